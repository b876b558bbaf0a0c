// Finding, reading and decoding source files for tracebacks.
#include "objects/source_lines.h"

#include <sys/stat.h>

#include <cstdio>
#include <string_view>
#include <unordered_map>

#include "objects/dict.h"
#include "objects/list.h"
#include "objects/text.h"
#include "vm/at_end.h"
#include "vm/limits.h"
#include "vm/runtime.h"
#include "vm/thread.h"

namespace xvm {

static bool decodes_source(const Release& release) { return release.since(3, 0); }
static bool remembers_command(const Release& release) { return release.since(3, 13); }   // the source given with -c
static bool joins_whole_name(const Release& release) { return release.since(3, 13); }   // with the folders of sys.path

static bool read_file(const std::string& path, std::string& out) {
  struct stat status;
  if (!may_open_files() || stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (!file) return false;
  char buffer[65536];
  for (std::size_t got; (got = std::fread(buffer, 1, sizeof buffer, file)) > 0;) out.append(buffer, got);
  std::fclose(file);
  return true;
}

static std::unordered_map<std::string, std::string> typed;

static bool closed = false;
[[maybe_unused]] static const bool opens_again = at_runtime_end([] { closed = false; });
void SourceFiles::close() { closed = true; }

void SourceFiles::note_typed(const std::string& name, std::string_view text) { typed[name] = text; }

static bool find_file(Thread& thread, const std::string& name, std::string& out) {
  if (closed) return false;
  if (auto found = typed.find(name); found != typed.end()) {
    out = found->second;
    return true;
  }
  if (name.empty() || (name.front() == '<' && name.back() == '>')) return false;
  if (read_file(name, out)) return true;
  bool whole = joins_whole_name(thread.rt.release);
  if (whole && name.front() == '/') return false;
  std::string tail = whole ? name : name.substr(name.rfind('/') + 1);
  Value path(dict_get(thread, *try_as<Dict>(thread.rt.sys_dict), "path"));
  const List* folders = try_as<List>(path);
  for (std::size_t i = 0; folders && i < folders->length; ++i) {
    std::string folder = native_utf8((*folders)[i]);
    if (!is_native_str(thread, (*folders)[i])) continue;
    if (!folder.empty() && folder.back() != '/') folder += '/';
    if (read_file(folder + tail, out)) return true;
  }
  return false;
}

// The encoding named in a comment of the first two lines (PEP 263), lower case; empty where there is none.
static std::string declared_encoding(std::string_view text) {
  for (int line = 0; line < 2 && !text.empty(); ++line) {
    std::string_view head = text.substr(0, text.find('\n'));
    std::size_t start = head.find_first_not_of(" \t\f");
    if (start != head.npos && head[start] != '#') return {};
    std::size_t at = head.find("coding");
    if (start != head.npos && at != head.npos && at + 6 < head.size() && (head[at + 6] == ':' || head[at + 6] == '=')) {
      std::string name;
      for (char c : head.substr(std::min(head.size(), head.find_first_not_of(" \t", at + 7)))) {
        bool word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
        if (!word) break;
        name += c == '_' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      }
      return name;
    }
    if (head.size() == text.size()) break;
    text.remove_prefix(head.size() + 1);
  }
  return {};
}

static std::string latin1_to_utf8(std::string_view bytes) {
  std::string out;
  for (char c : bytes) {
    unsigned char byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xc0 | byte >> 6);
      out += static_cast<char>(0x80 | (byte & 0x3f));
    }
  }
  return out;
}

const SourceFiles::File& SourceFiles::load(const std::string& file_name) {
  for (const File& file : files_)
    if (file.name == file_name) return file;
  File& file = files_.emplace_back(File{file_name, {}});
  std::string text;
  const Settings& settings = thread_.rt.settings;
  bool is_command = remembers_command(thread_.rt.release) && settings.has_source && file_name == "<string>" && settings.source_name == file_name;
  if (is_command) text = settings.source;
  else if (!find_file(thread_, file_name, text)) return file;
  if (decodes_source(thread_.rt.release)) {
    if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
    std::string encoding = declared_encoding(text);
    if (encoding == "latin-1" || encoding == "iso-8859-1" || encoding.starts_with("iso-8859-15")) text = latin1_to_utf8(text);
  }
  std::string line;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if (text[i] != '\n' && text[i] != '\r') {
      line += text[i];
      continue;
    }
    file.lines.push_back(std::move(line));
    line.clear();
  }
  if (!line.empty()) file.lines.push_back(std::move(line));
  return file;
}

const std::string* SourceFiles::line(const std::string& file_name, int number) {
  const File& file = load(file_name);
  return number >= 1 && static_cast<std::size_t>(number) <= file.lines.size() ? &file.lines[static_cast<std::size_t>(number) - 1] : nullptr;
}

}  // namespace xvm
