// codecs.charmap_encode, charmap_decode and charmap_build: codecs whose table is the program's.
#include "objects/codec_steps.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/native_codecs.h"
#include "objects/text_units.h"
#include "vm/operators.h"

namespace xvm {

static bool gives_bytes(Ref v) { return is<Bytes>(v); }

Value charmap_decode(Thread& thread, std::string_view bytes, std::string_view errors, Ref mapping) {
  if (!mapping || mapping.is_none()) return make_text_latin1(thread, bytes);
  bool failed = false;
  const Text* table = try_as<Text>(mapping);
  Value result = decode_steps(thread, bytes, ErrorHandler(thread, "charmap", errors), nullptr, [&](std::size_t at, std::u32string& out, CodecError& error) {
    for (; at < bytes.size(); ++at) {
      unsigned char byte = static_cast<unsigned char>(bytes[at]);
      CodecError undefined{at, at + 1, "character maps to <undefined>"};
      if (table) {
        char32_t c = byte < table->length ? table->at(byte) : 0xfffe;
        if (c == 0xfffe) return error = undefined, at;
        out.push_back(c);
        continue;
      }
      Value found = get_item(thread, mapping, Value::small(byte));
      std::int64_t number;
      if (!found) {
        if (catch_error(thread, thread.rt.exc.LookupError)) return error = undefined, at;
        failed = true;
      } else if (found.is_none()) {
        return error = undefined, at;
      } else if (is<Text>(found)) {
        std::u32string text = text_u32(found);
        if (text == U"\ufffe") return error = undefined, at;
        out += text;
      } else if (!is_int(found)) {
        failed = !raise_type_error(thread, "character mapping must return integer, None or {}", thread.rt.python2() ? "unicode" : "str");
      } else if (!int_fits(found, number) || number < 0 || number > 0x10ffff) {
        failed = !raise_type_error(thread, "character mapping must be in range(0x110000)");
      } else if (number == 0xfffe) {
        return error = undefined, at;
      } else {
        out.push_back(static_cast<char32_t>(number));
      }
      if (failed) return bytes.size();
    }
    return at;
  });
  return failed ? Value() : std::move(result);
}

Value charmap_encode(Thread& thread, Ref text, std::string_view errors, Ref mapping) {
  if (!mapping || mapping.is_none()) return encode_native(thread, {Codec::Latin1, nullptr}, text, errors);
  bool failed = false;
  // The bytes of a character: 1, 0 where it has none, -1 with the error set.
  auto map = [&](char32_t c, std::string& out) {
    Value found = get_item(thread, mapping, Value::small(static_cast<std::int64_t>(c)));
    std::int64_t number;
    if (!found) return catch_error(thread, thread.rt.exc.LookupError) ? 0 : -1;
    if (found.is_none()) return 0;
    if (gives_bytes(found)) return out += as<Bytes>(found).view(), 1;
    if (!is_int(found)) {
      (void)raise_type_error(thread, "character mapping must return integer, {}, not {}", thread.rt.python2() ? "None or str" : "bytes or None", type_name(thread, found));
      return -1;
    }
    if (!int_fits(found, number) || number < 0 || number > 255) {
      (void)raise_type_error(thread, "character mapping must be in range(256)");
      return -1;
    }
    out.push_back(static_cast<char>(number));
    return 1;
  };
  std::string out;
  bool done = encode_steps(thread, text, ErrorHandler(thread, "charmap", errors), "charmap", out, [&](std::u32string_view in, std::size_t at, std::string& to, CodecError& error) {
    for (; at < in.size(); ++at) {
      int mapped = map(in[at], to);
      if (mapped > 0) continue;
      if (mapped < 0) return failed = true, in.size();
      std::size_t end = at + 1;
      std::string unused;
      while (end < in.size() && (mapped = map(in[end], unused)) == 0) ++end;
      if (mapped < 0) return failed = true, in.size();
      error = {at, end, "character maps to <undefined>"};
      return at;
    }
    return at;
  });
  return done && !failed ? make_bytes(thread, out) : Value();
}

Value charmap_build(Thread& thread, Ref table) {
  Value held = make_dict(thread);
  const Text& text = as<Text>(table);
  for (std::size_t i = 0; i < text.length && i < 256; ++i) {
    if (text.at(i) == 0xfffe) continue;
    Value key = Value::small(static_cast<std::int64_t>(text.at(i)));
    if (!dict_set(thread, as<Dict>(held), key, Value::small(static_cast<std::int64_t>(i)))) return error_set;
  }
  return held;
}

}  // namespace xvm
