// match: patterns leave captured values on the stack until the whole pattern has matched.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/generator_eras.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

using enum Opcode;

bool results_are_none_or_tuple(const Release& r) { return r.since(3, 11); }

bool errors_are_at_alternatives(const Release& r) { return r.until(3, 11); }   // errors are at the part visited last

// Keys that are equal as numbers: 0, 0.0, 0j, False.
bool same_number(const ConstantPool& pool, ConstantId a, ConstantId b) {
  auto parts = [&](ConstantId id, double& real, double& imag) {
    imag = 0;
    switch (pool.kind(id)) {
      case ConstantKind::True: real = 1; return true;
      case ConstantKind::False: real = 0; return true;
      case ConstantKind::Int: real = static_cast<double>(pool.integer(id)); return static_cast<std::int64_t>(real) == pool.integer(id);
      case ConstantKind::Float: real = pool.real(id); return true;
      case ConstantKind::Complex: real = pool.real(id), imag = pool.imag(id); return true;
      default: return false;
    }
  };
  double real[2], imag[2];
  return parts(a, real[0], imag[0]) && parts(b, real[1], imag[1]) && real[0] == real[1] && imag[0] == imag[1];
}

bool is_wildcard(const Pattern& pattern) {
  return pattern.kind == PatternKind::As && !static_cast<const MatchAs&>(pattern).name;
}
bool is_star_wildcard(const Pattern& pattern) {
  return pattern.kind == PatternKind::Star && !static_cast<const MatchStar&>(pattern).name;
}

class Matcher {
 public:
  explicit Matcher(Generator& generator) : g(generator), release(generator.release) {}

  bool statement(Match& node) {
    if (!g.expression(node.subject)) return false;
    Label end = g.new_label();
    std::size_t cases = node.cases.size();
    bool has_default = cases > 1 && is_wildcard(*node.cases[cases - 1].pattern);
    for (std::size_t i = 0; i < cases - has_default; i++) {
      MatchCase& entry = node.cases[i];
      bool last = i + 1 == cases - has_default;
      g.place(entry.pattern->loc);
      if (!last) copy_top();
      stores.clear();
      fails.clear();
      on_top = 0;
      irrefutable_allowed = entry.guard || i + 1 == cases;
      if (!pattern(entry.pattern)) return false;
      if (g.since(3, 12)) g.place(entry.pattern->loc);
      for (Symbol name : stores)
        if (!g.name_operation(name, Context::Store)) return false;
      if (entry.guard) {
        need_fails(0);
        if (!g.jump_if(entry.guard, fails[0], false)) return false;
      }
      if (!last) g.emit(POP_TOP);
      if (!g.statements(entry.body)) return false;
      if (g.since(3, 11)) g.no_place();
      g.emit_jump(results_are_none_or_tuple(release) ? PSEUDO_JUMP : JUMP_FORWARD, end);
      g.place(entry.pattern->loc);
      end_fails();
    }
    if (has_default) {
      MatchCase& entry = node.cases[cases - 1];
      g.place(entry.pattern->loc);
      g.emit(cases == 1 ? POP_TOP : NOP);
      if (entry.guard && !g.jump_if(entry.guard, end, false)) return false;
      if (!g.statements(entry.body)) return false;
    }
    g.use(end);
    return true;
  }

 private:
  void copy_top() {
    if (results_are_none_or_tuple(release))
      g.emit(COPY, 1);
    else
      g.emit(DUP_TOP);
  }

  // The top goes below count - 1 others.
  void rotate(std::size_t count) {
    if (!results_are_none_or_tuple(release)) {
      g.emit(ROT_N, std::int32_t(count));
      return;
    }
    while (count > 1) g.emit(SWAP, std::int32_t(count--));
  }

  void load_number(std::int64_t number) { g.emit_const(g.maker.integer(number)); }

  void need_fails(std::size_t pops) {
    while (fails.size() <= pops) fails.push_back(g.new_label());
  }
  void fail(Opcode jump) {
    std::size_t pops = on_top + stores.size();
    need_fails(pops);
    g.emit_jump(jump, fails[pops]);
    if (!results_are_none_or_tuple(release)) g.next_block();
  }
  void fail_if_false() { fail(results_are_none_or_tuple(release) ? PSEUDO_POP_JUMP_IF_FALSE : POP_JUMP_IF_FALSE); }
  void fail_if_none() {
    g.emit(COPY, 1);
    g.emit_none();
    g.emit(IS_OP, 1);
  }
  void end_fails() {
    if (fails.empty()) {
      if (!results_are_none_or_tuple(release)) g.next_block();
      return;
    }
    for (std::size_t i = fails.size(); i-- > 1;) {
      g.use(fails[i]);
      g.emit(POP_TOP);
    }
    g.use(fails[0]);
    fails.clear();
  }

  bool store(Symbol name, Location loc) {
    if (!name) {
      g.emit(POP_TOP);
      return true;
    }
    if (!g.forbidden_name(name, Context::Store, loc)) return false;
    if (std::find(stores.begin(), stores.end(), name) != stores.end()) return twice(name, loc);
    rotate(on_top + stores.size() + 1);
    stores.push_back(name);
    return true;
  }
  bool twice(Symbol name, Location loc) {
    return g.error(errors_are_at_alternatives(release) ? g.u->loc : loc, fmt::format("multiple assignments to name '{}' in pattern", g.text(name)));
  }

  bool subpattern(Pattern* node) {
    bool before = irrefutable_allowed;
    irrefutable_allowed = true;
    bool fine = pattern(node);
    irrefutable_allowed = before;
    return fine;
  }

  bool pattern(Pattern* node) {
    Location before = g.u->loc;
    g.u->loc = node->loc;
    bool fine = true;
    switch (node->kind) {
      case PatternKind::Value: {
        Expr* value = as<MatchValue>(*node).value;
        if (value->kind == ExprKind::JoinedStr) {
          fine = g.error(node->loc, "patterns may only match literals and attribute lookups");
          break;
        }
        fine = g.expression(value);
        if (!fine) break;
        emit_compare(g, CompareOperator::Eq);
        if (g.since(3, 13)) g.emit(TO_BOOL);
        fail_if_false();
        break;
      }
      case PatternKind::Singleton:
        g.emit_const(as<MatchSingleton>(*node).value);
        g.emit(IS_OP, 0);
        fail_if_false();
        break;
      case PatternKind::Sequence: fine = sequence(as<MatchSequence>(*node)); break;
      case PatternKind::Mapping: fine = mapping(as<MatchMapping>(*node)); break;
      case PatternKind::Class: fine = class_pattern(as<MatchClass>(*node)); break;
      case PatternKind::Star: fine = store(as<MatchStar>(*node).name, node->loc); break;
      case PatternKind::As: fine = as_pattern(as<MatchAs>(*node)); break;
      case PatternKind::Or: fine = or_pattern(as<MatchOr>(*node)); break;
    }
    if (g.since(3, 12)) g.u->loc = before;
    return fine;
  }

  bool as_pattern(MatchAs& node) {
    if (!node.pattern) {
      if (!irrefutable_allowed) {
        if (node.name)
          return g.error(node.loc, fmt::format("name capture '{}' makes remaining patterns unreachable", g.text(node.name)));
        return g.error(node.loc, "wildcard makes remaining patterns unreachable");
      }
      return store(node.name, node.loc);
    }
    on_top++;
    copy_top();
    if (!pattern(node.pattern)) return false;
    on_top--;
    return store(node.name, node.loc);
  }

  bool sequence(MatchSequence& node) {
    std::size_t size = node.patterns.size();
    std::ptrdiff_t star = -1;
    bool only_wildcard = true, star_wildcard = false;
    for (std::size_t i = 0; i < size; i++) {
      Pattern& one = *node.patterns[i];
      if (one.kind == PatternKind::Star) {
        if (star >= 0) return g.error(node.loc, "multiple starred names in sequence pattern");
        star_wildcard = is_star_wildcard(one);
        only_wildcard &= star_wildcard;
        star = std::ptrdiff_t(i);
        continue;
      }
      only_wildcard &= is_wildcard(one);
    }
    on_top++;
    g.emit(MATCH_SEQUENCE);
    fail_if_false();
    if (star < 0 || size > 1) {
      g.emit(GET_LEN);
      load_number(std::int64_t(star < 0 ? size : size - 1));
      emit_compare(g, star < 0 ? CompareOperator::Eq : CompareOperator::GtE);
      fail_if_false();
    }
    on_top--;
    if (only_wildcard) {
      g.emit(POP_TOP);
      return true;
    }
    return star_wildcard ? by_index(node.patterns, std::size_t(star)) : by_unpacking(node.patterns, star);
  }

  bool by_unpacking(std::span<Pattern*> patterns, std::ptrdiff_t star) {
    std::size_t size = patterns.size();
    if (star >= 0) {
      std::size_t after = size - std::size_t(star) - 1;
      if (star >= 256 || after >= (1u << 23))
        return g.error(g.u->loc, "too many expressions in star-unpacking sequence pattern");
      g.emit(UNPACK_EX, std::int32_t(std::size_t(star) + (after << 8)));
    } else {
      g.emit(UNPACK_SEQUENCE, std::int32_t(size));
    }
    on_top += size;
    for (Pattern* one : patterns) {
      on_top--;
      if (!subpattern(one)) return false;
    }
    return true;
  }

  bool by_index(std::span<Pattern*> patterns, std::size_t star) {
    on_top++;
    for (std::size_t i = 0; i < patterns.size(); i++) {
      if (is_wildcard(*patterns[i]) || i == star) continue;
      copy_top();
      if (i < star) {
        load_number(std::int64_t(i));
      } else {
        g.emit(GET_LEN);
        load_number(std::int64_t(patterns.size() - i));
        g.binary(Operator::Sub, false);
      }
      g.emit(BINARY_SUBSCR);
      if (!subpattern(patterns[i])) return false;
    }
    on_top--;
    g.emit(POP_TOP);
    return true;
  }

  bool mapping(MatchMapping& node) {
    std::size_t size = node.keys.size();
    on_top++;
    g.emit(MATCH_MAPPING);
    fail_if_false();
    if (size == 0 && !node.rest) {
      on_top--;
      g.emit(POP_TOP);
      return true;
    }
    if (size > 0) {
      g.emit(GET_LEN);
      load_number(std::int64_t(size));
      emit_compare(g, CompareOperator::GtE);
      fail_if_false();
    }
    std::vector<ConstantId> seen;
    for (Expr* key : node.keys) {
      if (key->kind == ExprKind::Constant) {
        ConstantId id = as<Constant>(*key).value;
        for (ConstantId other : seen)
          if (g.generation.merger.equal(other, id) || same_number(g.maker.pool(), other, id))
            return g.error(node.loc, "mapping pattern checks duplicate key (" + g.constant_repr(id) + ")");
        seen.push_back(id);
      } else if (key->kind != ExprKind::Attribute) {
        return g.error(node.loc, "mapping pattern keys may only match literals and attribute lookups");
      }
      if (!g.expression(key)) return false;
    }
    g.emit(BUILD_TUPLE, std::int32_t(size));
    g.emit(MATCH_KEYS);
    on_top += 2;
    if (!results_are_none_or_tuple(release)) {
      fail_if_false();
      for (std::size_t i = 0; i < size; i++) {
        if (is_wildcard(*node.patterns[i])) continue;
        copy_top();
        load_number(std::int64_t(i));
        g.emit(BINARY_SUBSCR);
        if (!subpattern(node.patterns[i])) return false;
      }
      on_top -= 2;
      g.emit(POP_TOP);
      if (node.rest) {
        g.emit(COPY_DICT_WITHOUT_KEYS);
        if (!store(node.rest, node.loc)) return false;
      } else {
        g.emit(POP_TOP);
      }
      on_top--;
      g.emit(POP_TOP);
      return true;
    }
    fail_if_none();
    fail_if_false();
    g.emit(UNPACK_SEQUENCE, std::int32_t(size));
    on_top += size - 1;
    for (Pattern* one : node.patterns) {
      on_top--;
      if (!subpattern(one)) return false;
    }
    on_top -= 2;
    if (!node.rest) {
      g.emit(POP_TOP);
      g.emit(POP_TOP);
      return true;
    }
    g.emit(BUILD_MAP, 0);
    g.emit(SWAP, 3);
    g.emit(DICT_UPDATE, 2);
    g.emit(UNPACK_SEQUENCE, std::int32_t(size));
    for (; size > 0; size--) {
      g.emit(COPY, std::int32_t(1 + size));
      g.emit(SWAP, 2);
      g.emit(DELETE_SUBSCR);
    }
    return store(node.rest, node.loc);
  }

  bool class_pattern(MatchClass& node) {
    for (std::size_t i = 0; i < node.kwd_attrs.size(); i++) {
      if (!g.forbidden_name(node.kwd_attrs[i], Context::Store, node.loc)) return false;
      for (std::size_t j = i + 1; j < node.kwd_attrs.size(); j++)
        if (node.kwd_attrs[i] == node.kwd_attrs[j])
          return g.error(node.kwd_patterns[j]->loc,
                         fmt::format("attribute name repeated in class pattern: {}", g.text(node.kwd_attrs[i])));
    }
    if (!g.expression(node.cls)) return false;
    std::vector<ConstantId> names;
    for (Symbol name : node.kwd_attrs) names.push_back(g.maker.name(g.text(name)));
    g.emit_const(g.maker.tuple(names));
    std::size_t given = node.patterns.size(), count = given + names.size();
    g.emit(MATCH_CLASS, std::int32_t(given));
    auto part = [&](std::size_t i) { return i < given ? node.patterns[i] : node.kwd_patterns[i - given]; };
    on_top++;
    if (!results_are_none_or_tuple(release)) {
      fail_if_false();
      for (std::size_t i = 0; i < count; i++) {
        if (is_wildcard(*part(i))) continue;
        copy_top();
        load_number(std::int64_t(i));
        g.emit(BINARY_SUBSCR);
        if (!subpattern(part(i))) return false;
      }
      on_top--;
      g.emit(POP_TOP);
      return true;
    }
    fail_if_none();
    fail_if_false();
    g.emit(UNPACK_SEQUENCE, std::int32_t(count));
    on_top += count - 1;
    for (std::size_t i = 0; i < count; i++) {
      on_top--;
      if (is_wildcard(*part(i)))
        g.emit(POP_TOP);
      else if (!subpattern(part(i)))
        return false;
    }
    return true;
  }

  bool or_pattern(MatchOr& node) {
    Label end = g.new_label();
    std::vector<Symbol> outer_stores = std::move(stores), control;
    std::vector<Label> outer_fails = std::move(fails);
    std::size_t outer_on_top = on_top;
    bool outer_irrefutable = irrefutable_allowed;
    for (std::size_t i = 0; i < node.patterns.size(); i++) {
      Pattern* alternative = node.patterns[i];
      g.place(alternative->loc);
      stores.clear();
      fails.clear();
      on_top = 0;
      irrefutable_allowed = i + 1 == node.patterns.size() && outer_irrefutable;
      copy_top();
      if (!pattern(alternative)) return false;
      if (g.since(3, 12)) g.place(alternative->loc);
      if (i == 0) {
        control = stores;
      } else {
        auto differ = [&] {
          return g.error(errors_are_at_alternatives(release) ? alternative->loc : node.loc, "alternative patterns bind different names");
        };
        if (stores.size() != control.size()) return differ();
        for (std::size_t wanted = control.size(); wanted-- > 0;) {
          auto found = std::find(stores.begin(), stores.end(), control[wanted]);
          if (found == stores.end()) return differ();
          std::size_t place = std::size_t(found - stores.begin());
          if (place == wanted) continue;
          std::size_t rotations = place + 1;
          std::vector<Symbol> rotated(stores.begin(), stores.begin() + std::ptrdiff_t(rotations));
          stores.erase(stores.begin(), stores.begin() + std::ptrdiff_t(rotations));
          stores.insert(stores.begin() + std::ptrdiff_t(wanted - place), rotated.begin(), rotated.end());
          while (rotations-- > 0) rotate(wanted + 1);
        }
      }
      g.emit_jump(results_are_none_or_tuple(release) ? PSEUDO_JUMP : JUMP_FORWARD, end);
      end_fails();
    }
    stores = std::move(outer_stores);
    fails = std::move(outer_fails);
    on_top = outer_on_top;
    irrefutable_allowed = outer_irrefutable;
    if (g.since(3, 12)) g.place(node.loc);
    g.emit(POP_TOP);
    fail(results_are_none_or_tuple(release) ? PSEUDO_JUMP : JUMP_FORWARD);
    g.use(end);
    std::size_t rotations = control.size() + 1 + on_top + stores.size();
    for (Symbol name : control) {
      rotate(rotations);
      if (std::find(stores.begin(), stores.end(), name) != stores.end()) return twice(name, node.loc);
      stores.push_back(name);
    }
    g.emit(POP_TOP);
    return true;
  }

  Generator& g;
  const Release& release;
  std::vector<Symbol> stores;      // captured so far, on the stack below what is on top
  std::vector<Label> fails;        // by how many values to pop
  std::size_t on_top = 0;          // values above the captured ones
  bool irrefutable_allowed = false;
};

}  // namespace

bool Generator::match_statement(Match& node) { return Matcher(*this).statement(node); }

}  // namespace xvm::compiler
