// Displays of lists, tuples, sets and dicts, and the same shapes as targets.
#include "compiler/constant_math.h"
#include "compiler/constant_merger.h"
#include "compiler/generator_eras.h"

namespace xvm::compiler {
namespace {

using enum Opcode;

bool has_unpack_ex(const Release& r) { return r.since(3, 0); }
bool stars_are_unpacked(const Release& r) { return r.since(3, 5) && r.until(3, 8); }
bool multiple_stars(const Release& r) { return r.since(3, 9); }
bool stores_into_maps(const Release& r) { return r.since(2, 6) && r.until(3, 4); }
bool assigns_into_maps(const Release& r) { return r.until(2, 5); }
bool map_unpack_is_limited(const Release& r) { return r.until(3, 5); }
constexpr std::int32_t longest_map = 0xffff;

struct DisplayOpcodes {
  Opcode build, inner, unpack, add, extend;
};
constexpr DisplayOpcodes display_opcodes[] = {
    {BUILD_LIST, BUILD_TUPLE, BUILD_LIST_UNPACK, LIST_APPEND, LIST_EXTEND},
    {BUILD_TUPLE, BUILD_TUPLE, BUILD_TUPLE_UNPACK, LIST_APPEND, LIST_EXTEND},
    {BUILD_SET, BUILD_SET, BUILD_SET_UNPACK, SET_ADD, SET_UPDATE},
};

bool any_starred(ExprList elts) {
  for (Expr* node : elts)
    if (node->kind == ExprKind::Starred) return true;
  return false;
}

void list_to_tuple(Generator& g) {
  has_intrinsics(g.release) ? g.emit(CALL_INTRINSIC_1, intrinsic::ListToTuple) : g.emit(LIST_TO_TUPLE);
}

// 3.5 to 3.8: runs of plain items become tuples, which are concatenated with what the stars give.
bool unpack_display(Generator& g, ExprList elts, Display display) {
  const DisplayOpcodes& opcodes = display_opcodes[std::size_t(display)];
  int pending = 0, parts = 0;
  for (Expr* node : elts) {
    if (node->kind != ExprKind::Starred) {
      if (!g.expression(node)) return false;
      pending++;
      continue;
    }
    if (pending) {
      g.emit(opcodes.inner, pending);
      pending = 0;
      parts++;
    }
    if (!g.expression(as<Starred>(*node).value)) return false;
    parts++;
  }
  if (!parts) {
    g.emit(opcodes.build, pending);
    return true;
  }
  if (pending) {
    g.emit(opcodes.inner, pending);
    parts++;
  }
  g.emit(opcodes.unpack, parts);
  return true;
}

// A dict of some of the items, none of which is **.
bool part_of_dict(Generator& g, ExprList keys, ExprList values) {
  auto count = std::int32_t(keys.size());
  bool big = limits_stack_use(g.release) && count * 2 > stack_use_guideline;
  if (count > 1 && !big && keys_are_constants(g.release) && all_constants(keys)) {
    if (!g.expressions(values)) return false;
    g.emit_const(constant_tuple(g, keys));
    g.emit(BUILD_CONST_KEY_MAP, count);
    return true;
  }
  if (big) g.emit(BUILD_MAP, 0);
  for (std::size_t i = 0; i < keys.size(); i++) {
    if (!g.expression(keys[i]) || !g.expression(values[i])) return false;
    if (big) g.emit(MAP_ADD, 1);
  }
  if (!big) g.emit(BUILD_MAP, count);
  return true;
}

// To 3.4 items are put into the dict one by one.
bool filled_dict(Generator& g, Dict& node) {
  bool assigns = assigns_into_maps(g.release);
  g.emit(BUILD_MAP, assigns ? 0 : std::min(std::int32_t(node.keys.size()), longest_map));
  for (std::size_t i = 0; i < node.keys.size(); i++) {
    if (assigns) g.emit(DUP_TOP);
    if (!g.expression(node.values[i])) return false;
    if (assigns) g.emit(ROT_TWO);
    if (!g.expression(node.keys[i])) return false;
    g.emit(assigns ? STORE_SUBSCR : STORE_MAP);
  }
  return true;
}

// 3.5 to 3.8.
bool unpacked_dict(Generator& g, Dict& node) {
  int containers = 0;
  bool unpacking = false;
  std::size_t first = 0, count = node.keys.size();
  auto flush = [&](std::size_t end) {
    containers++;
    std::size_t length = end - first, from = first;
    first = end;
    return part_of_dict(g, node.keys.subspan(from, length), node.values.subspan(from, length));
  };
  for (std::size_t i = 0; i < count; i++) {
    unpacking = !node.keys[i];
    bool full = std::int32_t(i - first) == longest_map;
    if ((full || (i > first && unpacking)) && !flush(i)) return false;
    if (!unpacking) continue;
    if (!g.expression(node.values[i])) return false;
    containers++;
    first = i + 1;
  }
  if ((first < count || containers == 0) && !flush(count)) return false;
  constexpr int most_maps = 255;
  while (containers > 1 || unpacking) {
    int merged = map_unpack_is_limited(g.release) ? std::min(containers, most_maps) : containers;
    g.emit(BUILD_MAP_UNPACK, merged);
    containers -= merged - 1;
    unpacking = false;
  }
  return true;
}

// 3.9 on.
bool updated_dict(Generator& g, Dict& node) {
  bool has_dict = false;
  std::size_t first = 0, count = node.keys.size();
  auto flush = [&](std::size_t end) {
    std::size_t length = end - first, from = first;
    first = end;
    if (!part_of_dict(g, node.keys.subspan(from, length), node.values.subspan(from, length))) return false;
    if (has_dict) g.emit(DICT_UPDATE, 1);
    has_dict = true;
    return true;
  };
  std::size_t longest = limits_stack_use(g.release) ? stack_use_guideline / 2 + 1 : longest_map;
  for (std::size_t i = 0; i < count; i++) {
    if (node.keys[i]) {
      if (i - first == longest && !flush(i + 1)) return false;
      continue;
    }
    if (i > first && !flush(i)) return false;
    if (!has_dict) g.emit(BUILD_MAP, 0);
    has_dict = true;
    if (!g.expression(node.values[i])) return false;
    g.emit(DICT_UPDATE, 1);
    first = i + 1;
  }
  if (first < count && !flush(count)) return false;
  if (!has_dict) g.emit(BUILD_MAP, 0);
  return true;
}

}  // namespace

bool all_constants(std::span<Expr* const> nodes) {
  for (const Expr* node : nodes)
    if (!is_constant(*node)) return false;
  return true;
}

ConstantId constant_tuple(Generator& g, std::span<Expr* const> nodes) {
  std::vector<ConstantId> items;
  for (Expr* node : nodes) items.push_back(g.generation.merger.merge(as<Constant>(*node).value));
  return g.maker.tuple(items);
}

bool build_display(Generator& g, ExprList elts, int pushed, Display display) {
  const DisplayOpcodes& opcodes = display_opcodes[std::size_t(display)];
  bool tuple = display == Display::Tuple;
  Opcode build = tuple ? BUILD_LIST : opcodes.build;
  auto count = std::int32_t(elts.size());
  if (count > 2 && all_constants(elts)) {
    ConstantId folded = constant_tuple(g, elts);
    if (tuple && pushed == 0) {
      g.emit_const(folded);
      return true;
    }
    if (display == Display::Set) folded = frozenset_constant(g.maker, g.pool().items(folded));
    g.emit(build, pushed);
    g.emit_const(folded);
    g.emit(opcodes.extend, 1);
    if (tuple) list_to_tuple(g);
    return true;
  }
  bool big = limits_stack_use(g.release) && count + pushed > stack_use_guideline;
  if (!big && !any_starred(elts)) {
    if (!g.expressions(elts)) return false;
    g.emit(opcodes.build, count + pushed);
    return true;
  }
  bool built = big;
  if (big) g.emit(build, pushed);
  for (std::int32_t i = 0; i < count; i++) {
    Expr* node = elts[std::size_t(i)];
    if (node->kind == ExprKind::Starred) {
      if (!built) g.emit(build, i + pushed);
      built = true;
      if (!g.expression(as<Starred>(*node).value)) return false;
      g.emit(opcodes.extend, 1);
      continue;
    }
    if (!g.expression(node)) return false;
    if (built) g.emit(opcodes.add, 1);
  }
  if (tuple) list_to_tuple(g);
  return true;
}

bool Generator::unpack_targets(ExprList elts) {
  constexpr std::int64_t most_before = 1 << 8, most_after = 0x7fffffff >> 8;
  auto count = std::int64_t(elts.size());
  bool seen = false;
  for (std::int64_t i = 0; i < count && has_unpack_ex(release); i++) {
    if (elts[std::size_t(i)]->kind != ExprKind::Starred) continue;
    if (seen)
      return error(u->loc, multiple_stars(release) ? "multiple starred expressions in assignment"
                                                   : "two starred expressions in assignment");
    if (i >= most_before || count - i - 1 >= most_after)
      return error(u->loc, "too many expressions in star-unpacking assignment");
    emit(UNPACK_EX, std::int32_t(i + ((count - i - 1) << 8)));
    seen = true;
  }
  if (!seen) emit(UNPACK_SEQUENCE, std::int32_t(count));
  return true;
}

bool Generator::sequence_display(Expr* node, ExprList elts, Context ctx) {
  if (ctx == Context::Del) return expressions(elts);
  if (ctx == Context::Store) {
    if (!unpack_targets(elts)) return false;
    for (Expr* target : elts)
      if (!expression(target->kind == ExprKind::Starred ? as<Starred>(*target).value : target)) return false;
    return true;
  }
  Display display = node->kind == ExprKind::List ? Display::List
                    : node->kind == ExprKind::Set ? Display::Set
                                                  : Display::Tuple;
  if (builds_with_updates(release)) return build_display(*this, elts, 0, display);
  if (stars_are_unpacked(release)) return unpack_display(*this, elts, display);
  if (!expressions(elts)) return false;
  emit(display_opcodes[std::size_t(display)].build, std::int32_t(elts.size()));
  return true;
}

bool Generator::dict_display(Dict& node) {
  if (assigns_into_maps(release) || stores_into_maps(release)) return filled_dict(*this, node);
  return builds_with_updates(release) ? updated_dict(*this, node) : unpacked_dict(*this, node);
}

}  // namespace xvm::compiler
