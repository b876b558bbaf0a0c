// The syntax tree of every release, in the newest release's shape; what older grammars had besides (print, exec,
// backticks, tuple parameters) has nodes of its own. Nodes live in the arena of the compilation.
#pragma once

#include <cstdint>
#include <span>

#include "compiler/symbols.h"
#include "pyc/code.h"

namespace xvm::compiler {

// Lines from 1; columns from 0, in bytes of UTF-8. The end is behind the last byte. Line 0: no place.
struct Location {
  std::int32_t line = 0, column = 0, end_line = 0, end_column = 0;
  friend bool operator==(const Location&, const Location&) = default;
};

struct Expr;
struct Stmt;
struct Pattern;
struct Comprehension;
struct TypeParam;
using ExprList = std::span<Expr*>;
using Body = std::span<Stmt*>;

// The order is that of the operators table of binary operations from 3.11.
enum class Operator : std::uint8_t {
  Add, BitAnd, FloorDiv, LShift, MatMult, Mult, Mod, BitOr, Pow, RShift, Sub, Div, BitXor
};
enum class UnaryOperator : std::uint8_t { Invert, Not, UAdd, USub };
enum class BoolOperator : std::uint8_t { And, Or };
enum class CompareOperator : std::uint8_t { Lt, LtE, Eq, NotEq, Gt, GtE, In, NotIn, Is, IsNot };
enum class Context : std::uint8_t { Load, Store, Del };  // AugStore and Param of old trees are Store

enum class ExprKind : std::uint8_t {
  BoolOp, NamedExpr, BinOp, UnaryOp, Lambda, IfExp, Dict, Set, ListComp, SetComp, DictComp, GeneratorExp, Await, Yield,
  YieldFrom, Compare, Call, FormattedValue, JoinedStr, Constant, Attribute, Subscript, Starred, Name, List, Tuple, Slice,
  Repr, ExtSlice,
};

struct Expr {
  ExprKind kind;
  Location loc;
};

// A parameter; of 2.x also a tuple of parameters, whose name is null and whose pattern is a Tuple of Store names.
struct Arg {
  Symbol name;
  Expr* annotation;
  Location loc;
  Expr* tuple = nullptr;
  std::string_view type_comment = {};  // here and below: what follows "# type: ", with PyCF_TYPE_COMMENTS, else no data
};

struct Arguments {
  std::span<Arg> posonly, args, kwonly;
  Arg* vararg = nullptr;
  Arg* kwarg = nullptr;
  ExprList defaults;     // of the last of posonly and args
  ExprList kw_defaults;  // one for each of kwonly, nullptr where there is none
};

struct Keyword {
  Symbol name;  // nullptr: **value
  Expr* value;
  Location loc;
};

struct BoolOp : Expr { BoolOperator op; ExprList values; };
struct NamedExpr : Expr { Expr* target; Expr* value; };
struct BinOp : Expr { Expr* left; Operator op; Expr* right; };
struct UnaryOp : Expr { UnaryOperator op; Expr* operand; };
struct Lambda : Expr { Arguments* args; Expr* body; };
struct IfExp : Expr { Expr* test; Expr* body; Expr* orelse; };
struct Dict : Expr { ExprList keys, values; };  // a key that is nullptr: **value
struct Set : Expr { ExprList elts; };
struct ListComp : Expr { Expr* elt; std::span<Comprehension> generators; };
struct SetComp : Expr { Expr* elt; std::span<Comprehension> generators; };
struct DictComp : Expr { Expr* key; Expr* value; std::span<Comprehension> generators; };
struct GeneratorExp : Expr { Expr* elt; std::span<Comprehension> generators; };
struct Await : Expr { Expr* value; };
struct Yield : Expr { Expr* value; };  // nullptr: None
struct YieldFrom : Expr { Expr* value; };
struct Compare : Expr { Expr* left; std::span<CompareOperator> ops; ExprList comparators; };
// To 3.4 at most one Starred and one ** stand at the end of args and keywords: its code calls for that form.
struct Call : Expr { Expr* func; ExprList args; std::span<Keyword> keywords; };
struct FormattedValue : Expr { Expr* value; std::int32_t conversion; Expr* format_spec; };  // conversion: -1, 's', 'r', 'a'
struct JoinedStr : Expr { ExprList values; };
struct Constant : Expr {
  ConstantId value;      // in the pool of the compilation; None, True, False and Ellipsis too, where the grammar has them as such
  bool u_prefix = false; // u'...' of 3.x: Constant.kind
};
struct Attribute : Expr { Expr* value; Symbol attr; Context ctx; };
struct Subscript : Expr { Expr* value; Expr* slice; Context ctx; };  // slice: Slice, ExtSlice (to 3.8), or any other
struct Starred : Expr { Expr* value; Context ctx; };
struct Name : Expr { Symbol id; Context ctx; };
struct List : Expr { ExprList elts; Context ctx; };
struct Tuple : Expr { ExprList elts; Context ctx; };
struct Slice : Expr { Expr* lower; Expr* upper; Expr* step; };  // each may be nullptr
struct Repr : Expr { Expr* value; };                            // backticks, 2.x
struct ExtSlice : Expr { ExprList dims; };  // to 3.8: a[1:2, 3]; from 3.9 a Tuple holds Slices

struct Comprehension {
  Expr* target;
  Expr* iter;
  ExprList ifs;
  bool is_async;
};

enum class StmtKind : std::uint8_t {
  FunctionDef, AsyncFunctionDef, ClassDef, Return, Delete, Assign, TypeAlias, AugAssign, AnnAssign, For, AsyncFor, While,
  If, With, AsyncWith, Match, Raise, Try, TryStar, Assert, Import, ImportFrom, Global, Nonlocal, Expr, Pass, Break,
  Continue, Print, Exec,
};

struct Stmt {
  StmtKind kind;
  Location loc;
};

struct Alias {
  Symbol name;    // dotted, or "*"
  Symbol asname;  // nullptr where there is none
  Location loc;
};
struct WithItem { Expr* context; Expr* vars; };  // vars may be nullptr
struct ExceptHandler {
  Expr* type;    // nullptr: bare
  Expr* target;  // of 2.x any target; from 3.0 a Name; or nullptr
  Body body;
  Location loc;
};
struct MatchCase { Pattern* pattern; Expr* guard; Body body; };

struct FunctionDef : Stmt {  // AsyncFunctionDef too; loc is that of "def" from 3.8 on, of the first decorator before
  Symbol name;
  Arguments* args;
  Body body;
  ExprList decorators;
  Expr* returns;
  std::span<TypeParam*> type_params;
  std::string_view type_comment = {};
};
struct ClassDef : Stmt {
  Symbol name;
  ExprList bases;
  std::span<Keyword> keywords;
  Body body;
  ExprList decorators;
  std::span<TypeParam*> type_params;
};
struct Return : Stmt { Expr* value; };
struct Delete : Stmt { ExprList targets; };
struct Assign : Stmt { ExprList targets; Expr* value; std::string_view type_comment = {}; };
struct TypeAlias : Stmt { Expr* name; std::span<TypeParam*> type_params; Expr* value; };
struct AugAssign : Stmt { Expr* target; Operator op; Expr* value; };
struct AnnAssign : Stmt { Expr* target; Expr* annotation; Expr* value; bool simple; };
struct For : Stmt { Expr* target; Expr* iter; Body body, orelse; std::string_view type_comment = {}; };  // AsyncFor too
struct While : Stmt { Expr* test; Body body, orelse; };
struct If : Stmt { Expr* test; Body body, orelse; };
struct With : Stmt { std::span<WithItem> items; Body body; std::string_view type_comment = {}; };  // AsyncWith too
struct Match : Stmt { Expr* subject; std::span<MatchCase> cases; };
struct Raise : Stmt { Expr* exc; Expr* cause; Expr* traceback; };  // 2.x: type, value, traceback; 3.x: exc from cause
struct Try : Stmt { Body body; std::span<ExceptHandler> handlers; Body orelse, finalbody; };  // TryStar too
struct Assert : Stmt { Expr* test; Expr* msg; };
struct Import : Stmt { std::span<Alias> names; };
struct ImportFrom : Stmt { Symbol module; std::span<Alias> names; std::int32_t level; };  // module nullptr: only dots
struct Global : Stmt { std::span<Symbol> names; };  // Nonlocal too
struct ExprStmt : Stmt { Expr* value; };
struct Print : Stmt { Expr* dest; ExprList values; bool newline; };
struct Exec : Stmt { Expr* body; Expr* globals; Expr* locals; };

enum class PatternKind : std::uint8_t {
  Value, Singleton, Sequence, Mapping, Class, Star, As, Or,
};
struct Pattern {
  PatternKind kind;
  Location loc;
};
struct MatchValue : Pattern { Expr* value; };
struct MatchSingleton : Pattern { ConstantId value; };
struct MatchSequence : Pattern { std::span<Pattern*> patterns; };
struct MatchMapping : Pattern { ExprList keys; std::span<Pattern*> patterns; Symbol rest; };
struct MatchClass : Pattern {
  Expr* cls;
  std::span<Pattern*> patterns;
  std::span<Symbol> kwd_attrs;
  std::span<Pattern*> kwd_patterns;
};
struct MatchStar : Pattern { Symbol name; };                   // nullptr: _
struct MatchAs : Pattern { Pattern* pattern; Symbol name; };   // both nullptr: _
struct MatchOr : Pattern { std::span<Pattern*> patterns; };

enum class TypeParamKind : std::uint8_t { TypeVar, ParamSpec, TypeVarTuple };
struct TypeParam {
  TypeParamKind kind;
  Symbol name;
  Expr* bound;          // of a TypeVar, or nullptr
  Expr* default_value;  // 3.13, or nullptr
  Location loc;
};

struct TypeIgnore {
  std::int32_t line;
  std::string_view tag;  // what follows "# type: ignore"
};

enum class ModuleKind : std::uint8_t { Module, Interactive, Expression, FunctionType };
struct Module {
  ModuleKind kind;
  Body body;                      // Module, Interactive
  Expr* expression = nullptr;     // Expression; FunctionType: what it returns
  ExprList argument_types;        // FunctionType
  std::span<TypeIgnore> type_ignores;  // with PyCF_TYPE_COMMENTS
};

template <class T, class N>
T& as(N& node) { return static_cast<T&>(node); }

}  // namespace xvm::compiler
