// string.Template: text with $names to fill in (PEP 292).
#include "modules/string_library.h"

#include <optional>

#include "modules/iterator_struct.h"
#include "modules/system_arguments.h"
#include "objects/dict.h"

namespace xvm {

namespace {


bool names_wrong_type(const Release& r) { return r.since(3, 11); }

struct Template : Object {
  XVM_OBJECT("string.Template")
  Value text;
  void traverse(Visitor& v) { v(text); }
  void clear() {}
};

struct Placeholder {
  enum Kind : std::uint8_t { Escaped, Named, Invalid } kind = Invalid;
  std::size_t start = 0, end = 0;   // bytes of the template
  std::string_view name;
};

bool is_letter(char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_word(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

std::size_t identifier_end(std::string_view text, std::size_t at) {
  if (at >= text.size() || !is_letter(text[at])) return at;
  while (at < text.size() && is_word(text[at])) ++at;
  return at;
}

std::optional<Placeholder> find_placeholder(std::string_view text, std::string_view delimiter, std::size_t from) {
  std::size_t at = delimiter.empty() ? text.npos : text.find(delimiter, from);
  if (at == text.npos) return std::nullopt;
  std::size_t behind = at + delimiter.size();
  if (text.substr(behind).starts_with(delimiter)) return Placeholder{Placeholder::Escaped, at, behind + delimiter.size(), {}};
  if (std::size_t end = identifier_end(text, behind); end > behind) return Placeholder{Placeholder::Named, at, end, text.substr(behind, end - behind)};
  if (behind < text.size() && text[behind] == '{')
    if (std::size_t end = identifier_end(text, behind + 1); end > behind + 1 && end < text.size() && text[end] == '}')
      return Placeholder{Placeholder::Named, at, end + 1, text.substr(behind + 1, end - behind - 1)};
  return Placeholder{Placeholder::Invalid, at, behind, {}};
}

std::size_t characters(std::string_view utf8, bool bytes) {
  if (bytes) return utf8.size();
  std::size_t count = 0;
  for (char c : utf8) count += (c & 0xc0) != 0x80;
  return count;
}

ErrorSet refuse(Thread& thread, std::string_view text, std::size_t at, bool bytes) {
  std::size_t line = 1, start = 0;
  for (std::size_t i = 0; i < at; ++i)
    if (text[i] == '\n') ++line, start = i + 1;
  return raise_value_error(thread, "Invalid placeholder in string: line {}, col {}", line, characters(text.substr(start, at - start), bytes) + 1);
}

bool read_template(Thread& thread, Ref self, std::string& text, std::string& delimiter, bool& bytes) {
  Value held = as<Template>(self).text, mark = get_attribute(thread, self, "delimiter");
  if (!mark) return false;
  if (!is<Text>(held) && !is_native_str(thread, held)) return raise_type_error(thread, "expected string or {}{}", thread.rt.python2() ? "buffer" : "bytes-like object",
                                                                                               names_wrong_type(thread.rt.release) ? fmt::format(", got '{}'", type_name(thread, held)) : std::string());
  text = native_utf8(held), delimiter = native_utf8(mark), bytes = !is<Text>(held);
  return true;
}

Value fill_in(Thread& thread, Ref self, Ref mapping, bool safe) {
  std::string text, delimiter;
  bool bytes = false;
  if (!read_template(thread, self, text, delimiter, bytes)) return error_set;
  TextBuilder out(thread);
  auto add = [&](std::string_view part) {
    if (bytes || thread.rt.python2() == false) return out.add(part);
    Value piece = make_text(thread, part);
    out.add_value(piece);
  };
  if (!bytes) add("");
  std::size_t done = 0;
  while (auto found = find_placeholder(text, delimiter, done)) {
    add(std::string_view(text).substr(done, found->start - done));
    std::string_view whole = std::string_view(text).substr(found->start, found->end - found->start);
    done = found->end;
    if (found->kind == Placeholder::Escaped) {
      add(delimiter);
    } else if (found->kind == Placeholder::Invalid) {
      if (!safe) return refuse(thread, text, found->start, bytes);
      add(whole);
    } else {
      Value key = native_str(thread, found->name), value = get_item(thread, mapping, key);
      if (value) {
        Value shown = str(thread, value);
        if (!shown) return shown;
        out.add_value(shown);
      } else if (safe && catch_error(thread, thread.rt.exc.KeyError)) {
        add(whole);
      } else {
        return error_set;
      }
    }
  }
  add(std::string_view(text).substr(done));
  return out.finish();
}

// Keywords before the mapping; null with the error set.
Value mapping_of(Thread& thread, Args args) {
  if (!args[0]) return args[1] ? Value(args[1]) : make_dict(thread);
  if (!args[1]) return Value(args[0]);
  Value merged = make_dict(thread);
  return dict_update(thread, as<Dict>(merged), args[0]) && dict_update(thread, as<Dict>(merged), args[1]) ? std::move(merged) : Value();
}
template <bool safe>
Value substitute(Thread& thread, Ref self, Args given) {
  Value first, keywords(given[1]);
  if (given[0] && is<Tuple>(given[0])) {   // to 3.8: *args
    const Tuple& positional = as<Tuple>(given[0]);
    if (positional.length > 1) return raise_type_error(thread, "Too many positional arguments");
    if (positional.length) first = Value(positional[0]);
  } else if (given[0]) {
    first = Value(given[0]);
  }
  Value both[] = {first, keywords};
  Args args{both, 2, {}};
  Value mapping = mapping_of(thread, args);
  return mapping ? fill_in(thread, self, mapping, safe) : Value();
}

Value template_is_valid(Thread& thread, Ref self, Args) {
  std::string text, delimiter;
  bool bytes = false;
  if (!read_template(thread, self, text, delimiter, bytes)) return error_set;
  std::size_t done = 0;
  while (auto found = find_placeholder(text, delimiter, done)) {
    if (found->kind == Placeholder::Invalid) return Value::of(false);
    done = found->end;
  }
  return Value::of(true);
}
Value template_identifiers(Thread& thread, Ref self, Args) {
  std::string text, delimiter;
  bool bytes = false;
  if (!read_template(thread, self, text, delimiter, bytes)) return error_set;
  Value list = own(allocate_list(thread, 0));
  std::size_t done = 0;
  while (auto found = find_placeholder(text, delimiter, done)) {
    done = found->end;
    if (found->kind != Placeholder::Named) continue;
    Value name = native_str(thread, found->name);
    int known = contains(thread, list, name);
    if (known < 0) return error_set;
    if (!known) list_append(as<List>(list), std::move(name));
  }
  return list;
}

Value template_make(Thread&, Type* type, Args) {
  Template* made = allocate<Template>(type);
  made->text = none_value();
  track(made);
  return own(made);
}
bool template_init(Thread& thread, Ref self, Args args) {
  Bound<1> a(thread, "__init__(template)", args);
  if (a) as<Template>(self).text = Value(a[0]);
  return static_cast<bool>(a);
}
Value get_template(Thread&, Ref self) { return as<Template>(self).text; }
bool set_template(Thread& thread, Ref self, Ref value) {
  if (!value) return raise(thread, thread.rt.exc.AttributeError, "template");
  Value old = std::exchange(as<Template>(self).text, Value(value));
  return true;
}

void fill_template(Slots& slots, Runtime&) { slots.make = template_make, slots.init = template_init; }

constexpr Method methods[] = {
    {"get_identifiers(self)", template_identifiers, since(3, 11)},
    {"is_valid(self)", template_is_valid, since(3, 11)},
    {"safe_substitute(self, *args, **kws)", substitute<true>, until(3, 8)},
    {"safe_substitute(self, mapping=None, /, **kws)", substitute<true>, since(3, 9)},
    {"substitute(self, *args, **kws)", substitute<false>, until(3, 8)},
    {"substitute(self, mapping=None, /, **kws)", substitute<false>, since(3, 9)},
};
constexpr GetSetRow getset[] = {{"__dict__", own_dict, set_own_dict}, {"template", get_template, set_template}};

void ready_template(Runtime& rt, Type& type) {
  Thread& thread = *rt.main_thread;
  struct Row { const char *name, *value; };
  for (auto [name, value] : {Row{"delimiter", "$"}, Row{"idpattern", rt.python2() || rt.release.until(3, 6) ? "[_a-z][_a-z0-9]*" : "(?a:[_a-z][_a-z0-9]*)"}}) {
    Value text = native_str(thread, value);
    if (!dict_set(thread, as<Dict>(type.dict), name, text)) thread.clear_error();
  }
}

constexpr TypeSpec spec{.name = "string.Template", .layout = layout_of<Template>, .flags = BaseType | HasWeakrefs | InstancesHaveHead | InstancesHaveDict, .methods = methods,
                        .getset = getset, .fill = fill_template, .ready = ready_template};

}  // namespace

bool add_string_template(Thread& thread, Module& module) { return module_add_type(thread, module, make_builtin_type(thread.rt, spec)); }

}  // namespace xvm
