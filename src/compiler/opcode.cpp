#include "compiler/opcode.h"

#include <array>
#include <unordered_map>
#include <vector>

#include "bytecode/opcodes.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

constexpr std::string_view names[] = {
#define XVM_NAME(identifier, text) text,
    XVM_OPCODE_NAMES(XVM_NAME)
#undef XVM_NAME
#define XVM_NAME(identifier) #identifier,
        XVM_PSEUDO_OPCODES(XVM_NAME)
#undef XVM_NAME
};

constexpr std::size_t opcode_count = static_cast<std::size_t>(Opcode::Count);
using Numbers = std::array<std::int16_t, opcode_count>;

std::vector<Numbers> make_numbers() {
  std::unordered_map<std::string_view, std::size_t> index;
  for (std::size_t i = 0; i < opcode_count; i++) index.emplace(names[i], i);
  std::vector<Numbers> all;
  for (const Release& release : all_releases()) {
    Numbers& numbers = all.emplace_back();
    numbers.fill(-1);
    for (const OpcodeRow& row : opcodes_of(release).rows) numbers[index.at(row.name)] = row.code;
  }
  return all;
}

}  // namespace

std::string_view opcode_name(Opcode opcode) { return names[static_cast<std::size_t>(opcode)]; }

int opcode_number(const Release& release, Opcode opcode) {
  static const std::vector<Numbers> numbers = make_numbers();
  return numbers[static_cast<std::size_t>(&release - all_releases().data())][static_cast<std::size_t>(opcode)];
}

}  // namespace xvm::compiler
