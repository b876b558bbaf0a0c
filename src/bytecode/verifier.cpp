#include "bytecode/verifier.h"

#include <fmt/format.h>

#include <algorithm>

#include "bytecode/decoder.h"
#include "bytecode/verify_walk.h"
#include "pyc/pyc.h"
#include "pyc/release.h"

namespace xvm {

std::optional<std::string> verify_code(const Code& stored, DecodedCode& out) {
  thread_local WalkStorage storage;
  decode(stored, out);
  if (out.size() == 0) return fmt::format("{}: the code is empty", stored.path());
  Walk walk(stored, out, storage);
  if (walk.run()) return std::nullopt;
  std::string place = walk.where == no_index ? "" : fmt::format("offset {}: ", out.offsets[walk.where]);
  std::string release = fmt::format("Python {}", stored.release->tag);
  if (walk.reason.ends_with(release)) return fmt::format("{}: {}{}", stored.path(), place, walk.reason);
  return fmt::format("{}: {}{} ({})", stored.path(), place, walk.reason, release);
}

Result<VerifyTotals> verify_all(const PycFile& file) {
  VerifyTotals totals;
  DecodedCode decoded;
  for (const Code& code : file.pool.codes()) {
    if (auto refusal = verify_code(code, decoded)) return Refusal{fmt::format("{}: {}", file.file_name, *refusal)};
    totals.code_objects++;
    totals.instructions += decoded.size();
    auto unreachable = std::size_t(std::count_if(decoded.depth.begin(), decoded.depth.end(), [](std::int32_t depth) { return depth < 0; }));
    totals.unreachable += unreachable;
    for (std::uint32_t i = 0; unreachable > 0 && i < decoded.size(); i++) {
      if (decoded.reachable(i)) continue;
      unreachable--;
      if (decoded.instructions[i].op == no_op) totals.junk++;
    }
  }
  return totals;
}

}  // namespace xvm
