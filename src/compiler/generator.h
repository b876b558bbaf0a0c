// The code generator's own header: one class whose parts stand in generator*.cpp by theme. Functions that can find an
// error in the program give false, with fault filled in.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/ast.h"
#include "compiler/codegen.h"
#include "compiler/compile.h"
#include "compiler/constant_merger.h"
#include "compiler/sequence.h"
#include "compiler/symbol_table.h"
#include "pyc/release.h"

namespace xvm::compiler {

// What encloses a statement within its code object, as CPython's compilers keep it.
enum class FrameBlockKind : std::uint8_t {
  WhileLoop, ForLoop, Except, FinallyTry, FinallyTry2, FinallyEnd, With, AsyncWith, HandlerCleanup, PopValue,
  ExceptionHandler, ExceptionGroupHandler, AsyncComprehension, StopIteration,
};

struct FrameBlock {
  FrameBlockKind kind;
  Label block;  // where the loop continues, or the body begins
  Label exit;   // where a break or the handler goes on; no_label where there is none
  const void* datum = nullptr;  // FinallyTry: Body* to run on the way out; HandlerCleanup: Symbol of the name, or nullptr
  Location loc;                 // of the statement
};

enum class UnitKind : std::uint8_t { Module, Class, Function, AsyncFunction, Lambda, Comprehension, TypeParams };

// A code object in the making.
struct Unit {
  CodeUnit code;
  UnitKind kind;
  Block* scope;              // its block of the symbol table
  Symbol private_name = nullptr;  // of the class, for mangling
  std::vector<FrameBlock> blocks;
  Location loc;              // of what is emitted now, see emit()
  bool line_set = false;     // to 3.9: the current line already stands at an instruction
  int temporaries = 0;       // 2.x: _[1], _[2]
  std::unordered_map<Symbol, std::int32_t> names, varnames, cells;  // cells: cellvars, then freevars
  int inlined = 0;           // 3.12 on: depth of inlined comprehensions
  std::vector<Symbol> static_attributes;  // 3.13: names assigned to self in methods of this class
  std::vector<Symbol> fast_hidden;        // 3.12 on: locals of inlined comprehensions in modules and classes
  bool has_return_in_generator = false;
};

struct Generator {
  Generator(const Generation& g, Fault& f)
      : generation(g), release(*g.options.release), options(g.options), maker(g.maker), symbols(g.symbols), fault(f) {}

  const Generation& generation;
  const Release& release;
  const Options& options;
  ConstantMaker& maker;
  SymbolPool& symbols;
  Fault& fault;
  std::vector<std::unique_ptr<Unit>> units;  // the innermost last
  Unit* u = nullptr;                         // the innermost
  bool lost = false;   // a name has no cell: the release's compiler fails with SystemError, too
  bool interactive = false;
  int silent = 0;  // 3.8 and 3.9: code that cannot be reached is looked at for errors, but leaves nothing
  int optimize() const { return options.optimize; }
  bool since(int major, int minor) const { return release.since(major, minor); }
  bool until(int major, int minor) const { return release.until(major, minor); }
  bool python2() const { return release.python2(); }
  bool future(std::uint32_t bit) const { return (generation.imports.futures & bit) != 0; }
  const ConstantPool& pool() const { return maker.pool(); }

  // ---- generator.cpp: emitting ----
  // What is emitted gets u->loc: to 3.9 only the first instruction of a new line has one, later every one.
  void emit(Opcode opcode, std::int32_t arg = 0);
  void emit_jump(Opcode opcode, Label target);
  void emit_const(ConstantId constant);            // LOAD_CONST
  void emit_none() { emit_const(maker.none()); }
  void emit_named(Opcode opcode, Symbol name);     // operand: index of the mangled name in co_names
  Label new_label() { return Label{u->code.labels++}; }
  void use(Label label);                           // the label stands here; a new block begins
  void next_block();                               // a new block without a label
  bool reachable_end() const;                      // whether the last instruction emitted can fall through
  std::int32_t const_index(ConstantId constant);
  std::int32_t name_index(Symbol name);            // unmangled name
  std::int32_t add_name(Symbol mangled);
  Symbol mangled(Symbol name) { return mangle(symbols, u->private_name, name); }
  Symbol intern(std::string_view text) { return symbols.intern(text); }
  std::string_view text(Symbol symbol) const { return symbol->text; }

  // Sets the place for what follows. To 3.9 a line: statements always set theirs; expressions as the release does.
  void place(Location loc);
  void no_place();  // 3.10 on: artificial; to 3.9 leaves the line as it is
  // The place of an expression for its scope, restored at the end as the release does (not before 3.8).
  struct Placed {
    Placed(Generator& g, const Expr& node);
    ~Placed();
    Generator& g;
    Location before;
    bool line_set;
  };
  // 3.10 on: loc while in scope, then what was before. Does nothing to 3.9.
  struct At {
    At(Generator& g, Location loc);
    ~At();
    Generator& g;
    Location before;
  };

  // ---- names ----
  // Load, store or delete a name in its scope (compiler_nameop). name is not mangled.
  [[nodiscard]] bool name_operation(Symbol name, Context ctx);
  [[nodiscard]] bool forbidden_name(Symbol name, Context ctx, Location loc);  // false: fault: None, __debug__...
  Scope scope_of(Symbol mangled) const;

  // ---- units ----
  // key: the node that the symbol table knows the block by. first_line: co_firstlineno.
  void enter(Symbol name, UnitKind kind, const void* key, Location loc, std::int32_t first_line);
  // Ends the unit and gives its code object; adds "return None" where control reaches the end and wants it so.
  Code* leave();
  Code* finish(bool add_none);  // as leave(), with or without that return value loaded first
  std::string qualified_name(Symbol name, UnitKind kind) const;
  // MAKE_FUNCTION (MAKE_CLOSURE) of code, on whose defaults and the like already stand on the stack: flags as in 3.6 on;
  // counts: to 3.5 the packed operand. qualname: 3.3 to 3.10 loaded as a constant.
  void make_closure(Code* code, std::int32_t flags, std::int32_t counts, const std::string& qualname);
  Unit* class_unit();  // the nearest enclosing class, or nullptr

  // ---- frame blocks ----
  [[nodiscard]] bool push_block(FrameBlockKind kind, Label block, Label exit, const void* datum = nullptr);
  void pop_block(FrameBlockKind kind);

  // ---- errors ----
  bool error(Location loc, std::string message);  // always false
  [[nodiscard]] bool warn(Location loc, std::string message, std::string_view category = "SyntaxWarning");

  // ---- generator_expressions.cpp ----
  [[nodiscard]] bool expression(Expr* node);                       // one value on the stack (or store, delete by context)
  [[nodiscard]] bool expressions(ExprList nodes);
  [[nodiscard]] bool jump_if(Expr* test, Label target, bool when);  // compiler_jump_if; before 3.7 evaluates and jumps
  // Where the release's conditional jumps leave the value (to 2.6, and 3.0), jump_if() pops it where it goes on, and
  // whoever places the target pops it there with after_jump(), which otherwise emits nothing.
  void after_jump();
  [[nodiscard]] bool attribute(Attribute& node);
  [[nodiscard]] bool subscript(Subscript& node);
  [[nodiscard]] bool slice_parts(Slice& node, int& count);
  [[nodiscard]] bool sequence_display(Expr* node, ExprList elts, Context ctx);
  [[nodiscard]] bool compare(Compare& node);
  [[nodiscard]] bool bool_op(BoolOp& node);
  [[nodiscard]] bool dict_display(Dict& node);
  [[nodiscard]] bool lambda(Lambda& node);
  [[nodiscard]] bool yield(Yield& node);
  [[nodiscard]] bool yield_from(YieldFrom& node);
  [[nodiscard]] bool await(Await& node);
  [[nodiscard]] bool unpack_targets(ExprList elts);  // UNPACK_SEQUENCE, UNPACK_EX
  [[nodiscard]] bool assign_to(Expr* target);        // stores the value on the stack
  [[nodiscard]] bool augmented(AugAssign& node);
  void binary(Operator op, bool in_place);           // the operator's own instruction
  void add_yield_from(bool await);                   // awaiting or delegating: 3.3 on
  void emit_yield();                                 // YIELD_VALUE of a value on the stack, and what goes with it
  // Whether an expression is known to be true (1), false (0) or neither (-1), as the release's compiler sees it.
  int constant_truth(Expr* node);
  [[nodiscard]] bool check_compare(Compare& node);    // 3.8 on: warns of `is` with a literal

  // ---- generator_calls.cpp ----
  [[nodiscard]] bool call(Call& node);
  // Arguments behind the callable and `given` values already on the stack, and the call; for classes and decorators.
  [[nodiscard]] bool call_with(int given, ExprList args, std::span<Keyword> keywords, Location loc);
  void call_plain(int count);  // CALL of count positional arguments in any release
  void push_null();            // 3.11 on: PUSH_NULL (behind the callable in 3.13, before it in 3.11 and 3.12: see callers)

  // ---- generator_comprehensions.cpp ----
  [[nodiscard]] bool comprehension(Expr* node);  // ListComp, SetComp, DictComp, GeneratorExp

  // ---- generator_fstrings.cpp ----
  [[nodiscard]] bool joined_string(JoinedStr& node);
  [[nodiscard]] bool formatted_value(FormattedValue& node);

  // ---- generator_statements.cpp ----
  [[nodiscard]] bool statement(Stmt* node);
  [[nodiscard]] bool statements(Body body);
  [[nodiscard]] bool body(Body body, Location loc);  // of a module or class: docstring, annotations set up, statements
  [[nodiscard]] bool expression_statement(Expr* value);
  [[nodiscard]] bool return_statement(Return& node);
  [[nodiscard]] bool assert_statement(Assert& node);
  [[nodiscard]] bool delete_statement(Delete& node);
  [[nodiscard]] bool import_statement(Import& node);
  [[nodiscard]] bool import_from(ImportFrom& node);
  [[nodiscard]] bool import_as(Symbol name, Symbol asname);
  ConstantId import_level(int level);
  ConstantId clean_docstring(ConstantId text);  // 3.13
  [[nodiscard]] bool raise_statement(Raise& node);
  [[nodiscard]] bool print_statement(Print& node);
  [[nodiscard]] bool exec_statement(Exec& node);

  // ---- generator_loops.cpp ----
  bool has_loop_blocks() const { return until(3, 7); }      // SETUP_LOOP, BREAK_LOOP, CONTINUE_LOOP
  bool finally_is_called() const { return since(3, 8) && until(3, 8); }  // CALL_FINALLY
  bool has_exception_table() const { return since(3, 11); }
  void jump(Label target);           // forwards, without a place from 3.10 on
  void jump_back(Label target);      // the loop's own jump
  void swap_under();                 // exchanges the two values on top
  void emit_unplaced(Opcode opcode, std::int32_t arg = 0);  // 3.10 on: artificial
  [[nodiscard]] bool if_statement(If& node);
  [[nodiscard]] bool while_statement(While& node);
  [[nodiscard]] bool for_statement(For& node);
  [[nodiscard]] bool async_for(For& node);
  [[nodiscard]] bool break_statement(Stmt& node);
  [[nodiscard]] bool continue_statement(Stmt& node);
  // 3.8 on: emits what leaves the block (with a value kept on top of the stack); unwind_blocks all up to and without the loop.
  [[nodiscard]] bool unwind_block(FrameBlock& block, bool preserve_top);
  [[nodiscard]] bool unwind_blocks(bool preserve_top, FrameBlock** loop);

  // ---- generator_try.cpp ----
  [[nodiscard]] bool try_handlers(Try& node);
  [[nodiscard]] bool try_finally(Try& node);
  [[nodiscard]] bool try_finally_called(Try& node);   // 3.8
  [[nodiscard]] bool try_except(Try& node);
  [[nodiscard]] bool handler_3(ExceptHandler& handler, Label end);  // 3.x: behind the test of the type
  [[nodiscard]] bool drop_name(Symbol name);          // name = None; del name
  bool pops_before_dropping() const { return until(3, 6); }  // POP_EXCEPT stands before the name is dropped
  [[nodiscard]] bool with_temporaries(With& node, std::size_t item);
  Symbol temporary_name();                             // 2.x, 3.0, 3.1: "_[1]"
  void jump_if_false(Label target);                   // tests the value on top; see after_jump()
  [[nodiscard]] bool with_body(With& node, std::size_t item);
  void setup_finally(Label target);
  void setup_cleanup(Label target);  // 3.11 on
  void setup_with(Label target, bool is_async);
  void pop_setup();                  // POP_BLOCK
  void pop_except_and_reraise();     // 3.11 on
  void with_except_finish(Label cleanup);
  void await_result(std::int32_t use);  // GET_AWAITABLE and what waits for it
  [[nodiscard]] bool try_statement(Try& node);
  [[nodiscard]] bool try_star(Try& node);
  [[nodiscard]] bool with_statement(With& node, std::size_t item);
  void call_exit_with_nones();
  void wrap_in_stop_iteration_handler();  // 3.12 on: of generators and coroutines

  // ---- generator_functions.cpp ----
  [[nodiscard]] bool function(FunctionDef& node, bool is_async);
  [[nodiscard]] bool function_body(FunctionDef& node, bool is_async, std::int32_t flags, std::int32_t counts,
                                   std::int32_t first_line);
  [[nodiscard]] bool class_definition(ClassDef& node);
  [[nodiscard]] bool class_2(ClassDef& node);
  [[nodiscard]] bool class_body(ClassDef& node, std::int32_t first_line);
  [[nodiscard]] bool keyword_defaults(Arguments& args, std::int32_t& count);
  ConstantId static_attributes();  // 3.13: tuple of the names that methods assign to self
  [[nodiscard]] bool decorators(ExprList list);
  void apply_decorators(ExprList list);
  // Evaluates defaults, keyword-only defaults and (where given) annotations in the release's order. flags: as for
  // MAKE_FUNCTION from 3.6; counts: its operand to 3.5.
  [[nodiscard]] bool defaults(Arguments& args, std::int32_t& flags, std::int32_t& counts);
  [[nodiscard]] bool annotations(Arguments& args, Expr* returns, std::int32_t& flags, std::int32_t& counts);
  [[nodiscard]] bool check_arguments(Arguments& args);  // __debug__ and the like as names
  void set_parameters(Arguments& args);                 // argcount and its kin of the innermost unit
  [[nodiscard]] bool tuple_parameters(Arguments& args);  // 2.x: unpacks .0
  std::int32_t unit_flags();                            // co_flags

  // ---- generator_annotations.cpp ----
  [[nodiscard]] bool annotated_assignment(AnnAssign& node);
  [[nodiscard]] bool annotation(Expr* node);  // its value, or its text under the annotations future
  std::string unparse(Expr* node);            // PEP 563
  [[nodiscard]] bool type_parameters(std::span<TypeParam*> params);
  [[nodiscard]] bool type_alias(TypeAlias& node);
  std::int32_t cell_place(Symbol name);       // among cells and free variables; `lost` where it has none
  bool finds_annotations(Body body) const;    // whether SETUP_ANNOTATIONS is wanted

  std::string constant_repr(ConstantId constant);
  bool is_constant_tuple(const Expr* node) const;
  [[nodiscard]] bool evaluate_and_drop(Expr* node);
  [[nodiscard]] bool check_annotated_subscript(Expr* slice);
  // A scope of its own for a bound or default of a type parameter; leaves a function that computes it.
  [[nodiscard]] bool lazily(Symbol name, const void* key, Expr* value, bool may_be_starred);

  // ---- generator_match.cpp ----
  [[nodiscard]] bool match_statement(Match& node);
};

}  // namespace xvm::compiler
