// Small .pyc files made by hand: marshal in pieces, and a code object of any release with fields replaced by name.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "pyc/code.h"
#include "pyc/pyc.h"
#include "pyc/release.h"

namespace sample {

using namespace std::string_literals;

std::string int32(std::int64_t value);                // four bytes
std::string sized(char type, std::string_view text);  // type, four bytes of size, text
std::string tuple(std::initializer_list<std::string> items);
std::string name(const xvm::Release& release, std::string_view text);  // a string as names are stored
std::string repeat(std::size_t times, std::string_view text);

using Fields = std::map<std::string, std::string>;  // "co_names" and its marshal bytes; of a number its four bytes

std::string code(const xvm::Release& release, const Fields& fields = {});
std::string header(const xvm::Release& release);
std::string pyc(const xvm::Release& release, const Fields& fields = {});

xvm::Result<std::unique_ptr<xvm::PycFile>> read(const std::string& bytes, const xvm::ReadOptions& options = {});
// What is said of a file f.pyc; "" where it is accepted.
std::string refusal(const std::string& bytes, const xvm::ReadOptions& options = {});
std::string written(const xvm::PycFile& file);

const xvm::Release& release(std::string_view tag);

// The pyc's only constant is this.
std::string pyc_with_constant(const xvm::Release& release, const std::string& marshalled);
xvm::ConstantId constant(const xvm::PycFile& file);

}  // namespace sample
