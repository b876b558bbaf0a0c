// BaseExceptionGroup and ExceptionGroup: building, dividing, and the ends of except* blocks.
#include "objects/exception_group.h"

#include <algorithm>
#include <vector>

#include "objects/code.h"
#include "objects/dict.h"
#include "objects/exception_family.h"
#include "objects/function.h"
#include "objects/list.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/type_object.h"
#include "vm/argument_words.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/signature.h"

namespace xvm {

namespace field = exception_field;

static bool divides_by_any_callable(const Release& release) { return release.since(3, 13); }

bool is_exception_group(Thread& thread, Ref v) {
  return is<Exception>(v) && is_subtype(v.object()->type, thread.rt.exc.BaseExceptionGroup);
}

static const Tuple& members_of(Ref group) { return as<Tuple>(as<Exception>(group).fields[field::group_exceptions]); }

// Building

static bool is_sequence(Thread& thread, Ref v) {
  if (is<Tuple>(v) || is<List>(v)) return true;
  const Slots& slots = type_of(thread, v)->slots;
  return !is<Dict>(v) && (slots.index_item || slots.get_item);
}

static Value group_new(Thread& thread, Type* type, Args args) {
  Exceptions& exc = thread.rt.exc;
  if (args.positional != 2)
    return raise_type_error(thread, "BaseExceptionGroup.__new__() takes exactly 2 arguments ({} given)", args.positional);
  if (!is<Text>(args[0]))
    return raise_type_error(thread, "BaseExceptionGroup.__new__() argument 1 must be str, not {}", argument_type(thread, args[0]));
  if (!is_sequence(thread, args[1])) return raise_type_error(thread, "second argument (exceptions) must be a sequence");
  Value members = to_tuple(thread, args[1]);
  if (!members) return error_set;
  const Tuple& tuple = as<Tuple>(members);
  if (tuple.length == 0) return raise_value_error(thread, "second argument (exceptions) must be a non-empty sequence");
  bool all_plain = true;
  for (std::size_t i = 0; i < tuple.length; ++i) {
    if (!is<Exception>(tuple[i])) return raise_value_error(thread, "Item {} of second argument (exceptions) is not an exception", i);
    all_plain = all_plain && is_subtype(tuple[i].object()->type, exc.Exception);
  }
  if (type == exc.BaseExceptionGroup && all_plain) type = exc.ExceptionGroup;
  if (type == exc.ExceptionGroup && !all_plain) return raise_type_error(thread, "Cannot nest BaseExceptions in an ExceptionGroup");
  if (!all_plain && is_subtype(type, exc.Exception)) return raise_type_error(thread, "Cannot nest BaseExceptions in '{}'", type->name);
  Value made = base_exception_new(thread, type, args);
  if (!made) return error_set;
  as<Exception>(made).fields[field::group_message] = args[0];
  as<Exception>(made).fields[field::group_exceptions] = std::move(members);
  return made;
}

Value new_exception_group(Thread& thread, Ref message, Ref exceptions) {
  return new_exception(thread, thread.rt.exc.BaseExceptionGroup, {message, exceptions});
}

static Value group_str(Thread& thread, Ref self) {
  Exception& group = as<Exception>(self);
  std::size_t count = members_of(self).length;
  TextBuilder out(thread);
  if (!out.add_str(group.fields[field::group_message])) return error_set;
  out.add(fmt::format(" ({} sub-exception{})", count, count == 1 ? "" : "s"));
  return out.finish();
}

static Value group_derive(Thread& thread, Ref self, Args args) {
  return new_exception_group(thread, as<Exception>(self).fields[field::group_message], args[0]);
}

// Dividing

namespace {

// What decides whether an exception belongs to the match.
struct Matcher {
  enum Kind { ByClass, ByCall, ByIdentity } kind;
  Ref pattern;                               // class, tuple of classes, callable
  const std::vector<Object*>* leaves = nullptr;   // ByIdentity, sorted
};

struct Division {
  Value match, rest;   // null: nothing
};

}  // namespace

static int matches(Thread& thread, const Matcher& matcher, Ref exception) {
  if (matcher.kind == Matcher::ByClass) return exception_matches(thread, exception, matcher.pattern);
  if (matcher.kind == Matcher::ByIdentity)
    return std::binary_search(matcher.leaves->begin(), matcher.leaves->end(), exception.object());
  Value result = call(thread, matcher.pattern, exception);
  return result ? truth(thread, result) : -1;
}

static Value copy_list(Thread& thread, Ref sequence) {
  List* list = allocate_list(thread, 0);
  Value held = own(list);
  if (!list || !list_extend(thread, *list, sequence)) return error_set;
  return held;
}

// A group like `group`, of some of its members.
static Value subset(Thread& thread, Ref group, std::vector<Value>& members) {
  Value list = make_list_moved(thread, members.data(), members.size());
  if (!list) return error_set;
  Value derived = call_method(thread, group, native_intern(thread, "derive"), {list.ref()});
  if (!derived) return error_set;
  if (!is_exception_group(thread, derived)) return raise_type_error(thread, "derive must return an instance of BaseExceptionGroup");
  Exception &from = as<Exception>(group), &to = as<Exception>(derived);
  to.traceback = from.traceback;
  to.context = from.context;
  to.cause = from.cause;
  to.suppress_context = true;
  Value notes = find_attribute(thread, group, thread.rt.names.notes__);
  if (!notes) return thread.has_error() ? Value() : derived;
  if (!is_sequence(thread, notes)) return derived;
  Value copy = copy_list(thread, notes);
  if (!copy || !set_attribute(thread, derived, thread.rt.names.notes__, copy)) return error_set;
  return derived;
}

static bool divide(Thread& thread, Ref exception, const Matcher& matcher, bool wants_rest, Division& out) {
  int matched = matches(thread, matcher, exception);
  if (matched < 0) return error_set;
  if (matched) {
    out.match = exception;
    return true;
  }
  if (!is_exception_group(thread, exception)) {
    if (wants_rest) out.rest = exception;
    return true;
  }
  Value members = as<Exception>(exception).fields[field::group_exceptions];
  std::vector<Value> match, rest;
  for (const Value& member : as<Tuple>(members)) {
    Division part;
    Recursion guard(thread, " in exceptiongroup_split_recursive");
    if (!guard.ok() || !divide(thread, member, matcher, wants_rest, part)) return error_set;
    if (part.match) match.push_back(std::move(part.match));
    if (part.rest) rest.push_back(std::move(part.rest));
  }
  if (!match.empty() && !(out.match = subset(thread, exception, match))) return error_set;
  if (wants_rest && !rest.empty() && !(out.rest = subset(thread, exception, rest))) return error_set;
  return true;
}

static bool read_matcher(Thread& thread, Ref condition, Matcher& matcher) {
  bool any = divides_by_any_callable(thread.rt.release);
  matcher.pattern = condition;
  if (is<Function>(condition) || (any && !is<Type>(condition) && is_callable(thread, condition))) {
    matcher.kind = Matcher::ByCall;
    return true;
  }
  matcher.kind = Matcher::ByClass;
  bool good = is_exception_class(condition);
  if (const Tuple* tuple = try_as<Tuple>(condition)) good = std::all_of(tuple->begin(), tuple->end(), [](const Value& c) { return is_exception_class(c); });
  if (good) return true;
  return raise(thread, thread.rt.exc.TypeError,
               any ? "expected an exception type, a tuple of exception types, or a callable (other than a class)"
                   : "expected a function, exception type or tuple of exception types");
}

static Ref or_none(const Value& v) { return v ? v.ref() : none; }

static Value group_split(Thread& thread, Ref self, Args args) {
  Matcher matcher;
  Division division;
  if (!read_matcher(thread, args[0], matcher) || !divide(thread, self, matcher, true, division)) return error_set;
  return make_tuple(thread, {or_none(division.match), or_none(division.rest)});
}

static Value group_subgroup(Thread& thread, Ref self, Args args) {
  Matcher matcher;
  Division division;
  if (!read_matcher(thread, args[0], matcher) || !divide(thread, self, matcher, false, division)) return error_set;
  return Value(or_none(division.match));
}

// except*

static bool check_star_pattern(Thread& thread, Ref pattern) {
  auto refuse = [&](Ref item) -> bool {
    if (!is_exception_class(item))
      return raise_type_error(thread, "catching classes that do not inherit from BaseException is not allowed");
    if (is_subtype(&as<Type>(item), thread.rt.exc.BaseExceptionGroup))
      return raise_type_error(thread, "catching ExceptionGroup with except* is not allowed. Use except instead.");
    return true;
  };
  const Tuple* tuple = try_as<Tuple>(pattern);
  if (!tuple) return refuse(pattern);
  for (const Value& item : *tuple)
    if (!is_exception_class(item)) return refuse(item);
  for (const Value& item : *tuple)
    if (!refuse(item)) return false;
  return true;
}

bool exception_group_match(Thread& thread, Ref exception, Ref pattern, Value& match, Value& rest) {
  if (!check_star_pattern(thread, pattern)) return error_set;
  match = none, rest = none;
  if (exception.is_none()) return true;
  if (!is<Exception>(exception)) return raise_system_error(thread, "except* on a value that is no exception");
  int matched = exception_matches(thread, exception, pattern);
  if (matched < 0) return error_set;
  if (matched) {
    match = exception;
    if (is_exception_group(thread, exception)) return true;
    Value members = make_tuple(thread, {exception});
    match = members ? new_exception_group(thread, thread.rt.names.empty, members) : Value();
    return static_cast<bool>(match);
  }
  rest = exception;
  if (!is_exception_group(thread, exception)) return true;
  Value pair = call_method(thread, exception, native_intern(thread, "split"), {pattern});
  if (!pair) return error_set;
  const Tuple* tuple = try_as<Tuple>(pair);
  std::string_view name = exception.object()->type->name;
  if (!tuple) return raise_type_error(thread, "{}.split must return a tuple, not {}", name, type_name(thread, pair));
  if (tuple->length < 2) return raise_type_error(thread, "{}.split must return a 2-tuple, got tuple of size {}", name, tuple->length);
  match = (*tuple)[0], rest = (*tuple)[1];
  return true;
}

static bool same_origin(Thread& thread, Ref a, Ref b) {
  const Exception &left = as<Exception>(a), &right = as<Exception>(b);
  if (left.traceback != right.traceback || left.cause != right.cause || left.context != right.context) return false;
  Value left_notes = find_attribute(thread, a, thread.rt.names.notes__), right_notes = find_attribute(thread, b, thread.rt.names.notes__);
  thread.clear_error();
  return left_notes == right_notes;
}

static bool collect_leaves(Thread& thread, Ref exception, std::vector<Object*>& leaves) {
  if (!is_exception_group(thread, exception)) {
    leaves.push_back(exception.object());
    return true;
  }
  Recursion guard(thread, " in collect_exception_group_leaf_ids");
  if (!guard.ok()) return error_set;
  for (const Value& member : members_of(exception))
    if (!collect_leaves(thread, member, leaves)) return error_set;
  return true;
}

Value prepare_reraise_star(Thread& thread, Ref original, Ref exceptions) {
  const List* list = try_as<List>(exceptions);
  if (!list || !is<Exception>(original)) return raise_system_error(thread, "try-except* ends without its exceptions");
  if (list->length == 0) return none_value();
  if (!is_exception_group(thread, original)) return Value((*list)[0]);
  Value held(exceptions);
  std::vector<Value> raised;
  std::vector<Object*> leaves;
  for (std::size_t i = 0; i < list->length; ++i) {
    Value e((*list)[i]);
    if (e.is_none()) continue;
    if (!is<Exception>(e)) return raise_system_error(thread, "try-except* ends with a value that is no exception");
    if (!same_origin(thread, e, original)) raised.push_back(e);
    else if (!collect_leaves(thread, e, leaves)) return error_set;
  }
  std::sort(leaves.begin(), leaves.end());
  Division kept;
  if (!leaves.empty() && !divide(thread, original, Matcher{Matcher::ByIdentity, {}, &leaves}, false, kept)) return error_set;
  if (raised.empty()) return Value(or_none(kept.match));
  if (kept.match) raised.push_back(std::move(kept.match));
  if (raised.size() == 1) return std::move(raised[0]);
  Value all = make_list_moved(thread, raised.data(), raised.size());
  return all ? new_exception_group(thread, thread.rt.names.empty, all) : Value();
}

// The tables

static Value group_class_getitem(Thread& thread, Ref cls, Args args) {
  return call(thread, Ref(thread.rt.types.generic_alias), cls, args[0]);
}

// To 3.12 they take a tuple of arguments and count them themselves.
static constexpr char derive_name[] = "derive", split_name[] = "split", subgroup_name[] = "subgroup";
template <NativeFn function, const char* name>
Value counted(Thread& thread, Ref self, Args args) {
  if (args.names && args.keywords()) return raise_type_error(thread, "BaseExceptionGroup.{}() takes no keyword arguments", name);
  return check_unpack_count(thread, name, args.positional, 1, 1) ? function(thread, self, args) : Value();
}

static constexpr Method group_methods[] = {
    {"__class_getitem__(cls, object, /)", group_class_getitem, always, Method::Class},
    {"derive(self, object, /)", counted<group_derive, derive_name>, until(3, 12), Method::Raw},
    {"derive(self, object, /)", group_derive, since(3, 13)},
    {"split(self, object, /)", counted<group_split, split_name>, until(3, 12), Method::Raw},
    {"split(self, object, /)", group_split, since(3, 13)},
    {"subgroup(self, object, /)", counted<group_subgroup, subgroup_name>, until(3, 12), Method::Raw},
    {"subgroup(self, object, /)", group_subgroup, since(3, 13)},
};
static constexpr GetSetRow group_getset[] = {
    {"message", get_exception_field<field::group_message>, readonly_member},
    {"exceptions", get_exception_field<field::group_exceptions>, readonly_member},
};
static constexpr GetSetRow exception_group_getset[] = {{"__weakref__", first_weakref}};
static constexpr ExceptionFamily families[] = {
    {"BaseExceptionGroup", group_methods, group_getset, [](Slots& slots, Runtime&) { slots.make = group_new, slots.str = group_str, slots.init = base_exception_init; }},
    {"ExceptionGroup", {}, exception_group_getset},
};
std::span<const ExceptionFamily> exception_group_families() { return families; }

}  // namespace xvm
