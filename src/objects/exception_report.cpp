// Exceptions as text: chains, groups, the line with class and message, notes. Frames are in traceback_report.cpp, syntax
// errors in syntax_report.cpp.
#include "objects/exception_report.h"

#include "objects/bytes.h"
#include "objects/class_obj.h"
#include "objects/codecs.h"
#include "objects/exception.h"
#include "objects/exception_group.h"
#include "objects/list.h"
#include "objects/suggestions.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/operators.h"

namespace xvm {

static bool chains(const Release& release) { return release.since(3, 0); }
static bool says_str_failed(const Release& release) { return release.until(2, 7) ? release.since(2, 7) : release.since(3, 5); }
static bool ends_line_after_failed_str(const Release& release) { return release.since(2, 6) && (release.python2() || release.since(3, 5)); }
static bool shows_qualified_names(const Release& release) { return release.since(3, 9); }
static bool hides_main(const Release& release) { return release.since(3, 11); }
static bool shows_notes(const Release& release) { return release.since(3, 11); }
static bool takes_str_for_note_list(const Release& release) { return release.until(3, 11); }
static bool ends_line_after_odd_notes(const Release& release) { return release.since(3, 12); }
static bool notes_may_be_none(const Release& release) { return release.since(3, 13); }
static bool indents_message_lines(const Release& release) { return release.since(3, 13); }   // printed by the traceback module
static bool plans_everything(const Release& release) { return release.since(3, 13); }

static bool tells_nothing_plainly(const Release& release) { return release.since(3, 13); }
static bool prints_ignored_plainly(const Release& release) { return release.since(3, 13); }

static constexpr int max_group_depth = 10;
static constexpr std::size_t max_group_width = 15;
static constexpr const char* cause_message = "The above exception was the direct cause of the following exception:\n";
static constexpr const char* context_message = "During handling of the above exception, another exception occurred:\n";

void ExceptionReport::margin() {
  if (depth_ > 0) out_ += indent() + "| ";
}

void ExceptionReport::add_lines(std::string_view text) {
  while (!text.empty()) {
    std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end == text.npos ? text.size() : end + 1);
    margin();
    out_ += line;
    text.remove_prefix(line.size());
  }
}

bool ExceptionReport::seen(Ref value) {
  for (const Value& v : seen_)
    if (v == value) return true;
  return false;
}

void ExceptionReport::add(const ErrorState& error) {
  ErrorState saved = thread_.take_error();
  Value value = error.value;
  Exception* exception = try_as<Exception>(value);
  if (chains(thread_.rt.release) && !exception) {
    bool nothing = (!value || value.is_none()) && tells_nothing_plainly(thread_.rt.release);
    std::string_view found = value ? type_name(thread_, value) : "NoneType";
    out_ += nothing ? "NoneType: None\n" : fmt::format("TypeError: print_exception(): Exception expected for value, {} found\n", found);
  } else if (!exception || !chains(thread_.rt.release)) {
    add_one(error.type, value, error.traceback);
  } else {
    if (!exception->traceback && is<Traceback>(error.traceback)) exception->traceback = error.traceback;
    add_chain(value, plans_everything(thread_.rt.release) ? plan(value) : none_planned);
  }
  thread_.restore_error(std::move(saved));
}

void ExceptionReport::add_only(Ref type, Ref value) {
  ErrorState saved = thread_.take_error();
  Value held_type(type), held(value);
  add_one(held_type, held, {});
  thread_.restore_error(std::move(saved));
}

void ExceptionReport::add_ignored(const ErrorState& error) {
  ErrorState saved = thread_.take_error();
  plain_lines_ = prints_ignored_plainly(thread_.rt.release);
  if (is<Traceback>(error.traceback)) add_traceback_block(error.traceback, false);
  ignored_ = true;
  add_class_name(error.type);
  if (error.value && !error.value.is_none()) {
    Value text = str(thread_, error.value);
    thread_.clear_error();
    out_ += ": " + (text ? native_utf8(text) : "<exception str() failed>");
  }
  out_ += "\n";
  thread_.restore_error(std::move(saved));
}

// From 3.13: which exceptions are shown where is decided before any is printed, the last member of a group first.
std::size_t ExceptionReport::plan(Ref root) {
  auto make = [&](Ref exception) {
    plans_.push_back({Value(exception), none_planned, none_planned, {}});
    seen_.emplace_back(exception);
    return plans_.size() - 1;
  };
  std::size_t first = make(root);
  std::vector<std::size_t> waiting{first};
  while (!waiting.empty()) {
    std::size_t at = waiting.back();
    waiting.pop_back();
    Value held = plans_[at].exception;
    const Exception& exception = as<Exception>(held);
    if (is<Exception>(exception.cause) && !seen(exception.cause)) waiting.push_back(plans_[at].cause = make(exception.cause));
    bool wants_context = plans_[at].cause == none_planned && !exception.suppress_context;
    if (wants_context && is<Exception>(exception.context) && !seen(exception.context))
      waiting.push_back(plans_[at].context = make(exception.context));
    if (!is_exception_group(thread_, held)) continue;
    for (const Value& member : as<Tuple>(exception.fields[exception_field::group_exceptions])) {
      std::size_t made = make(member);
      plans_[at].members.push_back(made);
    }
    waiting.insert(waiting.end(), plans_[at].members.begin(), plans_[at].members.end());
  }
  return first;
}

// What is shown in front of `link`, and the words between; false where nothing is.
bool ExceptionReport::follow(Link& link, Link& next) {
  if (link.plan != none_planned) {
    const Plan& plan = plans_[link.plan];
    bool by_cause = plan.cause != none_planned;
    next.plan = by_cause ? plan.cause : plan.context;
    link.message = by_cause ? cause_message : context_message;
    if (next.plan == none_planned) return false;
    next.exception = plans_[next.plan].exception;
    return true;
  }
  const Exception& exception = as<Exception>(link.exception);
  bool by_cause = is<Exception>(exception.cause);   // 3.0 lets programs set anything
  if (!by_cause && (exception.suppress_context || !is<Exception>(exception.context))) return false;
  link.message = by_cause ? cause_message : context_message;
  next.exception = by_cause ? exception.cause : exception.context;
  return !seen(next.exception);
}

void ExceptionReport::add_chain(Ref value, std::size_t plan) {
  Recursion guard(thread_, "");
  if (!guard.ok()) return thread_.clear_error();
  bool planned = plan != none_planned, need_close = need_close_;
  std::vector<Link> links{{Value(value), plan, nullptr}};
  while (true) {
    if (!planned) seen_.push_back(links.back().exception);
    Link next{{}, none_planned, nullptr};
    if (!follow(links.back(), next)) break;
    links.push_back(std::move(next));
  }
  for (std::size_t i = links.size(); i-- > 0;) {
    Link& link = links[i];
    if (i + 1 < links.size()) add_lines(std::string("\n") + link.message + "\n");
    if (!planned && i == 0) need_close_ = need_close;
    if (shows_notes(thread_.rt.release) && is_exception_group(thread_, link.exception)) {
      add_group(link.exception, link.plan);
    } else {
      Value traceback = as<Exception>(link.exception).traceback;
      add_one(Ref(link.exception.object()->type), link.exception, traceback);
    }
  }
}

void ExceptionReport::add_group(Ref value, std::size_t plan) {
  Exception& group = as<Exception>(value);
  Value held(value), traceback = group.traceback, members = group.fields[exception_field::group_exceptions];
  if (depth_ > max_group_depth) return add_lines(fmt::format("... (max_group_depth is {})\n", max_group_depth));
  bool outermost = depth_ == 0;
  if (outermost) depth_ = 1;
  add_one(Ref(group.type), value, traceback);
  std::size_t count = as<Tuple>(members).length;
  std::size_t shown = count <= max_group_width ? count : max_group_width + 1;
  need_close_ = false;
  for (std::size_t i = 0; i < shown; ++i) {
    bool last = i + 1 == shown, truncated = i >= max_group_width;
    if (last) need_close_ = true;   // the closing line may come from a group within
    out_ += indent() + (i == 0 ? "+-" : "  ");
    out_ += fmt::format("+---------------- {} ----------------\n", truncated ? "..." : std::to_string(i + 1));
    ++depth_;
    if (truncated) {
      std::size_t more = count - max_group_width;
      add_lines(fmt::format("and {} more exception{}\n", more, more > 1 ? "s" : ""));
    } else {
      add_chain(as<Tuple>(members)[i], plan == none_planned ? none_planned : plans_[plan].members[i]);
    }
    if (last && need_close_) {
      out_ += indent() + "+------------------------------------\n";
      need_close_ = false;
    }
    --depth_;
  }
  if (outermost) depth_ = 0;
}

// One exception without what it is chained to. In 2.x type and value may be anything.
void ExceptionReport::add_one(Ref type, Ref value, Ref traceback) {
  Value held_type(type), held(value);
  bool group = shows_notes(thread_.rt.release) && is_exception_group(thread_, value);
  if (is<Traceback>(traceback)) add_traceback_block(traceback, group);
  Value text(value);
  if (indents_message_lines(thread_.rt.release) && is<Exception>(value) && is_subtype(value.object()->type, thread_.rt.exc.SyntaxError)) {
    std::size_t start = out_.size();
    add_class_name(type);
    std::string name = out_.substr(start);
    out_.resize(start);
    add_syntax_error_3_13(value, name);
  } else {
    add_syntax_error(value, text);
    add_message(type, value, text);
  }
  if (shows_notes(thread_.rt.release)) add_notes(value);
}

void ExceptionReport::add_class_name(Ref type) {
  if (!is_raisable_class(type)) {
    Value text = str(thread_, type);
    thread_.clear_error();
    if (text) out_ += native_utf8(text);
    return;
  }
  Value module = find_attribute(thread_, type, thread_.rt.names.module__);
  thread_.clear_error();
  if (!module || !is_native_str(thread_, module)) {
    out_ += shows_qualified_names(thread_.rt.release) && !ignored_ ? "<unknown>." : "<unknown>";
  } else {
    std::string name = native_utf8(module);
    bool hidden = name == (thread_.rt.python2() ? "exceptions" : "builtins") || (hides_main(thread_.rt.release) && name == "__main__");
    if (!hidden) out_ += name + ".";
  }
  if (shows_qualified_names(thread_.rt.release)) {
    Value qualname = find_attribute(thread_, type, thread_.rt.names.qualname__);
    thread_.clear_error();
    out_ += is<Text>(qualname) ? text_utf8(qualname) : "<unknown>";
  } else {
    out_ += exception_class_name(thread_, type);
  }
}

// "module.Class: message"; `text` is the value whose str is the message.
void ExceptionReport::add_message(Ref type, Ref value, Ref text) {
  const Release& release = thread_.rt.release;
  std::string before = std::move(out_);
  out_.clear();
  add_class_name(type);
  bool failed = false;
  if (text && !text.is_none()) {
    Value message = str(thread_, text);
    if (thread_.rt.python2() && is<Text>(message)) message = coerce_to_bytes(thread_, message);
    if (!message || (!is<Text>(message) && !is<Bytes>(message))) {
      thread_.clear_error();
      failed = true;
      if (says_str_failed(release)) out_ += ": <exception str() failed>";
    } else if (std::string words = native_utf8(message); !words.empty()) {
      out_ += ": " + words;
    }
    out_ += suggestion_for(thread_, value);
  }
  if (!failed || ends_line_after_failed_str(release)) out_ += "\n";
  std::string line = std::move(out_);
  out_ = std::move(before);
  if (indents_message_lines(release)) return add_lines(line);
  margin();
  out_ += line;
}

void ExceptionReport::add_notes(Ref value) {
  const Release& release = thread_.rt.release;
  if (!is<Exception>(value)) return;
  Value notes = find_attribute(thread_, value, thread_.rt.names.notes__);
  if (!notes) return thread_.clear_error();
  if (notes.is_none() && notes_may_be_none(release)) return;
  bool sequence = is<List>(notes) || is<Tuple>(notes) || (takes_str_for_note_list(release) && (is<Text>(notes) || is<Bytes>(notes)));
  if (!sequence) {
    Value text = repr(thread_, notes);
    thread_.clear_error();
    std::string line = text ? native_utf8(text) : "<__notes__ repr() failed>";
    if (ends_line_after_odd_notes(release)) line += "\n";
    if (indents_message_lines(release)) return add_lines(line);
    margin();
    out_ += line;
    return;
  }
  Value list = to_list(thread_, notes);
  thread_.clear_error();
  const List* items = try_as<List>(list);
  for (std::size_t i = 0; items && i < items->length; ++i) {
    Value note((*items)[i]);
    Value text = str(thread_, note);
    thread_.clear_error();
    add_lines((text ? native_utf8(text) : "<note str() failed>") + "\n");
  }
}

}  // namespace xvm
