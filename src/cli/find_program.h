// Programs that are not a .pyc: modules of the path, and the __main__ of folders and archives.
#pragma once

#include "base/result.h"

namespace xvm {

struct Options;
struct Release;

// The release of such a program: that of --version-tag, else of the compiled file that would run. Null where options name a
// file to run as it is. A refusal is one line: where there is no such module or no __main__.
Result<const Release*> container_release(const Options& options);

}  // namespace xvm
