// The bytes of a source file as the tokenizer takes them: UTF-8, lines that end in "\n", by PEP 263.
#pragma once

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
  bool bytes_are_latin1 = false;  // 2.x: the text is not UTF-8 but bytes; unicode literals read them as Latin-1
};

// False: fault is filled in.
bool read_source(std::string_view bytes, const Options& options, const Dialect& dialect, Source& source, Fault& fault);

// The coding that a comment line declares, or empty.
std::string_view coding_of(std::string_view line);

}  // namespace xvm::compiler
