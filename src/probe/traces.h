#pragma once
#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"

namespace troth::probe {

class Caller;

/// What a run has made in a tenant that must not stay: people, and tokens of further principals. Read from the answers
/// of the cell. One thread.
class Traces {
 public:
  /// `body`: of a good answer from this path. Of any but those that make people or tokens it keeps nothing.
  void note(std::string_view path, std::string const& body);

  /// As the tenant's owner: lifts what restrictions there are, erases every person, ends every token. Goes on after one
  /// that did not work; conflict then, with the ids of what is left, which a further call tries again.
  Result<> clear(Caller& owner, std::string const& base);

  std::set<std::string> const& people() const { return people_; }
  std::set<std::string> const& tokens() const { return tokens_; }

 private:
  std::set<std::string> people_, tokens_;
};

}  // namespace troth::probe
