// The code object: what a .pyc stores, as values, with the canonical instruction streams that run it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "vm/object.h"
#include "vm/instruction.h"
#include "vm/method_calls.h"

namespace xvm {

class Thread;
struct Release;
struct Code;          // pyc/code.h, as stored
struct DecodedCode;   // bytecode/

struct LineTableView; // pyc/lines.h

struct CodeObject : Object {
  static constexpr Kind kind = Kind::Code;
  static constexpr const char* layout_name = "code";
  static constexpr bool gc = false;   // constants cannot reach the code object again

  const Release* release = nullptr;
  std::uint32_t argcount = 0, posonly = 0, kwonly = 0;   // argcount includes posonly
  std::uint32_t flags = 0, stacksize = 0, first_line = 0;
  std::uint32_t local_count = 0;    // variables in the frame's first slots (varnames)
  std::uint32_t cell_count = 0, free_count = 0;   // cells and free variables; see slot rules below
  std::uint32_t slot_count = 0;     // locals, cells and frees together; the value stack follows
  std::vector<Value> consts;
  std::vector<Value> names;         // interned native str
  std::vector<Value> slot_names;    // of each slot, interned
  std::vector<std::uint8_t> slot_kinds;    // 0 local, 1 cell, 2 free variable
  std::vector<bool> shadowed;              // to 3.10: a local whose variable lives in a cell slot
  std::vector<std::uint32_t> cell_slots;   // slots that get a new cell at entry (to 3.10; from 3.11 MAKE_CELL does it)
  std::vector<std::int32_t> cell_argument; // for each of them the argument slot it takes its value from, or -1
  Value varnames, cellvars, freevars;      // tuples
  Value name, qualname, filename;          // native str
  Value doc;                               // what __doc__ of a function made from it is; null: None
  Value consts_tuple, names_tuple, bytecode, line_table, exception_table;   // as a program sees them
  std::vector<Ins> plain, fast;     // same length, same indexes
  std::vector<MethodCall> method_calls;    // of the fast stream; see method_calls.h
  std::uint32_t nested_method_calls = 0;
  std::vector<InlineCache> caches;         // of the fast stream
  std::shared_ptr<const Code> stored;
  std::shared_ptr<const DecodedCode> decoded;   // blocks, offsets, depths
  mutable std::shared_ptr<const LineTableView> lines;   // read when first asked for
  std::uint32_t version = 0;
  // What a call needs first: the instruction to begin with, and the bytes of a frame.
  const Ins* entry = nullptr;
  std::uint32_t frame_size = 0;
  bool quick_call = false;       // simple_call, and nothing is to be done but to bind arguments and free variables
  bool simple_call = false;      // positional parameters only, optimized, and the call makes no generator
  bool keeps_arguments = false;  // a call of it leaves its arguments on the caller's stack until it returns (to 3.10)
  bool arguments_last = false;   // to 3.10: its arguments, which the caller's stack would keep, die after its other variables
  bool copies_closure = false;   // free variables are put into their slots at entry (from 3.11 COPY_FREE_VARS does it)
  bool has_generator_flag() const { return (flags & (0x20 | 0x80 | 0x200)) != 0; }

  int line_at(std::size_t instruction) const;   // source line, or -1 where it has none
};

// co_flags
inline constexpr std::uint32_t co_optimized = 1, co_newlocals = 2, co_varargs = 4, co_varkeywords = 8, co_nested = 16,
                               co_generator = 32, co_nofree = 64, co_coroutine = 128, co_iterable_coroutine = 256,
                               co_async_generator = 512;

// Makes the code object of a stored and verified code, nested ones included. Null with the error set (SystemError naming
// what the verifier refused) when it does not verify.
// `constants`, a tuple, stands in for the values that the stored ones give.
Value make_code(Thread& thread, std::shared_ptr<const Code> stored, Ref constants = {});

}  // namespace xvm
