// The type bytes of 3.x and str of 2.x.
#include <algorithm>
#include <cstring>
#include <vector>

#include "objects/bytes_layout.h"
#include "objects/bytes_methods.h"
#include "objects/bytes_source.h"
#include "objects/codecs.h"
#include "objects/format_language.h"
#include "objects/formatter_iterators.h"
#include "objects/int.h"
#include "objects/iterator_methods.h"
#include "objects/percent_format.h"
#include "objects/slice.h"
#include "objects/text_tables.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/signature.h"

namespace xvm {
namespace {

bool names_index_of_str(const Release& r) { return r.since(2, 6); }
bool mentions_slices(const Release& r) { return r.since(3, 5); }
bool operands_in_order(const Release& r) { return r.since(3, 5); }   // can't concat str to bytes
bool formats_bytes(const Release& r) { return r.python2() || r.since(3, 5); }

Value of_type(Thread& thread, Type* type, std::string_view view) {
  if (type == thread.rt.types.bytes) return make_bytes(thread, view);
  Bytes* bytes = allocate_bytes(thread, type, view.size());
  if (!bytes) return error_set;
  if (!view.empty()) std::memcpy(bytes->data(), view.data(), view.size());
  return own(bytes);
}

Value slot_repr(Thread& thread, Ref self) { return bytes_repr(thread, as<Bytes>(self).view(), !thread.rt.python2()); }
Value slot_str(Thread& thread, Ref self) {
  if (!thread.rt.python2()) return slot_repr(thread, self);
  return is_exact<Bytes>(self) ? Value(self) : make_bytes(thread, as<Bytes>(self).view());
}
bool slot_hash(Thread& thread, Ref self, std::int64_t& hash) {
  hash = bytes_hash(thread, as<Bytes>(self));
  return true;
}
std::int64_t slot_length(Thread&, Ref self) { return static_cast<std::int64_t>(as<Bytes>(self).length); }

Value slot_compare(Thread&, Ref self, Ref other, Compare op) {
  if (!is<Bytes>(other)) return not_implemented_value();
  std::string_view a = as<Bytes>(self).view(), b = as<Bytes>(other).view();
  switch (op) {
    case Compare::Lt: return Value::of(a < b);
    case Compare::Le: return Value::of(a <= b);
    case Compare::Eq: return Value::of(a == b);
    case Compare::Ne: return Value::of(a != b);
    case Compare::Gt: return Value::of(a > b);
    default: return Value::of(a >= b);
  }
}

Value slot_concat(Thread& thread, Ref left, Ref right) {
  const Bytes& a = as<Bytes>(left);
  if (const Bytes* b = try_as<Bytes>(right)) {
    if (a.length == 0 && is_exact<Bytes>(right)) return Value(right);
    if (b->length == 0 && is_exact<Bytes>(left)) return Value(left);
    return bytes_concat(thread, a.view(), b->view());
  }
  const Release& r = thread.rt.release;
  if (r.python2()) {
    if (is<Text>(right)) {
      Value text = coerce_to_text(thread, left);
      return text ? text_concat(thread, text, right) : Value();
    }
    if (is<ByteArray>(right)) {
      std::string joined(a.view());
      joined += view_of(as<ByteArray>(right));
      return make_bytearray(thread, joined);
    }
    return raise_type_error(thread, "cannot concatenate 'str' and '{}' objects", type_name(thread, right));
  }
  if (is<Text>(right) || !has_buffer(thread, right)) {
    if (operands_in_order(r)) return raise_type_error(thread, "can't concat {} to {}", type_name(thread, right), type_name(thread, left));
    return raise_type_error(thread, "can't concat {} to {}", type_name(thread, left), type_name(thread, right));
  }
  BufferView view;
  if (!get_buffer(thread, right, view)) return error_set;
  return bytes_concat(thread, a.view(), view.view());
}

Value slot_repeat(Thread& thread, Ref self, std::int64_t count) {
  const Bytes& bytes = as<Bytes>(self);
  if (count <= 0 || bytes.length == 0) return empty_bytes(thread);
  if (count == 1 && is_exact<Bytes>(self)) return Value(self);
  if (static_cast<std::uint64_t>(count) > std::uint64_t{0x7fffffffffffffff} / bytes.length)
    return raise_overflow(thread, thread.rt.python2() ? "repeated string is too long" : "repeated bytes are too long");
  Bytes* out = allocate_bytes(thread, bytes.length * static_cast<std::size_t>(count));
  if (!out) return error_set;
  if (bytes.length == 1) {
    std::memset(out->data(), bytes.data()[0], out->length);
    return own(out);
  }
  std::memcpy(out->data(), bytes.data(), bytes.length);
  for (std::size_t done = bytes.length; done < out->length;) {
    std::size_t n = std::min(done, out->length - done);
    std::memcpy(out->data() + done, out->data(), n);
    done += n;
  }
  return own(out);
}

Value slot_remainder(Thread& thread, Ref left, Ref right) {
  return is<Bytes>(left) ? percent_format(thread, left, right) : not_implemented_value();
}

Value item_at(Thread& thread, Ref self, std::int64_t index) {
  const Bytes& bytes = as<Bytes>(self);
  if (index < 0 || static_cast<std::size_t>(index) >= bytes.length)
    return raise(thread, thread.rt.exc.IndexError, thread.rt.python2() ? "string index out of range" : "index out of range");
  unsigned char byte = static_cast<unsigned char>(bytes.data()[index]);
  return thread.rt.python2() ? bytes_char(thread, byte) : Value::small(byte);
}

ErrorSet bad_index(Thread& thread, Ref key) {
  const Release& r = thread.rt.release;
  std::string_view type = type_name(thread, key);
  if (!r.python2()) return raise_type_error(thread, "byte indices must be integers{}, not {}", mentions_slices(r) ? " or slices" : "", type);
  if (!names_index_of_str(r)) return raise_type_error(thread, "string indices must be integers");
  return raise_type_error(thread, "string indices must be integers, not {}", type);
}

Value slot_get_item(Thread& thread, Ref self, Ref key) {
  const Bytes& bytes = as<Bytes>(self);
  std::int64_t index, length = static_cast<std::int64_t>(bytes.length);
  if (key.is_small_int()) {
    index = key.small_int();
  } else if (const Slice* slice = try_as<Slice>(key)) {
    SliceRange range;
    if (!slice_range(thread, *slice, length, range)) return error_set;
    std::string_view view = bytes.view();
    if (range.count == 0) return empty_bytes(thread);
    if (range.step == 1) return bytes_like(thread, self, view.substr(static_cast<std::size_t>(range.start), static_cast<std::size_t>(range.count)));
    Bytes* out = allocate_bytes(thread, static_cast<std::size_t>(range.count));
    if (!out) return error_set;
    for (std::int64_t i = 0, at = range.start; i < range.count; ++i, at += range.step) out->data()[i] = view[static_cast<std::size_t>(at)];
    Value held = own(out);
    return out->length == 1 ? make_bytes(thread, out->view()) : std::move(held);
  } else if (is_int(key) || type_of(thread, key)->slots.as_index) {
    if (!as_int64(thread, key, index)) {
      if (!catch_error(thread, thread.rt.exc.OverflowError)) return error_set;
      return raise_format(thread, thread.rt.exc.IndexError, "cannot fit '{}' into an index-sized integer", type_name(thread, key));
    }
  } else {
    return bad_index(thread, key);
  }
  return item_at(thread, self, index < 0 ? index + length : index);
}

Value slot_get_slice(Thread& thread, Ref self, std::int64_t low, std::int64_t high) {
  std::string_view view = as<Bytes>(self).view();
  std::int64_t length = static_cast<std::int64_t>(view.size()), start = std::clamp<std::int64_t>(low, 0, length), end = std::clamp<std::int64_t>(high, 0, length);
  if (end < start) end = start;
  return bytes_like(thread, self, view.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(end - start)));
}

bool slot_buffer(Thread& thread, Ref self, BufferView& view, bool writable) {
  if (writable) return raise(thread, thread.rt.exc.BufferError, "Object is not writable.");
  Bytes& bytes = as<Bytes>(self);
  view.owner = Value(self);
  view.data = bytes.data();
  view.length = bytes.length;
  return true;
}

Value make_new(Thread& thread, Type* type, Args args) {
  if (thread.rt.python2()) {
    if (!args.names && args.positional == 1 && is_exact<Bytes>(args[0]) && type == thread.rt.types.bytes) return Value(args[0]);
    Bound<1> a(thread, "str(object='')", args);
    if (!a) return error_set;
    if (!a[0]) return of_type(thread, type, {});
    Value made = str(thread, a[0]);
    if (made && is<Text>(made)) made = coerce_to_bytes(thread, made);
    if (!made || type == thread.rt.types.bytes) return made;
    return of_type(thread, type, as<Bytes>(made).view());
  }
  Bound<3> a(thread, "bytes(source=b'', encoding='utf-8', errors='strict')", args);
  if (!a) return error_set;
  if (is_exact<Bytes>(a[0]) && !a[1] && !a[2] && type == thread.rt.types.bytes) return Value(a[0]);
  std::string out;
  if (!bytes_from_source(thread, a[0], a[1], a[2], false, out)) return error_set;
  return of_type(thread, type, out);
}

Value bytes_encode(Thread& thread, Ref self, Args args) {   // 2.x: decoded first
  std::string encoding, errors;
  if (!name_argument(thread, args[0], "encode", 1, encoding) || !name_argument(thread, args[1], "encode", 2, errors)) return error_set;
  if (args[0] && encoding.empty()) return raise(thread, thread.rt.exc.LookupError, "unknown encoding: ");
  return codec_encode(thread, self, encoding, errors);
}
Value bytes_format(Thread& thread, Ref self, Args args) {
  if (!is<Text>(args[0])) return format_text(thread, self, args[0]);
  Value spec = coerce_to_bytes(thread, args[0]);
  return spec ? format_text(thread, self, spec) : Value();
}
Value bytes_format_method(Thread& thread, Ref self, Args args) { return format_with_arguments(thread, self, args); }
Value bytes_getnewargs(Thread& thread, Ref self, Args) {
  Value copy = make_bytes(thread, as<Bytes>(self).view());
  return make_tuple(thread, {copy});
}
Value bytes_sizeof(Thread& thread, Ref self, Args) {
  const Release& r = thread.rt.release;
  std::int64_t head = r.python2() ? (r.since(2, 7) ? 37 : 40) : r.since(3, 2) ? 33 : 40;
  return make_int(thread, head + static_cast<std::int64_t>(as<Bytes>(self).length));
}
Value bytes_bytes(Thread& thread, Ref self, Args) { return is_exact<Bytes>(self) ? Value(self) : make_bytes(thread, as<Bytes>(self).view()); }
Value bytes_fromhex(Thread& thread, Ref type, Args args) {
  std::string out;
  if (!parse_hex(thread, args[0], out)) return error_set;
  Value bytes = make_bytes(thread, out);
  return type == Ref(thread.rt.types.bytes) ? std::move(bytes) : call(thread, type, bytes);
}
Value bytes_formatter_parser(Thread& thread, Ref self, Args) { return formatter_parser(thread, self); }
Value bytes_formatter_field_name_split(Thread& thread, Ref self, Args) { return formatter_field_name_split(thread, self); }

constexpr Method own_rows[] = {
    {"__bytes__(self, /)", bytes_bytes, since(3, 11)},
    {"__format__(self, format_spec, /)", bytes_format, between(2, 6, 2, 7)},
    {"__getnewargs__(self, /)", bytes_getnewargs},
    {"__sizeof__(self, /)", bytes_sizeof, since(2, 6)},
    {"_formatter_field_name_split(self, /)", bytes_formatter_field_name_split, between(2, 6, 2, 7)},
    {"_formatter_parser(self, /)", bytes_formatter_parser, between(2, 6, 2, 7)},
    {"encode(self, encoding='ascii', errors='strict', /)", bytes_encode, until(2, 6)},
    {"encode(self, /, encoding='ascii', errors='strict')", bytes_encode, between(2, 7, 2, 7)},
    {"format(self, *args, **kwargs)", bytes_format_method, between(2, 6, 2, 7), Method::Raw},
    {"fromhex(cls, string, /)", bytes_fromhex, py3, Method::Class},
};

struct BytesIterator : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "bytes_iterator";
  static constexpr bool gc = true;
  Value bytes;
  std::size_t at = 0;
  void traverse(Visitor& v) { v(bytes); }
  void clear() { bytes = nullptr; }
  std::size_t length() const { return bytes ? as<Bytes>(bytes).length : 0; }
  Ref sequence() const { return bytes; }
};

Value iterate_bytes(Thread& thread, Ref self) {
  auto* iterator = allocate<BytesIterator>(thread.rt.types.bytes_iterator);
  iterator->bytes = Value(self);
  track(iterator);
  return own(iterator);
}

Value iterator_next(Thread&, Ref self) {
  auto& iterator = as<BytesIterator>(self);
  if (!iterator.bytes) return {};
  const Bytes& bytes = as<Bytes>(iterator.bytes);
  if (iterator.at < bytes.length) return Value::small(static_cast<unsigned char>(bytes.data()[iterator.at++]));
  iterator.bytes = nullptr;
  return {};
}

void fill_bytes(Slots& slots, Runtime& runtime) {
  slots.repr = slot_repr;
  slots.str = slot_str;
  slots.hash = slot_hash;
  slots.length = slot_length;
  slots.contains = bytes_contains;
  slots.compare = slot_compare;
  slots.concat = slot_concat;
  slots.repeat = slot_repeat;
  if (formats_bytes(runtime.release)) slots.binary[static_cast<std::size_t>(Binary::Remainder)] = slot_remainder;
  slots.get_item = slot_get_item;
  slots.index_item = item_at;
  slots.buffer = slot_buffer;
  slots.make = make_new;
  if (runtime.python2()) slots.get_slice = slot_get_slice;
  else slots.iter = iterate_bytes;
}

const std::vector<Method>& bytes_rows() {
  static const std::vector<Method> rows = [] {
    std::vector<Method> all(std::begin(own_rows), std::end(own_rows));
    for (auto part : {bytes_search_rows(), bytes_split_rows(), bytes_case_rows(), bytes_layout_rows()}) all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return rows;
}

}  // namespace

void make_bytes_types(Runtime& runtime) {
  static const TypeSpec spec{.name = "bytes", .layout = layout_of<Bytes>, .flags = BaseType, .name2 = "str", .methods = bytes_rows(), .fill = fill_bytes};
  static const TypeSpec iterator{.name = "bytes_iterator", .layout = layout_of<BytesIterator>, .flags = DisallowInstantiation,
                                 .methods = index_iterator_rows<BytesIterator>(),
                                 .fill = [](Slots& slots, Runtime&) { slots.iter = same_iterator, slots.next = iterator_next; }};
  runtime.types.bytes = make_builtin_type(runtime, spec, runtime.types.basestring);
  if (!runtime.python2()) runtime.types.bytes_iterator = make_builtin_type(runtime, iterator);
}

}  // namespace xvm
