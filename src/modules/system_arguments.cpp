#include "modules/system_arguments.h"

#include <climits>

#include "objects/bytes.h"
#include "objects/codecs.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/text.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"

namespace xvm {

namespace {

bool takes_path_like(const Release& r) { return r.since(3, 6); }
bool says_null_byte(const Release& r) { return r.since(3, 5); }
bool has_surrogate_escape(const Release& r) { return r.since(3, 1); }

bool is_bytes_like(Thread& thread, Ref v) { return is<Bytes>(v) || (!thread.rt.python2() && is<ByteArray>(v)); }

}  // namespace

bool path_argument(Thread& thread, Ref given, std::string& path, const char* what) {
  Value v(given);
  if (!is<Text>(v) && !is_bytes_like(thread, v) && takes_path_like(thread.rt.release)) {
    bool found = false;
    Value made = call_special(thread, v, thread.rt.names.fspath__, {}, found);
    if (!found) {
      if (*what) return raise_type_error(thread, "{}path should be string, bytes, os.PathLike or integer, not {}", what, type_name(thread, v));
      return raise_type_error(thread, "expected str, bytes or os.PathLike object, not {}", type_name(thread, v));
    }
    if (!made) return false;
    if (!is<Text>(made) && !is<Bytes>(made))
      return raise_type_error(thread, "expected {}.__fspath__() to return str or bytes, not {}", type_name(thread, v), type_name(thread, made));
    v = std::move(made);
  }
  if (is<Text>(v)) {
    Value encoded = has_surrogate_escape(thread.rt.release) ? encode_text(thread, v, "utf-8", "surrogateescape") : encode_text(thread, v, "utf-8");
    if (!encoded) return false;
    path = std::string(as<Bytes>(encoded).view());
  } else if (is<Bytes>(v)) {
    path = std::string(as<Bytes>(v).view());
  } else if (is<ByteArray>(v)) {
    path = std::string(view_of(as<ByteArray>(v)));
  } else if (thread.rt.python2()) {
    return raise_type_error(thread, "coercing to Unicode: need string or buffer, {} found", type_name(thread, v));
  } else {
    return raise_type_error(thread, "invalid file: {}", repr_utf8(thread, v));
  }
  if (path.find('\0') != path.npos) {
    if (says_null_byte(thread.rt.release)) return raise_value_error(thread, "embedded null byte");
    if (!thread.rt.python2()) return raise_type_error(thread, "embedded NUL character");
    const char* wanted = thread.rt.release.until(2, 5) ? "(encoded string without NULL bytes)" : thread.rt.release.until(2, 6) ? "encoded string without NULL bytes" : "encoded string without null bytes";
    return raise_type_error(thread, "file() argument 1 must be {}, not str", wanted);
  }
  return true;
}

Value path_text(Thread& thread, std::string_view path) {
  if (thread.rt.python2()) return make_bytes(thread, path);
  return has_surrogate_escape(thread.rt.release) ? decode_bytes(thread, path, "utf-8", "surrogateescape") : make_text(thread, path);
}

namespace {

bool takes_any_int(const Release& r) { return r.until(3, 9); }          // by __int__; from 3.10 by __index__ alone
bool refuses_floats(const Release& r) { return r.since(2, 7); }
bool names_wanted_type(const Release& r) { return r.since(3, 3); }
bool prefers_index(const Release& r) { return r.since(3, 8); }

// An int from whatever a C int was parsed from to 3.9; null with the error set.
Value old_int(Thread& thread, Ref v) {
  if (is_int(v)) return Value(v);
  const Slots& slots = type_of(thread, v)->slots;
  if ((v.is_double() || is<Float>(v)) && refuses_floats(thread.rt.release)) return raise_type_error(thread, "integer argument expected, got float");
  UnaryFn get = prefers_index(thread.rt.release) && slots.as_index ? slots.as_index : slots.as_int;
  if (get) {
    Value number = get(thread, v);
    if (!number || is_int(number)) return number;
  }
  if (!names_wanted_type(thread.rt.release)) return raise_type_error(thread, "an integer is required");
  return raise_type_error(thread, "an integer is required (got type {})", type_name(thread, v));
}

}  // namespace

static bool names_c_int(const Release& r) { return r.since(3, 8); }

bool int_argument(Thread& thread, Ref v, int& out) {
  std::int64_t wide = 0;
  Value index = takes_any_int(thread.rt.release) ? old_int(thread, v) : as_index(thread, v);
  if (!index) return false;
  if (!int_fits(index, wide)) return raise_overflow(thread, names_c_int(thread.rt.release) ? "Python int too large to convert to C int" : "Python int too large to convert to C long");
  if (wide > INT_MAX) return raise_overflow(thread, "signed integer is greater than maximum");
  if (wide < INT_MIN) return raise_overflow(thread, "signed integer is less than minimum");
  out = static_cast<int>(wide);
  return true;
}

bool offset_argument(Thread& thread, Ref v, std::int64_t& out) {
  Value index = takes_any_int(thread.rt.release) ? old_int(thread, v) : as_index(thread, v);
  if (!index) return false;
  return int_fits(index, out) || raise_overflow(thread, takes_any_int(thread.rt.release) ? "Python int too large to convert to C long" : "int too big to convert");
}

bool descriptor_argument(Thread& thread, Ref v, int& fd) {
  Value number(v);
  if (!is_int(v)) {
    Value name = native_intern(thread, "fileno");
    Value method = find_attribute(thread, v, name);
    if (!method) return !thread.has_error() && raise_type_error(thread, "argument must be an int, or have a fileno() method{}", thread.rt.python2() ? "" : ".");
    number = call(thread, method);
    if (!number) return false;
    if (!is_int(number)) return raise_type_error(thread, "fileno() returned a non-integer");
  }
  if (!int_argument(thread, number, fd)) return false;
  if (fd < 0) return raise_value_error(thread, "file descriptor cannot be a negative integer ({})", fd);
  return true;
}

bool size_or_none(Thread& thread, Ref v, std::int64_t& out) {
  if (!v || v.is_none()) return true;
  if (!is_int(v) && !(v.is_object() && type_of(thread, v)->slots.as_index)) {
    if (thread.rt.release.since(3, 7)) return raise_type_error(thread, "argument should be integer or None, not '{}'", type_name(thread, v));
    return raise_type_error(thread, "integer argument expected, got '{}'", type_name(thread, v));
  }
  return as_int64(thread, v, out);
}

Value call_named(Thread& thread, Ref self, const char* name, std::initializer_list<Ref> args) {
  Value key = native_intern(thread, name);
  return call_method(thread, self, key, args);
}

}  // namespace xvm
