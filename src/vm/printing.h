// print and exec of 2.x as statements, and sys.displayhook.
#pragma once

#include "vm/value.h"

namespace xvm {

class Thread;
struct Frame;
struct Tuple;

// The print statement's pieces; file None is sys.stdout ("lost sys.stdout" where that is gone). softspace is the file's attribute.
bool print_item_to_file(Thread& thread, Ref value, Ref file);
bool print_newline_to_file(Thread& thread, Ref file);
// The exec statement: source is code, text or a file; globals and locals may be None.
bool exec_statement(Thread& thread, Frame& frame, Ref source, Ref globals, Ref locals);
// print(): sep, end and file null or None for the usual ones.
bool print_values(Thread& thread, const Tuple& items, Ref sep, Ref end, Ref file, bool flush);
// sys.displayhook(value); what it gave.
Value display(Thread& thread, Ref value);

// 2.x: sets file.softspace and gives what it was; an attribute is always read first.
bool swap_softspace(Thread& thread, Ref file, bool on);

}  // namespace xvm
