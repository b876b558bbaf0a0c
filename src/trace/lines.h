// When a frame under sys.settrace has come to a line, by the release's rules.
#pragma once

#include <cstdint>

namespace xvm {

struct CodeObject;

// Whether the instruction, run after `previous` (-1: nothing of the frame, or of its last resumption to 3.9), has a line event.
bool has_line_event(const CodeObject& code, std::int32_t instruction, std::int32_t previous);

// In 2.5, 2.6, 3.0 and 3.1 a store behind FOR_ITER runs together with it: it is no place of its own to trace.
bool is_predicted(const CodeObject& code, std::int32_t instruction, std::int32_t previous);

// As `previous`: a call of a function has just returned, and the release has forgotten where from (3.12).
inline constexpr std::int32_t after_call = -2;
bool forgets_calls(const CodeObject& code, std::int32_t instruction);

// Whether the first instruction of a handler has a line event whatever its line, the error having been raised at
// `previous`.
bool handlers_begin_lines(const CodeObject& code, std::int32_t previous);

// From 3.11 frames begin with instructions that are not traced, up to RESUME, where the call event is.
bool traces_from_resume(const CodeObject& code);

}  // namespace xvm
