#include "vm/found_count.h"

#include <string_view>

#include "objects/dict.h"
#include "objects/function.h"
#include "objects/generator.h"
#include "objects/memoryview.h"
#include "objects/tuple.h"
#include "pyc/release.h"
#include "vm/frame.h"
#include "vm/heap.h"
#include "vm/runtime.h"
#include "vm/shape.h"
#include "vm/thread.h"
#include "vm/type.h"

namespace xvm {

namespace {

bool instances_have_dicts(const Release& r) { return r.until(3, 10); }
bool generators_have_frames(const Release& r) { return r.until(3, 10); }   // frame objects, which hold no function
bool untracks_dicts(const Release& r) { return !r.until(2, 6) && !(r.since(3, 0) && r.until(3, 0)); }
bool views_have_managers(const Release& r) { return r.since(3, 3); }

bool may_be_tracked(Ref v) {
  if (!v.is_object() || (is_exact<Tuple>(v) && as<Tuple>(v).length == 0)) return false;
  return layout_of_object(v.object()).gc || (v.object()->flags & HasHead);
}

// Tuples that an iterator keeps to give its next item in.
std::int64_t kept_tuples(const Type* type) {
  const Types& types = current_thread().rt.types;
  return type == types.enumerate || type == types.zip ? 1 : 0;
}

// Functions, with their closures and defaults, that only generators' frames hold.
std::int64_t functions_of_frames(const std::vector<Value>& rest) {
  struct Held { Function* function; std::int64_t frames; };
  std::vector<Held> held;
  for (const Value& v : rest) {
    const Generator* generator = try_as<Generator>(v);
    Function* function = generator && generator->frame ? try_as<Function>(generator->frame->owner) : nullptr;
    if (!function) continue;
    bool known = false;
    for (Held& h : held)
      if (h.function == function) ++h.frames, known = true;
    if (!known) held.push_back({function, 1});
  }
  std::int64_t count = 0;
  for (const Value& v : rest) {
    Function* function = try_as<Function>(v);
    if (!function) continue;
    for (const Held& h : held)
      if (h.function == function && function->refs == h.frames + 1) count += 1 + (function->closure && function->closure.object()->refs == 2);
  }
  return count;
}

}  // namespace

bool holds_only_atoms(Ref v) {
  if (is_exact<Dict>(v)) {
    DictCursor cursor;
    while (DictEntry* entry = cursor.next(as<Dict>(v)))
      if (may_be_tracked(entry->key) || may_be_tracked(entry->value)) return false;
    return true;
  }
  return is_exact<Tuple>(v) && as<Tuple>(v).length == 0;
}

bool would_have_dict(const Release& release, Object* o) {
  if (!(o->flags & HasHead) || !o->type->has(InstancesHaveDict)) return false;
  if (!instances_have_dicts(release) && o->type->layout == current_thread().rt.types.object->layout) return false;   // they keep values in themselves
  InstanceHead* head = head_of(o);
  if (head->dict) return false;
  for (std::uint32_t i = o->type->slot_values; i < head->capacity; ++i)
    if (may_be_tracked(head->values[i])) return true;
  return false;
}

std::int64_t count_found(const Release& release, const std::vector<Value>& rest) {
  std::int64_t count = static_cast<std::int64_t>(rest.size());
  bool generators = false;
  for (const Value& v : rest) {
    Object* o = v.object();
    count += would_have_dict(release, o) + kept_tuples(o->type);
    if (is_exact<Dict>(v) && untracks_dicts(release) && holds_only_atoms(v)) --count;
    if (is<ManagedBuffer>(v) && !views_have_managers(release)) --count;
    if (const Generator* generator = try_as<Generator>(v); generator && generator->frame && generators_have_frames(release)) {
      generators = true;
      count += !generator->frame->object;
    }
  }
  return generators ? count - functions_of_frames(rest) : count;
}

}  // namespace xvm
