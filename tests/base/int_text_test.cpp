#include "base/int_text.h"

#include <doctest/doctest.h>

#include <string>

using namespace xvm;

constexpr IntTextRules from_3_6{};
constexpr IntTextRules python_2_7{.underscores = false, .old_octal = true, .spaced_sign = true};

static std::string read(std::string_view text, int base, const IntTextRules& rules = from_3_6) {
  std::optional<IntText> number = parse_int(text, base, rules);
  return number ? std::string(number->negative ? "-" : "") + number->digits + "/" + std::to_string(number->base)
                : "refused";
}

TEST_CASE("int() reads a base by number or by prefix") {
  CHECK(read("12", 10) == "12/10");
  CHECK(read(" \t-12\n", 10) == "-12/10");
  CHECK(read("0x1F", 0) == "1f/16");
  CHECK(read("0X1f", 16) == "1f/16");
  CHECK(read("0o17", 0) == "17/8");
  CHECK(read("0b11", 2) == "11/2");
  CHECK(read("0b1", 16) == "b1/16");
  CHECK(read("Zz", 36) == "zz/36");
  CHECK(read("0010", 10) == "10/10");
  CHECK(read("00", 0) == "0/10");
  for (const char* text : {"", "-", "+-1", "1 2", "1L", "0x", "- 1"}) {
    CAPTURE(text);
    CHECK(read(text, 10) == "refused");
  }
  for (const char* text : {"0b", "0b2", "010", "0_7", "08", "0xg"}) {
    CAPTURE(text);
    CHECK(read(text, 0) == "refused");
  }
}

TEST_CASE("underscores stand between digits and after a prefix") {
  CHECK(read("1_000", 10) == "1000/10");
  CHECK(read("0x_ff", 0) == "ff/16");
  CHECK(read("0_0", 0) == "0/10");
  for (const char* text : {"_1", "1_", "1__0", "0x__1", "0_x1"}) {
    CAPTURE(text);
    CHECK(read(text, 0) == "refused");
  }
  CHECK(read("1_0", 10, python_2_7) == "refused");
}

TEST_CASE("2.x has octals by a bare zero, space after the sign, and L") {
  CHECK(read("017", 0, python_2_7) == "17/8");
  CHECK(read("0", 0, python_2_7) == "0/10");
  CHECK(read("- 1", 10, python_2_7) == "-1/10");
  CHECK(read("10L", 10, python_2_7) == "refused");
  IntTextRules long_rules = python_2_7;
  long_rules.long_suffix = true;
  CHECK(read("10L", 10, long_rules) == "10/10");
  CHECK(read("1l", 36, long_rules) == "1l/36");
  IntTextRules python_2_5{.underscores = false, .binary_prefix = false, .old_octal = true};
  CHECK(read("0b1", 0, python_2_5) == "refused");
}

TEST_CASE("what fits a word is given as one, and digits are counted as written") {
  CHECK(parse_int("18446744073709551615", 10, from_3_6)->small == 18446744073709551615u);
  CHECK_FALSE(parse_int("18446744073709551616", 10, from_3_6)->small);
  CHECK(parse_int("0x_00ff", 0, from_3_6)->small == 255);
  CHECK(parse_int("0_000_001", 10, from_3_6)->digit_count == 7);
}
