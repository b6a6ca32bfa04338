#include "merkle/internal/witness_level.h"

#include <cctype>
#include <string>

namespace troth::merkle {
namespace {

/// The host of a URL in lower case, IPv6 in its brackets.
std::string host_of(std::string_view url) {
  auto scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  if (auto user = url.rfind('@'); user != std::string_view::npos) url.remove_prefix(user + 1);
  url = url.substr(0, url.starts_with('[') ? url.find(']') + 1 : url.find(':'));
  std::string out(url);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

}  // namespace

WitnessLevel level_of_url(std::string_view url) {
  auto host = host_of(url);
  bool loopback = host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") || host == "[::1]" ||
                  url.starts_with("unix:");
  return loopback ? WitnessLevel::same_host : WitnessLevel::same_operator;
}

std::optional<WitnessLevel> level_named(std::string_view word) {
  if (word == "same-host") return WitnessLevel::same_host;
  if (word == "same-operator") return WitnessLevel::same_operator;
  if (word == "independent") return WitnessLevel::independent;
  return std::nullopt;
}

std::string_view name(WitnessLevel level) {
  switch (level) {
    case WitnessLevel::none:
      return "none";
    case WitnessLevel::same_host:
      return "same host";
    case WitnessLevel::same_operator:
      return "same operator";
    case WitnessLevel::independent:
      return "independent";
  }
  return "none";
}

}  // namespace troth::merkle
