#include "modules/sre_code.h"

#include "pyc/release.h"

namespace xvm {

namespace {

using enum SreOp;

constexpr SreOp to_3_4[] = {Failure, Success, Any, AnyAll, Assert, AssertNot, At, Branch, Call, Category, Charset, BigCharset, GroupRef, GroupRefExists, GroupRefIgnore, In, InIgnore,
                            Info, Jump, Literal, LiteralIgnore, Mark, MaxUntil, MinUntil, NotLiteral, NotLiteralIgnore, Negate, Range, Repeat, RepeatOne, Subpattern, MinRepeatOne,
                            RangeIgnore};   // the last one from 3.5 on
constexpr SreOp from_3_7[] = {Failure, Success, Any, AnyAll, Assert, AssertNot, At, Branch, Call, Category, Charset, BigCharset, GroupRef, GroupRefExists, In, Info, Jump, Literal, Mark,
                              MaxUntil, MinUntil, NotLiteral, Negate, Range, Repeat, RepeatOne, Subpattern, MinRepeatOne, GroupRefIgnore, InIgnore, LiteralIgnore, NotLiteralIgnore,
                              GroupRefLocIgnore, InLocIgnore, LiteralLocIgnore, NotLiteralLocIgnore, GroupRefUniIgnore, InUniIgnore, LiteralUniIgnore, NotLiteralUniIgnore, RangeIgnore};
constexpr SreOp from_3_11[] = {Failure, Success, Any, AnyAll, Assert, AssertNot, At, Branch, Category, Charset, BigCharset, GroupRef, GroupRefExists, In, Info, Jump, Literal, Mark,
                               MaxUntil, MinUntil, NotLiteral, Negate, Range, Repeat, RepeatOne, Subpattern, MinRepeatOne, AtomicGroup, PossessiveRepeat, PossessiveRepeatOne,
                               GroupRefIgnore, InIgnore, LiteralIgnore, NotLiteralIgnore, GroupRefLocIgnore, InLocIgnore, LiteralLocIgnore, NotLiteralLocIgnore, GroupRefUniIgnore,
                               InUniIgnore, LiteralUniIgnore, NotLiteralUniIgnore, RangeIgnore};

std::span<const SreOp> numbering(const Release& r) {
  if (r.until(3, 4)) return std::span(to_3_4).first(std::size(to_3_4) - 1);
  if (r.until(3, 6)) return to_3_4;
  return r.until(3, 10) ? std::span<const SreOp>(from_3_7) : std::span<const SreOp>(from_3_11);
}

constexpr SreWord at_codes = 12, category_codes = 18, charset_words = 8, big_map_words = 64;
constexpr int most_nested = 2000;
constexpr SreWord most_groups = 1 << 24;

class Checker {
 public:
  Checker(const Release& release, std::span<const SreWord> code, std::size_t groups) : numbering_(numbering(release)), code_(code.begin(), code.end()), groups_(groups) {}

  bool run() {
    std::size_t at = 0;
    if (code_.empty()) return false;
    if (!body(at, code_.size() - 1, false)) return false;
    return at == code_.size() - 1 && take(at, Success);
  }
  std::vector<SreWord> take_code() { return std::move(code_); }

 private:
  // The operation at a place, renumbered in passing; false where there is none.
  bool op(std::size_t at, SreOp& out) {
    if (at >= code_.size() || code_[at] >= numbering_.size()) return false;
    out = numbering_[code_[at]];
    return true;
  }
  bool take(std::size_t at, SreOp wanted) {
    SreOp found;
    if (!op(at, found) || found != wanted) return false;
    code_[at] = static_cast<SreWord>(found);
    return true;
  }
  // The place that the skip at `at` leads to, no further than end.
  bool skip(std::size_t at, std::size_t end, std::size_t& target) {
    if (at >= end || code_[at] > end - at) return false;
    target = at + code_[at];
    return true;
  }

  // Members of a set from `at` on, up to and with the Failure right before `end`.
  bool charset(std::size_t at, std::size_t end) {
    while (at < end) {
      SreOp found;
      if (!op(at, found)) return false;
      code_[at++] = static_cast<SreWord>(found);
      std::size_t size = 0;
      switch (found) {
        case Failure: return at == end;
        case Negate: break;
        case Literal: size = 1; break;
        case Range:
        case RangeIgnore: size = 2; break;
        case Charset: size = charset_words; break;
        case Category:
          if (at >= end || code_[at] >= category_codes) return false;
          size = 1;
          break;
        case BigCharset: {
          if (at >= end || end - at < 1 + big_map_words) return false;
          std::size_t blocks = code_[at];
          if (blocks > 256 || end - at < 1 + big_map_words + blocks * charset_words) return false;
          for (std::size_t i = 0; i < 256; ++i)
            if ((code_[at + 1 + i / 4] >> i % 4 * 8 & 0xff) >= blocks) return false;
          size = 1 + big_map_words + blocks * charset_words;
          break;
        }
        default: return false;
      }
      if (end - at < size) return false;
      at += size;
    }
    return false;
  }

  // One item that a repetition of one character repeats, with its Success.
  bool single(std::size_t at, std::size_t end) {
    std::size_t next = at;
    return body(next, end - 1, true) && next == end - 1 && take(next, Success);
  }

  // Operations from `at` on; ends at `end`, or with `once` behind the first.
  bool body(std::size_t& at, std::size_t end, bool once) {
    if (++depth_ > most_nested) return false;
    bool ok = true;
    do {
      if (at >= end) break;
      ok = one(at, end);
    } while (ok && !once && at < end);
    --depth_;
    return ok;
  }

  bool one(std::size_t& at, std::size_t end) {
    SreOp found;
    if (!op(at, found)) return false;
    code_[at++] = static_cast<SreWord>(found);
    std::size_t target = 0;
    switch (found) {
      case Any: case AnyAll: case Failure: return true;
      case Mark:
        if (at >= end || code_[at] >= 2 * groups_) return false;
        return ++at, true;
      case Literal: case NotLiteral: case LiteralIgnore: case NotLiteralIgnore: case LiteralLocIgnore: case NotLiteralLocIgnore: case LiteralUniIgnore: case NotLiteralUniIgnore:
        return at++ < end;
      case At:
        if (at >= end || code_[at] >= at_codes) return false;
        return ++at, true;
      case Category:
        if (at >= end || code_[at] >= category_codes) return false;
        return ++at, true;
      case In: case InIgnore: case InLocIgnore: case InUniIgnore:
        if (!skip(at, end, target) || !charset(at + 1, target)) return false;
        return at = target, true;
      case Info: {
        if (!skip(at, end, target) || target - at < 4) return false;
        SreWord flags = code_[at + 1];
        std::size_t rest = at + 4;
        if (flags & ~(sre_info_prefix | sre_info_literal | sre_info_charset)) return false;
        if ((flags & sre_info_prefix) && (flags & sre_info_charset)) return false;
        if (flags & sre_info_prefix) {
          if (target - rest < 2) return false;
          std::size_t length = code_[rest];
          if (length == 0 || (target - rest - 2) / 2 < length || target - rest - 2 != 2 * length) return false;
        } else if (flags & sre_info_charset) {
          if (!charset(rest, target)) return false;
        }
        return at = target, true;
      }
      case Branch: {
        std::size_t tail = 0;
        while (true) {
          if (at >= end) return false;
          if (code_[at] == 0) break;
          std::size_t next = 0, inner = at + 1;
          if (!skip(at, end, next) || next < at + 3) return false;
          if (!body(inner, next - 2, false) || inner != next - 2 || !take(next - 2, Jump)) return false;
          std::size_t after = 0;
          if (!skip(next - 1, end, after)) return false;
          if (tail != 0 && tail != after) return false;
          tail = after;
          at = next;
        }
        return ++at, tail == 0 || tail == at;
      }
      case RepeatOne: case MinRepeatOne: case PossessiveRepeatOne:
        if (!skip(at, end, target) || target - at < 4 || code_[at + 1] > code_[at + 2] || !single(at + 3, target)) return false;
        return at = target, true;
      case Repeat: {
        if (!skip(at, end, target) || target - at < 3 || code_[at + 1] > code_[at + 2]) return false;
        std::size_t inner = at + 3;
        if (!body(inner, target, false) || inner != target) return false;
        if (!take(target, MaxUntil) && !take(target, MinUntil)) return false;
        return at = target + 1, at <= end;
      }
      case PossessiveRepeat: {
        if (!skip(at, end, target) || target - at < 3 || code_[at + 1] > code_[at + 2]) return false;
        std::size_t inner = at + 3;
        if (!body(inner, target, false) || inner != target || !take(inner, Success)) return false;
        return at = target + 1, at <= end;
      }
      case AtomicGroup: {
        if (!skip(at, end, target) || target - at < 2) return false;
        std::size_t inner = at + 1;
        if (!body(inner, target - 1, false) || inner != target - 1 || !take(inner, Success)) return false;
        return at = target, true;
      }
      case GroupRef: case GroupRefIgnore: case GroupRefLocIgnore: case GroupRefUniIgnore:
        if (at >= end || code_[at] >= groups_) return false;
        return ++at, true;
      case GroupRefExists: {
        // A pattern without any group may ask for one, which is never set.
        if (end - at < 2 || code_[at] >= (groups_ ? groups_ : most_groups) || code_[at + 1] < 2) return false;
        std::size_t no = 0, inner = at + 2;
        if (code_[at + 1] > end - at) return false;
        no = at + code_[at + 1];   // behind the jump over the other branch, where there is one
        SreOp before;
        if (no >= at + 4 && no <= end && op(no - 2, before) && before == Jump && code_[no - 1] != 0 && code_[no - 1] <= end - (no - 1)) {
          std::size_t keep = inner;
          std::vector<SreWord> copy = code_;
          if (body(inner, no - 2, false) && inner == no - 2 && take(no - 2, Jump)) {
            std::size_t after = no - 1 + code_[no - 1], other = no;
            if (!body(other, after, false) || other != after) return false;
            return at = after, true;
          }
          code_ = std::move(copy);
          inner = keep;
        }
        if (!body(inner, no, false) || inner != no) return false;
        return at = no, true;
      }
      case Assert: case AssertNot: {
        if (!skip(at, end, target) || target - at < 3 || code_[at + 1] & 0x80000000) return false;
        std::size_t inner = at + 2;
        if (!body(inner, target - 1, false) || inner != target - 1 || !take(inner, Success)) return false;
        return at = target, true;
      }
      default: return false;
    }
  }

  std::span<const SreOp> numbering_;
  std::vector<SreWord> code_;
  std::size_t groups_;
  int depth_ = 0;
};

}  // namespace

std::optional<std::vector<SreWord>> read_sre_code(const Release& release, std::span<const SreWord> code, std::size_t groups) {
  Checker checker(release, code, groups);
  if (!checker.run()) return {};
  return checker.take_code();
}

std::uint32_t sre_magic(const Release& r) {
  if (r.until(3, 4)) return 20031017;
  if (r.until(3, 6)) return 20140917;
  if (r.until(3, 10)) return 20171005;
  if (r.until(3, 11)) return 20220615;
  return r.until(3, 12) ? 20221023 : 20230612;
}

SreWord sre_max_repeat(const Release& r) { return r.until(2, 6) || (!r.python2() && r.until(3, 1)) ? 65535 : 0xffffffff; }

}  // namespace xvm
