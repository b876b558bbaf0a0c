#include "vm/method_coverage.h"

#if XVM_METHOD_COVERAGE
#include <cstdio>
#include <cstdlib>
#include <set>

#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/module.h"
#include "objects/text.h"
#include "vm/runtime.h"
#include "vm/thread.h"
#include "vm/type_dict.h"

namespace xvm {

namespace {

struct Calls {
  std::set<std::string> called, has;
  std::string release;
  ~Calls() {
    const char* path = std::getenv("XVM_METHOD_COVERAGE");
    std::FILE* file = path ? std::fopen(path, "a") : nullptr;
    if (!file) return;
    for (const std::string& name : has) std::fprintf(file, "has %s %s\n", release.c_str(), name.c_str());
    for (const std::string& name : called) std::fprintf(file, "called %s %s\n", release.c_str(), name.c_str());
    std::fclose(file);
  }
};
Calls calls;

void list_methods(Thread& thread) {
  calls.release = thread.rt.release.tag;
  auto add = [&](Type* type) {
    if (!type || !filled_dict(*type)) return;
    DictCursor cursor;
    while (DictEntry* entry = cursor.next(thread, as<Dict>(filled_dict(*type))))
      if (const MethodDescriptor* method = try_as<MethodDescriptor>(entry->value)) calls.has.insert(type->name + "." + native_utf8(method->name));
  };
#define X(n) add(thread.rt.types.n);
  XVM_TYPES(X)
#undef X
#define X(n, base, releases) add(thread.rt.exc.n);
  XVM_EXCEPTIONS(X)
#undef X
}

}  // namespace

void note_method_call(Thread& thread, Ref self, const Type* owner, std::string_view name) {
  if (calls.has.empty()) list_methods(thread);
  std::string of = owner ? owner->name : std::string();
  if (const Module* module = owner ? nullptr : try_as<Module>(self)) of = native_utf8(module->name);
  calls.called.insert(of + "." + std::string(name));
}

}  // namespace xvm
#endif
