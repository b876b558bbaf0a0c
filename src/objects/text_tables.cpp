// Strings that exist once, and interning. The tables belong to the runtime that is current.
#include "objects/text_tables.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "objects/codec_errors.h"
#include "objects/codec_registry.h"
#include "vm/runtime.h"
#include "vm/thread.h"

namespace xvm {
namespace {

struct Tables {
  const Runtime* runtime = nullptr;
  HashSetting hashing{};
  Value empty_text, empty_bytes;
  Value texts[256], bytes[256];       // of one character, made on demand
  std::vector<Object*> interned;      // open addressing; not owned: a str that dies leaves by forget_interned
  std::size_t used = 0;               // dummies included
};

Tables tables;
Object* const dummy = reinterpret_cast<Object*>(8);

// 64 KiB a release starts with; grows by four.
constexpr std::size_t first_size = 4096;

StringHash hash_form(const Release& release) {
  return release.since(3, 11) ? StringHash::Sip13 : release.since(3, 4) ? StringHash::Sip24 : StringHash::Fnv;
}

std::int64_t stored_hash(const Object* o) {
  return o->kind == static_cast<std::uint16_t>(Kind::Text) ? static_cast<const Text*>(o)->hash : static_cast<const Bytes*>(o)->hash;
}

bool same_string(const Object* a, const Object* b) {
  if (a->kind != b->kind) return false;
  if (a->kind == static_cast<std::uint16_t>(Kind::Text)) return text_equal(*static_cast<const Text*>(a), *static_cast<const Text*>(b));
  return static_cast<const Bytes*>(a)->view() == static_cast<const Bytes*>(b)->view();
}

void insert_interned(Object* o) {
  if ((tables.used + 1) * 3 > tables.interned.size() * 2) {
    std::size_t live = 0;
    for (Object* e : tables.interned) live += e && e != dummy;
    std::vector<Object*> old = std::move(tables.interned);
    tables.interned.assign(old.empty() ? first_size : live * 3 > old.size() ? old.size() * 4 : old.size(), nullptr);
    tables.used = 0;
    for (Object* e : old) if (e && e != dummy) insert_interned(e);
  }
  std::size_t mask = tables.interned.size() - 1, i = static_cast<std::size_t>(stored_hash(o)) & mask;
  while (tables.interned[i]) i = (i + 1) & mask;
  tables.interned[i] = o;
  ++tables.used;
}

}  // namespace

void start_texts(Runtime& runtime) {
  stop_texts();
  tables.runtime = &runtime;
  tables.hashing.form = hash_form(runtime.release);
  if (!runtime.settings.hash_seed_zero) tables.hashing.key = hash_key(static_cast<std::uint32_t>(runtime.settings.hash_seed));
}

void stop_texts() {
  tables.empty_text = nullptr;
  tables.empty_bytes = nullptr;
  for (Value& v : tables.texts) v = nullptr;
  for (Value& v : tables.bytes) v = nullptr;
  tables = Tables{};
  forget_codecs();
  forget_error_handlers();
}

static Tables& tables_of(Thread& thread) {
  if (tables.runtime != &thread.rt) start_texts(thread.rt);
  return tables;
}

const HashSetting& string_hashing(Thread& thread) { return tables_of(thread).hashing; }

Value empty_text(Thread& thread) {
  Tables& t = tables_of(thread);
  if (!t.empty_text) t.empty_text = own(allocate_text(thread, 0, 0));
  return t.empty_text;
}

Value empty_bytes(Thread& thread) {
  Tables& t = tables_of(thread);
  if (!t.empty_bytes) t.empty_bytes = own(allocate_bytes(thread, 0));
  return t.empty_bytes;
}

Value make_text_char(Thread& thread, char32_t c) {
  if (c < 256) {
    Value& cached = tables_of(thread).texts[c];
    if (!cached) {
      Text* text = allocate_text(thread, 1, c);
      text->data1()[0] = static_cast<std::uint8_t>(c);
      cached = own(text);
    }
    return cached;
  }
  Text* text = allocate_text(thread, 1, c);
  if (text->width == 2) text->data2()[0] = static_cast<char16_t>(c);
  else text->data4()[0] = c;
  return own(text);
}

Value bytes_char(Thread& thread, unsigned char c) {
  Value& cached = tables_of(thread).bytes[c];
  if (!cached) {
    Bytes* bytes = allocate_bytes(thread, 1);
    bytes->data()[0] = static_cast<char>(c);
    cached = own(bytes);
  }
  return cached;
}

std::int64_t text_hash(Thread& thread, Text& text) {
  if (text.hash != -1) return text.hash;
  const HashSetting& setting = string_hashing(thread);
  if (setting.form != StringHash::Fnv) {
    text.hash = text.length ? hash_bytes(setting.form, setting.key, text.data1(), std::size_t{text.length} * text.width) : 0;
  } else {
    text.hash = text.width == 1   ? hash_text_fnv(setting.key, std::span<const std::uint8_t>(text.data1(), text.length))
                : text.width == 2 ? hash_text_fnv(setting.key, std::span<const char16_t>(text.data2(), text.length))
                                  : hash_text_fnv(setting.key, std::span<const char32_t>(text.data4(), text.length));
  }
  return text.hash;
}

std::int64_t bytes_hash(Thread& thread, Bytes& bytes) {
  if (bytes.hash != -1) return bytes.hash;
  const HashSetting& setting = string_hashing(thread);
  bytes.hash = bytes.length ? hash_bytes(setting.form, setting.key, bytes.data(), bytes.length) : 0;
  return bytes.hash;
}

std::size_t interned_count() { return static_cast<std::size_t>(std::count_if(tables.interned.begin(), tables.interned.end(), [](const Object* o) { return o && o != dummy; })); }

void forget_interned(Object* o) {
  if (tables.interned.empty()) return;
  std::size_t mask = tables.interned.size() - 1;
  for (std::size_t i = static_cast<std::size_t>(stored_hash(o)) & mask; tables.interned[i]; i = (i + 1) & mask)
    if (tables.interned[i] == o) {
      tables.interned[i] = dummy;
      return;
    }
}

Value intern(Thread& thread, Value str) {
  if (!is_exact<Text>(str) && !is_exact<Bytes>(str)) return str;
  Object* o = str.object();
  if (o->flags & Interned) return str;
  Tables& t = tables_of(thread);
  std::int64_t hash = is<Text>(str) ? text_hash(thread, as<Text>(str)) : bytes_hash(thread, as<Bytes>(str));
  if (!t.interned.empty()) {
    std::size_t mask = t.interned.size() - 1;
    for (std::size_t i = static_cast<std::size_t>(hash) & mask; t.interned[i]; i = (i + 1) & mask) {
      Object* e = t.interned[i];
      if (e != dummy && stored_hash(e) == hash && same_string(e, o)) return Value(Ref(e));
    }
  }
  insert_interned(o);
  o->flags |= Interned;
  return str;
}

bool is_interned(Ref v) { return v.is_object() && (v.object()->flags & Interned); }

Value native_intern(Thread& thread, std::string_view utf8) { return intern(thread, native_str(thread, utf8)); }

}  // namespace xvm
