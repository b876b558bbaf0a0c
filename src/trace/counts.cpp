#include "trace/counts.h"

#include <map>
#include <nlohmann/json.hpp>

#include "bytecode/decoded.h"
#include "bytecode/operations.h"
#include "objects/code.h"
#include "pyc/code.h"
#include "vm/frame.h"

namespace xvm {

namespace {
bool counting = false;
std::map<std::pair<std::string_view, std::string_view>, std::uint64_t> counts;
}  // namespace

void start_counting() { counting = true; }
bool counts_instructions() { return counting; }

void count_instruction(const Frame& frame) {
  auto index = static_cast<std::uint32_t>(frame.instruction());
  const OpcodeRow* row = frame.code->decoded->row(index);
  if (row) ++counts[{row->name, info(static_cast<Op>(frame.pc->op)).name}];
}

std::string counts_json() {
  nlohmann::json out = nlohmann::json::object();
  for (const auto& [key, times] : counts) out[std::string(key.first)][std::string(key.second)] = times;
  return out.dump();
}

}  // namespace xvm
