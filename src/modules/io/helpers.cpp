// IncrementalNewlineDecoder and BufferedRWPair.
#include "modules/io/io.h"
#include "objects/tuple.h"

namespace xvm {

void make_io_helper_types(Runtime& rt);

namespace {

NewlineDecoder& decoder_self(Ref self) { return as<NewlineDecoder>(self); }

template <class T>
Value plain_make(Thread&, Type* type, Args) {
  T* object = allocate<T>(type);
  track(object);
  return own(object);
}

bool decoder_init(Thread& thread, Ref self, Args args) {
  Bound<3> a(thread, "IncrementalNewlineDecoder(decoder, translate, errors='strict')", args);
  if (!a) return false;
  int translate = truth(thread, a[1]);
  if (translate < 0) return false;
  NewlineDecoder& d = decoder_self(self);
  d.decoder = Value(a[0]);
  d.translate = translate;
  d.errors = a[2] ? Value(a[2]) : make_text(thread, "strict");
  d.pending = false;
  d.seen = 0;
  d.ready = true;
  return true;
}

bool decoder_usable(Thread& thread, const NewlineDecoder& d) {
  return d.ready || raise_value_error(thread, "{}.__init__() not called", "IncrementalNewlineDecoder");
}

Value decoder_decode(Thread& thread, Ref self, Args args) {
  NewlineDecoder& d = decoder_self(self);
  if (!decoder_usable(thread, d)) return error_set;
  int final = args[1] ? truth(thread, args[1]) : 0;
  if (final < 0) return error_set;
  Value text(args[0]);
  if (!d.decoder.is_none()) {
    Value decoder = d.decoder;
    text = call_named(thread, decoder, "decode", {args[0], Ref::from_bool(final != 0)});
    if (!text) return text;
  }
  if (!is<Text>(text)) return raise_type_error(thread, "decoder should return a string result, not '{}'", type_name(thread, text));
  std::u32string input = text_u32(text), out;
  if (d.pending && (final || !input.empty())) {
    input.insert(input.begin(), U'\r');
    d.pending = false;
  }
  if (!final && !input.empty() && input.back() == U'\r') {
    input.pop_back();
    d.pending = true;
  }
  for (std::size_t i = 0; i < input.size(); ++i) {
    bool pair = input[i] == U'\r' && i + 1 < input.size() && input[i + 1] == U'\n';
    if (input[i] == U'\n') d.seen |= 2;
    if (input[i] == U'\r') d.seen |= pair ? 4 : 1;
    if (input[i] == U'\r' && d.translate) {
      out += U'\n';
      i += pair;
    } else {
      out += input[i];
      if (pair) out += input[++i];
    }
  }
  return make_text(thread, out.data(), out.size());
}

Value decoder_getstate(Thread& thread, Ref self, Args) {
  NewlineDecoder& d = decoder_self(self);
  if (!decoder_usable(thread, d)) return error_set;
  Value buffer = make_bytes(thread, "");
  std::int64_t flag = 0;
  if (!d.decoder.is_none()) {
    Value decoder = d.decoder;
    Value state = call_named(thread, decoder, "getstate");
    if (!state) return state;
    if (!is<Tuple>(state) || as<Tuple>(state).length != 2) return raise_type_error(thread, "illegal decoder state");
    buffer = Value(as<Tuple>(state)[0]);
    if (!as_int64(thread, as<Tuple>(state)[1], flag)) return error_set;
  }
  Value number = make_int(thread, flag << 1 | (d.pending ? 1 : 0));
  return make_tuple(thread, {buffer.ref(), number.ref()});
}
Value decoder_setstate(Thread& thread, Ref self, Args args) {
  NewlineDecoder& d = decoder_self(self);
  if (!decoder_usable(thread, d)) return error_set;
  if (!is<Tuple>(args[0]) || as<Tuple>(args[0]).length != 2) return raise_type_error(thread, "state argument must be a tuple");
  std::int64_t flag = 0;
  if (!as_int64(thread, as<Tuple>(args[0])[1], flag)) return error_set;
  d.pending = flag & 1;
  if (d.decoder.is_none()) return none_value();
  Value number = make_int(thread, flag >> 1), decoder = d.decoder;
  Value state = make_tuple(thread, {as<Tuple>(args[0])[0], number.ref()});
  return call_named(thread, decoder, "setstate", {state});
}
Value decoder_reset(Thread& thread, Ref self, Args) {
  NewlineDecoder& d = decoder_self(self);
  if (!decoder_usable(thread, d)) return error_set;
  d.pending = false;
  d.seen = 0;
  Value decoder = d.decoder;
  return decoder.is_none() ? none_value() : call_named(thread, decoder, "reset");
}
Value decoder_newlines(Thread& thread, Ref self) { return newlines_seen(thread, decoder_self(self).seen); }

// ---- BufferedRWPair

BufferedPair& pair_self(Ref self) { return as<BufferedPair>(self); }

bool pair_init(Thread& thread, Ref self, Args args) {
  Bound<3> a(thread, "BufferedRWPair(reader, writer, buffer_size=8192, /)", args);
  if (!a) return false;
  Value reader(a[0]), writer(a[1]), size = a[2] ? Value(a[2]) : Value::small(default_buffer_size);
  if (!demand_able(thread, reader, "readable") || !demand_able(thread, writer, "writable")) return false;
  Value in = call(thread, Ref(io_types.reader), reader, size);
  Value out = in ? call(thread, Ref(io_types.writer), writer, size) : Value();
  if (!out) return false;
  pair_self(self).reader = in;
  pair_self(self).writer = out;
  return true;
}

bool pair_usable(Thread& thread, const BufferedPair& pair) {
  return (pair.reader && pair.writer) || raise_value_error(thread, "I/O operation on uninitialized object");
}

enum class Side : std::uint8_t { Reader, Writer };
template <Side side, int which>
Value pass_on(Thread& thread, Ref self, Args args) {
  static constexpr const char* names[] = {"read", "peek", "read1", "readinto", "readinto1", "readable", "write", "flush", "writable"};
  if (!pair_usable(thread, pair_self(self))) return error_set;
  Value target = side == Side::Reader ? pair_self(self).reader : pair_self(self).writer;
  if (args.size() && args[0]) return call_named(thread, target, names[which], {args[0]});
  return call_named(thread, target, names[which]);
}
Value pair_close(Thread& thread, Ref self, Args) {
  if (!pair_usable(thread, pair_self(self))) return error_set;
  Value reader = pair_self(self).reader, writer = pair_self(self).writer;
  Value closed = call_named(thread, writer, "close");
  ErrorState error = thread.take_error();
  Value both = call_named(thread, reader, "close");
  return error ? Value(raise_first(thread, std::move(error))) : std::move(both);
}
Value pair_isatty(Thread& thread, Ref self, Args) {
  if (!pair_usable(thread, pair_self(self))) return error_set;
  Value reader = pair_self(self).reader, writer = pair_self(self).writer;
  Value first = call_named(thread, writer, "isatty");
  return !first || first.is_true() ? first : call_named(thread, reader, "isatty");
}
Value pair_closed(Thread& thread, Ref self) {
  if (!pair_usable(thread, pair_self(self))) return error_set;
  Value writer = pair_self(self).writer, key = native_intern(thread, "closed");
  return get_attribute(thread, writer, key);
}

constexpr Method decoder_methods[] = {
    {"decode(self, input, final=False)", decoder_decode},
    {"getstate(self, /)", decoder_getstate},
    {"reset(self, /)", decoder_reset},
    {"setstate(self, state, /)", decoder_setstate},
};
constexpr GetSetRow decoder_getset[] = {{"newlines", decoder_newlines}};
constexpr Method pair_methods[] = {
    {"__getstate__(self, /)", no_pickling, between(3, 0, 3, 7)},
    {"close(self, /)", pair_close},
    {"flush(self, /)", pass_on<Side::Writer, 7>},
    {"isatty(self, /)", pair_isatty},
    {"peek(self, size=0, /)", pass_on<Side::Reader, 1>},
    {"read(self, size=-1, /)", pass_on<Side::Reader, 0>},
    {"read1(self, size=-1, /)", pass_on<Side::Reader, 2>},
    {"readable(self, /)", pass_on<Side::Reader, 5>},
    {"readinto(self, buffer, /)", pass_on<Side::Reader, 3>},
    {"readinto1(self, buffer, /)", pass_on<Side::Reader, 4>, since(3, 5)},
    {"writable(self, /)", pass_on<Side::Writer, 8>},
    {"write(self, buffer, /)", pass_on<Side::Writer, 6>},
};
constexpr GetSetRow pair_getset[] = {{"closed", pair_closed}};

}  // namespace

void make_io_helper_types(Runtime& rt) {
  static constexpr TypeSpec decoder{.name = "_io.IncrementalNewlineDecoder", .layout = layout_of<NewlineDecoder>, .flags = BaseType, .methods = decoder_methods, .getset = decoder_getset,
                                    .fill = [](Slots& s, Runtime&) { s.make = plain_make<NewlineDecoder>; s.init = decoder_init; }};
  static constexpr TypeSpec pair{.name = "_io.BufferedRWPair", .layout = layout_of<BufferedPair>, .flags = BaseType | HasWeakrefs | InstancesHaveDict, .methods = pair_methods, .getset = pair_getset,
                                 .fill = [](Slots& s, Runtime&) { s.make = plain_make<BufferedPair>; s.init = pair_init; }};
  io_types.newline_decoder = make_builtin_type(rt, decoder);
  io_types.pair = make_builtin_type(rt, pair, io_types.buffered);
}

}  // namespace xvm
