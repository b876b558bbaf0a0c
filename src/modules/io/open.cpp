// open(): the right stack of streams for a mode.
#include <unistd.h>

#include "modules/io/io.h"
#include "vm/argument_words.h"
#include "vm/warnings.h"

namespace xvm {

namespace {

bool has_create_mode(const Release& r) { return r.since(3, 3); }
bool has_universal_mode(const Release& r) { return r.until(3, 10); }
bool has_opener(const Release& r) { return r.since(3, 3); }

struct Mode {
  bool create = false, read = false, write = false, append = false, update = false, text = false, binary = false, universal = false;
};

bool parse_mode(Thread& thread, std::string_view text, Mode& m) {
  const Release& r = thread.rt.release;
  auto invalid = [&] { return raise_value_error(thread, "invalid mode: '{}'", text); };
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool* flag = nullptr;
    switch (text[i]) {
      case 'x': flag = has_create_mode(r) ? &m.create : nullptr; break;
      case 'r': flag = &m.read; break;
      case 'w': flag = &m.write; break;
      case 'a': flag = &m.append; break;
      case '+': flag = &m.update; break;
      case 't': flag = &m.text; break;
      case 'b': flag = &m.binary; break;
      case 'U': flag = has_universal_mode(r) ? &m.universal : nullptr; break;
    }
    if (!flag || *flag) return invalid();
    *flag = true;
  }
  if (m.universal) {
    if (m.create || m.write || m.append || m.update) {
      if (r.since(3, 6)) return raise_value_error(thread, "mode U cannot be combined with 'x', 'w', 'a', or '+'");
      return raise_value_error(thread, "can't use U and writing mode at once");
    }
    if (r.since(3, 4) && !warn(thread, thread.rt.exc.DeprecationWarning, "'U' mode is deprecated")) return false;
    m.read = true;
  }
  if (m.text && m.binary) return raise_value_error(thread, "can't have text and binary mode at once");
  int kinds = m.create + m.read + m.write + m.append;
  if (kinds != 1) {
    if (r.since(3, 13) || has_create_mode(r)) return raise_value_error(thread, "must have exactly one of create/read/write/append mode");
    return raise_value_error(thread, "must have exactly one of read/write/append mode");
  }
  return true;
}

bool given(Ref v) { return v && !v.is_none(); }

}  // namespace

Value io_open(Thread& thread, Ref, Args args) {
  Ref file = args[0], encoding = args[3], errors = args[4], newline = args[5], opener = args.size() > 7 ? args[7] : Ref();
  Value path(file);
  if (args[1] && !is<Text>(args[1]) && !is_native_str(thread, args[1]))
    return raise_type_error(thread, "open() argument {} must be str, not {}", thread.rt.in(since(3, 8)) ? "'mode'" : "2", argument_type(thread, args[1]));
  if (!is_int(file) && !is<Text>(file) && !is<Bytes>(file)) {
    if (thread.rt.release.since(3, 6)) {
      bool found = false;
      Value made = call_special(thread, file, thread.rt.names.fspath__, {}, found);
      if (!found) return raise_type_error(thread, "expected str, bytes or os.PathLike object, not {}", type_name(thread, file));
      if (!made) return made;
      path = std::move(made);
    } else if (!is<ByteArray>(file)) {
      return raise_type_error(thread, "invalid file: {}", repr_utf8(thread, file));
    }
  }
  std::string mode_text = args[1] ? native_utf8(args[1]) : "r";
  Mode mode;
  if (!parse_mode(thread, mode_text, mode)) return error_set;
  std::int64_t buffering = -1;
  if (given(args[2]) && !as_int64(thread, args[2], buffering)) return error_set;
  if (mode.binary && given(encoding)) return raise_value_error(thread, "binary mode doesn't take an encoding argument");
  if (mode.binary && given(errors)) return raise_value_error(thread, "binary mode doesn't take an errors argument");
  if (mode.binary && given(newline)) return raise_value_error(thread, "binary mode doesn't take a newline argument");
  if (mode.binary && buffering == 1 && thread.rt.release.since(3, 8) &&
      !warn(thread, thread.rt.exc.RuntimeWarning, "line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be used"))
    return error_set;
  int closes = args[6] ? truth(thread, args[6]) : 1;
  if (closes < 0) return error_set;
  std::string raw_mode;
  if (mode.create) raw_mode += 'x';
  if (mode.read) raw_mode += 'r';
  if (mode.write) raw_mode += 'w';
  if (mode.append) raw_mode += 'a';
  if (mode.update) raw_mode += '+';
  Value raw = open_file_io(thread, path, raw_mode, closes != 0, has_opener(thread.rt.release) ? opener : Ref());
  if (!raw) return raw;
  FileIO& f = as<FileIO>(raw);
  bool terminal = ::isatty(f.fd) == 1, lines = buffering == 1 || (buffering < 0 && terminal);
  if (buffering == 1 || buffering < 0) buffering = buffering == 1 && mode.binary ? default_buffer_size : default_buffer_size;
  auto failed = [&](Ref opened) {   // what is open already is closed
    ErrorState error = thread.take_error();
    Value closed = call_method(thread, opened, thread.rt.names.close_);
    return Value(raise_first(thread, std::move(error)));
  };
  if (buffering == 0) {
    if (mode.binary) return raw;
    raise_value_error(thread, "can't have unbuffered text I/O");
    return failed(raw);
  }
  Buffered::Role role = mode.update ? Buffered::Random : mode.read ? Buffered::Reader : Buffered::Writer;
  if (mode.update && ::lseek(f.fd, 0, SEEK_CUR) < 0) return raise_unsupported(thread, "File or stream is not seekable."), failed(raw);
  Value buffer = make_buffered(thread, role, raw, buffering);
  if (!buffer) return failed(raw);
  if (mode.binary) return buffer;
  Value text = make_text_io(thread, buffer, TextOptions{encoding, errors, newline, lines, false});
  if (!text) return failed(buffer);
  Value mode_value = args[1] ? Value(args[1]) : native_str(thread, "r"), key = native_intern(thread, "mode");
  return set_attribute(thread, text, key, mode_value) ? std::move(text) : Value();
}

}  // namespace xvm
