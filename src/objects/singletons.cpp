// The types of None, Ellipsis and NotImplemented. Their values are immediate.
#include "base/hashing.h"
#include "objects/text.h"
#include "objects/number_types.h"
#include "vm/errors.h"
#include "vm/runtime.h"
#include "vm/type.h"
#include "vm/warnings.h"

namespace xvm {

namespace {

bool makes_singletons(const Release& r) { return r.since(3, 3); }
bool constant_hash_of_none(const Release& r) { return r.since(3, 12); }
bool not_implemented_warns(const Release& r) { return r.since(3, 9); }
constexpr Range reduces_to_name = since(3, 4);

Value repr_none(Thread& thread, Ref) { return native_intern(thread, "None"); }
Value repr_ellipsis(Thread& thread, Ref) { return native_intern(thread, "Ellipsis"); }
Value repr_not_implemented(Thread& thread, Ref) { return native_intern(thread, "NotImplemented"); }
int none_is_false(Thread&, Ref) { return 0; }

int not_implemented_is_true(Thread& thread, Ref) {
  return warn(thread, thread.rt.exc.DeprecationWarning, "NotImplemented should not be used in a boolean context") ? 1 : -1;
}

bool hash_none(Thread& thread, Ref v, std::int64_t& hash) {
  if (constant_hash_of_none(thread.rt.release)) hash = 0xfca86420;
  else hash = hash_pointer(thread.rt.release.until(2, 5) ? PointerHash::Plain : PointerHash::Rotated, 0x7f0000900000 + (v.raw() & 0xff) * 16);
  return true;
}

template <std::uint64_t bits>
Value make_singleton(Thread& thread, Type* type, Args args) {
  if (!makes_singletons(thread.rt.release)) return raise_type_error(thread, "cannot create '{}' instances", type->name);
  if (args.positional || args.keywords()) return raise_type_error(thread, "{} takes no arguments", type->name);
  return Value::from_bits(bits);
}

Value reduce(Thread& thread, Ref self, Args) { return self.is_ellipsis() ? repr_ellipsis(thread, self) : repr_not_implemented(thread, self); }

void fill_none(Slots& s, Runtime& rt) {
  s.repr = repr_none;
  s.hash = hash_none;
  s.make = make_singleton<bits::none>;
  if (rt.release.since(3, 3)) s.truth = none_is_false;
}
void fill_ellipsis(Slots& s, Runtime&) {
  s.repr = repr_ellipsis;
  s.hash = hash_none;
  s.make = make_singleton<bits::ellipsis>;
}
void fill_not_implemented(Slots& s, Runtime& rt) {
  s.repr = repr_not_implemented;
  s.hash = hash_none;
  s.make = make_singleton<bits::not_implemented>;
  if (not_implemented_warns(rt.release)) s.truth = not_implemented_is_true;
}

constexpr Method reduce_methods[] = {
    {"__reduce__(self, /)", reduce, reduces_to_name},
};

const TypeSpec none_spec{.name = "NoneType", .layout = layout_of<Instance>, .fill = fill_none};
const TypeSpec ellipsis_spec{.name = "ellipsis", .layout = layout_of<Instance>, .methods = reduce_methods, .fill = fill_ellipsis};
const TypeSpec not_implemented_spec{.name = "NotImplementedType", .layout = layout_of<Instance>, .methods = reduce_methods, .fill = fill_not_implemented};

}  // namespace

void make_singleton_types(Runtime& rt) {
  rt.types.none_type = make_builtin_type(rt, none_spec);
  rt.types.ellipsis_type = make_builtin_type(rt, ellipsis_spec);
  rt.types.not_implemented_type = make_builtin_type(rt, not_implemented_spec);
}

}  // namespace xvm
