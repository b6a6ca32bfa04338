#include <algorithm>

#include "options.h"

// The words as commands: their options are those of the ways they have.

namespace troth::cli {
namespace {

struct Help {
  std::string_view option, text;
};
constexpr Help kHelp[] = {
    {"subject", "the person's id"},
    {"collection", "the collection's name"},
    {"record", "the record's id"},
    {"label", "a declared label"},
    {"principal", "id of the principal who looks after the person"},
    {"purpose", "what the data is wanted for"},
    {"reason", "why, for the log; at most 500 bytes"},
    {"ground", "the legal ground"},
    {"body", "file that holds the body; - for standard input"},
    {"fields", "names of fields, with commas between them; without it all that the purpose reaches"},
    {"if-match", "the ETag the change is based on, with its quotes"},
    {"cursor", "where to go on"},
    {"link", "the link to undo"},
    {"objection", "the purpose that the person objects to"},
    {"job", "the job that erasing gave"},
    {"until", "until when the data can be exported, such as 2026-12-22T09:30:00Z"},
    {"keys", "which: tenant, index, subjects, with commas between them"},
};
constexpr Help kFlags[] = {
    {"remove", "take the label off; without one, nobody looks after the person any more"},
    {"lift", "end the restriction, or take the objection back"},
    {"confirm", "confirm what somebody else asked for"},
    {"withdraw", "take the wish back"},
};

std::string text_of(std::span<Help const> helps, std::string_view name) {
  auto const found = std::ranges::find(helps, name, &Help::option);
  return found == helps.end() ? std::string() : std::string(found->text);
}

void add_option(CLI::App* command, WordArguments& arguments, std::string const& name) {
  if (auto const flag = text_of(kFlags, name); !flag.empty()) {
    command->add_flag_function(
        "--" + name, [&arguments, name](std::int64_t) { arguments.given[name] = "yes"; }, flag);
    return;
  }
  command->add_option_function<std::string>(
      "--" + name, [&arguments, name](std::string const& value) { arguments.given[name] = value; },
      text_of(kHelp, name));
}

void add_word(CLI::App& app, WordArguments& arguments, int& code, Word const& word) {
  auto* above = word.under.empty() ? &app : app.get_subcommand(std::string(word.under));
  auto* command = above->add_subcommand(std::string(word.name), std::string(word.about));
  connection_options(command, arguments.connection);
  auto const given = [&arguments](std::string name) {
    return [&arguments, name = std::move(name)](std::string const& value) { arguments.given[name] = value; };
  };
  command->add_option_function<std::string>("--tenant", given("tenant"), "the tenant's id")->required();
  for (auto name : options_of(word)) add_option(command, arguments, std::string(name));
  auto const pages = std::ranges::any_of(word.ways, &Way::pages);
  auto const changes = std::ranges::any_of(word.ways, [](Way const& way) { return way.method != http::Method::get; });
  if (pages) {
    command->add_option("--out", arguments.out, "a new file (0600); - for standard output")->capture_default_str();
    add_option(command, arguments, "cursor");
  }
  if (changes)
    command->add_option_function<std::string>("--idempotency-key", given("idempotency-key"),
                                              "makes a repeat of the same request safe");
  command->callback([&arguments, &code, &word] { code = ask(word, arguments); });
}

}  // namespace

void word_options(CLI::App& app, WordArguments& arguments, int& code) {
  for (auto const& word : words()) add_word(app, arguments, code, word);
}

}  // namespace troth::cli
