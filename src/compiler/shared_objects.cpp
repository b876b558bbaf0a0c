// Sharing of objects in a module that was just compiled, and its marshal bytes.
#include "compiler/shared_objects.h"

#include <algorithm>
#include <cstring>

#include "pyc/code.h"
#include "pyc/marshal_encode.h"
#include "pyc/marshal_types.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

using Role = SharedObjects::Role;

bool interned_names_last(const Release& r) { return r.since(3, 12); }
bool latin1_characters_are_interned(const Release& r) { return r.since(3, 13); }
bool inner_constants_are_interned(const Release& r) { return r.since(3, 7); }
bool constants_are_merged(const Release& r) { return r.since(3, 8); }        // over all code objects of a module
bool line_tables_are_merged(const Release& r) { return r.since(3, 10); }
bool file_names_are_interned(const Release& r) { return r.since(3, 13); }
bool bytecode_is_kept(const Release& r) { return r.since(3, 11); }             // once a program asked for co_code, as marshal does
bool qualified_names_are_own(const Release& r) { return r.since(3, 11) && r.until(3, 12); }
bool qualified_names_are_interned(const Release& r) { return r.since(3, 13); }
// Names in angle brackets live as long as the interpreter; whether they are interned has changed.
bool module_name_is_interned(const Release& r) { return r.until(3, 10) || r.since(3, 13); }
bool comprehension_names_are_interned(const Release& r) { return (r.since(3, 8) && r.until(3, 10)) || r.since(3, 13); }

constexpr std::int64_t smallest_cached = -5, largest_cached = 256;
constexpr std::uint8_t mark = 0x80;

bool name_like(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}
bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}
bool is_latin1_character(std::string_view utf8) {
  return utf8.size() == 1 || (utf8.size() == 2 && (static_cast<unsigned char>(utf8[0]) == 0xc2 || static_cast<unsigned char>(utf8[0]) == 0xc3));
}

bool is_bracketed(std::string_view text) { return text.starts_with('<') && text.ends_with('>'); }

Role item_role(Role of_tuple) { return of_tuple == Role::Constant ? Role::InnerConstant : of_tuple; }

}  // namespace

SharedObjects::SharedObjects(const Code& top) : pool_(*top.pool), release_(*top.release) {
  std::uint32_t whole = object(top.id, Role::Plain);
  objects_[whole].uses = 2;   // the importer holds it, too
  use_code(top);
}

bool SharedObjects::interned(ConstantId id, Role role) const {
  if (pool_.kind(id) != ConstantKind::Text) return false;
  std::string_view text = pool_.bytes(id);
  if (role == Role::Name && is_bracketed(text)) return text == "<module>" || text == "<lambda>" ? module_name_is_interned(release_) : comprehension_names_are_interned(release_);
  if (role == Role::Name) return true;
  if (latin1_characters_are_interned(release_) && (text.empty() || is_latin1_character(text))) return true;
  if (role == Role::InnerConstant && text == "*") return true;   // of a star import
  return (role == Role::Constant || (role == Role::InnerConstant && inner_constants_are_interned(release_))) && name_like(text);
}

std::uint32_t SharedObjects::number(std::string key, bool lasting) {
  auto [entry, fresh] = numbers_.try_emplace(std::move(key), static_cast<std::uint32_t>(objects_.size()));
  if (fresh) objects_.push_back({0, lasting});
  return entry->second;
}

std::uint32_t SharedObjects::object(ConstantId id, Role role) {
  bool lasting = false;
  std::string key = key_of(id, role, lasting);
  return number(std::move(key), lasting);
}

std::string SharedObjects::key_of(ConstantId id, Role role, bool& lasting) {
  const Constant& node = pool_[id];
  std::string own = "#" + std::to_string(std::size_t(id));
  bool merged = constants_are_merged(release_) && role != Role::Plain;
  switch (node.kind) {
    case ConstantKind::Int:
      if (node.integer >= smallest_cached && node.integer <= largest_cached) return lasting = true, "i" + std::to_string(node.integer);
      return merged ? "i" + std::to_string(node.integer) : own;
    case ConstantKind::Text: {
      std::string text(pool_.bytes(id));
      if (role == Role::Name && is_bracketed(text)) return lasting = true, "n" + text;
      if (interned(id, role)) {
        lasting = interned_names_last(release_) || text.empty() || is_latin1_character(text) || text.starts_with("__");
        return "n" + text;
      }
      if (text.empty() || is_latin1_character(text)) return lasting = true, "n" + text;
      return merged ? "s" + text : own;
    }
    case ConstantKind::Bytes: {
      std::string bytes(pool_.bytes(id));
      if (bytes.size() < 2) return lasting = true, "b" + bytes;
      return merged ? "b" + bytes : own;
    }
    case ConstantKind::Float:
    case ConstantKind::Complex: {
      if (!merged) return own;
      double parts[2] = {pool_.real(id), node.kind == ConstantKind::Complex ? pool_.imag(id) : 0.0};
      std::string key(node.kind == ConstantKind::Complex ? "y" : "g");
      return key.append(reinterpret_cast<const char*>(parts), sizeof parts);
    }
    case ConstantKind::Tuple: {
      if (node.count == 0) return lasting = true, "()";
      if (!merged) return own;
      std::string key = "(";
      for (ConstantId item : pool_.items(id)) key += std::to_string(object(item, item_role(role))) + ",";
      return key;
    }
    default: return own;
  }
}

void SharedObjects::use(ConstantId id, Role role) {
  const Constant& node = pool_[id];
  if (node.kind <= ConstantKind::StopIteration) {
    if (node.kind == ConstantKind::Null || node.kind == ConstantKind::None || node.kind == ConstantKind::True || node.kind == ConstantKind::False || node.kind == ConstantKind::Ellipsis) return;
  }
  Object& one = objects_[object(id, role)];
  if (one.uses++ > 0) return;   // what it holds, it holds once
  if (node.kind == ConstantKind::Code) return use_code(pool_.code(id));
  if (node.kind == ConstantKind::Tuple || node.kind == ConstantKind::FrozenSet)
    for (ConstantId item : pool_.items(id)) use(item, item_role(role));
}

// Not kept by the code object, and so an object of its own each time.
static bool is_made_anew(const CodeField& field) { return field.name == "co_localspluskinds"; }

// It loads its qualified name first, the very object.
static bool is_class_body(const Code& code) {
  std::span<const ConstantId> consts = code.consts();
  return !consts.empty() && code.pool->kind(consts[0]) == ConstantKind::Text && code.pool->bytes(consts[0]) == code.qualname();
}

// The role of a field's object and, for a tuple, of its items.
static Role role_of(const Release& release, const CodeField& field, const Code& code) {
  if (field.name == "co_consts") return Role::Constant;
  if (field.name == "co_filename") return file_names_are_interned(release) ? Role::Name : Role::Plain;
  if (field.name == "co_qualname" && qualified_names_are_own(release) && is_class_body(code)) return Role::Constant;
  if (field.name == "co_qualname") return qualified_names_are_interned(release) || code.name() == code.qualname() ? Role::Name : Role::Plain;
  if (field.type == FieldType::Names || field.type == FieldType::String) return Role::Name;
  if (field.name == "co_linetable" || field.name == "co_lnotab") return line_tables_are_merged(release) ? Role::Constant : Role::Plain;
  return Role::Plain;
}

void SharedObjects::use_code(const Code& code) {
  for (const CodeField& field : code_fields(release_)) {
    if (field.type == FieldType::Number) continue;
    ConstantId id = code.*field.object;
    if (is_made_anew(field)) continue;
    Role role = role_of(release_, field, code);
    if (field.name != "co_consts") {
      use(id, role);
      // Who compiles has the file's name, too.
      if (field.name == "co_filename" || (field.name == "co_code" && bytecode_is_kept(release_))) objects_[object(id, role)].lasting = true;
      continue;
    }
    Object& tuple = objects_[object(id, role)];
    if (tuple.uses++ == 0)
      for (ConstantId item : pool_.items(id)) use(item, Role::Constant);
  }
}

namespace {

class FreshWriter {
 public:
  FreshWriter(const Code& top, std::vector<std::uint8_t>& out) : shared_(top), pool_(*top.pool), release_(*top.release), out_(out) {}

  void put(ConstantId id, Role role, bool list_of_constants = false) {
    const Constant& node = pool_[id];
    if (node.kind < ConstantKind::Int) return encode_byte(out_, node.type_byte & 0x7f);
    if (marshal_numbers_strings(release_)) return put_numbered(id, node, role, list_of_constants);
    std::uint32_t object = shared_.object(id, role);
    std::uint8_t flag = 0;
    if (shared_.marked(object)) {
      auto [entry, fresh] = numbers_.try_emplace(object, static_cast<std::uint32_t>(numbers_.size()));
      if (!fresh) {
        encode_byte(out_, 'r');
        return encode_int32(out_, entry->second);
      }
      flag = mark;
    }
    content(id, node, role, flag, list_of_constants);
  }

 private:
  // 2.x: interned strings are numbered, and nothing else.
  void put_numbered(ConstantId id, const Constant& node, Role role, bool list_of_constants) {
    if (node.kind == ConstantKind::Code) return head('c', 0), code(pool_.code(id));
    if (node.kind == ConstantKind::Tuple) {
      head('(', 0);
      encode_int32(out_, node.count);
      for (ConstantId item : pool_.items(id)) put(item, list_of_constants ? Role::Constant : item_role(role));
      return;
    }
    std::string_view bytes = node.kind == ConstantKind::Bytes || node.kind == ConstantKind::Text ? pool_.bytes(id) : std::string_view();
    if (node.kind != ConstantKind::Bytes || !(node.type_byte == 't' || bytes.empty() || (role == Role::Constant && name_like(bytes)))) return plain_content(id, node, bytes);
    auto [entry, fresh] = strings_.try_emplace(std::string(bytes), static_cast<std::uint32_t>(strings_.size()));
    head(fresh ? 't' : 'R', 0);
    if (!fresh) return encode_int32(out_, entry->second);
    encode_int32(out_, static_cast<std::uint32_t>(bytes.size()));
    encode_bytes(out_, bytes);
  }
  void plain_content(ConstantId id, const Constant& node, std::string_view bytes) {
    if (node.kind != ConstantKind::Int && node.kind != ConstantKind::Text) return content(id, node, Role::Plain, 0, false);
    head(static_cast<char>(node.type_byte), 0);
    if (node.kind == ConstantKind::Text) {
      encode_int32(out_, static_cast<std::uint32_t>(bytes.size()));
      encode_bytes(out_, bytes);
    } else {
      node.type_byte == 'I' ? encode_int64(out_, static_cast<std::uint64_t>(node.integer)) : encode_int32(out_, static_cast<std::uint32_t>(node.integer));
    }
  }
  void head(char type, std::uint8_t flag) { encode_byte(out_, static_cast<std::uint8_t>(type) | flag); }
  void text(ConstantId id, Role role, std::uint8_t flag) {
    std::string_view content = pool_.bytes(id);
    bool interned = shared_.interned(id, role), is_short = content.size() < 256;
    char type = interned ? 't' : 'u';
    if (is_ascii(content)) type = interned ? (is_short ? 'Z' : 'A') : is_short ? 'z' : 'a';
    head(type, flag);
    encode_size(out_, static_cast<std::uint8_t>(type), content.size());
    encode_bytes(out_, content);
  }
  void code(const Code& code) {
    for (const CodeField& field : code_fields(release_)) {
      if (field.type == FieldType::Number) encode_int32(out_, static_cast<std::uint32_t>(code.*field.number));
      else if (is_made_anew(field) && !pool_.bytes(code.*field.object).empty()) content(code.*field.object, pool_[code.*field.object], Role::Plain, 0, false);
      else put(code.*field.object, role_of(release_, field, code), field.name == "co_consts");
    }
  }
  void content(ConstantId id, const Constant& node, Role role, std::uint8_t flag, bool list_of_constants) {
    switch (node.kind) {
      case ConstantKind::Int:
        head('i', flag);
        return encode_int32(out_, static_cast<std::uint32_t>(node.integer));
      case ConstantKind::Long:
        head('l', flag);
        encode_int32(out_, pool_.negative(id) ? 0 - node.count : node.count);
        for (std::uint32_t i = 0; i < node.count; ++i) encode_int16(out_, pool_.digit(id, i));
        return;
      case ConstantKind::Float: head('g', flag); return encode_double(out_, pool_.real(id));
      case ConstantKind::Complex:
        head('y', flag);
        encode_double(out_, pool_.real(id));
        return encode_double(out_, pool_.imag(id));
      case ConstantKind::Bytes:
        head('s', flag);
        encode_size(out_, 's', node.count);
        return encode_bytes(out_, pool_.bytes(id));
      case ConstantKind::Text: return text(id, role, flag);
      case ConstantKind::Code: head('c', flag); return code(pool_.code(id));
      default: break;
    }
    char type = node.kind == ConstantKind::FrozenSet ? '>' : node.count < 256 ? ')' : '(';
    head(type, flag);
    encode_size(out_, static_cast<std::uint8_t>(type), node.count);
    for (ConstantId item : pool_.items(id)) put(item, list_of_constants ? Role::Constant : item_role(role));
  }

  SharedObjects shared_;
  const ConstantPool& pool_;
  const Release& release_;
  std::vector<std::uint8_t>& out_;
  std::unordered_map<std::uint32_t, std::uint32_t> numbers_;
  std::unordered_map<std::string, std::uint32_t> strings_;   // of 2.x
};

}  // namespace

void write_fresh_marshal(const Code& top, std::vector<std::uint8_t>& out) { FreshWriter(top, out).put(top.id, Role::Plain); }

}  // namespace xvm::compiler
