#include "vm/type_dict.h"

#include <algorithm>
#include <vector>

#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/exception_family.h"
#include "objects/function.h"
#include "objects/text.h"
#include "objects/type_object.h"
#include "vm/made_before.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"
#include "vm/slot_table.h"
#include "vm/thread.h"

namespace xvm {

namespace {

struct Rows {
  Type* type;
  std::span<const Method> methods;
  std::span<const GetSetRow> getset;
  void (*fill)(Slots& slots, Runtime& runtime);
  const char* doc;
  void (*ready)(Runtime& runtime, Type& type);
};
std::vector<Rows> unfilled;

std::string_view row_name(const char* signature) {
  std::string_view text = signature;
  return text.substr(0, text.find('('));
}

void add_methods(Thread& thread, Type* type, std::span<const Method> rows) {
  const Types& types = thread.rt.types;
  for (const Method& row : rows) {
    if (!thread.rt.in(row.releases)) continue;
    Value name = native_intern(thread, row_name(row.signature)), entry;
    if (row.form == Method::Static) {
      Value native = make_native(thread, row, Ref(), Ref(), type);
      entry = make_static_method(thread, native);
    } else {
      bool of_class = row.form == Method::Class || row.form == Method::ClassRaw;
      MethodDescriptor* descriptor = allocate<MethodDescriptor>(of_class ? types.classmethod_descriptor : types.method_descriptor);
      descriptor->row = &row;
      descriptor->owner = type;
      descriptor->name = name;
      entry = own(descriptor);
    }
    (void)dict_set(thread, as<Dict>(type->dict), name, entry);
  }
}

void add_getset(Thread& thread, Type* type, std::span<const GetSetRow> rows) {
  for (const GetSetRow& row : rows) {
    if (!thread.rt.in(row.releases)) continue;
    GetSet* descriptor = allocate<GetSet>(row.set == readonly_member ? thread.rt.types.member : thread.rt.types.getset);
    descriptor->row = &row;
    descriptor->owner = type;
    descriptor->name = native_intern(thread, row.name);
    track(descriptor);
    Value entry = own(descriptor);
    (void)dict_set(thread, as<Dict>(type->dict), descriptor->name, entry);
  }
}

// Types that CPython makes from a specification when their module is imported have __module__ in their dict.
bool names_its_module(const Runtime& runtime, const Type& type) {
  struct Row { std::string_view module; Range releases; };
  static constexpr Row rows[] = {
      {"_collections", since(3, 12)}, {"_csv", since(3, 10)}, {"_io", since(3, 12)}, {"_json", since(3, 9)}, {"_queue", since(3, 10)}, {"_random", since(3, 9)},
      {"_struct", since(3, 9)}, {"_thread", since(3, 10)}, {"array", since(3, 10)}, {"collections", since(3, 12)}, {"functools", since(3, 10)}, {"itertools", since(3, 12)},
      {"operator", since(3, 10)}, {"os", since(3, 8)}, {"posix", since(3, 9)}, {"re", since(3, 10)}, {"select", since(3, 9)}, {"time", since(3, 11)}, {"unicodedata", since(3, 10)}, {"zlib", since(3, 9)}};
  std::size_t dot = type.name.rfind('.');
  if (dot == std::string::npos || type.name == "collections.OrderedDict" || type.name == "_io._BytesIOBuffer") return false;
  std::string_view module = std::string_view(type.name).substr(0, dot);
  return std::any_of(std::begin(rows), std::end(rows), [&](const Row& row) { return row.module == module && runtime.in(row.releases); });
}

}  // namespace

Slots own_slots(Runtime& runtime, const Type& type, void (*fill)(Slots& slots, Runtime& runtime)) {
  Slots slots{};
  if (fill) fill(slots, runtime);
  if (!slots.hash && (slots.compare || slots.three_way) && &type != runtime.types.object) slots.hash = unhashable;
  return slots;
}

void forget_unfilled() { unfilled.clear(); }

void fill_dict_later(Type& type, const TypeSpec& spec) {
  type.type_flags |= DictUnfilled;
  unfilled.push_back({&type, spec.methods, spec.getset, spec.fill, spec.doc, spec.ready});
}

// Few programs look into more than some of the types; filling all of them took half of a start.
void fill_dict(Type& type) {
  type.type_flags &= ~DictUnfilled;
  auto at = std::find_if(unfilled.begin(), unfilled.end(), [&](const Rows& rows) { return rows.type == &type; });
  if (at == unfilled.end()) return;
  Rows rows = *at;
  *at = unfilled.back();
  unfilled.pop_back();
  Thread& thread = current_thread();
  MadeBeforeStart before(*thread.rt.heap);
  Dict& dict = as<Dict>(type.dict);
  Slots own = own_slots(thread.rt, type, rows.fill);
  add_slot_descriptors(thread, &type, own);
  if ((own.make && (own.make != object_new || &type == thread.rt.types.object)) || shows_own_new(thread.rt, type)) {
    Value native = make_native_make(thread, &type);
    (void)dict_set(thread, dict, native_intern(thread, "__new__"), native);
  }
  add_methods(thread, &type, rows.methods);
  add_getset(thread, &type, rows.getset);
  Value doc_name = native_intern(thread, "__doc__");
  if (!dict_get_name(dict, doc_name)) {
    Value doc = rows.doc ? native_str(thread, rows.doc) : none_value();
    (void)dict_set(thread, dict, doc_name, doc);
  }
  if (names_its_module(thread.rt, type)) (void)dict_set(thread, dict, thread.rt.names.module__, type_module(thread, &type));
  if (rows.ready) rows.ready(thread.rt, type);
}

}  // namespace xvm
