#include "vm/gil.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "vm/thread.h"

namespace xvm {

namespace {

constexpr std::chrono::milliseconds interval(5);

// Never destroyed: threads may still wait when the process ends.
struct Gil {
  std::mutex mutex;
  std::condition_variable freed, taken;
  Thread* holder = nullptr;       // null before the first thread joined: the main thread has it
  Thread* main = nullptr;
  bool held = true;
  int waiting = 0;
  unsigned long turns = 0;        // how often it changed hands
  std::atomic<bool> wanted = false;
  std::atomic<int> threads = 1;
};
Gil* one_gil = nullptr;
Gil& gil() {
  if (!one_gil) one_gil = new Gil;   // the main thread asks first
  return *one_gil;
}

void take(Gil& g, std::unique_lock<std::mutex>& lock, Thread& thread) {
  ++g.waiting;
  while (g.held) {
    unsigned long turns = g.turns;
    if (g.freed.wait_for(lock, interval) == std::cv_status::timeout && g.held && g.turns == turns) {
      g.wanted = true;
      if (g.holder) static_cast<volatile bool&>(g.holder->attention) = true;
    }
  }
  --g.waiting;
  g.held = true;
  g.holder = &thread;
  ++g.turns;
  g.wanted = false;
  set_current_thread(&thread);
  g.taken.notify_all();
}

void give(Gil& g) {
  g.held = false;
  g.holder = nullptr;
  g.freed.notify_one();
}

}  // namespace

bool has_other_threads() { return gil().threads > 1; }

void gil_join(Thread& thread) {
  Gil& g = gil();
  std::unique_lock lock(g.mutex);
  take(g, lock, thread);
}
void gil_leave(Thread&) {
  Gil& g = gil();
  std::unique_lock lock(g.mutex);
  --g.threads;
  give(g);
}
void gil_count(int change) {
  Gil& g = gil();
  std::unique_lock lock(g.mutex);
  if (!g.holder && g.held) g.holder = &current_thread();
  g.threads += change;
}

void gil_acquire(Thread& thread) {
  Gil& g = gil();
  std::unique_lock lock(g.mutex);
  take(g, lock, thread);
}
void gil_release(Thread&) {
  Gil& g = gil();
  std::unique_lock lock(g.mutex);
  give(g);
}
void gil_after_fork(Thread& thread) {
  one_gil = new Gil;   // the old one may be locked by a thread that is no more
  one_gil->holder = &thread;
}
void gil_yield(Thread& thread) {
  Gil& g = gil();
  if (!g.wanted) return;
  std::unique_lock lock(g.mutex);
  if (g.waiting == 0) {
    g.wanted = false;
    return;
  }
  give(g);
  unsigned long turns = g.turns;
  while (g.turns == turns && g.waiting > 0) g.taken.wait(lock);
  take(g, lock, thread);
}

}  // namespace xvm
