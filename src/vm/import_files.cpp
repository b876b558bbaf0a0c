// Finding and loading modules in folders: sources with a cache beside them, and .pyc files alone.
#include <sys/stat.h>

#include <cstdio>
#include <cstring>

#include "objects/code.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "pyc/pyc.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/import_system.h"

namespace xvm {

namespace {

bool has_cache_folder(const Release& r) { return r.since(3, 2); }
bool has_namespace_packages(const Release& r) { return r.since(3, 3); }
bool has_hash_files(const Release& r) { return r.since(3, 7); }

bool is_folder(const std::string& path) {
  struct stat status;
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}
bool is_file(const std::string& path, struct stat* out = nullptr) {
  struct stat status;
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
  if (out) *out = status;
  return true;
}

bool read_file(const std::string& path, std::string& out, std::size_t most = static_cast<std::size_t>(-1)) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (!file) return false;
  char block[65536];
  while (out.size() < most) {
    std::size_t got = std::fread(block, 1, std::min(sizeof block, most - out.size()), file);
    if (got == 0) break;
    out.append(block, got);
  }
  bool ok = !std::ferror(file);
  std::fclose(file);
  return ok;
}

// Whether a .pyc was made from the source as it is now.
bool is_current(const Release& release, const std::string& pyc, const struct stat& source) {
  std::string head;
  if (!read_file(pyc, head, 16) || head.size() < release.header_bytes) return false;
  auto word = [&](std::size_t at) {
    std::uint32_t value;
    std::memcpy(&value, head.data() + at, 4);
    return value;
  };
  std::uint16_t magic;
  std::memcpy(&magic, head.data(), 2);
  if (magic != release.magic) return false;
  std::size_t at = 4;
  if (has_hash_files(release)) {
    if (word(4) & 1) return true;   // by hash: nothing here can recompute what it was made from
    at = 8;
  }
  if (word(at) != static_cast<std::uint32_t>(source.st_mtime)) return false;
  return release.header_bytes < 12 || word(at + 4) == static_cast<std::uint32_t>(source.st_size);
}

// A source and its cache, or a .pyc alone: `base` is the path without an ending.
bool find_file(Thread& thread, const std::string& folder, const std::string& name, FoundModule& found) {
  const Release& release = thread.rt.release;
  std::string base = folder + name;
  struct stat source;
  if (is_file(base + ".py", &source)) {
    found.file = base + ".py";
    found.has_source = true;
    std::string tag = std::to_string(release.version.major) + std::to_string(release.version.minor);
    std::vector<std::string> candidates;
    if (has_cache_folder(release)) {
      candidates.push_back(folder + "__pycache__/" + name + ".cpython-" + tag + ".pyc");
      candidates.push_back(folder + "__pycache__/" + name + "." + std::string(release.tag) + ".pyc");
    }
    candidates.push_back(base + ".pyc");
    for (const std::string& candidate : candidates)
      if (is_file(candidate) && is_current(release, candidate, source)) {
        found.pyc = candidate;
        return true;
      }
    found.refusal = "there is no compiled file for this source, and this xvm has no compiler";
    return true;
  }
  if (is_file(base + ".pyc")) {
    found.file = found.pyc = base + ".pyc";
    return true;
  }
  return false;
}

std::string with_slash(std::string_view folder) {
  std::string path(folder.empty() ? "." : folder);
  if (path.back() != '/') path += '/';
  return folder.empty() ? "" : path;
}

}  // namespace

bool find_in_folder(Thread& thread, std::string_view folder, std::string_view tail, FoundModule& found) {
  std::string path = with_slash(folder), name(tail);
  if (is_folder(path + name)) {
    std::string inside = path + name + "/";
    if (find_file(thread, inside, "__init__", found)) {
      found.is_package = true;
      found.directory = path + name;
      return true;
    }
  }
  if (find_file(thread, path, name, found)) return true;
  if (has_namespace_packages(thread.rt.release) && is_folder(path + name)) found.portions.push_back(path + name);
  return false;
}

void rename_code(Ref code, Ref from, Ref to) {
  CodeObject& c = as<CodeObject>(code);
  if (native_utf8(c.filename) != native_utf8(from)) return;
  c.filename = Value(to);
  for (const Value& constant : c.consts)
    if (is<CodeObject>(constant)) rename_code(constant, from, to);
}

Value load_pyc_bytes(Thread& thread, std::string_view name, const std::string& file, std::string_view bytes) {
  auto read = read_pyc({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, file);
  if (!read) return raise_import_error(thread, read.error(), name, file);
  std::shared_ptr<PycFile> pyc = std::move(*read);
  if (pyc->release->version.major != thread.rt.release.version.major)
    return raise_import_error(thread, fmt::format("{}: compiled by Python {}, which Python {} cannot load", file, pyc->release->tag, thread.rt.release.tag), name, file);
  return make_code(thread, std::shared_ptr<const Code>(pyc, pyc->top));
}

Value load_pyc_code(Thread& thread, std::string_view name, const std::string& file) {
  std::string bytes;
  if (!read_file(file, bytes)) return raise_import_error(thread, "cannot read " + file, name, file);
  return load_pyc_bytes(thread, name, file, bytes);
}

bool execute_file_module(Thread& thread, Module& module, std::string_view name, const FoundModule& found) {
  if (found.pyc.empty()) return raise_import_error(thread, fmt::format("cannot import {}: {}", found.file, found.refusal), name, found.file);
  Value code = load_pyc_code(thread, name, found.pyc);
  if (!code) return false;
  if (found.has_source) {
    Value from = as<CodeObject>(code).filename, to = native_str(thread, found.file);
    rename_code(code, from, to);
  }
  Ref self(&module);
  Value keep(self), globals = module.dict;
  Dict& dict = as<Dict>(globals);
  if (!dict_get_name(dict, thread.rt.names.builtins__)) {
    Ref builtins = thread.rt.python2() ? Ref(thread.rt.builtins) : Ref(thread.rt.builtins);
    if (!dict_set(thread, dict, thread.rt.names.builtins__, builtins)) return false;
  }
  return static_cast<bool>(run_code(thread, code, globals, {}));
}

ErrorSet raise_import_error(Thread& thread, std::string_view message, std::string_view name, std::string_view path, bool not_found) {
  Exceptions& exc = thread.rt.exc;
  Type* type = not_found && exc.ModuleNotFoundError ? exc.ModuleNotFoundError : exc.ImportError;
  if (thread.rt.python2()) return raise(thread, type, message);
  Value text = native_str(thread, message);
  Value made = new_exception(thread, type, {text.ref()});
  if (!made) return error_set;
  Exception& e = as<Exception>(made);
  if (thread.rt.release.since(3, 3)) {
    e.fields[exception_field::import_name] = native_str(thread, name);
    if (!path.empty()) e.fields[exception_field::import_path] = native_str(thread, path);
  }
  return raise_instance(thread, made);
}

}  // namespace xvm
