#include "command_tree.h"

#include <CLI/CLI.hpp>
#include <iostream>

namespace troth::cli {
namespace {

OptionLine line_of(CLI::Option const& option) {
  OptionLine out;
  out.positional = option.get_lnames().empty() && option.get_snames().empty();
  out.name = out.positional                 ? option.get_single_name()
             : !option.get_lnames().empty() ? "--" + option.get_lnames().front()
                                            : "-" + option.get_snames().front();
  out.about = option.get_description();
  out.takes_value = option.get_items_expected_max() > 0;
  out.required = option.get_required();
  return out;
}

void add(std::vector<CommandLine>& out, CLI::App const& app, std::vector<std::string> words) {
  CommandLine line{words, app.get_description(), {}, {}};
  for (auto const* option : app.get_options()) line.options.push_back(line_of(*option));
  auto const below = app.get_subcommands([](CLI::App const*) { return true; });
  for (auto const* one : below) line.below.push_back(one->get_name());
  out.push_back(std::move(line));
  for (auto const* one : below) {
    auto deeper = words;
    deeper.push_back(one->get_name());
    add(out, *one, std::move(deeper));
  }
}

}  // namespace

std::string CommandLine::joined(std::string_view between) const {
  std::string out = "troth";
  for (auto const& word : words) out.append(between).append(word);
  return out;
}

std::vector<CommandLine> command_lines(CLI::App const& app) {
  std::vector<CommandLine> out;
  add(out, app, {});
  return out;
}

void help_options(CLI::App& app, int& code) {
  auto* completion = app.add_subcommand("completion", "print the completion script for a shell");
  completion->require_subcommand(1);
  using Make = std::string (*)(std::vector<CommandLine> const&);
  auto const print = [&app, &code](Make make) {
    return [&app, &code, make] {
      std::cout << make(command_lines(app)) << std::flush;
      code = std::cout ? 0 : 1;
    };
  };
  completion->add_subcommand("bash", "source <(troth completion bash)")->callback(print(bash_completion));
  completion->add_subcommand("zsh", "troth completion zsh >DIR/_troth, a DIR of $fpath")
      ->callback(print(zsh_completion));
  completion->add_subcommand("fish", "troth completion fish | source")->callback(print(fish_completion));
  app.add_subcommand("man", "print this manual: troth man | man -l -")->callback(print(man_page));
}

}  // namespace troth::cli
