#include "trace/value_text.h"

#include <fmt/format.h>

#include <iterator>

#include "base/float_text.h"
#include "objects/bytes.h"
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/generator.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/handling.h"

namespace xvm {
namespace {

constexpr std::size_t longest_string = 40, most_items = 5;

class ValueText {
 public:
  ValueText(std::string& out, Thread& thread) : out_(out), thread_(thread) {}
  void add(Ref value, int depth);

 private:
  void add_quoted(std::string_view prefix, std::string_view text, bool bytes, bool cut);
  void add_items(const Value* items, std::size_t count, char open, char close, int depth);
  void add_object(Ref value, int depth);

  std::string& out_;
  Thread& thread_;
};

void ValueText::add_quoted(std::string_view prefix, std::string_view text, bool bytes, bool cut) {
  out_ += prefix;
  out_ += '\'';
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '\n') out_ += "\\n";
    else if (c == '\t') out_ += "\\t";
    else if (c == '\'' || c == '\\') out_ += '\\', out_ += c;
    else if (byte < 0x20 || byte == 0x7f || (bytes && byte >= 0x80)) fmt::format_to(std::back_inserter(out_), "\\x{:02x}", byte);
    else out_ += c;
  }
  out_ += cut ? "'..." : "'";
}

void ValueText::add_items(const Value* items, std::size_t count, char open, char close, int depth) {
  out_ += open;
  for (std::size_t i = 0; i < count && i < most_items; ++i) {
    if (i > 0) out_ += ", ";
    add(items[i], depth + 1);
  }
  if (count > most_items) fmt::format_to(std::back_inserter(out_), ", ... {} more", count - most_items);
  if (count == 1 && open == '(') out_ += ',';
  out_ += close;
}

std::string_view reason_name(FinallyState::Reason reason) {
  static constexpr std::string_view names[] = {"raise", "return", "break", "continue", "call"};
  return names[reason];
}

void ValueText::add_object(Ref value, int depth) {
  auto out = std::back_inserter(out_);
  bool python2 = thread_.rt.python2();
  if (const Text* text = try_as<Text>(value)) {
    std::u32string head;
    for (std::size_t i = 0; i < text->length && i < longest_string; ++i) head += text->at(i);
    Value part = text->length > longest_string ? make_text(thread_, head.data(), head.size()) : Value(value);
    return add_quoted(python2 ? "u" : "", text_utf8(part), false, text->length > longest_string);
  }
  if (const Bytes* bytes = try_as<Bytes>(value)) {
    std::string_view content = bytes->view();
    return add_quoted(python2 ? "" : "b", content.substr(0, longest_string), true, content.size() > longest_string);
  }
  if (const Int* number = try_as<Int>(value)) {
    std::size_t bits = mpz_sizeinbase(number->number, 2);
    if (bits > 256) {
      fmt::format_to(out, "<{} of {} bits>", type_name(thread_, value), bits);
      return;
    }
    char digits[100];
    out_ += mpz_get_str(digits, 10, number->number);
    return;
  }
  if (const Tuple* tuple = try_as<Tuple>(value); tuple && depth < 2) return add_items(tuple->items(), tuple->length, '(', ')', depth);
  if (const List* list = try_as<List>(value); list && depth < 2) return add_items(list->items, list->length, '[', ']', depth);
  if (const Function* function = try_as<Function>(value)) fmt::format_to(out, "<function {}>", native_utf8(function->name));
  else if (const Native* native = try_as<Native>(value)) fmt::format_to(out, "<built-in {}>", std::string_view(native->row->signature).substr(0, std::string_view(native->row->signature).find('(')));
  else if (const CodeObject* code = try_as<CodeObject>(value)) fmt::format_to(out, "<code {}>", native_utf8(code->name));
  else if (const Type* type = try_as<Type>(value)) fmt::format_to(out, "<class {}>", type->name);
  else if (const Module* module = try_as<Module>(value)) fmt::format_to(out, "<module {}>", native_utf8(module->name));
  else if (const Dict* dict = try_as<Dict>(value)) fmt::format_to(out, "{{{} item{}}}", dict->length, dict->length == 1 ? "" : "s");
  else if (const FinallyState* state = try_as<FinallyState>(value)) fmt::format_to(out, "<finally after {}>", reason_name(state->reason));
  else fmt::format_to(out, "<{} object>", type_name(thread_, value));
}

void ValueText::add(Ref value, int depth) {
  if (!value) out_ += "NULL";
  else if (value.is_none()) out_ += "None";
  else if (value.is_bool()) out_ += value.is_true() ? "True" : "False";
  else if (value.is_ellipsis()) out_ += "Ellipsis";
  else if (value.is_not_implemented()) out_ += "NotImplemented";
  else if (value.is_small_int()) fmt::format_to(std::back_inserter(out_), "{}", value.small_int());
  else if (value.is_double()) out_ += float_repr(value.as_double());
  else add_object(value, depth);
}

}  // namespace

void append_traced_value(std::string& out, Thread& thread, Ref value) { ValueText(out, thread).add(value, 0); }

}  // namespace xvm
