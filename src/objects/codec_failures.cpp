// What an error says of the codec that raised it: from 3.4 in an exception around it, from 3.12 in a note.
#include <fmt/format.h>

#include "modules/system_arguments.h"
#include "objects/codec_registry.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/thread.h"

namespace xvm {

namespace {

bool wraps_errors(const Release& r) { return r.since(3, 4) && r.until(3, 11); }
bool notes_errors(const Release& r) { return r.since(3, 12); }

// Whether a new one of the same class, made from a message, loses nothing: neither state nor arguments.
bool can_be_wrapped(Thread& thread, const Exception& error) {
  const Type *type = error.type, *plain = thread.rt.exc.BaseException;
  if (type->slots.make != plain->slots.make || type->slots.init != plain->slots.init || type->slot_values) return false;
  const Tuple* args = try_as<Tuple>(error.args);
  if (!args || args->length > 1 || (args->length == 1 && !is_exact<Text>((*args)[0]))) return false;
  const Dict* dict = try_as<Dict>(error.dict);
  return !dict || dict->length == 0;
}

void note_error(Thread& thread, std::string_view operation, std::string_view encoding) {
  ErrorState error = thread.take_error();
  if (normalize_error(thread, error)) {
    Value note = native_str(thread, fmt::format("{} with '{}' codec failed", operation, encoding));
    Value done = note ? call_named(thread, error.value, "add_note", {note}) : Value();
    thread.clear_error();
  }
  thread.restore_error(std::move(error));
}

void wrap_error(Thread& thread, std::string_view operation, std::string_view encoding) {
  ErrorState error = thread.take_error();
  Exception* caught = normalize_error(thread, error) ? try_as<Exception>(error.value) : nullptr;
  Value text = caught && can_be_wrapped(thread, *caught) ? str(thread, error.value) : Value(), made;
  if (text) {
    std::string_view name = type_name(thread, error.value);
    Value message = native_str(thread, fmt::format("{} with '{}' codec failed ({}: {})", operation, encoding, name.substr(name.rfind('.') + 1), native_utf8(text)));
    made = message ? new_exception(thread, caught->type, {message}) : Value();
  }
  thread.clear_error();
  if (!is<Exception>(made)) return thread.restore_error(std::move(error));
  (void)raise_instance(thread, made);
  as<Exception>(made).cause = error.value;
  as<Exception>(made).suppress_context = true;
}

}  // namespace

void tell_codec_failure(Thread& thread, std::string_view operation, std::string_view encoding) {
  if (!thread.has_error()) return;
  if (notes_errors(thread.rt.release)) note_error(thread, operation, encoding);
  else if (wraps_errors(thread.rt.release)) wrap_error(thread, operation, encoding);
}

bool codec_has_shortcut(std::string_view encoding) {
  std::string name;
  for (char c : encoding) name += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '_';
  for (const char* known : {"", "utf8", "utf_8", "utf16", "utf_16", "utf32", "utf_32", "ascii", "us_ascii", "latin1", "latin_1", "iso_8859_1", "iso8859_1"})
    if (name == known) return true;
  return false;
}

}  // namespace xvm
