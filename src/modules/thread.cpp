// thread (2.x) and _thread: locks and the identity of the one thread that runs.
#include <unistd.h>

#include "modules/iterator_struct.h"
#include "modules/system_arguments.h"
#include "objects/dict.h"
#include "vm/limits.h"
#include "vm/shape.h"

namespace xvm {

namespace {

bool locks_are_native_kind(const Release& r) { return r.since(3, 13); }

struct Lock : Object {
  XVM_OBJECT("lock")
  bool locked = false;
  void traverse(Visitor&) {}
  void clear() {}
};
struct RLock : Object {
  XVM_OBJECT("RLock")
  std::int64_t count = 0;
  void traverse(Visitor&) {}
  void clear() {}
};

Type *lock_type = nullptr, *rlock_type = nullptr, *local_type = nullptr;

template <class T>
Value plain_make(Thread&, Type* type, Args) {
  T* object = allocate<T>(type);
  track(object);
  return own(object);
}

// There is one thread: who waits for a lock that it holds itself would wait for ever, as in CPython.
Value lock_acquire(Thread& thread, Ref self, Args args) {
  int blocking = args[0] ? truth(thread, args[0]) : 1;
  double timeout = -1;
  if (blocking < 0 || (args.size() > 1 && args[1] && !as_double(thread, args[1], timeout))) return error_set;
  if (!blocking && timeout != -1) return raise_value_error(thread, "can't specify a timeout for a non-blocking call");
  if (timeout < 0 && timeout != -1) return raise_value_error(thread, "timeout value must be {}", thread.rt.release.since(3, 11) ? "a non-negative number" : "positive");
  Lock& lock = as<Lock>(self);
  if (!lock.locked) return lock.locked = true, Value::of(true);
  if (!blocking) return Value::of(false);
  if (timeout < 0) return raise(thread, thread.rt.exc.RuntimeError, "deadlock: the only thread waits for a lock that it holds");
  if (!in_sandbox) usleep(static_cast<useconds_t>(timeout < 60 ? timeout * 1e6 : 6e7));
  return Value::of(false);
}
Value lock_release(Thread& thread, Ref self, Args) {
  if (!std::exchange(as<Lock>(self).locked, false)) {
    Type* error = thread.rt.release.since(3, 3) ? thread.rt.exc.RuntimeError : nullptr;
    if (error) return raise(thread, error, "release unlocked lock");
    Value module(dict_get(thread, as<Dict>(thread.rt.modules), thread.rt.python2() ? "thread" : "_thread")), key = native_intern(thread, "error");
    Value type = module ? get_attribute(thread, module, key) : Value();
    return is<Type>(type) ? Value(raise(thread, &as<Type>(type), "release unlocked lock")) : Value();
  }
  return none_value();
}
Value lock_locked(Thread&, Ref self, Args) { return Value::of(as<Lock>(self).locked); }
Value lock_exit(Thread& thread, Ref self, Args) { return lock_release(thread, self, {}); }
Value lock_enter(Thread& thread, Ref self, Args) { return lock_acquire(thread, self, Borrowed<2>(Ref(), Ref()).args()); }
Value lock_repr(Thread& thread, Ref self) {
  return native_str(thread, fmt::format("<{} {} object at {:#x}>", as<Lock>(self).locked ? "locked" : "unlocked", type_name(thread, self), self.raw() & 0xffffffffffff));
}

Value rlock_acquire(Thread&, Ref self, Args) { return ++as<RLock>(self).count, Value::of(true); }
Value rlock_release(Thread& thread, Ref self, Args) {
  if (as<RLock>(self).count == 0) return raise(thread, thread.rt.exc.RuntimeError, "cannot release un-acquired lock");
  --as<RLock>(self).count;
  return none_value();
}
Value rlock_owned(Thread&, Ref self, Args) { return Value::of(as<RLock>(self).count > 0); }
Value rlock_repr(Thread& thread, Ref self) {
  const RLock& lock = as<RLock>(self);
  return native_str(thread, fmt::format("<{} {} object owner={} count={} at {:#x}>", lock.count ? "locked" : "unlocked", type_name(thread, self), lock.count ? thread.id : 0, lock.count, self.raw() & 0xffffffffffff));
}

Value allocate_lock(Thread& thread, Ref, Args) { return plain_make<Lock>(thread, lock_type, {}); }
Value get_ident(Thread& thread, Ref, Args) { return make_unsigned(thread, thread.id); }
Value get_native_id(Thread& thread, Ref, Args) { return make_int(thread, gettid()); }
Value zero(Thread&, Ref, Args) { return Value::small(0); }
Value nothing(Thread&, Ref, Args) { return none_value(); }
Value yes(Thread&, Ref, Args) { return Value::of(true); }
Value start_new(Thread& thread, Ref, Args args) {
  if (!is_callable(thread, args[0])) return raise_type_error(thread, "first arg must be callable");
  return raise(thread, thread.rt.exc.RuntimeError, "can't start new thread");
}
Value thread_exit(Thread& thread, Ref, Args) { return raise_class(thread, thread.rt.exc.SystemExit); }
Value interrupt_main(Thread& thread, Ref, Args) { return raise_class(thread, thread.rt.exc.KeyboardInterrupt); }

#define XVM_LOCK_ROWS(acquire, release, enter, exit)                                    \
  {"__enter__(self)", enter}, {"__exit__(self, type, value, traceback, /)", exit},       \
  {"acquire(self, blocking=True)", acquire, until(3, 1)}, {"acquire(self, blocking=True, timeout=-1)", acquire, since(3, 2)}, \
  {"release(self)", release}
constexpr Method lock_methods[] = {
    XVM_LOCK_ROWS(lock_acquire, lock_release, lock_enter, lock_exit),
    {"acquire_lock(self, blocking=True, timeout=-1)", lock_acquire},
    {"locked(self)", lock_locked},
    {"locked_lock(self)", lock_locked},
    {"release_lock(self)", lock_release},
};
constexpr Method rlock_methods[] = {XVM_LOCK_ROWS(rlock_acquire, rlock_release, rlock_acquire, rlock_release), {"_is_owned(self)", rlock_owned}};

constexpr Method rows[] = {
    {"_count()", zero, between(2, 7, 2, 7)},
    {"_count()", zero, since(3, 2)},
    {"_get_main_thread_ident()", get_ident, since(3, 13)},
    {"_is_main_interpreter()", yes, since(3, 12)},
    {"_set_sentinel()", allocate_lock, between(3, 4, 3, 12)},
    {"_shutdown()", nothing, since(3, 13)},
    {"allocate()", allocate_lock},
    {"allocate_lock()", allocate_lock},
    {"daemon_threads_allowed()", yes, since(3, 12)},
    {"exit()", thread_exit},
    {"exit_thread()", thread_exit},
    {"get_ident()", get_ident},
    {"get_native_id()", get_native_id, since(3, 8)},
    {"interrupt_main()", interrupt_main},
    {"stack_size(size=0, /)", zero},
    {"start_new(function, args, kwargs=None, /)", start_new},
    {"start_new_thread(function, args, kwargs=None, /)", start_new},
};

bool fill(Thread& thread, Module& module) {
  Runtime& rt = thread.rt;
  static constexpr TypeSpec lock{.name = "_thread.lock", .layout = layout_of<Lock>, .flags = HasWeakrefs, .name2 = "thread.lock", .methods = lock_methods,
                                 .fill = [](Slots& s, Runtime& r) { s.repr = lock_repr; if (locks_are_native_kind(r.release)) s.make = plain_make<Lock>; }};
  static constexpr TypeSpec rlock{.name = "_thread.RLock", .layout = layout_of<RLock>, .flags = BaseType | HasWeakrefs, .methods = rlock_methods,
                                  .fill = [](Slots& s, Runtime&) { s.repr = rlock_repr; s.make = plain_make<RLock>; }};
  static constexpr TypeSpec local{.name = "_thread._local", .layout = layout_of<Instance>, .flags = BaseType | HasWeakrefs | InstancesHaveDict, .name2 = "thread._local",
                                  .fill = [](Slots& s, Runtime&) { s.make = plain_make<Instance>; }};
  lock_type = make_builtin_type(rt, lock);
  local_type = make_builtin_type(rt, local);
  bool ok = module_add(thread, module, "LockType", Value(Ref(lock_type))) && module_add(thread, module, "_local", Value(Ref(local_type)));
  if (ok && locks_are_native_kind(rt.release)) ok = module_add(thread, module, "lock", Value(Ref(lock_type)));
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

extern const ModuleSpec thread_module, thread_module_2;
const ModuleSpec thread_module{.name = "_thread", .methods = rows, .fill = fill, .releases = py3};
const ModuleSpec thread_module_2{.name = "thread", .methods = rows, .fill = fill, .releases = py2};

}  // namespace xvm
