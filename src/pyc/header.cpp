// Headers: which release a file is for, and where its code object begins.
#include "pyc/header.h"

#include <fmt/format.h>

#include "pyc/magic.h"

namespace xvm {
namespace {

bool has_size_field(const Release& release) { return release.since(3, 3); }
bool has_flags_field(const Release& release) { return release.since(3, 7); }
bool flags_code_objects(const Release& release) { return release.since(3, 4); }

constexpr std::uint32_t hash_based = 1, check_source = 2;

class HeaderReader {
 public:
  HeaderReader(std::span<const std::uint8_t> file, std::string_view name, const ReadOptions& options)
      : file_(file), name_(name), options_(options) {}

  Result<ReadHeader> read();

 private:
  Result<ReadHeader> numbered();
  Result<ReadHeader> tagged(HeaderKind kind, std::uint8_t likely_bytes);
  Result<ReadHeader> without_tag(const MagicInfo& info);
  Refusal disagreement(const MagicInfo& info);
  std::uint8_t find_code(const Release& release, std::uint8_t likely_bytes) const;
  void read_fields(const Release& release, Header& header) const;

  std::uint32_t word(std::size_t at) const {
    return std::uint32_t(file_[at]) | std::uint32_t(file_[at + 1]) << 8 | std::uint32_t(file_[at + 2]) << 16 |
           std::uint32_t(file_[at + 3]) << 24;
  }
  bool code_at(std::size_t at, const Release* release) const {
    if (at >= file_.size()) return false;
    return file_[at] == 'c' || (file_[at] == ('c' | 0x80) && (!release || flags_code_objects(*release)));
  }
  template <class... Args>
  Refusal refuse(fmt::format_string<Args...> format, Args&&... args) const {
    return {fmt::format("{}: {}", name_, fmt::format(format, std::forward<Args>(args)...))};
  }

  std::span<const std::uint8_t> file_;
  std::string_view name_;
  const ReadOptions& options_;
  std::uint16_t magic_ = 0;
};

Result<ReadHeader> HeaderReader::read() {
  constexpr std::uint32_t line_end = 0x0a0d0000, line_end_to_1_2 = 0x00990000;
  if (file_.empty()) return refuse("the file is empty");
  std::uint32_t first = file_.size() < 4 ? 1 : word(0);
  magic_ = std::uint16_t(first);
  std::uint32_t ending = first & 0xffff0000;
  if (magic_ != 0 && (ending == line_end || (ending == line_end_to_1_2 && (magic_ == 39170 || magic_ == 39171))))
    return numbered();
  if (first == 0 || first == line_end) {
    if (options_.release) return tagged(HeaderKind::ZeroedMagic, 0);
    return refuse("the magic number is zero, as unpackers leave it; say which release it is with --version-tag X.Y");
  }
  if (code_at(0, options_.release)) {
    if (options_.release) return ReadHeader{{.kind = HeaderKind::Absent}, options_.release};
    return refuse("no header, it begins with a code object; say which release it is with --version-tag X.Y");
  }
  if (file_.size() < 4) return refuse("{} bytes are too few for a .pyc", file_.size());
  if (options_.release && options_.ignore_magic && code_at(find_code(*options_.release, 0), options_.release))
    return tagged(HeaderKind::Full, 0);
  return refuse("not a .pyc: it begins with the bytes {:02x} {:02x} {:02x} {:02x}, which are no magic number", file_[0],
                file_[1], file_[2], file_[3]);
}

// Four bytes that look like a magic number.
Result<ReadHeader> HeaderReader::numbered() {
  MagicInfo info = identify_magic(magic_);
  if (options_.release && options_.release != info.release) {
    if (!options_.ignore_magic) return disagreement(info);
    return tagged(HeaderKind::Full, info.header_bytes);
  }
  if (!info.release) return without_tag(info);
  const Release& release = *info.release;
  if (file_.size() < release.header_bytes)
    return refuse("the file ends inside its header: {} bytes, and Python {} has {}", file_.size(), release.tag,
                  release.header_bytes);
  Header header{.kind = HeaderKind::Full, .bytes = release.header_bytes, .magic = magic_};
  read_fields(release, header);
  if (header.flags & ~(hash_based | check_source) && !options_.ignore_magic)
    return refuse("header flags {:#x} are not defined", header.flags);
  return ReadHeader{header, &release};
}

Result<ReadHeader> HeaderReader::without_tag(const MagicInfo& info) {
  if (info.name.empty())
    return refuse("magic number {} is that of no Python; if you know the release, add --version-tag X.Y --ignore-magic",
                  magic_);
  return refuse("magic number {} is {}{}", magic_, info.name, info.refusal);
}

Refusal HeaderReader::disagreement(const MagicInfo& info) {
  std::string_view tag = options_.release->tag;
  if (info.name.empty())
    return refuse(
        "magic number {} is that of no Python, but --version-tag says {}; add --ignore-magic to read it as {}", magic_,
        tag, tag);
  if (!info.release)
    return refuse("magic number {} is {}{}; --version-tag says {}, add --ignore-magic to read it as that", magic_,
                  info.name, info.refusal, tag);
  return refuse("magic number {} is {}, but --version-tag says {}; drop the tag, or add --ignore-magic", magic_,
                info.name, tag);
}

// The release is the user's word; where the code object begins is the first likely place that has one.
Result<ReadHeader> HeaderReader::tagged(HeaderKind kind, std::uint8_t likely_bytes) {
  const Release& release = *options_.release;
  Header header{.kind = kind, .bytes = find_code(release, likely_bytes), .magic = magic_};
  if (file_.size() < header.bytes)
    return refuse("the file ends inside its header: {} bytes, and Python {} has {}", file_.size(), release.tag,
                  release.header_bytes);
  if (header.bytes == release.header_bytes) read_fields(release, header);
  return ReadHeader{header, &release};
}

std::uint8_t HeaderReader::find_code(const Release& release, std::uint8_t likely_bytes) const {
  for (std::uint8_t bytes :
       {release.header_bytes, likely_bytes, std::uint8_t(16), std::uint8_t(12), std::uint8_t(8), std::uint8_t(4)})
    if (bytes != 0 && code_at(bytes, &release)) return bytes;
  return release.header_bytes;
}

void HeaderReader::read_fields(const Release& release, Header& header) const {
  std::size_t at = 4;
  if (has_flags_field(release)) {
    header.flags = word(at);
    at += 4;
    if (header.flags & hash_based) {
      header.invalidation = header.flags & check_source ? Invalidation::CheckedHash : Invalidation::UncheckedHash;
      header.source_hash = std::uint64_t(word(at)) | std::uint64_t(word(at + 4)) << 32;
      return;
    }
  }
  header.mtime = word(at);
  if (has_size_field(release)) header.source_size = word(at + 4);
}

}  // namespace

Result<ReadHeader> read_header(std::span<const std::uint8_t> file, std::string_view file_name,
                               const ReadOptions& options) {
  return HeaderReader(file, file_name, options).read();
}

}  // namespace xvm
