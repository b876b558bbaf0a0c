// The header of a .pyc and the tree of its code objects with all their fields, so that two files can be compared.
#pragma once

#include <string>

#include "bytecode/disassembler.h"

namespace xvm {

void append_info(std::string& out, const PycFile& pyc, Flush flush = nullptr);

// One object on one line, as append_disassembly_json's, but that each code object has "fields" (as stored: byte strings
// as hexadecimal digits, constants as typed text), "lines" and "exceptions" in place of its instructions.
void append_info_json(std::string& out, const PycFile& pyc, Flush flush = nullptr);

}  // namespace xvm
