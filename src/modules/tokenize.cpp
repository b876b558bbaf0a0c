// _tokenize: the compiler's tokens as an iterator, 3.12 on.
#include <algorithm>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "compiler/tokenizer.h"
#include "objects/bytes.h"
#include "objects/codecs.h"
#include "objects/exception.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/compile_text.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/signature.h"

namespace xvm {

namespace {

namespace c = compiler;
using c::T;

bool f_tokens_came_down(const Release& r) { return r.since(3, 13); }   // by the two that async and await had

// Numbers of the module token. Operators are numbered from first_operator in the order of the T that follow LPar, those that
// 3.x has.
enum : int { EndMarker = 0, Name = 1, Number = 2, String = 3, Newline = 4, Indent = 5, Dedent = 6, FirstOperator = 7, Operator = 55, FStringStart = 61, Comment = 64, BlankLine = 65 };

struct Item {
  int type;
  std::string text;
  std::int32_t line, column, end_line, end_column;   // columns in characters
  std::string source;
};

struct Iterator : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "_tokenize.TokenizerIter";
  static constexpr bool gc = true;
  Value readline, encoding;
  bool extra = false, started = false;
  std::size_t at = 0;
  std::vector<Item> items;
  c::Fault fault;   // raised behind the items; an empty type: none
  void traverse(Visitor& v) { v(readline), v(encoding); }
  void clear() { readline = nullptr; }
};

// The lines as they come, and the text of all with "\n" for "\r\n".
bool read_lines(Thread& thread, Iterator& it, std::string& text, std::vector<std::string>& originals) {
  for (;;) {
    Value line = call(thread, it.readline);
    if (!line) return catch_error(thread, thread.rt.exc.StopIteration);
    std::string piece;
    if (it.encoding) {
      if (!is<Bytes>(line)) return raise_type_error(thread, "readline() returned a non-bytes object");
      Value decoded = decode_bytes(thread, as<Bytes>(line).view(), native_utf8(it.encoding), "replace");
      if (!decoded) return false;
      piece = native_utf8(decoded);
    } else {
      if (!is<Text>(line)) return raise_type_error(thread, "readline() returned a non-string object");
      piece = text_utf8(line);
    }
    if (piece.empty()) return true;
    originals.push_back(piece);
    if (piece.ends_with("\r\n")) piece.erase(piece.size() - 2, 1);
    text += piece;
  }
}

class Lines {
 public:
  Lines(std::string_view text, const std::vector<std::string>& originals) : text_(text), originals_(originals) {
    starts_.push_back(0);
    for (std::size_t i = 0; i < text.size(); ++i)
      if (text[i] == '\n') starts_.push_back(i + 1);
  }
  std::int32_t line_of(std::size_t offset) const {
    return std::int32_t(std::upper_bound(starts_.begin(), starts_.end(), offset) - starts_.begin());
  }
  std::int32_t column_of(std::size_t offset) const {
    std::size_t start = starts_[std::size_t(line_of(offset)) - 1];
    return std::int32_t(std::count_if(text_.begin() + std::ptrdiff_t(start), text_.begin() + std::ptrdiff_t(offset),
                                      [](char ch) { return (static_cast<unsigned char>(ch) & 0xc0) != 0x80; }));
  }
  // Lines from the one to the other, whole.
  std::string source(std::int32_t first, std::int32_t last) const {
    std::string all;
    for (std::size_t i = std::size_t(first) - 1; i < std::size_t(last) && i < originals_.size(); ++i) all += originals_[i];
    return all;
  }
  bool has_return(std::int32_t line) const {
    return std::size_t(line) <= originals_.size() && originals_[std::size_t(line) - 1].ends_with("\r\n");
  }
  // The last line that has something in it.
  std::int32_t count() const { return std::int32_t(starts_.size()) - (starts_.back() == text_.size()); }

 private:
  std::string_view text_;
  const std::vector<std::string>& originals_;
  std::vector<std::size_t> starts_;
};

class Maker {
 public:
  Maker(const Release& release, Iterator& it, std::string_view text, const std::vector<std::string>& originals)
      : release_(release), it_(it), text_(text), lines_(text, originals) {}

  void make(const c::Tokens& tokens) {
    for (const c::Token& token : tokens.tokens) {
      if (token.kind == T::Error) break;
      if (token.kind == T::EndMarker) {
        end();
        break;
      }
      one(token);
    }
  }

 private:
  int shifted(int type) const { return type > Operator && f_tokens_came_down(release_) ? type - 2 : type; }
  std::string line_end(std::size_t offset) const { return lines_.has_return(lines_.line_of(offset)) ? "\r\n" : "\n"; }
  void add(int type, std::string text, std::size_t begin, std::size_t end, std::int32_t more = 0) {
    std::int32_t line = lines_.line_of(begin), end_line = lines_.line_of(end);
    std::int32_t column = lines_.column_of(begin), end_column = lines_.column_of(end) + more;
    if (end > begin && text_[end - 1] == '\n' && type == Newline) end_line = line, end_column = column + 1;
    it_.items.push_back({shifted(type), std::move(text), line, column, end_line, end_column, lines_.source(line, std::max(line, end_line))});
  }
  // Comments and ends of lines that mean nothing, before `to`.
  void gap(std::size_t to) {
    while (at_ < to) {
      char ch = text_[at_];
      if (ch == '#') {
        std::size_t end = std::min(text_.find('\n', at_), text_.size());
        if (it_.extra) add(Comment, std::string(text_.substr(at_, end - at_)), at_, end);
        at_ = end;
      } else if (ch == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') {
        at_ += 2;
      } else if (ch == '\n') {
        std::int32_t line = lines_.line_of(at_), column = lines_.column_of(at_);
        if (it_.extra) it_.items.push_back({shifted(BlankLine), line_end(at_), line, column, line, column + std::int32_t(line_end(at_).size()), lines_.source(line, line)});
        ++at_;
      } else {
        ++at_;
      }
    }
  }
  void one(const c::Token& token) {
    if (token.kind == T::Newline) {
      std::size_t newline = std::min(text_.find('\n', at_), text_.size());
      std::size_t comment = text_.find('#', at_);
      if (comment != text_.npos && comment < newline) gap(newline);
      std::int32_t line = lines_.line_of(newline), column = lines_.column_of(newline);
      std::string text = it_.extra && newline < text_.size() ? line_end(newline) : std::string();
      std::int32_t width = it_.extra ? std::max(1, std::int32_t(text.size())) : 0;
      it_.items.push_back({Newline, text, line, column, line, column + width, lines_.source(line, line)});
      at_ = std::min(newline + 1, text_.size());
      return;
    }
    if (token.kind == T::Indent) {
      pending_indents_++;
      return;
    }
    if (token.kind == T::Dedent) {
      pending_dedents_++;
      return;
    }
    gap(token.begin);
    if (pending_indents_) {
      std::int32_t line = lines_.line_of(token.begin);
      std::size_t start = token.begin - std::size_t(0);
      while (start > 0 && text_[start - 1] != '\n') --start;
      it_.items.push_back({Indent, std::string(text_.substr(start, token.begin - start)), line, 0, line, lines_.column_of(token.begin), lines_.source(line, line)});
      pending_indents_ = 0;
    }
    for (; pending_dedents_ > 0; --pending_dedents_) add(Dedent, "", token.begin, token.begin);
    follow_fields(token);
    add(type_of(token.kind), std::string(text_.substr(token.begin, token.end - token.begin)), token.begin, token.end);
    at_ = token.end;
  }
  // Where a field ends a format specification, an empty middle part stands before the closing brace.
  void follow_fields(const c::Token& token) {
    auto in = [&](char what) { return !open_.empty() && open_.back() == what; };
    switch (token.kind) {
      case T::FStringStart: open_ += 'f'; break;
      case T::LBrace: open_ += in('f') || in(':') ? '{' : 'b'; break;
      case T::LPar: case T::LSqb: open_ += '('; break;
      case T::Colon:
        if (in('{')) open_.back() = ':';
        break;
      case T::RBrace:
        if (in(':') && last_ == T::RBrace && it_.extra) add(FStringStart + 1, "", token.begin, token.begin);
        [[fallthrough]];
      case T::RPar: case T::RSqb: case T::FStringEnd:
        if (!open_.empty()) open_.pop_back();
        break;
      default: break;
    }
    last_ = token.kind;
  }
  void end() {
    gap(text_.size());
    std::int32_t line = lines_.count() + 1;
    for (; pending_dedents_ > 0; --pending_dedents_) it_.items.push_back({Dedent, "", line, 0, line, 0, ""});
    it_.items.push_back({EndMarker, "", line, 0, line, 0, ""});
  }
  int type_of(T kind) const {
    switch (kind) {
      case T::Name: return Name;
      case T::Number: return Number;
      case T::String: return String;
      case T::FStringStart: return FStringStart;
      case T::FStringMiddle: return FStringStart + 1;
      case T::FStringEnd: return FStringStart + 2;
      default: break;
    }
    if (c::is_keyword(kind)) return Name;
    if (it_.extra || kind == T::Other) return Operator;
    // Braces stand behind "%" in the module token.
    constexpr int left_brace = 25;
    if (kind == T::LBrace || kind == T::RBrace) return left_brace + (kind == T::RBrace);
    if (kind == T::LessGreater) kind = T::NotEqual;
    int number = FirstOperator + (kind > T::Percent ? 2 : 0);
    for (int k = int(T::LPar); k < int(kind); ++k)
      if (T(k) != T::Backquote && T(k) != T::LessGreater && T(k) != T::LBrace && T(k) != T::RBrace) ++number;
    return number;
  }

  const Release& release_;
  Iterator& it_;
  std::string_view text_;
  Lines lines_;
  std::size_t at_ = 0;
  std::string open_;        // brackets, f-strings ("f"), their fields ("{", in the specification ":")
  T last_ = T::EndMarker;
  int pending_indents_ = 0, pending_dedents_ = 0;
};

bool start(Thread& thread, Iterator& it) {
  std::string text;
  std::vector<std::string> originals;
  it.started = true;
  if (!read_lines(thread, it, text, originals)) return false;
  const Release& r = thread.rt.release;
  std::string ended = text;
  if (!ended.empty() && !ended.ends_with('\n')) ended += '\n';
  c::TokenizeOptions options;
  options.brackets_match = !it.extra;
  c::Tokens tokens = c::tokenize(ended, c::dialect_of(r), options);
  Maker(r, it, text, originals).make(tokens);
  const c::TokenFault& from = tokens.fault;
  if (from.type.empty() && !tokens.open_brackets) return true;
  it.fault.file_name = "<string>";
  if (from.type.empty() || (tokens.open_brackets && from.at_end_of_file && !from.told)) {
    it.fault.message = "unexpected EOF in multi-line statement";
    it.fault.line = Lines(text, originals).count();
    while (!it.items.empty() && (it.items.back().type == EndMarker || it.items.back().type == Newline || it.items.back().type == Dedent)) it.items.pop_back();
    return true;
  }
  it.fault.type = from.type;
  it.fault.message = from.message;
  it.fault.line = from.line;
  it.fault.offset = from.offset;
  bool indentation = from.type == "IndentationError";   // has no end
  it.fault.end_line = indentation ? -1 : from.end_line;
  it.fault.end_offset = indentation ? -1 : from.end_offset;
  it.fault.text = std::string(std::string_view(ended).substr(from.text_begin, from.text_end - from.text_begin));
  while (it.fault.text->ends_with('\n')) it.fault.text->pop_back();
  return true;
}

Value iterator_next(Thread& thread, Ref self) {
  Iterator& it = as<Iterator>(self);
  if (!it.started && !start(thread, it)) return error_set;
  if (it.at >= it.items.size()) {
    bool wrong = !it.fault.message.empty();
    c::Fault fault = std::exchange(it.fault, {});
    return wrong ? Value(raise_compile_fault(thread, fault)) : Value();
  }
  const Item& item = it.items[it.at++];
  Value begin = make_tuple(thread, {Value::small(item.line), Value::small(item.column)});
  Value end = make_tuple(thread, {Value::small(item.end_line), Value::small(item.end_column)});
  Value text = make_text(thread, item.text), source = make_text(thread, item.source);
  return make_tuple(thread, {Value::small(item.type), text, begin, end, source});
}

// TokenizerIter(readline, /, *, encoding=None, extra_tokens=False)
Value iterator_make(Thread& thread, Type* type, Args given) {
  Bound<3> args(thread, "TokenizerIter(readline, /, *, encoding=None, extra_tokens=False)", given);
  if (!args) return error_set;
  int extra = args[2] ? truth(thread, args[2]) : 0;
  if (extra < 0) return error_set;
  Iterator* it = allocate<Iterator>(type);
  Value owner = own(it);
  it->readline = args[0];
  if (args[1] && !args[1].is_none()) it->encoding = args[1];
  it->extra = extra == 1;
  track(it);
  return owner;
}

void fill_iterator(Slots& slots, Runtime&) {
  slots.make = iterator_make;
  slots.iter = [](Thread&, Ref self) { return Value(self); };
  slots.next = iterator_next;
}

bool fill(Thread& thread, Module& module) {
  static constexpr TypeSpec spec{.name = "_tokenize.TokenizerIter", .layout = layout_of<Iterator>, .fill = fill_iterator};
  return module_add(thread, module, "TokenizerIter", Value(Ref(make_builtin_type(thread.rt, spec))));
}

}  // namespace

extern const ModuleSpec tokenize_module;
const ModuleSpec tokenize_module{.name = "_tokenize", .fill = fill, .releases = since(3, 12)};

}  // namespace xvm
