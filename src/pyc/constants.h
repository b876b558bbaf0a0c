// What marshal stores, as a graph of nodes in one arena: no recursion to build it, to write it back or to free it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string_view>
#include <vector>

namespace xvm {

struct Code;

// The singletons come first: they have no content and are never shared by reference.
enum class ConstantKind : std::uint8_t {
  Null,
  None,
  True,
  False,
  Ellipsis,
  StopIteration,
  Int,   // fits 64 bits, stored as such
  Long,  // stored as 15-bit digits, whatever its size: in 2.x a long, from 3.0 an int like any other
  Float,
  Complex,
  Bytes,  // 2.x str, 3.x bytes
  Text,   // 2.x unicode, 3.x str: UTF-8 in which lone surrogates stand as three bytes
  Tuple,
  List,
  Dict,  // key, value, key, value, ...
  Set,
  FrozenSet,
  Code,
};

// A node's place in its pool. Ids are dense and begin at 0, and mean nothing in another pool.
enum class ConstantId : std::uint32_t {};
inline constexpr ConstantId no_constant{0xffffffff};

// In the pool's bytes or items.
struct Place {
  std::uint32_t at = 0;  // first byte, of containers first item, of Code its index
  // Containers: items in all, nested ones counted as often as they are met (saturates). Long: 1 where negative.
  std::uint32_t expanded = 0;
};

struct Constant {
  ConstantKind kind = ConstantKind::Null;
  std::uint8_t type_byte = '0';  // marshal's, without the reference flag
  bool flag_ref = false;         // stored with the reference flag (3.4 on)
  bool interned = false;         // stored as an interned string
  std::uint32_t count = 0;       // bytes of a string, items of a container (two for a pair of a Dict), digits of a Long
  union {
    std::int64_t integer = 0;  // Int
    double real;               // Float stored in binary
    Place where;
  };
};
static_assert(sizeof(Constant) == 16);

// Owns every node, byte and code object of one module. Addresses of Code objects are stable; spans and views hold until
// something is added.
class ConstantPool {
 public:
  ConstantPool();
  ~ConstantPool();
  ConstantPool(const ConstantPool&) = delete;
  ConstantPool& operator=(const ConstantPool&) = delete;

  std::size_t size() const { return nodes_.size(); }
  const Constant& operator[](ConstantId id) const { return nodes_[std::size_t(id)]; }
  ConstantKind kind(ConstantId id) const { return (*this)[id].kind; }

  std::int64_t integer(ConstantId id) const { return (*this)[id].integer; }  // Int
  bool negative(ConstantId id) const;                                        // Long
  std::uint16_t digit(ConstantId id, std::size_t i) const;  // Long: 15 bits, least significant first, count of them
  double real(ConstantId id) const;                         // Float, Complex
  double imag(ConstantId id) const;                         // Complex
  std::string_view number_text(ConstantId id) const;  // Float and Complex: as stored by marshal 0 and 1, else empty
  std::string_view bytes(ConstantId id) const;        // Bytes: the content; Text: as UTF-8, see ConstantKind
  std::span<const ConstantId> items(ConstantId id) const;  // Tuple, List, Set, FrozenSet; Dict: keys and values in turn
  Code& code(ConstantId id) { return codes_[(*this)[id].where.at]; }
  const Code& code(ConstantId id) const { return codes_[(*this)[id].where.at]; }

  // All code objects, an outer one before those in its constants, each once however often it is referred to.
  const std::deque<Code>& codes() const { return codes_; }
  std::deque<Code>& codes() { return codes_; }

  // Builders. type_byte is marshal's, without the flag; none checks that it suits the release.
  static ConstantId singleton(ConstantKind kind, bool flag_ref = false);  // Null to StopIteration
  ConstantId add_int(std::int64_t value, char type_byte = 'i', bool flag_ref = false);
  ConstantId add_long(bool negative, std::span<const std::uint16_t> digits, bool flag_ref = false);
  ConstantId add_float(double value, bool flag_ref = false);
  ConstantId add_complex(double real, double imag, bool flag_ref = false);
  // A number as marshal 0 and 1 write it ('f', 'x'); stored is that text with its length bytes.
  ConstantId add_number_text(char type_byte, double real, double imag, std::string_view stored, bool flag_ref = false);
  ConstantId add_bytes(std::string_view content, char type_byte = 's', bool flag_ref = false);
  ConstantId add_text(std::string_view utf8, char type_byte = 'u', bool flag_ref = false);
  ConstantId add_container(char type_byte, std::span<const ConstantId> items, bool flag_ref = false);
  ConstantId add_code(bool flag_ref = false);  // an empty Code, to be filled in

  // For readers. adopt() takes the whole input and gives its place; nodes then refer to places in it.
  std::uint32_t adopt(std::span<const std::uint8_t> input);
  std::size_t stored_bytes() const { return bytes_.size(); }
  ConstantId add_stored(ConstantKind kind, char type_byte, bool flag_ref, std::uint32_t at, std::uint32_t count);
  void set_negative(ConstantId long_id);
  // Containers in two steps, as items may refer to the container itself.
  ConstantId reserve_container(char type_byte, bool flag_ref);
  void fill_container(ConstantId id, std::span<const ConstantId> items);

 private:
  ConstantId add(Constant node);
  std::uint32_t store(std::string_view content);

  std::vector<Constant> nodes_;
  std::vector<ConstantId> items_;
  std::vector<char> bytes_;
  std::deque<Code> codes_;
};

}  // namespace xvm
