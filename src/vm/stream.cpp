#include "vm/stream.h"

#include "bytecode/decoded.h"
#include "bytecode/operations.h"
#include "objects/code.h"

namespace xvm {

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
  code.caches.resize(2 * caches);
  InlineCache* next = code.caches.data();
  for (std::vector<Ins>* stream : {&code.plain, &code.fast})
    for (Ins& ins : *stream)
      if (info(static_cast<Op>(ins.op)).cache) ins.cache = next++;
}

}  // namespace xvm
