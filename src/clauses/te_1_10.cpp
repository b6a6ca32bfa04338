// TE-1.10 Combination: two profiles become one person's only by a proof of identity or somebody's word, and not for
// good.
#include "base/json_writer.h"
#include "clauses/attacks/again.h"
#include "crypto/hash.h"

namespace troth::clauses {
namespace {

using http::Method;
using probe::Answer;
using probe::Scene;

/// As the server of a customer makes it: HMAC-SHA256 under the secret as it was shown, in hex.
std::string hmac(std::string_view secret, std::string_view identity) {
  return hex(crypto::hmac_sha256(as_bytes(secret), as_bytes(identity)));
}

Result<std::string> new_secret(Scene& scene) {
  auto& tenant = scene.tenant();
  TROTH_TRY(Answer made, tenant.owner.expect(201, Method::put, tenant.base + "/identity-secret"));
  return made.text("secret");
}

Result<Answer> verify(Scene& scene, std::string const& subject, std::string_view identity, std::string_view mac) {
  auto& tenant = scene.tenant();
  Json body;
  body.object().member("identity", identity).member("hmac", mac).end();
  return tenant.owner.post(tenant.base + "/subjects/" + subject + "/verify-identity", body.text());
}

Result<std::string> verified(Scene& scene, std::string const& secret, std::string const& identity) {
  auto& tenant = scene.tenant();
  TROTH_TRY(Answer made, tenant.owner.expect(201, Method::post, tenant.base + "/subjects"));
  TROTH_TRY(std::string subject, made.text("subject"));
  TROTH_TRY(Answer answer, verify(scene, subject, identity, hmac(secret, identity)));
  scene.saw_status(answer, 200, "control: the right HMAC verifies a visitor");
  return subject;
}

Result<Answer> link(Scene& scene, probe::Caller& who, std::string const& from, std::string const& into,
                    std::string_view basis, std::string_view reason = "") {
  Json body;
  body.object().member("from", from).member("into", into).member("basis", basis).member("reason", reason).end();
  return who.post(scene.tenant().base + "/links", body.text());
}

Result<> forge(Scene& scene, std::string const& subject, std::string const& identity, std::string const& secret,
               std::string const& old) {
  std::string const right = hmac(secret, identity);
  std::string upper = right;
  for (char& c : upper) c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
  std::pair<std::string_view, std::string> const wrong[] = {
      {"no HMAC", ""},
      {"the first 8 digits of the right HMAC", right.substr(0, 8)},
      {"its first half", right.substr(0, 32)},
      {"all but its last digit", right.substr(0, 63)},
      {"the right HMAC and one digit more", right + "0"},
      {"the right HMAC in upper case", upper},
      {"the HMAC of somebody else", hmac(secret, identity + "x")},
      {"an HMAC under no secret", hmac("", identity)},
      {"a plain SHA-256 of the identity", hex(crypto::sha256(as_bytes(identity)))},
      {"an HMAC under the secret before", hmac(old, identity)}};
  for (auto const& [what, mac] : wrong) {
    TROTH_TRY(Answer answer, verify(scene, subject, identity, mac));
    scene.saw(answer.status == 400 || answer.status == 403,
              "a visitor with " + std::string(what) + " is not verified: " + std::to_string(answer.status));
  }
  return {};
}

Result<> must_be_alone(Scene& scene, std::string const& subject, std::string const& when) {
  auto& tenant = scene.tenant();
  TROTH_TRY(Answer links, tenant.owner.get(tenant.base + "/subjects/" + subject + "/links"));
  scene.saw(links.status == 200 && links.body == R"({"links":[]})", when + " the profile is linked to none");
  return {};
}

/// Linked, undone: each is as it was, and neither answer shows the other's content.
Result<std::string> link_and_look(Scene& scene, std::string const& from, probe::Tenant::Person const& person,
                                  std::string const& name, std::string_view basis, std::string_view reason) {
  auto& tenant = scene.tenant();
  TROTH_TRY(Answer made, link(scene, tenant.owner, from, person.subject, basis, reason));
  scene.saw_status(made, 201, "control: a link on the basis of " + std::string(basis));
  TROTH_TRY(std::string const id, made.text("link"));
  std::string const other = tenant.base + "/subjects/" + from;
  TROTH_TRY(Answer links, tenant.owner.get(other + "/links"));
  TROTH_TRY(Answer crossed, tenant.owner.get(other + "/records/contact/" + person.record, kSupport));
  scene.saw(links.status == 200 && links.body.find(name) == std::string::npos && crossed.status == 404,
            "a link shows ids, and no content of the other profile");
  return tenant.base + "/links/" + id;
}

Result<> undo(Scene& scene, std::string const& path, int must, std::string const& what) {
  TROTH_TRY(Answer answer, scene.tenant().owner.ask(Method::del, path, R"({"reason":"another person after all"})"));
  scene.saw_status(answer, must, what);
  return {};
}

Result<> run(Scene& scene) {
  auto& tenant = scene.tenant();
  std::string const name = scene.canary("joined"), identity = scene.canary("customer");
  TROTH_TRY(std::string const old, new_secret(scene));
  TROTH_TRY(std::string const secret, new_secret(scene));
  TROTH_TRY(auto person, tenant.person(name, name + "@example.com"));
  TROTH_TRY(auto visitor, tenant.person("Bo Example", scene.canary("visitor") + "@example.com"));
  TROTH_TRY(forge(scene, visitor.subject, identity, secret, old));
  TROTH_TRY(Answer right, verify(scene, person.subject, identity, hmac(secret, identity)));
  scene.saw_status(right, 200, "control: a person is verified");
  TROTH_TRY(std::string const same, verified(scene, secret, identity));
  TROTH_TRY(std::string const other, verified(scene, secret, identity + "-other"));

  auto const refused = [&](Result<Answer> answer, int must, std::string const& what) -> Result<> {
    if (!answer) return std::move(answer).error();
    scene.saw_status(*answer, must, what);
    return {};
  };
  auto& owner = tenant.owner;
  TROTH_TRY(refused(link(scene, owner, visitor.subject, person.subject, "identity"), 403, "a visitor into a person"));
  TROTH_TRY(refused(link(scene, owner, person.subject, visitor.subject, "identity"), 403, "a person into a visitor"));
  TROTH_TRY(refused(link(scene, owner, other, person.subject, "identity"), 403, "two with different identities"));
  TROTH_TRY(refused(link(scene, owner, other, person.subject, "person"), 400, "two on somebody's word, without why"));
  TROTH_TRY(probe::Caller desk, scene.principal({"consult", "record", "alter"}));
  TROTH_TRY(refused(link(scene, desk, other, same, "person", "I say so"), 403, "two by who may not"));
  TROTH_TRY(Answer theirs, scene.neighbour().owner.expect(201, Method::post, scene.neighbour().base + "/subjects"));
  TROTH_TRY(std::string const foreign, theirs.text("subject"));
  TROTH_TRY(refused(link(scene, owner, foreign, person.subject, "person", "x"), 404, "another tenant's into ours"));
  TROTH_TRY(refused(link(scene, owner, person.subject, foreign, "person", "x"), 404, "ours into another tenant's"));
  TROTH_TRY(must_be_alone(scene, person.subject, "after all that"));

  TROTH_TRY(std::string joined, link_and_look(scene, same, person, name, "identity", ""));
  TROTH_TRY(undo(scene, joined, 200, "the link is undone"));
  TROTH_TRY(must_be_alone(scene, person.subject, "afterwards"));
  if (scene.place() == probe::Place::live) return {};
  TROTH_TRY(joined, link_and_look(scene, same, person, name, "person", "the same voice"));
  TROTH_TRY(probe::Twin * twin, scene.twin());
  TROTH_TRY(twin->advance(std::chrono::hours(24 * 30 - 1)));
  return undo(scene, joined, 200, "29 days and 23 hours later a link is still undone");
}

constexpr std::string_view kMutants[] = {"unverified-linked", "hmac-prefix-accepted", "linked-without-reason",
                                         "undo-ends-early"};

}  // namespace

extern probe::Probe const te_1_10;
probe::Probe const te_1_10{
    .clause = "TE-1.10",
    .sentence =
        "Two profiles are joined only when the customer's server has vouched for both as the same identity, or when "
        "somebody with the permission states the reason, and never across tenants. Each keeps its own records, and a "
        "join is undone on request for {merge.undo_days}.",
    .hypothesis =
        "A visitor who only claims an identity is joined to a person, or two are joined without a reason or across "
        "tenants, or a join cannot be taken back.",
    .attack =
        "A visitor sends HMACs that are empty, cut, too long, in upper case, of others or under an old secret. "
        "Unverified profiles, those of different identities and those of two tenants are to be joined, without a "
        "reason and without the permission. On a twin the clock is moved to just before the end of the undo time.",
    .oracle = "The status of each answer, and the links and the records that the profiles then show.",
    .passes =
        "None of the 10 forgeries verifies and none of the 7 joins is made; a right one is made, shows no content of "
        "the other profile, and is undone, on a twin after 29 days and 23 hours too.",
    .window = std::chrono::hours(24),
    .place = probe::Place::live,
    .mutants = kMutants,
    .run = run,
    .needs = {.neighbour = true, .files = false, .reader = false}};

}  // namespace troth::clauses
