// atexit: functions to call when the program ends.
#include "modules/atexit.h"

#include <vector>

#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/int.h"
#include "objects/module.h"
#include "objects/stderr_text.h"
#include "objects/tuple.h"
#include "vm/at_end.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"

namespace xvm {

namespace {

struct Entry { Value function, arguments, keywords; };
std::vector<Entry>& entries() {
  static std::vector<Entry>* list = new std::vector<Entry>;   // what is left at the end of the process is not released
  return *list;
}

bool errors_are_unraisable(const Release& r) { return r.since(3, 10); }
bool names_function_in_words(const Release& r) { return r.since(3, 13); }

[[maybe_unused]] const bool forgets_entries = at_runtime_end([] { auto dead = std::exchange(entries(), {}); });

Value atexit_register(Thread& thread, Ref, Args args) {
  if (args.positional < 1) return raise_type_error(thread, "register() takes at least 1 argument (0 given)");
  if (!is_callable(thread, args[0])) return raise_type_error(thread, "the first argument must be callable");
  Value rest = make_tuple(thread, args.data + 1, args.positional - 1), keywords;
  if (std::uint32_t count = args.keywords()) {
    keywords = make_dict(thread);
    for (std::uint32_t i = 0; i < count; ++i)
      if (!dict_set(thread, as<Dict>(keywords), as<Tuple>(args.names)[i], args.data[args.positional + i])) return error_set;
  }
  entries().push_back({Value(args[0]), std::move(rest), std::move(keywords)});
  return Value(args[0]);
}
Value atexit_unregister(Thread& thread, Ref, Args args) {
  Value function(args[0]);
  for (std::size_t i = entries().size(); i-- > 0;) {
    Value other = entries()[i].function;
    int same = equal(thread, other, function);
    if (same < 0) return error_set;
    if (same && i < entries().size()) {
      Entry dead = std::move(entries()[i]);
      entries().erase(entries().begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
  return none_value();
}
Value atexit_run(Thread& thread, Ref, Args) {
  return run_exit_functions(thread) ? none_value() : Value();
}
Value atexit_clear(Thread&, Ref, Args) {
  std::vector<Entry> dead = std::move(entries());
  entries().clear();
  return none_value();
}
Value atexit_count(Thread& thread, Ref, Args) { return make_int(thread, static_cast<std::int64_t>(entries().size())); }

constexpr Method rows[] = {
    {"_clear()", atexit_clear, py3},
    {"_ncallbacks()", atexit_count, since(3, 4)},
    {"_run_exitfuncs()", atexit_run},
    {"register(func, /, *args, **kwargs)", atexit_register, always, Method::Raw},
    {"unregister(func, /)", atexit_unregister, py3},
};

}  // namespace

bool run_exit_functions(Thread& thread) {
  // What is registered meanwhile is run too where atexit was a list that shrank, forgotten where it was an array.
  bool takes_late = thread.rt.python2();
  ErrorState last;
  for (std::size_t left = entries().size(); takes_late ? !entries().empty() : left > 0 && !entries().empty(); --left) {
    std::size_t at = takes_late ? entries().size() - 1 : std::min(left, entries().size()) - 1;
    Entry entry = std::move(entries()[at]);
    entries().erase(entries().begin() + static_cast<std::ptrdiff_t>(at));
    Value result = call_tuple(thread, entry.function, entry.arguments, entry.keywords);
    if (!result) {
      if (errors_are_unraisable(thread.rt.release)) {
        if (names_function_in_words(thread.rt.release)) write_unraisable(thread, {}, "Exception ignored in atexit callback " + repr_utf8(thread, entry.function));
        else write_unraisable(thread, entry.function, "Exception ignored in atexit callback");
        continue;
      }
      ErrorState error = thread.take_error();
      if (takes_late) last = error;
      thread.restore_error(std::move(error));
      if (thread.error_is(thread.rt.exc.SystemExit)) {
        thread.clear_error();
      } else {
        write_stderr(thread, "Error in atexit._run_exitfuncs:\n");
        print_uncaught(thread);
      }
    }
  }
  auto forgotten = std::exchange(entries(), {});
  if (!last.type) return true;
  thread.restore_error(std::move(last));
  return false;
}

extern const ModuleSpec atexit_module, atexit_python_module;
const ModuleSpec atexit_module{.name = "atexit", .methods = rows, .releases = py3};
const ModuleSpec atexit_python_module{.name = "atexit", .methods = rows, .releases = py2, .fallback = true};

}  // namespace xvm
