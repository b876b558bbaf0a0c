// The bytes of a source file as the tokenizer takes them: UTF-8, lines that end in "\n", by PEP 263.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "codecs/code_pages.h"

namespace xvm::compiler {

struct Dialect;
struct Fault;
struct Options;

struct Source {
  std::string text;         // with a newline at its end, unless the mode and options want it as it is
  std::string encoding;     // as the coding comment names it, normalised ("utf-8", "iso-8859-1"); empty: none
  // 2.x: byte strings are written back in this character set; null: the text's bytes are theirs.
  const CodePage* recode = nullptr;
  bool declared_in_text = false;  // 2.x: unicode text that names a coding, an error once it is parsed
  // 3.x, of bytes that name no coding and are not UTF-8: the bytes, which matter where a literal holds such. In text each
  // that is not UTF-8 is undecodable.
  std::string original;
  static constexpr char undecodable = '\x7f';
  bool bytes_are_latin1 = false;  // 2.x: the text is not UTF-8 but bytes; unicode literals read them as Latin-1
};

// False: fault is filled in.
bool read_source(std::string_view bytes, const Options& options, const Dialect& dialect, Source& source, Fault& fault);

// The error of the original's bytes, as the release words it; nothing where all are UTF-8.
std::optional<std::string> utf8_error(std::string_view bytes);

// What the release says of such bytes outside literals and comments.
void refuse_undecodable(const Source& source, const Options& options, const Dialect& dialect, Fault& fault);

// The line of a file that there is, with its end, as the release gives it as a SyntaxError's text.
std::optional<std::string> line_of_file(const std::string& file_name, std::int32_t line, const Dialect& dialect);

// The coding that a comment line declares, or empty.
std::string_view coding_of(std::string_view line);

}  // namespace xvm::compiler
