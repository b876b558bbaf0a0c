#include "vm/compile_text.h"

#include <memory>

#include "base/arena.h"
#include "compiler/ast.h"
#include "compiler/constant_merger.h"
#include "compiler/flag_bits.h"
#include "compiler/fold_constants.h"
#include "compiler/parser.h"
#include "modules/ast/tree_reader.h"
#include "modules/ast/tree_types.h"
#include "modules/ast/tree_writer.h"
#include "modules/warnings.h"
#include "objects/bytes.h"
#include "objects/code.h"
#include "objects/codec_errors.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "pyc/constants.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/operators.h"

namespace xvm {

namespace {

bool syntax_errors_have_ends(const Release& r) { return r.since(3, 10); }
bool null_bytes_are_syntax_errors(const Release& r) { return r.since(3, 11); }
bool null_bytes_are_value_errors(const Release& r) { return r.since(3, 5); }

// A built-in exception class by its name.
Value exception_class(Thread& thread, std::string_view name) {
  Value key = native_intern(thread, name);
  Ref found = dict_get_name(as<Dict>(thread.rt.builtins), key);
  return found ? Value(found) : Value();
}

Value optional_number(std::int32_t value) { return value < 0 ? none_value() : Value::small(value); }

}  // namespace

ErrorSet raise_compile_fault(Thread& thread, const compiler::Fault& fault) {
  Value type = exception_class(thread, fault.type);
  Type* syntax = thread.rt.exc.SyntaxError;
  if (!type || !is<Type>(type)) return raise(thread, syntax, fault.message);
  if (fault.undecoded) {
    const compiler::Undecoded& text = *fault.undecoded;
    CodecError error;
    error.start = text.begin, error.end = text.end, error.reason = fault.message.c_str();
    Value bytes = make_bytes(thread, text.bytes), made = bytes ? make_decode_error(thread, text.codec, bytes, error) : Value();
    return made ? raise_instance(thread, made) : error_set;
  }
  bool placed = fault.line > 0 || fault.text || fault.offset > 0 || fault.placeless_line;
  if (!placed || !is_subtype(&as<Type>(type), syntax)) return raise(thread, &as<Type>(type), fault.message);
  std::vector<Value> details{native_str(thread, fault.file_name), Value::small(fault.line),
                             fault.placeless_line ? Value::small(fault.offset) : optional_number(fault.offset),
                             fault.text ? native_str(thread, *fault.text) : none_value()};
  if (syntax_errors_have_ends(thread.rt.release) && !fault.placeless_line) {
    details.push_back(optional_number(fault.end_line));
    details.push_back(fault.end_offset == compiler::Fault::no_end ? none_value() : Value::small(fault.end_offset));
  }
  Value place = make_tuple(thread, details.data(), details.size()), message = native_str(thread, fault.said.empty() ? fault.message : fault.said);
  if (!place || !message) return error_set;
  Value error = fault.message_only ? call(thread, type, message) : call(thread, type, message, place);
  if (!error) return error_set;
  static constexpr const char* names[] = {"filename", "lineno", "offset", "text", "end_lineno", "end_offset"};
  for (std::size_t i = 0; fault.message_only && i < details.size(); ++i)
    if (!set_attribute(thread, error, native_intern(thread, names[i]), details[i])) return error_set;
  return raise_instance(thread, error);
}

namespace {

// Warnings go the way of warnings.warn_explicit.
class Warnings : public compiler::WarningSink {
 public:
  Warnings(Thread& thread, std::string_view file_name) : thread_(thread), file_name_(file_name) {}

  bool warn(const compiler::Warning& warning, compiler::Fault&) override {
    Value category = exception_class(thread_, warning.category), function = warnings_entry(thread_, "warn_explicit", "warn_explicit");
    if (!category || !function) {
      if (thread_.has_error()) return false;
      return true;
    }
    Value arguments[] = {native_str(thread_, warning.message), category, native_str(thread_, file_name_), Value::small(warning.line)};
    Value result = call(thread_, function, Args{arguments, 4, {}});
    if (result) return true;
    // As an error it is told as a SyntaxError at the same place.
    if (!warning.stays_warning && is<Type>(category)) catch_error(thread_, &as<Type>(category));
    return false;
  }

 private:
  Thread& thread_;
  std::string_view file_name_;
};

// A pool that lives as long as code objects of it.
struct Compiled {
  ConstantPool pool;
};

}  // namespace

bool read_source(Thread& thread, Ref source, SourceText& text, std::string_view what, std::string_view wanted) {
  if (is<Text>(source)) {
    text.bytes = text_utf8(source);
    text.decoded = true;
  } else if (is<Bytes>(source) || has_buffer(thread, source)) {
    BufferView view;
    if (!get_buffer(thread, source, view)) return false;
    text.bytes = std::string(view.view());
  } else {
    if (thread.rt.python2() && what.starts_with("compile")) return raise_type_error(thread, "expected a readable buffer object");
    return raise_type_error(thread, "{} must be {}", what, wanted);
  }
  if (text.bytes.find('\0') == std::string::npos) return true;
  const Release& r = thread.rt.release;
  if (r.python2()) return raise_type_error(thread, "{}expected string without null bytes", what.starts_with("compile") ? "compile() " : "");
  Type* type = null_bytes_are_syntax_errors(r)  ? thread.rt.exc.SyntaxError
               : null_bytes_are_value_errors(r) ? thread.rt.exc.ValueError
                                                : thread.rt.exc.TypeError;
  return raise(thread, type, "source code string cannot contain null bytes");
}

void inherit_flags(Thread& thread, compiler::Options& options) {
  if (thread.frame) options.futures |= compiler::futures_of_bits(thread.rt.release, thread.frame->code->flags);
}

Value compile_text(Thread& thread, const SourceText& text, compiler::Options options, std::uint32_t* futures) {
  options.release = &thread.rt.release;
  options.source_is_utf8 = text.decoded;
  auto compiled = std::make_shared<Compiled>();
  compiler::Fault fault;
  Warnings warnings(thread, options.file_name);
  const Code* code = compiler::compile_source(text.bytes, options, compiled->pool, warnings, fault, futures);
  if (!code) return thread.has_error() ? ErrorSet() : raise_compile_fault(thread, fault);
  return make_code(thread, std::shared_ptr<const Code>(compiled, code));
}

Value parse_text(Thread& thread, const SourceText& text, compiler::Options options, bool folded) {
  options.release = &thread.rt.release;
  options.source_is_utf8 = text.decoded;
  Arena arena;
  compiler::SymbolPool symbols(arena);
  ConstantPool pool;
  compiler::Fault fault;
  fault.file_name = options.file_name;
  Warnings warnings(thread, options.file_name);
  std::uint32_t futures = 0;
  compiler::Module* module = compiler::parse(text.bytes, options, arena, symbols, pool, warnings, fault, &futures);
  if (module && folded) {
    compiler::ConstantMaker maker(pool, thread.rt.release);
    if (!compiler::fold_constants(*module, options, futures, arena, maker, fault)) module = nullptr;
  }
  if (!module) return thread.has_error() ? ErrorSet() : raise_compile_fault(thread, fault);
  return write_tree(thread, *module, pool);
}

namespace {

bool check_mode_of_tree(Thread& thread, Ref v, compiler::Mode mode) {
  static constexpr std::string_view names[] = {"Module", "Expression", "Interactive", "FunctionType"};
  std::string_view name = names[std::size_t(mode)];
  NodeTypes* types = node_types(thread);
  const NodeType* type = types ? types->find(name) : nullptr;
  if (!type) return false;
  if (is_subtype(type_of(thread, v), &as<Type>(type->type))) return true;
  return raise_type_error(thread, "expected {} node, got {}", name, type_name(thread, v));
}

compiler::Module* read_nodes(Thread& thread, Ref tree, compiler::Mode mode, Arena& arena, compiler::SymbolPool& symbols, ConstantPool& pool) {
  if (!check_mode_of_tree(thread, tree, mode)) return nullptr;
  compiler::ConstantMaker maker(pool, thread.rt.release);
  TreeReader reader(thread, *node_types(thread), arena, symbols);
  TreeNode* read = reader.read(tree, "mod");
  return read && check_tree(thread, *read) ? build_tree(thread, *read, arena, symbols, maker) : nullptr;
}

}  // namespace

Value compile_nodes(Thread& thread, Ref tree, compiler::Options options) {
  options.release = &thread.rt.release;
  auto compiled = std::make_shared<Compiled>();
  Arena arena;
  compiler::SymbolPool symbols(arena);
  compiler::Module* module = read_nodes(thread, tree, options.mode, arena, symbols, compiled->pool);
  if (!module) return error_set;
  compiler::Fault fault;
  fault.file_name = options.file_name;
  Warnings warnings(thread, options.file_name);
  const Code* code = compiler::compile_tree(*module, options, arena, symbols, compiled->pool, warnings, fault);
  if (!code) return thread.has_error() ? ErrorSet() : raise_compile_fault(thread, fault);
  return make_code(thread, std::shared_ptr<const Code>(compiled, code));
}

Value fold_nodes(Thread& thread, Ref tree, compiler::Options options) {
  options.release = &thread.rt.release;
  Arena arena;
  compiler::SymbolPool symbols(arena);
  ConstantPool pool;
  compiler::Module* module = read_nodes(thread, tree, options.mode, arena, symbols, pool);
  if (!module) return error_set;
  compiler::Fault fault;
  compiler::ConstantMaker maker(pool, thread.rt.release);
  if (!compiler::fold_constants(*module, options, options.futures, arena, maker, fault)) return raise_compile_fault(thread, fault);
  return write_tree(thread, *module, pool);
}

// Its importer has the tokenizer read the file, later ones hand it the bytes.
static bool reads_modules_as_files(const Release& r) { return r.python2(); }

Value compile_module_text(Thread& thread, std::string_view bytes, std::string_view file_name) {
  compiler::Options options;
  options.file_name = std::string(file_name);
  options.from_file = true;
  options.optimize = thread.rt.settings.optimize;
  options.from_file = reads_modules_as_files(thread.rt.release);
  return compile_text(thread, {std::string(bytes), false}, std::move(options));
}

}  // namespace xvm
