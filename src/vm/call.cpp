// Calls from native code.
#include "vm/call.h"

#include <algorithm>
#include <vector>

#include "objects/class_obj.h"
#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/generator.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/loop_calls.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/signature.h"

namespace xvm {

namespace {

// From 3.11 RETURN_GENERATOR makes the generator; before, the call does.
bool call_makes_generator(const CodeObject& code) { return code.has_generator_flag() && !starts_with_pop(*code.release); }

Value call_function(Thread& thread, Function& function, Args args) {
  Frame* frame = enter_function(thread, function, args);
  if (!frame) return error_set;
  if (call_makes_generator(*frame->code)) return make_generator(thread, frame);
  return run_frame(thread, frame);
}

// Positional arguments with one value in front; keywords follow.
struct Prepended {
  Value small[9];
  std::vector<Value> large;
  Args args;
  Prepended(Ref first, Args rest) {
    std::size_t count = 1 + rest.positional + rest.keywords();
    Value* out = small;
    if (count > std::size(small)) {
      large.resize(count);
      out = large.data();
    }
    out[0] = Value(first);
    for (std::size_t i = 1; i < count; ++i) out[i] = rest.data[i - 1];
    args = Args{out, rest.positional + 1, rest.names};
  }
};

}  // namespace

// list, dict and their like are called without counting a level, from 3.9; map, zip and their like from 3.10.
bool counts_constructor(const Thread& thread, Ref callable) {
  if (thread.counts.late_constructors && thread.counts.constructors) return true;
  const Type* type = try_as<Type>(callable);
  if (!type || type->has(HeapType)) return true;
  switch (type->layout->kind) {
    case Kind::List: case Kind::Tuple: case Kind::Dict: case Kind::Set: case Kind::Range: case Kind::Type: return false;
    case Kind::Float: return thread.counts.late_constructors;
    case Kind::Int: return thread.counts.late_constructors || type != thread.rt.types.bool_;
    case Kind::Other: return thread.counts.late_constructors || type == thread.rt.types.zip || (type == thread.rt.types.enumerate && thread.rt.in(until(3, 10)));
    case Kind::Text: return !thread.counts.plain_natives;
    default: return true;
  }
}

namespace {

bool counts_native(const Thread& thread, Native& native, bool by_code) {
  if (thread.counts.plain_natives) {
    if (!native.signature) native.signature = &signature_of(native.row->signature, native.row->form == Method::Class || native.row->form == Method::ClassRaw);
    return native.signature->counts_when_called;
  }
  return by_code ? thread.counts.natives_by_code : thread.counts.natives;
}

}  // namespace

namespace {

// A method of a method, and so on: all that they are bound to goes in front of the arguments at once. Releases that count
// a level for each meet their limit; the others would run out of C stack, and have one of ours.
Value call_nested_method(Thread& thread, Ref outermost, Args args) {
  constexpr std::uint32_t most = 20000;
  std::uint32_t limit = thread.rt.recursion_limit + thread.recursion_headroom;
  std::uint32_t room = !thread.counts.methods ? most : thread.depth < limit ? limit - thread.depth : 0, levels = 0;
  std::vector<Value> all;
  Value callable(outermost);
  for (BoundMethod* method; (method = try_as<BoundMethod>(callable)) && method->self; ++levels) {
    if (levels >= room) return raise_recursion_error(thread, while_calling);
    all.push_back(method->self);
    callable = Value(method->function);
  }
  std::reverse(all.begin(), all.end());
  all.insert(all.end(), args.data, args.data + args.positional + args.keywords());
  std::uint32_t counted = thread.counts.methods ? levels : 0;
  thread.depth += counted;
  Value result = call(thread, callable, Args{all.data(), args.positional + levels, args.names});
  thread.depth -= counted;
  return result;
}

}  // namespace

Value call_by_code(Thread& thread, Ref callable, Args args) {
  if (is<Native>(callable)) {
    Native& native = as<Native>(callable);
    Recursion guard(thread, while_calling, counts_native(thread, native, true));
    return guard.ok() ? call_native(thread, *native.row, native.signature, native.self, named_owner(thread, native), args) : Value();
  }
  if (is<MethodDescriptor>(callable)) {
    Recursion guard(thread, while_calling, thread.counts.natives_by_code);
    return guard.ok() ? type_of(thread, callable)->slots.call(thread, callable, args) : Value();
  }
  return call(thread, callable, args);
}

Value call(Thread& thread, Ref callable, Args args) {
  if (callable.is_object()) {
    switch (static_cast<Kind>(callable.object()->kind)) {
      case Kind::Function: {
        Recursion guard(thread, while_calling, thread.counts.functions);
        return guard.ok() ? call_function(thread, as<Function>(callable), args) : Value();
      }
      case Kind::BoundMethod: {
        BoundMethod& method = as<BoundMethod>(callable);
        if (!method.self) break;
        if (is<BoundMethod>(method.function)) return call_nested_method(thread, callable, args);
        Recursion guard(thread, while_calling, thread.counts.methods);
        if (!guard.ok()) return error_set;
        Value function = method.function;
        Prepended with_self(method.self, args);
        return call(thread, function, with_self.args);
      }
      case Kind::Native: {
        Native& native = as<Native>(callable);
        Recursion guard(thread, while_calling, counts_native(thread, native, false));
        return guard.ok() ? call_native(thread, *native.row, native.signature, native.self, named_owner(thread, native), args) : Value();
      }
      default: break;
    }
  }
  CallFn slot = type_of(thread, callable)->slots.call;
  if (!slot) return raise_type_error(thread, "'{}' object is not callable", type_name(thread, callable));
  bool makes_class = callable == Ref(thread.rt.types.type) && args.size() != 1;
  Recursion guard(thread, while_calling, makes_class || counts_constructor(thread, callable));
  if (!guard.ok()) return error_set;
  return slot(thread, callable, args);
}

Value call(Thread& thread, Ref callable) { return call(thread, callable, Args{}); }
Value call(Thread& thread, Ref callable, Ref a) {
  Value args[] = {Value(a)};
  return call(thread, callable, Args{args, 1, {}});
}
Value call(Thread& thread, Ref callable, Ref a, Ref b) {
  Value args[] = {Value(a), Value(b)};
  return call(thread, callable, Args{args, 2, {}});
}
Value call(Thread& thread, Ref callable, Ref a, Ref b, Ref c) {
  Value args[] = {Value(a), Value(b), Value(c)};
  return call(thread, callable, Args{args, 3, {}});
}

Value call_tuple(Thread& thread, Ref callable, Ref positional, Ref keywords) {
  const Tuple& values = as<Tuple>(positional);
  if (!keywords || as<Dict>(keywords).length == 0)
    return call(thread, callable, Args{values.items(), static_cast<std::uint32_t>(values.length), {}});
  Dict& dict = as<Dict>(keywords);
  std::vector<Value> all(values.begin(), values.end());
  Tuple* names = allocate_tuple(thread, dict.length);
  Value names_owner = own(names);
  DictCursor cursor;
  for (std::size_t i = 0; DictEntry* entry = cursor.next(thread, dict); ++i) {
    if (!is_native_str(thread, entry->key) && !is<Text>(entry->key)) return raise_type_error(thread, "keywords must be strings");
    names->items()[i] = entry->key;
    all.push_back(entry->value);
  }
  return call(thread, callable, Args{all.data(), static_cast<std::uint32_t>(values.length), names_owner});
}

Value call_method(Thread& thread, Ref self, Ref name, std::initializer_list<Ref> args) {
  bool self_needed = false;
  Value function = load_method(thread, self, name, self_needed);
  if (!function) return error_set;
  Value values[8];
  std::uint32_t count = 0;
  if (self_needed) values[count++] = Value(self);
  for (Ref a : args) values[count++] = Value(a);
  return call(thread, function, Args{values, count, {}});
}

Value call_special(Thread& thread, Ref self, Ref name, std::initializer_list<Ref> args, bool& found) {
  Value function = lookup_special(thread, self, name);
  found = static_cast<bool>(function);
  if (!function) {
    found = thread.has_error();
    return Value();
  }
  Value values[8];
  std::uint32_t count = 0;
  for (Ref a : args) values[count++] = Value(a);
  return call(thread, function, Args{values, count, {}});
}

bool is_callable(Thread& thread, Ref v) {
  if (is<OldInstance>(v)) {   // any classic instance could have __call__
    Value method = find_attribute(thread, v, thread.rt.names.call__);
    thread.clear_error();
    return static_cast<bool>(method);
  }
  return type_of(thread, v)->slots.call != nullptr;
}

}  // namespace xvm
