// UnicodeEncodeError, UnicodeDecodeError, UnicodeTranslateError: what could not be converted, where and why.
#include "objects/bytes.h"
#include "objects/exception_family.h"
#include "objects/int.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/argument_words.h"
#include "vm/errors.h"
#include "vm/operators.h"

namespace xvm {

namespace field = exception_field;

static void set_field(Exception& self, std::size_t index, Value value) { std::swap(self.fields[index], value); }

static bool check_count(Thread& thread, Args args, std::uint32_t count) {
  if (args.positional == count) return true;
  return raise_type_error(thread, "function takes exactly {} arguments ({} given)", count, args.positional);
}

static bool check_str(Thread& thread, Args args, std::uint32_t index) {
  if (is_native_str(thread, args[index])) return true;
  return raise_type_error(thread, "argument {} must be str, not {}", index + 1, argument_type(thread, args[index]));
}

static bool check_text(Thread& thread, Args args, std::uint32_t index) {
  if (is<Text>(args[index])) return true;
  return raise_type_error(thread, "argument {} must be {}, not {}", index + 1, thread.rt.python2() ? "unicode" : "str",
                          type_name(thread, args[index]));
}

// A position: an int, kept as one.
static bool read_position(Thread& thread, Ref v, Value& out) {
  std::int64_t position = 0;
  if (thread.rt.python2() && !is_int(v)) return raise_type_error(thread, "an integer is required");
  if (!as_int64(thread, v, position)) return error_set;
  out = make_int(thread, position);
  return true;
}

// start, end and reason, which stand from `index` on.
static bool read_range(Thread& thread, Exception& error, Args args, std::uint32_t index) {
  Value start, end;
  if (!read_position(thread, args[index], start) || !read_position(thread, args[index + 1], end) || !check_str(thread, args, index + 2))
    return error_set;
  set_field(error, field::unicode_start, std::move(start));
  set_field(error, field::unicode_end, std::move(end));
  set_field(error, field::unicode_reason, Value(args[index + 2]));
  return true;
}

static bool encode_error_init(Thread& thread, Ref self, Args args) {
  Exception& error = as<Exception>(self);
  if (!base_exception_init(thread, self, args) || !check_count(thread, args, 5) || !check_str(thread, args, 0) ||
      !check_text(thread, args, 1) || !read_range(thread, error, args, 2))
    return error_set;
  set_field(error, field::unicode_encoding, Value(args[0]));
  set_field(error, field::unicode_object, Value(args[1]));
  return true;
}

static bool decode_error_init(Thread& thread, Ref self, Args args) {
  Exception& error = as<Exception>(self);
  if (!base_exception_init(thread, self, args) || !check_count(thread, args, 5) || !check_str(thread, args, 0)) return error_set;
  if (thread.rt.python2() && !check_str(thread, args, 1)) return error_set;
  if (!read_range(thread, error, args, 2)) return error_set;
  Value object(args[1]);
  if (!is<Bytes>(object)) {
    BufferView view;
    if (!get_buffer(thread, object, view)) return error_set;
    object = make_bytes(thread, view.view());
  }
  set_field(error, field::unicode_encoding, Value(args[0]));
  set_field(error, field::unicode_object, std::move(object));
  return true;
}

static bool translate_error_init(Thread& thread, Ref self, Args args) {
  Exception& error = as<Exception>(self);
  if (!base_exception_init(thread, self, args) || !check_count(thread, args, 4) || !check_text(thread, args, 0) ||
      !read_range(thread, error, args, 1))
    return error_set;
  set_field(error, field::unicode_object, Value(args[0]));
  return true;
}

// Text

static std::int64_t position_of(const Exception& error, std::size_t index) {
  std::int64_t position = 0;
  return error.fields[index] && int_fits(error.fields[index], position) ? position : 0;
}

static std::string escape_of(char32_t c) {
  if (c <= 0xff) return fmt::format("\\x{:02x}", std::uint32_t(c));
  if (c <= 0xffff) return fmt::format("\\u{:04x}", std::uint32_t(c));
  return fmt::format("\\U{:08x}", std::uint32_t(c));
}

// "what" is the verb, in the middle of the message.
static Value unicode_error_text(Thread& thread, Ref self, const char* what, bool of_text) {
  Exception& error = as<Exception>(self);
  Value object = error.fields[field::unicode_object], encoding = error.fields[field::unicode_encoding],
        reason = error.fields[field::unicode_reason];
  if (!object) return native_str(thread, "");
  std::int64_t start = position_of(error, field::unicode_start), end = position_of(error, field::unicode_end);
  TextBuilder out(thread);
  if (encoding) {
    out.add("'");
    if (!out.add_str(encoding)) return error_set;
    out.add("' codec ");
  }
  out.add("can't ");
  out.add(what);
  const Text* text = try_as<Text>(object);
  const Bytes* bytes = try_as<Bytes>(object);
  std::int64_t length = text ? text->length : bytes ? static_cast<std::int64_t>(bytes->length) : 0;
  if (start >= 0 && start < length && end == start + 1) {
    std::size_t at = static_cast<std::size_t>(start);
    if (of_text) {
      char32_t c = text ? text->at(at) : static_cast<unsigned char>(bytes->data()[at]);
      out.add(fmt::format(" character {}'{}'", thread.rt.python2() ? "u" : "", escape_of(c)));
    } else {
      std::uint32_t byte = bytes ? static_cast<unsigned char>(bytes->data()[at]) : std::uint32_t(text->at(at));
      out.add(fmt::format(" byte 0x{:02x}", byte));
    }
    out.add(fmt::format(" in position {}: ", start));
  } else {
    out.add(fmt::format(" {} in position {}-{}: ", of_text ? "characters" : "bytes", start, end - 1));
  }
  if (!out.add_str(reason ? reason.ref() : none)) return error_set;
  return out.finish();
}

static Value encode_error_str(Thread& thread, Ref self) { return unicode_error_text(thread, self, "encode", true); }
static Value decode_error_str(Thread& thread, Ref self) { return unicode_error_text(thread, self, "decode", false); }
static Value translate_error_str(Thread& thread, Ref self) { return unicode_error_text(thread, self, "translate", true); }

// start and end take integers only.

template <std::size_t index>
static Value get_position(Thread&, Ref self) {
  const Value& position = as<Exception>(self).fields[index];
  return position ? position : Value::small(0);
}
template <std::size_t index>
static bool set_position(Thread& thread, Ref self, Ref value) {
  if (!value) return raise_type_error(thread, "can't delete numeric/char attribute");
  if (!is_int(value)) return raise_type_error(thread, "an integer is required");
  Value position;
  if (!read_position(thread, value, position)) return error_set;
  set_field(as<Exception>(self), index, std::move(position));
  return true;
}

static constexpr GetSetRow unicode_error_getset[] = {
    exception_field_row<field::unicode_encoding>("encoding"),
    exception_field_row<field::unicode_object>("object"),
    {"start", get_position<field::unicode_start>, set_position<field::unicode_start>},
    {"end", get_position<field::unicode_end>, set_position<field::unicode_end>},
    exception_field_row<field::unicode_reason>("reason"),
};

static constexpr ExceptionFamily families[] = {
    {"UnicodeEncodeError", {}, unicode_error_getset,
     [](Slots& slots, Runtime&) { slots.init = encode_error_init, slots.str = encode_error_str; }},
    {"UnicodeDecodeError", {}, unicode_error_getset,
     [](Slots& slots, Runtime&) { slots.init = decode_error_init, slots.str = decode_error_str; }},
    {"UnicodeTranslateError", {}, unicode_error_getset,
     [](Slots& slots, Runtime&) { slots.init = translate_error_init, slots.str = translate_error_str; }},
};
std::span<const ExceptionFamily> unicode_error_families() { return families; }

}  // namespace xvm
