// Numbers and strings, but for what f-strings hold.
#include <bit>

#include <fmt/format.h>

#include "base/float_text.h"
#include "base/int_text.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "compiler/format_string.h"
#include "compiler/parser_impl.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

bool bytes_escapes_are_value_errors(const Release& r) { return r.until(3, 1); }
bool escapes_are_measured_first(const Release& r) { return r.until(2, 6) || (r.since(3, 0) && r.until(3, 1)); }

// Digits of base 2**15, least significant first, of a number written in base.
std::vector<std::uint16_t> big_digits(std::string_view text, unsigned base) {
  std::vector<std::uint16_t> digits;
  if ((base & (base - 1)) == 0) {  // bits go straight to their place
    unsigned bits = unsigned(std::countr_zero(base)), held = 0;
    std::uint32_t pending = 0;
    for (std::size_t i = text.size(); i-- > 0;) {
      char c = text[i];
      pending |= (c <= '9' ? unsigned(c - '0') : unsigned((c | 32) - 'a' + 10)) << held;
      held += bits;
      while (held >= 15) {
        digits.push_back(pending & 0x7fff);
        pending >>= 15;
        held -= 15;
      }
    }
    if (pending) digits.push_back(std::uint16_t(pending));
  } else {
    for (std::size_t at = 0; at < text.size();) {  // four digits a step
      std::uint32_t factor = 1, add = 0;
      for (int i = 0; i < 4 && at < text.size(); ++i, ++at) {
        factor *= base;
        add = add * base + unsigned(text[at] - '0');
      }
      for (std::uint16_t& digit : digits) {
        std::uint32_t value = digit * factor + add;
        digit = value & 0x7fff;
        add = value >> 15;
      }
      for (; add; add >>= 15) digits.push_back(add & 0x7fff);
    }
  }
  while (!digits.empty() && digits.back() == 0) digits.pop_back();
  return digits;
}

std::vector<std::uint16_t> small_digits(std::uint64_t value) {
  std::vector<std::uint16_t> digits;
  for (; value; value >>= 15) digits.push_back(value & 0x7fff);
  return digits;
}

ConstantId add_integer(ConstantPool& pool, const Dialect& d, std::string_view text, bool negative, bool old_octal) {
  unsigned base = 10;
  if (text.size() > 1 && text[0] == '0') {
    char x = char(text[1] | 32);
    if (x == 'x') base = 16, text.remove_prefix(2);
    else if (x == 'o') base = 8, text.remove_prefix(2);
    else if (x == 'b') base = 2, text.remove_prefix(2);
    else if (old_octal) base = 8;
  }
  bool long_suffix = d.python2 && !text.empty() && (text.back() | 32) == 'l';
  if (long_suffix) text.remove_suffix(1);
  std::uint64_t value = 0;
  bool fits = true;
  for (char c : text) {
    unsigned digit = c <= '9' ? unsigned(c - '0') : unsigned((c | 32) - 'a' + 10);
    if (__builtin_mul_overflow(value, std::uint64_t(base), &value) || __builtin_add_overflow(value, std::uint64_t(digit), &value)) {
      fits = false;
      break;
    }
  }
  std::uint64_t most = (std::uint64_t(1) << 63) - (negative ? 0 : 1);
  std::uint64_t small = negative ? std::uint64_t(1) << 31 : (std::uint64_t(1) << 31) - 1;
  if (fits && !long_suffix) {
    std::int64_t stored = std::int64_t(negative ? 0 - value : value);
    if (value <= small) return pool.add_int(stored);
    if (value <= most && d.long_integers) return pool.add_int(stored, 'I');
  }
  std::vector<std::uint16_t> digits = fits ? small_digits(value) : big_digits(text, base);
  return pool.add_long(negative && !digits.empty(), digits);
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  char lower = char(c | 32);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

Expr* Parser::number() {
  const Token token = tok();
  advance();
  std::string_view text = text_of(token);
  std::string clean;
  if (text.find('_') != text.npos) {
    for (char c : text)
      if (c != '_') clean += c;
    text = clean;
  }
  return constant(number_constant(text, false), span_of(token));
}

// text has no underscores.
ConstantId Parser::number_constant(std::string_view text, bool negative) {
  ConstantPool& pool = context_.pool;
  bool hex = text.size() > 1 && text[0] == '0' && (text[1] | 32) == 'x';
  char last = char(text.back() | 32);
  if (!hex && last == 'j') {
    double value = parse_float(text.substr(0, text.size() - 1), false).value_or(0);
    return pool.add_complex(0, negative ? -value : value);
  }
  bool radix = text.size() > 1 && text[0] == '0' && (hex || (text[1] | 32) == 'b' || (text[1] | 32) == 'o');
  if (!radix && text.find_first_of(".eE") != text.npos) {
    double value = parse_float(text, false).value_or(0);
    return pool.add_float(negative ? -value : value);
  }
  if (d_.digit_limit && !radix) {
    std::size_t digits = text.size();
    if (digits > 4300) {
      raise("SyntaxError",
            fmt::format("Exceeds the limit (4300 digits) for integer string conversion: value has {} digits; use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals to avoid decimal conversion limits.",
                        digits),
            span_of(tokens_.tokens[last_]));
      return ConstantPool::singleton(ConstantKind::None);
    }
  }
  return add_integer(pool, d_, text, negative, d_.python2);
}

// To 3.2 the tree has no minus before a number; nullptr where the number is not the whole operand.
Expr* Parser::negative_number(Start from) {
  const Token token = tok();
  advance();
  return constant(number_constant(text_of(token), true), span(from));
}

// ---- Strings.

bool Parser::bad_escape(std::string_view escape, const Token& token, bool octal) {
  if (!d_.escape_warnings) return true;
  if (octal && !d_.octal_warnings) return true;
  std::string message = octal ? fmt::format("invalid octal escape sequence '\\{}'", escape)
                        : d_.quoted_escape ? fmt::format("invalid escape sequence '\\{}'", escape)
                                           : fmt::format("invalid escape sequence \\{}", escape);
  return warn(d_.escape_category, std::move(message), token);
}

// Of bytes that name no coding. Where a literal has escapes, its bytes that are not ASCII are decoded run by run.
bool Parser::check_utf8(std::string_view body, bool raw, const Token& token) {
  std::string_view text = context_.source.text;
  std::size_t at = body.find(Source::undecodable);
  if (at == body.npos || body.data() < text.data() || body.data() + body.size() > text.data() + text.size()) return true;
  std::string_view bytes = std::string_view(context_.source.original).substr(std::size_t(body.data() - text.data()), body.size());
  if (!raw && bytes.find('\\') != bytes.npos) {
    std::size_t begin = scan_utf8(bytes, 0, Surrogates::Refuse).stop;
    while (begin > 0 && std::uint8_t(bytes[begin - 1]) >= 0x80) --begin;
    bytes.remove_prefix(begin);
    std::size_t size = 0;
    while (size < bytes.size() && std::uint8_t(bytes[size]) >= 0x80) ++size;
    bytes = bytes.substr(0, size);
  }
  std::optional<std::string> error = utf8_error(bytes);
  if (error) raise_string("SyntaxError", std::move(*error), token);
  return !error;
}

// body is UTF-8 (2.x: perhaps Latin-1); out gets UTF-8. False: an error is reported.
bool Parser::decode_text(std::string_view body, bool raw, const Token& token, std::string& out) {
  if (!context_.source.original.empty() && !check_utf8(body, raw, token)) return false;
  bool latin = context_.source.bytes_are_latin1;
  if (!latin && body.find('\\') == body.npos) {
    out += body;
    return true;
  }
  if (raw && !d_.python2) {
    out += body;
    return true;
  }
  bool warned = false;
  std::size_t position = 0;  // as the release's decoder counts: what is not ASCII stands as ten characters there
  auto broken = [&](std::size_t first, std::size_t last, const char* reason) {
    const char* codec = raw ? "rawunicodeescape" : "unicodeescape";
    if (d_.decode_errors_stay) {
      raise_string("UnicodeDecodeError", reason, token);
      context_.fault.undecoded = Undecoded{codec, std::string(body), first, last + 1};
      return false;
    }
    std::string message = last > first ? fmt::format("(unicode error) '{}' codec can't decode bytes in position {}-{}: {}", codec, first, last, reason)
                                       : fmt::format("(unicode error) '{}' codec can't decode byte 0x5c in position {}: {}", codec, first, reason);
    raise_string("SyntaxError", std::move(message), token);
    return false;
  };
  for (std::size_t i = 0; i < body.size();) {
    unsigned char c = std::uint8_t(body[i]);
    if (c >= 0x80) {
      if (latin) {
        append_utf8(out, c);
        ++i;
        ++position;
      } else {
        std::size_t size = std::max<std::size_t>(1, utf8_sequence(body, i));
        out += body.substr(i, size);
        i += size;
        position += d_.python2 ? size : 10;
      }
      continue;
    }
    if (c != '\\') {
      out += char(c);
      ++i;
      ++position;
      continue;
    }
    if (i + 1 >= body.size()) {
      if (raw || !d_.python2) {  // before a field of an f-string
        out += '\\';
        ++i;
        continue;
      }
      return broken(position, position, "\\ at end of string");
    }
    char e = body[i + 1];
    if (raw) {  // 2.x: \u and \U alone mean something, behind an odd number of backslashes
      std::size_t slashes = 0;
      while (i + slashes < body.size() && body[i + slashes] == '\\') ++slashes;
      char u = i + slashes < body.size() ? body[i + slashes] : '\0';
      if (slashes % 2 == 0 || (u != 'u' && (u != 'U' || !d_.raw_wide_escapes))) {
        out.append(slashes, '\\');
        i += slashes;
        position += slashes;
        continue;
      }
      out.append(slashes - 1, '\\');
      i += slashes - 1;
      position += slashes - 1;
      e = u;
    }
    std::size_t begin = position;
    i += 2;
    position += 2;
    int width = 0;
    const char* reason = nullptr;
    switch (e) {
      case '\n': continue;
      case '\\': out += '\\'; continue;
      case '\'': out += '\''; continue;
      case '"': out += '"'; continue;
      case 'a': out += '\a'; continue;
      case 'b': out += '\b'; continue;
      case 'f': out += '\f'; continue;
      case 'n': out += '\n'; continue;
      case 'r': out += '\r'; continue;
      case 't': out += '\t'; continue;
      case 'v': out += '\v'; continue;
      case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': {
        unsigned value = unsigned(e - '0');
        std::size_t digits_at = i - 1;
        for (int n = 0; n < 2 && i < body.size() && body[i] >= '0' && body[i] <= '7'; ++n, ++i, ++position)
          value = value * 8 + unsigned(body[i] - '0');
        append_utf8(out, value);
        if (value > 0377 && !warned) {
          warned = true;
          if (!bad_escape(body.substr(digits_at, 3), token, true)) return false;
        }
        continue;
      }
      case 'x': width = 2; reason = d_.short_escape_words ? "truncated \\xXX escape" : "truncated \\xXX"; break;
      case 'u': width = 4; reason = d_.short_escape_words ? "truncated \\uXXXX escape" : "truncated \\uXXXX"; break;
      case 'U': width = 8; reason = "truncated \\UXXXXXXXX escape"; break;
      case 'N': {
        std::size_t close = body.find('}', i);
        if (i >= body.size() || body[i] != '{' || close == body.npos || close == i + 1) {
          // The part that was read: the brace and the name.
          std::size_t end = position;
          if (i < body.size() && body[i] == '{') {
            std::size_t stop = i + 1;
            while (stop < body.size() && body[stop] != '}') ++stop;
            end = position + (stop - i);
            if (stop < body.size() && close == i + 1) end += 1;
          }
          return broken(begin, end - 1, "malformed \\N character escape");
        }
        std::string_view name = body.substr(i + 1, close - i - 1);
        std::optional<char32_t> found = character_named(name);
        position += close + 1 - i;
        i = close + 1;
        if (!found) return broken(begin, position - 1, "unknown Unicode character name");
        append_utf8(out, *found);
        continue;
      }
      default: {
        out += '\\';
        if (!warned && e != '\n' && std::uint8_t(e) < 0x80 && !d_.python2) {
          warned = true;
          if (!bad_escape(body.substr(i - 1, 1), token, false)) return false;
        }
        --i;  // the character itself is read as any other
        --position;
        continue;
      }
    }
    std::uint32_t value = 0;
    int n = 0;
    if (std::size_t left = body.size() - i; left < std::size_t(width) && escapes_are_measured_first(d_.release))
      return broken(begin, position + left - 1, "end of string in escape sequence");
    for (; n < width && i < body.size() && hex_value(body[i]) >= 0; ++n, ++i, ++position) value = value * 16 + unsigned(hex_value(body[i]));
    if (n < width) return broken(begin, position - 1, reason);
    if (value > 0x10ffff) return broken(begin, position - 1, "illegal Unicode character");
    append_utf8(out, value);
  }
  return true;
}

// b'...' of 3.x, '...' of 2.x. out gets the bytes.
bool Parser::decode_bytes(std::string_view body, bool raw, const Token& token, std::string& out) {
  std::string recoded;
  if (d_.python2) {
    if (context_.source.recode && !is_ascii(body)) {
      for (char32_t c : utf8_to_u32(body)) {
        int byte = -1;
        for (int i = 0; i < 256 && byte < 0; ++i)
          if (context_.source.recode->characters[i] == c && c != 0xffff) byte = i;
        recoded += byte < 0 ? '?' : char(byte);
      }
      body = recoded;
    }
  } else if (!is_ascii(body)) {
    const char* message = d_.bytes_strings_error ? "bytes can only contain ASCII literal characters." : "bytes can only contain ASCII literal characters";
    if (d_.bytes_end_the_run) raise_string("SyntaxError", message, token);
    else if (d_.peg) raise("SyntaxError", message, span_of(token));
    else refuse("bytes can only contain ASCII literal characters.", token);
    return false;
  }
  if (raw || body.find('\\') == body.npos) {
    out += body;
    return true;
  }
  bool warned = false;
  for (std::size_t i = 0; i < body.size();) {
    char c = body[i];
    if (c != '\\') {
      out += c;
      ++i;
      continue;
    }
    if (i + 1 >= body.size()) {
      raise_string(d_.python2 ? "ValueError" : "SyntaxError", d_.python2 ? "Trailing \\ in string" : "(value error) Trailing \\ in string", token);
      return false;
    }
    std::size_t begin = i;
    char e = body[i + 1];
    i += 2;
    switch (e) {
      case '\n': continue;
      case '\\': out += '\\'; continue;
      case '\'': out += '\''; continue;
      case '"': out += '"'; continue;
      case 'a': out += '\a'; continue;
      case 'b': out += '\b'; continue;
      case 'f': out += '\f'; continue;
      case 'n': out += '\n'; continue;
      case 'r': out += '\r'; continue;
      case 't': out += '\t'; continue;
      case 'v': out += '\v'; continue;
      case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': {
        unsigned value = unsigned(e - '0');
        for (int n = 0; n < 2 && i < body.size() && body[i] >= '0' && body[i] <= '7'; ++n, ++i) value = value * 8 + unsigned(body[i] - '0');
        out += char(value & 0xff);
        if (value > 0377 && !warned && !d_.python2) {
          warned = true;
          if (!bad_escape(body.substr(begin + 1, 3), token, true)) return false;
        }
        continue;
      }
      case 'x': {
        int high = i < body.size() ? hex_value(body[i]) : -1, low = i + 1 < body.size() ? hex_value(body[i + 1]) : -1;
        if (high < 0 || low < 0) {
          if (bytes_escapes_are_value_errors(d_.release)) raise("ValueError", "invalid \\x escape", {});
          else raise_string("SyntaxError", d_.bytes_escape_position ? fmt::format("(value error) invalid \\x escape at position {}", begin) : "(value error) invalid \\x escape", token);
          return false;
        }
        out += char(high * 16 + low);
        i += 2;
        continue;
      }
      default:
        out += '\\';
        --i;
        if (!warned && !d_.python2) {
          warned = true;
          if (!bad_escape(body.substr(i, 1), token, false)) return false;
        }
        continue;
    }
  }
  return true;
}

StringParts string_parts(std::string_view text) {
  StringParts parts;
  std::size_t at = 0;
  for (; text[at] != '\'' && text[at] != '"'; ++at) {
    switch (text[at] | 32) {
      case 'b': parts.bytes = true; break;
      case 'r': parts.raw = true; break;
      case 'u': parts.unicode = true; break;
      default: parts.format = true; break;
    }
  }
  std::size_t quotes = text.size() >= at + 6 && text[at + 1] == text[at] && text[at + 2] == text[at] ? 3 : 1;
  parts.body = text.substr(at + quotes, text.size() - at - 2 * quotes);
  return parts;
}

Expr* Parser::strings() {
  std::size_t first = pos_;
  Start from = start();
  // The plain case: one or more strings without fields.
  bool formatted = false, any_format = false;
  std::size_t count = 0;
  while (peek(count).kind == T::String) {
    std::string_view text = text_of(peek(count));
    for (char c : text) {
      if (c == '\'' || c == '"') break;
      if ((c | 32) == 'f') formatted = true;
    }
    ++count;
  }
  any_format = formatted || peek(count).kind == T::FStringStart;
  if (any_format) return d_.f_tokens ? format_tokens(first) : format_strings(*this, context_, count);
  bool bytes = false, unicode = false;
  std::string joined;
  Expr* result = nullptr;
  StringParts parts;
  bool first_u = false;
  for (std::size_t i = 0; i < count; ++i) {
    const Token token = tok();
    parts = string_parts(text_of(token));
    if (i == 0) first_u = parts.unicode;
    bool is_bytes = d_.python2 ? !parts.unicode && (parts.bytes || !(context_.futures & future::UnicodeLiterals)) : parts.bytes;
    if (i > 0 && is_bytes != bytes) {
      if (!d_.python2) {
        advance_past_strings(count - i);
        if (d_.peg) raise_string("SyntaxError", "cannot mix bytes and nonbytes literals", token, first);
        else refuse("cannot mix bytes and nonbytes literals", tokens_.tokens[first]);
        return constant(ConstantPool::singleton(ConstantKind::None), span(from));
      }
      if (!is_bytes) {  // what stands before becomes text
        if (!old_mix(joined)) return constant(ConstantPool::singleton(ConstantKind::None), span(from));
        bytes = false;
      }
    } else {
      bytes = is_bytes;
    }
    unicode |= !is_bytes;
    bool fine;
    if (is_bytes && unicode && d_.python2) {
      std::string part;
      fine = decode_bytes(parts.body, parts.raw, token, part) && old_mix(part);
      joined += part;
    } else {
      fine = is_bytes ? decode_bytes(parts.body, parts.raw, token, joined) : decode_text(parts.body, parts.raw, token, joined);
    }
    advance();
    if (!fine && failed_) return constant(ConstantPool::singleton(ConstantKind::None), span(from));
  }
  // 2.x has one object for a character that stands in the source as it is, and interns it.
  bool shared = d_.python2 && count == 1 && joined.size() == 1 && (parts.raw || parts.body.find('\\') == parts.body.npos) && !context_.source.recode;
  ConstantId value = bytes && !(d_.python2 && unicode) ? context_.pool.add_bytes(joined, shared ? 't' : 's') : context_.pool.add_text(joined);
  result = constant(value, span(from));
  static_cast<Constant*>(result)->u_prefix = first_u && d_.end_positions;
  return result;
}

void Parser::advance_past_strings(std::size_t count) {
  while (count-- > 0) advance();
}

// 2.x joins a byte string to text only where it is ASCII.
bool Parser::old_mix(std::string_view bytes) {
  std::size_t at = ascii_prefix(bytes);
  if (at == bytes.size()) return true;
  raise("UnicodeDecodeError", fmt::format("'ascii' codec can't decode byte 0x{:02x} in position {}: ordinal not in range(128)",
                                          unsigned(std::uint8_t(bytes[at])), at), {});
  return false;
}

}  // namespace xvm::compiler
