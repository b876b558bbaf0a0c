// Code objects as programs make and change them: types.CodeType(...), code.replace().
#pragma once

#include "vm/args.h"
#include "vm/value.h"

namespace xvm {

class Thread;
struct CodeObject;
struct Type;

Value new_code(Thread& thread, Type* type, Args args);                    // types.CodeType(...)
Value replace_code(Thread& thread, Ref self, Args args);                  // code.replace(**changes)
Value varname_from_oparg(Thread& thread, Ref self, Args args);            // code._varname_from_oparg(oparg), 3.11 on
Value line_number_table(Thread& thread, const CodeObject& code);          // co_lnotab, made of what the release stores

}  // namespace xvm
