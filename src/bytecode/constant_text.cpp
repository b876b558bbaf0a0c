#include "bytecode/constant_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/float_text.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "pyc/code.h"
#include "pyc/release.h"

namespace xvm {
namespace {

constexpr std::size_t decimal_digits_limit = 600;  // of 15 bits; longer integers are written in hexadecimal

bool shortest_float_repr(const Release& r) { return r.since(3, 1) || r.version == Version{2, 7}; }
bool braces_in_set_repr(const Release& r) { return r.since(3, 0) || r.version == Version{2, 7}; }

class Writer {
 public:
  Writer(std::string& out, const ConstantPool& pool, const Release& release, ConstantStyle style, std::size_t limit)
      : out_(out), pool_(pool), release_(release), typed_(style == ConstantStyle::Typed), end_(out.size() + limit) {}

  void write(ConstantId id) {
    const Constant& constant = pool_[id];
    switch (constant.kind) {
      case ConstantKind::Null: out_ += "NULL"; return;
      case ConstantKind::None: out_ += "None"; return;
      case ConstantKind::True: out_ += "True"; return;
      case ConstantKind::False: out_ += "False"; return;
      case ConstantKind::Ellipsis: out_ += "Ellipsis"; return;
      case ConstantKind::StopIteration: out_ += "StopIteration"; return;
      case ConstantKind::Int:
        type("int");
        fmt::format_to(std::back_inserter(out_), "{}", constant.integer);
        return;
      case ConstantKind::Long:
        type(release_.python2() ? "long" : "int");
        integer(id);
        if (release_.python2()) out_ += 'L';
        return;
      case ConstantKind::Float:
        type("float");
        number(pool_.real(id));
        return;
      case ConstantKind::Complex: complex(id); return;
      case ConstantKind::Bytes:
        type(release_.python2() ? "str" : "bytes");
        bytes(pool_.bytes(id));
        return;
      case ConstantKind::Text:
        type(release_.python2() ? "unicode" : "str");
        text(pool_.bytes(id));
        return;
      case ConstantKind::Tuple: items("tuple", "(", pool_.items(id), pool_.items(id).size() == 1 ? ",)" : ")"); return;
      case ConstantKind::List: items("list", "[", pool_.items(id), "]"); return;
      case ConstantKind::Dict: dict(pool_.items(id)); return;
      case ConstantKind::Set: set("set", pool_.items(id), braces_in_set_repr(release_) ? "{" : "set([",
                                  braces_in_set_repr(release_) ? "}" : "])"); return;
      case ConstantKind::FrozenSet:
        set("frozenset", pool_.items(id), release_.python2() ? "frozenset([" : "frozenset({", release_.python2() ? "])" : "})");
        return;
      case ConstantKind::Code: code(pool_.code(id)); return;
    }
  }

 private:
  bool full() const { return out_.size() >= end_; }

  void type(std::string_view name) {
    if (!typed_) return;
    out_ += name;
    out_ += ' ';
  }

  void integer(ConstantId id) {
    std::size_t count = pool_[id].count;
    if (pool_.negative(id)) out_ += '-';
    if (count > decimal_digits_limit) return hexadecimal(id, count);
    std::vector<std::uint32_t> decimal;  // base 10**9, least significant first
    for (std::size_t i = count; i-- > 0;) {
      std::uint64_t carry = pool_.digit(id, i);
      for (std::uint32_t& part : decimal) {
        carry += std::uint64_t{part} << 15;
        part = static_cast<std::uint32_t>(carry % 1000000000);
        carry /= 1000000000;
      }
      if (carry > 0) decimal.push_back(static_cast<std::uint32_t>(carry));
    }
    if (decimal.empty()) decimal.push_back(0);
    fmt::format_to(std::back_inserter(out_), "{}", decimal.back());
    for (std::size_t i = decimal.size() - 1; i-- > 0;) fmt::format_to(std::back_inserter(out_), "{:09}", decimal[i]);
  }

  void hexadecimal(ConstantId id, std::size_t count) {
    std::string digits;  // least significant first
    std::uint32_t bits = 0;
    int have = 0;
    for (std::size_t i = 0; i < count || have > 0;) {
      if (have < 4 && i < count) {
        bits |= static_cast<std::uint32_t>(pool_.digit(id, i++)) << have;
        have += 15;
      }
      digits += "0123456789abcdef"[bits & 15];
      bits >>= 4;
      have -= 4;
    }
    while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
    if (!typed_ && digits.size() > end_ - std::min(end_, out_.size())) {
      out_ += fmt::format("(an integer of {} hexadecimal digits)", digits.size());
      return;
    }
    out_ += "0x";
    out_.append(digits.rbegin(), digits.rend());
  }

  std::string number_text(double value) const {
    return shortest_float_repr(release_) ? float_repr(value) : float_significant(value, 17);
  }
  void number(double value) { out_ += number_text(value); }

  void complex(ConstantId id) {
    type("complex");
    double real = pool_.real(id), imag = pool_.imag(id);
    auto part = [&](double value) {
      std::string written = number_text(value);
      if (written.ends_with(".0")) written.resize(written.size() - 2);
      return written;
    };
    if (real == 0 && !std::signbit(real)) {
      out_ += part(imag) + "j";
      return;
    }
    std::string second = part(imag);
    out_ += "(" + part(real) + (second.starts_with('-') ? "" : "+") + second + "j)";
  }

  // The quote that needs fewer escapes, as repr() chooses.
  static char quote_for(std::string_view content) {
    bool one = content.find('\'') != std::string_view::npos, two = content.find('"') != std::string_view::npos;
    return one && !two ? '"' : '\'';
  }

  // True when c needed no more than this.
  bool simple(std::uint32_t c, char quote) {
    if (c == '\n') return out_ += "\\n", true;
    if (c == '\r') return out_ += "\\r", true;
    if (c == '\t') return out_ += "\\t", true;
    if (c == static_cast<unsigned char>(quote) || c == '\\') {
      out_ += '\\';
      out_ += static_cast<char>(c);
      return true;
    }
    if (c < 0x20 || c >= 0x7f) return false;
    out_ += static_cast<char>(c);
    return true;
  }

  void escape(std::uint32_t c) {
    if (c < 0x100)
      fmt::format_to(std::back_inserter(out_), "\\x{:02x}", c);
    else if (c < 0x10000)
      fmt::format_to(std::back_inserter(out_), "\\u{:04x}", c);
    else
      fmt::format_to(std::back_inserter(out_), "\\U{:08x}", c);
  }

  void bytes(std::string_view content) {
    if (!release_.python2()) out_ += 'b';
    char quote = quote_for(content);
    out_ += quote;
    for (char c : content) {
      if (full()) return ellipsis();
      auto byte = static_cast<unsigned char>(c);
      if (!simple(byte, quote)) escape(byte);
    }
    out_ += quote;
  }

  void text(std::string_view content) {
    if (release_.python2()) out_ += 'u';
    char quote = quote_for(content);
    out_ += quote;
    for (std::size_t at = 0; at < content.size();) {
      if (full()) return ellipsis();
      std::size_t length = std::max<std::size_t>(utf8_sequence(content, at), 1);
      std::u32string decoded = utf8_to_u32(content.substr(at, length));
      char32_t c = decoded.empty() ? 0xfffd : decoded[0];
      if (!simple(c, quote)) {
        if (!release_.python2() && c >= 0x80 && is_printable(c))
          out_ += content.substr(at, length);
        else
          escape(static_cast<std::uint32_t>(c));
      }
      at += length;
    }
    out_ += quote;
  }

  void items(std::string_view name, std::string_view open, std::span<const ConstantId> list, std::string_view close) {
    type(name);
    out_ += open;
    for (std::size_t i = 0; i < list.size(); i++) {
      if (i > 0) out_ += ", ";
      if (full()) return ellipsis();
      write(list[i]);
    }
    out_ += close;
  }

  void set(std::string_view name, std::span<const ConstantId> list, std::string_view open, std::string_view close) {
    if (list.empty()) {
      type(name);
      out_ += name;
      out_ += "()";
      return;
    }
    items(name, open, list, close);
  }

  void dict(std::span<const ConstantId> list) {
    type("dict");
    out_ += '{';
    for (std::size_t i = 0; i + 1 < list.size(); i += 2) {
      if (i > 0) out_ += ", ";
      if (full()) return ellipsis();
      write(list[i]);
      out_ += ": ";
      write(list[i + 1]);
    }
    out_ += '}';
  }

  void code(const Code& code) {
    out_ += "<code object ";
    out_ += code.name();
    fmt::format_to(std::back_inserter(out_), ", file \"{}\", line {}>", code.filename(), code.firstlineno);
  }

  void ellipsis() {
    if (!out_.ends_with("...")) out_ += "...";
  }

  std::string& out_;
  const ConstantPool& pool_;
  const Release& release_;
  bool typed_;
  std::size_t end_;
};

}  // namespace

void append_constant(std::string& out, const ConstantPool& pool, ConstantId id, const Release& release,
                     ConstantStyle style, std::size_t limit) {
  Writer(out, pool, release, style, limit).write(id);
}

}  // namespace xvm
