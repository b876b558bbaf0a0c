#include "vm/interactive.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "base/arena.h"
#include "compiler/ast.h"
#include "compiler/compile.h"
#include "compiler/parser.h"
#include "compiler/tokenizer.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/module.h"
#include "objects/source_lines.h"
#include "objects/stderr_text.h"
#include "objects/text.h"
#include "vm/compile_text.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/signals.h"
#include "vm/thread.h"

namespace xvm {

namespace {

bool end_inside_statement_is_told(const Release& r) { return r.since(3, 9); }
bool comment_line_is_a_statement(const Release& r) { return r.since(3, 8); }
bool tracebacks_show_typed_lines(const Release& r) { return r.since(3, 13); }

LineReader reader = nullptr;

struct Silent : compiler::WarningSink {
  bool warn(const compiler::Warning&, compiler::Fault&) override { return true; }
};

// Lines as they come, none read further than needed but for what a pipe gave at once.
LineRead read_plain_line(const std::string& prompt, std::string& line) {
  static std::string pending;
  std::fflush(stdout);
  std::fputs(prompt.c_str(), stderr);
  std::fflush(stderr);
  for (;;) {
    if (std::size_t end = pending.find('\n'); end != pending.npos) {
      line = pending.substr(0, end + 1);
      pending.erase(0, end + 1);
      return LineRead::Line;
    }
    if (!wait_for_input()) return LineRead::Interrupted;
    char buffer[4096];
    ssize_t got = ::read(STDIN_FILENO, buffer, sizeof buffer);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0) {
      line = std::move(pending);
      pending.clear();
      return line.empty() ? LineRead::End : LineRead::Line;
    }
    pending.append(buffer, std::size_t(got));
  }
}

std::string prompt_text(Thread& thread, const char* name) {
  Value prompt(dict_get(thread, as<Dict>(thread.rt.sys_dict), name));
  Value text = prompt ? str(thread, prompt) : Value();
  thread.clear_error();
  return text ? native_utf8(text) : std::string();
}

void set_prompt(Thread& thread, const char* name, std::string_view text) {
  Dict& sys = as<Dict>(thread.rt.sys_dict);
  if (dict_get(thread, sys, name)) return;
  Value prompt = native_str(thread, text);
  if (!dict_set(thread, sys, name, prompt)) thread.clear_error();
}

// Only blanks and a comment, as the first line.
bool says_nothing(const std::string& line) {
  std::size_t at = line.find_first_not_of(" \t\f");
  return at == line.npos || line[at] == '\n' || line[at] == '\r' || line[at] == '#';
}

// What ends with a line that has nothing on it.
bool is_compound(const compiler::Stmt& statement) {
  using K = compiler::StmtKind;
  switch (statement.kind) {
    case K::FunctionDef: case K::AsyncFunctionDef: case K::ClassDef: case K::For: case K::AsyncFor: case K::While: case K::If:
    case K::With: case K::AsyncWith: case K::Match: case K::Try: case K::TryStar: return true;
    default: return false;
  }
}

class Prompt {
 public:
  explicit Prompt(Thread& thread) : thread_(thread) {}

  enum class Read { Code, Nothing, Failed, End };

  // The next statement; Failed with the error set.
  Read read(Value& code);
  std::uint32_t futures = 0;

 private:
  enum class State { Complete, Incomplete, Open, Wrong };   // Open: inside brackets or a string, or behind a backslash
  State look(const std::string& text, bool final);
  ErrorSet refuse_blank_line(std::string text);
  compiler::Options options() const {
    compiler::Options made;
    made.release = &thread_.rt.release;
    made.file_name = "<stdin>";
    made.mode = compiler::Mode::Single;
    made.futures = futures;
    made.optimize = thread_.rt.settings.optimize;
    made.from_file = true;
    return made;
  }
  Thread& thread_;
  std::size_t count_ = 0;
};

Prompt::State Prompt::look(const std::string& text, bool final) {
  Arena arena;
  compiler::SymbolPool symbols(arena);
  ConstantPool pool;
  compiler::Fault fault;
  Silent silent;
  if (const compiler::Module* module = compiler::parse(text, options(), arena, symbols, pool, silent, fault))
    return !final && !module->body.empty() && is_compound(*module->body[0]) ? State::Incomplete : State::Complete;
  if (!fault.incomplete) return State::Wrong;
  compiler::Tokens tokens = compiler::tokenize(text, compiler::dialect_of(thread_.rt.release), {});
  return tokens.open_brackets || !tokens.fault.type.empty() || text.ends_with("\\\n") ? State::Open : State::Incomplete;
}

// A line with nothing on it where a block should begin: the error is told at that line.
ErrorSet Prompt::refuse_blank_line(std::string text) {
  Arena arena;
  compiler::SymbolPool symbols(arena);
  ConstantPool pool;
  compiler::Fault fault;
  fault.file_name = "<stdin>";
  Silent silent;
  text.insert(text.size() - 1, "pass");
  if (compiler::parse(text, options(), arena, symbols, pool, silent, fault)) return raise(thread_, thread_.rt.exc.SyntaxError, "invalid syntax");
  fault.text = "\n";
  fault.offset = 1;
  if (fault.end_offset > 0) fault.end_offset = 2;
  return raise_compile_fault(thread_, fault);
}

Prompt::Read Prompt::read(Value& code) {
  std::string text;
  bool final = false, ended = false, nothing = true;
  for (;;) {
    std::string line;
    std::string prompt = prompt_text(thread_, text.empty() ? "ps1" : "ps2");
    switch (reader ? reader(prompt, line) : read_plain_line(prompt, line)) {
      case LineRead::Interrupted:
        if (!run_signal_handlers(thread_)) return Read::Failed;
        continue;
      case LineRead::End:
        if (text.empty()) return Read::End;
        final = ended = true;
        break;
      case LineRead::Line:
        if (!line.ends_with('\n')) line += '\n';
        if (says_nothing(line) && nothing && (line == "\n" || comment_line_is_a_statement(thread_.rt.release))) return Read::Nothing;
        nothing = nothing && says_nothing(line);
        break;
    }
    text += line;
    // A line with nothing at all ends a compound statement.
    final = final || line == "\n";
    if (nothing && !ended) continue;
    State state = look(text, final);
    if (state == State::Incomplete && final && !ended) {
      refuse_blank_line(text);
      return Read::Failed;
    }
    if (state == State::Incomplete || state == State::Open) {
      if (!ended) {
        final = false;
        continue;
      }
      if (!end_inside_statement_is_told(thread_.rt.release)) return Read::End;
    }
    if (ended) write_stderr(thread_, "\n");
    compiler::Options how = options();
    if (tracebacks_show_typed_lines(thread_.rt.release) && state == State::Complete) {
      how.file_name = fmt::format("<stdin>-{}", count_++);
      SourceFiles::note_typed(how.file_name, text);
    }
    code = compile_text(thread_, {text, true}, std::move(how), &futures);
    return code ? Read::Code : Read::Failed;
  }
}

// What PYTHONSTARTUP names, run in __main__.
void run_startup_file(Thread& thread, Ref main) {
  const char* name = thread.rt.settings.ignore_environment ? nullptr : std::getenv("PYTHONSTARTUP");
  if (!name || !*name) return;
  std::ifstream file(name, std::ios::binary);
  if (!file) {
    write_stderr(thread, fmt::format("Could not open PYTHONSTARTUP\nFileNotFoundError: [Errno 2] No such file or directory: '{}'\n", name));
    return;
  }
  std::string text{std::istreambuf_iterator<char>(file), {}};
  Value code = compile_module_text(thread, text, name), globals = as<Module>(main).dict;
  Value result = code ? run_code(thread, code, globals, {}) : Value();
  if (thread.has_error()) run_main_exit_status(thread, false);
}

}  // namespace

void set_line_reader(LineReader given) { reader = given; }
LineReader line_reader() { return reader; }

bool wait_for_input() {
  for (;;) {
    if (signal_is_noted()) return false;
    pollfd input{STDIN_FILENO, POLLIN, 0};
    if (::poll(&input, 1, 200) != 0 && errno != EINTR) return true;
    errno = 0;
  }
}

void begin_interactive(Thread& thread, Ref main) {
  const Settings& s = thread.rt.settings;
  Dict& sys = as<Dict>(thread.rt.sys_dict);
  if (!s.quiet) {
    Value version(dict_get(thread, sys, "version")), platform(dict_get(thread, sys, "platform"));
    write_stderr(thread, fmt::format("Python {} on {}\n", version ? native_utf8(version) : "", platform ? native_utf8(platform) : ""));
    if (!s.no_site) write_stderr(thread, "Type \"help\", \"copyright\", \"credits\" or \"license\" for more information.\n");
  }
  run_startup_file(thread, main);
}

int run_interactive(Thread& thread, Ref main) {
  set_prompt(thread, "ps1", ">>> ");
  set_prompt(thread, "ps2", "... ");
  Prompt prompt(thread);
  for (;;) {
    Value code;
    Prompt::Read read = prompt.read(code);
    if (read == Prompt::Read::End) break;
    if (read == Prompt::Read::Nothing) continue;
    if (read == Prompt::Read::Code) {
      Value globals = as<Module>(main).dict;
      Value result = run_code(thread, code, globals, {});
    }
    bool leaves = thread.has_error() && thread.error_is(thread.rt.exc.SystemExit);
    int status = run_main_exit_status(thread);
    if (leaves) return status;
  }
  write_stderr(thread, "\n");
  return 0;
}

}  // namespace xvm
