#include "vm/scope.h"

#include <span>

#include "objects/cell.h"
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/type_object.h"
#include "pyc/code.h"
#include "vm/attributes.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/frame_layout.h"
#include "vm/operators.h"

namespace xvm {

static bool snapshots_locals(const Release& release) { return release.since(3, 13); }

// In 3.12 the names of comprehensions that stand in a module's or class's code are there in a copy of its locals.
static bool copies_hidden_locals(const Release& release) { return release.since(3, 12) && release.until(3, 12); }

static bool has_hidden_locals(const Frame& frame) {
  const CodeObject& code = *frame.code;
  if (code.flags & co_optimized) return false;
  std::span<const std::uint8_t> kinds = code.stored->localspluskinds();
  for (std::size_t i = 0; i < code.slot_count && i < kinds.size(); ++i) {
    if (!(kinds[i] & local_kind::Hidden) || !frame.slots[i]) continue;
    const Cell* cell = slot_is_cell(code, static_cast<std::uint32_t>(i)) ? try_as<Cell>(frame.slots[i]) : nullptr;
    if (!cell || cell->content) return true;
  }
  return false;
}

bool shows_hidden_locals(const Frame& frame) { return snapshots_locals(*frame.code->release) && has_hidden_locals(frame); }

Value with_hidden_locals(Thread& thread, Frame& frame, Ref locals) {
  if (!copies_hidden_locals(*frame.code->release) || !has_hidden_locals(frame)) return Value(locals);
  Value dict = make_dict(thread);
  if (!dict || !dict_merge(thread, as<Dict>(dict), locals, true)) return error_set;
  std::span<const std::uint8_t> kinds = frame.code->stored->localspluskinds();
  for (std::uint32_t i = 0; i < frame.code->slot_count && i < kinds.size(); ++i) {
    Ref value = frame.slots[i];
    if (!(kinds[i] & local_kind::Hidden)) continue;
    if (const Cell* cell = try_as<Cell>(value); cell && slot_is_cell(*frame.code, i)) value = cell->content;
    if (value && !dict_set(thread, as<Dict>(dict), frame.code->slot_names[i], value)) return error_set;
  }
  return dict;
}

Value current_locals(Thread& thread, Frame& frame) {
  bool fresh = snapshots_locals(*frame.code->release) && ((frame.code->flags & co_optimized) || shows_hidden_locals(frame));
  if (!fresh) {
    Value locals(frame_locals(thread, frame));
    return locals ? with_hidden_locals(thread, frame, locals) : Value();
  }
  Value dict = make_dict(thread);
  for (std::uint32_t i = 0; dict && i < frame.code->slot_count; ++i) {
    Ref value = frame.slots[i];
    if (const Cell* cell = try_as<Cell>(value); cell && slot_is_cell(*frame.code, i)) value = cell->content;
    if (value && !dict_set(thread, as<Dict>(dict), frame.code->slot_names[i], value)) return error_set;
  }
  const FrameObject* object = try_as<FrameObject>(frame.object);   // with what f_locals was given besides
  if (dict && object && is<Dict>(object->extra) && !dict_merge(thread, as<Dict>(dict), object->extra, true)) return error_set;
  return dict;
}

Value builtin_attribute_name(Thread& thread, Ref name, std::string_view function) {
  bool own_words = thread.rt.in(until(3, 10));   // from 3.11 the general words do
  if (!own_words || is_native_str(thread, name) || (thread.rt.python2() && is<Text>(name))) return attribute_name(thread, name);
  return raise_type_error(thread, "{}(): attribute name must be string", function);
}

Value dir_of(Thread& thread, Ref v) {
  Value names = list_attributes(thread, v);
  return names && list_sort(thread, as<List>(names), {}, false) ? std::move(names) : Value();
}

}  // namespace xvm
