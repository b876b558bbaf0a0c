#include "sample.h"

#include <doctest/doctest.h>

namespace sample {

using xvm::FieldType;
using xvm::Release;

std::string int32(std::int64_t value) {
  std::string out;
  for (int shift = 0; shift < 32; shift += 8) out += char(value >> shift & 0xff);
  return out;
}

std::string sized(char type, std::string_view text) {
  return type + int32(std::int64_t(text.size())) + std::string(text);
}

std::string tuple(std::initializer_list<std::string> items) {
  std::string out = "(" + int32(std::int64_t(items.size()));
  for (const std::string& item : items) out += item;
  return out;
}

std::string name(const Release& release, std::string_view text) { return sized(release.python2() ? 's' : 'u', text); }

std::string repeat(std::size_t times, std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

std::string code(const Release& release, const Fields& fields) {
  std::string out = "c";
  for (const xvm::CodeField& field : xvm::code_fields(release)) {
    auto replaced = fields.find(std::string(field.name));
    if (replaced != fields.end()) {
      out += replaced->second;
    } else if (field.type == FieldType::Number) {
      out += int32(field.name == "co_stacksize" || field.name == "co_firstlineno" ? 1 : 0);
    } else if (field.type == FieldType::Bytes) {
      out += sized('s', field.name == "co_code" ? "d\0\0S"s : ""s);
    } else if (field.type == FieldType::String) {
      out += name(release, field.name == "co_filename" ? "f.py" : "<module>");
    } else {
      out += field.name == "co_consts" ? tuple({"N"}) : tuple({});
    }
  }
  return out;
}

std::string header(const Release& release) {
  std::string out = int32(release.magic | 0x0a0d0000);
  return out + std::string(release.header_bytes - out.size(), '\0');
}

std::string pyc(const Release& release, const Fields& fields) { return header(release) + code(release, fields); }

xvm::Result<std::unique_ptr<xvm::PycFile>> read(const std::string& bytes, const xvm::ReadOptions& options) {
  return xvm::read_pyc({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, "f.pyc", options);
}

std::string refusal(const std::string& bytes, const xvm::ReadOptions& options) { return read(bytes, options).error(); }

std::string written(const xvm::PycFile& file) {
  std::vector<std::uint8_t> bytes = xvm::write_pyc(file);
  return {bytes.begin(), bytes.end()};
}

const Release& release(std::string_view tag) {
  const Release* found = xvm::find_release(tag);
  REQUIRE(found != nullptr);
  return *found;
}

std::string pyc_with_constant(const Release& release, const std::string& marshalled) {
  return pyc(release, {{"co_consts", tuple({marshalled})}});
}

xvm::ConstantId constant(const xvm::PycFile& file) { return file.top->consts()[0]; }

}  // namespace sample
