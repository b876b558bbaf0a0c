// The stored characters of a Text, whatever their width; and searching in arrays of characters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "objects/text.h"

namespace xvm {

// f(const Unit* units) with the text's own unit type.
template <class F>
decltype(auto) with_units(const Text& text, F f) {
  switch (text.width) {
    case 1: return f(text.data1());
    case 2: return f(text.data2());
    default: return f(text.data4());
  }
}
template <class F>
decltype(auto) with_units(Text& text, F f) {
  switch (text.width) {
    case 1: return f(text.data1());
    case 2: return f(text.data2());
    default: return f(text.data4());
  }
}

// The greatest character a text of this storage may hold; what allocate_text wants to know.
inline char32_t max_char_of(const Text& text) {
  return text.ascii ? 0x7f : text.width == 1 ? 0xff : text.width == 2 ? 0xffff : 0x10ffff;
}

template <class To, class From>
void widen_units(To* to, const From* from, std::size_t count) {
  if constexpr (sizeof(To) == sizeof(From)) std::memcpy(to, from, count * sizeof(To));
  else for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<To>(from[i]);
}

// Copies from[start, start + count) to to[at ..]; every character copied fits the units of `to`.
inline void copy_units(Text& to, std::size_t at, const Text& from, std::size_t start, std::size_t count) {
  if (to.width == from.width) {
    std::memcpy(static_cast<char*>(to.data()) + at * to.width, from.data1() + start * from.width, count * to.width);
    return;
  }
  with_units(to, [&](auto* out) { with_units(from, [&](const auto* in) { widen_units(out + at, in + start, count); }); });
}
inline void fill_units(Text& to, std::size_t at, char32_t c, std::size_t count) {
  with_units(to, [&](auto* out) { for (std::size_t i = 0; i < count; ++i) out[at + i] = static_cast<std::remove_reference_t<decltype(*out)>>(c); });
}

inline constexpr std::size_t not_found = static_cast<std::size_t>(-1);

// The first occurrence of pattern in text, 0 for an empty one.
template <class U>
std::size_t find_units(const U* text, std::size_t size, const U* pattern, std::size_t count) {
  if (count > size) return not_found;
  if (count == 0) return 0;
  if (count == 1 && sizeof(U) > 1) {
    for (std::size_t i = 0; i < size; ++i) if (text[i] == *pattern) return i;
    return not_found;
  }
  const char* begin = reinterpret_cast<const char*>(text);
  const char* end = begin + size * sizeof(U);
  for (const char* at = begin;;) {
    const void* hit = count == 1 ? std::memchr(at, static_cast<unsigned char>(*pattern), static_cast<std::size_t>(end - at))
                                 : memmem(at, static_cast<std::size_t>(end - at), pattern, count * sizeof(U));
    if (!hit) return not_found;
    std::size_t offset = static_cast<std::size_t>(static_cast<const char*>(hit) - begin);
    if (offset % sizeof(U) == 0) return offset / sizeof(U);
    at = begin + offset + 1;   // between two units
  }
}

// The last occurrence, size for an empty pattern.
template <class U>
std::size_t rfind_units(const U* text, std::size_t size, const U* pattern, std::size_t count) {
  if (count > size) return not_found;
  if (count == 0) return size;
  for (std::size_t i = size - count + 1; i-- > 0;)
    if (text[i] == pattern[0] && text[i + count - 1] == pattern[count - 1] && std::memcmp(text + i, pattern, count * sizeof(U)) == 0) return i;
  return not_found;
}

// Occurrences that do not overlap, at most `limit`.
template <class U>
std::size_t count_units(const U* text, std::size_t size, const U* pattern, std::size_t count, std::size_t limit = not_found) {
  if (count == 0) return size + 1 < limit ? size + 1 : limit;
  std::size_t found = 0, at = 0;
  while (found < limit) {
    std::size_t hit = find_units(text + at, size - at, pattern, count);
    if (hit == not_found) break;
    ++found;
    at += hit + count;
  }
  return found;
}

struct Piece { std::size_t start, end; };

// split(None): runs of what `space` says is space separate.
template <class U, class Space>
void split_space(const U* text, std::size_t size, std::size_t limit, Space space, std::vector<Piece>& out) {
  std::size_t i = 0;
  while (true) {
    while (i < size && space(text[i])) ++i;
    if (i == size) return;
    if (limit-- == 0) return out.push_back({i, size});
    std::size_t start = i;
    while (i < size && !space(text[i])) ++i;
    out.push_back({start, i});
  }
}
// As rsplit(None); pieces come out from the right.
template <class U, class Space>
void rsplit_space(const U* text, std::size_t size, std::size_t limit, Space space, std::vector<Piece>& out) {
  std::size_t i = size;
  while (true) {
    while (i > 0 && space(text[i - 1])) --i;
    if (i == 0) return;
    if (limit-- == 0) return out.push_back({0, i});
    std::size_t end = i;
    while (i > 0 && !space(text[i - 1])) --i;
    out.push_back({i, end});
  }
}
template <class U>
void split_units(const U* text, std::size_t size, const U* sep, std::size_t count, std::size_t limit, std::vector<Piece>& out) {
  std::size_t at = 0;
  while (limit-- > 0) {
    std::size_t hit = find_units(text + at, size - at, sep, count);
    if (hit == not_found) break;
    out.push_back({at, at + hit});
    at += hit + count;
  }
  out.push_back({at, size});
}
template <class U>
void rsplit_units(const U* text, std::size_t size, const U* sep, std::size_t count, std::size_t limit, std::vector<Piece>& out) {
  std::size_t end = size;
  while (limit-- > 0) {
    std::size_t hit = rfind_units(text, end, sep, count);
    if (hit == not_found) break;
    out.push_back({hit + count, end});
    end = hit;
  }
  out.push_back({0, end});
}
template <class U, class Break>
void split_lines(const U* text, std::size_t size, bool keep_ends, Break is_break, std::vector<Piece>& out) {
  std::size_t i = 0;
  while (i < size) {
    std::size_t start = i;
    while (i < size && !is_break(text[i])) ++i;
    std::size_t end = i;
    if (i < size) {
      if (text[i] == '\r' && i + 1 < size && text[i + 1] == '\n') ++i;
      ++i;
      if (keep_ends) end = i;
    }
    out.push_back({start, end});
  }
}

// A pattern in the units of the text that is searched; `fits` is false where it holds a character too wide to be found there.
template <class U>
struct Pattern {
  const U* units = nullptr;
  std::size_t count = 0;
  bool fits = true;
  explicit Pattern(const Text& text) : count(text.length) {
    if (text.width == sizeof(U)) {
      units = reinterpret_cast<const U*>(text.data1());
    } else if (text.width > sizeof(U)) {
      fits = false;
    } else {
      own_.resize(count);
      with_units(text, [&](const auto* in) { if constexpr (sizeof(*in) < sizeof(U)) widen_units(own_.data(), in, count); });
      units = own_.data();
    }
  }

 private:
  std::vector<U> own_;
};

}  // namespace xvm
