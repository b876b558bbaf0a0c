// Paths as the functions of os.path take and give them, and what they do that os needs too.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "vm/value.h"

namespace xvm {

class Thread;

// A path with the type that results made from it have: the release's str, 2.x unicode, 3.x bytes.
struct PathText {
  enum Form : std::uint8_t { Native, Unicode, Bytes };
  std::string text;   // UTF-8 of text, bytes as they are
  Form form = Native;
};

// False with the error set.
bool read_path(Thread& thread, Ref v, PathText& path);
Value path_value(Thread& thread, std::string_view text, PathText::Form form);
// The paths of one call; they must not mix text and bytes. `function` names the one that was called.
bool read_paths(Thread& thread, const char* function, std::initializer_list<Ref> values, std::initializer_list<PathText*> paths);

std::string join_paths(std::string_view left, std::string_view right);
std::string normal_path(std::string_view path);
// Head without its slashes at the end (unless it is all slashes), and tail.
std::pair<std::string, std::string> split_path(std::string_view path);
Value join_path_values(Thread& thread, Ref left, Ref right);   // os.path.join

}  // namespace xvm
