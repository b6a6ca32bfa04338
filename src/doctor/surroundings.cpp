#include <sys/stat.h>

#include <algorithm>

#include "doctor/checks.h"
#include "doctor/system.h"

// What the server was started with, which others may read: arguments, environment, where it writes.

namespace troth::doctor {
namespace {

constexpr std::string_view kSecretWords[] = {"PASSWORD", "PASSWD",     "PASSPHRASE", "SECRET",
                                             "TOKEN",    "CREDENTIAL", "API_KEY",    "PRIVATE_KEY"};
constexpr std::string_view kLoaders[] = {"LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT"};

std::string name_of(std::string const& variable) { return variable.substr(0, variable.find('=')); }

/// A name that says what its value is; one that ends in _FILE names where it is, which is what we ask for.
bool is_secret(std::string const& variable) {
  auto name = name_of(variable);
  std::ranges::transform(name, name.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  if (name.ends_with("_FILE") || name.size() + 1 >= variable.size()) return false;
  return std::ranges::any_of(kSecretWords, [&](auto word) { return name.find(word) != name.npos; });
}

bool is_loader(std::string const& variable) {
  return std::ranges::find(kLoaders, name_of(variable)) != std::end(kLoaders);
}

template <class Bad>
Finding no_variable(Patient const& patient, Bad bad) {
  auto const all = parts(patient, "environ");
  if (!all) return cannot_tell("its environment is closed to this user; run the doctor as root");
  std::vector<std::string> names;
  for (auto const& one : *all)
    if (bad(one)) names.push_back(name_of(one));
  return names.empty() ? held(std::to_string(all->size()) + " variables") : not_held(listed(names));
}

Finding environment(Patient const& patient) { return no_variable(patient, is_secret); }
Finding loaders(Patient const& patient) { return no_variable(patient, is_loader); }

Finding arguments(Patient const& patient) {
  auto const all = parts(patient, "cmdline");
  if (!all) return cannot_tell(all.error());
  for (auto const& one : *all) {
    if (one.find("troth1.") != one.npos) return not_held("an argument is a token");
    auto const option = one.substr(0, one.find('='));
    if (option == "--token" || option == "--password" || option == "--secret" || option == "--key")
      return not_held("the option " + option);
  }
  return held(std::to_string(all->size()) + " arguments");
}

/// Standard output and error, where they are files; pipes, sockets and terminals are somebody else's.
Finding logs(Patient const& patient) {
  if (patient.server == 0) return cannot_tell("no process was found");
  std::vector<std::string> open;
  for (auto const* one : {"fd/1", "fd/2"}) {
    struct stat info {};
    if (::stat(patient.process(one).c_str(), &info) != 0)
      return cannot_tell("its open files are closed to this user; run the doctor as root");
    if (!S_ISREG(info.st_mode) || (info.st_mode & 077) == 0) continue;
    std::error_code error;
    auto path = std::filesystem::read_symlink(patient.process(one), error).string();
    if (std::ranges::find(open, path) == open.end()) open.push_back(std::move(path));
  }
  return open.empty() ? held("no file that others can read") : not_held(listed(open), "chmod 600 " + open.front());
}

constexpr Check kChecks[] = {
    {"no-secret-variables", "The server's environment holds nothing that is named like a secret.",
     "It is handed to every program that is started, and ends in reports of crashes.",
     "put the value into a file and name that, as in TROTH_TOKEN_FILE", Level::should, environment},
    {"no-foreign-libraries", "No variable makes the loader put other libraries into the server.",
     "Such a library reads and changes everything.", "start it without LD_PRELOAD, LD_LIBRARY_PATH and LD_AUDIT",
     Level::must, loaders},
    {"no-secret-arguments", "The server's command line holds no secret.", "Every user of the machine can read it.",
     "name a file that holds it", Level::must, arguments},
    {"log-files-closed", "What the server prints goes where others do not read.",
     "It tells of paths, of ports and of what went wrong.", "chmod 600 on the file", Level::should, logs},
};

}  // namespace

std::span<Check const> surroundings_checks() { return kChecks; }

}  // namespace troth::doctor
