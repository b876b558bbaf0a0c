#include "assembler.h"

#include <doctest/doctest.h>

#include <map>
#include <vector>

#include "bytecode/opcodes.h"

namespace xvm {
namespace {

std::vector<std::string> split(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  for (std::size_t at = 0;;) {
    std::size_t end = text.find(separator, at);
    std::string part(text.substr(at, end == std::string_view::npos ? end : end - at));
    while (part.starts_with(' ')) part.erase(0, 1);
    while (part.ends_with(' ')) part.pop_back();
    if (!part.empty()) parts.push_back(part);
    if (end == std::string_view::npos) return parts;
    at = end + separator.size();
  }
}

class Assembler {
 public:
  explicit Assembler(const Release& release)
      : release_(release), table_(opcodes_of(release)), wide_(release.encoding != Encoding::OneOrThreeBytes) {}

  std::string run(std::string_view text) {
    for (const std::string& part : split(text, "|")) {
      std::vector<std::string> words = split(part, " ");
      if (words[0].ends_with(':')) {
        labels_[words[0].substr(0, words[0].size() - 1)] = out_.size();
        words.erase(words.begin());
      }
      if (!words.empty()) instruction(words);
    }
    for (const Jump& jump : jumps_) patch(jump);
    return out_;
  }

 private:
  struct Jump {
    const OpcodeRow* row;
    std::size_t at, next;
    std::string label;
  };

  void instruction(const std::vector<std::string>& words) {
    if (words[0] == "byte") {
      for (std::size_t i = 1; i < words.size(); i++) out_ += static_cast<char>(std::stoi(words[i]));
      return;
    }
    const OpcodeRow* row = table_.find(std::string_view(words[0]));
    REQUIRE_MESSAGE(row != nullptr, words[0] << " in " << release_.tag);
    bool label = words.size() > 1 && words[1].starts_with('@');
    std::uint32_t arg = words.size() > 1 && !label ? static_cast<std::uint32_t>(std::stoul(words[1])) : 0;
    std::size_t at = out_.size();
    emit(*row, arg);
    if (label) jumps_.push_back({row, at, out_.size(), words[1].substr(1)});
  }

  void emit(const OpcodeRow& row, std::uint32_t arg) {
    const OpcodeRow& prefix = *table_.find("EXTENDED_ARG");
    if (!wide_) {
      bool takes = row.code >= table_.have_argument;
      if (takes && arg > 0xffff) emit(prefix, arg >> 16);
      out_ += static_cast<char>(row.code);
      if (takes) out_ += {static_cast<char>(arg & 255), static_cast<char>(arg >> 8 & 255)};
      return;
    }
    for (int shift = 24; shift > 0; shift -= 8)
      if (arg >> shift != 0) out_ += {static_cast<char>(prefix.code), static_cast<char>(arg >> shift & 255)};
    out_ += {static_cast<char>(row.code), static_cast<char>(arg & 255)};
    out_.append(row.caches * 2u, '\0');
  }

  void patch(const Jump& jump) {
    auto found = labels_.find(jump.label);
    REQUIRE_MESSAGE(found != labels_.end(), "no label " << jump.label);
    std::size_t to = found->second, distance = to;
    if (jump.row->form == OperandForm::Jump) distance = to - jump.next;
    if (jump.row->form == OperandForm::JumpBack) distance = jump.next - to;
    if (release_.jump_unit == JumpUnit::CodeUnits) distance /= 2;
    REQUIRE(distance < (wide_ ? 256u : 65536u));
    out_[jump.at + 1] = static_cast<char>(distance & 255);
    if (!wide_) out_[jump.at + 2] = static_cast<char>(distance >> 8);
  }

  const Release& release_;
  const OpcodeTable& table_;
  bool wide_;
  std::string out_;
  std::map<std::string, std::size_t> labels_;
  std::vector<Jump> jumps_;
};

}  // namespace

std::string assemble(const Release& release, std::string_view text) { return Assembler(release).run(text); }

}  // namespace xvm
