// Which objects of a module CPython has once only, or has referred to from elsewhere, right after it compiled it.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "pyc/constants.h"

namespace xvm {
struct Code;
struct Release;
}

namespace xvm::compiler {

// marshal marks an object that more than one reference leads to, and writes it once. That follows from how the release's
// compiler shares constants and names and from what lives as long as the interpreter: small integers, interned names.
class SharedObjects {
 public:
  // How strings are meant: as a name, which is interned, or as a constant.
  enum class Role : std::uint8_t { Constant, InnerConstant, Name, Plain };

  SharedObjects(const Code& top);

  // Stands for the object that this node is in this role.
  std::uint32_t object(ConstantId id, Role role);
  bool marked(std::uint32_t object) const { return objects_[object].lasting || objects_[object].uses > 1; }
  bool interned(ConstantId id, Role role) const;

 private:
  struct Object {
    std::uint32_t uses = 0;
    bool lasting = false;   // the interpreter itself refers to it
  };
  void use(ConstantId id, Role role);
  void use_code(const Code& code);
  std::uint32_t number(std::string key, bool lasting);
  std::string key_of(ConstantId id, Role role, bool& lasting);

  const ConstantPool& pool_;
  const Release& release_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::vector<Object> objects_;
};

// The marshal bytes of a module that was compiled just now, as the release writes them (2.x, 3.4 on).
void write_fresh_marshal(const Code& top, std::vector<std::uint8_t>& out);

}  // namespace xvm::compiler
