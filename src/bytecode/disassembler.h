// The release's own instructions of a .pyc, as text and as JSON. Nothing need be verified: what is not defined is shown
// as "<9>".
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace xvm {

struct Code;
struct PycFile;
struct DecodedCode;

// Called with out from time to time, to write and clear it; without one, all that is appended stays in out.
using Flush = void (*)(std::string& out);

// All code objects, an outer one before those in its constants.
void append_disassembly(std::string& out, const PycFile& pyc, Flush flush = nullptr);

// One object on one line: {"file", "release", "magic", "header", "codes": [{"name", ..., "instructions", "exceptions"}]}.
void append_disassembly_json(std::string& out, const PycFile& pyc, Flush flush = nullptr);

// What the operand of an instruction stands for: a constant, a name, "to 12"; empty where it says nothing more.
std::string operand_text(const DecodedCode& decoded, std::uint32_t index, std::size_t limit = 200);

// The keys that each code object of --dis and --info begins with, from "name" to "free_names".
void append_code_summary_json(std::string& out, const Code& code);

// Calls flush where out has grown large.
void flush_if_large(std::string& out, Flush flush);

// Keys of the file itself: "file", "release", "magic", "header".
void append_file_json(std::string& out, const PycFile& pyc);

}  // namespace xvm
