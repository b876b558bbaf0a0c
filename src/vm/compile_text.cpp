#include "vm/compile_text.h"

#include <memory>

#include "compiler/flag_bits.h"
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

ErrorSet raise_fault(Thread& thread, const compiler::Fault& fault) {
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
    details.push_back(optional_number(fault.end_offset));
  }
  Value place = make_tuple(thread, details.data(), details.size()), message = native_str(thread, fault.message);
  if (!place || !message) return error_set;
  Value error = call(thread, type, message, place);
  if (!error) return error_set;
  return raise_instance(thread, error);
}

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
    if (is<Type>(category)) catch_error(thread_, &as<Type>(category));
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

Value compile_text(Thread& thread, const SourceText& text, compiler::Options options) {
  options.release = &thread.rt.release;
  options.source_is_utf8 = text.decoded;
  auto compiled = std::make_shared<Compiled>();
  compiler::Fault fault;
  Warnings warnings(thread, options.file_name);
  const Code* code = compiler::compile_source(text.bytes, options, compiled->pool, warnings, fault);
  if (!code) return thread.has_error() ? ErrorSet() : raise_fault(thread, fault);
  return make_code(thread, std::shared_ptr<const Code>(compiled, code));
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
