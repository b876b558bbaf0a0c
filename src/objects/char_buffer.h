// CharBuffer: text or bytes being built, one piece after another; narrow while it is ASCII.
#pragma once

#include <string>
#include <string_view>

#include "objects/text.h"
#include "vm/value.h"

namespace xvm {

class CharBuffer {
 public:
  // bytes: what is added are bytes without meaning; otherwise UTF-8 and characters.
  explicit CharBuffer(bool bytes) : bytes_(bytes) {}
  bool bytes() const { return bytes_; }
  void add(std::string_view utf8);        // UTF-8, lone surrogates as three bytes; bytes as they are
  void add_ascii(std::string_view ascii) {
    if (wide_.empty() || bytes_) narrow_ += ascii;
    else wide_.append(ascii.begin(), ascii.end());
  }
  void add_char(char32_t c, std::size_t count = 1);
  void add_text(const Text& text) { add_text(text, 0, text.length); }
  void add_text(const Text& text, std::size_t start, std::size_t count);
  std::size_t size() const { return wide_.empty() ? narrow_.size() : wide_.size(); }
  std::string_view narrow() const { return narrow_; }
  // From here on it gathers text; what there is stays, and must be ASCII.
  void become_text() { bytes_ = false; }
  Value finish(Thread& thread) const;     // a Text or a Bytes

 private:
  std::string narrow_;
  std::u32string wide_;   // everything, once a character was not ASCII
  bool bytes_;
  void widen();
};

}  // namespace xvm
