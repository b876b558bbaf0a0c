// Runs mutations of corpus programs: what still verifies runs, in a sandbox and with a number of steps, in a process of its
// own. Whatever the code does, the run has to end by itself: a signal, a sanitizer's report or a run without end is a finding,
// and is kept as a .pyc beside what was written to stderr.
//
//   fuzz_run [--seconds N] [--seed N] [--steps N] [--release X.Y]... [--out FOLDER] CORPUS    mutate, by what coverage shows
//   fuzz_run --replay FILE.pyc...                                                             run these, in this process
//
// One process a release has its runtime ready and forks another for each input. With clang's coverage counters, inputs that
// reach something new are mutated further. A seed and a corpus give the same inputs, as long as coverage decides the same.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "bytecode/verifier.h"
#include "mutate.h"
#include "pyc/pyc.h"
#include "pyc/release.h"
#include "vm/limits.h"
#include "vm/main_program.h"
#include "vm/runtime.h"
#include "vm/thread.h"

namespace {

std::uint8_t *counters_begin = nullptr, *counters_end = nullptr;

}  // namespace

// clang's inline counters, one an edge.
extern "C" void __sanitizer_cov_8bit_counters_init(std::uint8_t* begin, std::uint8_t* end) { counters_begin = begin, counters_end = end; }
extern "C" const char* __asan_default_options() {
  return "exitcode=99:detect_leaks=0:allocator_may_return_null=1:max_allocation_size_mb=2048:hard_rss_limit_mb=4096:quarantine_size_mb=16:detect_stack_use_after_return=0";
}
extern "C" const char* __ubsan_default_options() { return "exitcode=99:print_stacktrace=1"; }

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using Bytes = std::vector<std::uint8_t>;

struct Options {
  double seconds = 60;
  std::uint64_t seed = 1, steps = 20000;
  std::vector<std::string> releases;
  std::vector<std::string> files;
  fs::path out = "fuzz-out";
  bool replay = false;
};

constexpr std::size_t most_bytes = 4 << 20, most_seed_bytes = 200 << 10, batch = 150;
constexpr unsigned most_seconds = 10;   // of CPU, for one input

// What the processes share.
struct Shared {
  std::uint64_t tried, verified, findings, interesting;
  std::uint32_t size;
  bool fresh, ran;
  std::uint8_t input[most_bytes];
};
Shared* shared = nullptr;
std::uint8_t* seen = nullptr;   // by counter, the magnitudes that it has shown

template <class T>
T* share(std::size_t size) {
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) std::abort();
  return static_cast<T*>(memory);
}

Bytes read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
void write_file(const fs::path& path, const void* data, std::size_t size) {
  std::ofstream(path, std::ios::binary).write(static_cast<const char*>(data), static_cast<std::streamsize>(size));
}

std::shared_ptr<xvm::PycFile> read_verified(std::span<const std::uint8_t> bytes, const xvm::Release& release) {
  auto read = xvm::read_pyc(bytes, "fuzz.pyc", {.release = &release});
  if (!read || !xvm::verify_all(**read)) return nullptr;
  return std::move(*read);
}

xvm::Settings settings() {
  xvm::Settings s;
  s.program = "fuzz.pyc";
  s.ignore_environment = true;
  s.path_first = "/nonexistent";
  return s;
}

void run(xvm::Runtime& runtime, std::shared_ptr<xvm::PycFile> file, std::uint64_t steps) {
  xvm::set_limits(*runtime.main_thread, {.steps = steps, .sandbox = true});
  (void)xvm::run_main(*runtime.main_thread, std::shared_ptr<const xvm::Code>(file, file->top));
}

std::uint8_t magnitude(std::uint8_t n) {
  static constexpr std::uint8_t from[] = {128, 32, 16, 8, 4, 3, 2, 1};
  for (int i = 0; i < 8; ++i)
    if (n >= from[i]) return static_cast<std::uint8_t>(128 >> i);
  return 0;
}

void note_coverage() {
  bool fresh = false;
  for (std::uint8_t* c = counters_begin; c != counters_end; ++c) {
    if (!*c) continue;
    std::uint8_t bit = magnitude(*c);
    std::uint8_t& known = seen[c - counters_begin];
    if (known & bit) continue;
    known |= bit;
    fresh = true;
  }
  shared->fresh = fresh;
}

// A mutation that verifies, in shared->input; null when none was found in some tries.
std::shared_ptr<xvm::PycFile> make_input(const Bytes& seed, const xvm::Release& release, xvm::Random& random) {
  for (int tries = 0; tries < 30; ++tries) {
    auto read = xvm::read_pyc(seed, "fuzz.pyc", {.release = &release});
    if (!read) return nullptr;
    for (std::size_t n = 1 + random.below(4); n-- > 0;) xvm::mutate(**read, random);
    Bytes bytes = xvm::write_pyc(**read);
    ++shared->tried;
    if (bytes.size() > most_bytes) continue;
    if (auto file = read_verified(bytes, release)) {
      std::memcpy(shared->input, bytes.data(), bytes.size());
      shared->size = static_cast<std::uint32_t>(bytes.size());
      ++shared->verified;
      return file;
    }
  }
  return nullptr;
}

// The process of one input.
[[noreturn]] void child(xvm::Runtime& runtime, const Bytes& seed, std::uint64_t number, std::uint64_t steps, int log) {
  rlimit time{most_seconds, most_seconds + 5};
  setrlimit(RLIMIT_CPU, &time);
  xvm::Random random(number);
  std::shared_ptr<xvm::PycFile> file = make_input(seed, runtime.release, random);
  if (!file) _exit(0);
  shared->ran = true;
  dup2(log, 2);
  if (counters_begin) std::memset(counters_begin, 0, static_cast<std::size_t>(counters_end - counters_begin));
  run(runtime, std::move(file), steps);
  if (counters_begin) note_coverage();
  _exit(0);
}

// What tells findings apart: the innermost frames of ours in a report, else its first line.
std::string signature(std::string text, int status) {
  constexpr std::string_view nameless = "(anonymous namespace)::";
  for (std::size_t at; (at = text.find(nameless)) != std::string::npos;) text.erase(at, nameless.size());
  std::string found;
  int frames = 0;
  for (std::size_t at = 0; (at = text.find(" in xvm::", at)) != std::string::npos && frames < 3; ++frames) {
    std::size_t end = text.find_first_of("(\n", at + 4);
    found += text.substr(at + 4, end - at - 4) + " ";
    at = end;
  }
  if (found.empty())
    for (const char* mark : {"internal error", "runtime error", "ERROR", "terminate"})
      if (std::size_t at = text.find(mark); at != std::string::npos) return text.substr(at, std::min<std::size_t>(160, text.find('\n', at) - at));
  return found.empty() ? "status " + std::to_string(status) : found;
}

void keep_finding(const Options& options, const xvm::Release& release, int log, int status, std::set<std::string>& known) {
  ++shared->findings;
  std::string text(1 << 20, '\0');
  ssize_t got = pread(log, text.data(), text.size(), 0);
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  std::string name = signature(text, status);
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) name = "no end: " + name;
  bool fresh = known.insert(name).second;
  fs::path base = options.out / "findings";
  std::size_t number = std::hash<std::string>{}(name) % 1000000;
  fs::path path = base / (std::to_string(number) + "-" + std::string(release.tag));
  if (!fresh && fs::exists(path.string() + ".pyc")) return;
  write_file(path.string() + ".pyc", shared->input, shared->size);
  write_file(path.string() + ".txt", text.data(), text.size());
  std::ofstream(base / "list.txt", std::ios::app) << name << "\n";
  std::printf("finding %zu in %s: %s\n", number, std::string(release.tag).c_str(), name.c_str());
  std::fflush(stdout);
}

struct Seeds {
  std::vector<fs::path> stored, found;
};

// The process of one release: some inputs.
[[noreturn]] void serve(const Options& options, const xvm::Release& release, Seeds seeds, std::uint64_t first, double until) {
  std::set<std::string> known;
  {
    std::ifstream list(options.out / "findings" / "list.txt");
    for (std::string line; std::getline(list, line);) known.insert(line);
  }
  int log = memfd_create("log", 0), nothing = open("/dev/null", O_RDWR), out = dup(1);
  dup2(nothing, 0), dup2(nothing, 1);
  std::setvbuf(stdout, nullptr, _IONBF, 0);
  std::unique_ptr<xvm::Runtime> runtime = xvm::Runtime::create(release, settings());
  if (!runtime) std::abort();
  xvm::Random random(first);
  fs::path pool = options.out / "pool" / release.tag;
  for (std::size_t i = 0; i < batch; ++i) {
    bool grown = !seeds.found.empty() && random.one_in(2);
    std::vector<fs::path>& from = grown ? seeds.found : seeds.stored;
    std::size_t at = random.below(from.size());
    if (grown && random.one_in(2)) at = from.size() - 1 - random.below(std::min<std::size_t>(from.size(), 32));
    Bytes seed = read_file(from[at]);
    if (ftruncate(log, 0) != 0) std::abort();
    lseek(log, 0, SEEK_SET);
    shared->fresh = shared->ran = false;
    pid_t pid = fork();
    if (pid == 0) child(*runtime, seed, first + i, options.steps, log);
    int status = 0;
    waitpid(pid, &status, 0);
    if (status != 0) {
      dup2(out, 1);
      keep_finding(options, release, log, status, known);
      dup2(nothing, 1);
    } else if (shared->fresh && shared->ran) {
      ++shared->interesting;
      fs::path path = pool / (std::to_string(first + i) + ".pyc");
      write_file(path, shared->input, shared->size);
      seeds.found.push_back(path);
    }
    if (std::chrono::duration<double>(Clock::now().time_since_epoch()).count() > until) break;
  }
  _exit(0);
}

std::vector<fs::path> files_of(const fs::path& corpus, const xvm::Release& release) {
  std::vector<fs::path> files;
  for (const char* group : {"core", "v2", "v3"}) {
    fs::path folder = corpus / group / release.tag;
    if (!fs::exists(folder)) continue;
    for (const auto& entry : fs::directory_iterator(folder))
      if (entry.path().extension() == ".pyc" && entry.file_size() < most_seed_bytes) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<fs::path> pool_of(const Options& options, const xvm::Release& release) {
  std::vector<fs::path> files;
  fs::path folder = options.out / "pool" / release.tag;
  fs::create_directories(folder);
  for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) { return std::stoull(a.stem()) < std::stoull(b.stem()); });
  return files;
}

bool wanted(const Options& options, const xvm::Release& release) {
  return options.releases.empty() || std::find(options.releases.begin(), options.releases.end(), release.tag) != options.releases.end();
}

int fuzz(const Options& options) {
  fs::create_directories(options.out / "findings");
  shared = share<Shared>(sizeof(Shared));
  if (counters_begin) seen = share<std::uint8_t>(static_cast<std::size_t>(counters_end - counters_begin));
  auto started = Clock::now();
  double until = std::chrono::duration<double>(started.time_since_epoch()).count() + options.seconds;
  std::uint64_t number = options.seed * 1000000000;
  auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - started).count(); };
  for (std::size_t round = 0; elapsed() < options.seconds; ++round) {
    for (const xvm::Release& release : xvm::all_releases()) {
      if (!wanted(options, release) || elapsed() >= options.seconds) continue;
      Seeds seeds{files_of(options.files.at(0), release), pool_of(options, release)};
      if (seeds.stored.empty()) continue;
      pid_t pid = fork();
      if (pid == 0) serve(options, release, std::move(seeds), number, until);
      int status = 0;
      waitpid(pid, &status, 0);
      if (status != 0) std::printf("the process of %s ended with status %d\n", std::string(release.tag).c_str(), status);
      number += batch;
    }
    std::printf("%.0f s: %llu inputs ran, of %llu mutations; %llu reached something new; %llu findings\n", elapsed(),
                static_cast<unsigned long long>(shared->verified), static_cast<unsigned long long>(shared->tried),
                static_cast<unsigned long long>(shared->interesting), static_cast<unsigned long long>(shared->findings));
    std::fflush(stdout);
  }
  return shared->findings ? 1 : 0;
}

int replay(const Options& options) {
  for (const std::string& path : options.files) {
    Bytes bytes = read_file(path);
    auto read = xvm::read_pyc(bytes, path, {});
    if (!read || !xvm::verify_all(**read)) {
      std::printf("%s: refused\n", path.c_str());
      continue;
    }
    std::unique_ptr<xvm::Runtime> runtime = xvm::Runtime::create(*(*read)->release, settings());
    run(*runtime, std::move(*read), options.steps);
    runtime.reset();
    std::printf("%s: ran\n", path.c_str());
    std::fflush(stdout);
  }
  return 0;
}

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    if (word == "--replay") options.replay = true;
    else if (word == "--seconds" && i + 1 < argc) options.seconds = std::atof(argv[++i]);
    else if (word == "--seed" && i + 1 < argc) options.seed = std::strtoull(argv[++i], nullptr, 10);
    else if (word == "--steps" && i + 1 < argc) options.steps = std::strtoull(argv[++i], nullptr, 10);
    else if (word == "--release" && i + 1 < argc) options.releases.push_back(argv[++i]);
    else if (word == "--out" && i + 1 < argc) options.out = argv[++i];
    else options.files.push_back(word);
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  rlimit stack{64 << 20, 64 << 20}, no_core{0, 0};
  setrlimit(RLIMIT_STACK, &stack);
  setrlimit(RLIMIT_CORE, &no_core);
  Options options = parse(argc, argv);
  if (options.files.empty()) {
    std::fprintf(stderr, "fuzz_run [--seconds N] [--seed N] [--steps N] [--release X.Y] [--out FOLDER] CORPUS | --replay FILE...\n");
    return 2;
  }
  return options.replay ? replay(options) : fuzz(options);
}
