#include "cli/line_editor.h"

#include "cli/line_editor_config.h"

#if XVM_HAS_LINE_EDITOR

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#if XVM_LINE_EDITOR_IS_LIBEDIT
#include <editline/readline.h>
#else
#include <readline/history.h>
#include <readline/readline.h>
#endif

#include "vm/interactive.h"
#include "vm/signals.h"

namespace xvm {
namespace {

constexpr int most_lines = 1000;

std::string finished_line;
bool finished = false, ended = false;

void take_line(char* line) {
  finished = true;
  ended = !line;
  finished_line = line ? line : "";
  std::free(line);
  rl_callback_handler_remove();
}

// The terminal is gone and all that was typed has been read: the editor would wait for more.
bool hung_up() {
  pollfd input{STDIN_FILENO, POLLIN, 0};
  int waiting = 0;
  return ::poll(&input, 1, 0) > 0 && (input.revents & (POLLHUP | POLLERR)) && (::ioctl(STDIN_FILENO, FIONREAD, &waiting) != 0 || waiting == 0);
}

LineRead read_edited_line(const std::string& prompt, std::string& line) {
  static std::string last;
  std::fflush(stdout);
  finished = ended = false;
  rl_callback_handler_install(const_cast<char*>(prompt.c_str()), take_line);
  while (!finished) {
    if (wait_for_input()) {
      if (hung_up()) {
        rl_callback_handler_remove();
        return LineRead::End;
      }
      rl_callback_read_char();
      continue;
    }
    rl_callback_handler_remove();
    std::fputs("\n", stdout);
    std::fflush(stdout);
    return LineRead::Interrupted;
  }
  if (ended) return LineRead::End;
  line = finished_line;
  if (!line.empty() && line != last) {
    add_history(line.c_str());
    last = line;
  }
  line += '\n';
  return LineRead::Line;
}

std::string history_file() {
  if (const char* given = std::getenv("XVM_HISTORY")) return given;
  const char* home = std::getenv("HOME");
  return home && *home ? std::string(home) + "/.xvm_history" : std::string();
}

}  // namespace

void use_line_editor() {
  const char* terminal = std::getenv("TERM");
  if (!::isatty(STDIN_FILENO) || !::isatty(STDOUT_FILENO) || !terminal) return;
  rl_catch_signals = 0;
  using_history();
  stifle_history(most_lines);
  if (std::string file = history_file(); !file.empty()) read_history(file.c_str());
  set_line_reader(read_edited_line);
}

void keep_history() {
  if (!line_reader()) return;
  if (std::string file = history_file(); !file.empty()) write_history(file.c_str());
}

}  // namespace xvm

#else

namespace xvm {

void use_line_editor() {}
void keep_history() {}

}  // namespace xvm

#endif
