// TE-0.3 Versions of this document: what was promised stays readable as it was, and is not weakened by one person.
#include "base/clock.h"
#include "base/json_writer.h"
#include "catalogue/catalogue.h"
#include "clauses/attacks/cell_people.h"
#include "clauses/attacks/public_log.h"
#include "crypto/hash.h"

namespace troth::clauses {
namespace {

using http::Method;
using probe::Answer;
using probe::Caller;
using probe::Scene;
using probe::Twin;

constexpr std::string_view kVersions = "/v1/cell/tom/versions";
constexpr std::string_view kPromise = "log.seal_seconds";  // fewer are stricter
constexpr auto kNotice = std::chrono::hours(24 * 30);

struct People {
  Caller author, first, second;
};

/// A version of the first document; `seconds` is what it promises at most, `notice` the days it gives for a weaker one.
std::string draft(int seconds, Time from, int notice = 30) {
  Json body;
  body.object().key("profiles").array().value("trueengage").end();
  body.key("promises")
      .object()
      .member(kPromise, seconds)
      .member("tom.notice_days", notice)
      .end()
      .key("accepted")
      .array();
  for (auto const& clause : catalogue::Catalogue::built_in().clauses())
    if (clause.profile == "trueengage" && clause.stands == catalogue::EvidenceClass::not_covered) body.value(clause.id);
  return body.end().member("effective_from", rfc3339(from)).end().text();
}

std::string path_of(int version, std::string_view what = {}) {
  return std::string(kVersions) + "/" + std::to_string(version) + std::string(what);
}

Result<> decide(Scene& scene, Caller& who, int version, int must, std::string const& what,
                std::string_view state = {}) {
  TROTH_TRY(Answer answer, who.post(path_of(version, "/approve")));
  auto const now = answer.text("state");
  bool const right = state.empty() || (now && *now == state);
  scene.saw(answer.status == must && right,
            what + ": " + std::to_string(answer.status) + (now ? ", the version is then " + *now : ""));
  return {};
}

/// The version that everybody is told holds now.
Result<std::int64_t> in_force(Scene& scene) {
  TROTH_TRY(Answer page, scene.stranger().expect(200, Method::get, "/trust/tom.json"));
  TROTH_TRY(auto const members, page.object());
  auto const version = members.find("version");
  if (version == members.end() || version->second.integer() == nullptr)
    return fail(Code::invalid, "the page of the document names no version");
  return *version->second.integer();
}

struct Text {
  std::string text, hash;
};
Result<Text> read(Caller& who, int version) {
  TROTH_TRY(Answer answer, who.expect(200, Method::get, path_of(version)));
  Text out;
  TROTH_TRY(out.text, answer.text("text"));
  TROTH_TRY(out.hash, answer.text("hash"));
  return out;
}

Result<> publish_first(Scene& scene, People& people) {
  auto const now = SystemClock().now();
  TROTH_TRY(Answer past, people.author.post(std::string(kVersions), draft(10, now - std::chrono::hours(1))));
  scene.saw_status(past, 400, "a version that is to hold from an hour ago");
  TROTH_TRY(Answer made, people.author.post(std::string(kVersions), draft(10, now)));
  scene.saw_status(made, 201, "control: a first version is drafted");
  TROTH_TRY(decide(scene, people.author, 1, 409, "its author approves it"));
  return decide(scene, people.first, 1, 200, "control: somebody else approves it");
}

/// The text is what its hash says, and the hash stands in the log that everybody can read.
Result<Text> read_first(Scene& scene, People& people) {
  TROTH_TRY(Text text, read(people.second, 1));
  scene.saw(text.hash == hex(crypto::sha256(as_bytes(text.text))), "the hash of the first version is that of its text");
  TROTH_TRY(auto const entries, wait_for_entry(scene, "hash " + text.hash));
  scene.saw(entries.found && entries.under_head, "the hash is an entry under the head of the public evidence log");
  TROTH_TRY(Answer page, scene.stranger().get("/trust/tom/v/1.json"));
  scene.saw(page.status == 200 && page.body.find(text.hash) != std::string::npos,
            "everybody is shown the first version with its hash");
  return text;
}

/// The version that is yet to come gives no notice; the one in force promised it, for whatever follows.
Result<> try_in_two_steps(Scene& scene, People& people, Time start) {
  TROTH_TRY(Answer next, people.author.post(std::string(kVersions), draft(30, start + std::chrono::minutes(1), 0)));
  scene.saw(next.status == 201, "control: a version that is weaker still is drafted");
  TROTH_TRY(decide(scene, people.first, 4, 200, "one approval of it", "draft"));
  return decide(scene, people.second, 4, 409, "the approval that would cut the notice in two steps");
}

Result<> try_to_weaken(Scene& scene, Twin& twin, People& people) {
  auto const now = SystemClock().now();
  TROTH_TRY(Answer early, people.author.post(std::string(kVersions), draft(20, now + kNotice / 2)));
  TROTH_TRY(Answer due,
            people.author.post(std::string(kVersions), draft(20, now + kNotice + std::chrono::hours(1), 0)));
  TROTH_TRY(Answer huge, people.author.post(std::string(kVersions), draft(20, now + kNotice, 100'000'000)));
  scene.saw_status(huge, 400, "a version with more days of notice than a clock can count");
  scene.saw(early.status == 201 && due.status == 201, "control: weaker versions are drafted");
  TROTH_TRY(decide(scene, people.first, 2, 200, "one approval of a weaker version", "draft"));
  TROTH_TRY(decide(scene, people.second, 2, 409, "the approval that would let it hold in half the days of notice"));
  TROTH_TRY(decide(scene, people.author, 3, 409, "its author approves a weaker version"));
  TROTH_TRY(decide(scene, people.first, 3, 200, "one approval of the later one", "draft"));
  TROTH_TRY(decide(scene, people.first, 3, 409, "the same person's second approval"));
  TROTH_TRY(Answer hidden, scene.stranger().get("/trust/tom/v/3.json"));
  scene.saw_status(hidden, 404, "the page of a version that is not published");
  TROTH_TRY(decide(scene, people.second, 3, 200, "control: the second approval publishes it", "approved"));
  TROTH_TRY(auto const before, in_force(scene));
  scene.saw(before == 1, "a published weaker version does not hold before its day");
  TROTH_TRY(twin.advance(std::chrono::hours(24)));
  TROTH_TRY(try_in_two_steps(scene, people, now + kNotice + std::chrono::hours(1)));
  TROTH_TRY(twin.advance(std::chrono::duration_cast<std::chrono::seconds>(kNotice) - std::chrono::hours(22)));
  TROTH_TRY(auto const after, in_force(scene));
  scene.saw(after == 3, "control: after the days of notice it does");
  return {};
}

Result<> try_to_edit(Scene& scene, People& people) {
  for (auto method : {Method::put, Method::patch, Method::del}) {
    TROTH_TRY(Answer answer, people.author.ask(method, path_of(1), draft(60, SystemClock().now())));
    scene.saw(answer.status == 404 || answer.status == 405, "no route changes a version");
  }
  TROTH_TRY(Answer withdrawn, people.author.post(path_of(1, "/withdraw")));
  scene.saw_status(withdrawn, 409, "a published version is withdrawn");
  return decide(scene, people.second, 1, 409, "a published version is approved again");
}

Result<> run(Scene& scene) {
  TROTH_TRY(Twin * twin, scene.twin());
  TROTH_TRY(Caller author, cell_principal(*twin, "author", "publish_tom"));
  TROTH_TRY(Caller first, cell_principal(*twin, "first-approver", "publish_tom"));
  TROTH_TRY(Caller second, cell_principal(*twin, "second-approver", "publish_tom"));
  People people{std::move(author), std::move(first), std::move(second)};
  TROTH_TRY(publish_first(scene, people));
  TROTH_TRY(Text const before, read_first(scene, people));
  TROTH_TRY(try_to_weaken(scene, *twin, people));
  TROTH_TRY(try_to_edit(scene, people));
  auto const after = read(people.second, 1);
  scene.saw(after && after->text == before.text && after->hash == before.hash,
            "the first version reads as it did when it was published, byte for byte");
  return {};
}

constexpr std::string_view kMutants[] = {"one-approver-enough", "tom-text-rewritten"};

}  // namespace

extern probe::Probe const te_0_3;
probe::Probe const te_0_3{
    .clause = "TE-0.3",
    .sentence =
        "Each published version of this document has a number, a moment from which it holds, and a hash in a public "
        "log; it stays readable unchanged when a later one follows. A version that weakens a promise needs two "
        "approvers other than its author and holds no earlier than {tom.notice_days} after the last approval.",
    .hypothesis =
        "One person weakens what customers were promised, at once or in retrospect, or changes what an earlier version "
        "said.",
    .attack =
        "On a twin three people publish: a version for a past day, a first one, two that weaken a promise. The author "
        "approves, one person approves twice, the days of notice are cut, and changes are sent to what is published. "
        "The twin's clock is moved past the notice.",
    .oracle =
        "The answers, the public pages, the text of the first version before and after, and the public evidence log, "
        "its root computed by the probe.",
    .passes =
        "No author's approval counts, nor one person's second; a weaker version is published by the second approver "
        "and holds after 30 days; the first version is the same to the byte and its hash is in the log.",
    .window = std::chrono::hours(24),
    .place = probe::Place::twin,
    .mutants = kMutants,
    .run = run};

}  // namespace troth::clauses
