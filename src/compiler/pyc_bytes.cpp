#include "compiler/pyc_bytes.h"

#include <fmt/format.h>

#include "base/hashing.h"
#include "compiler/shared_objects.h"
#include "pyc/code.h"
#include "pyc/marshal.h"
#include "pyc/marshal_encode.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

bool has_flags(const Release& release) { return release.since(3, 7); }
bool short_hash(const Release& release) { return release.since(3, 11); }
bool has_source_size(const Release& release) { return release.since(3, 3); }
bool has_cache_folder(const Release& release) { return release.since(3, 2); }
bool marks_shared_objects(const Release& release) { return release.since(3, 4) || release.python2(); }   // or numbers strings
bool names_optimization(const Release& release) { return release.since(3, 5); }

}  // namespace

std::vector<std::uint8_t> pyc_bytes(const Code& code, std::uint32_t mtime, std::uint32_t source_size) {
  const Release& release = *code.release;
  std::vector<std::uint8_t> out{std::uint8_t(release.magic), std::uint8_t(release.magic >> 8), '\r', '\n'};
  if (has_flags(release)) encode_int32(out, 0);
  encode_int32(out, mtime);
  if (has_source_size(release)) encode_int32(out, source_size);
  if (marks_shared_objects(release)) write_fresh_marshal(code, out);
  else write_marshal(*code.pool, code.id, release, out);
  return out;
}

bool has_hash_headers(const Release& release) { return has_flags(release); }

std::vector<std::uint8_t> hashed_pyc_bytes(const Code& code, std::string_view source, bool checked) {
  const Release& release = *code.release;
  std::uint32_t magic = std::uint32_t(release.magic) | std::uint32_t('\r') << 16 | std::uint32_t('\n') << 24;
  std::uint64_t hash = siphash(short_hash(release) ? StringHash::Sip13 : StringHash::Sip24, HashKey{magic, 0}, source.data(), source.size());
  std::vector<std::uint8_t> out{std::uint8_t(release.magic), std::uint8_t(release.magic >> 8), '\r', '\n'};
  encode_int32(out, checked ? 3 : 1);
  encode_int32(out, std::uint32_t(hash));
  encode_int32(out, std::uint32_t(hash >> 32));
  write_fresh_marshal(code, out);
  return out;
}

std::string cache_path(const Release& release, const std::string& source, int optimize) {
  std::size_t slash = source.rfind('/');
  std::string folder = slash == source.npos ? "" : source.substr(0, slash + 1);
  std::string name = slash == source.npos ? source : source.substr(slash + 1);
  if (!has_cache_folder(release)) return source + (optimize ? "o" : "c");
  if (name.ends_with(".py")) name.resize(name.size() - 3);
  std::string tag = fmt::format("cpython-{}{}", release.version.major, release.version.minor);
  if (!names_optimization(release)) return fmt::format("{}__pycache__/{}.{}.py{}", folder, name, tag, optimize ? "o" : "c");
  std::string opt = optimize ? fmt::format(".opt-{}", optimize) : "";
  return fmt::format("{}__pycache__/{}.{}{}.pyc", folder, name, tag, opt);
}

}  // namespace xvm::compiler
