// Code objects from values: fields are gathered and checked in the release's words, stored as a .pyc would store them, and
// verified like any other code.
#include "objects/code_build.h"

#include <limits>
#include <memory>
#include <vector>

#include "objects/bytes.h"
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "pyc/code.h"
#include "pyc/lines.h"
#include "pyc/release.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"
#include "vm/signature.h"

namespace xvm {

namespace {

enum Field : std::uint8_t {
  Argcount, Posonly, Kwonly, Nlocals, Stacksize, Flags, Bytecode, Consts, Names, Varnames, Filename, Name, Qualname, FirstLine, LineTable,
  ExceptionTable, Freevars, Cellvars, FieldCount
};
enum class FieldKind : std::uint8_t { Number, Bytes, Tuple, Names, String };

struct FieldRow {
  Field field;
  const char* name;   // co_argcount, as replace() takes it
  FieldKind kind;
  Range releases = always;
};

// In the order of the constructor's arguments.
constexpr FieldRow field_rows[] = {
    {Argcount, "co_argcount", FieldKind::Number},
    {Posonly, "co_posonlyargcount", FieldKind::Number, since(3, 8)},
    {Kwonly, "co_kwonlyargcount", FieldKind::Number, py3},
    {Nlocals, "co_nlocals", FieldKind::Number},
    {Stacksize, "co_stacksize", FieldKind::Number},
    {Flags, "co_flags", FieldKind::Number},
    {Bytecode, "co_code", FieldKind::Bytes},
    {Consts, "co_consts", FieldKind::Tuple},
    {Names, "co_names", FieldKind::Names},
    {Varnames, "co_varnames", FieldKind::Names},
    {Filename, "co_filename", FieldKind::String},
    {Name, "co_name", FieldKind::String},
    {Qualname, "co_qualname", FieldKind::String, since(3, 11)},
    {FirstLine, "co_firstlineno", FieldKind::Number},
    {LineTable, "co_lnotab", FieldKind::Bytes, until(3, 9)},
    {LineTable, "co_linetable", FieldKind::Bytes, since(3, 10)},
    {ExceptionTable, "co_exceptiontable", FieldKind::Bytes, since(3, 11)},
    {Freevars, "co_freevars", FieldKind::Names},
    {Cellvars, "co_cellvars", FieldKind::Names},
};
constexpr std::size_t optional_fields = 2;   // the last two

bool has_localsplus(const Release& r) { return r.since(3, 11); }
bool counts_as_vectorcalls_do(const Release& r) { return r.since(3, 10); }
bool refuses_keywords(const Release& r) { return r.since(3, 10); }   // until then they were ignored
bool checks_sizes(const Release& r) { return r.since(3, 11); }

struct Parts {
  std::int32_t numbers[FieldCount] = {};
  Value values[FieldCount];
};

// ---- reading arguments

bool read_number(Thread& thread, Ref v, std::int32_t& out) {
  const Release& r = thread.rt.release;
  if (v.is_double() || !type_of(thread, v)->slots.as_index) {
    if (r.since(3, 10)) return raise_type_error(thread, "'{}' object cannot be interpreted as an integer", type_name(thread, v));
    if (v.is_double()) return raise_type_error(thread, "integer argument expected, got float");
    if (r.since(3, 0)) return raise_type_error(thread, "an integer is required (got type {})", type_name(thread, v));
    return raise_type_error(thread, "an integer is required");
  }
  std::int64_t n;
  if (!as_int64(thread, v, n)) return false;
  if (n > std::numeric_limits<std::int32_t>::max()) return raise_overflow(thread, r.python2() ? "signed integer is greater than maximum" : "Python int too large to convert to C int");
  if (n < std::numeric_limits<std::int32_t>::min()) return raise_overflow(thread, r.python2() ? "signed integer is less than minimum" : "Python int too large to convert to C int");
  out = static_cast<std::int32_t>(n);
  return true;
}

const char* kind_name(const Release& r, FieldKind kind) {
  switch (kind) {
    case FieldKind::Bytes: return r.python2() ? "string" : "bytes";
    case FieldKind::String: return r.python2() ? "string" : "str";
    default: return "tuple";
  }
}

bool has_kind(Thread& thread, Ref v, FieldKind kind) {
  if (kind == FieldKind::Bytes) return is<Bytes>(v);
  if (kind == FieldKind::String) return is_native_str(thread, v);
  return is<Tuple>(v);
}

// "code() argument 7" or "replace() argument 'co_code'".
bool read_field(Thread& thread, const FieldRow& row, Ref v, std::string_view place, Parts& parts) {
  if (row.kind == FieldKind::Number) return read_number(thread, v, parts.numbers[row.field]);
  if (!has_kind(thread, v, row.kind))
    return raise_type_error(thread, "{} must be {}, not {}", place, kind_name(thread.rt.release, row.kind), v.is_none() ? "None" : type_name(thread, v));
  parts.values[row.field] = v;
  return true;
}

bool check_names(Thread& thread, const Parts& parts, bool by_constructor) {
  for (Field field : {Names, Varnames, Freevars, Cellvars})
    for (const Value& name : as<Tuple>(parts.values[field])) {
      if (is_native_str(thread, name)) continue;
      if (by_constructor) return raise_type_error(thread, "name tuples must contain only strings, not '{}'", type_name(thread, name));
      return raise_system_error(thread, "non-string found in code slot");
    }
  return true;
}

// CPython's own checks, in its words; what they let pass is left to the verifier.
bool check_parts(Thread& thread, const Parts& parts) {
  const Release& r = thread.rt.release;
  const std::int32_t* n = parts.numbers;
  if (n[Posonly] > n[Argcount]) {
    int line = r.since(3, 13) ? 412 : r.since(3, 12) ? 354 : r.since(3, 11) ? 250 : 141;
    return raise_system_error(thread, fmt::format("Objects/codeobject.c:{}: bad argument to internal function", line));
  }
  std::size_t variables = as<Tuple>(parts.values[Varnames]).length;
  std::int64_t wanted = std::int64_t{n[Argcount]} + n[Kwonly] + ((n[Flags] & code_flag::VarArgs) != 0) + ((n[Flags] & code_flag::VarKeywords) != 0);
  if (checks_sizes(r)) {
    std::size_t bytes = as<Bytes>(parts.values[Bytecode]).length;
    if (bytes % 2) return raise_value_error(thread, "code: co_code is malformed");
    if (wanted > static_cast<std::int64_t>(variables)) return raise_value_error(thread, "code: co_varnames is too small");
    if (n[Nlocals] != static_cast<std::int64_t>(variables)) return raise_value_error(thread, "code: co_nlocals != len(co_varnames)");
  } else if (r.since(3, 0) && wanted > static_cast<std::int64_t>(variables)) {
    return raise_value_error(thread, "code: varnames is too small");
  }
  return true;
}

// ---- storing

class Storage {
 public:
  Storage(Thread& thread, ConstantPool& pool) : thread_(thread), pool_(pool) {}

  ConstantId bytes(Ref v) { return pool_.add_bytes(as<Bytes>(v).view()); }
  ConstantId string(Ref v) {
    return is<Text>(v) ? pool_.add_text(text_utf8(v)) : pool_.add_bytes(as<Bytes>(v).view());
  }
  ConstantId strings(const Tuple& names) {
    std::vector<ConstantId> ids;
    for (const Value& name : names) ids.push_back(string(name));
    return pool_.add_container('(', ids);
  }
  // What the verifier may ask of a constant: its kind, and the names in a tuple. Others are Ellipsis here; the values
  // themselves are given to make_code.
  ConstantId constant(Ref v) {
    if (v.is_none()) return ConstantPool::singleton(ConstantKind::None);
    if (is<Text>(v) || is<Bytes>(v)) return string(v);
    if (is<CodeObject>(v)) return pool_.add_code();
    if (!is<Tuple>(v)) return ConstantPool::singleton(ConstantKind::Ellipsis);
    std::vector<ConstantId> ids;
    for (const Value& item : as<Tuple>(v)) ids.push_back(is<Text>(item) || is<Bytes>(item) ? string(item) : ConstantPool::singleton(ConstantKind::Ellipsis));
    return pool_.add_container('(', ids);
  }

 private:
  Thread& thread_;
  ConstantPool& pool_;
};

void store_localsplus(Storage& storage, ConstantPool& pool, Code& code, const Parts& parts) {
  std::vector<ConstantId> names;
  std::string kinds;
  const Tuple &locals = as<Tuple>(parts.values[Varnames]), &cells = as<Tuple>(parts.values[Cellvars]);
  auto same = [](Ref a, Ref b) { return a == b || (is<Text>(a) && is<Text>(b) && text_equal(as<Text>(a), as<Text>(b))); };
  for (const Value& name : locals) {
    std::uint8_t kind = local_kind::Local;
    for (const Value& cell : cells)
      if (same(cell, name)) kind |= local_kind::Cell;
    names.push_back(storage.string(name));
    kinds.push_back(static_cast<char>(kind));
  }
  for (const Value& cell : cells) {
    bool is_local = false;
    for (const Value& name : locals) is_local = is_local || same(cell, name);
    if (is_local) continue;
    names.push_back(storage.string(cell));
    kinds.push_back(static_cast<char>(local_kind::Cell));
  }
  for (const Value& name : as<Tuple>(parts.values[Freevars])) {
    names.push_back(storage.string(name));
    kinds.push_back(static_cast<char>(local_kind::Free));
  }
  code.localsplusnames_id = pool.add_container('(', names);
  code.localspluskinds_id = pool.add_bytes(kinds);
}

Value build(Thread& thread, const Release& release, const Parts& parts) {
  auto pool = std::make_shared<ConstantPool>();
  Storage storage(thread, *pool);
  ConstantId id = pool->add_code();
  Code& code = pool->code(id);
  code.release = &release;
  code.pool = pool.get();
  code.id = id;
  code.argcount = parts.numbers[Argcount];
  code.posonlyargcount = parts.numbers[Posonly];
  code.kwonlyargcount = parts.numbers[Kwonly];
  code.nlocals = parts.numbers[Nlocals];
  code.stacksize = parts.numbers[Stacksize];
  code.flags = parts.numbers[Flags];
  code.firstlineno = parts.numbers[FirstLine];
  code.code_id = storage.bytes(parts.values[Bytecode]);
  std::vector<ConstantId> consts;
  for (const Value& v : as<Tuple>(parts.values[Consts])) consts.push_back(storage.constant(v));
  code.consts_id = pool->add_container('(', consts);
  code.names_id = storage.strings(as<Tuple>(parts.values[Names]));
  code.filename_id = storage.string(parts.values[Filename]);
  code.name_id = storage.string(parts.values[Name]);
  code.linetable_id = storage.bytes(parts.values[LineTable]);
  if (has_localsplus(release)) {
    code.qualname_id = storage.string(parts.values[Qualname]);
    code.exceptiontable_id = storage.bytes(parts.values[ExceptionTable]);
    store_localsplus(storage, *pool, code, parts);
    code.derive_locals();
  } else {
    code.varnames_id = storage.strings(as<Tuple>(parts.values[Varnames]));
    code.freevars_id = storage.strings(as<Tuple>(parts.values[Freevars]));
    code.cellvars_id = storage.strings(as<Tuple>(parts.values[Cellvars]));
  }
  return make_code(thread, std::shared_ptr<const Code>(pool, &code), parts.values[Consts]);
}

Parts parts_of(const CodeObject& code) {
  Parts parts;
  const std::uint32_t numbers[] = {code.argcount, code.posonly, code.kwonly, code.local_count, static_cast<std::uint32_t>(code.stored->stacksize), code.flags};
  for (std::size_t i = 0; i < std::size(numbers); ++i) parts.numbers[i] = static_cast<std::int32_t>(numbers[i]);
  parts.numbers[FirstLine] = static_cast<std::int32_t>(code.first_line);
  parts.values[Bytecode] = code.bytecode;
  parts.values[Consts] = code.consts_tuple;
  parts.values[Names] = code.names_tuple;
  parts.values[Varnames] = code.varnames;
  parts.values[Filename] = code.filename;
  parts.values[Name] = code.name;
  parts.values[Qualname] = code.qualname;
  parts.values[LineTable] = code.line_table;
  parts.values[ExceptionTable] = code.exception_table;
  parts.values[Freevars] = code.freevars;
  parts.values[Cellvars] = code.cellvars;
  return parts;
}

void emit_lines(std::string& table, std::int64_t bytes, std::int64_t lines) {
  auto emit = [&](std::int64_t b, std::int64_t l) { table.push_back(static_cast<char>(b)), table.push_back(static_cast<char>(l)); };
  for (; bytes > 255; bytes -= 255) emit(255, 0);
  for (; lines > 127; lines -= 127, bytes = 0) emit(bytes, 127);
  for (; lines < -128; lines += 128, bytes = 0) emit(bytes, -128);
  emit(bytes, lines);
}

}  // namespace

Value new_code(Thread& thread, Type*, Args args) {
  const Release& r = thread.rt.release;
  if (refuses_keywords(r) && !check_no_keywords(thread, "code", args)) return error_set;
  std::size_t most = 0;
  for (const FieldRow& row : field_rows) most += thread.rt.in(row.releases);
  std::size_t got = args.size(), least = most - optional_fields;
  if (got < least || got > most) {
    const char* bound = got < least ? "least" : "most";
    std::size_t limit = got < least ? least : most;
    if (counts_as_vectorcalls_do(r)) return raise_type_error(thread, "code expected at {} {} arguments, got {}", bound, limit, got);
    return raise_type_error(thread, "code() takes at {} {} arguments ({} given)", bound, limit, got);
  }
  Parts parts;
  parts.values[Freevars] = empty_tuple(thread);
  parts.values[Cellvars] = empty_tuple(thread);
  std::uint32_t i = 0;
  for (const FieldRow& row : field_rows) {
    if (!thread.rt.in(row.releases) || i == got) continue;
    if (!read_field(thread, row, args[i], fmt::format("code() argument {}", i + 1), parts)) return error_set;
    ++i;
  }
  for (Field field : {Argcount, Posonly, Kwonly, Nlocals})
    if (parts.numbers[field] < 0) {
      constexpr const char* names[] = {"argcount", "posonlyargcount", "kwonlyargcount", "nlocals"};
      return raise_value_error(thread, "code: {} must not be negative", names[field]);
    }
  if (!check_names(thread, parts, true) || !check_parts(thread, parts)) return error_set;
  return build(thread, r, parts);
}

Value replace_code(Thread& thread, Ref self, Args args) {
  const Release& r = thread.rt.release;
  if (args.size()) return raise_type_error(thread, "replace() takes no positional arguments");
  Parts parts = parts_of(as<CodeObject>(self));
  std::uint32_t given = args.keywords();
  std::vector<bool> known(given);
  for (const FieldRow& row : field_rows) {
    if (!thread.rt.in(row.releases)) continue;
    for (std::uint32_t k = 0; k < given; ++k) {
      if (!native_is(as<Tuple>(args.names)[k], row.name)) continue;
      known[k] = true;
      if (!read_field(thread, row, args.data[args.positional + k], fmt::format("replace() argument '{}'", row.name), parts)) return error_set;
    }
  }
  for (std::uint32_t k = 0; k < given; ++k) {
    if (known[k]) continue;
    std::string name = native_utf8(as<Tuple>(args.names)[k]);
    if (r.since(3, 13)) return raise_type_error(thread, "replace() got an unexpected keyword argument '{}'", name);
    return raise_type_error(thread, "'{}' is an invalid keyword argument for replace()", name);
  }
  for (const FieldRow& row : field_rows)
    if (row.kind == FieldKind::Number && thread.rt.in(row.releases) && parts.numbers[row.field] < 0)
      return raise_value_error(thread, "{} must be a positive integer", row.name);
  bool sizes_first = checks_sizes(r);
  if (sizes_first && !check_parts(thread, parts)) return error_set;
  if (!check_names(thread, parts, false)) return error_set;
  if (!sizes_first && !check_parts(thread, parts)) return error_set;
  return build(thread, *as<CodeObject>(self).release, parts);
}

Value varname_from_oparg(Thread& thread, Ref self, Args args) {
  int at;
  if (!as_c_int(thread, args[0], at)) return error_set;
  const CodeObject& code = as<CodeObject>(self);
  if (at < 0 || static_cast<std::size_t>(at) >= code.slot_names.size()) return raise(thread, thread.rt.exc.IndexError, "tuple index out of range");
  return code.slot_names[static_cast<std::size_t>(at)];
}

Value line_number_table(Thread& thread, const CodeObject& code) {
  LineTableView table = read_line_table(*code.stored);
  std::string made;
  std::int64_t line = code.first_line, at = 0;
  for (const LineRange& range : table.ranges) {
    if (range.line < 0 || range.line == line) continue;
    emit_lines(made, static_cast<std::int64_t>(range.start) - at, range.line - line);
    at = range.start;
    line = range.line;
  }
  return make_bytes(thread, made);
}

}  // namespace xvm
