// Finding and loading modules in folders: sources with a cache beside them, and .pyc files alone.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <ctime>

#include "compiler/pyc_bytes.h"
#include "objects/bytes.h"
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "base/hashing.h"
#include "pyc/magic.h"
#include "pyc/pyc.h"
#include "vm/compile_text.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/import_system.h"
#include "vm/limits.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/zip_archive.h"

namespace xvm {

namespace {

bool hashes_with_siphash13(const Release& r) { return r.since(3, 11); }

bool has_cache_folder(const Release& r) { return r.since(3, 2); }
bool has_namespace_packages(const Release& r) { return r.since(3, 3); }
bool has_hash_files(const Release& r) { return r.since(3, 7); }

bool is_folder(const std::string& path) {
  struct stat status;
  return may_open_files() && ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}
bool is_file(const std::string& path, struct stat* out = nullptr) {
  struct stat status;
  if (!may_open_files() || ::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
  if (out) *out = status;
  return true;
}

bool read_file(const std::string& path, std::string& out, std::size_t most = static_cast<std::size_t>(-1)) {
  std::FILE* file = may_open_files() ? std::fopen(path.c_str(), "rb") : nullptr;
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

std::uint32_t word(std::string_view bytes, std::size_t at) {
  std::uint32_t value;
  std::memcpy(&value, bytes.data() + at, 4);
  return value;
}

// What a source's .pyc must say: the time and size of the source, or its hash.
struct SourceState {
  std::int64_t mtime = 0, size = 0;
  std::int64_t slack = 0;                      // how many seconds off mtime may be
  const std::string* path = nullptr;           // to hash it
};

bool hash_agrees(const Release& release, std::string_view head, const SourceState& source) {
  std::string text;
  if (!source.path || !read_file(*source.path, text)) return false;
  std::uint64_t stored, made = source_hash(release, release.magic | 0x0a0d0000u, text);
  std::memcpy(&stored, head.data() + 8, 8);
  return stored == made;
}

// Whether a .pyc was made from the source as it is now, by a release of the same major line.
bool is_current(const Release& runs, std::string_view head, const SourceState& source) {
  if (head.size() < 8) return false;
  const Release* release = identify_magic(static_cast<std::uint16_t>(word(head, 0))).release;
  if (!release || release->version.major != runs.version.major || head.size() < release->header_bytes) return false;
  std::size_t at = 4;
  if (has_hash_files(*release)) {
    if (std::uint32_t flags = word(head, 4); flags & 1) return !(flags & 2) || hash_agrees(*release, head, source);
    at = 8;
  }
  std::int64_t off = static_cast<std::int64_t>(word(head, at)) - static_cast<std::int64_t>(static_cast<std::uint32_t>(source.mtime));
  if (off > source.slack || off < -source.slack) return false;
  return release->header_bytes < 12 || word(head, at + 4) == static_cast<std::uint32_t>(source.size);
}

bool is_current_file(const Release& release, const std::string& pyc, const std::string& path, const struct stat& status) {
  std::string head;
  return read_file(pyc, head, 16) && is_current(release, head, {status.st_mtime, status.st_size, 0, &path});
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
    const int optimize = thread.rt.settings.optimize;
    std::vector<std::string> candidates{compiler::cache_path(release, found.file, optimize)};
    if (optimize == 0 && has_cache_folder(release)) {
      candidates.push_back(folder + "__pycache__/" + name + ".cpython-" + tag + ".pyc");
      candidates.push_back(folder + "__pycache__/" + name + "." + std::string(release.tag) + ".pyc");
    }
    if (optimize == 0) candidates.push_back(base + ".pyc");
    for (const std::string& candidate : candidates)
      if (is_file(candidate) && is_current_file(release, candidate, found.file, source)) {
        found.pyc = candidate;
        return true;
      }
    if (has_cache_folder(release)) found.cache = candidates.front();
    return true;
  }
  if (is_file(base + ".pyc")) {
    found.file = found.pyc = base + ".pyc";
    return true;
  }
  return false;
}

// MS-DOS time as seconds, in local time as the archive was made.
std::int64_t dos_seconds(const ZipMember& member) {
  std::tm t{};
  t.tm_sec = (member.time & 0x1f) * 2;
  t.tm_min = member.time >> 5 & 0x3f;
  t.tm_hour = member.time >> 11 & 0x1f;
  t.tm_mday = member.date & 0x1f;
  t.tm_mon = (member.date >> 5 & 0x0f) - 1;
  t.tm_year = (member.date >> 9 & 0x7f) + 80;
  t.tm_isdst = -1;
  return std::mktime(&t);
}

// A module in an archive: `base` is the member's name without an ending.
bool find_member(Thread& thread, const std::shared_ptr<const ZipArchive>& archive, const std::string& base, FoundModule& found) {
  const ZipMember *pyc = archive->find(base + ".pyc"), *source = archive->find(base + ".py");
  if (!pyc && !source) return false;
  found.archive = archive;
  found.has_source = source != nullptr;
  if (pyc && source) {
    std::optional<std::string> bytes = archive->read(*pyc);
    if (!bytes || !is_current(thread.rt.release, *bytes, {dos_seconds(*source), static_cast<std::int64_t>(source->size), 1, nullptr})) pyc = nullptr;
  }
  found.file = archive->path() + "/" + base + (pyc ? ".pyc" : ".py");
  if (pyc) found.pyc = found.file, found.member = base + ".pyc";
  else found.member = base + ".py";
  return true;
}

bool find_in_archive(Thread& thread, const std::string& path, const std::string& inside, const std::string& name, FoundModule& found) {
  std::shared_ptr<const ZipArchive> archive = ZipArchive::open(path);
  if (!archive) return false;
  std::string base = inside.empty() ? name : inside + "/" + name;
  if (find_member(thread, archive, base + "/__init__", found)) {
    found.is_package = true;
    found.directory = path + "/" + base;
    return true;
  }
  if (find_member(thread, archive, base, found)) return true;
  if (has_namespace_packages(thread.rt.release) && archive->has_folder(base)) found.portions.push_back(path + "/" + base);
  return false;
}

std::string with_slash(std::string_view folder) {
  std::string path(folder.empty() ? "." : folder);
  if (path.back() != '/') path += '/';
  return folder.empty() ? "" : path;
}

}  // namespace

std::uint64_t source_hash(const Release& release, std::uint64_t key, std::string_view source) {
  return siphash(hashes_with_siphash13(release) ? StringHash::Sip13 : StringHash::Sip24, {key, 0}, source.data(), source.size());
}

bool find_in_folder(Thread& thread, std::string_view folder, std::string_view tail, FoundModule& found) {
  std::string path = with_slash(folder), name(tail), archive, inside;
  if (!folder.empty() && !is_folder(path)) return split_archive_path(folder, archive, inside) && find_in_archive(thread, archive, inside, name, found);
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

// "bad magic number" as the release's own importer words it.
static ErrorSet raise_bad_magic(Thread& thread, std::string_view name, const std::string& file, std::string_view bytes) {
  const Release& r = thread.rt.release;
  if (r.until(3, 2)) return raise_import_error(thread, fmt::format("Bad magic number in {}", file), name, file);
  Value shown = bytes_repr(thread, bytes.substr(0, 4), true);
  return raise_import_error(thread, fmt::format("bad magic number in '{}': {}", name, native_utf8(shown)), name, file);
}

Value load_pyc_bytes(Thread& thread, std::string_view name, const std::string& file, std::string_view bytes) {
  if (bytes.size() >= 4 && !identify_magic(static_cast<std::uint16_t>(word(bytes, 0))).release) return raise_bad_magic(thread, name, file, bytes);
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

// Whether what was compiled is kept: sys.dont_write_bytecode, or -B where the release has no such thing.
static bool keeps_bytecode(Thread& thread) {
  Value no(dict_get(thread, as<Dict>(thread.rt.sys_dict), "dont_write_bytecode"));
  if (!no) return !thread.rt.settings.dont_write_bytecode;
  return truth(thread, no) == 0;
}

// Writes a whole file or none: under a name of its own first. What cannot be written is left.
static void write_file(const std::string& path, const std::vector<std::uint8_t>& bytes, mode_t mode) {
  std::string fresh = fmt::format("{}.{}", path, ::getpid());
  int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (file < 0) return;
  std::size_t done = 0;
  while (done < bytes.size()) {
    ssize_t wrote = ::write(file, bytes.data() + done, bytes.size() - done);
    if (wrote <= 0) break;
    done += static_cast<std::size_t>(wrote);
  }
  bool whole = ::close(file) == 0 && done == bytes.size();
  if (!whole || ::rename(fresh.c_str(), path.c_str()) != 0) ::unlink(fresh.c_str());
}

// Compiles a source file and puts the .pyc where the release looks for it.
static Value compile_source_file(Thread& thread, std::string_view name, const std::string& file) {
  struct stat status;
  std::string source;
  if (!is_file(file, &status) || !read_file(file, source)) return raise_import_error(thread, "cannot read " + file, name, file);
  Value code = compile_module_text(thread, source, file);
  if (!code || !keeps_bytecode(thread)) return code;
  const Release& release = thread.rt.release;
  std::string path = compiler::cache_path(release, file, thread.rt.settings.optimize);
  if (has_cache_folder(release)) ::mkdir(path.substr(0, path.rfind('/')).c_str(), 0777);
  auto bytes = compiler::pyc_bytes(*as<CodeObject>(code).stored, static_cast<std::uint32_t>(status.st_mtime), static_cast<std::uint32_t>(source.size()));
  write_file(path, bytes, (status.st_mode & 0666) | 0200);
  return code;
}

Value load_found_code(Thread& thread, std::string_view name, const FoundModule& found) {
  if (found.archive) {
    const ZipMember* member = found.archive->find(found.member);
    std::optional<std::string> bytes = member ? found.archive->read(*member) : std::nullopt;
    if (!bytes) return raise_import_error(thread, fmt::format("cannot read {}", found.file), name, found.file);
    return found.pyc.empty() ? compile_module_text(thread, *bytes, found.file) : load_pyc_bytes(thread, name, found.pyc, *bytes);
  }
  if (found.pyc.empty()) return compile_source_file(thread, name, found.file);
  Value code = load_pyc_code(thread, name, found.pyc);
  if (code && found.has_source) {
    Value from = as<CodeObject>(code).filename, to = native_str(thread, found.file);
    rename_code(code, from, to);
  }
  return code;
}

bool execute_file_module(Thread& thread, Module& module, std::string_view name, const FoundModule& found) {
  Value code = load_found_code(thread, name, found);
  if (!code) return false;
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
