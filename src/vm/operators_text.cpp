// repr, str, ascii and format of any value, and 2.x print.
#include "objects/bytes.h"
#include "objects/codecs.h"
#include "objects/int.h"
#include "objects/text.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"

namespace xvm {

namespace {

bool repr_counts_recursion(const Release& r) { return r.version == Version{2, 7} || r.since(3, 6); }
bool format_names_type(const Release& r) { return r.since(3, 5); }   // "__format__ must return a str, not int"

Value checked_repr(Thread& thread, Value result) {
  if (!result || is_native_str(thread, result)) return result;
  if (thread.rt.python2() && is<Text>(result)) return coerce_to_bytes(thread, result);   // by the default encoding
  return raise_type_error(thread, "__repr__ returned non-string (type {})", type_name(thread, result));
}

}  // namespace

Value repr(Thread& thread, Ref v) {
  if (v.is_small_int()) return native_str(thread, int_text(v, 10));
  UnaryFn function = type_of(thread, v)->slots.repr;
  if (!function) return raise_type_error(thread, "__repr__ returned non-string (type NoneType)");
  if (!v.is_object()) return checked_repr(thread, function(thread, v));
  if (!repr_counts_recursion(thread.rt.release)) return stack_left(thread) ? checked_repr(thread, function(thread, v)) : Value();
  Recursion guard(thread, " while getting the repr of an object");
  if (!guard.ok()) return error_set;
  return checked_repr(thread, function(thread, v));
}

Value str(Thread& thread, Ref v) {
  if (v.is_small_int()) return native_str(thread, int_text(v, 10));
  bool python2 = thread.rt.python2();
  if (is_exact<Text>(v) || (python2 && is_exact<Bytes>(v))) return Value(v);
  UnaryFn function = type_of(thread, v)->slots.str;
  if (!function) return repr(thread, v);
  auto checked = [&](Value result) -> Value {
    if (!result || is_native_str(thread, result) || (python2 && is<Text>(result))) return result;
    return raise_type_error(thread, "__str__ returned non-string (type {})", type_name(thread, result));
  };
  if (!v.is_object()) return checked(function(thread, v));
  Recursion guard(thread, " while getting the str of an object");
  if (!guard.ok()) return error_set;
  return checked(function(thread, v));
}

Value ascii(Thread& thread, Ref v) {
  Value text = repr(thread, v);
  if (!text || !is<Text>(text) || as<Text>(text).ascii) return text;
  const Text& t = as<Text>(text);
  std::string out;
  for (std::size_t i = 0; i < t.length; ++i) {
    char32_t c = t.at(i);
    if (c < 0x80) out += static_cast<char>(c);
    else if (c < 0x100) out += fmt::format("\\x{:02x}", static_cast<std::uint32_t>(c));
    else if (c < 0x10000) out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c));
    else out += fmt::format("\\U{:08x}", static_cast<std::uint32_t>(c));
  }
  return make_text(thread, out);
}

Value format(Thread& thread, Ref v, Ref spec) {
  Value empty;
  if (!spec) {
    empty = native_str(thread, "");
    spec = empty;
  }
  bool python2 = thread.rt.python2();
  bool is_empty = is<Text>(spec) ? as<Text>(spec).length == 0 : is<Bytes>(spec) && as<Bytes>(spec).length == 0;
  if (is_empty && !python2) {
    if (is_exact<Text>(v)) return Value(v);
    if (v.is_small_int()) return str(thread, v);
  }
  Value method = lookup_special(thread, v, thread.rt.names.format__);
  Value result;
  if (method) {
    result = call(thread, method, spec);
  } else {
    if (thread.has_error()) return error_set;
    if (python2 && v.is_object() && v.object()->kind == static_cast<std::uint16_t>(Kind::OldInstance)) {
      method = find_attribute(thread, v, thread.rt.names.format__);
      if (thread.has_error()) return error_set;
      if (method) {
        result = call(thread, method, spec);
      } else {
        Value text = is<Text>(spec) ? call(thread, Value(Ref(thread.rt.types.text)), v) : str(thread, v);
        if (!text) return error_set;
        return format(thread, text, spec);
      }
    } else {
      return raise_type_error(thread, "Type {} doesn't define __format__", type_name(thread, v));
    }
  }
  if (python2 && result && is<Bytes>(result)) return is<Text>(spec) ? coerce_to_text(thread, result) : result;
  if (!result || is<Text>(result)) return result;
  if (python2) {
    return raise_type_error(thread, "{}.__format__ must return string or unicode, not {}", type_name(thread, v), type_name(thread, result));
  }
  if (format_names_type(thread.rt.release)) return raise_type_error(thread, "__format__ must return a str, not {}", type_name(thread, result));
  return raise_type_error(thread, "__format__ method did not return string");
}

std::string repr_utf8(Thread& thread, Ref v) {
  Value text = repr(thread, v);
  if (!text) {
    thread.clear_error();
    return "<repr failed>";
  }
  return native_utf8(text);
}

bool print_value(Thread& thread, Ref v, Ref file, bool raw) {
  Value write = get_attribute(thread, file, thread.rt.names.write_);
  if (!write) return false;
  Value text;
  if (!raw) {
    text = repr(thread, v);
  } else if (is<Text>(v)) {
    text = v;
    if (file.is_object() && thread.rt.types.file && file.object()->type == thread.rt.types.file) {
      Value encoding = get_attribute(thread, file, thread.rt.names.encoding_);
      if (!encoding) return false;
      if (is_native_str(thread, encoding)) {
        Value errors = find_attribute(thread, file, thread.rt.names.errors_);
        if (thread.has_error()) return false;
        text = encode_text(thread, v, native_utf8(encoding), errors && is_native_str(thread, errors) ? native_utf8(errors) : std::string());
      }
    }
  } else {
    text = str(thread, v);
  }
  if (!text) return false;
  return static_cast<bool>(call(thread, write, text));
}

}  // namespace xvm
