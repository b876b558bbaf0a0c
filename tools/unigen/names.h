// The names of characters, packed: see src/base/unicode_tables.h.
#pragma once

#include <string>

// C++ definitions of the tables of names.
std::string name_tables();
