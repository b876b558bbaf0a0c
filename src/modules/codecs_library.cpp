// codecs, for programs without a standard library: what _codecs has, lookups of parts of a codec, open, and marks of byte order.
#include "modules/iterator_struct.h"
#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/codec_errors.h"
#include "objects/codec_info.h"
#include "objects/codec_registry.h"
#include "objects/codecs.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "vm/attributes.h"
#include "vm/import.h"

namespace xvm {

namespace {

Value part_of_codec(Thread& thread, Ref name, const char* part) {
  if (!is_native_str(thread, name) && !is<Text>(name)) return raise_type_error(thread, "lookup() argument 1 must be {}, not {}", thread.rt.python2() ? "string" : "str", type_name(thread, name));
  Value info = lookup_codec(thread, native_utf8(name));
  return info ? get_attribute(thread, info, part) : Value();
}
constexpr const char part_names[][20] = {"encode", "decode", "streamreader", "streamwriter", "incrementalencoder", "incrementaldecoder"};
template <int part>
Value get_part(Thread& thread, Ref, Args args) {
  Value found;
  if (part < 4) {   // of plain tuples too
    if (!is_native_str(thread, args[0]) && !is<Text>(args[0])) return part_of_codec(thread, args[0], part_names[part]);
    Value info = lookup_codec(thread, native_utf8(args[0]));
    return is<Tuple>(info) && as<Tuple>(info).length == 4 ? Value(as<Tuple>(info)[part]) : Value();
  }
  found = part_of_codec(thread, args[0], part_names[part]);
  if (found && found.is_none()) return raise_value(thread, thread.rt.exc.LookupError, args[0]);
  return found;
}

Value codecs_open(Thread& thread, Ref, Args args) {
  std::string mode = args[1] ? native_utf8(args[1]) : thread.rt.python2() ? "rb" : "r";
  bool encoded = args[2] && !args[2].is_none();
  if (encoded && mode.find('b') == mode.npos) {
    std::erase(mode, 'U');
    mode += 'b';
  }
  Value open = get_attribute(thread, thread.rt.builtins_module, "open"), mode_value = native_str(thread, mode);
  Value file = open ? call(thread, open, args[0], mode_value) : Value();
  if (!file || !encoded) return file;
  NativeCodec codec = find_codec(thread.rt.release, native_utf8(args[2]));
  if (codec.codec == Codec::None) return raise_format(thread, thread.rt.exc.LookupError, "unknown encoding: {}", native_utf8(args[2]));
  Value stream = make_codec_stream(thread, codec, file, args[3]), key = native_intern(thread, "encoding");
  return stream && set_attribute(thread, stream, key, args[2]) ? std::move(stream) : Value();
}

// EncodedFile: what a program reads and writes in one encoding lies in the file in another.
struct Recoder : Object {
  XVM_OBJECT("codecs.StreamRecoder")
  Value stream, data_encoding, file_encoding, errors;
  void traverse(Visitor& v) { v(stream), v(data_encoding), v(file_encoding), v(errors); }
  void clear() { stream = none_value(); }
};
Type* recoder_type = nullptr;

Value recode(Thread& thread, Ref data, const Value& from, const Value& to, const Value& errors) {
  std::string handler = native_utf8(errors);
  Value text = codec_decode(thread, data, native_utf8(from), handler);
  return text ? codec_encode(thread, text, native_utf8(to), handler) : Value();
}
template <const char* method>
Value recoder_read(Thread& thread, Ref self, Args args) {
  Recoder& r = as<Recoder>(self);
  Value held(self), data = args[0] && !args[0].is_none() ? call_named(thread, r.stream, method, {args[0]}) : call_named(thread, r.stream, method);
  return data ? recode(thread, data, r.file_encoding, r.data_encoding, r.errors) : Value();
}
Value recoder_read_lines(Thread& thread, Ref self, Args) {
  Recoder& r = as<Recoder>(self);
  Value held(self), data = call_named(thread, r.stream, "read"), ends = Value::of(true);
  Value recoded = data ? recode(thread, data, r.file_encoding, r.data_encoding, r.errors) : Value();
  return recoded ? call_named(thread, recoded, "splitlines", {ends}) : Value();
}
Value recoder_write(Thread& thread, Ref self, Args args) {
  Recoder& r = as<Recoder>(self);
  Value held(self), data = recode(thread, args[0], r.data_encoding, r.file_encoding, r.errors);
  return data ? call_named(thread, r.stream, "write", {data}) : Value();
}
Value recoder_write_lines(Thread& thread, Ref self, Args args) {
  Value nothing = make_bytes(thread, ""), data = call_named(thread, nothing, "join", {args[0]});
  return data ? recoder_write(thread, self, Args{&data, 1, {}}) : Value();
}
constexpr char read_text[] = "read", readline_text[] = "readline";
Value recoder_next(Thread& thread, Ref self) {
  Value nothing, line = recoder_read<readline_text>(thread, self, Args{&nothing, 1, {}});
  return line && length(thread, line) > 0 ? std::move(line) : Value();
}
Value recoder_attribute(Thread& thread, Ref self, Ref name) {
  Value found = generic_find_attribute(thread, self, name);
  return found || thread.has_error() ? std::move(found) : get_attribute(thread, Value(as<Recoder>(self).stream), name);
}
Value encoded_file(Thread& thread, Ref, Args args) {
  Recoder* r = allocate<Recoder>(recoder_type);
  Value owner = own(r);
  r->stream = Value(args[0]), r->data_encoding = Value(args[1]);
  r->file_encoding = args[2] && !args[2].is_none() ? Value(args[2]) : r->data_encoding;
  r->errors = args[3] ? Value(args[3]) : native_str(thread, "strict");
  track(r);
  for (const Value& name : {r->data_encoding, r->file_encoding})
    if (!part_of_codec(thread, name, "encode")) return error_set;
  return owner;
}
// StreamRecoder(stream, encode, decode, Reader, Writer, errors='strict'), of codecs that are native.
Value recoder_make(Thread& thread, Type*, Args args) {
  Bound<6> a(thread, "__init__(stream, encode, decode, Reader, Writer, errors='strict')", args);
  if (!a) return error_set;
  Value data_encoding = codec_of_factory(a[1]), file_encoding = codec_of_factory(a[3]);
  if (!data_encoding || !file_encoding) return raise_type_error(thread, "StreamRecoder() needs the functions and classes of codecs");
  const Value parts[] = {Value(a[0]), data_encoding, file_encoding, a[5] ? Value(a[5]) : native_str(thread, "strict")};
  return encoded_file(thread, {}, Args{parts, 4, {}});
}
Value recoder_reset(Thread&, Ref, Args) { return none_value(); }
constexpr Method recoder_methods[] = {
    {"read(self, size=-1)", recoder_read<read_text>},  {"readline(self, size=None)", recoder_read<readline_text>}, {"readlines(self, sizehint=None)", recoder_read_lines},
    {"reset(self)", recoder_reset}, {"write(self, data)", recoder_write},              {"writelines(self, list)", recoder_write_lines},
};
void fill_recoder(Slots& slots, Runtime&) { slots.make = recoder_make, slots.iter = identity, slots.next = recoder_next, slots.get_attribute = recoder_attribute; }

// The codec's step over every item, and what remains at the end, as a list's iterator.
Value step_all(Thread& thread, Ref items, Ref step, const char* method, Ref nothing) {
  Value list = own(allocate_list(thread, 0)), final = Value::of(true);
  auto keep = [&](Value part) {
    int some = part ? truth(thread, part) : -1;
    if (some > 0) list_append(as<List>(list), std::move(part));
    return some >= 0;
  };
  bool ok = for_each(thread, items, [&](Ref item) { return keep(call_named(thread, step, method, {item})); });
  return ok && keep(call_named(thread, step, method, {nothing, final})) ? iterate(thread, list) : Value();
}
Value iterate_encoding(Thread& thread, Ref, Args args) {
  Value factory = part_of_codec(thread, args[1], "incrementalencoder"), errors = args[2] ? Value(args[2]) : native_str(thread, "strict");
  Value step = factory ? call(thread, factory, errors) : Value(), nothing = make_text(thread, "");
  return step ? step_all(thread, args[0], step, "encode", nothing) : Value();
}
Value iterate_decoding(Thread& thread, Ref, Args args) {
  Value factory = part_of_codec(thread, args[1], "incrementaldecoder"), errors = args[2] ? Value(args[2]) : native_str(thread, "strict");
  Value step = factory ? call(thread, factory, errors) : Value(), nothing = make_bytes(thread, "");
  return step ? step_all(thread, args[0], step, "decode", nothing) : Value();
}

Value identity_dict(Thread& thread, Ref, Args args) {
  Value dict = make_dict(thread);
  return for_each(thread, args[0], [&](Ref item) { return dict_set(thread, as<Dict>(dict), item, item); }) ? std::move(dict) : Value();
}
Value encoding_map(Thread& thread, Ref, Args args) {
  Value dict = make_dict(thread), items = call_named(thread, args[0], "items");
  bool ok = items && for_each(thread, items, [&](Ref pair) {
    Value held(pair);
    const Tuple& t = as<Tuple>(held);
    Ref known = dict_get(thread, as<Dict>(dict), t[1]);
    return !thread.has_error() && dict_set(thread, as<Dict>(dict), t[1], known ? none : t[0]);
  });
  return ok ? std::move(dict) : Value();
}

// Codec, IncrementalEncoder, IncrementalDecoder: what programs derive theirs from.
Value base_make(Thread&, Type* type, Args) {
  Instance* made = allocate<Instance>(type);
  track(made);
  return own(made);
}
bool step_init(Thread& thread, Ref self, Args args) {
  Bound<1> a(thread, "__init__(errors='strict')", args);
  Value errors = a && a[0] ? Value(a[0]) : native_str(thread, "strict"), name = native_intern(thread, "errors"), buffer = native_intern(thread, "buffer"), empty = native_str(thread, "");
  return a && set_attribute(thread, self, name, errors) && set_attribute(thread, self, buffer, empty);
}
Value not_there(Thread& thread, Ref, Args) { return raise_class(thread, thread.rt.exc.NotImplementedError); }
Value nothing_to_do(Thread&, Ref, Args) { return none_value(); }
Value encoder_state(Thread&, Ref, Args) { return Value::small(0); }
Value decoder_state(Thread& thread, Ref, Args) {
  Value bytes = make_bytes(thread, ""), zero = Value::small(0);
  return make_tuple(thread, {bytes, zero});
}
void fill_codec(Slots& slots, Runtime&) { slots.make = base_make; }
void fill_step_base(Slots& slots, Runtime&) { slots.make = base_make, slots.init = step_init; }
constexpr Method codec_methods[] = {{"decode(self, input, errors='strict')", not_there}, {"encode(self, input, errors='strict')", not_there}};
constexpr Method encoder_methods[] = {{"encode(self, input, final=False)", not_there}, {"getstate(self)", encoder_state}, {"reset(self)", nothing_to_do}, {"setstate(self, state)", nothing_to_do}};
constexpr Method decoder_methods[] = {{"decode(self, input, final=False)", not_there}, {"getstate(self)", decoder_state}, {"reset(self)", nothing_to_do}, {"setstate(self, state)", nothing_to_do}};

constexpr Method rows[] = {
    {"EncodedFile(file, data_encoding, file_encoding=None, errors='strict')", encoded_file},
    {"getdecoder(encoding)", get_part<1>},
    {"getencoder(encoding)", get_part<0>},
    {"getincrementaldecoder(encoding)", get_part<5>},
    {"getincrementalencoder(encoding)", get_part<4>},
    {"getreader(encoding)", get_part<2>},
    {"getwriter(encoding)", get_part<3>},
    {"iterdecode(iterator, encoding, errors='strict', **kwargs)", iterate_decoding},
    {"iterencode(iterator, encoding, errors='strict', **kwargs)", iterate_encoding},
    {"make_encoding_map(decoding_map)", encoding_map},
    {"make_identity_dict(rng)", identity_dict},
    {"open(filename, mode='r', encoding=None, errors='strict', buffering=-1)", codecs_open},
};

bool fill(Thread& thread, Module& module) {
  static constexpr std::uint32_t flags = BaseType | HasWeakrefs | InstancesHaveHead | InstancesHaveDict;
  static constexpr TypeSpec codec{.name = "codecs.Codec", .layout = layout_of<Instance>, .flags = flags, .methods = codec_methods, .fill = fill_codec};
  static constexpr TypeSpec encoder{.name = "codecs.IncrementalEncoder", .layout = layout_of<Instance>, .flags = flags, .methods = encoder_methods, .fill = fill_step_base};
  static constexpr TypeSpec decoder{.name = "codecs.IncrementalDecoder", .layout = layout_of<Instance>, .flags = flags, .methods = decoder_methods, .fill = fill_step_base};
  static constexpr TypeSpec recoder{.name = "codecs.StreamRecoder", .layout = layout_of<Recoder>, .flags = CustomGetAttribute, .methods = recoder_methods, .fill = fill_recoder};
  recoder_type = make_builtin_type(thread.rt, recoder);
  Value native = import_module(thread, "_codecs");
  if (!native || !module_add_type(thread, module, recoder_type)) return false;
  if (!is<Module>(native)) return raise(thread, thread.rt.exc.ImportError, "cannot import name 'lookup' from '_codecs' (unknown location)");
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(as<Dict>(as<Module>(native).dict)))
    if (!native_utf8(entry->key).starts_with('_') && !dict_set(thread, as<Dict>(module.dict), entry->key, entry->value)) return false;
  for (const TypeSpec* spec : {&codec, &encoder, &decoder})
    if (!module_add_type(thread, module, make_builtin_type(thread.rt, *spec))) return false;
  const CodecTypes& types = codec_types(thread.rt);
  if (!module_add_type(thread, module, types.info) || !module_add_type(thread, module, types.stream)) return false;
  for (const char* handler : {"strict", "ignore", "replace", "xmlcharrefreplace", "backslashreplace"})
    if (!module_add(thread, module, (std::string(handler) + "_errors").c_str(), find_error_handler(thread, handler))) return false;
  struct Mark { const char* name; std::string_view bytes; };
  using namespace std::string_view_literals;
  for (auto [name, bytes] : {Mark{"BOM", "\xff\xfe"}, Mark{"BOM_BE", "\xfe\xff"}, Mark{"BOM_LE", "\xff\xfe"}, Mark{"BOM32_BE", "\xfe\xff"}, Mark{"BOM32_LE", "\xff\xfe"}, Mark{"BOM_UTF8", "\xef\xbb\xbf"},
                             Mark{"BOM_UTF16", "\xff\xfe"}, Mark{"BOM_UTF16_BE", "\xfe\xff"}, Mark{"BOM_UTF16_LE", "\xff\xfe"}, Mark{"BOM_UTF32", "\xff\xfe\0\0"sv},
                             Mark{"BOM_UTF32_BE", "\0\0\xfe\xff"sv}, Mark{"BOM_UTF32_LE", "\xff\xfe\0\0"sv}, Mark{"BOM64_BE", "\0\0\xfe\xff"sv}, Mark{"BOM64_LE", "\xff\xfe\0\0"sv}})
    if (!module_add(thread, module, name, make_bytes(thread, bytes))) return false;
  return true;
}

}  // namespace

extern const ModuleSpec codecs_library_module;
const ModuleSpec codecs_library_module{.name = "codecs", .methods = rows, .fill = fill, .fallback = true};

}  // namespace xvm
