// The lock that a thread holds while it runs Python code. Taken for granted until a program starts a second thread.
#pragma once

namespace xvm {

class Thread;

bool has_other_threads();                // than the one that asks: started and not ended
void gil_count(int change);              // one thread more, before it starts, or less, when it could not
void gil_join(Thread& thread);           // a new thread: waits for the lock
void gil_leave(Thread& thread);          // it ends: gives the lock up for ever
void gil_acquire(Thread& thread);        // and makes the thread the current one
void gil_release(Thread& thread);
// In the child of a fork: this is the only thread.
void gil_after_fork(Thread& thread);
// Lets another thread run if one has waited long enough; for places where any Python code may run.
void gil_yield(Thread& thread);

// Gives the lock up while the thread waits for the system. Nothing of Python may be touched meanwhile.
class Unlocked {
 public:
  explicit Unlocked(Thread& thread) : thread_(thread), released_(has_other_threads()) {
    if (released_) gil_release(thread_);
  }
  ~Unlocked() {
    if (released_) gil_acquire(thread_);
  }
  Unlocked(const Unlocked&) = delete;
  Unlocked& operator=(const Unlocked&) = delete;

 private:
  Thread& thread_;
  bool released_;
};

}  // namespace xvm
