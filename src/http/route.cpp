// A trie by segment. It is walked with the literal child before the placeholder child; going back is bounded by the
// depth of the patterns, not by the length of the target.
#include "http/route.h"

#include <algorithm>

#include "base/check.h"
#include "http/internal/target.h"

namespace troth::http {
namespace {

bool is_placeholder(std::string_view segment) { return segment.starts_with('{'); }

bool is_tail(std::string_view segment) { return is_placeholder(segment) && segment.ends_with("...}"); }

std::string_view placeholder_name(std::string_view segment) {
  std::size_t const end = is_tail(segment) ? 4 : 1;
  TROTH_CHECK(segment.size() > 1 + end && segment.ends_with('}'));
  return segment.substr(1, segment.size() - 1 - end);
}

std::vector<std::string_view> pattern_segments(std::string_view pattern) {
  TROTH_CHECK(pattern.starts_with('/'));
  std::vector<std::string_view> out;
  for (std::size_t start = 1; start < pattern.size();) {
    std::size_t const end = std::min(pattern.find('/', start), pattern.size());
    TROTH_CHECK(end > start && end + 1 != pattern.size());
    out.push_back(pattern.substr(start, end - start));
    start = end + 1;
  }
  return out;
}

std::string joined(std::vector<std::string>::iterator first, std::vector<std::string>::iterator last) {
  std::string out = std::move(*first);
  while (++first != last) out.append("/").append(*first);
  return out;
}

/// The values of a matched pattern's placeholders under the names this pattern gives them.
std::map<std::string, std::string, std::less<>> placeholders(std::string_view pattern,
                                                             std::vector<std::string>&& segments) {
  std::map<std::string, std::string, std::less<>> out;
  auto value = segments.begin();
  for (std::string_view segment : pattern_segments(pattern)) {
    if (is_tail(segment)) return out.emplace(placeholder_name(segment), joined(value, segments.end())), out;
    if (is_placeholder(segment)) out.emplace(placeholder_name(segment), std::move(*value));
    ++value;
  }
  return out;
}

}  // namespace

Router::Router(std::vector<Route> routes) : routes_(std::move(routes)), nodes_(1) {
  for (std::size_t index = 0; index < routes_.size(); ++index) add(index);
}

void Router::add(std::size_t index) {
  Route const& route = routes_[index];
  TROTH_CHECK(route.method != Method::other);
  std::size_t node = 0;
  bool tail = false;
  std::map<std::string_view, int> names;
  for (std::string_view segment : pattern_segments(route.pattern)) {
    TROTH_CHECK(!tail);
    if (is_placeholder(segment)) TROTH_CHECK(++names[placeholder_name(segment)] == 1);
    tail = is_tail(segment);
    if (!tail) node = step(node, segment);
  }
  ByMethod& known = tail ? nodes_[node].tails : nodes_[node].routes;
  std::size_t& place = known[static_cast<std::size_t>(route.method)];
  TROTH_CHECK(place == kNone);
  place = index;
}

/// The child of `node` for a pattern's segment, made if it is not there.
std::size_t Router::step(std::size_t node, std::string_view segment) {
  std::size_t const next = nodes_.size();
  std::size_t child = next;
  if (is_placeholder(segment)) {
    std::size_t& known = nodes_[node].placeholder;
    if (known == kNone) known = next;
    child = known;
  } else {
    child = nodes_[node].literals.emplace(segment, next).first->second;
  }
  if (child == next) nodes_.emplace_back();
  return child;
}

/// Calls `leaf` with the routes of each pattern that has this path, the most literal first, until it returns true.
template <class Leaf>
bool Router::walk(std::size_t node, std::vector<std::string> const& segments, std::size_t depth,
                  Leaf const& leaf) const {
  Node const& here = nodes_[node];
  if (depth == segments.size()) return leaf(here.routes);
  auto const literal = here.literals.find(segments[depth]);
  if (literal != here.literals.end() && walk(literal->second, segments, depth + 1, leaf)) return true;
  if (here.placeholder != kNone && walk(here.placeholder, segments, depth + 1, leaf)) return true;
  return leaf(here.tails);
}

Result<Matched> Router::match(Method method, std::string_view target) const {
  TROTH_TRY(Target parsed, parse_target(target));
  Matched out;
  bool const found = walk(0, parsed.segments, 0, [&](ByMethod const& routes) {
    out.index = routes[static_cast<std::size_t>(method)];
    return out.index != kNone;
  });
  if (!found) return fail(Code::not_found, "nothing is here");
  out.path = placeholders(routes_[out.index].pattern, std::move(parsed.segments));
  out.query = std::move(parsed.query);
  return out;
}

std::string Router::allow(std::string_view target) const {
  auto const segments = parse_path(target.substr(0, target.find('?')));
  if (!segments) return "";
  std::array<bool, kMethods> known{};
  walk(0, *segments, 0, [&](ByMethod const& routes) {
    for (std::size_t method = 0; method < kMethods; ++method) known[method] |= routes[method] != kNone;
    return false;
  });
  std::string out;
  for (std::size_t method = 0; method < kMethods; ++method)
    if (known[method]) out.append(out.empty() ? "" : ", ").append(name(static_cast<Method>(method)));
  return out;
}

}  // namespace troth::http
