#include "vm/zip_archive.h"

#include "vm/limits.h"

#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <vector>

#include "vm/limits.h"

namespace xvm {

namespace {

constexpr std::size_t end_record_size = 22, central_header_size = 46, local_header_size = 30, longest_comment = 65535;
constexpr std::uint64_t largest_member = std::uint64_t{1} << 31;

std::uint32_t number(const unsigned char* at, int bytes) {
  std::uint32_t value = 0;
  for (int i = bytes; i-- > 0;) value = value << 8 | at[i];
  return value;
}

struct File {
  std::FILE* stream;
  explicit File(const std::string& path) : stream(may_open_files() ? std::fopen(path.c_str(), "rb") : nullptr) {}
  ~File() {
    if (stream) std::fclose(stream);
  }
  File(const File&) = delete;
  bool read(std::uint64_t offset, std::size_t size, std::vector<unsigned char>& out) {
    out.resize(size);
    return std::fseek(stream, static_cast<long>(offset), SEEK_SET) == 0 && std::fread(out.data(), 1, size, stream) == size;
  }
};

struct Kept {
  struct timespec changed;
  off_t size;
  std::shared_ptr<const ZipArchive> archive;
};
std::map<std::string, Kept>& kept() {
  static auto* archives = new std::map<std::string, Kept>;
  return *archives;
}

// Where the record that ends the archive begins in its last bytes, or npos. It may be followed by a comment.
std::size_t find_end_record(const std::vector<unsigned char>& tail) {
  if (tail.size() < end_record_size) return std::string::npos;
  for (std::size_t at = tail.size() - end_record_size + 1; at-- > 0;)
    if (std::memcmp(tail.data() + at, "PK\5\6", 4) == 0 && at + end_record_size + number(tail.data() + at + 20, 2) <= tail.size()) return at;
  return std::string::npos;
}

}  // namespace

std::shared_ptr<const ZipArchive> ZipArchive::open(const std::string& path, std::string* why) {
  auto refuse = [&](const char* text) {
    if (why) *why = text;
    return std::shared_ptr<const ZipArchive>();
  };
  struct stat status;
  if (!may_open_files() || ::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return refuse("not a Zip file");
  if (auto found = kept().find(path); found != kept().end() && found->second.size == status.st_size &&
                                      std::memcmp(&found->second.changed, &status.st_mtim, sizeof status.st_mtim) == 0)
    return found->second.archive;
  File file(path);
  if (!file.stream) return refuse("can't open Zip file");
  std::uint64_t size = static_cast<std::uint64_t>(status.st_size);
  std::size_t tail_size = static_cast<std::size_t>(std::min<std::uint64_t>(size, end_record_size + longest_comment));
  std::vector<unsigned char> tail, table;
  if (!file.read(size - tail_size, tail_size, tail)) return refuse("can't read Zip file");
  std::size_t end = find_end_record(tail);
  if (end == std::string::npos) return refuse("not a Zip file");
  std::uint64_t end_offset = size - tail_size + end;
  std::uint64_t table_size = number(tail.data() + end + 12, 4), table_offset = number(tail.data() + end + 16, 4);
  if (end_offset < table_size) return refuse("bad central directory size");
  if (end_offset < table_offset || end_offset - table_size < table_offset) return refuse("bad central directory offset");
  std::uint64_t shift = end_offset - table_size - table_offset;   // of an archive behind something else
  if (!file.read(end_offset - table_size, static_cast<std::size_t>(table_size), table)) return refuse("can't read Zip file");
  auto archive = std::make_shared<ZipArchive>();
  archive->path_ = path;
  for (std::size_t at = 0; table.size() - at >= central_header_size && std::memcmp(table.data() + at, "PK\1\2", 4) == 0;) {
    const unsigned char* header = table.data() + at;
    std::size_t name_size = number(header + 28, 2), rest = number(header + 30, 2) + number(header + 32, 2);
    if (table.size() - at < central_header_size + name_size + rest) break;
    ZipMember member;
    member.method = static_cast<std::uint16_t>(number(header + 10, 2));
    member.time = static_cast<std::uint16_t>(number(header + 12, 2));
    member.date = static_cast<std::uint16_t>(number(header + 14, 2));
    member.crc = number(header + 16, 4);
    member.packed_size = number(header + 20, 4);
    member.size = number(header + 24, 4);
    member.header_offset = number(header + 42, 4) + shift;
    archive->members_[std::string(reinterpret_cast<const char*>(header) + central_header_size, name_size)] = member;
    at += central_header_size + name_size + rest;
  }
  kept()[path] = {status.st_mtim, status.st_size, archive};
  return archive;
}

void ZipArchive::forget(const std::string& path) { kept().erase(path); }

const ZipMember* ZipArchive::find(std::string_view name) const {
  auto found = members_.find(name);
  return found == members_.end() ? nullptr : &found->second;
}

bool ZipArchive::has_folder(std::string_view name) const {
  return members_.contains(std::string(name) + "/");
}

std::optional<std::string> ZipArchive::read(const ZipMember& member) const {
  File file(path_);
  std::vector<unsigned char> bytes;
  if (!file.stream || member.packed_size > largest_member || member.size > largest_member) return {};
  if (!file.read(member.header_offset, local_header_size, bytes) || std::memcmp(bytes.data(), "PK\3\4", 4) != 0) return {};
  std::uint64_t offset = member.header_offset + local_header_size + number(bytes.data() + 26, 2) + number(bytes.data() + 28, 2);
  struct stat status;
  if (::fstat(::fileno(file.stream), &status) != 0 || offset + member.packed_size > static_cast<std::uint64_t>(status.st_size)) return {};
  if (!file.read(offset, static_cast<std::size_t>(member.packed_size), bytes)) return {};
  if (member.method == 0) return std::string(bytes.begin(), bytes.end());
  if (member.method != 8 || member.size > 1100 * (member.packed_size + 1)) return {};   // deflate packs no tighter
  std::string out(static_cast<std::size_t>(member.size), '\0');
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return {};
  unsigned char nothing = 0;
  stream.next_in = bytes.data();
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = out.empty() ? &nothing : reinterpret_cast<unsigned char*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  int result = inflate(&stream, Z_FINISH);
  bool whole = (result == Z_STREAM_END || result == Z_BUF_ERROR) && stream.avail_out == 0;
  inflateEnd(&stream);
  if (!whole) return {};
  return out;
}

bool split_archive_path(std::string_view path, std::string& archive, std::string& inside) {
  std::string front(path);
  while (!front.empty()) {
    struct stat status;
    if (::stat(front.c_str(), &status) == 0) {
      if (!S_ISREG(status.st_mode)) return false;
      archive = front;
      inside = front.size() < path.size() ? std::string(path.substr(front.size() + 1)) : std::string();
      while (inside.ends_with('/')) inside.pop_back();
      return true;
    }
    std::size_t slash = front.rfind('/');
    if (slash == std::string::npos) return false;
    front.erase(slash);
  }
  return false;
}

}  // namespace xvm
