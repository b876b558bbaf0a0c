// datetime, of 2.5 to 3.1, where it is not written in Python: dates, times, both together, durations and time zones.
#include <sys/time.h>

#include <algorithm>
#include <cmath>
#include <ctime>

#include "modules/iterator_struct.h"
#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/float.h"
#include "vm/argument_words.h"
#include "vm/attributes.h"
#include "vm/import.h"
#include "vm/import_system.h"
#include "vm/operators_internal.h"
#include "vm/type_dict.h"

namespace xvm {

namespace {

__extension__ typedef __int128 Wide;   // microseconds: more than 64 bits hold

constexpr int least_year = 1, most_year = 9999, most_days = 999999999, least_strftime_year = 1900;
constexpr std::int64_t day_seconds = 86400, second_micros = 1'000'000;
constexpr Wide day_micros = Wide{day_seconds} * second_micros;

bool knows_fractions(const Release& r) { return r.since(2, 6); }   // %f, and the third item of _strptime

struct Delta : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "datetime.timedelta";
  int days = 0, seconds = 0, micros = 0;   // seconds and micros are never negative
};
// A date, a time of day or both.
struct Moment : Object {
  XVM_OBJECT("datetime.date")
  int year = 1, month = 1, day = 1, hour = 0, minute = 0, second = 0, micro = 0;
  Value zone = none_value();
  void traverse(Visitor& v) { v(zone); }
  void clear() { zone = none; }
};
struct Zone : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "datetime.tzinfo";
};

struct { Type *delta = nullptr, *date = nullptr, *time = nullptr, *datetime = nullptr, *zone = nullptr; } made;

bool is_delta(Ref v) { return is<Delta>(v); }
bool is_a(Ref v, const Type* type) { return is<Moment>(v) && is_subtype(v.object()->type, type); }
bool is_date(Ref v) { return is_a(v, made.date); }
bool is_datetime(Ref v) { return is_a(v, made.datetime); }
bool is_time(Ref v) { return is_a(v, made.time); }
bool is_zone(Ref v) { return v.is_object() && is_subtype(v.object()->type, made.zone); }
Moment& moment(Ref v) { return as<Moment>(v); }

// ---- the calendar

bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }
int days_in_month(int year, int month) {
  static constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : days[month - 1];
}
int days_before_year(int year) {
  int y = year - 1;
  return y * 365 + y / 4 - y / 100 + y / 400;
}
int day_of_year(int year, int month, int day) {
  for (int m = 1; m < month; ++m) day += days_in_month(year, m);
  return day;
}
int ordinal(const Moment& m) { return days_before_year(m.year) + day_of_year(m.year, m.month, m.day); }
constexpr int last_ordinal = 3652059;   // of 9999-12-31
void set_ordinal(int number, Moment& m) {
  int year = number / 366 + 1;
  while (days_before_year(year + 1) < number) ++year;
  int rest = number - days_before_year(year), month = 1;
  while (rest > days_in_month(year, month)) rest -= days_in_month(year, month++);
  m.year = year, m.month = month, m.day = rest;
}
int weekday(const Moment& m) { return (ordinal(m) + 6) % 7; }

// ---- durations

Wide micros_of(const Delta& d) { return Wide{d.days} * day_micros + Wide{d.seconds} * second_micros + d.micros; }

Value delta_value(Thread& thread, Wide micros, Type* type = nullptr) {
  Wide days = micros / day_micros, rest = micros % day_micros;
  if (rest < 0) rest += day_micros, --days;
  if (days > 0x7fffffff || days < -Wide{0x80000000}) return raise_overflow(thread, "Python int too large to convert to C int");
  if (days > most_days || days < -most_days) return raise_overflow(thread, fmt::format("days={}; must have magnitude <= {}", static_cast<int>(days), most_days));
  Delta* d = allocate<Delta>(type ? type : made.delta);
  d->days = static_cast<int>(days), d->seconds = static_cast<int>(rest / second_micros), d->micros = static_cast<int>(rest % second_micros);
  return own(d);
}

bool wide_of(Thread& thread, Ref v, Wide& out) {
  Integer number(v);
  if (mpz_sizeinbase(number.get(), 2) > 90) return raise_overflow(thread, "Python int too large to convert to C int");
  Big low, high;
  mpz_abs(high, number.get());
  mpz_fdiv_r_2exp(low, high, 64);
  mpz_fdiv_q_2exp(high, high, 64);
  out = static_cast<Wide>(mpz_get_ui(high)) << 64 | mpz_get_ui(low);
  if (mpz_sgn(number.get()) < 0) out = -out;
  return true;
}
// Adds a component; what is less than a microsecond goes to `left`.
bool add_component(Thread& thread, Ref v, const char* name, std::int64_t factor, Wide& sum, double& left) {
  if (!v) return true;
  if (is_int(v)) {
    Wide number = 0;
    if (!wide_of(thread, v, number)) return false;
    sum += number * factor;
    return true;
  }
  double number = 0;
  if (!is_float(v)) return raise_type_error(thread, "unsupported type for timedelta {} component: {}", name, type_name(thread, v));
  if (!as_double(thread, v, number)) return false;
  if (std::isnan(number)) return raise_value_error(thread, "cannot convert float NaN to integer");
  if (std::isinf(number)) return raise_overflow(thread, "cannot convert float infinity to integer");
  if (std::fabs(number) > 1e22) return raise_overflow(thread, "Python int too large to convert to C int");
  double whole = 0, part = std::modf(number, &whole);
  sum += static_cast<Wide>(whole) * factor;
  part = std::modf(static_cast<double>(factor) * part, &whole);
  sum += static_cast<Wide>(whole);
  left += part;
  return true;
}
Value delta_make(Thread& thread, Type* type, Args args) {
  Bound<7> a(thread, "__new__(days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0)", args);
  if (!a) return error_set;
  Wide sum = 0;
  double left = 0;
  if (!add_component(thread, a[2], "microseconds", 1, sum, left) || !add_component(thread, a[3], "milliseconds", 1000, sum, left) || !add_component(thread, a[1], "seconds", second_micros, sum, left) ||
      !add_component(thread, a[4], "minutes", 60 * second_micros, sum, left) || !add_component(thread, a[5], "hours", 3600 * second_micros, sum, left) ||
      !add_component(thread, a[0], "days", day_seconds * second_micros, sum, left) || !add_component(thread, a[6], "weeks", 7 * day_seconds * second_micros, sum, left))
    return error_set;
  sum += static_cast<Wide>(std::round(left));
  return delta_value(thread, sum, type);
}
bool nothing_to_init(Thread&, Ref, Args) { return true; }

Value delta_repr(Thread& thread, Ref self) {
  const Delta& d = as<Delta>(self);
  std::string text = fmt::format("{}({}", type_name(thread, self), d.days);
  if (d.micros) text += fmt::format(", {}, {}", d.seconds, d.micros);
  else if (d.seconds) text += fmt::format(", {}", d.seconds);
  return native_str(thread, text + ")");
}
Value delta_str(Thread& thread, Ref self) {
  const Delta& d = as<Delta>(self);
  std::string text = d.days ? fmt::format("{} day{}, ", d.days, d.days == 1 || d.days == -1 ? "" : "s") : "";
  text += fmt::format("{}:{:02}:{:02}", d.seconds / 3600, d.seconds / 60 % 60, d.seconds % 60);
  if (d.micros) text += fmt::format(".{:06}", d.micros);
  return native_str(thread, text);
}
Value delta_state(Thread& thread, const Delta& d) {
  Value days = Value::small(d.days), seconds = Value::small(d.seconds), micros = Value::small(d.micros);
  return make_tuple(thread, {days.ref(), seconds.ref(), micros.ref()});
}
bool delta_hash(Thread& thread, Ref self, std::int64_t& hash) {
  Value state = delta_state(thread, as<Delta>(self));
  return hash_of(thread, state, hash);
}
Value delta_reduce(Thread& thread, Ref self, Args) {
  Value state = delta_state(thread, as<Delta>(self));
  return make_tuple(thread, {Ref(self.object()->type), state.ref()});
}
Value delta_seconds(Thread&, Ref self, Args) { return Value::of(static_cast<double>(micros_of(as<Delta>(self))) / 1e6); }
int delta_truth(Thread&, Ref self) { return micros_of(as<Delta>(self)) != 0; }

Value from_order(int order, Compare op) {
  switch (op) {
    case Compare::Lt: return Value::of(order < 0);
    case Compare::Le: return Value::of(order <= 0);
    case Compare::Eq: return Value::of(order == 0);
    case Compare::Ne: return Value::of(order != 0);
    case Compare::Gt: return Value::of(order > 0);
    default: return Value::of(order >= 0);
  }
}
Value not_comparable(Thread& thread, Ref self, Ref other, Compare op) {
  if (op == Compare::Eq || op == Compare::Ne) return Value::of(op == Compare::Ne);
  return raise_type_error(thread, "can't compare {} to {}", type_name(thread, self), type_name(thread, other));
}
Value delta_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if (!is_delta(other)) return not_comparable(thread, self, other, op);
  Wide a = micros_of(as<Delta>(self)), b = micros_of(as<Delta>(other));
  return from_order(a < b ? -1 : a > b, op);
}

Value delta_add(Thread& thread, Ref a, Ref b) { return is_delta(a) && is_delta(b) ? delta_value(thread, micros_of(as<Delta>(a)) + micros_of(as<Delta>(b))) : not_implemented_value(); }
Value delta_subtract(Thread& thread, Ref a, Ref b) { return is_delta(a) && is_delta(b) ? delta_value(thread, micros_of(as<Delta>(a)) - micros_of(as<Delta>(b))) : not_implemented_value(); }
Value delta_multiply(Thread& thread, Ref a, Ref b) {
  if (!is_delta(a)) std::swap(a, b);
  Wide factor = 0;
  if (!is_delta(a) || !is_int(b)) return not_implemented_value();
  if (!wide_of(thread, b, factor)) return error_set;
  Wide micros = micros_of(as<Delta>(a));
  double size = static_cast<double>(factor) * static_cast<double>(micros);
  if (std::fabs(size) > 1e30) return raise_overflow(thread, "Python int too large to convert to C int");
  return delta_value(thread, factor * micros);
}
Value delta_divide(Thread& thread, Ref a, Ref b) {
  Wide divisor = 0;
  if (!is_delta(a) || !is_int(b)) return not_implemented_value();
  if (!wide_of(thread, b, divisor)) return error_set;
  if (divisor == 0) return raise(thread, thread.rt.exc.ZeroDivisionError, "integer division or modulo by zero");
  Wide micros = micros_of(as<Delta>(a)), whole = micros / divisor;
  if (micros % divisor != 0 && (micros < 0) != (divisor < 0)) --whole;
  return delta_value(thread, whole);
}
Value delta_negative(Thread& thread, Ref self) { return delta_value(thread, -micros_of(as<Delta>(self))); }
Value delta_positive(Thread& thread, Ref self) { return delta_value(thread, micros_of(as<Delta>(self))); }
Value delta_absolute(Thread& thread, Ref self) {
  Wide micros = micros_of(as<Delta>(self));
  return delta_value(thread, micros < 0 ? -micros : micros);
}
Value get_days(Thread&, Ref self) { return Value::small(as<Delta>(self).days); }
Value get_seconds(Thread&, Ref self) { return Value::small(as<Delta>(self).seconds); }
Value get_micros(Thread&, Ref self) { return Value::small(as<Delta>(self).micros); }

// ---- making dates and times

bool check_date(Thread& thread, int year, int month, int day) {
  if (year < least_year || year > most_year) return raise_value_error(thread, "year is out of range");
  if (month < 1 || month > 12) return raise_value_error(thread, "month must be in 1..12");
  return (day >= 1 && day <= days_in_month(year, month)) || raise_value_error(thread, "day is out of range for month");
}
bool check_time(Thread& thread, int hour, int minute, int second, int micro) {
  if (hour < 0 || hour > 23) return raise_value_error(thread, "hour must be in 0..23");
  if (minute < 0 || minute > 59) return raise_value_error(thread, "minute must be in 0..59");
  if (second < 0 || second > 59) return raise_value_error(thread, "second must be in 0..59");
  return (micro >= 0 && micro < second_micros) || raise_value_error(thread, "microsecond must be in 0..999999");
}
bool check_zone(Thread& thread, Ref v) {
  if (!v || v.is_none() || is_zone(v)) return true;
  return raise_type_error(thread, "tzinfo argument must be None or of a tzinfo subclass, not type '{}'", type_name(thread, v));
}

struct Fields {
  int year = 1, month = 1, day = 1, hour = 0, minute = 0, second = 0, micro = 0;
  Value zone = none_value();
};
Fields fields_of(const Moment& m) { return {m.year, m.month, m.day, m.hour, m.minute, m.second, m.micro, m.zone}; }
// An object of `type` itself, unchecked.
Value plain_moment(Type* type, const Fields& f) {
  Moment* m = allocate<Moment>(type);
  m->year = f.year, m->month = f.month, m->day = f.day, m->hour = f.hour, m->minute = f.minute, m->second = f.second, m->micro = f.micro;
  m->zone = f.zone;
  track(m);
  return own(m);
}
// cls(...): directly for the types themselves.
Value moment_of(Thread& thread, Type* type, const Fields& f) {
  bool dates = is_subtype(type, made.date), times = !dates || is_subtype(type, made.datetime);
  if (dates && !check_date(thread, f.year, f.month, f.day)) return error_set;
  if (times && !check_time(thread, f.hour, f.minute, f.second, f.micro)) return error_set;
  if (type == made.date || type == made.time || type == made.datetime) return plain_moment(type, f);
  std::vector<Value> values;
  if (dates) for (int n : {f.year, f.month, f.day}) values.push_back(Value::small(n));
  if (times) {
    for (int n : {f.hour, f.minute, f.second, f.micro}) values.push_back(Value::small(n));
    values.push_back(f.zone);
  }
  return call(thread, Ref(type), Args{values.data(), static_cast<std::uint32_t>(values.size()), {}});
}

int byte_at(std::string_view bytes, std::size_t i) { return static_cast<unsigned char>(bytes[i]); }
void read_date(std::string_view s, Fields& f) { f.year = byte_at(s, 0) << 8 | byte_at(s, 1), f.month = byte_at(s, 2), f.day = byte_at(s, 3); }
void read_time(std::string_view s, Fields& f) { f.hour = byte_at(s, 0), f.minute = byte_at(s, 1), f.second = byte_at(s, 2), f.micro = byte_at(s, 3) << 16 | byte_at(s, 4) << 8 | byte_at(s, 5); }
std::string date_bytes(const Moment& m) { return {static_cast<char>(m.year >> 8), static_cast<char>(m.year & 255), static_cast<char>(m.month), static_cast<char>(m.day)}; }
std::string time_bytes(const Moment& m) {
  return {static_cast<char>(m.hour), static_cast<char>(m.minute), static_cast<char>(m.second), static_cast<char>(m.micro >> 16), static_cast<char>(m.micro >> 8 & 255), static_cast<char>(m.micro & 255)};
}
// What a pickle holds: one string of bytes and, but for dates, a zone.
bool is_state(Args args, std::size_t size) { return args.size() >= 1 && !args.keywords() && is<Bytes>(args[0]) && as<Bytes>(args[0]).length == size; }

bool ints(Thread& thread, std::initializer_list<std::pair<Ref, int*>> rows) {
  for (auto& [v, out] : rows)
    if (v && !int_argument(thread, v, *out)) return false;
  return true;
}
Value date_make(Thread& thread, Type* type, Args args) {
  Fields f;
  if (is_state(args, 4) && args.size() == 1 && byte_at(as<Bytes>(args[0]).view(), 2) - 1u < 12) {
    read_date(as<Bytes>(args[0]).view(), f);
    return plain_moment(type, f);
  }
  Bound<3> a(thread, "date(year, month, day)", args);
  if (!a || !ints(thread, {{a[0], &f.year}, {a[1], &f.month}, {a[2], &f.day}}) || !check_date(thread, f.year, f.month, f.day)) return error_set;
  return plain_moment(type, f);
}
Value time_make(Thread& thread, Type* type, Args args) {
  Fields f;
  if (is_state(args, 6) && args.size() <= 2 && byte_at(as<Bytes>(args[0]).view(), 0) < 24) {
    read_time(as<Bytes>(args[0]).view(), f);
    if (args.size() == 2) f.zone = Value(args[1]);
    if (!is_zone(f.zone) && !f.zone.is_none()) return raise_type_error(thread, "bad tzinfo state arg");
    return plain_moment(type, f);
  }
  Bound<5> a(thread, "time(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)", args);
  if (!a || !ints(thread, {{a[0], &f.hour}, {a[1], &f.minute}, {a[2], &f.second}, {a[3], &f.micro}}) || !check_time(thread, f.hour, f.minute, f.second, f.micro) || !check_zone(thread, a[4])) return error_set;
  if (a[4]) f.zone = Value(a[4]);
  return plain_moment(type, f);
}
Value datetime_make(Thread& thread, Type* type, Args args) {
  Fields f;
  if (is_state(args, 10) && args.size() <= 2 && byte_at(as<Bytes>(args[0]).view(), 2) - 1u < 12) {
    std::string_view state = as<Bytes>(args[0]).view();
    read_date(state, f), read_time(state.substr(4), f);
    if (args.size() == 2) f.zone = Value(args[1]);
    if (!is_zone(f.zone) && !f.zone.is_none()) return raise_type_error(thread, "bad tzinfo state arg");
    return plain_moment(type, f);
  }
  Bound<8> a(thread, "datetime(year, month, day, hour=0, minute=0, second=0, microsecond=0, tzinfo=None)", args);
  if (!a || !ints(thread, {{a[0], &f.year}, {a[1], &f.month}, {a[2], &f.day}, {a[3], &f.hour}, {a[4], &f.minute}, {a[5], &f.second}, {a[6], &f.micro}}) ||
      !check_date(thread, f.year, f.month, f.day) || !check_time(thread, f.hour, f.minute, f.second, f.micro) || !check_zone(thread, a[7]))
    return error_set;
  if (a[7]) f.zone = Value(a[7]);
  return plain_moment(type, f);
}

// ---- zones

struct Offset {
  bool known = false;
  int minutes = 0;
};
// zone.method(argument) in minutes: utcoffset() and dst().
bool ask_minutes(Thread& thread, Ref zone, const char* method, Ref argument, Offset& out) {
  out = {};
  if (zone.is_none()) return true;
  Value answer = call_named(thread, zone, method, {argument});
  if (!answer) return false;
  if (answer.is_none()) return true;
  if (!is_delta(answer)) return raise_type_error(thread, "tzinfo.{}() must return None or timedelta, not '{}'", method, type_name(thread, answer));
  const Delta& d = as<Delta>(answer);
  if (d.days < -1 || d.days > 0) {
    std::int64_t minutes = std::int64_t{d.days} * 1440 + d.seconds / 60;
    return raise_value_error(thread, "tzinfo.{}() returned {}; must be in -1439 .. 1439", method, minutes);
  }
  if (d.seconds % 60 || d.micros) return raise_value_error(thread, "tzinfo.{}() must return a whole number of minutes", method);
  out = {true, d.days * 1440 + d.seconds / 60};
  if (out.minutes <= -1440 || out.minutes >= 1440) return raise_value_error(thread, "tzinfo.{}() returned {}; must be in -1439 .. 1439", method, out.minutes);
  return true;
}
// What stands for the moment where its zone is asked: times of day have no date to give.
Ref zone_argument(Ref self) { return is_time(self) ? none : self; }
bool offset_of(Thread& thread, Ref self, Offset& out) {
  Value zone = moment(self).zone;
  return ask_minutes(thread, zone, "utcoffset", zone_argument(self), out);
}
Value minutes_value(Thread& thread, const Offset& offset) { return offset.known ? delta_value(thread, Wide{offset.minutes} * 60 * second_micros) : none_value(); }
Value moment_utcoffset(Thread& thread, Ref self, Args) {
  Offset offset;
  return offset_of(thread, self, offset) ? minutes_value(thread, offset) : Value();
}
Value moment_dst(Thread& thread, Ref self, Args) {
  Offset offset;
  Value zone = moment(self).zone;
  return ask_minutes(thread, zone, "dst", zone_argument(self), offset) ? minutes_value(thread, offset) : Value();
}
Value zone_name(Thread& thread, Ref self) {
  Value zone = moment(self).zone;
  if (zone.is_none()) return zone;
  Value name = call_named(thread, zone, "tzname", {zone_argument(self)});
  if (!name || name.is_none() || is_native_str(thread, name)) return name;
  return raise_type_error(thread, "tzinfo.tzname() must return None or a string, not '{}'", type_name(thread, name));
}
Value moment_tzname(Thread& thread, Ref self, Args) { return zone_name(thread, self); }

Value zone_make(Thread&, Type* type, Args) { return own(allocate<Zone>(type)); }
Value must_implement(Thread& thread, const char* name) { return raise(thread, thread.rt.exc.NotImplementedError, fmt::format("a tzinfo subclass must implement {}()", name)); }
Value zone_utcoffset(Thread& thread, Ref, Args) { return must_implement(thread, "utcoffset"); }
Value zone_dst(Thread& thread, Ref, Args) { return must_implement(thread, "dst"); }
Value zone_tzname(Thread& thread, Ref, Args) { return must_implement(thread, "tzname"); }

Value shifted(Thread& thread, Ref self, Wide micros);

Value zone_fromutc(Thread& thread, Ref self, Args args) {
  Value given(args[0]);
  if (!is_datetime(given)) return raise_type_error(thread, "fromutc: argument must be a datetime");
  if (!(moment(given).zone == self)) return raise_value_error(thread, "fromutc: dt.tzinfo is not self");
  Offset offset, dst;
  if (!offset_of(thread, given, offset)) return error_set;
  if (!offset.known) return raise_value_error(thread, "fromutc: non-None utcoffset() result required");
  if (!ask_minutes(thread, self, "dst", given, dst)) return error_set;
  if (!dst.known) return raise_value_error(thread, "fromutc: non-None dst() result required");
  Value result = shifted(thread, given, Wide{offset.minutes - dst.minutes} * 60 * second_micros);
  if (!result || !ask_minutes(thread, self, "dst", result, dst)) return error_set;
  if (!dst.known) return raise_value_error(thread, "fromutc: tz.dst() gave inconsistent results; cannot convert");
  return dst.minutes ? shifted(thread, result, Wide{dst.minutes} * 60 * second_micros) : std::move(result);
}
Value zone_reduce(Thread& thread, Ref self, Args) {
  Value initial = find_attribute(thread, self, native_intern(thread, "__getinitargs__")), arguments, state;
  if (!initial && thread.has_error()) return error_set;
  arguments = initial ? call(thread, initial) : empty_tuple(thread);
  if (!arguments) return error_set;
  Value get = find_attribute(thread, self, native_intern(thread, "__getstate__"));
  if (!get && thread.has_error()) return error_set;
  if (get) {
    state = call(thread, get);
    if (!state) return error_set;
  } else if (Dict* attributes = attributes_dict(thread, self, false)) {
    state = Value(Ref(attributes));
  } else {
    state = find_attribute(thread, self, native_intern(thread, "__dict__"));
    if (!state && thread.has_error()) return error_set;
  }
  Ref type(self.object()->type);
  return state && !state.is_none() ? make_tuple(thread, {type, arguments, state}) : make_tuple(thread, {type, arguments});
}

// ---- text

std::string time_text(const Moment& m) {
  std::string text = fmt::format("{:02}:{:02}:{:02}", m.hour, m.minute, m.second);
  return m.micro ? text + fmt::format(".{:06}", m.micro) : text;
}
std::string date_text(const Moment& m) { return fmt::format("{:04}-{:02}-{:02}", m.year, m.month, m.day); }
bool add_offset(Thread& thread, Ref self, const char* separator, std::string& out) {
  Offset offset;
  if (!offset_of(thread, self, offset)) return false;
  if (offset.known) out += fmt::format("{}{:02}{}{:02}", offset.minutes < 0 ? '-' : '+', std::abs(offset.minutes) / 60, separator, std::abs(offset.minutes) % 60);
  return true;
}
Value date_isoformat(Thread& thread, Ref self, Args) { return native_str(thread, date_text(moment(self))); }
Value time_isoformat(Thread& thread, Ref self, Args) {
  std::string text = time_text(moment(self));
  return add_offset(thread, self, ":", text) ? native_str(thread, text) : Value();
}
Value datetime_isoformat(Thread& thread, Ref self, Args args) {
  std::string separator = "T";
  if (args[0]) {
    if (!is_native_str(thread, args[0]) || length(thread, args[0]) != 1)
      return raise_type_error(thread, "isoformat() argument 1 must be {}, not {}", thread.rt.python2() ? "char" : "a unicode character", argument_type(thread, args[0]));
    separator = native_utf8(args[0]);
  }
  std::string text = date_text(moment(self)) + separator + time_text(moment(self));
  return add_offset(thread, self, ":", text) ? native_str(thread, text) : Value();
}
Value date_str(Thread& thread, Ref self) { return call_named(thread, self, "isoformat"); }
Value datetime_str(Thread& thread, Ref self) {
  Value space = native_str(thread, " ");
  return call_named(thread, self, "isoformat", {space});
}
Value moment_repr(Thread& thread, Ref self) {
  const Moment& m = moment(self);
  std::string text = std::string(type_name(thread, self)) + "(";
  bool times = !is_date(self) || is_datetime(self);
  if (is_date(self)) text += fmt::format("{}, {}, {}{}", m.year, m.month, m.day, times ? ", " : "");
  if (times) {
    text += fmt::format("{}, {}", m.hour, m.minute);
    if (m.second || m.micro) text += fmt::format(", {}", m.second);
    if (m.micro) text += fmt::format(", {}", m.micro);
  }
  TextBuilder out(thread);
  out.add(text);
  if (!m.zone.is_none()) {
    out.add(", tzinfo=");
    if (!out.add_repr(m.zone)) return error_set;
  }
  out.add(")");
  return out.finish();
}
Value date_ctime(Thread& thread, Ref self, Args) {
  static constexpr const char* days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Moment& m = moment(self);
  return native_str(thread, fmt::format("{} {} {:2} {:02}:{:02}:{:02} {:04}", days[weekday(m)], months[m.month - 1], m.day, m.hour, m.minute, m.second, m.year));
}

Value struct_time_of(Thread& thread, const Moment& m, int dst) {
  Value module = import_native(thread, "time", false), type = module ? get_attribute(thread, module, "struct_time") : Value();
  if (!type) return type;
  Value list = own(allocate_list(thread, 9));
  for (int n : {m.year, m.month, m.day, m.hour, m.minute, m.second, weekday(m), day_of_year(m.year, m.month, m.day), dst}) list_append(as<List>(list), Value::small(n));
  Value tuple = list_to_tuple(thread, as<List>(list));
  return call(thread, type, tuple);
}
Value date_timetuple(Thread& thread, Ref self, Args) { return struct_time_of(thread, moment(self), -1); }
Value datetime_timetuple(Thread& thread, Ref self, Args) {
  Offset dst;
  Value zone = moment(self).zone;
  if (!ask_minutes(thread, zone, "dst", self, dst)) return error_set;
  return struct_time_of(thread, moment(self), zone.is_none() || !dst.known ? -1 : dst.minutes != 0);
}

Value moment_strftime(Thread& thread, Ref self, Args args) {
  if (!is_native_str(thread, args[0]) && !is<Text>(args[0])) return raise_type_error(thread, "strftime() argument 1 must be str, not {}", argument_type(thread, args[0]));
  bool of_time = is_time(self);
  const Moment& m = moment(self);
  if (!of_time && m.year < least_strftime_year)
    return raise_value_error(thread, "year={} is before 1900; the datetime strftime() methods require year >= 1900", m.year);
  Value keep(self), tuple;   // first: the zone is asked for more than the format names
  if (of_time) {
    Value list = own(allocate_list(thread, 9));
    for (int n : {1900, 1, 1, m.hour, m.minute, m.second, 0, 1, -1}) list_append(as<List>(list), Value::small(n));
    tuple = list_to_tuple(thread, as<List>(list));
  } else {
    tuple = call_named(thread, self, "timetuple");
  }
  if (!tuple) return tuple;
  std::string format = native_utf8(args[0]), out;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%' || i + 1 == format.size()) {
      out += format[i];
      continue;
    }
    char c = format[++i];
    if (c == 'z') {
      if (!m.zone.is_none() && !add_offset(thread, self, "", out)) return error_set;
    } else if (c == 'Z') {
      Value name = zone_name(thread, self);
      if (!name) return name;
      if (!name.is_none())
        for (char n : native_utf8(name)) out += n == '%' ? std::string("%%") : std::string(1, n);
    } else if (c == 'f' && knows_fractions(thread.rt.release)) {
      out += fmt::format("{:06}", m.micro);
    } else {
      out += '%', out += c;
    }
  }
  Value module = import_native(thread, "time", false), text = native_str(thread, out);
  return module ? call_named(thread, module, "strftime", {text, tuple}) : Value();
}
Value moment_format(Thread& thread, Ref self, Args args) {
  if (!is_native_str(thread, args[0]) && !is<Text>(args[0]))
    return raise_type_error(thread, "{}, not {}", thread.rt.python2() ? "__format__ expects str or unicode" : "__format__() argument 1 must be str", type_name(thread, args[0]));
  if (length(thread, args[0]) == 0) return str(thread, self);
  return call_named(thread, self, "strftime", {args[0]});
}

// ---- order and hash

std::string bytes_of(Ref self) { return is_time(self) ? time_bytes(moment(self)) : is_datetime(self) ? date_bytes(moment(self)) + time_bytes(moment(self)) : date_bytes(moment(self)); }
std::int64_t seconds_of_day(const Moment& m) { return m.hour * 3600 + m.minute * 60 + m.second; }
Wide micros_since(Ref self) {
  const Moment& m = moment(self);
  return (is_time(self) ? Wide{0} : Wide{ordinal(m)} * day_micros) + Wide{seconds_of_day(m)} * second_micros + m.micro;
}
Value has_timetuple(Thread& thread, Ref v) { return find_attribute(thread, v, native_intern(thread, "timetuple")); }

Value moment_compare(Thread& thread, Ref self, Ref other, Compare op) {
  bool times = is_time(self), both = times ? is_time(other) : is_datetime(self) ? is_datetime(other) : is_date(other);
  if (!both) {
    if (!times && !is_date(other)) {
      Value foreign = has_timetuple(thread, other);
      if (foreign) return not_implemented_value();
      if (thread.has_error()) return error_set;
    }
    return not_comparable(thread, self, other, op);
  }
  bool dated = !times && !is_datetime(self);
  Wide a = micros_since(self), b = micros_since(other);
  if (dated) {   // as dates, whatever comes with them
    int x = ordinal(moment(self)), y = ordinal(moment(other));
    return from_order(x < y ? -1 : x > y, op);
  }
  if (!(moment(self).zone == moment(other).zone)) {
    Offset left, right;
    if (!offset_of(thread, self, left) || !offset_of(thread, other, right)) return error_set;
    if (left.known != right.known) return raise_type_error(thread, "can't compare offset-naive and offset-aware {}", times ? "times" : "datetimes");
    a -= Wide{left.minutes} * 60 * second_micros, b -= Wide{right.minutes} * 60 * second_micros;
  }
  return from_order(a < b ? -1 : a > b, op);
}
bool moment_hash(Thread& thread, Ref self, std::int64_t& hash) {
  Offset offset;
  if (!(is_date(self) && !is_datetime(self)) && !offset_of(thread, self, offset)) return false;
  Value state;
  if (!offset.known) {
    state = make_bytes(thread, bytes_of(self));
    if (thread.rt.python2() && is_date(self) && !is_datetime(self)) state = make_tuple(thread, {state.ref()});
  } else {
    Wide micros = micros_since(self) - Wide{offset.minutes} * 60 * second_micros;
    if (is_time(self) && micros >= 0 && micros < day_micros) {
      Moment m;
      std::int64_t seconds = static_cast<std::int64_t>(micros / second_micros);
      m.hour = static_cast<int>(seconds / 3600), m.minute = static_cast<int>(seconds / 60 % 60), m.second = static_cast<int>(seconds % 60), m.micro = static_cast<int>(micros % second_micros);
      state = make_bytes(thread, time_bytes(m));
    } else {
      state = delta_value(thread, micros);
    }
  }
  return state && hash_of(thread, state, hash);
}
int time_truth(Thread& thread, Ref self) {
  const Moment& m = moment(self);
  if (m.second || m.micro) return 1;
  Offset offset;
  if (!offset_of(thread, self, offset)) return -1;
  return m.hour * 60 + m.minute - offset.minutes != 0;
}

// ---- arithmetic

Value out_of_range(Thread& thread) { return raise_overflow(thread, "date value out of range"); }
Value shifted(Thread& thread, Ref self, Wide micros) {
  Fields f = fields_of(moment(self));
  Moment m;
  if (!is_datetime(self)) {   // dates move by whole days
    Wide days = micros / day_micros - (micros % day_micros < 0);
    Wide number = ordinal(moment(self)) + days;
    if (number < 1 || number > last_ordinal) return out_of_range(thread);
    set_ordinal(static_cast<int>(number), m);
    f.year = m.year, f.month = m.month, f.day = m.day;
    return plain_moment(made.date, f);
  }
  Wide at = micros_since(self) + micros;
  if (at < day_micros || at / day_micros > last_ordinal) return out_of_range(thread);
  set_ordinal(static_cast<int>(at / day_micros), m);
  std::int64_t seconds = static_cast<std::int64_t>(at % day_micros / second_micros);
  f.year = m.year, f.month = m.month, f.day = m.day;
  f.hour = static_cast<int>(seconds / 3600), f.minute = static_cast<int>(seconds / 60 % 60), f.second = static_cast<int>(seconds % 60), f.micro = static_cast<int>(at % second_micros);
  return plain_moment(made.datetime, f);
}
// The duration as dates use it: its days alone.
Wide shift_of(Ref date, const Delta& d, int sign) { return is_datetime(date) ? sign * micros_of(d) : Wide{sign} * d.days * day_micros; }
Value date_add(Thread& thread, Ref a, Ref b) {
  if (is_date(a) && is_delta(b)) return shifted(thread, a, shift_of(a, as<Delta>(b), 1));
  if (is_delta(a) && is_date(b)) return shifted(thread, b, shift_of(b, as<Delta>(a), 1));
  return not_implemented_value();
}
Value date_subtract(Thread& thread, Ref a, Ref b) {
  if (!is_date(a)) return not_implemented_value();
  if (is_delta(b)) return shifted(thread, a, shift_of(a, as<Delta>(b), -1));
  if (!is_date(b) || is_datetime(a) != is_datetime(b)) return not_implemented_value();
  if (!is_datetime(a)) return delta_value(thread, Wide{ordinal(moment(a)) - ordinal(moment(b))} * day_micros);
  Wide difference = micros_since(a) - micros_since(b);
  if (!(moment(a).zone == moment(b).zone)) {
    Offset left, right;
    if (!offset_of(thread, a, left) || !offset_of(thread, b, right)) return error_set;
    if (left.known != right.known) return raise_type_error(thread, "can't subtract offset-naive and offset-aware datetimes");
    difference -= Wide{left.minutes - right.minutes} * 60 * second_micros;
  }
  return delta_value(thread, difference);
}

// ---- other ways to make them

// Seconds since 1970 as a moment of the system's or of universal time; false with the error set.
bool from_seconds(Thread& thread, double seconds, bool universal, Fields& f) {
  if (std::isnan(seconds) || std::fabs(seconds) > 9.2e18) return raise_value_error(thread, "timestamp out of range for platform time_t");
  std::time_t whole = static_cast<std::time_t>(seconds);
  std::int64_t micros = static_cast<std::int64_t>(std::round((seconds - static_cast<double>(whole)) * 1e6));
  if (micros < 0) --whole, micros += second_micros;
  if (micros == second_micros) ++whole, micros = 0;
  std::tm t{};
  if (!(universal ? ::gmtime_r(&whole, &t) : ::localtime_r(&whole, &t))) return raise_value_error(thread, "timestamp out of range for platform localtime()/gmtime() function");
  if (t.tm_year + 1900 > most_year || t.tm_year + 1900 < least_year) return raise_value_error(thread, "year is out of range");
  f.year = t.tm_year + 1900, f.month = t.tm_mon + 1, f.day = t.tm_mday, f.hour = t.tm_hour, f.minute = t.tm_min, f.second = std::min(t.tm_sec, 59), f.micro = static_cast<int>(micros);
  return true;
}
bool seconds_argument(Thread& thread, Ref v, double& out) {
  if (is_float(v) || is_int(v) || type_of(thread, v)->slots.as_float) return as_double(thread, v, out);
  return raise_type_error(thread, "a float is required");
}
void now_fields(bool universal, Fields& f) {
  timeval now;
  ::gettimeofday(&now, nullptr);
  std::tm t{};
  universal ? ::gmtime_r(&now.tv_sec, &t) : ::localtime_r(&now.tv_sec, &t);
  f.year = t.tm_year + 1900, f.month = t.tm_mon + 1, f.day = t.tm_mday, f.hour = t.tm_hour, f.minute = t.tm_min, f.second = std::min(t.tm_sec, 59), f.micro = static_cast<int>(now.tv_usec);
}
Type* class_of(Ref cls) { return &as<Type>(cls); }

Value date_today(Thread& thread, Ref cls, Args) {
  Value module = import_native(thread, "time", false), now = module ? call_named(thread, module, "time") : Value();
  return now ? call_named(thread, cls, "fromtimestamp", {now}) : Value();
}
Value date_fromtimestamp(Thread& thread, Ref cls, Args args) {
  double seconds = 0;
  Fields f;
  return seconds_argument(thread, args[0], seconds) && from_seconds(thread, seconds, false, f) ? moment_of(thread, class_of(cls), f) : Value();
}
Value date_fromordinal(Thread& thread, Ref cls, Args args) {
  int number = 0;
  Moment m;
  if (!int_argument(thread, args[0], number)) return error_set;
  if (number < 1) return raise_value_error(thread, "ordinal must be >= 1");
  if (number > last_ordinal) return raise_value_error(thread, "year is out of range");
  set_ordinal(number, m);
  Fields f;
  f.year = m.year, f.month = m.month, f.day = m.day;
  if (is_subtype(class_of(cls), made.datetime) && class_of(cls) == made.datetime) return plain_moment(made.datetime, f);
  if (class_of(cls) == made.date) return plain_moment(made.date, f);
  Value year = Value::small(f.year), month = Value::small(f.month), day = Value::small(f.day);
  return call(thread, cls, year, month, day);
}
Value in_zone(Thread& thread, Value made_moment, Ref zone) {
  if (!made_moment || !zone || zone.is_none()) return made_moment;
  return call_named(thread, zone, "fromutc", {made_moment});
}
Value datetime_now(Thread& thread, Ref cls, Args args) {
  Fields f;
  if (!check_zone(thread, args[0])) return error_set;
  bool zoned = args[0] && !args[0].is_none();
  now_fields(zoned, f);
  if (zoned) f.zone = Value(args[0]);
  return in_zone(thread, moment_of(thread, class_of(cls), f), args[0]);
}
Value datetime_utcnow(Thread& thread, Ref cls, Args) {
  Fields f;
  now_fields(true, f);
  return moment_of(thread, class_of(cls), f);
}
Value datetime_fromtimestamp(Thread& thread, Ref cls, Args args) {
  double seconds = 0;
  Fields f;
  bool zoned = args[1] && !args[1].is_none();
  if (!seconds_argument(thread, args[0], seconds) || !check_zone(thread, args[1]) || !from_seconds(thread, seconds, zoned, f)) return error_set;
  if (zoned) f.zone = Value(args[1]);
  return in_zone(thread, moment_of(thread, class_of(cls), f), args[1]);
}
Value datetime_utcfromtimestamp(Thread& thread, Ref cls, Args args) {
  double seconds = 0;
  Fields f;
  return seconds_argument(thread, args[0], seconds) && from_seconds(thread, seconds, true, f) ? moment_of(thread, class_of(cls), f) : Value();
}
Value datetime_combine(Thread& thread, Ref cls, Args args) {
  if (!is_date(args[0])) return raise_type_error(thread, "combine() argument 1 must be datetime.date, not {}", argument_type(thread, args[0]));
  if (!is_time(args[1])) return raise_type_error(thread, "combine() argument 2 must be datetime.time, not {}", argument_type(thread, args[1]));
  Fields f = fields_of(moment(args[1]));
  f.year = moment(args[0]).year, f.month = moment(args[0]).month, f.day = moment(args[0]).day;
  return moment_of(thread, class_of(cls), f);
}
Value datetime_strptime(Thread& thread, Ref cls, Args args) {
  for (std::uint32_t i = 0; i < 2; ++i)
    if (!is_native_str(thread, args[i])) return raise_type_error(thread, "strptime() argument {} must be {}, not {}", i + 1, thread.rt.python2() ? "string" : "str", argument_type(thread, args[i]));
  Value parsed, micros = Value::small(0);
  if (knows_fractions(thread.rt.release)) {
    Value module = import_module(thread, "_strptime"), both = module ? call_named(thread, module, "_strptime", {args[0], args[1]}) : Value();
    both = both ? to_tuple(thread, both) : Value();
    if (!both) return both;
    if (as<Tuple>(both).length < 2) return raise_value_error(thread, "unexpected return value of _strptime");
    parsed = Value(as<Tuple>(both)[0]), micros = Value(as<Tuple>(both)[1]);
  } else {
    Value module = import_native(thread, "time", false);
    parsed = module ? call_named(thread, module, "strptime", {args[0], args[1]}) : Value();
  }
  Value items = parsed ? to_list(thread, parsed) : Value();
  if (!items) return items;
  if (as<List>(items).length < 6) return raise_value_error(thread, "unexpected return value of _strptime");
  std::vector<Value> values(as<List>(items).begin(), as<List>(items).begin() + 6);
  values.push_back(micros);
  return call(thread, cls, Args{values.data(), 7, {}});
}

Value moment_replace(Thread& thread, Ref self, Args args) {
  bool dates = is_date(self), times = !dates || is_datetime(self);
  Fields f = fields_of(moment(self));
  std::uint32_t i = 0;
  if (dates && !ints(thread, {{args[0], &f.year}, {args[1], &f.month}, {args[2], &f.day}})) return error_set;
  if (dates) i = 3;
  if (times) {
    if (!ints(thread, {{args[i], &f.hour}, {args[i + 1], &f.minute}, {args[i + 2], &f.second}, {args[i + 3], &f.micro}})) return error_set;
    if (args[i + 4]) f.zone = Value(args[i + 4]);
    if (!check_zone(thread, f.zone)) return error_set;
  }
  return moment_of(thread, self.object()->type, f);
}
Value datetime_astimezone(Thread& thread, Ref self, Args args) {
  if (!is_zone(args[0])) return raise_type_error(thread, "astimezone() argument 1 must be datetime.tzinfo, not {}", argument_type(thread, args[0]));
  Value keep(self), zone(args[0]);
  if (moment(self).zone.is_none()) return raise_value_error(thread, "astimezone() cannot be applied to a naive datetime");
  if (moment(self).zone == zone) return keep;
  Offset offset;
  if (!offset_of(thread, self, offset)) return error_set;
  if (!offset.known) return raise_value_error(thread, "astimezone() cannot be applied to a naive datetime");
  Value universal = shifted(thread, self, -Wide{offset.minutes} * 60 * second_micros);
  if (!universal) return universal;
  moment(universal).zone = zone;
  return call_named(thread, zone, "fromutc", {universal});
}
Value datetime_utctimetuple(Thread& thread, Ref self, Args) {
  Offset offset;
  if (!offset_of(thread, self, offset)) return error_set;
  Value keep(self);
  if (offset.known && offset.minutes) {
    keep = shifted(thread, self, -Wide{offset.minutes} * 60 * second_micros);
    if (!keep) return keep;
  }
  return struct_time_of(thread, moment(keep), 0);
}

Value date_weekday(Thread&, Ref self, Args) { return Value::small(weekday(moment(self))); }
Value date_isoweekday(Thread&, Ref self, Args) { return Value::small(weekday(moment(self)) + 1); }
Value date_toordinal(Thread&, Ref self, Args) { return Value::small(ordinal(moment(self))); }
// The ordinal of the Monday that the first ISO week of a year begins with.
int first_monday(int year) {
  int first = days_before_year(year) + 1, day = (first + 6) % 7;
  return first - day + (day > 3 ? 7 : 0);
}
Value date_isocalendar(Thread& thread, Ref self, Args) {
  const Moment& m = moment(self);
  int year = m.year, number = ordinal(m), monday = first_monday(year);
  if (number < monday) monday = first_monday(--year);
  else if (number >= first_monday(year + 1)) monday = first_monday(++year);
  Value a = Value::small(year), b = Value::small((number - monday) / 7 + 1), c = Value::small((number - monday) % 7 + 1);
  return make_tuple(thread, {a.ref(), b.ref(), c.ref()});
}
Value datetime_date(Thread&, Ref self, Args) {
  Fields f;
  f.year = moment(self).year, f.month = moment(self).month, f.day = moment(self).day;
  return plain_moment(made.date, f);
}
Value time_part(Ref self, bool zoned) {
  Fields f = fields_of(moment(self));
  f.year = f.month = f.day = 1;
  if (!zoned) f.zone = none_value();
  return plain_moment(made.time, f);
}
Value datetime_time(Thread&, Ref self, Args) { return time_part(self, false); }
Value datetime_timetz(Thread&, Ref self, Args) { return time_part(self, true); }
Value moment_reduce(Thread& thread, Ref self, Args) {
  Value state = make_bytes(thread, bytes_of(self)), zone = moment(self).zone;
  Value arguments = zone.is_none() ? make_tuple(thread, {state.ref()}) : make_tuple(thread, {state.ref(), zone.ref()});
  return make_tuple(thread, {Ref(self.object()->type), arguments});
}

template <int Moment::*field>
Value get_field(Thread&, Ref self) { return Value::small(moment(self).*field); }
Value get_zone(Thread&, Ref self) { return moment(self).zone; }

constexpr Method delta_methods[] = {{"__reduce__(self)", delta_reduce}, {"total_seconds(self)", delta_seconds, between(2, 7, 2, 7)}};
constexpr GetSetRow delta_getset[] = {{"days", get_days, readonly_member}, {"microseconds", get_micros, readonly_member}, {"seconds", get_seconds, readonly_member}};
constexpr Method zone_methods[] = {{"__reduce__(self)", zone_reduce}, {"dst(self, dt, /)", zone_dst}, {"fromutc(self, dt, /)", zone_fromutc}, {"tzname(self, dt, /)", zone_tzname}, {"utcoffset(self, dt, /)", zone_utcoffset}};
constexpr Method date_methods[] = {
    {"__format__(self, format, /)", moment_format, since(2, 6)}, {"__reduce__(self)", moment_reduce}, {"ctime(self)", date_ctime}, {"fromordinal(cls, ordinal, /)", date_fromordinal, always, Method::Class},
    {"fromtimestamp(cls, timestamp, /)", date_fromtimestamp, always, Method::Class}, {"isocalendar(self)", date_isocalendar}, {"isoformat(self)", date_isoformat}, {"isoweekday(self)", date_isoweekday},
    {"replace(self, year=None, month=None, day=None)", moment_replace}, {"strftime(self, format)", moment_strftime}, {"timetuple(self)", date_timetuple}, {"today(cls)", date_today, always, Method::Class},
    {"toordinal(self)", date_toordinal}, {"weekday(self)", date_weekday},
};
constexpr GetSetRow date_getset[] = {{"day", get_field<&Moment::day>}, {"month", get_field<&Moment::month>}, {"year", get_field<&Moment::year>}};
constexpr Method time_methods[] = {
    {"__format__(self, format, /)", moment_format, since(2, 6)}, {"__reduce__(self)", moment_reduce}, {"dst(self)", moment_dst}, {"isoformat(self)", time_isoformat},
    {"replace(self, hour=None, minute=None, second=None, microsecond=None, tzinfo=None)", moment_replace}, {"strftime(self, format)", moment_strftime}, {"tzname(self)", moment_tzname}, {"utcoffset(self)", moment_utcoffset},
};
constexpr GetSetRow time_getset[] = {{"hour", get_field<&Moment::hour>}, {"microsecond", get_field<&Moment::micro>}, {"minute", get_field<&Moment::minute>}, {"second", get_field<&Moment::second>}, {"tzinfo", get_zone}};
constexpr Method datetime_methods[] = {
    {"__reduce__(self)", moment_reduce}, {"astimezone(self, tz)", datetime_astimezone}, {"combine(cls, date, time)", datetime_combine, always, Method::Class}, {"ctime(self)", date_ctime}, {"date(self)", datetime_date},
    {"dst(self)", moment_dst}, {"fromtimestamp(cls, timestamp, tz=None)", datetime_fromtimestamp, always, Method::Class}, {"isoformat(self, sep='T')", datetime_isoformat},
    {"now(cls, tz=None)", datetime_now, always, Method::Class}, {"replace(self, year=None, month=None, day=None, hour=None, minute=None, second=None, microsecond=None, tzinfo=None)", moment_replace},
    {"strptime(cls, string, format, /)", datetime_strptime, always, Method::Class}, {"time(self)", datetime_time}, {"timetuple(self)", datetime_timetuple}, {"timetz(self)", datetime_timetz}, {"tzname(self)", moment_tzname},
    {"utcfromtimestamp(cls, timestamp, /)", datetime_utcfromtimestamp, always, Method::Class}, {"utcnow(cls)", datetime_utcnow, always, Method::Class}, {"utcoffset(self)", moment_utcoffset},
    {"utctimetuple(self)", datetime_utctimetuple},
};

void fill_moment(Slots& s) {
  s.repr = moment_repr, s.compare = moment_compare, s.hash = moment_hash, s.init = nothing_to_init;
}
bool set_limits(Thread& thread, Type* type, Value least, Value most, Value step) {
  struct Row { const char* name; const Value& value; };
  for (auto [name, value] : {Row{"min", least}, Row{"max", most}, Row{"resolution", step}})
    if (!value || !dict_set(thread, as<Dict>(filled_dict(*type)), native_intern(thread, name), value)) return false;
  type_modified(type);
  return true;
}

bool fill(Thread& thread, Module& module) {
  static constexpr TypeSpec delta{.name = "datetime.timedelta", .layout = layout_of<Delta>, .flags = BaseType, .methods = delta_methods, .getset = delta_getset,
                                  .fill = [](Slots& s, Runtime& r) {
                                    s.make = delta_make, s.init = nothing_to_init, s.repr = delta_repr, s.str = delta_str, s.hash = delta_hash, s.compare = delta_compare, s.truth = delta_truth;
                                    s.negative = delta_negative, s.positive = delta_positive, s.absolute = delta_absolute;
                                    auto set = [&](Binary op, BinaryFn f) { s.binary[static_cast<std::size_t>(op)] = f; };
                                    set(Binary::Add, delta_add), set(Binary::Subtract, delta_subtract), set(Binary::Multiply, delta_multiply), set(Binary::FloorDivide, delta_divide);
                                    if (r.python2()) set(Binary::Divide, delta_divide);
                                  }};
  static constexpr TypeSpec zone{.name = "datetime.tzinfo", .layout = layout_of<Zone>, .flags = BaseType, .methods = zone_methods,
                                 .fill = [](Slots& s, Runtime&) { s.make = zone_make, s.init = nothing_to_init; }};
  static constexpr TypeSpec date{.name = "datetime.date", .layout = layout_of<Moment>, .flags = BaseType, .methods = date_methods, .getset = date_getset,
                                 .fill = [](Slots& s, Runtime&) {
                                   fill_moment(s);
                                   s.make = date_make, s.str = date_str;
                                   s.binary[static_cast<std::size_t>(Binary::Add)] = date_add, s.binary[static_cast<std::size_t>(Binary::Subtract)] = date_subtract;
                                 }};
  static constexpr TypeSpec time{.name = "datetime.time", .layout = layout_of<Moment>, .flags = BaseType, .methods = time_methods, .getset = time_getset,
                                 .fill = [](Slots& s, Runtime&) { fill_moment(s), s.make = time_make, s.str = date_str, s.truth = time_truth; }};
  static constexpr TypeSpec datetime{.name = "datetime.datetime", .layout = layout_of<Moment>, .flags = BaseType, .methods = datetime_methods, .getset = time_getset,
                                     .fill = [](Slots& s, Runtime&) {
                                       fill_moment(s);
                                       s.make = datetime_make, s.str = datetime_str;
                                       s.binary[static_cast<std::size_t>(Binary::Add)] = date_add, s.binary[static_cast<std::size_t>(Binary::Subtract)] = date_subtract;
                                     }};
  Runtime& rt = thread.rt;
  made.delta = make_builtin_type(rt, delta), made.zone = make_builtin_type(rt, zone), made.date = make_builtin_type(rt, date), made.time = make_builtin_type(rt, time);
  made.datetime = make_builtin_type(rt, datetime, made.date);
  for (Type* type : {made.delta, made.zone, made.date, made.time, made.datetime})
    if (!module_add_type(thread, module, type)) return false;
  Value day = delta_value(thread, day_micros), tick = delta_value(thread, 1);
  Fields last{most_year, 12, 31, 23, 59, 59, static_cast<int>(second_micros - 1), none_value()}, last_date{most_year, 12, 31, 0, 0, 0, 0, none_value()}, last_time = last;
  last_time.year = last_time.month = last_time.day = 1;
  return set_limits(thread, made.delta, delta_value(thread, -Wide{most_days} * day_micros), delta_value(thread, Wide{most_days} * day_micros + day_micros - 1), tick) &&
         set_limits(thread, made.date, plain_moment(made.date, {}), plain_moment(made.date, last_date), day) && set_limits(thread, made.time, plain_moment(made.time, {}), plain_moment(made.time, last_time), tick) &&
         set_limits(thread, made.datetime, plain_moment(made.datetime, {}), plain_moment(made.datetime, last), tick) && module_add(thread, module, "MINYEAR", Value::small(least_year)) &&
         module_add(thread, module, "MAXYEAR", Value::small(most_year));
}

}  // namespace

extern const ModuleSpec datetime_module;
const ModuleSpec datetime_module{.name = "datetime", .fill = fill, .releases = until(3, 1)};

}  // namespace xvm
