#include <algorithm>

#include "evidence/attestations.h"

// Whose host this is, as far as a name tells. The full list of suffixes that strangers share has ten thousand lines and
// changes weekly; what is here errs towards a longer name, which names fewer issuers.

namespace troth::evidence {
namespace {

/// Below a country's own suffix: example.co.uk, example.com.au, example.or.at.
constexpr std::string_view kShared[] = {"ac", "co", "com", "edu", "gob", "gov", "go",  "gv",  "ltd",
                                        "me", "ne", "net", "nom", "or",  "org", "plc", "sch", "web"};

std::vector<std::string_view> labels_of(std::string_view host) {
  std::vector<std::string_view> out;
  for (std::size_t from = 0; from <= host.size();) {
    auto const end = std::min(host.find('.', from), host.size());
    out.push_back(host.substr(from, end - from));
    from = end + 1;
  }
  return out;
}

/// How many labels at the end are nobody's own.
std::size_t shared(std::vector<std::string_view> const& labels) {
  auto const count = labels.size();
  bool const country = labels.back().size() == 2;
  return country && count > 1 && std::ranges::find(kShared, labels[count - 2]) != std::end(kShared) ? 2 : 1;
}

}  // namespace

std::vector<std::string> names_of_host(std::string_view host) {
  auto const labels = labels_of(host);
  if (labels.size() == 1) return {std::string(host)};  // "localhost"
  auto const common = shared(labels);
  if (labels.size() <= common) return {};
  auto const own = labels[labels.size() - common - 1];
  auto const registered = host.substr(static_cast<std::size_t>(own.data() - host.data()));
  return {std::string(host), std::string(registered), std::string(own)};
}

}  // namespace troth::evidence
