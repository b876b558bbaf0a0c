// The arena of marshalled nodes: nodes, items and bytes in three vectors, code objects at stable addresses.
#include "pyc/constants.h"

#include <bit>
#include <limits>
#include <string>

#include "pyc/code.h"

namespace xvm {
namespace {

constexpr std::size_t singleton_kinds = std::size_t(ConstantKind::StopIteration) + 1;
constexpr char singleton_bytes[singleton_kinds + 1] = "0NTF.S";

ConstantKind container_kind(char type_byte) {
  switch (type_byte) {
    case '[':
      return ConstantKind::List;
    case '{':
      return ConstantKind::Dict;
    case '<':
      return ConstantKind::Set;
    case '>':
      return ConstantKind::FrozenSet;
    default:
      return ConstantKind::Tuple;
  }
}

double stored_double(const char* from) {
  std::uint64_t bits = 0;
  for (int i = 8; i-- > 0;) bits = bits << 8 | std::uint8_t(from[i]);
  return std::bit_cast<double>(bits);
}

}  // namespace

ConstantPool::ConstantPool() {
  nodes_.reserve(2 * singleton_kinds);
  for (bool flag : {false, true})
    for (std::size_t i = 0; i < singleton_kinds; ++i)
      add({.kind = ConstantKind(i), .type_byte = std::uint8_t(singleton_bytes[i]), .flag_ref = flag, .integer = 0});
}

ConstantPool::~ConstantPool() = default;

ConstantId ConstantPool::add(Constant node) {
  nodes_.push_back(node);
  return ConstantId(nodes_.size() - 1);
}

std::uint32_t ConstantPool::store(std::string_view content) {
  std::size_t at = bytes_.size();
  bytes_.insert(bytes_.end(), content.begin(), content.end());
  return std::uint32_t(at);
}

ConstantId ConstantPool::singleton(ConstantKind kind, bool flag_ref) {
  return ConstantId(std::size_t(kind) + (flag_ref ? singleton_kinds : 0));
}

ConstantId ConstantPool::add_int(std::int64_t value, char type_byte, bool flag_ref) {
  return add({.kind = ConstantKind::Int, .type_byte = std::uint8_t(type_byte), .flag_ref = flag_ref, .integer = value});
}

ConstantId ConstantPool::add_long(bool negative, std::span<const std::uint16_t> digits, bool flag_ref) {
  std::string stored;
  for (std::uint16_t digit : digits) {
    stored += char(digit & 0xff);
    stored += char(digit >> 8);
  }
  ConstantId id = add_stored(ConstantKind::Long, 'l', flag_ref, store(stored), std::uint32_t(digits.size()));
  if (negative) set_negative(id);
  return id;
}

void ConstantPool::set_negative(ConstantId long_id) { nodes_[std::size_t(long_id)].where.expanded = 1; }

ConstantId ConstantPool::add_float(double value, bool flag_ref) {
  return add({.kind = ConstantKind::Float, .type_byte = 'g', .flag_ref = flag_ref, .real = value});
}

ConstantId ConstantPool::add_complex(double real, double imag, bool flag_ref) {
  return add_number_text('y', real, imag, {}, flag_ref);
}

// Both parts as doubles, then the text.
ConstantId ConstantPool::add_number_text(char type_byte, double real, double imag, std::string_view stored,
                                         bool flag_ref) {
  std::uint64_t parts[] = {std::bit_cast<std::uint64_t>(real), std::bit_cast<std::uint64_t>(imag)};
  std::string content;
  for (std::uint64_t part : parts)
    for (int shift = 0; shift < 64; shift += 8) content += char(part >> shift & 0xff);
  content += stored;
  ConstantKind kind = type_byte == 'f' ? ConstantKind::Float : ConstantKind::Complex;
  return add_stored(kind, type_byte, flag_ref, store(content), std::uint32_t(stored.size()));
}

ConstantId ConstantPool::add_bytes(std::string_view content, char type_byte, bool flag_ref) {
  return add_stored(ConstantKind::Bytes, type_byte, flag_ref, store(content), std::uint32_t(content.size()));
}

ConstantId ConstantPool::add_text(std::string_view utf8, char type_byte, bool flag_ref) {
  return add_stored(ConstantKind::Text, type_byte, flag_ref, store(utf8), std::uint32_t(utf8.size()));
}

std::uint32_t ConstantPool::adopt(std::span<const std::uint8_t> input) {
  return store({reinterpret_cast<const char*>(input.data()), input.size()});
}

ConstantId ConstantPool::add_stored(ConstantKind kind, char type_byte, bool flag_ref, std::uint32_t at,
                                    std::uint32_t count) {
  return add({.kind = kind,
              .type_byte = std::uint8_t(type_byte),
              .flag_ref = flag_ref,
              .interned = type_byte == 't' || type_byte == 'A' || type_byte == 'Z',
              .count = count,
              .where = {at, 0}});
}

ConstantId ConstantPool::add_container(char type_byte, std::span<const ConstantId> items, bool flag_ref) {
  ConstantId id = reserve_container(type_byte, flag_ref);
  fill_container(id, items);
  return id;
}

ConstantId ConstantPool::reserve_container(char type_byte, bool flag_ref) {
  return add(
      {.kind = container_kind(type_byte), .type_byte = std::uint8_t(type_byte), .flag_ref = flag_ref, .where = {0, 0}});
}

void ConstantPool::fill_container(ConstantId id, std::span<const ConstantId> items) {
  std::uint64_t expanded = 1;
  for (ConstantId item : items) {
    const Constant& node = (*this)[item];
    bool nests = node.kind >= ConstantKind::Tuple && node.kind <= ConstantKind::FrozenSet;
    expanded += nests ? node.where.expanded : 1;
  }
  constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
  Constant& node = nodes_[std::size_t(id)];
  node.count = std::uint32_t(items.size());
  node.where = {std::uint32_t(items_.size()), std::uint32_t(expanded < most ? expanded : most)};
  items_.insert(items_.end(), items.begin(), items.end());
}

ConstantId ConstantPool::add_code(bool flag_ref) {
  ConstantId id = add(
      {.kind = ConstantKind::Code, .type_byte = 'c', .flag_ref = flag_ref, .where = {std::uint32_t(codes_.size()), 0}});
  codes_.emplace_back();
  codes_.back().id = id;
  codes_.back().pool = this;
  return id;
}

bool ConstantPool::negative(ConstantId id) const { return (*this)[id].where.expanded != 0; }

std::uint16_t ConstantPool::digit(ConstantId id, std::size_t i) const {
  const char* at = &bytes_[(*this)[id].where.at + 2 * i];
  return std::uint16_t(std::uint8_t(at[0]) | std::uint8_t(at[1]) << 8);
}

double ConstantPool::real(ConstantId id) const {
  const Constant& node = (*this)[id];
  return node.type_byte == 'g' ? node.real : stored_double(&bytes_[node.where.at]);
}

double ConstantPool::imag(ConstantId id) const { return stored_double(&bytes_[(*this)[id].where.at + sizeof(double)]); }

std::string_view ConstantPool::number_text(ConstantId id) const {
  const Constant& node = (*this)[id];
  return {bytes_.data() + node.where.at + 2 * sizeof(double), node.count};
}

std::string_view ConstantPool::bytes(ConstantId id) const {
  const Constant& node = (*this)[id];
  return {bytes_.data() + node.where.at, node.count};
}

std::span<const ConstantId> ConstantPool::items(ConstantId id) const {
  const Constant& node = (*this)[id];
  return {items_.data() + node.where.at, node.count};
}

}  // namespace xvm
