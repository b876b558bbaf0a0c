// The release's str, whichever type that is, and the builder of reprs and messages.
#include <cstring>

#include "base/utf8.h"
#include "objects/bytes.h"
#include "objects/text.h"
#include "objects/text_units.h"
#include "vm/errors.h"
#include "vm/operators.h"

namespace xvm {

Value native_str(Thread& thread, std::string_view utf8) {
  return thread.rt.python2() ? make_bytes(thread, utf8) : make_text(thread, utf8);
}

bool is_native_str(Thread& thread, Ref v) { return thread.rt.python2() ? is<Bytes>(v) : is<Text>(v); }

std::string native_utf8(Ref v) {
  if (const Text* text = try_as<Text>(v)) return text_utf8(Ref(text));
  if (const Bytes* bytes = try_as<Bytes>(v)) return std::string(bytes->view());
  return {};
}

bool native_is(Ref v, std::string_view ascii) {
  if (const Text* text = try_as<Text>(v)) return text->ascii && text->ascii_view() == ascii;
  const Bytes* bytes = try_as<Bytes>(v);
  return bytes && bytes->view() == ascii;
}

void TextBuilder::widen() {
  if (is_wide_) return;
  is_wide_ = true;
  wide_.reserve(narrow_.size() * 2);
  for (char c : narrow_) wide_.push_back(static_cast<unsigned char>(c));
  narrow_.clear();
}

void TextBuilder::add(std::string_view utf8) {
  if (!is_wide_ && (thread_.rt.python2() || is_ascii(utf8))) {
    narrow_ += utf8;
    length_ = narrow_.size();
    return;
  }
  widen();
  if (thread_.rt.python2() && !is_ascii(utf8)) {
    for (char c : utf8) wide_.push_back(static_cast<unsigned char>(c));
  } else if (scan_utf8(utf8, 0, Surrogates::Pass).error) {
    Value text = make_text(thread_, utf8);
    wide_ += text_u32(text);
  } else {
    wide_ += utf8_to_u32(utf8);
  }
  length_ = wide_.size();
}

void TextBuilder::add_char(char32_t c) {
  if (c < 0x80 && !is_wide_) {
    narrow_.push_back(static_cast<char>(c));
    ++length_;
    return;
  }
  if (c >= 0x80 && thread_.rt.python2()) unicode_ = true;
  widen();
  wide_.push_back(c);
  length_ = wide_.size();
}

void TextBuilder::add_text(const Text& text) {
  if (thread_.rt.python2()) unicode_ = true;
  if (text.ascii && !is_wide_) {
    narrow_ += text.ascii_view();
    length_ = narrow_.size();
    return;
  }
  widen();
  with_units(text, [&](const auto* units) { wide_.append(units, units + text.length); });
  length_ = wide_.size();
}

void TextBuilder::add_value(Ref str) {
  if (const Text* text = try_as<Text>(str)) add_text(*text);
  else if (const Bytes* bytes = try_as<Bytes>(str)) add(bytes->view());
}

bool TextBuilder::add_repr(Ref v) {
  Value text = repr(thread_, v);
  if (!text) return false;
  add_value(text);
  return true;
}

bool TextBuilder::add_str(Ref v) {
  Value text = str(thread_, v);
  if (!text) return false;
  add_value(text);
  return true;
}

Value TextBuilder::finish() {
  if (is_wide_) return make_text(thread_, wide_.data(), wide_.size());
  if (unicode_ || !thread_.rt.python2()) return make_text_latin1(thread_, narrow_);
  return make_bytes(thread_, narrow_);
}

}  // namespace xvm
