// The frames of a traceback as text, with source lines and, from 3.11, carets under what failed.
#include <algorithm>
#include <set>

#include "base/unicode.h"
#include "objects/caret_anchors.h"
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/exception_report.h"
#include "objects/int.h"
#include "objects/text.h"
#include "pyc/code.h"
#include "pyc/lines.h"
#include "vm/errors.h"
#include "vm/frame.h"

namespace xvm {

static bool repeats_have_margin(const Release& release) { return release.since(3, 13); }
static bool counts_repeated_lines(const Release& release) { return release.since(3, 6); }
static bool marks_columns(const Release& release) { return release.since(3, 11); }
static bool shows_all_lines(const Release& release) { return release.since(3, 13); }

static constexpr std::int64_t default_limit = 1000, repeat_cutoff = 3;

// sys.tracebacklimit, or the default.
static std::int64_t traceback_limit(Thread& thread) {
  Ref limit = dict_get_name(*try_as<Dict>(thread.rt.sys_dict), thread.rt.names.tracebacklimit_);
  std::int64_t number = 0;
  if (!limit || !is_int(limit)) return default_limit;
  if (!int_fits(limit, number)) return int_sign(limit) < 0 ? 0 : default_limit;
  return std::max<std::int64_t>(number, 0);
}

void ExceptionReport::add_traceback_block(Ref traceback, bool group) {
  if (traceback_limit(thread_) == 0) return;
  if (depth_ == 1 && group) out_ += indent() + "+ ";
  else margin();
  out_ += group ? "Exception Group Traceback (most recent call last):\n" : "Traceback (most recent call last):\n";
  add_frames(traceback);
}

void ExceptionReport::add_frames(Ref first, std::int64_t most) {
  Value held(first);
  std::int64_t limit = traceback_limit(thread_), depth = 0, repeated = 0;
  for (Ref at = first; is<Traceback>(at); at = as<Traceback>(at).next) ++depth;
  std::string last_file, last_name;
  int last_line = -1;
  bool any = false;
  auto tell_repeats = [&] {
    if (repeated <= repeat_cutoff || !counts_repeated_lines(thread_.rt.release)) return;
    std::int64_t more = repeated - repeat_cutoff;
    if (repeats_have_margin(thread_.rt.release)) margin();
    out_ += fmt::format("  [Previous line repeated {} more time{}]\n", more, more > 1 ? "s" : "");
  };
  for (Ref at = first; is<Traceback>(at) && most != 0; at = as<Traceback>(at).next, --depth, --most) {
    if (depth > limit) continue;
    const Traceback& traceback = as<Traceback>(at);
    const FrameObject* frame = try_as<FrameObject>(traceback.frame);
    if (!frame) continue;
    const CodeObject& code = as<CodeObject>(frame->code);
    std::string file = native_utf8(code.filename), name = native_utf8(code.name);
    int line = traceback_line(traceback);
    if (!any || file != last_file || line != last_line || name != last_name || line == -1) {
      tell_repeats();
      last_file = file, last_name = name, last_line = line, any = true;
      repeated = 0;
    }
    ++repeated;
    if (repeated <= repeat_cutoff || !counts_repeated_lines(thread_.rt.release)) add_frame(traceback, file, name, line);
  }
  tell_repeats();
}

void ExceptionReport::add_frame(const Traceback& traceback, const std::string& file, const std::string& name, int line) {
  margin();
  bool none = line < 0 && shows_all_lines(thread_.rt.release);
  std::string_view shown = file.starts_with("<stdin>-") ? std::string_view("<stdin>") : std::string_view(file);   // typed at the prompt
  out_ += fmt::format("  File \"{}\", line {}, in {}\n", shown, none ? std::string("None") : std::to_string(line), name);
  if (shows_all_lines(thread_.rt.release) && !plain_lines_) add_marked_lines(traceback, file, line);
  else add_source(traceback, file, line);
}

static std::string_view strip_left(std::string_view line) {
  std::size_t start = line.find_first_not_of(" \t\f");
  return start == line.npos ? std::string_view() : line.substr(start);
}

static std::string_view strip_right(std::string_view line) {
  std::size_t end = line.find_last_not_of(" \t\f\r\n\v");
  return end == line.npos ? std::string_view() : line.substr(0, end + 1);
}

static std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

// Columns on a terminal of the first `bytes` bytes.
static std::size_t display_width(std::string_view line, std::size_t bytes) {
  std::size_t width = 0;
  std::string_view head = line.substr(0, std::min(bytes, line.size()));
  for (std::size_t i = 0; i < head.size();) {
    unsigned char lead = static_cast<unsigned char>(head[i]);
    std::size_t size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    char32_t c = lead < 0x80 ? lead : lead & (0x7f >> size);
    for (std::size_t k = 1; k < size && i + k < head.size(); ++k) c = c << 6 | (static_cast<unsigned char>(head[i + k]) & 0x3f);
    std::string_view kind = c <= 0x10ffff ? width_name(char_record(c).width) : std::string_view();
    bool wide = kind == "W" || kind == "F";
    width += wide ? 2 : 1;
    i += size;
  }
  return width;
}

static LineRange range_of(const Traceback& traceback) {
  const CodeObject& code = as<CodeObject>(as<FrameObject>(traceback.frame).code);
  std::int64_t offset = traceback_offset(traceback);
  if (!code.stored || offset < 0) return {};
  LineTableView table = read_line_table(*code.stored);
  const LineRange* range = range_at(table, static_cast<std::uint32_t>(offset));
  return range ? *range : LineRange{};
}

// To 3.12: one line, without its indentation.
void ExceptionReport::add_source(const Traceback& traceback, const std::string& file, int line) {
  const std::string* source = plain_lines_ && file.starts_with("<") ? nullptr : sources_.line(file, line);
  if (!source) return;
  margin();
  out_ += "    " + std::string(strip_left(*source)) + "\n";
  if (marks_columns(thread_.rt.release) && !plain_lines_) add_carets(traceback, line, std::string(*source));
}

// 3.11 and 3.12: carets under the part of the line that ran, with ~ around an operator or in front of a subscript.
void ExceptionReport::add_carets(const Traceback& traceback, int line, const std::string& source) {
  LineRange range = range_of(traceback);
  if (range.line < 0 || range.end_line < 0 || range.column < 0 || range.end_column < 0 || range.line != line) return;
  std::size_t start = std::min(source.size(), static_cast<std::size_t>(range.column));
  std::size_t end = std::min(source.size(), static_cast<std::size_t>(range.end_column));
  CaretAnchors anchors;
  if (range.line == range.end_line) {
    if (start <= end) anchors = find_caret_anchors(std::string_view(source).substr(start, end - start));
    if (anchors.kind == CaretAnchors::Call) anchors = {};
  } else {
    end = strip_right(source).size();
  }
  std::size_t first = characters(std::string_view(source).substr(0, start)), last = characters(std::string_view(source).substr(0, end));
  std::size_t indentation = source.size() - strip_left(source).size();
  std::size_t length = characters(source) - indentation;
  if (anchors.kind == CaretAnchors::None && last >= first && last - first == length) return;
  first = display_width(source, start), last = display_width(source, end);
  std::size_t left = display_width(source, start + anchors.left), right = display_width(source, start + anchors.right);
  margin();
  out_ += "    ";
  for (std::size_t column = indentation; column < last; ++column) {
    if (column < first) out_ += ' ';
    else if (anchors.kind == CaretAnchors::None) out_ += '^';
    else out_ += column >= left && column < right ? '^' : '~';
  }
  out_ += "\n";
}

// From 3.13: all lines of the expression, the ones that tell nothing left out

namespace {

std::string dedent(const std::vector<std::string>& lines, std::vector<std::string>& out) {
  std::string common;
  bool any = false;
  for (const std::string& line : lines) {
    std::string_view text = line;
    std::size_t blanks = std::min(text.find_first_not_of(" \t"), text.size());
    if (blanks == text.size()) continue;
    std::string_view indentation = text.substr(0, blanks);
    if (!any) {
      common = indentation, any = true;
      continue;
    }
    std::size_t same = 0;
    while (same < common.size() && same < indentation.size() && common[same] == indentation[same]) ++same;
    common.resize(same);
  }
  out.clear();
  for (const std::string& line : lines) {
    bool blank = line.find_first_not_of(" \t") == line.npos;
    out.push_back(blank ? std::string() : line.substr(common.size()));
  }
  return common;
}

bool is_name(std::string_view word) {
  if (word.empty() || (word[0] >= '0' && word[0] <= '9')) return false;
  return std::all_of(word.begin(), word.end(), [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
  });
}

// `return f(...)` and `x = f(...)`: a call that is the whole statement needs no carets.
bool is_plain_call_statement(std::string_view before, std::string_view segment, const CaretAnchors& anchors, std::string_view after) {
  if (anchors.kind != CaretAnchors::Call || anchors.right != segment.size()) return false;
  after = strip_left(after);
  if (!after.empty() && after[0] != '#') return false;
  before = strip_right(strip_left(before));
  if (before == "return") return is_name(strip_right(segment.substr(0, anchors.left)));
  if (before.empty() || before.back() != '=') return false;
  return is_name(strip_right(before.substr(0, before.size() - 1)));
}

struct TextPlace {
  std::size_t line, column;   // byte column
};

TextPlace place_of(const std::vector<std::string>& lines, std::size_t start, std::size_t offset) {
  TextPlace place{0, start + offset};
  while (place.line + 1 < lines.size() && place.column > lines[place.line].size()) place.column -= lines[place.line++].size() + 1;
  return place;
}

}  // namespace

void ExceptionReport::add_marked_lines(const Traceback& traceback, const std::string& file, int line) {
  LineRange range = range_of(traceback);
  if (range.line < 0) range.line = range.end_line = line;
  if (range.end_line < range.line) range.end_line = range.line;
  std::vector<std::string> original, lines;
  for (int at = line; at <= std::min(range.end_line, line + 10000); ++at) {
    const std::string* source = sources_.line(file, at);
    original.emplace_back(source ? strip_right(*source) : std::string_view());
  }
  if (std::all_of(original.begin(), original.end(), [](const std::string& s) { return strip_left(s).empty(); })) return;
  if (range.column < 0 || range.end_column < 0) return add_lines("    " + std::string(strip_left(original[0])) + "\n");
  std::size_t cut = dedent(original, lines).size();
  std::size_t last = lines.size() - 1;
  auto shift = [&](std::int32_t column, std::size_t size) {
    std::size_t at = static_cast<std::size_t>(column);
    return std::min(at > cut ? at - cut : 0, size);
  };
  std::size_t start = shift(range.column, lines[0].size()), end = shift(range.end_column, lines[last].size());
  std::string segment;
  for (std::size_t i = 0; i <= last; ++i) segment += (i ? "\n" : "") + lines[i];
  segment = segment.substr(start, std::max(segment.size() - (lines[last].size() - end), start) - start);
  CaretAnchors anchors = find_caret_anchors(segment);
  std::string_view before = std::string_view(lines[0]).substr(0, start), after = std::string_view(lines[last]).substr(end);
  bool carets = !is_plain_call_statement(before, segment, anchors, after) &&
                (anchors.kind != CaretAnchors::None || !strip_left(before).empty() || !strip_right(after).empty());
  TextPlace left = place_of(lines, start, anchors.left), right = place_of(lines, start, anchors.right);
  std::size_t first_column = display_width(lines[0], start), end_column = display_width(lines[last], end);
  std::size_t left_column = display_width(lines[left.line], left.column), right_column = display_width(lines[right.line], right.column);
  std::set<std::size_t> wanted{0, last};
  if (anchors.kind != CaretAnchors::None)
    for (std::size_t around : {left.line, right.line})
      for (std::size_t i = around ? around - 1 : 0; i <= around + 1 && i <= last; ++i) wanted.insert(i);
  std::vector<std::string> shown;
  auto show = [&](std::size_t i) {
    shown.push_back(lines[i]);
    if (!carets) return;
    std::size_t blanks = lines[i].size() - strip_left(lines[i]).size();
    std::size_t width = i == last ? end_column : display_width(lines[i], lines[i].size());
    std::string marks;
    for (std::size_t column = 0; column < width; ++column) {
      bool inside = (i > left.line || (i == left.line && column >= left_column)) && (i < right.line || (i == right.line && column < right_column));
      if (column < blanks || (i == 0 && column < first_column)) marks += ' ';
      else marks += anchors.kind != CaretAnchors::None && !inside ? '~' : '^';
    }
    shown.push_back(marks);
  };
  std::size_t previous = 0;
  for (std::size_t i : wanted) {
    if (i > previous + 2) shown.push_back(fmt::format("...<{} lines>...", i - previous - 1));
    else if (i == previous + 2) show(i - 1);
    show(i);
    previous = i;
  }
  std::vector<std::string> text;
  dedent(shown, text);
  for (const std::string& row : text) add_lines("    " + row + "\n");
}

}  // namespace xvm
