// time.
#include <pthread.h>
#include <time.h>

#include <cerrno>
#include <cmath>

#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/struct_sequence.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/argument_words.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/import.h"
#include "vm/limits.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/gil.h"
#include "vm/signals.h"
#include "vm/signature.h"

namespace xvm {

namespace {

Type* struct_time = nullptr;

bool sleeps_by_int(const Release& r) { return r.since(3, 5); }
bool reads_doubles(const Release& r) { return r.python2(); }             // where seconds since the epoch are meant
bool names_reader_of_tuple(const Release& r) { return r.since(3, 7); }   // in the error of a wrong length
bool completes_years(const Release& r) { return r.python2(); }
bool shows_zone_fields(const Release& r) { return r.since(3, 3); }

std::int64_t nanoseconds(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}
template <int clock>
Value clock_seconds(Thread&, Ref, Args) { return Value::of(static_cast<double>(nanoseconds(clock)) / 1e9); }
template <int clock>
Value clock_nanoseconds(Thread& thread, Ref, Args) { return make_int(thread, nanoseconds(clock)); }

Value time_sleep(Thread& thread, Ref, Args args) {
  double seconds = 0;
  int whole = 0;
  if (sleeps_by_int(thread.rt.release) && !is_float(args[0]) && !is_int(args[0])) {
    if (!int_argument(thread, args[0], whole)) return error_set;
    seconds = whole;
  } else if (!as_double(thread, args[0], seconds)) {
    return error_set;
  }
  if (std::isnan(seconds)) return raise_value_error(thread, "Invalid value NaN (not a number)");
  if (seconds < 0) {
    if (thread.rt.release.since(3, 3)) return raise_value_error(thread, "sleep length must be non-negative");
    return raise_errno(thread, thread.rt.exc.IOError, EINVAL, {});
  }
  timespec left{static_cast<time_t>(seconds), static_cast<long>(std::fmod(seconds, 1.0) * 1e9)};
  auto sleep = [&] {
    Unlocked unlocked(thread);
    return nanosleep(&left, &left);
  };
  while (!in_sandbox && sleep() != 0 && errno == EINTR) {
    if (!run_signal_handlers(thread)) return error_set;
    if (!thread.rt.release.since(3, 5)) break;   // a signal ended it; PEP 475
  }
  return none_value();
}

Value from_tm(Thread& thread, const tm& t, std::int64_t year) {
  int weekday = (t.tm_wday + 6) % 7;
  std::vector<Value> v;
  v.push_back(make_int(thread, year));
  for (int field : {t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, weekday, t.tm_yday + 1, t.tm_isdst}) v.push_back(Value::small(field));
  if (shows_zone_fields(thread.rt.release)) {
    v.push_back(native_str(thread, t.tm_zone ? t.tm_zone : ""));
    v.push_back(make_int(thread, t.tm_gmtoff));
  }
  return make_struct(thread, struct_time, std::move(v));
}

bool seconds_argument(Thread& thread, Ref v, time_t& out) {
  if (!v || v.is_none()) return out = time(nullptr), true;
  if (is_float(v) || reads_doubles(thread.rt.release)) {
    double given = 0;
    if (!as_double(thread, v, given)) return false;
    double floor = std::floor(given);
    if (reads_doubles(thread.rt.release)) {
      if (std::isnan(floor)) return raise_errno(thread, thread.rt.exc.ValueError, EOVERFLOW, {});
      if (std::fabs(floor) > 9.2e18) return raise_value_error(thread, "timestamp out of range for platform time_t");
    }
    if (std::isnan(floor)) return raise_value_error(thread, "Invalid value NaN (not a number)");
    if (std::fabs(floor) > 9.2e18) return raise_overflow(thread, "timestamp out of range for platform time_t");
    out = static_cast<time_t>(floor);
    return true;
  }
  std::int64_t seconds = 0;
  int narrow = 0;
  if (!is_int(v)) {
    if (!int_argument(thread, v, narrow)) return false;
    seconds = narrow;
  } else if (!int_fits(v, seconds)) {
    return raise_overflow(thread, "timestamp out of range for platform time_t");
  }
  out = seconds;
  return true;
}

template <bool local>
Value broken_down(Thread& thread, Ref, Args args) {
  time_t seconds = 0;
  tm t{};
  if (!seconds_argument(thread, args[0], seconds)) return error_set;
  if (!(local ? localtime_r(&seconds, &t) : gmtime_r(&seconds, &t))) return raise_errno(thread, errno ? errno : EOVERFLOW, {});
  return from_tm(thread, t, std::int64_t{t.tm_year} + 1900);
}

bool to_tm(Thread& thread, Ref v, tm& out, const char* reader) {
  Value items(v);
  if (is<List>(v) && thread.rt.python2()) {
    items = to_tuple(thread, v);
    if (!items) return false;
  }
  if (!is<Tuple>(items)) {
    if (thread.rt.python2()) return raise_type_error(thread, "argument must be 9-item sequence, not {}", argument_type(thread, v));
    return raise_type_error(thread, "Tuple or struct_time argument required");
  }
  const Tuple& t = as<Tuple>(items);
  if (t.length != 9) {
    if (thread.rt.python2()) return raise_type_error(thread, "argument must be sequence of length 9, not {}", t.length);
    if (names_reader_of_tuple(thread.rt.release)) return raise_type_error(thread, "{}(): illegal time tuple argument", reader);
    return raise_type_error(thread, "function takes exactly 9 arguments ({} given)", t.length);
  }
  std::int64_t f[9];
  for (std::size_t i = 0; i < 9; ++i) {
    int narrow = 0;
    if (!is_int(t[i]) ? !int_argument(thread, t[i], narrow) : !as_int64(thread, t[i], f[i])) return false;
    if (!is_int(t[i])) f[i] = narrow;
  }
  if (completes_years(thread.rt.release) && f[0] < 1900) {   // accept2dyear
    if (f[0] < 0 || f[0] > 99) return raise_value_error(thread, "year out of range");
    f[0] += f[0] < 69 ? 2000 : 1900;
  }
  out = tm{};
  if (f[0] - 1900 > 2147483647 || f[0] - 1900 < -2147483648LL) return raise_overflow(thread, "year out of range");
  out.tm_year = static_cast<int>(f[0] - 1900), out.tm_mon = static_cast<int>(f[1] - 1), out.tm_mday = static_cast<int>(f[2]), out.tm_hour = static_cast<int>(f[3]);
  out.tm_min = static_cast<int>(f[4]), out.tm_sec = static_cast<int>(f[5]), out.tm_wday = static_cast<int>((f[6] + 1) % 7), out.tm_yday = static_cast<int>(f[7] - 1), out.tm_isdst = static_cast<int>(f[8]);
  return true;
}
bool check_tm(Thread& thread, tm& t) {
  if (t.tm_mon == -1) t.tm_mon = 0;
  if (t.tm_mday == 0) t.tm_mday = 1;
  if (t.tm_yday == -1) t.tm_yday = 0;
  auto bad = [&](const char* what) { return raise(thread, thread.rt.exc.ValueError, what); };
  if (t.tm_mon < 0 || t.tm_mon > 11) return bad("month out of range");
  if (t.tm_mday < 0 || t.tm_mday > 31) return bad("day of month out of range");
  if (t.tm_hour < 0 || t.tm_hour > 23) return bad("hour out of range");
  if (t.tm_min < 0 || t.tm_min > 59) return bad("minute out of range");
  if (t.tm_sec < 0 || t.tm_sec > 61) return bad("seconds out of range");
  if (t.tm_wday < 0) return bad("day of week out of range");
  if (t.tm_yday < 0 || t.tm_yday > 365) return bad("day of year out of range");
  return true;
}

Value now_tuple(Thread& thread, Ref given) {
  if (given) return Value(given);
  return broken_down<true>(thread, {}, Borrowed<1>(Ref()).args());
}

Value asctime_of(Thread& thread, const tm& t) {
  static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return native_str(thread, fmt::format("{} {}{:>3} {:02}:{:02}:{:02} {}", days[t.tm_wday % 7], months[t.tm_mon], t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, std::int64_t{t.tm_year} + 1900));
}
Value time_asctime(Thread& thread, Ref, Args args) {
  tm t;
  Value given = now_tuple(thread, args[0]);
  return given && to_tm(thread, given, t, "asctime") && check_tm(thread, t) ? asctime_of(thread, t) : Value();
}
Value time_ctime(Thread& thread, Ref, Args args) {
  time_t seconds = 0;
  tm t{};
  if (!seconds_argument(thread, args[0], seconds) || !localtime_r(&seconds, &t)) return error_set;
  return asctime_of(thread, t);
}
Value time_mktime(Thread& thread, Ref, Args args) {
  tm t;
  if (!to_tm(thread, args[0], t, "mktime")) return error_set;
  t.tm_wday = -1;
  time_t seconds = mktime(&t);
  if (seconds == -1 && t.tm_wday == -1) return raise_overflow(thread, "mktime argument out of range");
  return Value::of(static_cast<double>(seconds));
}
Value time_strftime(Thread& thread, Ref, Args args) {
  if (!is_native_str(thread, args[0]) && !is<Text>(args[0])) return raise_type_error(thread, "strftime() argument 1 must be {}, not {}", thread.rt.python2() ? "string" : "str", argument_type(thread, args[0]));
  tm t;
  Value given = now_tuple(thread, args[1]);
  if (!given || !to_tm(thread, given, t, "strftime") || !check_tm(thread, t)) return error_set;
  std::string format = native_utf8(args[0]), out(256, '\0');
  if (format.empty()) return native_str(thread, "");
  time_t zone_seconds = 0;
  tm zone{};
  if (localtime_r(&zone_seconds, &zone)) t.tm_zone = zone.tm_zone, t.tm_gmtoff = zone.tm_gmtoff;
  std::string own_zone;
  if (type_of(thread, given) == struct_time && shows_zone_fields(thread.rt.release)) {
    Value name = native_intern(thread, "tm_zone"), field = get_attribute(thread, given, name);
    if (!field) return error_set;
    if (is<Text>(field)) own_zone = native_utf8(field), t.tm_zone = own_zone.c_str();
  }
  while (true) {
    std::size_t size = strftime(out.data(), out.size(), format.c_str(), &t);
    if (size || out.size() > 256 * format.size()) {
      out.resize(size);
      return native_str(thread, out);
    }
    out.resize(out.size() * 2);
  }
}
Value time_strptime(Thread& thread, Ref, Args args) {
  Value module = import_module(thread, "_strptime"), key = native_intern(thread, thread.rt.release.since(2, 6) && thread.rt.release.since(3, 0) ? "_strptime_time" : thread.rt.release.since(2, 6) ? "_strptime_time" : "strptime");
  Value function = module ? get_attribute(thread, module, key) : Value();
  return function ? call(thread, function, args) : Value();
}
// timezone, altzone, daylight and tzname as the process has them now.
bool add_zone(Thread& thread, Module& module) {
  tzset();
  Value standard = native_str(thread, tzname[0]), summer = native_str(thread, tzname[1]);
  return module_add(thread, module, "timezone", make_int(thread, timezone)) &&
         module_add(thread, module, "altzone", make_int(thread, daylight ? timezone - 3600 : timezone)) &&
         module_add(thread, module, "daylight", Value::small(daylight)) &&
         module_add(thread, module, "tzname", make_tuple(thread, {standard.ref(), summer.ref()}));
}
Value time_tzset(Thread& thread, Ref self, Args) {
  Module* module = try_as<Module>(self);
  return !module || add_zone(thread, *module) ? none_value() : Value();
}

Value time_clock_gettime(Thread& thread, Ref, Args args) {
  int clock = 0;
  timespec now;
  if (!int_argument(thread, args[0], clock)) return error_set;
  if (clock_gettime(clock, &now) != 0) return raise_errno(thread, errno, {});
  return Value::of(static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9);
}
Value time_clock_gettime_ns(Thread& thread, Ref, Args args) {
  int clock = 0;
  timespec now;
  if (!int_argument(thread, args[0], clock)) return error_set;
  if (clock_gettime(clock, &now) != 0) return raise_errno(thread, errno, {});
  return make_int(thread, std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec);
}
bool set_clock(Thread& thread, int clock, std::int64_t nanoseconds) {
  std::int64_t rest = nanoseconds % 1'000'000'000;
  timespec to{nanoseconds / 1'000'000'000 - (rest < 0), static_cast<long>(rest < 0 ? rest + 1'000'000'000 : rest)};
  return clock_settime(clock, &to) == 0 || raise_errno(thread, errno, {});
}
Value time_clock_settime(Thread& thread, Ref, Args args) {
  int clock = 0;
  double seconds = 0;
  if (!int_argument(thread, args[0], clock)) return error_set;
  if (!args[1].is_double() && !is_int(args[1])) {
    int ignored = 0;
    return int_argument(thread, args[1], ignored) ? Value(raise_type_error(thread, "an integer is required")) : Value();
  }
  if (!as_double(thread, args[1], seconds)) return error_set;
  if (std::isnan(seconds)) return raise_value_error(thread, "Invalid value NaN (not a number)");
  if (std::fabs(seconds) > 9223372036.0) return raise_overflow(thread, "timestamp too large to convert to C _PyTime_t");
  return set_clock(thread, clock, static_cast<std::int64_t>(std::floor(seconds * 1e9))) ? none_value() : Value();
}
Value time_clock_settime_ns(Thread& thread, Ref, Args args) {
  int clock = 0;
  std::int64_t nanoseconds = 0;
  if (!int_argument(thread, args[0], clock)) return error_set;
  if (!is_int(args[1])) return raise_type_error(thread, "expect int, got {}", type_name(thread, args[1]));
  if (!int_fits(args[1], nanoseconds)) return raise_overflow(thread, "int too big to convert");
  return set_clock(thread, clock, nanoseconds) ? none_value() : Value();
}
Value time_thread_clock(Thread& thread, Ref, Args args) {
  if (!is_int(args[0])) return raise_type_error(thread, "pthread_getcpuclockid() argument 1 must be int, not {}", argument_type(thread, args[0]));
  clockid_t clock = 0;
  std::int64_t id = 0;
  if (!int_fits(args[0], id) || static_cast<std::uint64_t>(id) != thread.id) return raise_errno(thread, ESRCH, {});   // only one's own is known here
  if (int error = pthread_getcpuclockid(pthread_self(), &clock)) return raise_errno(thread, error, {});
  return Value::small(clock);
}
Value time_clock_getres(Thread& thread, Ref, Args args) {
  int clock = 0;
  timespec step;
  if (!int_argument(thread, args[0], clock)) return error_set;
  if (clock_getres(clock, &step) != 0) return raise_errno(thread, errno, {});
  return Value::of(static_cast<double>(step.tv_sec) + static_cast<double>(step.tv_nsec) * 1e-9);
}
Value time_get_clock_info(Thread& thread, Ref, Args args) {
  if (!is<Text>(args[0])) return raise_type_error(thread, "get_clock_info() argument 1 must be str, not {}", argument_type(thread, args[0]));
  std::string name = native_utf8(args[0]);
  const char* implementation = name == "time" ? "clock_gettime(CLOCK_REALTIME)" : name == "process_time" ? "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)" : name == "thread_time" ? "clock_gettime(CLOCK_THREAD_CPUTIME_ID)" : "clock_gettime(CLOCK_MONOTONIC)";
  if (name != "time" && name != "monotonic" && name != "perf_counter" && name != "process_time" && name != "thread_time") return raise_value_error(thread, "unknown clock");
  Value dict = make_dict(thread);
  Dict& d = as<Dict>(dict);
  bool ok = dict_set(thread, d, "implementation", native_str(thread, implementation)) && dict_set(thread, d, "monotonic", Ref::from_bool(name != "time")) &&
            dict_set(thread, d, "adjustable", Ref::from_bool(name == "time")) && dict_set(thread, d, "resolution", Value::of(1e-9));
  return ok ? make_simple_namespace(thread, dict) : Value();
}

constexpr Method rows[] = {
    {"asctime(tuple=None, /)", time_asctime},
    {"clock()", clock_seconds<CLOCK_PROCESS_CPUTIME_ID>, until(3, 7)},
    {"clock_getres(clk_id, /)", time_clock_getres, since(3, 3)},
    {"clock_gettime(clk_id, /)", time_clock_gettime, since(3, 3)},
    {"clock_settime(clk_id, time, /)", time_clock_settime, since(3, 3)},
    {"clock_settime_ns(clk_id, time, /)", time_clock_settime_ns, since(3, 7)},
    {"pthread_getcpuclockid(thread_id, /)", time_thread_clock, since(3, 7)},
    {"clock_gettime_ns(clk_id, /)", time_clock_gettime_ns, since(3, 7)},
    {"ctime(seconds=None, /)", time_ctime},
    {"get_clock_info(name, /)", time_get_clock_info, since(3, 3)},
    {"gmtime(seconds=None, /)", broken_down<false>},
    {"localtime(seconds=None, /)", broken_down<true>},
    {"mktime(tuple, /)", time_mktime},
    {"monotonic()", clock_seconds<CLOCK_MONOTONIC>, since(3, 3)},
    {"monotonic_ns()", clock_nanoseconds<CLOCK_MONOTONIC>, since(3, 7)},
    {"perf_counter()", clock_seconds<CLOCK_MONOTONIC>, since(3, 3)},
    {"perf_counter_ns()", clock_nanoseconds<CLOCK_MONOTONIC>, since(3, 7)},
    {"process_time()", clock_seconds<CLOCK_PROCESS_CPUTIME_ID>, since(3, 3)},
    {"process_time_ns()", clock_nanoseconds<CLOCK_PROCESS_CPUTIME_ID>, since(3, 7)},
    {"sleep(seconds, /)", time_sleep},
    {"strftime(format, tuple=None, /)", time_strftime},
    {"strptime(string, format, /)", time_strptime, always, Method::Raw},
    {"thread_time()", clock_seconds<CLOCK_THREAD_CPUTIME_ID>, since(3, 7)},
    {"thread_time_ns()", clock_nanoseconds<CLOCK_THREAD_CPUTIME_ID>, since(3, 7)},
    {"time()", clock_seconds<CLOCK_REALTIME>},
    {"time_ns()", clock_nanoseconds<CLOCK_REALTIME>, since(3, 7)},
    {"tzset()", time_tzset},
};

bool fill(Thread& thread, Module& module) {
  std::vector<const char*> fields = {"tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst"};
  if (shows_zone_fields(thread.rt.release)) fields.push_back("tm_zone"), fields.push_back("tm_gmtoff");
  struct_time = make_struct_type(thread.rt, "time.struct_time", fields, 9, true);
  bool ok = module_add(thread, module, "struct_time", Value(Ref(struct_time))) && add_zone(thread, module);
  if (ok && thread.rt.release.until(3, 2)) ok = module_add(thread, module, "accept2dyear", Value::small(1));
  if (ok && thread.rt.release.since(3, 3)) ok = module_add(thread, module, "_STRUCT_TM_ITEMS", Value::small(11));
  struct Row { const char* name; int id; Range releases; };
  for (auto [name, id, releases] : {Row{"CLOCK_REALTIME", CLOCK_REALTIME, since(3, 3)}, Row{"CLOCK_MONOTONIC", CLOCK_MONOTONIC, since(3, 3)}, Row{"CLOCK_MONOTONIC_RAW", CLOCK_MONOTONIC_RAW, since(3, 3)},
                                    Row{"CLOCK_PROCESS_CPUTIME_ID", CLOCK_PROCESS_CPUTIME_ID, since(3, 3)}, Row{"CLOCK_THREAD_CPUTIME_ID", CLOCK_THREAD_CPUTIME_ID, since(3, 3)},
                                    Row{"CLOCK_BOOTTIME", CLOCK_BOOTTIME, since(3, 7)}, Row{"CLOCK_TAI", CLOCK_TAI, since(3, 9)}})
    if (ok && thread.rt.in(releases)) ok = module_add(thread, module, name, Value::small(id));
  return ok;
}

}  // namespace

extern const ModuleSpec time_module;
const ModuleSpec time_module{.name = "time", .methods = rows, .fill = fill};

}  // namespace xvm
