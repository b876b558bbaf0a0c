// Signatures of native functions: parsed once from a row's text; binding of arguments; the releases' words for wrong ones.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "vm/args.h"
#include "vm/type.h"
#include "vm/value.h"

namespace xvm {

class Thread;

struct Parameter {
  enum Kind : std::uint8_t { PositionalOnly, Either, KeywordOnly, VarPositional, VarKeywords };
  std::string name;
  Kind kind = Either;
  bool required = true;
};

struct Signature {
  std::string name;                   // "insert"
  std::string parameters_text;        // "($self, index, object, /)" as __text_signature__ has it
  std::vector<Parameter> parameters;  // without self
  std::uint16_t required_positional = 0, max_positional = 0, positional_only = 0;
  std::int16_t var_positional = -1, var_keywords = -1;   // index of *args and **kwargs, -1
  bool takes_keywords = false;        // some parameter may be given by name
  bool no_arguments = false, one_argument = false;   // METH_NOARGS, METH_O
  bool counts_when_called = false;   // no argument or one, and not among those that 3.11 specialises
  bool plain = false;                 // positional-only, no *args
  std::int16_t direct = -1;           // as many positional arguments as there are parameters: they need no binding. -1: never
};

// The signature of this text, a literal: `name(self, a, b=None, /, *, key=None)`. Parsed once, lives for ever. The first
// parameter is left out when it is self or starts with $, and when it is cls of a class method.
const Signature& signature_of(const char* text, bool class_method = false);

// The name of a native function in messages: "list.append" from 3.9 where the release qualifies them.
// Binds args into out[0 .. parameters), borrowed values, absent ones null; *args as a tuple and **kwargs as a dict, which
// `keep` owns. False with the release's TypeError set. `qualified` is the name from 3.9 ("list.append"), null: the signature's.
struct BindKeep { Value tuple, dict; };
bool bind_native(Thread& thread, const Signature& signature, Args args, std::uint64_t* out, BindKeep& keep,
                 Type* owner = nullptr, Ref module = {});

// For constructors and Raw functions: Bound<2> a(thread, "int(x=0, /, base=10)", args); if (!a) return error_set; a[0] ...
template <std::size_t count>
class Bound {
 public:
  Bound(Thread& thread, const char* signature, Args args) : Bound(thread, signature_of(signature), args) {}
  Bound(Thread& thread, const Signature& signature, Args args) { ok_ = bind_native(thread, signature, args, values_, keep_); }
  explicit operator bool() const { return ok_; }
  Ref operator[](std::size_t i) const { return Ref::from_bits(values_[i]); }   // null where not given

 private:
  std::uint64_t values_[count] = {};
  BindKeep keep_;
  bool ok_;
};

// TypeError with the release's words for functions that parse tuples ("name expected at least 2 arguments, got 1");
// true when count is within. 3.x and 2.x plural rules included.
bool check_unpack_count(Thread& thread, const char* name, std::size_t got, std::size_t least, std::size_t most);
// TypeError "name() takes no keyword arguments" (2.x, 3.0-3.6 of types: "does not take keyword arguments") if any were given.
bool check_no_keywords(Thread& thread, const char* name, Args args);

// A block of borrowed values as arguments, without reference counting: Borrowed<3> a{x, y}; call(thread, f, a.args(2)).
template <std::size_t count>
class Borrowed {
 public:
  template <class... R>
  explicit Borrowed(R... refs) : bits_{refs.raw()...} {}
  const Value* data() const { return reinterpret_cast<const Value*>(bits_); }
  Args args(std::uint32_t n = count, Ref names = {}) const { return Args{data(), n, names}; }

 private:
  std::uint64_t bits_[count];
};

}  // namespace xvm
