#include "compiler/unparse.h"

#include <fmt/format.h>

#include "bytecode/constant_text.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

bool subscript_tuples_are_bare(const Release& r) { return r.since(3, 7); }
bool lambda_without_blank(const Release& r) { return r.since(3, 7); }

enum Level : int {
  tuple_level, test_level, or_level, and_level, not_level, compare_level, expr_level, bor_level = expr_level, bxor_level, band_level,
  shift_level, arith_level, term_level, factor_level, power_level, await_level, atom_level,
};

class Unparser {
 public:
  Unparser(const ConstantPool& pool, const Release& release) : pool_(pool), release_(release) {}

  std::string out;

  void expr(const Expr& node, int level) {
    switch (node.kind) {
      case ExprKind::BoolOp: return bool_op(static_cast<const BoolOp&>(node), level);
      case ExprKind::BinOp: return bin_op(static_cast<const BinOp&>(node), level);
      case ExprKind::UnaryOp: return unary_op(static_cast<const UnaryOp&>(node), level);
      case ExprKind::Lambda: return lambda(static_cast<const Lambda&>(node), level);
      case ExprKind::IfExp: {
        auto& n = static_cast<const IfExp&>(node);
        Bracket bracket(*this, level > test_level);
        expr(*n.body, test_level + 1);
        out += " if ";
        expr(*n.test, test_level + 1);
        out += " else ";
        expr(*n.orelse, test_level);
        return;
      }
      case ExprKind::Dict: {
        auto& n = static_cast<const Dict&>(node);
        out += '{';
        for (std::size_t i = 0; i < n.values.size(); i++) {
          if (i > 0) out += ", ";
          if (n.keys[i]) {
            expr(*n.keys[i], test_level);
            out += ": ";
            expr(*n.values[i], test_level);
          } else {
            out += "**";
            expr(*n.values[i], expr_level);
          }
        }
        out += '}';
        return;
      }
      case ExprKind::Set: out += '{'; list(static_cast<const Set&>(node).elts); out += '}'; return;
      case ExprKind::GeneratorExp: {
        auto& n = static_cast<const GeneratorExp&>(node);
        return comprehension('(', n.elt, nullptr, n.generators, ')');
      }
      case ExprKind::ListComp: {
        auto& n = static_cast<const ListComp&>(node);
        return comprehension('[', n.elt, nullptr, n.generators, ']');
      }
      case ExprKind::SetComp: {
        auto& n = static_cast<const SetComp&>(node);
        return comprehension('{', n.elt, nullptr, n.generators, '}');
      }
      case ExprKind::DictComp: {
        auto& n = static_cast<const DictComp&>(node);
        return comprehension('{', n.key, n.value, n.generators, '}');
      }
      case ExprKind::Yield: {
        auto& n = static_cast<const Yield&>(node);
        if (!n.value) {
          out += "(yield)";
          return;
        }
        out += "(yield ";
        expr(*n.value, test_level);
        out += ')';
        return;
      }
      case ExprKind::YieldFrom:
        out += "(yield from ";
        expr(*static_cast<const YieldFrom&>(node).value, test_level);
        out += ')';
        return;
      case ExprKind::Await: {
        Bracket bracket(*this, level > await_level);
        out += "await ";
        expr(*static_cast<const Await&>(node).value, atom_level);
        return;
      }
      case ExprKind::Compare: {
        auto& n = static_cast<const Compare&>(node);
        static constexpr const char* names[] = {" < ", " <= ", " == ", " != ", " > ", " >= ", " in ", " not in ", " is ", " is not "};
        Bracket bracket(*this, level > compare_level);
        expr(*n.left, compare_level + 1);
        for (std::size_t i = 0; i < n.ops.size(); i++) {
          out += names[int(n.ops[i])];
          expr(*n.comparators[i], compare_level + 1);
        }
        return;
      }
      case ExprKind::Call: return call(static_cast<const Call&>(node));
      case ExprKind::Constant: return constant(static_cast<const Constant&>(node));
      case ExprKind::JoinedStr: return joined(node);
      case ExprKind::FormattedValue: return joined(node);
      case ExprKind::Attribute: {
        auto& n = static_cast<const Attribute&>(node);
        expr(*n.value, atom_level);
        bool number = n.value->kind == ExprKind::Constant && pool_.kind(static_cast<const Constant*>(n.value)->value) == ConstantKind::Int;
        out += number ? " ." : ".";
        out += n.attr->text;
        return;
      }
      case ExprKind::Starred:
        out += '*';
        expr(*static_cast<const Starred&>(node).value, expr_level);
        return;
      case ExprKind::Name: out += static_cast<const Name&>(node).id->text; return;
      case ExprKind::List: out += '['; list(static_cast<const List&>(node).elts); out += ']'; return;
      case ExprKind::Tuple: {
        auto& n = static_cast<const Tuple&>(node);
        if (n.elts.empty()) {
          out += "()";
          return;
        }
        Bracket bracket(*this, level > tuple_level);
        list(n.elts);
        if (n.elts.size() == 1) out += ',';
        return;
      }
      case ExprKind::Subscript: {
        auto& n = static_cast<const Subscript&>(node);
        expr(*n.value, atom_level);
        out += '[';
        expr(*n.slice, subscript_tuples_are_bare(release_) ? tuple_level : test_level);
        out += ']';
        return;
      }
      case ExprKind::Slice: {
        auto& n = static_cast<const Slice&>(node);
        if (n.lower) expr(*n.lower, test_level);
        out += ':';
        if (n.upper) expr(*n.upper, test_level);
        if (n.step) {
          out += ':';
          expr(*n.step, test_level);
        }
        return;
      }
      case ExprKind::ExtSlice: {
        auto& n = static_cast<const ExtSlice&>(node);
        for (std::size_t i = 0; i < n.dims.size(); i++) {
          if (i > 0) out += ", ";
          expr(*n.dims[i], test_level);
        }
        if (n.dims.size() == 1) out += ',';
        return;
      }
      case ExprKind::NamedExpr: {
        auto& n = static_cast<const NamedExpr&>(node);
        Bracket bracket(*this, level > tuple_level);
        expr(*n.target, atom_level);
        out += " := ";
        expr(*n.value, atom_level);
        return;
      }
      case ExprKind::Repr: return;
    }
  }

 private:
  struct Bracket {
    Bracket(Unparser& unparser, bool wanted) : u(unparser), on(wanted) {
      if (on) u.out += '(';
    }
    ~Bracket() {
      if (on) u.out += ')';
    }
    Unparser& u;
    bool on;
  };

  void list(ExprList nodes) {
    for (std::size_t i = 0; i < nodes.size(); i++) {
      if (i > 0) out += ", ";
      expr(*nodes[i], test_level);
    }
  }

  void bool_op(const BoolOp& node, int level) {
    int own = node.op == BoolOperator::And ? and_level : or_level;
    Bracket bracket(*this, level > own);
    for (std::size_t i = 0; i < node.values.size(); i++) {
      if (i > 0) out += node.op == BoolOperator::And ? " and " : " or ";
      expr(*node.values[i], own + 1);
    }
  }

  void bin_op(const BinOp& node, int level) {
    struct Row {
      const char* text;
      int level;
      bool right = false;
    };
    static constexpr Row rows[] = {
        {" + ", arith_level}, {" & ", band_level}, {" // ", term_level}, {" << ", shift_level}, {" @ ", term_level},
        {" * ", term_level},  {" % ", term_level}, {" | ", bor_level},   {" ** ", power_level, true}, {" >> ", shift_level},
        {" - ", arith_level}, {" / ", term_level}, {" ^ ", bxor_level},
    };
    const Row& row = rows[int(node.op)];
    Bracket bracket(*this, level > row.level);
    expr(*node.left, row.level + row.right);
    out += row.text;
    expr(*node.right, row.level + !row.right);
  }

  void unary_op(const UnaryOp& node, int level) {
    static constexpr const char* texts[] = {"~", "not ", "+", "-"};
    int own = node.op == UnaryOperator::Not ? not_level : factor_level;
    Bracket bracket(*this, level > own);
    out += texts[int(node.op)];
    expr(*node.operand, own);
  }

  void arguments(const Arguments& args) {
    bool first = true;
    auto comma = [&] {
      if (!first) out += ", ";
      first = false;
    };
    std::size_t positional = args.posonly.size() + args.args.size(), without = positional - args.defaults.size();
    for (std::size_t i = 0; i < positional; i++) {
      comma();
      const Arg& arg = i < args.posonly.size() ? args.posonly[i] : args.args[i - args.posonly.size()];
      parameter(arg);
      if (i >= without) {
        out += '=';
        expr(*args.defaults[i - without], test_level);
      }
      if (!args.posonly.empty() && i + 1 == args.posonly.size()) out += ", /";
    }
    if (args.vararg || !args.kwonly.empty()) {
      comma();
      out += '*';
      if (args.vararg) parameter(*args.vararg);
    }
    for (std::size_t i = 0; i < args.kwonly.size(); i++) {
      comma();
      parameter(args.kwonly[i]);
      if (args.kw_defaults[i]) {
        out += '=';
        expr(*args.kw_defaults[i], test_level);
      }
    }
    if (args.kwarg) {
      comma();
      out += "**";
      parameter(*args.kwarg);
    }
  }

  void parameter(const Arg& arg) {
    out += arg.name->text;
    if (!arg.annotation) return;
    out += ": ";
    expr(*arg.annotation, test_level);
  }

  void lambda(const Lambda& node, int level) {
    Bracket bracket(*this, level > test_level);
    bool bare = node.args->posonly.empty() && node.args->args.empty() && !node.args->vararg && node.args->kwonly.empty() && !node.args->kwarg;
    out += bare && lambda_without_blank(release_) ? "lambda" : "lambda ";
    arguments(*node.args);
    out += ": ";
    expr(*node.body, test_level);
  }

  void comprehension(char open, const Expr* elt, const Expr* value, std::span<Comprehension> generators, char close) {
    out += open;
    expr(*elt, test_level);
    if (value) {
      out += ": ";
      expr(*value, test_level);
    }
    for (const Comprehension& one : generators) {
      out += one.is_async ? " async for " : " for ";
      expr(*one.target, tuple_level);
      out += " in ";
      expr(*one.iter, test_level + 1);
      for (const Expr* condition : one.ifs) {
        out += " if ";
        expr(*condition, test_level + 1);
      }
    }
    out += close;
  }

  void call(const Call& node) {
    expr(*node.func, atom_level);
    if (node.args.size() == 1 && node.keywords.empty() && node.args[0]->kind == ExprKind::GeneratorExp) {
      expr(*node.args[0], tuple_level);
      return;
    }
    out += '(';
    bool first = true;
    for (const Expr* arg : node.args) {
      if (!first) out += ", ";
      first = false;
      expr(*arg, test_level);
    }
    for (const Keyword& keyword : node.keywords) {
      if (!first) out += ", ";
      first = false;
      if (keyword.name) {
        out += keyword.name->text;
        out += '=';
      } else {
        out += "**";
      }
      expr(*keyword.value, test_level);
    }
    out += ')';
  }

  void constant(const Constant& node) {
    if (pool_.kind(node.value) == ConstantKind::Ellipsis) {
      out += "...";
      return;
    }
    if (node.u_prefix && release_.since(3, 9)) out += 'u';
    std::string text;
    append_constant(text, pool_, node.value, release_, ConstantStyle::Repr);
    // Infinity has no literal: from 3.9 a number that is too large stands for it.
    for (std::size_t at = release_.since(3, 9) ? 0 : text.size(); (at = text.find("inf", at)) != std::string::npos; at += 5) text.replace(at, 3, "1e309");
    if (pool_.kind(node.value) == ConstantKind::Float || pool_.kind(node.value) == ConstantKind::Complex)
      out += text;
    else
      append_constant(out, pool_, node.value, release_, ConstantStyle::Repr);
  }

  // ---- f-strings: the pieces joined, then quoted as one string ----

  static void double_braces(std::string_view text, std::string& to) {
    for (char c : text) {
      to += c;
      if (c == '{' || c == '}') to += c;
    }
  }

  void piece(const Expr& node, std::string& to, bool in_spec) {
    if (node.kind == ExprKind::Constant) {
      double_braces(pool_.bytes(static_cast<const Constant&>(node).value), to);
      return;
    }
    if (node.kind == ExprKind::JoinedStr) {
      for (const Expr* one : static_cast<const JoinedStr&>(node).values) piece(*one, to, in_spec);
      return;
    }
    auto& value = static_cast<const FormattedValue&>(node);
    Unparser inner(pool_, release_);
    inner.expr(*value.value, test_level + 1);
    to += !inner.out.empty() && inner.out[0] == '{' ? "{ " : "{";
    to += inner.out;
    if (value.conversion > 0) {
      to += '!';
      to += char(value.conversion);
    }
    if (value.format_spec) {
      to += ':';
      piece(*value.format_spec, to, true);
    }
    to += '}';
  }

  void joined(const Expr& node) {
    std::string text;
    piece(node, text, false);
    ConstantPool pool;
    out += 'f';
    append_constant(out, pool, pool.add_text(text), release_, ConstantStyle::Repr);
  }

  const ConstantPool& pool_;
  const Release& release_;
};

}  // namespace

std::string unparse_expression(const Expr& node, const ConstantPool& pool, const Release& release) {
  Unparser unparser(pool, release);
  unparser.expr(node, test_level);
  return std::move(unparser.out);
}

}  // namespace xvm::compiler
