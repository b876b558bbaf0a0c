// The module __future__: which features there are, since when, and the compiler flags that ask for them.
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/thread.h"

namespace xvm {

namespace {

struct Feature : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "_Feature";
  static constexpr bool gc = true;
  Value optional, mandatory, flag;
  void traverse(Visitor& v) { v(optional), v(mandatory), v(flag); }
  void clear() {}
};

struct Moment { int major, minor; const char* level; int serial; };   // of sys.version_info, micro is 0; major 0: None

struct FeatureRow {
  const char* name;
  const char* flag_name;
  std::uint32_t flag, flag_from_38;
  Moment optional, mandatory;
  Range releases = always;
};

// The flags of features moved up in 3.8. Where the plan for a feature changed, it has a row for each.
constexpr FeatureRow rows[] = {
    {"nested_scopes", "CO_NESTED", 0x10, 0x10, {2, 1, "beta", 1}, {2, 2, "alpha", 0}},
    {"generators", "CO_GENERATOR_ALLOWED", 0, 0, {2, 2, "alpha", 1}, {2, 3, "final", 0}},
    {"division", "CO_FUTURE_DIVISION", 0x2000, 0x20000, {2, 2, "alpha", 2}, {3, 0, "alpha", 0}},
    {"absolute_import", "CO_FUTURE_ABSOLUTE_IMPORT", 0x4000, 0x40000, {2, 5, "alpha", 1}, {2, 7, "alpha", 0}, between(2, 5, 2, 6)},
    {"absolute_import", "CO_FUTURE_ABSOLUTE_IMPORT", 0x4000, 0x40000, {2, 5, "alpha", 1}, {2, 7, "alpha", 0}, between(3, 0, 3, 1)},
    {"absolute_import", "CO_FUTURE_ABSOLUTE_IMPORT", 0x4000, 0x40000, {2, 5, "alpha", 1}, {3, 0, "alpha", 0}, between(2, 7, 2, 7)},
    {"absolute_import", "CO_FUTURE_ABSOLUTE_IMPORT", 0x4000, 0x40000, {2, 5, "alpha", 1}, {3, 0, "alpha", 0}, since(3, 2)},
    {"with_statement", "CO_FUTURE_WITH_STATEMENT", 0x8000, 0x80000, {2, 5, "alpha", 1}, {2, 6, "alpha", 0}},
    {"print_function", "CO_FUTURE_PRINT_FUNCTION", 0x10000, 0x100000, {2, 6, "alpha", 2}, {3, 0, "alpha", 0}, since(2, 6)},
    {"unicode_literals", "CO_FUTURE_UNICODE_LITERALS", 0x20000, 0x200000, {2, 6, "alpha", 2}, {3, 0, "alpha", 0}, since(2, 6)},
    {"barry_as_FLUFL", "CO_FUTURE_BARRY_AS_BDFL", 0x40000, 0x400000, {3, 1, "alpha", 2}, {3, 9, "alpha", 0}, between(3, 1, 3, 7)},
    {"barry_as_FLUFL", "CO_FUTURE_BARRY_AS_BDFL", 0x40000, 0x400000, {3, 1, "alpha", 2}, {4, 0, "alpha", 0}, since(3, 8)},
    {"generator_stop", "CO_FUTURE_GENERATOR_STOP", 0x80000, 0x800000, {3, 5, "beta", 1}, {3, 7, "alpha", 0}, since(3, 5)},
    {"annotations", "CO_FUTURE_ANNOTATIONS", 0x100000, 0x1000000, {3, 7, "beta", 1}, {4, 0, "alpha", 0}, between(3, 7, 3, 7)},
    {"annotations", "CO_FUTURE_ANNOTATIONS", 0x100000, 0x1000000, {3, 7, "beta", 1}, {3, 10, "alpha", 0}, between(3, 8, 3, 9)},
    {"annotations", "CO_FUTURE_ANNOTATIONS", 0x100000, 0x1000000, {3, 7, "beta", 1}, {3, 11, "alpha", 0}, between(3, 10, 3, 10)},
    {"annotations", "CO_FUTURE_ANNOTATIONS", 0x100000, 0x1000000, {3, 7, "beta", 1}, {0, 0, "", 0}, since(3, 11)},
};

bool flags_are_high(const Release& r) { return r.since(3, 8); }

Value moment_tuple(Thread& thread, const Moment& m) {
  if (m.major == 0) return none_value();
  Value level = native_str(thread, m.level);
  return make_tuple(thread, {Value::small(m.major), Value::small(m.minor), Value::small(0), level, Value::small(m.serial)});
}

Value feature_repr(Thread& thread, Ref self) {
  const Feature& f = as<Feature>(self);
  Value parts = make_tuple(thread, {f.optional, f.mandatory, f.flag});
  TextBuilder out(thread);
  out.add("_Feature");
  if (!out.add_repr(parts)) return error_set;
  return out.finish();
}
Value get_optional(Thread&, Ref self) { return as<Feature>(self).optional; }
Value get_mandatory(Thread&, Ref self) { return as<Feature>(self).mandatory; }
Value get_flag(Thread&, Ref self) { return as<Feature>(self).flag; }
Value optional_release(Thread&, Ref self, Args) { return as<Feature>(self).optional; }
Value mandatory_release(Thread&, Ref self, Args) { return as<Feature>(self).mandatory; }

constexpr GetSetRow feature_getset[] = {{"optional", get_optional}, {"mandatory", get_mandatory}, {"compiler_flag", get_flag}};
constexpr Method feature_methods[] = {{"getMandatoryRelease(self)", mandatory_release}, {"getOptionalRelease(self)", optional_release}};
void fill_feature(Slots& slots, Runtime&) { slots.repr = feature_repr; }
const TypeSpec feature_spec{.name = "__future__._Feature", .layout = layout_of<Feature>, .flags = DisallowInstantiation, .name2 = "instance", .methods = feature_methods,
                            .getset = feature_getset, .fill = fill_feature};

bool fill(Thread& thread, Module& module) {
  Type* type = make_builtin_type(thread.rt, feature_spec);
  Value names = own(allocate_list(thread, 0));
  for (const FeatureRow& row : rows) {
    if (!thread.rt.in(row.releases)) continue;
    Feature* feature = allocate<Feature>(type);
    Value owner = own(feature);
    feature->optional = moment_tuple(thread, row.optional);
    feature->mandatory = moment_tuple(thread, row.mandatory);
    feature->flag = make_int(thread, flags_are_high(thread.rt.release) ? row.flag_from_38 : row.flag);
    track(feature);
    list_append(as<List>(names), native_str(thread, row.name));
    if (!module_add(thread, module, row.name, owner) || !module_add(thread, module, row.flag_name, feature->flag)) return false;
  }
  Value all = own(allocate_list(thread, 0));
  list_append(as<List>(all), native_str(thread, "all_feature_names"));
  return list_extend(thread, as<List>(all), names) && module_add(thread, module, "all_feature_names", names) && module_add(thread, module, "__all__", all);
}

}  // namespace

extern const ModuleSpec future_module;
const ModuleSpec future_module = {"__future__", {}, fill};

}  // namespace xvm
