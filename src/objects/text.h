// Text: Python's text type (3.x str, 2.x unicode), stored in 1, 2 or 4 bytes a code point by its widest one.
#pragma once

#include <string>
#include <string_view>

#include "vm/object.h"

namespace xvm {

class Thread;
class Runtime;
struct Type;

void forget_interned(Object* str);   // a dying str leaves the intern table

struct Text : Object {
  static constexpr Kind kind = Kind::Text;
  static constexpr const char* layout_name = "str";
  std::int64_t hash = -1;      // -1: not computed yet
  std::uint32_t length = 0;    // in code points
  std::uint8_t width = 1;      // 1, 2 or 4 bytes a code point; always the narrowest that holds
  bool ascii = true;           // all below 0x80
  // width * length bytes follow, then a zero of that width
  const std::uint8_t* data1() const { return reinterpret_cast<const std::uint8_t*>(this + 1); }
  const char16_t* data2() const { return reinterpret_cast<const char16_t*>(this + 1); }
  const char32_t* data4() const { return reinterpret_cast<const char32_t*>(this + 1); }
  std::uint8_t* data1() { return reinterpret_cast<std::uint8_t*>(this + 1); }
  char16_t* data2() { return reinterpret_cast<char16_t*>(this + 1); }
  char32_t* data4() { return reinterpret_cast<char32_t*>(this + 1); }
  void* data() { return this + 1; }
  ~Text() { if (flags & Interned) forget_interned(this); }
  char32_t at(std::size_t i) const { return width == 1 ? data1()[i] : width == 2 ? data2()[i] : data4()[i]; }
  std::string_view ascii_view() const { return {reinterpret_cast<const char*>(data1()), length}; }  // ascii only
};

// UTF-8 (lone surrogates as three bytes) to text; invalid bytes become U+FFFD: for text of ours. Never null.
Value make_text(Thread& thread, std::string_view utf8);
Value make_text_latin1(Thread& thread, std::string_view bytes);
Value make_text(Thread& thread, const char32_t* data, std::size_t length);  // narrows
Value make_text_char(Thread& thread, char32_t c);
// Uninitialised room for `length` code points, none above `max_char`; the caller fills all of it before anyone sees it.
Text* allocate_text(Thread& thread, std::size_t length, char32_t max_char);
Text* allocate_text(Thread& thread, Type* type, std::size_t length, char32_t max_char);   // of a subclass
Value text_substring(Thread& thread, const Text& text, std::size_t start, std::size_t end);
Value text_concat(Thread& thread, Ref a, Ref b);            // two Texts
std::string text_utf8(Ref text);                            // lone surrogates as three bytes
bool text_equal(const Text& a, const Text& b);
int text_compare(const Text& a, const Text& b);             // -1, 0, 1 by code point
std::int64_t text_hash(Thread& thread, Text& text);

std::u32string text_u32(Ref text);
Value text_repr(Thread& thread, const Text& text);          // native str
Value text_repeat(Thread& thread, Ref text, std::int64_t count);
// left += right in place, when left is an exact Text that only `left` refers to. False without an error where it is not: the
// caller concatenates; false with the error set when memory fails.
bool text_append_in_place(Thread& thread, Value& left, Ref right);
// Makes the caches of one-character strings and the intern table belong to this runtime; and lets go of them.
void start_texts(Runtime& runtime);
void stop_texts();

// The release's `str`: text in 3.x, bytes in 2.x. What names, reprs and messages are.
Value native_str(Thread& thread, std::string_view utf8);
Value native_intern(Thread& thread, std::string_view utf8);
bool is_native_str(Thread& thread, Ref v);                  // a subclass too
std::string native_utf8(Ref v);                             // of a Text or Bytes: the characters as UTF-8, bytes as they are
bool native_is(Ref v, std::string_view ascii);              // v is a Text or Bytes with exactly these characters
// The one canonical object for these characters (exact native str; takes and returns a reference). Interned names compare by identity.
Value intern(Thread& thread, Value str);
bool is_interned(Ref v);

// Gathers a native str piece by piece: repr and str of everything.
class TextBuilder {
 public:
  explicit TextBuilder(Thread& thread) : thread_(thread) {}
  void add(std::string_view utf8);
  void add_char(char32_t c);
  void add_text(const Text& text);
  // Adds a Text, or a Bytes in 2.x. When anything added is 2.x unicode the result is unicode.
  void add_value(Ref str);
  bool add_repr(Ref v);     // repr(v); false with the error set
  bool add_str(Ref v);
  std::size_t size() const { return length_; }
  Value finish();           // the native str

 private:
  Thread& thread_;
  std::string narrow_;      // while everything is ASCII (or 2.x bytes)
  std::u32string wide_;     // once it is not
  std::size_t length_ = 0;
  bool is_wide_ = false, unicode_ = false;
  void widen();
};

}  // namespace xvm
