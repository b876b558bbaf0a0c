// What versions/*.json and opcodes/*.json say, read and checked against each other.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace xvm::opgen {

// One line: file, row, what is wrong.
struct SpecError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Operation {
  std::string file, name, operand = "none", a = "none", b = "none";
  std::string pops, pushes, jump_pops, jump_pushes, reach;
  std::vector<std::string> leaves;
  std::string block = "none", handler, backward, about;
  std::uint32_t min = 0, max = 0xffffffff;
  bool hot = false, quick = false, cache = false;
};

// An operation of the fast stream only: what it covers, and the C++ of its handler.
struct Fused {
  std::string file, name, handler;
  std::string slow;   // the operation to run wholly when the handler says so, its pc already there; empty: the first one
  struct Covered {
    std::string op;
    std::int64_t arg = -1;   // the operand that it must have, -1: any
  };
  std::vector<Covered> covers;
};

// A canonical operand as the decoder computes it: (arg >> shift & mask) + add.
struct Field {
  std::uint32_t shift = 0, mask = 0, add = 0;
};

// Another operation in place of the row's own, when the operand or the opcodes before say so.
struct Case {
  std::optional<Field> test;
  std::uint32_t is = 0;
  std::vector<std::string> after;  // names of the one or two opcodes before
  std::string op;
  Field arg, a, b;
};

struct Opcode {
  unsigned code = 0;
  std::string name, operand, op;  // op is empty where the opcode is never executed from a file
  unsigned caches = 0, skip = 0;
  std::uint32_t max = 0xffffffff;
  Field arg, a, b;
  std::vector<Case> cases;
};

// A class of the syntax tree as programs see it; fields and attributes as written, "expr? value".
struct TreeClass {
  std::string name, sum;  // sum: the type that it is a constructor of, or empty
  std::vector<std::string> fields, attributes;
};

struct ReleaseSpec {
  std::string file, version, full_version, encoding, jump_unit, exceptions, line_table;
  unsigned magic = 0, header_bytes = 0, marshal_version = 0, have_argument = 0;
  std::vector<std::string> cmp_op, intrinsic_1, intrinsic_2;
  std::vector<std::pair<std::string, std::string>> nb_ops;
  std::vector<Opcode> opcodes;
  std::vector<TreeClass> tree;  // each sum before its constructors
};

struct Specs {
  std::vector<Operation> operations;
  std::vector<Fused> fused;
  std::vector<ReleaseSpec> releases;  // oldest first
};

// text is the file's content, file its name for messages.
void read_family(std::string_view text, const std::string& file, Specs& specs);
void read_release(std::string_view text, const std::string& file, Specs& specs);

// What only all files together show: unknown operations, doubled names. Sorts the releases.
void check(Specs& specs);

// sources is the text of all handler files: every operation must have a function named as it in there.
void check_handlers(const Specs& specs, std::string_view sources);

// An effect in terms of arg, a and b as C++ of type std::int64_t; throws SpecError without a place.
std::string effect_expression(std::string_view text);
std::optional<int> constant_effect(std::string_view text);
Field decode_field(std::string_view text);

// Contents of the generated files.
std::string operation_list(const Specs& specs);     // ops.h
std::string operation_table(const Specs& specs);    // operations.cpp
std::string fused_table(const Specs& specs);        // fused.h
std::string opcode_tables(const Specs& specs);      // opcode_tables.cpp
std::string release_table(const Specs& specs);      // releases.cpp
std::string opcode_names(const Specs& specs);       // opcode_names.h
std::string syntax_trees(const Specs& specs);       // syntax_trees.cpp

}  // namespace xvm::opgen
