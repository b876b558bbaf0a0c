#include "compiler/assembler.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "bytecode/decoder.h"
#include "compiler/compile.h"
#include "compiler/constant_math.h"
#include "compiler/constant_merger.h"
#include "compiler/sequence.h"
#include "compiler/tables.h"
#include "pyc/code.h"
#include "pyc/release.h"

using namespace xvm;
using namespace xvm::compiler;
using enum compiler::Opcode;

namespace {

// One function in the making: instructions with constants and labels, then what the assembler leaves of it.
struct Assembly {
  explicit Assembly(std::string_view tag) : release(*find_release(tag)), merger(pool, release) {
    unit.release = &release;
    unit.name = symbols.intern("f");
    unit.qualname = "f";
  }
  Assembly& op(compiler::Opcode opcode, std::int32_t arg = 0, std::int32_t line = 1) {
    unit.items.push_back({opcode, arg, no_label, {line, 0, line, 1}});
    return *this;
  }
  Assembly& load(ConstantId id) { return op(LOAD_CONST, merger.index_of(unit, id)); }
  Assembly& number(std::int64_t value) { return load(merger.maker().integer(value)); }
  Assembly& jump(compiler::Opcode opcode, int label, std::int32_t line = 1) {
    unit.items.push_back({opcode, 0, Label(label), {line, 0, line, 1}});
    unit.labels = std::max(unit.labels, label + 1);
    return *this;
  }
  Assembly& label(int label) {
    unit.marks.push_back({std::uint32_t(unit.items.size()), Label(label)});
    unit.labels = std::max(unit.labels, label + 1);
    return *this;
  }
  const Code& code() {
    Fault fault;
    return *assemble(unit, pool, merger.maker().file_name("f.py"), merger, fault);
  }
  std::string text() {
    DecodedCode decoded;
    decode(code(), decoded);
    std::string out;
    for (std::uint32_t i = 0; i < decoded.size(); ++i)
      out += fmt::format("{}{} {}", i ? " | " : "", decoded.row(i)->name, decoded.raw_args[i]);
    return out;
  }

  const Release& release;
  ConstantPool pool;
  ConstantMerger merger;
  Arena arena;
  SymbolPool symbols{arena};
  CodeUnit unit;
};

}  // namespace

TEST_CASE("to 3.6 the peephole optimiser folds what stands on constants") {
  for (const char* tag : {"2.5", "2.7", "3.1", "3.5", "3.6"}) {
    CAPTURE(tag);
    Assembly f(tag);
    CHECK(f.number(1).number(2).op(BINARY_ADD).op(RETURN_VALUE).text() == "LOAD_CONST 2 | RETURN_VALUE 0");
    CHECK(f.pool.integer(f.unit.consts[2]) == 3);
  }
}

TEST_CASE("tuples of constants become one constant") {
  for (const char* tag : {"2.7", "3.3", "3.6", "3.9", "3.10", "3.11"}) {
    CAPTURE(tag);
    Assembly f(tag);
    CHECK(f.number(1).number(2).op(BUILD_TUPLE, 2).op(RETURN_VALUE).text() == "LOAD_CONST 2 | RETURN_VALUE 0");
  }
  Assembly f("3.12");
  CHECK(f.number(1).number(2).op(BUILD_TUPLE, 2).op(RETURN_VALUE).text() == "LOAD_CONST 1 | RETURN_VALUE 0");
  CHECK(f.unit.consts.size() == 2);
}

TEST_CASE("jumps to jumps go on to where those go") {
  Assembly f("2.7");
  f.op(LOAD_FAST).jump(POP_JUMP_IF_FALSE, 0).op(NOP).label(0).jump(JUMP_FORWARD, 1).op(LOAD_FAST).op(POP_TOP).label(1);
  CHECK(f.op(LOAD_FAST).op(RETURN_VALUE).text() ==
        "LOAD_FAST 0 | POP_JUMP_IF_FALSE 13 | JUMP_FORWARD 4 | LOAD_FAST 0 | POP_TOP 0 | LOAD_FAST 0 | RETURN_VALUE 0");
}

TEST_CASE("3.13 fuses loads and stores of one line") {
  Assembly f("3.13");
  f.unit.varnames = {f.symbols.intern("a"), f.symbols.intern("b")};
  f.unit.argcount = 2;
  CHECK(f.op(LOAD_FAST, 0).op(LOAD_FAST, 1).op(BINARY_OP, 0).op(RETURN_VALUE).text() ==
        "LOAD_FAST_LOAD_FAST 1 | BINARY_OP 0 | RETURN_VALUE 0");
}

TEST_CASE("3.12 checks locals that may be unbound") {
  Assembly f("3.12");
  f.unit.varnames = {f.symbols.intern("a")};
  CHECK(f.op(LOAD_FAST, 0).op(POP_TOP).op(LOAD_FAST, 0).op(RETURN_VALUE).text() ==
        "LOAD_FAST_CHECK 0 | POP_TOP 0 | LOAD_FAST 0 | RETURN_VALUE 0");
}

TEST_CASE("line tables count lines in steps that fit") {
  const Release& old = *find_release("2.7");
  LineNumberTable lines(old, 1);
  lines.add(0, 1);
  lines.add(6, 2);
  lines.add(300, 600);
  CHECK(lines.take() == Bytes{6, 1, 255, 0, 39, 255, 0, 255, 0, 88});
  LineNumberTable back(*find_release("3.6"), 10);
  back.add(4, 8);
  CHECK(back.take() == Bytes{4, 254});
}

TEST_CASE("constants are equal by value and type") {
  Assembly f("3.8");
  ConstantMaker& maker = f.merger.maker();
  CHECK(f.merger.equal(maker.integer(std::int64_t{1}), maker.integer(std::int64_t{1})));
  CHECK_FALSE(f.merger.equal(maker.integer(std::int64_t{1}), maker.real(1)));
  CHECK_FALSE(f.merger.equal(maker.boolean(true), maker.integer(std::int64_t{1})));
  CHECK_FALSE(f.merger.equal(maker.real(0.0), maker.real(-0.0)));
  ConstantId one[] = {maker.integer(std::int64_t{1})}, real[] = {maker.real(1)};
  CHECK_FALSE(f.merger.equal(maker.tuple(one), maker.tuple(real)));
}

TEST_CASE("folding stops at the release's limits") {
  Assembly f("3.8");
  ConstantMaker& maker = f.merger.maker();
  ConstantId text = maker.text("ab"), many = maker.integer(std::int64_t{3000}), some = maker.integer(std::int64_t{30});
  CHECK(fold_binary(maker, Operator::Mult, text, many, FoldLimits::LargerSequences) == no_constant);
  CHECK(fold_binary(maker, Operator::Mult, text, some, FoldLimits::LargerSequences) != no_constant);
  CHECK(fold_binary(maker, Operator::Mult, text, some, FoldLimits::ShortResults) == no_constant);
  ConstantId two = maker.integer(std::int64_t{2}), big = maker.integer(std::int64_t{200});
  CHECK(fold_binary(maker, Operator::Pow, two, big, FoldLimits::LargerSequences) == no_constant);
  CHECK(fold_binary(maker, Operator::Div, two, maker.integer(std::int64_t{0}), FoldLimits::LargerSequences) == no_constant);
}
