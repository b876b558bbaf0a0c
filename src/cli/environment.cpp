#include "cli/environment.h"

#include <algorithm>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>

#include "cli/options.h"
#include "pyc/release.h"
#include "vm/import_system.h"
#include "vm/runtime.h"

namespace xvm {
namespace {

bool reads_warnings_variable(const Release& r) { return r.since(3, 2) || (r.python2() && r.since(2, 7)); }
bool has_hash_seeds(const Release& r) { return r.since(3, 2) || r.python2(); }
bool has_dev_mode(const Release& r) { return r.since(3, 7); }
bool has_safe_path(const Release& r) { return r.since(3, 11); }
bool limits_int_text(const Release& r) { return r.since(3, 7); }

constexpr std::int32_t least_int_digits = 640;

// A number, or 1 for any other text.
int count_of(const char* text) {
  char* end = nullptr;
  long number = std::strtol(text, &end, 10);
  return *end || number < 0 ? 1 : int(std::min(number, 2L));
}

const std::string* find_x(const Options& options, std::string_view name) {
  const std::string* found = nullptr;
  for (const std::string& option : options.x_options)
    if (option == name || option.starts_with(std::string(name) + "=")) found = &option;
  return found;
}

// 0, or a number of digits from 640 on.
void limit_int_digits(Settings& settings, std::string_view text) {
  std::string digits(text);
  char* end = nullptr;
  long number = std::strtol(digits.c_str(), &end, 10);
  if (digits.empty() || *end || (number != 0 && number < least_int_digits) || number > 0x7fffffff)
    throw UsageError("-X int_max_str_digits and PYTHONINTMAXSTRDIGITS are 0, or 640 and more");
  settings.int_max_str_digits = std::int32_t(number);
}

void choose_hash_seed(Settings& settings, std::string_view text) {
  if (text == "random") {
    settings.hash_seed = std::random_device()();
  } else {
    std::string digits(text);
    char* end = nullptr;
    unsigned long number = std::strtoul(digits.c_str(), &end, 10);
    if (*end || number > 0xffffffff) throw UsageError("PYTHONHASHSEED is \"random\" or a number from 0 to 4294967295");
    settings.hash_seed = number;
  }
  settings.hash_seed_zero = settings.hash_seed == 0;
}

}  // namespace

const char* environment(const Options& options, const char* name) {
  const char* text = options.ignore_environment || options.isolated ? nullptr : std::getenv(name);
  return text && *text ? text : nullptr;
}

void apply_options(const Options& options, const Release& release, Settings& settings) {
  auto variable = [&](const char* name) { return environment(options, name); };
  settings.optimize = options.optimize;
  if (const char* text = variable("PYTHONOPTIMIZE")) settings.optimize = std::max(settings.optimize, count_of(text));
  settings.dont_write_bytecode = options.dont_write_bytecode || variable("PYTHONDONTWRITEBYTECODE");
  settings.unbuffered = options.unbuffered;   // PYTHONUNBUFFERED is read where streams are made
  settings.ignore_environment = options.ignore_environment || options.isolated;
  settings.no_site = options.no_site;
  settings.no_user_site = options.no_user_site || options.isolated || variable("PYTHONNOUSERSITE");
  settings.isolated = options.isolated;
  settings.safe_path = options.isolated || options.safe_path || (has_safe_path(release) && variable("PYTHONSAFEPATH"));
  settings.quiet = options.quiet;
  settings.interactive = options.interactive || variable("PYTHONINSPECT");
  settings.x_options = options.x_options;
  if (has_dev_mode(release) && (find_x(options, "dev") || variable("PYTHONDEVMODE"))) {
    settings.dev_mode = true;
    settings.warn_options.push_back("default");
  }
  const std::string* utf8 = find_x(options, "utf8");
  const char* utf8_variable = variable("PYTHONUTF8");
  if (has_dev_mode(release)) settings.utf8_mode = utf8 ? !utf8->ends_with("=0") : utf8_variable && std::string_view(utf8_variable) == "1";
  if (const char* text = reads_warnings_variable(release) ? variable("PYTHONWARNINGS") : nullptr)
    for (std::string_view rest = text; !rest.empty();) {
      std::size_t comma = rest.find(',');
      settings.warn_options.emplace_back(rest.substr(0, comma));
      rest = comma == rest.npos ? std::string_view() : rest.substr(comma + 1);
    }
  bool first = release.python2();   // from 3.0 they come last, so that they win
  settings.warn_options.insert(first ? settings.warn_options.begin() : settings.warn_options.end(), options.warn_options.begin(), options.warn_options.end());
  if (limits_int_text(release)) {
    if (const char* text = variable("PYTHONINTMAXSTRDIGITS")) limit_int_digits(settings, text);
    if (const std::string* option = find_x(options, "int_max_str_digits"))
      limit_int_digits(settings, option->substr(std::min(option->size(), option->find('=') + 1)));
  }
  const char* seed = has_hash_seeds(release) ? variable("PYTHONHASHSEED") : nullptr;
  if (seed || options.random_hashes) choose_hash_seed(settings, options.random_hashes && (!seed || std::string_view(seed) == "0") ? "random" : seed);
  if (!options.check_hashes.empty()) set_hash_check(options.check_hashes);
}

}  // namespace xvm
