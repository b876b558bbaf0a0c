#include "vm/main_program.h"

#include <cstdio>
#include <vector>

#include "modules/system_arguments.h"
#include "modules/thread.h"
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/source_lines.h"
#include "objects/text.h"
#include "vm/errors.h"
#include "vm/file_errors.h"
#include "vm/call.h"
#include "vm/finish.h"
#include "vm/compile_text.h"
#include "vm/frame.h"
#include "vm/heap.h"
#include "vm/import.h"
#include "vm/import_system.h"
#include "vm/interactive.h"
#include "modules/warn_options.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/signals.h"
#include "vm/thread.h"

namespace xvm {

namespace {

bool main_has_cached(const Release& r) { return r.since(3, 2); }
bool main_has_annotations(const Release& r) { return r.since(3, 6); }

bool has_run_as_main(const Release& r) { return r.since(2, 6); }
bool main_has_loader(const Release& r) { return r.since(3, 3); }
bool main_has_spec(const Release& r) { return r.since(3, 4); }
bool tracebacks_show_command(const Release& r) { return r.since(3, 13); }   // that of -c
bool main_file_is_absolute(const Release& r) { return r.since(3, 9); }

// The namespace of __main__; null with the error set.
Value make_main(Thread& thread) {
  Runtime& rt = thread.rt;
  Value owner = make_module(thread, "__main__");
  if (!owner) return owner;
  Module& module = as<Module>(owner);
  Value name = native_intern(thread, "__main__");
  bool ok = dict_set(thread, as<Dict>(rt.modules), name, owner) && module_add(thread, module, "__builtins__", rt.builtins_module);
  if (ok && rt.settings.module.empty() && !rt.settings.prompt_only && !rt.settings.source_name.starts_with("<")) {
    FoundModule found;
    found.file = found.pyc = main_file_is_absolute(rt.release) ? absolute_path(rt.settings.program) : rt.settings.program;
    found.has_source = rt.settings.has_source;
    ok = module_add(thread, module, "__file__", path_text(thread, found.file));
    if (ok && main_has_loader(rt.release)) ok = module_add(thread, module, "__loader__", make_file_loader(thread, "__main__", found));
  }
  if (ok && main_has_cached(rt.release)) ok = module_add(thread, module, "__cached__", none_value());
  if (ok && main_has_annotations(rt.release)) ok = module_add(thread, module, "__annotations__", make_dict(thread));
  return ok ? std::move(owner) : Value();
}

// ---- a module as the program

ErrorSet no_such_module(Thread& thread, std::string_view why) {
  std::string line = fmt::format("{}: {}\n", thread.rt.settings.executable.empty() ? "xvm" : thread.rt.settings.executable, why);
  std::fflush(stdout);
  std::fwrite(line.data(), 1, line.size(), stderr);
  Value status = Value::small(1);
  return raise_value(thread, thread.rt.exc.SystemExit, status);
}

// Finds the module that settings name, with its packages imported; a package stands for its __main__.
bool find_main(Thread& thread, std::string& name, FoundModule& found) {
  std::string asked = name;
  for (int round = 0; round < 2; ++round) {
    Value path;
    std::size_t dot = name.rfind('.');
    if (dot == name.npos) {
      path = Value(dict_get(thread, as<Dict>(thread.rt.sys_dict), "path"));
    } else {
      std::string parent = name.substr(0, dot);
      Value package = import_module(thread, parent.c_str());
      if (!package) {
        if (!thread.error_is(thread.rt.exc.ImportError)) return false;
        ErrorState error = thread.take_error();
        if (!normalize_error(thread, error)) return false;
        Value text = str(thread, error.value);
        if (!text) return false;
        if (!main_has_spec(thread.rt.release)) return no_such_module(thread, native_utf8(text));
        return no_such_module(thread, fmt::format("Error while finding module specification for '{}' ({}: {})", asked, type_name(thread, error.value), native_utf8(text)));
      }
      path = find_attribute(thread, package, thread.rt.names.path__);
      if (!path) return !thread.has_error() && no_such_module(thread, fmt::format("No module named {}", asked));
    }
    Value theirs;
    found = {};
    PathSearch result = path ? search_path_entries(thread, name, path, found, theirs) : PathSearch::Nothing;
    if (result == PathSearch::Failed) return false;
    if (result != PathSearch::Ours) {
      if (round == 1) return no_such_module(thread, fmt::format("No module named {}; '{}' is a package and cannot be directly executed", name, asked));
      if (find_native_module(thread.rt, name)) return no_such_module(thread, fmt::format("No code object available for {}", name));
      return no_such_module(thread, thread.rt.settings.module_of_path ? fmt::format("can't find '__main__' module in '{}'", container_path(thread)) : fmt::format("No module named {}", asked));
    }
    if (!found.is_package) return true;
    name += ".__main__";
  }
  return no_such_module(thread, fmt::format("No module named {}", asked));
}

// Runs the module through the library's runpy, as CPython does. False where that is not to be had.
bool run_by_library(Thread& thread, Value& result) {
  const Settings& settings = thread.rt.settings;
  Value runpy = settings.stdlib.empty() || !has_run_as_main(thread.rt.release) ? Value() : import_library_runpy(thread);
  Value run = runpy ? get_attribute(thread, runpy, "_run_module_as_main") : Value();
  if (!run) return thread.clear_error(), false;
  Value name = native_str(thread, settings.module), alters_argv = Value::of(!settings.module_of_path);
  result = call(thread, run, name, alters_argv);
  strip_importlib_frames(thread);
  return true;
}

Value run_module(Thread& thread, Ref main) {
  Value by_library;
  if (run_by_library(thread, by_library)) return by_library;
  Settings& settings = thread.rt.settings;
  std::string name = settings.module;
  FoundModule found;
  if (!find_main(thread, name, found)) return error_set;
  Module& module = as<Module>(main);
  const Release& r = thread.rt.release;
  std::size_t dot = name.rfind('.');
  Value code = load_found_code(thread, name, found);
  if (!code) return code;
  if (!settings.module_of_path)   // sys.argv[0] of -m is the file
    if (Value argv(dict_get(thread, as<Dict>(thread.rt.sys_dict), "argv")); is<List>(argv) && as<List>(argv).length > 0) as<List>(argv).items[0] = path_text(thread, found.file);
  bool ok = module_add(thread, module, "__file__", path_text(thread, found.file)) &&
            module_add(thread, module, "__package__", native_str(thread, dot == name.npos ? std::string_view() : std::string_view(name).substr(0, dot)));
  if (ok && main_has_spec(r)) {
    Value spec = spec_of_found(thread, name, found), loader = spec ? get_attribute(thread, spec, "loader") : Value();
    ok = loader && module_add(thread, module, "__spec__", spec) && module_add(thread, module, "__loader__", loader);
  } else if (ok) {
    Value loader = found.loader ? found.loader : main_has_loader(r) ? make_file_loader(thread, name, found) : none_value();
    ok = loader && module_add(thread, module, "__loader__", loader);
  }
  if (ok && main_has_cached(r) && !found.cached().empty()) ok = module_add(thread, module, "__cached__", path_text(thread, found.cached()));
  Value globals = module.dict;
  return ok ? run_code(thread, code, globals, {}) : Value();
}

}  // namespace

int run_main(Thread& thread, std::shared_ptr<const Code> stored) {
  watch_interrupts(thread);
  Value builtins = dict_copy(thread, as<Dict>(thread.rt.builtins));
  Value main = make_main(thread);
  settle_startup(*thread.rt.heap);
  apply_warn_options(thread);
  Value code = main && stored ? make_code(thread, std::move(stored)) : Value();
  if (main && thread.rt.settings.has_source) {
    const Settings& settings = thread.rt.settings;
    if (settings.source_name == "<string>" && tracebacks_show_command(thread.rt.release)) SourceFiles::note_typed("<string>", settings.source);
    bool absolute = main_file_is_absolute(thread.rt.release) && !settings.source_name.starts_with("<");
    code = compile_module_text(thread, settings.source, absolute ? absolute_path(settings.source_name) : settings.source_name);
    if (!code && !settings.source_name.starts_with("<")) place_error_as_of_file(thread, settings.source);
  }
  if (main && !thread.rt.settings.module.empty()) {
    Value result = run_module(thread, main);
  } else if (code) {
    Value globals = as<Module>(main).dict;
    Value result = run_code(thread, code, globals, {});
  }
  code = nullptr;
  bool prompt = main && (thread.rt.settings.interactive || thread.rt.settings.prompt_only);
  int status = run_main_exit_status(thread, !prompt);
  if (prompt) {
    if (thread.rt.settings.prompt_only) begin_interactive(thread, main);
    status = run_interactive(thread, main);
  }
  status = finish_program(thread, std::move(main), std::move(builtins), status);
  forget_signals();
  return status;
}

}  // namespace xvm
