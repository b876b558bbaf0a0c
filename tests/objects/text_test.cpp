#include <doctest/doctest.h>

#include "objects/int.h"
#include "objects/percent_format.h"
#include "objects/slice.h"
#include "python.h"

using namespace xvm;

TEST_CASE("text is stored in the narrowest units that hold it") {
  Python py("3.8");
  CHECK(as<Text>(py.text("abc")).width == 1);
  CHECK(as<Text>(py.text("abc")).ascii);
  CHECK(!as<Text>(py.text("é!")).ascii);
  CHECK(as<Text>(py.text("é!")).width == 1);
  CHECK(as<Text>(py.text("€!")).width == 2);
  CHECK(as<Text>(py.text("😀!")).width == 4);
  CHECK(native_utf8(py.text("a€😀")) == "a€😀");
  Value wide = py.text("ab€"), part = text_substring(py.thread(), as<Text>(wide), 0, 2);
  CHECK(as<Text>(part).ascii);
}

TEST_CASE("interned strings and strings of one character exist once") {
  for (const Release& release : all_releases()) {
    CAPTURE(release.tag);
    Python py(release);
    Value a = native_intern(py.thread(), "some_name"), b = native_intern(py.thread(), "some_name");
    CHECK(a == b);
    CHECK(py.str("x") == py.str("x"));
    CHECK(!(py.str("xy") == py.str("xy")));
  }
}

TEST_CASE("repr escapes what the release does not print") {
  {
    Python py("3.8");
    CHECK(py.shown(py.text("it's")) == "\"it's\"");
    CHECK(py.shown(py.text("é\n\x7f\xe2\x80\xa8")) == "'é\\n\\x7f\\u2028'");
    CHECK(py.shown(py.bytes("a'\xff")) == "b\"a'\\xff\"");
  }
  Python py("2.7");
  CHECK(py.shown(py.text("é€")) == "u'\\xe9\\u20ac'");
  CHECK(py.shown(py.bytes("\xc3\n")) == "'\\xc3\\n'");
}

TEST_CASE("methods find, split and replace") {
  for (const Release& release : all_releases()) {
    CAPTURE(release.tag);
    Python py(release);
    Value s = py.str("hello world"), l = py.str("l"), o = py.str("o"), comma = py.str(",");
    CHECK(py.call(s, "find", {l}) == "2");
    CHECK(py.call(s, "rfind", {o}) == "7");
    CHECK(py.call(s, "count", {l}) == "3");
    CHECK(py.call(s, "upper") == "'HELLO WORLD'");
    CHECK(py.call(s, "title") == "'Hello World'");
    CHECK(py.call(s, "replace", {l, comma}) == "'he,,o wor,d'");
    CHECK(py.call(py.str("a,b,,c"), "split", {comma}) == "['a', 'b', '', 'c']");
    CHECK(py.call(py.str("  a b "), "split") == "['a', 'b']");
    CHECK(py.call(s, "partition", {o}) == "('hell', 'o', ' world')");
    CHECK(py.call(s, "index", {comma}) == "ValueError: substring not found");
    CHECK(py.call(py.str("-42"), "zfill", {Value::small(6)}) == "'-00042'");
  }
}

TEST_CASE("the % operator converts, pads and complains in the release's words") {
  for (const Release& release : all_releases()) {
    CAPTURE(release.tag);
    Python py(release);
    auto format = [&](const char* text, Value argument) {
      Value f = py.str(text);
      return py.shown(percent_format(py.thread(), f, argument));
    };
    CHECK(format("%5d|", Value::small(42)) == "'   42|'");
    CHECK(format("%-5s|", py.str("ab")) == "'ab   |'");
    CHECK(format("%x %%", Value::small(255)) == "'ff %'");
    CHECK(format("%.2f", Value::of(1.005)) == "'1.00'");
    CHECK(format("%s %s", Value::small(1)) == "TypeError: not enough arguments for format string");
    CHECK(format("x", Value::small(1)) == "TypeError: not all arguments converted during string formatting");
    CHECK(format("%y", Value::small(1)) == "ValueError: unsupported format character 'y' (0x79) at index 1");
  }
  Python py("3.8");   // after the others are gone
  Value f = py.str("%d"), s = py.str("x");
  CHECK(py.shown(percent_format(py.thread(), f, s)) == "TypeError: %d format: a number is required, not str");
}

TEST_CASE("str.format numbers fields and looks into them") {
  Python py("3.8");
  Value one = Value::small(1), x = py.str("x");
  CHECK(py.call(py.str("{} {!r:>5}"), "format", {one, x}) == "\"1   'x'\"");
  CHECK(py.call(py.str("{0.real:03d}"), "format", {one}) == "'001'");
  CHECK(py.call(py.str("{0}{}"), "format", {one, x}) == "ValueError: cannot switch from manual field specification to automatic field numbering");
  CHECK(py.call(py.str("{1}"), "format", {one}) == "IndexError: Replacement index 1 out of range for positional args tuple");
  CHECK(py.call(py.str("{"), "format") == "ValueError: Single '{' encountered in format string");
}

TEST_CASE("codecs report what they cannot convert, or hand it to the error handler") {
  Python py("3.8");
  Value e = py.text("aé€"), ascii = py.str("ascii"), replace = py.str("replace"), escape = py.str("backslashreplace");
  CHECK(py.call(e, "encode") == "b'a\\xc3\\xa9\\xe2\\x82\\xac'");
  CHECK(py.call(e, "encode", {ascii, replace}) == "b'a?" "?'");
  CHECK(py.call(e, "encode", {ascii, escape}) == "b'a\\\\xe9\\\\u20ac'");
  CHECK(py.call(e, "encode", {ascii}) == "UnicodeEncodeError: 'ascii' codec can't encode characters in position 1-2: ordinal not in range(128)");
  CHECK(py.call(py.bytes("a\xff"), "decode") == "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 1: invalid start byte");
  CHECK(py.call(py.bytes("\x80"), "decode", {py.str("cp1252")}) == "'€'");
  CHECK(py.call(e, "encode", {py.str("utf-16-le")}) == "b'a\\x00\\xe9\\x00\\xac '");
  CHECK(py.call(e, "encode", {py.str("utf-7")}) == "b'a+AOkgrA-'");
}

TEST_CASE("2.x str and unicode meet by ASCII") {
  Python py("2.7");
  Value s = py.bytes("a\xe9"), u = py.text("é");
  CHECK(py.shown(binary_op(py.thread(), Binary::Add, s, u)) == "UnicodeDecodeError: 'ascii' codec can't decode byte 0xe9 in position 1: ordinal not in range(128)");
  CHECK(py.shown(binary_op(py.thread(), Binary::Add, py.bytes("a"), u)) == "u'a\\xe9'");
  CHECK(py.shown(xvm::compare(py.thread(), py.bytes("a"), py.text("a"), Compare::Eq)) == "True");
}

TEST_CASE("a string that nobody else has grows in place") {
  Python py("3.8");
  Value s = make_text(py.thread(), std::string_view("start of it"));
  Value x = py.text("x€");
  CHECK(!text_append_in_place(py.thread(), s, x));
  Value y = py.text("yz");
  for (int i = 0; i < 1000; ++i) {
    if (!text_append_in_place(py.thread(), s, y)) s = text_concat(py.thread(), s, y);
  }
  CHECK(as<Text>(s).length == 2011);
  CHECK(native_utf8(s).substr(0, 15) == "start of ityzyz");
  Value shared = s;
  CHECK(!text_append_in_place(py.thread(), s, y));
}

TEST_CASE("a memoryview shows, casts and compares the items of what it views") {
  Python py("3.8");
  Value array = make_bytearray(py.thread(), "abcdefgh");
  Value type = Value(Ref(py.runtime().types.memoryview));
  Value view = xvm::call(py.thread(), type, array);
  CHECK(py.call(view, "tobytes") == "b'abcdefgh'");
  CHECK(py.call(view, "__getitem__", {Value::small(1)}) == "98");
  CHECK(py.call(view, "__setitem__", {Value::small(0), Value::small(300)}) == "ValueError: memoryview: invalid value for format 'B'");
  Value wide = call_method(py.thread(), view, native_intern(py.thread(), "cast"), {py.str("H")});
  CHECK(py.call(wide, "tolist") == "[25185, 25699, 26213, 26727]");
  CHECK(py.call(array, "append", {Value::small(1)}) == "BufferError: Existing exports of data: object cannot be re-sized");
}

TEST_CASE("bytearrays change by index, slice and method") {
  for (const Release& release : all_releases()) {
    if (!release.since(2, 6)) continue;
    CAPTURE(release.tag);
    Python py(release);
    Value array = make_bytearray(py.thread(), "0123456789");
    Value slice = make_slice(py.thread(), Value::small(2), Value::small(5), none), bytes = py.bytes("xy");
    CHECK(set_item(py.thread(), array, slice, bytes));
    CHECK(py.shown(array) == "bytearray(b'01xy56789')");
    CHECK(py.call(array, "pop", {Value::small(0)}) == "48");
    CHECK(py.call(array, "append", {Value::small(256)}) == "ValueError: byte must be in range(0, 256)");
    Value step = make_slice(py.thread(), none, none, Value::small(2));
    CHECK(set_item(py.thread(), array, step, {}));
    CHECK(py.shown(array) == "bytearray(b'x579')");
  }
}
