// A runtime of one release for a test: values made from C++, methods called, results as repr.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "objects/bytes.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/thread.h"

namespace xvm {

class Python {
 public:
  explicit Python(const Release& release) : runtime_(Runtime::create(release, {})) {}
  explicit Python(std::string_view tag) : Python(*find_release(tag)) {}
  Thread& thread() { return *runtime_->main_thread; }
  Runtime& runtime() { return *runtime_; }

  Value text(std::string_view utf8) { return make_text(thread(), utf8); }
  Value bytes(std::string_view data) { return make_bytes(thread(), data); }
  Value str(std::string_view utf8) { return native_str(thread(), utf8); }
  // repr of self.name(args...), or "TypeError: message".
  std::string call(Ref self, std::string_view name, std::initializer_list<Ref> args = {}) {
    Value interned = native_intern(thread(), name);
    return shown(call_method(thread(), self, interned, args));
  }
  std::string shown(Value value) {
    if (!value) return raised();
    return repr_utf8(thread(), value);
  }
  std::string raised() {
    ErrorState error = thread().take_error();
    if (!error) return "no error";
    normalize_error(thread(), error);
    Value message = xvm::str(thread(), error.value);
    std::string name(type_name(thread(), error.value));
    if (name.starts_with("exceptions.")) name.erase(0, 11);
    return name + ": " + (message ? native_utf8(message) : "?");
  }

 private:
  std::unique_ptr<Runtime> runtime_;
};

}  // namespace xvm
