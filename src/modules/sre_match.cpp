// Backtracking over the code of a pattern. What comes behind an operation is tried by a call for it, so that the C++ stack
// holds the choices; its depth is checked.
#include "modules/sre_match.h"

#include <cctype>

#include "base/unicode.h"
#include "vm/errors.h"
#include "vm/runtime.h"
#include "vm/thread.h"

namespace xvm {

char32_t sre_lower(char32_t c, SreCase fold) {
  switch (fold) {
    case SreCase::Ascii: return c >= 'A' && c <= 'Z' ? c + 32 : c;
    case SreCase::Locale: return c < 256 ? static_cast<char32_t>(std::tolower(static_cast<int>(c))) : c;
    case SreCase::Unicode: return c <= 0x10ffff ? to_lower(c) : c;
  }
  return c;
}

namespace {

char32_t upper_of(char32_t c, SreCase fold) {
  switch (fold) {
    case SreCase::Ascii: return c >= 'a' && c <= 'z' ? c - 32 : c;
    case SreCase::Locale: return c < 256 ? static_cast<char32_t>(std::toupper(static_cast<int>(c))) : c;
    case SreCase::Unicode: return c <= 0x10ffff ? to_upper(c) : c;
  }
  return c;
}

bool is_ascii_word(char32_t c) { return c < 128 && (std::isalnum(static_cast<int>(c)) || c == '_'); }
bool is_unicode_word(char32_t c) { return c == '_' || (c <= 0x10ffff && is_alnum(c)); }
bool is_locale_word(char32_t c) { return c == '_' || (c < 256 && std::isalnum(static_cast<int>(c))); }
bool is_ascii_space(char32_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// The categories in pairs: what they are, then what they are not.
bool in_category(SreWord category, char32_t c) {
  bool yes = false;
  switch (category / 2) {
    case 0: yes = c >= '0' && c <= '9'; break;
    case 1: yes = is_ascii_space(c); break;
    case 2: yes = is_ascii_word(c); break;
    case 3: yes = c == '\n'; break;
    case 4: yes = is_locale_word(c); break;
    case 5: yes = c <= 0x10ffff && is_decimal(c); break;
    case 6: yes = c <= 0x10ffff && is_space(c); break;
    case 7: yes = is_unicode_word(c); break;
    case 8: yes = c <= 0x10ffff && is_line_break(c, true); break;
  }
  return yes != ((category & 1) != 0);
}

bool in_charset(const SreWord* set, char32_t c) {
  bool ok = true;
  while (true) switch (static_cast<SreOp>(*set++)) {
      case SreOp::Failure: return !ok;
      case SreOp::Literal:
        if (c == set[0]) return ok;
        ++set;
        break;
      case SreOp::Category:
        if (in_category(set[0], c)) return ok;
        ++set;
        break;
      case SreOp::Charset:
        if (c < 256 && (set[c / 32] >> (c & 31) & 1)) return ok;
        set += 8;
        break;
      case SreOp::Range:
        if (set[0] <= c && c <= set[1]) return ok;
        set += 2;
        break;
      case SreOp::RangeIgnore: {
        if (set[0] <= c && c <= set[1]) return ok;
        char32_t upper = upper_of(c, SreCase::Unicode);
        if (set[0] <= upper && upper <= set[1]) return ok;
        set += 2;
        break;
      }
      case SreOp::Negate: ok = !ok; break;
      case SreOp::BigCharset: {
        SreWord blocks = *set++;
        if (c < 65536) {
          std::size_t block = set[c / 256 / 4] >> c / 256 % 4 * 8 & 0xff, bit = block * 256 + (c & 255);
          if (set[64 + bit / 32] >> (bit & 31) & 1) return ok;
        }
        set += 64 + blocks * 8;
        break;
      }
      default: return false;
    }
}
bool in_charset_locale(const SreWord* set, char32_t c) {
  char32_t lower = sre_lower(c, SreCase::Locale);
  if (in_charset(set, lower)) return true;
  char32_t upper = upper_of(c, SreCase::Locale);
  return upper != lower && in_charset(set, upper);
}

bool equal_in_locale(char32_t pattern, char32_t c) { return pattern == c || sre_lower(c, SreCase::Locale) == pattern || upper_of(c, SreCase::Locale) == pattern; }

using Index = std::ptrdiff_t;

// A repetition that is running: how often its body matched, and where it matched last.
struct Repeat {
  const SreWord* pattern = nullptr;   // at its skip
  std::int64_t count = -1;
  Index last = -1;
  Repeat* outer = nullptr;
};

template <class Char>
class Matcher {
 public:
  Matcher(Thread& thread, SreState& state) : thread_(thread), s_(state), data_(static_cast<const Char*>(state.subject.data)), code_(state.code->data()) {}

  SreResult match() {
    repeat_ = nullptr;
    bool yes = run(code_, s_.start, true);
    return failed_ ? SreResult::Failed : yes ? SreResult::Yes : SreResult::No;
  }

  SreResult search() {
    const SreWord* pc = code_;
    Index last = s_.end;
    const SreWord* set = nullptr;
    bool has_first = false;
    char32_t first = 0;
    if (static_cast<SreOp>(pc[0]) == SreOp::Info) {
      SreWord flags = pc[2];
      Index least = static_cast<Index>(pc[3]);
      if (s_.end - s_.start < least) return SreResult::No;
      if (least > 1) last -= least - 1;
      if (flags & sre_info_prefix) has_first = true, first = pc[7];
      else if (flags & sre_info_charset) set = pc + 5;
      pc += 1 + pc[1];
    }
    if (!has_first && !set && static_cast<SreOp>(pc[0]) == SreOp::Literal) has_first = true, first = pc[1];
    for (Index at = s_.start; at <= last; ++at) {
      if (has_first) {
        while (at < last && data_[at] != static_cast<Char>(first)) ++at;
        if (at >= s_.end || static_cast<char32_t>(data_[at]) != first) return SreResult::No;
      } else if (set) {
        while (at < last && !in_charset(set, data_[at])) ++at;
        if (at >= s_.end || !in_charset(set, data_[at])) return SreResult::No;
      }
      s_.reset();
      s_.start = at;
      repeat_ = nullptr;
      bool yes = run(code_, at, true);
      if (failed_) return SreResult::Failed;
      if (yes) return SreResult::Yes;
      s_.must_advance_from = -1;
    }
    return SreResult::No;
  }

 private:
  bool fail_with_error() {
    failed_ = true;
    return false;
  }

  bool is_at(SreWord where, Index at) const {
    auto boundary = [&](auto word) {
      if (s_.beginning == s_.end) return false;
      bool before = at > s_.beginning && word(data_[at - 1]), now = at < s_.end && word(data_[at]);
      return before != now;
    };
    auto non_boundary = [&](auto word) {
      if (s_.beginning == s_.end) return false;
      bool before = at > s_.beginning && word(data_[at - 1]), now = at < s_.end && word(data_[at]);
      return before == now;
    };
    switch (where) {
      case 0:
      case 2: return at == s_.beginning;
      case 1: return at == s_.beginning || data_[at - 1] == '\n';
      case 3: return boundary(is_ascii_word);
      case 4: return non_boundary(is_ascii_word);
      case 5: return at == s_.end || (at + 1 == s_.end && data_[at] == '\n');
      case 6: return at == s_.end || data_[at] == '\n';
      case 7: return at == s_.end;
      case 8: return boundary(is_locale_word);
      case 9: return non_boundary(is_locale_word);
      case 10: return boundary(is_unicode_word);
      case 11: return non_boundary(is_unicode_word);
    }
    return false;
  }

  // How many times the one-character item at `item` matches from `at` on, at most `most` times.
  template <class Test>
  Index span_of(Index at, Index end, Test test) {
    Index from = at;
    while (at < end && test(static_cast<char32_t>(data_[at]))) ++at;
    return at - from;
  }
  Index count(const SreWord* item, Index at, SreWord most) {
    Index end = s_.end;
    if (most != s_.max_repeat && static_cast<Index>(most) < end - at) end = at + static_cast<Index>(most);
    switch (static_cast<SreOp>(item[0])) {
      case SreOp::In: return span_of(at, end, [set = item + 2](char32_t c) { return in_charset(set, c); });
      case SreOp::InIgnore: return span_of(at, end, [set = item + 2, fold = s_.fold](char32_t c) { return in_charset(set, sre_lower(c, fold)); });
      case SreOp::InUniIgnore: return span_of(at, end, [set = item + 2](char32_t c) { return in_charset(set, sre_lower(c, SreCase::Unicode)); });
      case SreOp::InLocIgnore: return span_of(at, end, [set = item + 2](char32_t c) { return in_charset_locale(set, c); });
      case SreOp::Any: return span_of(at, end, [](char32_t c) { return c != '\n'; });
      case SreOp::AnyAll: return end - at;
      case SreOp::Literal: return span_of(at, end, [want = item[1]](char32_t c) { return c == want; });
      case SreOp::NotLiteral: return span_of(at, end, [want = item[1]](char32_t c) { return c != want; });
      case SreOp::LiteralIgnore: return span_of(at, end, [want = item[1], fold = s_.fold](char32_t c) { return sre_lower(c, fold) == want; });
      case SreOp::NotLiteralIgnore: return span_of(at, end, [want = item[1], fold = s_.fold](char32_t c) { return sre_lower(c, fold) != want; });
      case SreOp::LiteralUniIgnore: return span_of(at, end, [want = item[1]](char32_t c) { return sre_lower(c, SreCase::Unicode) == want; });
      case SreOp::NotLiteralUniIgnore: return span_of(at, end, [want = item[1]](char32_t c) { return sre_lower(c, SreCase::Unicode) != want; });
      case SreOp::LiteralLocIgnore: return span_of(at, end, [want = item[1]](char32_t c) { return equal_in_locale(want, c); });
      case SreOp::NotLiteralLocIgnore: return span_of(at, end, [want = item[1]](char32_t c) { return !equal_in_locale(want, c); });
      case SreOp::Category: return span_of(at, end, [want = item[1]](char32_t c) { return in_category(want, c); });
      default: break;
    }
    Index from = at;
    while (at < end && run(item, at, false) && s_.at > at) at = s_.at;
    return at - from;
  }

  struct Marks {
    Index last_mark, last_index;
    std::vector<Index> all;   // those in use
  };
  // What must come back when a choice fails. Positions of marks need keeping only inside of repetitions.
  Marks save() const {
    Marks m{s_.last_mark, s_.last_index, {}};
    if (repeat_ && s_.last_mark >= 0) m.all.assign(s_.marks.begin(), s_.marks.begin() + s_.last_mark + 1);
    return m;
  }
  void restore(const Marks& m) {
    s_.last_mark = m.last_mark;
    s_.last_index = m.last_index;
    for (std::size_t i = 0; i < m.all.size(); ++i) s_.marks[i] = m.all[i];
  }

  bool group_is_set(SreWord group, Index& from, Index& to) const {
    Index mark = 2 * static_cast<Index>(group);
    if (mark + 1 > s_.last_mark) return false;
    from = s_.marks[static_cast<std::size_t>(mark)];
    to = s_.marks[static_cast<std::size_t>(mark) + 1];
    return from >= 0 && to >= from;
  }
  template <class Same>
  bool follows(SreWord group, Index& at, Same same) const {
    Index from = 0, to = 0;
    if (!group_is_set(group, from, to) || s_.end - at < to - from) return false;
    for (; from < to; ++from, ++at)
      if (!same(static_cast<char32_t>(data_[from]), static_cast<char32_t>(data_[at]))) return false;
    return true;
  }

  bool repeat_one(const SreWord* pc, Index at, bool top) {
    SreWord least = pc[1], most = pc[2];
    if (s_.end - at < static_cast<Index>(least)) return false;
    Index n = count(pc + 3, at, most);
    if (failed_) return false;
    at += n;
    if (n < static_cast<Index>(least)) return false;
    const SreWord* tail = pc + pc[0];
    if (static_cast<SreOp>(tail[0]) == SreOp::Success && at == s_.end && !(top && at == s_.must_advance_from)) {
      s_.at = at;
      return true;
    }
    Marks saved = save();
    bool literal = static_cast<SreOp>(tail[0]) == SreOp::Literal;
    for (;; --at, --n) {
      if (literal)
        while (n >= static_cast<Index>(least) && (at >= s_.end || static_cast<char32_t>(data_[at]) != tail[1])) --at, --n;
      if (n < static_cast<Index>(least)) return false;
      if (run(tail, at, top)) return true;
      if (failed_ || n == static_cast<Index>(least)) return false;
      restore(saved);
    }
  }

  bool min_repeat_one(const SreWord* pc, Index at, bool top) {
    SreWord least = pc[1], most = pc[2];
    if (s_.end - at < static_cast<Index>(least)) return false;
    Index n = 0;
    if (least > 0) {
      n = count(pc + 3, at, least);
      if (failed_ || n < static_cast<Index>(least)) return false;
      at += n;
    }
    const SreWord* tail = pc + pc[0];
    if (static_cast<SreOp>(tail[0]) == SreOp::Success && !(top && ((s_.match_all && at != s_.end) || at == s_.must_advance_from))) {
      s_.at = at;
      return true;
    }
    Marks saved = save();
    while (true) {
      if (run(tail, at, top)) return true;
      if (failed_ || (most != s_.max_repeat && n >= static_cast<Index>(most))) return false;
      if (at >= s_.end || count(pc + 3, at, 1) == 0) return false;
      ++at, ++n;
      restore(saved);
    }
  }

  bool max_until(const SreWord* tail, Index at, bool top) {
    Repeat* r = repeat_;
    if (!r) return false;
    std::int64_t n = r->count + 1;
    SreWord least = r->pattern[1], most = r->pattern[2];
    const SreWord* body = r->pattern + 3;
    if (n < static_cast<std::int64_t>(least)) {
      r->count = n;
      if (run(body, at, top)) return true;
      r->count = n - 1;
      return false;
    }
    if ((most == s_.max_repeat || n < static_cast<std::int64_t>(most)) && at != r->last) {
      r->count = n;
      Marks saved = save();
      Index last = r->last;
      r->last = at;
      bool yes = run(body, at, top);
      r->last = last;
      if (yes) return true;
      if (failed_) return false;
      restore(saved);
      r->count = n - 1;
    }
    repeat_ = r->outer;
    bool yes = run(tail, at, top);
    repeat_ = r;
    return yes;
  }

  bool min_until(const SreWord* tail, Index at, bool top) {
    Repeat* r = repeat_;
    if (!r) return false;
    std::int64_t n = r->count + 1;
    SreWord least = r->pattern[1], most = r->pattern[2];
    const SreWord* body = r->pattern + 3;
    if (n < static_cast<std::int64_t>(least)) {
      r->count = n;
      if (run(body, at, top)) return true;
      r->count = n - 1;
      return false;
    }
    Marks saved = save();
    repeat_ = r->outer;
    bool yes = run(tail, at, top);
    repeat_ = r;
    if (yes) return true;
    if (failed_) return false;
    restore(saved);
    if ((most != s_.max_repeat && n >= static_cast<std::int64_t>(most)) || at == r->last) return false;
    r->count = n;
    Index last = r->last;
    r->last = at;
    yes = run(body, at, top);
    r->last = last;
    if (yes) return true;
    r->count = n - 1;
    return false;
  }

  // Matches as often as it can and never fewer times.
  bool possessive(const SreWord* pc, Index& at) {
    SreWord least = pc[1], most = pc[2];
    Repeat* outer = repeat_;
    Repeat own{pc, -1, -1, outer};
    repeat_ = &own;
    std::int64_t n = 0;
    bool ok = true;
    while (ok && n < static_cast<std::int64_t>(least)) {
      ok = run(pc + 3, at, false);
      if (ok) at = s_.at, ++n;
    }
    while (ok && !failed_ && (most == s_.max_repeat || n < static_cast<std::int64_t>(most))) {
      Marks saved = save();
      if (!run(pc + 3, at, false)) {
        restore(saved);
        break;
      }
      bool stays = s_.at == at;
      at = s_.at, ++n;
      if (stays) break;
    }
    repeat_ = outer;
    return ok && !failed_;
  }

  bool run(const SreWord* pc, Index at, bool top) {
    std::byte here;
    if (&here < thread_.stack_limit) {
      raise_recursion_error(thread_, "");
      return fail_with_error();
    }
    while (true) {
      const Index end = s_.end;
      switch (static_cast<SreOp>(*pc++)) {
        case SreOp::Failure: return false;
        case SreOp::Success:
          if (top && ((s_.match_all && at != end) || at == s_.must_advance_from)) return false;
          s_.at = at;
          return true;
        case SreOp::Mark: {
          SreWord mark = pc[0];
          if (mark & 1) s_.last_index = static_cast<Index>(mark / 2) + 1;
          if (static_cast<Index>(mark) > s_.last_mark) {
            for (Index i = s_.last_mark + 1; i < static_cast<Index>(mark); ++i) s_.marks[static_cast<std::size_t>(i)] = -1;
            s_.last_mark = static_cast<Index>(mark);
          }
          s_.marks[mark] = at;
          ++pc;
          break;
        }
        case SreOp::Literal:
          if (at >= end || static_cast<char32_t>(data_[at]) != pc[0]) return false;
          ++pc, ++at;
          break;
        case SreOp::NotLiteral:
          if (at >= end || static_cast<char32_t>(data_[at]) == pc[0]) return false;
          ++pc, ++at;
          break;
        case SreOp::LiteralIgnore:
          if (at >= end || sre_lower(data_[at], s_.fold) != pc[0]) return false;
          ++pc, ++at;
          break;
        case SreOp::NotLiteralIgnore:
          if (at >= end || sre_lower(data_[at], s_.fold) == pc[0]) return false;
          ++pc, ++at;
          break;
        case SreOp::LiteralUniIgnore:
          if (at >= end || sre_lower(data_[at], SreCase::Unicode) != pc[0]) return false;
          ++pc, ++at;
          break;
        case SreOp::NotLiteralUniIgnore:
          if (at >= end || sre_lower(data_[at], SreCase::Unicode) == pc[0]) return false;
          ++pc, ++at;
          break;
        case SreOp::LiteralLocIgnore:
          if (at >= end || !equal_in_locale(pc[0], data_[at])) return false;
          ++pc, ++at;
          break;
        case SreOp::NotLiteralLocIgnore:
          if (at >= end || equal_in_locale(pc[0], data_[at])) return false;
          ++pc, ++at;
          break;
        case SreOp::Any:
          if (at >= end || data_[at] == '\n') return false;
          ++at;
          break;
        case SreOp::AnyAll:
          if (at >= end) return false;
          ++at;
          break;
        case SreOp::In:
          if (at >= end || !in_charset(pc + 1, data_[at])) return false;
          pc += pc[0], ++at;
          break;
        case SreOp::InIgnore:
          if (at >= end || !in_charset(pc + 1, sre_lower(data_[at], s_.fold))) return false;
          pc += pc[0], ++at;
          break;
        case SreOp::InUniIgnore:
          if (at >= end || !in_charset(pc + 1, sre_lower(data_[at], SreCase::Unicode))) return false;
          pc += pc[0], ++at;
          break;
        case SreOp::InLocIgnore:
          if (at >= end || !in_charset_locale(pc + 1, data_[at])) return false;
          pc += pc[0], ++at;
          break;
        case SreOp::Category:
          if (at >= end || !in_category(pc[0], data_[at])) return false;
          ++pc, ++at;
          break;
        case SreOp::At:
          if (!is_at(pc[0], at)) return false;
          ++pc;
          break;
        case SreOp::Jump:
        case SreOp::Info: pc += pc[0]; break;
        case SreOp::Assert:
          if (at - s_.beginning < static_cast<Index>(pc[1]) || !run(pc + 2, at - static_cast<Index>(pc[1]), false)) return false;
          pc += pc[0];
          break;
        case SreOp::AssertNot:
          if (at - s_.beginning >= static_cast<Index>(pc[1])) {
            Marks saved = save();
            if (run(pc + 2, at - static_cast<Index>(pc[1]), false) || failed_) return false;
            restore(saved);
          }
          pc += pc[0];
          break;
        case SreOp::Branch: {
          Marks saved = save();
          for (; pc[0]; pc += pc[0]) {
            if (static_cast<SreOp>(pc[1]) == SreOp::Literal && (at >= end || static_cast<char32_t>(data_[at]) != pc[2])) continue;
            if (static_cast<SreOp>(pc[1]) == SreOp::In && (at >= end || !in_charset(pc + 3, data_[at]))) continue;
            if (run(pc + 1, at, top)) return true;
            if (failed_) return false;
            restore(saved);
          }
          return false;
        }
        case SreOp::RepeatOne: return repeat_one(pc, at, top);
        case SreOp::MinRepeatOne: return min_repeat_one(pc, at, top);
        case SreOp::PossessiveRepeatOne: {
          if (end - at < static_cast<Index>(pc[1])) return false;
          Index n = count(pc + 3, at, pc[2]);
          if (failed_ || n < static_cast<Index>(pc[1])) return false;
          at += n;
          pc += pc[0];
          break;
        }
        case SreOp::PossessiveRepeat:
          if (!possessive(pc, at)) return false;
          pc += pc[0] + 1;
          break;
        case SreOp::AtomicGroup:
          if (!run(pc + 1, at, false)) return false;
          at = s_.at;
          pc += pc[0];
          break;
        case SreOp::Repeat: {
          Repeat own{pc, -1, -1, repeat_};
          Repeat* outer = repeat_;
          repeat_ = &own;
          bool yes = run(pc + pc[0], at, top);
          repeat_ = outer;
          return yes;
        }
        case SreOp::MaxUntil: return max_until(pc, at, top);
        case SreOp::MinUntil: return min_until(pc, at, top);
        case SreOp::GroupRef:
          if (!follows(pc[0], at, [](char32_t a, char32_t b) { return a == b; })) return false;
          ++pc;
          break;
        case SreOp::GroupRefIgnore:
          if (!follows(pc[0], at, [fold = s_.fold](char32_t a, char32_t b) { return sre_lower(a, fold) == sre_lower(b, fold); })) return false;
          ++pc;
          break;
        case SreOp::GroupRefUniIgnore:
          if (!follows(pc[0], at, [](char32_t a, char32_t b) { return sre_lower(a, SreCase::Unicode) == sre_lower(b, SreCase::Unicode); })) return false;
          ++pc;
          break;
        case SreOp::GroupRefLocIgnore:
          if (!follows(pc[0], at, [](char32_t a, char32_t b) { return sre_lower(a, SreCase::Locale) == sre_lower(b, SreCase::Locale); })) return false;
          ++pc;
          break;
        case SreOp::GroupRefExists: {
          Index from = 0, to = 0;
          pc += group_is_set(pc[0], from, to) ? 2 : pc[1];
          break;
        }
        default: return false;
      }
    }
  }

  Thread& thread_;
  SreState& s_;
  const Char* data_;
  const SreWord* code_;
  Repeat* repeat_ = nullptr;
  bool failed_ = false;
};

template <SreResult (Matcher<std::uint8_t>::*narrow)(), SreResult (Matcher<char16_t>::*middle)(), SreResult (Matcher<char32_t>::*wide)()>
SreResult with_width(Thread& thread, SreState& state) {
  if (state.start > state.end) return SreResult::No;
  state.reset();
  switch (state.subject.width) {
    case 1: return (Matcher<std::uint8_t>(thread, state).*narrow)();
    case 2: return (Matcher<char16_t>(thread, state).*middle)();
    default: return (Matcher<char32_t>(thread, state).*wide)();
  }
}

}  // namespace

bool sre_is_cased(char32_t c, SreCase fold) { return sre_lower(c, fold) != c || upper_of(c, fold) != c; }

SreResult sre_match(Thread& thread, SreState& state) {
  return with_width<&Matcher<std::uint8_t>::match, &Matcher<char16_t>::match, &Matcher<char32_t>::match>(thread, state);
}
SreResult sre_search(Thread& thread, SreState& state) {
  return with_width<&Matcher<std::uint8_t>::search, &Matcher<char16_t>::search, &Matcher<char32_t>::search>(thread, state);
}

}  // namespace xvm
