// _opcode of 3.13: what opcode.py asks of each opcode.
#include <algorithm>
#include <span>

#include "bytecode/opcodes.h"
#include "compiler/stack_effect.h"
#include "modules/system_arguments.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"

namespace xvm {
namespace {

// Stretches of opcodes, first and last, of files' and of the compiler's own.
struct Stretch { std::int64_t first, last; };
using Stretches = std::span<const Stretch>;
constexpr Stretch with_arg[] = {{45, 118}, {149, 149}, {162, 206}, {208, 208}, {211, 211}, {220, 222}, {236, 236}, {240, 245}, {248, 253}, {256, 262}, {264, 267}},
                  with_const[] = {{83, 83}, {103, 103}, {240, 240}}, with_free[] = {{64, 64}, {84, 84}, {89, 89}, {94, 94}, {109, 109}},
                  with_jump[] = {{72, 72}, {77, 79}, {97, 100}, {104, 104}, {188, 190}, {256, 257}}, with_local[] = {{3, 3}, {65, 65}, {85, 88}, {110, 112}, {258, 258}, {267, 267}},
                  with_name[] = {{63, 63}, {66, 67}, {74, 75}, {82, 82}, {90, 93}, {108, 108}, {113, 114}, {192, 192}, {202, 202}, {205, 206}, {211, 211}, {259, 262}},
                  with_handler[] = {{264, 266}}, undefined[] = {{119, 148}, {223, 235}, {254, 255}};
constexpr std::int64_t opcodes_end = 268;

bool within(Stretches stretches, std::int64_t opcode) {
  return std::ranges::any_of(stretches, [&](Stretch s) { return opcode >= s.first && opcode <= s.last; });
}

bool is_defined(std::int64_t opcode) { return opcode >= 0 && opcode < opcodes_end && !within(undefined, opcode); }

template <const auto& stretches>
Value has(Thread& thread, Ref, Args args) {
  int opcode = 0;
  if (!as_c_int(thread, args[0], opcode)) return error_set;
  return Value::of(is_defined(opcode) && within(stretches, opcode));
}

Value is_valid(Thread& thread, Ref, Args args) {
  int opcode = 0;
  return as_c_int(thread, args[0], opcode) ? Value::of(is_defined(opcode)) : Value();
}

Value effect(Thread& thread, Ref, Args args) {
  int opcode = 0, oparg = 0;
  if (!as_c_int(thread, args[0], opcode)) return error_set;
  const OpcodeRow* row = opcode >= 0 && opcode < 256 ? opcodes_of(thread.rt.release).find(static_cast<std::uint8_t>(opcode)) : nullptr;
  if (args[1] && !args[1].is_none() && !as_c_int(thread, args[1], oparg)) return error_set;
  bool either = !args[2] || args[2].is_none();
  if (!either && !args[2].is_bool()) return raise_value_error(thread, "stack_effect: jump must be False, True or None");
  compiler::Opcode found = compiler::Opcode::Count;
  for (std::uint16_t i = 0; row && i < static_cast<std::uint16_t>(compiler::Opcode::Count); ++i)
    if (compiler::opcode_number(thread.rt.release, static_cast<compiler::Opcode>(i)) == opcode) found = static_cast<compiler::Opcode>(i);
  if (found == compiler::Opcode::Count) return raise_value_error(thread, "invalid opcode or oparg");
  int on = compiler::stack_effect(thread.rt.release, found, oparg, false), jumped = compiler::stack_effect(thread.rt.release, found, oparg, true);
  return make_int(thread, static_cast<std::int64_t>(either ? std::max(on, jumped) : args[2].is_true() ? jumped : on));
}

Value names_of(Thread& thread, const char* invalid, std::span<const std::string_view> names) {
  Value list = make_list(thread, nullptr, 0);
  if (names.empty() || !names[0].ends_with("INVALID")) list_append(as<List>(list), native_str(thread, invalid));
  for (std::string_view name : names) list_append(as<List>(list), native_str(thread, name));
  return list;
}
Value intrinsics_1(Thread& thread, Ref, Args) { return names_of(thread, "INTRINSIC_1_INVALID", opcodes_of(thread.rt.release).intrinsics_1); }
Value intrinsics_2(Thread& thread, Ref, Args) { return names_of(thread, "INTRINSIC_2_INVALID", opcodes_of(thread.rt.release).intrinsics_2); }

Value operators(Thread& thread, Ref, Args) {
  const OpcodeTable& table = opcodes_of(thread.rt.release);
  Value list = make_list(thread, nullptr, 0);
  for (std::size_t i = 0; i < table.operators.size() && i < table.symbols.size(); ++i) {
    Value name = native_str(thread, table.operators[i]), symbol = native_str(thread, table.symbols[i]), pair = make_tuple(thread, {name.ref(), symbol.ref()});
    if (!pair) return error_set;
    list_append(as<List>(list), std::move(pair));
  }
  return list;
}

Value no_statistics(Thread&, Ref, Args) { return none_value(); }
Value no_executor(Thread& thread, Ref, Args) { return raise(thread, thread.rt.exc.RuntimeError, "Executors are not available in this build"); }

constexpr Method rows[] = {
    {"get_executor($module, /, *, code, offset)", no_executor},
    {"get_intrinsic1_descs($module, /)", intrinsics_1},
    {"get_intrinsic2_descs($module, /)", intrinsics_2},
    {"get_nb_ops($module, /)", operators},
    {"get_specialization_stats($module, /)", no_statistics},
    {"has_arg($module, /, opcode)", has<with_arg>},
    {"has_const($module, /, opcode)", has<with_const>},
    {"has_exc($module, /, opcode)", has<with_handler>},
    {"has_free($module, /, opcode)", has<with_free>},
    {"has_jump($module, /, opcode)", has<with_jump>},
    {"has_local($module, /, opcode)", has<with_local>},
    {"has_name($module, /, opcode)", has<with_name>},
    {"is_valid($module, /, opcode)", is_valid},
    {"stack_effect($module, opcode, oparg=None, /, *, jump=None)", effect},
};

bool fill(Thread& thread, Module& module) { return module_add(thread, module, "ENABLE_SPECIALIZATION", Value::small(1)); }

}  // namespace

extern const ModuleSpec opcode_module;
const ModuleSpec opcode_module{.name = "_opcode", .methods = rows, .fill = fill, .releases = since(3, 13)};

}  // namespace xvm
