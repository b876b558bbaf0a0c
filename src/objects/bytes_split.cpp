// bytes and bytearray: split, partition, strip and join.
#include <string>
#include <vector>

#include "objects/bytes_methods.h"
#include "objects/codecs.h"
#include "objects/list.h"
#include "objects/text_methods.h"
#include "objects/text_tables.h"
#include "objects/text_units.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/operators.h"

namespace xvm {
namespace {

bool join_says_iterable(const Release& r) { return r.since(2, 7); }
bool joins_buffers(const Release& r) { return r.since(3, 4); }

bool space(unsigned char c) { return c == ' ' || (c >= 9 && c <= 13); }
const std::uint8_t* units(std::string_view v) { return reinterpret_cast<const std::uint8_t*>(v.data()); }

Value pieces_to_list(Thread& thread, Ref self, std::string_view text, const std::vector<Piece>& pieces, bool backwards) {
  List* list = allocate_list(thread, pieces.size());
  if (!list) return error_set;
  Value held = own(list);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Piece& piece = pieces[backwards ? pieces.size() - 1 - i : i];
    Value part = bytes_like(thread, self, text.substr(piece.start, piece.end - piece.start));
    if (!part) return error_set;
    list_append(*list, std::move(part));
  }
  return held;
}

Value split(Thread& thread, Ref self, Args args, const char* name, bool backwards) {
  Value other;
  if (through_unicode(thread, name, self, args, 1, other)) return other;
  std::int64_t limit = -1;
  if (!size_argument(thread, args[1], limit)) return error_set;
  std::size_t most = limit < 0 ? not_found : static_cast<std::size_t>(limit);
  std::vector<Piece> pieces;
  if (!args[0] || args[0].is_none()) {
    std::string_view text = bytes_of(self);
    if (backwards) rsplit_space(units(text), text.size(), most, space, pieces);
    else split_space(units(text), text.size(), most, space, pieces);
    return pieces_to_list(thread, self, text, pieces, backwards);
  }
  BytesArgument separator;
  if (!separator.take(thread, self, args[0], BytesWords::Plain)) return error_set;
  std::string_view text = bytes_of(self), sep = separator.view();
  if (sep.empty()) return raise_value_error(thread, "empty separator");
  if (backwards) rsplit_units(units(text), text.size(), units(sep), sep.size(), most, pieces);
  else split_units(units(text), text.size(), units(sep), sep.size(), most, pieces);
  return pieces_to_list(thread, self, text, pieces, backwards);
}

Value bytes_split(Thread& thread, Ref self, Args args) { return split(thread, self, args, "split", false); }
Value bytes_rsplit(Thread& thread, Ref self, Args args) { return split(thread, self, args, "rsplit", true); }

Value bytes_splitlines(Thread& thread, Ref self, Args args) {
  bool keep = false;
  if (!flag_argument(thread, args[0], keep)) return error_set;
  std::string_view text = bytes_of(self);
  std::vector<Piece> pieces;
  split_lines(units(text), text.size(), keep, [](std::uint8_t c) { return c == '\n' || c == '\r'; }, pieces);
  return pieces_to_list(thread, self, text, pieces, false);
}

Value partition(Thread& thread, Ref self, Args args, const char* name, bool last) {
  Value other;
  if (through_unicode(thread, name, self, args, 1, other)) return other;
  BytesArgument separator;
  if (!separator.take(thread, self, args[0], BytesWords::Partition)) return error_set;
  std::string_view text = bytes_of(self), sep = separator.view();
  if (sep.empty()) return raise_value_error(thread, "empty separator");
  std::size_t hit = last ? rfind_units(units(text), text.size(), units(sep), sep.size()) : find_units(units(text), text.size(), units(sep), sep.size());
  Value middle = (is<Bytes>(args[0]) || is<ByteArray>(args[0])) && is<Bytes>(self) && hit != not_found ? Value(args[0]) : bytes_like(thread, self, hit == not_found ? std::string_view() : sep);
  if (hit == not_found) {
    Value all = bytes_like(thread, self, text), empty = bytes_like(thread, self, {});
    return last ? make_tuple(thread, {empty, middle, all}) : make_tuple(thread, {all, middle, empty});
  }
  Value before = bytes_like(thread, self, text.substr(0, hit)), after = bytes_like(thread, self, text.substr(hit + sep.size()));
  return make_tuple(thread, {before, middle, after});
}

Value bytes_partition(Thread& thread, Ref self, Args args) { return partition(thread, self, args, "partition", false); }
Value bytes_rpartition(Thread& thread, Ref self, Args args) { return partition(thread, self, args, "rpartition", true); }

Value strip(Thread& thread, Ref self, Args args, const char* name, bool left, bool right) {
  Value other;
  if (through_unicode(thread, name, self, args, 1, other)) return other;
  auto cut = [&](auto in_set) {
    std::string_view text = bytes_of(self);
    if (left) while (!text.empty() && in_set(text.front())) text.remove_prefix(1);
    if (right) while (!text.empty() && in_set(text.back())) text.remove_suffix(1);
    return bytes_like(thread, self, text);
  };
  if (!args[0] || args[0].is_none()) return cut([](char c) { return space(static_cast<unsigned char>(c)); });
  if (thread.rt.python2() && is<Bytes>(self) && !is<Bytes>(args[0]))
    return raise_type_error(thread, "{} arg must be None, str or unicode", name);
  BytesArgument chars;
  if (!chars.take(thread, self, args[0], BytesWords::Plain)) return error_set;
  return cut([&](char c) { return chars.view().find(c) != std::string_view::npos; });
}

Value bytes_strip(Thread& thread, Ref self, Args args) { return strip(thread, self, args, "strip", true, true); }
Value bytes_lstrip(Thread& thread, Ref self, Args args) { return strip(thread, self, args, "lstrip", true, false); }
Value bytes_rstrip(Thread& thread, Ref self, Args args) { return strip(thread, self, args, "rstrip", false, true); }

Value join_method(Thread& thread, Ref self, Args args) { return bytes_join(thread, self, args[0]); }

constexpr Method rows[] = {
    {"join(self, iterable_of_bytes, /)", join_method},
    {"lstrip(self, bytes=None, /)", bytes_lstrip},
    {"partition(self, sep, /)", bytes_partition},
    {"rpartition(self, sep, /)", bytes_rpartition},
    {"rsplit(self, sep=None, maxsplit=-1, /)", bytes_rsplit, until(3, 2)},
    {"rsplit(self, /, sep=None, maxsplit=-1)", bytes_rsplit, since(3, 3)},
    {"rstrip(self, bytes=None, /)", bytes_rstrip},
    {"split(self, sep=None, maxsplit=-1, /)", bytes_split, until(3, 2)},
    {"split(self, /, sep=None, maxsplit=-1)", bytes_split, since(3, 3)},
    {"splitlines(self, keepends=False, /)", bytes_splitlines, until(3, 2)},
    {"splitlines(self, /, keepends=False)", bytes_splitlines, since(3, 3)},
    {"strip(self, bytes=None, /)", bytes_strip},
};

ErrorSet not_joinable(Thread& thread, Ref separator, std::size_t i, Ref item) {
  const Release& r = thread.rt.release;
  if (r.python2() && is<Bytes>(separator)) return raise_type_error(thread, "sequence item {}: expected string, {} found", i, type_name(thread, item));
  if (joins_buffers(r)) return raise_type_error(thread, "sequence item {}: expected a bytes-like object, {} found", i, type_name(thread, item));
  if (is<ByteArray>(separator)) return raise_type_error(thread, "can only join an iterable of bytes (item {} has type '{}')", i, type_name(thread, item));
  return raise_type_error(thread, "sequence item {}: expected bytes, {} found", i, type_name(thread, item));
}

}  // namespace

std::span<const Method> bytes_split_rows() { return rows; }

Value bytes_join(Thread& thread, Ref separator, Ref iterable) {
  Value items;
  if (is_exact<List>(iterable) || is_exact<Tuple>(iterable)) {
    items = to_list(thread, iterable);
  } else if (Value iterator = iterate(thread, iterable)) {   // whose length is asked for, not the iterable's
    if (!(items = to_list(thread, iterator))) return error_set;
  } else {
    if (!thread.error_is(thread.rt.exc.TypeError) || type_of(thread, iterable)->slots.iter) return error_set;
    thread.clear_error();
    return raise_type_error(thread, "{}", join_says_iterable(thread.rt.release) ? "can only join an iterable" : "");
  }
  List& list = as<List>(items);
  bool str2 = thread.rt.python2() && is<Bytes>(separator);
  if (str2) {
    for (std::size_t i = 0; i < list.length; ++i)
      if (is<Text>(list[i])) {
        for (std::size_t j = 0; j < i; ++j) if (!is<Bytes>(list[j])) return not_joinable(thread, separator, j, list[j]);
        if (list.length == 1) return Value(list[0]);
        Value text = coerce_to_text(thread, separator);
        return text ? text_join(thread, text, items) : Value();
      }
  }
  if (list.length == 1 && is_exact<Bytes>(list[0]) && is<Bytes>(separator)) return Value(list[0]);
  std::string out;
  std::string sep(bytes_of(separator));
  std::size_t size = list.length ? sep.size() * (list.length - 1) : 0;
  for (std::size_t i = 0; i < list.length; ++i) if (is<Bytes>(list[i])) size += as<Bytes>(list[i]).length;
  out.reserve(size);
  for (std::size_t i = 0; i < list.length; ++i) {
    if (i) out += sep;
    Ref item = list[i];
    if (is<Bytes>(item) || (is<ByteArray>(item) && !str2)) {
      out += bytes_of(item);
      continue;
    }
    if (!joins_buffers(thread.rt.release) || is<Text>(item) || !has_buffer(thread, item)) return not_joinable(thread, separator, i, item);
    BufferView view;
    if (!get_buffer(thread, item, view)) return error_set;
    out += view.view();
  }
  return is<ByteArray>(separator) ? make_bytearray(thread, out) : make_bytes(thread, out);
}

}  // namespace xvm
