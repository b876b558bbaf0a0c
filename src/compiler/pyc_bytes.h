// A compiled module as a .pyc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace xvm {
struct Code;
struct Release;
}

namespace xvm::compiler {

// The release's header with the time and size of the source, then the code object.
std::vector<std::uint8_t> pyc_bytes(const Code& code, std::uint32_t mtime, std::uint32_t source_size);
// With a header that has the hash of the source, to be compared with it when imported (checked) or not: PEP 552.
std::vector<std::uint8_t> hashed_pyc_bytes(const Code& code, std::string_view source, bool checked);
bool has_hash_headers(const Release& release);

// Where the release keeps what it compiled from a source: beside it, or (3.2 on) in __pycache__.
std::string cache_path(const Release& release, const std::string& source, int optimize);

}  // namespace xvm::compiler
