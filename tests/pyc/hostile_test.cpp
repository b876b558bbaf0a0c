// Damaged files: read as what they are or refused in one line, and never more.
#include <doctest/doctest.h>

#include "pyc/exception_table.h"
#include "pyc/lines.h"
#include "sample.h"

using namespace sample;
using xvm::all_releases;
using xvm::Release;

namespace {

// A module with a function that has a bit of everything.
std::string rich(const Release& of) {
  std::string text = name(of, "name");
  std::string constants[] = {"N",
                             "i" + int32(70000),
                             "l" + int32(-3) + "\1\0\2\0\3\0"s,
                             "g" + std::string(8, '?'),
                             sized('u', "\xe2\x82\xac"),
                             ">" + int32(1) + "T",
                             "(" + int32(1) +
                                 "f\3"
                                 "1.5"};
  std::string all = "(" + int32(8);
  for (const std::string& constant : constants) all += constant;
  Fields function = {{"co_argcount", int32(1)}, {"co_name", name(of, "g")}, {"co_names", tuple({text})}};
  if (of.since(3, 11)) {
    function["co_localsplusnames"] = tuple({text, text});
    function["co_localspluskinds"] = sized('s', "\x20\x80");
    function["co_linetable"] = sized('s', "\xf0\2\1\5\x0c\x80\x35");
    function["co_exceptiontable"] = sized('s', "\x82\4\x0a\3");
  } else {
    function["co_nlocals"] = int32(1);
    function["co_varnames"] = tuple({text});
    function[of.since(3, 10) ? "co_linetable" : "co_lnotab"] = sized('s', "\2\1\2\1");
  }
  if (of.since(3, 4)) function["co_filename"] = "\xda\4f.py"s;
  all += code(of, function);
  return pyc(of, {{"co_consts", all}});
}

// Reads, uses all that can be used, and says whether the answer is sound: a file, or one line.
bool survives(const std::string& bytes, const xvm::ReadOptions& options = {}) {
  auto file = read(bytes, options);
  if (!file)
    return file.error().starts_with("f.pyc: ") && file.error().find('\n') == std::string::npos &&
           file.error().size() < 1000;
  for (const xvm::Code& code : (*file)->pool.codes()) {
    xvm::LineTableView lines = xvm::read_line_table(code);
    if (!lines.ranges.empty() && lines.ranges.back().end > code.bytecode().size()) return false;
    (void)xvm::parse_exception_table(code.exceptiontable());
    (void)code.path();
  }
  return written(**file) == bytes.substr(0, bytes.size() - (*file)->trailing_bytes);
}

}  // namespace

TEST_CASE("the sample is sound, and no beginning of it is") {
  for (const Release& of : all_releases()) {
    CAPTURE(of.tag);
    std::string bytes = rich(of);
    CHECK(refusal(bytes) == "");
    CHECK(survives(bytes));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      CAPTURE(size);
      CHECK(refusal(bytes.substr(0, size)) != "");
      CHECK(survives(bytes.substr(0, size)));
    }
  }
}

TEST_CASE("any byte may be any other") {
  for (const Release& of : all_releases()) {
    CAPTURE(of.tag);
    std::string bytes = rich(of);
    std::size_t lost = 0;
    for (std::size_t at = 0; at < bytes.size(); ++at)
      for (int flip : {0x01, 0x20, 0x80, 0xff, 0x5b}) {
        std::string damaged = bytes;
        damaged[at] = char(damaged[at] ^ flip);
        if (!survives(damaged)) ++lost;
        if (!survives(damaged, {.release = &of, .ignore_magic = true})) ++lost;
      }
    CHECK(lost == 0);
  }
}

TEST_CASE("memory follows the file's size, not what it claims") {
  const Release& of = release("3.8");
  std::string numbers(24, '\0');
  std::string claims = repeat(1000, "(" + int32(100000)) + std::string(150000, 'N');
  CHECK(refusal(header(of) + "c" + numbers + claims).find("the file ends inside a tuple that begins at") !=
        std::string::npos);
}
