#include "objects/bytes_source.h"

#include "objects/bytes.h"
#include "objects/codecs.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/text.h"
#include "objects/text_arguments.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/limits.h"
#include "vm/operators.h"

namespace xvm {
namespace {

bool encoding_words_split(const Release& r, bool array) { return array ? r.since(3, 8) : r.since(3, 5); }
bool number_before_encoding(const Release& r) { return r.since(3, 2) && r.until(3, 3); }
bool says_cannot_convert(const Release& r, bool array) { return array ? r.since(3, 8) : r.since(3, 6); }
bool interprets_items(const Release& r) { return r.since(3, 6); }
bool huge_items_are_out_of_range(const Release& r) { return r.since(3, 6); }

bool is_index(Thread& thread, Ref v) { return is_int(v) || (v.is_object() && type_of(thread, v)->slots.as_index); }

bool item_of_bytes(Thread& thread, Ref v, char& byte) {
  std::int64_t number;
  if (v.is_small_int()) {
    number = v.small_int();
  } else {
    Value index = as_index(thread, v);
    if (!index) return false;
    if (!int_fits(index, number)) {
      if (!huge_items_are_out_of_range(thread.rt.release)) return raise_value_error(thread, "cannot fit '{}' into an index-sized integer", type_name(thread, v));
      number = -1;
    }
  }
  if (number < 0 || number > 255) return raise_value_error(thread, "bytes must be in range(0, 256)");
  byte = static_cast<char>(number);
  return true;
}

}  // namespace

bool byte_value(Thread& thread, Ref v, char& byte) {
  if (thread.rt.python2()) {
    if (const Bytes* bytes = is_exact<Bytes>(v) ? &as<Bytes>(v) : nullptr) {
      if (bytes->length != 1) return raise_value_error(thread, "string must be of size 1");
      byte = bytes->data()[0];
      return true;
    }
    if (!is_index(thread, v)) return raise_type_error(thread, "an integer or string of size 1 is required");
  } else if (!is_index(thread, v)) {
    if (!interprets_items(thread.rt.release)) return raise_type_error(thread, "an integer is required");
    return raise_type_error(thread, "'{}' object cannot be interpreted as an integer", type_name(thread, v));
  }
  std::int64_t number;
  if (!as_clamped_index(thread, v, number)) return false;
  if (number < 0 || number > 255) return raise_value_error(thread, "byte must be in range(0, 256)");
  byte = static_cast<char>(number);
  return true;
}

bool append_items(Thread& thread, Ref source, bool array, std::string& out) {
  if (has_buffer(thread, source)) {
    BufferView view;
    if (!get_buffer(thread, source, view)) return false;
    out += view.view();
    return true;
  }
  return for_each(thread, source, [&](Ref item) {
    char byte;
    Value keep(item);
    if (array ? !byte_value(thread, keep, byte) : !item_of_bytes(thread, keep, byte)) return false;
    out.push_back(byte);
    return true;
  });
}

bool bytes_from_source(Thread& thread, Ref source, Ref encoding, Ref errors, bool array, std::string& out) {
  const Release& r = thread.rt.release;
  const char* name = array ? "bytearray" : "bytes";
  std::string codec, handler;
  if (!name_argument(thread, encoding, name, 2, codec) || !name_argument(thread, errors, name, 3, handler)) return false;
  if (!source) {
    if (!encoding && !errors) return true;
    if (!array && r.until(3, 6)) return raise_type_error(thread, "encoding or errors without sequence argument");
    if (encoding_words_split(r, array)) return raise_type_error(thread, "{} without a string argument", encoding ? "encoding" : "errors");
    return raise_type_error(thread, "encoding or errors without sequence argument");
  }
  if (is<Text>(source)) {
    if (!encoding) return raise_type_error(thread, "{} argument without an encoding", r.python2() ? "unicode" : "string");
    Value encoded = encode_text(thread, source, codec, handler);
    if (!encoded) return false;
    if (!is<Bytes>(encoded)) return raise_type_error(thread, "encoder did not return a bytes object (type={})", type_name(thread, encoded));
    out = as<Bytes>(encoded).view();
    return true;
  }
  bool counts = is_index(thread, source);
  if (r.python2() && array && is<Bytes>(source)) {   // encoded for the sake of its errors
    if (encoding && !codec_encode(thread, source, codec, handler)) return false;
  } else if ((encoding || errors) && !(counts && number_before_encoding(r) && !array)) {
    if (encoding_words_split(r, array)) return raise_type_error(thread, "{} without a string argument", encoding ? "encoding" : "errors");
    return raise_type_error(thread, "encoding or errors without a string argument");
  }
  if (!array && !r.python2() && !is_int(source)) {
    bool found = false;
    Value made = call_special(thread, source, thread.rt.names.bytes__, {}, found);
    if (found) {
      if (!made) return false;
      if (!is<Bytes>(made)) return raise_type_error(thread, "__bytes__ returned non-bytes (type {})", type_name(thread, made));
      out = as<Bytes>(made).view();
      return true;
    }
  }
  if (counts) {
    std::int64_t size;
    if (!as_int64(thread, source, size)) {
      if (!catch_error(thread, thread.rt.exc.OverflowError)) return false;
      return raise_overflow(thread, fmt::format("cannot fit '{}' into an index-sized integer", type_name(thread, source)));
    }
    if (size < 0) return raise_value_error(thread, "negative count");
    if (!room_for(size)) return raise_memory_error(thread);
    out.assign(static_cast<std::size_t>(size), '\0');
    return true;
  }
  if (!has_buffer(thread, source) && says_cannot_convert(r, array)) {
    const Slots& slots = type_of(thread, source)->slots;
    if (!slots.iter && !slots.index_item && !slots.get_item) return raise_type_error(thread, "cannot convert '{}' object to {}", type_name(thread, source), name);
  }
  return append_items(thread, source, array, out);
}

}  // namespace xvm
