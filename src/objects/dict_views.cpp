// The views of a dict: sets of its keys and items, and its values.
#include "objects/dict_views.h"

#include "objects/sequence.h"
#include "objects/text.h"
#include "vm/builtin_types.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/slot_table.h"
#include "vm/thread.h"

namespace xvm {

namespace {

bool views_show_items(const Release& r) { return !(r.since(3, 0) && r.until(3, 0)); }
bool has_views(const Release& r) { return r.since(2, 7); }
// & looks each item of the other up, instead of making two sets.
bool intersects_by_lookup(const Release& r) { return r.since(3, 9); }
// A set of a keys view is made from the dict's table at once.
bool sets_from_the_dict(const Release& r) { return r.since(3, 9); }
// What hashing or comparing the key raises is dropped: it is not there.
bool items_swallow_errors(const Release& r) { return r.until(3, 4); }

Dict& dict_of(Ref view) { return as<Dict>(as<DictView>(view).dict); }
bool is_set_view(Ref v) { return is<DictView>(v) && as<DictView>(v).part != DictPart::Values; }

std::int64_t view_length(Thread&, Ref self) { return dict_of(self).length; }

Value view_iter(Thread& thread, Ref self) { return make_dict_iterator(thread, as<DictView>(self).dict, as<DictView>(self).part); }

Value view_repr(Thread& thread, Ref self) {
  ReprGuard guard(thread, self);
  if (!guard.entered()) return native_str(thread, "...");
  Value items = to_list(thread, self);
  if (!items) return items;
  TextBuilder text(thread);
  text.add(type_name(thread, self));
  text.add("(");
  if (!text.add_repr(items)) return error_set;
  text.add(")");
  return text.finish();
}

int keys_contains(Thread& thread, Ref self, Ref key) { return dict_contains(thread, dict_of(self), key); }

int items_contains(Thread& thread, Ref self, Ref item) {
  if (!is<Tuple>(item) || as<Tuple>(item).length != 2) return 0;
  Value key(as<Tuple>(item)[0]), value(as<Tuple>(item)[1]);
  Value found(dict_get(thread, dict_of(self), key));
  if (!found && items_swallow_errors(thread.rt.release)) thread.clear_error();
  if (!found) return thread.has_error() ? -1 : 0;
  return searches_item_first(thread) ? equal(thread, found, value) : equal(thread, value, found);
}

int view_contains(Thread& thread, Ref self, Ref item) {
  return as<DictView>(self).part == DictPart::Keys ? keys_contains(thread, self, item) : items_contains(thread, self, item);
}

int all_in(Thread& thread, Ref view, Ref container) {
  bool all = true;
  bool ok = for_each(thread, view, [&](Ref item) {
    int has = contains(thread, container, item);
    if (has == 0) all = false;
    return has > 0;
  });
  return !all ? 0 : ok ? 1 : -1;
}

Value view_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if (!is<Set>(other) && !is_set_view(other)) return not_implemented_value();
  std::int64_t mine = view_length(thread, self), others = length(thread, other);
  if (others < 0) return error_set;
  int result = 0;
  switch (op) {
    case Compare::Eq:
    case Compare::Ne:
      if (mine == others) result = all_in(thread, self, other);
      if (op == Compare::Ne && result >= 0) result = !result;
      break;
    case Compare::Lt: if (mine < others) result = all_in(thread, self, other); break;
    case Compare::Le: if (mine <= others) result = all_in(thread, self, other); break;
    case Compare::Gt: if (mine > others) result = all_in(thread, other, self); break;
    case Compare::Ge: if (mine >= others) result = all_in(thread, other, self); break;
  }
  return result < 0 ? Value() : Value::of(result > 0);
}

Value set_from(Thread& thread, Ref left) {
  if (sets_from_the_dict(thread.rt.release) && is<DictView>(left) && as<DictView>(left).part == DictPart::Keys)
    return make_set(thread, as<DictView>(left).dict);
  return make_set(thread, left);
}

Value update_by(Thread& thread, Ref left, Ref right, const char* method) {
  Value result = set_from(thread, left);
  if (!result) return result;
  Value name = native_intern(thread, method);
  Value done = call_method(thread, result, name, {right});
  return done ? std::move(result) : Value();
}

Value view_sub(Thread& thread, Ref left, Ref right) { return update_by(thread, left, right, "difference_update"); }
Value view_or(Thread& thread, Ref left, Ref right) { return update_by(thread, left, right, "update"); }
Value view_xor(Thread& thread, Ref left, Ref right) { return update_by(thread, left, right, "symmetric_difference_update"); }

Value view_and(Thread& thread, Ref left, Ref right) {
  if (!intersects_by_lookup(thread.rt.release)) return update_by(thread, left, right, "intersection_update");
  Value self(left), other(right);
  if (!is_set_view(self)) std::swap(self, other);
  std::int64_t mine = view_length(thread, self);
  // The shorter one is walked through.
  if (is<Set>(other) && other.object()->type == thread.rt.types.set && mine <= as<Set>(other).length) {
    Value name = native_intern(thread, "intersection");
    return call_method(thread, other, name, {self});
  }
  if (is_set_view(other) && view_length(thread, other) > mine) std::swap(self, other);
  Value result = make_set(thread);
  bool ok = for_each(thread, other, [&](Ref item) {
    int has = view_contains(thread, self, item);
    return has == 0 || (has > 0 && set_add(thread, as<Set>(result), item));
  });
  return ok ? std::move(result) : Value();
}

Value view_isdisjoint(Thread& thread, Ref self, Args args) {
  Ref other = args[0];
  if (self == other) return Value::of(view_length(thread, self) == 0);
  Value first(self), second(other);
  if (is<Set>(other) || is_set_view(other)) {
    std::int64_t others = length(thread, other);
    if (others < 0) return error_set;
    if (others > view_length(thread, self)) std::swap(first, second);
  }
  bool disjoint = true;
  bool ok = for_each(thread, second, [&](Ref item) {
    int has = contains(thread, first, item);
    if (has > 0) disjoint = false;
    return has == 0;
  });
  if (!disjoint) return Value::of(false);
  return ok ? Value::of(true) : Value();
}

Value view_reversed(Thread& thread, Ref self, Args) {
  return make_dict_iterator(thread, as<DictView>(self).dict, as<DictView>(self).part, true);
}

Value view_mapping(Thread& thread, Ref self) {
  return call(thread, Ref(thread.rt.types.mapping_proxy), as<DictView>(self).dict);
}

void fill_values(Slots& slots, Runtime& runtime) {
  if (views_show_items(runtime.release)) slots.repr = view_repr;
  slots.length = view_length;
  slots.iter = view_iter;
}

void fill_set_view(Slots& slots, Runtime& runtime) {
  fill_values(slots, runtime);
  slots.hash = unhashable;
  slots.compare = view_compare;
  slots.contains = view_contains;
  slots.binary[static_cast<std::size_t>(Binary::And)] = view_and;
  slots.binary[static_cast<std::size_t>(Binary::Or)] = view_or;
  slots.binary[static_cast<std::size_t>(Binary::Subtract)] = view_sub;
  slots.binary[static_cast<std::size_t>(Binary::Xor)] = view_xor;
}

constexpr Method set_view_methods[] = {
    {"__reversed__(self, /)", view_reversed, since(3, 8)},
    {"isdisjoint(self, other, /)", view_isdisjoint, since(3, 2)},
};
constexpr Method values_methods[] = {
    {"__reversed__(self, /)", view_reversed, since(3, 8)},
};
constexpr GetSetRow view_getset[] = {{"mapping", view_mapping, nullptr, since(3, 10)}};

}  // namespace

Value make_dict_view(Thread& thread, Ref dict, DictPart part) {
  Types& types = thread.rt.types;
  DictView* view = allocate<DictView>(part == DictPart::Keys ? types.dict_keys : part == DictPart::Values ? types.dict_values : types.dict_items);
  view->dict = Value(dict);
  view->part = part;
  track(view);
  return own(view);
}

void make_dict_view_types(Runtime& runtime) {
  if (!has_views(runtime.release)) return;
  static constexpr TypeSpec keys{.name = "dict_keys", .layout = layout_of<DictView>, .methods = set_view_methods, .getset = view_getset, .fill = fill_set_view};
  static constexpr TypeSpec items{.name = "dict_items", .layout = layout_of<DictView>, .methods = set_view_methods, .getset = view_getset, .fill = fill_set_view};
  static constexpr TypeSpec values{.name = "dict_values", .layout = layout_of<DictView>, .methods = values_methods, .getset = view_getset, .fill = fill_values};
  runtime.types.dict_keys = make_builtin_type(runtime, keys);
  runtime.types.dict_items = make_builtin_type(runtime, items);
  runtime.types.dict_values = make_builtin_type(runtime, values);
}

}  // namespace xvm
