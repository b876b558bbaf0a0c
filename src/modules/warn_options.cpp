#include "modules/warn_options.h"

#include <cstdlib>
#include <string>
#include <vector>

#include "objects/dict.h"
#include "objects/int.h"
#include "objects/stderr_text.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/import.h"
#include "vm/operators.h"

namespace xvm {

namespace {

constexpr std::string_view actions[] = {"default", "always", "ignore", "module", "once", "error"};
constexpr std::size_t most_fields = 5;

std::string stripped(std::string_view text) {
  std::size_t first = text.find_first_not_of(" \t"), last = text.find_last_not_of(" \t");
  return first == text.npos ? std::string() : std::string(text.substr(first, last - first + 1));
}

std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    bool plain = c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
    if (!plain) out += '\\';
    out += c;
  }
  return out;
}

// A class by its name, with its module in front where it is none of the builtins; null with the reason in `why`.
Value find_category(Thread& thread, const std::string& name, std::string& why) {
  std::size_t dot = name.rfind('.');
  Value found;
  if (name.empty()) {
    found = Value(Ref(thread.rt.exc.Warning));
  } else if (dot == name.npos) {
    found = Value(dict_get_name(as<Dict>(thread.rt.builtins), native_intern(thread, name)));
    if (!found) why = fmt::format("unknown warning category: '{}'", name);
  } else {
    Value module = import_module(thread, name.substr(0, dot).c_str());
    if (!module) why = fmt::format("invalid module name: '{}'", name.substr(0, dot));
    else if (found = find_attribute(thread, module, native_intern(thread, name.substr(dot + 1))); !found) why = fmt::format("unknown warning category: '{}'", name);
    thread.clear_error();
  }
  if (found && !(is<Type>(found) && is_subtype(&as<Type>(found), thread.rt.exc.Warning))) {
    why = fmt::format("invalid warning category: '{}'", name);
    return Value();
  }
  return found;
}

// action:message:category:module:line, with all but the first left out as one likes.
std::string apply_option(Thread& thread, Ref warnings, std::string_view option) {
  std::vector<std::string> fields;
  for (std::size_t at = 0;;) {
    std::size_t colon = option.find(':', at);
    fields.push_back(stripped(option.substr(at, colon == option.npos ? colon : colon - at)));
    if (colon == option.npos) break;
    at = colon + 1;
  }
  if (fields.size() > most_fields) return fmt::format("too many fields (max 5): '{}'", option);
  fields.resize(most_fields);
  std::string action;
  for (std::string_view known : actions)
    if (action.empty() && known.starts_with(fields[0])) action = known;
  if (fields[0].empty()) action = "default";
  if (fields[0] == "all") action = "always";
  if (action.empty()) return fmt::format("invalid action: '{}'", fields[0]);
  std::string why;
  Value category = find_category(thread, fields[2], why);
  if (!category) return why;
  char* end = nullptr;
  long line = fields[4].empty() ? 0 : std::strtol(fields[4].c_str(), &end, 10);
  if (line < 0 || (end && *end)) return fmt::format("invalid lineno '{}'", fields[4]);
  bool plain = fields[1].empty() && fields[3].empty();
  Value function = get_attribute(thread, warnings, plain ? "simplefilter" : "filterwarnings");
  if (!function) return {};
  if (plain) return call(thread, function, native_str(thread, action), category, Value::small(line)) ? std::string() : std::string("failed");
  Value arguments[] = {native_str(thread, action), native_str(thread, escaped(fields[1])), category,
                       native_str(thread, fields[3].empty() ? "" : escaped(fields[3]) + "\\Z"), Value::small(line)};
  return call(thread, function, Args{arguments, 5, {}}) ? std::string() : std::string("failed");
}

}  // namespace

void apply_warn_options(Thread& thread) {
  const std::vector<std::string>& options = thread.rt.settings.warn_options;
  if (options.empty()) return;
  Value warnings = import_module(thread, "warnings");
  bool theirs = warnings && find_attribute(thread, warnings, native_intern(thread, "_processoptions"));
  thread.clear_error();
  if (!warnings || theirs) return;
  for (const std::string& option : options) {
    std::string why = apply_option(thread, warnings, option);
    thread.clear_error();
    if (!why.empty()) write_stderr(thread, fmt::format("Invalid -W option ignored: {}\n", why));
  }
}

}  // namespace xvm
