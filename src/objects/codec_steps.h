// The loops of decoding and encoding: a codec's step until an error, then the handler, and on.
#pragma once

#include <string>
#include <string_view>

#include "objects/bytes.h"
#include "objects/codec_errors.h"
#include "objects/codecs.h"
#include "vm/errors.h"
#include "objects/text.h"

namespace xvm {

// step(at, out, error) -> where it stopped.
template <class Step>
Value decode_steps(Thread& thread, std::string_view bytes, ErrorHandler handler, std::size_t* used, Step step) {
  std::u32string out;
  out.reserve(bytes.size());
  std::size_t at = 0;
  while (true) {
    CodecError error;
    at = step(at, out, error);
    if (!error) break;
    if (!handler.decode(bytes, error, out, at)) return error_set;
  }
  if (used) *used = at;
  return make_text(thread, out.data(), out.size());
}

// step(text, at, out, error) -> where it stopped.
template <class Step>
bool encode_steps(Thread& thread, Ref text, ErrorHandler handler, std::string_view encoding, std::string& out, Step step) {
  std::u32string characters = text_u32(text);
  std::size_t at = 0;
  while (true) {
    CodecError error;
    at = step(std::u32string_view(characters), at, out, error);
    if (!error) return true;
    Replacement replacement;
    if (!handler.encode(text, characters, error, replacement, at)) return false;
    if (replacement.is_bytes) {
      // What is no whole number of units cannot stand for a character.
      std::size_t unit = encoding.starts_with("utf-16") ? 2 : encoding.starts_with("utf-32") ? 4 : 1;
      if (replacement.bytes.size() % unit != 0) return raise_encode_error(thread, encoding, text, error);
      out += replacement.bytes;
      continue;
    }
    CodecError again;
    step(std::u32string_view(replacement.text), 0, out, again);
    if (again) return raise_encode_error(thread, encoding, text, error);
  }
}

}  // namespace xvm
