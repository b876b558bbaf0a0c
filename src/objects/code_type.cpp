// The type of code objects: co_* attributes, comparison, positions.
#include <algorithm>
#include <cmath>

#include "bytecode/decoded.h"
#include "objects/bytes.h"
#include "objects/code.h"
#include "objects/code_build.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "pyc/code.h"
#include "pyc/lines.h"
#include "pyc/release.h"
#include "vm/builtin_types.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"
#include "vm/warnings.h"

namespace xvm {

namespace {

template <Value CodeObject::*field>
Value get(Thread&, Ref self) { return as<CodeObject>(self).*field; }
template <std::uint32_t CodeObject::*field>
Value get_number(Thread& thread, Ref self) { return make_int(thread, as<CodeObject>(self).*field); }

// As stored, not as proved: what the compiler said.
Value get_stacksize(Thread& thread, Ref self) { return make_int(thread, as<CodeObject>(self).stored->stacksize); }

bool warns_of_lnotab(const Release& r) { return r.since(3, 12); }
Value get_lnotab(Thread& thread, Ref self) {
  if (warns_of_lnotab(thread.rt.release) && !warn(thread, thread.rt.exc.DeprecationWarning, "co_lnotab is deprecated, use co_lines instead.")) return error_set;
  return line_number_table(thread, as<CodeObject>(self));
}

Value code_repr(Thread& thread, Ref self) {
  const CodeObject& code = as<CodeObject>(self);
  std::string file = "\"" + native_utf8(code.filename) + "\"";
  return native_str(thread, fmt::format("<code object {} at {:#x}, file {}, line {}>", native_utf8(code.name), self.raw(), file, code.first_line));
}

bool merges_lines(const Release& r) { return r.until(3, 10) || r.since(3, 12); }   // of neighbouring entries

// (start, end, line) of each range of instructions with one line (PEP 626).
Value co_lines(Thread& thread, Ref self, Args) {
  const CodeObject& code = as<CodeObject>(self);
  LineTableView table = read_line_table(*code.stored);
  Value list = own(allocate_list(thread, 0));
  for (std::size_t i = 0; i < table.ranges.size();) {
    std::size_t end = i + 1;
    while (merges_lines(thread.rt.release) && end < table.ranges.size() && table.ranges[end].line == table.ranges[i].line) ++end;
    Value start = make_int(thread, table.ranges[i].start), stop = make_int(thread, table.ranges[end - 1].end);
    Value line = table.ranges[i].line < 0 ? none_value() : make_int(thread, table.ranges[i].line);
    list_append(as<List>(list), make_tuple(thread, {start, stop, line}));
    i = end;
  }
  return iterate(thread, list);
}

// (line, end line, column, end column) of each code unit (PEP 657).
Value co_positions(Thread& thread, Ref self, Args) {
  const CodeObject& code = as<CodeObject>(self);
  LineTableView table = read_line_table(*code.stored);
  Value list = own(allocate_list(thread, 0));
  auto number = [&](std::int32_t n) { return n < 0 ? none_value() : make_int(thread, n); };
  for (const LineRange& range : table.ranges)
    for (std::uint32_t at = range.start; at < range.end; at += 2) {
      Value line = number(range.line), end_line = number(range.end_line), column = number(range.column), end_column = number(range.end_column);
      list_append(as<List>(list), make_tuple(thread, {line, end_line, column, end_column}));
    }
  return iterate(thread, list);
}

std::int64_t identity(const CodeObject& code) { return static_cast<std::int64_t>(code.argcount) << 32 ^ code.first_line; }

bool compares_tables(const Release& r) { return r.since(3, 11); }
bool same_tables(const Code& a, const Code& b) { return std::ranges::equal(a.linetable(), b.linetable()) && std::ranges::equal(a.exceptiontable(), b.exceptiontable()); }

// Constants are the same only where their types are: 1, 1.0 and True are three (2.7 and 3.5 on).
bool tells_constants_by_type(const Release& r) { return r.python2() ? r.since(2, 7) : r.since(3, 5); }
int same_constants(Thread& thread, Ref a, Ref b) {
  if (type_of(thread, a) != type_of(thread, b)) return 0;
  if (is<Tuple>(a)) {
    const Tuple &x = as<Tuple>(a), &y = as<Tuple>(b);
    if (x.length != y.length) return 0;
    for (std::size_t i = 0; i < x.length; ++i)
      if (int same = same_constants(thread, x[i], y[i]); same <= 0) return same;
    return 1;
  }
  if (is_float(a) && std::signbit(float_of(a)) != std::signbit(float_of(b))) return 0;
  return equal(thread, a, b);
}

Value code_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if (!is<CodeObject>(other) || (op != Compare::Eq && op != Compare::Ne)) return not_implemented_value();
  const CodeObject &a = as<CodeObject>(self), &b = as<CodeObject>(other);
  bool same = identity(a) == identity(b) && (!compares_tables(thread.rt.release) || same_tables(*a.stored, *b.stored)) && a.flags == b.flags && a.kwonly == b.kwonly && a.posonly == b.posonly;
  for (Value CodeObject::*field : {&CodeObject::name, &CodeObject::bytecode, &CodeObject::consts_tuple, &CodeObject::names_tuple, &CodeObject::varnames,
                                   &CodeObject::freevars, &CodeObject::cellvars}) {
    if (!same) break;
    bool constants = field == &CodeObject::consts_tuple && tells_constants_by_type(thread.rt.release);
    int fits = constants ? same_constants(thread, a.*field, b.*field) : equal(thread, a.*field, b.*field);
    if (fits < 0) return error_set;
    same = fits;
  }
  return Value::of(same == (op == Compare::Eq));
}

int code_three_way(Thread& thread, Ref self, Ref other) {
  Value same = code_compare(thread, self, other, Compare::Eq);
  if (!same) return -2;
  return same.is_true() ? 0 : self.raw() < other.raw() ? -1 : 1;
}

bool code_hash(Thread& thread, Ref self, std::int64_t& hash) {
  const CodeObject& code = as<CodeObject>(self);
  std::int64_t of_name = 0, of_bytes = 0;
  if (!hash_of(thread, code.name, of_name) || !hash_of(thread, code.bytecode, of_bytes)) return false;
  hash = of_name ^ of_bytes ^ identity(code);
  if (hash == -1) hash = -2;
  return true;
}

constexpr GetSetRow getset[] = {
    {"co_argcount", get_number<&CodeObject::argcount>, readonly_member},
    {"co_cellvars", get<&CodeObject::cellvars>, readonly_member, until(3, 10)},
    {"co_cellvars", get<&CodeObject::cellvars>, nullptr, since(3, 11)},
    {"co_code", get<&CodeObject::bytecode>, readonly_member, until(3, 10)},
    {"co_code", get<&CodeObject::bytecode>, nullptr, since(3, 11)},
    {"co_consts", get<&CodeObject::consts_tuple>, readonly_member},
    {"co_exceptiontable", get<&CodeObject::exception_table>, readonly_member, since(3, 11)},
    {"co_filename", get<&CodeObject::filename>, readonly_member},
    {"co_firstlineno", get_number<&CodeObject::first_line>, readonly_member},
    {"co_flags", get_number<&CodeObject::flags>, readonly_member},
    {"co_freevars", get<&CodeObject::freevars>, readonly_member, until(3, 10)},
    {"co_freevars", get<&CodeObject::freevars>, nullptr, since(3, 11)},
    {"co_kwonlyargcount", get_number<&CodeObject::kwonly>, readonly_member, py3},
    {"co_linetable", get<&CodeObject::line_table>, readonly_member, since(3, 10)},
    {"co_lnotab", get<&CodeObject::line_table>, readonly_member, until(3, 9)},
    {"co_lnotab", get_lnotab, nullptr, since(3, 10)},
    {"_co_code_adaptive", get<&CodeObject::bytecode>, nullptr, since(3, 11)},
    {"co_name", get<&CodeObject::name>, readonly_member},
    {"co_names", get<&CodeObject::names_tuple>, readonly_member},
    {"co_nlocals", get_number<&CodeObject::local_count>, readonly_member},
    {"co_posonlyargcount", get_number<&CodeObject::posonly>, readonly_member, since(3, 8)},
    {"co_qualname", get<&CodeObject::qualname>, readonly_member, since(3, 11)},
    {"co_stacksize", get_stacksize, readonly_member},
    {"co_varnames", get<&CodeObject::varnames>, readonly_member, until(3, 10)},
    {"co_varnames", get<&CodeObject::varnames>, nullptr, since(3, 11)},
};
constexpr Method methods[] = {
    {"__replace__(self, /, **changes)", replace_code, since(3, 13), Method::Raw},
    {"_varname_from_oparg(self, oparg)", varname_from_oparg, since(3, 11)},
    {"co_lines(self)", co_lines, since(3, 10)},
    {"co_positions(self)", co_positions, since(3, 11)},
    {"replace(self, /, **changes)", replace_code, since(3, 8), Method::Raw},
};

void fill(Slots& slots, Runtime& rt) {
  slots.repr = code_repr;
  slots.make = new_code;
  if (!rt.in(until(2, 5))) slots.compare = code_compare;
  if (rt.python2()) slots.three_way = code_three_way;
  slots.hash = code_hash;
}

const TypeSpec spec{.name = "code", .layout = layout_of<CodeObject>, .flags = HasWeakrefs, .methods = methods, .getset = getset, .fill = fill};

}  // namespace

void make_code_types(Runtime& runtime) { runtime.types.code = make_builtin_type(runtime, spec); }

}  // namespace xvm
