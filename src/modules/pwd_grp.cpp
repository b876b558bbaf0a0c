// pwd and grp: the users and groups of the system.
#include <grp.h>
#include <pwd.h>

#include "modules/iterator_struct.h"
#include "modules/posix.h"
#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/codecs.h"
#include "objects/float.h"
#include "objects/struct_sequence.h"
#include "vm/argument_words.h"
#include "vm/warnings.h"

namespace xvm {

namespace {

bool reads_signed_ids(const Release& r) { return r.since(3, 3); }
bool quotes_names(const Release& r) { return r.since(3, 0); }
bool converts_group_ids(const Release& r) { return r.until(3, 9); }   // from anything that int() takes

struct { Type *user = nullptr, *group = nullptr; } made;

Value text_or_none(Thread& thread, const char* text) { return text ? path_text(thread, text) : none_value(); }

Value user_value(Thread& thread, const passwd& p) {
  std::vector<Value> values;
  values.push_back(text_or_none(thread, p.pw_name));
  values.push_back(text_or_none(thread, p.pw_passwd));
  values.push_back(make_int(thread, static_cast<std::int64_t>(p.pw_uid)));
  values.push_back(make_int(thread, static_cast<std::int64_t>(p.pw_gid)));
  values.push_back(text_or_none(thread, p.pw_gecos));
  values.push_back(text_or_none(thread, p.pw_dir));
  values.push_back(text_or_none(thread, p.pw_shell));
  return make_struct(thread, made.user, std::move(values));
}
Value group_value(Thread& thread, const group& g) {
  Value members = own(allocate_list(thread, 0));
  for (char** member = g.gr_mem; *member; ++member) list_append(as<List>(members), path_text(thread, *member));
  std::vector<Value> values;
  values.push_back(text_or_none(thread, g.gr_name));
  values.push_back(text_or_none(thread, g.gr_passwd));
  values.push_back(make_int(thread, static_cast<std::int64_t>(g.gr_gid)));
  values.push_back(std::move(members));
  return make_struct(thread, made.group, std::move(values));
}

// A name to look up: native str without zeros. Null with the error set.
bool name_argument(Thread& thread, Ref v, const char* function, std::string& out) {
  if (!is_native_str(thread, v)) {
    std::string_view wanted = thread.rt.python2() ? "string" : "str";
    const char* position = thread.rt.python2() ? " 1" : "";
    return raise_type_error(thread, "{}() argument{} must be {}, not {}", function, position, wanted, argument_type(thread, v));
  }
  if (is<Text>(v)) {
    Value bytes = encode_text(thread, v, "utf-8", "surrogateescape");
    if (!bytes) return false;
    out = as<Bytes>(bytes).view();
  } else {
    out = as<Bytes>(v).view();
  }
  if (out.find('\0') == out.npos) return true;
  if (thread.rt.python2()) return raise_type_error(thread, "{}() argument 1 must be string without null bytes, not str", function);
  return raise_value_error(thread, "embedded null byte");
}

// A user's or group's number; *known is false where no such number can be.
bool id_argument(Thread& thread, Ref v, const char* what, std::uint32_t& out, bool& known) {
  known = true;
  Value index;
  if (thread.rt.python2() || !reads_signed_ids(thread.rt.release)) {
    if (is_float(v)) return raise_type_error(thread, "integer argument expected, got float");
    if (!is_int(v)) return raise_type_error(thread, "an integer is required");
    index = Value(v);
  } else {
    if (!is_int(v) && !type_of(thread, v)->slots.as_index) return raise_type_error(thread, "{} should be integer, not {}", what, type_name(thread, v));
    index = as_index(thread, v);
    if (!index) return false;
  }
  std::int64_t number = 0;
  if (!int_fits(index, number) || number < -1 || number > 0xffffffffLL) known = false;
  out = static_cast<std::uint32_t>(number);
  return true;
}
ErrorSet no_id(Thread& thread, const char* words, Ref given, std::uint32_t id, bool known) {
  Type* type = thread.rt.exc.KeyError;
  if (!known && thread.rt.python2()) return raise(thread, type, words);
  return raise(thread, type, reads_signed_ids(thread.rt.release) && !thread.rt.python2() ? fmt::format("{}: {}", words, repr_utf8(thread, given)) : fmt::format("{}: {}", words, id));
}
ErrorSet no_name(Thread& thread, const char* words, Ref given) {
  return raise(thread, thread.rt.exc.KeyError, fmt::format("{}: {}", words, quotes_names(thread.rt.release) ? repr_utf8(thread, given) : native_utf8(given)));
}

Value user_named(Thread& thread, Ref, Args args) {
  std::string name;
  if (!name_argument(thread, args[0], "getpwnam", name)) return error_set;
  passwd* found = ::getpwnam(name.c_str());
  return found ? user_value(thread, *found) : Value(no_name(thread, "getpwnam(): name not found", args[0]));
}
Value user_numbered(Thread& thread, Ref, Args args) {
  std::uint32_t id = 0;
  bool known = true;
  if (!id_argument(thread, args[0], "uid", id, known)) return error_set;
  passwd* found = known ? ::getpwuid(id) : nullptr;
  return found ? user_value(thread, *found) : Value(no_id(thread, "getpwuid(): uid not found", args[0], id, known));
}
Value all_users(Thread& thread, Ref, Args) {
  Value list = own(allocate_list(thread, 0));
  ::setpwent();
  while (passwd* p = ::getpwent()) list_append(as<List>(list), user_value(thread, *p));
  ::endpwent();
  return list;
}

Value group_named(Thread& thread, Ref, Args args) {
  std::string name;
  Value given(args[0]);
  if (thread.rt.python2()) {
    given = str(thread, given);
    if (!given) return given;
  } else if (!is<Text>(given)) {
    bool keyword = thread.rt.release.since(3, 8) && thread.rt.release.until(3, 12);
    return raise_type_error(thread, "getgrnam() argument {} must be str, not {}", keyword ? "'name'" : "1", argument_type(thread, given));
  }
  if (!name_argument(thread, given, "getgrnam", name)) return error_set;
  group* found = ::getgrnam(name.c_str());
  return found ? group_value(thread, *found) : Value(no_name(thread, "getgrnam(): name not found", given));
}
Value group_numbered(Thread& thread, Ref, Args args) {
  std::uint32_t id = 0;
  bool known = true;
  Value given(args[0]);
  if (!is_int(given) && converts_group_ids(thread.rt.release)) {
    given = call(thread, Ref(thread.rt.types.int_), given);
    if (!given) return given;
    if (thread.rt.release.since(3, 6) && !warn(thread, thread.rt.exc.DeprecationWarning, "group id must be int, not %.200")) return error_set;
  }
  if (!id_argument(thread, given, "gid", id, known)) return error_set;
  group* found = known ? ::getgrgid(id) : nullptr;
  return found ? group_value(thread, *found) : Value(no_id(thread, "getgrgid(): gid not found", given, id, known));
}
Value all_groups(Thread& thread, Ref, Args) {
  Value list = own(allocate_list(thread, 0));
  ::setgrent();
  while (group* g = ::getgrent()) list_append(as<List>(list), group_value(thread, *g));
  ::endgrent();
  return list;
}

constexpr Method user_rows[] = {{"getpwall()", all_users}, {"getpwnam(name, /)", user_named}, {"getpwuid(uid, /)", user_numbered}};
constexpr Method group_rows[] = {{"getgrall()", all_groups}, {"getgrgid(id)", group_numbered}, {"getgrnam(name)", group_named}};

bool fill_pwd(Thread& thread, Module& module) {
  made.user = make_struct_type(thread.rt, "pwd.struct_passwd", {"pw_name", "pw_passwd", "pw_uid", "pw_gid", "pw_gecos", "pw_dir", "pw_shell"}, 7, true);
  return module_add_type(thread, module, made.user) && (!thread.rt.in(until(3, 0)) || module_add(thread, module, "struct_pwent", Value(made.user)));
}
bool fill_grp(Thread& thread, Module& module) {
  made.group = make_struct_type(thread.rt, "grp.struct_group", {"gr_name", "gr_passwd", "gr_gid", "gr_mem"}, 4, true);
  return module_add_type(thread, module, made.group);
}

}  // namespace

extern const ModuleSpec pwd_module, grp_module;
const ModuleSpec pwd_module{.name = "pwd", .methods = user_rows, .fill = fill_pwd};
const ModuleSpec grp_module{.name = "grp", .methods = group_rows, .fill = fill_grp};

}  // namespace xvm
