#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "commands.h"
#include "http/message.h"

namespace troth::cli {

/// What the body of a request is made of.
enum class Sends : std::uint8_t { nothing, file, members };

/// One request that a word can mean. The lists are names of options, with spaces between them; what stands in braces in
/// the path is an option as well.
struct Way {
  std::string_view chosen_by;  ///< this way is meant if all of these are given; empty: if no other way is
  http::Method method;
  std::string_view path;  ///< below /v1/tenants/{tenant}
  Sends sends = Sends::nothing;
  std::string_view members = "";  ///< of the body, if it is made of options
  std::string_view more = "";     ///< of purpose, reason, if-match (headers), fields and cursor (query)
  bool pages = false;             ///< the answer has a next page; all are fetched
};

/// A command: the CLI word of an operation (src/act/operations.def), or of a right or duty beside them.
struct Word {
  std::string_view name, about;
  std::span<Way const> ways;    ///< the first that is chosen counts
  std::string_view under = "";  ///< the command it belongs to, as in `keys rotate`
};

/// In the order of operations.def, then the others.
std::span<Word const> words();

/// What was given: of a flag, that it was.
struct WordArguments {
  Connection connection;
  std::map<std::string, std::string, std::less<>> given;
  std::string out = "-";
};

/// The way that is meant. invalid if one of its options is missing, or if one was given that it has no use for.
Result<Way const*> chosen(Word const& word, WordArguments const& arguments);
/// The request of that way, without credentials. invalid if a file cannot be read.
Result<http::Request> request_of(Way const& way, WordArguments const& arguments);
/// Asks, prints, and gives the exit code.
int ask(Word const& word, WordArguments const& arguments);

/// The names in a list, such as Way::more.
std::vector<std::string_view> names_in(std::string_view list);
/// Those in the braces of a path.
std::vector<std::string_view> placeholders_of(std::string_view path);
/// Every option that some way of the word has, once.
std::vector<std::string_view> options_of(Word const& word);

}  // namespace troth::cli
