#include "pyc/exception_table.h"

#include <doctest/doctest.h>

#include <string>

namespace {

using namespace std::string_literals;

auto parsed(const std::string& bytes) {
  return xvm::parse_exception_table({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

}  // namespace

TEST_CASE("an entry is start, length, target, depth and lasti, in code units") {
  auto entries = parsed("\x82\4\x0a\3"s);
  REQUIRE(entries);
  REQUIRE(entries->size() == 1);
  const xvm::ExceptionTableEntry& entry = (*entries)[0];
  CHECK(entry.start == 4);
  CHECK(entry.end == 12);
  CHECK(entry.target == 20);
  CHECK(entry.depth == 1);
  CHECK(entry.lasti);
}

TEST_CASE("numbers above 63 take more bytes, the highest first") {
  auto entries = parsed("\xc1\2\1\x41\0\0"s);
  REQUIRE(entries);
  CHECK((*entries)[0].start == 2 * 66);
  CHECK((*entries)[0].target == 2 * 64);
}

TEST_CASE("no bytes are no entries") {
  auto entries = parsed("");
  REQUIRE(entries);
  CHECK(entries->empty());
}

TEST_CASE("a malformed table is refused") {
  CHECK(parsed("\x82\4"s).error() == "co_exceptiontable ends inside an entry");
  CHECK(parsed("\xc2"s).error() == "co_exceptiontable ends inside an entry");
  CHECK(parsed("\2\4\x0a\3"s).error() == "co_exceptiontable has no beginning of an entry at byte 0");
  CHECK(parsed("\x82\x84\x0a\3"s).error() == "co_exceptiontable begins an entry inside another at byte 1");
  CHECK(parsed("\x82\x7f\x7f\x7f\x7f\x7f\x7f\x7f"s).error() ==
        "co_exceptiontable has a number that is too large at byte 6");
}
