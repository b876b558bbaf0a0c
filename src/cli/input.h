// Files that the command line names: finding and reading them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace xvm {

// The bytes of a file, of stdin for "-". A refusal is one line that begins with the name: no such file, or not readable.
Result<std::vector<std::uint8_t>> read_input(const std::string& name);

// Names with folders replaced by the .pyc and .pyo files in them, sorted, and @LIST by the names in that file. Names of
// files that are not there are left for read_input to refuse; what cannot be listed is, too.
std::vector<std::string> find_inputs(const std::vector<std::string>& names);

}  // namespace xvm
