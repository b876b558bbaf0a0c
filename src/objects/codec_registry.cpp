#include "objects/codec_registry.h"

#include <map>
#include <string>
#include <vector>

#include "objects/bytes.h"
#include "objects/code.h"
#include "objects/codec_info.h"
#include "objects/codecs.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"

namespace xvm {
namespace {

struct Registry {
  std::vector<Value> searches;
  std::map<std::string, Value, std::less<>> found;
  bool asked_encodings = false;   // the package was imported, or cannot be
};

Registry& registry() {
  static Registry r;
  return r;
}

bool spells_with_underscores(const Release& r) { return r.since(3, 9); }

std::string normalized(std::string_view name) {
  std::string out;
  if (spells_with_underscores(current_thread().rt.release)) {
    for (char c : name) {
      bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.';
      if (plain) out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
      else if (static_cast<unsigned char>(c) < 0x80 && !out.empty() && out.back() != '_') out.push_back('_');
    }
    while (out.ends_with('_')) out.pop_back();
    return out;
  }
  for (char c : name) out.push_back(c == ' ' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
  return out;
}

// The package `encodings` registers its search function when it is imported.
void import_encodings(Thread& thread) {
  if (registry().asked_encodings) return;
  registry().asked_encodings = true;
  Value import = get_attribute(thread, thread.rt.builtins_module, "__import__");
  Value name = native_str(thread, "encodings");
  Value package = import ? call(thread, import, name) : Value();
  if (!package) thread.clear_error();
}

}  // namespace

bool register_search(Thread& thread, Ref function) {
  if (!is_callable(thread, function)) return raise_type_error(thread, "argument must be callable");
  registry().searches.emplace_back(function);
  return true;
}

void unregister_search(Thread&, Ref function) {
  auto& searches = registry().searches;
  for (std::size_t i = 0; i < searches.size(); ++i) {
    if (!(searches[i] == function)) continue;
    Value old = std::move(searches[i]);
    searches.erase(searches.begin() + static_cast<std::ptrdiff_t>(i));
    registry().found.clear();
    return;
  }
}

Value lookup_codec(Thread& thread, std::string_view encoding) {
  std::string name = normalized(encoding);
  auto known = registry().found.find(name);
  if (known != registry().found.end()) return known->second;
  import_encodings(thread);
  Value name_value = native_str(thread, name);
  for (std::size_t i = 0; i < registry().searches.size(); ++i) {
    Value search = registry().searches[i];
    Value codec = call(thread, search, name_value);
    if (!codec) return error_set;
    if (codec.is_none()) continue;
    if (!is<Tuple>(codec) || as<Tuple>(codec).length != 4) return raise_type_error(thread, "codec search functions must return 4-tuples");
    registry().found.insert_or_assign(name, codec);
    return codec;
  }
  if (NativeCodec codec = find_codec(thread.rt.release, name); codec.codec != Codec::None) return make_codec_info(thread, codec);
  return raise_format(thread, thread.rt.exc.LookupError, "unknown encoding: {}", encoding);
}

void forget_codec(std::string_view encoding) { registry().found.erase(normalized(encoding)); }
void forget_codecs() {
  Registry old = std::move(registry());
  registry() = Registry{};
  forget_codec_types();
}

}  // namespace xvm
