// bytes and bytearray: find, count, replace, startswith and the like.
#include <string>
#include <vector>

#include "objects/bytes_methods.h"
#include "objects/codecs.h"
#include "objects/int.h"
#include "objects/text_methods.h"
#include "objects/text_units.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/limits.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/signature.h"

namespace xvm {

static bool bytes_found_by_number(const Release& r) { return r.since(3, 3); }
static bool says_character_buffer(const Release& r) { return r.python2(); }
static bool says_subsection(const Release& r) { return r.since(3, 6); }
static bool reads_bytes_strictly(const Release& r) { return r.until(3, 5); }   // what is no index at all is read as a buffer
static bool reads_in_order(const Release& r) { return r.since(3, 5); }   // replace(old, new, count)
static bool affix_type_words(const Release& r) { return r.python2() ? r.since(2, 7) : r.since(3, 1); }

Value bytes_like(Thread& thread, Ref like, std::string_view view) {
  if (is<ByteArray>(like)) return make_bytearray(thread, view);
  if (is_exact<Bytes>(like) && view.data() == as<Bytes>(like).data() && view.size() == as<Bytes>(like).length) return Value(like);
  return make_bytes(thread, view);
}

// To 3.6 only what has __int__ or __float__ besides __index__ counted as a number.
static bool is_byte_number(const Release& r, const Slots& slots) { return slots.as_index && (r.since(3, 7) || slots.as_int || slots.as_float); }

bool BytesArgument::take(Thread& thread, Ref self, Ref v, BytesWords words, bool byte_allowed) {
  const Release& r = thread.rt.release;
  bool readable = has_buffer(thread, v) && v.object()->kind != static_cast<std::uint16_t>(Kind::MemoryView);
  if (says_character_buffer(r) && is<Bytes>(self) && !readable)
    return raise_type_error(thread, "{}", r.since(2, 7) ? "expected a string or other character buffer object" : "expected a character buffer object");
  if (byte_allowed && bytes_found_by_number(r) && (is_int(v) || (!has_buffer(thread, v) && is_byte_number(r, type_of(thread, v)->slots)))) {
    std::int64_t byte;
    if (!as_clamped_index(thread, v, byte)) return false;
    if (byte < 0 || byte > 255) return raise_value_error(thread, "byte must be in range(0, 256)");
    byte_ = static_cast<char>(byte);
    is_byte_ = true;
    return true;
  }
  return need_bytes(thread, v, buffer_, words);
}

bool through_unicode(Thread& thread, const char* name, Ref self, Args args, std::uint32_t looked_at, Value& result) {
  if (!thread.rt.python2() || !is<Bytes>(self)) return false;
  bool any = false;
  for (std::uint32_t i = 0; i < looked_at; ++i) any = any || (args[i] && is<Text>(args[i]));
  if (!any) return false;
  Value text = coerce_to_text(thread, self);
  result = text ? call_text_method(thread, name, text, args) : Value();
  return true;
}

namespace {

const char* missing_words(Thread& thread, Ref self) {
  return is<ByteArray>(self) || says_subsection(thread.rt.release) ? "subsection not found" : "substring not found";
}

const std::uint8_t* units(std::string_view v) { return reinterpret_cast<const std::uint8_t*>(v.data()); }

std::size_t find_in(std::string_view text, std::string_view pattern, Bounds bounds, bool last) {
  if (bounds.empty) return not_found;
  std::size_t size = bounds.end - bounds.start;
  std::size_t hit = last ? rfind_units(units(text) + bounds.start, size, units(pattern), pattern.size())
                         : find_units(units(text) + bounds.start, size, units(pattern), pattern.size());
  return hit == not_found ? hit : hit + bounds.start;
}

// -1 error, 1 done (result in hit), 0: through unicode, in `other`.
int find_any(Thread& thread, Ref self, Args args, const char* name, bool last, std::size_t& hit, Value& other) {
  if (through_unicode(thread, name, self, args, 1, other)) return 0;
  BytesArgument pattern;
  std::int64_t start = 0, end = INT64_MAX;
  if (!slice_bound(thread, args[1], start, true) || !slice_bound(thread, args[2], end, true)) return -1;
  if (!pattern.take(thread, self, args[0], BytesWords::Find, true)) return -1;
  std::string_view text = bytes_of(self);
  hit = find_in(text, pattern.view(), clamp_bounds(start, end, text.size()), last);
  return 1;
}

template <bool last, bool must>
Value find_method(Thread& thread, Ref self, Args args, const char* name) {
  std::size_t hit;
  Value other;
  int state = find_any(thread, self, args, name, last, hit, other);
  if (state < 0) return error_set;
  if (state == 0) return other;
  if (hit != not_found) return make_int(thread, static_cast<std::int64_t>(hit));
  if (must) return raise_value_error(thread, "{}", missing_words(thread, self));
  return Value::small(-1);
}

Value bytes_find(Thread& thread, Ref self, Args args) { return find_method<false, false>(thread, self, args, "find"); }
Value bytes_rfind(Thread& thread, Ref self, Args args) { return find_method<true, false>(thread, self, args, "rfind"); }
Value bytes_index(Thread& thread, Ref self, Args args) { return find_method<false, true>(thread, self, args, "index"); }
Value bytes_rindex(Thread& thread, Ref self, Args args) { return find_method<true, true>(thread, self, args, "rindex"); }

// 2.x counts the arguments of all four in one function, under one name.
template <NativeFn method>
Value counted2(Thread& thread, Ref self, Args args) {
  if (args.keywords()) {
    constexpr const char* name = method == bytes_find ? "find" : method == bytes_rfind ? "rfind" : method == bytes_index ? "index" : "rindex";
    return raise_type_error(thread, "{}() takes no keyword arguments", name);
  }
  if (args.size() < 1 || args.size() > 3) {
    const char* how = args.size() < 1 ? "at least 1 argument" : "at most 3 arguments";
    return raise_type_error(thread, "find/rfind/index/rindex() takes {} ({} given)", how, args.size());
  }
  Ref given[3];
  for (std::uint32_t i = 0; i < args.size(); ++i) given[i] = args[i];
  Borrowed<3> all(given[0], given[1], given[2]);
  return method(thread, self, all.args());
}

Value bytes_count(Thread& thread, Ref self, Args args) {
  Value other;
  if (through_unicode(thread, "count", self, args, 1, other)) return other;
  BytesArgument pattern;
  std::int64_t start = 0, end = INT64_MAX;
  if (!slice_bound(thread, args[1], start, false) || !slice_bound(thread, args[2], end, false)) return error_set;
  if (!pattern.take(thread, self, args[0], BytesWords::Find, true)) return error_set;
  std::string_view text = bytes_of(self), part = pattern.view();
  Bounds bounds = clamp_bounds(start, end, text.size());
  if (bounds.empty) return Value::small(0);
  return make_int(thread, static_cast<std::int64_t>(count_units(units(text) + bounds.start, bounds.end - bounds.start, units(part), part.size())));
}

bool has_affix(std::string_view text, std::string_view part, Bounds bounds, bool at_end) {
  if (bounds.empty || part.size() > bounds.end - bounds.start) return false;
  return text.substr(at_end ? bounds.end - part.size() : bounds.start, part.size()) == part;
}

Value affix(Thread& thread, Ref self, Args args, const char* name, bool at_end) {
  std::int64_t start = 0, end = INT64_MAX;
  if (!slice_bound(thread, args[1], start, false) || !slice_bound(thread, args[2], end, false)) return error_set;
  bool str2 = thread.rt.python2() && is<Bytes>(self);
  auto matches = [&](Ref part, bool& result) {
    if (str2 && is<Text>(part)) {
      Value text = coerce_to_text(thread, self);
      if (!text) return false;
      Borrowed<3> arguments(part, args[1], args[2]);
      Value found = call_text_method(thread, name, text, arguments.args());
      result = found.is_true();
      return static_cast<bool>(found);
    }
    BytesArgument argument;
    if (!argument.take(thread, self, part, thread.rt.release.until(3, 0) ? BytesWords::Replace : BytesWords::Plain)) return false;
    std::string_view text = bytes_of(self);
    result = has_affix(text, argument.view(), clamp_bounds(start, end, text.size()), at_end);
    return true;
  };
  bool result = false;
  if (const Tuple* tuple = try_as<Tuple>(args[0])) {
    Value keep(args[0]);
    for (std::size_t i = 0; i < tuple->length && !result; ++i)
      if (!matches((*tuple)[i], result)) return error_set;
    return Value::of(result);
  }
  bool words = affix_type_words(thread.rt.release) && (str2 || !thread.rt.python2());
  bool view = args[0].is_object() && args[0].object()->kind == static_cast<std::uint16_t>(Kind::MemoryView);
  if (words && (!has_buffer(thread, args[0]) || (str2 && view)) && !(str2 && is<Text>(args[0]))) {
    const char* wanted = str2 ? "str, unicode, or tuple" : "bytes or a tuple of bytes";
    return raise_type_error(thread, "{} first arg must be {}, not {}", name, wanted, type_name(thread, args[0]));
  }
  if (!matches(args[0], result)) return error_set;
  return Value::of(result);
}

Value bytes_startswith(Thread& thread, Ref self, Args args) { return affix(thread, self, args, "startswith", false); }
Value bytes_endswith(Thread& thread, Ref self, Args args) { return affix(thread, self, args, "endswith", true); }

Value bytes_removeprefix(Thread& thread, Ref self, Args args) {
  BytesArgument part;
  if (!part.take(thread, self, args[0], BytesWords::Plain)) return error_set;
  std::string_view text = bytes_of(self);
  if (text.starts_with(part.view())) text.remove_prefix(part.view().size());
  return bytes_like(thread, self, text);
}
Value bytes_removesuffix(Thread& thread, Ref self, Args args) {
  BytesArgument part;
  if (!part.take(thread, self, args[0], BytesWords::Plain)) return error_set;
  std::string_view text = bytes_of(self);
  if (text.ends_with(part.view())) text.remove_suffix(part.view().size());
  return bytes_like(thread, self, text);
}

Value bytes_replace(Thread& thread, Ref self, Args args) {
  Value other;
  BytesArgument old, with;
  std::int64_t count = -1;
  bool in_order = reads_in_order(thread.rt.release);
  if (!in_order && !size_argument(thread, args[2], count)) return error_set;
  if (through_unicode(thread, "replace", self, args, 1, other)) return other;
  if (!old.take(thread, self, args[0], BytesWords::Replace)) return error_set;
  if (through_unicode(thread, "replace", self, args, 2, other)) return other;
  if (!with.take(thread, self, args[1], BytesWords::Replace)) return error_set;
  if (in_order && !size_argument(thread, args[2], count)) return error_set;
  std::string_view text = bytes_of(self), from = old.view(), to = with.view();
  std::size_t limit = count < 0 ? not_found : static_cast<std::size_t>(count);
  std::size_t hits = count_units(units(text), text.size(), units(from), from.size(), limit);
  if (hits == 0) return bytes_like(thread, self, text);
  if (to.size() && (hits > (std::size_t{1} << 40) / to.size() || !has_memory(hits * to.size()))) return raise_memory_error(thread);
  std::string out;
  out.reserve(text.size() + hits * to.size());
  std::size_t at = 0;
  for (std::size_t i = 0; i < hits; ++i) {
    if (from.empty()) {
      out += to;
      if (at < text.size()) out += text[at++];
      continue;
    }
    std::size_t hit = find_units(units(text) + at, text.size() - at, units(from), from.size());
    out += text.substr(at, hit);
    out += to;
    at += hit + from.size();
  }
  out += text.substr(at);
  return is<ByteArray>(self) ? make_bytearray(thread, out) : make_bytes(thread, out);
}

constexpr Method rows[] = {
    {"count(self, sub, start=None, end=None, /)", bytes_count},
    {"endswith(self, suffix, start=None, end=None, /)", bytes_endswith},
    {"find(self, sub, start=None, end=None, /)", counted2<bytes_find>, py2, Method::Raw},
    {"find(self, sub, start=None, end=None, /)", bytes_find, py3},
    {"index(self, sub, start=None, end=None, /)", counted2<bytes_index>, py2, Method::Raw},
    {"index(self, sub, start=None, end=None, /)", bytes_index, py3},
    {"removeprefix(self, prefix, /)", bytes_removeprefix, since(3, 9)},
    {"removesuffix(self, suffix, /)", bytes_removesuffix, since(3, 9)},
    {"replace(self, old, new, count=-1, /)", bytes_replace},
    {"rfind(self, sub, start=None, end=None, /)", counted2<bytes_rfind>, py2, Method::Raw},
    {"rfind(self, sub, start=None, end=None, /)", bytes_rfind, py3},
    {"rindex(self, sub, start=None, end=None, /)", counted2<bytes_rindex>, py2, Method::Raw},
    {"rindex(self, sub, start=None, end=None, /)", bytes_rindex, py3},
    {"startswith(self, prefix, start=None, end=None, /)", bytes_startswith},
};

}  // namespace

std::span<const Method> bytes_search_rows() { return rows; }

int bytes_contains(Thread& thread, Ref self, Ref item) {
  if (thread.rt.python2() && is<Bytes>(self)) {
    if (is<Text>(item)) {
      Value text = coerce_to_text(thread, self);
      return text ? contains(thread, text, item) : -1;
    }
    if (!is<Bytes>(item)) {
      if (thread.rt.release.until(2, 5)) (void)raise_type_error(thread, "'in <string>' requires string as left operand");
      else (void)raise_type_error(thread, "'in <string>' requires string as left operand, not {}", type_name(thread, item));
      return -1;
    }
    std::string_view part = as<Bytes>(item).view();
    return find_in(bytes_of(self), part, {0, bytes_of(self).size(), false}, false) != not_found;
  }
  if (is_int(item) || (!has_buffer(thread, item) && type_of(thread, item)->slots.as_index)) {
    std::int64_t byte;
    bool strict = reads_bytes_strictly(thread.rt.release);
    if (!as_sequence_index(thread, item, strict ? thread.rt.exc.ValueError : nullptr, byte)) {
      thread.clear_error();   // read as a buffer then, which it is not
      BufferView none;
      return need_bytes(thread, item, none) ? 0 : -1;
    }
    if (byte < 0 || byte > 255) {
      (void)raise_value_error(thread, "byte must be in range(0, 256)");
      return -1;
    }
    return bytes_of(self).find(static_cast<char>(byte)) != std::string_view::npos;
  }
  BufferView part;
  if (!need_bytes(thread, item, part)) return -1;
  std::string_view text = bytes_of(self);
  return find_in(text, part.view(), {0, text.size(), false}, false) != not_found;
}

}  // namespace xvm
