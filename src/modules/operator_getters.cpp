// operator.attrgetter, itemgetter and methodcaller: callables that remember what to fetch.
#include "modules/operator_getters.h"

#include <vector>

#include "objects/dict.h"
#include "objects/int.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/attributes.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/signature.h"
#include "vm/uncounted_call.h"

namespace xvm {

namespace {

constexpr Range shows_and_pickles = since(3, 5);
bool has_repr(const Release& r) { return r.since(3, 5); }

struct AttributeGetter : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "operator.attrgetter";
  static constexpr bool gc = true;
  Value names;   // as given
  Value paths;   // a tuple of tuples of interned names
  void traverse(Visitor& v) { v(names), v(paths); }
  void clear() {}
};

struct ItemGetter : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "operator.itemgetter";
  static constexpr bool gc = true;
  Value items;
  void traverse(Visitor& v) { v(items); }
  void clear() { items = nullptr; }
};

struct MethodCaller : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "operator.methodcaller";
  static constexpr bool gc = true;
  Value name, arguments, keywords;   // str, tuple, dict or null
  void traverse(Visitor& v) { v(name), v(arguments), v(keywords); }
  void clear() { arguments = nullptr, keywords = nullptr; }
};

bool at_least_one(Thread& thread, const char* name, Args args) {
  if (!check_no_keywords(thread, name, args)) return false;
  return args.positional >= 1 || check_unpack_count(thread, name, 0, 1, 1);
}

Value one_argument(Thread& thread, const char* name, Args args) {
  if (!check_no_keywords(thread, name, args) || !check_unpack_count(thread, name, args.positional, 1, 1)) return error_set;
  return Value(args[0]);
}

bool names_are_checked_late(const Release& r) { return r.until(3, 2); }   // when the getter is called

// "a.b" as (a, b); None for what is no name.
Value path_of(Thread& thread, Ref name) {
  if (!is_native_str(thread, name) && !is<Text>(name))
    return names_are_checked_late(thread.rt.release) ? none_value() : Value(raise_type_error(thread, "attribute name must be a string"));
  std::string text = native_utf8(name);
  std::vector<Value> parts;
  for (std::size_t at = 0;;) {
    std::size_t dot = text.find('.', at);
    parts.push_back(native_intern(thread, std::string_view(text).substr(at, dot == std::string::npos ? dot : dot - at)));
    if (dot == std::string::npos) break;
    at = dot + 1;
  }
  return make_tuple(thread, parts.data(), parts.size());
}

Value attribute_getter_make(Thread& thread, Type* type, Args args) {
  if (!at_least_one(thread, "attrgetter", args)) return error_set;
  std::vector<Value> paths;
  for (const Value& name : args) {
    Value path = path_of(thread, name);
    if (!path) return error_set;
    paths.push_back(std::move(path));
  }
  auto* getter = allocate<AttributeGetter>(type);
  getter->names = make_tuple(thread, args.data, args.positional);
  getter->paths = make_tuple(thread, paths.data(), paths.size());
  track(getter);
  return own(getter);
}

Value follow(Thread& thread, Ref object, Ref path) {
  Value v(object);
  if (path.is_none()) return raise_type_error(thread, "attribute name must be a string");
  for (Ref name : as<Tuple>(path))
    if (!(v = get_attribute(thread, v, name))) return error_set;
  return v;
}

bool counts_getters(const Release& r) { return r.until(3, 10); }

Value attribute_getter_call(Thread& thread, Ref self, Args args) {
  if (!stack_left(thread)) return error_set;
  UncountedCall level(thread, !counts_getters(thread.rt.release));
  Value object = one_argument(thread, "attrgetter", args);
  if (!object) return error_set;
  const Tuple& paths = as<Tuple>(as<AttributeGetter>(self).paths);
  if (paths.length == 1) return follow(thread, object, paths[0]);
  std::vector<Value> results;
  for (Ref path : paths) {
    results.push_back(follow(thread, object, path));
    if (!results.back()) return error_set;
  }
  return make_tuple(thread, results.data(), results.size());
}

Value item_getter_make(Thread& thread, Type* type, Args args) {
  if (!at_least_one(thread, "itemgetter", args)) return error_set;
  auto* getter = allocate<ItemGetter>(type);
  getter->items = make_tuple(thread, args.data, args.positional);
  track(getter);
  return own(getter);
}

Value item_getter_call(Thread& thread, Ref self, Args args) {
  if (!stack_left(thread)) return error_set;
  UncountedCall level(thread, !counts_getters(thread.rt.release));
  Value object = one_argument(thread, "itemgetter", args);
  if (!object) return error_set;
  Value items = as<ItemGetter>(self).items;
  const Tuple& keys = as<Tuple>(items);
  if (keys.length == 1) return get_item(thread, object, keys[0]);
  std::vector<Value> results;
  for (Ref key : keys) {
    results.push_back(get_item(thread, object, key));
    if (!results.back()) return error_set;
  }
  return make_tuple(thread, results.data(), results.size());
}

Value method_caller_make(Thread& thread, Type* type, Args args) {
  if (args.positional < 1) return raise_type_error(thread, "methodcaller needs at least one argument, the method name");
  if (!is_native_str(thread, args[0]) && thread.rt.release.since(3, 5)) return raise_type_error(thread, "method name must be a string");
  Value keywords;
  if (std::uint32_t count = args.keywords()) {
    keywords = make_dict(thread);
    for (std::uint32_t i = 0; i < count; ++i)
      if (!dict_set(thread, as<Dict>(keywords), as<Tuple>(args.names)[i], args.data[args.positional + i])) return error_set;
  }
  auto* caller = allocate<MethodCaller>(type);
  caller->name = args[0];
  caller->arguments = make_tuple(thread, args.data + 1, args.positional - 1);
  caller->keywords = std::move(keywords);
  track(caller);
  return own(caller);
}

Value method_caller_call(Thread& thread, Ref self, Args args) {
  Value object = one_argument(thread, "methodcaller", args);
  if (!object) return error_set;
  MethodCaller& caller = as<MethodCaller>(self);
  Value arguments = caller.arguments, keywords = caller.keywords;
  Value name = attribute_name(thread, caller.name);
  if (!name) return error_set;
  Value method = get_attribute(thread, object, name);
  if (!method) return error_set;
  return call_tuple(thread, method, arguments, keywords);
}

Value shown(Thread& thread, Ref self, Ref values, Ref keywords) {
  ReprGuard guard(thread, self);
  TextBuilder out(thread);
  out.add(type_name(thread, self));
  if (!guard.entered()) {
    out.add("(...)");
    return out.finish();
  }
  out.add("(");
  bool first = true;
  for (Ref v : as<Tuple>(values)) {
    if (!first) out.add(", ");
    first = false;
    if (!out.add_repr(v)) return error_set;
  }
  if (keywords) {
    DictCursor cursor;
    while (DictEntry* entry = cursor.next(thread, as<Dict>(keywords))) {
      Value value = entry->value;
      out.add(", ");
      out.add_value(entry->key);
      out.add("=");
      if (!out.add_repr(value)) return error_set;
    }
  }
  out.add(")");
  return out.finish();
}

Value with_name(Thread& thread, const MethodCaller& caller) {
  const Tuple& rest = as<Tuple>(caller.arguments);
  std::vector<Value> all{caller.name};
  all.insert(all.end(), rest.begin(), rest.end());
  return make_tuple(thread, all.data(), all.size());
}

Value attribute_getter_repr(Thread& thread, Ref self) { return shown(thread, self, as<AttributeGetter>(self).names, {}); }
Value item_getter_repr(Thread& thread, Ref self) { return shown(thread, self, as<ItemGetter>(self).items, {}); }
Value method_caller_repr(Thread& thread, Ref self) {
  MethodCaller& caller = as<MethodCaller>(self);
  Value values = with_name(thread, caller), keywords = caller.keywords;
  return shown(thread, self, values, keywords);
}

Value type_and(Thread& thread, Ref self, Ref arguments) { return make_tuple(thread, {Value(Ref(type_of(thread, self))), arguments}); }
Value attribute_getter_reduce(Thread& thread, Ref self, Args) { return type_and(thread, self, as<AttributeGetter>(self).names); }
Value item_getter_reduce(Thread& thread, Ref self, Args) { return type_and(thread, self, as<ItemGetter>(self).items); }
Value method_caller_reduce(Thread& thread, Ref self, Args) {
  MethodCaller& caller = as<MethodCaller>(self);
  Value type(Ref(type_of(thread, self)));
  if (!caller.keywords) return type_and(thread, self, with_name(thread, caller));
  Value arguments = caller.arguments, keywords = caller.keywords, name = caller.name;
  Value import = get_attribute(thread, thread.rt.builtins_module, "__import__");
  if (!import) return error_set;
  Value functools = call(thread, import, native_str(thread, "functools"));
  if (!functools) return error_set;
  Value partial = get_attribute(thread, functools, "partial");
  if (!partial) return error_set;
  Value positional = make_tuple(thread, {type, name});
  Value bound = call_tuple(thread, partial, positional, keywords);
  if (!bound) return error_set;
  return make_tuple(thread, {bound, arguments});
}

template <NewFn make, CallFn call_function, UnaryFn repr_function>
void fill(Slots& s, Runtime& rt) {
  s.make = make;
  s.call = call_function;
  if (has_repr(rt.release)) s.repr = repr_function;
}

constexpr Method attribute_getter_methods[] = {{"__reduce__(self, /)", attribute_getter_reduce, shows_and_pickles}};
constexpr Method item_getter_methods[] = {{"__reduce__(self, /)", item_getter_reduce, shows_and_pickles}};
constexpr Method method_caller_methods[] = {{"__reduce__(self, /)", method_caller_reduce, shows_and_pickles}};

const TypeSpec attribute_getter_spec{.name = "operator.attrgetter", .layout = layout_of<AttributeGetter>, .methods = attribute_getter_methods,
                                     .fill = fill<attribute_getter_make, attribute_getter_call, attribute_getter_repr>};
const TypeSpec item_getter_spec{.name = "operator.itemgetter", .layout = layout_of<ItemGetter>, .methods = item_getter_methods,
                                .fill = fill<item_getter_make, item_getter_call, item_getter_repr>};
const TypeSpec method_caller_spec{.name = "operator.methodcaller", .layout = layout_of<MethodCaller>, .methods = method_caller_methods,
                                  .fill = fill<method_caller_make, method_caller_call, method_caller_repr>};

}  // namespace

bool add_operator_getters(Thread& thread, Module& module) {
  auto add = [&](const char* name, const TypeSpec& spec) { return module_add(thread, module, name, Value(Ref(make_builtin_type(thread.rt, spec)))); };
  return add("attrgetter", attribute_getter_spec) && add("itemgetter", item_getter_spec) &&
         (thread.rt.release.until(2, 5) || add("methodcaller", method_caller_spec));
}

}  // namespace xvm
