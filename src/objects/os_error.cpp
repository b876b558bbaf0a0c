// OSError: EnvironmentError with IOError and OSError to 3.2, then one class with a subclass for many an errno.
#include <cerrno>
#include <cstdint>

#include "objects/exception_family.h"
#include "objects/int.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/signature.h"

namespace xvm {

namespace field = exception_field;

static bool takes_second_file_name(const Release& release) { return release.since(3, 4); }
static bool checks_deleted_count(const Release& release) { return release.since(3, 7); }

static void set_field(Exception& self, std::size_t index, Value value) { std::swap(self.fields[index], value); }

Type* os_error_class(Runtime& runtime, std::int64_t error) {
  Exceptions& exc = runtime.exc;
  switch (error) {
    case EAGAIN: case EALREADY: case EINPROGRESS: return exc.BlockingIOError;
    case EPIPE: case ESHUTDOWN: return exc.BrokenPipeError;
    case ECHILD: return exc.ChildProcessError;
    case ECONNABORTED: return exc.ConnectionAbortedError;
    case ECONNREFUSED: return exc.ConnectionRefusedError;
    case ECONNRESET: return exc.ConnectionResetError;
    case EEXIST: return exc.FileExistsError;
    case ENOENT: return exc.FileNotFoundError;
    case EISDIR: return exc.IsADirectoryError;
    case ENOTDIR: return exc.NotADirectoryError;
    case EINTR: return exc.InterruptedError;
    case EACCES: case EPERM: return exc.PermissionError;
    case ESRCH: return exc.ProcessLookupError;
    case ETIMEDOUT: return exc.TimeoutError;
    default: return exc.OSError;
  }
}

// To 3.2

static bool environment_error_init(Thread& thread, Ref self, Args args) {
  if (!base_exception_init(thread, self, args)) return error_set;
  if (args.positional < 2 || args.positional > 3) return true;
  Exception& error = as<Exception>(self);
  set_field(error, field::os_errno, Value(args[0]));
  set_field(error, field::os_strerror, Value(args[1]));
  if (args.positional < 3) return true;
  set_field(error, field::os_filename, Value(args[2]));
  return store_exception_args(thread, error, Args{args.data, 2, {}});   // what unpacks it expects two
}

// From 3.3

static NewFn os_error_make_slot();
static InitFn os_error_init_slot();

// Arguments are read by __init__ where a subclass has one of its own and no __new__ (which may not expect them), else by __new__.
static bool init_reads_arguments(const Type* type) {
  return type->slots.init != os_error_init_slot() && type->slots.make == os_error_make_slot();
}

static bool is_number(Ref v) { return is_int(v) || v.is_double(); }

static bool read_os_error(Thread& thread, Ref self, Args args) {
  Exception& error = as<Exception>(self);
  std::uint32_t most = takes_second_file_name(thread.rt.release) ? 5 : 4, count = args.positional;
  if (count >= 2 && count <= most) {
    set_field(error, field::os_errno, Value(args[0]));
    set_field(error, field::os_strerror, Value(args[1]));
    Ref file = count > 2 ? args[2] : none;
    if (!file.is_none()) {
      if (error.type == thread.rt.exc.BlockingIOError && is_number(file)) {
        std::int64_t written = 0;
        if (!as_int64(thread, file, written)) return error_set;
        set_field(error, field::os_written, make_int(thread, written));
      } else {
        set_field(error, field::os_filename, Value(file));
        if (count > 4 && !args[4].is_none()) set_field(error, field::os_filename2, Value(args[4]));
        return store_exception_args(thread, error, Args{args.data, 2, {}});
      }
    }
  }
  return store_exception_args(thread, error, Args{args.data, count, {}});
}

static bool takes_no_keywords(Thread& thread, const Type& type, Args args) {
  if (!args.keywords()) return true;
  return raise_type_error(thread, "{}{}", type.name, thread.rt.in(until(3, 6)) ? " does not take keyword arguments" : "() takes no keyword arguments");
}

static Value os_error_new(Thread& thread, Type* type, Args args) {
  bool reads = !init_reads_arguments(type);
  if (reads && !takes_no_keywords(thread, *type, args)) return error_set;
  if (reads && type == thread.rt.exc.OSError && args.positional >= 2 && args.positional <= 5) {
    std::int64_t number = 0;
    if (is_int(args[0]) && int_fits(args[0], number)) type = os_error_class(thread.rt, number);
  }
  Value made = base_exception_new(thread, type, Args{args.data, reads ? args.positional : 0, {}});
  if (made && reads && !read_os_error(thread, made, args)) return error_set;
  return made;
}

static bool os_error_init(Thread& thread, Ref self, Args args) {
  if (!init_reads_arguments(self.object()->type)) return true;
  if (!takes_no_keywords(thread, *self.object()->type, args)) return error_set;
  return read_os_error(thread, self, args);
}

static NewFn os_error_make_slot() { return os_error_new; }
static InitFn os_error_init_slot() { return os_error_init; }

// Text

static Value os_error_str(Thread& thread, Ref self) {
  Exception& error = as<Exception>(self);
  Value number = error.fields[field::os_errno], text = error.fields[field::os_strerror], file = error.fields[field::os_filename],
        file2 = error.fields[field::os_filename2];
  if (!file && !(number && text)) return base_exception_str(thread, self);
  TextBuilder out(thread);
  out.add("[Errno ");
  if (!out.add_str(number ? number.ref() : none)) return error_set;
  out.add("] ");
  if (!out.add_str(text ? text.ref() : none)) return error_set;
  if (file) {
    out.add(": ");
    if (!out.add_repr(file)) return error_set;
    if (file2) {
      out.add(" -> ");
      if (!out.add_repr(file2)) return error_set;
    }
  }
  return out.finish();
}

// The arguments as they were given, with the file names that args leaves out.
static Value os_error_reduce(Thread& thread, Ref self, Args) {
  Exception& error = as<Exception>(self);
  Value args = error.args, file = error.fields[field::os_filename], file2 = error.fields[field::os_filename2];
  const Tuple* tuple = try_as<Tuple>(args);
  if (tuple && tuple->length == 2 && file) {
    args = file2 ? make_tuple(thread, {(*tuple)[0], (*tuple)[1], file.ref(), none, file2.ref()})
                 : make_tuple(thread, {(*tuple)[0], (*tuple)[1], file.ref()});
    if (!args) return error_set;
  }
  if (error.dict) return make_tuple(thread, {Ref(error.type), args.ref(), error.dict.ref()});
  return make_tuple(thread, {Ref(error.type), args.ref()});
}

// characters_written

static Value get_written(Thread& thread, Ref self) {
  const Value& written = as<Exception>(self).fields[field::os_written];
  if (!written) return raise(thread, thread.rt.exc.AttributeError, "characters_written");
  return written;
}

static bool set_written(Thread& thread, Ref self, Ref value) {
  Exception& error = as<Exception>(self);
  if (!value) {
    if (!checks_deleted_count(thread.rt.release)) return raise_system_error(thread, "null argument to internal routine");
    if (!error.fields[field::os_written]) return raise(thread, thread.rt.exc.AttributeError, "characters_written");
    set_field(error, field::os_written, Value());
    return true;
  }
  std::int64_t written = 0;
  if (!as_int64(thread, value, written)) return error_set;
  set_field(error, field::os_written, make_int(thread, written));
  return true;
}

static constexpr Method os_error_methods[] = {{"__reduce__(self, /)", os_error_reduce}};
static constexpr GetSetRow os_error_getset[] = {
    exception_field_row<field::os_errno>("errno"),
    exception_field_row<field::os_strerror>("strerror"),
    exception_field_row<field::os_filename>("filename"),
    exception_field_row<field::os_filename2>("filename2", since(3, 4)),
    {"characters_written", get_written, set_written, since(3, 3)},
};

static void fill_environment_error(Slots& slots, Runtime&) {
  slots.init = environment_error_init;
  slots.str = os_error_str;
}

static void fill_os_error(Slots& slots, Runtime&) {
  slots.make = os_error_new;
  slots.init = os_error_init;
  slots.str = os_error_str;
}

static constexpr ExceptionFamily families[] = {
    {"EnvironmentError", os_error_methods, os_error_getset, fill_environment_error, until(3, 2)},
    {"OSError", os_error_methods, os_error_getset, fill_os_error, since(3, 3)},
};
std::span<const ExceptionFamily> os_error_families() { return families; }

}  // namespace xvm
