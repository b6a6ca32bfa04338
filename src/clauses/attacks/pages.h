#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "probe/scene.h"

namespace troth::clauses {

/// SHA-256 of the text of the notice that is in force, and of the one it replaced.
extern std::string const kTextNow, kTextBefore;

/// What a page sends; as it stands here a form takes it.
struct Sent {
  std::string origin = "https://www.example.com";
  std::string version = "2", hash = kTextNow, choice = "accepted";
  std::chrono::seconds shown_in = std::chrono::seconds(-5);
  std::string shown_at = "then";  ///< empty: the member is left out
  bool notice = true;
  std::string more = {};  ///< of the notice
  std::string record = R"({"text":"hello"})";
  std::string beside = {};  ///< the record and the notice
};
std::string body_of(Sent const& sent);

/// A card number that passes its check, and belongs to nobody.
inline constexpr std::string_view kCard = "4111 1111 1111 1111";

struct WrongSubmission {
  std::string what;
  int must;  ///< status
  Sent sent;
};
/// Each differs in one point from what the form takes.
std::vector<WrongSubmission> wrong_submissions();

/// Somebody with the token that stands in a page.
struct Page {
  std::string path;
  probe::Caller caller;
  Result<probe::Answer> send(Sent const& sent, probe::Headers headers = {});
};

/// A collection `lead` {text, email, score (purpose quality)} and a notice `site` whose second version is in force.
Result<> furnish_site(probe::Scene& scene);
/// A form of `lead` that takes `text`, with one member changed; "null" leaves it out.
std::string form_with(std::string_view member, std::string_view value);
/// Makes the form and a token of it.
Result<Page> page_of(probe::Scene& scene, std::string const& name, std::string const& form);

}  // namespace troth::clauses
