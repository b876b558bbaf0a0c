#include "cli/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <iterator>
#include <utility>
#include <string_view>

#include "pyc/release.h"

namespace xvm {
namespace {

namespace po = boost::program_options;

struct UseOption {
  std::string_view name;  // also without "--"
  Use use;
};
constexpr UseOption uses[] = {
    {"list-versions", Use::ListVersions}, {"list-ops", Use::ListOps}, {"dis", Use::Disassemble}, {"info", Use::Info},
    {"verify", Use::Verify},              {"compile", Use::Compile},  {"version", Use::Version},
    {"help", Use::Help},
};

const UseOption* find_use(std::string_view name) {
  auto found = std::find_if(std::begin(uses), std::end(uses), [&](const UseOption& one) { return one.name == name; });
  return found == std::end(uses) ? nullptr : found;
}

std::string_view name_of(Use use) {
  auto found = std::find_if(std::begin(uses), std::end(uses), [&](const UseOption& one) { return one.use == use; });
  return found == std::end(uses) ? "" : found->name;
}

bool looks_at_files(Use use) {
  return use == Use::Disassemble || use == Use::Info || use == Use::Verify || use == Use::Compile;
}
bool lists(Use use) { return use == Use::ListVersions || use == Use::ListOps; }

po::options_description shown_options() {
  po::options_description all("Options");
  all.add_options()
      ("list-versions", "every release: version tag, magic number, encoding, number of opcodes")
      ("list-ops", po::value<std::string>()->value_name("X.Y"), "the opcodes of a release, one a line")
      ("against", po::value<std::string>()->value_name("A.B"), "with --list-ops: what A.B has otherwise")
      ("dis", "disassemble files")
      ("info", "the header and all fields of all code objects of files")
      ("verify", "check files, a line each")
      ("compile", "compile source files, each to where its release keeps it")
      (",o", po::value<std::string>()->value_name("OUT"), "with --compile: the file to write")
      ("version-tag", po::value<std::string>()->value_name("X.Y"), "the release of source, or of a file that has no magic number")
      ("ignore-magic", "believe --version-tag, not the magic number")
      ("format", po::value<std::string>()->value_name("text|json"), "of what is listed or shown; json: an object a file")
      ("stdlib", po::value<std::string>()->value_name("FOLDER"), "the standard library of the program's release")
      (",m", po::value<std::string>()->value_name("MODULE"), "run a module of the path, in place of a file")
      (",c", po::value<std::string>()->value_name("SOURCE"), "run this source, in place of a file")
      (",O", "no assert statements; -OO: no docstrings either")
      (",B", "write no .pyc files of imported source")
      (",i", "an interactive prompt behind the program, or alone")
      (",q", "no banner before the prompt")
      (",E", "look at no PYTHON* variables")
      (",s", "set the flag against a user's site folder")
      (",S", "without what site adds to the builtins: exit, quit, help")
      (",I", "as -E -s -P together")
      (",P", "the program's folder is not on the path")
      (",u", "standard output and error unbuffered")
      (",x", "skip the first line of the source")
      (",R", "random hashes of text")
      (",b", "taken as python does, without effect; so are -d, -t and -3")
      (",W", po::value<std::vector<std::string>>()->value_name("ACTION"), "what becomes of warnings: action:message:category:module:line")
      (",X", po::value<std::vector<std::string>>()->value_name("OPTION"), "dev, utf8, int_max_str_digits=N, pycache_prefix=FOLDER; others are in sys._xoptions")
      ("check-hash-based-pycs", po::value<std::string>()->value_name("MODE"), "default, always or never")
      ("header", po::value<std::string>()->value_name("KIND"), "with --compile: time, checked-hash or unchecked-hash")
      ("stream", po::value<std::string>()->value_name("plain|fast"), "plain: run instructions one by one, none fused")
      ("count-ops", po::value<std::string>()->value_name("FILE"), "write how often each opcode ran to FILE")
      ("release-memory", "give all memory back at the end; a debug build says what is left")
      ("verbose,v", "write each executed instruction to stderr; -vv: frames and stacks, too")
      ("version,V", "xvm's own version")
      ("help,h", "this text");
  return all;
}

bool takes_value(std::string_view word) {
  static constexpr std::string_view names[] = {"--list-ops", "--against", "--version-tag", "--format", "--stream", "--stdlib", "--count-ops", "--header", "--check-hash-based-pycs"};
  return std::find(std::begin(names), std::end(names), word) != std::end(names);
}

// How many of the words are xvm's own. Files to look at may stand anywhere among options; a program ends them.
std::size_t own_words(const std::vector<std::string>& words) {
  bool only_files = false;
  for (std::size_t i = 0; i < words.size(); i++) {
    std::string_view word = words[i];
    if (word == "--") return only_files ? words.size() : i;
    if (word.size() > 1 && word[0] == '-' && word[1] != '-') {
      // Letters side by side; the first that takes a value has the rest, or the next word.
      std::size_t letter = word.find_first_of("mcoWX", 1);
      if (letter == word.npos) continue;
      bool apart = letter + 1 == word.size();
      if ((word[letter] == 'm' || word[letter] == 'c') && !only_files) return std::min(i + 1 + apart, words.size());   // what follows is the program's
      i += apart;
      continue;
    }
    if (word.starts_with("--")) {
      const UseOption* use = find_use(word.substr(2));
      only_files = only_files || (use && looks_at_files(use->use));
      if (takes_value(word)) i++;
    } else if (!word.starts_with("-") || word == "-") {
      if (!only_files) return i;
    }
  }
  return words.size();
}

const Release* release_of(const std::string& tag) {
  if (const Release* release = find_release(tag)) return release;
  throw UsageError(fmt::format("there is no release {}; xvm --list-versions lists those that there are", tag));
}

bool one_of(const std::string& option, const std::string& value, std::string_view yes, std::string_view no) {
  if (value == yes) return true;
  if (value == no) return false;
  throw UsageError(fmt::format("--{} is {} or {}, not {}; try xvm --help", option, no, yes, value));
}

class Parser {
 public:
  Options parse(const std::vector<std::string>& words);

 private:
  void read(const std::vector<std::string>& words);
  void take(const po::option& option);
  void choose(Use use);
  void check() const;
  bool given(std::string_view name) const { return std::find(given_.begin(), given_.end(), name) != given_.end(); }

  Options options_;
  bool chosen_ = false;
  std::vector<std::string> given_;
};

void Parser::choose(Use use) {
  if (options_.use == Use::Help || options_.use == Use::Version) return;
  if (chosen_ && use != options_.use && use != Use::Help && use != Use::Version)
    throw UsageError(fmt::format("--{} and --{} are two things to do; ask for one", name_of(options_.use), name_of(use)));
  options_.use = use;
  chosen_ = true;
}

void Parser::take(const po::option& option) {
  const std::string& name = option.string_key;
  if (name == "file") {
    options_.files.insert(options_.files.end(), option.value.begin(), option.value.end());
    return;
  }
  if (name == "-O") {
    options_.optimize = std::min(options_.optimize + 1, 2);
    return;
  }
  if (name == "-b" || name == "-d" || name == "-t" || name == "-3") return;   // without effect
  if (name == "verbose") {
    options_.trace_level++;
    return;
  }
  if (name == "-W" || name == "-X") {
    std::vector<std::string>& list = name == "-W" ? options_.warn_options : options_.x_options;
    list.insert(list.end(), option.value.begin(), option.value.end());
    given_.push_back(name);
    return;
  }
  if (given(name) && !option.value.empty()) throw UsageError(fmt::format("--{} is given twice; once will do", name));
  given_.push_back(name);
  if (const UseOption* use = find_use(name)) choose(use->use);
  const std::string value = option.value.empty() ? "" : option.value[0];
  if (name == "list-ops") options_.listed = release_of(value);
  if (name == "against") options_.against = release_of(value);
  if (name == "version-tag") options_.version_tag = release_of(value);
  if (name == "ignore-magic") options_.ignore_magic = true;
  if (name == "format") options_.json = one_of(name, value, "json", "text");
  if (name == "release-memory") options_.release_memory = true;
  if (name == "stdlib") options_.stdlib = value;
  if (name == "-m") options_.module = value;
  if (name == "count-ops") options_.count_file = value;
  if (name == "-c") {
    options_.command = value;
    options_.program = "-c";
  }
  if (name == "-o") options_.output = value;
  if (name == "header") options_.header = value;
  if (name == "check-hash-based-pycs") options_.check_hashes = value;
  for (const auto& [letter, flag] : {std::pair("-B", &Options::dont_write_bytecode), {"-i", &Options::interactive}, {"-q", &Options::quiet},
                                     {"-E", &Options::ignore_environment}, {"-s", &Options::no_user_site}, {"-S", &Options::no_site},
                                     {"-I", &Options::isolated}, {"-P", &Options::safe_path}, {"-u", &Options::unbuffered},
                                     {"-x", &Options::skip_first_line}, {"-R", &Options::random_hashes}})
    if (name == letter) options_.*flag = true;
  if (name == "stream") options_.plain_stream = one_of(name, value, "plain", "fast");
}

// Options that would have no effect are refused, too.
void Parser::check() const {
  Use use = options_.use;
  if (use == Use::Help || use == Use::Version) return;
  bool run = use == Use::Run, files = looks_at_files(use);
  auto only_with = [&](std::string_view name, bool fits, std::string_view what) {
    if (given(name) && !fits) throw UsageError(fmt::format("--{} goes with {}; try xvm --help", name, what));
  };
  only_with("against", use == Use::ListOps, "--list-ops");
  only_with("format", (files && use != Use::Compile) || lists(use), "what lists or shows something");
  if (!options_.output.empty() && use != Use::Compile) throw UsageError("-o goes with --compile; try xvm --help");
  only_with("stream", run, "a program to run");
  only_with("stdlib", run, "a program to run");
  only_with("count-ops", run, "a program to run");
  only_with("version-tag", run || files, "a file");
  only_with("ignore-magic", use != Use::Compile, "compiled files");
  only_with("ignore-magic", options_.version_tag != nullptr, "--version-tag X.Y, the release to read the file as");
  if (options_.trace_level > 0 && !run) throw UsageError("-v goes with a program to run; try xvm --help");
  if (!options_.module.empty() && !run) throw UsageError("-m is a program to run; try xvm --help");
  for (const char* letter : {"-i", "-q", "-E", "-s", "-S", "-I", "-P", "-u", "-x", "-W", "-X", "-R"})
    if (given(letter) && !run) throw UsageError(fmt::format("{} goes with a program to run; try xvm --help", letter));
  only_with("header", use == Use::Compile, "--compile");
  only_with("check-hash-based-pycs", run, "a program to run");
  if (const std::string& mode = options_.check_hashes; given("check-hash-based-pycs") && mode != "default" && mode != "always" && mode != "never")
    throw UsageError(fmt::format("--check-hash-based-pycs is default, always or never, not {}; try xvm --help", mode));
  if (!options_.header.empty() && options_.header != "time" && options_.header != "checked-hash" && options_.header != "unchecked-hash")
    throw UsageError(fmt::format("--header is time, checked-hash or unchecked-hash, not {}; try xvm --help", options_.header));
  if (files && options_.files.empty()) throw UsageError(fmt::format("--{} of what? name a file", name_of(use)));
  if (lists(use) && (!options_.files.empty() || !options_.program.empty()))
    throw UsageError(fmt::format("--{} takes no file; try xvm --help", name_of(use)));
}

void Parser::read(const std::vector<std::string>& words) {
  po::options_description all = shown_options();
  all.add_options()(",d", "")(",t", "")(",3", "")("file", po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add("file", -1);
  auto style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  try {
    for (const po::option& option : po::command_line_parser(words).options(all).positional(positional).style(style).run().options)
      take(option);
  } catch (const po::error& error) {
    throw UsageError(fmt::format("{}; try xvm --help", error.what()));
  }
}

Options Parser::parse(const std::vector<std::string>& words) {
  std::size_t own = own_words(words);
  if (own > 0) read({words.begin(), words.begin() + std::ptrdiff_t(own)});
  if (own < words.size() && words[own] == "--") own++;
  if (!options_.module.empty() || options_.program == "-c") {
    options_.arguments.assign(words.begin() + std::ptrdiff_t(own), words.end());
  } else if (own < words.size()) {
    options_.program = words[own];
    options_.arguments.assign(words.begin() + std::ptrdiff_t(own) + 1, words.end());
  }
  check();
  return std::move(options_);
}

}  // namespace

Options parse_options(const std::vector<std::string>& words) { return Parser().parse(words); }

void append_help(std::string& out) {
  out +=
      "xvm [options] FILE [ARG...]          runs a program, source or .pyc; what stands behind FILE is the program's\n"
      "xvm [options] -c SOURCE [ARG...]     runs source; - in place of FILE reads it from standard input\n"
      "xvm [options] FOLDER|ZIP [ARG...]    runs the __main__ in it\n"
      "xvm [options]                        an interactive prompt; runs standard input where that is no terminal\n"
      "xvm [options] -m MODULE [ARG...]     runs a module found in the working folder or along PYTHONPATH\n"
      "xvm --dis|--info|--verify FILE...    looks at files without running them\n"
      "xvm --compile FILE... [-o OUT]       compiles source\n"
      "xvm --list-versions                  lists the releases\n"
      "xvm --list-ops X.Y [--against A.B]   lists a release's opcodes, or compares two releases'\n"
      "\n";
  po::options_description all = shown_options();
  for (const boost::shared_ptr<po::option_description>& option : all.options()) {
    std::string letter = option->canonical_display_name(po::command_line_style::allow_dash_for_short);
    std::string name = (letter.size() == 2 ? letter + ", --" : "    --") + option->long_name();
    if (option->long_name().empty() || option->long_name().starts_with("-")) name = option->long_name();
    if (option->semantic()->max_tokens() > 0) name += " " + option->semantic()->name();
    fmt::format_to(std::back_inserter(out), "  {:<27} {}\n", name, option->description());
  }
  out +=
      "\n"
      "Files to look at may be folders (every .pyc and .pyo in them) and @LIST, a file with one name a line; - is stdin.\n"
      "Exit status: the program's own; 1 an uncaught exception, 2 wrong use, 65 refused input, 66 no such file.\n";
}

}  // namespace xvm
