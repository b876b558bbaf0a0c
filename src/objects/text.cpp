// text: storage, comparison, concatenation, conversion from and to UTF-8. Methods are in text_methods.cpp and text_case.cpp.
#include "objects/text.h"

#include <malloc.h>

#include <algorithm>
#include <cstring>

#include "base/utf8.h"
#include "objects/sequence.h"
#include "objects/text_tables.h"
#include "objects/text_units.h"
#include "vm/errors.h"
#include "vm/heap.h"
#include "vm/runtime.h"

namespace xvm {

Text* allocate_text(Thread& thread, Type* type, std::size_t length, char32_t max_char) {
  std::uint8_t width = max_char < 0x100 ? 1 : max_char < 0x10000 ? 2 : 4;
  if (length > 0xfffffff0 || !memory_for(width * length)) return raise_memory_error(thread);
  Text* text;
  if (type == thread.rt.types.text) {
    text = static_cast<Text*>(allocate_plain(type, Kind::Text, sizeof(Text) + width * (length + 1)));
    text->hash = -1;
  } else {
    text = allocate<Text>(type, width * (length + 1));
  }
  text->length = static_cast<std::uint32_t>(length);
  text->width = width;
  text->ascii = max_char < 0x80;
  if (width == 1) text->data1()[length] = 0;
  else std::memset(static_cast<char*>(text->data()) + width * length, 0, width);
  return text;
}

Text* allocate_text(Thread& thread, std::size_t length, char32_t max_char) {
  return allocate_text(thread, thread.rt.types.text, length, max_char);
}

static Value make_ascii(Thread& thread, std::string_view ascii) {
  if (ascii.size() == 1) return make_text_char(thread, static_cast<unsigned char>(ascii[0]));
  if (ascii.empty()) return empty_text(thread);
  Text* text = allocate_text(thread, ascii.size(), 0x7f);
  if (!text) return error_set;
  std::memcpy(text->data(), ascii.data(), ascii.size());
  return own(text);
}

Value make_text(Thread& thread, std::string_view utf8) {
  if (is_ascii(utf8)) return make_ascii(thread, utf8);
  Utf8Scan scan = scan_utf8(utf8, 0, Surrogates::Pass);
  if (!scan.error) {
    Text* text = allocate_text(thread, scan.characters, scan.widest);
    if (!text) return error_set;
    if (text->length == 1 && scan.widest < 0x100) {
      copy_utf8(utf8, text->data1());
      Value only = own(text);
      return make_text_char(thread, text->data1()[0]);
    }
    with_units(*text, [&](auto* out) { copy_utf8(utf8, out); });
    return own(text);
  }
  std::u32string wide;
  for (std::size_t at = 0; at < utf8.size();) {
    std::size_t n = utf8_sequence(utf8, at);
    if (n == 0) wide.push_back(0xfffd), ++at;
    else wide += utf8_to_u32(utf8.substr(at, n)), at += n;
  }
  return make_text(thread, wide.data(), wide.size());
}

Value make_text_latin1(Thread& thread, std::string_view bytes) {
  if (bytes.size() == 1) return make_text_char(thread, static_cast<unsigned char>(bytes[0]));
  if (bytes.empty()) return empty_text(thread);
  Text* text = allocate_text(thread, bytes.size(), is_ascii(bytes) ? 0x7f : 0xff);
  if (!text) return error_set;
  std::memcpy(text->data(), bytes.data(), bytes.size());
  return own(text);
}

// Whether all are ASCII, at most 0xff, at most 0xffff, or beyond: as the greatest character of that class.
template <class U>
static char32_t widest_class(const U* data, std::size_t length) {
  std::uint32_t all = 0;
  for (std::size_t i = 0; i < length; ++i) all |= data[i];
  return all < 0x80 ? 0x7f : all < 0x100 ? 0xff : all < 0x10000 ? 0xffff : 0x10ffff;
}

Value make_text(Thread& thread, const char32_t* data, std::size_t length) {
  if (length == 0) return empty_text(thread);
  if (length == 1) return make_text_char(thread, *data);
  Text* text = allocate_text(thread, length, widest_class(data, length));
  if (!text) return error_set;
  with_units(*text, [&](auto* out) {
    for (std::size_t i = 0; i < length; ++i) out[i] = static_cast<std::remove_reference_t<decltype(*out)>>(data[i]);
  });
  return own(text);
}

Value text_substring(Thread& thread, const Text& text, std::size_t start, std::size_t end) {
  if (end <= start) return empty_text(thread);
  std::size_t length = end - start;
  if (length == 1) return make_text_char(thread, text.at(start));
  if (length == text.length && !(text.flags & HeapInstance)) return Value(Ref(&text));
  char32_t widest = text.ascii ? 0x7f : with_units(text, [&](const auto* units) { return widest_class(units + start, length); });
  Text* out = allocate_text(thread, length, widest);
  if (!out) return error_set;
  if (out->width == text.width) {
    std::memcpy(out->data(), text.data1() + start * text.width, length * text.width);
  } else {
    with_units(*out, [&](auto* to) {
      with_units(text, [&](const auto* from) {
        for (std::size_t i = 0; i < length; ++i) to[i] = static_cast<std::remove_reference_t<decltype(*to)>>(from[start + i]);
      });
    });
  }
  return own(out);
}

Value text_concat(Thread& thread, Ref a, Ref b) {
  const Text &left = as<Text>(a), &right = as<Text>(b);
  if (right.length == 0 && !(left.flags & HeapInstance)) return Value(a);
  if (left.length == 0 && !(right.flags & HeapInstance)) return Value(b);
  if (left.length + std::uint64_t{right.length} > 0xfffffff0) return raise_memory_error(thread);
  Text* text = allocate_text(thread, std::size_t{left.length} + right.length, std::max(max_char_of(left), max_char_of(right)));
  if (!text) return error_set;
  copy_units(*text, 0, left, 0, left.length);
  copy_units(*text, left.length, right, 0, right.length);
  return own(text);
}

Value text_repeat(Thread& thread, Ref v, std::int64_t count) {
  const Text& text = as<Text>(v);
  if (count <= 0 || text.length == 0) return empty_text(thread);
  if (count == 1 && !(text.flags & HeapInstance)) return Value(v);
  if (count > std::int64_t{0x7fffffffffffffff} / text.length)
    return raise_overflow(thread, "repeated string is too long");
  if (static_cast<std::uint64_t>(count) * text.length > 0xfffffff0) return raise_memory_error(thread);
  Text* out = allocate_text(thread, static_cast<std::size_t>(count) * text.length, max_char_of(text));
  if (!out) return error_set;
  if (text.length == 1) {
    fill_units(*out, 0, text.at(0), static_cast<std::size_t>(count));
    return own(out);
  }
  std::size_t piece = std::size_t{text.length} * text.width, total = piece * static_cast<std::size_t>(count), done = piece;
  char* to = static_cast<char*>(out->data());
  std::memcpy(to, text.data1(), piece);
  while (done < total) {
    std::size_t n = std::min(done, total - done);
    std::memcpy(to + done, to, n);
    done += n;
  }
  return own(out);
}

std::string text_utf8(Ref v) {
  const Text& text = as<Text>(v);
  if (text.ascii) return std::string(text.ascii_view());
  std::string out;
  out.reserve(text.length * 2);
  with_units(text, [&](const auto* units) { for (std::size_t i = 0; i < text.length; ++i) append_utf8(out, units[i]); });
  return out;
}

std::u32string text_u32(Ref v) {
  const Text& text = as<Text>(v);
  return with_units(text, [&](const auto* units) { return std::u32string(units, units + text.length); });
}

bool text_equal(const Text& a, const Text& b) {
  return a.length == b.length && a.width == b.width && std::memcmp(a.data1(), b.data1(), std::size_t{a.length} * a.width) == 0;
}

int text_compare(const Text& a, const Text& b) {
  if (a.width == 1 && b.width == 1 && a.length && b.length && *a.data1() != *b.data1()) return *a.data1() < *b.data1() ? -1 : 1;
  std::size_t n = std::min(a.length, b.length);
  int order = 0;
  if (a.width == 1 && b.width == 1) {
    order = std::memcmp(a.data1(), b.data1(), n);
  } else {
    with_units(a, [&](const auto* x) {
      with_units(b, [&](const auto* y) {
        for (std::size_t i = 0; i < n; ++i)
          if (x[i] != y[i]) { order = char32_t{x[i]} < char32_t{y[i]} ? -1 : 1; return; }
      });
    });
  }
  if (order == 0) order = a.length < b.length ? -1 : a.length > b.length;
  return order < 0 ? -1 : order > 0;
}

}  // namespace xvm
