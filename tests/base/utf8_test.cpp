#include "base/utf8.h"

#include <doctest/doctest.h>

#include <string>

#include "base/utf16_32.h"

using namespace xvm;
using namespace std::string_view_literals;

TEST_CASE("a code point becomes one to four bytes of UTF-8") {
  std::string text;
  for (char32_t c : {U'A', U'\u00e9', U'\u20ac', U'\U0001f600'}) append_utf8(text, c);
  CHECK(text == "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
  CHECK(utf8_to_u32(text) == U"A\u00e9\u20ac\U0001f600");
  CHECK(u32_to_utf8(U"A\u00e9\u20ac\U0001f600") == text);
}

TEST_CASE("ASCII is found by the block and by the byte") {
  CHECK(ascii_prefix("") == 0);
  CHECK(ascii_prefix("abcdefghijklmnopqrst") == 20);
  CHECK(ascii_prefix("abcdefghijk\xc3\xa9") == 11);
  CHECK(is_ascii("abc"));
  CHECK_FALSE(is_ascii("\x80"));
}

TEST_CASE("a scan counts characters and tells how wide they are") {
  Utf8Scan scan = scan_utf8("plain", 0, Surrogates::Refuse);
  CHECK((scan.characters == 5 && scan.widest == 0x7f && scan.stop == 5 && !scan.error));
  scan = scan_utf8("a\xc3\xa9", 0, Surrogates::Refuse);
  CHECK((scan.characters == 2 && scan.widest == 0xe9));
  scan = scan_utf8("\xe2\x82\xac", 0, Surrogates::Refuse);
  CHECK(scan.widest == 0xffff);
  scan = scan_utf8("\xf0\x9f\x98\x80", 0, Surrogates::Refuse);
  CHECK((scan.characters == 1 && scan.widest == 0x10ffff));
}

static std::string fault(std::string_view text, Utf8Errors errors) {
  Surrogates surrogates = errors == Utf8Errors::From33 ? Surrogates::Refuse : Surrogates::Pass;
  CodecError error = scan_utf8(text, 0, surrogates, true, errors).error;
  return error ? std::to_string(error.start) + "-" + std::to_string(error.end) + " " + error.reason : "";
}

// What 2.5.6, 2.7.18 and 3.13.0 report.
TEST_CASE("what is not UTF-8 is delimited and named as the release does") {
  struct {
    std::string_view bytes;
    const char *oldest, *to32, *from33;
  } rows[] = {
      {"a\x80z", "1-2 unexpected code byte", "1-2 invalid start byte", "1-2 invalid start byte"},
      {"\xff\xfe", "0-1 unexpected code byte", "0-1 invalid start byte", "0-1 invalid start byte"},
      {"\xc3", "0-1 unexpected end of data", "0-1 unexpected end of data", "0-1 unexpected end of data"},
      {"\xc3(", "0-2 invalid data", "0-1 invalid continuation byte", "0-1 invalid continuation byte"},
      {"\xe2\x82", "0-2 unexpected end of data", "0-2 unexpected end of data", "0-2 unexpected end of data"},
      {"\xc0\x80", "0-2 illegal encoding", "0-1 invalid start byte", "0-1 invalid start byte"},
      {"\xe2(\xa1", "0-3 invalid data", "0-1 invalid continuation byte", "0-1 invalid continuation byte"},
      {"a\xf0\x90z", "1-4 unexpected end of data", "1-3 unexpected end of data", "1-3 invalid continuation byte"},
      {"\xf4\x90\x80\x80", "0-4 illegal encoding", "0-3 invalid continuation byte", "0-1 invalid continuation byte"},
      {"\xe0\x80\x80", "0-3 illegal encoding", "0-2 invalid continuation byte", "0-1 invalid continuation byte"},
      {"\xed\xa0\x80", "", "", "0-1 invalid continuation byte"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.from33);
    CHECK(fault(row.bytes, Utf8Errors::Oldest) == row.oldest);
    CHECK(fault(row.bytes, Utf8Errors::To32) == row.to32);
    CHECK(fault(row.bytes, Utf8Errors::From33) == row.from33);
  }
}

TEST_CASE("a tail that may yet be completed is left for the next call") {
  Utf8Scan scan = scan_utf8("a\xe2\x82", 0, Surrogates::Refuse, false);
  CHECK((!scan.error && scan.stop == 1 && scan.characters == 1));
  CHECK(scan_utf8("a\xe2(", 0, Surrogates::Refuse, false).error);
}

TEST_CASE("surrogates are refused by the run, passed, or joined") {
  const char32_t text[] = {'a', 0xd83d, 0xde00};
  std::string out;
  CodecError error;
  CHECK(encode_utf8(text, 0, Surrogates::Refuse, out, error) == 1);
  CHECK((error.start == 1 && error.end == 3 && error.reason == "surrogates not allowed"sv));
  out.clear();
  CHECK(encode_utf8(text, 0, Surrogates::Pass, out, error) == 3);
  CHECK(out == "a\xed\xa0\xbd\xed\xb8\x80");
  out.clear();
  encode_utf8(text, 0, Surrogates::Join, out, error);
  CHECK(out == "a\xf0\x9f\x98\x80");
}

static std::string decoded(std::string_view bytes, int size, ByteOrder order, bool final = true,
                           Utf16Errors errors = Utf16Errors::From37) {
  std::u32string out;
  CodecError error;
  if (size == 2) {
    decode_utf16(bytes, 0, order, Surrogates::Refuse, final, out, error, errors);
  } else {
    decode_utf32(bytes, 0, order, Surrogates::Refuse, final, out, error);
  }
  if (!error) return u32_to_utf8(out);
  return std::to_string(error.start) + "-" + std::to_string(error.end) + " " + error.reason;
}

TEST_CASE("UTF-16 joins surrogates and names what it cannot join") {
  CHECK(decoded("a\0=\xd8\0\xde"sv, 2, ByteOrder::Little) == "a\xf0\x9f\x98\x80");
  CHECK(decoded("\0a"sv, 2, ByteOrder::Big) == "a");
  CHECK(decoded("a\0b"sv, 2, ByteOrder::Little) == "2-3 truncated data");
  CHECK(decoded("a\0\0\xd8\0"sv, 2, ByteOrder::Little) == "2-5 unexpected end of data");
  CHECK(decoded("\0\xd8"
                "a\0"sv,
                2, ByteOrder::Little) == "0-2 illegal UTF-16 surrogate");
  CHECK(decoded("\0\xdc"
                "a\0"sv,
                2, ByteOrder::Little) == "0-2 illegal encoding");
  CHECK(decoded("\0\xdc"sv, 2, ByteOrder::Little) == "0-2 illegal encoding");
  CHECK(decoded("\0\xdc"sv, 2, ByteOrder::Little, true, Utf16Errors::To36) == "0-2 unexpected end of data");
  CHECK(decoded("a\0\0\xd8"sv, 2, ByteOrder::Little, false) == "a");
}

TEST_CASE("UTF-32 refuses surrogates and what is beyond Unicode") {
  CHECK(decoded("\xac\x20\0\0"sv, 4, ByteOrder::Little) == "\xe2\x82\xac");
  CHECK(decoded("\0\0\x11\0"sv, 4, ByteOrder::Little) == "0-4 code point not in range(0x110000)");
  CHECK(decoded("\0\0\xd8\0"sv, 4, ByteOrder::Big) == "0-4 code point in surrogate code point range(0xd800, 0xe000)");
  CHECK(decoded("\0\0\x11"sv, 4, ByteOrder::Little) == "0-3 truncated data");
}

TEST_CASE("UTF-16 and UTF-32 are written in either order") {
  std::string out;
  CodecError error;
  CHECK(encode_utf16(U"a\U0001f600", 0, ByteOrder::Big, Surrogates::Refuse, out, error) == 2);
  CHECK(out == "\0a\xd8=\xde\0"sv);
  out.clear();
  encode_utf32(U"a", 0, ByteOrder::Little, Surrogates::Refuse, out, error);
  CHECK(out == "a\0\0\0"sv);
  const char32_t surrogates[] = {'a', 0xd800, 0xd801};
  CHECK(encode_utf16({surrogates, 3}, 0, ByteOrder::Little, Surrogates::Refuse, out, error) == 1);
  CHECK((error.start == 1 && error.end == 2));
}
