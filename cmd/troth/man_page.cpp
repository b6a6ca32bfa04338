#include "command_tree.h"

// The manual page out of the option tree. What a command does beyond a line stands in docs/cli.md.

namespace troth::cli {
namespace {

/// Text for roff: no escapes, no control lines, hyphens that can be copied.
std::string plain(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char const c = text[i];
    if (i == 0 && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else if (c == '\n')
      out += ' ';
    else
      out += c;
  }
  return out;
}

std::string bold(std::string_view text) { return "\\fB" + plain(text) + "\\fR"; }

std::string entry(std::string_view head, std::string_view text) {
  std::string out = ".TP\n";
  out.append(head);
  return out + "\n" + (text.empty() ? std::string("\\&") : plain(text)) + "\n";
}

std::string options(CommandLine const& command) {
  std::string out;
  for (auto const& option : command.options) {
    if (option.name == "--help" || option.name == "--help-all") continue;
    std::string head = option.positional ? "\\fI" + plain(option.name) + "\\fR" : bold(option.name);
    if (!option.positional && option.takes_value) head += " \\fIvalue\\fR";
    out += entry(head, option.about + (option.required ? " (required)" : ""));
  }
  return out;
}

constexpr std::string_view kBehind =
    ".SH EXIT STATUS\n"
    ".TP\n0\nit is done\n"
    ".TP\n1\nit was refused, or something was found\n"
    ".TP\n2\nthe command was not understood, or a file it names cannot be read\n"
    ".TP\n3\nnobody answers, or the store has failed\n"
    ".SH ENVIRONMENT\n"
    ".TP\n\\fBTROTH_TOKEN_FILE\\fR\nthe file that holds your token\n"
    ".TP\n\\fBTROTH_DATASET\\fR\nthe data set of the demo\n"
    ".SH SEE ALSO\n"
    "\\fBtroth\\-verify\\fR \\-\\-help, and docs/cli.md, which says what each command does and how it ends\n";

}  // namespace

std::string man_page(std::vector<CommandLine> const& commands) {
  std::string out = ".TH TROTH 1 \"\" \"troth " TROTH_VERSION
                    "\" \"User commands\"\n"
                    ".SH NAME\ntroth \\- a vault for personal data that does what its security document says\n"
                    ".SH SYNOPSIS\n\\fBtroth\\fR \\fIcommand\\fR [\\fIoption\\fR ...]\n"
                    ".SH DESCRIPTION\nThe server of a cell, and the commands that ask one.\n"
                    "Every command prints help with \\fB\\-\\-help\\fR.\n"
                    ".SH COMMANDS\n";
  for (auto const& command : commands) {
    if (command.words.empty()) continue;
    out += ".SS " + plain(command.joined()) + "\n" + plain(command.about) + "\n" + options(command);
  }
  return out.append(kBehind);
}

}  // namespace troth::cli
