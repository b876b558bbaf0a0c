#include "base/fatal.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <string>

// What a child that runs body writes to stderr, and its exit status.
template <class Body>
static std::pair<std::string, int> end_of(Body body) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  std::fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], 2);
    body();
    _exit(0);
  }
  close(ends[1]);
  std::string text;
  char buffer[256];
  for (ssize_t size; (size = read(ends[0], buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(size));
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  return {text, WIFEXITED(status) ? WEXITSTATUS(status) : -1};
}

TEST_CASE("a broken invariant is named and ends the process with status 70") {
  auto [text, status] = end_of([] { xvm::internal_error("LOAD_ATTR left depth 3, its row says 2"); });
  CHECK(text == "internal error: LOAD_ATTR left depth 3, its row says 2\n");
  CHECK(status == 70);
}

TEST_CASE("a check that holds does nothing, one that fails says where it stands") {
  CHECK(end_of([] { XVM_CHECK(1 + 1 == 2, "sums"); }) == std::pair<std::string, int>("", 0));
  auto [text, status] = end_of([] { XVM_CHECK(1 + 1 == 3, "sums"); });
  CHECK(text.starts_with("internal error: sums (fatal_test.cpp:"));
  CHECK(status == 70);
}
