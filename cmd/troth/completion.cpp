#include "command_tree.h"

// Completion scripts. Each walks the words that were typed down the tree of commands, and offers what may follow there.

namespace troth::cli {
namespace {

/// In single quotes of bash and zsh.
std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (char c : text) {
    if (c == '\'')
      out += "'\\''";
    else
      out += c;
  }
  return out + "'";
}

/// In single quotes of fish, which knows \' and \\ inside.
std::string fish_quoted(std::string_view text) {
  std::string out = "'";
  for (char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

/// `troth/keys` and the next word `rotate` lead to `troth/keys/rotate`: the arms of a case that bash and zsh share.
std::string steps(std::vector<CommandLine> const& commands) {
  std::string out;
  for (auto const& command : commands)
    if (!command.words.empty()) out += "      " + command.joined("/") + ") at=" + command.joined("/") + " ;;\n";
  return out;
}

/// What stands in front of an entry's description in zsh: a colon there has to be escaped.
std::string described(std::string_view name, std::string_view about) {
  std::string left;
  for (char c : name) {
    if (c == ':') left += '\\';
    left += c;
  }
  return in_quotes(left + ":" + std::string(about));
}

std::string about_of(std::vector<CommandLine> const& commands, CommandLine const& above, std::string const& word) {
  auto words = above.words;
  words.push_back(word);
  for (auto const& command : commands)
    if (command.words == words) return command.about;
  return {};
}

}  // namespace

std::string bash_completion(std::vector<CommandLine> const& commands) {
  std::string out =
      "# bash completion of troth; written by `troth completion bash`\n"
      "_troth() {\n"
      "  local at=troth i words=''\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    case \"$at/${COMP_WORDS[i]}\" in\n" +
      steps(commands) +
      "    esac\n"
      "  done\n"
      "  case \"$at\" in\n";
  for (auto const& command : commands) {
    std::string words;
    for (auto const& word : command.below) words += word + " ";
    for (auto const& option : command.options)
      if (!option.positional) words += option.name + " ";
    out += "    " + command.joined("/") + ") words=" + in_quotes(words) + " ;;\n";
  }
  return out +
         "  esac\n"
         "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\")\n"
         "}\n"
         "complete -o default -F _troth troth\n";
}

std::string zsh_completion(std::vector<CommandLine> const& commands) {
  std::string out =
      "#compdef troth\n"
      "# zsh completion of troth; written by `troth completion zsh`\n"
      "_troth() {\n"
      "  local at=troth word\n"
      "  local -a below options\n"
      "  for word in \"${(@)words[2,CURRENT-1]}\"; do\n"
      "    case \"$at/$word\" in\n" +
      steps(commands) +
      "    esac\n"
      "  done\n"
      "  case \"$at\" in\n";
  for (auto const& command : commands) {
    out += "    " + command.joined("/") + ")\n      below=(";
    for (auto const& word : command.below) out += "\n        " + described(word, about_of(commands, command, word));
    out += ")\n      options=(";
    for (auto const& option : command.options)
      if (!option.positional) out += "\n        " + described(option.name, option.about);
    out += ") ;;\n";
  }
  return out +
         "  esac\n"
         "  if [[ $PREFIX == -* ]]; then\n"
         "    _describe -o option options\n"
         "  elif (( $#below )); then\n"
         "    _describe command below\n"
         "  else\n"
         "    _files\n"
         "  fi\n"
         "}\n"
         "if [ \"$funcstack[1]\" = _troth ]; then _troth \"$@\"; else compdef _troth troth; fi\n";
}

std::string fish_completion(std::vector<CommandLine> const& commands) {
  std::string out =
      "# fish completion of troth; written by `troth completion fish`\n"
      "function __troth_at\n"
      "  set -l at troth\n"
      "  for word in (commandline -opc)[2..-1]\n"
      "    switch $at/$word\n";
  for (auto const& command : commands)
    if (!command.words.empty())
      out += "      case " + command.joined("/") + "\n        set at " + command.joined("/") + "\n";
  out +=
      "    end\n"
      "  end\n"
      "  test $at = $argv[1]\n"
      "end\n";
  for (auto const& command : commands) {
    std::string const here = "complete -c troth -n '__troth_at " + command.joined("/") + "'";
    for (auto const& word : command.below)
      out += here + " -f -a " + word + " -d " + fish_quoted(about_of(commands, command, word)) + "\n";
    for (auto const& option : command.options)
      if (option.name.starts_with("--"))
        out += here + " -l " + option.name.substr(2) + (option.takes_value ? " -r" : "") + " -d " +
               fish_quoted(option.about) + "\n";
  }
  return out;
}

}  // namespace troth::cli
