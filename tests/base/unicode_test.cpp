#include "base/unicode.h"

#include <doctest/doctest.h>

using namespace xvm;

TEST_CASE("what a character is") {
  CHECK((is_alpha(U'\u00e9') && is_lower(U'\u00e9') && !is_upper(U'\u00e9')));
  CHECK((is_decimal(U'\u0665') && is_digit(U'\u00b2') && !is_decimal(U'\u00b2')));
  CHECK((is_numeric(U'\u00bd') && !is_digit(U'\u00bd') && is_numeric(U'\u4e94')));
  CHECK((is_space(U'\u3000') && is_space(U'\x1c') && !is_space(U'\u200b')));
  CHECK((is_title(U'\u01c5') && is_upper(U'\u2160') && !is_alpha(U'\u2160')));
  CHECK((is_printable(U' ') && !is_printable(U'\u00a0') && !is_printable(U'\u00ad') && !is_printable(0xd800)));
  CHECK((is_identifier_start(U'_') && is_identifier_start(U'\u03b1') && !is_identifier_start(U'1')));
  CHECK((is_identifier_continue(U'1') && is_identifier_continue(U'\u00b7') && !is_identifier_continue(U'-')));
  CHECK(category_name(char_record(U'\u20ac').category) == "Sc");
  CHECK(category_name(char_record(0x10ffff).category) == "Cn");
  CHECK(bidirectional_name(char_record(U'\u0627').bidirectional) == "AL");
  CHECK(bidirectional_name(char_record(0x10ffff).bidirectional).empty());
  CHECK(width_name(char_record(U'\uff21').width) == "F");
  CHECK(char_record(U'\u0301').combining == 230);
  CHECK(has_flag(U'(', CharFlag::Mirrored));
}

TEST_CASE("numbers that characters stand for") {
  CHECK(char_record(U'\u0665').decimal == 5);
  CHECK((char_record(U'\u00b2').digit == 2 && char_record(U'\u00b2').decimal == -1));
  CHECK(numeric_value(U'\u00bd') == 0.5);
  CHECK(numeric_value(U'\u4e94') == 5);
  CHECK_FALSE(numeric_value(U'a'));
}

TEST_CASE("lines end at more places from 2.7 and 3.2 on") {
  for (char32_t c : {U'\n', U'\r', U'\x1c', U'\x1e', U'\u0085', U'\u2028', U'\u2029'}) CHECK(is_line_break(c, false));
  CHECK((is_line_break(U'\f', true) && !is_line_break(U'\f', false) && !is_line_break(U'\x1f', true)));
}

static std::u32string_view text(const CaseMapping& mapping) { return {mapping.text, mapping.size}; }

TEST_CASE("case by one character and by more") {
  CHECK((to_upper(U'\u00e9') == U'\u00c9' && to_lower(U'\u0130') == U'i' && to_title(U'\u01c4') == U'\u01c5'));
  CHECK(text(full_upper(U'\u00df')) == U"SS");
  CHECK(text(full_title(U'\ufb01')) == U"Fi");
  CHECK(text(full_lower(U'\u0130')) == U"i\u0307");
  CHECK(text(full_fold(U'\u00df')) == U"ss");
  CHECK(text(full_fold(U'\u03c2')) == U"\u03c3");
  CHECK(text(full_title(U'\u0345')) == U"\u0399");
  CHECK(text(full_upper(0xd800)) == std::u32string(1, 0xd800));
}

TEST_CASE("a sigma is final after a cased character and before none") {
  CHECK(is_final_sigma(U"\u039f\u03a3", 1));
  CHECK(is_final_sigma(U"\u039f\u0301\u03a3.", 2));
  CHECK_FALSE(is_final_sigma(U"\u03a3", 0));
  CHECK_FALSE(is_final_sigma(U"\u039f\u03a3\u0301\u039f", 1));
}

TEST_CASE("decomposition as UnicodeData has it") {
  CHECK(decomposition_text(U'\u00c5') == "0041 030A");
  CHECK(decomposition_text(U'\u00a8') == "<compat> 0020 0308");
  CHECK(decomposition_text(U'\uff21') == "<wide> 0041");
  CHECK(decomposition_text(U'\uac00').empty());
}

TEST_CASE("the four normal forms") {
  CHECK(normalize(NormalForm::C, U"e\u0301") == U"\u00e9");
  CHECK(normalize(NormalForm::D, U"\u1e69") == U"s\u0323\u0307");
  CHECK(normalize(NormalForm::D, U"s\u0307\u0323") == U"s\u0323\u0307");
  CHECK(normalize(NormalForm::KC, U"\ufb01\u00b2") == U"fi2");
  CHECK(normalize(NormalForm::C, U"\u212b\u2126") == U"\u00c5\u03a9");
  CHECK(normalize(NormalForm::C, U"\ufb01") == U"\ufb01");
  CHECK(normalize(NormalForm::C, U"\u1112\u1161\u11ab") == U"\ud55c");
  CHECK(normalize(NormalForm::D, U"\ud55c") == U"\u1112\u1161\u11ab");
  CHECK(normalize(NormalForm::C, U"a\u0301\u0301") == U"\u00e1\u0301");
  CHECK(normalize(NormalForm::C, U"\u0915\u093c") == U"\u0915\u093c");
}

TEST_CASE("characters have names and are found by them") {
  struct {
    char32_t character;
    const char* name;
  } rows[] = {
      {U'a', "LATIN SMALL LETTER A"},
      {U'\u20ac', "EURO SIGN"},
      {U'\u4e00', "CJK UNIFIED IDEOGRAPH-4E00"},
      {U'\U0002f800', "CJK COMPATIBILITY IDEOGRAPH-2F800"},
      {U'\ud55c', "HANGUL SYLLABLE HAN"},
      {U'\uc544', "HANGUL SYLLABLE A"},
      {U'\U0001f40d', "SNAKE"},
  };
  for (const auto& row : rows) {
    CHECK(character_name(row.character) == row.name);
    CHECK(character_named(row.name) == row.character);
  }
  CHECK(character_named("euro sign") == U'\u20ac');
  for (const char* name :
       {"", "EURO", "CJK UNIFIED IDEOGRAPH", "CJK UNIFIED IDEOGRAPH-", "CJK UNIFIED IDEOGRAPH-0041",
        "CJK UNIFIED IDEOGRAPH-04E00", "HANGUL SYLLABLE ", "HANGUL SYLLABLE HANX", "TANGUT IDEOGRAPH-17000"}) {
    CAPTURE(name);
    CHECK_FALSE(character_named(name));
  }
  CHECK(character_name(U'\n').empty());
  CHECK(character_name(0x10ffff).empty());
}
