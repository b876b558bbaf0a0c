// Wrapper descriptors: from the arguments of a special method to a slot function's.
#include "vm/slot_wrappers.h"

#include "objects/bytes.h"
#include "objects/descriptor.h"
#include "objects/int.h"
#include "objects/memoryview.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/attributes.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/signature.h"

namespace xvm {

namespace {

bool singular_argument(const Release& r) { return r.since(3, 8); }   // "1 argument" where earlier releases say "1 arguments"

// Whether exactly `wanted` arguments were given.
bool expect(Thread& thread, Args args, std::uint32_t wanted) {
  if (args.size() == wanted) return true;
  const char* plural = wanted == 1 && singular_argument(thread.rt.release) ? "" : "s";
  return raise_type_error(thread, "expected {} argument{}, got {}", wanted, plural, args.size());
}
// The words of functions that unpack tuples, which have no name here.
bool expect_between(Thread& thread, Args args, std::uint32_t least, std::uint32_t most) { return check_unpack_count(thread, "", args.size(), least, most); }

bool index_argument(Thread& thread, Ref v, std::int64_t& out) { return as_sequence_index(thread, v, thread.rt.exc.OverflowError, out); }

template <class F>
F fn(AnyFn f) { return reinterpret_cast<F>(f); }

Value from_test(int r) { return r < 0 ? Value() : Value::of(r != 0); }
Value done(bool ok) { return ok ? none_value() : Value(); }

// object.__setattr__(type, ...) and the like would go around the checks of a more derived built-in type.
bool setter_is_safe(Thread& thread, Ref self, SetFn function, const char* what) {
  Type* type = type_of(thread, self);
  while (type && type->has(HeapType)) type = type->base;
  if (!type || type->slots.set_attribute == function) return true;
  return raise_type_error(thread, "can't apply this {} to {} object", what, type->name);
}

}  // namespace

Value wrap_unary(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  if (!expect(thread, args, 0)) return error_set;
  return fn<UnaryFn>(f)(thread, self);
}
Value wrap_binary(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  if (!expect(thread, args, 1)) return error_set;
  return fn<BinaryFn>(f)(thread, self, args[0]);
}
Value wrap_binary_reflected(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  if (!expect(thread, args, 1)) return error_set;
  return fn<BinaryFn>(f)(thread, args[0], self);
}
Value wrap_power(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  if (!expect_between(thread, args, 1, 2)) return error_set;
  return fn<PowerFn>(f)(thread, self, args[0], args.size() > 1 ? args[1] : none);
}
Value wrap_power_reflected(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  if (!expect_between(thread, args, 1, 2)) return error_set;
  return fn<PowerFn>(f)(thread, args[0], self, args.size() > 1 ? args[1] : none);
}
Value wrap_repeat(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  std::int64_t count;
  if (!expect_between(thread, args, 1, 1) || !index_argument(thread, args[0], count)) return error_set;
  return fn<GetItemIndexFn>(f)(thread, self, count);
}
Value wrap_index_item(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  std::int64_t index;
  if (!expect(thread, args, 1) || !index_argument(thread, args[0], index)) return error_set;
  if (index < 0 && type_of(thread, self)->slots.length) {
    std::int64_t n = type_of(thread, self)->slots.length(thread, self);
    if (n < 0) return error_set;
    index += n;
  }
  return fn<GetItemIndexFn>(f)(thread, self, index);
}
Value wrap_truth(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  if (!expect(thread, args, 0)) return error_set;
  return from_test(fn<TestFn>(f)(thread, self));
}
Value wrap_hash(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  std::int64_t hash;
  if (!expect(thread, args, 0) || !fn<HashFn>(f)(thread, self, hash)) return error_set;
  return make_int(thread, hash);
}
Value wrap_length(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  if (!expect(thread, args, 0)) return error_set;
  std::int64_t n = fn<LengthFn>(f)(thread, self);
  return n < 0 ? Value() : make_int(thread, n);
}
Value wrap_contains(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  if (!expect(thread, args, 1)) return error_set;
  return from_test(fn<ContainsFn>(f)(thread, self, args[0]));
}
Value wrap_compare(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition& definition) {
  if (!expect(thread, args, 1)) return error_set;
  char a = definition.name[2], b = definition.name[3];   // lt le eq ne gt ge
  Compare op = a == 'l' ? (b == 't' ? Compare::Lt : Compare::Le) : a == 'g' ? (b == 't' ? Compare::Gt : Compare::Ge) : a == 'e' ? Compare::Eq : Compare::Ne;
  return fn<CompareFn>(f)(thread, self, args[0], op);
}
Value wrap_three_way(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  if (!expect(thread, args, 1)) return error_set;
  Type *mine = type_of(thread, self), *others = type_of(thread, args[0]);
  ThreeWayFn compare = fn<ThreeWayFn>(f);
  if (others->slots.three_way != compare && !is_subtype(others, mine))
    return raise_type_error(thread, "{}.__cmp__(x,y) requires y to be a '{}', not a '{}'", mine->name, mine->name, others->name);
  int c = compare(thread, self, args[0]);
  return c == -2 ? Value() : Value::small(c);
}
Value wrap_set_item(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  if (!expect_between(thread, args, 2, 2)) return error_set;
  return done(fn<SetFn>(f)(thread, self, args[0], args[1]));
}
Value wrap_delete_item(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  if (!expect(thread, args, 1)) return error_set;
  return done(fn<SetFn>(f)(thread, self, args[0], Ref()));
}
Value wrap_get_attribute(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  if (!expect(thread, args, 1)) return error_set;
  Value name = attribute_name(thread, args[0]);
  return name ? fn<GetAttrFn>(f)(thread, self, name) : Value();
}
Value wrap_set_attribute(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  if (!expect_between(thread, args, 2, 2)) return error_set;
  if (!setter_is_safe(thread, self, fn<SetFn>(f), "__setattr__")) return error_set;
  Value name = attribute_name(thread, args[0]);
  return name ? done(fn<SetFn>(f)(thread, self, name, args[1])) : Value();
}
Value wrap_delete_attribute(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  if (!expect(thread, args, 1)) return error_set;
  if (!setter_is_safe(thread, self, fn<SetFn>(f), "__delattr__")) return error_set;
  Value name = attribute_name(thread, args[0]);
  return name ? done(fn<SetFn>(f)(thread, self, name, Ref())) : Value();
}
// The bounds of a slice of 2.x, of which `wanted` arguments were to be given: C integers.
static bool slice_arguments(Thread& thread, Args args, std::uint32_t wanted, std::int64_t& low, std::int64_t& high) {
  if (args.size() != wanted) return raise_type_error(thread, "function takes exactly {} arguments ({} given)", wanted, args.size());
  return as_c_long(thread, args[0], low) && as_c_long(thread, args[1], high);
}
Value wrap_get_slice(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  std::int64_t low, high;
  if (!slice_arguments(thread, args, 2, low, high)) return error_set;
  return fn<GetSliceFn>(f)(thread, self, low, high);
}
Value wrap_set_slice(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  std::int64_t low, high;
  if (!slice_arguments(thread, args, 3, low, high)) return error_set;
  return done(fn<SetSliceFn>(f)(thread, self, low, high, args[2]));
}
Value wrap_delete_slice(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  std::int64_t low, high;
  if (!slice_arguments(thread, args, 2, low, high)) return error_set;
  return done(fn<SetSliceFn>(f)(thread, self, low, high, Ref()));
}
Value wrap_coerce(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  if (!expect(thread, args, 1)) return error_set;
  Value a(self), b(args[0]);
  int r = fn<CoerceFn>(f)(thread, a, b);
  if (r < 0) return error_set;
  return r ? make_tuple(thread, {a, b}) : not_implemented_value();
}
Value wrap_call(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) { return fn<CallFn>(f)(thread, self, args); }
Value wrap_init(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) { return done(fn<InitFn>(f)(thread, self, args)); }
Value wrap_next(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  if (!expect(thread, args, 0)) return error_set;
  Value item = fn<NextFn>(f)(thread, self);
  if (!item && !thread.has_error()) return raise_class(thread, thread.rt.exc.StopIteration);
  return item;
}
Value wrap_descr_get(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  if (!expect_between(thread, args, 1, 2)) return error_set;
  Ref instance = args[0], owner = args.size() > 1 ? args[1] : none;
  if (instance.is_none()) instance = Ref();
  if (owner.is_none()) owner = Ref();
  if (!instance && !owner) return raise_type_error(thread, "__get__(None, None) is invalid");
  return fn<DescrGetFn>(f)(thread, self, instance, owner);
}
Value wrap_descr_set(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  if (!expect_between(thread, args, 2, 2)) return error_set;
  return done(fn<SetFn>(f)(thread, self, args[0], args[1]));
}
Value wrap_descr_delete(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  if (!expect(thread, args, 1)) return error_set;
  return done(fn<SetFn>(f)(thread, self, args[0], Ref()));
}
Value wrap_finalize(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  if (!expect(thread, args, 0)) return error_set;
  return done(fn<bool (*)(Thread&, Ref)>(f)(thread, self));
}
Value wrap_buffer(Thread& thread, AnyFn f, Ref self, Args args, const SlotDefinition&) {
  std::int64_t flags;
  if (!expect_between(thread, args, 1, 1) || !index_argument(thread, args[0], flags)) return error_set;
  if (flags != static_cast<int>(flags)) return raise(thread, thread.rt.exc.OverflowError, "buffer flags too large");
  constexpr std::int64_t writable = 1, format = 4, shape = 8;
  if (is<MemoryView>(self) && (flags & (format | shape)) == format)
    return raise(thread, thread.rt.exc.BufferError, "memoryview: cannot cast to unsigned bytes if the format flag is present");
  return make_memoryview(thread, self, fn<BufferFn>(f), (flags & writable) != 0);
}
Value wrap_release_buffer(Thread& thread, AnyFn, Ref, Args args, const SlotDefinition&) {
  if (!expect_between(thread, args, 1, 1)) return error_set;
  if (type_of(thread, args[0]) != thread.rt.types.memoryview) return raise_type_error(thread, "expected a memoryview object");
  return call_method(thread, args[0], native_intern(thread, "release"));
}

}  // namespace xvm
