#include "modules/sys_sizes.h"

#include "objects/int.h"
#include "objects/text.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/shape.h"

namespace xvm {

namespace {

// Sizes without the collector's header, by the releases where they changed.
enum Era : std::uint8_t { Python2, To37, To39, To310, To311, From312, EraCount };
Era era_of(const Release& r) {
  if (r.python2()) return Python2;
  if (r.until(3, 7)) return To37;
  if (r.until(3, 9)) return To39;
  if (r.until(3, 10)) return To310;
  return r.until(3, 11) ? To311 : From312;
}
std::int64_t header_size(const Release& r) { return r.until(3, 7) ? 32 : 16; }

struct Row {
  Type* Types::*type;
  std::int16_t sizes[EraCount];
};
constexpr Row rows[] = {
    {&Types::function, {88, 112, 120, 128, 136, 144}}, {&Types::generator, {48, 96, 96, 88, 160, 160}}, {&Types::module, {24, 56, 56, 56, 56, 56}},
    {&Types::native, {40, 48, 56, 56, 56, 56}}, {&Types::slice, {40, 40, 40, 40, 40, 40}}, {&Types::property, {56, 56, 56, 64, 64, 64}},
    {&Types::super, {40, 40, 40, 40, 40, 40}}, {&Types::enumerate, {48, 48, 48, 48, 56, 56}}, {&Types::static_method, {24, 32, 32, 32, 32, 32}},
    {&Types::class_method, {24, 32, 32, 32, 32, 32}}, {&Types::slot_wrapper, {48, 56, 56, 56, 56, 56}}, {&Types::method_descriptor, {40, 48, 56, 56, 56, 56}},
    {&Types::method_wrapper, {32, 32, 32, 32, 32, 32}}, {&Types::bound_method, {40, 40, 48, 48, 48, 48}}, {&Types::memoryview, {120, 168, 168, 168, 168, 168}},
    {&Types::zip, {40, 40, 40, 48, 48, 48}}, {&Types::map, {32, 32, 32, 32, 32, 32}}, {&Types::filter, {32, 32, 32, 32, 32, 32}},
    {&Types::mapping_proxy, {24, 24, 24, 24, 24, 24}}, {&Types::dict_keys, {24, 24, 24, 24, 24, 24}}, {&Types::dict_values, {24, 24, 24, 24, 24, 24}},
    {&Types::dict_items, {24, 24, 24, 24, 24, 24}}, {&Types::getset, {40, 48, 48, 48, 48, 48}}, {&Types::cell, {24, 24, 24, 24, 24, 24}},
    {&Types::list_iterator, {32, 32, 32, 32, 32, 32}}, {&Types::tuple_iterator, {32, 32, 32, 32, 32, 32}}, {&Types::set_iterator, {48, 48, 48, 48, 48, 48}},
    {&Types::dict_key_iterator, {56, 56, 56, 56, 56, 56}}, {&Types::reversed, {32, 32, 32, 32, 32, 32}}, {&Types::weakref, {56, 56, 56, 56, 64, 64}},
    {&Types::range, {40, 48, 48, 48, 48, 48}}, {&Types::float_, {24, 24, 24, 24, 24, 24}}, {&Types::complex_, {32, 32, 32, 32, 32, 32}},
    {&Types::none_type, {16, 16, 16, 16, 16, 16}}, {&Types::frame, {392, 400, 400, 380, 48, 56}}, {&Types::traceback, {40, 48, 48, 48, 48, 48}},
};

// Of exceptions: BaseException and what its families add.
std::int64_t exception_size(Thread& thread, const Type* type) {
  const Exceptions& exc = thread.rt.exc;
  static constexpr std::int64_t base[EraCount] = {40, 64, 64, 64, 72, 72};
  Era era = era_of(thread.rt.release);
  auto of = [&](const Type* family) { return family && is_subtype(type, family); };
  if (of(exc.SyntaxError)) return base[era] + (era == To310 ? 64 : era >= To311 ? 64 : 48);
  if (of(exc.UnicodeError) && type != exc.UnicodeError) return base[era] + 40;
  if (of(exc.OSError) || of(exc.EnvironmentError)) return base[era] + (era == Python2 ? 24 : 40);
  if (of(exc.ImportError) && era != Python2) return base[era] + (era == From312 ? 32 : 24);
  if (of(exc.SystemExit) || (of(exc.StopIteration) && era != Python2)) return base[era] + 8;
  return base[era];
}

std::int64_t basic_size(Thread& thread, Ref v) {
  Type* type = type_of(thread, v);
  Era era = era_of(thread.rt.release);
  const Types& types = thread.rt.types;
  std::int64_t extra = 0;
  Type* base = type;
  while (base->has(HeapType) && base->base) base = base->base;
  if (type->has(HeapType)) {
    extra = static_cast<std::int64_t>(type->slot_values) * 8;
    if (type->has(InstancesHaveDict)) extra += era == To311 && base == types.object ? 24 : 16;
  }
  for (const Row& row : rows)
    if (types.*row.type == base && base) return row.sizes[era] + extra;
  if (v.is_object() && v.object()->kind == static_cast<std::uint16_t>(Kind::Exception)) return exception_size(thread, base) + extra;
  if (base == types.object || !v.is_object()) return 16 + extra;
  return static_cast<std::int64_t>(base->layout->size) + extra;
}

bool has_header(Thread& thread, Ref v) {
  if (!v.is_object()) return false;
  Type* type = type_of(thread, v);
  if (v.object()->kind == static_cast<std::uint16_t>(Kind::Type)) return type->has(HeapType) || as<Type>(v).has(HeapType);
  if (type == thread.rt.types.object) return false;
  return layout_of_object(v.object()).gc || type->has(HeapType);
}

}  // namespace

Value size_of_object(Thread& thread, Ref v) {
  Value name = native_intern(thread, "__sizeof__");
  std::int64_t size = 0;
  if (type_find(type_of(thread, v), name) == type_find(thread.rt.types.object, name) && !is_int(v)) {
    size = basic_size(thread, v);
  } else {
    bool found = false;
    Value given = call_special(thread, v, name, {}, found);
    if (!given && !found) return raise_type_error(thread, "Type {} doesn't define __sizeof__", type_name(thread, v));
    if (!given) return error_set;
    if (!is_int(given)) return raise_type_error(thread, "an integer is required");
    if (!as_int64(thread, given, size)) return error_set;
    if (size < 0) return raise_value_error(thread, "__sizeof__() should return >= 0");
  }
  return make_int(thread, size + (has_header(thread, v) ? header_size(thread.rt.release) : 0));
}

}  // namespace xvm
