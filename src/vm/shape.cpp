// Shapes and the attributes that instances hold in their heads.
#include "vm/shape.h"

#include <cstring>

#include "objects/dict.h"
#include "objects/shared_keys.h"
#include "objects/text.h"
#include "vm/errors.h"
#include "vm/heap.h"
#include "vm/thread.h"
#include "vm/type.h"
#include "vm/type_cache.h"

namespace xvm {

namespace {

std::uint32_t last_shape_id = 0;
std::uint32_t new_shape_id() { return last_shape_id == ~0U ? 0 : ++last_shape_id; }
constexpr std::uint32_t table_from = 8;          // shapes with more attributes find them through a table
constexpr std::size_t most_children = 64;        // of one shape: beyond, instances take dicts
constexpr std::uint32_t first_room = 4, most_inline = 24;

// 3.3 to 3.5: what the root of a tree of shapes has besides.
struct RootNotes {
  SharedKeys* keys = nullptr;    // that instances with these shapes share; owned
  Shape* successor = nullptr;    // the root that the type has instead of this one
  Shape* retired = nullptr;      // of the root that it has: what belonged to former ones
};
std::unordered_map<const Shape*, RootNotes>& root_notes() {
  static auto* notes = new std::unordered_map<const Shape*, RootNotes>;   // outlives every type
  return *notes;
}

// Room for at least `wanted` values; what is there moves along. New instances of the type are made with this much room.
void grow_values(Object* o, InstanceHead* head, std::uint32_t wanted) {
  std::uint32_t capacity = head->capacity < first_room ? first_room : head->capacity * 2;
  while (capacity < wanted) capacity *= 2;
  Value* fresh = static_cast<Value*>(heap_allocate_block(capacity * sizeof(Value)));
  std::memset(static_cast<void*>(fresh), 0, capacity * sizeof(Value));
  if (head->values) std::memcpy(static_cast<void*>(fresh), static_cast<const void*>(head->values), head->capacity * sizeof(Value));
  if (head->capacity > head->inline_values) heap_free_block(head->values, head->capacity * sizeof(Value));
  else if (head->inline_values) std::memset(static_cast<void*>(head->values), 0, head->capacity * sizeof(Value));
  head->values = fresh;
  head->capacity = capacity;
  Type* type = o->type;
  if (type->inline_values && type->inline_values < most_inline) type->inline_values = capacity < most_inline ? capacity : most_inline;
}

// The names of a shape in the order in which they were added.
std::vector<Shape*> additions(Shape* shape) {
  std::vector<Shape*> chain;
  for (; shape && shape->parent; shape = shape->parent) chain.push_back(shape);
  return {chain.rbegin(), chain.rend()};
}

}  // namespace

Shape* make_root_shape(std::uint32_t size) {
  Shape* shape = new Shape;
  shape->size = size;
  shape->id = new_shape_id();
  return shape;
}

void renew_shape_ids(Shape* root) {
  std::vector<Shape*> work{root};
  while (!work.empty()) {
    Shape* shape = work.back();
    work.pop_back();
    shape->id = new_shape_id();
    for (auto& child : shape->children) work.push_back(child.second);
    if (shape->parent || root_notes().empty()) continue;
    if (auto notes = root_notes().find(shape); notes != root_notes().end() && notes->second.retired) work.push_back(notes->second.retired);
  }
}

SharedKeys* keys_of(const Shape* shape) {
  if (root_notes().empty()) return nullptr;
  while (shape->parent) shape = shape->parent;
  auto notes = root_notes().find(shape);
  return notes == root_notes().end() ? nullptr : notes->second.keys;
}

void give_keys(Type* type, SharedKeys* keys) {
  Shape* old = type->root_shape;
  if (old->children.empty() && !root_notes().count(old)) {
    root_notes()[old].keys = retain(keys);
    return;
  }
  // The children, with the instances that have them, stay below the old root, whose children they are no more.
  Shape *root = make_root_shape(old->size), *kept = make_root_shape(old->size);
  kept->children.swap(old->children);
  RootNotes& former = root_notes()[old];
  root_notes()[kept].retired = std::exchange(former.retired, kept);
  former.successor = root;
  old->last_child = nullptr;
  old->id = ++last_shape_id;
  root_notes()[root] = {retain(keys), nullptr, old};
  type->root_shape = root;
}

Shape::~Shape() {
  delete table;
  if (!parent && !root_notes().empty()) {
    if (auto at = root_notes().find(this); at != root_notes().end()) {
      RootNotes notes = at->second;
      root_notes().erase(at);
      release(notes.keys);
      delete notes.retired;
    }
  }
  std::vector<Shape*> work;
  for (auto& child : children) work.push_back(child.second);
  children.clear();
  while (!work.empty()) {
    Shape* shape = work.back();
    work.pop_back();
    for (auto& child : shape->children) work.push_back(child.second);
    shape->children.clear();
    delete shape;
  }
}

std::int32_t Shape::find(Ref wanted) {
  if (table) {
    auto at = table->find(wanted.raw());
    return at == table->end() ? -1 : static_cast<std::int32_t>(at->second);
  }
  std::uint32_t steps = 0;
  for (Shape* shape = this; shape->parent; shape = shape->parent, ++steps)
    if (shape->name == wanted) return static_cast<std::int32_t>(shape->index);
  if (steps > table_from) {
    table = new std::unordered_map<std::uint64_t, std::uint32_t>;
    for (Shape* shape = this; shape->parent; shape = shape->parent) table->emplace(shape->name.raw(), shape->index);
  }
  return -1;
}

Shape* Shape::add(Ref added) {
  if (last_child && last_child->name == added) return last_child;
  auto at = children.find(added.raw());
  if (at != children.end()) return last_child = at->second;
  if (!parent && !root_notes().empty())
    if (auto notes = root_notes().find(this); notes != root_notes().end() && notes->second.successor) return notes->second.successor->add(added);
  if (size >= max_shape_values || children.size() >= most_children) return nullptr;
  if (SharedKeys* keys = keys_of(this); keys && keys->slot_of(added, text_hash(current_thread(), as<Text>(added)), true) < 0 && keys->current) return nullptr;
  Shape* shape = new Shape;
  shape->parent = this;
  shape->name = added;
  shape->index = size;
  shape->size = size + 1;
  shape->id = new_shape_id();
  children.emplace(added.raw(), shape);
  return last_child = shape;
}

Value instance_get(Object* o, Ref name) {
  InstanceHead* head = head_of(o);
  if (head->shape) {
    std::int32_t index = head->shape->find(name);
    return index < 0 ? Value() : Value(head->values[index]);
  }
  return head->dict ? Value(dict_get_name(as<Dict>(head->dict), name)) : Value();
}

void shape_append(Object* o, Shape* next, Value value) {
  InstanceHead* head = head_of(o);
  if (next->index >= head->capacity) grow_values(o, head, next->size);
  head->values[next->index] = std::move(value);
  head->shape = next;
}

bool instance_set(Thread& thread, Object* o, Ref name, Ref value) {
  InstanceHead* head = head_of(o);
  if (head->shape) {
    std::int32_t index = head->shape->find(name);
    if (value) {
      if (index >= 0) {
        Value old = std::exchange(head->values[index], Value(value));
        return true;
      }
      Shape* next = head->shape->add(name);
      if (!next && outgrow_class_keys(thread, o, name)) next = head->shape->add(name);
      if (next) {
        shape_append(o, next, Value(value));
        return true;
      }
    } else {
      if (index < 0) return false;
      bool last = head->shape->parent && head->shape->name == name;
      if (last && (head->shape->parent->parent || !keys_of(head->shape))) {   // one step back
        head->shape = head->shape->parent;
        Value old = std::move(head->values[index]);
        return true;
      }
    }
  }
  Dict* dict = instance_dict(thread, o);
  if (!dict) return error_set;
  return store_in_attributes_dict(thread, o, *dict, name, value) == 1;
}

// A dict for an instance with the attributes of a shape. Those that share keys go on with the ones they have.
static Dict* allocate_dict_for(Thread& thread, Type* type, const Shape* shape) {
  if (!shape || !shape->parent) return allocate_attributes_dict(thread, type);
  SharedKeys* keys = keys_of(shape);
  return keys ? allocate_shared_dict(thread, keys) : allocate_dict(thread);
}

Dict* instance_dict(Thread& thread, Object* o) {
  InstanceHead* head = head_of(o);
  if (head->dict && !head->shape) return &as<Dict>(head->dict);
  if (!o->type->has(InstancesHaveDict)) return nullptr;
  Value fresh = own(allocate_dict_for(thread, o->type, head->shape));
  Dict& dict = as<Dict>(fresh);
  if (head->shape) {
    for (Shape* shape : additions(head->shape)) {
      if (!dict_set(thread, dict, shape->name, head->values[shape->index])) return nullptr;
    }
    for (std::uint32_t i = o->type->slot_values; i < head->shape->size; ++i) head->values[i] = nullptr;   // the dict holds them too
    head->shape = nullptr;
  }
  head->dict = std::move(fresh);
  return &dict;
}

bool set_instance_dict(Thread&, Object* o, Ref dict) {
  InstanceHead* head = head_of(o);
  Value fresh(dict);
  Shape* shape = std::exchange(head->shape, nullptr);
  std::uint32_t first = o->type->slot_values, end = shape ? shape->size : 0;   // what dies here may give it another type
  Value old = std::exchange(head->dict, std::move(fresh));
  for (std::uint32_t i = first; i < end && i < head->capacity && !head->shape; ++i) Value gone = std::move(head->values[i]);
  return true;
}

void move_to_type(Thread& thread, Object* o, Type* type) {
  InstanceHead* head = head_of(o);
  if (!head->shape) return;
  if (head->shape->parent && keys_of(head->shape)) {   // they stay the dict's
    (void)instance_dict(thread, o);
    return;
  }
  Shape* shape = type->root_shape;
  for (Shape* step : additions(head->shape)) {
    shape = shape->add(step->name);
    if (!shape) {
      (void)instance_dict(thread, o);
      return;
    }
  }
  head->shape = shape;
}

}  // namespace xvm
