// aiter() and anext(), and the awaitable that anext(iterator, default) gives (3.10).
#include "builtins/builtins_module.h"
#include "objects/async.h"
#include "objects/generator.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/builtin_types.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/signature.h"

namespace xvm {

namespace {

struct AnextAwaitable : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "anext_awaitable";
  static constexpr bool gc = true;
  Value wrapped, otherwise;
  void traverse(Visitor& v) { v(wrapped), v(otherwise); }
  void clear() { wrapped = nullptr, otherwise = nullptr; }
};
// There is one runtime at a time; the type is made with it.
Type* anext_awaitable_type = nullptr;

// What drives the wrapped awaitable: its iterator.
Value driver(Thread& thread, Ref self) {
  Value iterator = get_awaitable(thread, as<AnextAwaitable>(self).wrapped, 0);
  if (!iterator || type_of(thread, iterator)->slots.next) return iterator;
  UnaryFn await = type_of(thread, iterator)->slots.await;
  Value inner = await ? await(thread, iterator) : Value();
  if (thread.has_error()) return error_set;
  if (!inner || !type_of(thread, inner)->slots.next)
    return raise_type_error(thread, "{}.__await__() must return an iterable", type_name(thread, iterator));
  return inner;
}

// The end of the asynchronous iterator becomes the default.
Value ended(Thread& thread, Ref self) {
  if (!catch_error(thread, thread.rt.exc.StopAsyncIteration)) return error_set;
  return raise_value(thread, thread.rt.exc.StopIteration, as<AnextAwaitable>(self).otherwise);
}

Value itself(Thread&, Ref self) { return Value(self); }
// The end comes as StopIteration, whose value is the result.
Value awaitable_next(Thread& thread, Ref self) {
  Value keep(self), iterator = driver(thread, self);
  if (!iterator) return error_set;
  Value send = find_attribute(thread, iterator, thread.rt.names.send_);
  if (!send && thread.has_error()) return error_set;
  Value result = send ? call(thread, send, none) : call_method(thread, iterator, thread.rt.names.next__);
  return result ? std::move(result) : ended(thread, self);
}

Value forward(Thread& thread, Ref self, const char* name, std::initializer_list<Ref> args) {
  Value keep(self), iterator = driver(thread, self);
  if (!iterator) return error_set;
  Value method = native_intern(thread, name);
  Value result = call_method(thread, iterator, method, args);
  return result ? std::move(result) : ended(thread, self);
}
Value awaitable_send(Thread& thread, Ref self, Args args) { return forward(thread, self, "send", {args[0]}); }
Value awaitable_close(Thread& thread, Ref self, Args) { return forward(thread, self, "close", {}); }
Value awaitable_throw(Thread& thread, Ref self, Args args) {
  if (args[2]) return forward(thread, self, "throw", {args[0], args[1], args[2]});
  if (args[1]) return forward(thread, self, "throw", {args[0], args[1]});
  return forward(thread, self, "throw", {args[0]});
}

constexpr Method awaitable_methods[] = {
    {"close(self)", awaitable_close},
    {"send(self, arg, /)", awaitable_send},
    {"throw(self, typ, val=None, tb=None, /)", awaitable_throw},
};
const TypeSpec awaitable_spec{.name = "anext_awaitable", .layout = layout_of<AnextAwaitable>, .flags = DisallowInstantiation, .methods = awaitable_methods,
                              .fill = [](Slots& slots, Runtime&) { slots.await = itself, slots.iter = itself, slots.next = awaitable_next; }};

Value builtin_aiter(Thread& thread, Ref, Args args) {
  UnaryFn aiter = type_of(thread, args[0])->slots.aiter;
  if (!aiter) return raise_type_error(thread, "'{}' object is not an async iterable", type_name(thread, args[0]));
  Value iterator = aiter(thread, args[0]);
  if (!iterator || type_of(thread, iterator)->slots.anext) return iterator;
  return raise_type_error(thread, "aiter() returned not an async iterator of type '{}'", type_name(thread, iterator));
}

Value builtin_anext(Thread& thread, Ref, Args args) {
  if (!check_no_keywords(thread, "anext", args) || !check_unpack_count(thread, "anext", args.size(), 1, 2)) return error_set;
  UnaryFn anext = type_of(thread, args[0])->slots.anext;
  if (!anext) return raise_type_error(thread, "'{}' object is not an async iterator", type_name(thread, args[0]));
  Value awaitable = anext(thread, args[0]);
  if (!awaitable || args.size() == 1) return awaitable;
  AnextAwaitable* fresh = allocate<AnextAwaitable>(anext_awaitable_type);
  fresh->wrapped = std::move(awaitable);
  fresh->otherwise = args[1];
  track(fresh);
  return own(fresh);
}

constexpr Method rows[] = {
    {"aiter(async_iterable, /)", builtin_aiter, since(3, 10)},
    {"anext(aiterator, default=None, /)", builtin_anext, since(3, 10), Method::Raw},
};

}  // namespace

std::span<const Method> asynchronous_builtins() { return rows; }

void make_anext_types(Runtime& runtime) {
  if (runtime.in(since(3, 10))) anext_awaitable_type = make_builtin_type(runtime, awaitable_spec);
}

}  // namespace xvm
