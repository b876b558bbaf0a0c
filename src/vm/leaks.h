// Which objects live: to see, when a runtime has released everything, what it left behind.
#pragma once

#include <cstdint>
#include <string>

namespace xvm {

class Runtime;

// Whether objects made from now on are listed. Builds that are optimised and not for sanitizers list none.
void list_objects(bool listed);
// "3 dict, 1 Text", most first; `count` is how many there are. Types are left out.
std::string listed_objects(std::size_t& count);

// Ends a runtime in such a way that all its memory is given back: every object that the collector knows is taken apart,
// then what statics keep, then the types. No __del__ and no callback runs any more.
void release_everything(Runtime& runtime);

}  // namespace xvm
