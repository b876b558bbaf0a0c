// The marshal reader: one loop over an explicit stack of containers that are being filled.
#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "pyc/code.h"
#include "pyc/marshal.h"
#include "pyc/marshal_types.h"

namespace xvm {
namespace {

constexpr std::uint32_t unbounded = 0xffffffff;  // a dict ends with a null, not by count

// A container whose items are being read: they gather at the end of the reader's values.
struct Open {
  ConstantId id;
  ConstantKind kind;
  std::uint32_t wanted;  // items; of a code object: the field that is being read
  std::size_t first;     // in values
  std::size_t offset;
  Code* outer;  // Code: what encloses it, to be current again
};

class Reader {
 public:
  Reader(ConstantPool& pool, const Release& release, std::span<const std::uint8_t> input, std::size_t offset,
         const MarshalOptions& options)
      : pool_(pool),
        release_(release),
        input_(input),
        base_(pool.adopt(input)),
        at_(offset),
        options_(options),
        fields_(code_fields(release)),
        types_(marshal_type::of(release)),
        numbers_objects_(marshal_numbers_objects(release)) {}

  std::optional<MarshalFault> read(Unmarshalled& result);

 private:
  bool object();
  bool simple(std::uint8_t type, bool flag, ConstantId& id);
  bool open(std::uint8_t type, bool flag);
  bool deliver(ConstantId id);
  bool close_full();
  bool next_code_field();
  bool string(std::uint8_t type, bool flag, ConstantId& id);
  bool latin1(std::uint8_t type, bool flag, std::uint32_t length, ConstantId& id);
  bool digits(bool flag, ConstantId& id);
  bool number_text(std::uint8_t type, bool flag, ConstantId& id);
  bool text_to_double(double& value);
  bool reference(const std::vector<ConstantId>& numbered, const char* what, ConstantId& id);
  bool length(const char* what, std::uint8_t type, std::uint32_t& count);

  std::uint32_t place() const { return base_ + std::uint32_t(at_); }
  std::size_t left() const { return input_.size() - at_; }
  bool need(std::size_t bytes, const char* what) { return bytes <= left() || ends_inside(what); }
  [[gnu::cold]] bool ends_inside(const char* what) {
    return fail(MarshalFaultKind::Truncated, fmt::format("the file ends inside {}", what));
  }
  std::uint32_t word(std::size_t at) const {
    const std::uint8_t* from = input_.data() + at;
    return std::uint32_t(from[0]) | std::uint32_t(from[1]) << 8 | std::uint32_t(from[2]) << 16 | std::uint32_t(from[3]) << 24;
  }
  bool int32(std::int32_t& value, const char* what) {
    if (!need(4, what)) return false;
    value = std::int32_t(word(at_));
    at_ += 4;
    return true;
  }
  [[gnu::cold]] bool fail(MarshalFaultKind kind, std::string message) {
    fault_ = MarshalFault{kind, start_, std::move(message)};
    return false;
  }
  bool building(ConstantId id) const { return std::size_t(id) < building_.size() && building_[std::size_t(id)]; }
  void set_building(ConstantId id, bool on) {
    if (building_.size() <= std::size_t(id)) building_.resize(std::size_t(id) + 1);
    building_[std::size_t(id)] = on;
  }

  ConstantPool& pool_;
  const Release& release_;
  std::span<const std::uint8_t> input_;
  std::uint32_t base_;  // where the pool has the input
  std::size_t at_;
  const MarshalOptions& options_;
  std::span<const CodeField> fields_;
  std::uint8_t types_;
  bool numbers_objects_;
  std::size_t start_ = 0;  // of the object that is being read
  std::vector<Open> open_;
  std::vector<ConstantId> values_;
  std::vector<ConstantId> objects_;  // by reference number, 3.4 on
  std::vector<ConstantId> strings_;  // by reference number, 2.x
  std::vector<bool> building_;       // by id
  Code* outer_ = nullptr;  // the code object whose fields are being read
  std::optional<MarshalFault> fault_;
};

const char* kind_name(ConstantKind kind) {
  switch (kind) {
    case ConstantKind::Tuple:
      return "a tuple";
    case ConstantKind::List:
      return "a list";
    case ConstantKind::Dict:
      return "a dict";
    case ConstantKind::Set:
      return "a set";
    case ConstantKind::FrozenSet:
      return "a frozenset";
    default:
      return "a code object";
  }
}

// Too large or too small for a double: infinity or what is nearest to zero.
double out_of_range_value(std::string_view text) { return std::strtod(std::string(text).c_str(), nullptr); }

std::optional<MarshalFault> Reader::read(Unmarshalled& result) {
  do {
    if (!object()) return fault_;
  } while (!open_.empty());
  result = {values_.back(), at_};
  return std::nullopt;
}

// Reads one object, or the beginning of a container, and closes the containers that it fills.
bool Reader::object() {
  start_ = at_;
  if (at_ == input_.size()) {
    if (open_.empty()) return fail(MarshalFaultKind::Truncated, "the file ends where an object should begin");
    return fail(MarshalFaultKind::Truncated, fmt::format("the file ends inside {} that begins at offset {}",
                                                         kind_name(open_.back().kind), open_.back().offset));
  }
  if (open_.size() >= marshal_depth_limit)
    return fail(MarshalFaultKind::TooDeep, fmt::format("objects are nested more than {} deep", marshal_depth_limit));
  std::uint8_t byte = input_[at_++];
  bool flag = numbers_objects_ && (byte & flag_ref_bit);
  std::uint8_t type = flag ? byte & std::uint8_t(~flag_ref_bit) : byte;
  if ((marshal_type::known[type] & types_) == 0)
    return fail(MarshalFaultKind::UnknownType,
                fmt::format("marshal type byte {:#04x} is not defined in Python {}", byte, release_.tag));
  switch (type) {
    case '(':
    case ')':
    case '[':
    case '<':
    case '>':
    case '{':
    case 'c':
      return open(type, flag);
    case '0':
      if (open_.empty() || open_.back().kind != ConstantKind::Dict)
        return fail(MarshalFaultKind::NullObject,
                    open_.empty() ? "a null stands where an object should be"
                                  : fmt::format("a null stands inside {}", kind_name(open_.back().kind)));
      if ((values_.size() - open_.back().first) % 2 != 0)
        return fail(MarshalFaultKind::NullObject, "a dict has a key without a value");
      if (flag) return fail(MarshalFaultKind::NullObject, "the null that ends a dict has the reference flag");
      open_.back().wanted = std::uint32_t(values_.size() - open_.back().first);
      return close_full();
    default: {
      ConstantId id;
      if (!simple(type, flag, id)) return false;
      return deliver(id) && close_full();
    }
  }
}

bool Reader::simple(std::uint8_t type, bool flag, ConstantId& id) {
  switch (type) {
    case 'N':
      id = ConstantPool::singleton(ConstantKind::None, flag);
      return true;
    case 'T':
      id = ConstantPool::singleton(ConstantKind::True, flag);
      return true;
    case 'F':
      id = ConstantPool::singleton(ConstantKind::False, flag);
      return true;
    case '.':
      id = ConstantPool::singleton(ConstantKind::Ellipsis, flag);
      return true;
    case 'S':
      id = ConstantPool::singleton(ConstantKind::StopIteration, flag);
      return true;
    case 'r':
      if (flag) return fail(MarshalFaultKind::InvalidReference, "a reference has the reference flag");
      return reference(objects_, "object", id);
    case 'R':
      return reference(strings_, "string", id);
    case 'i': {
      std::int32_t value;
      if (!int32(value, "an int")) return false;
      id = pool_.add_int(value, 'i', flag);
      break;
    }
    case 'I':
      if (!need(8, "an int")) return false;
      id = pool_.add_int(std::int64_t(std::uint64_t(word(at_)) | std::uint64_t(word(at_ + 4)) << 32), 'I', flag);
      at_ += 8;
      break;
    case 'g': {
      if (!need(8, "a float")) return false;
      std::uint64_t bits = std::uint64_t(word(at_)) | std::uint64_t(word(at_ + 4)) << 32;
      id = pool_.add_float(std::bit_cast<double>(bits), flag);
      at_ += 8;
      break;
    }
    case 'y':
      if (!need(16, "a complex number")) return false;
      id = pool_.add_stored(ConstantKind::Complex, 'y', flag, place(), 0);
      at_ += 16;
      break;
    case 'f':
    case 'x':
      if (!number_text(type, flag, id)) return false;
      break;
    case 'l':
      if (!digits(flag, id)) return false;
      break;
    default:
      if (!string(type, flag, id)) return false;
  }
  if (flag) objects_.push_back(id);
  return true;
}

bool Reader::reference(const std::vector<ConstantId>& numbered, const char* what, ConstantId& id) {
  std::int32_t number;
  if (!int32(number, "a reference")) return false;
  if (number < 0 || std::size_t(number) >= numbered.size())
    return fail(MarshalFaultKind::InvalidReference,
                fmt::format("reference to {} {}, but only {} came before", what, number, numbered.size()));
  id = numbered[std::size_t(number)];
  if (building(id)) {
    ConstantKind kind = pool_.kind(id);
    bool allowed = options_.cycles && kind != ConstantKind::Code && kind != ConstantKind::FrozenSet;
    if (!allowed) return fail(MarshalFaultKind::InvalidReference, fmt::format("{} contains itself", kind_name(kind)));
  }
  return true;
}

// A count of items or bytes, each of which takes at least one byte of what is left.
bool Reader::length(const char* what, std::uint8_t type, std::uint32_t& count) {
  if (short_length(type)) {
    if (!need(1, what)) return false;
    count = input_[at_++];
  } else {
    std::int32_t stored;
    if (!int32(stored, what)) return false;
    if (stored < 0) return fail(MarshalFaultKind::SizeOutOfRange, fmt::format("{} has the size {}", what, stored));
    count = std::uint32_t(stored);
  }
  if (count <= left()) return true;
  return fail(MarshalFaultKind::Truncated, fmt::format("{} claims the size {}, but only {} byte{} left", what, count,
                                                       left(), left() == 1 ? " is" : "s are"));
}

bool Reader::string(std::uint8_t type, bool flag, ConstantId& id) {
  std::uint32_t count;
  if (!length("a string", type, count)) return false;
  bool is_text = type != 's' && (type != 't' || marshal_interns_text(release_));
  std::string_view content(reinterpret_cast<const char*>(input_.data()) + at_, count);
  if (is_text) {
    std::size_t i = ascii_prefix(content);
    if (i < count && stored_as_latin1(type)) return latin1(type, flag, count, id);
    while (i < count) {
      std::size_t bytes = utf8_sequence(content, i);
      if (bytes == 0) {
        start_ = at_ + i;
        return fail(MarshalFaultKind::BadText,
                    fmt::format("byte {:#04x} in a string is not UTF-8", std::uint8_t(content[i])));
      }
      i += bytes;
    }
  }
  id = pool_.add_stored(is_text ? ConstantKind::Text : ConstantKind::Bytes, char(type), flag, place(), count);
  at_ += count;
  if (type == 't' && marshal_numbers_strings(release_)) strings_.push_back(id);
  return true;
}

// Types for ASCII are read as Latin-1, as CPython does, should a byte above 0x7f stand there.
bool Reader::latin1(std::uint8_t type, bool flag, std::uint32_t count, ConstantId& id) {
  std::string utf8;
  for (std::uint32_t i = 0; i < count; ++i) append_utf8(utf8, input_[at_ + i]);
  id = pool_.add_text(utf8, char(type), flag);
  at_ += count;
  return true;
}

bool Reader::digits(bool flag, ConstantId& id) {
  std::int32_t stored;
  if (!int32(stored, "a long")) return false;
  std::uint64_t count = stored < 0 ? std::uint64_t(-std::int64_t(stored)) : std::uint64_t(stored);
  if (count > left() / 2)
    return fail(MarshalFaultKind::Truncated,
                fmt::format("a long claims {} digits, but only {} bytes are left", count, left()));
  for (std::size_t i = 0; i < count; ++i)
    if (input_[at_ + 2 * i + 1] & 0x80)
      return fail(MarshalFaultKind::DigitOutOfRange, "a long has a digit above 32767");
  if (count > 0 && input_[at_ + 2 * count - 2] == 0 && input_[at_ + 2 * count - 1] == 0)
    return fail(MarshalFaultKind::UnnormalizedLong, "a long has a zero as its leading digit");
  id = pool_.add_stored(ConstantKind::Long, 'l', flag, place(), std::uint32_t(count));
  if (stored < 0) pool_.set_negative(id);
  at_ += 2 * count;
  return true;
}

bool Reader::number_text(std::uint8_t type, bool flag, ConstantId& id) {
  std::size_t from = at_;
  double real, imag = 0;
  if (!text_to_double(real) || (type == 'x' && !text_to_double(imag))) return false;
  std::string_view stored(reinterpret_cast<const char*>(input_.data()) + from, at_ - from);
  id = pool_.add_number_text(char(type), real, imag, stored, flag);
  return true;
}

bool Reader::text_to_double(double& value) {
  if (!need(1, "a number")) return false;
  std::size_t count = input_[at_++];
  if (!need(count, "a number")) return false;
  std::string_view text(reinterpret_cast<const char*>(input_.data()) + at_, count);
  at_ += count;
  std::string_view unsigned_text = text;
  bool negative = unsigned_text.starts_with('-');
  if (negative || unsigned_text.starts_with('+')) unsigned_text.remove_prefix(1);
  const char* end = unsigned_text.data() + unsigned_text.size();
  auto [stop, error] = std::from_chars(unsigned_text.data(), end, value);
  bool fits = error == std::errc() || error == std::errc::result_out_of_range;
  if (!fits || stop != end || unsigned_text.starts_with('-'))
    return fail(MarshalFaultKind::BadNumber, "a number stored as text is none");
  if (error == std::errc::result_out_of_range) value = out_of_range_value(unsigned_text);
  if (negative) value = -value;
  return true;
}

bool Reader::open(std::uint8_t type, bool flag) {
  Open frame{.id = no_constant,
             .kind = ConstantKind::Code,
             .wanted = 0,
             .first = values_.size(),
             .offset = start_,
             .outer = outer_};
  if (type == 'c') {
    frame.id = pool_.add_code(flag);
    Code& code = pool_.code(frame.id);
    code.release = &release_;
    code.outer = outer_;
    code.file_offset = std::uint32_t(start_);
    outer_ = &code;
  } else {
    frame.id = pool_.reserve_container(char(type), flag);
    frame.kind = pool_.kind(frame.id);
    if (type == '{')
      frame.wanted = unbounded;
    else if (!length(kind_name(frame.kind), type, frame.wanted))
      return false;
  }
  if (flag) {
    objects_.push_back(frame.id);
    set_building(frame.id, true);
  }
  open_.push_back(frame);
  if (type == 'c' && !next_code_field()) return false;
  return close_full();
}

// Gives an object to the container around it.
bool Reader::deliver(ConstantId id) {
  if (!open_.empty() && open_.back().kind == ConstantKind::Code) {
    Open& frame = open_.back();
    outer_->*fields_[frame.wanted].object = id;
    ++frame.wanted;
    return next_code_field();
  }
  values_.push_back(id);
  return true;
}

// Reads the numbers of a code object up to its next field that is an object.
bool Reader::next_code_field() {
  Open& frame = open_.back();
  Code& code = *outer_;
  for (; frame.wanted < fields_.size() && fields_[frame.wanted].type == FieldType::Number; ++frame.wanted) {
    start_ = at_;
    if (!int32(code.*fields_[frame.wanted].number, "a code object")) return false;
  }
  return true;
}

bool Reader::close_full() {
  while (!open_.empty()) {
    const Open& last = open_.back();
    if (last.kind == ConstantKind::Code ? last.wanted < fields_.size() : values_.size() - last.first < last.wanted) return true;
    Open frame = last;
    if (frame.kind == ConstantKind::Code) {
      outer_ = frame.outer;
    } else {
      pool_.fill_container(frame.id, std::span(values_).subspan(frame.first));
      values_.resize(frame.first);
    }
    if (pool_[frame.id].flag_ref) set_building(frame.id, false);
    open_.pop_back();
    if (!deliver(frame.id)) return false;
  }
  return true;
}

}  // namespace

std::optional<MarshalFault> read_marshal(ConstantPool& pool, const Release& release,
                                         std::span<const std::uint8_t> input, std::size_t offset,
                                         const MarshalOptions& options, Unmarshalled& result) {
  constexpr std::size_t limit = 0x1fffffff;  // keeps places and counts within 32 bits
  if (input.size() > limit || pool.stored_bytes() > limit)
    return MarshalFault{MarshalFaultKind::SizeOutOfRange, 0, fmt::format("more than {} bytes are not read", limit)};
  return Reader(pool, release, input, offset, options).read(result);
}

}  // namespace xvm
