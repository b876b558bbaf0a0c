// Source text on the command line: whether a file is source, and which release it is for.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace xvm {

struct Release;
struct Options;

// Whether a file holds source rather than compiled code; by its name, else by what it begins with.
bool is_source(const std::string& name, std::span<const std::uint8_t> bytes);

// --version-tag, else what the first line says ("#!/usr/bin/env python3.8"), else the newest.
const Release& release_of_source(const Options& options, std::span<const std::uint8_t> bytes);

}  // namespace xvm
