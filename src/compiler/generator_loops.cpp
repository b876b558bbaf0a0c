// if, while, for, break, continue and return: everything that jumps, and the ways out of what encloses it.
#include "compiler/generator.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

using enum Opcode;

bool constants_decide_branches(const Release& r) { return r.until(3, 9); }
bool dead_branches_are_checked(const Release& r) { return r.since(3, 8) && r.until(3, 9); }
bool if_always_has_an_else(const Release& r) { return r.until(2, 6) || (r.since(3, 0) && r.until(3, 0)); }
bool if_always_jumps_over(const Release& r) { return r.until(3, 4); }
bool while_tests_again_at_its_end(const Release& r) { return r.since(3, 10); }
bool leaving_marks_its_line(const Release& r) { return r.since(3, 10); }
bool loop_line_is_set_again(const Release& r) { return r.until(2, 6) || (r.since(3, 0) && r.until(3, 1)); }
bool iterator_ends_by_opcode(const Release& r) { return r.since(3, 12); }
bool iterator_is_popped_after(const Release& r) { return r.since(3, 13); }
bool for_is_placed_at_its_iterable(const Release& r) { return r.since(3, 13); }
bool for_marks_its_target(const Release& r) { return r.since(3, 12); }
bool async_iterator_is_awaited(const Release& r) { return r.until(3, 6); }
bool stop_is_tested_inverted(const Release& r) { return r.since(3, 6); }
bool ends_async_loop_at_its_else(const Release& r) { return r.since(3, 9) && r.until(3, 9); }
bool return_unwinds(const Release& r) { return r.since(3, 8); }
bool constant_loop_keeps_its_block(const Release& r) { return r.since(3, 4) || (r.python2() && r.since(2, 7)); }

}  // namespace

void Generator::emit_unplaced(Opcode opcode, std::int32_t arg) {
  At at(*this, {});
  emit(opcode, arg);
}

void Generator::jump(Label target) {
  At at(*this, {});
  emit_jump(!has_exception_table() ? JUMP_FORWARD : since(3, 13) ? PSEUDO_JUMP_NO_INTERRUPT : PSEUDO_JUMP, target);
}

void Generator::jump_back(Label target) {
  emit_jump(has_exception_table() ? PSEUDO_JUMP : JUMP_ABSOLUTE, target);
}

void Generator::swap_under() {
  if (since(3, 11))
    emit(SWAP, 2);
  else
    emit(ROT_TWO);
}

void Generator::jump_if_false(Label target) {
  if (opcode_number(release, POP_JUMP_IF_FALSE) < 0 && opcode_number(release, JUMP_IF_FALSE) >= 0) {
    emit_jump(JUMP_IF_FALSE, target);
    emit(POP_TOP);
    return;
  }
  emit_jump(has_exception_table() ? PSEUDO_POP_JUMP_IF_FALSE : POP_JUMP_IF_FALSE, target);
}

// ---- if and loops ----

bool Generator::if_statement(If& node) {
  Label end = new_label();
  int constant = constants_decide_branches(release) ? constant_truth(node.test) : -1;
  if (constant >= 0) {
    bool checked = dead_branches_are_checked(release);
    Body dead = constant ? node.orelse : node.body;
    if (constant == 1 && !statements(node.body)) return false;
    if (checked) {
      silent++;
      bool fine = statements(dead);
      silent--;
      if (!fine) return false;
    }
    if (constant == 0 && !statements(node.orelse)) return false;
    use(end);
    return true;
  }
  Label next = node.orelse.empty() && !if_always_has_an_else(release) ? end : new_label();
  if (!jump_if(node.test, next, false)) return false;
  if (!statements(node.body)) return false;
  if (next != end || if_always_jumps_over(release)) jump(end);
  if (next != end) {
    use(next);
    after_jump();
    if (!statements(node.orelse)) return false;
  }
  use(end);
  return true;
}

bool Generator::while_statement(While& node) {
  if (while_tests_again_at_its_end(release)) {
    Label loop = new_label(), body = new_label(), anchor = new_label(), end = new_label();
    Location loc = u->loc;
    use(loop);
    if (!push_block(FrameBlockKind::WhileLoop, loop, end)) return false;
    if (!jump_if(node.test, anchor, false)) return false;
    use(body);
    if (!statements(node.body)) return false;
    u->loc = loc;
    if (!jump_if(node.test, body, true)) return false;
    pop_block(FrameBlockKind::WhileLoop);
    use(anchor);
    if (!statements(node.orelse)) return false;
    use(end);
    return true;
  }
  int constant = constant_truth(node.test);
  if (constant == 0) {
    if (dead_branches_are_checked(release)) {
      silent++;
      if (!push_block(FrameBlockKind::WhileLoop, no_label, no_label)) return false;
      bool fine = statements(node.body);
      pop_block(FrameBlockKind::WhileLoop);
      silent--;
      if (!fine) return false;
    }
    return statements(node.orelse);
  }
  Label loop = new_label(), end = new_label(), anchor = new_label();
  if (has_loop_blocks()) emit_jump(SETUP_LOOP, end);
  use(loop);
  if (!push_block(FrameBlockKind::WhileLoop, loop, end)) return false;
  if (constant < 0) {
    if (loop_line_is_set_again(release)) u->line_set = false;
    if (!jump_if(node.test, anchor, false)) return false;
  }
  if (!statements(node.body)) return false;
  jump_back(loop);
  if (constant < 0) {
    use(anchor);
    after_jump();
  }
  if (has_loop_blocks() && (constant < 0 || constant_loop_keeps_its_block(release))) emit(POP_BLOCK);
  pop_block(FrameBlockKind::WhileLoop);
  if (!statements(node.orelse)) return false;
  use(end);
  return true;
}

bool Generator::for_statement(For& node) {
  Label start = new_label(), body = new_label(), cleanup = new_label(), end = new_label();
  if (has_loop_blocks()) emit_jump(SETUP_LOOP, end);
  if (!push_block(FrameBlockKind::ForLoop, start, end)) return false;
  if (!expression(node.iter)) return false;
  if (for_is_placed_at_its_iterable(release)) u->loc = node.iter->loc;
  emit(GET_ITER);
  use(start);
  if (loop_line_is_set_again(release)) u->line_set = false;
  emit_jump(FOR_ITER, cleanup);
  if (for_marks_its_target(release)) {
    At at(*this, node.target->loc);
    emit(NOP);  // the target's line, where it is another
  }
  if (since(3, 10)) use(body);
  if (!assign_to(node.target)) return false;
  if (!statements(node.body)) return false;
  no_place();
  jump_back(start);
  use(cleanup);
  if (iterator_ends_by_opcode(release)) {
    emit_unplaced(END_FOR);
    if (iterator_is_popped_after(release)) emit_unplaced(POP_TOP);
  }
  if (has_loop_blocks()) emit(POP_BLOCK);
  pop_block(FrameBlockKind::ForLoop);
  if (!statements(node.orelse)) return false;
  use(end);
  return true;
}

bool Generator::async_for(For& node) {
  if (!u->scope->coroutine && u->scope->kind == BlockKind::Function && u->kind != UnitKind::AsyncFunction)
    return error(node.loc, "'async for' outside async function");
  if (u->scope->kind != BlockKind::Function && !options.allow_top_level_await)
    return error(node.loc, "'async for' outside async function");
  if (u->kind == UnitKind::Module) u->scope->coroutine = true;
  if (!has_loop_blocks()) {
    Label start = new_label(), except = new_label(), end = new_label();
    if (!expression(node.iter)) return false;
    {
      At at(*this, for_is_placed_at_its_iterable(release) ? node.iter->loc : u->loc);
      emit(GET_AITER);
    }
    use(start);
    if (!push_block(FrameBlockKind::ForLoop, start, end)) return false;
    setup_finally(except);
    emit(GET_ANEXT);
    emit_none();
    add_yield_from(true);
    pop_setup();
    if (!assign_to(node.target)) return false;
    if (!statements(node.body)) return false;
    no_place();
    jump_back(start);
    pop_block(FrameBlockKind::ForLoop);
    use(except);
    if (since(3, 10)) u->loc = node.iter->loc;
    else if (ends_async_loop_at_its_else(release) && !node.orelse.empty()) place(node.orelse[0]->loc);
    emit(END_ASYNC_FOR);
    if (!statements(node.orelse)) return false;
    use(end);
    return true;
  }
  Label attempt = new_label(), except = new_label(), end = new_label(), after_try = new_label(),
        try_cleanup = new_label(), after_loop = new_label(), after_loop_else = new_label();
  emit_jump(SETUP_LOOP, end);
  if (!push_block(FrameBlockKind::ForLoop, attempt, end)) return false;
  if (!expression(node.iter)) return false;
  emit(GET_AITER);
  if (async_iterator_is_awaited(release)) {
    emit_none();
    emit(YIELD_FROM);
  }
  use(attempt);
  emit_jump(SETUP_EXCEPT, except);
  if (!push_block(FrameBlockKind::Except, attempt, no_label)) return false;
  emit(GET_ANEXT);
  emit_none();
  emit(YIELD_FROM);
  if (!assign_to(node.target)) return false;
  emit(POP_BLOCK);
  pop_block(FrameBlockKind::Except);
  emit_jump(JUMP_FORWARD, after_try);
  use(except);
  emit(DUP_TOP);
  emit(LOAD_GLOBAL, add_name(intern("StopAsyncIteration")));
  emit(COMPARE_OP, 10);
  bool inverted = stop_is_tested_inverted(release);
  emit_jump(inverted ? POP_JUMP_IF_TRUE : POP_JUMP_IF_FALSE, try_cleanup);
  auto leave_handler = [&] {
    emit(POP_TOP);
    emit(POP_TOP);
    emit(POP_TOP);
    emit(POP_EXCEPT);
    if (inverted) emit(POP_TOP);
    emit(POP_BLOCK);
  };
  if (inverted) {
    emit(END_FINALLY);
    use(after_try);
    if (!statements(node.body)) return false;
    emit_jump(JUMP_ABSOLUTE, attempt);
    use(try_cleanup);
    leave_handler();
    pop_block(FrameBlockKind::ForLoop);
    if (!statements(node.orelse)) return false;
    use(end);
    return true;
  }
  leave_handler();
  emit_jump(JUMP_ABSOLUTE, after_loop_else);
  use(try_cleanup);
  emit(END_FINALLY);
  use(after_try);
  if (!statements(node.body)) return false;
  emit_jump(JUMP_ABSOLUTE, attempt);
  emit(POP_BLOCK);
  pop_block(FrameBlockKind::ForLoop);
  use(after_loop);
  emit_jump(JUMP_ABSOLUTE, end);
  use(after_loop_else);
  if (!statements(node.orelse)) return false;
  use(end);
  return true;
}

// ---- ways out ----

bool Generator::unwind_block(FrameBlock& block, bool preserve_top) {
  switch (block.kind) {
    case FrameBlockKind::WhileLoop:
    case FrameBlockKind::ExceptionHandler:
    case FrameBlockKind::ExceptionGroupHandler:
    case FrameBlockKind::AsyncComprehension:
    case FrameBlockKind::StopIteration: return true;
    case FrameBlockKind::ForLoop:
    case FrameBlockKind::PopValue:
      if (preserve_top) swap_under();
      emit(POP_TOP);
      return true;
    case FrameBlockKind::Except: pop_setup(); return true;
    case FrameBlockKind::FinallyTry:
      pop_setup();
      if (finally_is_called()) {
        emit_jump(CALL_FINALLY, block.exit);
        return true;
      }
      if (preserve_top && !push_block(FrameBlockKind::PopValue, no_label, no_label)) return false;
      {
        Location before = u->loc;
        if (!statements(*static_cast<const Body*>(block.datum))) return false;
        if (!leaving_marks_its_line(release)) place(before);
      }
      if (preserve_top) pop_block(FrameBlockKind::PopValue);
      no_place();
      return true;
    case FrameBlockKind::FinallyTry2:
      emit(POP_BLOCK);
      if (preserve_top) {
        emit(ROT_TWO);
        emit(POP_TOP);
        emit_jump(CALL_FINALLY, block.exit);
      } else {
        emit_jump(CALL_FINALLY, block.exit);
        emit(POP_TOP);
      }
      return true;
    case FrameBlockKind::FinallyEnd:
      if (finally_is_called()) {
        block.exit = no_label;
        emit(POP_FINALLY, preserve_top);
        if (preserve_top) emit(ROT_TWO);
        emit(POP_TOP);
        return true;
      }
      if (!has_exception_table()) {
        if (preserve_top) emit(ROT_FOUR);
        for (int i = 0; i < 3; i++) emit(POP_TOP);
        if (preserve_top) emit(ROT_FOUR);
        emit(POP_EXCEPT);
        return true;
      }
      if (preserve_top) swap_under();
      emit(POP_TOP);
      if (preserve_top) swap_under();
      pop_setup();
      emit(POP_EXCEPT);
      return true;
    case FrameBlockKind::With:
    case FrameBlockKind::AsyncWith:
      if (since(3, 10)) u->loc = block.loc;
      pop_setup();
      if (preserve_top) swap_under();
      if (finally_is_called()) {
        emit(BEGIN_FINALLY);
        emit(WITH_CLEANUP_START);
        if (block.kind == FrameBlockKind::AsyncWith) await_result(0);
        emit(WITH_CLEANUP_FINISH);
        emit(POP_FINALLY, 0);
        return true;
      }
      call_exit_with_nones();
      if (block.kind == FrameBlockKind::AsyncWith) await_result(2);
      emit(POP_TOP);
      no_place();
      return true;
    case FrameBlockKind::HandlerCleanup:
      if (finally_is_called()) {
        if (preserve_top) emit(ROT_FOUR);
        if (block.exit != no_label) {
          emit(POP_BLOCK);
          emit(POP_EXCEPT);
          emit_jump(CALL_FINALLY, block.exit);
        } else {
          emit(POP_EXCEPT);
        }
        return true;
      }
      if (block.datum) pop_setup();
      if (preserve_top) {
        if (has_exception_table())
          swap_under();
        else
          emit(ROT_FOUR);
      }
      if (has_exception_table()) pop_setup();
      emit(POP_EXCEPT);
      return !block.datum || drop_name(static_cast<Symbol>(block.datum));
  }
  return true;
}

bool Generator::unwind_blocks(bool preserve_top, FrameBlock** loop) {
  if (u->blocks.empty()) return true;
  FrameBlock& top = u->blocks.back();
  if (top.kind == FrameBlockKind::ExceptionGroupHandler)
    return error(u->loc, "'break', 'continue' and 'return' cannot appear in an except* block");
  if (loop && (top.kind == FrameBlockKind::WhileLoop || top.kind == FrameBlockKind::ForLoop)) {
    *loop = &top;
    return true;
  }
  FrameBlock copy = top;
  u->blocks.pop_back();
  if (!unwind_block(copy, preserve_top) || !unwind_blocks(preserve_top, loop)) return false;
  std::size_t place = loop && *loop ? std::size_t(*loop - u->blocks.data()) : 0;
  u->blocks.push_back(copy);
  if (loop && *loop) *loop = &u->blocks[place];
  return true;
}

bool Generator::break_statement(Stmt& node) {
  auto is_loop = [](const FrameBlock& b) { return b.kind == FrameBlockKind::WhileLoop || b.kind == FrameBlockKind::ForLoop; };
  if (has_loop_blocks()) {
    for (const FrameBlock& block : u->blocks)
      if (is_loop(block)) {
        emit(BREAK_LOOP);
        return true;
      }
    return error(node.loc, "'break' outside loop");
  }
  if (finally_is_called()) {
    for (std::size_t i = u->blocks.size(); i-- > 0;) {
      if (!unwind_block(u->blocks[i], false)) return false;
      if (!is_loop(u->blocks[i])) continue;
      emit_jump(JUMP_ABSOLUTE, u->blocks[i].exit);
      return true;
    }
    return error(node.loc, "'break' outside loop");
  }
  if (leaving_marks_its_line(release)) emit(NOP);
  FrameBlock* loop = nullptr;
  if (!unwind_blocks(false, &loop)) return false;
  if (!loop) return error(node.loc, "'break' outside loop");
  FrameBlock found = *loop;
  if (!unwind_block(found, false)) return false;
  jump_back(found.exit);
  return true;
}

bool Generator::continue_statement(Stmt& node) {
  static constexpr const char* outside = "'continue' not properly in loop";
  auto is_loop = [](const FrameBlock& b) { return b.kind == FrameBlockKind::WhileLoop || b.kind == FrameBlockKind::ForLoop; };
  if (has_loop_blocks()) {
    static constexpr const char* in_finally = "'continue' not supported inside 'finally' clause";
    if (u->blocks.empty()) return error(node.loc, outside);
    std::size_t i = u->blocks.size() - 1;
    if (is_loop(u->blocks[i])) {
      emit_jump(JUMP_ABSOLUTE, u->blocks[i].block);
      return true;
    }
    if (u->blocks[i].kind == FrameBlockKind::FinallyEnd) return error(node.loc, in_finally);
    while (i-- > 0 && !is_loop(u->blocks[i]))
      if (u->blocks[i].kind == FrameBlockKind::FinallyEnd) return error(node.loc, in_finally);
    if (i == std::size_t(-1)) return error(node.loc, outside);
    emit_jump(CONTINUE_LOOP, u->blocks[i].block);
    return true;
  }
  if (finally_is_called()) {
    for (std::size_t i = u->blocks.size(); i-- > 0;) {
      if (is_loop(u->blocks[i])) {
        emit_jump(JUMP_ABSOLUTE, u->blocks[i].block);
        return true;
      }
      if (!unwind_block(u->blocks[i], false)) return false;
    }
    return error(node.loc, outside);
  }
  if (leaving_marks_its_line(release)) emit(NOP);
  FrameBlock* loop = nullptr;
  if (!unwind_blocks(false, &loop)) return false;
  if (!loop) return error(node.loc, outside);
  jump_back(loop->block);
  return true;
}

bool Generator::return_statement(Return& node) {
  bool in_function = since(3, 12) ? u->scope->function_like() : u->scope->kind == BlockKind::Function;
  if (!in_function) return error(node.loc, "'return' outside function");
  if (node.value && u->scope->coroutine && u->scope->generator && since(3, 6))
    return error(node.loc, "'return' with value in async generator");
  if (!return_unwinds(release)) {
    if (node.value) {
      if (!expression(node.value)) return false;
    } else {
      emit_none();
    }
    emit(RETURN_VALUE);
    return true;
  }
  bool constant = node.value && node.value->kind == ExprKind::Constant;
  bool preserve_top = node.value && !constant;
  if (preserve_top) {
    if (!expression(node.value)) return false;
  } else if (constant && leaving_marks_its_line(release)) {
    u->loc = node.value->loc;
    emit(NOP);
  }
  if (leaving_marks_its_line(release) && (!node.value || node.value->loc.line != node.loc.line)) {
    u->loc = node.loc;
    emit(NOP);
  }
  if (finally_is_called()) {
    for (std::size_t i = u->blocks.size(); i-- > 0;)
      if (!unwind_block(u->blocks[i], preserve_top)) return false;
  } else if (!unwind_blocks(preserve_top, nullptr)) {
    return false;
  }
  if (!node.value)
    emit_none();
  else if (constant)
    emit_const(as<Constant>(*node.value).value);
  emit(RETURN_VALUE);
  if (since(3, 10) && until(3, 10)) next_block();
  return true;
}

}  // namespace xvm::compiler
