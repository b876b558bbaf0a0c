// Zip archives as modules are imported from: the table of contents, and single members.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace xvm {

struct ZipMember {
  std::uint16_t method = 0;          // 0 stored, 8 deflated
  std::uint16_t time = 0, date = 0;  // as MS-DOS packs them
  std::uint32_t crc = 0;
  std::uint64_t packed_size = 0, size = 0, header_offset = 0;   // header_offset: of the local header in the file
};

class ZipArchive {
 public:
  // The archive in a file, kept and given again while the file does not change. Null with why it is none: "not a Zip file".
  static std::shared_ptr<const ZipArchive> open(const std::string& path, std::string* why = nullptr);
  static void forget(const std::string& path);   // of what is kept

  const std::string& path() const { return path_; }
  const std::map<std::string, ZipMember, std::less<>>& members() const { return members_; }   // names with '/', as stored
  const ZipMember* find(std::string_view name) const;
  // Whether there is a member for the folder `name` (without a slash at its end).
  bool has_folder(std::string_view name) const;
  // The content of a member; nothing where it is damaged, of a method we do not know, or larger than it says.
  std::optional<std::string> read(const ZipMember& member) const;

 private:
  std::string path_;
  std::map<std::string, ZipMember, std::less<>> members_;
};

// Splits "dir/lib.zip/sub" into the archive and "sub" where some part in front is a file; false where none is.
bool split_archive_path(std::string_view path, std::string& archive, std::string& inside);

}  // namespace xvm
