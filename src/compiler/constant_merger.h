// Constants of a module: made as the release's compiler and marshal have them, and found again when equal.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <gmp.h>

#include "pyc/constants.h"

namespace xvm {
struct Code;
struct Release;
}

namespace xvm::compiler {

struct CodeUnit;

// Makes constants with the type bytes and flags that suit the release, so that marshal writes a proper file. What it
// gives is a new node unless said otherwise.
class ConstantMaker {
 public:
  ConstantMaker(ConstantPool& pool, const Release& release) : pool_(pool), release_(release) {}

  ConstantId none() const { return ConstantPool::singleton(ConstantKind::None); }
  ConstantId boolean(bool value) const {
    return ConstantPool::singleton(value ? ConstantKind::True : ConstantKind::False);
  }
  ConstantId ellipsis() const { return ConstantPool::singleton(ConstantKind::Ellipsis); }

  ConstantId integer(std::int64_t value);  // int; of 2.x the short int
  ConstantId integer(const mpz_t value);   // int; of 2.x a short int where it fits 64 bits, else a long
  ConstantId long_integer(const mpz_t value);  // 2.x: 1L
  ConstantId real(double value);
  ConstantId complex(double real, double imag);
  ConstantId bytes(std::string_view content);  // 2.x str, 3.x bytes; interned where the release would
  ConstantId text(std::string_view utf8);      // 2.x unicode, 3.x str; interned where the release would
  ConstantId tuple(std::span<const ConstantId> items);
  ConstantId frozenset(std::span<const ConstantId> items);  // in the order of marshalling, equal items left out before
  ConstantId code();

  // A name: str of the release, interned; one node for each text.
  ConstantId name(std::string_view utf8);
  // Bytecode, tables and file names: a str or bytes object that is not interned (but for short ones of 2.x).
  ConstantId raw_bytes(std::span<const std::uint8_t> content);
  ConstantId file_name(std::string_view utf8);

  ConstantPool& pool() const { return pool_; }
  const Release& release() const { return release_; }

 private:
  ConstantId text_of(std::string_view utf8, bool interned);
  ConstantId bytes_of(std::string_view content, bool interned);

  ConstantPool& pool_;
  const Release& release_;
  std::unordered_map<std::string, ConstantId> names_;
};

// Sets value, which is initialised, to that of an Int or Long constant.
void integer_value(const ConstantPool& pool, ConstantId id, mpz_t value);

// Equality of constants by the compiler's key: 1, 1.0 and True differ, as do 0.0 and -0.0, also inside
// tuples where the release tells them apart there; code objects are compared by value as the release does.
class ConstantMerger {
 public:
  ConstantMerger(ConstantPool& pool, const Release& release) : pool_(pool), release_(release), maker_(pool, release) {}

  ConstantMaker& maker() { return maker_; }  // one for the module, so that names are shared

  bool equal(ConstantId a, ConstantId b) { return class_of(a) == class_of(b); }
  bool equal_values(ConstantId a, ConstantId b) { return same(a, b, false); }  // as Python's ==

  // Place in the unit's consts of the constant equal to id; where there is none, id is appended, from 3.8 in the form of the first
  // equal constant of the module.
  std::int32_t index_of(CodeUnit& unit, ConstantId id);

  // The first equal constant of the module from 3.8; before, id itself.
  ConstantId merge(ConstantId id);

 private:
  std::uint32_t class_of(ConstantId id);
  std::uint64_t hash(ConstantId id);
  std::uint64_t item_hash(ConstantId id);
  std::uint64_t code_hash(const Code& code);
  bool same(ConstantId a, ConstantId b, bool by_key);
  bool same_items(ConstantId a, ConstantId b, bool by_key);
  bool same_code(const Code& a, const Code& b);

  ConstantPool& pool_;
  const Release& release_;
  ConstantMaker maker_;
  std::vector<std::uint32_t> classes_;   // by id; 0: not looked at yet
  std::vector<ConstantId> firsts_{ConstantId{}};  // by class: its first constant
  std::unordered_multimap<std::uint64_t, std::uint32_t> by_hash_;
};

}  // namespace xvm::compiler
