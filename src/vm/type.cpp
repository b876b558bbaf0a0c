// Types: what any value's type is, lookups through the MRO with a cache, versions, names.
#include "vm/type.h"

#include "objects/class_obj.h"
#include "objects/dict.h"
#include "objects/shared_keys.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/runtime.h"
#include "vm/shape.h"
#include "vm/slot_table.h"
#include "vm/thread.h"
#include "vm/type_cache.h"
#include "vm/type_dict.h"

namespace xvm {

namespace {

// A lookup's answer, for a type's version: also that there is none. The name is owned, so that its address stays its own.
struct CacheEntry {
  std::uint32_t version = 0;
  Value name;
  Ref found;
};
constexpr std::size_t cache_size = 4096;
union Cache {
  CacheEntry entries[cache_size];
  constexpr Cache() : entries{} {}
  ~Cache() {}   // the process gives it back
};
constinit Cache cache;
std::uint32_t last_version = 0;

CacheEntry& cache_entry(std::uint32_t version, Ref name) {
  std::uint64_t hash = (name.raw() >> 4) ^ (version * 0x9e3779b1u);
  return cache.entries[hash & (cache_size - 1)];
}

Ref find_in_mro(Type* type, Ref name) {
  if (!type->mro) return filled_dict(*type) ? dict_get_name(as<Dict>(type->dict), name) : Ref();
  for (const Value& entry : as<Tuple>(type->mro)) {
    Ref dict = is<Type>(entry) ? Ref(filled_dict(as<Type>(entry))) : Ref(as<ClassObj>(entry).dict);
    if (!dict) continue;
    if (Ref found = dict_get_name(as<Dict>(dict), name)) return found;
  }
  return {};
}

void renew(Type* type) {
  type->version = type->has(ClassicBases) ? 0 : new_type_version();
  if (type->root_shape) renew_shape_ids(type->root_shape);
}

}  // namespace

std::uint32_t new_type_version() { return last_version == ~0U ? 0 : ++last_version; }

void clear_type_cache() {
  if (last_version == 0) return;   // nobody has looked anything up
  for (CacheEntry& entry : cache.entries) entry = CacheEntry{};
}

Type* type_of_immediate(Thread& thread, Ref v) {
  const Types& types = thread.rt.types;
  if (v.is_small_int()) return types.int_;
  if (v.is_double()) return types.float_;
  if (v.is_bool()) return types.bool_;
  if (v.is_none()) return types.none_type;
  if (v.is_ellipsis()) return types.ellipsis_type;
  return types.not_implemented_type;
}

bool is_subtype(const Type* type, const Type* base) {
  if (type == base) return true;
  if (type->mro) {
    for (const Value& entry : as<Tuple>(type->mro))
      if (entry.object() == base) return true;
    return false;
  }
  for (const Type* t = type; t; t = t->base)
    if (t == base) return true;
  return false;
}

Ref type_find(Type* type, Ref name) {
  std::uint32_t version = type->version;
  if (version == 0) return find_in_mro(type, name);
  CacheEntry& entry = cache_entry(version, name);
  if (entry.version == version && entry.name == name) return entry.found;
  Ref found = find_in_mro(type, name);
  entry.version = version;
  entry.name = name;
  entry.found = found;
  return found;
}

Value type_lookup(Type* type, Ref name) {
  if (!is_interned(name)) {
    Value interned = intern(current_thread(), Value(name));
    return Value(type_find(type, interned));
  }
  return Value(type_find(type, name));
}

void type_modified(Type* type) {
  if (!type->has(Ready)) return;
  renew(type);
  if (type->subtypes.empty()) return;
  std::vector<Type*> work(type->subtypes);
  while (!work.empty()) {
    Type* next = work.back();
    work.pop_back();
    renew(next);
    work.insert(work.end(), next->subtypes.begin(), next->subtypes.end());
  }
}

std::string type_display_name(const Type* type) {
  if (!type->has(HeapType)) return type->name;
  Thread& thread = current_thread();
  std::string name = type->qualname ? native_utf8(type->qualname) : type->name;
  Ref module = type->dict ? dict_get_name(as<Dict>(type->dict), thread.rt.names.module__) : Ref();
  if (!module || !is_native_str(thread, module)) return name;
  std::string module_name = native_utf8(module);
  return module_name == "builtins" || module_name == "__builtin__" ? name : module_name + "." + name;
}

Type::~Type() {
  if (base_ref && !bases) std::erase(base->subtypes, this);
  if (bases)
    for (const Value& b : as<Tuple>(bases))
      if (is<Type>(b)) std::erase(as<Type>(b).subtypes, this);
  delete root_shape;
  forget_class_keys(this);
}

void Type::traverse(Visitor& v) {
  v(base_ref), v(bases), v(mro), v(dict), v(type_name), v(qualname), v(subclasses), v(new_method);
}

void Type::clear() {
  if (has(HeapType)) type_modified(this);   // before what caches borrow goes
  if (dict) dict_clear(as<Dict>(dict));
  if (!has(HeapType)) return;
  mro = nullptr;   // holds the type itself
  subclasses = nullptr;
}

}  // namespace xvm
