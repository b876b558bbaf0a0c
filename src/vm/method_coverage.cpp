#include "vm/method_coverage.h"

#if XVM_METHOD_COVERAGE
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <set>
#include <string>

#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/module.h"
#include "objects/text.h"
#include "vm/runtime.h"
#include "vm/thread.h"
#include "vm/type_dict.h"

namespace xvm {

namespace {

// Lines at the end of the file, in one write: many processes write to it.
void append(const std::string& lines) {
  const char* path = std::getenv("XVM_METHOD_COVERAGE");
  int file = path && !lines.empty() ? ::open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666) : -1;
  if (file < 0) return;
  [[maybe_unused]] ssize_t written = ::write(file, lines.data(), lines.size());
  ::close(file);
}

struct Calls {
  std::set<std::string> called, has;
  std::set<std::string, std::less<>> modules;   // listed
  std::string release;
  ~Calls() {
    std::string lines;
    for (const std::string& name : has) lines += "has " + release + " " + name + "\n";
    for (const std::string& name : called) lines += "called " + release + " " + name + "\n";
    append(lines);
  }
};
Calls calls;

std::string row_name(const Method& row) { return std::string(row.signature, std::string_view(row.signature).find('(')); }

void list_type(Type* type) {
  if (!type || type->has(HeapType) || !filled_dict(*type)) return;
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(as<Dict>(filled_dict(*type))))
    if (const MethodDescriptor* method = try_as<MethodDescriptor>(entry->value)) calls.has.insert(type->name + "." + native_utf8(method->name));
}

void list_module(const std::string& name, Ref dict) {
  if (!calls.modules.insert(name).second || !is<Dict>(dict)) return;
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(as<Dict>(dict))) {
    const Native* native = try_as<Native>(entry->value);
    const Module* self = native ? try_as<Module>(native->self) : nullptr;
    if (self && native_utf8(self->name) == name) calls.has.insert(name + "." + row_name(*native->row));
    Type* type = try_as<Type>(entry->value);
    list_type(type ? type : type_of(current_thread(), entry->value));
  }
}

void list_methods(Thread& thread) {
  calls.release = thread.rt.release.tag;
#define X(n) list_type(thread.rt.types.n);
  XVM_TYPES(X)
#undef X
#define X(n, base, releases) list_type(thread.rt.exc.n);
  XVM_EXCEPTIONS(X)
#undef X
  list_module(thread.rt.python2() ? "__builtin__" : "builtins", thread.rt.builtins);
  for (const ModuleSpec* spec : native_modules())
    for (const Method& row : spec->methods)
      if (!spec->fallback && thread.rt.in(spec->releases) && thread.rt.in(row.releases)) calls.has.insert(spec->name + ("." + row_name(row)));
}

}  // namespace

void note_method_call(Thread& thread, Ref self, const Type* owner, std::string_view name) {
  if (calls.has.empty()) list_methods(thread);
  std::string of = owner ? owner->name : std::string();
  if (const Module* module = owner ? nullptr : try_as<Module>(self)) {
    of = native_utf8(module->name);
    list_module(of, module->dict);
  }
  static const pid_t first = ::getpid();
  if (!calls.called.insert(of + "." + std::string(name)).second) return;
  // Children, and what ends or replaces the process, do not come to the end where all is written.
  if (::getpid() == first && name != "_exit" && name != "abort" && !name.starts_with("exec")) return;
  append("called " + calls.release + " " + of + "." + std::string(name) + "\n");
}

}  // namespace xvm
#endif
