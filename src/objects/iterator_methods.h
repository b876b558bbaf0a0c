// The methods that iterators over an array by index share: __length_hint__, __reduce__, __setstate__.
#pragma once

#include <algorithm>
#include <span>

#include "objects/int.h"
#include "objects/tuple.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/thread.h"
#include "vm/type.h"

namespace xvm {

inline Value same_iterator(Thread&, Ref self) { return Value(self); }

// Of an Iterator with `at`, length() and sequence(), null when it is exhausted.
template <class Iterator>
struct IndexIteratorMethods {
  static Value length_hint(Thread& thread, Ref self, Args) {
    auto& iterator = as<Iterator>(self);
    std::size_t length = iterator.length();
    return make_int(thread, static_cast<std::int64_t>(length > iterator.at ? length - iterator.at : 0));
  }
  static Value reduce(Thread& thread, Ref self, Args) {
    auto& iterator = as<Iterator>(self);
    Value iter = get_attribute(thread, thread.rt.builtins_module, "iter");
    if (!iter) return error_set;
    if (!iterator.sequence()) {
      Value nothing = empty_tuple(thread);
      Value arguments = make_tuple(thread, {nothing});
      return make_tuple(thread, {iter, arguments});
    }
    Value arguments = make_tuple(thread, {iterator.sequence()}), at = make_int(thread, static_cast<std::int64_t>(iterator.at));
    return make_tuple(thread, {iter, arguments, at});
  }
  static Value set_state(Thread& thread, Ref self, Args args) {
    std::int64_t at;
    if (!as_int64(thread, args[0], at)) return error_set;
    auto& iterator = as<Iterator>(self);
    if (iterator.sequence()) iterator.at = static_cast<std::size_t>(std::clamp<std::int64_t>(at, 0, static_cast<std::int64_t>(iterator.length())));
    return none_value();
  }
  static constexpr Method rows[] = {
      {"__length_hint__(self, /)", length_hint},
      {"__reduce__(self, /)", reduce, since(3, 3)},
      {"__setstate__(self, state, /)", set_state, since(3, 3)},
  };
};
template <class Iterator>
std::span<const Method> index_iterator_rows() { return IndexIteratorMethods<Iterator>::rows; }

}  // namespace xvm
