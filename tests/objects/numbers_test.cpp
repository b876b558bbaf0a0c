// Numbers and the operators on them, in the words of each release.
#include <doctest/doctest.h>

#include <cmath>

#include "objects/float.h"
#include "objects/int.h"
#include "objects/list.h"
#include "pyc/release.h"
#include "python.h"

using namespace xvm;

namespace {

Value big(Python& python, const char* digits) {
  Big n;
  mpz_set_str(n, digits, 10);
  return make_int_as(python.thread(), n, false);
}

std::string binary(Python& python, Binary op, Ref a, Ref b) { return python.shown(binary_op(python.thread(), op, a, b)); }

}  // namespace

TEST_CASE("integers grow beyond the machine's, and 2.x marks the long ones") {
  for (const Release& release : all_releases()) {
    CAPTURE(release.tag);
    Python python(release);
    Value most = make_int(python.thread(), INT64_MAX), one = Value::small(1);
    CHECK(binary(python, Binary::Add, most, one) == (release.python2() ? "9223372036854775808L" : "9223372036854775808"));
    CHECK(binary(python, Binary::Subtract, most, most) == "0");
    Value wide = big(python, "1000000000000000000000");
    CHECK(binary(python, Binary::FloorDivide, wide, wide) == (release.python2() ? "1L" : "1"));
  }
}

TEST_CASE("a result that fits 48 bits is immediate") {
  Python python("3.9");
  Value wide = make_int(python.thread(), std::int64_t{1} << 50), r = binary_op(python.thread(), Binary::RightShift, wide, Value::small(10));
  CHECK(r.is_small_int());
}

TEST_CASE("floor division and remainder follow the divisor's sign") {
  Python python("3.9");
  for (int a : {-7, 7})
    for (int b : {-2, 2}) {
      Value x = Value::small(a), y = Value::small(b);
      CHECK(binary(python, Binary::FloorDivide, x, y) == std::to_string(static_cast<int>(std::floor(a / static_cast<double>(b)))));
      CHECK(binary(python, Binary::Remainder, x, y) == std::to_string(b > 0 ? 1 : -1));
    }
}

TEST_CASE("division by zero says what each release says") {
  auto said = [](const char* release, Binary op, Value a, Value b) {
    Python python(release);
    return binary(python, op, a, b);
  };
  Value one = Value::small(1), zero = Value::small(0);
  CHECK(said("2.7", Binary::Divide, one, zero) == "ZeroDivisionError: integer division or modulo by zero");
  CHECK(said("3.1", Binary::TrueDivide, one, zero) == "ZeroDivisionError: int division or modulo by zero");
  CHECK(said("3.2", Binary::TrueDivide, one, zero) == "ZeroDivisionError: division by zero");
  CHECK(said("3.10", Binary::Remainder, one, zero) == "ZeroDivisionError: integer division or modulo by zero");
  CHECK(said("3.11", Binary::Remainder, one, zero) == "ZeroDivisionError: integer modulo by zero");
  CHECK(said("3.8", Binary::FloorDivide, Value::of(1.0), zero) == "ZeroDivisionError: float divmod()");
  CHECK(said("3.9", Binary::FloorDivide, Value::of(1.0), zero) == "ZeroDivisionError: float floor division by zero");
}

TEST_CASE("true division of integers is rounded once") {
  Python python("3.9");
  Value a = big(python, "9007199254740993"), three = Value::small(3);
  CHECK(binary(python, Binary::TrueDivide, a, Value::small(1)) == "9007199254740992.0");
  CHECK(binary(python, Binary::TrueDivide, big(python, "100000000000000000000000000000000000000000"), three) == "3.3333333333333335e+40");
}

TEST_CASE("integers and floats compare by their exact values") {
  for (const char* tag : {"2.7", "3.9"}) {
    Python python(tag);
    Value odd = make_int(python.thread(), (std::int64_t{1} << 53) + 1), even = Value::of(9007199254740992.0);
    CHECK(compare_true(python.thread(), odd, even, Compare::Gt) == 1);
    CHECK(compare_true(python.thread(), even, odd, Compare::Eq) == 0);
  }
}

TEST_CASE("unlike types are ordered in 2.x and refused in 3.x") {
  auto said = [](const char* release) {
    Python python(release);
    return python.shown(compare(python.thread(), Value::small(1), python.str("a"), Compare::Lt));
  };
  CHECK(said("2.5") == "True");
  CHECK(said("3.5") == "TypeError: unorderable types: int() < str()");
  CHECK(said("3.6") == "TypeError: '<' not supported between instances of 'int' and 'str'");
}

TEST_CASE("operands that an operator does not know are named") {
  Python python("3.9");
  Value list = Value::steal(allocate_list(python.thread(), 0)), half = Value::of(0.5);
  CHECK(binary(python, Binary::Multiply, list, half) == "TypeError: can't multiply sequence by non-int of type 'float'");
  CHECK(binary(python, Binary::Subtract, list, half) == "TypeError: unsupported operand type(s) for -: 'list' and 'float'");
}

TEST_CASE("text becomes an integer by the release's rules") {
  auto said = [](const char* release, const char* text, int base) {
    Python python(release);
    return python.shown(int_parse(python.thread(), python.str(text), base));
  };
  CHECK(said("3.5", "1_000", 10) == "ValueError: invalid literal for int() with base 10: '1_000'");
  CHECK(said("3.6", "1_000", 10) == "1000");
  CHECK(said("2.7", "017", 0) == "15");
  CHECK(said("3.6", "017", 0) == "ValueError: invalid literal for int() with base 0: '017'");
  CHECK(said("3.6", "x", 37) == "ValueError: int() base must be >= 2 and <= 36, or 0");
  CHECK(said("3.9", std::string(4301, '9').c_str(), 10) ==
        "ValueError: Exceeds the limit (4300) for integer string conversion: value has 4301 digits; use sys.set_int_max_str_digits() to increase the limit");
}

TEST_CASE("floats and complex numbers show the digits of their release") {
  auto shown = [](const char* release, Value v) {
    Python python(release);
    return python.shown(std::move(v));
  };
  CHECK(shown("2.6", Value::of(0.1)) == "0.10000000000000001");
  CHECK(shown("2.7", Value::of(0.1)) == "0.1");
  Python python("3.9");
  CHECK(python.shown(make_complex(python.thread(), -0.0, 1)) == "(-0+1j)");
  CHECK(python.shown(make_complex(python.thread(), 0, -0.0)) == "-0j");
}

TEST_CASE("what memory cannot hold is refused before it is tried") {
  Python python("3.9");
  Value far = make_int(python.thread(), std::int64_t{1} << 60);
  CHECK(binary(python, Binary::LeftShift, Value::small(1), far) == "MemoryError: ");
  CHECK(binary(python, Binary::Power, Value::small(10), far) == "MemoryError: ");
  CHECK(binary(python, Binary::LeftShift, Value::small(1), big(python, "1000000000000000000000")) == "OverflowError: too many digits in integer");
}
