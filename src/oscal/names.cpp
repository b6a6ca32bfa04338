#include "oscal/names.h"

#include <algorithm>

#include "crypto/hash.h"

namespace troth::oscal {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

}  // namespace

std::string uuid(std::string_view kind, std::string_view name) {
  auto const text = "troth-oscal/v1\n" + std::string(kind) + "\n" + std::string(name);
  auto digest = crypto::sha256(as_bytes(text));
  digest[6] = static_cast<std::uint8_t>((digest[6] & 0x0f) | 0x50);
  digest[8] = static_cast<std::uint8_t>((digest[8] & 0x3f) | 0x80);
  auto out = hex(ByteView(digest).first(16));
  for (std::size_t at : {20u, 16u, 12u, 8u}) out.insert(at, "-");
  return out;
}

std::string control_id(std::string_view clause) {
  std::string out(clause);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

std::string statement_id(std::string_view clause) { return control_id(clause) + "_smt"; }
std::string objective_id(std::string_view clause) { return control_id(clause) + "_obj"; }
std::string method_id(std::string_view clause) { return control_id(clause) + "_met"; }
std::string parameter_id(std::string_view clause, std::string_view parameter) {
  return control_id(clause) + "_" + std::string(parameter);
}
std::string rule_id(std::string_view clause) { return "probe-" + control_id(clause); }

std::string group_id(std::string_view profile, std::string_view section) {
  auto out = std::string(profile) + "-" + control_id(section);
  auto const kept = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  std::ranges::replace_if(
      out, [&](char c) { return !kept(c); }, '-');
  return out;
}

std::string duration(std::chrono::minutes length) {
  auto const minutes = length.count();
  return minutes % 60 == 0 ? "PT" + std::to_string(minutes / 60) + "H" : "PT" + std::to_string(minutes) + "M";
}

std::string digest_of(catalogue::Catalogue const& catalogue) {
  std::string all;
  for (auto const& clause : catalogue.clauses()) all += canonical(catalogue, clause, catalogue.defaults());
  return hex(crypto::sha256(as_bytes(all)));
}

}  // namespace troth::oscal
