#include "compiler/flag_bits.h"

#include "compiler/compile.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

struct FutureBit {
  std::uint32_t future;
  std::uint32_t bit;  // to 3.7; shifted left by four from 3.8
  int major, minor;   // the first release that has it
};
constexpr FutureBit rows[] = {
    {future::Division, 0x2000, 2, 2},          {future::AbsoluteImport, 0x4000, 2, 5}, {future::WithStatement, 0x8000, 2, 5},
    {future::PrintFunction, 0x10000, 2, 6},    {future::UnicodeLiterals, 0x20000, 2, 6}, {future::BarryAsBdfl, 0x40000, 3, 1},
    {future::GeneratorStop, 0x80000, 3, 5},    {future::Annotations, 0x100000, 3, 7},
};

int future_shift(const Release& release) { return release.since(3, 8) ? 4 : 0; }

}  // namespace

std::uint32_t futures_of_bits(const Release& release, std::uint32_t bits) {
  std::uint32_t futures = 0;
  for (const FutureBit& row : rows)
    if (release.since(row.major, row.minor) && (bits & row.bit << future_shift(release))) futures |= row.future;
  return futures;
}

std::uint32_t bits_of_futures(const Release& release, std::uint32_t futures) {
  std::uint32_t bits = 0;
  for (const FutureBit& row : rows)
    if (release.since(row.major, row.minor) && (futures & row.future)) bits |= row.bit << future_shift(release);
  return bits;
}

std::uint32_t known_flag_bits(const Release& release) {
  constexpr std::uint32_t nested = 0x10;
  std::uint32_t bits = nested | flag_bit::SourceIsUtf8 | flag_bit::DontImplyDedent | flag_bit::OnlyAst;
  if (release.since(3, 0)) bits |= flag_bit::IgnoreCookie;
  if (release.since(3, 8)) bits |= flag_bit::TypeComments | flag_bit::TopLevelAwait;
  if (release.since(3, 11)) bits |= flag_bit::IncompleteInput;
  if (release.since(3, 13)) bits |= flag_bit::OptimizedAst;
  for (const FutureBit& row : rows)
    if (release.since(row.major, row.minor)) bits |= row.bit << future_shift(release);
  return bits;
}

}  // namespace xvm::compiler
