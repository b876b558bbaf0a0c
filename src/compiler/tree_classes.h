// The classes of the syntax tree that a release shows to programs, as data: names, fields, attributes.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace xvm {
struct Release;
}

namespace xvm::compiler {

enum class Quantity : std::uint8_t { One, Optional, Many };

struct TreeField {
  std::string_view type, name;  // type: another class, or identifier, string, int, bool, object, constant, singleton, bytes
  Quantity quantity;
};

// A sum ("stmt"), which has no fields, a constructor of one ("Assign"), or a product ("arguments").
struct TreeClass {
  std::string_view name, sum;  // sum: the type that it is a constructor of, else empty
  std::span<const TreeField> fields, attributes;
  bool has_place() const { return !attributes.empty(); }
};

// Those of a release, each sum before its constructors.
std::span<const TreeClass> tree_classes(const Release& release);

}  // namespace xvm::compiler
