// TE-1.9 Disclosure by transmission: data is made for a recipient that may have it, can be opened by nobody else, and
// is on the person's account.
#include <thread>

#include "base/clock.h"
#include "base/json_writer.h"
#include "clauses/attacks/again.h"
#include "clauses/attacks/jwe_reader.h"
#include "crypto/hash.h"

namespace troth::clauses {
namespace {

using http::Method;
using probe::Answer;
using probe::Scene;

struct Terms {
  std::string country = "DE", transfer = "eea", expires = "2099-01-01T00:00:00Z";
};

std::string recipient(std::string const& jwk, Terms const& terms = {}) {
  Json json;
  json.object().member("title", "A recipient of the probe").member("country", terms.country);
  json.member("basis", "processor").member("transfer", terms.transfer);
  json.key("contract").object().member("sha256", std::string(64, 'a')).member("expires", terms.expires).end();
  return json.key("purposes").array().value("support").end().key("key").raw(jwk).end().text();
}

/// One person, and what is asked for them.
struct Case {
  probe::Tenant& tenant;
  probe::Tenant::Person person;

  std::string subject() const { return tenant.base + "/subjects/" + person.subject; }
  Result<Answer> define(std::string const& name, std::string const& body) const {
    return tenant.owner.put(tenant.base + "/recipients/" + name, body);
  }
  Result<Answer> disclose(std::string const& name, std::string const& field = "display_name",
                          std::string const& purpose = "support") const {
    Json json;
    json.object().member("recipient", name).member("subject", person.subject).member("collection", "contact");
    json.member("record", person.record).key("fields").array().value(field).end().end();
    return tenant.owner.post(tenant.base + "/disclosures", json.text(), {{"Purpose", purpose}});
  }
};

/// The right way: sealed for one key, and in the ledger with the hash of just that.
Result<> control(Scene& scene, Case const& of, crypto::JweCurve curve, std::string const& name,
                 std::string const& secret) {
  SystemRandom random;  // not the scene's, which others can repeat: what is left behind must open for nobody
  auto const own = crypto::jwe_pair(curve, random), other = crypto::jwe_pair(curve, random);
  TROTH_TRY(Answer defined, of.define(name, recipient(crypto::jwk_text(own.point))));
  scene.saw(defined.status == 201 || defined.status == 200, "control: a recipient with contract, country and key");
  TROTH_TRY(Answer answer, of.disclose(name));
  scene.saw_status(answer, 201, "control: a disclosure to it");
  scene.saw(answer.body.find(secret) == std::string::npos, "the answer shows nothing of what was disclosed");
  auto const jwe = answer.text("jwe");
  auto const opened = jwe ? open_jwe(own, *jwe) : Result<std::string>(jwe.error());
  scene.saw(opened && opened->find(secret) != std::string::npos && opened->find("\"email\"") == std::string::npos,
            "control: the recipient's key opens it, and finds the field that was named and no other");
  scene.saw(jwe && !open_jwe(other, *jwe), "another key does not open it");
  TROTH_TRY(Answer ledger, of.tenant.owner.get(of.subject() + "/disclosures"));
  std::string const hash = jwe ? hex(crypto::sha256(as_bytes(*jwe))) : "none";
  scene.saw(ledger.status == 200 && ledger.body.find(hash) != std::string::npos &&
                ledger.body.find("\"" + name + "\"") != std::string::npos,
            "the person's ledger names the recipient, with the hash of what it was sent");
  return {};
}

/// Who cannot become a recipient.
Result<> refuse_recipients(Scene& scene, Case const& of, std::string const& good) {
  std::string const zero = R"({"crv":"X25519","kty":"OKP","x":")" + std::string(43, 'A') + "\"}";
  std::string const leaked = good.substr(0, good.size() - 1) + R"(,"d":"AAAA"})";
  std::pair<std::string_view, std::string> const wrong[] = {
      {"a contract that has run out", recipient(good, {.expires = "2020-01-01T00:00:00Z"})},
      {"a country outside the EEA and no basis for it", recipient(good, {.country = "US", .transfer = "none"})},
      {"a country without a decision of adequacy", recipient(good, {.country = "BR", .transfer = "adequacy"})},
      {"a private key", recipient(leaked)},
      {"a key that anybody can agree with", recipient(zero)}};
  for (auto const& [what, body] : wrong) {
    TROTH_TRY(Answer answer, of.define("refused", body));
    scene.saw_status(answer, 400, "a recipient with " + std::string(what));
  }
  return {};
}

/// What the gate turns away, for a recipient that is good otherwise.
Result<> refuse_disclosures(Scene& scene, Case const& of, std::string const& name) {
  TROTH_TRY(Answer stranger, of.disclose("unregistered"));
  scene.saw_status(stranger, 403, "a disclosure to somebody who is no recipient");
  TROTH_TRY(Answer purpose, of.disclose(name, "score", "quality"));
  scene.saw_status(purpose, 403, "a disclosure for a purpose that is not the recipient's");
  TROTH_TRY(Answer spread, of.tenant.owner.post(of.tenant.base + "/dissemination", R"({"collection":"contact"})"));
  scene.saw_status(spread, 403, "making data public, by the tenant's owner");
  return {};
}

/// A contract that is in force when it is filed and over when it is used.
Result<> outlive(Scene& scene, Case const& of, std::string const& jwk) {
  TROTH_TRY(Answer now, of.define("probe-short", recipient(jwk)));
  auto const begun = std::chrono::steady_clock::now();
  TROTH_TRY(std::string since, now.text("since"));
  auto const at = parse_rfc3339(since);
  if (!at) return fail(Code::corrupt, "the cell did not say when a recipient was defined");
  auto const left = std::chrono::milliseconds(1'200);
  TROTH_TRY(Answer shortly, of.define("probe-short", recipient(jwk, {.expires = rfc3339(*at + left)})));
  scene.saw_status(shortly, 200, "control: a contract that is in force for a moment");
  std::this_thread::sleep_until(begun + left + std::chrono::milliseconds(50));
  TROTH_TRY(Answer late, of.disclose("probe-short"));
  scene.saw_status(late, 403, "a disclosure after the contract's end");
  return {};
}

/// Suspended, it gets nothing; a restriction of the person names whom to tell.
Result<> end(Scene& scene, Case const& of, std::string const& name) {
  TROTH_TRY(of.tenant.owner.ask(Method::del, of.tenant.base + "/recipients/" + name));
  TROTH_TRY(Answer suspended, of.disclose(name));
  scene.saw_status(suspended, 403, "a disclosure to a recipient that was suspended");
  TROTH_TRY(Answer told, of.tenant.owner.put(of.subject() + "/restriction",
                                             R"({"ground":"accuracy-contested","reason":"a probe"})"));
  scene.saw(told.status == 200 && told.body.find("\"" + name + "\"") != std::string::npos,
            "the answer to the person's restriction names the recipient who must be told");
  TROTH_TRY(of.tenant.owner.ask(Method::del, of.subject() + "/restriction", R"({"reason":"a probe"})"));
  return {};
}

Result<> run(Scene& scene) {
  std::string const secret = scene.canary("disclosed"), name = "probe-p256";
  TROTH_TRY(auto person, scene.tenant().person(secret, secret + "@example.com"));
  Case const of{scene.tenant(), person};
  SystemRandom random;
  std::string const jwk = crypto::jwk_text(crypto::jwe_pair(crypto::JweCurve::x25519, random).point);
  TROTH_TRY(control(scene, of, crypto::JweCurve::p256, name, secret));
  TROTH_TRY(control(scene, of, crypto::JweCurve::x25519, "probe-x25519", secret));
  TROTH_TRY(refuse_recipients(scene, of, jwk));
  TROTH_TRY(refuse_disclosures(scene, of, name));
  TROTH_TRY(outlive(scene, of, jwk));
  return end(scene, of, name);
}

constexpr std::string_view kMutants[] = {"recipient-contract-ignored", "recipient-purpose-ignored",
                                         "disclosed-in-clear", "ledger-row-dropped"};

}  // namespace

extern probe::Probe const te_1_9;
probe::Probe const te_1_9{
    .clause = "TE-1.9",
    .sentence =
        "A person's data is disclosed only to a registered recipient: under a contract in force (authorities and the "
        "person need none), on a basis for its country, for one of its purposes, and sealed so that only its key opens "
        "it. Each disclosure stands in a ledger from which the person is told the recipients on "
        "request.",
    .hypothesis =
        "Data can be sent to somebody without a contract, abroad without a basis or for another purpose, can be read "
        "on the way, or leaves no trace for the person.",
    .attack =
        "Recipients are filed with contracts that have run out, without a basis for their country, with private and "
        "with worthless keys; data is disclosed to strangers, for other purposes, after the end of a contract and of "
        "a recipient, and to everybody. Two recipients are good.",
    .oracle =
        "The status of each answer; the sealed text, opened with the recipient's key and tried with another; the "
        "ledger of the person, and the answer to their restriction.",
    .passes =
        "5 recipients and 5 disclosures are refused. What went to the two good ones opens with their keys and no "
        "other, shows in no answer, and stands in the ledger with its hash; a restriction names whom to tell.",
    .window = std::chrono::hours(24),
    .place = probe::Place::live,
    .mutants = kMutants,
    .run = run,
    .needs = probe::kOwnTenant};

}  // namespace troth::clauses
