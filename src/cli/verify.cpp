// --verify: a line for each file.
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <iterator>
#include <optional>

#include "base/json_text.h"
#include "bytecode/verifier.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/options.h"
#include "cli/output.h"
#include "pyc/pyc.h"

namespace xvm {
namespace {

using Clock = std::chrono::steady_clock;

std::string count(std::size_t number, std::string_view thing) { return fmt::format("{} {}{}", number, thing, number == 1 ? "" : "s"); }

// How far it is, on one line of a terminal that is taken away again.
class Progress {
 public:
  explicit Progress(std::size_t files) : files_(files), shown_on_(is_terminal(STDERR_FILENO)) {}
  ~Progress() { hide(); }
  void show(std::size_t done) {
    if (!shown_on_ || Clock::now() < next_) return;
    next_ = Clock::now() + std::chrono::milliseconds(100);
    write("\r\033[K" + fmt::format("{} of {}", done, count(files_, "file")));
    visible_ = true;
  }
  void hide() {
    if (visible_) write("\r\033[K");
    visible_ = false;
  }

 private:
  static void write(const std::string& text) {
    if (::write(STDERR_FILENO, text.data(), text.size()) < 0) return;
  }
  std::size_t files_;
  bool shown_on_, visible_ = false;
  Clock::time_point next_ = Clock::now() + std::chrono::milliseconds(300);
};

class Verification {
 public:
  Verification(const Options& options, std::size_t files)
      : options_(options), progress_(files), files_(files), colour_(has_colour(STDOUT_FILENO)), terminal_(is_terminal(STDOUT_FILENO)) {}

  void verify(const std::string& name);
  int finish();

 private:
  void accepted(const std::string& name, const PycFile& pyc, const VerifyTotals& totals);
  void refused(const std::string& name, const std::string& line);
  void missing(const std::string& line);
  void flush() {
    progress_.hide();
    write_output(out_);
  }

  const Options& options_;
  Progress progress_;
  std::size_t files_, done_ = 0, refused_ = 0, missing_ = 0, bytes_ = 0;
  Clock::time_point start_ = Clock::now();
  bool colour_, terminal_;
  std::string out_;
};

void Verification::accepted(const std::string& name, const PycFile& pyc, const VerifyTotals& totals) {
  if (options_.json) {
    out_ += "{\"file\": ";
    append_json_string(out_, name);
    fmt::format_to(std::back_inserter(out_),
                   ", \"accepted\": true, \"release\": \"{}\", \"code_objects\": {}, \"instructions\": {}, \"unreachable\": {}, \"junk\": {}}}\n",
                   pyc.release->tag, totals.code_objects, totals.instructions, totals.unreachable, totals.junk);
    return;
  }
  fmt::format_to(std::back_inserter(out_), "{}: accepted: Python {}, {}, {}", name, pyc.release->tag, count(totals.code_objects, "code object"),
                 count(totals.instructions, "instruction"));
  if (totals.unreachable > 0) fmt::format_to(std::back_inserter(out_), ", {} of them unreachable", totals.unreachable);
  if (totals.junk > 0) fmt::format_to(std::back_inserter(out_), ", {} of these junk", totals.junk);
  out_ += '\n';
}

// line begins with the file's name already.
void Verification::refused(const std::string& name, const std::string& line) {
  refused_++;
  std::string_view reason = std::string_view(line).substr(line.starts_with(name + ": ") ? name.size() + 2 : 0);
  if (options_.json) {
    out_ += "{\"file\": ";
    append_json_string(out_, name);
    out_ += ", \"accepted\": false, \"reason\": ";
    append_json_string(out_, reason);
    out_ += "}\n";
  } else {
    fmt::format_to(std::back_inserter(out_), "{}: {}refused:{} {}\n", name, colour_ ? red : "", colour_ ? no_colour : "", reason);
  }
}

void Verification::missing(const std::string& line) {
  missing_++;
  flush();
  write_error(line);
}

void Verification::verify(const std::string& name) {
  done_++;
  if (Result<std::vector<std::uint8_t>> bytes = read_input(name); !bytes) {
    missing(bytes.error());
  } else if (Result<std::unique_ptr<PycFile>> pyc = read_pyc(*bytes, name, {options_.version_tag, options_.ignore_magic}); !pyc) {
    refused(name, pyc.error());
  } else if (Result<VerifyTotals> totals = verify_all(**pyc); !totals) {
    refused(name, totals.error());
    bytes_ += bytes->size();
  } else {
    accepted(name, **pyc, *totals);
    bytes_ += bytes->size();
  }
  if (terminal_ || out_.size() > 1 << 16) flush();
  progress_.show(done_);
}

int Verification::finish() {
  flush();
  if (files_ != 1 && !options_.json) {
    double seconds = std::max(std::chrono::duration<double>(Clock::now() - start_).count(), 1e-6);
    double megabytes = double(bytes_) / 1e6;
    std::string line = fmt::format("{}, {} refused", count(files_, "file"), refused_);
    if (missing_ > 0) line += fmt::format(", {} not read", missing_);
    write_error(line + fmt::format("; {:.1f} MB in {:.2f} s, {:.0f} files and {:.1f} MB a second", megabytes, seconds,
                                   double(files_) / seconds, megabytes / seconds));
  }
  return refused_ > 0 ? exit_status::refused : missing_ > 0 ? exit_status::no_file : 0;
}

}  // namespace

int verify_files(const Options& options) {
  std::vector<std::string> files = find_inputs(options.files);
  Verification verification(options, files.size());
  for (const std::string& name : files) verification.verify(name);
  return verification.finish();
}

}  // namespace xvm
