// Value and Ref: a Python value in 8 bytes. The only file that knows the bits.
//
//   0                          null: "error is set", "unbound", "absent"
//   0x0000 pppp pppp pppp      pointer to an Object
//   0x0001 0000 0000 000k      None, False, True, Ellipsis, NotImplemented
//   0x0002 .. 0xfffc           a double but no NaN, its bits plus 2^49
//   0xfffe iiii iiii iiii      an integer of 48 bits, two's complement
#pragma once

#include <bit>
#include <cstdint>
#include <utility>

namespace xvm {

struct Object;
void destroy_object(Object* object);  // heap.cpp: the last reference went away

namespace bits {
inline constexpr std::uint64_t constant = 0x0001'0000'0000'0000, none = constant | 1, false_ = constant | 2,
                               true_ = constant | 3, ellipsis = constant | 4, not_implemented = constant | 5;
inline constexpr std::uint64_t double_offset = 1ULL << 49, int_tag = 0xfffeULL << 48, payload = (1ULL << 48) - 1;
constexpr bool is_object(std::uint64_t b) { return b - 1 < payload; }
constexpr bool is_int(std::uint64_t b) { return (b >> 48) == 0xfffe; }
constexpr bool is_double(std::uint64_t b) { return b - double_offset < int_tag - double_offset; }
constexpr std::int64_t int_of(std::uint64_t b) { return static_cast<std::int64_t>(b << 16) >> 16; }
constexpr std::uint64_t of_int(std::int64_t i) { return int_tag | (static_cast<std::uint64_t>(i) & payload); }
inline double double_of(std::uint64_t b) { return std::bit_cast<double>(b - double_offset); }
std::uint64_t box_nan(double d);   // float.cpp: a Float with a reference
// An owned reference: NaNs are objects, so that each keeps its identity and its bits.
inline std::uint64_t of_double(double d) { return d != d ? box_nan(d) : std::bit_cast<std::uint64_t>(d) + double_offset; }
}  // namespace bits

// The header of everything that is not immediate. Kinds are in object.h.
struct Type;
struct Object {
  std::uint32_t refs;
  std::uint16_t kind;   // enum class Kind: the C++ struct that this is, also for instances of subclasses
  std::uint8_t flags;   // ObjectFlag
  std::uint8_t block;   // size class of its memory, 0 for malloc's; the heap's
  Type* type;
};
static_assert(sizeof(Object) == 16);

class Value;

// A borrowed value: trivially copied, never keeps its object alive. For parameters; a local Ref must not outlive the owner.
class Ref {
 public:
  constexpr Ref() = default;
  constexpr Ref(std::nullptr_t) {}
  inline Ref(const Value& v);
  explicit Ref(const Object* o) : bits_(reinterpret_cast<std::uint64_t>(o)) {}
  static constexpr Ref from_bits(std::uint64_t b) { Ref r; r.bits_ = b; return r; }
  static constexpr Ref from_bool(bool b) { return from_bits(b ? bits::true_ : bits::false_); }

  constexpr std::uint64_t raw() const { return bits_; }
  constexpr explicit operator bool() const { return bits_ != 0; }
  constexpr bool is_object() const { return bits::is_object(bits_); }
  constexpr bool is_small_int() const { return bits::is_int(bits_); }
  constexpr bool is_double() const { return bits::is_double(bits_); }  // an exact float (a float subclass is boxed)
  constexpr bool is_none() const { return bits_ == bits::none; }
  constexpr bool is_true() const { return bits_ == bits::true_; }
  constexpr bool is_false() const { return bits_ == bits::false_; }
  constexpr bool is_bool() const { return (bits_ | 1) == bits::true_; }
  constexpr bool is_ellipsis() const { return bits_ == bits::ellipsis; }
  constexpr bool is_not_implemented() const { return bits_ == bits::not_implemented; }
  constexpr std::int64_t small_int() const { return bits::int_of(bits_); }  // is_small_int()
  double as_double() const { return bits::double_of(bits_); }              // is_double()
  Object* object() const { return reinterpret_cast<Object*>(bits_); }      // is_object()
  friend constexpr bool operator==(Ref a, Ref b) { return a.bits_ == b.bits_; }  // identity

 private:
  std::uint64_t bits_ = 0;
};

// An owned value: one reference, released by the destructor. Functions return Value; a null one means that an error is set.
class [[nodiscard]] Value {
 public:
  constexpr Value() = default;
  constexpr Value(std::nullptr_t) {}
  Value(const Value& o) : bits_(o.bits_) { retain(); }
  Value(Value&& o) noexcept : bits_(std::exchange(o.bits_, 0)) {}
  explicit Value(Ref r) : bits_(r.raw()) { retain(); }
  explicit Value(const Object* o) : bits_(reinterpret_cast<std::uint64_t>(o)) { retain(); }
  ~Value() { release(bits_); }
  Value& operator=(const Value& o) {
    std::uint64_t old = bits_;
    bits_ = o.bits_;
    retain();
    release(old);
    return *this;
  }
  Value& operator=(Value&& o) noexcept {
    std::uint64_t old = bits_;
    bits_ = std::exchange(o.bits_, 0);
    release(old);
    return *this;
  }
  Value& operator=(Ref r) { return *this = Value(r); }
  Value& operator=(std::nullptr_t) {
    release(std::exchange(bits_, 0));
    return *this;
  }

  static Value steal(Object* fresh) { return from_bits(reinterpret_cast<std::uint64_t>(fresh)); }  // takes over a reference
  static Value from_bits(std::uint64_t b) { return Value(b, 0); }  // takes over a reference
  static Value of(double d) { return from_bits(bits::of_double(d)); }
  static Value small(std::int64_t i) { return from_bits(bits::of_int(i)); }  // i fits 48 bits; see make_int
  static constexpr bool fits_small(std::int64_t i) { return i >= -(1LL << 47) && i < (1LL << 47); }
  static Value of(bool b) { return from_bits(b ? bits::true_ : bits::false_); }
  template <class T> static Value of(T) = delete;

  constexpr std::uint64_t raw() const { return bits_; }
  std::uint64_t take() { return std::exchange(bits_, 0); }  // gives the reference to the caller
  constexpr explicit operator bool() const { return bits_ != 0; }
  Ref ref() const { return Ref::from_bits(bits_); }
  bool is_object() const { return ref().is_object(); }
  bool is_small_int() const { return ref().is_small_int(); }
  bool is_double() const { return ref().is_double(); }
  bool is_none() const { return ref().is_none(); }
  bool is_true() const { return ref().is_true(); }
  bool is_false() const { return ref().is_false(); }
  bool is_bool() const { return ref().is_bool(); }
  bool is_not_implemented() const { return ref().is_not_implemented(); }
  std::int64_t small_int() const { return ref().small_int(); }
  double as_double() const { return ref().as_double(); }
  Object* object() const { return ref().object(); }
  friend bool operator==(const Value& a, const Value& b) { return a.bits_ == b.bits_; }
  friend bool operator==(const Value& a, Ref b) { return a.bits_ == b.raw(); }

 private:
  Value(std::uint64_t b, int) : bits_(b) {}
  void retain() const {
    if (bits::is_object(bits_)) ++reinterpret_cast<Object*>(bits_)->refs;
  }
  static void release(std::uint64_t b) {
    if (bits::is_object(b) && --reinterpret_cast<Object*>(b)->refs == 0) destroy_object(reinterpret_cast<Object*>(b));
  }
  std::uint64_t bits_ = 0;
};

inline Ref::Ref(const Value& v) : bits_(v.raw()) {}

inline constexpr Ref none = Ref::from_bits(bits::none), py_true = Ref::from_bits(bits::true_), py_false = Ref::from_bits(bits::false_),
                     ellipsis = Ref::from_bits(bits::ellipsis), not_implemented = Ref::from_bits(bits::not_implemented);
inline Value none_value() { return Value::from_bits(bits::none); }
inline Value not_implemented_value() { return Value::from_bits(bits::not_implemented); }

// What a failing function returns: converts to a null Value, false, or a null pointer. The error is set in the thread.
struct ErrorSet {
  operator Value() const { return Value(); }
  operator bool() const { return false; }
  template <class T> operator T*() const { return nullptr; }
};
inline constexpr ErrorSet error_set{};

}  // namespace xvm
