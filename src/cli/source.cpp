#include "cli/source.h"

#include <algorithm>
#include <string_view>

#include "cli/options.h"
#include "pyc/magic.h"
#include "pyc/release.h"

namespace xvm {
namespace {

constexpr std::size_t looked_at = 4096;

// "2.7" of "#!/usr/bin/python2.7 -u"; "3" of python3; empty where no Python is named.
std::string_view shebang_version(std::string_view text) {
  if (!text.starts_with("#!")) return {};
  std::string_view line = text.substr(0, text.find('\n'));
  std::size_t at = line.rfind("python");
  if (at == line.npos) return {};
  std::string_view rest = line.substr(at + 6);
  return rest.substr(0, std::min(rest.find_first_not_of("0123456789."), rest.size()));
}

const Release* newest_of(int major) {
  const Release* newest = nullptr;
  for (const Release& release : all_releases())
    if (release.version.major == major) newest = &release;
  return newest;
}

}  // namespace

bool is_source(const std::string& name, std::span<const std::uint8_t> bytes) {
  if (name.ends_with(".py") || name.ends_with(".pyw")) return true;
  if (name.ends_with(".pyc") || name.ends_with(".pyo")) return false;
  if (bytes.size() >= 4 && bytes[2] == '\r' && bytes[3] == '\n' &&
      identify_magic(static_cast<std::uint16_t>(bytes[0] | bytes[1] << 8)).release)
    return false;
  std::span<const std::uint8_t> head = bytes.subspan(0, std::min(bytes.size(), looked_at));
  return std::find(head.begin(), head.end(), 0) == head.end();
}

const Release& release_of_source(const Options& options, std::span<const std::uint8_t> bytes) {
  if (options.version_tag) return *options.version_tag;
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  std::string_view version = shebang_version(text);
  const Release* found = version == "2" ? newest_of(2) : find_release(version);
  return found ? *found : all_releases().back();
}

}  // namespace xvm
