// TypeVar, ParamSpec, TypeVarTuple and TypeAliasType (PEP 695): what typing offers, made by the interpreter from 3.12.
#pragma once

#include "vm/value.h"

namespace xvm {

class Thread;

// bound and constraints are functions that give them when first asked for, or null.
Value make_type_var(Thread& thread, Ref name, Ref bound, Ref constraints);
Value make_param_spec(Thread& thread, Ref name);
Value make_type_var_tuple(Thread& thread, Ref name);
Value make_type_alias(Thread& thread, Ref name, Ref parameters, Ref function);
Value subscript_generic(Thread& thread, Ref parameters);      // typing.Generic[parameters]
bool set_type_parameter_default(Thread& thread, Ref parameter, Ref function);   // 3.13
bool is_type_alias(Ref v);                                    // a TypeAliasType
bool is_type_parameter(Ref v);                                // a TypeVar, ParamSpec or TypeVarTuple
bool is_type_var_tuple(Ref v);
Ref generic_class();                                          // typing.Generic; null where the release makes it in Python
Ref no_default(Thread& thread);                               // typing.NoDefault; 3.13
Ref type_parameter_part_type(bool kwargs);                   // the classes ParamSpecArgs and ParamSpecKwargs

}  // namespace xvm
