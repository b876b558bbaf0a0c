#include "objects/text_arguments.h"

#include <algorithm>
#include <limits>
#include <string>

#include "objects/codecs.h"
#include "objects/float.h"
#include "objects/int.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"

namespace xvm {

static bool converts_implicitly(const Release& r) { return r.until(3, 5); }
static bool floats_have_own_words(const Release& r) { return r.until(3, 9); }
static bool flags_are_truths(const Release& r) { return r.since(3, 12); }
static bool names_codec_arguments(const Release& r, bool constructor) { return constructor ? r.since(3, 10) : r.since(3, 8); }
static bool bounds_may_be_none(const Release& r, bool finding) {
  return finding ? r.since(2, 6) : r.python2() ? r.since(2, 7) : r.since(3, 1);
}

Value need_text(Thread& thread, Ref v, const char* named, Range named_since) {
  if (is<Text>(v)) return Value(v);
  if (thread.rt.python2()) {
    if (is<Bytes>(v)) return coerce_to_text(thread, v);
    if (is<ByteArray>(v)) return raise_type_error(thread, "decoding bytearray is not supported");
    if (has_buffer(thread, v)) return coerce_to_text(thread, v);
    return raise_type_error(thread, "coercing to Unicode: need string or buffer, {} found", type_name(thread, v));
  }
  if (converts_implicitly(thread.rt.release))
    return raise_type_error(thread, "Can't convert '{}' object to str implicitly", type_name(thread, v));
  if (named && thread.rt.in(named_since)) return raise_type_error(thread, "{} must be str, not {}", named, v.is_none() ? "None" : type_name(thread, v));
  return raise_type_error(thread, "must be str, not {}", type_name(thread, v));
}

bool slice_bound(Thread& thread, Ref v, std::int64_t& value, bool finding) {
  if (!v) return true;
  if (v.is_small_int()) {
    value = v.small_int();
    return true;
  }
  if (v.is_none() && bounds_may_be_none(thread.rt.release, finding)) return true;
  if (is_int(v) || type_of(thread, v)->slots.as_index) return as_clamped_index(thread, v, value);
  return raise_type_error(thread, "slice indices must be integers or None or have an __index__ method");
}

Bounds clamp_bounds(std::int64_t start, std::int64_t end, std::size_t length) {
  std::int64_t size = static_cast<std::int64_t>(length);
  if (end > size) end = size;
  else if (end < 0) end = std::max<std::int64_t>(end + size, 0);
  if (start < 0) start = std::max<std::int64_t>(start + size, 0);
  if (start > end) return {length, length, true};
  return {static_cast<std::size_t>(start), static_cast<std::size_t>(end), false};
}

bool find_bounds(Thread& thread, Ref start, Ref end, std::size_t length, Bounds& bounds, bool finding) {
  std::int64_t first = 0, last = std::numeric_limits<std::int64_t>::max();
  if (!slice_bound(thread, start, first, finding) || !slice_bound(thread, end, last, finding)) return false;
  bounds = clamp_bounds(first, last, length);
  return true;
}

bool size_argument(Thread& thread, Ref v, std::int64_t& value) {
  if (!v) return true;
  if (v.is_small_int()) {
    value = v.small_int();
    return true;
  }
  const Release& release = thread.rt.release;
  if (is_float(v) && floats_have_own_words(release)) return raise_type_error(thread, "integer argument expected, got float");
  if (release.python2()) return as_c_long(thread, v, value);
  return as_int64(thread, v, value);
}

bool int_argument(Thread& thread, Ref v, std::int64_t& value) {
  int number;
  if (!v) return true;
  if (!as_c_int(thread, v, number)) return false;
  value = number;
  return true;
}

bool flag_argument(Thread& thread, Ref v, bool& value) {
  if (!v) return true;
  if (flags_are_truths(thread.rt.release)) {
    int is_true = truth(thread, v);
    value = is_true == 1;
    return is_true >= 0;
  }
  if (v.is_bool() || v.is_small_int()) {
    value = v.is_bool() ? v.is_true() : v.small_int() != 0;
    return true;
  }
  std::int64_t number = 0;
  if (!int_argument(thread, v, number)) return false;
  value = number != 0;
  return true;
}

bool name_argument(Thread& thread, Ref v, const char* method, int position, std::string& value) {
  if (!v) return true;
  if (is<Text>(v) || (thread.rt.python2() && is<Bytes>(v))) {
    value = native_utf8(v);
    const Text* text = try_as<Text>(v);
    if (!text || text->ascii) return true;
    return static_cast<bool>(thread.rt.python2() ? coerce_to_bytes(thread, v) : encode_text(thread, v, "utf-8", "strict"));
  }
  const char* wanted = thread.rt.release.until(3, 1) ? "string" : "str";
  std::string_view name(method);
  bool constructor = name == "str" || name == "bytes" || name == "bytearray";
  if ((constructor || name == "encode" || name == "decode") && names_codec_arguments(thread.rt.release, constructor)) {
    const char* parameter = position == (constructor ? 2 : 1) ? "encoding" : "errors";
    return raise_type_error(thread, "{}() argument '{}' must be str, not {}", method, parameter, v.is_none() ? "None" : type_name(thread, v));
  }
  return raise_type_error(thread, "{}() argument {} must be {}, not {}", method, position, wanted, v.is_none() ? "None" : type_name(thread, v));
}

bool need_bytes(Thread& thread, Ref v, BufferView& view, BytesWords words) {
  if (is<Bytes>(v) || is<ByteArray>(v)) return get_buffer(thread, v, view);
  if (!is<Text>(v) && has_buffer(thread, v)) return get_buffer(thread, v, view);
  const Release& r = thread.rt.release;
  std::string_view type = type_name(thread, v);
  if (r.since(3, 7) && words == BytesWords::Find) return raise_type_error(thread, "argument should be integer or bytes-like object, not '{}'", type);
  if (r.since(3, 5)) return raise_type_error(thread, "a bytes-like object is required, not '{}'", type);
  if (r.since(3, 4)) return raise_type_error(thread, "'{}' does not support the buffer interface", type);
  if (words == BytesWords::Replace || words == BytesWords::Partition || (words == BytesWords::Find && !r.since(3, 3))) {
    if (r.since(3, 3)) return raise_type_error(thread, "expected bytes, bytearray or buffer compatible object");
    if (!r.python2()) return raise_type_error(thread, "expected an object with the buffer interface");
    if (words == BytesWords::Partition) return get_buffer(thread, v, view);
  }
  return raise_type_error(thread, "Type {} doesn't support the buffer API", type);
}

}  // namespace xvm
