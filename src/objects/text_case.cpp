// text: upper and lower case, and what asks for the kind of its characters.
#include "base/unicode.h"
#include "objects/text_arguments.h"
#include "objects/text_methods.h"
#include "objects/text_units.h"
#include "vm/errors.h"

namespace xvm {
namespace {

bool full_case(const Release& r) { return r.since(3, 3); }          // mappings of more than one character, final sigma
bool capitalizes_to_title(const Release& r) { return r.since(3, 8); }
bool derived_case(const Release& r) { return r.since(3, 3); }       // Uppercase and Lowercase, not Lu and Ll

bool upper_char(const Release& r, char32_t c) { return derived_case(r) ? is_upper(c) : char_record(c).category == Category::Lu; }
bool lower_char(const Release& r, char32_t c) { return derived_case(r) ? is_lower(c) : char_record(c).category == Category::Ll; }

void append(std::u32string& out, const CaseMapping& mapping) { out.append(mapping.text, mapping.size); }

enum class Case { Upper, Lower, Title, Fold };

void append_case(const Release& r, std::u32string& out, std::u32string_view text, std::size_t at, Case to) {
  char32_t c = text[at];
  if (!full_case(r)) {
    out.push_back(to == Case::Upper ? to_upper(c) : to == Case::Lower ? to_lower(c) : to_title(c));
    return;
  }
  switch (to) {
    case Case::Upper: append(out, full_upper(c)); break;
    case Case::Title: append(out, full_title(c)); break;
    case Case::Fold: append(out, full_fold(c)); break;
    case Case::Lower:
      if (c == 0x3a3) out.push_back(is_final_sigma(text, at) ? 0x3c2 : 0x3c3);
      else append(out, full_lower(c));
      break;
  }
}

bool ascii_upper(std::uint8_t c) { return c >= 'A' && c <= 'Z'; }
bool ascii_lower(std::uint8_t c) { return c >= 'a' && c <= 'z'; }

// f(unit) for each of an ASCII text.
template <class F>
Value map_ascii(Thread& thread, const Text& text, F f) {
  Text* out = allocate_text(thread, text.length, 0x7f);
  if (!out) return error_set;
  const std::uint8_t* from = text.data1();
  std::uint8_t* to = out->data1();
  for (std::size_t i = 0; i < text.length; ++i) to[i] = f(from[i], i);
  return own(out);
}

template <class F>
Value map_wide(Thread& thread, const Text& text, F f) {
  std::u32string in = text_u32(Ref(&text)), out;
  out.reserve(in.size());
  for (std::size_t i = 0; i < in.size(); ++i) f(std::u32string_view(in), i, out);
  return make_text(thread, out.data(), out.size());
}

Value text_upper(Thread& thread, Ref self, Args) {
  const Text& text = as<Text>(self);
  if (text.ascii) return map_ascii(thread, text, [](std::uint8_t c, std::size_t) { return static_cast<std::uint8_t>(ascii_lower(c) ? c - 32 : c); });
  return map_wide(thread, text, [&](std::u32string_view in, std::size_t i, std::u32string& out) { append_case(thread.rt.release, out, in, i, Case::Upper); });
}
Value text_lower(Thread& thread, Ref self, Args) {
  const Text& text = as<Text>(self);
  if (text.ascii) return map_ascii(thread, text, [](std::uint8_t c, std::size_t) { return static_cast<std::uint8_t>(ascii_upper(c) ? c + 32 : c); });
  return map_wide(thread, text, [&](std::u32string_view in, std::size_t i, std::u32string& out) { append_case(thread.rt.release, out, in, i, Case::Lower); });
}
Value text_casefold(Thread& thread, Ref self, Args args) {
  const Text& text = as<Text>(self);
  if (text.ascii) return text_lower(thread, self, args);
  return map_wide(thread, text, [&](std::u32string_view in, std::size_t i, std::u32string& out) { append_case(thread.rt.release, out, in, i, Case::Fold); });
}
Value text_swapcase(Thread& thread, Ref self, Args) {
  const Text& text = as<Text>(self);
  if (text.ascii)
    return map_ascii(thread, text, [](std::uint8_t c, std::size_t) { return static_cast<std::uint8_t>(ascii_upper(c) || ascii_lower(c) ? c ^ 32 : c); });
  const Release& r = thread.rt.release;
  return map_wide(thread, text, [&](std::u32string_view in, std::size_t i, std::u32string& out) {
    if (upper_char(r, in[i])) append_case(r, out, in, i, Case::Lower);
    else if (lower_char(r, in[i])) append_case(r, out, in, i, Case::Upper);
    else out.push_back(in[i]);
  });
}
Value text_capitalize(Thread& thread, Ref self, Args) {
  const Text& text = as<Text>(self);
  if (text.ascii) {
    return map_ascii(thread, text, [](std::uint8_t c, std::size_t i) {
      return static_cast<std::uint8_t>(i == 0 ? (ascii_lower(c) ? c - 32 : c) : ascii_upper(c) ? c + 32 : c);
    });
  }
  const Release& r = thread.rt.release;
  return map_wide(thread, text, [&](std::u32string_view in, std::size_t i, std::u32string& out) {
    append_case(r, out, in, i, i ? Case::Lower : capitalizes_to_title(r) ? Case::Title : Case::Upper);
  });
}

// Whether a letter after this character continues a word.
bool cased(const Release& r, char32_t c) {
  return derived_case(r) ? has_flag(c, CharFlag::Cased) : upper_char(r, c) || lower_char(r, c) || is_title(c);
}

Value text_title(Thread& thread, Ref self, Args) {
  const Text& text = as<Text>(self);
  bool inside = false;
  if (text.ascii) {
    return map_ascii(thread, text, [&](std::uint8_t c, std::size_t) {
      bool letter = ascii_upper(c) || ascii_lower(c);
      std::uint8_t out = !letter ? c : inside ? c | 32 : c & ~32;
      inside = letter;
      return out;
    });
  }
  const Release& r = thread.rt.release;
  return map_wide(thread, text, [&](std::u32string_view in, std::size_t i, std::u32string& out) {
    append_case(r, out, in, i, inside ? Case::Lower : Case::Title);
    inside = cased(r, in[i]);
  });
}

template <class Test>
Value all_are(const Text& text, Test test) {
  return with_units(text, [&](const auto* units) {
    for (std::size_t i = 0; i < text.length; ++i) if (!test(char32_t{units[i]})) return Value::of(false);
    return Value::of(text.length != 0);
  });
}

Value text_isalpha(Thread&, Ref self, Args) { return all_are(as<Text>(self), is_alpha); }
Value text_isalnum(Thread&, Ref self, Args) { return all_are(as<Text>(self), is_alnum); }
Value text_isdecimal(Thread&, Ref self, Args) { return all_are(as<Text>(self), is_decimal); }
Value text_isdigit(Thread&, Ref self, Args) { return all_are(as<Text>(self), is_digit); }
Value text_isnumeric(Thread&, Ref self, Args) { return all_are(as<Text>(self), is_numeric); }
Value text_isspace(Thread&, Ref self, Args) { return all_are(as<Text>(self), is_space); }
Value text_isascii(Thread&, Ref self, Args) { return Value::of(as<Text>(self).ascii); }
Value text_isprintable(Thread&, Ref self, Args) { return as<Text>(self).length ? all_are(as<Text>(self), is_printable) : Value::of(true); }
Value text_isidentifier(Thread&, Ref self, Args) {
  bool first = true;
  return all_are(as<Text>(self), [&](char32_t c) { return std::exchange(first, false) ? is_identifier_start(c) : is_identifier_continue(c); });
}
Value text_isupper(Thread& thread, Ref self, Args) {
  const Release& r = thread.rt.release;
  bool found = false;
  Value none_lower = all_are(as<Text>(self), [&](char32_t c) {
    if (lower_char(r, c) || is_title(c)) return false;
    found = found || upper_char(r, c);
    return true;
  });
  return Value::of(found && none_lower.is_true());
}
Value text_islower(Thread& thread, Ref self, Args) {
  const Release& r = thread.rt.release;
  bool found = false;
  Value none_upper = all_are(as<Text>(self), [&](char32_t c) {
    if (upper_char(r, c) || is_title(c)) return false;
    found = found || lower_char(r, c);
    return true;
  });
  return Value::of(found && none_upper.is_true());
}
Value text_istitle(Thread& thread, Ref self, Args) {
  const Release& r = thread.rt.release;
  bool found = false, inside = false;
  Value fits = all_are(as<Text>(self), [&](char32_t c) {
    if (upper_char(r, c) || is_title(c)) {
      if (inside) return false;
      inside = found = true;
    } else if (lower_char(r, c)) {
      if (!inside) return false;
      found = true;
    } else {
      inside = false;
    }
    return true;
  });
  return Value::of(found && fits.is_true());
}

constexpr Method rows[] = {
    {"capitalize(self, /)", text_capitalize},
    {"casefold(self, /)", text_casefold, since(3, 3)},
    {"isalnum(self, /)", text_isalnum},
    {"isalpha(self, /)", text_isalpha},
    {"isascii(self, /)", text_isascii, since(3, 7)},
    {"isdecimal(self, /)", text_isdecimal},
    {"isdigit(self, /)", text_isdigit},
    {"isidentifier(self, /)", text_isidentifier, py3},
    {"islower(self, /)", text_islower},
    {"isnumeric(self, /)", text_isnumeric},
    {"isprintable(self, /)", text_isprintable, py3},
    {"isspace(self, /)", text_isspace},
    {"istitle(self, /)", text_istitle},
    {"isupper(self, /)", text_isupper},
    {"lower(self, /)", text_lower},
    {"swapcase(self, /)", text_swapcase},
    {"title(self, /)", text_title},
    {"upper(self, /)", text_upper},
};

}  // namespace

std::span<const Method> text_case_rows() { return rows; }

}  // namespace xvm
