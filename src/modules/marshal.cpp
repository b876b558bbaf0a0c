// marshal: values to bytes and back, in the versions and words of each release.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/shared_objects.h"
#include "modules/marshal.h"
#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/set.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "pyc/code.h"
#include "pyc/marshal.h"
#include "pyc/marshal_encode.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"

namespace xvm {

namespace {

bool tells_short_data(const Release& r) { return r.since(3, 2); }
bool refers_to_objects(const Release& r) { return r.since(3, 4); }
bool sorts_frozensets(const Release& r) { return r.since(3, 11); }

// ---- reading

struct Held {
  ConstantPool pool;
};

class Loader {
 public:
  Loader(Thread& thread, std::shared_ptr<Held> held) : thread_(thread), held_(std::move(held)), pool_(held_->pool), made_(pool_.size()) {}

  Value get(ConstantId id) {
    Value& known = made_[static_cast<std::size_t>(id)];
    if (known) return known;
    Value value = make(id);
    if (value) made_[static_cast<std::size_t>(id)] = value;
    return value;
  }

 private:
  Value make_number(ConstantId id) {
    Big number;
    for (std::size_t i = pool_[id].count; i-- > 0;) {
      mpz_mul_2exp(number, number, 15);
      mpz_add_ui(number, number, pool_.digit(id, i));
    }
    if (pool_.negative(id)) mpz_neg(number, number);
    return thread_.rt.python2() ? make_long(thread_, number) : make_int(thread_, number);
  }
  std::vector<ConstantId> items(ConstantId id) {
    auto span = pool_.items(id);
    return {span.begin(), span.end()};
  }
  Value make_tuple_of(ConstantId id) {
    std::vector<ConstantId> ids = items(id);
    if (ids.empty()) return empty_tuple(thread_);
    Tuple* tuple = allocate_tuple(thread_, ids.size());
    Value owner = own(tuple);
    for (std::size_t i = 0; i < ids.size(); ++i) tuple->items()[i] = none_value();   // seen where the tuple contains itself
    track(tuple);
    made_[static_cast<std::size_t>(id)] = owner;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      Value item = get(ids[i]);
      if (!item) return item;
      tuple->items()[i] = std::move(item);
    }
    return owner;
  }
  Value make(ConstantId id) {
    switch (pool_.kind(id)) {
      case ConstantKind::Null: return raise_type_error(thread_, "NULL object in marshal data for object");
      case ConstantKind::None: return none_value();
      case ConstantKind::True: return Value(py_true);
      case ConstantKind::False: return Value(py_false);
      case ConstantKind::Ellipsis: return Value(ellipsis);
      case ConstantKind::StopIteration: return Value(Ref(thread_.rt.exc.StopIteration));
      case ConstantKind::Int: return make_int(thread_, pool_.integer(id));
      case ConstantKind::Long: return make_number(id);
      case ConstantKind::Float: return Value::of(pool_.real(id));
      case ConstantKind::Complex: return make_complex(thread_, pool_.real(id), pool_.imag(id));
      case ConstantKind::Bytes: {
        Value value = make_bytes(thread_, pool_.bytes(id));
        return thread_.rt.python2() && pool_[id].interned ? intern(thread_, std::move(value)) : value;
      }
      case ConstantKind::Text: {
        Value value = make_text(thread_, pool_.bytes(id));
        return !thread_.rt.python2() && pool_[id].interned ? intern(thread_, std::move(value)) : value;
      }
      case ConstantKind::Tuple: return make_tuple_of(id);
      case ConstantKind::List: {
        Value list = own(allocate_list(thread_, 0));
        made_[static_cast<std::size_t>(id)] = list;
        for (ConstantId item : items(id)) {
          Value value = get(item);
          if (!value) return value;
          list_append(as<List>(list), std::move(value));
        }
        return list;
      }
      case ConstantKind::Dict: {
        Value dict = make_dict(thread_);
        made_[static_cast<std::size_t>(id)] = dict;
        std::vector<ConstantId> ids = items(id);
        for (std::size_t i = 0; i + 1 < ids.size(); i += 2) {
          Value key = get(ids[i]), value = key ? get(ids[i + 1]) : Value();
          if (!value || !dict_set(thread_, as<Dict>(dict), key, value)) return error_set;
        }
        return dict;
      }
      case ConstantKind::Set: {
        Value set = make_set(thread_);
        made_[static_cast<std::size_t>(id)] = set;
        for (ConstantId item : items(id)) {
          Value value = get(item);
          if (!value || !set_add(thread_, as<Set>(set), value)) return error_set;
        }
        return set;
      }
      case ConstantKind::FrozenSet: {
        Value list = own(allocate_list(thread_, 0));
        for (ConstantId item : items(id)) {
          Value value = get(item);
          if (!value) return value;
          list_append(as<List>(list), std::move(value));
        }
        return make_frozenset(thread_, list);
      }
      case ConstantKind::Code: return make_code(thread_, std::shared_ptr<const Code>(held_, &pool_.code(id)));
    }
    return raise_system_error(thread_, "unknown marshal node");
  }

  Thread& thread_;
  std::shared_ptr<Held> held_;
  const ConstantPool& pool_;
  std::vector<Value> made_;
};

bool is_container(char type) { return (type & 0x7f) != 0 && std::strchr("([{<>)", type & 0x7f) != nullptr; }

// The data ends inside the object at `offset`, or where it should begin.
ErrorSet raise_truncated(Thread& thread, const MarshalFault& fault, std::string_view data) {
  std::size_t offset = fault.offset;
  bool in_object = fault.message.find("inside") != fault.message.npos;
  const Release& r = thread.rt.release;
  char type = offset < data.size() ? static_cast<char>(data[offset] & 0x7f) : '\0';
  bool in_count = is_container(type) && offset + (type == ')' ? 2 : 5) > data.size();
  if (!tells_short_data(r) && in_count) return raise_value_error(thread, "bad marshal data ({} size out of range)", type == '[' ? "list" : type == '(' ? "tuple" : "set");
  bool short_data = tells_short_data(r) && (in_object || in_count || (type != '\0' && !is_container(type)));
  return raise(thread, thread.rt.exc.EOFError, short_data ? "marshal data too short" : "EOF read where object expected");
}

ErrorSet raise_fault(Thread& thread, const MarshalFault& fault, std::string_view data) {
  const Release& r = thread.rt.release;
  Exceptions& exc = thread.rt.exc;
  switch (fault.kind) {
    case MarshalFaultKind::Truncated:
      return raise_truncated(thread, fault, data);
    case MarshalFaultKind::NullObject: return raise_type_error(thread, "NULL object in marshal data for object");
    case MarshalFaultKind::InvalidReference: return raise_value_error(thread, "bad marshal data (invalid reference)");
    case MarshalFaultKind::DigitOutOfRange: return raise_value_error(thread, "bad marshal data (digit out of range in long)");
    case MarshalFaultKind::UnnormalizedLong: return raise_value_error(thread, "bad marshal data (unnormalized long data)");
    case MarshalFaultKind::TooDeep: return raise_value_error(thread, "recursion limit exceeded");
    case MarshalFaultKind::SizeOutOfRange: {
      std::uint8_t type = fault.offset < data.size() ? static_cast<std::uint8_t>(data[fault.offset]) & 0x7f : 0;
      const char* what = type == '(' || type == ')' ? "tuple" : type == '[' ? "list" : type == '<' || type == '>' ? "set" : type == 'l' ? "long" : type == 's' ? "bytes object" : "string";
      std::uint32_t count = 0;
      if (fault.offset + 5 <= data.size()) std::memcpy(&count, data.data() + fault.offset + 1, 4);
      if (count <= 0x7fffffff && type != ')') return raise(thread, exc.EOFError, tells_short_data(r) && (type == 's' || type == 'u' || type == 't' || type == 'a' || type == 'A' || type == 'z' || type == 'Z' || type == 'l') ? "marshal data too short" : "EOF read where object expected");
      if (type == ')') return raise(thread, exc.EOFError, "EOF read where object expected");
      return raise_value_error(thread, "bad marshal data ({} size out of range)", what);
    }
    case MarshalFaultKind::BadText: {
      Value bytes = make_bytes(thread, data.substr(std::min(fault.offset + 5, data.size())));
      return raise_value_error(thread, "bad marshal data ({})", fault.message);
    }
    case MarshalFaultKind::BadNumber: return raise_value_error(thread, "could not convert string to float");
    case MarshalFaultKind::UnknownType: break;
  }
  return raise_value_error(thread, "bad marshal data (unknown type code)");
}

}  // namespace

Value unmarshal(Thread& thread, std::string_view data, std::size_t& end) {
  auto held = std::make_shared<Held>();
  Unmarshalled read;
  MarshalOptions options{refers_to_objects(thread.rt.release)};
  if (auto fault = read_marshal(held->pool, thread.rt.release, {reinterpret_cast<const std::uint8_t*>(data.data()), data.size()}, 0, options, read)) return raise_fault(thread, *fault, data);
  if (!held->pool.codes().empty())
    if (auto fault = check_code_objects(held->pool)) return raise_value_error(thread, "bad marshal data ({})", *fault);
  end = read.end;
  return Loader(thread, held).get(read.root);
}

namespace {

// ---- writing

class Dumper {
 public:
  Dumper(Thread& thread, std::int64_t version) : thread_(thread), release_(thread.rt.release), version_(version) {}

  bool put(Ref v) {
    if (++depth_ > marshal_depth_limit) return raise_value_error(thread_, "object too deeply nested to marshal");
    bool ok = put_value(v);
    --depth_;
    return ok;
  }
  MarshalBytes take() { return std::move(out_); }

 private:
  // True when a reference was written; else notes the object and says in `flag` whether to mark it.
  bool referred(Ref v, std::uint8_t& flag) {
    if (version_ < 3 || !refers_to_objects(release_)) return false;
    bool interned_text = is_exact<Text>(v) && is_interned(v);
    if (v.is_object() && v.object()->refs < 2 && !interned_text) return false;
    auto [entry, fresh] = seen_.try_emplace(v.raw(), static_cast<std::uint32_t>(seen_.size()));
    if (fresh) {
      flag = 0x80;
      return false;
    }
    encode_byte(out_, 'r');
    encode_int32(out_, entry->second);
    return true;
  }
  void type(char letter, std::uint8_t flag) { encode_byte(out_, static_cast<std::uint8_t>(letter) | flag); }
  void sized(char letter, std::uint8_t flag, std::string_view bytes) {
    type(letter, flag);
    encode_size(out_, static_cast<std::uint8_t>(letter), bytes.size());
    encode_bytes(out_, bytes);
  }

  bool put_int(Ref v, std::uint8_t flag) {
    std::int64_t i = 0;
    bool small = int_fits(v, i), as_long = is_long(thread_, v);
    if (small && !as_long && i >= -(std::int64_t{1} << 31) && i < (std::int64_t{1} << 31)) {
      type('i', flag);
      encode_int32(out_, static_cast<std::uint32_t>(i));
      return true;
    }
    if (small && !as_long && thread_.rt.python2()) {
      type('I', flag);
      encode_int64(out_, static_cast<std::uint64_t>(i));
      return true;
    }
    Integer number(v);
    Big rest(number.get());
    bool negative = mpz_sgn(rest) < 0;
    mpz_abs(rest, rest);
    std::vector<std::uint16_t> digits;
    while (mpz_sgn(rest) != 0) {
      digits.push_back(static_cast<std::uint16_t>(mpz_get_ui(rest) & 0x7fff));
      mpz_fdiv_q_2exp(rest, rest, 15);
    }
    type('l', flag);
    std::int32_t count = static_cast<std::int32_t>(digits.size());
    encode_int32(out_, static_cast<std::uint32_t>(negative ? -count : count));
    for (std::uint16_t digit : digits) encode_int16(out_, digit);
    return true;
  }
  void put_double(double d) {
    if (version_ > 1) return encode_double(out_, d);
    std::string text = std::isfinite(d) ? fmt::format("{:.17g}", d) : d != d ? "nan" : d > 0 ? "inf" : "-inf";
    encode_byte(out_, static_cast<std::uint8_t>(text.size()));
    encode_bytes(out_, text);
  }
  void put_text(Ref v, std::uint8_t flag) {
    const Text& text = as<Text>(v);
    bool interned = !thread_.rt.python2() && is_interned(v);
    if (version_ >= 4 && refers_to_objects(release_) && text.ascii) {
      bool brief = text.length < 256;
      return sized(brief ? (interned ? 'Z' : 'z') : interned ? 'A' : 'a', flag, text.ascii_view());
    }
    sized(version_ >= 3 && refers_to_objects(release_) && interned ? 't' : 'u', flag, text_utf8(v));
  }
  void put_native_bytes(Ref v) {   // 2.x str
    if (version_ >= 1 && is_interned(v)) {
      auto [entry, fresh] = strings_.try_emplace(v.raw(), static_cast<std::uint32_t>(strings_.size()));
      if (!fresh) {
        encode_byte(out_, 'R');
        encode_int32(out_, entry->second);
        return;
      }
      return sized('t', 0, as<Bytes>(v).view());
    }
    sized('s', 0, as<Bytes>(v).view());
  }
  bool put_set(Ref v, std::uint8_t flag) {
    bool frozen = is_frozen(thread_, v);
    type(frozen ? '>' : '<', flag);
    Value items = to_list(thread_, v);
    if (!items) return false;
    encode_int32(out_, static_cast<std::uint32_t>(as<List>(items).length));
    if (sorts_frozensets(release_)) {
      std::vector<std::pair<MarshalBytes, Value>> sorted;
      for (const Value& item : as<List>(items)) {
        Dumper alone(thread_, version_);
        if (!alone.put(item)) return false;
        sorted.emplace_back(alone.take(), item);
      }
      auto text = [](const MarshalBytes& bytes) {
        return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
      };
      std::stable_sort(sorted.begin(), sorted.end(),
                       [&](const auto& a, const auto& b) { return text(a.first) < text(b.first); });
      items = nullptr;
      for (auto& [bytes, item] : sorted)
        if (!put(item)) return false;
      return true;
    }
    for (const Value& item : as<List>(items))
      if (!put(item)) return false;
    return true;
  }
  bool put_code(Ref v, std::uint8_t flag) {
    Value keep(v);
    const CodeObject& code = as<CodeObject>(v);
    type('c', flag);
    if (!code.stored) return raise_value_error(thread_, "unmarshallable object");
    auto holder = std::shared_ptr<Held>();
    for (const CodeField& field : code_fields(*code.stored->release)) {
      if (field.type == FieldType::Number) {
        encode_int32(out_, static_cast<std::uint32_t>((*code.stored).*field.number));
        continue;
      }
      Value value;
      if (field.name == "co_consts") value = code.consts_tuple;
      else if (field.name == "co_names") value = code.names_tuple;
      else if (field.name == "co_filename") value = code.filename;
      else if (field.name == "co_name") value = code.name;
      else if (field.name == "co_qualname") value = code.qualname;
      else value = stored_value((*code.stored).*field.object, *code.stored->pool);
      if (!value || !put(value)) return false;
    }
    return true;
  }
  // Bytes and tuples of names as they were stored.
  Value stored_value(ConstantId id, const ConstantPool& pool) {
    if (pool.kind(id) == ConstantKind::Bytes) return make_bytes(thread_, pool.bytes(id));
    std::span<const ConstantId> ids = pool.items(id);
    if (ids.empty()) return empty_tuple(thread_);
    Tuple* tuple = allocate_tuple(thread_, ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) tuple->items()[i] = native_intern(thread_, pool.bytes(ids[i]));
    track(tuple);
    return own(tuple);
  }

  bool put_value(Ref v) {
    if (v.is_none()) return type('N', 0), true;
    if (v.is_bool()) return type(v.is_true() ? 'T' : 'F', 0), true;
    if (v.is_ellipsis()) return type('.', 0), true;
    if (v == Ref(thread_.rt.exc.StopIteration)) return type('S', 0), true;
    std::uint8_t flag = 0;
    if (referred(v, flag)) return true;
    if (is_exact_int(v)) return put_int(v, flag);
    if (v.is_double() || is_exact<Float>(v)) return type(version_ > 1 ? 'g' : 'f', flag), put_double(float_of(v)), true;
    if (is_exact<Complex>(v)) {
      type(version_ > 1 ? 'y' : 'x', flag);
      put_double(as<Complex>(v).real);
      put_double(as<Complex>(v).imag);
      return true;
    }
    if (is_exact<Bytes>(v)) {
      thread_.rt.python2() ? put_native_bytes(v) : sized('s', flag, as<Bytes>(v).view());
      return true;
    }
    if (is_exact<Text>(v)) return put_text(v, flag), true;
    if (is_exact<Tuple>(v)) {
      const Tuple& tuple = as<Tuple>(v);
      bool brief = version_ >= 4 && refers_to_objects(release_) && tuple.length < 256;
      type(brief ? ')' : '(', flag);
      encode_size(out_, brief ? ')' : '(', tuple.length);
      for (const Value& item : tuple)
        if (!put(item)) return false;
      return true;
    }
    if (is_exact<List>(v)) {
      Value keep(v);
      type('[', flag);
      encode_int32(out_, static_cast<std::uint32_t>(as<List>(v).length));
      for (std::size_t i = 0; i < as<List>(v).length; ++i)
        if (!put(as<List>(v)[i])) return false;
      return true;
    }
    if (is_exact<Dict>(v) && type_of(thread_, v) == thread_.rt.types.dict) {
      type('{', flag);
      DictCursor cursor;
      while (DictEntry* entry = cursor.next(as<Dict>(v)))
        if (!put(entry->key) || !put(entry->value)) return false;
      return encode_byte(out_, '0'), true;
    }
    if (is_exact<Set>(v)) return put_set(v, flag);
    if (is<CodeObject>(v)) return put_code(v, flag);
    if (has_buffer(thread_, v)) {
      BufferView view;
      if (!get_buffer(thread_, v, view)) {
        thread_.clear_error();
        return raise_value_error(thread_, "unmarshallable object");
      }
      return sized('s', flag, view.view()), true;
    }
    return raise_value_error(thread_, "unmarshallable object");
  }

  Thread& thread_;
  const Release& release_;
  std::int64_t version_;
  std::size_t depth_ = 0;
  MarshalBytes out_;
  std::unordered_map<std::uint64_t, std::uint32_t> seen_, strings_;
};

// Whether a constant is one that a .pyc can hold.
bool is_storable(Ref v) {
  if (is_exact<Tuple>(v)) return std::all_of(as<Tuple>(v).items(), as<Tuple>(v).items() + as<Tuple>(v).length, [](const Value& item) { return is_storable(item); });
  return !v.is_object() || is<CodeObject>(v) || is_exact<Text>(v) || is_exact<Bytes>(v) || is_exact<Float>(v) || is_exact<Complex>(v) || is_exact<Set>(v) || is_exact_int(v);
}
// Whether a code object still is what it was made from.
bool is_as_stored(const CodeObject& code) {
  return code.stored && native_utf8(code.filename) == code.stored->filename() && native_utf8(code.name) == code.stored->name() && is_storable(code.consts_tuple) &&
         std::all_of(code.consts.begin(), code.consts.end(), [&](const Value& v) {
           if (!is<CodeObject>(v)) return true;
           const CodeObject& inner = as<CodeObject>(v);   // a program may have put it in place of another
           return is_as_stored(inner) && inner.stored->pool == code.stored->pool;
         });
}

Value dump_value(Thread& thread, Ref v, Ref version_given) {
  std::int64_t version = thread.rt.release.marshal_version;
  int given = 0;
  if (version_given && !int_argument(thread, version_given, given)) return error_set;
  if (version_given) version = given;
  if (is<CodeObject>(v) && version == thread.rt.release.marshal_version && (refers_to_objects(thread.rt.release) || thread.rt.python2())) {
    const CodeObject& code = as<CodeObject>(v);
    if (code.release == &thread.rt.release && is_as_stored(code)) {
      MarshalBytes bytes;
      compiler::write_fresh_marshal(*code.stored, bytes);
      if (!thread.rt.python2() && code.refs < 2) bytes[0] &= 0x7f;
      return make_bytes(thread, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    }
  }
  Dumper dumper(thread, version);
  if (!dumper.put(v)) return error_set;
  MarshalBytes bytes = dumper.take();
  return make_bytes(thread, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

// ---- the module

Value marshal_dumps(Thread& thread, Ref, Args args) { return dump_value(thread, args[0], args[1]); }
Value marshal_dump(Thread& thread, Ref, Args args) {
  if (thread.rt.python2() && !is_callable(thread, args[1])) {
    Value write = find_attribute(thread, args[1], thread.rt.names.write_);
    if (!write) return thread.has_error() ? Value() : Value(raise_type_error(thread, "marshal.dump() 2nd arg must be file"));
  }
  Value bytes = dump_value(thread, args[0], args[2]);
  return bytes ? call_method(thread, args[1], thread.rt.names.write_, {bytes}) : Value();
}
Value marshal_loads(Thread& thread, Ref, Args args) {
  if (thread.rt.python2() && !is<Bytes>(args[0])) {
    BufferView view;
    if (!has_buffer(thread, args[0])) return raise_type_error(thread, "loads() argument 1 must be string or read-only buffer, not {}", args[0].is_none() ? "None" : type_name(thread, args[0]));
  }
  BufferView view;
  std::size_t end = 0;
  return get_buffer(thread, args[0], view) ? unmarshal(thread, view.view(), end) : Value();
}
// The bytes of one object of a stream, of which no more is read. What makes no sense ends it: reading the object tells why.
class ObjectBytes {
 public:
  ObjectBytes(Thread& thread, Ref stream, Ref read) : thread_(thread), stream_(stream), read_(read) {}
  std::string bytes;

  // False with the error set.
  bool gather() {
    while (object() && close()) {}
    return !thread_.has_error();
  }

 private:
  // A container or code object that is not complete.
  struct Open {
    char type;
    std::uint64_t left = 0;   // objects; of code, fields
  };

  bool take(std::size_t count) {
    std::size_t end = bytes.size() + count;
    while (bytes.size() < end) {
      Value size = make_unsigned(thread_, end - bytes.size()), piece = call(thread_, read_, size);
      if (!piece) return false;
      if (!is<Bytes>(piece)) return raise_type_error(thread_, "{}.read() returned not bytes but {}", type_name(thread_, stream_), type_name(thread_, piece));
      if (as<Bytes>(piece).view().empty()) return false;
      bytes += as<Bytes>(piece).view();
    }
    return true;
  }
  // A number of `width` bytes, not negative.
  bool number(std::size_t width, std::uint64_t& out) {
    if (!take(width)) return false;
    std::uint8_t raw[4] = {};
    std::memcpy(raw, bytes.data() + bytes.size() - width, width);
    out = std::uint64_t{raw[0]} | std::uint64_t{raw[1]} << 8 | std::uint64_t{raw[2]} << 16 | std::uint64_t{raw[3]} << 24;
    return out <= 0x7fffffff;
  }
  bool counted(std::size_t width) {
    std::uint64_t size = 0;
    return number(width, size) && take(size);
  }
  bool digits() {
    if (!take(4)) return false;
    std::int32_t count = 0;
    std::memcpy(&count, bytes.data() + bytes.size() - 4, 4);
    return take(2 * static_cast<std::size_t>(std::abs(std::int64_t{count})));
  }
  bool open(char type, std::size_t width) {
    Open container{type};
    if (width && !number(width, container.left)) return false;
    open_.push_back(container);
    return true;
  }
  bool object() {
    if (!take(1)) return false;
    char type = bytes.back();
    if (refers_to_objects(thread_.rt.release)) type &= 0x7f;
    switch (type) {
      case '0':
        if (!open_.empty() && open_.back().type == '{') open_.pop_back();
        return true;
      case 'N': case 'T': case 'F': case '.': case 'S': return true;
      case 'i': case 'r': case 'R': return take(4);
      case 'I': case 'g': return take(8);
      case 'y': return take(16);
      case 'f': return counted(1);
      case 'x': return counted(1) && counted(1);
      case 'l': return digits();
      case 's': case 't': case 'u': case 'a': case 'A': return counted(4);
      case 'z': case 'Z': return counted(1);
      case '(': case '[': case '<': case '>': return open(type, 4);
      case ')': return open(type, 1);
      case '{': return open(type, 0);
      case 'c':
        open_.push_back({type, code_fields(thread_.rt.release).size()});
        return true;
      default: return false;
    }
  }
  // Whether another object is to come.
  bool close() {
    std::span<const CodeField> fields = code_fields(thread_.rt.release);
    for (; !open_.empty(); open_.pop_back()) {
      Open& last = open_.back();
      if (last.type == '{') return true;
      while (last.type == 'c' && last.left > 0 && fields[fields.size() - last.left].type == FieldType::Number) {
        if (!take(4)) return false;
        --last.left;
      }
      if (last.left > 0) return --last.left, true;
    }
    return false;
  }

  Thread& thread_;
  Ref stream_, read_;
  std::vector<Open> open_;
};

// Files that end too soon say so in words of their own.
Value of_file(Thread& thread, Value value) {
  if (value || !tells_short_data(thread.rt.release) || !thread.error_is(thread.rt.exc.EOFError)) return value;
  ErrorState error = thread.take_error();
  if (repr_utf8(thread, error.value).find("marshal data too short") != std::string::npos) return raise(thread, thread.rt.exc.EOFError, "EOF read where not expected");
  thread.restore_error(std::move(error));
  return error_set;
}

// One object from a file, which is left behind it.
Value marshal_load(Thread& thread, Ref, Args args) {
  Value read = find_attribute(thread, args[0], thread.rt.names.read_);
  if (!read) {
    if (thread.has_error()) return error_set;
    if (thread.rt.python2()) return raise_type_error(thread, "marshal.load() arg must be file");
    return raise(thread, thread.rt.exc.AttributeError, fmt::format("'{}' object has no attribute 'read'", type_name(thread, args[0])));
  }
  Value start = call_named(thread, args[0], "tell");
  std::size_t end = 0;
  if (!start) {   // what was read cannot be given back
    thread.clear_error();
    ObjectBytes object(thread, args[0], read);
    return object.gather() ? of_file(thread, unmarshal(thread, object.bytes, end)) : Value();
  }
  Value data = call(thread, read);
  if (!data) return data;
  if (!is<Bytes>(data)) return raise_type_error(thread, "{}.read() returned not bytes but {}", type_name(thread, args[0]), type_name(thread, data));
  Value value = of_file(thread, unmarshal(thread, as<Bytes>(data).view(), end));
  if (value) {
    Value length = make_unsigned(thread, end), position = binary_op(thread, Binary::Add, start, length);
    if (!position || !call_named(thread, args[0], "seek", {position})) return error_set;
  }
  return value;
}
Value marshal_write_long(Thread& thread, Ref, Args args) {
  std::int64_t number = 0;
  if (!as_int64(thread, args[0], number)) return error_set;
  MarshalBytes bytes;
  encode_int32(bytes, static_cast<std::uint32_t>(number));
  return make_bytes(thread, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}
Value marshal_read_long(Thread& thread, Ref, Args args) {
  BufferView view;
  if (!get_buffer(thread, args[0], view)) return error_set;
  if (view.length < 4) return raise_value_error(thread, "buffer is too short");
  std::int32_t number;
  std::memcpy(&number, view.data, 4);
  return Value::small(number);
}

constexpr Method rows[] = {
    {"_r_long(bytes, /)", marshal_read_long, between(3, 1, 3, 2)},
    {"_w_long(number, /)", marshal_write_long, between(3, 1, 3, 2)},
    {"dump(value, file, version=4, /)", marshal_dump, until(3, 12)},
    {"dump(value, file, version=4, /, *, allow_code=True)", marshal_dump, since(3, 13)},
    {"dumps(value, version=4, /)", marshal_dumps, until(3, 12)},
    {"dumps(value, version=4, /, *, allow_code=True)", marshal_dumps, since(3, 13)},
    {"load(file, /)", marshal_load, until(3, 12)},
    {"load(file, /, *, allow_code=True)", marshal_load, since(3, 13)},
    {"loads(bytes, /)", marshal_loads, until(3, 12)},
    {"loads(bytes, /, *, allow_code=True)", marshal_loads, since(3, 13)},
};

bool fill(Thread& thread, Module& module) { return module_add(thread, module, "version", Value::small(thread.rt.release.marshal_version)); }

}  // namespace

extern const ModuleSpec marshal_module;
const ModuleSpec marshal_module{.name = "marshal", .methods = rows, .fill = fill};

}  // namespace xvm
