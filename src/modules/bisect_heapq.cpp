// _bisect and _heapq: sorted lists and heaps.
#include <algorithm>

#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"

namespace xvm {

namespace {

// An argument that some releases' rows lack.
Ref given(Args args, std::uint32_t i) { return i < args.size() ? args[i] : Ref(); }

// ---- _bisect

// Where item goes in the sorted sequence: behind its equals when `right`. -1 with the error set.
std::int64_t find_place(Thread& thread, Ref sequence, Ref item, Ref low_given, Ref high_given, Ref key, bool right) {
  std::int64_t low = 0, high = -1;
  if (low_given && !as_int64(thread, low_given, low)) return -1;
  if (low < 0) {
    raise_value_error(thread, "lo must be non-negative");
    return -1;
  }
  if (high_given && !high_given.is_none() && !as_int64(thread, high_given, high)) return -1;
  if (high == -1) high = length(thread, sequence);
  if (high < 0 && thread.has_error()) return -1;
  while (low < high) {
    std::int64_t middle = low + (high - low) / 2;
    Value index = make_int(thread, middle), there = get_item(thread, sequence, index);
    if (there && key && !key.is_none()) there = call(thread, key, there);
    int before = !there ? -1 : right ? compare_true(thread, item, there, Compare::Lt) : compare_true(thread, there, item, Compare::Lt);
    if (before < 0) return -1;
    if ((before != 0) == right) high = middle;
    else low = middle + 1;
  }
  return low;
}
template <bool right>
Value bisect(Thread& thread, Ref, Args args) {
  std::int64_t at = find_place(thread, args[0], given(args, 1), given(args, 2), given(args, 3), given(args, 4), right);
  return at < 0 ? Value() : make_int(thread, at);
}
template <bool right>
Value insort(Thread& thread, Ref, Args args) {
  Value key = given(args, 4) && !given(args, 4).is_none() ? call(thread, given(args, 4), given(args, 1)) : Value(given(args, 1));
  if (!key) return key;
  std::int64_t at = find_place(thread, args[0], key, given(args, 2), given(args, 3), given(args, 4), right);
  if (at < 0) return error_set;
  if (is_exact<List>(args[0])) {
    List& list = as<List>(args[0]);
    list_insert(list, std::min(static_cast<std::size_t>(at), list.length), Value(given(args, 1)));
    return none_value();
  }
  Value index = make_int(thread, at), name = native_intern(thread, "insert");
  return call_method(thread, args[0], name, {index, given(args, 1)}) ? none_value() : Value();
}

constexpr Method bisect_rows[] = {
    {"bisect(a, x, lo=0, hi=-1)", bisect<true>, until(3, 6)},
    {"bisect_left(a, x, lo=0, hi=-1)", bisect<false>, until(3, 9)},
    {"bisect_left(a, x, lo=0, hi=None, *, key=None)", bisect<false>, since(3, 10)},
    {"bisect_right(a, x, lo=0, hi=-1)", bisect<true>, until(3, 9)},
    {"bisect_right(a, x, lo=0, hi=None, *, key=None)", bisect<true>, since(3, 10)},
    {"insort(a, x, lo=0, hi=-1)", insort<true>, until(3, 6)},
    {"insort_left(a, x, lo=0, hi=-1)", insort<false>, until(3, 9)},
    {"insort_left(a, x, lo=0, hi=None, *, key=None)", insort<false>, since(3, 10)},
    {"insort_right(a, x, lo=0, hi=-1)", insort<true>, until(3, 9)},
    {"insort_right(a, x, lo=0, hi=None, *, key=None)", insort<true>, since(3, 10)},
};

// ---- _heapq

// Order: whether a goes above b. Comparing may change the list, which ends the operation.
template <bool largest>
int above(Thread& thread, const Value& a, const Value& b) { return largest ? compare_true(thread, b, a, Compare::Lt) : compare_true(thread, a, b, Compare::Lt); }

ErrorSet changed(Thread& thread) { return raise(thread, thread.rt.exc.RuntimeError, "list changed size during iteration"); }

template <bool largest>
bool move_up(Thread& thread, List& heap, std::size_t top, std::size_t at) {
  std::size_t size = heap.length;
  while (at > top) {
    std::size_t parent = (at - 1) / 2;
    Value item = heap.items[at], other = heap.items[parent];
    int higher = above<largest>(thread, item, other);
    if (higher < 0) return false;
    if (heap.length != size) return changed(thread);
    if (!higher) break;
    std::swap(heap.items[at], heap.items[parent]);
    at = parent;
  }
  return true;
}
// Lets the item sink to a leaf along the better children, then rise to its place.
template <bool largest>
bool sink(Thread& thread, List& heap, std::size_t at) {
  std::size_t size = heap.length, top = at;
  while (2 * at + 1 < size) {
    std::size_t child = 2 * at + 1;
    if (child + 1 < size) {
      Value left = heap.items[child], right = heap.items[child + 1];
      int higher = above<largest>(thread, left, right);
      if (higher < 0) return false;
      if (heap.length != size) return changed(thread);
      if (!higher) ++child;
    }
    std::swap(heap.items[at], heap.items[child]);
    at = child;
  }
  return move_up<largest>(thread, heap, top, at);
}

List* heap_argument(Thread& thread, Ref v, const char* name) {
  if (is<List>(v)) return &as<List>(v);
  if (thread.rt.release.since(3, 10)) return raise_type_error(thread, "{}() argument{} must be list, not {}", name, std::string_view(name) == "heapify" || std::string_view(name) == "heappop" || std::string_view(name).starts_with("_heapify") || std::string_view(name).starts_with("_heappop") ? "" : " 1", type_name(thread, v));
  return raise_type_error(thread, "heap argument must be a list");
}

Value heappush(Thread& thread, Ref, Args args) {
  List* heap = heap_argument(thread, args[0], "heappush");
  Value keep(args[0]);
  if (!heap) return error_set;
  list_append(*heap, Value(given(args, 1)));
  return move_up<false>(thread, *heap, 0, heap->length - 1) ? none_value() : Value();
}
template <bool largest>
Value heappop(Thread& thread, Ref, Args args) {
  List* heap = heap_argument(thread, args[0], largest ? "_heappop_max" : "heappop");
  Value keep(args[0]);
  if (!heap) return error_set;
  if (heap->length == 0) return raise(thread, thread.rt.exc.IndexError, "index out of range");
  Value last = list_pop(*heap, heap->length - 1);
  if (heap->length == 0) return last;
  std::swap(last, heap->items[0]);
  return sink<largest>(thread, *heap, 0) ? std::move(last) : Value();
}
template <bool largest>
Value heapreplace(Thread& thread, Ref, Args args) {
  List* heap = heap_argument(thread, args[0], largest ? "_heapreplace_max" : "heapreplace");
  Value keep(args[0]), item(given(args, 1));
  if (!heap) return error_set;
  if (heap->length == 0) return raise(thread, thread.rt.exc.IndexError, "index out of range");
  std::swap(item, heap->items[0]);
  return sink<largest>(thread, *heap, 0) ? std::move(item) : Value();
}
Value heappushpop(Thread& thread, Ref, Args args) {
  List* heap = heap_argument(thread, args[0], "heappushpop");
  Value keep(args[0]), item(given(args, 1));
  if (!heap) return error_set;
  if (heap->length == 0) return item;
  Value top = heap->items[0];
  int higher = compare_true(thread, top, item, Compare::Lt);
  if (higher < 0) return error_set;
  if (!higher) return item;
  if (heap->length == 0) return raise(thread, thread.rt.exc.IndexError, "index out of range");
  std::swap(item, heap->items[0]);
  return sink<false>(thread, *heap, 0) ? std::move(item) : Value();
}
template <bool largest>
Value heapify(Thread& thread, Ref, Args args) {
  List* heap = heap_argument(thread, args[0], largest ? "_heapify_max" : "heapify");
  Value keep(args[0]);
  if (!heap) return error_set;
  for (std::size_t i = heap->length / 2; i-- > 0;)
    if (!sink<largest>(thread, *heap, i)) return error_set;
  return none_value();
}
// The n best of an iterable, best first: to 3.4.
template <bool largest>
Value best(Thread& thread, Ref, Args args) {
  std::int64_t n = 0;
  if (!as_int64(thread, args[0], n)) return error_set;
  Value list = to_list(thread, given(args, 1));
  if (!list || !list_sort(thread, as<List>(list), {}, largest)) return error_set;
  std::size_t keep = static_cast<std::size_t>(std::clamp<std::int64_t>(n, 0, static_cast<std::int64_t>(as<List>(list).length)));
  return list_slice(thread, as<List>(list), 0, keep);
}

constexpr Method heapq_rows[] = {
    {"_heapify_max(heap, /)", heapify<true>, since(3, 5)},
    {"_heappop_max(heap, /)", heappop<true>, since(3, 5)},
    {"_heapreplace_max(heap, item, /)", heapreplace<true>, since(3, 5)},
    {"heapify(heap, /)", heapify<false>},
    {"heappop(heap, /)", heappop<false>},
    {"heappush(heap, item, /)", heappush},
    {"heappushpop(heap, item, /)", heappushpop, since(2, 6)},
    {"heapreplace(heap, item, /)", heapreplace<false>},
    {"nlargest(n, iterable, /)", best<true>, until(3, 4)},
    {"nsmallest(n, iterable, /)", best<false>, until(3, 4)},
};
bool fill_heapq(Thread& thread, Module& module) { return module_add(thread, module, "__about__", native_str(thread, "Heap queues: lists whose smallest item comes first.\n")); }

}  // namespace

extern const ModuleSpec bisect_module, heapq_module;
const ModuleSpec bisect_module{.name = "_bisect", .methods = bisect_rows};
const ModuleSpec heapq_module{.name = "_heapq", .methods = heapq_rows, .fill = fill_heapq};

}  // namespace xvm
