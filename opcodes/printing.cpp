// opcodes/printing.cpp: print and exec of 2.x, the interactive print, text made from values.
#include "objects/text.h"
#include "opcodes/cold.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/loop_slow.h"
#include "vm/operators.h"
#include "vm/printing.h"

namespace xvm::cold {

namespace {
Next done(bool ok) { return ok ? Next::Continue : Next::Unwind; }
}  // namespace

// PRINT_EXPR: [v] -> []
Next print_expr(Thread& thread, Frame& frame, const Ins&) {
  Value value = frame.pop();
  return done(static_cast<bool>(display(thread, value)));
}
Next intrinsic_print(Thread& thread, Frame& frame, const Ins&) { return replace_top(frame, display(thread, frame.peek())); }

// PRINT_ITEM: [v] -> []; 2.x.
Next print_item(Thread& thread, Frame& frame, const Ins&) {
  Value value = frame.pop();
  return done(print_item_to_file(thread, value, none));
}
Next print_item_to(Thread& thread, Frame& frame, const Ins&) {
  Value file = frame.pop(), value = frame.pop();
  return done(print_item_to_file(thread, value, file));
}

// PRINT_NEWLINE: [] -> []; 2.x.
Next print_newline(Thread& thread, Frame&, const Ins&) { return done(print_newline_to_file(thread, none)); }
Next print_newline_to(Thread& thread, Frame& frame, const Ins&) {
  Value file = frame.pop();
  return done(print_newline_to_file(thread, file));
}

// EXEC_STMT: [source globals locals] -> []; 2.x.
Next exec_stmt(Thread& thread, Frame& frame, const Ins&) {
  Value locals = frame.pop(), globals = frame.pop(), source = frame.pop();
  return done(exec_statement(thread, frame, source, globals, locals));
}

// UNARY_CONVERT: [v] -> [`v`]; 2.x.
Next unary_convert(Thread& thread, Frame& frame, const Ins&) { return replace_top(frame, repr(thread, frame.peek())); }

namespace {

Value convert(Thread& thread, Ref v, std::uint32_t conversion) {
  switch (conversion) {
    case 1: return str(thread, v);
    case 2: return repr(thread, v);
    case 3: return ascii(thread, v);
    default: return Value(v);
  }
}

}  // namespace

// CONVERT_VALUE c: [v] -> [text]; 3.13.
Next convert_value(Thread& thread, Frame& frame, const Ins& ins) { return replace_top(frame, convert(thread, frame.peek(), ins.arg)); }

// FORMAT_VALUE c, a: [v spec?] -> [text]; from 3.6.
Next format_value(Thread& thread, Frame& frame, const Ins& ins) {
  Value spec = ins.a ? frame.pop() : Value();
  Value value = convert(thread, frame.peek(), ins.arg);
  if (!value) return Next::Unwind;
  if (!spec && is_exact<Text>(value)) return replace_top(frame, std::move(value));
  return replace_top(frame, format(thread, value, spec));
}

}  // namespace xvm::cold
