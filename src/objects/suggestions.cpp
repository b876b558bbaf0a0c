// Suggestions for names, attributes and imports that failed: an edit distance with cheap changes of case.
#include "objects/suggestions.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "objects/code.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/list.h"
#include "objects/set.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/frame_view.h"
#include "vm/operators.h"

namespace xvm {

namespace field = exception_field;

static bool suggests(const Release& release) { return release.since(3, 10); }
static bool suggests_imports(const Release& release) { return release.since(3, 12); }       // and attributes of self
static bool suggests_for_subclasses(const Release& release) { return release.since(3, 13); }
static bool hides_underscored(const Release& release) { return release.since(3, 13); }
static bool looks_into_top_module(const Release& release) { return release.since(3, 13); }   // for a name imported from a submodule
static bool mixes_namespaces(const Release& release) { return release.since(3, 13); }

namespace {

constexpr std::size_t max_candidates = 750, max_length = 40, move_cost = 2, case_cost = 1;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::size_t substitution_cost(char a, char b) {
  if (a == b) return 0;
  return lower(a) == lower(b) ? case_cost : move_cost;
}

// The distance, or something above `most` once it cannot be reached.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t most) {
  while (!a.empty() && !b.empty() && a.front() == b.front()) a.remove_prefix(1), b.remove_prefix(1);
  while (!a.empty() && !b.empty() && a.back() == b.back()) a.remove_suffix(1), b.remove_suffix(1);
  if (a.empty() || b.empty()) return (a.size() + b.size()) * move_cost;
  if (a.size() > max_length || b.size() > max_length) return most + 1;
  if (b.size() < a.size()) std::swap(a, b);
  if ((b.size() - a.size()) * move_cost > most) return most + 1;
  std::array<std::size_t, max_length> row{};
  for (std::size_t i = 0; i < a.size(); ++i) row[i] = (i + 1) * move_cost;
  std::size_t result = 0;
  for (std::size_t j = 0; j < b.size(); ++j) {
    std::size_t diagonal = result = j * move_cost, smallest = std::numeric_limits<std::size_t>::max();
    for (std::size_t i = 0; i < a.size(); ++i) {
      std::size_t substitute = diagonal + substitution_cost(b[j], a[i]);
      diagonal = row[i];
      result = std::min(std::min(result, diagonal) + move_cost, substitute);
      row[i] = result;
      smallest = std::min(smallest, result);
    }
    if (smallest > most) return most + 1;
  }
  return result;
}

using Candidates = std::vector<std::string>;

// Appends the texts of an iterable; false, without an error, where there is something else in it.
bool add_names(Thread& thread, Ref iterable, Candidates& out) {
  bool good = for_each(thread, iterable, [&](Ref item) {
    if (!is<Text>(item)) return false;
    out.push_back(text_utf8(item));
    return true;
  });
  thread.clear_error();
  return good;
}

bool add_dir(Thread& thread, Ref object, Candidates& out) {
  Ref dir = dict_get(thread, *try_as<Dict>(thread.rt.builtins), "dir");
  Value names = dir ? call(thread, Value(dir), object) : Value();
  if (names) return add_names(thread, names, out);
  thread.clear_error();
  return false;
}

Value last_frame(const Exception& exception) {
  const Traceback* traceback = try_as<Traceback>(exception.traceback);
  while (traceback && is<Traceback>(traceback->next)) traceback = &as<Traceback>(traceback->next);
  return traceback ? traceback->frame : Value();
}

Value self_of(Thread& thread, Ref frame) {
  Value locals = frame_object_variables(thread, as<FrameObject>(frame));
  Value self;
  if (const Dict* dict = try_as<Dict>(locals)) self = Value(dict_get(thread, const_cast<Dict&>(*dict), "self"));
  thread.clear_error();
  return self;
}

std::string exact_name(Ref v) { return is_exact<Text>(v) ? text_utf8(v) : std::string(); }

std::string for_attribute(Thread& thread, Exception& exception) {
  Value name = exception.fields[field::name], object = exception.fields[field::obj];
  std::string wanted = exact_name(name);
  if (wanted.empty() || (!object && !hides_underscored(thread.rt.release))) return {};
  Candidates names;
  if (!add_dir(thread, object ? object.ref() : none, names)) return {};
  if (hides_underscored(thread.rt.release) && wanted[0] != '_') {
    Value frame = last_frame(exception);
    bool own = frame && object && self_of(thread, frame) == object;
    if (!own) std::erase_if(names, [](const std::string& candidate) { return candidate.starts_with('_'); });
  }
  return closest_name(names, wanted);
}

std::string for_name(Thread& thread, Exception& exception, const std::string& wanted) {
  Value frame = last_frame(exception);
  if (!frame) return {};
  FrameObject& object = as<FrameObject>(frame);
  if (suggests_imports(thread.rt.release))
    if (Value self = self_of(thread, frame)) {
      Value found = find_attribute(thread, self, exception.fields[field::name]);
      thread.clear_error();
      if (found) return "self." + wanted;
    }
  Candidates names;
  if (mixes_namespaces(thread.rt.release)) {
    Value locals = frame_object_variables(thread, object);
    if (!locals || !add_names(thread, locals, names) || !add_names(thread, object.globals, names) || !add_names(thread, object.builtins, names))
      return thread.clear_error(), std::string();
    return closest_name(names, wanted);
  }
  for (const Value* names_of : {&as<CodeObject>(object.code).varnames, &object.globals, &object.builtins}) {
    names.clear();
    if (!add_names(thread, Value(*names_of), names)) return {};
    if (std::string best = closest_name(names, wanted); !best.empty()) return best;
  }
  return {};
}

bool is_library_module(Thread& thread, Ref name) {
  Value modules(dict_get(thread, *try_as<Dict>(thread.rt.sys_dict), "stdlib_module_names"));
  int found = modules ? contains(thread, modules, name) : 0;
  thread.clear_error();
  return found > 0;
}

std::string for_import(Thread& thread, Exception& exception) {
  Value module_name = exception.fields[field::import_name];
  std::string wanted = exact_name(exception.fields[field::import_name_from]);
  if (wanted.empty() || !is<Text>(module_name) || !is<Dict>(thread.rt.modules)) return {};
  if (looks_into_top_module(thread.rt.release)) {
    std::string name = text_utf8(module_name);
    module_name = native_str(thread, name.substr(0, name.find('.')));
  }
  Value module(dict_get(thread, as<Dict>(thread.rt.modules), module_name));
  thread.clear_error();
  Candidates names;
  if (!module || !add_dir(thread, module, names)) return {};
  if (hides_underscored(thread.rt.release) && wanted[0] != '_')
    std::erase_if(names, [](const std::string& candidate) { return candidate.starts_with('_'); });
  return closest_name(names, wanted);
}

}  // namespace

std::string closest_name(const Candidates& candidates, const std::string& name) {
  if (candidates.size() >= max_candidates) return {};
  std::string best;
  std::size_t best_distance = std::numeric_limits<std::size_t>::max();
  for (const std::string& candidate : candidates) {
    if (candidate == name) continue;
    std::size_t most = std::min((name.size() + candidate.size() + 3) * move_cost / 6, best_distance - 1);
    std::size_t distance = edit_distance(name, candidate, most);
    if (distance > most || distance >= best_distance) continue;
    best = candidate, best_distance = distance;
  }
  return best;
}

std::string suggestion_for(Thread& thread, Ref v) {
  const Release& release = thread.rt.release;
  Exception* exception = try_as<Exception>(v);
  if (!suggests(release) || !exception) return {};
  Exceptions& exc = thread.rt.exc;
  auto is_a = [&](Type* type) { return exception->type == type || (suggests_for_subclasses(release) && is_subtype(exception->type, type)); };
  Value held(v);
  auto mean = [](const std::string& best) { return best.empty() ? best : ". Did you mean: '" + best + "'?"; };
  if (is_a(exc.AttributeError)) return mean(for_attribute(thread, *exception));
  if (suggests_imports(release) && is_a(exc.ImportError)) return mean(for_import(thread, *exception));
  if (!is_a(exc.NameError)) return {};
  Value name = exception->fields[field::name];
  std::string wanted = exact_name(name);
  if (wanted.empty()) return {};
  std::string best = for_name(thread, *exception, wanted);
  if (!suggests_imports(release) || !is_library_module(thread, name)) return mean(best);
  if (best.empty()) return ". Did you forget to import '" + wanted + "'?";
  return mean(best) + " Or did you forget to import '" + wanted + "'?";
}

}  // namespace xvm
