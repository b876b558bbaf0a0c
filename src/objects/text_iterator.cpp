// Iterators over text: one type, and from 3.11 another for ASCII.
#include "objects/iterator_methods.h"
#include "objects/text.h"
#include "objects/text_methods.h"
#include "objects/text_tables.h"
#include "vm/runtime.h"
#include "vm/thread.h"

namespace xvm {
namespace {

struct TextIterator : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "str_iterator";
  static constexpr bool gc = true, of_text = true;
  Value text;   // null when exhausted
  std::size_t at = 0;
  void traverse(Visitor& v) { v(text); }
  void clear() { text = nullptr; }
  std::size_t length() const { return text ? as<Text>(text).length : 0; }
  Ref sequence() const { return text; }
};

bool ascii_has_own_type(const Release& r) { return r.since(3, 11); }

Value text_iterator_next(Thread& thread, Ref self) {
  auto& iterator = as<TextIterator>(self);
  if (!iterator.text) return {};
  const Text& text = as<Text>(iterator.text);
  if (iterator.at < text.length) return make_text_char(thread, text.at(iterator.at++));
  iterator.text = nullptr;
  return {};
}

}  // namespace

Value text_iterator(Thread& thread, Ref text) {
  bool own_type = as<Text>(text).ascii && is_exact<Text>(text) && ascii_has_own_type(thread.rt.release);
  auto* iterator = allocate<TextIterator>(own_type ? thread.rt.types.text_ascii_iterator : thread.rt.types.text_iterator);
  iterator->text = Value(text);
  track(iterator);
  return own(iterator);
}

void make_text_iterator_types(Runtime& runtime) {
  if (runtime.python2()) return;
  static const TypeSpec plain{.name = "str_iterator", .layout = layout_of<TextIterator>, .flags = DisallowInstantiation,
                              .methods = index_iterator_rows<TextIterator>(),
                              .fill = [](Slots& slots, Runtime&) { slots.iter = same_iterator, slots.next = text_iterator_next; }};
  static const TypeSpec ascii{.name = "str_ascii_iterator", .layout = layout_of<TextIterator>, .flags = DisallowInstantiation,
                              .methods = index_iterator_rows<TextIterator>(),
                              .fill = [](Slots& slots, Runtime&) { slots.iter = same_iterator, slots.next = text_iterator_next; }};
  runtime.types.text_iterator = make_builtin_type(runtime, plain);
  if (ascii_has_own_type(runtime.release)) runtime.types.text_ascii_iterator = make_builtin_type(runtime, ascii);
}

}  // namespace xvm
