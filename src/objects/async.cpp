// await, async for and async with: what they ask of objects (PEP 492).
#include "objects/async.h"

#include "objects/exception.h"
#include "objects/generator.h"
#include "objects/text.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"

namespace xvm {

namespace {

bool refuses_awaited_coroutine(const Release& r) { return r.since(3, 6); }
bool aiter_may_be_awaitable(const Release& r) { return r.until(3, 6); }

bool is_coroutine(Thread& thread, Ref v) {
  if (!is<Generator>(v)) return false;
  Type* type = v.object()->type;
  if (type == thread.rt.types.coroutine) return true;
  return type == thread.rt.types.generator && is<CodeObject>(as<Generator>(v).code) && (as<CodeObject>(as<Generator>(v).code).flags & co_iterable_coroutine);
}

// Awaitables as PEP 492 has them; null with the error set, whose words the callers change.
Value awaitable_iterator(Thread& thread, Ref v) {
  if (is_coroutine(thread, v)) return Value(v);
  UnaryFn await = type_of(thread, v)->slots.await;
  if (!await) return raise_type_error(thread, "object {} can't be used in 'await' expression", type_name(thread, v));
  Value iterator = await(thread, v);
  if (!iterator) return iterator;
  if (is_coroutine(thread, iterator)) return raise_type_error(thread, "__await__() returned a coroutine");
  if (!type_of(thread, iterator)->slots.next) return raise_type_error(thread, "__await__() returned non-iterator of type '{}'", type_name(thread, iterator));
  return iterator;
}

// A TypeError caused by the one that is set.
Value explained(Thread& thread, std::string message) {
  ErrorState cause = thread.take_error();
  if (!normalize_error(thread, cause)) return error_set;
  raise(thread, thread.rt.exc.TypeError, message);
  if (!normalize_error(thread, thread.error) || !is<Exception>(thread.error.value)) return error_set;
  Exception& error = as<Exception>(thread.error.value);
  error.cause = cause.value;
  error.context = cause.value;
  error.suppress_context = true;
  return error_set;
}

}  // namespace

Value get_awaitable(Thread& thread, Ref v, std::uint32_t use) {
  bool awaitable = is_coroutine(thread, v) || type_of(thread, v)->slots.await;
  if (!awaitable && use) {
    return raise_type_error(thread, "'async with' received an object from {} that does not implement __await__: {}", use == 1 ? "__aenter__" : "__aexit__",
                            type_name(thread, v));
  }
  Value iterator = awaitable_iterator(thread, v);
  if (iterator && refuses_awaited_coroutine(thread.rt.release) && is<Generator>(iterator) && iterator.object()->type == thread.rt.types.coroutine &&
      generator_delegate(as<Generator>(iterator)))
    return raise(thread, thread.rt.exc.RuntimeError, "coroutine is being awaited already");
  return iterator;
}

Value get_aiter(Thread& thread, Ref v) {
  UnaryFn aiter = type_of(thread, v)->slots.aiter;
  if (!aiter) return raise_type_error(thread, "'async for' requires an object with __aiter__ method, got {}", type_name(thread, v));
  Value iterator = aiter(thread, v);
  if (iterator && !type_of(thread, iterator)->slots.anext)
    return raise_type_error(thread, "'async for' received an object from __aiter__ that does not implement __anext__: {}", type_name(thread, iterator));
  return iterator;
}

Value get_aiter_awaitable(Thread& thread, Ref v) {
  UnaryFn aiter = type_of(thread, v)->slots.aiter;
  if (!aiter) return raise_type_error(thread, "'async for' requires an object with __aiter__ method, got {}", type_name(thread, v));
  Value iterator = aiter(thread, v);
  if (!iterator || !aiter_may_be_awaitable(thread.rt.release)) return iterator;
  if (type_of(thread, iterator)->slots.anext) return ready_awaitable(thread, iterator);
  Value awaitable = awaitable_iterator(thread, iterator);
  if (!awaitable) return explained(thread, fmt::format("'async for' received an invalid object from __aiter__: {}", type_name(thread, iterator)));
  return awaitable;
}

Value get_anext(Thread& thread, Ref iterator) {
  UnaryFn anext = type_of(thread, iterator)->slots.anext;
  if (!anext) return raise_type_error(thread, "'async for' requires an iterator with __anext__ method, got {}", type_name(thread, iterator));
  Value next = anext(thread, iterator);
  if (!next) return next;
  if (iterator.is_object() && iterator.object()->type == thread.rt.types.async_generator) return next;
  Value awaitable = awaitable_iterator(thread, next);
  if (!awaitable) return explained(thread, fmt::format("'async for' received an invalid object from __anext__: {}", type_name(thread, next)));
  return awaitable;
}

}  // namespace xvm
