// What the grammars of the releases share and where they part, read from the trees.
#include <string>

#include <doctest/doctest.h>

#include "parsing.h"
#include "pyc/release.h"

namespace xvm::compiler {

static bool accepted(std::string_view tag, std::string_view source) { return refusal(tag, source).empty(); }

// Of all releases, those that accept the source: "2.5-3.13", "3.8-3.13", "2.5-2.7 3.3-3.13"; "none".
static std::string accepted_by(std::string_view source) {
  std::string out;
  const Release* first = nullptr;
  const Release* last = nullptr;
  auto close = [&] {
    if (!first) return;
    out += out.empty() ? "" : " ";
    out += first->tag;
    if (last != first) out += "-" + std::string(last->tag);
    first = nullptr;
  };
  for (const Release& release : all_releases()) {
    if (accepted(release.tag, source)) {
      if (!first) first = &release;
      last = &release;
    } else {
      close();
    }
  }
  close();
  return out.empty() ? "none" : out;
}

TEST_CASE("operators bind as tightly as their levels say") {
  for (const Release& release : all_releases()) {
    CAPTURE(release.tag);
    CHECK(tree(release.tag, "a + b * -c ** d\n") ==
          "(Expr (BinOp (Name a Load) Add (BinOp (Name b Load) Mult (UnaryOp USub (BinOp (Name c Load) Pow (Name d Load))))))");
    CHECK(tree(release.tag, "not a in b or c and d\n") ==
          "(Expr (BoolOp Or [ (UnaryOp Not (Compare (Name a Load) In (Name b Load))) (BoolOp And [ (Name c Load) (Name d Load)])]))");
    CHECK(tree(release.tag, "a if b else c if d else e\n") ==
          "(Expr (IfExp (Name b Load) (Name a Load) (IfExp (Name d Load) (Name c Load) (Name e Load))))");
  }
}

TEST_CASE("each piece of grammar is known from its release on, and to its last one") {
  CHECK(accepted_by("print 'x'\n") == "2.5-2.7");
  CHECK(accepted_by("exec 'x' in d\n") == "2.5-2.7");
  CHECK(accepted_by("`x`\n") == "2.5-2.7");
  CHECK(accepted_by("a <> b\n") == "2.5-2.7");
  CHECK(accepted_by("def f(a, (b, c)): pass\n") == "2.5-2.7");
  CHECK(accepted_by("x = 0777\n") == "2.5-2.7");
  CHECK(accepted_by("x = 5L\n") == "2.5-2.7");
  CHECK(accepted_by("x = ur'a'\n") == "2.5-2.7");
  CHECK(accepted_by("x = u'a'\n") == "2.5-2.7 3.3-3.13");
  CHECK(accepted_by("x = b'a'\n") == "2.6-3.13");
  CHECK(accepted_by("x = rb'a'\n") == "3.3-3.13");
  CHECK(accepted_by("x = 0o7, 0b1\n") == "2.6-3.13");
  CHECK(accepted_by("try: pass\nexcept E, e: pass\n") == "2.5-2.7");
  CHECK(accepted_by("try: pass\nexcept E as e: pass\n") == "2.6-3.13");
  CHECK(accepted_by("with a as b: pass\n") == "2.6-3.13");
  CHECK(accepted_by("with a as b, c as d: pass\n") == "2.7 3.1-3.13");
  CHECK(accepted_by("with (a as b, c as d): pass\n") == "3.9-3.13");
  CHECK(accepted_by("{a, b}\n") == "2.7-3.13");
  CHECK(accepted_by("{a: b for c in d}\n") == "2.7-3.13");
  CHECK(accepted_by("def f(a, *, b: c = d) -> e: pass\n") == "3.0-3.13");
  CHECK(accepted_by("nonlocal x\n") == "3.0-3.13");
  CHECK(accepted_by("a, *b = c\n") == "3.0-3.13");
  CHECK(accepted_by("raise a from b\n") == "3.0-3.13");
  CHECK(accepted_by("def f(): yield from a\n") == "3.3-3.13");
  CHECK(accepted_by("f(*a, *b, **c, **d)\n") == "3.5-3.13");
  CHECK(accepted_by("a @ b\n") == "3.5-3.13");
  CHECK(accepted_by("async def f(): await x\n") == "3.5-3.13");
  CHECK(accepted_by("async = await = 1\n") == "2.5-3.6");
  CHECK(accepted_by("x: int = 1\n") == "3.6-3.13");
  CHECK(accepted_by("f'{x!r:>{w}}'\n") == "3.6-3.13");
  CHECK(accepted_by("1_000\n") == "3.6-3.13");
  CHECK(accepted_by("def f(a, *b,): pass\n") == "3.6-3.13");
  CHECK(accepted_by("(x := 1)\n") == "3.8-3.13");
  CHECK(accepted_by("def f(a, /, b): pass\n") == "3.8-3.13");
  CHECK(accepted_by("def f(): return 1, *a\n") == "3.8-3.13");
  CHECK(accepted_by("f'{x=}'\n") == "3.8-3.13");
  CHECK(accepted_by("@a[0].b\ndef f(): pass\n") == "3.9-3.13");
  CHECK(accepted_by("{x := 1}\n") == "3.9-3.13");
  CHECK(accepted_by("match x:\n  case [1, *_]: pass\n") == "3.10-3.13");
  CHECK(accepted_by("try: pass\nexcept* E: pass\n") == "3.11-3.13");
  CHECK(accepted_by("a[*b]\n") == "3.11-3.13");
  CHECK(accepted_by("def f[T: int](): pass\n") == "3.12-3.13");
  CHECK(accepted_by("type X[T] = list[T]\n") == "3.12-3.13");
  CHECK(accepted_by("f'{a['b']}'\n") == "3.12-3.13");
  CHECK(accepted_by("class A[T = int]: pass\n") == "3.13");
}

TEST_CASE("soft keywords are names wherever they can be") {
  for (const char* tag : {"3.10", "3.13"}) {
    CAPTURE(tag);
    CHECK(accepted(tag, "match = case = _ = type = 1\nmatch(x)\nmatch[x]\nmatch, x\nmatch.case\ntype(x)\ntype = 3\n"));
    CHECK(tree(tag, "match (x)\n") == "(Expr (Call (Name match Load) [ (Name x Load)] []))");
    CHECK(tree(tag, "match -x:\n  case -1: pass\n") ==
          "(Match (UnaryOp USub (Name x Load)) (case (MatchValue (UnaryOp USub (Constant i1))) - { (Pass)}))");
  }
}

TEST_CASE("futures of 2.x steer the parser: print_function from where it stands, unicode_literals throughout") {
  CHECK(tree("2.7", "print(1, 2)\n") == "(Print - [ (Tuple [ (Constant i1) (Constant i2)] Load)] 1)");
  CHECK(tree("2.7", "from __future__ import print_function\nprint(1)\n") ==
        "(ImportFrom __future__ (alias print_function -) 0) (Expr (Call (Name print Load) [ (Constant i1)] []))");
  CHECK(tree("2.7", "'doc'\nfrom __future__ import unicode_literals\n").starts_with("(Expr (Constant u\"doc\"))"));
  CHECK(accepted("2.5", "with = as = 1\n"));
  CHECK(accepted("2.5", "from __future__ import with_statement\nwith a as b: pass\n"));
  CHECK(tree("3.4", "from __future__ import barry_as_FLUFL\na <> b\n").ends_with("(Expr (Compare (Name a Load) NotEq (Name b Load)))"));
}

TEST_CASE("async and await of 3.5 and 3.6 are keywords inside async def alone") {
  for (const char* tag : {"3.5", "3.6"}) {
    CAPTURE(tag);
    CHECK(accepted(tag, "async def f():\n  await x\nawait = async\n"));
    CHECK_FALSE(accepted(tag, "async def f():\n  await = 1\n"));
  }
}

TEST_CASE("numbers keep their value and, in 2.x, their kind") {
  CHECK(tree("2.7", "5, 5L, 0xFFFFFFFFFFFFFFFF\n") == "(Expr (Tuple [ (Constant i5) (Constant l5) (Constant lffffffffffffffff)] Load))");
  CHECK(tree("2.7", "-9223372036854775808, -1L\n") == "(Expr (Tuple [ (Constant i8000000000000000-) (Constant l1-)] Load))");
  CHECK(tree("3.13", "1_000, 0b1010, 12345678901234567890123\n") ==
        "(Expr (Tuple [ (Constant i3e8) (Constant ia) (Constant i29d42b64e76714244cb)] Load))");
  CHECK(tree("3.13", "1.5e3, 2j\n") == "(Expr (Tuple [ (Constant f4097700000000000) (Constant c4000000000000000)] Load))");
}

TEST_CASE("strings are joined and their escapes read") {
  CHECK(tree("3.13", "'a\\x41\\u00e9\\N{BULLET}' \"b\"\n") == "(Expr (Constant u\"aA\\c3\\a9\\e2\\80\\a2b\"))");
  CHECK(tree("3.13", "b'\\x00\\377' rb'\\n'\n") == "(Expr (Constant b\"\\00\\ff\\5cn\"))");
  CHECK(tree("2.7", "'a' u'b'\n") == "(Expr (Constant u\"ab\"))");
  CHECK(tree("2.7", "ur'\\u0041\\n'\n") == "(Expr (Constant u\"A\\5cn\"))");
}

TEST_CASE("f-strings give the same parts as text to 3.11 and as tokens from 3.12") {
  for (const char* tag : {"3.8", "3.11", "3.12", "3.13"}) {
    CAPTURE(tag);
    CHECK(tree(tag, "f'a{{{x!r:>{w}}}}' 'b'\n") ==
          "(Expr (JoinedStr [ (Constant u\"a{\") (FormattedValue (Name x Load) 114 (JoinedStr [ (Constant u\">\") (FormattedValue (Name w Load) "
          "-1 -)" + std::string(std::string_view(tag) == "3.12" ? " (Constant u\"\")" : "") + "])) (Constant u\"}b\")]))");
    CHECK(tree(tag, "f'{ x = }'\n") == "(Expr (JoinedStr [ (Constant u\"\\20x\\20=\\20\") (FormattedValue (Name x Load) 114 -)]))");
  }
}

TEST_CASE("identifiers of 3.x are normalised") {
  CHECK(tree("3.6", "\xef\xac\x81 = 1\n") == "(Assign [ (Name fi Store)] (Constant i1))");
}

TEST_CASE("tuples, comprehensions and attributes of brackets are placed by the release's rule") {
  CHECK(places("3.7", "(a, b)\n") == "(Expr 1:0 (Tuple 1:1 [ (Name 1:1 a Load) (Name 1:4 b Load)] Load))");
  CHECK(places("3.8", "(a, b)\n") == "(Expr 1:0-1:6 (Tuple 1:0-1:6 [ (Name 1:1-1:2 a Load) (Name 1:4-1:5 b Load)] Load))");
  CHECK(places("3.7", "(a).b\n") == "(Expr 1:0 (Attribute 1:1 (Name 1:1 a Load) b Load))");
  CHECK(places("3.8", "(a).b\n") == "(Expr 1:0-1:5 (Attribute 1:0-1:5 (Name 1:1-1:2 a Load) b Load))");
  CHECK(places("3.7", "a + b + c\n") ==
        "(Expr 1:0 (BinOp 1:6 (BinOp 1:0 (Name 1:0 a Load) Add (Name 1:4 b Load)) Add (Name 1:8 c Load)))");
}

TEST_CASE("a decorated definition begins at its decorator to 3.7, at its keyword later") {
  CHECK(places("3.7", "@d\ndef f(): pass\n").starts_with("(FunctionDef 1:0 "));
  CHECK(places("3.8", "@d\ndef f(): pass\n").starts_with("(FunctionDef 2:0-2:13 "));
}

TEST_CASE("a string of several lines stands on its last line, without a column, to 3.7") {
  CHECK(places("3.7", "x = '''a\nb'''\n") == "(Assign 1:0 [ (Name 1:0 x Store)] (Constant 2:-1 u\"a\\0ab\"))");
  CHECK(places("3.8", "x = '''a\nb'''\n") == "(Assign 1:0-2:4 [ (Name 1:0-1:1 x Store)] (Constant 1:4-2:4 u\"a\\0ab\"))");
}

}  // namespace xvm::compiler
