// The cycle collector: trial deletion over the objects of a generation, as CPython's, with the release's rules for __del__.
#include <vector>

#include "bytecode/decoded.h"
#include "objects/class_dict.h"
#include "objects/class_obj.h"
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/generator.h"
#include "objects/list.h"
#include "objects/weakref.h"
#include "generated/ops.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/found_count.h"
#include "vm/frame.h"
#include "vm/heap.h"
#include "vm/made_before.h"
#include "vm/runtime.h"
#include "vm/thread.h"

namespace xvm {

namespace {

// From 3.4 (PEP 442) cycles with __del__ are finalised and collected; before they went to gc.garbage.
bool counts_what_is_cleared(const Release& r) { return r.since(3, 7); }   // not what finalizers released, nor
bool counts_what_came_back(const Release& r) { return r.until(3, 8); }    // (from 3.9) what they brought back
bool finalizes_waiting(const Release& r) { return r.until(3, 12); }       // generators that have nothing to do when they die
bool collects_finalizers(const Release& release) { return release.since(3, 4); }

void traverse_object(Object* o, Visitor& visitor) {
  if (o->flags & HasHead) {
    InstanceHead* head = head_of(o);
    for (std::uint32_t i = 0; i < head->capacity; ++i) visitor(head->values[i]);
    visitor(head->dict);
  }
  if (o->flags & HeapInstance) visitor(Ref(o->type));
  const Layout& layout = *o->type->layout;
  if (layout.traverse) layout.traverse(o, visitor);
}

// While a collection runs, a candidate's `previous` link holds its number.
struct Candidates {
  std::vector<Object*> objects;
  std::vector<std::int64_t> refs;      // references from outside the candidates, once subtract() ran
  static std::size_t number(Object* o) { return reinterpret_cast<std::size_t>(gc_links(o)->previous); }
  static void set_number(Object* o, std::size_t n) { gc_links(o)->previous = reinterpret_cast<Object*>(n); }

  void add(Object* o) {
    set_number(o, objects.size());
    o->flags |= Collecting;
    objects.push_back(o);
    refs.push_back(o->refs);
  }
  void subtract() {
    struct Subtract final : Visitor {
      Candidates& all;
      explicit Subtract(Candidates& c) : all(c) {}
      void visit(Object* o) override { if (o->flags & Collecting) --all.refs[number(o)]; }
    } visitor(*this);
    for (Object* o : objects) traverse_object(o, visitor);
  }

  // reachable: some reference from outside leads there. Both in the order in which CPython's lists have them afterwards,
  // which finalizers show: an object that seemed unreachable when its turn came goes to the end once something leads to it.
  struct Parts { std::vector<std::size_t> reachable, unreachable; };
  Parts separate() {
    enum State : std::uint8_t { Waiting, Doubtful, Reached };
    std::vector<State> states(objects.size(), Waiting);
    std::vector<std::size_t> queue(objects.size()), doubtful;
    for (std::size_t i = 0; i < queue.size(); ++i) queue[i] = i;
    struct Reach final : Visitor {
      Candidates& all;
      std::vector<State>& states;
      std::vector<std::size_t>& queue;
      Reach(Candidates& c, std::vector<State>& s, std::vector<std::size_t>& q) : all(c), states(s), queue(q) {}
      void visit(Object* o) override {
        if (!(o->flags & Collecting)) return;
        std::size_t i = number(o);
        if (states[i] == Doubtful) {
          states[i] = Waiting;
          queue.push_back(i);
        }
        if (all.refs[i] <= 0) all.refs[i] = 1;
      }
    } reach(*this, states, queue);
    Parts parts;
    for (std::size_t k = 0; k < queue.size(); ++k) {
      std::size_t i = queue[k];
      if (states[i] != Waiting) continue;
      if (refs[i] > 0) {
        states[i] = Reached;
        parts.reachable.push_back(i);
        traverse_object(objects[i], reach);
      } else {
        states[i] = Doubtful;
        doubtful.push_back(i);
      }
    }
    for (std::size_t i : doubtful)
      if (states[i] == Doubtful) parts.unreachable.push_back(i);
    return parts;
  }
};

// Takes the objects of these generations out of their rings.
Candidates take_generations(Heap& heap, int generation) {
  Candidates all;
  for (int i = 0; i <= generation; ++i) {   // the younger ones are put behind the oldest, the youngest first
    GcLinks* ring = &heap.generations[i == 0 ? generation : i - 1];
    for (Object* o = ring->next; o != ring_end(ring);) {
      Object* next = gc_links(o)->next;
      all.add(o);
      o = next;
    }
    ring->next = ring->previous = ring_end(ring);
  }
  return all;
}

void give_back(Heap& heap, Object* o, int generation) {
  o->flags &= static_cast<std::uint8_t>(~Collecting);
  append_to_ring(&heap.generations[generation], o);
}

// Gives back what is reachable, and holds a reference to each of the rest, which stays out of the rings until it dies.
std::vector<Value> hold_unreachable(Heap& heap, Candidates& all, const Candidates::Parts& parts, int generation) {
  std::vector<Value> rest;
  for (std::size_t i : parts.reachable) give_back(heap, all.objects[i], generation);
  for (std::size_t i : parts.unreachable) {
    rest.push_back(Value(Ref(all.objects[i])));
    give_back(heap, all.objects[i], generation);
  }
  return rest;
}

void keep_uncollectable(Thread& thread, Ref o) {
  Heap& heap = *thread.rt.heap;
  if (is<List>(heap.garbage)) list_append(as<List>(heap.garbage), Value(o));
}

constexpr std::uint32_t resumes_outside_try = 4;   // RESUME's operand, 3.13

// A generator that waits inside of a try or with statement has something to do when it dies. Loops do not count.
bool waits_in_try(const Generator& generator) {
  if (!generator.frame || generator.state != Generator::Suspended) return false;
  const DecodedCode* decoded = as<CodeObject>(generator.code).decoded.get();
  std::size_t at = generator.frame->instruction();
  if (decoded && !finalizes_waiting(current_thread().rt.release))
    for (std::size_t next = at; next < at + 2 && next < decoded->size(); ++next)
      if (decoded->instructions[next].op == Op::RESUME) return !(decoded->raw_args[next] & resumes_outside_try);
  if (!decoded || at == 0 || at > decoded->block_of.size()) return true;
  for (std::int32_t block = decoded->block_of[at - 1]; block >= 0; block = decoded->blocks[static_cast<std::size_t>(block)].parent)
    if (decoded->blocks[static_cast<std::size_t>(block)].kind != BlockKind::Loop) return true;
  return false;
}

// A classic instance's death runs something only where its class has __del__.
bool has_finalizer(Ref r) {
  if (OldInstance* instance = try_as<OldInstance>(r)) return has_del_method(current_thread(), *instance);
  if (Generator* generator = try_as<Generator>(r)) return waits_in_try(*generator);
  return r.object()->type->slots.finalize != nullptr;
}

// Lets go of what only `rest` itself holds still.
void drop_released(std::vector<Value>& rest) {
  for (bool again = true; again;) {
    again = false;
    for (std::size_t i = rest.size(); i-- > 0;) {
      if (!rest[i] || rest[i].object()->refs > 1) continue;
      rest[i] = nullptr;
      again = true;
    }
  }
  std::erase_if(rest, [](const Value& v) { return !v; });
}

// Before 3.4: takes objects with __del__, and what they could still reach then, out of `rest`.
std::vector<Value> set_aside_finalizers(std::vector<Value>& rest) {
  Candidates group;
  std::vector<Object*> next;
  for (const Value& v : rest) {
    next.push_back(gc_links(v.object())->next);
    v.object()->flags |= Collecting;
  }
  std::vector<Object*> work;
  struct Reach final : Visitor {
    std::vector<Object*>& work;
    explicit Reach(std::vector<Object*>& w) : work(w) {}
    void visit(Object* o) override {
      if (!(o->flags & Collecting)) return;
      o->flags &= static_cast<std::uint8_t>(~Collecting);
      work.push_back(o);
    }
  } reach(work);
  for (const Value& v : rest)
    if (has_finalizer(v)) reach.visit(v.object());
  while (!work.empty()) {
    Object* o = work.back();
    work.pop_back();
    traverse_object(o, reach);
  }
  std::vector<Value> collectable, aside;
  for (Value& v : rest) {
    bool plain = v.object()->flags & Collecting;
    v.object()->flags &= static_cast<std::uint8_t>(~Collecting);
    (plain ? collectable : aside).push_back(std::move(v));
  }
  rest = std::move(collectable);
  return aside;
}

// From 3.4: runs every __del__ once, then drops from `rest` all when something came back to life. Gives the count of what
// was left then.
std::int64_t run_finalizers(Thread& thread, Heap& heap, std::vector<Value>& rest, int generation) {
  bool ran = false;
  for (const Value& v : rest) {
    Object* o = v.object();
    if (!o->type->slots.finalize || (o->flags & Finalized)) continue;
    if (const Generator* generator = try_as<Generator>(v); generator && !finalizes_waiting(thread.rt.release) && !waits_in_try(*generator)) continue;
    o->flags |= Finalized;
    ran = true;
    ErrorState saved = thread.take_error();
    if (!o->type->slots.finalize(thread, v)) thread.clear_error();
    thread.restore_error(std::move(saved));
  }
  if (!ran) return count_found(thread.rt.release, rest);
  drop_released(rest);
  std::int64_t left = count_found(thread.rt.release, rest);
  Candidates group;
  for (const Value& v : rest) {
    untrack(v.object());
    v.object()->flags |= Tracked;
    group.add(v.object());
  }
  for (std::int64_t& refs : group.refs) --refs;   // ours
  group.subtract();
  Candidates::Parts parts = group.separate();
  std::vector<Value> dead;
  for (std::size_t i : parts.reachable) give_back(heap, group.objects[i], generation);
  for (std::size_t i : parts.unreachable) {
    dead.push_back(rest[i]);
    give_back(heap, group.objects[i], generation);
  }
  rest = std::move(dead);
  return left;
}

void clear_all(std::vector<Value>& rest) {
  for (Value& v : rest) {
    Object* o = v.object();
    if (o->refs > 1) {
      if (o->flags & HasHead) {
        InstanceHead* head = head_of(o);
        Value dict = std::move(head->dict);
        if (dict) head->shape = nullptr;
        for (std::uint32_t i = 0; i < head->capacity; ++i) head->values[i] = nullptr;
      }
      const Layout& layout = *o->type->layout;
      if (layout.clear) layout.clear(o);
    }
    v = nullptr;
  }
}

void clear_doomed_weakrefs(std::vector<Value>& rest) {
  // A weak reference that is itself garbage never calls back.
  for (const Value& v : rest)
    if (WeakRef* weak = try_as<WeakRef>(v)) weak->callback = nullptr;
  for (const Value& v : rest)
    if (v.object()->flags & HasWeakRefs) clear_weakrefs(v.object());
}

}  // namespace

constexpr int debug_save_all = 32;

std::int64_t collect(Thread& thread, int generation) {
  Heap& heap = *thread.rt.heap;
  if (heap.collecting) return 0;
  heap.collecting = true;
  heap.due = false;
  if (generation + 1 < generation_count) ++heap.counts[generation + 1];
  for (int g = 0; g <= generation; ++g) heap.counts[g] = 0;

  Candidates all = take_generations(heap, generation);
  all.subtract();
  Candidates::Parts parts = all.separate();
  int target = generation + 1 < generation_count ? generation + 1 : generation;
  std::vector<Value> rest = hold_unreachable(heap, all, parts, target);
  std::int64_t survivors = static_cast<std::int64_t>(all.objects.size() - rest.size());
  if (generation == generation_count - 1) {
    heap.long_lived_total = survivors;
    heap.long_lived_pending = 0;
  } else if (generation == generation_count - 2) {
    heap.long_lived_pending += survivors;
  }

  std::int64_t uncollectable = 0, found = count_found(thread.rt.release, rest);
  if (heap.debug & debug_save_all) {
    class_dicts_are_reached(thread);
    for (const Value& v : rest) {
      bool with_dict = would_have_dict(thread.rt.release, v.object());
      keep_uncollectable(thread, v);
      if (with_dict) keep_uncollectable(thread, Ref(instance_dict(thread, v.object())));
    }
  } else if (collects_finalizers(thread.rt.release)) {
    found = count_found(thread.rt.release, rest);
    clear_doomed_weakrefs(rest);
    std::int64_t left = run_finalizers(thread, heap, rest, target);
    if (counts_what_is_cleared(thread.rt.release)) found = counts_what_came_back(thread.rt.release) ? left : count_found(thread.rt.release, rest);
  } else {
    std::vector<Value> aside = set_aside_finalizers(rest);
    found = count_found(thread.rt.release, rest);
    clear_doomed_weakrefs(rest);
    clear_all(rest);
    rest.clear();
    drop_released(aside);   // they were not part of a cycle themselves
    uncollectable = count_found(thread.rt.release, aside);
    for (const Value& v : aside)
      if (has_finalizer(v)) keep_uncollectable(thread, v);
  }
  if (!(heap.debug & debug_save_all)) clear_all(rest);
  rest.clear();
  heap.statistics[generation].collections++;
  heap.statistics[generation].collected += found;
  heap.statistics[generation].uncollectable += uncollectable;
  heap.collecting = false;
  return found + uncollectable;
}

// Moves what stands behind `last` in the youngest generation to the next.
static void move_younger(Heap& heap, Object* last) {
  while (gc_links(last)->next != ring_end(&heap.generations[0])) {
    Object* o = gc_links(last)->next;
    GcLinks* links = gc_links(o);
    gc_links(links->previous)->next = links->next;
    gc_links(links->next)->previous = links->previous;
    append_to_ring(&heap.generations[1], o);
  }
}

void settle_startup(Heap& heap) {
  move_younger(heap, ring_end(&heap.generations[0]));
  heap.counts[0] = 0;
  heap.due = false;
}

MadeBeforeStart::MadeBeforeStart(Heap& heap) : heap_(heap), last_(heap.generations[0].previous), count_(heap.counts[0]), due_(heap.due) {}
MadeBeforeStart::~MadeBeforeStart() {
  move_younger(heap_, last_);
  heap_.counts[0] = count_;
  heap_.due = due_;
}

void collect_due(Thread& thread) {
  Heap& heap = *thread.rt.heap;
  heap.due = false;
  if (!heap.enabled || heap.collecting) return;
  ErrorState saved = thread.take_error();
  for (int g = generation_count - 1; g >= 0; --g) {
    if (heap.counts[g] <= heap.thresholds[g]) continue;
    // The oldest generation only when it has grown by a quarter since it was last looked at.
    if (g == generation_count - 1 && heap.long_lived_pending < heap.long_lived_total / 4) continue;
    collect(thread, g);
    break;
  }
  thread.restore_error(std::move(saved));
}

}  // namespace xvm
