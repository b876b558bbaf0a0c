#include "vm/method_calls.h"

#include <algorithm>

#include "bytecode/decoded.h"
#include "bytecode/operations.h"
#include "objects/code.h"
#include "objects/function.h"
#include "vm/attributes.h"
#include "vm/frame.h"
#include "vm/operators.h"

namespace xvm {

namespace {

constexpr std::uint32_t longest = 2000;   // instructions between load and call: what is looked at stays linear

bool is_plain_call(const Instruction& ins) { return ins.op == Op::CALL_FUNCTION || (ins.op == Op::CALL_FUNCTION_PAIRS && ins.a == 0); }

// Where the jumps to each instruction come from.
struct Sources {
  std::uint32_t first = no_index, last = 0;
};

std::vector<Sources> jump_sources(const DecodedCode& decoded) {
  std::vector<Sources> sources(decoded.size() + 1);
  for (std::uint32_t i = 0; i < decoded.size(); ++i) {
    const Instruction& ins = decoded.instructions[i];
    if (ins.op == no_op || !decoded.reachable(i) || info(ins.op).arg != Operand::Jump || ins.arg >= decoded.size()) continue;
    Sources& to = sources[ins.arg];
    to.first = std::min(to.first, i);
    to.last = std::max(to.last, i);
  }
  return sources;
}

// The call that takes what LOAD_ATTR at `load` pushed, if nothing else between may look at it or get there; else no_index.
std::uint32_t call_of(const DecodedCode& decoded, const std::vector<Sources>& sources, std::uint32_t load) {
  const std::int64_t slot = decoded.depth[load] - 1;
  std::uint32_t end = std::min<std::uint32_t>(static_cast<std::uint32_t>(decoded.size()), load + longest), furthest = load;
  for (std::uint32_t i = load + 1; i < end; ++i) {
    if (sources[i].first != no_index && (sources[i].first <= load)) return no_index;
    furthest = std::max(furthest, sources[i].first == no_index ? 0 : sources[i].last);
    if (!decoded.reachable(i)) continue;
    const Instruction& ins = decoded.instructions[i];
    if (ins.op == no_op || decoded.block_of[i] != decoded.block_of[load] || info(ins.op).block != BlockEffect::None) return no_index;
    std::int64_t lowest = decoded.depth[i] - pops(ins);
    if (lowest <= slot) {
      bool takes = lowest == slot && is_plain_call(ins) && furthest <= i;
      return takes ? i : no_index;
    }
    if (lowest - reach(ins) <= slot) return no_index;
    if (info(ins.op).arg == Operand::Jump) {
      if (ins.arg <= load || ins.arg >= end) return no_index;
      furthest = std::max(furthest, ins.arg);
    }
  }
  return no_index;
}

}  // namespace

void join_method_calls(CodeObject& code) {
  const DecodedCode& decoded = *code.decoded;
  auto loads = [](const Instruction& ins) { return ins.op == Op::LOAD_ATTR; };
  if (std::none_of(decoded.instructions.begin(), decoded.instructions.end(), is_plain_call)) return;
  if (std::none_of(decoded.instructions.begin(), decoded.instructions.end(), loads)) return;
  std::vector<Sources> sources = jump_sources(decoded);
  std::vector<std::uint32_t> open;
  for (std::uint32_t i = 0; i < decoded.size(); ++i) {
    if (!loads(decoded.instructions[i]) || !decoded.reachable(i)) continue;
    std::uint32_t call = call_of(decoded, sources, i);
    if (call == no_index) continue;
    code.method_calls.push_back({i, call});
    std::erase_if(open, [i](std::uint32_t until) { return until <= i; });
    open.push_back(call);
    code.nested_method_calls = std::max(code.nested_method_calls, static_cast<std::uint32_t>(open.size()));
    code.fast[i].op = static_cast<std::uint16_t>(Op::LOAD_METHOD);
    code.fast[call].op = static_cast<std::uint16_t>(Op::CALL);
  }
}

void bind_methods_on_stack(Thread& thread, Frame& frame) {
  const CodeObject& code = *frame.code;
  if (code.method_calls.empty() || frame.stream == code.plain.data()) return;
  std::uint32_t at = static_cast<std::uint32_t>(frame.instruction());
  for (const MethodCall& pair : code.method_calls) {
    if (at <= pair.load || at > pair.call) continue;
    Value* low = frame.stack() + code.decoded->depth[pair.load] - 1;
    if (low[1]) low[0] = bind_found(thread, low[0], low[1], Ref(type_of(thread, low[1])));
    low[1] = nullptr;
    for (Value* slot = low + 1; slot + 1 < frame.sp; ++slot) *slot = std::move(slot[1]);
    --frame.sp;
  }
}

}  // namespace xvm
