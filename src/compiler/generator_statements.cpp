// Statements that neither loop nor catch: expressions, assignments, imports, raise, assert, print, exec.
#include <fmt/format.h>

#include "compiler/generator.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

using enum Opcode;

bool constants_alone_leave_a_nop(const Release& r) { return r.since(3, 10); }
bool every_constant_alone_is_dropped(const Release& r) { return r.since(3, 6); }
bool relative_level_is_explicit(const Release& r) { return r.python2(); }
bool prints_by_intrinsic(const Release& r) { return r.since(3, 12); }
bool assertion_is_a_global(const Release& r) { return r.until(3, 8); }
bool failed_test_is_placed(const Release& r) { return r.since(3, 13); }
bool assert_message_is_called(const Release& r) { return r.since(2, 7); }
bool dotted_import_uses_import_from(const Release& r) { return r.since(3, 7); }
bool docstring_store_has_no_place(const Release& r) { return r.since(3, 10); }
bool cleans_docstrings(const Release& r) { return r.since(3, 13); }
bool keeps_annotations(const Release& r) { return r.since(3, 6); }

bool is_text_constant(const ConstantPool& pool, const Expr* node, bool python2) {
  if (!node || node->kind != ExprKind::Constant) return false;
  ConstantKind kind = pool.kind(static_cast<const Constant*>(node)->value);
  return kind == ConstantKind::Text || (python2 && kind == ConstantKind::Bytes);
}

bool is_number(ConstantKind kind) {
  return kind == ConstantKind::Int || kind == ConstantKind::Long || kind == ConstantKind::Float || kind == ConstantKind::Complex;
}

}  // namespace

bool Generator::statements(Body list) {
  for (Stmt* node : list)
    if (!statement(node)) return false;
  return true;
}

// compiler_body: of modules and classes.
bool Generator::body(Body list, Location loc) {
  if (!list.empty() && u->kind == UnitKind::Module && keeps_annotations(release)) {
    u->loc = list[0]->loc;
  } else if (loc.line != 0 && since(3, 10)) {
    u->loc = loc;
  }
  if (keeps_annotations(release) && finds_annotations(list)) emit(SETUP_ANNOTATIONS);
  std::size_t first = 0;
  if (!list.empty() && list[0]->kind == StmtKind::Expr && optimize() < 2) {
    Expr* value = as<ExprStmt>(*list[0]).value;
    if (is_text_constant(pool(), value, python2())) {
      first = 1;
      if (cleans_docstrings(release)) {
        At at(*this, value->loc);
        emit_const(clean_docstring(as<Constant>(*value).value));
      } else if (!expression(value)) {
        return false;
      }
      if (docstring_store_has_no_place(release)) no_place();
      if (!name_operation(intern("__doc__"), Context::Store)) return false;
    }
  }
  return statements(list.subspan(first));
}

// Removes the indentation that all lines but the first share, and blanks before the first (inspect.cleandoc, 3.13).
ConstantId Generator::clean_docstring(ConstantId id) {
  std::string text(pool().bytes(id));
  std::string expanded;  // tabs to columns of eight
  std::size_t column = 0;
  for (char c : text) {
    if (c == '\t') {
      do expanded += ' ', column++;
      while (column % 8 != 0);
      continue;
    }
    expanded += c;
    column = c == '\n' || c == '\r' ? 0 : column + ((c & 0xc0) != 0x80);
  }
  std::size_t margin = std::string::npos;
  for (std::size_t at = expanded.find('\n'); at != std::string::npos; at = expanded.find('\n', at)) {
    std::size_t start = ++at;
    while (at < expanded.size() && expanded[at] == ' ') at++;
    if (at < expanded.size() && expanded[at] != '\n' && expanded[at] != ' ') margin = std::min(margin, at - start);
  }
  if (margin == std::string::npos) margin = 0;
  std::string cleaned;
  std::size_t at = 0;
  while (at < expanded.size() && expanded[at] == ' ') at++;
  for (; at < expanded.size(); at++) {
    cleaned += expanded[at];
    if (expanded[at] != '\n') continue;
    for (std::size_t i = 0; i < margin && at + 1 < expanded.size() && expanded[at + 1] == ' '; i++) at++;
  }
  return cleaned == text ? id : maker.text(cleaned);
}

bool Generator::statement(Stmt* node) {
  place(node->loc);
  switch (node->kind) {
    case StmtKind::FunctionDef: return function(as<FunctionDef>(*node), false);
    case StmtKind::AsyncFunctionDef: return function(as<FunctionDef>(*node), true);
    case StmtKind::ClassDef: return class_definition(as<ClassDef>(*node));
    case StmtKind::Return: return return_statement(as<Return>(*node));
    case StmtKind::Delete: return delete_statement(as<Delete>(*node));
    case StmtKind::Assign: {
      auto& assign = as<Assign>(*node);
      if (!expression(assign.value)) return false;
      for (std::size_t i = 0; i < assign.targets.size(); i++) {
        if (i + 1 < assign.targets.size()) {
          if (since(3, 11))
            emit(COPY, 1);
          else
            emit(DUP_TOP);
        }
        if (!assign_to(assign.targets[i])) return false;
      }
      return true;
    }
    case StmtKind::TypeAlias: return type_alias(as<TypeAlias>(*node));
    case StmtKind::AugAssign: return augmented(as<AugAssign>(*node));
    case StmtKind::AnnAssign: return annotated_assignment(as<AnnAssign>(*node));
    case StmtKind::For: return for_statement(as<For>(*node));
    case StmtKind::AsyncFor: return async_for(as<For>(*node));
    case StmtKind::While: return while_statement(as<While>(*node));
    case StmtKind::If: return if_statement(as<If>(*node));
    case StmtKind::With:
    case StmtKind::AsyncWith: return with_statement(as<With>(*node), 0);
    case StmtKind::Match: return match_statement(as<Match>(*node));
    case StmtKind::Raise: return raise_statement(as<Raise>(*node));
    case StmtKind::Try:
    case StmtKind::TryStar: return try_statement(as<Try>(*node));
    case StmtKind::Assert: return assert_statement(as<Assert>(*node));
    case StmtKind::Import: return import_statement(as<Import>(*node));
    case StmtKind::ImportFrom: return import_from(as<ImportFrom>(*node));
    case StmtKind::Global:
    case StmtKind::Nonlocal: return true;
    case StmtKind::Expr: return expression_statement(as<ExprStmt>(*node).value);
    case StmtKind::Pass:
      if (since(3, 10)) emit(NOP);
      return true;
    case StmtKind::Break: return break_statement(*node);
    case StmtKind::Continue: return continue_statement(*node);
    case StmtKind::Print: return print_statement(as<Print>(*node));
    case StmtKind::Exec: return exec_statement(as<Exec>(*node));
  }
  return true;
}

bool Generator::expression_statement(Expr* value) {
  if (interactive && units.size() <= 1) {
    if (!expression(value)) return false;
    if (prints_by_intrinsic(release)) {
      emit(CALL_INTRINSIC_1, 1);
      no_place();
      emit(POP_TOP);
    } else {
      emit(PRINT_EXPR);
    }
    return true;
  }
  if (value->kind == ExprKind::Constant) {
    ConstantKind kind = pool().kind(as<Constant>(*value).value);
    bool dropped = every_constant_alone_is_dropped(release) || is_number(kind) ||
                   is_text_constant(pool(), value, python2());
    if (dropped) {
      if (constants_alone_leave_a_nop(release)) emit(NOP);
      return true;
    }
  }
  if (!expression(value)) return false;
  no_place();
  emit(POP_TOP);
  return true;
}

bool Generator::delete_statement(Delete& node) {
  for (Expr* target : node.targets)
    if (target->kind == ExprKind::Constant) {  // None, True and False are names to 3.3
      ConstantKind kind = pool().kind(as<Constant>(*target).value);
      if (!name_operation(intern(kind == ConstantKind::None ? "None" : kind == ConstantKind::True ? "True" : "False"), Context::Del)) return false;
    } else if (!expression(target)) {
      return false;
    }
  return true;
}

// ---- imports ----

// import a.b.c as d: what IMPORT_NAME leaves is a; the rest is looked up in it.
static std::vector<std::string_view> parts_of(std::string_view dotted) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0;;) {
    std::size_t dot = dotted.find('.', at);
    parts.push_back(dotted.substr(at, dot == std::string_view::npos ? dot : dot - at));
    if (dot == std::string_view::npos) return parts;
    at = dot + 1;
  }
}

bool Generator::import_as(Symbol name, Symbol asname) {
  std::vector<std::string_view> parts = parts_of(text(name));
  if (parts.size() > 1) {
    if (dotted_import_uses_import_from(release)) {
      for (std::size_t i = 1; i < parts.size(); i++) {
        emit(IMPORT_FROM, add_name(intern(parts[i])));
        if (i + 1 == parts.size()) {
          if (!name_operation(asname, Context::Store)) return false;
          emit(POP_TOP);
          return true;
        }
        if (since(3, 11)) {
          emit(SWAP, 2);
        } else {
          emit(ROT_TWO);
        }
        emit(POP_TOP);
      }
    }
    for (std::size_t i = 1; i < parts.size(); i++) emit(LOAD_ATTR, add_name(intern(parts[i])) << (since(3, 12) ? 1 : 0));
  }
  return name_operation(asname, Context::Store);
}

ConstantId Generator::import_level(int level) {
  if (level == 0 && relative_level_is_explicit(release) && !future(future::AbsoluteImport)) return maker.integer(-1);
  return maker.integer(level);
}

bool Generator::import_statement(Import& node) {
  for (const Alias& alias : node.names) {
    emit_const(import_level(0));
    emit_none();
    emit_named(IMPORT_NAME, alias.name);
    if (alias.asname) {
      if (!import_as(alias.name, alias.asname)) return false;
      continue;
    }
    if (!name_operation(intern(parts_of(text(alias.name))[0]), Context::Store)) return false;
  }
  return true;
}

bool Generator::import_from(ImportFrom& node) {
  std::vector<ConstantId> names;
  for (const Alias& alias : node.names) names.push_back(maker.name(text(alias.name)));
  std::string_view module = node.module ? text(node.module) : std::string_view();
  if (node.loc.line > generation.imports.last_line && is_future_import(node, release)) {
    return error(node.loc, "from __future__ imports must occur at the beginning of the file");
  }
  ConstantId level = import_level(node.level);
  emit_const(level);
  emit_const(maker.tuple(names));
  emit_named(IMPORT_NAME, intern(module));
  for (std::size_t i = 0; i < node.names.size(); i++) {
    const Alias& alias = node.names[i];
    if (i == 0 && text(alias.name) == "*") {
      if (prints_by_intrinsic(release)) {
        emit(CALL_INTRINSIC_1, 2);
        no_place();
        emit(POP_TOP);
      } else {
        emit(IMPORT_STAR);
      }
      return true;
    }
    emit_named(IMPORT_FROM, alias.name);
    if (!name_operation(alias.asname ? alias.asname : alias.name, Context::Store)) return false;
  }
  emit(POP_TOP);
  return true;
}

// ---- return, raise, assert ----

bool Generator::raise_statement(Raise& node) {
  int count = 0;
  for (Expr* part : {node.exc, node.cause, node.traceback}) {
    if (!part) break;
    if (!expression(part)) return false;
    count++;
  }
  emit(RAISE_VARARGS, count);
  return true;
}

bool Generator::assert_statement(Assert& node) {
  if (since(3, 8) ? true : optimize() == 0) {
    bool tuple = node.test->kind == ExprKind::Tuple && !as<Tuple>(*node.test).elts.empty();
    if (node.test->kind == ExprKind::Constant && pool().kind(as<Constant>(*node.test).value) == ConstantKind::Tuple)
      tuple = !pool().items(as<Constant>(*node.test).value).empty();
    bool told = tuple && !(python2() && until(2, 5)) && (until(3, 9) ? node.test->kind == ExprKind::Tuple : true);
    if (told && !warn(node.loc, "assertion is always true, perhaps remove parentheses?")) return false;
  }
  if (optimize() > 0) return true;
  Label end = new_label();
  if (!jump_if(node.test, end, true)) return false;
  if (assertion_is_a_global(release))
    emit(LOAD_GLOBAL, add_name(intern("AssertionError")));
  else
    emit(LOAD_ASSERTION_ERROR);
  if (node.msg) {
    if (!expression(node.msg)) return false;
    if (!assert_message_is_called(release)) {
      emit(RAISE_VARARGS, 2);
    } else {
      if (since(3, 11) && until(3, 11)) {
        emit(PRECALL, 0);
        emit(CALL, 0);
      } else if (since(3, 12)) {
        emit(CALL, 0);
      } else {
        emit(CALL_FUNCTION, 1);
      }
      At at(*this, failed_test_is_placed(release) ? node.test->loc : u->loc);
      emit(RAISE_VARARGS, 1);
    }
  } else {
    At at(*this, failed_test_is_placed(release) ? node.test->loc : u->loc);
    emit(RAISE_VARARGS, 1);
  }
  use(end);
  after_jump();
  return true;
}

// ---- print and exec, 2.x ----

bool Generator::print_statement(Print& node) {
  bool dest = node.dest != nullptr;
  if (dest && !expression(node.dest)) return false;
  for (Expr* value : node.values) {
    if (dest) {
      emit(DUP_TOP);
      if (!expression(value)) return false;
      emit(ROT_TWO);
      emit(PRINT_ITEM_TO);
    } else {
      if (!expression(value)) return false;
      emit(PRINT_ITEM);
    }
  }
  if (node.newline) {
    emit(dest ? PRINT_NEWLINE_TO : PRINT_NEWLINE);
  } else if (dest) {
    emit(POP_TOP);
  }
  return true;
}

bool Generator::exec_statement(Exec& node) {
  if (!expression(node.body)) return false;
  if (node.globals) {
    if (!expression(node.globals)) return false;
    if (node.locals) {
      if (!expression(node.locals)) return false;
    } else {
      emit(DUP_TOP);
    }
  } else {
    emit_none();
    emit(DUP_TOP);
  }
  emit(EXEC_STMT);
  return true;
}

}  // namespace xvm::compiler
