// X-10 Records: the record of processing says what was in fact done, with what, and for whom.
#include "base/json_writer.h"
#include "crypto/jwe.h"
#include "probe/scene.h"

namespace troth::clauses {
namespace {

using http::Method;
using probe::Answer;
using probe::Scene;

/// How often the record says that an operation was done.
Result<std::int64_t> times(http::JsonValue::Object const& record, std::string_view operation) {
  auto const found = record.find("operations");
  if (found == record.end() || !found->second.array()) return fail(Code::corrupt, "the record names no operations");
  for (auto const& entry : *found->second.array()) {
    TROTH_TRY(auto reader, http::JsonReader::object(entry, "/operations"));
    TROTH_TRY(std::string name, reader.text("operation", 40));
    if (name == operation) return reader.integer("times", 0, INT64_MAX);
  }
  return fail(Code::corrupt, "the record does not name the operation", std::string(operation));
}

/// Whether the count has come to the end of the log as it was when the record was asked for.
bool is_whole(http::JsonValue::Object const& record) {
  auto const counted = record.find("counted");
  if (counted == record.end() || !counted->second.object()) return false;
  auto const& object = *counted->second.object();
  auto const events = object.find("events"), of = object.find("of");
  return events != object.end() && of != object.end() && events->second.integer() && of->second.integer() &&
         *events->second.integer() == *of->second.integer();
}

/// The record, once it has counted the whole log: a call goes on by a stretch of it.
Result<http::JsonValue::Object> whole_record(probe::Tenant& tenant) {
  for (int i = 0; i < 100; ++i) {
    TROTH_TRY(Answer answer, tenant.owner.expect(200, Method::get, tenant.base + "/processing-record"));
    TROTH_TRY(auto record, answer.object());
    if (is_whole(record)) return record;
  }
  return fail(Code::unavailable, "the record was not counted to its end");
}

std::string recipient(std::string const& jwk, std::string const& title) {
  Json json;
  json.object().member("title", title).member("country", "US").member("basis", "authority").member("transfer", "scc");
  return json.key("purposes").array().value("support").end().key("key").raw(jwk).end().text();
}

Result<> run(Scene& scene) {
  auto& tenant = scene.tenant();
  std::string const name = scene.canary("recorded");
  TROTH_TRY(auto before, whole_record(tenant));
  TROTH_TRY(auto person, tenant.person(name, name + "@example.com"));  // recording, twice
  std::string const subject = tenant.base + "/subjects/" + person.subject;
  for (int i = 0; i < 3; ++i) TROTH_TRY(tenant.owner.expect(200, Method::get, subject + "/storage"));
  TROTH_TRY(tenant.owner.expect(200, Method::get, subject + "/records"));
  TROTH_TRY(tenant.owner.get(person.path, {{"Purpose", "whim"}}));  // refused, so it is no consultation
  SystemRandom random;
  std::string const jwk = crypto::jwk_text(crypto::jwe_pair(crypto::JweCurve::x25519, random).point);
  TROTH_TRY(tenant.owner.put(tenant.base + "/recipients/probe-record", recipient(jwk, name)));
  TROTH_TRY(auto after, whole_record(tenant));

  std::pair<std::string_view, std::int64_t> const done[] = {
      {"recording", 2}, {"storage", 3}, {"retrieval", 1}, {"consultation", 0}, {"erasure", 0}};
  for (auto const& [operation, expected] : done) {
    TROTH_TRY(auto const was, times(before, operation));
    TROTH_TRY(auto const is, times(after, operation));
    scene.saw(is - was == expected, std::string(operation) + " was done " + std::to_string(expected) +
                                        " times, and the record has " + std::to_string(is - was) + " more");
  }
  std::string const text = http::JsonValue(after).dump();
  scene.saw(text.find("\"title\":\"" + name) != std::string::npos, "the recipient that was filed is in the record");
  scene.saw(text.find(R"({"country":"US","recipient":"probe-record"})") != std::string::npos,
            "and so is the country outside the EEA");
  for (std::string_view part : {"\"display_name\"", "\"support\"", "\"chat\"", "/trust/tom"})
    scene.saw(text.find(part) != std::string::npos, "the record names " + std::string(part));
  scene.saw(text.find(person.subject) == std::string::npos, "the record names no person");
  return {};
}

constexpr std::string_view kMutants[] = {"processing-not-counted", "record-without-recipients"};

}  // namespace

extern probe::Probe const x_10;
probe::Probe const x_10{
    .clause = "X-10",
    .sentence =
        "We make the record of processing of each tenant from its log, its structures and its recipients: how often "
        "each operation was done and since when, with which data, for what, how long, and who gets it where.",
    .hypothesis = "The record is written by hand, and says something else than what is done.",
    .attack =
        "A known number of operations is done, one is refused, a recipient outside the EEA is filed; the record is "
        "asked for before and after.",
    .oracle = "The record of processing, compared with itself before the acts.",
    .passes =
        "It has 2 recordings, 3 statements of storage and 1 retrieval more and nothing else, names the recipient "
        "with its country, fields, purposes and periods, and no person.",
    .window = std::chrono::hours(24),
    .place = probe::Place::live,
    .mutants = kMutants,
    .run = run,
    .needs = probe::kOwnTenant};

}  // namespace troth::clauses
