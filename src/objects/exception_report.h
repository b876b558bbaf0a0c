// Writes what an uncaught exception looks like, each release in its own way: tracebacks with source lines and carets, chains,
// groups, notes, syntax errors. The text is UTF-8 (2.x: bytes as they are).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "objects/source_lines.h"
#include "vm/value.h"

namespace xvm {

class Thread;
struct ErrorState;
struct Exception;
struct Traceback;

class ExceptionReport {
 public:
  explicit ExceptionReport(Thread& thread) : thread_(thread), sources_(thread) {}
  // Adds an exception and what it was chained to. Runs Python code (__str__); never leaves an error set.
  void add(const ErrorState& error);
  // Adds an error that nobody can catch: its own traceback, class and message.
  void add_ignored(const ErrorState& error);
  // Adds the lines that name an exception, without its traceback and what it was chained to.
  void add_only(Ref type, Ref value);
  // Adds the frames of a traceback, or as many of the first ones, without a heading.
  void add_frames(Ref traceback, std::int64_t most = -1);
  std::string take() { return std::move(out_); }

 private:
  // An exception and what it is chained to and what is in it, by index into plans_.
  struct Plan {
    Value exception;
    std::size_t cause, context;
    std::vector<std::size_t> members;
  };
  struct Link {
    Value exception;
    std::size_t plan;
    const char* message;   // stands between what follows in the chain and this
  };
  static constexpr std::size_t none_planned = static_cast<std::size_t>(-1);
  std::size_t plan(Ref root);
  bool follow(Link& link, Link& next);
  void add_chain(Ref value, std::size_t plan);
  void add_one(Ref type, Ref value, Ref traceback);
  void add_group(Ref value, std::size_t plan);
  void add_traceback_block(Ref traceback, bool group);
  void add_frame(const Traceback& traceback, const std::string& file, const std::string& name, int line);
  void add_source(const Traceback& traceback, const std::string& file, int line);
  void add_carets(const Traceback& traceback, int line, const std::string& source);
  void add_marked_lines(const Traceback& traceback, const std::string& file, int line);
  bool add_syntax_error(Ref value, Value& message);
  void add_syntax_error_3_13(Ref value, const std::string& class_name);
  void add_syntax_line(std::string_view text, std::int64_t offset);
  void add_syntax_text(std::string_view text, std::int64_t offset, std::int64_t end_offset);
  void add_class_name(Ref type);
  void add_message(Ref type, Ref value, Ref text);
  void add_notes(Ref value);

  // Text of one or more lines behind the margin of the groups around; `first` alone or before every line.
  void margin();
  void add_lines(std::string_view text);
  std::string indent() const { return std::string(static_cast<std::size_t>(2 * depth_), ' '); }

  bool seen(Ref value);

  Thread& thread_;
  SourceFiles sources_;
  std::string out_;
  std::vector<Value> seen_;
  std::vector<Plan> plans_;
  int depth_ = 0;          // of exception groups
  bool need_close_ = false;
  bool ignored_ = false;       // by whoever raised it: sys.unraisablehook
  bool plain_lines_ = false;   // no carets
};

}  // namespace xvm
