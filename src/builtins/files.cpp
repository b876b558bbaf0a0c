// Builtin functions that read and open: open, input, raw_input.
#include <unistd.h>

#include <cstdio>

#include "builtins/builtins_module.h"
#include "modules/io/io.h"
#include "modules/io/streams.h"
#include "objects/dict.h"
#include "objects/file.h"
#include "vm/argument_words.h"
#include "vm/execute.h"
#include "vm/printing.h"
#include "vm/signature.h"

namespace xvm {

namespace {

Value stream_of(Thread& thread, const char* name) {
  Value key = native_intern(thread, name);
  Ref stream = dict_get_name(as<Dict>(thread.rt.sys_dict), key);
  if (stream && (!stream.is_none() || thread.rt.python2())) return Value(stream);
  if (thread.rt.python2()) return raise(thread, thread.rt.exc.RuntimeError, fmt::format("[raw_]input: lost sys.{}", name));
  return raise(thread, thread.rt.exc.RuntimeError, fmt::format("input(): lost sys.{}", name));
}

Value builtin_open_2(Thread& thread, Ref, Args given) {
  Bound<3> args(thread, "file(name, mode='r', buffering=-1)", given);
  if (!args) return error_set;
  std::int64_t buffering = -1;
  if (args[2] && !as_int64(thread, args[2], buffering)) return error_set;
  if (args[1] && !is<Bytes>(args[1]) && !is<Text>(args[1])) return raise_type_error(thread, "file() argument 2 must be string, not {}", argument_type(thread, args[1]));
  return open_file(thread, args[0], args[1], buffering);
}

Value builtin_open_3(Thread& thread, Ref self, Args args) { return ensure_io(thread) ? io_open(thread, self, args) : Value(); }

bool check_no_keywords_of(Thread& thread, Args args) { return !args.names || args.keywords() == 0 || raise_type_error(thread, "raw_input() takes no keyword arguments"); }

// A line without its end; EOFError where there is none.
Value read_line(Thread& thread, Ref prompt) {
  Value in = stream_of(thread, "stdin");
  Value out = in ? stream_of(thread, "stdout") : Value();
  if (!out) return error_set;
  if (!thread.rt.python2()) {
    Value errors = stream_of(thread, "stderr");
    if (!errors) return errors;
    if (!call_method(thread, errors, thread.rt.names.flush_)) thread.clear_error();
  }
  bool old = thread.rt.python2();
  if (old && swap_softspace(thread, out, false)) {
    Value blank = native_str(thread, " ");
    if (!call_method(thread, out, thread.rt.names.write_, {blank})) return error_set;
  }
  if (prompt) {
    Value text = str(thread, prompt);
    if (!text || !call_method(thread, out, thread.rt.names.write_, {text})) return error_set;
  }
  if ((!old || is_plain_file(out)) && !call_method(thread, out, thread.rt.names.flush_)) thread.clear_error();
  Value line = call_method(thread, in, thread.rt.names.readline_);
  if (!line) return line;
  if (is<Text>(line)) {
    Text& text = as<Text>(line);
    if (text.length == 0) return raise(thread, thread.rt.exc.EOFError, thread.rt.python2() || thread.rt.release.since(3, 0) ? "EOF when reading a line" : "");
    return text.at(text.length - 1) == '\n' ? text_substring(thread, text, 0, text.length - 1) : std::move(line);
  }
  if (is<Bytes>(line)) {
    std::string_view text = as<Bytes>(line).view();
    if (text.empty()) return raise(thread, thread.rt.exc.EOFError, "EOF when reading a line");
    return text.back() == '\n' ? make_bytes(thread, text.substr(0, text.size() - 1)) : std::move(line);
  }
  return raise_type_error(thread, "object.readline() returned non-string");
}

Value builtin_input(Thread& thread, Ref, Args args) { return read_line(thread, args[0]); }
Value builtin_raw_input(Thread& thread, Ref, Args args) {
  if (!check_no_keywords_of(thread, args) || !check_unpack_count(thread, "[raw_]input", args.size(), 0, 1)) return error_set;
  return read_line(thread, args.size() ? args[0] : Ref());
}
// 2.x: the value of the line as an expression.
Value builtin_input_2(Thread& thread, Ref self, Args args) {
  Value line = builtin_raw_input(thread, self, args);
  return line ? execute(thread, line, {}, {}, ExecuteMode::Eval) : Value();
}

constexpr Method rows[] = {
    {"input(prompt=None)", builtin_input_2, py2, Method::Raw},
    {"input(prompt=None, /)", builtin_input, py3},
    {"open(name, mode='r', buffering=-1)", builtin_open_2, py2, Method::Raw},
    {"open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True)", builtin_open_3, between(3, 0, 3, 2)},
    {"open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)", builtin_open_3, since(3, 3)},
    {"raw_input(prompt=None)", builtin_raw_input, py2, Method::Raw},
};

}  // namespace

std::span<const Method> file_builtins() { return rows; }

}  // namespace xvm
