// Running a program.
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <new>

#include "base/fatal.h"
#include "base/stack.h"
#include "bytecode/verifier.h"
#include "cli/commands.h"
#include "cli/environment.h"
#include "cli/find_program.h"
#include "cli/input.h"
#include "cli/line_editor.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/source.h"
#include "pyc/pyc.h"
#include "trace/counts.h"
#include "vm/main_program.h"
#include "vm/runtime.h"
#include "vm/thread.h"
#include "vm/watch.h"

namespace xvm {
namespace {

// Gives the exit status; negative: of a signal to die by.
int run_code_of(const Release& release, std::shared_ptr<const Code> top, Settings settings) {
  std::unique_ptr<Runtime> runtime = Runtime::create(release, std::move(settings));
  if (!runtime) internal_error("no runtime for this release");
  update_watched(*runtime->main_thread);
  return run_main(*runtime->main_thread, std::move(top));
}

struct Job {
  const Release* release = nullptr;
  std::shared_ptr<const Code> top;   // null: settings name the module to run
  Settings settings;
  int status = 0;
};

Job* job_of_stack = nullptr;   // makecontext() passes no pointers
ucontext_t first_stack;

void run_job() {
  std::set_new_handler(out_of_memory);
  Job& job = *job_of_stack;
  job.status = run_code_of(*job.release, std::move(job.top), std::move(job.settings));
}

// Deep recursion of programs needs a deep stack; only the part that is used takes memory. A second thread would have one, too,
// but it costs a tenth of a short program's time, and malloc is quicker for a process that has never had two.
int run_on_deep_stack(Job job) {
  constexpr std::size_t stack_size = std::size_t{1} << 30;
  job_of_stack = &job;
  void* low = ::mmap(nullptr, stack_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (low == MAP_FAILED || ::mprotect(low, static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)), PROT_NONE) != 0) {
    run_job();
    return job.status;
  }
  set_lowest_of_stack(static_cast<std::byte*>(low));
  ucontext_t deep;
  ::getcontext(&deep);
  deep.uc_stack.ss_sp = low;
  deep.uc_stack.ss_size = stack_size;
  deep.uc_link = &first_stack;
  ::makecontext(&deep, run_job, 0);
  ::swapcontext(&first_stack, &deep);
  return job.status;
}

void take_source(Job& job, const Options& options, std::string_view text, std::string name) {
  if (options.skip_first_line) text.remove_prefix(std::min(text.find('\n'), text.size()));
  job.release = &release_of_source(options, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  job.settings.has_source = true;
  job.settings.source = text;
  job.settings.source_name = std::move(name);
}

int run_prompt(Job job) {
  use_line_editor();
  int status = run_on_deep_stack(std::move(job));
  keep_history();
  std::fflush(nullptr);
  return status;
}

int finish(Job job, const Options& options) {
  apply_options(options, *job.release, job.settings);
  use_line_editor();
  if (!options.count_file.empty()) start_counting();
  int status = run_on_deep_stack(std::move(job));
  keep_history();
  std::fflush(nullptr);
  if (!options.count_file.empty()) std::ofstream(options.count_file) << counts_json() << "\n";
  return status;
}

}  // namespace

int run_program(const Options& options) {
  Settings settings;
  settings.program = options.program;
  settings.arguments = options.arguments;
  settings.stdlib = options.stdlib;
  settings.plain_stream = options.plain_stream;
  settings.trace_level = options.trace_level;
  settings.release_memory = options.release_memory;
  char path[4096];
  ssize_t length = ::readlink("/proc/self/exe", path, sizeof path);
  if (length > 0) settings.executable.assign(path, static_cast<std::size_t>(length));
  Job job;
  job.settings = std::move(settings);
  bool from_stdin = options.module.empty() && (options.program.empty() || options.program == "-");
  if (from_stdin && (options.interactive || ::isatty(STDIN_FILENO))) {
    job.release = &release_of_source(options, {});
    job.settings.prompt_only = true;
    job.settings.has_source = false;
    apply_options(options, *job.release, job.settings);
    return run_prompt(std::move(job));
  }
  if (from_stdin) {
    Result<std::vector<std::uint8_t>> bytes = read_input("-");
    if (!bytes) {
      write_error(bytes.error());
      return exit_status::no_file;
    }
    if (is_source("-", *bytes)) {
      take_source(job, options, {reinterpret_cast<const char*>(bytes->data()), bytes->size()}, "<stdin>");
      return finish(std::move(job), options);
    }
  }
  Result<const Release*> container = container_release(options);
  if (!container) {
    write_error(container.error());
    return exit_status::no_file;
  }
  std::shared_ptr<PycFile> file;
  if (*container) {
    job.release = *container;
    if (options.module.empty()) {
      job.settings.path_first = options.program;
      job.settings.module = "__main__";
      job.settings.module_of_path = true;
    } else {
      job.settings.program = "-m";
      job.settings.module = options.module;
    }
  } else {
    Result<std::unique_ptr<PycFile>> read = Refusal{};
    if (options.program == "-c") {
      take_source(job, options, options.command, "<string>");
      return finish(std::move(job), options);
    }
    if (Result<std::vector<std::uint8_t>> bytes = read_input(options.program); bytes) {
      if (is_source(options.program, *bytes)) {
        std::string_view text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
        take_source(job, options, text, options.program == "-" ? "<stdin>" : options.program);
        return finish(std::move(job), options);
      }
      read = read_pyc(*bytes, options.program, {options.version_tag, options.ignore_magic});
    } else {
      write_error(bytes.error());
      return exit_status::no_file;
    }
    if (!read) {
      write_error(read.error());
      return exit_status::refused;
    }
    file = std::move(*read);
    if (Result<VerifyTotals> verified = verify_all(*file); !verified) {
      write_error(verified.error());
      return exit_status::refused;
    }
    job.release = file->release;
    job.top = std::shared_ptr<const Code>(file, file->top);
  }
  return finish(std::move(job), options);
}

}  // namespace xvm
