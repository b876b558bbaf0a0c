#include "compiler/source.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>

#include <fmt/format.h>

#include "base/utf8.h"
#include "compiler/compile.h"
#include "compiler/dialect.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

// As the tokenizer names an encoding: the common names of UTF-8 and Latin-1 in one spelling each, others as they are.
std::string normal_name(std::string_view name) {
  std::string lower;
  for (char c : name.substr(0, 12)) lower += c == '_' ? '-' : char(c >= 'A' && c <= 'Z' ? c + 32 : c);
  if (lower == "utf-8" || lower.starts_with("utf-8-")) return "utf-8";
  for (std::string_view latin : {"latin-1", "iso-8859-1", "iso-latin-1"})
    if (lower == latin || lower.starts_with(std::string(latin) + "-")) return "iso-8859-1";
  return std::string(name);
}

std::string squeeze(std::string_view name) {
  std::string out;
  for (char c : name)
    if (c != '-' && c != '_' && c != ' ' && c != '.') out += char(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return out;
}

bool texts_are_ended(const Release& r) { return r.version == Version{2, 7} || r.since(3, 2); }
bool codings_are_not_named(const Release& r) { return r.until(2, 6); }
bool null_bytes_are_syntax_errors(const Release& r) { return r.since(3, 11); }

bool only_blank_or_comment(std::string_view line) {
  std::size_t at = line.find_first_not_of(" \t\f\r");
  return at == line.npos || line[at] == '#' || line[at] == '\n';
}

bool refuse(Fault& fault, const Options& options, std::string message, std::int32_t line = 0) {
  fault.type = "SyntaxError";
  fault.message = std::move(message);
  fault.line = line;
  fault.placeless_line = line == 0;
  if (!line && options.release->since(3, 9)) fault.offset = -1;
  fault.file_name = options.file_name;
  return false;
}

std::string_view pep_address(const Dialect& d) {
  if (d.release.until(2, 6)) return "http://www.python.org/peps/pep-0263.html";
  return d.release.since(3, 11) ? "https://peps.python.org/pep-0263/" : "http://python.org/dev/peps/pep-0263/";
}

std::int32_t line_at(std::string_view text, std::size_t at) {
  return std::int32_t(std::count(text.begin(), text.begin() + std::ptrdiff_t(at), '\n')) + 1;
}

bool texts_lose_indentation(const Release& r) { return r.until(3, 4); }
bool codec_result_has_a_type(const Release& r) { return r.python2(); }

// "invalid start byte" of the codec's own message.
bool refuse_utf8(std::string_view text, const Utf8Scan& scan, const Options& options, const Dialect& d, Fault& fault) {
  unsigned byte = std::uint8_t(text[scan.stop]);
  if (options.from_file) {
    std::int32_t line = line_at(text, scan.stop);
    return refuse(fault, options,
                  fmt::format("Non-UTF-8 code starting with '\\x{:02x}' in file {} on line {}, but no encoding declared; see {} for details",
                              byte, options.file_name, line, pep_address(d)),
                  d.release.since(3, 10) ? line : 0);
  }
  return refuse(fault, options, utf8_error(text).value_or(""));
}

// Marks what is not UTF-8.
std::string marked_text(std::string_view bytes) {
  std::string text(bytes);
  for (std::size_t at = 0; at < text.size();) {
    Utf8Scan scan = scan_utf8(std::string_view(text).substr(at), 0, Surrogates::Refuse);
    at += scan.stop;
    if (at >= text.size()) break;
    std::size_t end = at + std::max<std::size_t>(scan.error.end, scan.stop + 1) - scan.stop;
    while (at < std::min(end, text.size())) text[at++] = Source::undecodable;
  }
  return text;
}

void widen(std::string_view bytes, const CodePage* page, std::string& out) {
  for (char c : bytes) append_utf8(out, page ? page->characters[std::uint8_t(c)] : std::uint8_t(c));
}

// Line ends as "\n", and one at the end where a whole file is read.
void translate_lines(std::string& text, const Options& options) {
  if (text.find('\r') != text.npos) {
    std::size_t to = 0;
    for (std::size_t from = 0; from < text.size(); ++from) {
      char c = text[from];
      if (c == '\r') {
        c = '\n';
        if (from + 1 < text.size() && text[from + 1] == '\n') ++from;
      }
      text[to++] = c;
    }
    text.resize(to);
  }
  bool as_it_is = options.mode != Mode::Exec || (options.given_as_text && !texts_are_ended(*options.release));
  if (!text.empty() && !text.ends_with('\n') && !as_it_is) text += '\n';
}

}  // namespace

std::string_view coding_of(std::string_view line) {
  if (!only_blank_or_comment(line)) return {};
  std::size_t at = line.find('#');
  if (at == line.npos) return {};
  for (;;) {
    at = line.find("coding", at);
    if (at == line.npos) return {};
    at += 6;
    if (at >= line.size()) return {};
    if (line[at] != ':' && line[at] != '=') continue;
    do ++at;
    while (at < line.size() && (line[at] == ' ' || line[at] == '\t'));
    std::size_t begin = at;
    while (at < line.size() && (unsigned((line[at] | 32) - 'a') < 26 || unsigned(line[at] - '0') < 10 || line[at] == '-' ||
                                line[at] == '_' || line[at] == '.'))
      ++at;
    if (at > begin) return line.substr(begin, at - begin);
  }
}

namespace {

// What a comment in the first or second line declares.
std::string_view declared_coding(std::string_view bytes, std::int32_t& line) {
  std::size_t first_end = std::min(bytes.find_first_of("\r\n"), bytes.size());
  std::string_view first = bytes.substr(0, first_end), name = coding_of(first);
  line = 1;
  if (!name.empty() || first_end == bytes.size() || !only_blank_or_comment(first)) return name;
  line = 2;
  std::size_t second = first_end + (bytes.substr(first_end).starts_with("\r\n") ? 2 : 1);
  std::string_view rest = bytes.substr(std::min(second, bytes.size()));
  return coding_of(rest.substr(0, std::min(rest.find_first_of("\r\n"), rest.size())));
}

}  // namespace

bool read_source(std::string_view bytes, const Options& options, const Dialect& d, Source& source, Fault& fault) {
  if (bytes.find('\0') != bytes.npos) {
    if (d.python2) {
      fault.type = "TypeError";
      fault.message = "compile() expected string without null bytes";
    } else {
      fault.type = null_bytes_are_syntax_errors(d.release) ? "SyntaxError" : d.release.since(3, 5) ? "ValueError" : "TypeError";
      fault.message = "source code string cannot contain null bytes";
      if (d.release.since(3, 12)) fault.file_name = options.file_name;
    }
    return false;
  }
  source.text.reserve(bytes.size() + 1);
  bool marked = bytes.starts_with(byte_order_mark);
  std::string_view unmarked = marked ? bytes.substr(3) : bytes;
  std::int32_t line_of_name = 0;
  std::string_view name = declared_coding(unmarked, line_of_name);
  if (options.source_is_utf8 && (!d.python2 || (name.empty() && !marked))) {
    source.text = bytes;
    source.encoding = d.python2 ? "utf-8" : "";
    translate_lines(source.text, options);
    return true;
  }
  source.declared_in_text = options.source_is_utf8;
  bytes = unmarked;
  if (!name.empty()) source.encoding = normal_name(name);
  if (marked) {
    if (!source.encoding.empty() && source.encoding != "utf-8")
      return refuse(fault, options, codings_are_not_named(d.release) ? "encoding problem: with BOM" : fmt::format("encoding problem: {} with BOM", source.encoding),
                    d.python2 && options.from_file ? line_of_name : 0);
    source.encoding = "utf-8";
  }
  if (source.encoding.empty() || source.encoding == "utf-8") {
    Utf8Scan scan = scan_utf8(bytes, 0, d.python2 ? Surrogates::Pass : Surrogates::Refuse);
    bool bad = scan.stop < bytes.size();
    if (d.python2) {
      if (source.encoding.empty()) {
        std::size_t at = ascii_prefix(bytes);
        if (at < bytes.size() && options.from_file) {
          std::int32_t line = line_at(bytes, at);
          return refuse(fault, options,
                        fmt::format("Non-ASCII character '\\x{:02x}' in file {} on line {}, but no encoding declared; see {} for details",
                                    unsigned(std::uint8_t(bytes[at])), options.file_name, line, pep_address(d)),
                        line);
        }
        source.bytes_are_latin1 = at < bytes.size();
      }
    } else if (bad) {
      if (options.from_file || !source.encoding.empty()) return refuse_utf8(bytes, scan, options, d, fault);
      source.original = bytes;
      translate_lines(source.original, options);
      source.text = marked_text(source.original);
      return true;
    }
    source.text = bytes;
  } else if (source.encoding == "iso-8859-1") {
    if (d.python2) {
      source.text = bytes;
      source.bytes_are_latin1 = !is_ascii(bytes);
    } else {
      widen(bytes, nullptr, source.text);
    }
  } else {
    std::string plain = squeeze(source.encoding);
    if (plain == "utf8" || plain == "u8" || plain == "utf8sig") {
      Utf8Scan scan = scan_utf8(bytes, 0, Surrogates::Refuse);
      if (scan.stop < bytes.size()) return refuse_utf8(bytes, scan, options, d, fault);
      source.text = bytes;
    } else if (plain == "ascii" || plain == "usascii" || plain == "646" || plain == "ansix341968") {
      std::size_t at = ascii_prefix(bytes);
      if (at < bytes.size())
        return refuse(fault, options, fmt::format("'ascii' codec can't decode byte 0x{:02x} in position {}: ordinal not in range(128)",
                                                  unsigned(std::uint8_t(bytes[at])), at));
      source.text = bytes;
    } else if (plain == "latin1" || plain == "latin" || plain == "l1" || plain == "88591" || plain == "iso88591" || plain == "cp819") {
      if (d.python2) {
        static const CodePage latin = [] {
          CodePage page{"iso88591", {}};
          for (unsigned i = 0; i < 256; ++i) page.characters[i] = std::uint16_t(i);
          return page;
        }();
        source.recode = &latin;
      }
      widen(bytes, nullptr, source.text);
    } else if (const CodePage* page = find_code_page(plain)) {
      for (std::size_t at = 0; at < bytes.size(); ++at)
        if (page->characters[std::uint8_t(bytes[at])] == 0xffff)
          return refuse(fault, options, fmt::format("'charmap' codec can't decode byte 0x{:02x} in position {}: character maps to <undefined>",
                                                    unsigned(std::uint8_t(bytes[at])), at));
      widen(bytes, page, source.text);
      if (d.python2) source.recode = page;
    } else if (codec_result_has_a_type(d.release) && plain == "stringescape") {
      if (!options.from_file) return refuse(fault, options, "decoder did not return an unicode object (type=str)");
      return refuse(fault, options, "codec did not return a unicode object", line_of_name + 1);
    } else {
      if (!options.from_file) return refuse(fault, options, fmt::format("unknown encoding: {}", source.encoding));
      std::string told = codings_are_not_named(d.release) ? "with BOM" : source.encoding;
      return refuse(fault, options, fmt::format("encoding problem: {}", told), d.python2 ? line_of_name : 1);
    }
  }
  translate_lines(source.text, options);
  return true;
}

std::optional<std::string> utf8_error(std::string_view bytes) {
  Utf8Scan scan = scan_utf8(bytes, 0, Surrogates::Refuse);
  if (scan.stop >= bytes.size()) return std::nullopt;
  std::size_t end = std::max(scan.error.end, scan.stop + 1);
  if (end - scan.stop == 1)
    return fmt::format("(unicode error) 'utf-8' codec can't decode byte 0x{:02x} in position {}: {}", unsigned(std::uint8_t(bytes[scan.stop])),
                       scan.stop, scan.error.reason);
  return fmt::format("(unicode error) 'utf-8' codec can't decode bytes in position {}-{}: {}", scan.stop, end - 1, scan.error.reason);
}

void refuse_undecodable(const Source& source, const Options& options, const Dialect& d, Fault& fault) {
  fault = Fault();
  refuse_utf8(source.original, scan_utf8(source.original, 0, Surrogates::Refuse), options, d, fault);
}

std::optional<std::string> line_of_file(const std::string& file_name, std::int32_t line, const Dialect& d) {
  if (file_name.empty() || file_name.starts_with('<') || line <= 0) return std::nullopt;
  std::ifstream file(file_name, std::ios::binary);
  std::string text;
  for (; line > 0; --line) {
    text.clear();
    int c = file.get();
    for (; c != EOF && c != '\n' && c != '\r'; c = file.get()) text += char(c);
    if (c == EOF && text.empty()) return std::nullopt;
    if (c == '\r' && file.peek() == '\n') file.get();
    if (c != EOF) text += '\n';
  }
  if (scan_utf8(text, 0, Surrogates::Pass).stop < text.size()) return std::nullopt;
  if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
  if (texts_lose_indentation(d.release)) text.erase(0, std::min(text.find_first_not_of(" \t\f"), text.size()));
  return text;
}

}  // namespace xvm::compiler
