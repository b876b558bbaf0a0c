// Memory that is given back all at once.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace xvm {

// Hands out memory that lives as long as the arena. Nothing in it is destroyed one by one.
class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  template <class T, class... A>
  T* make(A&&... arguments) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (allocate(sizeof(T), alignof(T))) T{std::forward<A>(arguments)...};
  }
  template <class T>
  std::span<T> copy(std::span<const T> items) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (items.empty()) return {};
    T* place = static_cast<T*>(allocate(items.size_bytes(), alignof(T)));
    std::memcpy(static_cast<void*>(place), items.data(), items.size_bytes());
    return {place, items.size()};
  }
  template <class T>
  std::span<T> copy(const std::vector<T>& items) { return copy(std::span<const T>(items)); }
  std::string_view copy(std::string_view text) {
    std::span<char> place = copy(std::span<const char>(text.data(), text.size()));
    return {place.data(), place.size()};
  }

  void* allocate(std::size_t size, std::size_t alignment) {
    std::size_t at = (used_ + alignment - 1) & ~(alignment - 1);
    if (blocks_.empty() || at + size > size_) return allocate_block(size);
    used_ = at + size;
    return blocks_.back().get() + at;
  }

 private:
  void* allocate_block(std::size_t size) {
    size_ = size > block_bytes ? size : block_bytes;
    blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(size_));
    used_ = size;
    return blocks_.back().get();
  }

  static constexpr std::size_t block_bytes = 64 * 1024;
  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::size_t used_ = 0, size_ = 0;
};

}  // namespace xvm
