// _stat: the bits of st_mode and their like.
#include <sys/stat.h>

#include <string>

#include "modules/system_arguments.h"
#include "objects/int.h"
#include "objects/module.h"
#include "objects/text.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"

namespace xvm {

namespace {

bool mode_argument(Thread& thread, Ref v, std::int64_t& mode) { return as_int64(thread, v, mode); }

template <unsigned kind>
Value is_kind(Thread& thread, Ref, Args args) {
  std::int64_t mode = 0;
  return mode_argument(thread, args[0], mode) ? Value::of(kind != 0 && (mode & S_IFMT) == kind) : Value();
}
Value file_format(Thread& thread, Ref, Args args) {
  std::int64_t mode = 0;
  return mode_argument(thread, args[0], mode) ? make_int(thread, mode & S_IFMT) : Value();
}
Value permissions(Thread& thread, Ref, Args args) {
  std::int64_t mode = 0;
  return mode_argument(thread, args[0], mode) ? make_int(thread, mode & 07777) : Value();
}
Value file_mode(Thread& thread, Ref, Args args) {
  std::int64_t mode = 0;
  if (!mode_argument(thread, args[0], mode)) return error_set;
  std::string text = "?rwxrwxrwx";
  switch (mode & S_IFMT) {
    case S_IFREG: text[0] = '-'; break;
    case S_IFDIR: text[0] = 'd'; break;
    case S_IFLNK: text[0] = 'l'; break;
    case S_IFBLK: text[0] = 'b'; break;
    case S_IFCHR: text[0] = 'c'; break;
    case S_IFIFO: text[0] = 'p'; break;
    case S_IFSOCK: text[0] = 's'; break;
    default: break;
  }
  for (int i = 0; i < 9; ++i)
    if (!(mode >> (8 - i) & 1)) text[static_cast<std::size_t>(i) + 1] = '-';
  if (mode & S_ISUID) text[3] = mode & S_IXUSR ? 's' : 'S';
  if (mode & S_ISGID) text[6] = mode & S_IXGRP ? 's' : 'S';
  if (mode & S_ISVTX) text[9] = mode & S_IXOTH ? 't' : 'T';
  return native_str(thread, text);
}

constexpr Method rows[] = {
    {"S_IFMT(mode, /)", file_format}, {"S_IMODE(mode, /)", permissions}, {"S_ISBLK(mode, /)", is_kind<S_IFBLK>}, {"S_ISCHR(mode, /)", is_kind<S_IFCHR>},
    {"S_ISDIR(mode, /)", is_kind<S_IFDIR>}, {"S_ISDOOR(mode, /)", is_kind<0>}, {"S_ISFIFO(mode, /)", is_kind<S_IFIFO>}, {"S_ISLNK(mode, /)", is_kind<S_IFLNK>},
    {"S_ISPORT(mode, /)", is_kind<0>}, {"S_ISREG(mode, /)", is_kind<S_IFREG>}, {"S_ISSOCK(mode, /)", is_kind<S_IFSOCK>}, {"S_ISWHT(mode, /)", is_kind<0>}, {"filemode(mode, /)", file_mode},
};

struct Row { const char* name; std::int64_t value; Range releases = always; };
constexpr Row constants[] = {
    {"S_IFBLK", S_IFBLK}, {"S_IFCHR", S_IFCHR}, {"S_IFDIR", S_IFDIR}, {"S_IFDOOR", 0}, {"S_IFIFO", S_IFIFO}, {"S_IFLNK", S_IFLNK}, {"S_IFPORT", 0}, {"S_IFREG", S_IFREG}, {"S_IFSOCK", S_IFSOCK}, {"S_IFWHT", 0},
    {"S_ENFMT", S_ISGID}, {"S_IEXEC", S_IXUSR}, {"S_IREAD", S_IRUSR}, {"S_IWRITE", S_IWUSR}, {"S_IRGRP", S_IRGRP}, {"S_IROTH", S_IROTH}, {"S_IRUSR", S_IRUSR}, {"S_IRWXG", S_IRWXG}, {"S_IRWXO", S_IRWXO},
    {"S_IRWXU", S_IRWXU}, {"S_ISGID", S_ISGID}, {"S_ISUID", S_ISUID}, {"S_ISVTX", S_ISVTX}, {"S_IWGRP", S_IWGRP}, {"S_IWOTH", S_IWOTH}, {"S_IWUSR", S_IWUSR}, {"S_IXGRP", S_IXGRP}, {"S_IXOTH", S_IXOTH}, {"S_IXUSR", S_IXUSR},
    {"ST_MODE", 0}, {"ST_INO", 1}, {"ST_DEV", 2}, {"ST_NLINK", 3}, {"ST_UID", 4}, {"ST_GID", 5}, {"ST_SIZE", 6}, {"ST_ATIME", 7}, {"ST_MTIME", 8}, {"ST_CTIME", 9},
    {"UF_NODUMP", 1}, {"UF_IMMUTABLE", 2}, {"UF_APPEND", 4}, {"UF_OPAQUE", 8}, {"UF_NOUNLINK", 16}, {"UF_COMPRESSED", 32}, {"UF_TRACKED", 64, since(3, 13)}, {"UF_DATAVAULT", 128, since(3, 13)}, {"UF_HIDDEN", 32768},
    {"UF_SETTABLE", 0xffff, since(3, 13)}, {"SF_ARCHIVED", 0x10000}, {"SF_IMMUTABLE", 0x20000}, {"SF_APPEND", 0x40000}, {"SF_NOUNLINK", 0x100000}, {"SF_SNAPSHOT", 0x200000}, {"SF_FIRMLINK", 0x800000, since(3, 13)},
    {"SF_DATALESS", 0x40000000, since(3, 13)}, {"SF_SETTABLE", 0x3fff0000, since(3, 13)},
};

bool fill(Thread& thread, Module& module) {
  for (const Row& row : constants)
    if (thread.rt.in(row.releases) && !module_add(thread, module, row.name, make_int(thread, row.value))) return false;
  return true;
}

}  // namespace

extern const ModuleSpec stat_module;
const ModuleSpec stat_module{.name = "_stat", .methods = rows, .fill = fill, .releases = since(3, 4)};

}  // namespace xvm
