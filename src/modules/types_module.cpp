// types: the names of the built-in types, and from 3.3 functions that make classes; and new of 2.x, the same types by what they make.
#include "objects/class_build.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/type_dict.h"

namespace xvm {

namespace {

bool resolves_bases(const Release& r) { return r.since(3, 7); }

struct TypeName {
  const char* name;
  Type* Types::*type;
  Range releases = always;
};

constexpr TypeName type_names[] = {
    {"AsyncGeneratorType", &Types::async_generator, since(3, 6)},
    {"BooleanType", &Types::bool_, py2},
    {"BufferType", &Types::buffer, py2},
    {"BuiltinFunctionType", &Types::native},
    {"BuiltinMethodType", &Types::native},
    {"CellType", &Types::cell, since(3, 8)},
    {"ClassMethodDescriptorType", &Types::classmethod_descriptor, since(3, 7)},
    {"ClassType", &Types::class_obj, py2},
    {"CodeType", &Types::code},
    {"ComplexType", &Types::complex_, py2},
    {"CoroutineType", &Types::coroutine, since(3, 5)},
    {"DictProxyType", &Types::dict_proxy, py2},
    {"DictType", &Types::dict, py2},
    {"DictionaryType", &Types::dict, py2},
    {"EllipsisType", &Types::ellipsis_type, py2},
    {"EllipsisType", &Types::ellipsis_type, since(3, 10)},
    {"FileType", &Types::file, py2},
    {"FloatType", &Types::float_, py2},
    {"FrameType", &Types::frame},
    {"FunctionType", &Types::function},
    {"GeneratorType", &Types::generator},
    {"GenericAlias", &Types::generic_alias, since(3, 9)},
    {"GetSetDescriptorType", &Types::getset},
    {"InstanceType", &Types::old_instance, py2},
    {"IntType", &Types::int_, py2},
    {"LambdaType", &Types::function},
    {"ListType", &Types::list, py2},
    {"LongType", &Types::long_, py2},
    {"MappingProxyType", &Types::mapping_proxy, since(3, 3)},
    {"MemberDescriptorType", &Types::member},
    {"MethodDescriptorType", &Types::method_descriptor, since(3, 7)},
    {"MethodType", &Types::bound_method},
    {"MethodWrapperType", &Types::method_wrapper, since(3, 7)},
    {"ModuleType", &Types::module},
    {"NoneType", &Types::none_type, py2},
    {"NoneType", &Types::none_type, since(3, 10)},
    {"NotImplementedType", &Types::not_implemented_type, py2},
    {"NotImplementedType", &Types::not_implemented_type, since(3, 10)},
    {"ObjectType", &Types::object, py2},
    {"SimpleNamespace", &Types::simple_namespace, since(3, 3)},
    {"SliceType", &Types::slice, py2},
    {"StringType", &Types::bytes, py2},
    {"TracebackType", &Types::traceback},
    {"TupleType", &Types::tuple, py2},
    {"TypeType", &Types::type, py2},
    {"UnboundMethodType", &Types::bound_method, py2},
    {"UnicodeType", &Types::text, py2},
    {"UnionType", &Types::union_type, since(3, 10)},
    {"WrapperDescriptorType", &Types::slot_wrapper, since(3, 7)},
    {"XRangeType", &Types::range, py2},
};

constexpr TypeName new_names[] = {
    {"classobj", &Types::class_obj}, {"code", &Types::code},         {"function", &Types::function},
    {"instance", &Types::old_instance}, {"instancemethod", &Types::bound_method}, {"module", &Types::module},
};

template <std::size_t count>
bool add_types(Thread& thread, Module& module, const TypeName (&names)[count]) {
  for (const TypeName& row : names) {
    Type* type = thread.rt.types.*row.type;
    if (type && thread.rt.in(row.releases) && !module_add(thread, module, row.name, Value(Ref(type)))) return false;
  }
  return true;
}

// Classes at run time (PEP 3115)

Value bases_argument(Thread& thread, Ref bases) {
  Value tuple = bases ? to_tuple(thread, bases) : empty_tuple(thread);
  return tuple && resolves_bases(thread.rt.release) ? resolve_bases(thread, tuple) : std::move(tuple);
}

// (metaclass, namespace, remaining keywords).
Value prepare_from(Thread& thread, Ref name, Ref bases, Ref keywords) {
  Value rest = make_dict(thread), metaclass;
  if (keywords && !keywords.is_none() && !dict_update(thread, as<Dict>(rest), keywords)) return error_set;
  Value key = native_intern(thread, "metaclass");
  if (dict_delete(thread, as<Dict>(rest), key, &metaclass) < 0) return error_set;
  const Tuple& tuple = as<Tuple>(bases);
  if (!metaclass) metaclass = Value(Ref(tuple.length ? type_of(thread, tuple[0]) : thread.rt.types.type));
  if (is<Type>(metaclass)) {
    Type* winner = calculate_metaclass(thread, &as<Type>(metaclass), bases);
    if (!winner) return error_set;
    metaclass = Value(Ref(winner));
  }
  Value prepare = find_attribute(thread, metaclass, thread.rt.names.prepare__), space;
  if (prepare) {
    Value arguments = make_tuple(thread, {name, bases});
    space = call_tuple(thread, prepare, arguments, rest);
  } else if (!thread.has_error()) {
    space = make_dict(thread);
  }
  return space ? make_tuple(thread, {metaclass, space, rest}) : Value();
}

Value prepare_class(Thread& thread, Ref, Args args) {
  Value bases = args[1] ? to_tuple(thread, args[1]) : empty_tuple(thread);
  return bases ? prepare_from(thread, args[0], bases, args[2]) : Value();
}

Value new_class_of(Thread& thread, Ref, Args args) {
  Value original = args[1] ? to_tuple(thread, args[1]) : empty_tuple(thread);
  Value bases = original ? bases_argument(thread, original) : Value();
  Value prepared = bases ? prepare_from(thread, args[0], bases, args[2]) : Value();
  if (!prepared) return error_set;
  Ref metaclass = as<Tuple>(prepared)[0], space = as<Tuple>(prepared)[1], keywords = as<Tuple>(prepared)[2];
  if (args[3] && !args[3].is_none() && !call(thread, args[3], space)) return error_set;
  if (!(bases == original) && !set_item(thread, space, thread.rt.names.orig_bases__, original)) return error_set;
  Value arguments = make_tuple(thread, {args[0], bases, space});
  return call_tuple(thread, metaclass, arguments, keywords);
}

Value resolve_bases_of(Thread& thread, Ref, Args args) {
  Value tuple = to_tuple(thread, args[0]);
  Value resolved = tuple ? resolve_bases(thread, tuple) : Value();
  return resolved && resolved == tuple ? Value(args[0]) : std::move(resolved);
}

Value original_bases(Thread& thread, Ref, Args args) {
  if (!is<Type>(args[0])) return raise_type_error(thread, "Expected an instance of type, not '{}'", type_name(thread, args[0]));
  Value own(dict_get_name(as<Dict>(filled_dict(as<Type>(args[0]))), thread.rt.names.orig_bases__));
  return own ? std::move(own) : get_attribute(thread, args[0], thread.rt.names.bases__);
}

constexpr Method rows[] = {
    {"get_original_bases(cls, /)", original_bases, since(3, 12)},
    {"new_class(name, bases=(), kwds=None, exec_body=None)", new_class_of, since(3, 3)},
    {"prepare_class(name, bases=(), kwds=None)", prepare_class, since(3, 3)},
    {"resolve_bases(bases)", resolve_bases_of, since(3, 7)},
};

bool fill_types(Thread& thread, Module& module) {
  if (!add_types(thread, module, type_names)) return false;
  if (!thread.rt.python2()) return true;
  return module_add(thread, module, "StringTypes", make_tuple(thread, {Ref(thread.rt.types.bytes), Ref(thread.rt.types.text)}));
}

bool fill_new(Thread& thread, Module& module) { return add_types(thread, module, new_names); }

}  // namespace

extern const ModuleSpec types_module, new_module;
const ModuleSpec types_module{.name = "types", .methods = rows, .fill = fill_types, .fallback = true};
const ModuleSpec new_module{.name = "new", .fill = fill_new, .releases = py2, .fallback = true};

}  // namespace xvm
