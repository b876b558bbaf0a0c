#include "pyc/marshal.h"

#include <doctest/doctest.h>

#include <cmath>

#include "sample.h"

using namespace sample;
using xvm::all_releases;
using xvm::ConstantId;
using xvm::ConstantKind;
using xvm::PycFile;
using xvm::Release;

namespace {

// Reads the constant, checks that it is written back as it was, and gives the file.
std::unique_ptr<PycFile> with(const Release& of, const std::string& marshalled) {
  std::string bytes = pyc_with_constant(of, marshalled);
  auto file = read(bytes);
  REQUIRE_MESSAGE(file, file.error());
  CHECK(written(**file) == bytes);
  return std::move(*file);
}

std::unique_ptr<PycFile> with(std::string_view tag, const std::string& marshalled) {
  return with(release(tag), marshalled);
}

std::string refused(std::string_view tag, const std::string& marshalled) {
  std::string text = refusal(pyc_with_constant(release(tag), marshalled));
  std::size_t what = text.find(": ", text.find("offset"));
  return what == std::string::npos ? text : text.substr(what + 2);
}

// Eight bytes of a double.
const std::string one_and_a_half = "\0\0\0\0\0\0\xf8\x3f"s;

}  // namespace

TEST_CASE("singletons have a type byte and nothing else") {
  std::pair<char, ConstantKind> singletons[] = {{'N', ConstantKind::None},
                                                {'T', ConstantKind::True},
                                                {'F', ConstantKind::False},
                                                {'.', ConstantKind::Ellipsis},
                                                {'S', ConstantKind::StopIteration}};
  for (const Release& of : all_releases())
    for (auto [byte, kind] : singletons) {
      auto file = with(of, std::string(1, byte));
      CHECK(file->pool.kind(constant(*file)) == kind);
    }
}

TEST_CASE("a reference flag on a singleton is kept, and numbers nothing") {
  auto file = with("3.8", tuple({"\xce"s, "N"s, "\xe9" + int32(7), "r" + int32(0)}));
  auto items = file->pool.items(constant(*file));
  CHECK(file->pool.kind(items[0]) == ConstantKind::None);
  CHECK(file->pool.integer(items[3]) == 7);
}

TEST_CASE("ints take four bytes or eight, and longs 15-bit digits") {
  for (const Release& of : all_releases()) {
    CAPTURE(of.tag);
    auto small = with(of, "i" + int32(-5));
    CHECK(small->pool.integer(constant(*small)) == -5);
    auto wide = with(of, "I" + int32(1) + int32(-1));
    CHECK(wide->pool.integer(constant(*wide)) == -0xffffffffLL);
    auto big = with(of, "l" + int32(-2) + "\1\0\2\0"s);
    ConstantId id = constant(*big);
    CHECK(big->pool.kind(id) == ConstantKind::Long);
    CHECK(big->pool[id].count == 2);
    CHECK(big->pool.negative(id));
    CHECK(big->pool.digit(id, 0) == 1);
    CHECK(big->pool.digit(id, 1) == 2);
    auto zero = with(of, "l" + int32(0));
    CHECK(zero->pool[constant(*zero)].count == 0);
  }
}

TEST_CASE("digits of a long are below 32768 and the leading one is not zero") {
  CHECK(refused("3.8", "l" + int32(1) + "\0\x80"s) == "a long has a digit above 32767");
  CHECK(refused("2.5", "l" + int32(2) + "\1\0\0\0"s) == "a long has a zero as its leading digit");
  CHECK(refused("3.8", "l" + int32(-0x7fffffff - 1)).starts_with("a long claims 2147483648 digits, but only "));
}

TEST_CASE("floats and complex numbers are binary or text") {
  for (const Release& of : all_releases()) {
    CAPTURE(of.tag);
    auto binary = with(of, "g" + one_and_a_half);
    CHECK(binary->pool.real(constant(*binary)) == 1.5);
    auto text = with(of, "f\5-1.50"s);
    CHECK(text->pool.real(constant(*text)) == -1.5);
    auto pair = with(of, "y" + one_and_a_half + "\0\0\0\0\0\0\0\x80"s);
    CHECK(pair->pool.real(constant(*pair)) == 1.5);
    CHECK(std::signbit(pair->pool.imag(constant(*pair))));
    auto texts = with(of,
                      "x\3"
                      "2.5\4+1e3"s);
    CHECK(texts->pool.real(constant(*texts)) == 2.5);
    CHECK(texts->pool.imag(constant(*texts)) == 1000);
  }
  auto huge = with("2.7", "f\6-1e999"s);
  CHECK(huge->pool.real(constant(*huge)) == -HUGE_VAL);
  CHECK(refused("2.7", "f\2 1"s) == "a number stored as text is none");
  CHECK(refused("2.7", "f\3--1"s) == "a number stored as text is none");
  CHECK(refused("2.7", "f\0"s) == "a number stored as text is none");
}

TEST_CASE("strings of 2.x are bytes and interned ones are referred to by number") {
  auto file =
      with("2.7", tuple({sized('t', "spam"), sized('s', "egg"), sized('t', "ham"), "R" + int32(1), "R" + int32(0)}));
  auto items = file->pool.items(constant(*file));
  CHECK(items[3] == items[2]);
  CHECK(items[4] == items[0]);
  CHECK(file->pool.kind(items[0]) == ConstantKind::Bytes);
  CHECK(file->pool[items[0]].interned);
  CHECK(file->pool.bytes(items[4]) == "spam");
  CHECK(refused("2.7", "R" + int32(0)) == "reference to string 0, but only 0 came before");
}

TEST_CASE("objects of 3.4 on are referred to by number") {
  auto file = with("3.4", tuple({'\xfa' + "\4spam"s, "\xe9" + int32(300), "r" + int32(1), "r" + int32(0)}));
  auto items = file->pool.items(constant(*file));
  CHECK(items[2] == items[1]);
  CHECK(items[3] == items[0]);
  CHECK(file->pool.bytes(items[3]) == "spam");
  CHECK(refused("3.4", "r" + int32(0)) == "reference to object 0, but only 0 came before");
  CHECK(refused("3.4", "r" + int32(-1)) == "reference to object -1, but only 0 came before");
  CHECK(refused("3.4", "\xf2" + int32(0)) == "a reference has the reference flag");
}

TEST_CASE("text is UTF-8 with lone surrogates, or ASCII in a short or a long form") {
  auto file = with("3.8", tuple({sized('u', "\xed\xa0\x80"), sized('t', "a\xc3\xa9"), sized('a', "abc"),
                                 sized('A', "abc"), "z\3abc"s, "Z\3abc"s}));
  auto items = file->pool.items(constant(*file));
  CHECK(file->pool.bytes(items[0]) == "\xed\xa0\x80");
  for (std::size_t i : {2, 3, 4, 5}) CHECK(file->pool.bytes(items[i]) == "abc");
  for (std::size_t i : {1, 3, 5}) CHECK(file->pool[items[i]].interned);
  for (ConstantId item : items) CHECK(file->pool.kind(item) == ConstantKind::Text);
  CHECK(refused("3.8", sized('u', "ab\xff")) == "byte 0xff in a string is not UTF-8");
  CHECK(refused("3.8", sized('u', "\xc0\x80")) == "byte 0xc0 in a string is not UTF-8");
}

TEST_CASE("bytes above 0x7f in an ASCII string are read as Latin-1") {
  auto file = with("3.8", "z\2a\xe9"s);
  CHECK(file->pool.bytes(constant(*file)) == "a\xc3\xa9");
}

TEST_CASE("containers hold their items in the order in which they are stored") {
  std::string one = "i" + int32(1), two = "i" + int32(2);
  std::pair<std::string, ConstantKind> containers[] = {{"(" + int32(2) + one + two, ConstantKind::Tuple},
                                                       {"[" + int32(2) + one + two, ConstantKind::List},
                                                       {"<" + int32(2) + one + two, ConstantKind::Set},
                                                       {">" + int32(2) + one + two, ConstantKind::FrozenSet},
                                                       {"{" + one + two + "0", ConstantKind::Dict}};
  for (const Release& of : all_releases())
    for (const auto& [marshalled, kind] : containers) {
      auto file = with(of, marshalled);
      CHECK(file->pool.kind(constant(*file)) == kind);
      auto items = file->pool.items(constant(*file));
      REQUIRE(items.size() == 2);
      CHECK(file->pool.integer(items[0]) == 1);
      CHECK(file->pool.integer(items[1]) == 2);
    }
  auto small = with("3.4", ")\1" + one);
  CHECK(small->pool.items(constant(*small)).size() == 1);
  auto empty = with("3.4", "{0"s);
  CHECK(empty->pool.items(constant(*empty)).empty());
}

TEST_CASE("nulls end a dict and stand nowhere else") {
  CHECK(refused("3.8", "0") == "a null stands inside a tuple");
  CHECK(refused("3.8", "{N0") == "a dict has a key without a value");
  CHECK(refusal(header(release("3.8")) + "0") == "f.pyc: offset 16: a null stands where an object should be");
}

TEST_CASE("type bytes are valid only in releases that have them") {
  CHECK(refused("3.3", "z\1a"s) == "marshal type byte 0x7a is not defined in Python 3.3");
  CHECK(refused("3.3", sized('t', "a")) == "marshal type byte 0x74 is not defined in Python 3.3");
  CHECK(refused("3.4", "R" + int32(0)) == "marshal type byte 0x52 is not defined in Python 3.4");
  CHECK(refused("2.7", "\xce"s) == "marshal type byte 0xce is not defined in Python 2.7");
  CHECK(refused("3.13", ":NNN") == "marshal type byte 0x3a is not defined in Python 3.13");
  CHECK(refused("3.8", "?") == "marshal type byte 0x3f is not defined in Python 3.8");
}

TEST_CASE("sizes beyond what is left of the file are refused before memory is taken for them") {
  for (const char* type : {"s", "u", "(", "[", "<", ">"}) {
    CAPTURE(type);
    CHECK(refused("3.8", type + int32(0x7fffffff)).find("claims the size 2147483647, but only ") != std::string::npos);
    CHECK(refused("3.8", type + int32(-1)).find("has the size -1") != std::string::npos);
  }
}

TEST_CASE("a container cannot hold itself") {
  CHECK(refused("3.8", "\xdb" + int32(1) + "r" + int32(0)) == "a list contains itself");
  CHECK(refused("3.8", "\xa8" + int32(1) + "r" + int32(0)) == "a tuple contains itself");
  CHECK(refused("3.8", "\xbe" + int32(1) + "r" + int32(0)) == "a frozenset contains itself");
  const Release& of = release("3.8");
  std::string recursive = code(of, {{"co_consts", tuple({"r" + int32(0)})}});
  recursive[0] = '\xe3';
  CHECK(refusal(header(of) + recursive).ends_with("a code object contains itself"));
}

TEST_CASE("a reader of values may allow lists, dicts, sets and tuples that hold themselves") {
  std::string bytes = "\xdb" + int32(1) + "r" + int32(0);
  xvm::ConstantPool pool;
  xvm::Unmarshalled result;
  auto input = std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  CHECK(!xvm::read_marshal(pool, release("3.8"), input, 0, {.cycles = true}, result));
  CHECK(pool.items(result.root)[0] == result.root);
  std::vector<std::uint8_t> out;
  xvm::write_marshal(pool, result.root, release("3.8"), out);
  CHECK(std::string(out.begin(), out.end()) == bytes);
}

TEST_CASE("nesting ends at CPython's limit, however deep the file goes") {
  auto nested = [](std::size_t depth) { return repeat(depth, "(" + int32(1)) + "N"; };
  auto file = with("3.8", nested(1997));  // within a tuple of constants within a code object
  CHECK(refused("3.8", nested(1998)) == "objects are nested more than 2000 deep");
  CHECK(refused("2.5", nested(1000000)) == "objects are nested more than 2000 deep");
}

TEST_CASE("constants that stand for far more items than the file has bytes are refused") {
  std::string doubled = "\xa8" + int32(2) + "NN";
  for (int i = 0; i < 60; ++i) doubled = "\xa8" + int32(2) + doubled + "r" + int32(60 - i);
  CHECK(refusal(pyc_with_constant(release("3.8"), doubled)).find("share parts so often") != std::string::npos);
  std::string few = "\xa8" + int32(2) + "NN";
  for (int i = 0; i < 10; ++i) few = "\xa8" + int32(2) + few + "r" + int32(10 - i);
  CHECK(refusal(pyc_with_constant(release("3.8"), few)) == "");
}

TEST_CASE("code objects that stand for far more bytes than the file has are refused") {
  const Release& of = release("3.8");
  auto sharing = [&](std::size_t times) {
    std::string again = code(of, {{"co_code", "r" + int32(0)}});
    return refusal(pyc(of, {{"co_code", "\xf3" + int32(100000) + std::string(100000, '\0')},
                            {"co_consts", "(" + int32(std::int64_t(times)) + repeat(times, again)}}));
  };
  CHECK(sharing(50) == "");
  CHECK(sharing(1000).find("share fields so often that they stand for more than") != std::string::npos);
}

TEST_CASE("bytes after the code object are tolerated and counted") {
  auto file = read(pyc(release("3.8")) + "more");
  REQUIRE(file);
  CHECK((*file)->trailing_bytes == 4);
  CHECK(written(**file) == pyc(release("3.8")));
}

TEST_CASE("an object that is no code object is no program") {
  CHECK(refusal(header(release("3.8")) + "N") == "f.pyc: offset 16: what follows the header is not a code object");
}
