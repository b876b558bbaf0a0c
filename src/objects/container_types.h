// The functions that make the types of containers and iterators, in the order in which they are called.
#pragma once

#define XVM_CONTAINER_TYPE_MAKERS(X) \
  X(make_tuple_types) \
  X(make_list_types) \
  X(make_dict_types) \
  X(make_set_types) \
  X(make_slice_types) \
  X(make_dict_view_types) \
  X(make_iterator_types) \
  X(make_builtin_iterator_types)

namespace xvm {

class Runtime;
#define X(maker) void maker(Runtime& runtime);
XVM_CONTAINER_TYPE_MAKERS(X)
#undef X

}  // namespace xvm
