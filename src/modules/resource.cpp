// resource: limits and use of what the system gives.
#include <sys/resource.h>
#include <unistd.h>

#include "modules/iterator_struct.h"
#include "modules/new_class.h"
#include "modules/posix.h"
#include "modules/system_arguments.h"
#include "objects/struct_sequence.h"
#include "vm/import_system.h"

namespace xvm {

namespace {

bool errors_are_os_errors(const Release& r) { return r.since(3, 3); }

struct Made {
  Type* usage = nullptr;
  Value error;
};
Made& made = *new Made;   // never destroyed: what it holds may be gone before

ErrorSet fail(Thread& thread) {
  if (errors_are_os_errors(thread.rt.release)) return raise_os(thread);
  return raise_errno(thread, &as<Type>(made.error), errno, {});
}

Value seconds(const timeval& t) { return Value::of(static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6); }

}  // namespace

Value usage_value(Thread& thread, const rusage& u) {
  if (!import_native(thread, "resource", false)) return Value();   // which has the type
  std::vector<Value> values;
  values.push_back(seconds(u.ru_utime));
  values.push_back(seconds(u.ru_stime));
  for (long n : {u.ru_maxrss, u.ru_ixrss, u.ru_idrss, u.ru_isrss, u.ru_minflt, u.ru_majflt, u.ru_nswap, u.ru_inblock, u.ru_oublock, u.ru_msgsnd, u.ru_msgrcv, u.ru_nsignals, u.ru_nvcsw, u.ru_nivcsw})
    values.push_back(make_int(thread, n));
  return make_struct(thread, made.usage, std::move(values));
}

namespace {

Value getrusage_(Thread& thread, Ref, Args args) {
  int who = 0;
  rusage u{};
  if (!int_argument(thread, args[0], who)) return error_set;
  if (::getrusage(static_cast<__rusage_who_t>(who), &u) < 0) return errno == EINVAL ? Value(raise_value_error(thread, "invalid who parameter")) : Value(fail(thread));
  return usage_value(thread, u);
}

bool resource_argument(Thread& thread, Ref v, int& out) {
  if (!int_argument(thread, v, out)) return false;
  return (out >= 0 && out < RLIM_NLIMITS) || raise_value_error(thread, "invalid resource specified");
}
bool limit_argument(Thread& thread, Ref v, rlim_t& out) {
  if (!is_int(v) && (thread.rt.release.until(3, 9) || !type_of(thread, v)->slots.as_index)) {
    int ignored = 0;
    return int_argument(thread, v, ignored);
  }
  std::int64_t number = 0;
  Value index = as_index(thread, v);
  if (!index) return false;
  if (!int_fits(index, number)) return raise_overflow(thread, "Python int too large to convert to C long");
  out = static_cast<rlim_t>(number);
  return true;
}
bool limits_argument(Thread& thread, Ref v, rlimit& limits) {
  Value pair = to_tuple(thread, v);
  if (!pair) return false;
  if (as<Tuple>(pair).length != 2) return raise_value_error(thread, "expected a tuple of 2 integers");
  return limit_argument(thread, as<Tuple>(pair)[0], limits.rlim_cur) && limit_argument(thread, as<Tuple>(pair)[1], limits.rlim_max);
}
Value limits_value(Thread& thread, const rlimit& limits) {
  Value now = make_int(thread, static_cast<std::int64_t>(limits.rlim_cur)), most = make_int(thread, static_cast<std::int64_t>(limits.rlim_max));
  return make_tuple(thread, {now.ref(), most.ref()});
}
// What went wrong with setting: EINVAL and EPERM have words of their own.
Value set_failed(Thread& thread) {
  if (errno == EINVAL) return raise_value_error(thread, "current limit exceeds maximum limit");
  if (errno == EPERM) return raise_value_error(thread, "not allowed to raise maximum limit");
  return fail(thread);
}

Value getrlimit_(Thread& thread, Ref, Args args) {
  int which = 0;
  rlimit limits{};
  if (!resource_argument(thread, args[0], which)) return error_set;
  return ::getrlimit(static_cast<__rlimit_resource_t>(which), &limits) < 0 ? Value(fail(thread)) : limits_value(thread, limits);
}
Value setrlimit_(Thread& thread, Ref, Args args) {
  int which = 0;
  rlimit limits{};
  if (!resource_argument(thread, args[0], which) || !limits_argument(thread, args[1], limits)) return error_set;
  return ::setrlimit(static_cast<__rlimit_resource_t>(which), &limits) < 0 ? set_failed(thread) : none_value();
}
Value prlimit_(Thread& thread, Ref, Args args) {
  int process = 0, which = 0;
  rlimit old{}, limits{};
  if (!int_argument(thread, args[0], process) || !resource_argument(thread, args[1], which)) return error_set;
  bool sets = args[2] && !args[2].is_none();
  if (sets && !limits_argument(thread, args[2], limits)) return error_set;
  if (::prlimit(process, static_cast<__rlimit_resource>(which), sets ? &limits : nullptr, &old) < 0)
    return errno == EINVAL ? Value(raise_value_error(thread, "current limit exceeds maximum limit")) : Value(fail(thread));
  return limits_value(thread, old);
}
Value getpagesize_(Thread& thread, Ref, Args) { return make_int(thread, ::sysconf(_SC_PAGESIZE)); }

constexpr Method rows[] = {
    {"getpagesize()", getpagesize_},
    {"getrlimit(resource, /)", getrlimit_},
    {"getrusage(who, /)", getrusage_},
    {"prlimit(pid, resource, limits=None, /)", prlimit_, since(3, 4)},
    {"setrlimit(resource, limits, /)", setrlimit_},
};
constexpr ConstantRow constants[] = {
    {"RLIMIT_AS", 9}, {"RLIMIT_CORE", 4}, {"RLIMIT_CPU", 0}, {"RLIMIT_DATA", 2}, {"RLIMIT_FSIZE", 1}, {"RLIMIT_MEMLOCK", 8}, {"RLIMIT_MSGQUEUE", 12, since(3, 4)},
    {"RLIMIT_NICE", 13, since(3, 4)}, {"RLIMIT_NOFILE", 7}, {"RLIMIT_NPROC", 6}, {"RLIMIT_OFILE", 7}, {"RLIMIT_RSS", 5}, {"RLIMIT_RTPRIO", 14, since(3, 4)},
    {"RLIMIT_RTTIME", 15, since(3, 4)}, {"RLIMIT_SIGPENDING", 11, since(3, 4)}, {"RLIMIT_STACK", 3}, {"RLIM_INFINITY", -1}, {"RUSAGE_CHILDREN", -1}, {"RUSAGE_SELF", 0},
    {"RUSAGE_THREAD", 1, since(3, 2)},
};

bool fill(Thread& thread, Module& module) {
  Runtime& rt = thread.rt;
  made.usage = make_struct_type(rt, "resource.struct_rusage",
                                {"ru_utime", "ru_stime", "ru_maxrss", "ru_ixrss", "ru_idrss", "ru_isrss", "ru_minflt", "ru_majflt", "ru_nswap", "ru_inblock", "ru_oublock", "ru_msgsnd", "ru_msgrcv",
                                 "ru_nsignals", "ru_nvcsw", "ru_nivcsw"}, 16, true);
  made.error.take();   // what another runtime left is gone with it
  made.error = errors_are_os_errors(rt.release) ? Value(rt.exc.OSError) : new_class(thread, "resource", "error", rt.exc.Exception);
  return made.error && module_add(thread, module, "error", made.error) && module_add_type(thread, module, made.usage) && module_add_constants(thread, module, constants);
}

}  // namespace

extern const ModuleSpec resource_module;
const ModuleSpec resource_module{.name = "resource", .methods = rows, .fill = fill};

}  // namespace xvm
