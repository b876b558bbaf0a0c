// The table of magic numbers: what is not a final release that xvm runs. Those come from the releases themselves.
#include "pyc/magic.h"

#include <fmt/format.h>

#include <iterator>

namespace xvm {
namespace {

enum class Origin : std::uint8_t { PreRelease, Superseded, UnicodeOption, Old, New, Foreign };

struct MagicRow {
  std::uint16_t first, last;
  std::string_view name;
  Origin origin;
  std::uint8_t header_bytes;
};

using enum Origin;

// Ascending. Numbers between two of one row were skipped or never left a branch.
constexpr MagicRow rows[] = {
    {48, 48, "PyPy 3.2", Foreign, 8},
    {64, 64, "PyPy 3.3", Foreign, 12},
    {80, 112, "PyPy 3.5", Foreign, 12},
    {128, 192, "PyPy 3.6", Foreign, 12},
    {208, 240, "PyPy 3.7", Foreign, 16},
    {256, 256, "PyPy 3.8", Foreign, 16},
    {320, 336, "PyPy 3.9", Foreign, 16},
    {384, 384, "PyPy 3.10", Foreign, 16},
    {416, 416, "PyPy 3.11", Foreign, 16},
    {1011, 1011, "Jython 2.7", Foreign, 8},
    {2657, 2657, "Pyston 0.6", Foreign, 8},
    {3000, 3103, "Python 3.0a3 or earlier", PreRelease, 8},
    {3111, 3111, "Python 3.0a4", PreRelease, 8},
    {3141, 3141, "Python 3.1a1", PreRelease, 8},
    {3160, 3160, "Python 3.2a1", PreRelease, 8},
    {3170, 3170, "Python 3.2a2", PreRelease, 8},
    {3187, 3187, "PyPy 3.2", Foreign, 8},
    {3190, 3200, "Python 3.3a1", PreRelease, 8},
    {3210, 3210, "Python 3.3a1", PreRelease, 12},
    {3220, 3220, "Python 3.3a2", PreRelease, 12},
    {3250, 3280, "Python 3.4a1", PreRelease, 12},
    {3290, 3300, "Python 3.4a4", PreRelease, 12},
    {3320, 3320, "Python 3.5a1", PreRelease, 12},
    {3330, 3330, "Python 3.5b1", PreRelease, 12},
    {3340, 3340, "Python 3.5b2", PreRelease, 12},
    {3350, 3350, "Python 3.5.0 or 3.5.1", Superseded, 12},
    {3360, 3360, "Python 3.6a0", PreRelease, 12},
    {3361, 3361, "Python 3.6a1", PreRelease, 12},
    {3370, 3372, "Python 3.6a2", PreRelease, 12},
    {3373, 3377, "Python 3.6b1", PreRelease, 12},
    {3378, 3378, "Python 3.6b2", PreRelease, 12},
    {3390, 3390, "Python 3.7a1", PreRelease, 12},
    {3391, 3391, "Python 3.7a2", PreRelease, 12},
    {3392, 3392, "Python 3.7a4", PreRelease, 16},
    {3393, 3393, "Python 3.7b1", PreRelease, 16},
    {3400, 3410, "Python 3.8a1", PreRelease, 16},
    {3411, 3412, "Python 3.8b2", PreRelease, 16},
    {3420, 3422, "Python 3.9a0", PreRelease, 16},
    {3423, 3424, "Python 3.9a2", PreRelease, 16},
    {3430, 3431, "Python 3.10a1", PreRelease, 16},
    {3432, 3433, "Python 3.10a2", PreRelease, 16},
    {3434, 3434, "Python 3.10a6", PreRelease, 16},
    {3435, 3435, "Python 3.10a7", PreRelease, 16},
    {3436, 3438, "Python 3.10b1", PreRelease, 16},
    {3450, 3461, "Python 3.11a1", PreRelease, 16},
    {3462, 3462, "Python 3.11a2", PreRelease, 16},
    {3463, 3465, "Python 3.11a3", PreRelease, 16},
    {3466, 3474, "Python 3.11a4", PreRelease, 16},
    {3475, 3485, "Python 3.11a5", PreRelease, 16},
    {3486, 3491, "Python 3.11a6", PreRelease, 16},
    {3492, 3494, "Python 3.11a7", PreRelease, 16},
    {3500, 3509, "Python 3.12a1", PreRelease, 16},
    {3510, 3512, "Python 3.12a2", PreRelease, 16},
    {3513, 3514, "Python 3.12a4", PreRelease, 16},
    {3515, 3517, "Python 3.12a5", PreRelease, 16},
    {3518, 3520, "Python 3.12a6", PreRelease, 16},
    {3521, 3524, "Python 3.12a7", PreRelease, 16},
    {3525, 3530, "Python 3.12b1", PreRelease, 16},
    {3550, 3568, "Python 3.13a1", PreRelease, 16},
    {3569, 3569, "Python 3.13a5", PreRelease, 16},
    {3570, 3570, "Python 3.13a6", PreRelease, 16},
    {3600, 3608, "Python 3.14a1", New, 16},
    {3609, 3609, "Python 3.14a2", New, 16},
    {3610, 3613, "Python 3.14a4", New, 16},
    {3614, 3616, "Python 3.14a5", New, 16},
    {3617, 3620, "Python 3.14a6", New, 16},
    {3621, 3623, "Python 3.14a7", New, 16},
    {3624, 3624, "Python 3.14b1", New, 16},
    {3625, 3625, "Python 3.14b3", New, 16},
    {3626, 3626, "Python 3.14rc2", New, 16},
    {3627, 3649, "Python 3.14", New, 16},
    {3650, 3699, "Python 3.15", New, 16},  // from 3.11 on, release 3.n counts from 2900 + 50 n
    {3700, 3749, "Python 3.16", New, 16},
    {3750, 3799, "Python 3.17", New, 16},
    {3800, 3999, "a Python after 3.17", New, 16},
    {5892, 5892, "Python 1.4", Old, 8},
    {11913, 11913, "Python 1.3", Old, 8},
    {12641, 12641, "RustPython 3.12", Foreign, 16},
    {12897, 12897, "RustPython 3.12", Foreign, 16},
    {13413, 13413, "RustPython 3.13", Foreign, 16},
    {20121, 20122, "Python 1.5", Old, 8},
    {21000, 21999, "GraalPy", Foreign, 16},
    {22138, 22138, "Pyston 2.7", Foreign, 8},
    {24881, 24881, "RustPython 3.13", Foreign, 16},
    {35310, 35310, "RustPython 3.13", Foreign, 16},
    {39170, 39170, "Python 1.0", Old, 8},
    {39171, 39171, "Python 1.1 or 1.2", Old, 8},
    {50428, 50429, "Python 1.6", Old, 8},
    {50823, 50824, "Python 2.0", Old, 8},
    {60202, 60203, "Python 2.1", Old, 8},
    {60717, 60718, "Python 2.2", Old, 8},
    {62011, 62012, "Python 2.3", Old, 8},
    {62021, 62022, "Python 2.3", Old, 8},
    {62041, 62041, "Python 2.4a0", Old, 8},
    {62051, 62051, "Python 2.4a3", Old, 8},
    {62061, 62062, "Python 2.4", Old, 8},
    {62071, 62092, "Python 2.5a0", PreRelease, 8},
    {62101, 62111, "Python 2.5b3", PreRelease, 8},
    {62121, 62121, "Python 2.5c1", PreRelease, 8},
    {62132, 62132, "Python 2.5 run with -U", UnicodeOption, 8},
    {62135, 62135, "Dropbox's Python 2.5", Foreign, 8},
    {62151, 62151, "Python 2.6a0", PreRelease, 8},
    {62162, 62162, "Python 2.6 run with -U", UnicodeOption, 8},
    {62171, 62201, "Python 2.7a0", PreRelease, 8},
    {62212, 62212, "Python 2.7 run with -U", UnicodeOption, 8},
    {62218, 62218, "PyPy 2.7", Foreign, 8},
    {65226, 65226, "Jython 2.7", Foreign, 8},
};

constexpr bool ascending() {
  for (std::size_t i = 1; i < std::size(rows); ++i)
    if (rows[i - 1].last >= rows[i].first || rows[i].first > rows[i].last) return false;
  return true;
}
static_assert(ascending());

std::string why_refused(Origin origin) {
  switch (origin) {
    case PreRelease:
      return ", a pre-release, which is not supported";
    case Superseded:
      return ", whose bytecode 3.5.2 changed and which is not supported";
    case UnicodeOption:
      return ", which is not supported";
    case Old:
      return fmt::format("; the oldest that is supported is {}", all_releases().front().tag);
    case New:
      return fmt::format("; the newest that is supported is {}", all_releases().back().tag);
    case Foreign:
      return ", whose bytecode is not CPython's";
  }
  return {};
}

}  // namespace

MagicInfo identify_magic(std::uint16_t magic) {
  for (const Release& release : all_releases())
    if (release.magic == magic) return {&release, fmt::format("Python {}", release.tag), {}, release.header_bytes};
  for (const MagicRow& row : rows)
    if (magic >= row.first && magic <= row.last)
      return {nullptr, std::string(row.name), why_refused(row.origin), row.header_bytes};
  return {};
}

}  // namespace xvm
