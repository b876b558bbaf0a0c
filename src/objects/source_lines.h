// Lines of source files for tracebacks: found as the interpreter finds them, by name and then along sys.path.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace xvm {

class Thread;

class SourceFiles {
 public:
  explicit SourceFiles(Thread& thread) : thread_(thread) {}
  // Line `number` (from 1) of a file, as UTF-8 without its newline (2.x: the file's bytes). Null where there is none.
  const std::string* line(const std::string& file_name, int number);
  // What was typed at the prompt, under the name that its code has ("<stdin>-3").
  static void note_typed(const std::string& name, std::string_view text);
  // From now on there are no lines, as the modules that read them are gone.
  static void close();

 private:
  struct File {
    std::string name;
    std::vector<std::string> lines;
  };
  const File& load(const std::string& file_name);
  Thread& thread_;
  std::vector<File> files_;
};

}  // namespace xvm
