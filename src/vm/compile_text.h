// Source text to code objects, with the errors and warnings of the running release.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "compiler/compile.h"
#include "vm/value.h"

namespace xvm {

class Thread;

// What a program compiles: its source as the compiler takes it.
struct SourceText {
  std::string bytes;
  bool decoded = false;  // it was text: no coding comment counts
};

// The source in a str, bytes or buffer object; false with the release's error. what names the function and its argument
// ("eval() arg 1"), wanted what else it takes ("a string, bytes or code object").
bool read_source(Thread& thread, Ref source, SourceText& text, std::string_view what, std::string_view wanted);

// A code object, or null with SyntaxError or what else the release raises. options.release is filled in.
Value compile_text(Thread& thread, const SourceText& text, compiler::Options options, std::uint32_t* futures = nullptr);
// The same of a file, whose bytes are given; file_name is what code objects and errors call it.
Value compile_module_text(Thread& thread, std::string_view bytes, std::string_view file_name);

// The syntax tree of source as node objects of the module _ast; folded: with constants folded as for running.
Value parse_text(Thread& thread, const SourceText& text, compiler::Options options, bool folded);
// A code object of a tree that a program gives; null with the error set, also where it is not of the mode's class.
Value compile_nodes(Thread& thread, Ref tree, compiler::Options options);
// A tree with its constants folded.
Value fold_nodes(Thread& thread, Ref tree, compiler::Options options);

// Raises what the compiler says is wrong.
ErrorSet raise_compile_fault(Thread& thread, const compiler::Fault& fault);

// The futures and flags that code being run hands on to what it compiles.
void inherit_flags(Thread& thread, compiler::Options& options);

}  // namespace xvm
