#include "objects/native_codecs.h"

#include <zlib.h>

#include <algorithm>
#include <span>

#include "base/utf16_32.h"
#include "base/utf8.h"
#include "codecs/binary.h"
#include "codecs/escapes.h"
#include "codecs/punycode.h"
#include "codecs/utf7.h"
#include "objects/codec_steps.h"
#include "objects/text_tables.h"
#include "objects/text_units.h"
#include "objects/dict.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/import.h"
#include "vm/operators.h"

namespace xvm {
namespace {

Surrogates surrogates_8(const Release& r) { return r.python2() ? Surrogates::Pass : Surrogates::Refuse; }
Surrogates surrogates_wide(const Release& r) { return r.since(3, 4) ? Surrogates::Refuse : Surrogates::Pass; }
bool places_labels(const Release& r) { return r.since(3, 13); }
bool names_with_hyphen(const Release& r) { return r.since(3, 2); }
bool names_byte_order(const Release& r) { return r.since(3, 4); }
bool gathers_surrogates(const Release& r) { return r.since(3, 6); }   // a run of them is one error
bool old_raw_words(const Release& r) { return r.until(3, 5); }
bool old_escape_words(const Release& r) { return r.until(2, 6) || (!r.python2() && r.until(3, 0)); }
Utf8Errors utf8_errors(const Release& r) {
  if (r.until(2, 5) || (!r.python2() && r.until(3, 0))) return Utf8Errors::Oldest;
  return r.since(3, 3) ? Utf8Errors::From33 : Utf8Errors::To32;
}

std::string_view utf8_name(const Release& r) { return names_with_hyphen(r) ? "utf-8" : "utf8"; }

std::string_view wide_name(const Release& r, bool wide, bool big, bool marked) {
  if (!names_byte_order(r)) return wide ? "utf32" : "utf16";
  if (marked) return wide ? "utf-32" : "utf-16";
  return wide ? (big ? "utf-32-be" : "utf-32-le") : (big ? "utf-16-be" : "utf-16-le");
}

Value decode_utf8(Thread& thread, std::string_view bytes, std::string_view errors, bool final, std::size_t* used) {
  const Release& r = thread.rt.release;
  Surrogates surrogates = surrogates_8(r);
  Utf8Scan scan = scan_utf8(bytes, 0, surrogates, final, utf8_errors(r));
  if (!scan.error) {
    if (used) *used = scan.stop;
    return make_text(thread, bytes.substr(0, scan.stop));
  }
  return decode_steps(thread, bytes, ErrorHandler(thread, utf8_name(r), errors, UnitForm::Utf8), used, [&](std::size_t at, std::u32string& out, CodecError& error) {
    Utf8Scan part = scan_utf8(bytes, at, surrogates, final, utf8_errors(r));
    std::size_t before = out.size();
    out.resize(before + part.characters);
    copy_utf8(bytes.substr(at, part.stop - at), out.data() + before);
    error = part.error;
    return part.stop;
  });
}

Value decode_wide(Thread& thread, std::string_view bytes, std::string_view errors, bool final, std::size_t* used, bool wide, int order, int* found) {
  std::size_t mark = 0;
  if (order == 0) {
    order = -1;
    if (!wide && bytes.size() >= 2) {
      if (bytes.starts_with("\xff\xfe")) mark = 2;
      else if (bytes.starts_with("\xfe\xff")) mark = 2, order = 1;
    } else if (wide && bytes.size() >= 4) {
      if (bytes.starts_with(std::string_view("\xff\xfe\0\0", 4))) mark = 4;
      else if (bytes.starts_with(std::string_view("\0\0\xfe\xff", 4))) mark = 4, order = 1;
    }
    if (found) *found = mark ? order : 0;
  } else if (found) {
    *found = order;
  }
  bool big = order > 0;
  ByteOrder byte_order = big ? ByteOrder::Big : ByteOrder::Little;
  const Release& r = thread.rt.release;
  UnitForm form = wide ? (big ? UnitForm::Utf32Big : UnitForm::Utf32Little) : big ? UnitForm::Utf16Big : UnitForm::Utf16Little;
  // UTF-16 has refused lone surrogates always, UTF-32 since encoding does.
  Surrogates surrogates = wide ? surrogates_wide(r) : Surrogates::Refuse;
  return decode_steps(thread, bytes, ErrorHandler(thread, wide_name(r, wide, big, false), errors, form), used, [&](std::size_t at, std::u32string& out, CodecError& error) {
    at = std::max(at, mark);
    if (wide) return decode_utf32(bytes, at, byte_order, surrogates, final, out, error);
    std::size_t stop = decode_utf16(bytes, at, byte_order, surrogates, final, out, error);
    // To 3.6 any surrogate at the end was taken for the first half of a character.
    if (error && r.until(3, 6) && error.end == bytes.size() && error.end - error.start == 2) error.reason = "unexpected end of data";
    return stop;
  });
}

Value decode_ascii(Thread& thread, std::string_view bytes, std::string_view errors) {
  if (is_ascii(bytes)) return make_text_latin1(thread, bytes);
  return decode_steps(thread, bytes, ErrorHandler(thread, "ascii", errors), nullptr, [&](std::size_t at, std::u32string& out, CodecError& error) {
    for (; at < bytes.size(); ++at) {
      unsigned char c = static_cast<unsigned char>(bytes[at]);
      if (c >= 0x80) {
        error = {at, at + 1, "ordinal not in range(128)"};
        break;
      }
      out.push_back(c);
    }
    return at;
  });
}

Value decode_page(Thread& thread, const CodePage& page, std::string_view bytes, std::string_view errors) {
  return decode_steps(thread, bytes, ErrorHandler(thread, "charmap", errors), nullptr, [&](std::size_t at, std::u32string& out, CodecError& error) {
    for (; at < bytes.size(); ++at) {
      std::uint16_t c = page.characters[static_cast<unsigned char>(bytes[at])];
      if (c == 0xffff) {
        error = {at, at + 1, "character maps to <undefined>"};
        break;
      }
      out.push_back(c);
    }
    return at;
  });
}

// text[at ..] as long as it fits into bytes by `byte_of` (-1: it does not); what does not is one error as a whole.
template <class ByteOf>
std::size_t encode_single(std::u32string_view text, std::size_t at, std::string& out, CodecError& error, const char* reason, ByteOf byte_of) {
  for (; at < text.size(); ++at) {
    int byte = byte_of(text[at]);
    if (byte < 0) {
      std::size_t end = at + 1;
      while (end < text.size() && byte_of(text[end]) < 0) ++end;
      error = {at, end, reason};
      return at;
    }
    out.push_back(static_cast<char>(byte));
  }
  return at;
}

int page_byte(const CodePage& page, char32_t c) {
  if (c < 256 && page.characters[c] == c) return static_cast<int>(c);
  for (int i = 0; i < 256; ++i) if (page.characters[i] == c && c != 0xffff) return i;
  return -1;
}

Value internal_bytes(Thread& thread, const Text& text) {   // unicode_internal: four bytes a character
  std::string out;
  for (std::size_t i = 0; i < text.length; ++i) for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>(text.at(i) >> shift));
  return make_bytes(thread, out);
}

}  // namespace

Value decode_native(Thread& thread, const NativeCodec& codec, std::string_view bytes, std::string_view errors, bool final, std::size_t* used, int* byte_order) {
  const Release& r = thread.rt.release;
  if (used) *used = bytes.size();
  switch (codec.codec) {
    case Codec::Utf8: return decode_utf8(thread, bytes, errors, final, used);
    case Codec::Utf8Sig: return decode_utf8(thread, bytes.starts_with("\xef\xbb\xbf") ? bytes.substr(3) : bytes, errors, final, nullptr);
    case Codec::Utf16: return decode_wide(thread, bytes, errors, final, used, false, byte_order ? *byte_order : 0, byte_order);
    case Codec::Utf16Little: return decode_wide(thread, bytes, errors, final, used, false, -1, nullptr);
    case Codec::Utf16Big: return decode_wide(thread, bytes, errors, final, used, false, 1, nullptr);
    case Codec::Utf32: return decode_wide(thread, bytes, errors, final, used, true, byte_order ? *byte_order : 0, byte_order);
    case Codec::Utf32Little: return decode_wide(thread, bytes, errors, final, used, true, -1, nullptr);
    case Codec::Utf32Big: return decode_wide(thread, bytes, errors, final, used, true, 1, nullptr);
    case Codec::Utf7:
      return decode_steps(thread, bytes, ErrorHandler(thread, "utf7", errors), used, [&](std::size_t at, std::u32string& out, CodecError& error) { return decode_utf7(bytes, at, final, thread.rt.release.until(3, 6), out, error); });
    case Codec::Latin1: return make_text_latin1(thread, bytes);
    case Codec::Ascii: return decode_ascii(thread, bytes, errors);
    case Codec::UnicodeEscape:
      return decode_steps(thread, bytes, ErrorHandler(thread, "unicodeescape", errors), used,
                          [&](std::size_t at, std::u32string& out, CodecError& error) { return decode_unicode_escape(bytes, at, final, old_escape_words(r), out, error); });
    case Codec::RawUnicodeEscape:
      return decode_steps(thread, bytes, ErrorHandler(thread, "rawunicodeescape", errors), used,
                          [&](std::size_t at, std::u32string& out, CodecError& error) { return decode_raw_unicode_escape(bytes, at, final, old_raw_words(r), out, error); });
    case Codec::UnicodeInternal:
      return decode_steps(thread, bytes, ErrorHandler(thread, "unicode_internal", errors), nullptr, [&](std::size_t at, std::u32string& out, CodecError& error) {
        std::size_t after = decode_utf32(bytes, at, ByteOrder::Little, Surrogates::Pass, true, out, error);
        std::string_view reason = error.reason ? error.reason : "";
        if (reason == "truncated data") error.reason = "truncated input";
        if (reason.starts_with("code point")) error.reason = "illegal code point (> 0x10FFFF)";
        return after;
      });
    case Codec::CodePage: return decode_page(thread, *codec.page, bytes, errors);
    case Codec::Idna: {
      std::u32string out;
      if (const char* reason = decode_idna(bytes, out)) return raise(thread, thread.rt.exc.UnicodeError, reason);
      return make_text(thread, out.data(), out.size());
    }
    case Codec::Punycode: {
      std::u32string out;
      if (!decode_punycode(bytes, out, errors == "ignore" || errors == "replace")) return raise(thread, thread.rt.exc.UnicodeError, "incomplete punicode string");
      return make_text(thread, out.data(), out.size());
    }
    case Codec::Undefined: return raise(thread, thread.rt.exc.UnicodeError, "undefined encoding");
    default: return raise_system_error(thread, "codec does not give text");
  }
}

Value encode_native(Thread& thread, const NativeCodec& codec, Ref v, std::string_view errors) {
  const Release& r = thread.rt.release;
  const Text& text = as<Text>(v);
  std::string out;
  bool done = true;
  auto wide = [&](bool four, bool big, bool mark) {
    if (mark) out += four ? std::string_view("\xff\xfe\0\0", 4) : std::string_view("\xff\xfe");
    std::string_view name = wide_name(r, four, big, mark);
    UnitForm form = four ? (big ? UnitForm::Utf32Big : UnitForm::Utf32Little) : big ? UnitForm::Utf16Big : UnitForm::Utf16Little;
    ByteOrder order = big ? ByteOrder::Big : ByteOrder::Little;
    return encode_steps(thread, v, ErrorHandler(thread, name, errors, form), name, out, [&](std::u32string_view in, std::size_t at, std::string& to, CodecError& error) {
      return four ? encode_utf32(in, at, order, surrogates_wide(r), to, error) : encode_utf16(in, at, order, surrogates_wide(r), to, error);
    });
  };
  switch (codec.codec) {
    case Codec::Utf8Sig: out = "\xef\xbb\xbf"; [[fallthrough]];
    case Codec::Utf8: {
      if (text.ascii && out.empty()) return make_bytes(thread, text.ascii_view());
      if (text.width == 1) {
        encode_utf8(std::span<const std::uint8_t>(text.data1(), text.length), out);
        break;
      }
      std::size_t before = out.size();
      CodecError error;
      if (text.width == 2) encode_utf8(std::span<const char16_t>(text.data2(), text.length), 0, surrogates_8(r), out, error);
      else encode_utf8(std::span<const char32_t>(text.data4(), text.length), 0, surrogates_8(r), out, error);
      if (!error) break;
      out.resize(before);
      done = encode_steps(thread, v, ErrorHandler(thread, utf8_name(r), errors, UnitForm::Utf8), utf8_name(r), out, [&](std::u32string_view in, std::size_t at, std::string& to, CodecError& e) {
        std::size_t stop = encode_utf8(std::span<const char32_t>(in.data(), in.size()), at, surrogates_8(r), to, e);
        if (e && !gathers_surrogates(r)) e.end = e.start + 1;
        return stop;
      });
      break;
    }
    case Codec::Utf16: done = wide(false, false, true); break;
    case Codec::Utf16Little: done = wide(false, false, false); break;
    case Codec::Utf16Big: done = wide(false, true, false); break;
    case Codec::Utf32: done = wide(true, false, true); break;
    case Codec::Utf32Little: done = wide(true, false, false); break;
    case Codec::Utf32Big: done = wide(true, true, false); break;
    case Codec::Utf7: out = encode_utf7(text_u32(v)); break;
    case Codec::Latin1: case Codec::Ascii: {
      bool ascii = codec.codec == Codec::Ascii;
      if (text.width == 1 && (text.ascii || !ascii)) return make_bytes(thread, {reinterpret_cast<const char*>(text.data1()), text.length});
      const char* name = ascii ? "ascii" : "latin-1";
      char32_t limit = ascii ? 0x80 : 0x100;
      done = encode_steps(thread, v, ErrorHandler(thread, name, errors), name, out, [&](std::u32string_view in, std::size_t at, std::string& to, CodecError& error) {
        return encode_single(in, at, to, error, ascii ? "ordinal not in range(128)" : "ordinal not in range(256)", [&](char32_t c) { return c < limit ? static_cast<int>(c) : -1; });
      });
      break;
    }
    case Codec::UnicodeEscape: out = encode_unicode_escape(text_u32(v)); break;
    case Codec::RawUnicodeEscape: out = encode_raw_unicode_escape(text_u32(v)); break;
    case Codec::UnicodeInternal: return internal_bytes(thread, text);
    case Codec::CodePage:
      done = encode_steps(thread, v, ErrorHandler(thread, "charmap", errors), "charmap", out, [&](std::u32string_view in, std::size_t at, std::string& to, CodecError& error) {
        return encode_single(in, at, to, error, "character maps to <undefined>", [&](char32_t c) { return page_byte(*codec.page, c); });
      });
      break;
    case Codec::Idna: {
      std::size_t start = 0, end = 0;
      const char* reason = encode_idna(text_u32(v), out, start, end);
      if (!reason) break;
      bool last = text.ascii && end == text.length;   // plain names have words of their own for it
      if (places_labels(r)) return raise_encode_error(thread, "idna", v, {start, std::max(end, start + 1), start == end ? "label empty" : "label too long"});
      if (!r.python2() && last) reason = "label too long";
      return raise(thread, thread.rt.exc.UnicodeError, reason);
    }
    case Codec::Punycode: out = encode_punycode(text_u32(v)); break;
    case Codec::Undefined:
      return raise(thread, thread.rt.exc.UnicodeError, "undefined encoding");
    default: return raise_system_error(thread, "codec does not take text");
  }
  return done ? make_bytes(thread, out) : Value();
}

Value encode_binary(Thread& thread, Codec codec, std::string_view bytes) {
  switch (codec) {
    case Codec::Hex: return make_bytes(thread, encode_hex(bytes));
    case Codec::Base64: return make_bytes(thread, encode_base64_lines(bytes));
    case Codec::Rot13: return make_bytes(thread, rot13(bytes));
    case Codec::Quopri: return make_bytes(thread, encode_quopri(bytes, true));
    case Codec::Uu: return make_bytes(thread, encode_uu(bytes));
    case Codec::StringEscape: return make_bytes(thread, encode_string_escape(bytes));
    case Codec::Zlib: {
      uLongf size = compressBound(bytes.size());
      std::string out(size, '\0');
      if (compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()) != Z_OK) return raise_memory_error(thread);
      return make_bytes(thread, std::string_view(out).substr(0, size));
    }
    default: return raise_system_error(thread, "codec does not take bytes");
  }
}

// binascii.Error and zlib.error: those of the modules if they can be imported, else classes of their names.
static ErrorSet raise_module_error(Thread& thread, const char* module_name, const char* class_name, std::string_view message) {
  Value module = import_module(thread, module_name), error = module ? get_attribute(thread, module, class_name) : Value();
  if (!error) {
    thread.clear_error();
    Value name = native_str(thread, class_name), home = native_str(thread, module_name), space = make_dict(thread);
    Ref base = thread.rt.python2() ? Ref(thread.rt.exc.Exception) : Ref(thread.rt.exc.ValueError);
    Value bases = make_tuple(thread, {base});
    if (!dict_set(thread, as<Dict>(space), "__module__", home)) return error_set;
    error = call(thread, Ref(thread.rt.types.type), name, bases, space);
  }
  return is<Type>(error) ? raise(thread, &as<Type>(error), message) : error_set;
}

static Value inflate_bytes(Thread& thread, std::string_view bytes) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return raise_memory_error(thread);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  int status = Z_OK;
  while (status == Z_OK) {
    char block[16384];
    stream.next_out = reinterpret_cast<Bytef*>(block);
    stream.avail_out = sizeof block;
    status = inflate(&stream, Z_NO_FLUSH);
    out.append(block, sizeof block - stream.avail_out);
    if (status == Z_BUF_ERROR) break;
  }
  inflateEnd(&stream);
  if (status != Z_STREAM_END) return raise_module_error(thread, "zlib", "error", fmt::format("Error {} while decompressing data", status));
  return make_bytes(thread, out);
}

Value decode_binary(Thread& thread, Codec codec, std::string_view bytes, std::string_view errors) {
  std::string out;
  const char* reason = nullptr;
  Type* type = thread.rt.exc.TypeError;
  switch (codec) {
    case Codec::Hex: reason = decode_hex(bytes, out); break;
    case Codec::Base64:
      if (const char* wrong = decode_base64(bytes, out)) return raise_module_error(thread, "binascii", "Error", wrong);
      break;
    case Codec::Rot13: return make_text_latin1(thread, rot13(bytes));
    case Codec::Quopri: decode_quopri(bytes, out); break;
    case Codec::Uu: reason = decode_uu(bytes, out), type = thread.rt.exc.ValueError; break;
    case Codec::Zlib: return inflate_bytes(thread, bytes);
    case Codec::StringEscape: {
      std::size_t at = 0;
      char handling = errors.empty() || errors == "strict" ? 's' : errors != "ignore" ? 'r' : thread.rt.release.until(2, 6) ? 'k' : 'i';
      if (!decode_string_escape(bytes, handling, out, at)) return raise_value_error(thread, "{}", at == bytes.npos ? "Trailing \\ in string" : "invalid \\x escape");
      break;
    }
    default: return raise_system_error(thread, "codec does not give bytes");
  }
  if (reason) return raise(thread, type, reason);
  return make_bytes(thread, out);
}

}  // namespace xvm
