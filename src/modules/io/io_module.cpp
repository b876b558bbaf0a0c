// The modules _io and, where no library has it, io.
#include "modules/io/io.h"

#include "modules/io/streams.h"
#include "objects/exception.h"
#include "objects/list.h"
#include "objects/tuple.h"
#include "vm/argument_words.h"
#include "vm/builtin_types.h"
#include "vm/import.h"

namespace xvm {

void make_io_helper_types(Runtime& rt);

namespace {

// To 3.0 io was written in Python and its classes were its own.
bool io_is_python(const Release& r) { return r.until(2, 6) || (r.since(3, 0) && r.until(3, 0)); }
bool os_error_first(const Release& r) { return r.since(3, 5); }

Value make_unsupported(Thread& thread) {
  Runtime& rt = thread.rt;
  Value os_error(Ref(rt.exc.IOError)), value_error(Ref(rt.exc.ValueError));
  Value bases = os_error_first(rt.release) ? make_tuple(thread, {os_error.ref(), value_error.ref()}) : make_tuple(thread, {value_error.ref(), os_error.ref()});
  Value name = native_str(thread, "UnsupportedOperation"), space = make_dict(thread), module = native_str(thread, "io");
  if (!dict_set(thread, as<Dict>(space), rt.names.module__, module)) return error_set;
  return call(thread, Ref(rt.types.type), name, bases, space);
}

Value io_open_code(Thread& thread, Ref, Args args) {
  if (!is<Text>(args[0])) return raise_type_error(thread, "open_code() argument 'path' must be str, not {}", argument_type(thread, args[0]));
  Value raw = open_file_io(thread, args[0], "r", true, {});
  return raw ? make_buffered(thread, Buffered::Reader, raw, default_buffer_size) : Value();
}

Value io_text_encoding(Thread& thread, Ref, Args args) { return args[0].is_none() ? native_str(thread, "locale") : Value(args[0]); }

constexpr Method functions[] = {
    {"open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True)", io_open, until(3, 2)},
    {"open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)", io_open, since(3, 3)},
    {"open_code(path)", io_open_code, since(3, 8)},
    {"text_encoding(encoding, stacklevel=2, /)", io_text_encoding, since(3, 10)},
};

struct TypeRow { const char* name; Type* IoTypes::*type; Range releases = always; };
constexpr TypeRow type_rows[] = {
    {"_IOBase", &IoTypes::base}, {"_RawIOBase", &IoTypes::raw}, {"_BufferedIOBase", &IoTypes::buffered}, {"_TextIOBase", &IoTypes::text_base},
    {"FileIO", &IoTypes::file}, {"BytesIO", &IoTypes::bytes}, {"StringIO", &IoTypes::string}, {"BufferedReader", &IoTypes::reader},
    {"BufferedWriter", &IoTypes::writer}, {"BufferedRandom", &IoTypes::random}, {"BufferedRWPair", &IoTypes::pair},
    {"TextIOWrapper", &IoTypes::text}, {"IncrementalNewlineDecoder", &IoTypes::newline_decoder}, {"_BytesIOBuffer", &IoTypes::lent_bytes, since(3, 12)},
};

bool fill_core(Thread& thread, Module& module) {
  if (!ensure_io(thread)) return false;
  for (const TypeRow& row : type_rows)
    if (thread.rt.in(row.releases) && !module_add(thread, module, row.name, Value(Ref(io_types.*row.type)))) return false;
  Type* blocking = thread.rt.exc.BlockingIOError ? thread.rt.exc.BlockingIOError : thread.rt.exc.IOError;
  return module_add(thread, module, "UnsupportedOperation", io_types.unsupported) && module_add(thread, module, "BlockingIOError", Value(Ref(blocking))) &&
         module_add(thread, module, "DEFAULT_BUFFER_SIZE", Value::small(default_buffer_size));
}

// class name(base): what io.py makes abstract base classes of.
Value derive(Thread& thread, const char* name, std::initializer_list<Ref> bases) {
  Value label = native_str(thread, name), space = make_dict(thread), module = native_str(thread, "io"), tuple = make_tuple(thread, bases);
  if (!dict_set(thread, as<Dict>(space), thread.rt.names.module__, module)) return error_set;
  return call(thread, Ref(thread.rt.types.type), label, tuple, space);
}

bool fill_python(Thread& thread, Module& module) {
  if (!fill_core(thread, module)) return false;
  Dict& dict = as<Dict>(module.dict);
  for (const char* hidden : {"_IOBase", "_RawIOBase", "_BufferedIOBase", "_TextIOBase"}) {
    Value key = native_intern(thread, hidden);
    if (dict_delete(thread, dict, key) < 0) return false;
  }
  Value base = derive(thread, "IOBase", {Ref(io_types.base)});
  if (!base || !module_add(thread, module, "IOBase", base)) return false;
  struct Row { const char* name; Type* core; };
  for (auto [name, core] : {Row{"RawIOBase", io_types.raw}, Row{"BufferedIOBase", io_types.buffered}, Row{"TextIOBase", io_types.text_base}})
    if (!module_add(thread, module, name, derive(thread, name, {Ref(core), base.ref()}))) return false;
  for (auto [name, value] : {std::pair{"SEEK_SET", 0}, std::pair{"SEEK_CUR", 1}, std::pair{"SEEK_END", 2}})
    if (!module_add(thread, module, name, Value::small(value))) return false;
  return true;
}

}  // namespace

std::span<const Method> io_functions() { return functions; }

bool ensure_io(Thread& thread) {
  static Runtime* made_for = nullptr;
  if (made_for == &thread.rt && io_types.unsupported) return true;
  io_types = IoTypes{};
  Runtime& rt = thread.rt;
  make_io_base_types(rt);
  make_io_file_type(rt);
  make_io_memory_types(rt);
  make_io_buffered_types(rt);
  make_io_text_type(rt);
  make_io_helper_types(rt);
  if (io_is_python(rt.release))
    for (const TypeRow& row : type_rows) (io_types.*row.type)->name.erase(0, 1);
  io_types.unsupported = make_unsupported(thread);
  made_for = &rt;
  return static_cast<bool>(io_types.unsupported);
}

void forget_io() { io_types = IoTypes{}; }

extern const ModuleSpec io_core_module, io_module;
const ModuleSpec io_core_module{.name = "_io", .methods = functions, .fill = fill_core, .releases = since(2, 7)};
const ModuleSpec io_module{.name = "io", .methods = functions, .fill = fill_python, .releases = since(2, 6), .fallback = true};

}  // namespace xvm
