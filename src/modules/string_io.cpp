// StringIO and cStringIO of 2.x: files in memory.
#include <algorithm>
#include <vector>

#include "modules/iterator_struct.h"
#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/codecs.h"
#include "vm/limits.h"

namespace xvm {

namespace {

// One struct for both: StringIO's takes any text and has attributes, cStringIO's bytes alone.
struct MemoryFile : Object {
  XVM_OBJECT("StringIO.StringIO")
  std::string bytes;
  std::u32string text;      // in place of bytes once unicode was written
  std::size_t at = 0;
  bool wide = false, closed = false;
  std::int64_t softspace = 0;
  std::vector<Value> added;     // written at the end and not yet joined to the rest
  std::size_t added_size = 0;
  std::size_t size() const { return (wide ? text.size() : bytes.size()) + added_size; }
  void traverse(Visitor& v) { for (Value& part : added) v(part); }
  void clear() { added.clear(); }
};

Type *string_io = nullptr, *input_type = nullptr, *output_type = nullptr;

bool reads_unicode_raw(const Release& r) { return r.until(2, 6); }   // cStringIO, as it lies in memory

MemoryFile& file_of(Ref self) { return as<MemoryFile>(self); }
bool is_open(Thread& thread, const MemoryFile& f) { return !f.closed || raise_value_error(thread, "I/O operation on closed file"); }

Value part(Thread& thread, const MemoryFile& f, std::size_t from, std::size_t to) {
  if (f.wide) return make_text(thread, f.text.data() + from, to - from);
  return make_bytes(thread, std::string_view(f.bytes).substr(from, to - from));
}

// Unicode joins bytes: those must be ASCII.
bool widen(Thread& thread, MemoryFile& f) {
  if (f.wide) return true;
  Value text = decode_bytes(thread, f.bytes, "ascii");
  if (!text) return false;
  f.text = text_u32(text), f.wide = true;
  f.bytes.clear();
  return true;
}

bool join_added(Thread& thread, MemoryFile& f);

template <class Buffer, class View>
void overwrite(Buffer& buffer, std::size_t& at, const View& data) {
  if (buffer.size() < at) buffer.resize(at);
  std::size_t over = std::min(buffer.size() - at, data.size());
  buffer.replace(at, over, data);
  at += data.size();
}

bool put(Thread& thread, Ref self, Ref v) {
  Value data(v);
  bool only_bytes = self.object()->type == output_type;
  if (is<Text>(data) && only_bytes && !(data = coerce_to_bytes(thread, data))) return false;
  if (!is<Bytes>(data) && !is<Text>(data)) {
    if (only_bytes && !has_buffer(thread, data)) return raise_type_error(thread, "write() argument 1 must be string or {}, not {}", thread.rt.release.since(2, 7) ? "buffer" : "read-only character buffer", type_name(thread, data));
    if (only_bytes) {
      BufferView view;
      if (!get_buffer(thread, v, view)) return false;
      data = make_bytes(thread, view.view());
    } else if (!(data = str(thread, v))) {
      return false;
    }
  }
  MemoryFile& f = file_of(self);
  if (!is_open(thread, f)) return false;
  if (!only_bytes && f.at == f.size()) {   // what does not go together is found when all of it is asked for
    std::int64_t size = length(thread, data);
    f.at += static_cast<std::size_t>(size), f.added_size += static_cast<std::size_t>(size);
    if (size) f.added.push_back(std::move(data));
    return true;
  }
  if (!join_added(thread, f)) return false;
  if (is<Text>(data) && !widen(thread, f)) return false;
  if (!f.wide) {
    overwrite(f.bytes, f.at, as<Bytes>(data).view());
    return true;
  }
  Value text = coerce_to_text(thread, data);
  if (!text) return false;
  overwrite(f.text, f.at, text_u32(text));
  return true;
}

bool join_added(Thread& thread, MemoryFile& f) {
  if (f.added.empty()) return true;
  bool unicode = f.wide || std::any_of(f.added.begin(), f.added.end(), [](const Value& part) { return is<Text>(part); });
  std::string more;
  std::u32string text;
  for (const Value& part : f.added) {
    Value converted = unicode ? coerce_to_text(thread, part) : part;
    if (!converted) return false;
    if (unicode) text += text_u32(converted);
    else more += as<Bytes>(converted).view();
  }
  if (unicode && !widen(thread, f)) return false;
  f.text += text, f.bytes += more;
  std::vector<Value> done = std::move(f.added);
  f.added.clear(), f.added_size = 0;
  return true;
}

Value memory_write(Thread& thread, Ref self, Args args) { return put(thread, self, args[0]) ? none_value() : Value(); }
Value memory_write_lines(Thread& thread, Ref self, Args args) {
  Value keep(self);
  return for_each(thread, args[0], [&](Ref line) { return put(thread, keep, line); }) ? none_value() : Value();
}
Value memory_read(Thread& thread, Ref self, Args args) {
  MemoryFile& f = file_of(self);
  std::int64_t count = -1;
  if (!is_open(thread, f) || !size_or_none(thread, args[0], count) || !join_added(thread, f)) return error_set;
  std::size_t from = std::min(f.at, f.size()), left = f.size() - from;
  std::size_t to = from + (count < 0 ? left : std::min(left, static_cast<std::size_t>(count)));
  f.at = std::max(f.at, to);
  return part(thread, f, from, to);
}
Value memory_read_line(Thread& thread, Ref self, Args args) {
  MemoryFile& f = file_of(self);
  std::int64_t limit = -1;
  if (!is_open(thread, f) || !size_or_none(thread, args[0], limit) || !join_added(thread, f)) return error_set;
  std::size_t from = std::min(f.at, f.size());
  std::size_t end = f.wide ? f.text.find(U'\n', from) : f.bytes.find('\n', from);
  std::size_t to = end == std::string::npos ? f.size() : end + 1;
  if (limit >= 0) to = std::min(to, from + static_cast<std::size_t>(limit));
  f.at = std::max(f.at, to);
  return part(thread, f, from, to);
}
Value memory_read_lines(Thread& thread, Ref self, Args args) {
  std::int64_t hint = 0, total = 0;
  if (!size_or_none(thread, args[0], hint)) return error_set;
  Value lines = own(allocate_list(thread, 0)), nothing;
  for (;;) {
    Value line = memory_read_line(thread, self, Args{&nothing, 1, {}});
    std::int64_t size = line ? length(thread, line) : -1;
    if (size < 0) return error_set;
    if (size == 0) return lines;
    list_append(as<List>(lines), std::move(line));
    if ((total += size) >= hint && hint > 0) return lines;
  }
}
Value memory_next(Thread& thread, Ref self) {
  Value nothing, line = memory_read_line(thread, self, Args{&nothing, 1, {}});
  return line && length(thread, line) > 0 ? std::move(line) : Value();
}
Value memory_next_method(Thread& thread, Ref self, Args) {
  Value line = memory_next(thread, self);
  return line || thread.has_error() ? std::move(line) : Value(raise_class(thread, thread.rt.exc.StopIteration));
}
Value memory_get_value(Thread& thread, Ref self, Args args) {
  MemoryFile& f = file_of(self);
  if (f.closed && self.object()->type != string_io && !is_open(thread, f)) return error_set;
  if (!join_added(thread, f)) return error_set;
  bool to_position = args.size() > 0 && args[0] && truth(thread, args[0]) == 1;
  return part(thread, f, 0, to_position ? std::min(f.at, f.size()) : f.size());
}
Value memory_seek(Thread& thread, Ref self, Args args) {
  MemoryFile& f = file_of(self);
  std::int64_t offset = 0, whence = 0;
  if (!is_open(thread, f) || !as_int64(thread, args[0], offset) || (args[1] && !as_int64(thread, args[1], whence))) return error_set;
  if (whence == 1) offset += static_cast<std::int64_t>(f.at);
  if (whence == 2) offset += static_cast<std::int64_t>(f.size());
  if (!room_for(offset)) return raise_memory_error(thread);
  f.at = static_cast<std::size_t>(std::max<std::int64_t>(offset, 0));
  return none_value();
}
Value memory_tell(Thread& thread, Ref self, Args) { return is_open(thread, file_of(self)) ? make_int(thread, static_cast<std::int64_t>(file_of(self).at)) : Value(); }
Value memory_truncate(Thread& thread, Ref self, Args args) {
  MemoryFile& f = file_of(self);
  std::int64_t size = static_cast<std::int64_t>(f.at);
  if (!is_open(thread, f) || !size_or_none(thread, args[0], size) || !join_added(thread, f)) return error_set;
  if (size < 0) return raise(thread, thread.rt.exc.IOError, "Negative size not allowed");
  std::size_t count = std::min(static_cast<std::size_t>(size), f.size());
  f.wide ? f.text.resize(count) : f.bytes.resize(count);
  f.at = count;
  return none_value();
}
Value memory_reset(Thread& thread, Ref self, Args) {
  if (!is_open(thread, file_of(self))) return error_set;
  file_of(self).at = 0;
  return none_value();
}
Value memory_close(Thread&, Ref self, Args) {
  MemoryFile& f = file_of(self);
  f.closed = true;
  return none_value();
}
Value memory_flush(Thread& thread, Ref self, Args) { return is_open(thread, file_of(self)) ? none_value() : Value(); }
Value memory_isatty(Thread& thread, Ref self, Args) { return is_open(thread, file_of(self)) ? Value::of(false) : Value(); }
Value get_closed(Thread&, Ref self) { return Value::of(file_of(self).closed); }
Value get_softspace(Thread& thread, Ref self) { return make_int(thread, file_of(self).softspace); }
bool set_softspace(Thread& thread, Ref self, Ref value) { return value && as_int64(thread, value, file_of(self).softspace); }
Value get_buffer_text(Thread& thread, Ref self) { return !join_added(thread, file_of(self)) ? Value() : part(thread, file_of(self), 0, file_of(self).size()); }
Value get_length(Thread& thread, Ref self) { return make_int(thread, static_cast<std::int64_t>(file_of(self).size())); }
Value get_position(Thread& thread, Ref self) { return make_int(thread, static_cast<std::int64_t>(file_of(self).at)); }

Value memory_make(Thread&, Type* type, Args) {
  MemoryFile* f = allocate<MemoryFile>(type);
  track(f);
  return own(f);
}
bool memory_init(Thread& thread, Ref self, Args args) {
  Bound<1> a(thread, "__init__(buf='')", args);
  if (!a) return false;
  MemoryFile& f = file_of(self);
  f.bytes.clear(), f.text.clear(), f.at = 0, f.wide = f.closed = false;
  if (!a[0]) return true;
  Value initial = is<Text>(a[0]) || is<Bytes>(a[0]) ? Value(a[0]) : str(thread, a[0]);
  if (!initial) return false;
  if (is<Text>(initial)) f.text = text_u32(initial), f.wide = true;
  else f.bytes = std::string(as<Bytes>(initial).view());
  return true;
}

// cStringIO.StringIO(): an output; with a string, an input.
Value make_c_file(Thread& thread, Ref, Args args) {
  bool input = static_cast<bool>(args[0]);
  Value made = memory_make(thread, input ? input_type : output_type, {});
  if (!input) return made;
  Value data(args[0]);
  if (is<Text>(data) && reads_unicode_raw(thread.rt.release)) data = encode_text(thread, data, "unicode_internal");
  else if (is<Text>(data)) data = coerce_to_bytes(thread, data);
  if (!data) return error_set;
  BufferView view;
  if (!get_buffer(thread, data, view)) return error_set;
  file_of(made).bytes = std::string(view.view());
  return made;
}

void fill_file(Slots& slots, Runtime&) { slots.iter = identity, slots.next = memory_next; }
void fill_string_io(Slots& slots, Runtime&) { slots.iter = identity, slots.next = memory_next, slots.make = memory_make, slots.init = memory_init; }

#define XVM_READING                                                                                                                     \
  {"close(self)", memory_close}, {"flush(self)", memory_flush}, {"getvalue(self, use_pos=None, /)", memory_get_value}, {"isatty(self)", memory_isatty}, \
      {"next(self)", memory_next_method}, {"read(self, n=-1)", memory_read}, {"readline(self, length=None)", memory_read_line},          \
      {"readlines(self, sizehint=0)", memory_read_lines}, {"seek(self, pos, mode=0)", memory_seek}, {"tell(self)", memory_tell},           \
      {"truncate(self, size=None)", memory_truncate}
constexpr Method input_methods[] = {XVM_READING, {"reset(self)", memory_reset}};
constexpr Method c_output_methods[] = {XVM_READING, {"reset(self)", memory_reset}, {"write(self, s)", memory_write}, {"writelines(self, iterable)", memory_write_lines}};
constexpr Method output_methods[] = {XVM_READING, {"write(self, s)", memory_write}, {"writelines(self, iterable)", memory_write_lines}};
#undef XVM_READING
constexpr GetSetRow output_getset[] = {{"closed", get_closed}, {"softspace", get_softspace, set_softspace}};
constexpr GetSetRow string_io_getset[] = {{"__dict__", own_dict, set_own_dict}, {"buf", get_buffer_text}, {"closed", get_closed}, {"len", get_length}, {"pos", get_position},
                                          {"softspace", get_softspace, set_softspace}};
constexpr GetSetRow input_getset[] = {{"closed", get_closed}};

bool fill_string_module(Thread& thread, Module& module) {
  static constexpr TypeSpec spec{.name = "StringIO.StringIO", .layout = layout_of<MemoryFile>, .flags = BaseType | HasWeakrefs | InstancesHaveHead | InstancesHaveDict, .methods = output_methods,
                                 .getset = string_io_getset, .fill = fill_string_io};
  string_io = make_builtin_type(thread.rt, spec);
  return module_add_type(thread, module, string_io);
}
bool fill_c_module(Thread& thread, Module& module) {
  static constexpr TypeSpec input{.name = "cStringIO.StringI", .layout = layout_of<MemoryFile>, .flags = DisallowInstantiation, .methods = input_methods, .getset = input_getset, .fill = fill_file};
  static constexpr TypeSpec output{.name = "cStringIO.StringO", .layout = layout_of<MemoryFile>, .flags = DisallowInstantiation, .methods = c_output_methods, .getset = output_getset, .fill = fill_file};
  input_type = make_builtin_type(thread.rt, input);
  output_type = make_builtin_type(thread.rt, output);
  return module_add(thread, module, "InputType", Value(Ref(input_type))) && module_add(thread, module, "OutputType", Value(Ref(output_type)));
}
constexpr Method c_rows[] = {{"StringIO(s=None, /)", make_c_file}};

}  // namespace

extern const ModuleSpec string_io_module, c_string_io_module;
const ModuleSpec string_io_module{.name = "StringIO", .fill = fill_string_module, .releases = py2, .fallback = true};
const ModuleSpec c_string_io_module{.name = "cStringIO", .methods = c_rows, .fill = fill_c_module, .releases = py2};

}  // namespace xvm
