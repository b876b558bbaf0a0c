// list.sort(): the merge sort of CPython, with the same comparisons in the same order.
#include <cstdlib>
#include <cstring>
#include <vector>

#include "base/fatal.h"
#include "objects/bytes.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/list_items.h"
#include "objects/sequence.h"
#include "objects/text.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/thread.h"

namespace xvm {

namespace {

bool names_bad_order(const Release& r) { return r.since(2, 6); }
bool merges_by_power(const Release& r) { return r.since(3, 11); }        // powersort's merge order
bool sees_equal_in_descents(const Release& r) { return r.since(3, 13); } // descending runs may hold equal items

using Bits = std::uint64_t;   // a value with its reference, moved about as bits
constexpr std::size_t first_gallop = 7, most_pending = 85;

Ref ref(Bits b) { return Ref::from_bits(b); }

// Orders of keys: 1, 0, -1 with the error set.
struct SmallInts {
  int operator()(Bits a, Bits b) const { return ref(a).small_int() < ref(b).small_int(); }
};
struct Doubles {
  int operator()(Bits a, Bits b) const { return ref(a).as_double() < ref(b).as_double(); }
};
struct Texts {
  int operator()(Bits a, Bits b) const { return text_compare(as<Text>(ref(a)), as<Text>(ref(b))) < 0; }
};
struct ByteStrings {
  int operator()(Bits a, Bits b) const { return as<Bytes>(ref(a)).view() < as<Bytes>(ref(b)).view(); }
};
struct Less {
  Thread& thread;
  int operator()(Bits a, Bits b) const {
    if (ref(a).is_small_int() && ref(b).is_small_int()) return ref(a).small_int() < ref(b).small_int();
    Value result = compare(thread, ref(a), ref(b), Compare::Lt);
    if (!result) return -1;
    if (result.is_bool()) return result.is_true();
    return truth(thread, result);
  }
};
struct ByFunction {
  Thread& thread;
  Ref function;
  int operator()(Bits a, Bits b) const {
    Value result = call(thread, function, ref(a), ref(b));
    if (!result) return -1;
    if (result.is_small_int()) return result.small_int() < 0;
    if (!is_int(result) || is_long(thread, result)) {
      if (names_bad_order(thread.rt.release)) raise_type_error(thread, "comparison function must return int, not {}", type_name(thread, result));
      else raise_type_error(thread, "comparison function must return int");
      return -1;
    }
    return int_sign(result) < 0;
  }
};

template <class Order>
class Sorter {
 public:
  Sorter(Bits* keys, Bits* values, std::size_t count, Order less, const Release& release)
      : keys_(keys), values_(values), count_(count), less_(less), by_power_(merges_by_power(release)),
        equal_descents_(sees_equal_in_descents(release)) {}
  ~Sorter() { std::free(temporary_); }

  bool sort() {
    if (count_ < 2) return true;
    std::size_t low = 0, left = count_, minimum = minimum_run(count_);
    do {
      std::size_t run;
      if (!(run = count_run(low, left))) return false;
      if (run < minimum) {
        std::size_t forced = left < minimum ? left : minimum;
        if (!binary_sort(low, low + forced, low + run)) return false;
        run = forced;
      }
      if (by_power_ && !merge_by_power(run)) return false;
      pending_[pending_count_++] = {low, run, 0};
      if (!by_power_ && !collapse()) return false;
      low += run;
      left -= run;
    } while (left);
    return force_collapse();
  }

 private:
  struct Run { std::size_t base, length; int power; };

  Bits* keys_;
  Bits* values_;   // null: the keys are the values
  std::size_t count_;
  Order less_;
  bool by_power_, equal_descents_;
  Bits* temporary_ = nullptr;
  std::size_t temporary_size_ = 0;
  std::size_t gallop_ = first_gallop;
  Run pending_[most_pending];
  std::size_t pending_count_ = 0;

  static std::size_t minimum_run(std::size_t n) {
    std::size_t r = 0;
    while (n >= 64) r |= n & 1, n >>= 1;
    return n + r;
  }

  static void reverse(Bits* items, std::size_t low, std::size_t high) {
    while (low + 1 < high) std::swap(items[low++], items[--high]);
  }
  void reverse_both(std::size_t low, std::size_t high) {
    reverse(keys_, low, high);
    if (values_) reverse(values_, low, high);
  }

  // The length of the run that begins at low, made ascending; 0 with the error set.
  std::size_t count_run(std::size_t low, std::size_t left) {
    if (left == 1) return 1;
    if (equal_descents_) return count_run_with_equals(low, left);
    Bits* k = keys_ + low;
    int t = less_(k[1], k[0]);
    if (t < 0) return 0;
    std::size_t n = 2;
    if (t) {
      for (; n < left; ++n) {
        if ((t = less_(k[n], k[n - 1])) < 0) return 0;
        if (!t) break;
      }
      reverse_both(low, low + n);
      return n;
    }
    for (; n < left; ++n) {
      if ((t = less_(k[n], k[n - 1])) < 0) return 0;
      if (t) break;
    }
    return n;
  }

  std::size_t count_run_with_equals(std::size_t low, std::size_t left) {
    Bits* k = keys_ + low;
    std::size_t n = 1, equals = 0;
    int t;
    for (; n < left; ++n) {
      if ((t = less_(k[n], k[n - 1])) < 0) return 0;
      if (t) break;
    }
    if (n == left) return n;
    if (n > 1) {
      if ((t = less_(k[0], k[n - 1])) < 0) return 0;
      if (t) return n;
      reverse_both(low, low + n);   // all equal so far, and a smaller one follows
    }
    for (++n; n < left; ++n) {
      if ((t = less_(k[n], k[n - 1])) < 0) return 0;
      if (t) {
        if (equals) reverse_both(low + n - equals - 1, low + n), equals = 0;
        continue;
      }
      if ((t = less_(k[n - 1], k[n])) < 0) return 0;
      if (t) break;
      ++equals;
    }
    if (equals) reverse_both(low + n - equals - 1, low + n);
    reverse_both(low, low + n);
    for (; n < left; ++n) {
      if ((t = less_(k[n], k[n - 1])) < 0) return 0;
      if (t) break;
    }
    return n;
  }

  bool binary_sort(std::size_t low, std::size_t high, std::size_t start) {
    if (start == low) ++start;
    for (; start < high; ++start) {
      std::size_t l = low, r = start;
      Bits pivot = keys_[start];
      do {
        std::size_t middle = l + ((r - l) >> 1);
        int t = less_(pivot, keys_[middle]);
        if (t < 0) return false;
        if (t) r = middle;
        else l = middle + 1;
      } while (l < r);
      std::memmove(keys_ + l + 1, keys_ + l, (start - l) * sizeof(Bits));
      keys_[l] = pivot;
      if (values_) {
        Bits value = values_[start];
        std::memmove(values_ + l + 1, values_ + l, (start - l) * sizeof(Bits));
        values_[l] = value;
      }
    }
    return true;
  }

  // Where `key` belongs in the sorted a[0..n), left of equal ones (right of them with `right`), searching outwards from
  // hint; -1 with the error set.
  std::ptrdiff_t gallop(Bits key, const Bits* a, std::size_t count, std::size_t hint, bool right) {
    // before(x): whether x stands before the place sought.
    auto before = [&](Bits x) {
      if (!right) return less_(x, key);
      int t = less_(key, x);
      return t < 0 ? t : !t;
    };
    std::ptrdiff_t n = static_cast<std::ptrdiff_t>(count), h = static_cast<std::ptrdiff_t>(hint), last = 0, offset = 1;
    int t = before(a[h]);
    if (t < 0) return -1;
    if (t) {
      std::ptrdiff_t most = n - h;
      while (offset < most) {
        if ((t = before(a[h + offset])) < 0) return -1;
        if (!t) break;
        last = offset;
        offset = (offset << 1) + 1;
        if (offset <= 0) offset = most;
      }
      if (offset > most) offset = most;
      last += h;
      offset += h;
    } else {
      std::ptrdiff_t most = h + 1;
      while (offset < most) {
        if ((t = before(a[h - offset])) < 0) return -1;
        if (t) break;
        last = offset;
        offset = (offset << 1) + 1;
        if (offset <= 0) offset = most;
      }
      if (offset > most) offset = most;
      std::ptrdiff_t k = last;
      last = h - offset;
      offset = h - k;
    }
    ++last;
    while (last < offset) {
      std::ptrdiff_t middle = last + ((offset - last) >> 1);
      if ((t = before(a[middle])) < 0) return -1;
      if (t) last = middle + 1;
      else offset = middle;
    }
    return offset;
  }
  std::ptrdiff_t gallop_left(Bits key, const Bits* a, std::size_t n, std::size_t hint) { return gallop(key, a, n, hint, false); }
  std::ptrdiff_t gallop_right(Bits key, const Bits* a, std::size_t n, std::size_t hint) { return gallop(key, a, n, hint, true); }

  Bits* temporary(std::size_t n) {
    std::size_t wanted = values_ ? n * 2 : n;
    if (wanted > temporary_size_) {
      std::free(temporary_);
      temporary_ = static_cast<Bits*>(std::malloc(wanted * sizeof(Bits)));
      if (!temporary_) out_of_memory();
      temporary_size_ = wanted;
    }
    return temporary_;
  }

  // A slice of keys and values that moves along.
  struct Side {
    Bits* keys;
    Bits* values;
    void copy(std::ptrdiff_t to, const Side& from, std::ptrdiff_t at, std::size_t n) const {
      std::memmove(keys + to, from.keys + at, n * sizeof(Bits));
      if (values) std::memmove(values + to, from.values + at, n * sizeof(Bits));
    }
    void put(Side& from, int step) {   // *this++ = *from++
      *keys = *from.keys;
      keys += step, from.keys += step;
      if (values) *values = *from.values, values += step, from.values += step;
    }
    void advance(std::ptrdiff_t n) {
      keys += n;
      if (values) values += n;
    }
  };
  Side side(std::size_t base) { return {keys_ + base, values_ ? values_ + base : nullptr}; }

  bool merge_at(std::size_t i) {
    Run &ra = pending_[i], &rb = pending_[i + 1];
    std::size_t a = ra.base, na = ra.length, b = rb.base, nb = rb.length;
    ra.length = na + nb;
    if (i + 3 == pending_count_) pending_[i + 1] = pending_[i + 2];
    --pending_count_;
    std::ptrdiff_t k = gallop_right(keys_[b], keys_ + a, na, 0);
    if (k < 0) return false;
    a += static_cast<std::size_t>(k);
    na -= static_cast<std::size_t>(k);
    if (na == 0) return true;
    k = gallop_left(keys_[a + na - 1], keys_ + b, nb, nb - 1);
    if (k <= 0) return k == 0;
    nb = static_cast<std::size_t>(k);
    return na <= nb ? merge_low(a, na, b, nb) : merge_high(a, na, b, nb);
  }

  // Merges neighbours, the shorter left one by way of the temporary array.
  bool merge_low(std::size_t base_a, std::size_t na, std::size_t base_b, std::size_t nb) {
    Bits* room = temporary(na);
    Side a{room, values_ ? room + na : nullptr}, b = side(base_b), out = side(base_a);
    a.copy(0, out, 0, na);
    bool ok = true;
    std::size_t least = gallop_;
    out.put(b, 1);
    --nb;
    if (nb == 0) goto finish;
    if (na == 1) goto copy_b;
    for (;;) {
      std::size_t wins_a = 0, wins_b = 0;
      for (;;) {
        int t = less_(*b.keys, *a.keys);
        if (t < 0) {
          ok = false;
          goto finish;
        }
        if (t) {
          out.put(b, 1);
          ++wins_b, wins_a = 0;
          if (--nb == 0) goto finish;
          if (wins_b >= least) break;
        } else {
          out.put(a, 1);
          ++wins_a, wins_b = 0;
          if (--na == 1) goto copy_b;
          if (wins_a >= least) break;
        }
      }
      ++least;
      do {
        least -= least > 1;
        gallop_ = least;
        std::ptrdiff_t k = gallop_right(*b.keys, a.keys, na, 0);
        wins_a = static_cast<std::size_t>(k);
        if (k) {
          if (k < 0) {
            ok = false;
            goto finish;
          }
          out.copy(0, a, 0, static_cast<std::size_t>(k));
          out.advance(k), a.advance(k);
          na -= static_cast<std::size_t>(k);
          if (na == 1) goto copy_b;
          if (na == 0) goto finish;
        }
        out.put(b, 1);
        if (--nb == 0) goto finish;
        k = gallop_left(*a.keys, b.keys, nb, 0);
        wins_b = static_cast<std::size_t>(k);
        if (k) {
          if (k < 0) {
            ok = false;
            goto finish;
          }
          out.copy(0, b, 0, static_cast<std::size_t>(k));
          out.advance(k), b.advance(k);
          nb -= static_cast<std::size_t>(k);
          if (nb == 0) goto finish;
        }
        out.put(a, 1);
        if (--na == 1) goto copy_b;
      } while (wins_a >= first_gallop || wins_b >= first_gallop);
      ++least;
      gallop_ = least;
    }
  finish:
    if (na) out.copy(0, a, 0, na);
    return ok;
  copy_b:
    out.copy(0, b, 0, nb);
    out.copy(static_cast<std::ptrdiff_t>(nb), a, 0, 1);
    return true;
  }

  bool merge_high(std::size_t base_a, std::size_t na, std::size_t base_b, std::size_t nb) {
    Bits* room = temporary(nb);
    Side first_a = side(base_a), first_b{room, values_ ? room + nb : nullptr};
    Side a = first_a, b = first_b, out = side(base_b);
    first_b.copy(0, out, 0, nb);
    out.advance(static_cast<std::ptrdiff_t>(nb) - 1);
    b.advance(static_cast<std::ptrdiff_t>(nb) - 1);
    a.advance(static_cast<std::ptrdiff_t>(na) - 1);
    bool ok = true;
    std::size_t least = gallop_;
    out.put(a, -1);
    --na;
    if (na == 0) goto finish;
    if (nb == 1) goto copy_a;
    for (;;) {
      std::size_t wins_a = 0, wins_b = 0;
      for (;;) {
        int t = less_(*b.keys, *a.keys);
        if (t < 0) {
          ok = false;
          goto finish;
        }
        if (t) {
          out.put(a, -1);
          ++wins_a, wins_b = 0;
          if (--na == 0) goto finish;
          if (wins_a >= least) break;
        } else {
          out.put(b, -1);
          ++wins_b, wins_a = 0;
          if (--nb == 1) goto copy_a;
          if (wins_b >= least) break;
        }
      }
      ++least;
      do {
        least -= least > 1;
        gallop_ = least;
        std::ptrdiff_t k = gallop_right(*b.keys, first_a.keys, na, na - 1);
        if (k < 0) {
          ok = false;
          goto finish;
        }
        k = static_cast<std::ptrdiff_t>(na) - k;
        wins_a = static_cast<std::size_t>(k);
        if (k) {
          out.advance(-k), a.advance(-k);
          out.copy(1, a, 1, static_cast<std::size_t>(k));
          na -= static_cast<std::size_t>(k);
          if (na == 0) goto finish;
        }
        out.put(b, -1);
        if (--nb == 1) goto copy_a;
        k = gallop_left(*a.keys, first_b.keys, nb, nb - 1);
        if (k < 0) {
          ok = false;
          goto finish;
        }
        k = static_cast<std::ptrdiff_t>(nb) - k;
        wins_b = static_cast<std::size_t>(k);
        if (k) {
          out.advance(-k), b.advance(-k);
          out.copy(1, b, 1, static_cast<std::size_t>(k));
          nb -= static_cast<std::size_t>(k);
          if (nb == 1) goto copy_a;
          if (nb == 0) goto finish;
        }
        out.put(a, -1);
        if (--na == 0) goto finish;
      } while (wins_a >= first_gallop || wins_b >= first_gallop);
      ++least;
      gallop_ = least;
    }
  finish:
    if (nb) out.copy(-(static_cast<std::ptrdiff_t>(nb) - 1), first_b, 0, nb);
    return ok;
  copy_a:
    out.copy(1 - static_cast<std::ptrdiff_t>(na), a, 1 - static_cast<std::ptrdiff_t>(na), na);
    out.advance(-static_cast<std::ptrdiff_t>(na));
    out.copy(0, b, 0, 1);
    return true;
  }

  bool collapse() {
    while (pending_count_ > 1) {
      std::size_t n = pending_count_ - 2;
      Run* p = pending_;
      if ((n > 0 && p[n - 1].length <= p[n].length + p[n + 1].length) ||
          (n > 1 && p[n - 2].length <= p[n - 1].length + p[n].length)) {
        if (p[n - 1].length < p[n + 1].length) --n;
        if (!merge_at(n)) return false;
      } else if (p[n].length <= p[n + 1].length) {
        if (!merge_at(n)) return false;
      } else {
        break;
      }
    }
    return true;
  }

  bool force_collapse() {
    while (pending_count_ > 1) {
      std::size_t n = pending_count_ - 2;
      if (n > 0 && pending_[n - 1].length < pending_[n + 1].length) --n;
      if (!merge_at(n)) return false;
    }
    return true;
  }

  // How deep the boundary between two neighbouring runs lies in the tree of halvings of the whole.
  static int power_of(std::size_t start, std::size_t n1, std::size_t n2, std::size_t n) {
    int power = 0;
    std::size_t a = 2 * start + n1, b = a + n1 + n2;
    for (;;) {
      ++power;
      if (a >= n) a -= n, b -= n;
      else if (b >= n) return power;
      a <<= 1, b <<= 1;
    }
  }

  bool merge_by_power(std::size_t run) {
    if (pending_count_ == 0) return true;
    Run& top = pending_[pending_count_ - 1];
    int power = power_of(top.base, top.length, run, count_);
    while (pending_count_ > 1 && pending_[pending_count_ - 2].power > power)
      if (!merge_at(pending_count_ - 2)) return false;
    pending_[pending_count_ - 1].power = power;
    return true;
  }
};

template <class Order>
bool run_sort(Bits* keys, Bits* values, std::size_t count, Order less, const Release& release) {
  return Sorter<Order>(keys, values, count, less, release).sort();
}

enum class KeyKind : std::uint8_t { Mixed, SmallInt, Double, Text, Bytes };

KeyKind kind_of(Bits b) {
  Ref r = ref(b);
  if (r.is_small_int()) return KeyKind::SmallInt;
  if (r.is_double()) return KeyKind::Double;
  if (is<Text>(r) && is_exact<Text>(r)) return KeyKind::Text;
  if (is<Bytes>(r) && is_exact<Bytes>(r)) return KeyKind::Bytes;
  return KeyKind::Mixed;
}

bool sort_keys(Thread& thread, Bits* keys, Bits* values, std::size_t count, Ref cmp) {
  const Release& release = thread.rt.release;
  if (cmp) return run_sort(keys, values, count, ByFunction{thread, cmp}, release);
  KeyKind kind = kind_of(keys[0]);
  for (std::size_t i = 1; i < count && kind != KeyKind::Mixed; ++i)
    if (kind_of(keys[i]) != kind) kind = KeyKind::Mixed;
  switch (kind) {
    case KeyKind::SmallInt: return run_sort(keys, values, count, SmallInts{}, release);
    case KeyKind::Double: return run_sort(keys, values, count, Doubles{}, release);
    case KeyKind::Text: return run_sort(keys, values, count, Texts{}, release);
    case KeyKind::Bytes: return run_sort(keys, values, count, ByteStrings{}, release);
    default: return run_sort(keys, values, count, Less{thread}, release);
  }
}

void reverse_bits(Bits* items, std::size_t count) {
  for (std::size_t i = 0, j = count; i + 1 < j; ++i) std::swap(items[i], items[--j]);
}

}  // namespace

bool list_sort(Thread& thread, List& list, Ref key, bool reverse, Ref cmp) {
  Value alive(&list);
  // The list is empty while its items are sorted, so that what the program does to it meanwhile is seen.
  Bits* items = reinterpret_cast<Bits*>(std::exchange(list.items, nullptr));
  std::size_t count = std::exchange(list.length, 0), capacity = std::exchange(list.capacity, 0);
  Bits *keys = items, *values = nullptr;
  bool ok = true;
  if (key && count) {
    keys = static_cast<Bits*>(std::malloc(count * sizeof(Bits)));
    if (!keys) out_of_memory();
    values = items;
    std::size_t made = 0;
    for (; made < count; ++made) {
      Value k = call(thread, key, ref(items[made]));
      if (!k) break;
      keys[made] = k.take();
    }
    if (made < count) {
      ok = false;
      ErrorState error = thread.take_error();
      while (made) Value dead = Value::from_bits(keys[--made]);
      thread.restore_error(std::move(error));
      std::free(keys);
      keys = nullptr;
    }
  }
  if (ok && count > 1) {
    if (reverse) {
      reverse_bits(keys, count);
      if (values) reverse_bits(values, count);
    }
    ok = sort_keys(thread, keys, values, count, cmp);
    if (reverse) {
      reverse_bits(keys, count);
      if (values) reverse_bits(values, count);
    }
  }
  if (values && keys) {
    ErrorState error = thread.take_error();
    for (std::size_t i = 0; i < count; ++i) Value dead = Value::from_bits(keys[i]);
    thread.restore_error(std::move(error));
    std::free(keys);
  }
  bool modified = list.items != nullptr;
  Value* others = std::exchange(list.items, reinterpret_cast<Value*>(items));
  std::size_t other_count = std::exchange(list.length, count), other_capacity = std::exchange(list.capacity, capacity);
  while (other_count) others[--other_count].~Value();
  list_free_items(others, other_capacity);
  if (ok && modified) return raise_value_error(thread, "list modified during sort");
  return ok;
}

}  // namespace xvm
