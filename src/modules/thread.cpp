// thread (2.x) and _thread: starting threads, and locks between them.
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "modules/iterator_struct.h"
#include "modules/system_arguments.h"
#include "modules/thread.h"
#include "objects/dict.h"
#include "vm/limits.h"
#include "objects/exception.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/struct_sequence.h"
#include "vm/attribute_cache.h"
#include "vm/attributes.h"
#include "vm/gil.h"
#include "vm/shape.h"
#include "vm/signals.h"

namespace xvm {

namespace {

using Clock = std::chrono::steady_clock;

bool locks_are_native_kind(const Release& r) { return r.since(3, 13); }
bool waits_can_be_interrupted(const Release& r) { return r.since(3, 2); }
bool errors_go_to_unraisable_hook(const Release& r) { return r.since(3, 8); }
bool sizes_of_timeouts_are_checked(const Release& r) { return r.since(3, 2); }

struct Lock : Object {
  XVM_OBJECT("lock")
  bool locked = false;
  void traverse(Visitor&) {}
  void clear() {}
};
struct RLock : Object {
  XVM_OBJECT("RLock")
  std::int64_t count = 0;
  std::uint64_t owner = 0;
  void traverse(Visitor&) {}
  void clear() {}
};

// An object whose attributes each thread has for itself.
struct Local : Object {
  XVM_OBJECT("_local")
  Value dict;                 // that of the thread that looks now
  Value arguments, keywords;  // for __init__ in other threads
  std::vector<std::pair<std::uint64_t, Value>> dicts;
  Local();
  ~Local();
  void traverse(Visitor& v) {
    v(dict), v(arguments), v(keywords);
    for (auto& [id, d] : dicts) v(d);
  }
  void clear() {
    dict = nullptr;
    auto dead = std::move(dicts);
    dicts.clear();
  }
};
std::vector<Local*>& locals() {
  static auto* all = new std::vector<Local*>;
  return *all;
}
Local::Local() { locals().push_back(this); }
Local::~Local() { std::erase(locals(), this); }

struct Handle : Object {   // 3.13's _ThreadHandle
  XVM_OBJECT("_ThreadHandle")
  std::uint64_t ident = 0;
  bool done = false;
  void traverse(Visitor&) {}
  void clear() {}
};

Type *lock_type = nullptr, *rlock_type = nullptr, *local_type = nullptr, *handle_type = nullptr;

// What threads wait for: any lock released, any thread ended. Waiting is by number: whoever saw the number of events before
// the lock was found taken sleeps until it has changed.
struct Events {
  std::mutex mutex;
  std::condition_variable changed;
  unsigned long number = 0;
};
Events& events() {
  static Events* one = new Events;
  return *one;
}
void tell_waiters() {
  if (!has_other_threads()) return;
  Events& e = events();
  std::lock_guard hold(e.mutex);
  ++e.number;
  e.changed.notify_all();
}

std::atomic<std::uint64_t> next_ident = 2;
std::atomic<int> running = 0;   // threads that were started here and have not ended

template <class T>
Value plain_make(Thread&, Type* type, Args) {
  T* object = allocate<T>(type);
  track(object);
  return own(object);
}

// Waits until ready() holds: 1; until the deadline: 0; -1 with the error of a signal handler set.
template <class Ready>
int wait_until(Thread& thread, bool limited, Clock::time_point deadline, Ready ready) {
  Events& e = events();
  if (in_sandbox && limited) return ready();
  while (!ready()) {
    if (limited && Clock::now() >= deadline) return 0;
    if (!has_other_threads() && !limited) {
      raise(thread, thread.rt.exc.RuntimeError, "deadlock: the only thread waits for a lock that it holds");
      return -1;
    }
    unsigned long seen;
    {
      std::lock_guard hold(e.mutex);
      seen = e.number;
    }
    if (ready()) return 1;
    {
      Unlocked unlocked(thread);
      std::unique_lock hold(e.mutex);
      Clock::time_point next = Clock::now() + std::chrono::milliseconds(50);   // signals do not wake a condition
      if (limited && deadline < next) next = deadline;
      while (e.number == seen && e.changed.wait_until(hold, next) != std::cv_status::timeout) {}
    }
    if (waits_can_be_interrupted(thread.rt.release) && !run_signal_handlers(thread)) return -1;
  }
  return 1;
}

struct Wait {
  bool blocking = true, limited = false;
  Clock::time_point deadline;
};
const char* too_long(const Release& r, double timeout) {
  if (r.until(3, 4)) return "timeout value is too large";
  if (timeout > 9.2e18) return r.since(3, 11) ? "timestamp out of range for platform time_t" : "timestamp too large to convert to C _PyTime_t";
  return "timeout value is too large";
}
bool blocking_is_a_number(const Release& r) { return r.until(3, 11); }
bool timeout_argument(Thread& thread, Ref v, double& timeout) {
  bool real = v.is_double() || is<Float>(v) || !sizes_of_timeouts_are_checked(thread.rt.release);
  if (real) return as_double(thread, v, timeout);
  Value whole;
  if (is_int(v) || v.is_bool()) whole = Value(v);
  else if (std::int64_t number = 0; offset_argument(thread, v, number)) whole = make_int(thread, number);
  if (!whole) return false;
  std::int64_t seconds = 0;
  if (!int_fits(whole, seconds))
    return raise_overflow(thread, thread.rt.release.since(3, 13) ? "timestamp too large to convert to C PyTime_t" : "timestamp too large to convert to C _PyTime_t");
  timeout = static_cast<double>(seconds);
  return true;
}
bool read_wait(Thread& thread, Args args, Wait& wait) {
  int blocking = 1;
  double timeout = -1;
  if (args.size() > 0 && args[0]) {
    bool good = blocking_is_a_number(thread.rt.release) ? int_argument(thread, args[0], blocking) : (blocking = truth(thread, args[0])) >= 0;
    if (!good) return false;
  }
  if (args.size() > 1 && args[1] && !timeout_argument(thread, args[1], timeout)) return false;
  if (!blocking && timeout != -1) return raise_value_error(thread, "can't specify a timeout for a non-blocking call");
  if (timeout < 0 && timeout != -1) return raise_value_error(thread, "timeout value must be {}", thread.rt.release.since(3, 13) ? "a non-negative number" : thread.rt.release.since(3, 5) ? "positive" : "strictly positive");
  if (sizes_of_timeouts_are_checked(thread.rt.release) && timeout > 9223372036.0) return raise_overflow(thread, too_long(thread.rt.release, timeout));
  wait.blocking = blocking;
  wait.limited = timeout >= 0;
  if (wait.limited) wait.deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(std::min(timeout, 1e9)));
  return true;
}

// ---- lock

Value lock_acquire(Thread& thread, Ref self, Args args) {
  Wait wait;
  Value keep(self);
  if (!read_wait(thread, args, wait)) return error_set;
  Lock& lock = as<Lock>(self);
  if (lock.locked) {
    if (!wait.blocking) return Value::of(false);
    int got = wait_until(thread, wait.limited, wait.deadline, [&] { return !lock.locked; });
    if (got <= 0) return got < 0 ? Value() : Value::of(false);
  }
  lock.locked = true;
  return Value::of(true);
}
ErrorSet raise_lock_error(Thread& thread, const char* message) {
  if (thread.rt.release.since(3, 3)) return raise(thread, thread.rt.exc.RuntimeError, message);
  Value module(dict_get(thread, as<Dict>(thread.rt.modules), thread.rt.python2() ? "thread" : "_thread")), key = native_intern(thread, "error");
  Value type = module ? get_attribute(thread, module, key) : Value();
  return is<Type>(type) ? raise(thread, &as<Type>(type), message) : ErrorSet();
}
Value lock_release(Thread& thread, Ref self, Args) {
  if (!std::exchange(as<Lock>(self).locked, false)) return raise_lock_error(thread, "release unlocked lock");
  tell_waiters();
  return none_value();
}
Value lock_locked(Thread&, Ref self, Args) { return Value::of(as<Lock>(self).locked); }
Value lock_exit(Thread& thread, Ref self, Args) { return lock_release(thread, self, {}); }
Value lock_enter(Thread& thread, Ref self, Args) { return lock_acquire(thread, self, {}); }
Value lock_reinit(Thread&, Ref self, Args) { return as<Lock>(self).locked = false, none_value(); }
Value lock_repr(Thread& thread, Ref self) {
  return native_str(thread, fmt::format("<{} {} object at {:#x}>", as<Lock>(self).locked ? "locked" : "unlocked", type_name(thread, self), self.raw() & 0xffffffffffff));
}

// ---- RLock

Value rlock_acquire(Thread& thread, Ref self, Args args) {
  Wait wait;
  Value keep(self);
  if (!read_wait(thread, args, wait)) return error_set;
  RLock& lock = as<RLock>(self);
  if (lock.count && lock.owner != thread.id) {
    if (!wait.blocking) return Value::of(false);
    int got = wait_until(thread, wait.limited, wait.deadline, [&] { return lock.count == 0; });
    if (got <= 0) return got < 0 ? Value() : Value::of(false);
  }
  ++lock.count;
  lock.owner = thread.id;
  return Value::of(true);
}
Value rlock_release(Thread& thread, Ref self, Args) {
  RLock& lock = as<RLock>(self);
  if (lock.count == 0 || lock.owner != thread.id) return raise(thread, thread.rt.exc.RuntimeError, "cannot release un-acquired lock");
  if (--lock.count == 0) {
    lock.owner = 0;
    tell_waiters();
  }
  return none_value();
}
Value rlock_enter(Thread& thread, Ref self, Args) { return rlock_acquire(thread, self, {}); }
Value rlock_exit(Thread& thread, Ref self, Args) { return rlock_release(thread, self, {}); }
Value rlock_owned(Thread& thread, Ref self, Args) { return Value::of(as<RLock>(self).count > 0 && as<RLock>(self).owner == thread.id); }
Value rlock_count(Thread& thread, Ref self, Args) { return make_int(thread, as<RLock>(self).owner == thread.id ? as<RLock>(self).count : 0); }
Value rlock_release_save(Thread& thread, Ref self, Args) {
  RLock& lock = as<RLock>(self);
  if (lock.count == 0) return raise(thread, thread.rt.exc.RuntimeError, "cannot release un-acquired lock");
  Value count = make_int(thread, lock.count), owner = make_unsigned(thread, lock.owner);
  lock.count = 0;
  lock.owner = 0;
  tell_waiters();
  return make_tuple(thread, {count.ref(), owner.ref()});
}
Value rlock_acquire_restore(Thread& thread, Ref self, Args args) {
  std::int64_t count = 0, owner = 0;
  Value keep(self);
  if (!is<Tuple>(args[0]) || as<Tuple>(args[0]).length != 2) return raise_type_error(thread, "_acquire_restore() argument 1 must be a tuple of two");
  if (!as_int64(thread, as<Tuple>(args[0])[0], count) || !as_int64(thread, as<Tuple>(args[0])[1], owner)) return error_set;
  RLock& lock = as<RLock>(self);
  if (wait_until(thread, false, {}, [&] { return lock.count == 0; }) < 0) return error_set;
  lock.count = count;
  lock.owner = static_cast<std::uint64_t>(owner);
  return none_value();
}
Value rlock_reinit(Thread&, Ref self, Args) { return as<RLock>(self).count = 0, as<RLock>(self).owner = 0, none_value(); }
Value rlock_repr(Thread& thread, Ref self) {
  const RLock& lock = as<RLock>(self);
  return native_str(thread, fmt::format("<{} {} object owner={} count={} at {:#x}>", lock.count ? "locked" : "unlocked", type_name(thread, self), lock.owner, lock.count, self.raw() & 0xffffffffffff));
}

// ---- _local

// Puts the running thread's attributes in place; in a thread that is new to the object __init__ is called again.
bool choose_dict(Thread& thread, Ref self) {
  Local& local = as<Local>(self);
  for (auto& [id, dict] : local.dicts)
    if (id == thread.id) return local.dict = dict, true;
  local.dicts.emplace_back(thread.id, make_dict(thread));
  local.dict = local.dicts.back().second;
  Type* type = type_of(thread, self);
  if (type == local_type || !local.arguments || !type->slots.init) return true;
  Value init = get_attribute(thread, self, thread.rt.names.init__);
  return init && call_tuple(thread, init, local.arguments, local.keywords);
}
Value local_make(Thread& thread, Type* type, Args args) {
  if ((args.size() || args.keywords()) && type == local_type) return raise_type_error(thread, "Initialization arguments are not supported");
  Local* local = allocate<Local>(type);
  Value owner = own(local);
  local->arguments = make_tuple(thread, args.data, args.positional);
  if (std::uint32_t count = args.keywords()) {
    local->keywords = make_dict(thread);
    for (std::uint32_t i = 0; i < count; ++i)
      if (!dict_set(thread, as<Dict>(local->keywords), as<Tuple>(args.names)[i], args.data[args.positional + i])) return error_set;
  }
  local->dicts.emplace_back(thread.id, make_dict(thread));
  local->dict = local->dicts.back().second;
  track(local);
  return owner;
}
Value local_get(Thread& thread, Ref self, Ref name) { return choose_dict(thread, self) ? generic_get_attribute(thread, self, name) : Value(); }
bool local_set(Thread& thread, Ref self, Ref name, Ref value) {
  if (native_is(name, "__dict__")) return raise(thread, thread.rt.exc.AttributeError, fmt::format("'{}' object attribute '__dict__' is read-only", type_name(thread, self)));
  return choose_dict(thread, self) && generic_set_attribute(thread, self, name, value);
}
Value local_dict(Thread& thread, Ref self) { return choose_dict(thread, self) ? as<Local>(self).dict : Value(); }

void forget_locals(std::uint64_t id) {
  std::vector<Value> dead;   // dies when the tables are sound again
  for (Local* local : locals())
    for (std::size_t i = local->dicts.size(); i-- > 0;)
      if (local->dicts[i].first == id) {
        if (local->dict == local->dicts[i].second) local->dict = nullptr;
        dead.push_back(std::move(local->dicts[i].second));
        local->dicts.erase(local->dicts.begin() + static_cast<std::ptrdiff_t>(i));
      }
}

// ---- threads

struct Start {
  Runtime& rt;
  Value function, arguments, keywords, handle;
  std::uint64_t ident;
};
thread_local Value* sentinel_place = nullptr;   // the lock to release when this thread ends

void report(Thread& thread, const Value& function) {
  if (thread.error_is(thread.rt.exc.SystemExit)) return thread.clear_error();
  if (errors_go_to_unraisable_hook(thread.rt.release)) {
    write_unraisable(thread, function, "Exception ignored in thread started by");
    return;
  }
  std::string line = fmt::format("Unhandled exception in thread started by {}\n", repr_utf8(thread, function));
  Value stream(dict_get_name(as<Dict>(thread.rt.sys_dict), thread.rt.names.stderr_)), text = native_str(thread, line);
  ErrorState saved = thread.take_error();
  if (stream && !stream.is_none() && !call_method(thread, stream, thread.rt.names.write_, {text})) thread.clear_error();
  thread.restore_error(std::move(saved));
  print_uncaught(thread);
}

void* run_thread(void* given) {
  auto start = std::unique_ptr<Start>(static_cast<Start*>(given));
  auto thread = std::make_unique<Thread>(start->rt);
  thread->id = start->ident;
  gil_join(*thread);
  Value sentinel;
  sentinel_place = &sentinel;
  Value result = call_tuple(*thread, start->function, start->arguments, start->keywords);
  if (!result) report(*thread, start->function);
  result = nullptr;
  if (Value handle = std::move(start->handle)) as<Handle>(handle).done = true;
  start.reset();
  forget_locals(thread->id);
  sentinel_place = nullptr;
  if (is<Lock>(sentinel)) as<Lock>(sentinel).locked = false;
  sentinel = nullptr;
  for (Value* held : {&thread->trace_function, &thread->profile_function, &thread->result, &thread->context, &thread->async_hooks_firstiter, &thread->async_hooks_finalizer, &thread->coroutine_wrapper}) *held = nullptr;
  thread->clear_error();
  thread->base_exceptions.handled = ErrorState{};
  thread->attributes->clear();
  --running;
  tell_waiters();
  Thread* dead = thread.release();
  gil_leave(*dead);
  delete dead;   // holds nothing of Python by now
  return nullptr;
}

Value start_thread(Thread& thread, Ref function, Ref arguments, Ref keywords, Value handle) {
  if (in_sandbox) return raise_lock_error(thread, "can't start new thread");
  std::uint64_t ident = next_ident++;
  auto start = std::make_unique<Start>(Start{thread.rt, Value(function), Value(arguments), Value(keywords), handle, ident});
  if (handle) as<Handle>(handle).ident = ident;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, std::size_t{256} << 20);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  gil_count(1);
  ++running;
  sigset_t all, old;   // signals are the main thread's
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  pthread_t made;
  int failed = pthread_create(&made, &attributes, run_thread, start.get());
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
  pthread_attr_destroy(&attributes);
  if (failed) {
    gil_count(-1);
    --running;
    return raise_lock_error(thread, "can't start new thread");
  }
  static_cast<void>(start.release());
  return make_unsigned(thread, ident);
}

Value start_new(Thread& thread, Ref, Args args) {
  if (!is_callable(thread, args[0])) return raise_type_error(thread, "first arg must be callable");
  if (!is<Tuple>(args[1])) return raise_type_error(thread, "2nd arg must be a tuple");
  if (args[2] && !is<Dict>(args[2])) return raise_type_error(thread, "optional 3rd arg must be a dictionary");
  return start_thread(thread, args[0], args[1], args[2], {});
}
Value start_joinable(Thread& thread, Ref, Args args) {
  if (!is_callable(thread, args[0])) return raise_type_error(thread, "thread function must be callable");
  Value handle = args[1] && !args[1].is_none() ? Value(args[1]) : plain_make<Handle>(thread, handle_type, {}), none_given = empty_tuple(thread);
  if (!is<Handle>(handle)) return raise_type_error(thread, "'handle' must be a _ThreadHandle");
  return start_thread(thread, args[0], none_given, {}, handle) ? std::move(handle) : Value();
}

Value handle_ident(Thread& thread, Ref self) { return make_unsigned(thread, as<Handle>(self).ident); }
Value handle_done(Thread&, Ref self, Args) { return Value::of(as<Handle>(self).done); }
bool handle_started(Thread& thread, const Handle& handle) { return handle.ident || handle.done || raise(thread, thread.rt.exc.RuntimeError, "thread not started"); }
Value handle_set_done(Thread& thread, Ref self, Args) {
  if (!handle_started(thread, as<Handle>(self))) return error_set;
  as<Handle>(self).done = true;
  tell_waiters();
  return none_value();
}
Value handle_join(Thread& thread, Ref self, Args args) {
  Value keep(self);
  Handle& handle = as<Handle>(self);
  double timeout = -1;
  if (args[0] && !args[0].is_none() && !as_double(thread, args[0], timeout)) return error_set;
  if (!handle_started(thread, handle)) return error_set;
  if (handle.ident == thread.id && !handle.done) return raise(thread, thread.rt.exc.RuntimeError, "Cannot join current thread");
  Clock::time_point deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(std::max(timeout, 0.0)));
  return wait_until(thread, timeout >= 0, deadline, [&] { return handle.done; }) < 0 ? Value() : none_value();
}
Value handle_repr(Thread& thread, Ref self) { return native_str(thread, fmt::format("<_thread._ThreadHandle object: ident={}>", as<Handle>(self).ident)); }
Value make_handle(Thread& thread, Ref, Args args) {
  Value handle = plain_make<Handle>(thread, handle_type, {});
  std::int64_t ident = 0;
  if (!as_int64(thread, args[0], ident)) return error_set;
  as<Handle>(handle).ident = static_cast<std::uint64_t>(ident);
  return handle;
}

Value allocate_lock(Thread& thread, Ref, Args) { return plain_make<Lock>(thread, lock_type, {}); }
Value set_sentinel(Thread& thread, Ref, Args) {
  Value lock = plain_make<Lock>(thread, lock_type, {});
  if (sentinel_place) *sentinel_place = lock;
  return lock;
}
Value get_ident(Thread& thread, Ref, Args) { return make_unsigned(thread, thread.id); }
Value get_main_ident(Thread& thread, Ref, Args) { return make_unsigned(thread, thread.rt.main_thread->id); }
Value get_native_id(Thread& thread, Ref, Args) { return make_int(thread, gettid()); }
Value thread_count(Thread& thread, Ref, Args) { return make_int(thread, running.load()); }
// The size that threads to be started are asked to have; 0: the system's. Ours are large enough for any that can be asked.
Value stack_size(Thread& thread, Ref, Args args) {
  static std::int64_t wanted = 0;
  std::int64_t size = 0, old = wanted;
  if (args[0] && !as_int64(thread, args[0], size)) return error_set;
  if (size < 0) return raise_value_error(thread, "size must be 0 or a positive value");
  if (size != 0 && size < 32768) return raise_value_error(thread, "size not valid: {} bytes", size);
  if (args[0]) wanted = size;
  return make_int(thread, old);
}
Value yes(Thread&, Ref, Args) { return Value::of(true); }
Value shut_down(Thread& thread, Ref, Args) { return wait_until(thread, false, {}, [&] { return running <= (&thread == thread.rt.main_thread.get() ? 0 : 1); }) < 0 ? Value() : none_value(); }
Value thread_exit(Thread& thread, Ref, Args) { return raise_class(thread, thread.rt.exc.SystemExit); }
Value interrupt_main(Thread& thread, Ref, Args args) {
  int number = SIGINT;
  if (args.size() > 0 && args[0] && !int_argument(thread, args[0], number)) return error_set;
  if (number < 1 || number > 64) return raise_value_error(thread, "signal number out of range");
  note_signal(number);
  return none_value();
}

// What a thread whose error nobody caught prints: excepthook((type, value, traceback, thread)).
Value except_hook(Thread& thread, Ref, Args args) {
  if (!is<Tuple>(args[0]) || as<Tuple>(args[0]).length < 4) return raise_type_error(thread, "_thread.excepthook argument type must be ExceptHookArgs");
  const Tuple& hook = as<Tuple>(args[0]);
  if (hook[0] == Ref(thread.rt.exc.SystemExit)) return none_value();
  std::string name;
  if (!hook[3].is_none()) {
    Value key = native_intern(thread, "_name"), text = find_attribute(thread, hook[3], key);
    if (thread.has_error()) thread.clear_error();
    if (text && is_native_str(thread, text)) name = native_utf8(text);
  }
  if (name.empty()) name = std::to_string(thread.id);
  Value stream(dict_get_name(as<Dict>(thread.rt.sys_dict), thread.rt.names.stderr_)), line = native_str(thread, fmt::format("Exception in thread {}:\n", name));
  if (!stream || stream.is_none()) return none_value();
  if (!call_method(thread, stream, thread.rt.names.write_, {line})) return error_set;
  ErrorState error;
  error.type = Value(hook[0]);
  error.value = Value(hook[1]);
  if (!hook[2].is_none()) error.traceback = Value(hook[2]);
  thread.restore_error(std::move(error));
  print_uncaught(thread);
  return none_value();
}

#define XVM_LOCK_ROWS(acquire, release, enter, exit, reinit)                             \
  {"__enter__(self)", enter}, {"__exit__(self, type, value, traceback, /)", exit},       \
  {"_at_fork_reinit(self)", reinit, since(3, 9)},                                        \
  {"acquire(self, blocking=True)", acquire, until(3, 1)}, {"acquire(self, blocking=True, timeout=-1)", acquire, since(3, 2)}, \
  {"release(self)", release}
constexpr Method lock_methods[] = {
    XVM_LOCK_ROWS(lock_acquire, lock_release, lock_enter, lock_exit, lock_reinit),
    {"acquire_lock(self, blocking=True)", lock_acquire, until(3, 1)},
    {"acquire_lock(self, blocking=True, timeout=-1)", lock_acquire, since(3, 2)},
    {"locked(self)", lock_locked},
    {"locked_lock(self)", lock_locked},
    {"release_lock(self)", lock_release},
};
constexpr Method rlock_methods[] = {
    XVM_LOCK_ROWS(rlock_acquire, rlock_release, rlock_enter, rlock_exit, rlock_reinit),
    {"_acquire_restore(self, state, /)", rlock_acquire_restore},
    {"_is_owned(self)", rlock_owned},
    {"_recursion_count(self)", rlock_count, since(3, 12)},
    {"_release_save(self)", rlock_release_save},
};
constexpr GetSetRow local_getset[] = {{"__dict__", local_dict}};
constexpr Method handle_methods[] = {{"_set_done(self)", handle_set_done}, {"is_done(self)", handle_done}, {"join(self, timeout=None, /)", handle_join}};
constexpr GetSetRow handle_getset[] = {{"ident", handle_ident}};

constexpr Method rows[] = {
    {"_count()", thread_count, between(2, 7, 2, 7)},
    {"_count()", thread_count, since(3, 2)},
    {"_excepthook(exc_info, /)", except_hook, since(3, 8)},
    {"_get_main_thread_ident()", get_main_ident, since(3, 13)},
    {"_is_main_interpreter()", yes, since(3, 12)},
    {"_make_thread_handle(identifier, /)", make_handle, since(3, 13)},
    {"_set_sentinel()", set_sentinel, between(3, 4, 3, 12)},
    {"_shutdown()", shut_down, since(3, 13)},
    {"allocate()", allocate_lock},
    {"allocate_lock()", allocate_lock},
    {"daemon_threads_allowed()", yes, since(3, 12)},
    {"exit()", thread_exit},
    {"exit_thread()", thread_exit},
    {"get_ident()", get_ident},
    {"get_native_id()", get_native_id, since(3, 8)},
    {"interrupt_main()", interrupt_main, until(3, 9)},
    {"interrupt_main(signum=signal.SIGINT, /)", interrupt_main, since(3, 10)},
    {"stack_size(size=0, /)", stack_size},
    {"start_joinable_thread(function, handle=None, daemon=True)", start_joinable, since(3, 13)},
    {"start_new(function, args, kwargs=None, /)", start_new},
    {"start_new_thread(function, args, kwargs=None, /)", start_new},
};

bool fill(Thread& thread, Module& module) {
  Runtime& rt = thread.rt;
  static constexpr TypeSpec lock{.name = "_thread.lock", .layout = layout_of<Lock>, .flags = HasWeakrefs, .name2 = "thread.lock", .methods = lock_methods,
                                 .fill = [](Slots& s, Runtime& r) { s.repr = lock_repr; if (locks_are_native_kind(r.release)) s.make = plain_make<Lock>; }};
  static constexpr TypeSpec rlock{.name = "_thread.RLock", .layout = layout_of<RLock>, .flags = BaseType | HasWeakrefs, .methods = rlock_methods,
                                  .fill = [](Slots& s, Runtime&) { s.repr = rlock_repr; s.make = plain_make<RLock>; }};
  static const TypeSpec local{.name = "_thread._local", .layout = layout_of<Local>, .flags = BaseType | HasWeakrefs | InstancesHaveDict | OwnsDictValues, .name2 = "thread._local", .getset = local_getset,
                              .fill = [](Slots& s, Runtime&) { s.make = local_make, s.get_attribute = local_get, s.set_attribute = local_set; }, .dict_field = field_offset(&Local::dict)};
  static constexpr TypeSpec handle{.name = "_thread._ThreadHandle", .layout = layout_of<Handle>, .methods = handle_methods, .getset = handle_getset,
                                   .fill = [](Slots& s, Runtime&) { s.repr = handle_repr; s.make = plain_make<Handle>; }};
  lock_type = make_builtin_type(rt, lock);
  local_type = make_builtin_type(rt, local);
  bool ok = module_add(thread, module, "LockType", Value(Ref(lock_type))) && module_add(thread, module, "_local", Value(Ref(local_type)));
  if (ok && locks_are_native_kind(rt.release)) {
    handle_type = make_builtin_type(rt, handle);
    ok = module_add(thread, module, "lock", Value(Ref(lock_type))) && module_add(thread, module, "_ThreadHandle", Value(Ref(handle_type)));
  }
  if (ok && rt.release.since(3, 8)) {
    Type* hook = make_struct_type(rt, "_thread._ExceptHookArgs", {"exc_type", "exc_value", "exc_traceback", "thread"}, 4, true);
    ok = module_add(thread, module, "_ExceptHookArgs", Value(Ref(hook)));
  }
  if (ok && rt.release.since(3, 2)) {
    rlock_type = make_builtin_type(rt, rlock);
    ok = module_add(thread, module, "RLock", Value(Ref(rlock_type))) && module_add(thread, module, "TIMEOUT_MAX", Value::of(9223372036.0));
  }
  if (!ok) return false;
  if (rt.release.since(3, 3)) return module_add(thread, module, "error", Value(Ref(rt.exc.RuntimeError)));
  Value name = native_str(thread, "error"), space = make_dict(thread), bases = make_tuple(thread, {Ref(rt.exc.Exception)}), home = native_str(thread, rt.python2() ? "thread" : "_thread");
  return dict_set(thread, as<Dict>(space), rt.names.module__, home) && module_add(thread, module, "error", call(thread, Ref(rt.types.type), name, bases, space));
}

}  // namespace

void wait_for_threads(Thread& thread) {
  Value module(dict_get(thread, as<Dict>(thread.rt.modules), "threading")), key = native_intern(thread, "_shutdown");
  if (!module || module.is_none()) return;
  Value function = find_attribute(thread, module, key);
  if (function && call(thread, function)) return;
  if (thread.has_error()) write_unraisable(thread, function ? function : module);
}

extern const ModuleSpec thread_module, thread_module_2;
const ModuleSpec thread_module{.name = "_thread", .methods = rows, .fill = fill, .releases = py3};
const ModuleSpec thread_module_2{.name = "thread", .methods = rows, .fill = fill, .releases = py2};

}  // namespace xvm
