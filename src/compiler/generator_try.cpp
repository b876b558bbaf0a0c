// try and with in the schemes of all releases: blocks with END_FINALLY (to 3.7), CALL_FINALLY (3.8), copies of the
// finally body (3.9 on), exception tables (3.11 on).
#include "compiler/generator.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

using enum Opcode;

bool handlers_pop_their_exception(const Release& r) { return r.since(3, 0); }
bool matching_jumps(const Release& r) { return r.since(3, 9) && r.until(3, 10); }
bool bodies_are_copied(const Release& r) { return r.since(3, 9); }
// try: except: finally: is a try: finally: around a try: except:.
bool handlers_are_a_statement(const Release& r) { return r.until(3, 2); }
bool handler_error_has_own_place(const Release& r) { return r.since(3, 10); }
bool handlers_are_blocks(const Release& r) { return r.since(3, 10); }
bool else_follows_the_body(const Release& r) { return r.since(3, 11); }
bool end_of_body_has_no_place(const Release& r) { return r.since(3, 10); }
bool end_of_async_body_has_no_place(const Release& r) { return r.since(3, 11); }
// Where a with goes on after an exception that its __exit__ took.
bool suppressed_follows_cleanup(const Release& r) { return r.until(3, 11); }
bool reraise_has_operand(const Release& r) { return r.since(3, 10); }
bool with_calls_enter_itself(const Release& r) { return r.until(2, 6) || (r.since(3, 0) && r.until(3, 1)); }
bool with_keeps_exit_in_a_name(const Release& r) { return r.until(2, 5) || r.since(3, 0); }
bool with_names_value_first(const Release& r) { return r.since(3, 0); }
bool cleanup_is_one_operation(const Release& r) { return r.until(3, 4); }
bool with_is_placed_at_its_item(const Release& r) { return r.since(3, 13); }
bool exit_result_becomes_bool(const Release& r) { return r.since(3, 13); }
constexpr int exception_match = 10;

// From the end of a handler on.
Opcode handler_jump(const Release& r) {
  if (r.since(3, 13)) return PSEUDO_JUMP_NO_INTERRUPT;
  return r.since(3, 11) ? PSEUDO_JUMP : JUMP_FORWARD;
}

}  // namespace

void Generator::setup_finally(Label target) {
  emit_jump(has_exception_table() ? PSEUDO_SETUP_FINALLY : SETUP_FINALLY, target);
}

void Generator::setup_cleanup(Label target) { emit_jump(PSEUDO_SETUP_CLEANUP, target); }

void Generator::setup_with(Label target, bool is_async) {
  if (has_exception_table())
    emit_jump(PSEUDO_SETUP_WITH, target);
  else
    emit_jump(is_async ? SETUP_ASYNC_WITH : SETUP_WITH, target);
}

void Generator::pop_setup() { emit(has_exception_table() ? PSEUDO_POP_BLOCK : POP_BLOCK); }

void Generator::pop_except_and_reraise() {
  emit(COPY, 3);
  emit(POP_EXCEPT);
  emit(RERAISE, 1);
}

void Generator::await_result(std::int32_t use_of) {
  emit(GET_AWAITABLE, has_exception_table() ? use_of : 0);
  emit_none();
  add_yield_from(true);
}

bool Generator::drop_name(Symbol name) {
  emit_none();
  return name_operation(name, Context::Store) && name_operation(name, Context::Del);
}

bool Generator::try_statement(Try& node) {
  return node.finalbody.empty() ? try_handlers(node) : try_finally(node);
}

// The try without its finally.
bool Generator::try_handlers(Try& node) {
  if (node.handlers.empty()) return statements(node.body);
  return node.kind == StmtKind::TryStar ? try_star(node) : try_except(node);
}

bool Generator::try_finally(Try& node) {
  if (finally_is_called()) return try_finally_called(node);
  Label body = new_label(), end = new_label(), exit = new_label(), cleanup = new_label();
  setup_finally(end);
  use(body);
  if (!push_block(FrameBlockKind::FinallyTry, body, end, &node.finalbody)) return false;
  if (!node.handlers.empty() && handlers_are_a_statement(release)) u->line_set = false;
  if (!try_handlers(node)) return false;
  if (has_exception_table() || handlers_are_blocks(release)) {
    At at(*this, {});
    pop_setup();
  } else {
    emit(POP_BLOCK);
  }
  pop_block(FrameBlockKind::FinallyTry);
  if (!bodies_are_copied(release)) {
    emit_none();
    use(end);
    if (!push_block(FrameBlockKind::FinallyEnd, end, no_label)) return false;
    if (!statements(node.finalbody)) return false;
    emit(END_FINALLY);
    pop_block(FrameBlockKind::FinallyEnd);
    return true;
  }
  if (!statements(node.finalbody)) return false;
  jump(exit);
  use(end);
  if (!push_block(FrameBlockKind::FinallyEnd, end, no_label)) return false;
  if (has_exception_table()) {
    no_place();
    setup_cleanup(cleanup);
    emit(PUSH_EXC_INFO);
  }
  if (!statements(node.finalbody)) return false;
  if (since(3, 12)) no_place();
  emit(RERAISE, 0);
  pop_block(FrameBlockKind::FinallyEnd);
  if (has_exception_table()) {
    use(cleanup);
    pop_except_and_reraise();
  }
  use(exit);
  return true;
}

// 3.8 compiles the finally body first, to know whether it leaves by break, continue or return: then a value to drop
// lies below. The body's instructions are moved behind those of the try.
bool Generator::try_finally_called(Try& node) {
  Label body = new_label(), end = new_label();
  std::size_t items_before = u->code.items.size(), marks_before = u->code.marks.size();
  use(end);
  if (!push_block(FrameBlockKind::FinallyEnd, end, end)) return false;
  if (!statements(node.finalbody)) return false;
  emit(END_FINALLY);
  bool leaves = u->blocks.back().exit == no_label;
  if (leaves) emit(POP_TOP);
  pop_block(FrameBlockKind::FinallyEnd);
  std::vector<CodeItem> items(u->code.items.begin() + items_before, u->code.items.end());
  std::vector<BlockMark> marks(u->code.marks.begin() + marks_before, u->code.marks.end());
  u->code.items.resize(items_before);
  u->code.marks.resize(marks_before);

  place(node.loc);
  if (leaves) emit_none();
  emit_jump(SETUP_FINALLY, end);
  use(body);
  FrameBlockKind kind = leaves ? FrameBlockKind::FinallyTry2 : FrameBlockKind::FinallyTry;
  if (!push_block(kind, body, end)) return false;
  if (!try_handlers(node)) return false;
  emit(POP_BLOCK);
  emit(BEGIN_FINALLY);
  pop_block(kind);

  std::uint32_t moved = std::uint32_t(u->code.items.size() - items_before);
  u->code.items.insert(u->code.items.end(), items.begin(), items.end());
  for (BlockMark mark : marks) u->code.marks.push_back({mark.position + moved, mark.label});
  return true;
}

bool Generator::try_except(Try& node) {
  Label body = new_label(), except = new_label(), orelse = new_label(), end = new_label(), cleanup = new_label();
  if (has_loop_blocks())
    emit_jump(SETUP_EXCEPT, except);
  else
    setup_finally(except);
  use(body);
  if (!push_block(FrameBlockKind::Except, body, no_label)) return false;
  if (!statements(node.body)) return false;
  if (else_follows_the_body(release)) {
    pop_block(FrameBlockKind::Except);
    {
      At at(*this, {});
      pop_setup();
    }
    if (!statements(node.orelse)) return false;
    jump(end);
  } else {
    {
      At at(*this, end_of_body_has_no_place(release) ? Location{} : u->loc);
      emit(POP_BLOCK);
    }
    pop_block(FrameBlockKind::Except);
    jump(orelse);
  }
  use(except);
  if (has_exception_table()) {
    no_place();
    setup_cleanup(cleanup);
    emit(PUSH_EXC_INFO);
  }
  if (handlers_are_blocks(release) && !push_block(FrameBlockKind::ExceptionHandler, no_label, no_label)) return false;
  for (std::size_t i = 0; i < node.handlers.size(); i++) {
    ExceptHandler& handler = node.handlers[i];
    Location before = u->loc;
    place(handler.loc);
    if (!handler.type && i + 1 < node.handlers.size()) return error(handler_error_has_own_place(release) ? handler.loc : before, "default 'except:' must be last");
    except = new_label();
    if (handler.type) {
      if (!has_exception_table()) emit(DUP_TOP);
      if (!expression(handler.type)) return false;
      if (has_exception_table()) {
        emit(CHECK_EXC_MATCH);
        emit_jump(PSEUDO_POP_JUMP_IF_FALSE, except);
      } else if (matching_jumps(release)) {
        emit_jump(JUMP_IF_NOT_EXC_MATCH, except);
        if (since(3, 10)) next_block();
      } else {
        emit(COMPARE_OP, exception_match);
        jump_if_false(except);
      }
    }
    if (!handlers_pop_their_exception(release)) {
      emit(POP_TOP);
      if (handler.target) {
        if (!assign_to(handler.target)) return false;
      } else {
        emit(POP_TOP);
      }
      emit(POP_TOP);
      if (!statements(handler.body)) return false;
      emit_jump(JUMP_FORWARD, end);
    } else if (!handler_3(handler, end)) {
      return false;
    }
    use(except);
    if (handler.type) after_jump();
  }
  if (handlers_are_blocks(release)) {
    no_place();
    pop_block(FrameBlockKind::ExceptionHandler);
  }
  if (bodies_are_copied(release))
    emit(RERAISE, 0);
  else
    emit(END_FINALLY);
  if (has_exception_table()) {
    use(cleanup);
    no_place();
    pop_except_and_reraise();
  }
  if (!else_follows_the_body(release)) {
    use(orelse);
    if (!statements(node.orelse)) return false;
  }
  use(end);
  return true;
}

bool Generator::handler_3(ExceptHandler& handler, Label end) {
  Label body = new_label();
  if (!handler.target) {
    emit(POP_TOP);
    if (!has_exception_table()) {
      emit(POP_TOP);
      emit(POP_TOP);
    }
    use(body);
    FrameBlockKind kind = has_loop_blocks() ? FrameBlockKind::FinallyTry : FrameBlockKind::HandlerCleanup;
    if (!push_block(kind, body, no_label)) return false;
    if (!statements(handler.body)) return false;
    if (!bodies_are_copied(release)) emit(POP_EXCEPT);
    pop_block(kind);
    if (bodies_are_copied(release)) {
      no_place();
      if (has_exception_table()) pop_setup();
      emit(POP_EXCEPT);
    }
    emit_jump(handler_jump(release), end);
    return true;
  }
  Symbol name = as<Name>(*handler.target).id;
  Label cleanup = new_label();
  if (!has_exception_table()) emit(POP_TOP);
  if (!name_operation(name, Context::Store)) return false;
  if (!has_exception_table()) emit(POP_TOP);
  if (has_exception_table())
    setup_cleanup(cleanup);
  else
    emit_jump(SETUP_FINALLY, cleanup);
  use(body);
  if (bodies_are_copied(release)) {
    if (!push_block(FrameBlockKind::HandlerCleanup, body, no_label, name)) return false;
    if (!statements(handler.body)) return false;
    pop_block(FrameBlockKind::HandlerCleanup);
    no_place();
    pop_setup();
    if (has_exception_table()) pop_setup();
    emit(POP_EXCEPT);
    if (!drop_name(name)) return false;
    emit_jump(handler_jump(release), end);
    use(cleanup);
    no_place();
    if (!drop_name(name)) return false;
    emit(RERAISE, reraise_has_operand(release) ? 1 : 0);
    return true;
  }
  bool called = finally_is_called();
  FrameBlockKind kind = called ? FrameBlockKind::HandlerCleanup : FrameBlockKind::FinallyTry;
  if (!push_block(kind, body, cleanup)) return false;
  if (!statements(handler.body)) return false;
  emit(POP_BLOCK);
  if (called)
    emit(BEGIN_FINALLY);
  else if (pops_before_dropping())
    emit(POP_EXCEPT);
  pop_block(kind);
  if (!called) emit_none();
  use(cleanup);
  if (!push_block(FrameBlockKind::FinallyEnd, cleanup, no_label)) return false;
  if (!drop_name(name)) return false;
  emit(END_FINALLY);
  if (!pops_before_dropping()) emit(POP_EXCEPT);
  pop_block(FrameBlockKind::FinallyEnd);
  emit_jump(JUMP_FORWARD, end);
  return true;
}

bool Generator::try_star(Try& node) {
  Label body = new_label(), except = new_label(), end = new_label(), cleanup = new_label(), orelse = new_label(),
        reraise_star = new_label(), reraise = new_label();
  setup_finally(except);
  use(body);
  if (!push_block(FrameBlockKind::Except, body, no_label)) return false;
  if (!statements(node.body)) return false;
  pop_block(FrameBlockKind::Except);
  {
    At at(*this, {});
    pop_setup();
  }
  jump(orelse);
  use(except);
  no_place();
  setup_cleanup(cleanup);
  emit(PUSH_EXC_INFO);
  if (!push_block(FrameBlockKind::ExceptionGroupHandler, no_label, no_label)) return false;
  for (std::size_t i = 0; i < node.handlers.size(); i++) {
    ExceptHandler& handler = node.handlers[i];
    place(handler.loc);
    Label next = new_label(), no_match = new_label(), handler_body = new_label(),
          cleanup_end = new_label(), handler_end = new_label();
    except = next;
    if (i == 0) {
      if (since(3, 12)) {
        emit(BUILD_LIST, 0);  // of what handlers raise, above the original
        emit(COPY, 2);
      } else {
        emit(COPY, 1);
        emit(BUILD_LIST, 0);
        emit(SWAP, 2);
      }
    }
    if (handler.type) {
      if (!expression(handler.type)) return false;
      emit(CHECK_EG_MATCH);
      emit(COPY, 1);
      emit_jump(PSEUDO_POP_JUMP_IF_NONE, no_match);
    }
    if (handler.target) {
      if (!name_operation(as<Name>(*handler.target).id, Context::Store)) return false;
    } else {
      emit(POP_TOP);
    }
    setup_cleanup(cleanup_end);
    use(handler_body);
    Symbol name = handler.target ? as<Name>(*handler.target).id : nullptr;
    if (!push_block(FrameBlockKind::HandlerCleanup, handler_body, no_label, name)) return false;
    if (!statements(handler.body)) return false;
    pop_block(FrameBlockKind::HandlerCleanup);
    no_place();
    pop_setup();
    if (name && !drop_name(name)) return false;
    emit_jump(PSEUDO_JUMP, handler_end);
    use(cleanup_end);
    no_place();
    if (name && !drop_name(name)) return false;
    emit(LIST_APPEND, 3);
    emit(POP_TOP);
    emit_jump(PSEUDO_JUMP, next);
    use(handler_end);
    emit(NOP);
    emit_jump(PSEUDO_JUMP, next);
    use(no_match);
    place(handler.loc);
    emit(POP_TOP);
    use(next);
    if (i + 1 == node.handlers.size()) {
      no_place();
      emit(LIST_APPEND, 1);
      emit_jump(PSEUDO_JUMP, reraise_star);
    }
  }
  pop_block(FrameBlockKind::ExceptionGroupHandler);
  no_place();
  use(reraise_star);
  if (since(3, 12))
    emit(CALL_INTRINSIC_2, 1);
  else
    emit(PREP_RERAISE_STAR);
  emit(COPY, 1);
  emit_jump(PSEUDO_POP_JUMP_IF_NOT_NONE, reraise);
  emit(POP_TOP);
  pop_setup();
  emit(POP_EXCEPT);
  emit_jump(handler_jump(release), end);
  use(reraise);
  pop_setup();
  emit(SWAP, 2);
  emit(POP_EXCEPT);
  emit(RERAISE, 0);
  use(cleanup);
  no_place();
  pop_except_and_reraise();
  use(orelse);
  if (!statements(node.orelse)) return false;
  use(end);
  return true;
}

// ---- with ----

void Generator::call_exit_with_nones() {
  emit_none();
  if (has_exception_table()) {
    emit_none();
    emit_none();
    if (until(3, 11)) emit(PRECALL, 2);
    emit(CALL, 2);
  } else {
    emit(DUP_TOP);
    emit(DUP_TOP);
    emit(CALL_FUNCTION, 3);
  }
}

void Generator::with_except_finish(Label cleanup) {
  Label suppress = new_label();
  if (exit_result_becomes_bool(release)) emit(TO_BOOL);
  emit_jump(has_exception_table() ? PSEUDO_POP_JUMP_IF_TRUE : POP_JUMP_IF_TRUE, suppress);
  if (since(3, 10) && until(3, 10)) next_block();
  emit(RERAISE, has_exception_table() ? 2 : reraise_has_operand(release) ? 1 : 0);
  if (!has_exception_table()) {
    use(suppress);
    for (int i = 0; i < 3; i++) emit(POP_TOP);
    emit(POP_EXCEPT);
    emit(POP_TOP);
    return;
  }
  auto clean_up = [&] {
    At at(*this, {});
    use(cleanup);
    pop_except_and_reraise();
  };
  if (suppressed_follows_cleanup(release)) clean_up();
  use(suppress);
  emit(POP_TOP);
  pop_setup();
  emit(POP_EXCEPT);
  emit(POP_TOP);
  emit(POP_TOP);
  if (suppressed_follows_cleanup(release)) return;
  Label exit = new_label();
  emit_jump(handler_jump(release), exit);
  clean_up();
  use(exit);
}

bool Generator::with_body(With& node, std::size_t item) {
  return item + 1 == node.items.size() ? statements(node.body) : with_statement(node, item + 1);
}

bool Generator::with_statement(With& node, std::size_t item) {
  bool is_async = node.kind == StmtKind::AsyncWith;
  if (is_async && u->kind != UnitKind::AsyncFunction &&
      !(options.allow_top_level_await && u->scope->kind == BlockKind::Module))
    return error(node.loc, "'async with' outside async function");
  if (is_async && u->kind == UnitKind::Module) u->scope->coroutine = true;
  WithItem& entry = node.items[item];
  Label block = new_label(), final = new_label(), exit = new_label(), cleanup = new_label();
  if (with_calls_enter_itself(release)) return with_temporaries(node, item);
  if (!expression(entry.context)) return false;
  if (with_is_placed_at_its_item(release)) u->loc = entry.context->loc;
  Location loc = u->loc;
  if (is_async) {
    emit(BEFORE_ASYNC_WITH);
    await_result(1);
  } else if (has_exception_table()) {
    emit(BEFORE_WITH);
  }
  setup_with(final, is_async);
  use(block);
  FrameBlockKind kind = has_loop_blocks() ? FrameBlockKind::FinallyTry : is_async ? FrameBlockKind::AsyncWith : FrameBlockKind::With;
  if (!push_block(kind, block, final)) return false;
  if (entry.vars) {
    if (!assign_to(entry.vars)) return false;
  } else {
    emit(POP_TOP);
  }
  if (!with_body(node, item)) return false;
  if (is_async ? end_of_async_body_has_no_place(release) : end_of_body_has_no_place(release)) u->loc = {};
  if (is_async && since(3, 12)) u->loc = loc;
  pop_setup();
  if (finally_is_called()) emit(BEGIN_FINALLY);
  pop_block(kind);
  if (!bodies_are_copied(release)) {
    if (has_loop_blocks()) emit_none();
    use(final);
    if (!push_block(FrameBlockKind::FinallyEnd, final, no_label)) return false;
    if (cleanup_is_one_operation(release)) {
      emit(WITH_CLEANUP);
    } else {
      emit(WITH_CLEANUP_START);
      if (is_async) await_result(2);
      emit(WITH_CLEANUP_FINISH);
    }
    emit(END_FINALLY);
    pop_block(FrameBlockKind::FinallyEnd);
    return true;
  }
  if (since(3, 10)) u->loc = with_is_placed_at_its_item(release) ? loc : node.loc;
  call_exit_with_nones();
  if (is_async) await_result(2);
  emit(POP_TOP);
  if (is_async)
    jump_back(exit);
  else
    emit_jump(has_exception_table() ? PSEUDO_JUMP : JUMP_FORWARD, exit);
  use(final);
  if (has_exception_table()) {
    setup_cleanup(cleanup);
    emit(PUSH_EXC_INFO);
  }
  emit(WITH_EXCEPT_START);
  if (is_async) await_result(2);
  if (since(3, 11)) no_place();
  with_except_finish(cleanup);
  use(exit);
  return true;
}

// To 2.6, 3.0 and 3.1: __exit__ is kept in a name (in 2.6 on the stack), and so is what __enter__ gave.
bool Generator::with_temporaries(With& node, std::size_t item) {
  WithItem& entry = node.items[item];
  Label block = new_label(), final = new_label();
  Symbol value = nullptr, exit = nullptr;
  if (entry.vars && with_names_value_first(release)) value = temporary_name();
  if (with_keeps_exit_in_a_name(release)) exit = temporary_name();
  if (entry.vars && !value) value = temporary_name();
  if (!expression(entry.context)) return false;
  emit(DUP_TOP);
  emit(LOAD_ATTR, add_name(intern("__exit__")));
  if (exit) {
    if (!name_operation(exit, Context::Store)) return false;
  } else {
    emit(ROT_TWO);
  }
  emit(LOAD_ATTR, add_name(intern("__enter__")));
  emit(CALL_FUNCTION, 0);
  if (value) {
    if (!name_operation(value, Context::Store)) return false;
  } else {
    emit(POP_TOP);
  }
  emit_jump(SETUP_FINALLY, final);
  use(block);
  if (!push_block(FrameBlockKind::FinallyTry, block, no_label)) return false;
  if (value) {
    if (!name_operation(value, Context::Load) || !name_operation(value, Context::Del) || !assign_to(entry.vars))
      return false;
  }
  if (!with_body(node, item)) return false;
  emit(POP_BLOCK);
  pop_block(FrameBlockKind::FinallyTry);
  emit_none();
  use(final);
  if (!push_block(FrameBlockKind::FinallyEnd, final, no_label)) return false;
  if (exit && (!name_operation(exit, Context::Load) || !name_operation(exit, Context::Del))) return false;
  emit(WITH_CLEANUP);
  emit(END_FINALLY);
  pop_block(FrameBlockKind::FinallyEnd);
  return true;
}

// A generator that lets StopIteration out raises RuntimeError (PEP 479): 3.12 on compiles that into each body.
void Generator::wrap_in_stop_iteration_handler() {
  Label handler = new_label();
  no_place();
  u->code.items.insert(u->code.items.begin(), CodeItem{PSEUDO_SETUP_CLEANUP, 0, handler, {}});
  for (BlockMark& mark : u->code.marks) mark.position++;
  emit_none();
  emit(RETURN_VALUE);
  use(handler);
  emit(CALL_INTRINSIC_1, 3);
  emit(RERAISE, 1);
}

}  // namespace xvm::compiler
