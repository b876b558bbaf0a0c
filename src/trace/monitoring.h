// sys.monitoring (PEP 669): what tools want to be told, and telling them.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <unordered_map>

#include "vm/args.h"
#include "vm/value.h"
#include "vm/watch.h"

namespace xvm {

struct CodeObject;

enum class MonitorEvent : std::uint8_t {
  PyStart, PyResume, PyReturn, PyYield, Call, Line, Instruction, Jump, Branch, StopIteration,   // these can be local and disabled
  Raise, ExceptionHandled, PyUnwind, PyThrow, Reraise, CReturn, CRaise
};
inline constexpr int monitor_tools = 6, monitor_events = 17, local_monitor_events = 10;
constexpr std::uint32_t monitor_bit(MonitorEvent event) { return 1u << static_cast<int>(event); }
const char* monitor_event_name(int event);

struct Monitoring {
  struct Local {
    Value code;
    std::uint32_t events[monitor_tools] = {};
  };
  // A tool returned DISABLE for an event of one instruction.
  struct Place {
    const CodeObject* code;
    std::uint32_t instruction, event;
    bool operator==(const Place&) const = default;
  };
  struct PlaceHash {
    std::size_t operator()(const Place& p) const { return (reinterpret_cast<std::size_t>(p.code) >> 4) * 31 + p.instruction * 17 + p.event; }
  };
  Value names[monitor_tools], callbacks[monitor_tools][monitor_events];
  std::uint32_t events[monitor_tools] = {};
  std::unordered_map<const CodeObject*, Local> local;
  std::unordered_map<Place, std::uint8_t, PlaceHash> disabled;   // the tools
  std::unordered_map<const CodeObject*, Value> disabled_codes;   // kept, so that their addresses stay theirs
  Value disable, missing;
};

Monitoring& monitoring();
void stop_monitoring();
// After a change of events: whether the thread is monitored.
void update_monitored(Thread& thread);

// The hooks of watch.h for monitors; false with the error set. Those for an error keep it or replace it.
bool monitor_thrown(Thread& thread, Frame& frame);                   // a generator goes on with the error that is set
bool monitor_instruction(Thread& thread, Frame& frame);              // before it, with what the one before it leads to
bool monitor_left(Thread& thread, Frame& frame, Ref value);
bool monitor_error(Thread& thread, Frame& frame, MonitorEvent event, bool from_callee = false);
bool monitor_stop(Thread& thread, Frame& frame);        // the StopIteration that is set ends a loop or a yield from: raised there
bool monitor_exhausted(Thread& thread, Frame& frame);
Value monitor_native_call(Thread& thread, Frame& frame, Ref callable, Args args);

}  // namespace xvm
