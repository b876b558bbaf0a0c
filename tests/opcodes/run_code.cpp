#include "run_code.h"

#include "../objects/python.h"
#include "bytecode/opcodes.h"
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/generator.h"
#include "vm/frame.h"

namespace xvm {

bool has_opcodes(const Release& release, std::string_view text) {
  const OpcodeTable& table = opcodes_of(release);
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = std::min(text.find_first_of(" |", at), text.size());
    std::string_view word = text.substr(at, end - at);
    if (!word.empty() && word[0] >= 'A' && word[0] <= 'Z' && !table.find(word)) return false;
    at = end + 1;
  }
  return true;
}

struct Machine::Parts {
  explicit Parts(const Release& r) : release(r), python(r) {}
  const Release& release;
  Python python;
};

Machine::Machine(const Release& release) : parts_(std::make_unique<Parts>(release)) {}
Machine::~Machine() = default;

std::string Machine::run(std::string_view text, sample::Fields fields) {
  Verified code = verified(parts_->release.tag, text, std::move(fields));
  if (!code.refusal.empty()) return "refused: " + code.refusal;
  Python& python = parts_->python;
  Thread& thread = python.thread();
  std::shared_ptr<PycFile> file = std::move(code.file);
  Value object = make_code(thread, std::shared_ptr<const Code>(file, file->top));
  if (!object) return python.raised();
  Value globals = make_dict(thread);
  Value name = native_intern(thread, "__builtins__");
  (void)dict_set(thread, as<Dict>(globals), name, python.runtime().builtins_module);
  Value result = run_code(thread, object, globals, {});
  if (result && is<Generator>(result)) {
    Value item = next(thread, result);
    if (!item && !thread.has_error()) item = none_value();
    result = std::move(item);
  }
  return python.shown(std::move(result));
}

}  // namespace xvm
