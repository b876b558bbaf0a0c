#include "objects/codec_errors.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "base/unicode.h"
#include "base/utf8.h"
#include "objects/bytes.h"
#include "objects/codecs.h"
#include "objects/code.h"
#include "objects/function.h"
#include "objects/int.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"

namespace xvm {
namespace {

bool escapes_bytes(const Release& r) { return r.since(3, 5); }       // backslashreplace when decoding
bool has_surrogate_handlers(const Release& r) { return r.since(3, 1); }
bool has_namereplace(const Release& r) { return r.since(3, 5); }
bool passes_wide_units(const Release& r) { return r.since(3, 4); }   // surrogatepass for utf-16 and utf-32
bool handlers_give_bytes(const Release& r) { return r.since(3, 3); }

std::map<std::string, Value, std::less<>>& registered() {
  static std::map<std::string, Value, std::less<>> handlers;
  return handlers;
}

void escape_char(std::u32string& out, char32_t c) {
  std::string text = c < 0x100 ? fmt::format("\\x{:02x}", std::uint32_t{c}) : c < 0x10000 ? fmt::format("\\u{:04x}", std::uint32_t{c}) : fmt::format("\\U{:08x}", std::uint32_t{c});
  out.append(text.begin(), text.end());
}

// What a built-in handler makes of characters; false where it cannot.
bool replace_characters(std::string_view name, UnitForm form, bool wide_units, std::u32string_view text, Replacement& r) {
  if (name == "ignore") return true;
  if (name == "replace") {
    r.text.append(text.size(), U'?');
    return true;
  }
  if (name == "xmlcharrefreplace") {
    for (char32_t c : text) {
      std::string reference = fmt::format("&#{};", std::uint32_t{c});
      r.text.append(reference.begin(), reference.end());
    }
    return true;
  }
  if (name == "backslashreplace") {
    for (char32_t c : text) escape_char(r.text, c);
    return true;
  }
  if (name == "namereplace") {
    for (char32_t c : text) {
      std::string named = character_name(c);
      if (named.empty()) {
        escape_char(r.text, c);
        continue;
      }
      named = "\\N{" + named + "}";
      r.text.append(named.begin(), named.end());
    }
    return true;
  }
  if (name == "surrogateescape") {
    r.is_bytes = true;
    for (char32_t c : text) {
      if (c < 0xdc80 || c > 0xdcff) return false;
      r.bytes.push_back(static_cast<char>(c - 0xdc00));
    }
    return true;
  }
  if (name == "surrogatepass") {
    r.is_bytes = true;
    if (form == UnitForm::None) return false;
    if (form != UnitForm::Utf8 && !wide_units) return false;
    for (char32_t c : text) {
      if (c < 0xd800 || c > 0xdfff) return false;
      char high = static_cast<char>(c >> 8), low = static_cast<char>(c);
      switch (form) {
        case UnitForm::Utf16Little: r.bytes += {low, high}; break;
        case UnitForm::Utf16Big: r.bytes += {high, low}; break;
        case UnitForm::Utf32Little: r.bytes += {low, high, 0, 0}; break;
        case UnitForm::Utf32Big: r.bytes += {0, 0, high, low}; break;
        default: append_utf8(r.bytes, c);
      }
    }
    return true;
  }
  return false;
}

// The surrogate that begins at bytes[start], and its size; 0 where none does.
char32_t surrogate_at(std::string_view bytes, std::size_t start, UnitForm form, std::size_t& size) {
  auto byte = [&](std::size_t i) { return start + i < bytes.size() ? static_cast<unsigned char>(bytes[start + i]) : 0x100u; };
  char32_t c = 0;
  switch (form) {
    case UnitForm::Utf8:
      size = 3;
      if (byte(0) < 0x100 && byte(1) < 0x100 && byte(2) < 0x100 && (byte(0) & 0xf0) == 0xe0 && (byte(1) & 0xc0) == 0x80 && (byte(2) & 0xc0) == 0x80)
        c = (byte(0) & 15) << 12 | (byte(1) & 63) << 6 | (byte(2) & 63);
      break;
    case UnitForm::Utf16Little: size = 2; if (byte(1) < 0x100) c = byte(1) << 8 | byte(0); break;
    case UnitForm::Utf16Big: size = 2; if (byte(1) < 0x100) c = byte(0) << 8 | byte(1); break;
    case UnitForm::Utf32Little: size = 4; if (byte(3) < 0x100) c = byte(3) << 24 | byte(2) << 16 | byte(1) << 8 | byte(0); break;
    case UnitForm::Utf32Big: size = 4; if (byte(3) < 0x100) c = byte(0) << 24 | byte(1) << 16 | byte(2) << 8 | byte(3); break;
    case UnitForm::None: break;
  }
  return c >= 0xd800 && c <= 0xdfff ? c : 0;
}

// What a built-in handler makes of bytes; 1 done, 0 it cannot, -1 it is not for decoding.
int replace_bytes(const Release& release, std::string_view name, UnitForm form, std::string_view bytes, const CodecError& error, std::u32string& out, std::size_t& at) {
  at = error.end;
  if (name == "ignore") return 1;
  if (name == "replace") {
    out.push_back(0xfffd);
    return 1;
  }
  if (name == "backslashreplace" && escapes_bytes(release)) {
    for (std::size_t i = error.start; i < error.end && i < bytes.size(); ++i) escape_char(out, static_cast<unsigned char>(bytes[i]));
    return 1;
  }
  if (name == "surrogateescape") {
    std::size_t i = error.start;
    for (; i < error.end && i < error.start + 4 && i < bytes.size() && static_cast<unsigned char>(bytes[i]) >= 128; ++i)
      out.push_back(0xdc00 + static_cast<unsigned char>(bytes[i]));
    at = i;
    return i > error.start;
  }
  if (name == "surrogatepass") {
    if (form != UnitForm::Utf8 && !passes_wide_units(release)) return 0;
    std::size_t size = 0;
    char32_t c = surrogate_at(bytes, error.start, form, size);
    if (!c) return 0;
    out.push_back(c);
    at = error.start + size;
    return 1;
  }
  return -1;
}

bool builtin_name(const Release& r, std::string_view name) {
  if (name == "strict" || name == "ignore" || name == "replace" || name == "xmlcharrefreplace" || name == "backslashreplace") return true;
  if (name == "surrogateescape" || name == "surrogatepass") return has_surrogate_handlers(r);
  return name == "namereplace" && has_namereplace(r);
}

Value make_error(Thread& thread, Type* type, std::string_view encoding, Ref object, const CodecError& error) {
  Value arguments[5] = {native_str(thread, encoding), Value(object), make_int(thread, static_cast<std::int64_t>(error.start)),
                        make_int(thread, static_cast<std::int64_t>(error.end)), native_str(thread, error.reason)};
  return call(thread, Ref(type), Args{arguments, 5, {}});
}

}  // namespace

Value make_decode_error(Thread& thread, std::string_view encoding, Ref bytes, const CodecError& error) {
  return make_error(thread, thread.rt.exc.UnicodeDecodeError, encoding, bytes, error);
}
Value make_encode_error(Thread& thread, std::string_view encoding, Ref text, const CodecError& error) {
  return make_error(thread, thread.rt.exc.UnicodeEncodeError, encoding, text, error);
}
ErrorSet raise_decode_error(Thread& thread, std::string_view encoding, Ref object, const CodecError& error) {
  Value exception = make_decode_error(thread, encoding, object, error);
  return exception ? raise_instance(thread, exception) : error_set;
}
ErrorSet raise_encode_error(Thread& thread, std::string_view encoding, Ref text, const CodecError& error) {
  Value exception = make_encode_error(thread, encoding, text, error);
  return exception ? raise_instance(thread, exception) : error_set;
}

ErrorHandler::ErrorHandler(Thread& thread, std::string_view encoding, std::string_view errors, UnitForm form)
    : thread_(thread), encoding_(encoding), errors_(errors.empty() ? "strict" : errors), form_(form) {}

bool ErrorHandler::find_handler() {
  if (!handler_) handler_ = find_error_handler(thread_, errors_);
  return static_cast<bool>(handler_);
}

// Calls the program's handler with exception_; result is what stands in, at where to go on.
bool ErrorHandler::call_handler(std::size_t size, bool decoding, Value& result, std::size_t& at) {
  if (!find_handler()) return false;
  Value pair = call(thread_, handler_, exception_);
  if (!pair) return false;
  const Release& r = thread_.rt.release;
  const char* text = r.python2() ? "unicode" : "str";
  const char* kind = decoding ? "decoding" : "encoding";
  const char* may_be = !decoding && handlers_give_bytes(r) ? "/bytes" : "";
  const Tuple* tuple = try_as<Tuple>(pair);
  bool fits = tuple && tuple->length == 2 && is_int((*tuple)[1]) &&
              (is<Text>((*tuple)[0]) || (!decoding && handlers_give_bytes(r) && is<Bytes>((*tuple)[0])));
  if (!fits) return raise_type_error(thread_, "{} error handler must return ({}{}, int) tuple", kind, text, may_be);
  std::int64_t position = 0;
  if (!int_fits((*tuple)[1], position)) position = INT64_MAX;
  std::int64_t shown = position, limit = static_cast<std::int64_t>(size);
  if (position < 0) position += limit;
  if (position < 0 || position > limit)
    return raise(thread_, thread_.rt.exc.IndexError, fmt::format("position {} from error handler out of bounds", shown));
  at = static_cast<std::size_t>(position);
  result = Value((*tuple)[0]);
  return true;
}

bool ErrorHandler::decode(std::string_view bytes, const CodecError& error, std::u32string& out, std::size_t& at) {
  const Release& release = thread_.rt.release;
  bool own_name = builtin_name(release, errors_) && (registered().empty() || !registered().count(errors_));
  if (own_name && errors_ != "strict") {
    int done = replace_bytes(release, errors_, form_, bytes, error, out, at);
    if (done > 0) return true;
    if (done < 0) return raise_type_error(thread_, "don't know how to handle UnicodeDecodeError in error callback");
  }
  Value object = make_bytes(thread_, bytes);
  exception_ = make_decode_error(thread_, encoding_, object, error);
  if (!exception_) return false;
  if (own_name) return raise_instance(thread_, exception_);
  Value result;
  if (!call_handler(bytes.size(), true, result, at)) return false;
  out += text_u32(result);
  return true;
}

bool ErrorHandler::encode(Ref text, std::u32string_view characters, const CodecError& error, Replacement& replacement, std::size_t& at) {
  const Release& release = thread_.rt.release;
  bool own_name = builtin_name(release, errors_) && (registered().empty() || !registered().count(errors_));
  at = error.end;
  if (own_name && replace_characters(errors_, form_, passes_wide_units(release), characters.substr(error.start, error.end - error.start), replacement)) return true;
  if (own_name) return raise_encode_error(thread_, encoding_, text, error);
  exception_ = make_encode_error(thread_, encoding_, text, error);
  Value result;
  if (!exception_ || !call_handler(characters.size(), false, result, at)) return false;
  if (is<Bytes>(result)) {
    replacement.is_bytes = true;
    replacement.bytes = as<Bytes>(result).view();
  } else {
    replacement.text = text_u32(result);
  }
  return true;
}

namespace {

std::string handled_name(Thread& thread, Ref exception) {
  std::string_view name = type_name(thread, exception);
  return std::string(thread.rt.python2() ? name.substr(name.rfind('.') + 1) : name);
}

bool escapes_in_translation(const Release& r) { return r.since(3, 5); }

// The built-in handlers as functions that a program may call with an exception.
Value run_handler(Thread& thread, Ref exception, std::string_view name) {
  const Exceptions& exc = thread.rt.exc;
  if (name == "strict") {
    if (is_instance(thread, exception, Ref(exc.BaseException)) != 1) return raise_type_error(thread, "codec must pass exception instance");
    return raise_instance(thread, exception);
  }
  Value start_value = get_attribute(thread, exception, "start"), end_value = start_value ? get_attribute(thread, exception, "end") : Value();
  bool encoding = is_instance(thread, exception, Ref(exc.UnicodeEncodeError)) == 1, decoding = is_instance(thread, exception, Ref(exc.UnicodeDecodeError)) == 1;
  bool translating = is_instance(thread, exception, Ref(exc.UnicodeTranslateError)) == 1;
  bool translates = name == "ignore" || name == "replace" || (name == "backslashreplace" && escapes_in_translation(thread.rt.release));
  if ((!encoding && !decoding && !translating) || (translating && !translates)) {
    thread.clear_error();
    return raise_type_error(thread, "don't know how to handle {} in error callback", handled_name(thread, exception));
  }
  Value object = get_attribute(thread, exception, "object");
  std::int64_t start = 0, end = 0;
  if (!object || !end_value || !as_int64(thread, start_value, start) || !as_int64(thread, end_value, end)) return error_set;
  CodecError error{static_cast<std::size_t>(std::max<std::int64_t>(start, 0)), static_cast<std::size_t>(std::max<std::int64_t>(end, 0)), ""};
  std::size_t at = error.end;
  UnitForm form = UnitForm::Utf8;
  if (decoding && is<Bytes>(object)) {
    std::string_view bytes = as<Bytes>(object).view();
    error.end = std::min(error.end, bytes.size());
    error.start = std::min(error.start, error.end);
    std::u32string out;
    int done = replace_bytes(thread.rt.release, name, form, bytes, error, out, at);
    if (done < 0) return raise_type_error(thread, "don't know how to handle {} in error callback", handled_name(thread, exception));
    if (done == 0) return raise_instance(thread, exception);
    Value text = make_text(thread, out.data(), out.size()), position = make_int(thread, static_cast<std::int64_t>(at));
    return make_tuple(thread, {text, position});
  }
  if (!is<Text>(object)) return raise_type_error(thread, "object attribute must be {}", thread.rt.python2() ? "unicode" : "str");
  std::u32string text = text_u32(object);
  error.end = std::min(error.end, text.size());
  error.start = std::min(error.start, error.end);
  Replacement replacement;
  std::u32string_view part = std::u32string_view(text).substr(error.start, error.end - error.start);
  if (translating && name == "replace") replacement.text.append(part.size(), 0xfffd);
  else if (!replace_characters(name, form, false, part, replacement)) return raise_instance(thread, exception);
  Value result = replacement.is_bytes ? make_bytes(thread, replacement.bytes) : make_text(thread, replacement.text.data(), replacement.text.size());
  Value position = make_int(thread, static_cast<std::int64_t>(error.end));
  return make_tuple(thread, {result, position});
}

template <int which>
Value handler(Thread& thread, Ref, Args args) {
  static constexpr const char* names[] = {"strict", "ignore", "replace", "xmlcharrefreplace", "backslashreplace", "namereplace", "surrogateescape", "surrogatepass"};
  return run_handler(thread, args[0], names[which]);
}
constexpr Method handler_rows[] = {
    {"strict_errors(exception, /)", handler<0>},
    {"ignore_errors(exception, /)", handler<1>},
    {"replace_errors(exception, /)", handler<2>},
    {"xmlcharrefreplace_errors(exception, /)", handler<3>},
    {"backslashreplace_errors(exception, /)", handler<4>},
    {"namereplace_errors(exception, /)", handler<5>},
    {"surrogateescape(exception, /)", handler<6>},
    {"surrogatepass(exception, /)", handler<7>},
};

}  // namespace

Value find_error_handler(Thread& thread, std::string_view name) {
  if (name.empty()) name = "strict";
  auto found = registered().find(name);
  if (found != registered().end()) return found->second;
  if (builtin_name(thread.rt.release, name)) {
    for (const Method& row : handler_rows) {
      std::string_view signature(row.signature);
      if (!signature.starts_with(name) || (signature[name.size()] != '_' && signature[name.size()] != '(')) continue;
      Value function = make_native(thread, row, {}, {});
      if (function) registered().emplace(name, function);
      return function;
    }
  }
  return raise_format(thread, thread.rt.exc.LookupError, "unknown error handler name '{}'", name);
}

bool register_error_handler(Thread& thread, std::string_view name, Ref handler) {
  if (!is_callable(thread, handler)) return raise_type_error(thread, "handler must be callable");
  registered().insert_or_assign(std::string(name), Value(handler));
  return true;
}

void forget_error_handlers() { registered().clear(); }

}  // namespace xvm
