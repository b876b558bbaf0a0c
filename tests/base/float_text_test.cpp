#include "base/float_text.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace xvm;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

TEST_CASE("repr is the shortest text that reads back") {
  CHECK(float_repr(0.1) == "0.1");
  CHECK(float_repr(-0.0) == "-0.0");
  CHECK(float_repr(1e15) == "1000000000000000.0");
  CHECK(float_repr(1e16) == "1e+16");
  CHECK(float_repr(123456789012345680.0) == "1.2345678901234568e+17");
  CHECK(float_repr(0.0001) == "0.0001");
  CHECK(float_repr(0.00001) == "1e-05");
  CHECK(float_repr(5e-324) == "5e-324");
  CHECK(float_repr(1.7976931348623157e308) == "1.7976931348623157e+308");
  CHECK(float_repr(inf) == "inf");
  CHECK(float_repr(-inf) == "-inf");
  CHECK(float_repr(nan_value) == "nan");
}

TEST_CASE("2.5, 2.6 and 3.0 write 17 or 12 significant digits") {
  CHECK(float_significant(0.1, 17) == "0.10000000000000001");
  CHECK(float_significant(1.0, 17) == "1.0");
  CHECK(float_significant(1e16, 17) == "10000000000000000.0");
  CHECK(float_significant(1e17, 17) == "1e+17");
  CHECK(float_significant(0.1, 12) == "0.1");
  CHECK(float_significant(1e11, 12) == "100000000000.0");
  CHECK(float_significant(1e12, 12) == "1e+12");
  CHECK(float_significant(-inf, 17) == "-inf");
}

TEST_CASE("str of 2.7 and 3.1 turns to exponents one power of ten earlier than that of 2.6") {
  FloatFormat str{.code = 'g', .precision = 12, .dot_zero = true};
  CHECK(float_text(1e10, str) == "10000000000.0");
  CHECK(float_text(1e11, str) == "1e+11");
  CHECK(float_text(123456789012.0, str) == "1.23456789012e+11");
}

TEST_CASE("e, f and g keep to their precision, halves to even, exactly") {
  auto text = [](double value, char code, int precision) {
    return float_text(value, {.code = code, .precision = precision});
  };
  CHECK(text(2.5, 'f', 0) == "2");
  CHECK(text(2.675, 'f', 2) == "2.67");
  CHECK(text(1e22, 'f', 1) == "10000000000000000000000.0");
  CHECK(text(0.1, 'f', 30) == "0.100000000000000005551115123126");
  CHECK(text(5e-324, 'f', 1080).substr(1060) == "8265533447265625000000");
  CHECK(text(1234.5, 'e', 3) == "1.234e+03");
  CHECK(text(1e-100, 'E', 1) == "1.0E-100");
  CHECK(text(0.0, 'e', 2) == "0.00e+00");
  CHECK(text(100000.0, 'g', 6) == "100000");
  CHECK(text(1000000.0, 'g', 6) == "1e+06");
  CHECK(text(0.00012345, 'g', 3) == "0.000123");
  CHECK(text(0.5, 'g', 0) == "0.5");
  CHECK(text(inf, 'F', 1) == "INF");
  CHECK(text(nan_value, 'G', 1) == "NAN");
}

TEST_CASE("the flags of a conversion") {
  CHECK(float_text(3.0, {.code = 'f', .precision = 0, .alternate = true}) == "3.");
  CHECK(float_text(3.0, {.code = 'g', .precision = 6, .alternate = true}) == "3.00000");
  CHECK(float_text(1e20, {.code = 'r', .alternate = true}) == "1.e+20");
  CHECK(float_text(1.0, {.code = 'e', .precision = 0, .sign = true}) == "+1e+00");
  CHECK(float_text(nan_value, {.code = 'f', .sign = true}) == "+nan");
  CHECK(float_text(-0.04, {.code = 'f', .precision = 1, .no_negative_zero = true}) == "0.0");
  CHECK(float_text(-0.05, {.code = 'f', .precision = 1, .no_negative_zero = true}) == "-0.1");
}

TEST_CASE("to 3.8 g keeps the trailing zeros of an integer that was halfway and went down") {
  CHECK(float_text(-1197705.0, {.code = 'g', .precision = 6, .tie_zeros = true}) == "-1.19770e+06");
  CHECK(float_text(-1197705.0, {.code = 'g', .precision = 6}) == "-1.1977e+06");
  CHECK(float_text(1230295000000.0, {.code = 'g', .precision = 6, .tie_zeros = true}) == "1.2303e+12");
}

TEST_CASE("float() reads numbers, inf and nan, and nothing else") {
  CHECK(parse_float("1.", false) == 1.0);
  CHECK(parse_float(".5", false) == 0.5);
  CHECK(parse_float("+1E-5", false) == 1e-5);
  CHECK(parse_float("-iNfInItY", false) == -inf);
  CHECK(std::isnan(*parse_float("nan", false)));
  for (const char* text : {"", ".", "1e", "1e+", "--1", "0x10", "infinit", "nan(1)", "1 ", "1j", "1.5.5"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_float(text, false));
  }
}

TEST_CASE("float() rounds correctly and saturates") {
  CHECK(parse_float("9007199254740993", false) == 9007199254740992.0);
  CHECK(parse_float("2.4703282292062327e-324", false) == 0.0);
  CHECK(parse_float("2.4703282292062328e-324", false) == 5e-324);
  CHECK(parse_float("1.7976931348623159e308", false) == inf);
  CHECK(parse_float("-1e400", false) == -inf);
  CHECK(parse_float("1e-99999999999999999999", false) == 0.0);
  CHECK(parse_float("0e99999999999999999999", false) == 0.0);
  CHECK(parse_float("1" + std::string(400, '0') + "e-400", false) == 1.0);
}

TEST_CASE("from 3.6 single underscores stand between digits") {
  CHECK(parse_float("1_0.2_5e1_0", true) == 10.25e10);
  CHECK_FALSE(parse_float("1_0", false));
  for (const char* text : {"_1", "1_", "1__0", "1._5", "1_.5", "1e_1", "i_nf"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_float(text, true));
  }
}

TEST_CASE("the longest prefix that is a float") {
  double value;
  CHECK(parse_float_prefix("1.5e3j", value) == 5);
  CHECK(value == 1500);
  CHECK(parse_float_prefix("1e+2j", value) == 4);
  CHECK(parse_float_prefix("1ej", value) == 1);
  CHECK(parse_float_prefix("infj", value) == 3);
  CHECK(parse_float_prefix("j", value) == 0);
}

TEST_CASE("hex() shows all 53 bits") {
  CHECK(float_hex(1.0) == "0x1.0000000000000p+0");
  CHECK(float_hex(-0.1) == "-0x1.999999999999ap-4");
  CHECK(float_hex(5e-324) == "0x0.0000000000001p-1022");
  CHECK(float_hex(-0.0) == "-0x0.0p+0");
  CHECK(float_hex(nan_value) == "nan");
}

TEST_CASE("fromhex() rounds halves to even and knows its range") {
  double value;
  auto reads = [&](const char* text) { return parse_hex_float(text, value) == HexFloat::Ok; };
  CHECK((reads("0x1.8p1") && value == 3));
  CHECK((reads("-.8") && value == -0.5));
  CHECK((reads("0x1.00000000000008p0") && value == 1));
  CHECK((reads("0x1.000000000000080000000000000001p0") && value == 1.0000000000000002));
  CHECK((reads("0x1p-1075") && value == 0));
  CHECK((reads("0x1.8p-1075") && value == 5e-324));
  CHECK((reads("0x0p99999999999999999999") && value == 0));
  CHECK((reads("0x1.fffffffffffff7p1023") && value == 1.7976931348623157e308));
  CHECK(parse_hex_float("0x1.fffffffffffff8p1023", value) == HexFloat::TooLarge);
  CHECK(parse_hex_float("0x1p99999999999999999999", value) == HexFloat::TooLarge);
  for (const char* text : {"", "0x", "0x1p", "1..2", "0x1.g", "0x1_0"}) {
    CAPTURE(text);
    CHECK(parse_hex_float(text, value) == HexFloat::Invalid);
  }
}

TEST_CASE("a float is an odd number times a power of two") {
  FloatRatio ratio = float_ratio(-0.75);
  CHECK((ratio.negative && ratio.mantissa == 3 && ratio.exponent == -2));
  ratio = float_ratio(5e-324);
  CHECK((ratio.mantissa == 1 && ratio.exponent == -1074));
  ratio = float_ratio(1e22);
  CHECK((ratio.mantissa == 2384185791015625 && ratio.exponent == 22));
  ratio = float_ratio(0.0);
  CHECK((ratio.mantissa == 0 && ratio.exponent == 0));
}

TEST_CASE("round() of 3.x takes halves to the even neighbour") {
  CHECK(round_half_even(0.5) == 0);
  CHECK(round_half_even(1.5) == 2);
  CHECK(round_half_even(-2.5) == -2);
  CHECK(round_digits_half_even(2.675, 2) == 2.67);
  CHECK(round_digits_half_even(0.125, 2) == 0.12);
  CHECK(round_digits_half_even(25, -1) == 20);
  CHECK(round_digits_half_even(35, -1) == 40);
  CHECK(round_digits_half_even(25.5, -1) == 30);
  CHECK(std::signbit(*round_digits_half_even(-4, -1)));
  CHECK(round_digits_half_even(1e308, -400) == 0);
  CHECK(round_digits_half_even(1.1, 400) == 1.1);
  CHECK_FALSE(round_digits_half_even(1.5e308, -308));
}

TEST_CASE("round() of 2.7 takes exact halves away from zero") {
  CHECK(round_digits_half_away(2.5, 0) == 3);
  CHECK(round_digits_half_away(-0.5, 0) == -1);
  CHECK(round_digits_half_away(2.675, 2) == 2.67);
  CHECK(round_digits_half_away(0.125, 2) == 0.13);
  CHECK(round_digits_half_away(9.5, 0) == 10);
  CHECK(round_digits_half_away(25, -1) == 30);
  CHECK(round_digits_half_away(5, -1) == 10);
  CHECK(round_digits_half_away(4.999, -1) == 0);
}

TEST_CASE("round() of 2.5 and 2.6 scales, inexactly") {
  CHECK(round_digits_scaled(2.675, 2) == 2.68);
  CHECK(round_digits_scaled(2.5, 0) == 3);
  CHECK(round_digits_scaled(-25, -1) == -30);
}
