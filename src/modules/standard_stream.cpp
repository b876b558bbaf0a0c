#include "modules/standard_stream.h"

#include <cstdio>

#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/module.h"
#include "objects/text.h"
#include "vm/builtin_types.h"
#include "vm/errors.h"
#include "vm/runtime.h"

namespace xvm {

namespace {

struct StandardStream : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "standard stream";
  static constexpr bool gc = true;
  std::FILE* file = nullptr;
  Value softspace;
  void traverse(Visitor& v) { v(softspace); }
  void clear() {}
};

Value stream_write(Thread& thread, Ref self, Args args) {
  std::FILE* file = as<StandardStream>(self).file;
  if (is<Text>(args[0])) {
    std::string text = text_utf8(args[0]);
    std::fwrite(text.data(), 1, text.size(), file);
    return make_int(thread, as<Text>(args[0]).length);
  }
  if (is<Bytes>(args[0])) {
    std::fwrite(as<Bytes>(args[0]).data(), 1, as<Bytes>(args[0]).length, file);
    return none_value();
  }
  return raise_type_error(thread, "write() argument must be str, not {}", type_name(thread, args[0]));
}

Value stream_flush(Thread&, Ref self, Args) {
  std::fflush(as<StandardStream>(self).file);
  return none_value();
}

Value get_softspace(Thread&, Ref self) {
  StandardStream& stream = as<StandardStream>(self);
  return stream.softspace ? stream.softspace : Value::small(0);
}
bool set_softspace(Thread&, Ref self, Ref value) {
  as<StandardStream>(self).softspace = Value(value);
  return true;
}

constexpr Method rows[] = {{"write(self, text, /)", stream_write}, {"flush(self)", stream_flush}};
constexpr GetSetRow getset[] = {{"softspace", get_softspace, set_softspace, py2}};

const TypeSpec spec{.name = "_io.TextIOWrapper", .layout = layout_of<StandardStream>, .name2 = "file", .methods = rows, .getset = getset};

}  // namespace

bool add_standard_streams(Thread& thread, Module& sys) {
  Type* type = make_builtin_type(thread.rt, spec);
  struct Row { const char* name; std::FILE* file; };
  for (auto [name, file] : {Row{"stdin", stdin}, Row{"stdout", stdout}, Row{"stderr", stderr}}) {
    StandardStream* stream = allocate<StandardStream>(type);
    stream->file = file;
    Value owner = own(stream);
    std::string hidden = std::string("__") + name + "__";
    if (!module_add(thread, sys, name, owner) || !module_add(thread, sys, hidden.c_str(), owner)) return false;
  }
  return true;
}

}  // namespace xvm
