#include "clauses/attacks/doors.h"

#include "clauses/attacks/again.h"

namespace troth::clauses {
namespace {

using http::Method;

constexpr char kPerson[] = R"({"display_name":"Mal Example"})";
constexpr char kLookup[] = R"({"collection":"contact","field":"email","value":"ada@example.com"})";
constexpr char kHeld[] = R"({"ground":"legal-claims","reason":"an attack"})";
constexpr char kUse[] =
    R"({"collection":"contact","record":"00000000-0000-7000-8000-000000000000","field":"email","act":"verify",)"
    R"("value":"ada@example.com"})";
constexpr char kRadius[] = R"({"from":"2026-01-01T00:00:00Z","to":"2036-01-01T00:00:00Z"})";

void add_tenant(std::vector<Door>& out, std::string const& base) {
  out.push_back({"the tenant", false, Method::get, base, ""});
  out.push_back(
      {"a new principal", false, Method::post, base + "/principals", R"({"name":"mal","permissions":["consult"]})"});
  out.push_back({"a purpose", false, Method::put, base + "/purposes/attack", R"({"title":"attack"})"});
  out.push_back(
      {"a retention class", false, Method::put, base + "/retention/attack", R"({"days":1,"ground":"attack"})"});
  out.push_back({"a new person", false, Method::post, base + "/subjects", ""});
  out.push_back({"a lookup", false, Method::post, base + "/lookup", kLookup, kSupport});
  out.push_back({"an import", false, Method::post, base + "/imports", R"({"collection":"contact"})"});
}

void add_person(std::vector<Door>& out, Ids const& ids) {
  std::string const subject = ids.base + "/subjects/" + ids.subject, records = subject + "/records/contact";
  out.push_back({"the list of records", false, Method::get, subject + "/records", ""});
  out.push_back({"the storage statement", false, Method::get, subject + "/storage", ""});
  out.push_back({"the record", false, Method::get, records + "/" + ids.record, "", kSupport});
  out.push_back({"another record", false, Method::post, records, kPerson});
  out.push_back({"an alteration", false, Method::patch, records + "/" + ids.record, kPerson, {{"If-Match", "\"1\""}}});
  out.push_back({"a restriction", false, Method::put, subject + "/restriction", kHeld});
  out.push_back({"a lifting", false, Method::del, subject + "/restriction", R"({"reason":"an attack"})"});
  out.push_back({"a label", false, Method::put, subject + "/labels/attack", ""});
  out.push_back({"a label off a record", false, Method::del, records + "/" + ids.record + "/labels/attack", ""});
  out.push_back({"the labels", false, Method::get, subject + "/labels", ""});
  out.push_back({"nobody to look after the person", false, Method::del, subject + "/assignee", ""});
  out.push_back({"a use", false, Method::post, subject + "/use", kUse, kSupport});
  out.push_back({"an objection", false, Method::put, subject + "/objections/support", ""});
  out.push_back({"an erasure", false, Method::post, subject + "/erasure", R"({"ground":"objection"})"});
  out.push_back({"the import", false, Method::get, ids.base + "/imports/" + ids.import, ""});
  out.push_back({"a chunk", false, Method::put, ids.base + "/imports/" + ids.import + "/chunks/0", ""});
  out.push_back({"the end of the import", false, Method::post, ids.base + "/imports/" + ids.import + "/close", ""});
  out.push_back({"the job", false, Method::get, ids.base + "/jobs/" + ids.job, ""});
}

void add_log(std::vector<Door>& out, Ids const& ids) {
  std::string const log = ids.base + "/log", event = log + "/events/" + ids.event;
  out.push_back({"the log's checkpoint", true, Method::get, log + "/checkpoint", ""});
  out.push_back({"the log's verifier", true, Method::get, log + "/verifier", ""});
  out.push_back({"a tile of the log", true, Method::get, log + "/tile/0/000", ""});
  out.push_back({"the events", true, Method::get, log + "/events", ""});
  out.push_back({"the event", true, Method::get, event, ""});
  out.push_back({"its proof", true, Method::get, event + "/proof", ""});
  out.push_back({"its receipt", true, Method::get, event + "/receipt", ""});
  out.push_back({"the export of the log", true, Method::get, log + "/export", ""});
  out.push_back({"what a token reached", true, Method::post, log + "/blast-radius", kRadius});
}

}  // namespace

std::vector<Door> doors(Ids const& ids) {
  std::vector<Door> out;
  add_tenant(out, ids.base);
  add_person(out, ids);
  add_log(out, ids);
  return out;
}

}  // namespace troth::clauses
