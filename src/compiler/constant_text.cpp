// What the peephole optimiser to 3.5 makes of "format % arguments" and, in 2.x, of `constant`.
#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <gmp.h>

#include "base/float_text.h"
#include "base/utf8.h"
#include "compiler/constant_math.h"
#include "compiler/constant_merger.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

using MaybeText = std::optional<std::string>;

bool floats_show_shortest(const Release& r) { return r.python2() ? r.since(2, 7) : r.since(3, 1); }
bool str_of_floats_is_repr(const Release& r) { return r.since(3, 2); }

constexpr std::size_t longest_result = 20;
constexpr std::size_t widest_field = 100;

class Formatter {
 public:
  explicit Formatter(ConstantMaker& maker) : maker_(maker), pool_(maker.pool()), release_(maker.release()) {}

  MaybeText repr(ConstantId id) const;
  ConstantId format(ConstantId text, ConstantId arguments);

 private:
  struct Field {
    bool left = false, plus = false, blank = false, zeros = false;
    std::size_t width = 0;
    std::optional<std::size_t> precision;
    char kind = 0;
  };
  ConstantKind kind(ConstantId id) const { return pool_.kind(id); }
  MaybeText decimal(ConstantId id, int base) const;
  MaybeText quoted(std::string_view content, bool text) const;
  MaybeText str(ConstantId id);
  MaybeText converted(const Field& field, ConstantId argument);
  MaybeText number(const Field& field, ConstantId argument) const;

  ConstantMaker& maker_;
  const ConstantPool& pool_;
  const Release& release_;
  bool text_ = false;  // the result is text
};

MaybeText Formatter::decimal(ConstantId id, int base) const {
  mpz_t value;
  mpz_init(value);
  MaybeText out;
  if (kind(id) == ConstantKind::Int || kind(id) == ConstantKind::Long) integer_value(pool_, id, value);
  else if (kind(id) == ConstantKind::True) mpz_set_ui(value, 1);
  if (mpz_sizeinbase(value, 2) < 256) {
    char digits[300];
    out = mpz_get_str(digits, base, value);
  }
  mpz_clear(value);
  return out;
}

// Nothing for text beyond ASCII.
MaybeText Formatter::quoted(std::string_view content, bool text) const {
  if (text && !is_ascii(content)) return std::nullopt;
  char quote = content.find('\'') != content.npos && content.find('"') == content.npos ? '"' : '\'';
  std::string out(1, quote);
  for (char c : content) {
    if (c == quote || c == '\\') out.append({'\\', c});
    else if (c == '\n') out += "\\n";
    else if (c == '\r') out += "\\r";
    else if (c == '\t') out += "\\t";
    else if (c < ' ' || c >= '\x7f') out += fmt::format("\\x{:02x}", unsigned(std::uint8_t(c)));
    else out += c;
  }
  return out + quote;
}

MaybeText Formatter::repr(ConstantId id) const {
  auto prefixed = [](std::string_view prefix, MaybeText text) { return text ? MaybeText(std::string(prefix) + *text) : text; };
  switch (kind(id)) {
    case ConstantKind::None: return "None";
    case ConstantKind::True: return "True";
    case ConstantKind::False: return "False";
    case ConstantKind::Int: return decimal(id, 10);
    case ConstantKind::Long: {
      MaybeText digits = decimal(id, 10);
      if (digits && release_.python2()) *digits += 'L';
      return digits;
    }
    case ConstantKind::Float: return floats_show_shortest(release_) ? float_repr(pool_.real(id)) : float_significant(pool_.real(id), 17);
    case ConstantKind::Bytes: return prefixed(release_.python2() ? "" : "b", quoted(pool_.bytes(id), false));
    case ConstantKind::Text: return prefixed(release_.python2() ? "u" : "", quoted(pool_.bytes(id), true));
    case ConstantKind::Tuple: {
      std::string out = "(";
      for (ConstantId item : pool_.items(id)) {
        MaybeText part = repr(item);
        if (!part) return std::nullopt;
        if (out.size() > 1) out += ", ";
        out += *part;
      }
      return out + (pool_.items(id).size() == 1 ? ",)" : ")");
    }
    default: return std::nullopt;
  }
}

MaybeText Formatter::str(ConstantId id) {
  switch (kind(id)) {
    case ConstantKind::Text: text_ = true; return std::string(pool_.bytes(id));
    case ConstantKind::Bytes:
      if (release_.python2()) return std::string(pool_.bytes(id));
      break;
    case ConstantKind::Long: return decimal(id, 10);
    case ConstantKind::Float:
      if (!str_of_floats_is_repr(release_)) return std::nullopt;
      break;
    default: break;
  }
  return repr(id);
}

MaybeText Formatter::number(const Field& field, ConstantId argument) const {
  if (field.precision) return std::nullopt;
  MaybeText digits;
  bool decimals = field.kind != 'x' && field.kind != 'X' && field.kind != 'o';
  switch (kind(argument)) {
    case ConstantKind::True:
    case ConstantKind::False:
    case ConstantKind::Int:
    case ConstantKind::Long: digits = decimal(argument, decimals ? 10 : field.kind == 'o' ? 8 : 16); break;
    case ConstantKind::Float: {
      constexpr double exact = 1e15;
      double value = pool_.real(argument);
      if (decimals && std::fabs(value) < exact) digits = std::to_string(std::int64_t(value));
      break;
    }
    default: break;
  }
  if (!digits) return digits;
  if (field.kind == 'X') std::transform(digits->begin(), digits->end(), digits->begin(), [](char c) { return c >= 'a' && c <= 'f' ? char(c - 32) : c; });
  bool negative = digits->starts_with('-');
  std::string sign = negative ? "-" : field.plus ? "+" : field.blank ? " " : "";
  digits->erase(0, negative);
  if (field.zeros && !field.left && sign.size() + digits->size() < field.width) digits->insert(0, field.width - sign.size() - digits->size(), '0');
  return sign + *digits;
}

MaybeText Formatter::converted(const Field& field, ConstantId argument) {
  MaybeText out;
  switch (field.kind) {
    case 's':
    case 'r':
      out = field.kind == 's' ? str(argument) : repr(argument);
      if (out && (field.precision || field.width) && !is_ascii(*out)) return std::nullopt;
      if (out && field.precision) out->resize(std::min(out->size(), *field.precision));
      break;
    case 'd': case 'i': case 'u': case 'x': case 'X': case 'o': out = number(field, argument); break;
    case 'c': {
      if (kind(argument) == ConstantKind::Int && pool_.integer(argument) >= 0 && pool_.integer(argument) < (text_ ? 0xd800 : 0x80)) {
        out.emplace();
        append_utf8(*out, char32_t(pool_.integer(argument)));
      } else if (kind(argument) == ConstantKind::Text || (kind(argument) == ConstantKind::Bytes && release_.python2())) {
        out = str(argument);
        if (out->size() != 1) return std::nullopt;
      }
      break;
    }
    default: break;
  }
  if (out && out->size() < field.width) out->insert(field.left ? out->size() : 0, field.width - out->size(), ' ');
  return out;
}

ConstantId Formatter::format(ConstantId text, ConstantId arguments) {
  if (kind(text) == ConstantKind::Bytes && !release_.python2()) return no_constant;
  text_ = kind(text) == ConstantKind::Text;
  bool several = kind(arguments) == ConstantKind::Tuple;
  if (!several && kind(arguments) == ConstantKind::Bytes && !release_.python2()) return no_constant;
  std::size_t count = several ? pool_.items(arguments).size() : 1, next = 0;
  std::string_view format = pool_.bytes(text);
  std::string out;
  bool joins = kind(text) == ConstantKind::Text || is_ascii(format);  // what is bytes can become part of text
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      out += format[i];
      continue;
    }
    Field field;
    for (++i; i < format.size(); ++i) {
      if (format[i] == '-') field.left = true;
      else if (format[i] == '+') field.plus = true;
      else if (format[i] == ' ') field.blank = true;
      else if (format[i] == '0') field.zeros = true;
      else break;
    }
    auto digits = [&] {
      std::size_t value = 0;
      for (; i < format.size() && format[i] >= '0' && format[i] <= '9' && value <= widest_field; ++i) value = value * 10 + std::size_t(format[i] - '0');
      return value;
    };
    field.width = digits();
    if (i < format.size() && format[i] == '.') {
      ++i;
      field.precision = digits();
    }
    if (i < format.size() && (format[i] == 'l' || format[i] == 'h' || format[i] == 'L')) ++i;
    if (i >= format.size() || field.width > widest_field || field.precision.value_or(0) > widest_field) return no_constant;
    field.kind = format[i];
    if (field.kind == '%') {
      if (format[i - 1] != '%') return no_constant;
      out += '%';
      continue;
    }
    if (next >= count) return no_constant;
    ConstantId argument = several ? pool_.items(arguments)[next] : arguments;
    MaybeText part = converted(field, argument);
    ++next;
    if (!part) return no_constant;
    joins &= kind(argument) == ConstantKind::Text || is_ascii(*part);
    out += *part;
  }
  if (next < count) return no_constant;
  if (text_ && !joins) return no_constant;
  std::size_t size = text_ ? std::size_t(std::count_if(out.begin(), out.end(), [](char c) { return (std::uint8_t(c) & 0xc0) != 0x80; })) : out.size();
  if (size > longest_result) return no_constant;
  return text_ ? maker_.text(out) : maker_.bytes(out);
}

}  // namespace

ConstantId fold_format(ConstantMaker& maker, ConstantId format, ConstantId arguments) { return Formatter(maker).format(format, arguments); }

ConstantId fold_repr(ConstantMaker& maker, ConstantId operand) {
  MaybeText text = Formatter(maker).repr(operand);
  return text ? maker.bytes(*text) : no_constant;
}

}  // namespace xvm::compiler
