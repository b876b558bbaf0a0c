#include "cli/find_program.h"

#include <dirent.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/environment.h"
#include "cli/options.h"
#include "cli/source.h"
#include "pyc/magic.h"
#include "pyc/release.h"
#include "vm/zip_archive.h"

namespace xvm {
namespace {

const Release* release_of_bytes(std::string_view bytes) {
  if (bytes.size() < 4) return nullptr;
  return identify_magic(static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[0]) | static_cast<unsigned char>(bytes[1]) << 8)).release;
}

const Release* release_of_file(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (!file) return nullptr;
  char head[4];
  std::size_t got = std::fread(head, 1, sizeof head, file);
  std::fclose(file);
  return release_of_bytes({head, got});
}

bool is_folder(const std::string& path) {
  struct stat status;
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

// The newest release that compiled `name` into the cache of a folder.
const Release* release_of_cache(const std::string& folder, const std::string& name) {
  const Release* newest = nullptr;
  DIR* cache = ::opendir((folder + "/__pycache__").c_str());
  if (!cache) return nullptr;
  while (dirent* entry = ::readdir(cache)) {
    std::string file = entry->d_name;
    if (!file.starts_with(name + ".") || !file.ends_with(".pyc")) continue;
    const Release* release = release_of_file(folder + "/__pycache__/" + file);
    if (release && (!newest || release->version > newest->version)) newest = release;
  }
  ::closedir(cache);
  return newest;
}

// The release of source: that of its first line, else the newest.
const Release* release_of_text(std::string_view text) {
  return &release_of_source(Options{}, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

const Release* release_in_folder(const std::string& folder, const std::string& name) {
  if (const Release* release = release_of_file(folder + "/" + name + ".pyc")) return release;
  if (const Release* release = release_of_cache(folder, name)) return release;
  std::ifstream source(folder + "/" + name + ".py", std::ios::binary);
  std::string line;
  return source && (std::getline(source, line), true) ? release_of_text(line) : nullptr;
}

const Release* release_in_archive(const std::string& path, const std::string& inside, const std::string& name) {
  std::shared_ptr<const ZipArchive> archive = ZipArchive::open(path);
  const ZipMember* member = archive ? archive->find((inside.empty() ? "" : inside + "/") + name + ".pyc") : nullptr;
  std::optional<std::string> bytes = member ? archive->read(*member) : std::nullopt;
  if (bytes) return release_of_bytes(*bytes);
  member = archive ? archive->find((inside.empty() ? "" : inside + "/") + name + ".py") : nullptr;
  bytes = member ? archive->read(*member) : std::nullopt;
  return bytes ? release_of_text(*bytes) : nullptr;
}

// Looks for a module, with dots as slashes, in a folder or archive; a package stands for its __main__.
const Release* release_in(const std::string& place, const std::string& name) {
  std::size_t slash = name.rfind('/');
  std::string folder = place.empty() ? "." : place, tail = name.substr(slash + 1), archive, inside;
  if (!is_folder(folder)) {
    if (!split_archive_path(place, archive, inside)) return nullptr;
    if (const Release* release = release_in_archive(archive, inside, name + "/__main__")) return release;
    return release_in_archive(archive, inside, name);
  }
  if (slash != std::string::npos) folder += "/" + name.substr(0, slash);
  for (const char* file : {"__main__", "__init__"})
    if (const Release* release = release_in_folder(folder + "/" + tail, file)) return release;
  return release_in_folder(folder, tail);
}

// A module that is nowhere but in a library: the newest.
const Release* release_of_module(const Options& options, std::string name) {
  std::replace(name.begin(), name.end(), '.', '/');
  if (const Release* release = release_in("", name)) return release;
  const char* given = environment(options, "PYTHONPATH");
  for (std::string_view rest = given ? given : ""; !rest.empty();) {
    std::size_t colon = rest.find(':');
    if (colon)
      if (const Release* release = release_in(std::string(rest.substr(0, colon)), name)) return release;
    rest = colon == rest.npos ? std::string_view() : rest.substr(colon + 1);
  }
  return &all_releases().back();
}

bool is_archive(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (!file) return false;
  char head[4] = {};
  std::size_t got = std::fread(head, 1, sizeof head, file);
  std::fclose(file);
  // A .pyc whose last bytes look like an archive is still a .pyc.
  return !release_of_bytes({head, got}) && ZipArchive::open(path) != nullptr;
}

}  // namespace

Result<const Release*> container_release(const Options& options) {
  if (!options.module.empty()) {
    return options.version_tag ? options.version_tag : release_of_module(options, options.module);
  }
  const std::string& path = options.program;
  bool folder = is_folder(path);
  if (!folder && !is_archive(path)) return static_cast<const Release*>(nullptr);
  const Release* release = options.version_tag;
  if (!release) release = folder ? release_in_folder(path, "__main__") : release_in_archive(path, "", "__main__");
  if (!release) return Refusal{fmt::format("{}: no __main__ in this {}", path, folder ? "folder" : "archive")};
  return release;
}

}  // namespace xvm
