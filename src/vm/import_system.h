// The parts of importing: specs, loaders, the search along a path, and how they stand in sys.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "vm/value.h"

namespace xvm {

class Thread;
struct Code;
struct Module;

// sys.path, meta_path, path_hooks, path_importer_cache, and the types of specs and loaders. False with the error set.
bool start_import_system(Thread& thread, Module& sys);

// A module found in the file system.
struct FoundModule {
  std::string file;        // what __file__ says: the source, or the .pyc where there is no source
  std::string pyc;         // what is loaded; empty: there is only source
  std::string refusal;     // why the .pyc beside the source does not serve
  std::string directory;   // of a package
  std::vector<std::string> portions;   // of a namespace package
  bool is_package = false, has_source = false;
};
// Looks for the last part of a dotted name in one folder. Gives whether it is there; a folder without __init__ (3.3 on) is
// added to portions instead.
bool find_in_folder(Thread& thread, std::string_view folder, std::string_view tail, FoundModule& found);
// The code of a .pyc file of this or a kindred release; ImportError for what is not. `name` is the module's.
Value load_pyc_code(Thread& thread, std::string_view name, const std::string& file);
Value load_pyc_bytes(Thread& thread, std::string_view name, const std::string& file, std::string_view bytes);
// Puts another file name into a code object and those in it, as loading from a cache does.
void rename_code(Ref code, Ref from, Ref to);

// A ModuleSpec; null with the error set. origin null: None.
Value make_spec(Thread& thread, std::string_view name, Ref loader, Ref origin, bool is_package);
Value make_file_loader(Thread& thread, std::string_view name, const FoundModule& found);
Value native_importer(Thread& thread);   // the class BuiltinImporter
Value path_finder(Thread& thread);       // the class PathFinder
// What PathFinder.find_spec finds, as a spec: null without an error when nothing.
Value find_path_spec(Thread& thread, std::string_view name, Ref path);
// A fresh module of ours: created, with what the import system adds, not yet run for files.
Value import_native(Thread& thread, std::string_view name, bool stand_ins);
// Runs a file module's code in its namespace.
bool execute_file_module(Thread& thread, Module& module, std::string_view name, const FoundModule& found);
ErrorSet raise_import_error(Thread& thread, std::string_view message, std::string_view name, std::string_view path = {}, bool not_found = false);

}  // namespace xvm
