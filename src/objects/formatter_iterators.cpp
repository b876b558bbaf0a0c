#include "objects/formatter_iterators.h"

#include <string>

#include "objects/bytes.h"
#include "objects/format_fields.h"
#include "objects/int.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"

namespace xvm {
namespace {

// Both iterators: text that is left, owned as UTF-8 or bytes.
struct FormatterIterator : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "formatteriterator";
  std::string text;
  std::size_t at = 0;
  bool bytes = false;
};
struct FieldNameIterator : FormatterIterator {
  static constexpr const char* layout_name = "fieldnameiterator";
};

Type* parser_type = nullptr;   // of the runtime that is current
Type* field_type = nullptr;

Value string(Thread& thread, const FormatterIterator& iterator, std::string_view text) {
  return iterator.bytes ? make_bytes(thread, text) : make_text(thread, text);
}

Value number(Thread& thread, std::int64_t n) { return thread.rt.python2() ? make_long(thread, n) : make_int(thread, n); }

Value self_iterator(Thread&, Ref self) { return Value(self); }

Value next_piece(Thread& thread, Ref self) {
  auto& iterator = as<FormatterIterator>(self);
  std::string_view rest = std::string_view(iterator.text).substr(iterator.at);
  FormatPiece piece;
  if (next_format_piece(thread, rest, piece) <= 0) return {};
  iterator.at = iterator.text.size() - rest.size();
  Value literal = string(thread, iterator, piece.literal);
  if (!piece.field) return make_tuple(thread, {literal, none, none, none});
  Value name = string(thread, iterator, piece.name), spec = string(thread, iterator, piece.spec);
  Value conversion = piece.conversion.empty() ? none_value() : string(thread, iterator, piece.conversion);
  return make_tuple(thread, {literal, name, spec, conversion});
}

Value next_step(Thread& thread, Ref self) {
  auto& iterator = as<FieldNameIterator>(self);
  std::string_view rest = std::string_view(iterator.text).substr(iterator.at);
  FieldStep step;
  if (next_field_step(thread, rest, step) <= 0) return {};
  iterator.at = iterator.text.size() - rest.size();
  Value name = step.index >= 0 ? number(thread, step.index) : string(thread, iterator, step.name);
  return make_tuple(thread, {Ref::from_bool(step.attribute), name});
}

bool fill_text(Thread& thread, Ref text, const char* name, FormatterIterator& iterator) {
  if (!is<Text>(text) && !is<Bytes>(text)) return raise_type_error(thread, "expected str, got {}", type_name(thread, text));
  if (is<Bytes>(text) && !thread.rt.python2()) return raise_type_error(thread, "expected str, got {}", name);
  iterator.text = native_utf8(text);
  iterator.bytes = is<Bytes>(text);
  return true;
}

}  // namespace

Value formatter_parser(Thread& thread, Ref text) {
  Value held = own(allocate<FormatterIterator>(parser_type));
  if (!fill_text(thread, text, "bytes", as<FormatterIterator>(held))) return error_set;
  return held;
}

Value formatter_field_name_split(Thread& thread, Ref text) {
  Value held = own(allocate<FieldNameIterator>(field_type));
  auto& iterator = as<FieldNameIterator>(held);
  if (!fill_text(thread, text, "bytes", iterator)) return error_set;
  std::string_view rest;
  std::string_view first = split_field_name(iterator.text, rest);
  std::int64_t index;
  if (!field_number(thread, first, index)) return error_set;
  iterator.at = iterator.text.size() - rest.size();
  Value head = index >= 0 ? number(thread, index) : string(thread, iterator, first);
  return make_tuple(thread, {head, held});
}

void make_formatter_types(Runtime& runtime) {
  static const TypeSpec parser{.name = "formatteriterator", .layout = layout_of<FormatterIterator>, .flags = DisallowInstantiation,
                               .fill = [](Slots& slots, Runtime&) { slots.iter = self_iterator, slots.next = next_piece; }};
  static const TypeSpec fields{.name = "fieldnameiterator", .layout = layout_of<FieldNameIterator>, .flags = DisallowInstantiation,
                               .fill = [](Slots& slots, Runtime&) { slots.iter = self_iterator, slots.next = next_step; }};
  if (!runtime.in(since(2, 6))) return;
  parser_type = make_builtin_type(runtime, parser);
  field_type = make_builtin_type(runtime, fields);
}

}  // namespace xvm
