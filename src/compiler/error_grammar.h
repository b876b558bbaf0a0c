// The grammar of 3.9 on with what those releases know of common mistakes, as text that ErrorFinder reads.
#pragma once

#include <string_view>

namespace xvm::compiler {

// A rule is "name: alternatives", an alternative stands on a line of its own after "|". An alternative may begin with the
// minor releases that have it, "{10-}", "{-9}", "{10-11}", and with "~" where it holds in the second pass alone, in which
// mistakes are looked for. Items: 'token', "soft keyword", NAME and its like, rule, (group), [optional], x? x* x+,
// x%',' (one or more with commas between), &x, !x, ^ (cut: no other alternative), &&'token' (must follow), a=x (named).
// After "=>" stands what is said: a place and a message, see ErrorFinder::act().
extern const std::string_view error_grammar;

}  // namespace xvm::compiler
