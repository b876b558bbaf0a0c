// The bits by which programs name futures and compiler flags: co_flags, and the flags of compile().
#pragma once

#include <cstdint>

namespace xvm {
struct Release;
}

namespace xvm::compiler {

struct Options;

// co_flags or compile() flags of the release to bits of namespace future, and back. Unknown bits are left out.
std::uint32_t futures_of_bits(const Release& release, std::uint32_t bits);
std::uint32_t bits_of_futures(const Release& release, std::uint32_t futures);

namespace flag_bit {
inline constexpr std::uint32_t SourceIsUtf8 = 0x100, DontImplyDedent = 0x200, OnlyAst = 0x400, IgnoreCookie = 0x800,
                               TypeComments = 0x1000, TopLevelAwait = 0x2000, IncompleteInput = 0x4000,
                               OptimizedAst = 0x8000;
}

// All that compile() takes; others are unrecognised.
std::uint32_t known_flag_bits(const Release& release);

}  // namespace xvm::compiler
