// What the site module puts into builtins: exit, quit, copyright, credits, license, help. And breakpoint, execfile, reload, intern.
#include <cerrno>
#include <filesystem>

#include "builtins/builtins_module.h"
#include "modules/io/io.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/text.h"
#include "vm/call.h"
#include "vm/argument_words.h"
#include "vm/compile_text.h"
#include "vm/execute.h"
#include "vm/import.h"

namespace xvm {

namespace {

bool has_interactive_hook(const Release& r) { return r.since(3, 4); }
bool in_sitebuiltins(const Release& r) { return r.since(3, 4); }

struct SiteObject : Object {
  XVM_IO_OBJECT("site builtin")
  Value name, text;
  void traverse(Visitor& v) { v(name), v(text); }
  void clear() {}
};

Value quitter_repr(Thread& thread, Ref self) {
  return native_str(thread, fmt::format("Use {}() or Ctrl-D (i.e. EOF) to exit", native_utf8(as<SiteObject>(self).name)));
}
Value quitter_call(Thread& thread, Ref, Args args) {
  Bound<1> a(thread, "__call__(self, code=None)", args);
  if (!a) return error_set;
  Value code = a[0] ? Value(a[0]) : none_value();
  Value exit = call(thread, Ref(thread.rt.exc.SystemExit), code);
  return exit ? raise_instance(thread, exit) : error_set;
}
Value printer_repr(Thread&, Ref self) { return as<SiteObject>(self).text; }
Value printer_call(Thread& thread, Ref self, Args) {
  Ref out = dict_get_name(as<Dict>(thread.rt.sys_dict), thread.rt.names.stdout_);
  if (!out || out.is_none()) return none_value();
  Value stream(out), text = as<SiteObject>(self).text, line_end = native_str(thread, "\n");
  if (!call_method(thread, stream, thread.rt.names.write_, {text})) return error_set;
  return call_method(thread, stream, thread.rt.names.write_, {line_end}) ? none_value() : Value();
}
Value helper_repr(Thread& thread, Ref) { return native_str(thread, "Type help() for interactive help, or help(object) for help about object."); }
Value helper_call(Thread& thread, Ref, Args args) {
  Value module = import_module(thread, "pydoc"), key = native_intern(thread, "help");
  Value help = module ? get_attribute(thread, module, key) : Value();
  return help ? call(thread, help, args) : Value();
}

void fill_quitter(Slots& slots, Runtime&) { slots.repr = quitter_repr, slots.call = quitter_call; }
void fill_printer(Slots& slots, Runtime&) { slots.repr = printer_repr, slots.call = printer_call; }
void fill_helper(Slots& slots, Runtime&) { slots.repr = helper_repr, slots.call = helper_call; }

Value make_site(Thread& thread, Type* type, std::string_view name, std::string_view text) {
  SiteObject* object = allocate<SiteObject>(type);
  object->name = native_str(thread, name);
  object->text = native_str(thread, text);
  track(object);
  return own(object);
}

Value builtin_breakpoint(Thread& thread, Ref, Args args) {
  Value key = native_intern(thread, "breakpointhook");
  Ref hook = dict_get_name(as<Dict>(thread.rt.sys_dict), key);
  if (!hook) return raise(thread, thread.rt.exc.RuntimeError, "lost sys.breakpointhook");
  Value keep(hook);
  return call(thread, keep, args);
}

Value builtin_execfile(Thread& thread, Ref, Args args) {
  if (!is<Bytes>(args[0]) && !is<Text>(args[0])) return raise_type_error(thread, "execfile() argument 1 must be string, not {}", argument_type(thread, args[0]));
  std::string path;
  if (!path_argument(thread, args[0], path)) return error_set;
  if (args[1] && !is<Dict>(args[1])) return raise_type_error(thread, "execfile() argument 2 must be dict, not {}", argument_type(thread, args[1]));
  if (args[2] && !args[2].is_none() && !type_of(thread, args[2])->slots.get_item) return raise_type_error(thread, "locals must be a mapping");
  std::error_code ignored;
  bool folder = std::filesystem::is_directory(path, ignored);
  std::FILE* file = folder ? nullptr : std::fopen(path.c_str(), "r");
  if (!file) return raise_errno(thread, thread.rt.exc.IOError, folder ? EISDIR : errno, args[0]);
  SourceText text;
  char block[8192];
  while (std::size_t got = std::fread(block, 1, sizeof block, file)) text.bytes.append(block, got);
  std::fclose(file);
  compiler::Options options;
  options.file_name = path;
  options.from_file = true;
  options.optimize = thread.rt.settings.optimize;
  inherit_flags(thread, options);
  Value code = compile_text(thread, text, std::move(options));
  return code ? execute(thread, code, args[1], args[2], ExecuteMode::Exec) : Value();
}

Value builtin_reload(Thread& thread, Ref, Args args) { return reload_module(thread, args[0]); }

constexpr Method rows[] = {
    {"breakpoint(*args, **kws)", builtin_breakpoint, since(3, 7), Method::Raw},
    {"execfile(filename, globals=None, locals=None, /)", builtin_execfile, py2},
    {"reload(module, /)", builtin_reload, py2},
};

}  // namespace

std::span<const Method> site_functions() { return rows; }

bool add_site_builtins(Thread& thread, Module& module) {
  Runtime& rt = thread.rt;
  if (rt.settings.no_site) return true;
  static constexpr TypeSpec quitter{.name = "Quitter", .layout = layout_of<SiteObject>, .fill = fill_quitter};
  static constexpr TypeSpec printer{.name = "_Printer", .layout = layout_of<SiteObject>, .fill = fill_printer};
  static constexpr TypeSpec helper{.name = "_Helper", .layout = layout_of<SiteObject>, .fill = fill_helper};
  std::string home = in_sitebuiltins(rt.release) ? "_sitebuiltins." : "site.";
  Type *q = make_builtin_type(rt, quitter), *p = make_builtin_type(rt, printer), *h = make_builtin_type(rt, helper);
  for (Type* type : {q, p, h}) type->name = home + type->name;
  static constexpr Method interactive{"register_readline()", [](Thread&, Ref, Args) { return none_value(); }};
  if (has_interactive_hook(rt.release)) {
    Value hook = make_native(thread, interactive, {}, native_str(thread, "site"));
    if (!hook || !module_add(thread, as<Module>(rt.sys_module), "__interactivehook__", hook)) return false;
  }
  Ref copyright = dict_get(thread, as<Dict>(rt.sys_dict), "copyright");
  return module_add(thread, module, "exit", make_site(thread, q, "exit", "")) && module_add(thread, module, "quit", make_site(thread, q, "quit", "")) &&
         module_add(thread, module, "copyright", make_site(thread, p, "copyright", copyright ? native_utf8(copyright) : "")) &&
         module_add(thread, module, "credits", make_site(thread, p, "credits", "    Thanks to CWI, CNRI, BeOpen.com, Zope Corporation and a cast of thousands\n    for supporting Python development.  See www.python.org for more information.")) &&
         module_add(thread, module, "license", make_site(thread, p, "license", "Type license() to see the full license text")) && module_add(thread, module, "help", make_site(thread, h, "help", ""));
}

}  // namespace xvm
