// Reading and writing a whole .pyc.
#include "pyc/pyc.h"

#include <fmt/format.h>

#include "pyc/marshal.h"
#include "pyc/release.h"

namespace xvm {
namespace {

// References let a small file stand for much: whoever walks its constants, to hash or to print them, and whoever
// decodes its code objects must come to an end. Compilers share parts too, but stay far below these limits: of 60,000
// files none stands for more than 1.3 times its size.
std::uint64_t item_limit(std::size_t file_bytes) { return (std::uint64_t(1) << 22) + 64 * std::uint64_t(file_bytes); }
std::uint64_t field_limit(std::size_t file_bytes) { return (std::uint64_t(1) << 20) + 64 * std::uint64_t(file_bytes); }

// Bytes and items of all fields, counted for each code object that has them.
std::uint64_t field_sizes(const ConstantPool& pool) {
  std::uint64_t sum = 0;
  for (const Code& code : pool.codes())
    for (const CodeField& field : code_fields(*code.release))
      if (field.type != FieldType::Number) sum += pool[code.*field.object].count;
  return sum;
}

std::uint64_t constant_items(const ConstantPool& pool) {
  std::uint64_t sum = 0;
  for (const Code& code : pool.codes())
    for (ConstantId id : code.consts()) {
      const Constant& node = pool[id];
      if (node.kind >= ConstantKind::Tuple && node.kind <= ConstantKind::FrozenSet) sum += node.where.expanded;
    }
  return sum;
}

}  // namespace

Result<std::unique_ptr<PycFile>> read_pyc(std::span<const std::uint8_t> file, std::string_view file_name,
                                          const ReadOptions& options) {
  Result<ReadHeader> head = read_header(file, file_name, options);
  if (!head) return Refusal{head.error()};
  auto pyc = std::make_unique<PycFile>();
  pyc->file_name = file_name;
  pyc->header = head->header;
  pyc->release = head->release;
  std::span<const std::uint8_t> stored_head = file.first(head->header.bytes);
  pyc->head_bytes.assign(stored_head.begin(), stored_head.end());

  Unmarshalled read;
  if (auto fault = read_marshal(pyc->pool, *pyc->release, file, head->header.bytes, {}, read))
    return Refusal{fmt::format("{}: offset {}: {}", file_name, fault->offset, fault->message)};
  if (pyc->pool.kind(read.root) != ConstantKind::Code)
    return Refusal{
        fmt::format("{}: offset {}: what follows the header is not a code object", file_name, head->header.bytes)};
  if (field_sizes(pyc->pool) > field_limit(file.size()))
    return Refusal{fmt::format("{}: its code objects share fields so often that they stand for more than {} bytes",
                               file_name, field_limit(file.size()))};
  if (auto fault = check_code_objects(pyc->pool)) return Refusal{fmt::format("{}: {}", file_name, *fault)};
  if (constant_items(pyc->pool) > item_limit(file.size()))
    return Refusal{fmt::format("{}: its constants share parts so often that they stand for more than {} items",
                               file_name, item_limit(file.size()))};
  pyc->top = &pyc->pool.code(read.root);
  pyc->trailing_bytes = file.size() - read.end;
  return pyc;
}

std::vector<std::uint8_t> write_pyc(const PycFile& pyc) {
  std::vector<std::uint8_t> out = pyc.head_bytes;
  write_marshal(pyc.pool, pyc.top->id, *pyc.release, out);
  return out;
}

}  // namespace xvm
