// Lookups of users, groups, hosts and services by the C library.
#pragma once

namespace xvm {

// To be called before the first of them. A static glibc would load the system's plug-ins, made for a shared one, and crash
// in them; it is told to keep to files and DNS, which are its own.
void use_own_name_services();

}  // namespace xvm
