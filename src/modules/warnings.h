// Shared by _warnings and the warnings module of our own.
#pragma once

#include <string>
#include <string_view>

#include "objects/module.h"
#include "vm/value.h"

namespace xvm {

class Thread;
struct Dict;

extern const ModuleSpec warnings_core_module;    // _warnings
extern const ModuleSpec warnings_module;         // warnings, where there is no standard library to take it from

// An entry of the warnings module if it is imported (in 2.5: of what importing it gives), else of _warnings; null without
// an error if neither has it. `core_name` is its name in _warnings, null for none.
Value warnings_entry(Thread& thread, const char* name, const char* core_name);
void forget_warning_registries();    // after a change of the filters (3.4 on)
// "file:line: Category: message", and the line of source; `line` null looks for the source.
std::string warning_text(Thread& thread, Ref message, Ref category, Ref file_name, Ref line_number, Ref line);
// What the text ends with where the warning names the object that it is about (3.6 on).
std::string allocation_hint(Thread& thread, Ref category, Ref source);
// A pattern object whose match(text) works as that of re.compile(pattern), by the re module if it can be imported, else
// by one that knows literals, classes of one character, repetition and alternatives.
Value compile_pattern(Thread& thread, Ref pattern, bool ignore_case);

}  // namespace xvm
