// Error handlers of codecs: the built-in ones natively, others as the program registered them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/codec_error.h"
#include "vm/value.h"

namespace xvm {

class Thread;

// How surrogatepass finds its units.
enum class UnitForm : std::uint8_t { None, Utf8, Utf16Little, Utf16Big, Utf32Little, Utf32Big };

// What stands for characters that could not be encoded: text for the codec to encode, or bytes as they are.
struct Replacement {
  std::u32string text;
  std::string bytes;
  bool is_bytes = false;
};

class ErrorHandler {
 public:
  // encoding: the name that errors show. errors: the handler's name, empty for strict.
  ErrorHandler(Thread& thread, std::string_view encoding, std::string_view errors, UnitForm form = UnitForm::None);
  // Appends to out what stands for bytes[error.start, error.end) and sets at to where decoding goes on; false with the error set.
  bool decode(std::string_view bytes, const CodecError& error, std::u32string& out, std::size_t& at);
  // The same for text[error.start, error.end).
  bool encode(Ref text, std::u32string_view characters, const CodecError& error, Replacement& replacement, std::size_t& at);

 private:
  Thread& thread_;
  std::string encoding_, errors_;
  UnitForm form_;
  Value exception_, handler_;
  bool find_handler();
  bool call_handler(std::size_t size, bool decoding, Value& result, std::size_t& at);
};

// UnicodeDecodeError(encoding, bytes, start, end, reason) and UnicodeEncodeError(...), not raised.
Value make_decode_error(Thread& thread, std::string_view encoding, Ref bytes, const CodecError& error);
Value make_encode_error(Thread& thread, std::string_view encoding, Ref text, const CodecError& error);

// codecs.lookup_error and register_error.
Value find_error_handler(Thread& thread, std::string_view name);
bool register_error_handler(Thread& thread, std::string_view name, Ref handler);
void forget_error_handlers();

}  // namespace xvm
