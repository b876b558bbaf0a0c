// A code object as a .pyc stores it, whatever its era, with views that are the same for all.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pyc/constants.h"

namespace xvm {

struct Release;

namespace code_flag {
inline constexpr std::int32_t Optimized = 0x1, NewLocals = 0x2, VarArgs = 0x4, VarKeywords = 0x8, Nested = 0x10,
                              Generator = 0x20, NoFree = 0x40, Coroutine = 0x80, IterableCoroutine = 0x100,
                              AsyncGenerator = 0x200;
}

// Bits of co_localspluskinds, 3.11 on.
namespace local_kind {
inline constexpr std::uint8_t Hidden = 0x10, Local = 0x20, Cell = 0x40, Free = 0x80;
}

enum class FieldType : std::uint8_t { Number, Bytes, Tuple, Names, String };  // Names: a tuple of strings

struct CodeField {
  std::string_view name;  // "co_argcount"
  FieldType type;
  std::int32_t Code::*number;  // of a Number
  ConstantId Code::*object;    // of all others
};

// The fields that this release stores, in their order.
std::span<const CodeField> code_fields(const Release& release);

// Fields are ids into pool, and no_constant where the release has no such field. After read_pyc all of them have the
// type that their name says, tuples of names hold only strings, and nested code has the same release.
struct Code {
  const Release* release = nullptr;
  const ConstantPool* pool = nullptr;
  const Code* outer = nullptr;  // the code object in whose constants this one stands first; nullptr for a module's
  ConstantId id = no_constant;
  std::uint32_t file_offset = 0;  // of its type byte

  std::int32_t argcount = 0;         // positional parameters, the positional-only ones included
  std::int32_t posonlyargcount = 0;  // stored from 3.8
  std::int32_t kwonlyargcount = 0;   // stored from 3.0
  std::int32_t nlocals = 0;          // stored to 3.10, then counted from localspluskinds
  std::int32_t stacksize = 0;
  std::int32_t flags = 0;
  std::int32_t firstlineno = 0;

  ConstantId code_id = no_constant;
  ConstantId consts_id = no_constant;
  ConstantId names_id = no_constant;
  ConstantId varnames_id = no_constant;         // to 3.10
  ConstantId freevars_id = no_constant;         // to 3.10
  ConstantId cellvars_id = no_constant;         // to 3.10
  ConstantId localsplusnames_id = no_constant;  // 3.11 on
  ConstantId localspluskinds_id = no_constant;  // 3.11 on
  ConstantId filename_id = no_constant;
  ConstantId name_id = no_constant;
  ConstantId qualname_id = no_constant;        // 3.11 on
  ConstantId linetable_id = no_constant;       // lnotab to 3.9
  ConstantId exceptiontable_id = no_constant;  // 3.11 on

  std::span<const std::uint8_t> bytecode() const { return raw(code_id); }
  std::span<const std::uint8_t> linetable() const { return raw(linetable_id); }
  std::span<const std::uint8_t> exceptiontable() const { return raw(exceptiontable_id); }  // empty to 3.10
  std::span<const ConstantId> consts() const { return pool->items(consts_id); }
  std::span<const ConstantId> names() const { return pool->items(names_id); }
  std::string_view text(ConstantId name) const { return pool->bytes(name); }
  std::string_view name() const { return text(name_id); }
  std::string_view filename() const { return text(filename_id); }
  std::string_view qualname() const { return qualname_id == no_constant ? name() : text(qualname_id); }

  // Names of locals, cells and free variables; a parameter that is a cell is in both of the first two. From 3.11 they
  // are derived from localsplusnames and localspluskinds, as co_varnames and the like are.
  std::span<const ConstantId> varnames() const {
    return derived_locals ? std::span<const ConstantId>(locals_) : pool->items(varnames_id);
  }
  std::span<const ConstantId> cellvars() const {
    return derived_locals ? std::span<const ConstantId>(cells_) : pool->items(cellvars_id);
  }
  std::span<const ConstantId> freevars() const {
    return derived_locals ? std::span<const ConstantId>(frees_) : pool->items(freevars_id);
  }
  std::span<const ConstantId> localsplusnames() const;                                       // empty to 3.10
  std::span<const std::uint8_t> localspluskinds() const { return raw(localspluskinds_id); }  // empty to 3.10

  // All parameters: positional, keyword-only, *args, **kwargs. They are the first of varnames().
  std::int32_t parameter_count() const {
    return argcount + kwonlyargcount + ((flags & code_flag::VarArgs) != 0) + ((flags & code_flag::VarKeywords) != 0);
  }

  // "<module>.f.g", for messages: names from the outermost code inwards, made printable and short.
  std::string path() const;

  // From 3.11: fills nlocals and the derived views from localsplusnames and localspluskinds.
  void derive_locals();

 private:
  std::span<const std::uint8_t> raw(ConstantId id) const;

  bool derived_locals = false;
  std::vector<ConstantId> locals_, cells_, frees_;
};

}  // namespace xvm
