// Formatted strings.
#include "compiler/generator_eras.h"

namespace xvm::compiler {
namespace {

using enum Opcode;

bool formats_in_steps(const Release& r) { return r.since(3, 13); }
bool has_method_opcode(const Release& r) { return r.until(3, 11); }
bool calls_by_opcode(const Release& r) { return r.until(3, 10); }

// Many pieces: ''.join() of a list that grows on the stack.
bool join_pieces(Generator& g, ExprList values) {
  g.emit_const(g.maker.text(""));
  g.emit_named(has_method_opcode(g.release) ? LOAD_METHOD : PSEUDO_LOAD_METHOD, g.intern("join"));
  g.emit(BUILD_LIST, 0);
  for (Expr* value : values) {
    if (!g.expression(value)) return false;
    g.emit(LIST_APPEND, 1);
  }
  calls_by_opcode(g.release) ? g.emit(CALL_METHOD, 1) : g.call_plain(1);
  return true;
}

}  // namespace

bool Generator::joined_string(JoinedStr& node) {
  auto count = std::int32_t(node.values.size());
  if (limits_stack_use(release) && count > stack_use_guideline) return join_pieces(*this, node.values);
  if (!expressions(node.values)) return false;
  if (formats_in_steps(release) && count == 0)
    emit_const(maker.text(""));
  else if (count != 1)
    emit(BUILD_STRING, count);
  return true;
}

bool Generator::formatted_value(FormattedValue& node) {
  int conversion = node.conversion == 's' ? 1 : node.conversion == 'r' ? 2 : node.conversion == 'a' ? 3 : 0;
  if (!expression(node.value)) return false;
  if (formats_in_steps(release) && conversion) emit(CONVERT_VALUE, conversion);
  if (node.format_spec && !expression(node.format_spec)) return false;
  constexpr int has_spec = 4;
  if (formats_in_steps(release))
    emit(node.format_spec ? FORMAT_WITH_SPEC : FORMAT_SIMPLE);
  else
    emit(FORMAT_VALUE, conversion | (node.format_spec ? has_spec : 0));
  return true;
}

}  // namespace xvm::compiler
