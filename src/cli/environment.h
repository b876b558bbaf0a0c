// The PYTHON* variables and the options that stand for them, as settings of a run.
#pragma once

namespace xvm {

struct Options;
struct Release;
struct Settings;

// A variable that is set to something; null where it is not, or where -E or -I says not to look.
const char* environment(const Options& options, const char* name);

void apply_options(const Options& options, const Release& release, Settings& settings);

}  // namespace xvm
