#include "vm/at_end.h"

#include <vector>

namespace xvm {

static std::vector<void (*)()>& forgetters() {
  static std::vector<void (*)()> list;
  return list;
}

bool at_runtime_end(void (*forget)()) {
  forgetters().push_back(forget);
  return true;
}

void forget_runtime() {
  for (void (*forget)() : forgetters()) forget();
}

}  // namespace xvm
