// sys.stdlib_module_names: the modules of the standard library, by release.
#include <algorithm>
#include <string_view>
#include <vector>

#include "modules/sys_data.h"
#include "objects/set.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/runtime.h"
#include "vm/thread.h"

namespace xvm {

namespace {

struct Row { Range releases; std::string_view list; };
constexpr Row rows[] = {
    {since(3, 10),
     "__future__ _abc _aix_support _ast _asyncio _bisect _blake2 _bz2 _codecs _codecs_cn _codecs_hk _codecs_iso2022 _codecs_jp "
     "_codecs_kr _codecs_tw _collections _collections_abc _compat_pickle _compression _contextvars _csv _ctypes _curses _curses_panel "
     "_datetime _dbm _decimal _elementtree _frozen_importlib _frozen_importlib_external _functools _gdbm _hashlib _heapq _imp _io _json "
     "_locale _lsprof _lzma _markupbase _md5 _multibytecodec _multiprocessing _opcode _operator _osx_support _overlapped _pickle "
     "_posixshmem _posixsubprocess _py_abc _pydecimal _pyio _queue _random _scproxy _sha1 _sha3 _signal _sitebuiltins _socket _sqlite3 "
     "_sre _ssl _stat _statistics _string _strptime _struct _symtable _thread _threading_local _tkinter _tracemalloc _uuid _warnings "
     "_weakref _weakrefset _winapi _zoneinfo abc antigravity argparse array ast asyncio atexit base64 bdb binascii bisect builtins bz2 "
     "cProfile calendar cmath cmd code codecs codeop collections colorsys compileall concurrent configparser contextlib contextvars "
     "copy copyreg csv ctypes curses dataclasses datetime dbm decimal difflib dis doctest email encodings ensurepip enum errno "
     "faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp "
     "gzip hashlib heapq hmac html http idlelib imaplib importlib inspect io ipaddress itertools json keyword linecache locale logging "
     "lzma mailbox marshal math mimetypes mmap modulefinder msvcrt multiprocessing netrc nt ntpath nturl2path numbers opcode operator "
     "optparse os pathlib pdb pickle pickletools pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd "
     "py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter runpy sched secrets "
     "select selectors shelve shlex shutil signal site smtplib socket socketserver sqlite3 sre_compile sre_constants sre_parse ssl stat "
     "statistics string stringprep struct subprocess symtable sys sysconfig syslog tabnanny tarfile tempfile termios textwrap this "
     "threading time timeit tkinter token tokenize trace traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest "
     "urllib uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xml xmlrpc zipapp zipfile zipimport zlib zoneinfo"},
    {between(3, 10, 3, 10), "binhex"},
    {between(3, 10, 3, 11), "_bootsubprocess _sha256 _sha512 asynchat asyncore distutils imp smtpd"},
    {between(3, 10, 3, 12), "_crypt _msi aifc audioop cgi cgitb chunk crypt imghdr lib2to3 mailcap msilib nis nntplib ossaudiodev pipes sndhdr spwd sunau "
     "telnetlib uu xdrlib"},
    {since(3, 11), "_tokenize _typing tomllib"},
    {since(3, 12), "_pydatetime _pylong _sha2"},
    {since(3, 13), "_android_support _colorize _interpchannels _interpqueues _interpreters _ios_support _opcode_metadata _pyrepl _suggestions "
     "_sysconfig _wmi"},
};

}  // namespace

Value stdlib_module_names(Thread& thread) {
  std::vector<std::string_view> found;
  for (const Row& row : rows) {
    if (!thread.rt.in(row.releases)) continue;
    for (std::string_view rest = row.list; !rest.empty();) {
      std::size_t end = std::min(rest.find(' '), rest.size());
      found.push_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  std::sort(found.begin(), found.end());
  std::vector<Value> items;
  for (std::string_view name : found) items.push_back(native_intern(thread, name));
  Value tuple = make_tuple(thread, items.data(), items.size());
  return tuple ? call(thread, Ref(thread.rt.types.frozenset), tuple) : Value();
}

}  // namespace xvm
