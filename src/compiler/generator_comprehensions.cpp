// Comprehensions and generator expressions: loops within the enclosing code, functions of their own, or both (3.12 on).
#include <algorithm>

#include "compiler/faults.h"
#include "compiler/generator_eras.h"

namespace xvm::compiler {
namespace {

using enum Opcode;

bool lists_are_loops(const Release& r) { return r.python2(); }
bool lists_have_temporary(const Release& r) { return r.until(2, 6); }
bool comprehensions_have_temporary(const Release& r) { return r.since(3, 0) && r.until(3, 0); }
bool generators_are_blocks(const Release& r) { return r.until(2, 6); }  // SETUP_LOOP around them
bool has_async(const Release& r) { return r.since(3, 6); }
bool async_iteration_awaits(const Release& r) { return r.until(3, 6); }
bool async_loops_by_exception(const Release& r) { return r.until(3, 7); }
bool has_assignment_idiom(const Release& r) { return r.since(3, 9); }  // for y in [f(x)]
bool key_comes_first(const Release& r) { return r.since(3, 8); }
bool has_own_place(const Release& r) { return r.since(3, 10); }
bool element_has_place(const Release& r) { return r.since(3, 12); }
bool has_end_for(const Release& r) { return r.since(3, 12); }
bool end_for_leaves_iterator(const Release& r) { return r.since(3, 13); }
bool calls_without_count(const Release& r) { return r.since(3, 11); }
bool iterator_has_own_place(const Release& r) { return r.since(3, 13); }
bool stop_iteration_is_wrapped(const Release& r) { return r.since(3, 12); }
bool async_error_has_no_line(const Release& r) { return r.since(3, 8) && r.until(3, 9); }
bool async_generators_count(const Release& r) { return r.until(3, 6); }  // they, too, belong into asynchronous functions
bool async_error_has_no_column(const Release& r) { return r.until(3, 9); }
bool async_nests(const Release& r) { return r.since(3, 11); }  // in other comprehensions of an async function

enum class Kind : std::uint8_t { List, Set, Dict, Generator };

struct Parts {
  Kind kind;
  Expr* node;
  Expr* element;
  Expr* value;  // of a dict
  std::span<Comprehension> loops;
  Symbol temporary = nullptr;
  bool inlined = false;
};

Parts parts_of(Expr* node) {
  switch (node->kind) {
    case ExprKind::ListComp:
      return {Kind::List, node, as<ListComp>(*node).elt, nullptr, as<ListComp>(*node).generators};
    case ExprKind::SetComp:
      return {Kind::Set, node, as<SetComp>(*node).elt, nullptr, as<SetComp>(*node).generators};
    case ExprKind::DictComp:
      return {Kind::Dict, node, as<DictComp>(*node).key, as<DictComp>(*node).value, as<DictComp>(*node).generators};
    default:
      return {Kind::Generator, node, as<GeneratorExp>(*node).elt, nullptr, as<GeneratorExp>(*node).generators};
  }
}

Symbol new_temporary(Generator& g) {
  return g.intern("_[" + std::to_string(++g.u->temporaries) + "]");
}

void await_value(Generator& g) {
  g.emit_none();
  g.add_yield_from(true);
}

class Builder {
 public:
  Builder(Generator& generator, const Parts& parts) : g(generator), p(parts) {}

  bool loop(std::size_t index, int depth);

 private:
  bool iterable(std::size_t index, bool& is_loop);
  bool conditions(Comprehension& part, Label cleanup);
  bool inner(std::size_t index, int depth);
  bool element(int depth);
  bool sync_loop(std::size_t index, int depth);
  bool async_loop(std::size_t index, int depth);
  bool old_async_loop(std::size_t index, int depth);
  bool has_temporary() const { return p.temporary != nullptr; }
  Location element_place() const {
    if (!element_has_place(g.release)) return g.u->loc;
    Location loc = p.element->loc;
    if (p.value) {
      loc.end_line = p.value->loc.end_line;
      loc.end_column = p.value->loc.end_column;
    }
    return loc;
  }

  // The value of a dict belongs to the place of the innermost loop only.
  Location jump_place(std::size_t index) const {
    return index + 1 == p.loops.size() || !element_has_place(g.release) ? element_place() : p.element->loc;
  }

  Generator& g;
  const Parts& p;
};

// The iterator of a loop: the argument of a function's outermost one, which stands there already when inlined.
bool Builder::iterable(std::size_t index, bool& is_loop) {
  Comprehension& part = p.loops[index];
  is_loop = true;
  bool within = lists_are_loops(g.release) && p.kind == Kind::List;
  if (index == 0 && p.inlined) return true;
  if (index == 0 && !within) {
    g.u->code.argcount = 1;
    g.emit(LOAD_FAST, 0);
    return true;
  }
  if (has_assignment_idiom(g.release) && !part.is_async &&
      (part.iter->kind == ExprKind::List || part.iter->kind == ExprKind::Tuple)) {
    ExprList elts = part.iter->kind == ExprKind::List ? as<List>(*part.iter).elts : as<Tuple>(*part.iter).elts;
    if (elts.size() == 1 && elts[0]->kind != ExprKind::Starred) {
      is_loop = false;
      return g.expression(elts[0]);
    }
  }
  if (!g.expression(part.iter)) return false;
  Generator::At at(g, iterator_has_own_place(g.release) ? part.iter->loc : g.u->loc);
  g.emit(part.is_async ? GET_AITER : GET_ITER);
  if (part.is_async && async_iteration_awaits(g.release)) await_value(g);
  return true;
}

bool Builder::conditions(Comprehension& part, Label cleanup) {
  for (Expr* test : part.ifs)
    if (!g.jump_if(test, cleanup, false)) return false;
  return true;
}

bool Builder::element(int depth) {
  if (has_temporary() && !g.name_operation(p.temporary, Context::Load)) return false;
  bool value_first = p.value && !key_comes_first(g.release);
  if (value_first && !g.expression(p.value)) return false;
  if (value_first && has_temporary()) g.emit(ROT_TWO);
  if (!g.expression(p.element)) return false;
  if (p.value && !value_first && !g.expression(p.value)) return false;
  Generator::At at(g, element_place());
  int operand = has_temporary() ? 0 : depth + 1;
  switch (p.kind) {
    case Kind::Generator:
      g.emit_yield();
      g.emit(POP_TOP);
      break;
    case Kind::List:
      g.emit(LIST_APPEND, operand);
      break;
    case Kind::Set:
      g.emit(SET_ADD, operand);
      break;
    case Kind::Dict:
      has_temporary() ? g.emit(STORE_SUBSCR) : g.emit(MAP_ADD, operand);
      break;
  }
  return true;
}

bool Builder::inner(std::size_t index, int depth) {
  return index + 1 < p.loops.size() ? loop(index + 1, depth) : element(depth);
}

bool Builder::loop(std::size_t index, int depth) {
  if (!p.loops[index].is_async) return sync_loop(index, depth);
  return async_loops_by_exception(g.release) ? old_async_loop(index, depth) : async_loop(index, depth);
}

bool Builder::sync_loop(std::size_t index, int depth) {
  Comprehension& part = p.loops[index];
  Label start = g.new_label(), skip = g.new_label(), cleanup = g.new_label(), anchor = g.new_label();
  Label end = no_label;
  bool in_block = generators_are_blocks(g.release) && p.kind == Kind::Generator;
  if (in_block) {
    end = g.new_label();
    g.emit_jump(SETUP_LOOP, end);
    if (!g.push_block(FrameBlockKind::ForLoop, start, end)) return false;
  }
  bool is_loop;
  if (!iterable(index, is_loop)) return false;
  if (is_loop) {
    depth++;
    g.use(start);
    Generator::At at(g, iterator_has_own_place(g.release) ? part.iter->loc : g.u->loc);
    g.emit_jump(FOR_ITER, anchor);
  }
  if (!g.expression(part.target) || !conditions(part, cleanup) || !inner(index, depth)) return false;
  if (index + 1 == p.loops.size() && !element_has_place(g.release)) g.use(skip);
  bool keeps = jumps_keep_value(g.release);
  if (!keeps) g.use(cleanup);
  for (std::size_t i = 0; keeps && i < part.ifs.size(); i++) {
    g.emit(JUMP_FORWARD, 1);
    if (i == 0) g.use(cleanup);
    g.emit(POP_TOP);
  }
  if (is_loop) {
    Generator::At at(g, jump_place(index));
    g.jump_back(start);
    g.use(anchor);
  }
  if (is_loop && has_end_for(g.release)) {
    g.emit_unplaced(END_FOR);
    if (end_for_leaves_iterator(g.release)) g.emit_unplaced(POP_TOP);
  }
  if (in_block) {
    g.emit(POP_BLOCK);
    g.pop_block(FrameBlockKind::ForLoop);
    g.use(end);
  }
  // The temporary of 2.x goes with the outermost loop.
  if (index == 0 && has_temporary() && lists_have_temporary(g.release))
    return g.name_operation(p.temporary, Context::Del);
  return true;
}

bool Builder::async_loop(std::size_t index, int depth) {
  Comprehension& part = p.loops[index];
  Label start = g.new_label(), except = g.new_label(), cleanup = g.new_label();
  bool is_loop;
  if (!iterable(index, is_loop)) return false;
  g.use(start);
  g.emit_jump(has_pseudo_jumps(g.release) ? PSEUDO_SETUP_FINALLY : SETUP_FINALLY, except);
  g.emit(GET_ANEXT);
  await_value(g);
  g.emit(has_pseudo_jumps(g.release) ? PSEUDO_POP_BLOCK : POP_BLOCK);
  if (!g.expression(part.target) || !conditions(part, cleanup) || !inner(index, depth + 1)) return false;
  g.use(cleanup);
  {
    Generator::At at(g, jump_place(index));
    g.jump_back(start);
  }
  g.use(except);
  g.emit(END_ASYNC_FOR);
  return true;
}

// 3.6 and 3.7.
bool Builder::old_async_loop(std::size_t index, int depth) {
  constexpr int exception_match = 10;
  Comprehension& part = p.loops[index];
  Label cleanup = g.new_label(), start = g.new_label(), after = g.new_label(), except = g.new_label(),
        finished = g.new_label();
  bool is_loop;
  if (!iterable(index, is_loop)) return false;
  g.use(start);
  g.emit_jump(SETUP_EXCEPT, except);
  if (!g.push_block(FrameBlockKind::Except, start, no_label)) return false;
  g.emit(GET_ANEXT);
  await_value(g);
  if (!g.expression(part.target)) return false;
  g.emit(POP_BLOCK);
  g.pop_block(FrameBlockKind::Except);
  g.emit_jump(JUMP_FORWARD, after);
  g.use(except);
  g.emit(DUP_TOP);
  g.emit_named(LOAD_GLOBAL, g.intern("StopAsyncIteration"));
  g.emit(COMPARE_OP, exception_match);
  g.emit_jump(POP_JUMP_IF_TRUE, finished);
  g.emit(END_FINALLY);
  g.use(after);
  if (!conditions(part, cleanup) || !inner(index, depth + 1)) return false;
  g.use(cleanup);
  g.emit_jump(JUMP_ABSOLUTE, start);
  g.use(finished);
  for (int i = 0; i < 3; i++) g.emit(POP_TOP);
  g.emit(POP_EXCEPT);
  g.emit(POP_TOP);
  return true;
}

// Names that the comprehension only reads have its scope for them, too: another comprehension may have made them locals.
bool unbound_names_change_scope(const Release& r) { return r.since(3, 13); }

// What an inlined comprehension (3.12 on) changes around it, and puts back.
class Inlining {
 public:
  Inlining(Generator& generator, Block& inner) : g(generator), inner_(inner) {}
  void begin();
  void end();

 private:
  void restore_locals();
  std::int32_t local(Symbol name) {
    auto [place, is_new] = g.u->varnames.emplace(name, std::int32_t(g.u->code.varnames.size()));
    if (is_new) g.u->code.varnames.push_back(name);
    return place->second;
  }

  Generator& g;
  Block& inner_;
  std::vector<Symbol> pushed_, hidden_;
  std::vector<SymbolEntry> before_;
  Label cleanup_ = no_label, end_ = no_label;
};

void Inlining::begin() {
  Block& outer = *g.u->scope;
  bool in_class = outer.kind == BlockKind::Class && g.u->inlined == 0;
  g.u->inlined++;
  for (const SymbolEntry& entry : inner_.symbols) {
    bool bound = entry.flags & symbol_flag::Local && !(entry.flags & symbol_flag::Nonlocal);
    if (in_class && entry.scope == Scope::GlobalImplicit && g.text(entry.name) == "__class__") continue;
    bool shielded = bound || in_class;  // in a class, names of other scopes are shielded from its own too
    if (!shielded && !unbound_names_change_scope(g.release)) continue;
    Scope outer_scope = g.scope_of(entry.name);
    bool differs = entry.scope != outer_scope && !(unbound_names_change_scope(g.release) && entry.scope == Scope::Free);
    bool free_outside = entry.scope == Scope::Cell && outer_scope == Scope::Free;
    if ((differs && !free_outside) || in_class) {
      SymbolEntry* known = outer.find(entry.name);
      before_.push_back(known ? *known : SymbolEntry{entry.name});
      SymbolEntry& changed = outer.entry(entry.name);
      changed.scope = entry.scope;
      changed.flags = entry.flags;
    }
    if (!shielded) continue;
    if (!outer.function_like() &&
        std::find(g.u->fast_hidden.begin(), g.u->fast_hidden.end(), entry.name) == g.u->fast_hidden.end()) {
      g.u->fast_hidden.push_back(entry.name);
      hidden_.push_back(entry.name);
    }
    std::int32_t place = local(entry.name);
    if (!outer.function_like()) {
      if (g.u->code.hidden.size() <= std::size_t(place)) g.u->code.hidden.resize(std::size_t(place) + 1);
      g.u->code.hidden[std::size_t(place)] = 1;
    }
    g.emit(LOAD_FAST_AND_CLEAR, place);
    if (entry.scope == Scope::Cell) g.emit(MAKE_CELL, g.cell_place(entry.name));
    pushed_.push_back(entry.name);
  }
  if (pushed_.empty()) return;
  g.emit(SWAP, std::int32_t(pushed_.size()) + 1);
  cleanup_ = g.new_label();
  end_ = g.new_label();
  g.emit_jump(PSEUDO_SETUP_FINALLY, cleanup_);
}

void Inlining::restore_locals() {
  g.emit(SWAP, std::int32_t(pushed_.size()) + 1);
  for (std::size_t i = pushed_.size(); i-- > 0;) g.emit(PSEUDO_STORE_FAST_MAYBE_NULL, local(pushed_[i]));
}

void Inlining::end() {
  g.u->inlined--;
  for (const SymbolEntry& entry : before_) g.u->scope->entry(entry.name) = entry;
  if (!pushed_.empty()) {
    g.emit_unplaced(PSEUDO_POP_BLOCK);
    g.jump(end_);
    g.use(cleanup_);
    g.emit_unplaced(SWAP, 2);
    g.emit_unplaced(POP_TOP);
    restore_locals();
    g.emit_unplaced(RERAISE, 0);
    g.use(end_);
    restore_locals();
  }
  std::erase_if(g.u->fast_hidden, [&](Symbol name) {
    return std::find(hidden_.begin(), hidden_.end(), name) != hidden_.end();
  });
}

Opcode builder_of(Kind kind) {
  return kind == Kind::List ? BUILD_LIST : kind == Kind::Set ? BUILD_SET : BUILD_MAP;
}

std::string_view name_of(Kind kind) {
  static constexpr std::string_view names[] = {"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"};
  return names[std::size_t(kind)];
}

bool list_within(Generator& g, Parts& parts) {
  g.emit(BUILD_LIST, 0);
  if (lists_have_temporary(g.release)) {
    parts.temporary = new_temporary(g);
    g.emit(DUP_TOP);
    if (!g.name_operation(parts.temporary, Context::Store)) return false;
  }
  return Builder(g, parts).loop(0, 0);
}

// Within the unit that g is generating. To 3.10 an await or async for of its own is enough.
bool async_is_allowed(const Generator& g) {
  UnitKind outer = g.u->kind;
  if (g.options.allow_top_level_await && outer == UnitKind::Module) return true;
  if (!async_nests(g.release)) return g.u->scope->coroutine;
  return outer == UnitKind::AsyncFunction || outer == UnitKind::Comprehension;
}

void call_comprehension(Generator& g) {
  calls_without_count(g.release) ? g.call_plain(0) : g.emit(CALL_FUNCTION, 1);
}

bool inline_comprehension(Generator& g, Parts& parts, Block& block) {
  Comprehension& outermost = parts.loops[0];
  parts.inlined = true;
  if (!g.expression(outermost.iter)) return false;
  {
    Generator::At at(g, iterator_has_own_place(g.release) ? outermost.iter->loc : g.u->loc);
    g.emit(outermost.is_async ? GET_AITER : GET_ITER);
  }
  Inlining inlining(g, block);
  inlining.begin();
  if (block.coroutine && !async_is_allowed(g))
    return g.error(parts.node->loc, "asynchronous comprehension outside of an asynchronous function");
  if (block.coroutine && g.u->kind == UnitKind::Module) g.u->scope->coroutine = true;
  g.emit(builder_of(parts.kind), 0);
  g.emit(SWAP, 2);
  if (!Builder(g, parts).loop(0, 0)) return false;
  inlining.end();
  return true;
}

}  // namespace

bool Generator::comprehension(Expr* node) {
  Parts parts = parts_of(node);
  if (lists_are_loops(release) && parts.kind == Kind::List) return list_within(*this, parts);
  Block* block = generation.table.find(node);
  if (block->inlined) return inline_comprehension(*this, parts, *block);
  Comprehension& outermost = parts.loops[0];
  bool allowed = async_is_allowed(*this);
  Block* module = u->kind == UnitKind::Module ? u->scope : nullptr;
  enter(intern(name_of(parts.kind)), UnitKind::Comprehension, node, node->loc, node->loc.line);
  if (has_own_place(release)) u->loc = node->loc;
  bool is_async = has_async(release) && u->scope->coroutine;
  bool awaited = is_async && parts.kind != Kind::Generator;
  if (is_async && module && options.allow_top_level_await) module->coroutine = true;
  if ((awaited || (is_async && async_generators_count(release))) && !allowed) {
    Location at = node->loc;
    if (async_error_has_no_column(release)) at.column = 0;
    if (async_error_has_no_line(release)) at.line = 0;
    return error(at, "asynchronous comprehension outside of an asynchronous function");
  }
  if (parts.kind != Kind::Generator) {
    emit(builder_of(parts.kind), 0);
    if (comprehensions_have_temporary(release)) {
      parts.temporary = new_temporary(*this);
      emit(DUP_TOP);
      if (!name_operation(parts.temporary, Context::Store)) return false;
    }
  }
  if (!Builder(*this, parts).loop(0, 0)) return false;
  if (parts.kind != Kind::Generator) {
    At at(*this, element_has_place(release) ? parts.element->loc : u->loc);
    emit(RETURN_VALUE);
  } else if (stop_iteration_is_wrapped(release)) {
    wrap_in_stop_iteration_handler();
  }
  std::string qualname = u->code.qualname;
  Code* code = finish(true);
  if (!code) return false;
  make_closure(code, 0, 0, qualname);
  if (!expression(outermost.iter)) return false;
  {
    At at(*this, iterator_has_own_place(release) ? outermost.iter->loc : u->loc);
    emit(outermost.is_async ? GET_AITER : GET_ITER);
  }
  if (outermost.is_async && async_iteration_awaits(release)) await_value(*this);
  call_comprehension(*this);
  if (awaited) {
    emit(GET_AWAITABLE, 0);
    await_value(*this);
  }
  return true;
}

}  // namespace xvm::compiler
