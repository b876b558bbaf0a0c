// Weak references and proxies. Referents are found in a table of the heap; the referent's HasWeakRefs flag says that it is listed.
#pragma once

#include <vector>

#include "vm/object.h"

namespace xvm {

class Thread;
struct ErrorSet;

struct WeakRef : Object {
  static constexpr Kind kind = Kind::WeakRef;
  static constexpr const char* layout_name = "weakref";
  static constexpr bool gc = true;
  Object* referent = nullptr;    // borrowed; null when it died
  Value callback;
  std::int64_t hash = -1;
  Object* alive() const { return referent && referent->refs ? referent : nullptr; }   // one that waits for its death is not
  ~WeakRef();
  void traverse(Visitor& v) { v(callback); }
  void clear() { callback = nullptr; }
};
Value make_weakref(Thread& thread, Type* type, Ref referent, Ref callback);   // callback null or None: none
bool is_proxy(Thread& thread, Ref v);
bool can_be_weakly_referenced(Thread& thread, Ref v);
ErrorSet raise_no_weakref(Thread& thread, Ref v);
// Called when the last reference went away, or by the collector: clears all weak references to it, then runs callbacks.
void clear_weakrefs(Object* referent);

// A referent's references as getweakrefs() lists them: the shared reference and proxy, then the others, youngest first.
std::vector<WeakRef*> weakrefs_in_order(Thread& thread, const std::vector<WeakRef*>& list);

}  // namespace xvm
