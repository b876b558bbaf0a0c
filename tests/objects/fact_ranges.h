// Ranges of releases as the facts of the tests have them.
#pragma once

#include <sstream>
#include <string>

#include "pyc/release.h"

namespace xvm {

// Whether "2.5-2.7 3.3" holds a release.
inline bool listed(const Release& release, const std::string& ranges) {
  std::istringstream in(ranges);
  for (std::string range; in >> range;) {
    std::size_t dash = range.find('-');
    const Release *first = find_release(range.substr(0, dash)), *last = dash == std::string::npos ? first : find_release(range.substr(dash + 1));
    if (first->version <= release.version && release.version <= last->version) return true;
  }
  return false;
}

}  // namespace xvm
