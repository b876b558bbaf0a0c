// The functions that make the built-in types of a runtime, in the order in which they are called. A later one may use the
// types of those before it; the metaclass, object, and what method tables need come first.
#pragma once

#define XVM_TYPE_MAKERS(X) \
  X(make_object_types) \
  X(make_type_types) \
  X(make_descriptor_types) \
  X(make_static_class_method_types) \
  X(make_mapping_proxy_types) \
  X(make_property_types) \
  X(make_super_types) \
  X(make_singleton_types) \
  X(make_int_types) \
  X(make_float_types) \
  X(make_complex_types) \
  X(make_text_types) \
  X(make_bytes_types) \
  X(make_bytearray_types) \
  X(make_buffer_wrapper_type) \
  X(make_memoryview_types) \
  X(make_buffer_types) \
  X(make_tuple_types) \
  X(make_list_types) \
  X(make_dict_types) \
  X(make_dict_view_types) \
  X(make_set_types) \
  X(make_slice_types) \
  X(make_range_types) \
  X(make_iterator_types) \
  X(make_text_iterator_types) \
  X(make_formatter_types) \
  X(make_builtin_iterator_types) \
  X(make_class_obj_types) \
  X(make_frame_type) \
  X(make_traceback_type) \
  X(make_exception_types) \
  X(make_function_types) \
  X(make_module_types) \
  X(make_generator_types) \
  X(make_code_types) \
  X(make_async_types) \
  X(make_plain_types) \
  X(make_anext_types) \
  X(make_generic_alias_types) \
  X(make_union_types) \
  X(make_type_parameter_types) \
  X(make_typing_types) \
  X(make_file_types) \
  X(make_namespace_types) \
  X(make_weakref_types)

namespace xvm {

class Runtime;
#define X(maker) void maker(Runtime& runtime);
XVM_TYPE_MAKERS(X)
#undef X

}  // namespace xvm
