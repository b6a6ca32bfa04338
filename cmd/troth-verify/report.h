#pragma once
#include <string>
#include <utility>
#include <vector>

#include "commands.h"
#include "merkle/receipt.h"

namespace troth::verify {

/// What one run found, for people and as JSON: facts, the checks in their order, who cosigned, the verdict.
class Report {
 public:
  /// `remark` is for people only.
  void fact(std::string name, std::string text, std::string_view remark = {});
  void fact(std::string name, std::uint64_t number);
  /// Says whether it held, so that a chain of checks stops where one fails.
  bool check(merkle::Check check);
  bool check(std::string name, bool held, std::string says) { return check({std::move(name), held, std::move(says)}); }
  /// "log signature" and "witnesses" under the policy; and remembers who cosigned.
  bool check_signatures(merkle::Note const& checkpoint, merkle::Policy const& policy);
  void cosigned(merkle::Note const& checkpoint, merkle::Policy const& policy, merkle::Policy::Standing const& standing);

  /// What holding checks leave open.
  struct Open {
    char const *word, *why;
  };
  static constexpr Open kNotPinned{"not pinned", "it holds together, but no --policy says whose signatures count"};
  /// Prints. Checks that all hold are `match`, or `not_pinned` if something is left open.
  Verdict print(bool as_json, std::optional<Open> open) const;

 private:
  struct Fact {
    std::string name, text, json;
  };
  struct Cosigner {
    std::string name;
    std::uint64_t seconds;
  };
  void print_text(char const* word, std::string const& why) const;
  void print_json(char const* word, std::string const& why) const;

  std::vector<Fact> facts_;
  std::vector<merkle::Check> checks_;
  std::optional<merkle::Policy::Standing> standing_;
  std::vector<Cosigner> cosigners_;
};

}  // namespace troth::verify
