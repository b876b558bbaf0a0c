// sys.monitoring (PEP 669, 3.12 on): tools, their events and callbacks. The events are made in src/trace.
#include "modules/sys_data.h"
#include "modules/system_arguments.h"
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/module.h"
#include "objects/struct_sequence.h"
#include "objects/text.h"
#include "trace/monitoring.h"
#include "vm/errors.h"
#include "vm/runtime.h"
#include "vm/shape.h"

namespace xvm {

namespace {

constexpr std::uint32_t native_ends = monitor_bit(MonitorEvent::CReturn) | monitor_bit(MonitorEvent::CRaise);
constexpr std::uint32_t calls = native_ends | monitor_bit(MonitorEvent::Call);

bool tool_argument(Thread& thread, Ref v, int& tool) {
  if (!int_argument(thread, v, tool)) return false;
  return (tool >= 0 && tool < monitor_tools) || raise_value_error(thread, "invalid tool {} (must be between 0 and 5)", tool);
}
bool check_in_use(Thread& thread, int tool) { return monitoring().names[tool] || raise_value_error(thread, "tool {} is not in use", tool); }

Value use_tool_id(Thread& thread, Ref, Args args) {
  int tool = 0;
  if (!tool_argument(thread, args[0], tool)) return error_set;
  if (!is<Text>(args[1])) return raise_value_error(thread, "tool name must be a str");
  Value& name = monitoring().names[tool];
  if (name) return raise_value_error(thread, "tool {} is already in use", tool);
  name = Value(args[1]);
  return none_value();
}
// Events and callbacks stay.
Value free_tool_id(Thread& thread, Ref, Args args) {
  int tool = 0;
  if (!tool_argument(thread, args[0], tool)) return error_set;
  Value old = std::move(monitoring().names[tool]);
  return none_value();
}
Value get_tool(Thread& thread, Ref, Args args) {
  int tool = 0;
  if (!tool_argument(thread, args[0], tool)) return error_set;
  const Value& name = monitoring().names[tool];
  return name ? name : none_value();
}
Value register_callback(Thread& thread, Ref, Args args) {
  int tool = 0, event = 0;
  if (!tool_argument(thread, args[0], tool) || !int_argument(thread, args[1], event)) return error_set;
  if (event <= 0 || (event & (event - 1))) return raise_value_error(thread, "The callback can only be set for one event at a time");
  int index = 0;
  while (event >> (index + 1)) ++index;
  if (index >= monitor_events) return raise_value_error(thread, "invalid event {}", event);
  Value old = std::exchange(monitoring().callbacks[tool][index], args[2].is_none() ? Value() : Value(args[2]));
  return old ? std::move(old) : none_value();
}

// A set of events, without those that come with CALL; false with the error set.
bool event_set(Thread& thread, Ref v, int& events) {
  if (!int_argument(thread, v, events)) return false;
  std::uint32_t bits = static_cast<std::uint32_t>(events);
  if (events >= 0 && (bits & native_ends) && (bits & calls) != calls) return raise_value_error(thread, "cannot set C_RETURN or C_RAISE events independently");
  if (events >= 0) events = static_cast<int>(bits & ~native_ends);
  return true;
}

Value get_events(Thread& thread, Ref, Args args) {
  int tool = 0;
  return tool_argument(thread, args[0], tool) ? make_int(thread, static_cast<std::int64_t>(monitoring().events[tool])) : Value();
}
Value set_events(Thread& thread, Ref, Args args) {
  int tool = 0, events = 0;
  if (!tool_argument(thread, args[0], tool) || !int_argument(thread, args[1], events)) return error_set;
  if (events < 0 || events >= 1 << monitor_events) return raise_value_error(thread, "invalid event set 0x{:x}", static_cast<unsigned>(events));
  if (!event_set(thread, args[1], events) || !check_in_use(thread, tool)) return error_set;
  monitoring().events[tool] = static_cast<std::uint32_t>(events);
  update_monitored(thread);
  return none_value();
}

bool check_code(Thread& thread, Ref v) { return is<CodeObject>(v) || raise_type_error(thread, "code must be a code object"); }

Value get_local_events(Thread& thread, Ref, Args args) {
  int tool = 0;
  if (!tool_argument(thread, args[0], tool) || !check_code(thread, args[1])) return error_set;
  auto found = monitoring().local.find(&as<CodeObject>(args[1]));
  return make_int(thread, found == monitoring().local.end() ? 0 : static_cast<std::int64_t>(found->second.events[tool]));
}
Value set_local_events(Thread& thread, Ref, Args args) {
  int tool = 0, events = 0;
  if (!tool_argument(thread, args[0], tool) || !check_code(thread, args[1]) || !event_set(thread, args[2], events)) return error_set;
  if (events < 0 || events >= 1 << local_monitor_events) return raise_value_error(thread, "invalid local event set 0x{:x}", static_cast<unsigned>(events));
  if (!check_in_use(thread, tool)) return error_set;
  auto& all = monitoring().local;
  CodeObject& code = as<CodeObject>(args[1]);
  Monitoring::Local& local = all[&code];
  local.code = Value(args[1]);
  local.events[tool] = static_cast<std::uint32_t>(events);
  bool any = false;
  for (std::uint32_t each : local.events) any = any || each;
  if (!any) all.erase(&code);
  update_monitored(thread);
  return none_value();
}
Value restart_events(Thread&, Ref, Args) {
  monitoring().disabled.clear();
  auto codes = std::exchange(monitoring().disabled_codes, {});
  return none_value();
}
Value list_events(Thread& thread, Ref, Args) {
  Value dict = make_dict(thread);
  for (int event = 0; event < monitor_events; ++event) {
    int tools = 0;
    for (int t = 0; t < monitor_tools; ++t) tools |= static_cast<int>(monitoring().events[t] >> event & 1) << t;
    if (tools && !dict_set(thread, as<Dict>(dict), monitor_event_name(event), Value::small(tools))) return error_set;
  }
  return dict;
}

constexpr Method rows[] = {
    {"_all_events()", list_events},
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
  Value owner = create_native_module(thread, spec), events = make_dict(thread);
  if (!owner) return false;
  Module& module = as<Module>(owner);
  for (int event = 0; event < monitor_events; ++event)
    if (!dict_set(thread, as<Dict>(events), monitor_event_name(event), Value::small(std::int64_t{1} << event))) return false;
  if (!dict_set(thread, as<Dict>(events), "NO_EVENTS", Value::small(0))) return false;
  struct Marker { const char* name; Value* place; };
  for (auto [name, place] : {Marker{"DISABLE", &monitoring().disable}, Marker{"MISSING", &monitoring().missing}}) {
    Instance* marker = allocate<Instance>(thread.rt.types.object);
    track(marker);
    *place = own(marker);
    if (!module_add(thread, module, name, *place)) return false;
  }
  struct Id { const char* name; int id; };
  for (auto [name, id] : {Id{"DEBUGGER_ID", 0}, Id{"COVERAGE_ID", 1}, Id{"PROFILER_ID", 2}, Id{"OPTIMIZER_ID", 5}})
    if (!module_add(thread, module, name, Value::small(id))) return false;
  return module_add(thread, module, "events", make_simple_namespace(thread, events)) && module_add(thread, sys, "monitoring", owner);
}

}  // namespace xvm
