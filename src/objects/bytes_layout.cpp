// bytes and bytearray: padding, tabs, translation, hexadecimal text and decoding.
#include <string>

#include "base/utf8.h"
#include "objects/bytes_layout.h"
#include "objects/bytes_methods.h"
#include "objects/codecs.h"
#include "objects/int.h"
#include "objects/text_methods.h"
#include "objects/text_tables.h"
#include "vm/argument_words.h"
#include "vm/errors.h"
#include "vm/limits.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"

namespace xvm {
namespace {

bool table_may_be_none(const Release& r, bool array) { return r.since(2, array ? 7 : 6); }
bool fills_with_text(const Release& r) { return !r.python2() && r.until(3, 0); }

bool absurd(Thread& thread, std::int64_t width) {
  if (width <= std::int64_t{1} << 40 && room_for(width)) return false;
  return thread.rt.python2() ? !raise_overflow(thread, "padded string is too long") : !raise_memory_error(thread);
}

bool fill_argument(Thread& thread, Ref v, const char* name, char& fill) {
  if (!v) return true;
  std::string_view one;
  const Release& r = thread.rt.release;
  if (is<Bytes>(v) || (is<ByteArray>(v) && !r.python2())) one = bytes_of(v);
  if (one.size() == 1) {
    fill = one[0];
    return true;
  }
  if (const Text* text = try_as<Text>(v); text && fills_with_text(r) && text->length == 1 && text->at(0) < 256) {
    fill = static_cast<char>(text->at(0));
    return true;
  }
  std::string_view type = v.is_none() ? "None" : type_name(thread, v);
  if (r.python2()) return raise_type_error(thread, "{}() argument 2 must be char, not {}", name, type);
  if (r.until(3, 0)) return raise_type_error(thread, "{}() argument 2 must be char < 256, not {}", name, type);
  if (r.until(3, 4)) return raise_type_error(thread, "must be a byte string of length 1, not {}", type);
  return raise_type_error(thread, "{}() argument 2 must be a byte string of length 1, not {}", name, type);
}

Value pad(Thread& thread, Ref self, std::int64_t left, std::int64_t right, char fill) {
  std::string_view text = bytes_of(self);
  if (left <= 0 && right <= 0) return bytes_like(thread, self, text);
  std::string out;
  out.reserve(text.size() + static_cast<std::size_t>(left) + static_cast<std::size_t>(right));
  if (left > 0) out.append(static_cast<std::size_t>(left), fill);
  out += text;
  if (right > 0) out.append(static_cast<std::size_t>(right), fill);
  return bytes_like(thread, self, out);
}

Value justified(Thread& thread, Ref self, Args args, const char* name, int side) {
  std::int64_t width = 0;
  char fill = ' ';
  if (!size_argument(thread, args[0], width) || !fill_argument(thread, args[1], name, fill) || absurd(thread, width)) return error_set;
  std::int64_t total = width - static_cast<std::int64_t>(bytes_of(self).size());
  if (total <= 0) return pad(thread, self, 0, 0, fill);
  if (side < 0) return pad(thread, self, 0, total, fill);
  if (side > 0) return pad(thread, self, total, 0, fill);
  std::int64_t left = total / 2 + (total & width & 1);
  return pad(thread, self, left, total - left, fill);
}

Value bytes_center(Thread& thread, Ref self, Args args) { return justified(thread, self, args, "center", 0); }
Value bytes_ljust(Thread& thread, Ref self, Args args) { return justified(thread, self, args, "ljust", -1); }
Value bytes_rjust(Thread& thread, Ref self, Args args) { return justified(thread, self, args, "rjust", 1); }

Value bytes_zfill(Thread& thread, Ref self, Args args) {
  std::int64_t width = 0;
  if (!size_argument(thread, args[0], width) || absurd(thread, width)) return error_set;
  std::string_view text = bytes_of(self);
  std::int64_t fill = width - static_cast<std::int64_t>(text.size());
  if (fill <= 0) return bytes_like(thread, self, text);
  std::string out(static_cast<std::size_t>(fill), '0');
  out += text;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) std::swap(out[0], out[static_cast<std::size_t>(fill)]);
  return bytes_like(thread, self, out);
}

Value bytes_expandtabs(Thread& thread, Ref self, Args args) {
  std::int64_t tab = 8;
  if (!int_argument(thread, args[0], tab)) return error_set;
  std::string out;
  std::int64_t column = 0;
  for (char c : bytes_of(self)) {
    if (c == '\t') {
      if (tab <= 0) continue;
      std::int64_t spaces = tab - column % tab;
      if (spaces > 0x7fffffff) return raise_overflow(thread, thread.rt.python2() ? "new string is too long" : "result too long");
      out.append(static_cast<std::size_t>(spaces), ' ');
      column += spaces;
    } else {
      out.push_back(c);
      column = c == '\n' || c == '\r' ? 0 : column + 1;
    }
  }
  return bytes_like(thread, self, out);
}

Value bytes_translate(Thread& thread, Ref self, Args args) {
  if (thread.rt.python2() && is<Bytes>(self) && args[0] && is<Text>(args[0])) {
    if (args[1]) return raise_type_error(thread, "deletions are implemented differently for unicode");
    Value text = coerce_to_text(thread, self);
    return text ? call_text_method(thread, "translate", text, args) : Value();
  }
  BytesArgument table, deleted;
  bool has_table = args[0] && !(args[0].is_none() && table_may_be_none(thread.rt.release, is<ByteArray>(self)));
  if (has_table) {
    if (!table.take(thread, self, args[0], BytesWords::Replace)) return error_set;
    if (table.view().size() != 256) return raise_value_error(thread, "translation table must be 256 characters long");
  }
  if (thread.rt.python2() && is<Bytes>(self) && args[1] && is<Text>(args[1]))
    return raise_type_error(thread, "deletions are implemented differently for unicode");
  bool drop[256] = {};
  if (args[1]) {
    if (!deleted.take(thread, self, args[1], BytesWords::Replace)) return error_set;
    for (char c : deleted.view()) drop[static_cast<unsigned char>(c)] = true;
  }
  std::string_view text = bytes_of(self);
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    unsigned char byte = static_cast<unsigned char>(c);
    if (!drop[byte]) out.push_back(has_table ? table.view()[byte] : c);
  }
  if (out == text) return bytes_like(thread, self, text);
  return bytes_like(thread, self, out);
}

Value bytes_maketrans(Thread& thread, Ref, Args args) {
  BufferView from, to;
  if (!need_bytes(thread, args[0], from, BytesWords::Replace) || !need_bytes(thread, args[1], to, BytesWords::Replace)) return error_set;
  if (from.length != to.length) return raise_value_error(thread, "maketrans arguments must have same length");
  char table[256];
  for (int i = 0; i < 256; ++i) table[i] = static_cast<char>(i);
  for (std::size_t i = 0; i < from.length; ++i) table[static_cast<unsigned char>(from.data[i])] = to.data[i];
  return make_bytes(thread, {table, 256});
}

Value bytes_hex(Thread& thread, Ref self, Args args) { return hex_of(thread, self, args, {}); }

Value bytes_decode(Thread& thread, Ref self, Args args) {
  std::string encoding, errors;
  if (!name_argument(thread, args[0], "decode", 1, encoding) || !name_argument(thread, args[1], "decode", 2, errors)) return error_set;
  bool looked_up = thread.rt.python2() || !bytes_of(self).empty();
  if (args[0] && encoding.empty() && looked_up) return raise(thread, thread.rt.exc.LookupError, "unknown encoding: ");
  if (thread.rt.python2() && is<Bytes>(self)) return codec_decode(thread, self, encoding, errors);
  Value copy = is<ByteArray>(self) ? make_bytes(thread, bytes_of(self)) : Value(self);
  if (thread.rt.python2()) return codec_decode(thread, copy, encoding, errors);
  return decode_bytes(thread, bytes_of(copy), encoding, errors);
}

constexpr Method rows[] = {
    {"center(self, width, fillchar=b' ', /)", bytes_center},
    {"decode(self, encoding='utf-8', errors='strict', /)", bytes_decode, until(2, 6)},
    {"decode(self, encoding='utf-8', errors='strict', /)", bytes_decode, between(3, 0, 3, 0)},
    {"decode(self, /, encoding='ascii', errors='strict')", bytes_decode, between(2, 7, 2, 7)},
    {"decode(self, /, encoding='utf-8', errors='strict')", bytes_decode, since(3, 1)},
    {"expandtabs(self, tabsize=8, /)", bytes_expandtabs, until(3, 2)},
    {"expandtabs(self, /, tabsize=8)", bytes_expandtabs, since(3, 3)},
    {"hex(self, /)", bytes_hex, between(3, 5, 3, 7)},
    {"hex(self, /, sep=None, bytes_per_sep=1)", bytes_hex, since(3, 8)},
    {"ljust(self, width, fillchar=b' ', /)", bytes_ljust},
    {"maketrans(frm, to, /)", bytes_maketrans, since(3, 1), Method::Static},
    {"rjust(self, width, fillchar=b' ', /)", bytes_rjust},
    {"translate(self, table, deletechars=b'', /)", bytes_translate, until(3, 5)},
    {"translate(self, table, /, delete=b'')", bytes_translate, since(3, 6)},
    {"zfill(self, width, /)", bytes_zfill},
};

}  // namespace

std::span<const Method> bytes_layout_rows() { return rows; }

Value hex_of(Thread& thread, Ref self, Args args, std::string_view given) {
  char sep = 0;
  int group = 1;
  if (args.size() > 1 && args[1] && !as_c_int(thread, args[1], group)) return error_set;
  if (args.size() > 0 && args[0]) {
    Ref v = args[0];
    std::int64_t characters = length(thread, v);
    if (characters < 0) return error_set;
    if (characters != 1) return raise_value_error(thread, "sep must be length 1.");
    if (!is<Text>(v) && !is<Bytes>(v)) return raise_type_error(thread, "sep must be str or bytes.");
    std::string text(is<Text>(v) ? text_utf8(v) : std::string(as<Bytes>(v).view()));
    if (static_cast<unsigned char>(text[0]) >= 0x80) return raise_value_error(thread, "sep must be ASCII.");
    sep = text[0];
  }
  std::string_view bytes = given.data() ? given : bytes_of(self);
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  std::int64_t size = static_cast<std::int64_t>(bytes.size()), every = group < 0 ? -std::int64_t{group} : group;
  for (std::int64_t i = 0; i < size; ++i) {
    if (i && sep && every && (group > 0 ? (size - i) % every : i % every) == 0) out.push_back(sep);
    unsigned char byte = static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
    out.push_back(digits[byte >> 4]);
    out.push_back(digits[byte & 15]);
  }
  return make_text_latin1(thread, out);
}

bool parse_hex(Thread& thread, Ref v, std::string& out) {
  const Release& r = thread.rt.release;
  if (!is<Text>(v) && !(r.python2() && r.since(2, 7) && is<Bytes>(v))) {
    const char* wanted = !r.python2() ? "str" : r.since(2, 7) ? "string or read-only buffer" : "unicode";
    if (r.until(3, 4)) return raise_type_error(thread, "fromhex() argument 1 must be {}, not {}", wanted, argument_type(thread, v));
    return raise_type_error(thread, "fromhex() argument must be str, not {}", argument_type(thread, v));
  }
  if (r.python2() && r.since(2, 7) && is<Text>(v) && !coerce_to_bytes(thread, v)) return false;
  std::u32string text = is<Text>(v) ? text_u32(v) : std::u32string();
  if (is<Bytes>(v)) for (char c : as<Bytes>(v).view()) text.push_back(static_cast<unsigned char>(c));
  auto value = [](char32_t c) { return c >= '0' && c <= '9' ? static_cast<int>(c - '0') : c >= 'a' && c <= 'f' ? static_cast<int>(c - 'a' + 10) : c >= 'A' && c <= 'F' ? static_cast<int>(c - 'A' + 10) : -1; };
  bool all_space = r.since(3, 7), points_at_digit = r.since(3, 6);
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == ' ' || (all_space && text[i] >= 9 && text[i] <= 13)) {
      ++i;
      continue;
    }
    int high = value(text[i]), low = i + 1 < text.size() ? value(text[i + 1]) : -1;
    if (high < 0 || low < 0)
      return raise_value_error(thread, "non-hexadecimal number found in fromhex() arg at position {}", points_at_digit && high >= 0 ? i + 1 : i);
    out.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return true;
}

}  // namespace xvm
