#include "objects/char_buffer.h"

#include "base/utf8.h"
#include "objects/bytes.h"
#include "objects/text_units.h"

namespace xvm {

void CharBuffer::widen() {
  if (!wide_.empty()) return;
  wide_.reserve(narrow_.size() * 2 + 16);
  for (char c : narrow_) wide_.push_back(static_cast<unsigned char>(c));
  narrow_.clear();
}

void CharBuffer::add(std::string_view utf8) {
  if (bytes_ || is_ascii(utf8)) return add_ascii(utf8);
  widen();
  wide_ += utf8_to_u32(utf8);
}

void CharBuffer::add_char(char32_t c, std::size_t count) {
  if (count == 0) return;
  if (bytes_ || (c < 0x80 && wide_.empty())) {
    narrow_.append(count, static_cast<char>(c));
    return;
  }
  widen();
  wide_.append(count, c);
}

void CharBuffer::add_text(const Text& text, std::size_t start, std::size_t count) {
  if (count == 0) return;
  if (text.ascii) return add_ascii(text.ascii_view().substr(start, count));
  widen();
  with_units(text, [&](const auto* units) { wide_.append(units + start, units + start + count); });
}

Value CharBuffer::finish(Thread& thread) const {
  if (bytes_) return make_bytes(thread, narrow_);
  return wide_.empty() ? make_text_latin1(thread, narrow_) : make_text(thread, wide_.data(), wide_.size());
}

}  // namespace xvm
