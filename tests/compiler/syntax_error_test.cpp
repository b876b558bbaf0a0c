// What is said of text that is wrong, release by release. The expectations are CPython's.
#include <string>

#include <doctest/doctest.h>

#include "parsing.h"
#include "pyc/release.h"

namespace xvm::compiler {

TEST_CASE("what the grammar cannot take is placed behind the token to 3.7, at it later") {
  CHECK(refusal("2.7", "x = 5 5\n") == "SyntaxError: invalid syntax (1:7)");
  CHECK(refusal("3.7", "1abc\n") == "SyntaxError: invalid syntax (1:4)");
  CHECK(refusal("3.8", "1abc\n") == "SyntaxError: invalid syntax (1:2)");
  CHECK(refusal("3.10", "1abc\n") == "SyntaxError: invalid decimal literal (1:1-1:1)");
  CHECK(refusal("3.13", "x = 5 5\n") == "SyntaxError: invalid syntax (1:7-1:8)");
}

TEST_CASE("an open bracket at the end of the text") {
  CHECK(refusal("3.8", "x = (\n") == "SyntaxError: unexpected EOF while parsing (1:6)");
  CHECK(refusal("3.10", "x = (\n") == "SyntaxError: '(' was never closed (1:5-1:0)");
}

TEST_CASE("brackets that do not match") {
  CHECK(refusal("3.7", "x = (]\n") == "SyntaxError: invalid syntax (1:6)");
  CHECK(refusal("3.8", "x = (]\n") == "SyntaxError: closing parenthesis ']' does not match opening parenthesis '(' (1:6)");
  CHECK(refusal("3.13", "x)\n") == "SyntaxError: unmatched ')' (1:2-1:2)");
}

TEST_CASE("blocks") {
  CHECK(refusal("2.7", "if x:\ny\n") == "IndentationError: expected an indented block (2:1)");
  CHECK(refusal("3.13", "if x:\ny\n") == "IndentationError: expected an indented block after 'if' statement on line 1 (2:1-2:2)");
  CHECK(refusal("3.6", "  x\n") == "IndentationError: unexpected indent (1:2)");
  CHECK(refusal("3.6", "if x:\n    y\n  z\n") == "IndentationError: unindent does not match any outer indentation level (3:4)");
  CHECK(refusal("2.7", "if x:\n\ty\n        z\n") == "");
  CHECK(refusal("3.6", "if x:\n\ty\n        z\n") == "TabError: inconsistent use of tabs and spaces in indentation (3:10)");
}

TEST_CASE("places count from the first line that the tokenizer still holds") {
  CHECK(refusal("3.13", "x = 1, \\\n 2, \\ y\n") == "SyntaxError: unexpected character after line continuation character (2:15-2:0)");
  CHECK(refusal("3.6", "x = '''a\nb''', \\ y\n") == "SyntaxError: unexpected character after line continuation character (2:19)");
  CHECK(refusal("3.7", "x = '''a\nb''' 1\n") == "SyntaxError: invalid syntax (2:15)");
  CHECK(refusal("3.8", "x = '''a\nb''' 1\n") == "SyntaxError: invalid syntax (2:6)");
}

TEST_CASE("bytes that are not UTF-8 matter in literals") {
  std::string message = "SyntaxError: (unicode error) 'utf-8' codec can't decode byte 0xf6 in position 1: invalid start byte ";
  CHECK(refusal("3.6", "print('b\xf6se')\n") == message + "(1:6)");
  CHECK(refusal("3.13", "print('b\xf6se')\n") == message + "(1:7-1:11)");
  CHECK(refusal("3.12", "print('b\xf6se')\n") == message + "(1:7-1:13)");
  CHECK(refusal("3.13", "x  # b\xf6se\n") == "");
}

TEST_CASE("targets that cannot be assigned to") {
  CHECK(refusal("2.7", "f() = 1\n") == "SyntaxError: can't assign to function call (1:-1)");
  CHECK(refusal("3.7", "f() = 1\n") == "SyntaxError: can't assign to function call (1:0)");
  CHECK(refusal("3.8", "f() = 1\n") == "SyntaxError: cannot assign to function call (1:1)");
  CHECK(refusal("3.9", "f() = 1\n") == "SyntaxError: cannot assign to function call (1:1)");
  CHECK(refusal("3.13", "f() = 1\n") ==
        "SyntaxError: cannot assign to function call here. Maybe you meant '==' instead of '='? (1:1-1:4)");
  CHECK(refusal("3.13", "del f()\n") == "SyntaxError: cannot delete function call (1:5-1:8)");
}

TEST_CASE("common mistakes have words of their own from 3.10") {
  CHECK(refusal("3.10", "if x\n  y\n") == "SyntaxError: expected ':' (1:5-1:5)");
  CHECK(refusal("3.12", "if x\n  y\n") == "SyntaxError: expected ':' (1:5-1:6)");
  CHECK(refusal("3.13", "f(a b)\n") == "SyntaxError: invalid syntax. Perhaps you forgot a comma? (1:3-1:6)");
  CHECK(refusal("3.13", "f(c b)\n") == "SyntaxError: invalid syntax (1:5-1:6)");  // "c" might become "case"
  CHECK(refusal("3.13", "if x = 3:\n  y\n") == "SyntaxError: invalid syntax. Maybe you meant '==' or ':=' instead of '='? (1:4-1:9)");
  CHECK(refusal("3.13", "{1: 2, 3}\n") == "SyntaxError: ':' expected after dictionary key (1:8-1:0)");
  CHECK(refusal("3.13", "f(a=1, b)\n") == "SyntaxError: positional argument follows keyword argument (1:9-1:10)");
  CHECK(refusal("3.13", "print 1\n") == "SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)? (1:1-1:8)");
  CHECK(refusal("3.9", "print 1\n") == "SyntaxError: Missing parentheses in call to 'print'. Did you mean print(1)? (1:7)");
}

TEST_CASE("a mistake of the grammar goes before one of the tree to 3.8, wherever it stands") {
  CHECK(refusal("3.8", "f() = 1\nx y\n") == "SyntaxError: invalid syntax (2:3)");
}

TEST_CASE("strings that do not end") {
  CHECK(refusal("3.9", "x = 'abc\n") == "SyntaxError: EOL while scanning string literal (1:9)");
  CHECK(refusal("3.10", "x = 'abc\n") == "SyntaxError: unterminated string literal (detected at line 1) (1:5-1:5)");
  CHECK(refusal("3.12", "f'{x\n") == "SyntaxError: '{' was never closed (1:3-1:0)");
}

TEST_CASE("escapes that mean nothing are warned of from 3.6") {
  CHECK(warnings("3.5", "'\\d'\n") == "");
  CHECK(warnings("3.9", "'\\d'\n") == "DeprecationWarning: invalid escape sequence \\d\n");
  CHECK(warnings("3.12", "'\\d'\n") == "SyntaxWarning: invalid escape sequence '\\d'\n");
  CHECK(warnings("3.12", "f'\\{x}'\n") == "SyntaxWarning: invalid escape sequence '\\{'\n");
  CHECK(warnings("3.12", "f'\\\\{x}'\n") == "");
  CHECK(warnings("3.12", "b'\\400'\n") == "SyntaxWarning: invalid octal escape sequence '\\400'\n");
}

TEST_CASE("nesting is bounded by the release's own measure") {
  auto nested = [](int n) { return std::string(std::size_t(n), '(') + std::string(std::size_t(n), ')') + "\n"; };
  CHECK(refusal("2.7", nested(99)) == "");
  CHECK(refusal("2.7", nested(100)) == "MemoryError:  (0:0)");
  CHECK(refusal("3.6", nested(93)) == "");
  CHECK(refusal("3.6", nested(94)) == "MemoryError:  (0:0)");
  CHECK(refusal("3.8", nested(99)) == "");
  CHECK(refusal("3.8", nested(100)) == "MemoryError:  (0:0)");
  CHECK(refusal("3.13", nested(200)) == "");
  CHECK(refusal("3.13", nested(201)) == "SyntaxError: too many nested parentheses (1:201-1:201)");
}

TEST_CASE("no depth of any operator overflows the stack") {
  auto repeated = [](std::string_view text, int n) {
    std::string out;
    for (int i = 0; i < n; ++i) out += text;
    return out;
  };
  for (const Release& release : all_releases()) {
    CAPTURE(release.tag);
    for (const char* part : {"-", "not ", "lambda:", "1 if 2 else ", "1**", "(", "[", "{1:", "f(", "a[", "`"})
      CHECK(refusal(release.tag, repeated(part, 20000) + "1\n") != "");
    CHECK(refusal(release.tag, repeated("1+", 20000) + "1\n") == "");
    CHECK(refusal(release.tag, repeated("a.", 20000) + "a\n") == "");
  }
}

TEST_CASE("encodings of the source") {
  CHECK(tree("3.13", "# coding: latin-1\nx = '\xe9'\n") == "(Assign [ (Name x Store)] (Constant u\"\\c3\\a9\"))");
  CHECK(tree("2.7", "# coding: latin-1\nx = '\xe9', u'\xe9'\n") ==
        "(Assign [ (Name x Store)] (Tuple [ (Constant b\"\\e9\") (Constant u\"\\c3\\a9\")] Load))");
  CHECK(tree("2.7", "# coding: cp1251\nx = '\xe9', u'\xe9'\n") ==
        "(Assign [ (Name x Store)] (Tuple [ (Constant b\"\\e9\") (Constant u\"\\d0\\b9\")] Load))");
  CHECK(tree("3.13", "# coding: nonsense\n") == "SyntaxError: unknown encoding: nonsense");
  CHECK(tree("3.13", "\xef\xbb\xbfx\r\ny\r\n") == "(Expr (Name x Load)) (Expr (Name y Load))");
}

}  // namespace xvm::compiler
