// Equality of constants: classes of equal ones by hash.
#include "compiler/constant_merger.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>

#include "compiler/sequence.h"
#include "pyc/code.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

// Constants of all code objects of a module share equal ones.
bool merges_module_constants(const Release& release) { return release.since(3, 8); }

bool tells_signs_of_complex_zeros(const Release& release) { return release.since(2, 6); }

// The key of a tuple or a code object holds the types of what is inside.
bool keys_are_deep(const Release& release) { return release.since(3, 5) || (release.python2() && release.since(2, 7)); }

// Code objects are equal only where line and exception tables are.
bool code_compares_tables(const Release& release) { return release.since(3, 11); }

constexpr std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash ^= value + 0x9e3779b97f4a7c15 + (hash << 6) + (hash >> 2);
  return hash * 0xff51afd7ed558ccd;
}

std::uint64_t hash_bytes(std::string_view bytes) { return std::hash<std::string_view>()(bytes); }

std::string_view as_text(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool is_number(ConstantKind kind) {
  return kind == ConstantKind::True || kind == ConstantKind::False || kind == ConstantKind::Int ||
         kind == ConstantKind::Long || kind == ConstantKind::Float || kind == ConstantKind::Complex;
}

}  // namespace

std::int32_t ConstantMerger::index_of(CodeUnit& unit, ConstantId id) {
  std::vector<ConstantId>& consts = unit.consts;
  if (unit.consts_placed > consts.size()) unit.const_places.clear(), unit.consts_placed = 0;
  for (std::size_t& i = unit.consts_placed; i < consts.size(); ++i) unit.const_places.emplace(class_of(consts[i]), std::int32_t(i));
  auto [place, is_new] = unit.const_places.emplace(class_of(id), std::int32_t(consts.size()));
  if (is_new) consts.push_back(merge(id)), ++unit.consts_placed;
  return place->second;
}

ConstantId ConstantMerger::merge(ConstantId id) {
  return merges_module_constants(release_) ? firsts_[class_of(id)] : id;
}

std::uint32_t ConstantMerger::class_of(ConstantId id) {
  std::size_t at = std::size_t(id);
  if (at < classes_.size() && classes_[at]) return classes_[at];
  std::uint64_t key = hash(id);
  std::uint32_t found = 0;
  auto [begin, end] = by_hash_.equal_range(key);
  for (auto i = begin; i != end && !found; ++i)
    if (same(firsts_[i->second], id, true)) found = i->second;
  if (!found) {
    found = std::uint32_t(firsts_.size());
    firsts_.push_back(id);
    by_hash_.emplace(key, found);
  }
  if (at >= classes_.size()) classes_.resize(std::max(pool_.size(), at + 1));
  return classes_[at] = found;
}

// Numbers inside of tuples and code hash alike whatever their type, as some releases hold them equal there.
std::uint64_t ConstantMerger::item_hash(ConstantId id) {
  auto real = [](double value) { return mix(7, std::bit_cast<std::uint64_t>(value + 0.0)); };
  switch (pool_.kind(id)) {
    case ConstantKind::False: return real(0);
    case ConstantKind::True: return real(1);
    case ConstantKind::Int: return real(double(pool_.integer(id)));
    case ConstantKind::Float: return real(pool_.real(id));
    default: return hash(id);
  }
}

std::uint64_t ConstantMerger::hash(ConstantId id) {
  ConstantKind kind = pool_.kind(id);
  std::uint64_t seed = std::uint64_t(kind) * 0x9e3779b97f4a7c15;
  switch (kind) {
    case ConstantKind::Int:
      return mix(seed, std::uint64_t(pool_.integer(id)));
    case ConstantKind::Long: {
      std::uint64_t value = pool_.negative(id);
      for (std::uint32_t i = 0; i < pool_[id].count; ++i) value = mix(value, pool_.digit(id, i));
      return mix(seed, value);
    }
    case ConstantKind::Float:
      return mix(seed, std::bit_cast<std::uint64_t>(pool_.real(id) + 0.0));
    case ConstantKind::Complex:
      return mix(seed, mix(std::bit_cast<std::uint64_t>(pool_.real(id) + 0.0),
                           std::bit_cast<std::uint64_t>(pool_.imag(id) + 0.0)));
    case ConstantKind::Bytes:
    case ConstantKind::Text:
      return mix(seed, hash_bytes(pool_.bytes(id)));
    case ConstantKind::Tuple:
    case ConstantKind::List:
    case ConstantKind::Dict: {
      for (ConstantId item : pool_.items(id)) seed = mix(seed, item_hash(item));
      return seed;
    }
    case ConstantKind::Set:
    case ConstantKind::FrozenSet: {
      std::uint64_t sum = 0;
      for (ConstantId item : pool_.items(id)) sum += item_hash(item);
      return mix(seed, sum);
    }
    case ConstantKind::Code:
      return mix(seed, code_hash(pool_.code(id)));
    default:
      return seed;
  }
}

std::uint64_t ConstantMerger::code_hash(const Code& code) {
  std::uint64_t hash = hash_bytes(code.name());
  hash = mix(hash, std::uint64_t(code.firstlineno));
  return mix(hash, hash_bytes(as_text(code.bytecode())));
}

bool ConstantMerger::same_items(ConstantId a, ConstantId b, bool by_key) {
  std::span<const ConstantId> left = pool_.items(a), right = pool_.items(b);
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [&](ConstantId x, ConstantId y) { return same(x, y, by_key); });
}

// by_key: types of numbers count, and signs of zeros.
bool ConstantMerger::same(ConstantId a, ConstantId b, bool by_key) {
  if (a == b) return true;
  ConstantKind kind = pool_.kind(a);
  if (kind != pool_.kind(b)) {
    if (by_key || !is_number(kind) || !is_number(pool_.kind(b))) return false;
    auto value = [&](ConstantId id) -> double {
      switch (pool_.kind(id)) {
        case ConstantKind::True:
          return 1;
        case ConstantKind::Int:
          return double(pool_.integer(id));
        case ConstantKind::Float:
          return pool_.real(id);
        case ConstantKind::False:
          return 0;
        default:
          return __builtin_nan("");
      }
    };
    return value(a) == value(b);
  }
  bool signs = by_key && (kind == ConstantKind::Float || tells_signs_of_complex_zeros(release_));
  auto same_real = [signs](double x, double y) { return x == y && (!signs || std::signbit(x) == std::signbit(y)); };
  bool deep = by_key && keys_are_deep(release_);
  switch (kind) {
    case ConstantKind::Int:
      return pool_.integer(a) == pool_.integer(b);
    case ConstantKind::Long: {
      if (pool_[a].count != pool_[b].count || pool_.negative(a) != pool_.negative(b)) return false;
      for (std::uint32_t i = 0; i < pool_[a].count; ++i)
        if (pool_.digit(a, i) != pool_.digit(b, i)) return false;
      return true;
    }
    case ConstantKind::Float:
      return same_real(pool_.real(a), pool_.real(b));
    case ConstantKind::Complex:
      return same_real(pool_.real(a), pool_.real(b)) && same_real(pool_.imag(a), pool_.imag(b));
    case ConstantKind::Bytes:
    case ConstantKind::Text:
      return pool_.bytes(a) == pool_.bytes(b);
    case ConstantKind::Tuple:
      return same_items(a, b, deep);
    case ConstantKind::FrozenSet: {
      std::span<const ConstantId> left = pool_.items(a), right = pool_.items(b);
      return left.size() == right.size() && std::all_of(left.begin(), left.end(), [&](ConstantId x) {
               return std::any_of(right.begin(), right.end(), [&](ConstantId y) { return same(x, y, deep); });
             });
    }
    case ConstantKind::Code:
      return same_code(pool_.code(a), pool_.code(b));
    default:
      return kind <= ConstantKind::StopIteration;
  }
}

bool ConstantMerger::same_code(const Code& a, const Code& b) {
  bool deep = keys_are_deep(release_);
  auto same_field = [&](ConstantId x, ConstantId y, bool by_key) {
    return x == y || (x != no_constant && y != no_constant && same(x, y, by_key));
  };
  if (a.argcount != b.argcount || a.posonlyargcount != b.posonlyargcount || a.kwonlyargcount != b.kwonlyargcount ||
      a.nlocals != b.nlocals || a.flags != b.flags || a.firstlineno != b.firstlineno)
    return false;
  if (!same_field(a.name_id, b.name_id, true) || !same_field(a.code_id, b.code_id, true) ||
      !same_field(a.names_id, b.names_id, true) || !same_field(a.varnames_id, b.varnames_id, true) ||
      !same_field(a.freevars_id, b.freevars_id, true) || !same_field(a.cellvars_id, b.cellvars_id, true) ||
      !same_field(a.localsplusnames_id, b.localsplusnames_id, true))
    return false;
  if (code_compares_tables(release_) && (!same_field(a.linetable_id, b.linetable_id, true) ||
                                         !same_field(a.exceptiontable_id, b.exceptiontable_id, true)))
    return false;
  return same_field(a.consts_id, b.consts_id, deep);
}

}  // namespace xvm::compiler
