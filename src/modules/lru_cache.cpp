// _functools._lru_cache_wrapper: a function with a cache of its results, bounded by use, unbounded, or none at all.
#include <vector>

#include "modules/functools.h"
#include "modules/iterator_struct.h"
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/function.h"

namespace xvm {

namespace {

bool single_argument_is_key(const Release& r) { return r.since(3, 7); }   // an int or str; before always a tuple

constexpr std::uint32_t no_node = ~0U;
struct Node {
  Value key, result;
  std::int64_t hash;
  std::uint32_t previous, next;
};

struct LruCache : Object {
  XVM_OBJECT("functools._lru_cache_wrapper")
  Value function, cache, info_type, mark;   // cache: key -> result, or of a bounded one key -> number of its node
  std::int64_t maxsize = -1;                // -1 unbounded
  std::int64_t hits = 0, misses = 0;
  bool typed = false;
  std::vector<Node> nodes;                  // from the one used longest ago to the newest
  std::uint32_t oldest = no_node, newest = no_node, spare = no_node;
  void traverse(Visitor& v) {
    v(function), v(cache), v(info_type), v(mark);
    for (const Node& node : nodes) v(node.key), v(node.result);
  }
  void clear() {
    std::vector<Node> dead = std::move(nodes);
    nodes.clear();
    oldest = newest = spare = no_node;
    if (cache) dict_clear(as<Dict>(cache));
  }
};

void unlink(LruCache& c, std::uint32_t n) {
  Node& node = c.nodes[n];
  (node.previous == no_node ? c.oldest : c.nodes[node.previous].next) = node.next;
  (node.next == no_node ? c.newest : c.nodes[node.next].previous) = node.previous;
}
void link_newest(LruCache& c, std::uint32_t n) {
  c.nodes[n].previous = c.newest;
  c.nodes[n].next = no_node;
  (c.newest == no_node ? c.oldest : c.nodes[c.newest].next) = n;
  c.newest = n;
}

Value cache_make(Thread& thread, Type* type, Args args) {
  Bound<4> a(thread, "lru_cache(user_function, maxsize, typed, cache_info_type)", args);
  if (!a) return error_set;
  if (!is_callable(thread, a[0])) return raise_type_error(thread, "the first argument must be callable");
  std::int64_t maxsize = -1;
  if (!a[1].is_none()) {
    if (!is_index(thread, a[1])) return raise_type_error(thread, "maxsize should be integer or None");
    if (!ssize_argument(thread, a[1], maxsize)) return error_set;
    if (maxsize < 0) maxsize = 0;
  }
  int typed = truth(thread, a[2]);
  if (typed < 0) return error_set;
  LruCache* c = allocate<LruCache>(type);
  c->function = Value(a[0]);
  c->cache = make_dict(thread);
  c->info_type = Value(a[3]);
  c->mark = own(allocate<Instance>(thread.rt.types.object));
  c->maxsize = maxsize;
  c->typed = typed;
  track(c);
  return own(c);
}

bool own_key(Thread& thread, Ref v) {
  return v.is_small_int() || is_exact_int(v) || (v.is_object() && v.object()->type == thread.rt.types.text);
}

Value make_key(Thread& thread, LruCache& c, Args args) {
  std::uint32_t keywords = args.keywords();
  if (single_argument_is_key(thread.rt.release) && !c.typed && keywords == 0 && args.positional == 1 && own_key(thread, args[0])) return Value(args[0]);
  std::vector<Value> parts(args.begin(), args.end());
  if (keywords) {
    parts.push_back(c.mark);
    for (std::uint32_t i = 0; i < keywords; ++i) {
      parts.push_back(as<Tuple>(args.names).items()[i]);
      parts.push_back(args.data[args.positional + i]);
    }
  }
  if (c.typed)
    for (std::uint32_t i = 0; i < args.positional + keywords; ++i) parts.push_back(Value(type_of(thread, args.data[i])));
  return make_tuple_moved(thread, parts.data(), parts.size());
}

Value cache_call(Thread& thread, Ref self, Args args) {
  LruCache& c = as<LruCache>(self);
  Value alive(self), function = c.function;
  if (c.maxsize == 0) {
    ++c.misses;
    return call(thread, function, args);
  }
  Value key = make_key(thread, c, args);
  std::int64_t hash;
  if (!key || !key_hash(thread, key, hash)) return error_set;
  Value cache = c.cache;
  Value found(dict_get_hashed(thread, as<Dict>(cache), key, hash));
  if (!found && thread.has_error()) return error_set;
  bool bounded = c.maxsize > 0;
  if (found) {
    ++c.hits;
    if (!bounded) return found;
    std::uint32_t n = static_cast<std::uint32_t>(found.small_int());
    unlink(c, n);
    link_newest(c, n);
    return c.nodes[n].result;
  }
  ++c.misses;
  Value result = call(thread, function, args);
  if (!result) return result;
  if (!bounded) return dict_set_hashed(thread, as<Dict>(cache), key, hash, result) ? std::move(result) : Value();
  // The call may have put the same key there.
  found = Value(dict_get_hashed(thread, as<Dict>(cache), key, hash));
  if (found) return result;
  if (thread.has_error()) return error_set;
  Value old_key, old_result;
  std::uint32_t n;
  if (static_cast<std::int64_t>(as<Dict>(cache).length) >= c.maxsize && c.oldest != no_node) {
    n = c.oldest;
    unlink(c, n);
    old_key = std::move(c.nodes[n].key);
    old_result = std::move(c.nodes[n].result);
    if (dict_delete_hashed(thread, as<Dict>(cache), old_key, c.nodes[n].hash) < 0) {
      c.nodes[n].next = c.spare;
      c.spare = n;
      return error_set;
    }
  } else if (c.spare != no_node) {
    n = c.spare;
    c.spare = c.nodes[n].next;
  } else {
    n = static_cast<std::uint32_t>(c.nodes.size());
    c.nodes.push_back({});
  }
  c.nodes[n].key = key;
  c.nodes[n].result = result;
  c.nodes[n].hash = hash;
  link_newest(c, n);
  return dict_set_hashed(thread, as<Dict>(cache), key, hash, Value::small(n)) ? std::move(result) : Value();
}

Value cache_info(Thread& thread, Ref self, Args) {
  LruCache& c = as<LruCache>(self);
  Value info_type = c.info_type;
  std::vector<Value> values;
  values.push_back(make_int(thread, c.hits));
  values.push_back(make_int(thread, c.misses));
  values.push_back(c.maxsize < 0 ? none_value() : make_int(thread, c.maxsize));
  values.push_back(make_int(thread, as<Dict>(c.cache).length));
  return call(thread, info_type, Args{values.data(), 4, {}});
}

Value cache_clear(Thread&, Ref self, Args) {
  LruCache& c = as<LruCache>(self);
  c.hits = c.misses = 0;
  c.clear();
  return none_value();
}

Value cache_itself(Thread&, Ref self, Args) { return Value(self); }
Value cache_reduce(Thread& thread, Ref self, Args) { return get_attribute(thread, self, thread.rt.names.qualname__); }
Value cache_get(Thread& thread, Ref self, Ref instance, Ref) {
  return !instance || instance.is_none() ? Value(self) : make_method(thread, self, instance);
}

void fill_cache(Slots& slots, Runtime&) {
  slots.make = cache_make;
  slots.call = cache_call;
  slots.descr_get = cache_get;
}

constexpr Method cache_methods[] = {
    {"__copy__(self, /)", cache_itself},
    {"__deepcopy__(self, memo, /)", cache_itself},
    {"__reduce__(self, /)", cache_reduce},
    {"cache_clear(self, /)", cache_clear},
    {"cache_info(self, /)", cache_info},
};

constexpr GetSetRow cache_getset[] = {{"__dict__", own_dict, set_own_dict}};

}  // namespace

bool add_lru_cache(Thread& thread, Module& module) {
  static constexpr TypeSpec spec{.name = "functools._lru_cache_wrapper", .layout = layout_of<LruCache>, .flags = BaseType | HasWeakrefs | InstancesHaveHead | InstancesHaveDict | MethodDescr, .methods = cache_methods, .getset = cache_getset, .fill = fill_cache};
  return module_add_type(thread, module, make_builtin_type(thread.rt, spec));
}

}  // namespace xvm
