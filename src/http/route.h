#pragma once
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace troth::http {

/// A method and a path pattern: "/v1/tenants/{tenant}/subjects/{subject}". A placeholder matches one non-empty segment;
/// one that ends in "..." stands last and matches all that are left, one or more, with the slashes between them.
struct Route {
  Method method;
  std::string_view pattern;
  std::size_t body_limit = 64u << 10;  ///< bytes; more is 413
};

/// The placeholders of a matched route, percent-decoded, and the query parameters, each given at most once.
struct Matched {
  std::size_t index = 0;  ///< into the table given to Router
  std::map<std::string, std::string, std::less<>> path;
  std::map<std::string, std::string, std::less<>> query;
};

/// Finds the one route of a request. Immutable after construction; any thread.
/// A literal segment wins over a placeholder, and that over a tail. A query parameter without '=' has an empty value;
/// '+' in a query is a space, as HTML forms send it. Two routes with one method and one shape are an invariant
/// violation. Errors of match(): not_found (no route has this path under this method: the caller answers 405 instead if
/// allow() names others), invalid (not printable ASCII, bad percent-encoding, an encoded slash or control character,
/// UTF-8, empty or dot segments, a doubled query parameter).
class Router {
 public:
  explicit Router(std::vector<Route> routes);
  Result<Matched> match(Method method, std::string_view target) const;
  /// "GET, PUT" for the Allow header of a 405; empty if no route has the path or the target is invalid.
  std::string allow(std::string_view target) const;
  Route const& route(std::size_t index) const { return routes_[index]; }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  static constexpr std::size_t kMethods = static_cast<std::size_t>(Method::other) + 1;
  using ByMethod = std::array<std::size_t, kMethods>;
  struct Node {
    std::map<std::string, std::size_t, std::less<>> literals;  ///< to the node of the next segment
    std::size_t placeholder = kNone;
    ByMethod routes, tails;  ///< of patterns that end here, and of those that go on with any number of segments
    Node() {
      routes.fill(kNone);
      tails.fill(kNone);
    }
  };
  void add(std::size_t index);
  std::size_t step(std::size_t node, std::string_view segment);
  template <class Leaf>
  bool walk(std::size_t node, std::vector<std::string> const& segments, std::size_t depth, Leaf const& leaf) const;

  std::vector<Route> routes_;
  std::vector<Node> nodes_;  ///< a trie by segment; nodes_[0] is the root
};

}  // namespace troth::http
