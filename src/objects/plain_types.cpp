// Types that are only seen from inside, and those whose methods stand elsewhere.
#include "objects/code.h"
#include "objects/generator.h"
#include "objects/weakref.h"
#include "vm/builtin_types.h"
#include "vm/handling.h"
#include "vm/runtime.h"
#include "vm/type.h"

namespace xvm {

namespace {

const TypeSpec finally_spec{.name = "finally state", .layout = layout_of<FinallyState>, .flags = DisallowInstantiation};

}  // namespace

void make_plain_types(Runtime& runtime) { runtime.types.finally_state = make_builtin_type(runtime, finally_spec); }

}  // namespace xvm
