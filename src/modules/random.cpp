// _random: the Mersenne Twister.
#include <sys/random.h>

#include <cstdint>
#include <vector>

#include "objects/int.h"
#include "objects/module.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/signature.h"

namespace xvm {

namespace {

constexpr int size = 624, middle = 397;

bool zero_bits_are_zero(const Release& r) { return r.since(3, 9); }

struct Random : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "Random";
  std::uint32_t state[size] = {};
  int index = size;

  std::uint32_t next() {
    if (index >= size) {
      auto step = [&](int i, int after, int far) {
        std::uint32_t y = (state[i] & 0x80000000u) | (state[after] & 0x7fffffffu);
        state[i] = state[far] ^ (y >> 1) ^ (y & 1 ? 0x9908b0dfu : 0);
      };
      for (int i = 0; i < size; ++i) step(i, (i + 1) % size, (i + middle) % size);
      index = 0;
    }
    std::uint32_t y = state[index++];
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680u;
    y ^= (y << 15) & 0xefc60000u;
    return y ^ (y >> 18);
  }
  void seed_with(std::uint32_t seed) {
    state[0] = seed;
    for (int i = 1; i < size; ++i) state[i] = 1812433253u * (state[i - 1] ^ (state[i - 1] >> 30)) + static_cast<std::uint32_t>(i);
    index = size;
  }
  void seed_with(const std::vector<std::uint32_t>& key) {
    seed_with(19650218u);
    int i = 1;
    std::size_t j = 0;
    for (std::size_t k = std::max<std::size_t>(size, key.size()); k > 0; --k) {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) * 1664525u)) + key[j] + static_cast<std::uint32_t>(j);
      if (++i >= size) state[0] = state[size - 1], i = 1;
      if (++j >= key.size()) j = 0;
    }
    for (int k = size - 1; k > 0; --k) {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) * 1566083941u)) - static_cast<std::uint32_t>(i);
      if (++i >= size) state[0] = state[size - 1], i = 1;
    }
    state[0] = 0x80000000u;
  }
};

bool seed(Thread& thread, Random& random, Ref v) {
  std::vector<std::uint32_t> key;
  if (!v || v.is_none()) {
    key.resize(size);
    if (::getrandom(key.data(), key.size() * 4, 0) < 0) key.assign(size, 1);
  } else {
    Big number;
    if (is_int(v)) {
      Integer given(v);
      mpz_abs(number, given.get());
    } else {
      std::int64_t hash = 0;
      if (!hash_of(thread, v, hash)) return false;
      mpz_set_ui(number, static_cast<std::uint64_t>(hash));
    }
    key.resize(std::max<std::size_t>(1, (mpz_sizeinbase(number, 2) + 31) / 32));
    std::size_t count = 0;
    mpz_export(key.data(), &count, -1, 4, 0, 0, number);
  }
  random.seed_with(key);
  return true;
}

Value random_make(Thread& thread, Type* type, Args args) {
  if (args.size() > 1) return raise_type_error(thread, "Random() takes at most 1 argument ({} given)", args.size());
  Random* random = allocate<Random>(type);
  Value owner = own(random);
  return seed(thread, *random, args.size() > 0 ? args[0] : Ref()) ? std::move(owner) : Value();
}
Value random_seed(Thread& thread, Ref self, Args args) { return seed(thread, as<Random>(self), args[0]) ? none_value() : Value(); }
Value random_random(Thread&, Ref self, Args) {
  Random& random = as<Random>(self);
  std::uint32_t a = random.next() >> 5, b = random.next() >> 6;
  return Value::of((a * 67108864.0 + b) * (1.0 / 9007199254740992.0));
}
Value random_bits(Thread& thread, Ref self, Args args) {
  std::int64_t bits = 0;
  if (!as_int64(thread, args[0], bits)) return error_set;
  if (zero_bits_are_zero(thread.rt.release)) {
    if (bits < 0) return raise_value_error(thread, "number of bits must be non-negative");
    if (bits == 0) return Value::small(0);
  } else if (bits <= 0) {
    return raise_value_error(thread, "number of bits must be greater than zero");
  }
  if (static_cast<std::uint64_t>(bits) > max_int_bits) return raise_memory_error(thread);
  Random& random = as<Random>(self);
  std::vector<std::uint32_t> words(static_cast<std::size_t>((bits + 31) / 32));
  for (std::uint32_t& word : words) {
    word = random.next();
    if (bits < 32) word >>= 32 - bits;
    bits -= 32;
  }
  Big number;
  mpz_import(number, words.size(), -1, 4, 0, 0, words.data());
  return thread.rt.python2() ? make_long(thread, number) : make_int(thread, number);
}
Value random_getstate(Thread& thread, Ref self, Args) {
  const Random& random = as<Random>(self);
  std::vector<Value> v;
  for (std::uint32_t word : random.state) v.push_back(thread.rt.python2() ? make_long(thread, word) : make_int(thread, word));
  v.push_back(thread.rt.python2() ? make_long(thread, random.index) : make_int(thread, random.index));
  return make_tuple_moved(thread, v.data(), v.size());
}
Value random_setstate(Thread& thread, Ref self, Args args) {
  Random& random = as<Random>(self);
  if (!is<Tuple>(args[0])) return raise_type_error(thread, "state vector must be a tuple");
  const Tuple& tuple = as<Tuple>(args[0]);
  if (tuple.length != size + 1) return raise_value_error(thread, "state vector is the wrong size");
  std::uint32_t words[size];
  std::int64_t word = 0;
  for (int i = 0; i < size; ++i) {
    if (!as_int64(thread, tuple[static_cast<std::size_t>(i)], word)) return error_set;
    words[i] = static_cast<std::uint32_t>(word);
  }
  if (!as_int64(thread, tuple[size], word)) return error_set;
  if (word < 0 || word > size) return raise_value_error(thread, "invalid state");
  std::copy(words, words + size, random.state);
  random.index = static_cast<int>(word);
  return none_value();
}
Value random_jump(Thread& thread, Ref self, Args args) {
  Random& random = as<Random>(self);
  if (!is_int(args[0])) return raise_type_error(thread, "jumpahead requires an integer, not '{}'", type_name(thread, args[0]));
  Integer n(args[0]);
  for (int i = size - 1; i > 1; --i) std::swap(random.state[i], random.state[mpz_fdiv_ui(n.get(), static_cast<unsigned long>(i))]);
  for (int i = 0; i < size; ++i) random.state[i] += static_cast<std::uint32_t>(i) + 1;
  random.index = size;
  return none_value();
}

constexpr Method methods[] = {
    {"getrandbits(self, k, /)", random_bits},
    {"getstate(self)", random_getstate},
    {"jumpahead(self, n, /)", random_jump, py2},
    {"random(self)", random_random},
    {"seed(self, n=None, /)", random_seed},
    {"setstate(self, state, /)", random_setstate},
};

bool fill(Thread& thread, Module& module) {
  static constexpr TypeSpec spec{.name = "_random.Random", .layout = layout_of<Random>, .flags = BaseType, .methods = methods, .fill = [](Slots& s, Runtime&) { s.make = random_make; s.init = [](Thread&, Ref, Args) { return true; }; }};
  return module_add(thread, module, "Random", Value(Ref(make_builtin_type(thread.rt, spec))));
}

}  // namespace

extern const ModuleSpec random_module;
const ModuleSpec random_module{.name = "_random", .fill = fill};

}  // namespace xvm
