// zipimport: modules from archives.
#include "modules/zipimport.h"

#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/at_end.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/import_system.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/signature.h"
#include "vm/zip_archive.h"

namespace xvm {

namespace {

struct Made {   // of the running runtime
  Runtime* runtime = nullptr;
  Type* importer = nullptr;
  Value error, directories;
};
Made& made = *new Made;   // never destroyed: what it holds may be gone before

[[maybe_unused]] const bool forgets_types = at_runtime_end([] {
  Value error = std::move(made.error), directories = std::move(made.directories);
  made = {};
});

bool ends_archive_with_slash(const Release& r) { return r.since(3, 8); }   // in repr(): "lib.zip/"
bool has_cached(const Release& r) { return r.since(3, 3); }
bool quotes_names(const Release& r) { return r.since(3, 3); }

bool errors_have_paths(const Release& r) { return r.since(3, 8); }

ErrorSet raise_zip(Thread& thread, std::string_view message, std::string_view name, std::string_view path = {}) {
  raise_import_error(thread, message, name);
  if (thread.error.value && is_subtype(&as<Type>(made.error), thread.rt.exc.ImportError)) {
    Value text = native_str(thread, message), exception = call(thread, made.error, text);
    if (!exception) return error_set;
    Value key = native_intern(thread, path.empty() ? "name" : "path"), value = native_str(thread, path.empty() ? name : path);
    thread.clear_error();
    if (errors_have_paths(thread.rt.release) && !(name.empty() && path.empty()) && !set_attribute(thread, exception, key, value)) thread.clear_error();
    return raise_instance(thread, exception);
  }
  return error_set;
}
ErrorSet raise_missing(Thread& thread, std::string_view name) {
  return raise_zip(thread, quotes_names(thread.rt.release) ? fmt::format("can't find module '{}'", name) : fmt::format("can't find module '{}'", name), name);
}
ErrorSet raise_zip_file(Thread& thread, std::string_view what, Ref path) {
  std::string shown = thread.rt.release.since(3, 3) ? repr_utf8(thread, path) : fmt::format("{}", native_utf8(path));
  return raise_zip(thread, thread.rt.release.since(3, 3) ? fmt::format("{}: {}", what, shown) : std::string(what), "", native_utf8(path));
}

Value get_files(Thread& thread, Ref self);

Value importer_make(Thread& thread, Type* type, Args args) {
  Bound<1> a(thread, "zipimporter(path)", args);
  std::string path, archive, inside;
  if (!a || !path_argument(thread, a[0], path)) return error_set;
  if (path.empty()) return raise_zip(thread, "archive path is empty", "");
  if (!split_archive_path(path, archive, inside)) return raise_zip(thread, "not a Zip file", "");
  std::string why = "not a Zip file";
  std::shared_ptr<const ZipArchive> opened = ZipArchive::open(archive, &why);
  if (!opened) return raise_zip_file(thread, why, a[0]);
  ZipImporter* importer = allocate<ZipImporter>(type);
  importer->archive = std::move(opened);
  importer->path = std::move(archive);
  while (inside.starts_with("/")) inside.erase(0, 1);
  importer->prefix = inside.empty() ? inside : inside + "/";
  Value owner = own(importer), name = path_text(thread, importer->path), files = get_files(thread, owner);
  return files && dict_set(thread, as<Dict>(made.directories), name, files) ? std::move(owner) : Value();
}

Value importer_repr(Thread& thread, Ref self) {
  const ZipImporter& z = as<ZipImporter>(self);
  std::string slash = z.prefix.empty() && !ends_archive_with_slash(thread.rt.release) ? "" : "/";
  return native_str(thread, fmt::format("<zipimporter object \"{}{}{}\">", z.path, slash, z.prefix));
}
Value get_archive(Thread& thread, Ref self) { return path_text(thread, as<ZipImporter>(self).path); }
Value get_prefix(Thread& thread, Ref self) { return path_text(thread, as<ZipImporter>(self).prefix); }
Value get_files(Thread& thread, Ref self) {
  const ZipImporter& z = as<ZipImporter>(self);
  Value files = make_dict(thread);
  for (const auto& [name, member] : z.archive->members()) {
    Value key = path_text(thread, name), full = path_text(thread, z.path + "/" + name);
    Value method = Value::small(member.method), packed = make_unsigned(thread, member.packed_size), size = make_unsigned(thread, member.size);
    Value offset = make_unsigned(thread, member.header_offset), time = Value::small(member.time), date = Value::small(member.date), crc = make_unsigned(thread, member.crc);
    Value row = make_tuple(thread, {full.ref(), method.ref(), packed.ref(), size.ref(), offset.ref(), time.ref(), date.ref(), crc.ref()});
    if (!dict_set(thread, as<Dict>(files), key, row)) return error_set;
  }
  return files;
}

bool find(Thread& thread, Ref self, Ref name, FoundModule& found, bool& there) {
  if (!is_native_str(thread, name) && !is<Text>(name)) return raise_type_error(thread, "module name must be str, not {}", type_name(thread, name));
  std::string text = native_utf8(name);
  there = find_in_folder(thread, as<ZipImporter>(self).folder(), std::string_view(text).substr(text.rfind('.') + 1), found);
  found.loader = Value(self);
  return true;
}
// The module a method was asked about; ZipImportError where there is none.
bool want(Thread& thread, Ref self, Ref name, FoundModule& found) {
  bool there = false;
  return find(thread, self, name, found, there) && (there || raise_missing(thread, native_utf8(name)));
}

Value importer_find_module(Thread& thread, Ref self, Args args) {
  FoundModule found;
  bool there = false;
  if (!find(thread, self, args[0], found, there)) return error_set;
  return there ? Value(self) : none_value();
}
Value importer_find_loader(Thread& thread, Ref self, Args args) {
  FoundModule found;
  bool there = false;
  if (!find(thread, self, args[0], found, there)) return error_set;
  Value portions = own(allocate_list(thread, 0));
  if (!there)
    for (const std::string& portion : found.portions) list_append(as<List>(portions), path_text(thread, portion));
  return make_tuple(thread, {there ? self : none, portions.ref()});
}
Value importer_find_spec(Thread& thread, Ref self, Args args) {
  FoundModule found;
  bool there = false;
  if (!find(thread, self, args[0], found, there)) return error_set;
  return there || !found.portions.empty() ? spec_of_found(thread, native_utf8(args[0]), found) : none_value();
}
Value importer_get_code(Thread& thread, Ref self, Args args) {
  FoundModule found;
  return want(thread, self, args[0], found) ? load_found_code(thread, native_utf8(args[0]), found) : Value();
}
Value importer_get_filename(Thread& thread, Ref self, Args args) {
  FoundModule found;
  return want(thread, self, args[0], found) ? path_text(thread, found.file) : Value();
}
Value importer_is_package(Thread& thread, Ref self, Args args) {
  FoundModule found;
  return want(thread, self, args[0], found) ? Value::of(found.is_package) : Value();
}
Value importer_get_source(Thread& thread, Ref self, Args args) {
  FoundModule found;
  if (!want(thread, self, args[0], found)) return error_set;
  if (!found.has_source) return none_value();
  std::string name = found.member.ends_with(".pyc") ? found.member.substr(0, found.member.size() - 1) : found.member;
  const ZipMember* member = found.archive->find(name);
  std::optional<std::string> text = member ? found.archive->read(*member) : std::nullopt;
  if (!text) return raise_zip(thread, "can't decompress data; zlib not available", "");
  return native_str(thread, *text);
}
Value importer_get_data(Thread& thread, Ref self, Args args) {
  const ZipImporter& z = as<ZipImporter>(self);
  std::string path;
  if (!path_argument(thread, args[0], path)) return error_set;
  std::string name = path.starts_with(z.path + "/") ? path.substr(z.path.size() + 1) : path;
  const ZipMember* member = z.archive->find(name);
  if (!member) {
    Value shown = path_text(thread, name);
    Value number = Value::small(0), text = native_str(thread, errors_have_paths(thread.rt.release) ? "" : "Error");
    Type* type = thread.rt.release.until(3, 2) ? thread.rt.exc.IOError : thread.rt.exc.OSError;
    Value error = new_exception(thread, type, {number.ref(), text.ref(), shown.ref()});
    return error ? Value(raise_instance(thread, error)) : Value();
  }
  std::optional<std::string> data = z.archive->read(*member);
  return data ? make_bytes(thread, *data) : Value(raise_zip(thread, "bad local file header", ""));
}
Value importer_load_module(Thread& thread, Ref self, Args args) {
  FoundModule found;
  if (!want(thread, self, args[0], found)) return error_set;
  std::string name = native_utf8(args[0]);
  Value key = native_intern(thread, name), keep(self);
  Ref there = dict_get(thread, as<Dict>(thread.rt.modules), key);
  Value owner = is<Module>(there) ? Value(there) : make_module(thread, name);
  if (!owner) return owner;
  Module& module = as<Module>(owner);
  if (!module_add(thread, module, "__loader__", keep) || !module_add(thread, module, "__file__", path_text(thread, found.file))) return error_set;
  if (has_cached(thread.rt.release) && !module_add(thread, module, "__cached__", none_value())) return error_set;
  if (found.is_package) {
    Value path = own(allocate_list(thread, 0));
    list_append(as<List>(path), path_text(thread, found.directory));
    if (!module_add(thread, module, "__path__", path)) return error_set;
  }
  if (!dict_set(thread, as<Dict>(thread.rt.modules), key, owner)) return error_set;
  if (!execute_file_module(thread, module, name, found)) {
    ErrorState saved = thread.take_error();
    Value removed;
    dict_delete(thread, as<Dict>(thread.rt.modules), key, &removed);
    thread.restore_error(std::move(saved));
    return error_set;
  }
  Ref now = dict_get(thread, as<Dict>(thread.rt.modules), key);
  return now ? Value(now) : std::move(owner);
}
Value importer_create_module(Thread&, Ref, Args) { return none_value(); }
Value importer_exec_module(Thread& thread, Ref self, Args args) {
  Value name = get_attribute(thread, args[0], thread.rt.names.name__);
  FoundModule found;
  if (!name || !want(thread, self, name, found)) return error_set;
  if (is<Module>(args[0])) return execute_file_module(thread, as<Module>(args[0]), native_utf8(name), found) ? none_value() : Value();
  Value code = load_found_code(thread, native_utf8(name), found), dict = code ? get_attribute(thread, args[0], thread.rt.names.dict__) : Value();
  return dict && run_code(thread, code, dict, {}) ? none_value() : Value();
}
Value importer_invalidate(Thread&, Ref self, Args) {
  ZipImporter& z = as<ZipImporter>(self);
  ZipArchive::forget(z.path);
  if (auto again = ZipArchive::open(z.path)) z.archive = std::move(again);
  return none_value();
}
Value importer_no_resources(Thread&, Ref, Args) { return none_value(); }

constexpr Method importer_methods[] = {
    {"_get_filename(self, fullname, /)", importer_get_filename, between(2, 6, 2, 6)},
    {"create_module(self, spec)", importer_create_module, since(3, 10)},
    {"exec_module(self, module)", importer_exec_module, since(3, 10)},
    {"find_loader(self, fullname, path=None)", importer_find_loader, between(3, 3, 3, 11)},
    {"find_module(self, fullname, path=None)", importer_find_module, until(3, 11)},
    {"find_spec(self, fullname, target=None)", importer_find_spec, since(3, 10)},
    {"get_code(self, fullname)", importer_get_code},
    {"get_data(self, pathname)", importer_get_data},
    {"get_filename(self, fullname)", importer_get_filename, since(2, 7)},
    {"get_resource_reader(self, fullname)", importer_no_resources, since(3, 7)},
    {"get_source(self, fullname)", importer_get_source},
    {"invalidate_caches(self)", importer_invalidate, since(3, 10)},
    {"is_package(self, fullname)", importer_is_package},
    {"load_module(self, fullname)", importer_load_module},
};
constexpr GetSetRow importer_getset[] = {{"_files", get_files}, {"archive", get_archive}, {"prefix", get_prefix}};

bool make_types(Thread& thread) {
  Runtime& rt = thread.rt;
  if (made.runtime == &rt) return true;
  static constexpr TypeSpec importer{.name = "zipimport.zipimporter", .layout = layout_of<ZipImporter>, .flags = BaseType, .methods = importer_methods, .getset = importer_getset,
                                     .fill = [](Slots& s, Runtime&) { s.make = importer_make, s.repr = importer_repr; }};
  made.importer = make_builtin_type(rt, importer);
  Value name = native_str(thread, "ZipImportError"), space = make_dict(thread), bases = make_tuple(thread, {Ref(rt.exc.ImportError)}), home = native_str(thread, "zipimport");
  if (!dict_set(thread, as<Dict>(space), rt.names.module__, home)) return false;
  made.error.take(), made.directories.take();   // what another runtime left is gone with it
  made.directories = make_dict(thread);
  made.error = call(thread, Ref(rt.types.type), name, bases, space);
  made.runtime = &rt;
  return static_cast<bool>(made.error);
}

bool fill(Thread& thread, Module& module) {
  return make_types(thread) && module_add(thread, module, "ZipImportError", made.error) && module_add(thread, module, "zipimporter", Value(Ref(made.importer))) &&
         module_add(thread, module, "_zip_directory_cache", made.directories);
}

}  // namespace

Type* zip_importer_type(Thread& thread) { return make_types(thread) ? made.importer : nullptr; }

extern const ModuleSpec zipimport_module;
const ModuleSpec zipimport_module{.name = "zipimport", .fill = fill};

}  // namespace xvm
