// Objects that are made while a program runs, but count as made before it.
#pragma once

#include <cstdint>

namespace xvm {

struct Heap;
struct Object;

// What is made while it stands is no younger than what was there at the start, and brings no collection nearer.
class MadeBeforeStart {
 public:
  explicit MadeBeforeStart(Heap& heap);
  ~MadeBeforeStart();

 private:
  Heap& heap_;
  Object* last_;
  std::int64_t count_;
  bool due_;
};

}  // namespace xvm
