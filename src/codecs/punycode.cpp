#include "codecs/punycode.h"

#include <cstdint>

#include "base/unicode.h"

namespace xvm {

namespace {

constexpr std::uint32_t base = 36, least = 1, most = 26, skew = 38, damp = 700, first_bias = 72, first_code = 128;
constexpr std::string_view ace_prefix = "xn--";
constexpr std::size_t longest_label = 63;

std::uint32_t adapt(std::uint64_t delta, bool first, std::uint64_t count) {
  delta = first ? delta / damp : delta / 2;
  delta += delta / count;
  std::uint32_t rounds = 0;
  for (; delta > (base - least) * most / 2; rounds += base) delta /= base - least;
  return static_cast<std::uint32_t>(rounds + (base - least + 1) * delta / (delta + skew));
}
std::uint32_t threshold(std::uint32_t k, std::uint32_t bias) { return k <= bias ? least : k >= bias + most ? most : k - bias; }
char digit_of(std::uint64_t value) { return static_cast<char>(value < 26 ? 'a' + value : '0' + value - 26); }
int value_of(char c) {
  if (c >= 'a' && c <= 'z') return c - 'a';
  if (c >= 'A' && c <= 'Z') return c - 'A';
  return c >= '0' && c <= '9' ? c - '0' + 26 : -1;
}
bool is_dot(char32_t c) { return c == '.' || c == 0x3002 || c == 0xff0e || c == 0xff61; }

const char* label_to_ascii(std::u32string_view label, std::string& out) {
  std::string plain;
  bool ascii = true;
  for (char32_t c : label) ascii = ascii && c < 0x80, plain.push_back(static_cast<char>(c));
  if (!ascii) {
    std::u32string lower;
    for (char32_t c : label) lower.push_back(c <= 0x10ffff ? to_lower(c) : c);
    plain = std::string(ace_prefix) + encode_punycode(normalize(NormalForm::KC, lower));
  }
  if (plain.empty() || plain.size() > longest_label) return "label empty or too long";
  out += plain;
  return nullptr;
}

}  // namespace

std::string encode_punycode(std::u32string_view text) {
  std::string out;
  for (char32_t c : text)
    if (c < first_code) out.push_back(static_cast<char>(c));
  std::uint64_t done = out.size(), plain = done, delta = 0;
  if (plain) out.push_back('-');
  std::uint32_t code = first_code, bias = first_bias;
  while (done < text.size()) {
    std::uint32_t next = 0xffffffff;
    for (char32_t c : text)
      if (c >= code && c < next) next = c;
    delta += static_cast<std::uint64_t>(next - code) * (done + 1);
    code = next;
    for (char32_t c : text) {
      if (c < code) ++delta;
      if (c != code) continue;
      std::uint64_t q = delta;
      for (std::uint32_t k = base;; k += base) {
        std::uint32_t t = threshold(k, bias);
        if (q < t) break;
        out.push_back(digit_of(t + (q - t) % (base - t)));
        q = (q - t) / (base - t);
      }
      out.push_back(digit_of(q));
      bias = adapt(delta, done == plain, done + 1);
      delta = 0;
      ++done;
    }
    ++delta, ++code;
  }
  return out;
}

bool decode_punycode(std::string_view text, std::u32string& out, bool lenient) {
  std::size_t hyphen = text.rfind('-');
  std::u32string found;
  if (hyphen != text.npos)
    for (char c : text.substr(0, hyphen)) found.push_back(static_cast<unsigned char>(c));
  std::size_t at = hyphen == text.npos ? 0 : hyphen + 1;
  std::uint64_t place = 0, code = first_code;
  std::uint32_t bias = first_bias;
  while (at < text.size()) {
    std::uint64_t before = place, weight = 1;
    bool good = false;
    for (std::uint32_t k = base; at < text.size(); k += base) {
      int digit = value_of(text[at++]);
      if (digit < 0 || weight > (std::uint64_t{1} << 40)) break;
      place += static_cast<std::uint64_t>(digit) * weight;
      std::uint32_t t = threshold(k, bias);
      if (static_cast<std::uint32_t>(digit) < t) {
        good = true;
        break;
      }
      weight *= base - t;
    }
    std::uint64_t count = found.size() + 1;
    if (!good || (code += place / count) > 0x10ffff) {
      if (!lenient) return false;
      break;
    }
    bias = adapt(place - before, before == 0, count);
    place %= count;
    found.insert(found.begin() + static_cast<std::ptrdiff_t>(place++), static_cast<char32_t>(code));
  }
  out += found;
  return true;
}

const char* encode_idna(std::u32string_view text, std::string& out, std::size_t& start, std::size_t& end) {
  for (start = 0; start < text.size(); start = end + 1) {
    end = start;
    while (end < text.size() && !is_dot(text[end])) ++end;
    if (const char* reason = label_to_ascii(text.substr(start, end - start), out)) return reason;
    if (end == text.size()) break;
    out.push_back('.');
  }
  return nullptr;
}

const char* decode_idna(std::string_view text, std::u32string& out) {
  for (;;) {
    std::string_view label = text.substr(0, text.find('.'));
    bool encoded = label.size() >= ace_prefix.size();
    for (std::size_t i = 0; encoded && i < ace_prefix.size(); ++i) encoded = (label[i] | 0x20) == ace_prefix[i] || label[i] == ace_prefix[i];
    if (!encoded) {
      for (char c : label) {
        if (static_cast<unsigned char>(c) >= 0x80) return "ordinal not in range(128)";
        out.push_back(static_cast<unsigned char>(c));
      }
    } else if (!decode_punycode(label.substr(ace_prefix.size()), out, false)) {
      return "Invalid character U+0";
    }
    if (label.size() == text.size()) return nullptr;
    out.push_back('.');
    text.remove_prefix(label.size() + 1);
  }
}

}  // namespace xvm
