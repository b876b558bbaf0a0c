// "Did you mean": names close to one that was not found, as releases from 3.10 on offer them.
#pragma once

#include <string>
#include <vector>

#include "vm/value.h"

namespace xvm {

class Thread;

// What the release adds behind the message of an exception ("...Did you mean: 'x'?"); empty where it has nothing to offer.
// Never leaves an error set.
std::string suggestion_for(Thread& thread, Ref exception);

// The candidate that is close enough to the name; empty where none is.
std::string closest_name(const std::vector<std::string>& candidates, const std::string& name);

}  // namespace xvm
