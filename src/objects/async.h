// What await, async for and async with ask of objects.
#pragma once

#include <cstdint>

#include "vm/args.h"
#include "vm/value.h"

namespace xvm {

class Thread;

// The iterator that await drives; use 1 and 2: the value came from __aenter__, __aexit__ (for the error's words).
Value get_awaitable(Thread& thread, Ref v, std::uint32_t use);
Value get_aiter(Thread& thread, Ref v);
Value get_aiter_awaitable(Thread& thread, Ref v);
// An awaitable that gives a value at once (3.5 and 3.6, for __aiter__ that is no coroutine).
Value ready_awaitable(Thread& thread, Ref value);
Value get_anext(Thread& thread, Ref iterator);       // an awaitable for the next value

// coroutine.__await__().
Value make_coroutine_wrapper(Thread& thread, Ref coroutine);

// Warns of throw(type, value, traceback), which is deprecated from 3.12; false where the warning is an error.
bool warn_of_parts(Thread& thread, const char* method, Args args);

}  // namespace xvm
