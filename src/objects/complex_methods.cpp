// complex: constructor, methods and the table that makes it a type.
#include <cmath>

#include "base/float_text.h"
#include "objects/bytes.h"
#include "objects/complex_type.h"
#include "objects/float.h"
#include "objects/format_language.h"
#include "objects/int.h"
#include "objects/number_text.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/number_types.h"
#include "vm/argument_words.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"
#include "vm/signature.h"

namespace xvm {

namespace {

bool numbers_argument(const Release& r) { return r.since(3, 5); }        // "complex() first argument must be ..."
bool names_wrong_argument(const Release& r) { return r.since(3, 4); }
bool says_returned_non_complex(const Release& r) { return r.since(3, 7); }
bool checks_complex_result(const Release& r) { return r.since(3, 4); }
bool empty_string_has_its_text(const Release& r) { return r.python2() ? r.until(2, 6) : r.until(3, 0); }
bool only_plain_numbers(const Release& r) { return r.until(2, 5); }      // no parentheses, inf, nan
bool adds_parts(const Release& r) { return r.until(2, 5); }
bool underscores(const Release& r) { return r.since(3, 6); }
bool complex_from_index(const Release& r) { return r.since(3, 8); }

ErrorSet malformed(Thread& thread) { return raise_value_error(thread, "complex() arg is a malformed string"); }

// Takes the underscores between digits out; false where one stands elsewhere.
bool drop_underscores(std::string& text) {
  std::string out;
  char previous = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    auto digit = [](char d) { return d >= '0' && d <= '9'; };
    if (c == '_') {
      if (!digit(previous) || i + 1 >= text.size() || !digit(text[i + 1])) return false;
    } else {
      out += c;
    }
    previous = c;
  }
  text = out;
  return true;
}

bool parse_complex(Thread& thread, Ref text, double& real, double& imag) {
  std::string ascii;
  if (is<Text>(text)) {
    if (!decimal_ascii(thread, text, ascii)) return false;
  } else {
    ascii = as<Bytes>(text).view();
  }
  std::string_view seen = std::string_view(ascii).substr(0, ascii.find('\0'));   // as C reads it
  if (seen.find('_') != seen.npos && underscores(thread.rt.release) && !drop_underscores(ascii))
    return raise_value_error(thread, "could not convert string to complex: {}", repr_utf8(thread, text));
  constexpr std::string_view blanks = " \t\n\v\f\r";
  std::string_view s = ascii;
  auto strip = [&] {
    std::size_t start = s.find_first_not_of(blanks);
    s = start == std::string_view::npos ? std::string_view() : s.substr(start, s.find_last_not_of(blanks) + 1 - start);
  };
  if (s.empty() && empty_string_has_its_text(thread.rt.release)) return raise_value_error(thread, "complex() arg is an empty string");
  strip();
  if (s.empty() && empty_string_has_its_text(thread.rt.release)) return raise_value_error(thread, "complex() arg is an empty string");
  if (only_plain_numbers(thread.rt.release) && s.find_first_not_of("0123456789.+-eEjJ") != std::string_view::npos) return malformed(thread);
  if (empty_string_has_its_text(thread.rt.release) && s.find_first_of("nN") != std::string_view::npos && s.find_first_of("jJ") != std::string_view::npos)
    return malformed(thread);
  if (s.size() >= 2 && s.front() == '(' && s.back() == ')') {
    s = s.substr(1, s.size() - 2);
    strip();
  } else if (!s.empty() && (s.front() == '(' || s.back() == ')')) {
    return malformed(thread);
  }
  real = imag = 0;
  auto ends_with_j = [](std::string_view t) { return t == "j" || t == "J"; };
  // A number of its own, or a lone sign, or nothing, before the j.
  auto read = [&](double& out) {
    std::size_t n = parse_float_prefix(s, out);
    s.remove_prefix(n);
    return n != 0;
  };
  auto read_unit = [&](double& out) {   // "+", "-" or nothing, before j
    out = 1;
    if (!s.empty() && (s[0] == '+' || s[0] == '-')) {
      out = s[0] == '-' ? -1 : 1;
      s.remove_prefix(1);
    }
    return ends_with_j(s);
  };
  double first;
  if (read(first)) {
    if (s.empty()) return real = first, true;
    if (ends_with_j(s)) return imag = first, true;
    if (empty_string_has_its_text(thread.rt.release) && (s[0] == 'j' || s[0] == 'J')) {   // the older parser takes the parts in any order
      s.remove_prefix(1);
      imag = first;
      return (s[0] == '+' || s[0] == '-') && read(real) && s.empty() ? true : static_cast<bool>(malformed(thread));
    }
    if (s[0] != '+' && s[0] != '-') return malformed(thread);
    real = first;
    double second;
    if (read(second)) {
      if (!ends_with_j(s)) return malformed(thread);
      return imag = second, true;
    }
    if (!read_unit(imag)) return malformed(thread);
    return true;
  }
  if (!read_unit(imag)) return malformed(thread);
  return true;
}

// v.__complex__() as a complex; null without an error where it has none.
Value from_special(Thread& thread, Ref v) {
  if (is_exact<Complex>(v)) return Value(v);
  if (!v.is_object()) return {};
  Value method = thread.rt.python2() && v.object()->kind == static_cast<std::uint16_t>(Kind::OldInstance)
                     ? find_attribute(thread, v, thread.rt.names.complex__)
                     : lookup_special(thread, v, thread.rt.names.complex__);
  if (!method) return {};
  Value result = call(thread, method);
  if (result && is<Complex>(result) && !is_exact<Complex>(result) && says_returned_non_complex(thread.rt.release) &&
      !warn_subclass_result(thread, "__complex__", result, "complex"))
    return error_set;
  if (!result || is<Complex>(result) || !checks_complex_result(thread.rt.release)) return result;
  if (says_returned_non_complex(thread.rt.release)) return raise_type_error(thread, "__complex__ returned non-complex (type {})", type_name(thread, result));
  return raise_type_error(thread, "__complex__ should return a complex object");
}

bool to_double(Thread& thread, Ref v, double& out, bool first) {
  int ok = number_to_double(thread, v, out);
  if (ok) return ok > 0;
  Type* type = type_of(thread, v);
  if (type->slots.as_float && !is<Complex>(v)) {
    Value result = type->slots.as_float(thread, v);
    if (!result) return false;
    if (is_float(result)) return take_float_result(thread, v, result, out);
    if (thread.rt.release.since(3, 6))
      return raise_type_error(thread, "{}.__float__ returned non-float (type {})", type_name(thread, v), type_name(thread, result));
    return raise_type_error(thread, "float(r) didn't return a float");
  }
  if (complex_from_index(thread.rt.release) && type->slots.as_index) {
    Value index = as_index(thread, v);
    return index && int_as_double(thread, index, out);
  }
  const Release& r = thread.rt.release;
  if (!names_wrong_argument(r)) return raise_type_error(thread, "complex() argument must be a string or a number");
  if (!numbers_argument(r)) return raise_type_error(thread, "complex() argument must be a string or a number, not '{}'", type_name(thread, v));
  if (first) return raise_type_error(thread, "complex() first argument must be a string or a number, not '{}'", type_name(thread, v));
  return raise_type_error(thread, "complex() second argument must be a number, not '{}'", type_name(thread, v));
}

Value instance_of(Thread& thread, Type* type, double real, double imag) {
  if (type == thread.rt.types.complex_) return make_complex(thread, real, imag);
  Complex* c = allocate<Complex>(type);
  c->real = real, c->imag = imag;
  return own(c);
}

bool is_string(Thread& thread, Ref v) { return is<Text>(v) || (thread.rt.python2() && is<Bytes>(v)); }

Value complex_conjugate(Thread& thread, Ref self, Args) { return make_complex(thread, as<Complex>(self).real, -as<Complex>(self).imag); }
Value complex_real(Thread&, Ref self) { return Value::of(as<Complex>(self).real); }
Value complex_imag(Thread&, Ref self) { return Value::of(as<Complex>(self).imag); }
Value complex_getnewargs(Thread& thread, Ref self, Args) {
  return make_tuple(thread, {Value::of(as<Complex>(self).real), Value::of(as<Complex>(self).imag)});
}
Value complex_complex(Thread& thread, Ref self, Args) {
  if (is_exact<Complex>(self)) return Value(self);
  return make_complex(thread, as<Complex>(self).real, as<Complex>(self).imag);
}

Value complex_format(Thread& thread, Ref self, Args args) {
  Ref spec = args[0];
  bool python2 = thread.rt.python2();
  if (!is<Text>(spec) && !(python2 && is<Bytes>(spec))) {
    if (python2) return raise_type_error(thread, "__format__ requires str or unicode");
    return raise_type_error(thread, "__format__() argument{} must be str, not {}", thread.rt.release.until(3, 9) ? " 1" : "", argument_type(thread, spec));
  }
  bool empty = is<Text>(spec) ? as<Text>(spec).length == 0 : as<Bytes>(spec).length == 0;
  if (empty && !(python2 && is<Text>(spec))) return str(thread, self);
  return format_complex(thread, self, spec);
}

constexpr Method complex_methods[] = {
    {"conjugate(self, /)", complex_conjugate},
    {"__complex__(self, /)", complex_complex, since(3, 11)},
    {"__getnewargs__(self, /)", complex_getnewargs},
    // 2.6 and 3.0 have object's, which formats str(self).
    {"__format__(self, format_spec, /)", complex_format, between(2, 7, 2, 7)},
    {"__format__(self, format_spec, /)", complex_format, since(3, 1)},
};

constexpr GetSetRow complex_getset[] = {
    {"real", complex_real, readonly_member},
    {"imag", complex_imag, readonly_member},
};

const TypeSpec complex_spec{.name = "complex", .layout = layout_of<Complex>, .flags = BaseType, .methods = complex_methods, .getset = complex_getset,
                            .fill = fill_complex};

}  // namespace

Value make_complex_instance(Thread& thread, Type* type, Args args) {
  Bound<2> bound(thread, "complex(real=0, imag=0)", args);
  if (!bound) return error_set;
  Ref r = bound[0], i = bound[1];
  if (r && is_exact<Complex>(r) && !i && type == thread.rt.types.complex_) return Value(r);
  if (r && is_string(thread, r)) {
    if (i) return raise_type_error(thread, "complex() can't take second arg if first is a string");
    double real, imag;
    if (!parse_complex(thread, r, real, imag)) return error_set;
    return instance_of(thread, type, real, imag);
  }
  if (i && is_string(thread, i)) return raise_type_error(thread, "complex() second arg can't be a string");
  double real = 0, imag = 0, real_of_imag = 0, imag_of_real = 0;
  bool complex_real = false, complex_imag = false;
  if (r) {
    Value converted = from_special(thread, r);
    if (!converted && thread.has_error()) return error_set;
    Ref source = converted ? converted.ref() : r;
    if (is<Complex>(source)) {
      real = as<Complex>(source).real, imag_of_real = as<Complex>(source).imag;
      complex_real = true;
    } else if (!to_double(thread, source, real, true)) {
      return error_set;
    }
  }
  if (i) {
    if (is<Complex>(i)) {
      imag = as<Complex>(i).real, real_of_imag = as<Complex>(i).imag;
      complex_imag = true;
    } else if (!to_double(thread, i, imag, false)) {
      return error_set;
    }
  }
  if (complex_imag) real -= real_of_imag;
  if (complex_real || adds_parts(thread.rt.release)) imag = i ? imag + imag_of_real : imag_of_real;
  return instance_of(thread, type, real, imag);
}

void make_complex_types(Runtime& rt) { rt.types.complex_ = make_builtin_type(rt, complex_spec); }

}  // namespace xvm
