#include "base/utf8.h"

#include <doctest/doctest.h>

TEST_CASE("a code point becomes one to four bytes of UTF-8") {
  std::string text;
  for (char32_t c : {U'A', U'\u00e9', U'\u20ac', U'\U0001f600'}) xvm::append_utf8(text, c);
  CHECK(text == "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
}
