#include "objects/codec_registry.h"

#include <map>
#include <string>
#include <vector>

#include "objects/bytes.h"
#include "objects/code.h"
#include "objects/codec_names.h"
#include "objects/codecs.h"
#include "objects/function.h"
#include "objects/int.h"
#include "objects/native_codecs.h"
#include "objects/text.h"
#include "objects/text_arguments.h"
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

std::string normalized(std::string_view name) {
  std::string out;
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

Value result_tuple(Thread& thread, Value result, std::int64_t length) {
  if (!result) return result;
  Value count = make_int(thread, length);
  return make_tuple(thread, {result, count});
}

// Encoder and decoder of an own codec; self is its name.
Value own_encode(Thread& thread, Ref self, Args args) {
  std::string errors;
  if (!name_argument(thread, args[1], "encode", 2, errors)) return error_set;
  Value keep(args[0]);
  return result_tuple(thread, codec_encode(thread, keep, native_utf8(self), errors), std::max<std::int64_t>(length(thread, keep), 0));
}
Value own_decode(Thread& thread, Ref self, Args args) {
  std::string errors;
  if (!name_argument(thread, args[1], "decode", 2, errors)) return error_set;
  Value keep(args[0]);
  return result_tuple(thread, codec_decode(thread, keep, native_utf8(self), errors), std::max<std::int64_t>(length(thread, keep), 0));
}
constexpr Method own_rows[] = {{"encode(input, errors='strict')", own_encode}, {"decode(input, errors='strict')", own_decode}};

Value own_codec(Thread& thread, const NativeCodec& codec) {
  Value name = native_str(thread, codec_name(codec));
  Value encode = make_native(thread, own_rows[0], name, {}), decode = make_native(thread, own_rows[1], name, {});
  if (!encode || !decode) return error_set;
  return make_tuple(thread, {encode, decode, none, none});
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
  if (NativeCodec codec = find_codec(thread.rt.release, name); codec.codec != Codec::None) return own_codec(thread, codec);
  return raise_format(thread, thread.rt.exc.LookupError, "unknown encoding: {}", encoding);
}

void forget_codec(std::string_view encoding) { registry().found.erase(normalized(encoding)); }
void forget_codecs() {
  Registry old = std::move(registry());
  registry() = Registry{};
}

}  // namespace xvm
