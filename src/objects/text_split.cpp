// text: split, partition, strip and join.
#include <limits>

#include "base/unicode.h"
#include "objects/bytes.h"
#include "objects/list.h"
#include "objects/text_arguments.h"
#include "objects/text_methods.h"
#include "objects/text_tables.h"
#include "objects/text_units.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/limits.h"
#include "vm/operators.h"

namespace xvm {
namespace {

bool splits_on_vertical(const Release& r) { return r.python2() ? r.since(2, 7) : r.since(3, 2); }
bool says_str_or_none(const Release& r) { return r.since(3, 6); }
bool join_says_iterable(const Release& r) { return r.python2() ? r.since(2, 7) : r.since(3, 3); }

bool space(char32_t c) { return c < 0x80 ? c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x1f) : is_space(c); }

Value pieces_to_list(Thread& thread, const Text& text, const std::vector<Piece>& pieces, bool backwards) {
  List* list = allocate_list(thread, pieces.size());
  if (!list) return error_set;
  Value held = own(list);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Piece& piece = pieces[backwards ? pieces.size() - 1 - i : i];
    Value part = text_substring(thread, text, piece.start, piece.end);
    if (!part) return error_set;
    list_append(*list, std::move(part));
  }
  return held;
}

Value split(Thread& thread, Ref self, Args args, bool backwards) {
  std::int64_t limit = -1;
  if (!size_argument(thread, args[1], limit)) return error_set;
  std::size_t most = limit < 0 ? not_found : static_cast<std::size_t>(limit);
  const Text& text = as<Text>(self);
  std::vector<Piece> pieces;
  if (!args[0] || args[0].is_none()) {
    with_units(text, [&](const auto* units) {
      if (backwards) rsplit_space(units, text.length, most, space, pieces);
      else split_space(units, text.length, most, space, pieces);
    });
    return pieces_to_list(thread, text, pieces, backwards);
  }
  if (!is<Text>(args[0]) && says_str_or_none(thread.rt.release))
    return raise_type_error(thread, "must be str or None, not {}", type_name(thread, args[0]));
  Value separator = need_text(thread, args[0]);
  if (!separator) return error_set;
  if (as<Text>(separator).length == 0) return raise_value_error(thread, "empty separator");
  with_units(text, [&](const auto* units) {
    Pattern<std::remove_cvref_t<decltype(*units)>> p(as<Text>(separator));
    if (!p.fits) pieces.push_back({0, text.length});
    else if (backwards) rsplit_units(units, text.length, p.units, p.count, most, pieces);
    else split_units(units, text.length, p.units, p.count, most, pieces);
  });
  return pieces_to_list(thread, text, pieces, backwards);
}

Value text_split(Thread& thread, Ref self, Args args) { return split(thread, self, args, false); }
Value text_rsplit(Thread& thread, Ref self, Args args) { return split(thread, self, args, true); }

Value text_splitlines(Thread& thread, Ref self, Args args) {
  bool keep = false;
  if (!flag_argument(thread, args[0], keep)) return error_set;
  const Text& text = as<Text>(self);
  bool vertical = splits_on_vertical(thread.rt.release);
  std::vector<Piece> pieces;
  with_units(text, [&](const auto* units) { split_lines(units, text.length, keep, [&](char32_t c) { return is_line_break(c, vertical); }, pieces); });
  return pieces_to_list(thread, text, pieces, false);
}

Value partition(Thread& thread, Ref self, Ref separator_value, bool last) {
  Value separator = need_text(thread, separator_value);
  if (!separator) return error_set;
  const Text &text = as<Text>(self), &sep = as<Text>(separator);
  if (sep.length == 0) return raise_value_error(thread, "empty separator");
  std::size_t hit = with_units(text, [&](const auto* units) {
    Pattern<std::remove_cvref_t<decltype(*units)>> p(sep);
    return !p.fits ? not_found : last ? rfind_units(units, text.length, p.units, p.count) : find_units(units, text.length, p.units, p.count);
  });
  if (hit == not_found) {
    Value all = text_substring(thread, text, 0, text.length), empty = empty_text(thread);
    return last ? make_tuple(thread, {empty, empty, all}) : make_tuple(thread, {all, empty, empty});
  }
  Value before = text_substring(thread, text, 0, hit), after = text_substring(thread, text, hit + sep.length, text.length);
  if (!before || !after) return error_set;
  return make_tuple(thread, {before, separator, after});
}

Value text_partition(Thread& thread, Ref self, Args args) { return partition(thread, self, args[0], false); }
Value text_rpartition(Thread& thread, Ref self, Args args) { return partition(thread, self, args[0], true); }

Value strip(Thread& thread, Ref self, Ref chars, const char* name, bool left, bool right) {
  const Text& text = as<Text>(self);
  std::size_t start = 0, end = text.length;
  auto strip_with = [&](auto in_set) {
    with_units(text, [&](const auto* units) {
      if (left) while (start < end && in_set(units[start])) ++start;
      if (right) while (end > start && in_set(units[end - 1])) --end;
    });
  };
  if (!chars || chars.is_none()) {
    strip_with(space);
    return text_substring(thread, text, start, end);
  }
  Value held;
  if (!is<Text>(chars)) {
    if (!thread.rt.python2()) return raise_type_error(thread, "{} arg must be None or str", name);
    if (!is<Bytes>(chars)) return raise_type_error(thread, "{} arg must be None, unicode or str", name);
    held = need_text(thread, chars);
    if (!held) return error_set;
    chars = held;
  }
  const Text& set = as<Text>(chars);
  with_units(set, [&](const auto* units) {
    strip_with([&](char32_t c) {
      for (std::size_t i = 0; i < set.length; ++i) if (units[i] == c) return true;
      return false;
    });
  });
  return text_substring(thread, text, start, end);
}

Value text_strip(Thread& thread, Ref self, Args args) { return strip(thread, self, args[0], "strip", true, true); }
Value text_lstrip(Thread& thread, Ref self, Args args) { return strip(thread, self, args[0], "lstrip", true, false); }
Value text_rstrip(Thread& thread, Ref self, Args args) { return strip(thread, self, args[0], "rstrip", false, true); }

Value join_method(Thread& thread, Ref self, Args args) { return text_join(thread, self, args[0]); }

constexpr Method rows[] = {
    {"join(self, iterable, /)", join_method},
    {"lstrip(self, chars=None, /)", text_lstrip},
    {"partition(self, sep, /)", text_partition},
    {"rpartition(self, sep, /)", text_rpartition},
    {"rsplit(self, sep=None, maxsplit=-1, /)", text_rsplit, until(3, 2)},
    {"rsplit(self, /, sep=None, maxsplit=-1)", text_rsplit, since(3, 3)},
    {"rstrip(self, chars=None, /)", text_rstrip},
    {"split(self, sep=None, maxsplit=-1, /)", text_split, until(3, 2)},
    {"split(self, /, sep=None, maxsplit=-1)", text_split, since(3, 3)},
    {"splitlines(self, keepends=False, /)", text_splitlines, until(3, 2)},
    {"splitlines(self, /, keepends=False)", text_splitlines, since(3, 3)},
    {"strip(self, chars=None, /)", text_strip},
};

}  // namespace

std::span<const Method> text_split_rows() { return rows; }

Value text_join(Thread& thread, Ref separator, Ref iterable) {
  Value held, sequence;
  if (is_exact<List>(iterable) || is_exact<Tuple>(iterable)) {
    sequence = Value(iterable);
  } else {
    if (Value iterator = iterate(thread, iterable)) {   // whose length is asked for, not the iterable's
      if (!(held = to_list(thread, iterator))) return error_set;
    } else {
      if (!thread.error_is(thread.rt.exc.TypeError) || type_of(thread, iterable)->slots.iter) return error_set;
      thread.clear_error();
      return raise_type_error(thread, "{}", join_says_iterable(thread.rt.release) ? "can only join an iterable" : "");
    }
    sequence = held;
  }
  const Value* items = is<List>(sequence) ? as<List>(sequence).items : as<Tuple>(sequence).items();
  std::size_t count = is<List>(sequence) ? as<List>(sequence).length : as<Tuple>(sequence).length;
  Value decoded;   // a list of texts, when 2.x str is among them
  for (std::size_t i = 0; i < count; ++i) {
    if (is<Text>(items[i])) continue;
    if (!thread.rt.python2()) return raise_type_error(thread, "sequence item {}: expected str instance, {} found", i, type_name(thread, items[i]));
    if (!is<Bytes>(items[i])) return raise_type_error(thread, "sequence item {}: expected string or Unicode, {} found", i, type_name(thread, items[i]));
    if (!decoded) decoded = make_list(thread, items, count);
    Value text = need_text(thread, items[i]);
    if (!text) return error_set;
    as<List>(decoded).items[i] = std::move(text);
  }
  if (decoded) items = as<List>(decoded).items;
  if (count == 0) return empty_text(thread);
  if (count == 1 && is_exact<Text>(items[0])) return items[0];
  const Text& sep = as<Text>(separator);
  std::uint64_t length = std::uint64_t{sep.length} * (count - 1);
  char32_t widest = count > 1 && sep.length ? max_char_of(sep) : 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Text& text = as<Text>(items[i]);
    length += text.length;
    if (text.length) widest = std::max(widest, max_char_of(text));
  }
  if (length == 0) return empty_text(thread);
  if (length > 0xfffffff0 || !has_memory(length * 4)) return raise_memory_error(thread);
  Text* out = allocate_text(thread, length, widest);
  if (!out) return error_set;
  std::size_t at = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (i) copy_units(*out, at, sep, 0, sep.length), at += sep.length;
    const Text& text = as<Text>(items[i]);
    copy_units(*out, at, text, 0, text.length);
    at += text.length;
  }
  return own(out);
}

}  // namespace xvm
