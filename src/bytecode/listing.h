// The opcode sets of releases, listed and compared.
#pragma once

#include <string>
#include <vector>

namespace xvm {

struct OpcodeRow;
struct Release;

// --list-versions: a line or object for each release.
void append_releases(std::string& out);
void append_releases_json(std::string& out);

// --list-ops: a line or object for each opcode, by number.
void append_opcodes(std::string& out, const Release& release);
void append_opcodes_json(std::string& out, const Release& release);

// What became of the opcodes of one release in another.
struct OpcodeComparison {
  struct Renumbered {
    const OpcodeRow *before, *after;
  };
  struct Changed {
    const OpcodeRow *before, *after;
    std::vector<std::string> what;  // "operation: END_FOR -> POP_TOP"
  };
  std::vector<const OpcodeRow*> added, removed;  // by name, as all of them; unchanged ones are not listed
  std::vector<Renumbered> renumbered;
  std::vector<Changed> changed;  // in operand, caches or meaning; may be renumbered too
};
OpcodeComparison compare_opcodes(const Release& before, const Release& after);

void append_comparison(std::string& out, const Release& before, const Release& after);
void append_comparison_json(std::string& out, const Release& before, const Release& after);

}  // namespace xvm
