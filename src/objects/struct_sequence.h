// Struct sequences: tuples whose items have names too (sys.version_info, os.stat_result). To 3.1 no subclasses of tuple.
#pragma once

#include <span>
#include <vector>

#include "vm/value.h"

namespace xvm {

class Thread;
class Runtime;
struct Type;

// A type with these fields, of which the first `visible` are items of the tuple. constructible: programs may call it with
// a sequence. Names must live for ever. Null among the names: an item without one.
Type* make_struct_type(Runtime& runtime, const char* name, std::vector<const char*> fields, std::size_t visible, bool constructible = false);
// An instance; values (one a field, hidden ones too) are moved out of the vector. Null with the error set when one is null.
Value make_struct(Thread& thread, Type* type, std::vector<Value> values);
Value make_simple_namespace(Thread& thread, Ref dict);   // types.SimpleNamespace over the dict's entries

}  // namespace xvm
