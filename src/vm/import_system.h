// The parts of importing: specs, loaders, the search along a path, and how they stand in sys.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "vm/value.h"

namespace xvm {

class Thread;
struct Code;
struct Module;
struct Type;
class ZipArchive;
struct Release;

// sys.path, meta_path, path_hooks, path_importer_cache, and the types of specs and loaders. False with the error set.
bool start_import_system(Thread& thread, Module& sys);

// A module found in the file system.
struct FoundModule {
  std::string file;        // what __file__ says: the source, or the .pyc where there is no source
  std::string pyc;         // the .pyc where there is no source; of a source, its cache once the code came from there
  std::string cache;       // of a source: where what is compiled from it is kept
  std::string directory;   // of a package
  std::vector<std::string> portions;   // of a namespace package
  bool is_package = false, has_source = false;
  std::shared_ptr<const ZipArchive> archive;   // where it is in one, `member` is what is loaded from it
  std::string member;
  Value loader;            // a zipimporter, in an archive

  const std::string& cached() const { return has_source && !archive ? cache : pyc.empty() ? cache : pyc; }   // what __cached__ says, or empty
};
// Looks for the last part of a dotted name in one folder, or in one of an archive ("dir/lib.zip/folder"). Gives whether it
// is there; a folder without __init__ (3.3 on) is added to portions instead.
bool find_in_folder(Thread& thread, std::string_view folder, std::string_view tail, FoundModule& found);
// The code of a module that was found, compiled and kept as a .pyc where there is only source; null with the error set.
Value load_found_code(Thread& thread, std::string_view name, FoundModule& found);
// The code of a .pyc file of this or a kindred release; ImportError for what is not. `name` is the module's.
Value load_pyc_code(Thread& thread, std::string_view name, const std::string& file);
Value load_pyc_bytes(Thread& thread, std::string_view name, const std::string& file, std::string_view bytes);
std::string cache_of_source(Thread& thread, const std::string& source);   // where the .pyc of a source is kept
// How caches with a hash answer: _imp.check_hash_based_pycs, "default" where it is not set before a runtime starts.
void set_hash_check(std::string_view mode);
const std::string& hash_check_mode();
std::string absolute_path(const std::string& path);   // below the working folder; of "", the folder itself
// The hash of a source that a .pyc may have in place of its time (PEP 552).
std::uint64_t source_hash(const Release& release, std::uint64_t key, std::string_view source);
// Puts another file name into a code object and those in it, as loading from a cache does.
void rename_code(Ref code, Ref from, Ref to);

// The folder or archive that is run, as sys.path and messages have it.
std::string container_path(Thread& thread);
// What sys.path began with, which a program may have changed since.
const std::string& first_path_entry();

// A ModuleSpec; null with the error set. origin null: None.
Value make_spec(Thread& thread, std::string_view name, Ref loader, Ref origin, bool is_package);
Value make_namespace_loader(Thread& thread, Ref path);   // path: its __path__
// Makes and runs the module that a spec describes, as importing it does.
Value load_module_of_spec(Thread& thread, std::string_view name, Ref spec);
// The name of one of our classes of specs, importers and loaders; null for what is none.
const char* importer_class_name(Ref type);
Value importer_class(std::string_view name);   // the class of that name; null for what the release lacks
Type* file_finder_type();
// A fresh module as a spec describes it, not yet run: importlib.util.module_from_spec.
Value module_of_spec(Thread& thread, Ref spec);
bool is_namespace_loader(Thread& thread, Ref loader);
Value make_file_loader(Thread& thread, std::string_view name, const FoundModule& found);
Value native_importer(Thread& thread);   // the class BuiltinImporter
Value path_finder(Thread& thread);       // the class PathFinder
// What PathFinder.find_spec finds, as a spec: null without an error when nothing.
Value find_path_spec(Thread& thread, std::string_view name, Ref path);
// Which part of the path has a module: ours (`found`), or a program's path hook, whose finder gave `theirs`, a spec from
// 3.4 on and a loader before.
enum class PathSearch : std::uint8_t { Nothing, Ours, Theirs, Failed };
PathSearch search_path_entries(Thread& thread, std::string_view name, Ref path, FoundModule& found, Value& theirs);
Value spec_of_found(Thread& thread, std::string_view name, const FoundModule& found);
Type* null_importer_type(Thread& thread);   // imp.NullImporter, to 3.2
Value make_null_importer(Thread& thread);
// Adds path_hooks and an empty path_importer_cache to sys.
bool start_path_hooks(Thread& thread, Module& sys);
// From 3.3 on, where the standard library is there: its own importlib as _frozen_importlib and _frozen_importlib_external,
// put in the place of our finders. Null without an error where it is not.
Value import_frozen_importlib(Thread& thread, std::string_view name);
// The library's runpy, which is frozen from 3.11 on; null with or without an error where it is not to be had.
Value import_library_runpy(Thread& thread);
// Takes the frames of importlib from the front of the error's traceback, as CPython does.
void strip_importlib_frames(Thread& thread);
// A fresh module of ours: created, with what the import system adds, not yet run for files.
Value import_native(Thread& thread, std::string_view name, bool stand_ins);
// Runs a file module's code in its namespace.
bool execute_file_module(Thread& thread, Module& module, std::string_view name, FoundModule& found);
bool execute_module_code(Thread& thread, Module& module, Ref code);
// name and path: the exception's attributes, None where empty.
ErrorSet raise_import_error(Thread& thread, std::string_view message, std::string_view name = {}, std::string_view path = {}, bool not_found = false);

}  // namespace xvm
