// xvm: runs a .pyc as the release that compiled it.
#include <pthread.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <vector>

#include "objects/code.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/module.h"
#include "objects/text.h"
#include "pyc/pyc.h"
#include "vm/errors.h"
#include "vm/main_program.h"
#include "vm/frame.h"
#include "vm/runtime.h"

namespace {

struct Job {
  int argc;
  char** argv;
  int status = 0;
};

int run(int argc, char** argv) {
  xvm::Settings settings;
  int first = 1;
  if (argc > 1 && std::string_view(argv[1]) == "--stream") {
    settings.plain_stream = std::string_view(argv[2]) == "plain";
    first = 3;
  }
  if (first >= argc) return 2;
  std::ifstream in(argv[first], std::ios::binary);
  if (!in) return 66;
  std::vector<char> bytes((std::istreambuf_iterator<char>(in)), {});
  auto pyc = xvm::read_pyc({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, argv[first]);
  if (!pyc) {
    std::fprintf(stderr, "%s\n", pyc.error().c_str());
    return 65;
  }
  std::shared_ptr<xvm::PycFile> file = std::move(*pyc);
  settings.program = argv[first];
  settings.arguments.assign(argv + first + 1, argv + argc);
  auto runtime = xvm::Runtime::create(*file->release, settings);
  if (!runtime) return 70;
  xvm::Thread& thread = *runtime->main_thread;
  return xvm::run_main(thread, std::shared_ptr<const xvm::Code>(file, file->top));
}

void* run_job(void* argument) {
  Job& job = *static_cast<Job*>(argument);
  job.status = run(job.argc, job.argv);
  return nullptr;
}

}  // namespace

int main(int argc, char** argv) {
  // Deep recursion of programs needs a deep stack; only the part that is used takes memory.
  constexpr std::size_t stack_size = std::size_t{1} << 30;
  Job job{argc, argv};
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_size);
  pthread_t thread;
  if (pthread_create(&thread, &attributes, run_job, &job) != 0) run_job(&job);
  else pthread_join(thread, nullptr);
  std::fflush(nullptr);
  return job.status;
}
