// The methods that iterators over an array by index share: __length_hint__, __reduce__, __setstate__.
#pragma once

#include <algorithm>
#include <span>

#include "objects/int.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/thread.h"
#include "vm/type.h"

namespace xvm {

// The argument of __setstate__, which asks for an int itself.
inline bool iterator_state(Thread& thread, Ref v, std::int64_t& at) { return is_int(v) ? as_int64(thread, v, at) : raise_type_error(thread, "an integer is required"); }

inline Value same_iterator(Thread&, Ref self) { return Value(self); }

// Whether an exhausted one is told as iter('').
template <class Iterator>
bool exhausted_to_text(const Release& r) {
  if constexpr (requires { Iterator::of_text; }) return true;
  else return r.until(3, 6) && !r.python2();
}

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
      // What an iterator over nothing is made of.
      Value nothing = exhausted_to_text<Iterator>(thread.rt.release) ? native_str(thread, "") : empty_tuple(thread);
      Value arguments = make_tuple(thread, {nothing});
      return make_tuple(thread, {iter, arguments});
    }
    Value arguments = make_tuple(thread, {iterator.sequence()}), at = make_int(thread, static_cast<std::int64_t>(iterator.at));
    return make_tuple(thread, {iter, arguments, at});
  }
  static Value set_state(Thread& thread, Ref self, Args args) {
    std::int64_t at;
    if (!iterator_state(thread, args[0], at)) return error_set;
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
