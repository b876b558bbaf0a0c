// The releases, as far as reading a .pyc needs them.
#include "pyc/release.h"

namespace xvm {
namespace {

constexpr Release release(std::uint8_t major, std::uint8_t minor, std::string_view tag, std::uint16_t magic,
                          std::uint8_t header_bytes, LineTable lines) {
  Release r{};
  r.version = {major, minor};
  r.tag = tag;
  r.magic = magic;
  r.header_bytes = header_bytes;
  r.line_table = lines;
  return r;
}

constexpr Release releases[] = {
    release(2, 5, "2.5", 62131, 8, LineTable::Unsigned),    release(2, 6, "2.6", 62161, 8, LineTable::Unsigned),
    release(2, 7, "2.7", 62211, 8, LineTable::Unsigned),    release(3, 0, "3.0", 3131, 8, LineTable::Unsigned),
    release(3, 1, "3.1", 3151, 8, LineTable::Unsigned),     release(3, 2, "3.2", 3180, 8, LineTable::Unsigned),
    release(3, 3, "3.3", 3230, 12, LineTable::Unsigned),    release(3, 4, "3.4", 3310, 12, LineTable::Unsigned),
    release(3, 5, "3.5", 3351, 12, LineTable::Unsigned),    release(3, 6, "3.6", 3379, 12, LineTable::Signed),
    release(3, 7, "3.7", 3394, 16, LineTable::Signed),      release(3, 8, "3.8", 3413, 16, LineTable::Signed),
    release(3, 9, "3.9", 3425, 16, LineTable::Signed),      release(3, 10, "3.10", 3439, 16, LineTable::Ranges),
    release(3, 11, "3.11", 3495, 16, LineTable::Locations), release(3, 12, "3.12", 3531, 16, LineTable::Locations),
    release(3, 13, "3.13", 3571, 16, LineTable::Locations),
};

}  // namespace

std::span<const Release> all_releases() { return releases; }

const Release* find_release(std::string_view tag) {
  for (const Release& release : releases)
    if (release.tag == tag) return &release;
  return nullptr;
}

}  // namespace xvm
