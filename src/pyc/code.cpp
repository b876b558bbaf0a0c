// What is derived from a code object's stored fields.
#include "pyc/code.h"

#include <algorithm>

#include "base/printable.h"
#include "pyc/release.h"

namespace xvm {
namespace {

constexpr CodeField number(std::string_view name, std::int32_t Code::*member) {
  return {name, FieldType::Number, member, nullptr};
}
constexpr CodeField object(std::string_view name, FieldType type, ConstantId Code::*member) {
  return {name, type, nullptr, member};
}

constexpr CodeField argcount = number("co_argcount", &Code::argcount);
constexpr CodeField posonlyargcount = number("co_posonlyargcount", &Code::posonlyargcount);
constexpr CodeField kwonlyargcount = number("co_kwonlyargcount", &Code::kwonlyargcount);
constexpr CodeField nlocals = number("co_nlocals", &Code::nlocals);
constexpr CodeField stacksize = number("co_stacksize", &Code::stacksize);
constexpr CodeField flags = number("co_flags", &Code::flags);
constexpr CodeField firstlineno = number("co_firstlineno", &Code::firstlineno);
constexpr CodeField code = object("co_code", FieldType::Bytes, &Code::code_id);
constexpr CodeField consts = object("co_consts", FieldType::Tuple, &Code::consts_id);
constexpr CodeField names = object("co_names", FieldType::Names, &Code::names_id);
constexpr CodeField varnames = object("co_varnames", FieldType::Names, &Code::varnames_id);
constexpr CodeField freevars = object("co_freevars", FieldType::Names, &Code::freevars_id);
constexpr CodeField cellvars = object("co_cellvars", FieldType::Names, &Code::cellvars_id);
constexpr CodeField localsplusnames = object("co_localsplusnames", FieldType::Names, &Code::localsplusnames_id);
constexpr CodeField localspluskinds = object("co_localspluskinds", FieldType::Bytes, &Code::localspluskinds_id);
constexpr CodeField filename = object("co_filename", FieldType::String, &Code::filename_id);
constexpr CodeField name = object("co_name", FieldType::String, &Code::name_id);
constexpr CodeField qualname = object("co_qualname", FieldType::String, &Code::qualname_id);
constexpr CodeField lnotab = object("co_lnotab", FieldType::Bytes, &Code::linetable_id);
constexpr CodeField linetable = object("co_linetable", FieldType::Bytes, &Code::linetable_id);
constexpr CodeField exceptiontable = object("co_exceptiontable", FieldType::Bytes, &Code::exceptiontable_id);

constexpr CodeField fields_of_2[] = {argcount, nlocals,  stacksize, flags,    code, consts,      names,
                                     varnames, freevars, cellvars,  filename, name, firstlineno, lnotab};
constexpr CodeField fields_from_3_0[] = {argcount, kwonlyargcount, nlocals, stacksize,   flags,
                                         code,     consts,         names,   varnames,    freevars,
                                         cellvars, filename,       name,    firstlineno, lnotab};
constexpr CodeField fields_from_3_8[] = {
    argcount, posonlyargcount, kwonlyargcount, nlocals,  stacksize, flags, code,        consts,
    names,    varnames,        freevars,       cellvars, filename,  name,  firstlineno, lnotab};
constexpr CodeField fields_of_3_10[] = {
    argcount, posonlyargcount, kwonlyargcount, nlocals,  stacksize, flags, code,        consts,
    names,    varnames,        freevars,       cellvars, filename,  name,  firstlineno, linetable};
constexpr CodeField fields_from_3_11[] = {argcount, posonlyargcount, kwonlyargcount,  stacksize,       flags,    code,
                                          consts,   names,           localsplusnames, localspluskinds, filename, name,
                                          qualname, firstlineno,     linetable,       exceptiontable};

}  // namespace

std::span<const CodeField> code_fields(const Release& release) {
  if (release.python2()) return fields_of_2;
  if (release.until(3, 7)) return fields_from_3_0;
  if (release.until(3, 9)) return fields_from_3_8;
  if (release.until(3, 10)) return fields_of_3_10;
  return fields_from_3_11;
}

std::span<const std::uint8_t> Code::raw(ConstantId field) const {
  if (field == no_constant) return {};
  std::string_view content = pool->bytes(field);
  return {reinterpret_cast<const std::uint8_t*>(content.data()), content.size()};
}

std::span<const ConstantId> Code::localsplusnames() const {
  return localsplusnames_id == no_constant ? std::span<const ConstantId>() : pool->items(localsplusnames_id);
}

void Code::derive_locals() {
  std::span<const ConstantId> all = localsplusnames();
  std::span<const std::uint8_t> kinds = localspluskinds();
  derived_locals = true;
  for (std::size_t i = 0; i < std::min(all.size(), kinds.size()); ++i) {
    if (kinds[i] & local_kind::Local) locals_.push_back(all[i]);
    if (kinds[i] & local_kind::Cell) cells_.push_back(all[i]);
    if (kinds[i] & local_kind::Free) frees_.push_back(all[i]);
  }
  nlocals = std::int32_t(locals_.size());
}

std::string Code::path() const {
  constexpr std::size_t name_limit = 80;  // bytes a level: a hostile name cannot make messages long
  std::vector<const Code*> chain;
  for (const Code* at = this; at; at = at->outer) chain.push_back(at);
  std::string path;
  for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
    if (!path.empty()) path += '.';
    bool named = (*at)->name_id != no_constant && pool->kind((*at)->name_id) >= ConstantKind::Bytes &&
                 pool->kind((*at)->name_id) <= ConstantKind::Text;
    path += named ? printable((*at)->name(), name_limit) : "<unnamed>";
  }
  return path;
}

}  // namespace xvm
