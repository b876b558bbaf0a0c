#include "vm/unpacking.h"

#include <vector>

#include "objects/class_obj.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/list.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/operators.h"

namespace xvm {

namespace {

bool describes_by_qualname(const Release& r) { return r.since(3, 9); }
bool counts_items(const Release& r) { return r.since(3, 5); }
bool says_iterable(const Release& r) { return r.since(3, 5) || (r.python2() && r.since(2, 7)); }
bool names_no_type(const Release& r) { return r.until(2, 5); }
bool names_non_iterable(const Release& r) { return r.since(3, 7); }
bool names_expected_count(const Release& r) { return r.since(3, 2); }
bool replaces_every_type_error(const Release& r) { return r.until(3, 4); }   // while *args are gathered, whatever raised it
bool checks_names_while_merging(const Release& r) { return r.until(3, 8); }
bool functions_name_themselves(const Release& r) { return r.since(3, 6) && r.until(3, 8); }   // "f() keywords must be strings"

// An error that only says that there is nothing to iterate over.
bool not_iterable(Thread& thread, Ref v) {
  if (!thread.error_is(thread.rt.exc.TypeError)) return false;
  Type* type = type_of(thread, v);
  if (type->slots.iter || type->slots.index_item || type->slots.get_item) return false;
  thread.clear_error();
  return true;
}

}  // namespace

std::string describe_callable(Thread& thread, Ref callable) {
  if (describes_by_qualname(thread.rt.release)) {
    Value qualname = find_attribute(thread, callable, thread.rt.names.qualname__);
    thread.clear_error();
    if (!qualname) return repr_utf8(thread, callable);
    Value module = find_attribute(thread, callable, thread.rt.names.module__);
    thread.clear_error();
    std::string name = native_utf8(qualname);
    if (module && is_native_str(thread, module) && !native_is(module, "builtins")) name = native_utf8(module) + "." + name;
    return name + "()";
  }
  if (BoundMethod* method = try_as<BoundMethod>(callable)) return describe_callable(thread, method->function);
  if (Function* function = try_as<Function>(callable)) return native_utf8(function->name) + "()";
  if (Native* native = try_as<Native>(callable)) {
    std::string_view text = native->row->signature;
    return std::string(text.substr(0, text.find('('))) + "()";
  }
  return std::string(type_name(thread, callable)) + " object";
}

Value make_dict_presized(Thread& thread, std::size_t count) { return own(allocate_dict_presized(thread, count)); }

bool extend_display(Thread& thread, List& list, Ref iterable) {
  if (list_extend(thread, list, iterable)) return true;
  if (!not_iterable(thread, iterable)) return false;
  return raise_type_error(thread, "Value after * must be an iterable, not {}", type_name(thread, iterable));
}

bool update_display(Thread& thread, Dict& dict, Ref mapping) {
  if (is<Dict>(mapping)) return dict_merge(thread, dict, mapping, true);
  Value keys = find_attribute(thread, mapping, thread.rt.names.keys_);
  if (!keys) {
    if (thread.has_error()) return false;
    return raise_type_error(thread, "'{}' object is not a mapping", type_name(thread, mapping));
  }
  return dict_merge(thread, dict, mapping, true);
}

bool extend_arguments(Thread& thread, List& list, Ref iterable, Ref callable) {
  if (list_extend(thread, list, iterable)) return true;
  bool replaced = replaces_every_type_error(thread.rt.release) ? catch_error(thread, thread.rt.exc.TypeError) : not_iterable(thread, iterable);
  if (!replaced) return false;
  if (names_no_type(thread.rt.release)) return raise_type_error(thread, "{} argument after * must be a sequence", describe_callable(thread, callable));
  return raise_type_error(thread, "{} argument after * must be {}, not {}", describe_callable(thread, callable),
                          says_iterable(thread.rt.release) ? "an iterable" : "a sequence", type_name(thread, iterable));
}

bool add_keyword(Thread& thread, Dict& dict, Ref name, Ref value, Ref callable) {
  if (checks_names_while_merging(thread.rt.release) && !is_native_str(thread, name) && !(thread.rt.python2() && is<Text>(name)))
    return raise_type_error(thread, "{} keywords must be strings", describe_callable(thread, callable));
  if (dict_contains(thread, dict, name) > 0)
    return is_native_str(thread, name) || is<Text>(name)
               ? raise_type_error(thread, "{} got multiple values for keyword argument '{}'", describe_callable(thread, callable), native_utf8(name))
               : raise_type_error(thread, "keywords must be strings");
  return !thread.has_error() && dict_set(thread, dict, name, value);
}

bool merge_keywords(Thread& thread, Dict& dict, Ref mapping, Ref callable) {
  Value source(mapping);
  if (!is<Dict>(mapping)) {
    Value keys = find_attribute(thread, mapping, thread.rt.names.keys_);
    if (!keys) {
      if (thread.has_error()) return false;
      if (names_no_type(thread.rt.release)) return raise_type_error(thread, "{} argument after ** must be a dictionary", describe_callable(thread, callable));
      return raise_type_error(thread, "{} argument after ** must be a mapping, not {}", describe_callable(thread, callable), type_name(thread, mapping));
    }
    source = make_dict(thread);
    if (!dict_update(thread, as<Dict>(source), mapping)) return false;
  }
  std::vector<std::pair<Value, Value>> items;
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(thread, as<Dict>(source))) items.emplace_back(entry->key, entry->value);
  for (auto& [name, value] : items)
    if (!add_keyword(thread, dict, name, value, callable)) return false;
  return true;
}

Value spread_keywords(Thread& thread, Ref callable, const Tuple& positional, Dict& keywords, std::vector<Value>& all) {
  all.assign(positional.begin(), positional.end());
  Tuple* names = allocate_tuple(thread, keywords.length);
  Value owner = own(names);
  DictCursor cursor;
  for (std::size_t i = 0; DictEntry* entry = cursor.next(thread, keywords); ++i) {
    if (!is_native_str(thread, entry->key) && !is<Text>(entry->key))
      return raise_type_error(thread, "{}keywords must be strings", functions_name_themselves(thread.rt.release) && is<Function>(callable) ? native_utf8(as<Function>(callable).name) + "() " : "");
    names->items()[i] = entry->key;
    all.push_back(entry->value);
  }
  track(names);
  return owner;
}

namespace {

ErrorSet too_few(Thread& thread, std::size_t expected, std::size_t got, bool at_least) {
  if (counts_items(thread.rt.release))
    return raise_value_error(thread, "not enough values to unpack (expected {}{}, got {})", at_least ? "at least " : "", expected, got);
  return raise_value_error(thread, "need more than {} value{} to unpack", got, got == 1 ? "" : "s");
}

ErrorSet too_many(Thread& thread, std::size_t expected) {
  if (!names_expected_count(thread.rt.release)) return raise(thread, thread.rt.exc.ValueError, "too many values to unpack");
  return raise_value_error(thread, "too many values to unpack (expected {})", expected);
}

Value iterate_to_unpack(Thread& thread, Ref v) {
  Value iterator = iterate(thread, v);
  if (iterator || !names_non_iterable(thread.rt.release) || !not_iterable(thread, v)) return iterator;
  return raise_type_error(thread, "cannot unpack non-iterable {} object", type_name(thread, v));
}

}  // namespace

bool unpack_iterable(Thread& thread, Frame* frame, Ref iterable, std::uint32_t n) {
  Value iterator = iterate_to_unpack(thread, iterable);
  if (!iterator) return false;
  std::vector<Value> items;
  for (std::uint32_t i = 0; i < n; ++i) {
    Value item = next(thread, iterator);
    if (!item) return thread.has_error() ? false : static_cast<bool>(too_few(thread, n, i, false));
    items.push_back(std::move(item));
  }
  if (next(thread, iterator)) return too_many(thread, n);
  if (thread.has_error()) return false;
  while (!items.empty()) {
    frame->push(std::move(items.back()));
    items.pop_back();
  }
  return true;
}

bool unpack_with_rest(Thread& thread, Frame* frame, Ref iterable, std::uint32_t before, std::uint32_t after) {
  Value iterator = iterate_to_unpack(thread, iterable);
  if (!iterator) return false;
  std::vector<Value> first;
  for (std::uint32_t i = 0; i < before; ++i) {
    Value item = next(thread, iterator);
    if (!item) return thread.has_error() ? false : static_cast<bool>(too_few(thread, before + after, i, true));
    first.push_back(std::move(item));
  }
  Value rest = to_list(thread, iterator);
  if (!rest) return false;
  List& list = as<List>(rest);
  if (list.length < after) {
    if (!counts_items(thread.rt.release)) return raise_value_error(thread, "need more than {} values to unpack", before + list.length);
    return too_few(thread, before + after, before + list.length, true);
  }
  std::vector<Value> last(list.begin() + (list.length - after), list.end());
  for (std::uint32_t i = 0; i < after; ++i) Value gone = list_pop(list, list.length - 1);
  for (std::uint32_t i = after; i-- > 0;) frame->push(std::move(last[i]));
  frame->push(std::move(rest));
  for (std::uint32_t i = before; i-- > 0;) frame->push(std::move(first[i]));
  return true;
}

}  // namespace xvm
