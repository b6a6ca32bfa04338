#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace troth::cli {

/// One option of a command, as the option tree has it.
struct OptionLine {
  std::string name;  ///< "--data", or of a positional its name
  std::string about;
  bool positional = false, takes_value = false, required = false;
};

/// One command of the option tree, and all below it in order.
struct CommandLine {
  std::vector<std::string> words;  ///< "keys", "rotate"; empty for troth itself
  std::string about;
  std::vector<OptionLine> options;
  std::vector<std::string> below;  ///< the words that may follow

  /// "troth keys rotate", with what is given between the words.
  std::string joined(std::string_view between = " ") const;
};

/// The whole tree, from `app` down, as it stands when this is called: what completion and manual are made of.
std::vector<CommandLine> command_lines(CLI::App const& app);

/// The completion script for a shell: commands, options, and file names where nothing else is known.
std::string bash_completion(std::vector<CommandLine> const& commands);
std::string zsh_completion(std::vector<CommandLine> const& commands);
std::string fish_completion(std::vector<CommandLine> const& commands);

/// The manual page, troth(1), for man(7) macros.
std::string man_page(std::vector<CommandLine> const& commands);

/// `troth completion`, `troth man`.
void help_options(CLI::App& app, int& code);

}  // namespace troth::cli
