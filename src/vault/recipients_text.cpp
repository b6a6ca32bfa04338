#include "base/json_writer.h"
#include "base/plain_text.h"
#include "vault/recipients.h"
#include "vault/recipients_places.h"

// A recipient as text: what a tenant sends, and what is kept of it.

namespace troth::vault {
namespace {

constexpr std::string_view kBases[] = {"processor", "controller", "subject", "authority"};
constexpr std::string_view kTransfers[] = {"none", "eea", "adequacy", "scc"};
constexpr std::size_t kMaxTitle = 200, kMaxPurposes = 64;

template <class Enum, std::size_t N>
Result<Enum> word_of(http::JsonReader& body, std::string_view const (&words)[N], std::string const& member) {
  TROTH_TRY(std::string word, body.text(member, 20));
  std::string expected;
  for (std::size_t i = 0; i < N; ++i) {
    if (words[i] == word) return static_cast<Enum>(i);
    expected += (i == 0 ? "" : ", ") + std::string(words[i]);
  }
  return fail(Code::invalid, "not one of the words this takes", "/" + member + " (one of " + expected + ")");
}

Result<Contract> contract_in(http::JsonValue value) {
  TROTH_TRY(auto reader, http::JsonReader::object(std::move(value), "/contract"));
  Contract out;
  TROTH_TRY(out.sha256, reader.text("sha256", 64));
  if (out.sha256.size() != 64 || !from_hex(out.sha256))
    return fail(Code::invalid, "the SHA-256 of the signed contract, in hex", "/contract/sha256");
  TROTH_TRY(std::string expires, reader.text("expires", 40));
  auto const at = parse_rfc3339(expires);
  if (!at) return fail(Code::invalid, "a time like 2027-12-31T00:00:00Z", "/contract/expires");
  out.expires = *at;
  TROTH_TRY(reader.done());
  return out;
}

Result<std::vector<PurposeName>> purposes_in(http::JsonReader& body) {
  TROTH_TRY(auto names, body.texts("purposes", kMaxPurposes, 40));
  std::vector<PurposeName> out;
  for (auto const& name : names) {
    auto purpose = PurposeName::parse(name);
    if (!purpose)
      return fail(Code::invalid, "define the purpose first: PUT .../purposes/{name}",
                  "/purposes/" + std::to_string(out.size()));
    out.push_back(std::move(*purpose));
  }
  if (out.empty()) return fail(Code::invalid, "a recipient gets data for at least one purpose", "/purposes");
  return out;
}

}  // namespace

Result<> check_transfer(Recipient const& recipient) {
  bool const near = in_eea(recipient.country);
  switch (recipient.transfer) {
    case Transfer::none:
    case Transfer::eea:
      if (near) return {};
      return fail(Code::denied, "the country lies outside the EEA: name what the transfer rests on", "/transfer");
    case Transfer::adequacy:
      if (is_adequate(recipient.country)) return {};
      return fail(Code::denied, "there is no decision of adequacy for this country", "/transfer");
    case Transfer::scc:
      if (!near) return {};
      return fail(Code::denied, "within the EEA there is no transfer that needs clauses: say eea", "/transfer");
  }
  return fail(Code::corrupt, "a recipient has a transfer that does not exist");
}

Result<Recipient> parse_recipient(std::string_view json) {
  TROTH_TRY(auto body, http::JsonReader::object(json));
  Recipient out;
  TROTH_TRY(out.title, body.text("title", kMaxTitle));
  if (out.title.empty() || !is_plain_text(out.title)) return fail(Code::invalid, "give it words", "/title");
  TROTH_TRY(out.country, body.text("country", 20));
  if (!is_country(out.country)) return fail(Code::invalid, "a country is two letters of ISO 3166, like DE", "/country");
  TROTH_TRY(out.basis, word_of<Basis>(body, kBases, "basis"));
  TROTH_TRY(out.transfer, word_of<Transfer>(body, kTransfers, "transfer"));
  if (auto contract = body.maybe_any("contract")) {
    TROTH_TRY(out.contract, contract_in(std::move(*contract)));
  }
  bool const needs = out.basis == Basis::processor || out.basis == Basis::controller;
  if (needs && !out.contract)
    return fail(Code::invalid, "name the contract with this recipient: its SHA-256 and when it ends", "/contract");
  TROTH_TRY(out.purposes, purposes_in(body));
  TROTH_TRY(auto key, body.any("key"));
  TROTH_TRY(out.key, parse_jwk(std::move(key), "/key"));
  TROTH_TRY(body.done());
  return out;
}

std::string recipient_text(Recipient const& recipient) {
  Json json;
  json.object().member("title", recipient.title).member("country", recipient.country);
  json.member("basis", kBases[static_cast<std::size_t>(recipient.basis)]);
  json.member("transfer", kTransfers[static_cast<std::size_t>(recipient.transfer)]);
  if (recipient.contract) {
    json.key("contract").object().member("sha256", recipient.contract->sha256);
    json.member("expires", rfc3339(recipient.contract->expires)).end();
  }
  json.key("purposes").array();
  for (auto const& purpose : recipient.purposes) json.value(purpose.text());
  return json.end().key("key").raw(key_text(recipient.key)).end().text();
}

void describe_recipient(Json& json, RecipientVersion const& of) {
  json.object().member("recipient", of.name.text()).member("version", of.version);
  json.member("state", of.active ? "active" : "suspended").member("since", rfc3339(of.since));
  json.key("definition").raw(recipient_text(of.recipient)).end();
}

}  // namespace troth::vault
