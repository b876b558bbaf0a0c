#include <doctest/doctest.h>

#include <limits>

#include "base/format_spec.h"
#include "base/number_format.h"

using namespace xvm;
using namespace std::string_view_literals;

static FormatSpecError error_of(std::string_view text, const FormatFeatures& features = {}) {
  FormatSpec spec;
  return parse_format_spec(text, features, '>', spec);
}

TEST_CASE("every part of a specification") {
  FormatSpec spec;
  CHECK(parse_format_spec("\xe2\x82\xac^+z#12,.3f", {}, '>', spec) == FormatSpecError::None);
  CHECK((spec.fill == U'\u20ac' && spec.align == '^' && spec.sign == '+' && spec.no_negative_zero && spec.alternate));
  CHECK((spec.width == 12 && spec.grouping == ',' && spec.precision == 3 && spec.type == U'f'));
  CHECK(parse_format_spec("", {}, '>', spec) == FormatSpecError::None);
  CHECK((spec.fill == U' ' && spec.align == 0 && spec.width == -1 && spec.precision == -1 && spec.type == 0));
  CHECK(parse_format_spec("\xd9\xa5", {}, '>', spec) == FormatSpecError::None);
  CHECK(spec.width == 5);
}

TEST_CASE("a zero before the width fills, and aligns what is a number") {
  FormatSpec spec;
  parse_format_spec("08", {}, '>', spec);
  CHECK((spec.fill == U'0' && spec.align == '=' && spec.width == 8));
  parse_format_spec("08", {}, '<', spec);
  CHECK((spec.fill == U'0' && spec.align == 0));
  parse_format_spec("08", {.zero_keeps_align = false}, '<', spec);
  CHECK(spec.align == '=');
  parse_format_spec("<08", {}, '>', spec);
  CHECK((spec.fill == U'0' && spec.align == '<'));
}

TEST_CASE("what a specification may not be") {
  CHECK(error_of("abc") == FormatSpecError::Invalid);
  CHECK(error_of("9223372036854775807") == FormatSpecError::None);
  CHECK(error_of("9223372036854775808") == FormatSpecError::TooManyDigits);
  CHECK(error_of(".99999999999999999999") == FormatSpecError::TooManyDigits);
  CHECK(error_of("5.") == FormatSpecError::MissingPrecision);
  CHECK(error_of(",_") == FormatSpecError::CommaAndUnderscore);
  CHECK(error_of("_,") == FormatSpecError::CommaAndUnderscore);
  CHECK(error_of(",,") == FormatSpecError::GroupingTwice);
  CHECK(error_of(",x") == FormatSpecError::GroupingWithType);
  CHECK(error_of("_x") == FormatSpecError::None);
  CHECK(error_of("_n") == FormatSpecError::GroupingWithType);
}

TEST_CASE("what an older release does not know is left over") {
  CHECK(error_of("z.1f", {.no_negative_zero = false}) == FormatSpecError::Invalid);
  CHECK(error_of("_d", {.underscore = false}) == FormatSpecError::Invalid);
  CHECK(error_of(",d", {.comma = false}) == FormatSpecError::Invalid);
  CHECK(error_of(",_", {.underscore = false}) == FormatSpecError::GroupingWithType);
  CHECK(error_of("#x", {.alternate = false}) == FormatSpecError::Invalid);
}

static std::string formatted(double value, std::string_view text, FloatDefault no_type = FloatDefault::Shortest) {
  FormatSpec spec;
  REQUIRE(parse_format_spec(text, {}, '>', spec) == FormatSpecError::None);
  return format_float(value, spec, no_type);
}

// As 3.13.0 formats them.
TEST_CASE("format of floats") {
  CHECK(formatted(1234.5678, "20") == "           1234.5678");
  CHECK(formatted(1234.5678, ".3") == "1.23e+03");
  CHECK(formatted(1234.5678, "010,.2f") == "001,234.57");
  CHECK(formatted(1e20, "08,") == "0,001e+20");
  CHECK(formatted(std::numeric_limits<double>::infinity(), "010,.2f") == "0000000inf");
  CHECK(formatted(-0.0001, "010,.2f") == "-00,000.00");
  CHECK(formatted(-0.0001, "z.0f") == "0");
  CHECK(formatted(-0.0001, "*=10") == "-***0.0001");
  CHECK(formatted(0.5, ".1%") == "50.0%");
  CHECK(formatted(1e20, "#.3") == "1.00e+20");
  CHECK(formatted(1234.5678, "n") == "1234.57");
  CHECK(formatted(1.0, "\xe2\x82\xac>5") ==
        "\xe2\x82\xac\xe2\x82\xac"
        "1.0");
}

TEST_CASE("a float without type is twelve digits to 2.7") {
  CHECK(formatted(0.1 + 0.2, "25") == "      0.30000000000000004");
  CHECK(formatted(0.1 + 0.2, "25", FloatDefault::Twelve) == "                      0.3");
  CHECK(formatted(1e11, "20", FloatDefault::Twelve) == "               1e+11");
  CHECK(formatted(1e11, "20", FloatDefault::OldTwelve) == "      100000000000.0");
}

TEST_CASE("a locale has its own point and groups") {
  FormatSpec spec;
  parse_format_spec("n", {}, '>', spec);
  CHECK(format_float(1234567.5, spec, FloatDefault::Shortest, {",", ".", "\3"}) == "1,23457e+06");
  CHECK(lay_out_number(spec, {.digits = "1234567"}, {",", ".", "\3\2"}) == "12.34.567");
}

static std::string formatted_complex(double real, double imag, std::string_view text) {
  FormatSpec spec;
  REQUIRE(parse_format_spec(text, {}, '>', spec) == FormatSpecError::None);
  return format_complex(real, imag, spec);
}

TEST_CASE("format of complex numbers") {
  CHECK(formatted_complex(1, 2, "20") == "              (1+2j)");
  CHECK(formatted_complex(0, 2, "20") == "                  2j");
  CHECK(formatted_complex(-0.0, 2, "") == "(-0+2j)");
  CHECK(formatted_complex(1, 2, "+.2f") == "+1.00+2.00j");
  CHECK(formatted_complex(0, 1e16, ",.2f") == "0.00+10,000,000,000,000,000.00j");
  CHECK(formatted_complex(1, -2, "#") == "(1.-2.j)");
}

TEST_CASE("digits are grouped, filled with zeros and padded") {
  auto laid_out = [](std::string_view text, const NumberParts& parts) {
    FormatSpec spec;
    REQUIRE(parse_format_spec(text, {}, '>', spec) == FormatSpecError::None);
    return lay_out_number(spec, parts);
  };
  CHECK(laid_out(",", {.digits = "1234567"}) == "1,234,567");
  CHECK(laid_out("08,", {.digits = "1234"}) == "0,001,234");
  CHECK(laid_out("_x", {.digits = "123456789"}) == "1_2345_6789");
  CHECK(laid_out("#010x", {.negative = true, .prefix = "0x", .digits = "ff"}) == "-0x00000ff");
  CHECK(laid_out("=+6", {.digits = "12"}) == "+   12");
  CHECK(laid_out("<6", {.digits = "12"}) == "12    ");
  CHECK(laid_out("^7", {.digits = "12"}) == "  12   ");
}

TEST_CASE("digits in any base") {
  CHECK(digits_of(0, 2) == "0");
  CHECK(digits_of(255, 16) == "ff");
  CHECK(digits_of(~std::uint64_t{0}, 10) == "18446744073709551615");
  CHECK(digits_of(~std::uint64_t{0}, 2).size() == 64);
  CHECK(digits_of(35, 36) == "z");
}

TEST_CASE("text is padded by its characters") {
  FormatSpec spec;
  parse_format_spec("*^8", {}, '<', spec);
  Padding padding = padding_for(spec, 3, '<');
  CHECK((padding.left == 2 && padding.right == 3));
  padding = padding_for(spec, 9, '<');
  CHECK((padding.left == 0 && padding.right == 0));
}

TEST_CASE("every part of a % conversion") {
  PercentSpec spec;
  CHECK(parse_percent_spec("x%(a(b))-+ #0*.*lsz", 2, false, spec) == PercentError::None);
  CHECK((spec.has_key && spec.key == "a(b)"));
  CHECK((spec.left && spec.sign && spec.blank && spec.alternate && spec.zero));
  CHECK((spec.star_width && spec.star_precision && spec.conversion == U's' && spec.conversion_at == 17 &&
         spec.next == 18));
  CHECK(parse_percent_spec("%5.d", 1, false, spec) == PercentError::None);
  CHECK((spec.width == 5 && spec.precision == 0));
  CHECK(parse_percent_spec("%\xe2\x82\xac", 1, false, spec) == PercentError::None);
  CHECK((spec.conversion == U'\u20ac' && spec.next == 4));
  CHECK(parse_percent_spec("%\xe2\x82\xac", 1, true, spec) == PercentError::None);
  CHECK((spec.conversion == 0xe2 && spec.next == 2));
}

TEST_CASE("what a % conversion may not be") {
  PercentSpec spec;
  CHECK(parse_percent_spec("%(a", 1, false, spec) == PercentError::IncompleteKey);
  for (std::string_view text : {"%"sv, "%(a)"sv, "%5"sv, "%."sv, "%l"sv})
    CHECK(parse_percent_spec(text, 1, false, spec) == PercentError::Incomplete);
  CHECK(parse_percent_spec("%99999999999999999999d", 1, false, spec) == PercentError::WidthTooBig);
  CHECK(parse_percent_spec("%.2147483648d", 1, false, spec) == PercentError::PrecisionTooBig);
}

static std::string percent(std::string_view text, bool negative, std::string_view digits,
                           std::string_view octal = "0o") {
  PercentSpec spec;
  REQUIRE(parse_percent_spec(text, 1, false, spec) == PercentError::None);
  return percent_integer(spec, negative, digits, octal);
}

TEST_CASE("the % operator on integers") {
  CHECK(percent("%05d", true, "3") == "-0003");
  CHECK(percent("%-05d", false, "3") == "3    ");
  CHECK(percent("% 5d", false, "42") == "   42");
  CHECK(percent("%+ d", false, "42") == "+42");
  CHECK(percent("%08.5d", true, "3") == "-0000003");
  CHECK(percent("%#10x", true, "ff") == "     -0xff");
  CHECK(percent("%#010x", false, "ff") == "0x000000ff");
  CHECK(percent("%#X", false, "ff") == "0XFF");
  CHECK(percent("%#o", false, "10") == "0o10");
  CHECK(percent("%#o", false, "10", "0") == "010");
  CHECK(percent("%#o", false, "0", "0") == "0");
  CHECK(percent("%#.5o", false, "10", "0") == "00010");
  CHECK(percent("%.0d", false, "") == "");
}

TEST_CASE("the % operator on floats") {
  auto text = [](std::string_view format, double value, bool big_as_general = false) {
    PercentSpec spec;
    REQUIRE(parse_percent_spec(format, 1, false, spec) == PercentError::None);
    return percent_float(spec, value, big_as_general);
  };
  CHECK(text("%f", 0.5) == "0.500000");
  CHECK(text("%08.2f", -3.14159) == "-0003.14");
  CHECK(text("%010f", -std::numeric_limits<double>::infinity()) == "-000000inf");
  CHECK(text("%+.3e", 1234.5) == "+1.234e+03");
  CHECK(text("%#.0f", 3) == "3.");
  CHECK(text("%.2f", 1e50, true) == "1e+50");
  CHECK(text("%.0f", 1e15, true) == "1000000000000000");
}
