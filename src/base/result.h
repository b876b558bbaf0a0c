// What a reader of outside input gives back: a value, or the one line that says why there is none.
#pragma once

#include <optional>
#include <string>
#include <utility>

namespace xvm {

// One line of text, fit for the user as it stands: where, what was found, why it is refused or what to do.
struct Refusal {
  std::string message;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}
  Result(Refusal refusal) : refusal_(std::move(refusal)) {}

  explicit operator bool() const { return value_.has_value(); }
  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }
  const std::string& error() const { return refusal_.message; }  // empty where there is a value

 private:
  std::optional<T> value_;
  Refusal refusal_;
};

}  // namespace xvm
