#include "vm/runtime.h"

#include "objects/dict.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "builtins/builtins_module.h"
#include "modules/io/streams.h"
#include "modules/sys.h"
#include "trace/monitoring.h"
#include "vm/at_end.h"
#include "vm/builtin_types.h"
#include "vm/errors.h"
#include "vm/gil.h"
#include "vm/heap.h"
#include "vm/leaks.h"
#include "vm/thread.h"

namespace xvm {

Runtime::Runtime(const Release& r, Settings s) : release(r), settings(std::move(s)) {}

namespace {

#if defined(XVM_SHOWS_LEAKS)
constexpr bool releases_always = true;   // so that leaks show
#else
constexpr bool releases_always = false;
#endif

bool collects_less_often(const Release& r) { return r.since(3, 13); }

// Interns what the VM looks up by name, in the release's own str.
void make_names(Thread& thread, Names& names) {
#define X(n) names.n##__ = native_intern(thread, "__" #n "__");
  XVM_DUNDER_NAMES(X)
#undef X
#define X(n) names.n##_ = native_intern(thread, #n);
  XVM_PLAIN_NAMES(X)
#undef X
  names.empty = native_intern(thread, "");
  names.dot = native_intern(thread, ".");
  names.lambda = native_intern(thread, "<lambda>");
  names.module_ = native_intern(thread, "<module>");
  names.listcomp = native_intern(thread, "<listcomp>");
}

}  // namespace

std::unique_ptr<Runtime> Runtime::create(const Release& release, Settings settings) {
  std::unique_ptr<Runtime> runtime(new Runtime(release, std::move(settings)));
  runtime->heap = std::make_unique<Heap>();
  count_deaths(release);
  list_objects(runtime->settings.release_memory);
  if (collects_less_often(release)) runtime->heap->thresholds[0] = 2000;
  runtime->main_thread = std::make_unique<Thread>(*runtime);
  Thread& thread = *runtime->main_thread;
  set_current_thread(&thread);
  runtime->heap->enabled = false;   // nothing to collect while the types are made
  bootstrap_types(*runtime);
  make_names(thread, runtime->names);
#define X(maker) maker(*runtime);
  XVM_TYPE_MAKERS(X)
#undef X
  runtime->modules = make_dict(thread);
  runtime->heap->garbage = own(allocate_list(thread, 0));
  if (!make_builtins_module(thread) || !make_sys_module(thread) || !add_site_builtins(thread, as<Module>(runtime->builtins_module))) return nullptr;
  runtime->heap->enabled = true;
  return runtime;
}

Runtime::~Runtime() {
  // What programs made dies while the types still live; the types themselves stay with the process.
  shutting_down = true;
  if ((settings.release_memory || releases_always) && !has_other_threads()) {
    release_everything(*this);
    return;
  }
  heap->finalizes = false;
  stop_monitoring();
  forget_runtime();
  forget_io();
  sys_module = nullptr, sys_dict = nullptr, builtins_module = nullptr, modules = nullptr;
  builtins = nullptr, heap->garbage = nullptr, heap->callbacks = nullptr;
  empty_tuple = nullptr, empty_frozenset = nullptr;
  main_thread->clear_error();
  stop_texts();
  // Names and types are referred to until the very end; the process gives their memory back.
  static_cast<void>(heap.release());
  static_cast<void>(main_thread.release());
}

}  // namespace xvm
