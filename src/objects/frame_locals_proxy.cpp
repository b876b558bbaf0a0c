// A view of a function frame's variables that reads and writes them where they live, as a mapping.
#include "objects/frame_locals_proxy.h"

#include <vector>

#include "objects/cell.h"
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/list.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/frame_layout.h"
#include "vm/frame_view.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/signature.h"

namespace xvm {

static Type* proxy_type = nullptr;   // of the one runtime there is

static FrameObject& frame_of(Ref self) { return as<FrameObject>(as<FrameLocalsProxy>(self).frame); }

Value make_frame_locals_proxy(Thread&, Ref frame) {
  FrameLocalsProxy* proxy = allocate<FrameLocalsProxy>(proxy_type);
  proxy->frame = Value(frame);
  track(proxy);
  return own(proxy);
}

// The place of variable `slot`, null where the frame has none any more.
static Value* slot_of(FrameObject& frame, std::uint32_t slot) {
  if (frame.frame) return &frame.frame->slots[slot];
  return slot < frame.slot_count ? frame.slots() + slot : nullptr;
}

static Value variable(FrameObject& frame, std::uint32_t slot) {
  Value* place = slot_of(frame, slot);
  if (!place) return {};
  const Cell* cell = try_as<Cell>(*place);
  return cell && slot_is_cell(as<CodeObject>(frame.code), slot) ? cell->content : *place;
}

// The slot of that name, or -1. 1 to find it only while it is bound.
static std::int64_t find_slot(FrameObject& frame, Ref name, bool bound) {
  CodeObject& code = as<CodeObject>(frame.code);
  if (!is<Text>(name)) return -1;
  for (std::uint32_t i = 0; i < code.slot_count; ++i)
    if (is<Text>(code.slot_names[i]) && text_equal(as<Text>(code.slot_names[i]), as<Text>(name)) && (!bound || variable(frame, i))) return i;
  return -1;
}

static Value snapshot(Thread& thread, Ref self) {
  FrameObject& frame = frame_of(self);
  CodeObject& code = as<CodeObject>(frame.code);
  Value dict = make_dict(thread);
  for (std::uint32_t i = 0; dict && i < code.slot_count; ++i)
    if (Value value = variable(frame, i))
      if (!dict_set(thread, as<Dict>(dict), code.slot_names[i], value)) return error_set;
  if (dict && is<Dict>(frame.extra) && !dict_merge(thread, as<Dict>(dict), frame.extra, true)) return error_set;
  return dict;
}

static Value get_item_of(Thread& thread, Ref self, Ref key, bool& found) {
  FrameObject& frame = frame_of(self);
  std::int64_t slot = find_slot(frame, key, true);
  found = true;
  if (slot >= 0) return variable(frame, static_cast<std::uint32_t>(slot));
  if (is<Dict>(frame.extra))
    if (Ref value = dict_get(thread, as<Dict>(frame.extra), key)) return Value(value);
  found = false;
  return {};
}

static Value proxy_get_item(Thread& thread, Ref self, Ref key) {
  bool found = false;
  Value value = get_item_of(thread, self, key, found);
  if (found || thread.has_error()) return value;
  return raise(thread, thread.rt.exc.KeyError, fmt::format("local variable '{}' is not defined", repr_utf8(thread, key)));
}

static bool proxy_set_item(Thread& thread, Ref self, Ref key, Ref value) {
  if (!value) return raise_type_error(thread, "cannot remove variables from FrameLocalsProxy");
  FrameObject& frame = frame_of(self);
  std::int64_t slot = find_slot(frame, key, false);
  Value held(self), stored(value);
  if (slot >= 0) {
    Value* place = slot_of(frame, static_cast<std::uint32_t>(slot));
    if (!place) return true;
    Cell* cell = slot_is_cell(as<CodeObject>(frame.code), static_cast<std::uint32_t>(slot)) ? try_as<Cell>(*place) : nullptr;
    std::swap(cell ? cell->content : *place, stored);
    return true;
  }
  if (!is<Dict>(frame.extra)) frame.extra = make_dict(thread);
  return frame.extra && dict_set(thread, as<Dict>(frame.extra), key, value);
}

static int proxy_contains(Thread& thread, Ref self, Ref key) {
  bool found = false;
  Value value = get_item_of(thread, self, key, found);
  return thread.has_error() ? -1 : found;
}

static std::int64_t proxy_length(Thread& thread, Ref self) {
  Value dict = snapshot(thread, self);
  return dict ? as<Dict>(dict).length : -1;
}

enum class Part { Keys, Values, Items };

static Value list_of(Thread& thread, Ref self, Part part) {
  Value dict = snapshot(thread, self);
  Value list = dict ? make_list(thread, nullptr, 0) : Value();
  if (!list) return error_set;
  DictCursor cursor;
  while (const DictEntry* entry = cursor.next(thread, as<Dict>(dict)))
    list_append(as<List>(list), part == Part::Keys ? entry->key : part == Part::Values ? entry->value : make_tuple(thread, {entry->key.ref(), entry->value.ref()}));
  return list;
}

static Value proxy_keys(Thread& thread, Ref self, Args) { return list_of(thread, self, Part::Keys); }
static Value proxy_values(Thread& thread, Ref self, Args) { return list_of(thread, self, Part::Values); }
static Value proxy_items(Thread& thread, Ref self, Args) { return list_of(thread, self, Part::Items); }
static Value proxy_copy(Thread& thread, Ref self, Args) { return snapshot(thread, self); }

static Value proxy_iter(Thread& thread, Ref self) {
  Value keys = list_of(thread, self, Part::Keys);
  return keys ? iterate(thread, keys) : Value();
}

static Value proxy_reversed(Thread& thread, Ref self, Args) {
  Value keys = list_of(thread, self, Part::Keys);
  if (!keys) return error_set;
  std::vector<Value> items(as<List>(keys).begin(), as<List>(keys).end());
  std::vector<Value> turned(items.rbegin(), items.rend());
  return make_list_moved(thread, turned.data(), turned.size());
}

static Value proxy_get(Thread& thread, Ref self, Args args) {
  bool found = false;
  Value value = get_item_of(thread, self, args[0], found);
  if (found || thread.has_error()) return value;
  return args[1] ? Value(args[1]) : none_value();
}

static Value proxy_setdefault(Thread& thread, Ref self, Args args) {
  bool found = false;
  Value value = get_item_of(thread, self, args[0], found);
  if (found || thread.has_error()) return value;
  Value otherwise = args[1] ? Value(args[1]) : none_value();
  return proxy_set_item(thread, self, args[0], otherwise) ? otherwise : Value();
}

static bool merge(Thread& thread, Ref self, Ref other) {
  Value dict = make_dict(thread);
  if (!dict || !dict_update(thread, as<Dict>(dict), other)) return error_set;
  DictCursor cursor;
  while (const DictEntry* entry = cursor.next(thread, as<Dict>(dict)))
    if (!proxy_set_item(thread, self, entry->key, entry->value)) return error_set;
  return true;
}

static Value proxy_update(Thread& thread, Ref self, Args args) { return merge(thread, self, args[0]) ? none_value() : Value(); }

static Value plain(Thread& thread, Ref v) { return is<FrameLocalsProxy>(v) ? snapshot(thread, v) : Value(v); }

static Value proxy_or(Thread& thread, Ref left, Ref right) {
  bool fits = (is<Dict>(left) || is<FrameLocalsProxy>(left)) && (is<Dict>(right) || is<FrameLocalsProxy>(right));
  if (!fits) return not_implemented_value();
  Value a = plain(thread, left), b = plain(thread, right), result = make_dict(thread);
  if (!a || !b || !result || !dict_merge(thread, as<Dict>(result), a, true) || !dict_merge(thread, as<Dict>(result), b, true)) return error_set;
  return result;
}

static Value proxy_inplace_or(Thread& thread, Ref self, Ref other) {
  if (!is<Dict>(other) && !is<FrameLocalsProxy>(other)) return not_implemented_value();
  Value source = plain(thread, other);
  return source && merge(thread, self, source) ? Value(self) : Value();
}

static Value proxy_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if ((op != Compare::Eq && op != Compare::Ne) || (!is<Dict>(other) && !is<FrameLocalsProxy>(other))) return not_implemented_value();
  if (is<FrameLocalsProxy>(other)) return Value::of((&frame_of(self) == &frame_of(other)) == (op == Compare::Eq));
  Value mine = snapshot(thread, self);
  return mine ? compare(thread, mine, other, op) : Value();
}

static Value proxy_repr(Thread& thread, Ref self) {
  ReprGuard guard(thread, self);
  if (!guard.entered()) return native_str(thread, "{...}");
  Value dict = snapshot(thread, self);
  return dict ? repr(thread, dict) : Value();
}

static bool proxy_hash(Thread& thread, Ref, std::int64_t&) { return raise_type_error(thread, "unhashable type: 'FrameLocalsProxy'"); }

static Value proxy_new(Thread& thread, Type*, Args args) {
  if (args.positional != 1) return raise_type_error(thread, "FrameLocalsProxy expected 1 argument, got {}", args.positional);
  if (args.names) return raise_type_error(thread, "FrameLocalsProxy takes no keyword arguments");
  if (!is<FrameObject>(args[0])) return raise_type_error(thread, "expect frame, not {}", type_name(thread, args[0]));
  return make_frame_locals_proxy(thread, args[0]);
}

static constexpr Method proxy_methods[] = {
    {"__contains__(self, object, /)", [](Thread& thread, Ref self, Args args) -> Value {
       int found = proxy_contains(thread, self, args[0]);
       return found < 0 ? Value() : Value::of(found == 1);
     }},
    {"__getitem__(self, object, /)", [](Thread& thread, Ref self, Args args) { return proxy_get_item(thread, self, args[0]); }},
    {"__reversed__(self, /)", proxy_reversed},
    {"copy(self, /)", proxy_copy},
    {"get(self, key, default=None, /)", proxy_get},
    {"items(self, /)", proxy_items},
    {"keys(self, /)", proxy_keys},
    {"setdefault(self, key, default=None, /)", proxy_setdefault},
    {"update(self, object, /)", proxy_update},
    {"values(self, /)", proxy_values},
};

static void fill_proxy(Slots& slots, Runtime&) {
  slots.make = proxy_new;
  slots.repr = proxy_repr;
  slots.hash = proxy_hash;
  slots.iter = proxy_iter;
  slots.length = proxy_length;
  slots.contains = proxy_contains;
  slots.compare = proxy_compare;
  slots.get_item = proxy_get_item;
  slots.set_item = proxy_set_item;
  slots.binary[static_cast<std::size_t>(Binary::Or)] = proxy_or;
  slots.inplace[static_cast<std::size_t>(Binary::Or)] = proxy_inplace_or;
}

void make_frame_locals_proxy_type(Runtime& runtime) {
  static constexpr TypeSpec spec{"FrameLocalsProxy", layout_of<FrameLocalsProxy>, MappingPattern, nullptr, proxy_methods, {}, fill_proxy};
  if (runtime.in(since(3, 13))) proxy_type = make_builtin_type(runtime, spec);
}

}  // namespace xvm
