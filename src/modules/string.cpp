// _string: what string.Formatter is made of.
#include "objects/formatter_iterators.h"
#include "objects/module.h"

namespace xvm {

static Value parser(Thread& thread, Ref, Args args) { return formatter_parser(thread, args[0]); }
static Value field_name_split(Thread& thread, Ref, Args args) { return formatter_field_name_split(thread, args[0]); }

static constexpr Method rows[] = {
    {"formatter_field_name_split(string, /)", field_name_split},
    {"formatter_parser(string, /)", parser},
};

extern const ModuleSpec string_module;
const ModuleSpec string_module{.name = "_string", .methods = rows, .releases = since(3, 2)};

}  // namespace xvm
