#include "vm/finish.h"

#include <string>
#include <vector>

#include "modules/atexit.h"
#include "modules/thread.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/module.h"
#include "objects/source_lines.h"
#include "objects/stderr_text.h"
#include "objects/text.h"
#include "objects/weakref.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/heap.h"
#include "vm/runtime.h"
#include "vm/thread.h"

namespace xvm {

namespace {

// From 3.4 modules die of themselves, and only what is left of them loses its names; before, __main__ went first.
bool modules_die_first(const Release& r) { return r.since(3, 4); }
bool clears_latest_first(const Release& r) { return r.since(3, 9); }
bool heeds_gc_disable(const Release& r) { return r.since(3, 4); }

void flush_streams(Thread& thread) {
  for (Ref name : {thread.rt.names.stdout_.ref(), thread.rt.names.stderr_.ref()}) {
    Ref stream = dict_get_name(as<Dict>(thread.rt.sys_dict), name);
    if (!stream || stream.is_none()) continue;
    Value keep(stream);
    if (!call_method(thread, keep, thread.rt.names.flush_)) thread.clear_error();
  }
}

void set_none(Thread& thread, Dict& dict, Ref name) {
  if (!dict_set(thread, dict, name, none)) thread.clear_error();
}

// Sets names to None: those with one underscore first.
void clear_names(Thread& thread, Ref owner) {
  Value dict(owner);
  for (bool underscored : {true, false}) {
    std::vector<Value> names;
    DictCursor cursor;
    while (DictEntry* entry = cursor.next(as<Dict>(dict))) {
      if (!is_native_str(thread, entry->key) || entry->value.is_none()) continue;
      std::string name = native_utf8(entry->key);
      bool one = name.starts_with("_") && !name.starts_with("__");
      if (underscored ? one : name != "__builtins__") names.push_back(entry->key);
    }
    for (const Value& name : names) set_none(thread, as<Dict>(dict), name);
  }
}

void clear_module(Thread& thread, Ref module) {
  if (is<Module>(module) && is<Dict>(as<Module>(module).dict)) clear_names(thread, as<Module>(module).dict);
}

// What programs leave in sys for others to find, and their replacements of its files.
void clear_sys_leavings(Thread& thread) {
  static constexpr const char* everywhere[] = {"path", "argv", "ps1", "ps2", "last_type", "last_value", "last_traceback", "last_exc", "path_hooks", "path_importer_cache", "meta_path"};
  static constexpr const char* in_2[] = {"exitfunc", "exc_type", "exc_value", "exc_traceback"};
  static constexpr const char* in_3[] = {"flags", "float_info"};
  struct File { const char *name, *original; };
  static constexpr File files[] = {{"stdin", "__stdin__"}, {"stdout", "__stdout__"}, {"stderr", "__stderr__"}};
  Dict& sys = as<Dict>(thread.rt.sys_dict);
  for (const char* name : everywhere)
    if (Value key = native_intern(thread, name); dict_get_name(sys, key)) set_none(thread, sys, key);
  if (thread.rt.python2())
    for (const char* name : in_2) set_none(thread, sys, native_intern(thread, name));
  else
    for (const char* name : in_3) set_none(thread, sys, native_intern(thread, name));
  for (const File& file : files) {
    Value original(dict_get_name(sys, native_intern(thread, file.original)));
    if (!dict_set(thread, sys, native_intern(thread, file.name), original ? original.ref() : none)) thread.clear_error();
  }
}

struct Entry { Value name, module; };
std::vector<Entry> module_entries(Thread& thread) {
  std::vector<Entry> entries;
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(as<Dict>(thread.rt.modules))) entries.push_back({entry->key, entry->value});
  return entries;
}

bool is_last(Thread& thread, Ref module) { return module == Ref(thread.rt.sys_module) || module == Ref(thread.rt.builtins_module); }

// To 3.3: __main__, then modules that nobody else refers to, then the others, sys and builtins.
void clear_modules(Thread& thread, Value main) {
  Dict& modules = as<Dict>(thread.rt.modules);
  auto clear = [&](Entry& entry) {
    clear_module(thread, entry.module);
    set_none(thread, modules, entry.name);
  };
  clear_module(thread, main);
  set_none(thread, modules, native_intern(thread, "__main__"));
  main = nullptr;
  bool some = true;
  while (some) {
    some = false;
    for (Entry& entry : module_entries(thread)) {
      if (!is<Module>(entry.module) || is_last(thread, entry.module) || entry.module.object()->refs > 2) continue;   // ours, and that of sys.modules
      clear(entry);
      some = true;
    }
  }
  for (Entry& entry : module_entries(thread))
    if (is<Module>(entry.module) && !is_last(thread, entry.module)) clear(entry);
  clear_module(thread, thread.rt.sys_module);
  clear_module(thread, thread.rt.builtins_module);
}

// From 3.4: sys.modules is emptied, and the collector told to look; modules that are still there then lose their names.
void drop_modules(Thread& thread, Value builtins) {
  SourceFiles::close();
  std::vector<Value> weak;
  std::vector<Entry> entries = module_entries(thread);
  for (Entry& entry : entries) {
    if (is<Module>(entry.module) && !is_last(thread, entry.module)) weak.push_back(make_weakref(thread, thread.rt.types.weakref, entry.module, none));
    entry.module = nullptr;
    set_none(thread, as<Dict>(thread.rt.modules), entry.name);
  }
  entries.clear();
  dict_clear(as<Dict>(thread.rt.modules));
  // What programs put among the builtins goes.
  Value now = thread.rt.builtins, before = dict_copy(thread, as<Dict>(now));
  dict_clear(as<Dict>(now));
  if (!dict_merge(thread, as<Dict>(now), builtins, true)) thread.clear_error();
  before = nullptr, builtins = nullptr;
  collect(thread, generation_count - 1);
  if (clears_latest_first(thread.rt.release)) weak = std::vector<Value>(weak.rbegin(), weak.rend());
  for (Value& reference : weak) {
    Object* object = is<WeakRef>(reference) ? as<WeakRef>(reference).alive() : nullptr;
    if (!object) continue;
    Value module{Ref(object)};
    clear_module(thread, module);
  }
  weak.clear();
  clear_names(thread, thread.rt.sys_dict);
}

// 2.x: sys.exitfunc, which atexit takes for itself. What it raises is told, and may be the exit status.
int run_exitfunc(Thread& thread, int status) {
  Value function(dict_get(thread, as<Dict>(thread.rt.sys_dict), "exitfunc"));
  bool good = !function || call(thread, function);
  if (good) good = run_exit_functions(thread);
  if (good) return status;
  if (thread.error_is(thread.rt.exc.SystemExit)) return run_main_exit_status(thread);
  write_stderr(thread, "Error in sys.exitfunc:\n");
  print_uncaught(thread);
  return status;
}

}  // namespace

int finish_program(Thread& thread, Value main, Value builtins, int status) {
  wait_for_threads(thread);
  status = thread.rt.python2() ? run_exitfunc(thread, status) : (run_exit_functions(thread), status);
  thread.rt.shutting_down = true;
  flush_streams(thread);
  if (thread.rt.heap->enabled || !heeds_gc_disable(thread.rt.release)) collect(thread, generation_count - 1);
  Value files[] = {Value(dict_get_name(as<Dict>(thread.rt.sys_dict), thread.rt.names.stdout_)), Value(dict_get_name(as<Dict>(thread.rt.sys_dict), thread.rt.names.stderr_))};
  Value last = native_intern(thread, "_");
  set_none(thread, as<Dict>(thread.rt.builtins), last);
  clear_sys_leavings(thread);
  if (modules_die_first(thread.rt.release)) {
    main = nullptr;
    drop_modules(thread, std::move(builtins));
  } else {
    builtins = nullptr;
    clear_modules(thread, std::move(main));
  }
  thread.clear_error();
  // What finalizers wrote.
  for (const Value& file : files)
    if (file && !file.is_none() && !call_method(thread, file, thread.rt.names.flush_)) thread.clear_error();
  tell_lost_output(thread);
  return status;
}

}  // namespace xvm
