// text: find, count, replace and what else looks for one text in another.
#include "objects/text_arguments.h"
#include "objects/text_methods.h"
#include "objects/text_units.h"
#include "objects/tuple.h"
#include "objects/int.h"
#include "vm/errors.h"

namespace xvm {
namespace {

bool reads_bounds_first(const Release& r) { return r.until(3, 12); }   // before what is looked for
bool tuple_words(const Release& r) { return r.since(3, 6); }
bool affix_type_words(const Release& r) { return r.python2() ? r.since(2, 7) : r.since(3, 1); }

std::size_t find_in(const Text& text, const Text& pattern, Bounds bounds, bool last) {
  if (bounds.empty) return not_found;
  return with_units(text, [&](const auto* units) {
    Pattern<std::remove_cvref_t<decltype(*units)>> p(pattern);
    if (!p.fits) return not_found;
    std::size_t size = bounds.end - bounds.start;
    std::size_t hit = last ? rfind_units(units + bounds.start, size, p.units, p.count) : find_units(units + bounds.start, size, p.units, p.count);
    return hit == not_found ? hit : hit + bounds.start;
  });
}

bool find_any(Thread& thread, Ref self, Args args, const char* named, bool last, std::size_t& hit) {
  Bounds bounds;
  bool first = reads_bounds_first(thread.rt.release);
  if (first && !find_bounds(thread, args[1], args[2], as<Text>(self).length, bounds, true)) return false;
  Value pattern = need_text(thread, args[0], named, since(3, 13));
  if (!pattern || (!first && !find_bounds(thread, args[1], args[2], as<Text>(self).length, bounds, true))) return false;
  hit = find_in(as<Text>(self), as<Text>(pattern), bounds, last);
  return true;
}

Value position(std::size_t hit) { return Value::small(hit == not_found ? -1 : static_cast<std::int64_t>(hit)); }

Value text_find(Thread& thread, Ref self, Args args) {
  std::size_t hit;
  if (!find_any(thread, self, args, "find() argument 1", false, hit)) return error_set;
  return position(hit);
}
Value text_rfind(Thread& thread, Ref self, Args args) {
  std::size_t hit;
  if (!find_any(thread, self, args, "rfind() argument 1", true, hit)) return error_set;
  return position(hit);
}
Value text_index(Thread& thread, Ref self, Args args) {
  std::size_t hit;
  if (!find_any(thread, self, args, "index() argument 1", false, hit)) return error_set;
  return hit == not_found ? Value(raise_value_error(thread, "substring not found")) : position(hit);
}
Value text_rindex(Thread& thread, Ref self, Args args) {
  std::size_t hit;
  if (!find_any(thread, self, args, "rindex() argument 1", true, hit)) return error_set;
  return hit == not_found ? Value(raise_value_error(thread, "substring not found")) : position(hit);
}

Value text_count(Thread& thread, Ref self, Args args) {
  Bounds bounds;
  const Text& text = as<Text>(self);
  bool first = reads_bounds_first(thread.rt.release);
  if (first && !find_bounds(thread, args[1], args[2], text.length, bounds, false)) return error_set;
  Value pattern = need_text(thread, args[0], "count() argument 1", since(3, 13));
  if (!pattern || (!first && !find_bounds(thread, args[1], args[2], text.length, bounds, false))) return error_set;
  if (bounds.empty) return Value::small(0);
  return with_units(text, [&](const auto* units) {
    Pattern<std::remove_cvref_t<decltype(*units)>> p(as<Text>(pattern));
    return Value::small(p.fits ? static_cast<std::int64_t>(count_units(units + bounds.start, bounds.end - bounds.start, p.units, p.count)) : 0);
  });
}

bool same_at(const Text& text, std::size_t at, const Text& part) {
  if (part.width == text.width) return std::memcmp(text.data1() + at * text.width, part.data1(), std::size_t{part.length} * part.width) == 0;
  for (std::size_t i = 0; i < part.length; ++i) if (text.at(at + i) != part.at(i)) return false;
  return true;
}

bool empty_affix_always_matches(const Release& r) { return r.until(3, 4); }

bool has_affix(const Text& text, const Text& part, Bounds bounds, bool at_end, bool empty_matches = false) {
  if (part.length == 0 && empty_matches) return true;
  if (bounds.empty || part.length > bounds.end - bounds.start) return false;
  return same_at(text, at_end ? bounds.end - part.length : bounds.start, part);
}

Value affix(Thread& thread, Ref self, Args args, const char* name, bool at_end) {
  const Text& text = as<Text>(self);
  Bounds bounds;
  if (!find_bounds(thread, args[1], args[2], text.length, bounds, false)) return error_set;
  const Release& release = thread.rt.release;
  if (const Tuple* tuple = try_as<Tuple>(args[0])) {
    for (std::size_t i = 0; i < tuple->length; ++i) {
      if (!is<Text>((*tuple)[i]) && tuple_words(release))
        return raise_type_error(thread, "tuple for {} must only contain str, not {}", name, type_name(thread, (*tuple)[i]));
      Value part = need_text(thread, (*tuple)[i]);
      if (!part) return error_set;
      if (has_affix(text, as<Text>(part), bounds, at_end, empty_affix_always_matches(release))) return Value::of(true);
    }
    return Value::of(false);
  }
  if (!is<Text>(args[0]) && affix_type_words(release) && !(release.python2() && is<Bytes>(args[0]))) {
    const char* wanted = release.python2() ? "str, unicode, or tuple" : "str or a tuple of str";
    return raise_type_error(thread, "{} first arg must be {}, not {}", name, wanted, type_name(thread, args[0]));
  }
  Value part = need_text(thread, args[0]);
  if (!part) return error_set;
  return Value::of(has_affix(text, as<Text>(part), bounds, at_end, empty_affix_always_matches(release)));
}

Value text_startswith(Thread& thread, Ref self, Args args) { return affix(thread, self, args, "startswith", false); }
Value text_endswith(Thread& thread, Ref self, Args args) { return affix(thread, self, args, "endswith", true); }

Value whole(Thread& thread, const Text& text) { return text_substring(thread, text, 0, text.length); }

Value text_removeprefix(Thread& thread, Ref self, Args args) {
  Value part = need_text(thread, args[0], "removeprefix() argument");
  if (!part) return error_set;
  const Text& text = as<Text>(self);
  bool has = has_affix(text, as<Text>(part), {0, text.length, false}, false);
  return text_substring(thread, text, has ? as<Text>(part).length : 0, text.length);
}
Value text_removesuffix(Thread& thread, Ref self, Args args) {
  Value part = need_text(thread, args[0], "removesuffix() argument");
  if (!part) return error_set;
  const Text& text = as<Text>(self);
  bool has = has_affix(text, as<Text>(part), {0, text.length, false}, true);
  return text_substring(thread, text, 0, text.length - (has ? as<Text>(part).length : 0));
}

Value replace(Thread& thread, const Text& text, const Text& old, const Text& with, std::int64_t count) {
  std::size_t limit = count < 0 ? not_found : static_cast<std::size_t>(count);
  if (limit == 0) return whole(thread, text);
  std::vector<std::size_t> hits;
  with_units(text, [&](const auto* units) {
    Pattern<std::remove_cvref_t<decltype(*units)>> p(old);
    if (!p.fits) return;
    if (p.count == 0) {
      for (std::size_t i = 0; i <= text.length && hits.size() < limit; ++i) hits.push_back(i);
      return;
    }
    for (std::size_t at = 0; hits.size() < limit;) {
      std::size_t hit = find_units(units + at, text.length - at, p.units, p.count);
      if (hit == not_found) break;
      hits.push_back(at + hit);
      at += hit + p.count;
    }
  });
  if (hits.empty()) return whole(thread, text);
  std::uint64_t length = text.length - hits.size() * std::uint64_t{old.length} + hits.size() * std::uint64_t{with.length};
  if (length > 0xfffffff0) return raise_overflow(thread, thread.rt.python2() ? "replace string is too long" : "replace string is too long");
  if (length == 0) return make_text(thread, std::string_view());
  char32_t widest = std::max(max_char_of(text), with.length ? max_char_of(with) : char32_t{0});
  // What is replaced may have been the widest: the result's storage is exact.
  bool exact = old.ascii || max_char_of(old) <= max_char_of(with) || max_char_of(old) < max_char_of(text);
  std::u32string wide;
  Value held;
  Text* out = nullptr;
  if (exact) {
    out = allocate_text(thread, length, widest);
    if (!out) return error_set;
    held = own(out);
  } else {
    wide.reserve(length);
  }
  std::size_t from = 0, to = 0;
  auto add = [&](const Text& source, std::size_t start, std::size_t n) {
    if (n == 0) return;
    if (out) copy_units(*out, to, source, start, n);
    else with_units(source, [&](const auto* units) { wide.append(units + start, units + start + n); });
    to += n;
  };
  for (std::size_t hit : hits) {
    add(text, from, hit - from);
    add(with, 0, with.length);
    from = hit + old.length;
  }
  add(text, from, text.length - from);
  return out ? std::move(held) : make_text(thread, wide.data(), wide.size());
}

Value text_replace(Thread& thread, Ref self, Args args) {
  Value old = need_text(thread, args[0], "replace() argument 1");
  if (!old) return error_set;
  Value with = need_text(thread, args[1], "replace() argument 2");
  if (!with) return error_set;
  std::int64_t count = -1;
  if (!size_argument(thread, args[2], count)) return error_set;
  return replace(thread, as<Text>(self), as<Text>(old), as<Text>(with), count);
}

constexpr Method rows[] = {
    {"count(self, sub, start=None, end=None, /)", text_count},
    {"endswith(self, suffix, start=None, end=None, /)", text_endswith},
    {"find(self, sub, start=None, end=None, /)", text_find},
    {"index(self, sub, start=None, end=None, /)", text_index},
    {"removeprefix(self, prefix, /)", text_removeprefix, since(3, 9)},
    {"removesuffix(self, suffix, /)", text_removesuffix, since(3, 9)},
    {"replace(self, old, new, count=-1, /)", text_replace, until(3, 12)},
    {"replace(self, old, new, /, count=-1)", text_replace, since(3, 13)},
    {"rfind(self, sub, start=None, end=None, /)", text_rfind},
    {"rindex(self, sub, start=None, end=None, /)", text_rindex},
    {"startswith(self, prefix, start=None, end=None, /)", text_startswith},
};

}  // namespace

std::span<const Method> text_search_rows() { return rows; }

}  // namespace xvm
