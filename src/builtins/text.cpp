#include "builtins/text.h"

#include "objects/bytes.h"
#include "objects/text.h"
#include "vm/argument_words.h"
#include "vm/errors.h"
#include "vm/operators.h"

namespace xvm {

static bool counts_arguments(const Release& r) { return r.until(2, 7); }

static bool short_words(const Release& r) { return r.until(3, 4); }

static Value builtin_intern(Thread& thread, Ref, Args args) {
  if (!is<Bytes>(args[0])) return raise_type_error(thread, "intern() argument 1 must be string, not {}", argument_type(thread, args[0]));
  if (!is_exact<Bytes>(args[0])) return raise_type_error(thread, "can't intern subclass of string");
  return intern(thread, Value(args[0]));
}
static Value builtin_repr(Thread& thread, Ref, Args args) { return repr(thread, args[0]); }
static Value builtin_ascii(Thread& thread, Ref, Args args) { return ascii(thread, args[0]); }

static Value builtin_format(Thread& thread, Ref, Args args) {
  if (args[1] && !is<Text>(args[1]) && !(thread.rt.python2() && is<Bytes>(args[1]))) {
    std::string_view type = args[1].is_none() ? "None" : type_name(thread, args[1]);
    if (counts_arguments(thread.rt.release)) return raise_type_error(thread, "format expects arg 2 to be string or unicode, not {}", type_name(thread, args[1]));
    if (short_words(thread.rt.release)) return raise_type_error(thread, "must be str, not {}", type);
    return raise_type_error(thread, "format() argument 2 must be str, not {}", type);
  }
  return format(thread, args[0], args[1]);
}

static constexpr Method rows[] = {
    {"ascii(obj, /)", builtin_ascii, py3},
    {"format(value, format_spec='', /)", builtin_format, since(2, 6)},
    {"intern(string, /)", builtin_intern, py2},
    {"repr(obj, /)", builtin_repr},
};

std::span<const Method> text_builtins() { return rows; }

}  // namespace xvm
