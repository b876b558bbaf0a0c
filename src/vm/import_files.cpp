// Finding and loading modules in folders: sources with a cache beside them, and .pyc files alone.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <ctime>

#include "compiler/pyc_bytes.h"
#include "modules/marshal.h"
#include "modules/system_arguments.h"
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
bool has_cache_prefix(const Release& r) { return r.since(3, 8); }
bool optimized_files_end_in_o(const Release& r) { return r.until(3, 4); }
bool importer_is_native(const Release& r) { return r.until(3, 2); }   // not importlib yet, which words errors otherwise
bool cached_code_is_renamed(const Release& r) { return r.since(3, 2) || (r.python2() && r.since(2, 7)); }
bool caches_are_writable(const Release& r) { return r.since(3, 3); }

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

// The value of a variable of sys, or null.
Ref sys_value(Thread& thread, const char* name) {
  Value key = native_intern(thread, name);
  return dict_get(thread, as<Dict>(thread.rt.sys_dict), key);
}

}  // namespace

// Below sys.pycache_prefix when that is set.
std::string cache_of_source(Thread& thread, const std::string& source) {
  const Release& release = thread.rt.release;
  std::string path = compiler::cache_path(release, source, thread.rt.settings.optimize);
  Value prefix = has_cache_prefix(release) ? Value(sys_value(thread, "pycache_prefix")) : Value();
  if (!prefix || !is_native_str(thread, prefix)) return path;
  std::string folder = native_utf8(prefix), name = absolute_path(path.substr(path.rfind('/') + 1));
  std::size_t slash = source.rfind('/');
  std::string home = absolute_path(slash == source.npos ? "" : source.substr(0, std::max<std::size_t>(slash, 1)));
  home.erase(0, std::min(home.find_first_not_of('/'), home.size()));
  if (!folder.ends_with("/")) folder += "/";
  return folder + home + (home.empty() ? "" : "/") + name.substr(name.rfind('/') + 1);
}

namespace {

// A source and its cache, or a .pyc alone: `base` is the path without an ending.
bool find_file(Thread& thread, const std::string& folder, const std::string& name, FoundModule& found) {
  const Release& release = thread.rt.release;
  std::string base = folder + name;
  if (is_file(base + ".py")) {
    found.file = base + ".py";
    found.has_source = true;
    found.cache = cache_of_source(thread, found.file);
    return true;
  }
  std::string pyc = base + (optimized_files_end_in_o(release) && thread.rt.settings.optimize ? ".pyo" : ".pyc");
  if (!is_file(pyc)) return false;
  found.file = found.pyc = pyc;
  return true;
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

bool has_magic_of(const Release& release, std::string_view bytes) {
  return bytes.size() >= 4 && word(bytes, 0) == (static_cast<std::uint32_t>(release.magic) | 0x0a0d0000u);
}

// Whether the .pyc of an archive was made by this release from the source beside it; times there are even seconds.
bool is_current_member(const Release& release, std::string_view bytes, const ZipMember& source) {
  if (!has_magic_of(release, bytes) || bytes.size() < release.header_bytes) return false;
  std::size_t at = has_hash_files(release) ? 8 : 4;
  if (at == 8 && word(bytes, 4) != 0) return word(bytes, 4) == 1;
  std::int64_t off = static_cast<std::int64_t>(word(bytes, at)) - dos_seconds(source);
  return off <= 1 && off >= -1 && (at == 4 || word(bytes, at + 4) == static_cast<std::uint32_t>(source.size));
}

// A module in an archive: `base` is the member's name without an ending.
bool find_member(Thread& thread, const std::shared_ptr<const ZipArchive>& archive, const std::string& base, FoundModule& found) {
  const ZipMember *pyc = archive->find(base + ".pyc"), *source = archive->find(base + ".py");
  if (!pyc && !source) return false;
  found.archive = archive;
  found.has_source = source != nullptr;
  if (pyc && source) {
    std::optional<std::string> bytes = archive->read(*pyc);
    if (!bytes || !is_current_member(thread.rt.release, *bytes, *source)) pyc = nullptr;
  }
  found.file = archive->path() + "/" + base + (pyc ? ".pyc" : ".py");
  if (pyc) found.pyc = found.file, found.member = base + ".pyc";
  else found.member = base + ".py", found.cache = cache_of_source(thread, found.file);
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
  if (name.empty() || name.find('/') != name.npos) return false;
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

namespace {

// ---- what a .pyc holds

// Whether the header is one of this release, with its flags where it has them; false with the error set.
bool classify(Thread& thread, std::string_view name, const std::string& file, std::string_view bytes, std::uint32_t& flags) {
  const Release& r = thread.rt.release;
  flags = 0;
  if (!has_magic_of(r, bytes)) {
    if (importer_is_native(r)) return raise_import_error(thread, fmt::format("Bad magic number in {}", file));
    Value shown = bytes_repr(thread, bytes.substr(0, 4), true);
    return raise_import_error(thread, fmt::format("bad magic number in '{}': {}", name, native_utf8(shown)), name, file);
  }
  if (importer_is_native(r)) return true;
  if (has_hash_files(r)) {
    if (bytes.size() < 16) return raise(thread, thread.rt.exc.EOFError, fmt::format("reached EOF while reading pyc header of '{}'", name));
    flags = word(bytes, 4);
    return (flags & ~3u) == 0 || raise_import_error(thread, fmt::format("invalid flags {} in '{}'", flags, name), name, file);
  }
  if (bytes.size() < 8) return raise(thread, thread.rt.exc.EOFError, fmt::format("reached EOF while reading timestamp in '{}'", name));
  return bytes.size() >= 12 || raise(thread, thread.rt.exc.EOFError, fmt::format("reached EOF while reading size of source in '{}'", name));
}

// The code object behind the header.
Value code_behind_header(Thread& thread, std::string_view name, const std::string& file, std::string_view bytes) {
  const Release& r = thread.rt.release;
  std::size_t end = 0;
  Value code = unmarshal(thread, bytes.substr(std::min<std::size_t>(r.header_bytes, bytes.size())), end);
  if (!code || is<CodeObject>(code)) return code;
  if (importer_is_native(r)) return raise_import_error(thread, fmt::format("Non-code object in {}", file));
  Value shown = path_text(thread, file);
  return raise_import_error(thread, fmt::format("Non-code object in {}", repr_utf8(thread, shown)), name, file);
}

// Of another release of the same major line.
const Release* kindred_release(const Release& runs, std::string_view bytes) {
  const Release* release = bytes.size() >= 4 && bytes[2] == '\r' && bytes[3] == '\n' ? identify_magic(static_cast<std::uint16_t>(word(bytes, 0))).release : nullptr;
  return release && release != &runs && release->version.major == runs.version.major ? release : nullptr;
}

}  // namespace

Value load_pyc_bytes(Thread& thread, std::string_view name, const std::string& file, std::string_view bytes) {
  std::uint32_t flags = 0;
  if (!kindred_release(thread.rt.release, bytes)) return classify(thread, name, file, bytes, flags) ? code_behind_header(thread, name, file, bytes) : Value();
  auto read = read_pyc({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, file);
  if (!read) return raise_import_error(thread, read.error(), name, file);
  std::shared_ptr<PycFile> pyc = std::move(*read);
  return make_code(thread, std::shared_ptr<const Code>(pyc, pyc->top));
}

Value load_pyc_code(Thread& thread, std::string_view name, const std::string& file) {
  std::string bytes;
  if (!read_file(file, bytes)) return raise_import_error(thread, "cannot read " + file, name, file);
  return load_pyc_bytes(thread, name, file, bytes);
}

namespace {

// Whether what was compiled is kept: sys.dont_write_bytecode, or -B where the release has no such thing.
bool keeps_bytecode(Thread& thread) {
  Value no(sys_value(thread, "dont_write_bytecode"));
  if (!no) return !thread.rt.settings.dont_write_bytecode;
  return truth(thread, no) == 0;
}

// Writes a whole file or none: under a name of its own first. What cannot be written is left.
void write_file(const std::string& path, const std::vector<std::uint8_t>& bytes, mode_t mode) {
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

void make_folders(const std::string& path) {
  for (std::size_t slash = path.find('/', 1); slash != path.npos; slash = path.find('/', slash + 1)) ::mkdir(path.substr(0, slash).c_str(), 0777);
}

// How a cache answers for its source.
enum class CacheState : std::uint8_t { Current, Stale };
struct CacheCheck {
  CacheState state = CacheState::Stale;
  bool hashed = false, hash_is_checked = true;   // what a new one is to be
};

CacheCheck check_cache(Thread& thread, std::string_view bytes, std::int64_t mtime, std::int64_t size, std::string_view source) {
  const Release& r = thread.rt.release;
  CacheCheck check;
  if (!has_magic_of(r, bytes) || bytes.size() < (importer_is_native(r) ? 8 : r.header_bytes)) return check;
  std::size_t at = 4;
  if (has_hash_files(r)) {
    std::uint32_t flags = word(bytes, 4);
    if (flags & ~3u) return check;
    if (flags & 1) {
      Value key = native_intern(thread, "_imp"), imp(dict_get(thread, as<Dict>(thread.rt.modules), key));
      Value how = imp ? get_attribute(thread, imp, "check_hash_based_pycs") : Value();
      thread.clear_error();
      std::string mode = how && is_native_str(thread, how) ? native_utf8(how) : hash_check_mode();
      check.hashed = true;
      check.hash_is_checked = (flags & 2) != 0;
      std::uint64_t stored, made = 0;
      std::memcpy(&stored, bytes.data() + 8, 8);
      bool compares = mode != "never" && (check.hash_is_checked || mode == "always");
      if (compares) made = source_hash(r, r.magic | 0x0a0d0000u, source);
      if (!compares || stored == made) check.state = CacheState::Current;
      return check;
    }
    at = 8;
  }
  // The native importer compares with all bits of the time, importlib with those that there is room for.
  std::int64_t stored = importer_is_native(r) ? static_cast<std::int32_t>(word(bytes, at)) : word(bytes, at);
  std::int64_t wanted = importer_is_native(r) ? mtime : static_cast<std::uint32_t>(mtime);
  bool current = stored == wanted && (importer_is_native(r) || word(bytes, at + 4) == static_cast<std::uint32_t>(size));
  if (current) check.state = CacheState::Current;
  return check;
}

// The code of a source: from its cache when that is current (`found.pyc` names it then), else compiled and kept.
Value load_source_code(Thread& thread, std::string_view name, FoundModule& found) {
  const Release& release = thread.rt.release;
  struct stat status;
  std::string source, cached;
  if (!is_file(found.file, &status) || !read_file(found.file, source)) {
    Value shown = path_text(thread, found.file);
    return raise_errno(thread, importer_is_native(release) ? thread.rt.exc.IOError : thread.rt.exc.OSError, 2, shown);
  }
  CacheCheck check;
  if (!found.cache.empty() && read_file(found.cache, cached)) check = check_cache(thread, cached, status.st_mtime, status.st_size, source);
  if (check.state == CacheState::Current) {
    Value code = code_behind_header(thread, name, found.cache, cached);
    if (!code) return code;
    if (cached_code_is_renamed(release)) {
      Value from = as<CodeObject>(code).filename, to = native_str(thread, found.file);
      rename_code(code, from, to);
    }
    found.pyc = found.cache;
    return code;
  }
  Value code = compile_module_text(thread, source, found.file);
  if (!code || found.cache.empty() || !keeps_bytecode(thread)) return code;
  auto bytes = compiler::pyc_bytes(*as<CodeObject>(code).stored, static_cast<std::uint32_t>(status.st_mtime), static_cast<std::uint32_t>(source.size()));
  if (check.hashed) {
    std::uint64_t hash = source_hash(release, release.magic | 0x0a0d0000u, source);
    bytes[4] = check.hash_is_checked ? 3 : 1;
    std::memcpy(bytes.data() + 8, &hash, sizeof hash);
  }
  if (has_cache_folder(release)) make_folders(found.cache);
  write_file(found.cache, bytes, caches_are_writable(release) ? (status.st_mode & 0666) | 0200 : status.st_mode & 0666);
  return code;
}

}  // namespace

Value load_found_code(Thread& thread, std::string_view name, FoundModule& found) {
  if (found.archive) {
    const ZipMember* member = found.archive->find(found.member);
    std::optional<std::string> bytes = member ? found.archive->read(*member) : std::nullopt;
    if (!bytes) return raise_import_error(thread, fmt::format("cannot read {}", found.file), name, found.file);
    return found.pyc.empty() ? compile_module_text(thread, *bytes, found.file) : load_pyc_bytes(thread, name, found.pyc, *bytes);
  }
  return found.has_source ? load_source_code(thread, name, found) : load_pyc_code(thread, name, found.pyc);
}

bool execute_file_module(Thread& thread, Module& module, std::string_view name, FoundModule& found) {
  Value code = load_found_code(thread, name, found);
  return code && execute_module_code(thread, module, code);
}

bool execute_module_code(Thread& thread, Module& module, Ref code) {
  Value keep{Ref(&module)}, globals = module.dict;
  Dict& dict = as<Dict>(globals);
  if (!dict_get_name(dict, thread.rt.names.builtins__)) {
    if (!dict_set(thread, dict, thread.rt.names.builtins__, thread.rt.builtins)) return false;
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
    if (!name.empty()) e.fields[exception_field::import_name] = native_str(thread, name);
    if (!path.empty()) e.fields[exception_field::import_path] = native_str(thread, path);
  }
  return raise_instance(thread, made);
}

}  // namespace xvm
