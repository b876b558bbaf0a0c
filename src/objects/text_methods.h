// The methods of the text type, in tables that the type joins; and what 2.x str calls when it meets unicode.
#pragma once

#include <span>

#include "vm/type.h"

namespace xvm {

std::span<const Method> text_search_rows();   // text_search.cpp
std::span<const Method> text_split_rows();    // text_split.cpp
std::span<const Method> text_case_rows();     // text_case.cpp
std::span<const Method> text_layout_rows();   // text_layout.cpp

// The 2.x unicode method of this name: for str methods that were given unicode. args as one value a parameter.
Value call_text_method(Thread& thread, const char* name, Ref self, Args args);

Value text_join(Thread& thread, Ref separator, Ref iterable);
Value text_iterator(Thread& thread, Ref text);
void make_text_iterator_types(Runtime& runtime);

}  // namespace xvm
