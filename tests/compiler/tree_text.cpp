#include "tree_text.h"

#include <bit>

#include <fmt/format.h>

namespace xvm::compiler {
namespace {

constexpr const char* operators[] = {"Add", "BitAnd", "FloorDiv", "LShift", "MatMult", "Mult", "Mod", "BitOr", "Pow", "RShift", "Sub", "Div", "BitXor"};
constexpr const char* unaries[] = {"Invert", "Not", "UAdd", "USub"};
constexpr const char* compares[] = {"Lt", "LtE", "Eq", "NotEq", "Gt", "GtE", "In", "NotIn", "Is", "IsNot"};
constexpr const char* contexts[] = {"Load", "Store", "Del"};

class Writer {
 public:
  Writer(const ConstantPool& pool, bool places, bool ends) : pool_{pool}, places_(places), ends_(ends) {}
  std::string out;

  void open(const char* name, const Location* loc = nullptr) {
    out += '(';
    out += name;
    if (loc && places_) {
      out += fmt::format(" {}:{}", loc->line, loc->column);
      if (ends_) out += fmt::format("-{}:{}", loc->end_line, loc->end_column);
    }
  }
  void close() { out += ')'; }
  void word(std::string_view text) {
    out += ' ';
    out += text;
  }
  void symbol(Symbol name) { word(name ? name->text : "-"); }
  void constant(ConstantId id) {
    const xvm::Constant& c = pool_[id];
    switch (c.kind) {
      case ConstantKind::None: return word("None");
      case ConstantKind::True: return word("True");
      case ConstantKind::False: return word("False");
      case ConstantKind::Ellipsis: return word("Ellipsis");
      case ConstantKind::Int: return word(fmt::format("i{:x}", c.integer < 0 ? -std::uint64_t(c.integer) : std::uint64_t(c.integer)) + (c.integer < 0 ? "-" : ""));
      case ConstantKind::Long: {
        std::string bits;
        for (std::size_t i = c.count; i-- > 0;) bits += fmt::format("{:015b}", pool_.digit(id, i));
        std::string hex;
        while (bits.size() % 4) bits.insert(0, "0");
        for (std::size_t i = 0; i < bits.size(); i += 4) hex += fmt::format("{:x}", std::stoi(bits.substr(i, 4), nullptr, 2));
        std::size_t first = hex.find_first_not_of('0');
        return word((pool_.long_prefix ? "l" : "i") + (first == hex.npos ? "0" : hex.substr(first)) + (pool_.negative(id) ? "-" : ""));
      }
      case ConstantKind::Float: return word(fmt::format("f{:016x}", std::bit_cast<std::uint64_t>(pool_.real(id))));
      case ConstantKind::Complex: return word(fmt::format("c{:016x}", std::bit_cast<std::uint64_t>(pool_.imag(id))));
      case ConstantKind::Bytes: return bytes("b", pool_.bytes(id));
      case ConstantKind::Text: return bytes("u", pool_.bytes(id));
      default: return word("?");
    }
  }
  void bytes(const char* prefix, std::string_view content) {
    out += ' ';
    out += prefix;
    out += '"';
    for (char c : content) {
      if (c > ' ' && c < 127 && c != '"' && c != '\\' && c != '(' && c != ')') out += c;
      else out += fmt::format("\\{:02x}", unsigned(static_cast<unsigned char>(c)));
    }
    out += '"';
  }
  void list(ExprList items) {
    out += " [";
    for (Expr* e : items) expr(e);
    out += ']';
  }
  void optional(const Expr* e) {
    if (e) expr(e);
    else word("-");
  }
  void arg(const Arg& a) {
    if (a.tuple) return expr(a.tuple);
    out += ' ';
    open("arg", &a.loc);
    symbol(a.name);
    optional(a.annotation);
    close();
  }
  void arguments(const Arguments& a) {
    out += " (arguments";
    out += " [";
    for (const Arg& each : a.posonly) arg(each);
    out += "] [";
    for (const Arg& each : a.args) arg(each);
    out += "] [";
    for (const Arg& each : a.kwonly) arg(each);
    out += ']';
    if (a.vararg) arg(*a.vararg);
    else word("-");
    if (a.kwarg) arg(*a.kwarg);
    else word("-");
    list(a.defaults);
    out += " [";
    for (Expr* e : a.kw_defaults) optional(e);
    out += "])";
  }
  void keywords(std::span<Keyword> all) {
    out += " [";
    for (const Keyword& k : all) {
      out += ' ';
      open("keyword", &k.loc);
      symbol(k.name);
      expr(k.value);
      close();
    }
    out += ']';
  }
  void generators(std::span<Comprehension> all) {
    for (const Comprehension& c : all) {
      out += " (for";
      if (c.is_async) word("async");
      expr(c.target);
      expr(c.iter);
      list(c.ifs);
      close();
    }
  }

  void expr(const Expr* e) {
    out += ' ';
    Expr& x = const_cast<Expr&>(*e);
    const Location* l = &e->loc;
    switch (e->kind) {
      case ExprKind::BoolOp: open("BoolOp", l), word(as<BoolOp>(x).op == BoolOperator::And ? "And" : "Or"), list(as<BoolOp>(x).values); break;
      case ExprKind::NamedExpr: open("NamedExpr", l), expr(as<NamedExpr>(x).target), expr(as<NamedExpr>(x).value); break;
      case ExprKind::BinOp: open("BinOp", l), expr(as<BinOp>(x).left), word(operators[int(as<BinOp>(x).op)]), expr(as<BinOp>(x).right); break;
      case ExprKind::UnaryOp: open("UnaryOp", l), word(unaries[int(as<UnaryOp>(x).op)]), expr(as<UnaryOp>(x).operand); break;
      case ExprKind::Lambda: open("Lambda", l), arguments(*as<Lambda>(x).args), expr(as<Lambda>(x).body); break;
      case ExprKind::IfExp: open("IfExp", l), expr(as<IfExp>(x).test), expr(as<IfExp>(x).body), expr(as<IfExp>(x).orelse); break;
      case ExprKind::Dict: {
        open("Dict", l);
        for (std::size_t i = 0; i < as<Dict>(x).keys.size(); ++i) optional(as<Dict>(x).keys[i]), expr(as<Dict>(x).values[i]);
        break;
      }
      case ExprKind::Set: open("Set", l), list(as<Set>(x).elts); break;
      case ExprKind::ListComp: open("ListComp", l), expr(as<ListComp>(x).elt), generators(as<ListComp>(x).generators); break;
      case ExprKind::SetComp: open("SetComp", l), expr(as<SetComp>(x).elt), generators(as<SetComp>(x).generators); break;
      case ExprKind::GeneratorExp: open("GeneratorExp", l), expr(as<GeneratorExp>(x).elt), generators(as<GeneratorExp>(x).generators); break;
      case ExprKind::DictComp: open("DictComp", l), expr(as<DictComp>(x).key), expr(as<DictComp>(x).value), generators(as<DictComp>(x).generators); break;
      case ExprKind::Await: open("Await", l), expr(as<Await>(x).value); break;
      case ExprKind::Yield: open("Yield", l), optional(as<Yield>(x).value); break;
      case ExprKind::YieldFrom: open("YieldFrom", l), expr(as<YieldFrom>(x).value); break;
      case ExprKind::Compare: {
        open("Compare", l), expr(as<Compare>(x).left);
        for (std::size_t i = 0; i < as<Compare>(x).ops.size(); ++i) word(compares[int(as<Compare>(x).ops[i])]), expr(as<Compare>(x).comparators[i]);
        break;
      }
      case ExprKind::Call: open("Call", l), expr(as<Call>(x).func), list(as<Call>(x).args), keywords(as<Call>(x).keywords); break;
      case ExprKind::FormattedValue: open("FormattedValue", l), expr(as<FormattedValue>(x).value), word(std::to_string(as<FormattedValue>(x).conversion)), optional(as<FormattedValue>(x).format_spec); break;
      case ExprKind::JoinedStr: open("JoinedStr", l), list(as<JoinedStr>(x).values); break;
      case ExprKind::Constant: open("Constant", l), constant(as<xvm::compiler::Constant>(x).value); if (as<xvm::compiler::Constant>(x).u_prefix) word("u"); break;
      case ExprKind::Attribute: open("Attribute", l), expr(as<Attribute>(x).value), symbol(as<Attribute>(x).attr), word(contexts[int(as<Attribute>(x).ctx)]); break;
      case ExprKind::Subscript: open("Subscript", l), expr(as<Subscript>(x).value), expr(as<Subscript>(x).slice), word(contexts[int(as<Subscript>(x).ctx)]); break;
      case ExprKind::Starred: open("Starred", l), expr(as<Starred>(x).value), word(contexts[int(as<Starred>(x).ctx)]); break;
      case ExprKind::Name: open("Name", l), symbol(as<Name>(x).id), word(contexts[int(as<Name>(x).ctx)]); break;
      case ExprKind::List: open("List", l), list(as<List>(x).elts), word(contexts[int(as<List>(x).ctx)]); break;
      case ExprKind::Tuple: open("Tuple", l), list(as<Tuple>(x).elts), word(contexts[int(as<Tuple>(x).ctx)]); break;
      case ExprKind::Slice: open("Slice", slice_places ? l : nullptr), optional(as<Slice>(x).lower), optional(as<Slice>(x).upper), optional(as<Slice>(x).step); break;
      case ExprKind::Repr: open("Repr", l), expr(as<Repr>(x).value); break;
      case ExprKind::ExtSlice: open("ExtSlice"), list(as<ExtSlice>(x).dims); break;
    }
    close();
  }

  void body(Body all) {
    out += " {";
    for (Stmt* s : all) stmt(s);
    out += '}';
  }
  void type_params(std::span<TypeParam*> all) {
    for (TypeParam* p : all) {
      constexpr const char* names[] = {"TypeVar", "ParamSpec", "TypeVarTuple"};
      out += ' ';
      open(names[int(p->kind)], &p->loc);
      symbol(p->name);
      optional(p->bound);
      optional(p->default_value);
      close();
    }
  }
  void aliases(std::span<Alias> all) {
    for (const Alias& a : all) {
      out += ' ';
      open("alias", alias_places ? &a.loc : nullptr);
      symbol(a.name);
      symbol(a.asname);
      close();
    }
  }
  void pattern(const Pattern* p) {
    out += ' ';
    Pattern& x = const_cast<Pattern&>(*p);
    const Location* l = &p->loc;
    auto each = [&](std::span<Pattern*> all) {
      out += " [";
      for (Pattern* one : all) pattern(one);
      out += ']';
    };
    switch (p->kind) {
      case PatternKind::Value: open("MatchValue", l), expr(as<MatchValue>(x).value); break;
      case PatternKind::Singleton: open("MatchSingleton", l), constant(as<MatchSingleton>(x).value); break;
      case PatternKind::Sequence: open("MatchSequence", l), each(as<MatchSequence>(x).patterns); break;
      case PatternKind::Mapping: open("MatchMapping", l), list(as<MatchMapping>(x).keys), each(as<MatchMapping>(x).patterns), symbol(as<MatchMapping>(x).rest); break;
      case PatternKind::Class: {
        open("MatchClass", l), expr(as<MatchClass>(x).cls), each(as<MatchClass>(x).patterns);
        for (std::size_t i = 0; i < as<MatchClass>(x).kwd_attrs.size(); ++i) symbol(as<MatchClass>(x).kwd_attrs[i]), pattern(as<MatchClass>(x).kwd_patterns[i]);
        break;
      }
      case PatternKind::Star: open("MatchStar", l), symbol(as<MatchStar>(x).name); break;
      case PatternKind::As: {
        open("MatchAs", l);
        if (as<MatchAs>(x).pattern) pattern(as<MatchAs>(x).pattern);
        else word("-");
        symbol(as<MatchAs>(x).name);
        break;
      }
      case PatternKind::Or: open("MatchOr", l), each(as<MatchOr>(x).patterns); break;
    }
    close();
  }
  void stmt(const Stmt* s) {
    out += "\n";
    Stmt& x = const_cast<Stmt&>(*s);
    const Location* l = &s->loc;
    switch (s->kind) {
      case StmtKind::FunctionDef:
      case StmtKind::AsyncFunctionDef: {
        FunctionDef& f = as<FunctionDef>(x);
        open(s->kind == StmtKind::FunctionDef ? "FunctionDef" : "AsyncFunctionDef", l), symbol(f.name), type_params(f.type_params), arguments(*f.args), list(f.decorators), optional(f.returns), body(f.body);
        break;
      }
      case StmtKind::ClassDef: {
        ClassDef& c = as<ClassDef>(x);
        open("ClassDef", l), symbol(c.name), type_params(c.type_params), list(c.bases), keywords(c.keywords), list(c.decorators), body(c.body);
        break;
      }
      case StmtKind::Return: open("Return", l), optional(as<Return>(x).value); break;
      case StmtKind::Delete: open("Delete", l), list(as<Delete>(x).targets); break;
      case StmtKind::Assign: open("Assign", l), list(as<Assign>(x).targets), expr(as<Assign>(x).value); break;
      case StmtKind::TypeAlias: open("TypeAlias", l), expr(as<TypeAlias>(x).name), type_params(as<TypeAlias>(x).type_params), expr(as<TypeAlias>(x).value); break;
      case StmtKind::AugAssign: open("AugAssign", l), expr(as<AugAssign>(x).target), word(operators[int(as<AugAssign>(x).op)]), expr(as<AugAssign>(x).value); break;
      case StmtKind::AnnAssign: open("AnnAssign", l), expr(as<AnnAssign>(x).target), expr(as<AnnAssign>(x).annotation), optional(as<AnnAssign>(x).value), word(as<AnnAssign>(x).simple ? "1" : "0"); break;
      case StmtKind::For:
      case StmtKind::AsyncFor: open(s->kind == StmtKind::For ? "For" : "AsyncFor", l), expr(as<For>(x).target), expr(as<For>(x).iter), body(as<For>(x).body), body(as<For>(x).orelse); break;
      case StmtKind::While: open("While", l), expr(as<While>(x).test), body(as<While>(x).body), body(as<While>(x).orelse); break;
      case StmtKind::If: open("If", l), expr(as<If>(x).test), body(as<If>(x).body), body(as<If>(x).orelse); break;
      case StmtKind::With:
      case StmtKind::AsyncWith: {
        open(s->kind == StmtKind::With ? "With" : "AsyncWith", l);
        for (const WithItem& item : as<With>(x).items) expr(item.context), optional(item.vars);
        body(as<With>(x).body);
        break;
      }
      case StmtKind::Match: {
        open("Match", l), expr(as<Match>(x).subject);
        for (const MatchCase& c : as<Match>(x).cases) {
          out += "\n(case";
          pattern(c.pattern), optional(c.guard), body(c.body), close();
        }
        break;
      }
      case StmtKind::Raise: open("Raise", l), optional(as<Raise>(x).exc), optional(as<Raise>(x).cause), optional(as<Raise>(x).traceback); break;
      case StmtKind::Try:
      case StmtKind::TryStar: {
        Try& t = as<Try>(x);
        open(s->kind == StmtKind::Try ? "Try" : "TryStar", l), body(t.body);
        for (const ExceptHandler& h : t.handlers) {
          out += "\n";
          open("except", &h.loc), optional(h.type), optional(h.target && handler_names ? nullptr : h.target);
          if (handler_names && h.target) symbol(as<Name>(*h.target).id);
          body(h.body), close();
        }
        body(t.orelse), body(t.finalbody);
        break;
      }
      case StmtKind::Assert: open("Assert", l), expr(as<Assert>(x).test), optional(as<Assert>(x).msg); break;
      case StmtKind::Import: open("Import", l), aliases(as<Import>(x).names); break;
      case StmtKind::ImportFrom: open("ImportFrom", l), symbol(as<ImportFrom>(x).module), aliases(as<ImportFrom>(x).names), word(std::to_string(as<ImportFrom>(x).level)); break;
      case StmtKind::Global:
      case StmtKind::Nonlocal: {
        open(s->kind == StmtKind::Global ? "Global" : "Nonlocal", l);
        for (Symbol name : as<Global>(x).names) symbol(name);
        break;
      }
      case StmtKind::Expr: open("Expr", l), expr(as<ExprStmt>(x).value); break;
      case StmtKind::Pass: open("Pass", l); break;
      case StmtKind::Break: open("Break", l); break;
      case StmtKind::Continue: open("Continue", l); break;
      case StmtKind::Print: open("Print", l), optional(as<Print>(x).dest), list(as<Print>(x).values), word(as<Print>(x).newline ? "1" : "0"); break;
      case StmtKind::Exec: open("Exec", l), expr(as<Exec>(x).body), optional(as<Exec>(x).globals), optional(as<Exec>(x).locals); break;
    }
    close();
  }

  bool alias_places = false, slice_places = false, handler_names = false;
  struct PoolView {
    const ConstantPool& pool;
    bool long_prefix = false;
    const xvm::Constant& operator[](ConstantId id) const { return pool[id]; }
    std::uint16_t digit(ConstantId id, std::size_t i) const { return pool.digit(id, i); }
    bool negative(ConstantId id) const { return pool.negative(id); }
    double real(ConstantId id) const { return pool.real(id); }
    double imag(ConstantId id) const { return pool.imag(id); }
    std::string_view bytes(ConstantId id) const { return pool.bytes(id); }
  };
  PoolView pool_;

 private:
  bool places_, ends_;
};

}  // namespace

std::string tree_text(const Module& module, const ConstantPool& pool, const TreeStyle& style) {
  Writer writer(pool, style.places, style.ends);
  writer.alias_places = style.alias_places;
  writer.slice_places = style.slice_places;
  writer.handler_names = style.handler_names;
  writer.pool_.long_prefix = style.long_prefix;
  if (module.expression) writer.expr(module.expression);
  else
    for (Stmt* s : module.body) writer.stmt(s);
  return writer.out;
}

}  // namespace xvm::compiler
