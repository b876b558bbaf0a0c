// The marshal writer: what the reader read, in the same bytes.
#include <bit>

#include "pyc/code.h"
#include "pyc/marshal.h"
#include "pyc/marshal_encode.h"
#include "pyc/marshal_types.h"

namespace xvm {
namespace {

constexpr std::uint32_t unnumbered = 0xffffffff;

// A container that is being written, and the item or field that comes next.
struct Open {
  ConstantId id;
  std::size_t next = 0;
};

class Writer {
 public:
  Writer(const ConstantPool& pool, const Release& release, std::vector<std::uint8_t>& out)
      : pool_(pool), release_(release), fields_(code_fields(release)), out_(out), numbers_(pool.size(), unnumbered) {}

  void write(ConstantId root) {
    object(root);
    while (!open_.empty()) step();
  }

 private:
  bool refers_back(ConstantId id, const Constant& node);
  void object(ConstantId id);
  void step();
  void content(ConstantId id, const Constant& node);
  void text(ConstantId id, const Constant& node);

  const ConstantPool& pool_;
  const Release& release_;
  std::span<const CodeField> fields_;
  std::vector<std::uint8_t>& out_;
  std::vector<std::uint32_t> numbers_;  // by id
  std::uint32_t next_number_ = 0;
  std::vector<Open> open_;
};

bool Writer::refers_back(ConstantId id, const Constant& node) {
  bool numbered = node.kind > ConstantKind::StopIteration &&
                  (node.flag_ref || (node.type_byte == 't' && marshal_numbers_strings(release_)));
  if (!numbered) return false;
  std::uint32_t& number = numbers_[std::size_t(id)];
  if (number == unnumbered) {
    number = next_number_++;
    return false;
  }
  encode_byte(out_, marshal_numbers_strings(release_) ? 'R' : 'r');
  encode_int32(out_, number);
  return true;
}

void Writer::object(ConstantId id) {
  const Constant& node = pool_[id];
  if (refers_back(id, node)) return;
  encode_byte(out_, node.type_byte | (node.flag_ref ? flag_ref_bit : 0));
  if (node.kind == ConstantKind::Code) {
    open_.push_back({id});
  } else if (node.kind >= ConstantKind::Tuple) {
    if (node.kind != ConstantKind::Dict) encode_size(out_, node.type_byte, node.count);
    open_.push_back({id});
  } else {
    content(id, node);
  }
}

// Writes the next item of the innermost container, or ends it.
void Writer::step() {
  Open& frame = open_.back();
  ConstantId id = frame.id;
  if (pool_.kind(id) == ConstantKind::Code) {
    const Code& code = pool_.code(id);
    if (frame.next == fields_.size()) return open_.pop_back();
    const CodeField& field = fields_[frame.next++];
    if (field.type == FieldType::Number) return encode_int32(out_, std::uint32_t(code.*field.number));
    return object(code.*field.object);
  }
  std::span<const ConstantId> items = pool_.items(id);
  if (frame.next < items.size()) return object(items[frame.next++]);
  if (pool_.kind(id) == ConstantKind::Dict) encode_byte(out_, '0');
  open_.pop_back();
}

void Writer::content(ConstantId id, const Constant& node) {
  switch (node.kind) {
    case ConstantKind::Int:
      if (node.type_byte == 'I') return encode_int64(out_, std::uint64_t(node.integer));
      return encode_int32(out_, std::uint32_t(node.integer));
    case ConstantKind::Long:
      encode_int32(out_, pool_.negative(id) ? 0 - node.count : node.count);
      for (std::uint32_t i = 0; i < node.count; ++i) encode_int16(out_, pool_.digit(id, i));
      return;
    case ConstantKind::Float:
      if (node.type_byte == 'g') return encode_double(out_, node.real);
      return encode_bytes(out_, pool_.number_text(id));
    case ConstantKind::Complex:
      if (node.type_byte == 'x') return encode_bytes(out_, pool_.number_text(id));
      encode_double(out_, pool_.real(id));
      return encode_double(out_, pool_.imag(id));
    case ConstantKind::Bytes:
    case ConstantKind::Text:
      return text(id, node);
    default:
      return;
  }
}

void Writer::text(ConstantId id, const Constant& node) {
  std::string_view content = pool_.bytes(id);
  if (!stored_as_latin1(node.type_byte)) {
    encode_size(out_, node.type_byte, content.size());
    return encode_bytes(out_, content);
  }
  std::string narrow;
  for (std::size_t i = 0; i < content.size(); ++i) {
    std::uint8_t byte = std::uint8_t(content[i]);
    narrow += byte < 0x80 ? content[i] : char((byte & 3) << 6 | (std::uint8_t(content[++i]) & 0x3f));
  }
  encode_size(out_, node.type_byte, narrow.size());
  encode_bytes(out_, narrow);
}

}  // namespace

void write_marshal(const ConstantPool& pool, ConstantId root, const Release& release, std::vector<std::uint8_t>& out) {
  Writer(pool, release, out).write(root);
}

}  // namespace xvm
