// Source text in, code objects of a release out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pyc/code.h"

namespace xvm {
class Arena;
struct Release;
}

namespace xvm::compiler {

struct Module;
class SymbolPool;

enum class Mode : std::uint8_t { Exec, Eval, Single, FunctionType };

// What `from __future__` and the flags of compile() turn on; bits of our own, see flag_bits() for a release's numbers.
namespace future {
inline constexpr std::uint32_t Division = 1, AbsoluteImport = 2, WithStatement = 4, PrintFunction = 8, UnicodeLiterals = 16,
                               BarryAsBdfl = 32, GeneratorStop = 64, Annotations = 128, Nested = 256, Generators = 512;
}

struct Options {
  const Release* release = nullptr;
  std::string file_name = "<string>";
  Mode mode = Mode::Exec;
  std::uint32_t futures = 0;          // in force from outside
  int optimize = 0;                   // 0, 1 (-O), 2 (-OO)
  bool source_is_utf8 = false;        // text already decoded: no BOM, no coding comment
  bool from_file = false;             // read from a file, not given as a string: messages about bytes differ
  bool given_as_text = false;         // to compile(), exec or eval: releases differ in whether its last line is ended
  bool dont_imply_dedent = false;     // of code typed at a prompt
  bool allow_top_level_await = false; // 3.8
  bool allow_incomplete_input = false;
  bool type_comments = false;
};

// What a codec could not read: bytes from begin to end.
struct Undecoded {
  std::string codec, bytes;
  std::size_t begin = 0, end = 0;
};

// The exception to raise. type is the release's: SyntaxError, IndentationError, TabError, ValueError, MemoryError,
// RecursionError, OverflowError, SystemError, UnicodeDecodeError, TypeError...
struct Fault {
  std::string type = "SyntaxError";
  std::string message;
  std::string said;                           // where message tells of a print statement in its place: what was found wrong
  std::int32_t line = 0;                      // 0: no place is known
  std::int32_t offset = 0, end_line = 0, end_offset = 0;  // as the release counts them (characters or bytes, from 1); -1 or 0 where it has none
  static constexpr std::int32_t no_end = -2;  // an end_offset that is None
  std::optional<std::string> text;            // the line, UTF-8, as the release gives it
  std::optional<Undecoded> undecoded;         // of a UnicodeDecodeError, whose reason is the message
  std::string file_name;
  bool placeless_line = false;                // line 0 is told as the place
  bool incomplete = false;                    // more input might complete it
  bool message_only = false;                  // the exception's args have no place; its attributes do
};

struct Warning {
  std::string category;  // "SyntaxWarning", "DeprecationWarning"
  std::string message;
  std::int32_t line = 0, offset = 0, end_line = 0, end_offset = 0;
  bool stays_warning = false;  // where it becomes an error, it is raised itself, not a SyntaxError
};

// Told of each warning, in the release's order. false: the warning is an error, and compilation ends with the fault
// that the caller put into fault (or with SyntaxError of the same message when it left it alone).
class WarningSink {
 public:
  virtual ~WarningSink() = default;
  virtual bool warn(const Warning& warning, Fault& fault) = 0;
};

// Compiles source into pool. Gives the module's code, or nullptr with fault filled in. futures gets what the source
// turned on besides.
const Code* compile_source(std::string_view source, const Options& options, ConstantPool& pool, WarningSink& warnings,
                           Fault& fault, std::uint32_t* futures = nullptr);

// The same for a tree, which lives in arena and whose constants are in pool; it is changed on the way.
const Code* compile_tree(Module& module, const Options& options, Arena& arena, SymbolPool& symbols, ConstantPool& pool,
                         WarningSink& warnings, Fault& fault, std::uint32_t* futures = nullptr);

}  // namespace xvm::compiler
