// The functions that make the number types and the singletons' in the order in which they are called.
#pragma once

#define XVM_NUMBER_TYPE_MAKERS(X) \
  X(make_singleton_types) \
  X(make_int_types) \
  X(make_float_types) \
  X(make_complex_types) \
  X(make_range_types)

namespace xvm {

class Runtime;
#define X(maker) void maker(Runtime& runtime);
XVM_NUMBER_TYPE_MAKERS(X)
#undef X

}  // namespace xvm
