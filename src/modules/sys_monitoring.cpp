// sys.monitoring (PEP 669, 3.12 on): tools, their events and callbacks, kept for those who ask.
#include "modules/sys_data.h"
#include "modules/system_arguments.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/module.h"
#include "objects/struct_sequence.h"
#include "objects/text.h"
#include "vm/errors.h"
#include "vm/runtime.h"
#include "vm/shape.h"

namespace xvm {

namespace {

constexpr int tool_count = 6, event_count = 19, all_events = (1 << event_count) - 1;
constexpr const char* event_names[] = {"PY_START", "PY_RESUME", "PY_RETURN", "PY_YIELD", "CALL", "LINE", "INSTRUCTION", "JUMP", "BRANCH", "STOP_ITERATION",
                                       "RAISE", "EXCEPTION_HANDLED", "PY_UNWIND", "PY_THROW", "RERAISE", "C_RETURN", "C_RAISE"};

struct Monitor : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "monitoring state";
  static constexpr bool gc = true;
  Value tools[tool_count], callbacks[tool_count][event_count];
  int events[tool_count] = {};
  void traverse(Visitor& v) {
    for (int t = 0; t < tool_count; ++t) {
      v(tools[t]);
      for (Value& callback : callbacks[t]) v(callback);
    }
  }
  void clear() {}
};
Monitor* state = nullptr;

bool tool_argument(Thread& thread, Ref v, int& tool) {
  if (!int_argument(thread, v, tool)) return false;
  return (tool >= 0 && tool < tool_count) || raise_value_error(thread, "invalid tool {} (must be between 0 and 5)", tool);
}
bool tool_in_use(Thread& thread, Ref v, int& tool) {
  return tool_argument(thread, v, tool) && (state->tools[tool] || raise_value_error(thread, "tool {} is not in use", tool));
}

Value use_tool_id(Thread& thread, Ref, Args args) {
  int tool = 0;
  if (!tool_argument(thread, args[0], tool)) return error_set;
  if (!is<Text>(args[1])) return raise_value_error(thread, "tool name must be a str");
  if (state->tools[tool]) return raise_value_error(thread, "tool {} is already in use", tool);
  state->tools[tool] = Value(args[1]);
  return none_value();
}
Value clear_tool_id(Thread& thread, Ref, Args args) {
  int tool = 0;
  if (!tool_argument(thread, args[0], tool)) return error_set;
  for (Value& callback : state->callbacks[tool]) callback = nullptr;
  state->events[tool] = 0;
  return none_value();
}
Value free_tool_id(Thread& thread, Ref self, Args args) {
  if (!clear_tool_id(thread, self, args)) return error_set;
  int tool = 0;
  if (!tool_argument(thread, args[0], tool)) return error_set;
  state->tools[tool] = nullptr;
  return none_value();
}
Value get_tool(Thread& thread, Ref, Args args) {
  int tool = 0;
  if (!tool_argument(thread, args[0], tool)) return error_set;
  return state->tools[tool] ? state->tools[tool] : none_value();
}
Value register_callback(Thread& thread, Ref, Args args) {
  int tool = 0, event = 0;
  if (!tool_argument(thread, args[0], tool) || !int_argument(thread, args[1], event)) return error_set;
  int index = 0;
  if (event <= 0 || (event & (event - 1))) return raise_value_error(thread, "The callback can only be set for one event at a time");
  while (event >> (index + 1)) ++index;
  if (index >= event_count) return raise_value_error(thread, "invalid event {}", event);
  Value old = std::move(state->callbacks[tool][index]);
  state->callbacks[tool][index] = args[2].is_none() ? Value() : Value(args[2]);
  return old ? std::move(old) : none_value();
}
Value get_events(Thread& thread, Ref, Args args) {
  int tool = 0;
  return tool_in_use(thread, args[0], tool) ? make_int(thread, state->events[tool]) : Value();
}
Value set_events(Thread& thread, Ref, Args args) {
  int tool = 0, events = 0;
  if (!tool_argument(thread, args[0], tool) || !int_argument(thread, args[1], events)) return error_set;
  if (events < 0 || events > all_events) return raise_value_error(thread, "invalid event set 0x{:x}", events);
  if (!state->tools[tool]) return raise_value_error(thread, "tool {} is not in use", tool);
  state->events[tool] = events;
  return none_value();
}
Value get_local_events(Thread& thread, Ref, Args args) {
  int tool = 0;
  return tool_in_use(thread, args[0], tool) ? Value::small(0) : Value();
}
Value set_local_events(Thread& thread, Ref, Args args) {
  int tool = 0;
  return tool_in_use(thread, args[0], tool) ? none_value() : Value();
}
Value restart_events(Thread&, Ref, Args) { return none_value(); }
Value list_events(Thread& thread, Ref, Args) {
  Value dict = make_dict(thread);
  int place = 0;
  for (const char* name : event_names) {
    int tools = 0;
    for (int t = 0; t < tool_count; ++t) tools |= (state->events[t] >> place & 1) << t;
    ++place;
    if (tools && !dict_set(thread, as<Dict>(dict), name, Value::small(tools))) return error_set;
  }
  return dict;
}

constexpr Method rows[] = {
    {"_all_events()", list_events},
    {"clear_tool_id(tool_id, /)", clear_tool_id, since(3, 14)},
    {"free_tool_id(tool_id, /)", free_tool_id},
    {"get_events(tool_id, /)", get_events},
    {"get_local_events(tool_id, code, /)", get_local_events},
    {"get_tool(tool_id, /)", get_tool},
    {"register_callback(tool_id, event, func, /)", register_callback},
    {"restart_events()", restart_events},
    {"set_events(tool_id, event_set, /)", set_events},
    {"set_local_events(tool_id, code, event_set, /)", set_local_events},
    {"use_tool_id(tool_id, name, /)", use_tool_id},
};
constexpr ModuleSpec spec{"sys.monitoring", rows};

}  // namespace

bool add_sys_monitoring(Thread& thread, Module& sys) {
  if (!thread.rt.release.since(3, 12)) return true;
  static constexpr TypeSpec holder{.name = "monitoring_state", .layout = layout_of<Monitor>};
  state = allocate<Monitor>(make_builtin_type(thread.rt, holder));
  Value keep = own(state), owner = create_native_module(thread, spec), events = make_dict(thread);
  if (!owner) return false;
  Module& module = as<Module>(owner);
  int place = 0;
  for (const char* name : event_names)
    if (!dict_set(thread, as<Dict>(events), name, Value::small(std::int64_t{1} << place++))) return false;
  if (!dict_set(thread, as<Dict>(events), "NO_EVENTS", Value::small(0))) return false;
  for (const char* name : {"DISABLE", "MISSING"}) {
    Instance* marker = allocate<Instance>(thread.rt.types.object);
    track(marker);
    if (!module_add(thread, module, name, own(marker))) return false;
  }
  struct Id { const char* name; int id; };
  for (auto [name, id] : {Id{"DEBUGGER_ID", 0}, Id{"COVERAGE_ID", 1}, Id{"PROFILER_ID", 2}, Id{"OPTIMIZER_ID", 5}})
    if (!module_add(thread, module, name, Value::small(id))) return false;
  (void)keep.take();   // lives as long as the module's functions: to the end
  return module_add(thread, module, "events", make_simple_namespace(thread, events)) && module_add(thread, sys, "monitoring", owner);
}

}  // namespace xvm
