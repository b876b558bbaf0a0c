// Whether the fields of a code object are what their names say: checked once, so that nobody need ask again.
#include <fmt/format.h>

#include "pyc/code.h"
#include "pyc/marshal.h"
#include "pyc/release.h"

namespace xvm {
namespace {

using Fault = std::optional<std::string>;

// Names, and what 2.x calls a string, are byte strings there.
ConstantKind string_kind(const Release& release) {
  return release.python2() ? ConstantKind::Bytes : ConstantKind::Text;
}

const char* described(ConstantKind kind, const Release& release) {
  switch (kind) {
    case ConstantKind::Null:
      return "a null";
    case ConstantKind::None:
      return "None";
    case ConstantKind::True:
      return "True";
    case ConstantKind::False:
      return "False";
    case ConstantKind::Ellipsis:
      return "Ellipsis";
    case ConstantKind::StopIteration:
      return "StopIteration";
    case ConstantKind::Int:
      return "an int";
    case ConstantKind::Long:
      return release.python2() ? "a long" : "an int";
    case ConstantKind::Float:
      return "a float";
    case ConstantKind::Complex:
      return "a complex number";
    case ConstantKind::Bytes:
      return release.python2() ? "a string" : "bytes";
    case ConstantKind::Text:
      return release.python2() ? "unicode" : "a string";
    case ConstantKind::Tuple:
      return "a tuple";
    case ConstantKind::List:
      return "a list";
    case ConstantKind::Dict:
      return "a dict";
    case ConstantKind::Set:
      return "a set";
    case ConstantKind::FrozenSet:
      return "a frozenset";
    case ConstantKind::Code:
      return "a code object";
  }
  return "";
}

const char* wanted(FieldType type, const Release& release) {
  switch (type) {
    case FieldType::Bytes:
      return release.python2() ? "a string" : "bytes";
    case FieldType::Tuple:
      return "a tuple";
    case FieldType::Names:
      return "a tuple of strings";
    default:
      return "a string";
  }
}

Fault check_object(const Code& code, const CodeField& field) {
  const Release& release = *code.release;
  const ConstantPool& pool = *code.pool;
  ConstantId id = code.*field.object;
  ConstantKind kind = pool.kind(id);
  bool right = field.type == FieldType::Bytes    ? kind == ConstantKind::Bytes
               : field.type == FieldType::String ? kind == string_kind(release)
                                                 : kind == ConstantKind::Tuple;
  if (!right) return fmt::format("{} is {}, not {}", field.name, described(kind, release), wanted(field.type, release));
  if (field.type != FieldType::Names) return std::nullopt;
  for (ConstantId item : pool.items(id))
    if (pool.kind(item) != string_kind(release))
      return fmt::format("{} is not a tuple of strings: it holds {}", field.name, described(pool.kind(item), release));
  return std::nullopt;
}

// Locals first, cells that are no parameters next, free variables last.
Fault check_kinds(const Code& code) {
  std::span<const std::uint8_t> kinds = code.localspluskinds();
  if (kinds.size() != code.localsplusnames().size())
    return fmt::format("co_localspluskinds has {} bytes for {} names in co_localsplusnames", kinds.size(),
                       code.localsplusnames().size());
  int group = 0;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    std::uint8_t kind = kinds[i];
    bool local = kind & local_kind::Local, cell = kind & local_kind::Cell, free = kind & local_kind::Free;
    bool known = (kind & ~(local_kind::Hidden | local_kind::Local | local_kind::Cell | local_kind::Free)) == 0;
    if (!known || !(local || cell || free) || (free && (local || cell)))
      return fmt::format("co_localspluskinds has {:#04x} at {}, which is no kind of variable", kind, i);
    int of = local ? 0 : cell ? 1 : 2;
    if (of < group)
      return fmt::format("co_localspluskinds is not in the order locals, cells, free variables (at {})", i);
    group = of;
  }
  return std::nullopt;
}

Fault check_counts(const Code& code) {
  for (const CodeField& field : code_fields(*code.release)) {
    bool is_count =
        field.type == FieldType::Number && field.number != &Code::flags && field.number != &Code::firstlineno;
    if (is_count && code.*field.number < 0) return fmt::format("{} is {}", field.name, code.*field.number);
  }
  std::size_t names = code.varnames().size();
  if (std::size_t(code.nlocals) != names)
    return fmt::format("co_nlocals is {}, but co_varnames has {} name{}", code.nlocals, names, names == 1 ? "" : "s");
  if (code.posonlyargcount > code.argcount)
    return fmt::format("co_posonlyargcount is {}, more than co_argcount, {}", code.posonlyargcount, code.argcount);
  std::int64_t parameters = std::int64_t(code.argcount) + code.kwonlyargcount +
                            ((code.flags & code_flag::VarArgs) != 0) + ((code.flags & code_flag::VarKeywords) != 0);
  if (parameters > code.nlocals)
    return fmt::format("{} parameters, but co_varnames has only {} name{}", parameters, names, names == 1 ? "" : "s");
  return std::nullopt;
}

Fault check(Code& code) {
  for (const CodeField& field : code_fields(*code.release))
    if (field.type != FieldType::Number)
      if (Fault fault = check_object(code, field)) return fault;
  if (code.localspluskinds_id != no_constant) {
    if (Fault fault = check_kinds(code)) return fault;
    code.derive_locals();
  }
  return check_counts(code);
}

}  // namespace

std::optional<std::string> check_code_objects(ConstantPool& pool) {
  for (Code& code : pool.codes())
    if (Fault fault = check(code)) return fmt::format("{}: {}", code.path(), *fault);
  return std::nullopt;
}

}  // namespace xvm
