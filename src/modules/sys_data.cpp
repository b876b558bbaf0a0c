// The constants of sys: what a release says of itself and of the machine.
#include "modules/sys_data.h"

#include <gnu/libc-version.h>

#include <cfloat>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "objects/dict.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/set.h"
#include "objects/struct_sequence.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"

namespace xvm {

namespace {

bool branch_is_main(const Release& r) { return r.since(3, 10); }
bool version_is_struct(const Release& r) { return r.since(2, 7) && !(r.since(3, 0) && r.until(3, 0)); }

int micro_of(const Release& r) {
  std::string_view text = r.full_version;
  return std::atoi(std::string(text.substr(text.rfind('.') + 1)).c_str());
}

std::int64_t hexversion(const Release& r) { return r.version.major << 24 | r.version.minor << 16 | micro_of(r) << 8 | 0xf0; }

Value number(Thread& thread, std::int64_t i) { return make_int(thread, i); }
Value text(Thread& thread, std::string_view s) { return native_str(thread, s); }

// One field of a struct with the releases that have it.
struct Row {
  const char* name;
  Value value;
  Range releases = always;
};

Value struct_of(Thread& thread, const char* type_name, std::vector<Row> rows, bool constructible = true, std::size_t hidden = 0) {
  std::vector<const char*> names;
  std::vector<Value> values;
  for (Row& row : rows) {
    if (!thread.rt.in(row.releases)) continue;
    names.push_back(row.name);
    values.push_back(std::move(row.value));
  }
  std::size_t visible = names.size() - hidden;
  Type* type = make_struct_type(thread.rt, type_name, std::move(names), visible, constructible);
  return make_struct(thread, type, std::move(values));
}

Value version_info(Thread& thread) {
  const Release& r = thread.rt.release;
  Value major = number(thread, r.version.major), minor = number(thread, r.version.minor), micro = number(thread, micro_of(r)), level = text(thread, "final"), serial = number(thread, 0);
  if (!version_is_struct(r)) return make_tuple(thread, {major.ref(), minor.ref(), micro.ref(), level.ref(), serial.ref()});
  return struct_of(thread, "sys.version_info", {{"major", major}, {"minor", minor}, {"micro", micro}, {"releaselevel", level}, {"serial", serial}}, false);
}

constexpr std::int32_t default_int_digits = 4300;

Value flags(Thread& thread) {
  const Settings& s = thread.rt.settings;
  Value zero = number(thread, 0);
  auto flag = [&](bool set) { return number(thread, set); };
  Value randomization = number(thread, !s.hash_seed_zero ? 1 : 0);
  return struct_of(thread, "sys.flags",
                   {{"debug", zero}, {"py3k_warning", zero, py2}, {"division_warning", zero, until(3, 2)}, {"division_new", zero, py2}, {"inspect", flag(s.interactive)}, {"interactive", flag(s.interactive)},
                    {"optimize", number(thread, s.optimize)}, {"dont_write_bytecode", number(thread, s.dont_write_bytecode)}, {"no_user_site", flag(s.no_user_site)}, {"no_site", flag(s.no_site)},
                    {"ignore_environment", number(thread, s.ignore_environment)}, {"tabcheck", zero, until(3, 0)}, {"verbose", zero}, {"unicode", zero, until(3, 0)},
                    {"bytes_warning", zero}, {"quiet", flag(s.quiet), since(3, 2)}, {"hash_randomization", randomization, Range{}}, {"isolated", flag(s.isolated), since(3, 4)},
                    {"dev_mode", Value::of(s.dev_mode), since(3, 7)}, {"utf8_mode", flag(s.utf8_mode), since(3, 7)}, {"warn_default_encoding", zero, since(3, 10)}, {"safe_path", Value::of(s.safe_path), since(3, 11)},
                    {"int_max_str_digits", number(thread, thread.rt.release.since(3, 12) || s.int_max_str_digits != default_int_digits ? s.int_max_str_digits : -1), since(3, 7)}, {"gil", number(thread, 1), since(3, 13)}},
                   false, thread.rt.release.since(3, 13) ? 1 : 0);
}

// -X NAME and -X NAME=VALUE.
Value x_options(Thread& thread) {
  Value dict = make_dict(thread);
  for (const std::string& option : thread.rt.settings.x_options) {
    std::size_t equals = option.find('=');
    Value name = native_str(thread, option.substr(0, equals)), value = equals == option.npos ? Value(py_true) : native_str(thread, option.substr(equals + 1));
    if (!dict_set(thread, as<Dict>(dict), name, value)) return Value();
  }
  return dict;
}

Value warn_options(Thread& thread) {
  Value list = own(allocate_list(thread, 0));
  for (const std::string& option : thread.rt.settings.warn_options) list_append(as<List>(list), native_str(thread, option));
  return list;
}

Value float_info(Thread& thread) {
  return struct_of(thread, thread.rt.release.until(2, 6) ? "sys.floatinfo" : "sys.float_info",
                   {{"max", Value::of(DBL_MAX)}, {"max_exp", number(thread, DBL_MAX_EXP)}, {"max_10_exp", number(thread, DBL_MAX_10_EXP)}, {"min", Value::of(DBL_MIN)},
                    {"min_exp", number(thread, DBL_MIN_EXP)}, {"min_10_exp", number(thread, DBL_MIN_10_EXP)}, {"dig", number(thread, DBL_DIG)},
                    {"mant_dig", number(thread, DBL_MANT_DIG)}, {"epsilon", Value::of(DBL_EPSILON)}, {"radix", number(thread, FLT_RADIX)}, {"rounds", number(thread, 1)}});
}

Value int_info(Thread& thread, const char* name) {
  return struct_of(thread, name, {{"bits_per_digit", number(thread, 30)}, {"sizeof_digit", number(thread, 4)},
                                  {"default_max_str_digits", number(thread, 4300), since(3, 7)}, {"str_digits_check_threshold", number(thread, 640), since(3, 7)}});
}

Value hash_info(Thread& thread) {
  return struct_of(thread, "sys.hash_info",
                   {{"width", number(thread, 64)}, {"modulus", number(thread, (std::int64_t{1} << 61) - 1)}, {"inf", number(thread, 314159)}, {"nan", number(thread, 0)},
                    {"imag", number(thread, 1000003)}, {"algorithm", text(thread, thread.rt.release.since(3, 11) ? "siphash13" : "siphash24"), since(3, 4)},
                    {"hash_bits", number(thread, 64), since(3, 4)}, {"seed_bits", number(thread, 128), since(3, 4)}, {"cutoff", number(thread, 0), since(3, 4)}});
}

Value thread_info(Thread& thread) {
  return struct_of(thread, "sys.thread_info", {{"name", text(thread, "pthread")}, {"lock", text(thread, "semaphore")}, {"version", text(thread, std::string("NPTL ") + gnu_get_libc_version())}});
}

std::string cache_tag(const Release& r) { return "cpython-" + std::to_string(r.version.major) + std::to_string(r.version.minor); }

Value implementation(Thread& thread, Ref version) {
  const Release& r = thread.rt.release;
  Value dict = make_dict(thread);
  Dict& d = as<Dict>(dict);
  bool ok = dict_set(thread, d, "name", text(thread, "cpython")) && dict_set(thread, d, "cache_tag", text(thread, cache_tag(r))) && dict_set(thread, d, "version", version) &&
            dict_set(thread, d, "hexversion", number(thread, hexversion(r))) && dict_set(thread, d, "_multiarch", text(thread, "x86_64-linux-gnu"));
  return ok ? make_simple_namespace(thread, dict) : Value();
}

std::string version_text(const Release& r) {
  std::string compiler = "[GCC " + std::to_string(__GNUC__) + "." + std::to_string(__GNUC_MINOR__) + "." + std::to_string(__GNUC_PATCHLEVEL__) + "]";
  if (branch_is_main(r)) return std::string(r.full_version) + " (main, Jan  1 2020, 00:00:00) " + compiler;
  return std::string(r.full_version) + " (default, Jan  1 2020, 00:00:00) \n" + compiler;
}

constexpr const char* copyright =
    "Copyright (c) 2001-2024 Python Software Foundation.\nAll Rights Reserved.\n\nCopyright (c) 2000 BeOpen.com.\nAll Rights Reserved.\n\n"
    "Copyright (c) 1995-2001 Corporation for National Research Initiatives.\nAll Rights Reserved.\n\n"
    "Copyright (c) 1991-1995 Stichting Mathematisch Centrum, Amsterdam.\nAll Rights Reserved.";

Value builtin_names(Thread& thread) {
  Value list = own(allocate_list(thread, 0));
  for (const char* name : {"sys", thread.rt.python2() ? "__builtin__" : "builtins"}) list_append(as<List>(list), text(thread, name));
  for (const ModuleSpec* spec : native_modules())
    if (thread.rt.in(spec->releases) && !spec->fallback) list_append(as<List>(list), text(thread, spec->name));
  return list_sort(thread, as<List>(list), {}, false) ? list_to_tuple(thread, as<List>(list)) : Value();
}

Value arguments(Thread& thread, bool original) {
  Value list = own(allocate_list(thread, 0));
  const Settings& s = thread.rt.settings;
  if (original) list_append(as<List>(list), text(thread, s.executable.empty() ? "xvm" : s.executable));
  list_append(as<List>(list), text(thread, s.program));
  for (const std::string& argument : s.arguments) list_append(as<List>(list), text(thread, argument));
  return list;
}

Value name_triple(Thread& thread) {
  Value name = text(thread, "CPython"), empty = text(thread, "");
  return make_tuple(thread, {name.ref(), empty.ref(), empty.ref()});
}

}  // namespace

// -X pycache_prefix=FOLDER, which without a folder is none at all; else PYTHONPYCACHEPREFIX.
static Value pycache_prefix(Thread& thread) {
  constexpr std::string_view name = "pycache_prefix";
  std::optional<std::string_view> option;
  for (const std::string& given : thread.rt.settings.x_options)
    if (given == name || given.starts_with(std::string(name) + "=")) option = std::string_view(given).substr(std::min(given.size(), name.size() + 1));
  const char* variable = thread.rt.settings.ignore_environment ? nullptr : std::getenv("PYTHONPYCACHEPREFIX");
  std::string_view folder = option ? *option : variable ? variable : "";
  return folder.empty() ? none_value() : text(thread, std::string(folder));
}

bool add_sys_constants(Thread& thread, Module& sys) {
  const Release& r = thread.rt.release;
  const Settings& s = thread.rt.settings;
  Value version = version_info(thread);
  std::string prefix = s.prefix.empty() ? "/usr" : s.prefix;
  struct Entry { const char* name; Value value; Range releases = always; };
  Entry entries[] = {
      {"_base_executable", text(thread, s.executable), since(3, 8)},
      {"_framework", text(thread, ""), since(3, 7)},
      {"_git", name_triple(thread), between(2, 7, 2, 7)},
      {"_git", name_triple(thread), since(3, 5)},
      {"_home", none_value(), since(3, 3)},
      {"_mercurial", name_triple(thread), between(3, 1, 3, 4)},
      {"_stdlib_dir", s.stdlib.empty() ? none_value() : text(thread, s.stdlib), since(3, 11)},
      {"_xoptions", x_options(thread), since(3, 2)},
      {"abiflags", text(thread, r.until(3, 7) ? "m" : ""), since(3, 2)},
      {"api_version", number(thread, r.until(2, 5) ? 1013 : 1013)},
      {"argv", arguments(thread, false)},
      {"base_exec_prefix", text(thread, prefix), since(3, 3)},
      {"base_prefix", text(thread, prefix), since(3, 3)},
      {"builtin_module_names", builtin_names(thread)},
      {"byteorder", text(thread, "little")},
      {"copyright", text(thread, copyright)},
      {"dont_write_bytecode", Value::of(s.dont_write_bytecode), since(2, 6)},
      {"exec_prefix", text(thread, prefix)},
      {"executable", text(thread, s.executable)},
      {"flags", r.since(2, 6) ? flags(thread) : none_value(), since(2, 6)},
      {"float_info", r.since(2, 6) ? float_info(thread) : none_value(), since(2, 6)},
      {"float_repr_style", text(thread, "short"), between(2, 7, 2, 7)},
      {"float_repr_style", text(thread, "short"), since(3, 1)},
      {"hash_info", r.since(3, 2) ? hash_info(thread) : none_value(), since(3, 2)},
      {"hexversion", number(thread, hexversion(r))},
      {"implementation", r.since(3, 3) ? implementation(thread, version) : none_value(), since(3, 3)},
      {"int_info", r.since(3, 1) ? int_info(thread, "sys.int_info") : none_value(), since(3, 1)},
      {"long_info", r.python2() ? int_info(thread, "sys.long_info") : none_value(), between(2, 7, 2, 7)},
      {"maxint", number(thread, 0x7fffffffffffffff), py2},
      {"maxsize", number(thread, 0x7fffffffffffffff), since(2, 6)},
      {"maxunicode", number(thread, 0x10ffff)},
      {"orig_argv", arguments(thread, true), since(3, 10)},
      {"platform", text(thread, r.until(3, 2) ? "linux2" : "linux")},
      {"platlibdir", text(thread, "lib"), since(3, 9)},
      {"prefix", text(thread, prefix)},
      {"py3kwarning", Value::of(false), between(2, 6, 2, 7)},
      {"pycache_prefix", pycache_prefix(thread), since(3, 8)},
      {"stdlib_module_names", r.since(3, 10) ? stdlib_module_names(thread) : none_value(), since(3, 10)},
      {"subversion", name_triple(thread), until(3, 2)},
      {"thread_info", r.since(3, 3) ? thread_info(thread) : none_value(), since(3, 3)},
      {"version", text(thread, version_text(r))},
      {"version_info", version},
      {"warnoptions", warn_options(thread)},
  };
  for (Entry& entry : entries)
    if (thread.rt.in(entry.releases) && !module_add(thread, sys, entry.name, std::move(entry.value))) return false;
  return true;
}

}  // namespace xvm
