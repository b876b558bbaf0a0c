#include "vm/stream.h"

#include "bytecode/decoded.h"
#include "bytecode/operations.h"
#include "generated/fused.h"
#include "objects/code.h"

namespace xvm {

namespace {

bool fits(const FusedRow& row, const std::vector<Ins>& plain, std::size_t at) {
  if (row.length > plain.size() - at) return false;
  for (std::size_t i = 0; i < row.length; ++i) {
    const auto& covered = row.covers[i];
    const Ins& ins = plain[at + i];
    if (ins.op != static_cast<std::uint16_t>(covered.op) || (covered.arg >= 0 && ins.arg != covered.arg)) return false;
  }
  return true;
}

// The longest fused operation that covers the instructions from `at` on, null where there is none.
const FusedRow* fused_at(const std::vector<Ins>& plain, std::size_t at) {
  static const auto by_first = [] {
    std::vector<std::vector<const FusedRow*>> rows(op_count);
    for (const FusedRow& row : fused_rows) rows[static_cast<std::size_t>(row.covers[0].op)].push_back(&row);
    return rows;
  }();
  const FusedRow* best = nullptr;
  for (const FusedRow* row : by_first[plain[at].op])
    if ((!best || row->length > best->length) && fits(*row, plain, at)) best = row;
  return best;
}

}  // namespace

void build_streams(CodeObject& code) {
  const DecodedCode& decoded = *code.decoded;
  std::size_t caches = 0;
  code.plain.resize(decoded.size());
  for (std::size_t i = 0; i < decoded.size(); ++i) {
    const Instruction& from = decoded.instructions[i];
    Ins& ins = code.plain[i];
    // What has no operation was proved unreachable.
    Op op = from.op == no_op ? Op::NOP : from.op;
    ins.op = static_cast<std::uint16_t>(op);
    ins.a = from.a;
    ins.arg = from.op == no_op ? 0 : from.arg;
    ins.b = from.b;
    caches += info(op).cache;
  }
  code.fast = code.plain;
  join_method_calls(code);
  code.caches.resize(2 * caches);
  InlineCache* next = code.caches.data();
  for (std::vector<Ins>* stream : {&code.plain, &code.fast})
    for (Ins& ins : *stream)
      if (info(static_cast<Op>(ins.op)).cache) ins.cache = next++;
  for (std::size_t i = 0; i < code.fast.size(); ++i)
    if (const FusedRow* row = fused_at(code.fast, i)) code.fast[i].op = static_cast<std::uint16_t>(row->op);
}

}  // namespace xvm
