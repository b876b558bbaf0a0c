#include "pyc/lines.h"

#include <doctest/doctest.h>

#include "sample.h"

using namespace sample;
using xvm::LineTableView;

namespace {

struct Table {
  std::unique_ptr<xvm::PycFile> file;
  LineTableView view;
};

// The line table of a code object of so many bytes that begins in line 10.
Table table(std::string_view tag, std::string_view bytes, std::size_t code_bytes) {
  const xvm::Release& of = release(tag);
  auto file = read(pyc(of, {{"co_firstlineno", int32(10)},
                            {"co_code", sized('s', std::string(code_bytes, '\0'))},
                            {of.since(3, 10) ? "co_linetable" : "co_lnotab", sized('s', bytes)}}));
  REQUIRE_MESSAGE(file, file.error());
  LineTableView view = xvm::read_line_table(*(*file)->top);
  return {std::move(*file), std::move(view)};
}

// "start-end:line" or "start-end:line.column-line.column" of every range.
std::string shown(const Table& table) {
  std::string out;
  for (const xvm::LineRange& range : table.view.ranges) {
    if (!out.empty()) out += ' ';
    out += std::to_string(range.start) + "-" + std::to_string(range.end) + ":" + std::to_string(range.line);
    if (range.column != xvm::no_column)
      out += "." + std::to_string(range.column) + "-" + std::to_string(range.end_line) + "." +
             std::to_string(range.end_column);
  }
  return out + (table.view.well_formed ? "" : " malformed");
}

}  // namespace

TEST_CASE("to 3.5 lnotab counts bytes and lines upwards") {
  CHECK(shown(table("2.7", "", 8)) == "0-8:10");
  CHECK(shown(table("2.7", "\6\1\3\2"s, 20)) == "0-6:10 6-9:11 9-20:13");
  CHECK(shown(table("3.5", "\0\3\6\xff\0\xff\2\1"s, 20)) == "0-6:13 6-8:523 8-20:524");
  CHECK(shown(table("3.5", "\xff\0\1\1"s, 300)) == "0-256:10 256-300:11");
}

TEST_CASE("from 3.6 lines of lnotab also go down") {
  CHECK(shown(table("3.6", "\4\2\2\xff"s, 20)) == "0-4:10 4-6:12 6-20:11");
}

TEST_CASE("in 3.10 a range has a line or none") {
  CHECK(shown(table("3.10", "\4\0\2\x80\6\2"s, 12)) == "0-4:10 4-6:-1 6-12:12");
  CHECK(shown(table("3.10", "\0\5\4\xff"s, 4)) == "0-4:14");
}

TEST_CASE("from 3.11 locations have columns, in five forms") {
  CHECK(shown(table("3.11", "\x80\x35"s, 2)) == "0-2:10.3-10.8");         // short, same line
  CHECK(shown(table("3.11", "\xd9\4\x09"s, 4)) == "0-4:11.4-11.9");       // one line on
  CHECK(shown(table("3.11", "\xe8\3"s, 2)) == "0-2:9");                   // no columns
  CHECK(shown(table("3.11", "\xf0\2\1\5\x0c"s, 2)) == "0-2:11.4-12.11");  // long
  CHECK(shown(table("3.11", "\xf8"s, 2)) == "0-2:-1");                    // none
  CHECK(shown(table("3.11", "\xf0\x42\1\0\0\0"s, 2)) == "0-2:43");        // a number of two bytes
}

TEST_CASE("ranges end with the bytecode, and malformed tables give what could be read") {
  CHECK(shown(table("3.6", "\x30\1\4"s, 20)) == "0-20:10 malformed");
  CHECK(shown(table("3.10", "\xff\1\7"s, 20)) == "0-20:11 malformed");
  CHECK(shown(table("3.11", "\x80\x35\x80"s, 20)) == "0-2:10.3-10.8 malformed");
  CHECK(shown(table("3.11", "\x80\x35\x35"s, 20)) == "0-2:10.3-10.8 malformed");
  CHECK(shown(table("3.11", "\xe8\xff"s, 20)) == " malformed");
  CHECK(shown(table("3.11", "\xe8" + repeat(9, "\x7f"), 20)) == " malformed");
  CHECK(shown(table("3.11", "\xf0\2"s, 20)) == " malformed");
}

TEST_CASE("lines beyond 32 bits stop at the largest") {
  std::string down = "\xe8" + repeat(5, "\x7f") + "\3";
  CHECK(shown(table("3.11", repeat(3, down), 6)) == "0-2:-2147483637 2-4:-2147483648 4-6:-2147483648");
}

TEST_CASE("an offset has the line of the range around it") {
  Table of = table("3.10", "\4\0\2\x80\6\2"s, 20);
  CHECK(xvm::line_at(of.view, 0) == 10);
  CHECK(xvm::line_at(of.view, 3) == 10);
  CHECK(xvm::line_at(of.view, 4) == xvm::no_line);
  CHECK(xvm::line_at(of.view, 11) == 12);
  CHECK(xvm::line_at(of.view, 12) == xvm::no_line);
  CHECK(xvm::range_at(of.view, 12) == nullptr);
}

TEST_CASE("lines start where the line changes, and from 3.13 also where it ends") {
  auto starts = [](std::string_view tag) {
    Table of = table(tag, "\xe8\2\xf8\xe8\0\xe8\2"s, 8);
    std::string out;
    for (auto [offset, line] : xvm::line_starts(of.view, release(tag)))
      out += std::to_string(offset) + ":" + std::to_string(line) + " ";
    return out;
  };
  CHECK(starts("3.12") == "0:11 6:12 ");
  CHECK(starts("3.13") == "0:11 2:-1 4:11 6:12 ");
}
