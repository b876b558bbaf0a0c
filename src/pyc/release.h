// What a release of CPython is, as data: generated from versions/*.json.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string_view>

namespace xvm {

struct Version {
  std::uint8_t major = 0, minor = 0;
  friend constexpr auto operator<=>(const Version&, const Version&) = default;
};

enum class Encoding : std::uint8_t { OneOrThreeBytes, Wordcode, InlineCaches };
enum class JumpUnit : std::uint8_t { Bytes, CodeUnits };
enum class ExceptionModel : std::uint8_t { BlockStack, Table };
enum class LineTable : std::uint8_t { Unsigned, Signed, Ranges, Locations };  // lnotab to 3.5, 3.6-3.9, 3.10, 3.11 on

// One CPython release that xvm runs. Objects are static, live for ever and are compared by address.
struct Release {
  Version version;
  std::string_view tag;       // "3.7"
  std::uint16_t magic;        // the final release's magic number, without "\r\n"
  std::uint8_t header_bytes;  // 8, 12 or 16
  Encoding encoding;
  JumpUnit jump_unit;
  ExceptionModel exceptions;
  LineTable line_table;
  std::string_view full_version;  // "3.7.16", the one whose behaviour we follow
  std::uint8_t marshal_version;   // that its compiler writes .pyc files with

  // For named predicates only: bool unpack_error_counts(const Release& r) { return r.since(3, 5); }
  constexpr bool since(int major, int minor) const { return version >= Version{std::uint8_t(major), std::uint8_t(minor)}; }
  constexpr bool until(int major, int minor) const { return version <= Version{std::uint8_t(major), std::uint8_t(minor)}; }
  constexpr bool python2() const { return version.major == 2; }
};

std::span<const Release> all_releases();          // oldest first
const Release* find_release(std::string_view tag);  // nullptr where there is none

}  // namespace xvm
