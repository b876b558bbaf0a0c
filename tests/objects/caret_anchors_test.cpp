#include "objects/caret_anchors.h"

#include <doctest/doctest.h>

#include <string>

using namespace xvm;

namespace {

// The segment's marks as a traceback shows them; empty where it has no anchors.
std::string marks(std::string_view segment) {
  CaretAnchors anchors = find_caret_anchors(segment);
  if (anchors.kind == CaretAnchors::None) return "";
  std::string out(segment.size(), '~');
  for (std::size_t i = anchors.left; i < anchors.right; ++i) out[i] = '^';
  return out;
}

}  // namespace

TEST_CASE("the operator of a binary operation is marked") {
  CHECK(marks("a + b") == "~~^~~");
  CHECK(marks("a+b") == "~^~");
  CHECK(marks("a // b") == "~~^^~~");
  CHECK(marks("a*b + c/d") == "~~~~^~~~~");
  CHECK(marks("a - b - c") == "~~~~~~^~~");
  CHECK(marks("a ** b ** c") == "~~^^~~~~~~~");
  CHECK(marks("-a * b") == "~~~^~~");
  CHECK(marks("a ** -b") == "~~^^~~~");
  CHECK(marks("(a + b) * c") == "~~~~~~~~^~~");
  CHECK(marks("f(x + 1) | g[2 - y]") == "~~~~~~~~~^~~~~~~~~~");
  CHECK(marks("'+' % x") == "~~~~^~~");
  CHECK(marks("1e+5 + x") == "~~~~~^~~");
  CHECK(marks("await a + b") == "~~~~~~~~^~~");
}

TEST_CASE("a parenthesis that is not part of the right operand counts as a second character") {
  CHECK(marks("a+(b)") == "~^^~~");
  CHECK(marks("a+(b, c)") == "~^~~~~~~");
}

TEST_CASE("brackets of subscripts and calls are marked") {
  CHECK(marks("a[b]") == "~^^^");
  CHECK(marks("a.b[c][d]") == "~~~~~~^^^");
  CHECK(marks("a[b](c)") == "~~~~^^^");
  CHECK(marks("f(g(x), y[1])") == "~^^^^^^^^^^^^");
  CHECK(find_caret_anchors("f(x)").kind == CaretAnchors::Call);
}

TEST_CASE("other expressions have no anchors") {
  for (const char* segment : {"a", "a.b", "a < b", "a and b", "not a", "a if b else c", "lambda: a + b", "-a", "-a ** b", "(a, b)",
                              "[a + b]", "{a: b}", "x = a + b", "await f()", "raise a + b", "", "a +", "(a", "'abc"})
    CHECK_MESSAGE(marks(segment) == (std::string(segment) == "a +" ? "~~^" : ""), segment);
}
