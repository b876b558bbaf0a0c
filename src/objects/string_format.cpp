// str.format and str.format_map: fields found, converted and formatted.
#include <fmt/format.h>

#include <string>

#include "base/utf8.h"
#include "objects/bytes.h"
#include "objects/char_buffer.h"
#include "objects/codecs.h"
#include "objects/float.h"
#include "objects/format_fields.h"
#include "objects/format_language.h"
#include "objects/int.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/operators.h"

namespace xvm {
namespace {

bool numbers_fields(const Release& r) { return r.python2() ? r.since(2, 7) : r.since(3, 1); }
bool names_replacement_index(const Release& r) { return r.since(3, 8); }

enum class Numbering : std::uint8_t { Unknown, Automatic, Manual };

class StringFormat {
 public:
  StringFormat(Thread& thread, bool bytes, const Args* args, Ref mapping) : thread_(thread), bytes_(bytes), args_(args), mapping_(mapping) {}

  bool build(std::string_view text, CharBuffer& out, int depth) {
    if (depth < 0) return raise_value_error(thread_, "Max string recursion exceeded");
    FormatPiece piece;
    int got;
    while ((got = next_format_piece(thread_, text, piece)) > 0) {
      out.add(piece.literal);
      if (piece.field && !add_field(piece, out, depth)) return false;
    }
    return got == 0;
  }

 private:
  Thread& thread_;
  bool bytes_;           // of a 2.x str
  const Args* args_;     // null for format_map
  Ref mapping_;
  Numbering numbering_ = Numbering::Unknown;
  std::int64_t next_number_ = 0;

  Value string(std::string_view text) { return bytes_ ? make_bytes(thread_, text) : make_text(thread_, text); }

  bool number_field(bool empty, std::int64_t& index) {
    if (!numbers_fields(thread_.rt.release)) {
      if (empty) return raise_value_error(thread_, "zero length field name in format");
      return true;
    }
    if (numbering_ == Numbering::Unknown) numbering_ = empty ? Numbering::Automatic : Numbering::Manual;
    if (numbering_ == Numbering::Manual && empty)
      return raise_value_error(thread_, "cannot switch from manual field specification to automatic field numbering");
    if (numbering_ == Numbering::Automatic && !empty)
      return raise_value_error(thread_, "cannot switch from automatic field numbering to manual field specification");
    if (empty) index = next_number_++;
    return true;
  }

  Value keyword(std::string_view name) {
    Value key = string(name);
    if (mapping_) return get_item(thread_, mapping_, key);
    if (args_ && args_->names) {
      const Tuple& names = as<Tuple>(args_->names);
      for (std::size_t i = 0; i < names.length; ++i) {
        Ref given = names[i];
        bool same = is<Text>(given) && !bytes_ ? text_equal(as<Text>(given), as<Text>(key)) : native_utf8(given) == name;
        if (same) return Value((*args_)[args_->positional + static_cast<std::uint32_t>(i)]);
      }
    }
    return raise_value(thread_, thread_.rt.exc.KeyError, key);
  }

  Value first_object(std::string_view first) {
    std::int64_t index;
    if (!field_number(thread_, first, index)) return error_set;
    if ((first.empty() || index >= 0) && !number_field(first.empty(), index)) return error_set;
    if (index < 0) return keyword(first);
    if (!args_) return raise_value_error(thread_, "Format string contains positional fields");
    if (index >= args_->positional) {
      if (!names_replacement_index(thread_.rt.release)) return raise(thread_, thread_.rt.exc.IndexError, "tuple index out of range");
      return raise(thread_, thread_.rt.exc.IndexError, fmt::format("Replacement index {} out of range for positional args tuple", index));
    }
    return Value((*args_)[static_cast<std::uint32_t>(index)]);
  }

  Value object_of(std::string_view name) {
    std::string_view rest;
    Value object = first_object(split_field_name(name, rest));
    if (!object) return error_set;
    FieldStep step;
    int got;
    while ((got = next_field_step(thread_, rest, step)) > 0) {
      if (step.attribute) object = get_attribute(thread_, object, intern(thread_, native_str(thread_, step.name)));
      else if (step.index >= 0) object = get_item(thread_, object, make_int(thread_, step.index));
      else object = get_item(thread_, object, string(step.name));
      if (!object) return error_set;
    }
    return got == 0 ? std::move(object) : Value();
  }

  Value convert(Ref object, std::string_view conversion) {
    switch (conversion.size() == 1 ? conversion[0] : 0) {
      case 'r': return repr(thread_, object);
      case 's': return !bytes_ && thread_.rt.python2() && is<Text>(object) ? Value(object) : str(thread_, object);
      case 'a':
        if (!thread_.rt.python2()) return ascii(thread_, object);
        break;
      default: break;
    }
    char32_t c = bytes_ ? static_cast<char32_t>(conversion[0]) : utf8_to_u32(conversion)[0];
    if (c > 32 && c < 127) return raise_value_error(thread_, "Unknown conversion specifier {}", static_cast<char>(c));
    return raise_value_error(thread_, "Unknown conversion specifier \\x{:x}", static_cast<std::uint32_t>(c));
  }

  bool add_field(const FormatPiece& piece, CharBuffer& out, int depth) {
    Value object = object_of(piece.name);
    if (!object) return false;
    if (!piece.conversion.empty() && !(object = convert(object, piece.conversion))) return false;
    Value spec;
    if (piece.nested_spec && !piece.spec.empty()) {
      CharBuffer nested(bytes_);
      if (!build(piece.spec, nested, depth - 1)) return false;
      spec = nested.finish(thread_);
    } else if (!piece.spec.empty()) {
      spec = string(piece.spec);
    } else if (!bytes_ && is_exact<Text>(object)) {
      out.add_text(as<Text>(object));
      return true;
    } else if (bytes_ && is_exact<Bytes>(object)) {
      out.add(as<Bytes>(object).view());
      return true;
    } else if (object.is_small_int()) {
      fmt::format_int digits(object.small_int());
      out.add_ascii({digits.data(), digits.size()});
      return true;
    }
    if (!spec) spec = string({});
    Value result = format(thread_, object, spec);
    if (!result) return false;
    if (bytes_ && is<Text>(result)) result = coerce_to_bytes(thread_, result);
    else if (!bytes_ && is<Bytes>(result)) result = coerce_to_text(thread_, result);
    if (!result) return false;
    if (is<Text>(result)) out.add_text(as<Text>(result));
    else out.add(as<Bytes>(result).view());
    return true;
  }
};

Value run(Thread& thread, Ref text, const Args* args, Ref mapping) {
  Value keep(text);
  std::string storage;
  std::string_view view;
  if (const Bytes* bytes = try_as<Bytes>(text)) view = bytes->view();
  else if (as<Text>(text).ascii) view = as<Text>(text).ascii_view();
  else view = storage = text_utf8(text);
  CharBuffer out(is<Bytes>(text));
  StringFormat format(thread, is<Bytes>(text), args, mapping);
  if (!format.build(view, out, 1)) return error_set;
  return out.finish(thread);
}

}  // namespace

Value format_with_arguments(Thread& thread, Ref text, Args args) { return run(thread, text, &args, {}); }
Value format_with_mapping(Thread& thread, Ref text, Ref mapping) { return run(thread, text, nullptr, mapping); }

}  // namespace xvm
