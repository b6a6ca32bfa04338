// TE-12.2 Deletion at the end: what is past its end is gone, and nothing goes before.
#include "clauses/attacks/files.h"
#include "clauses/attacks/kept_record.h"

namespace troth::clauses {
namespace {

using http::Method;
using probe::Answer;
using probe::Scene;

/// Records and their index entries name the record by its id, and so do earlier versions.
Result<> search_files(Scene& scene, probe::Twin& twin, probe::Tenant::Person const& gone,
                      probe::Tenant::Person const& stays) {
  TROTH_TRY(twin.stop());
  TROTH_TRY(auto control, scene.files_with(raw_id(stays.record)));
  scene.saw(!control.empty(), "control: the same search finds the id of a record that stays");
  TROTH_TRY(auto hits, scene.files_with(raw_id(gone.record)));
  scene.saw(hits.empty(), "the id of the deleted record is left in " + (hits.empty() ? "no file" : hits.front()));
  return twin.restart();
}

Result<> run(Scene& scene) {
  TROTH_TRY(probe::Twin * twin, scene.twin());
  Keeping const day{scene.canary("day")}, year{scene.canary("year")};
  std::string const email = scene.canary("ends") + "@example.com";
  TROTH_TRY(day.make(scene, 1));
  TROTH_TRY(year.make(scene, 365));
  TROTH_TRY(auto ends, day.person(scene, email));
  TROTH_TRY(auto stays, year.person(scene, email));
  TROTH_TRY(auto held, day.person(scene, "held-" + email));
  auto& owner = scene.tenant().owner;
  TROTH_TRY(owner.expect(200, Method::patch, ends.path, R"({"note":"another"})", {{"If-Match", "\"1\""}}));
  std::string const restriction = scene.tenant().base + "/subjects/" + held.subject + "/restriction";
  TROTH_TRY(owner.expect(200, Method::put, restriction, R"({"ground":"legal-claims","reason":"a claim"})"));

  TROTH_TRY(twin->advance(kDay - std::chrono::minutes(5)));
  TROTH_TRY(must_read(scene, ends, "five minutes before its end a record is there"));
  TROTH_TRY(twin->advance(kDay + std::chrono::minutes(4)));  // by then it must be gone
  TROTH_TRY(bool const gone, goes(scene, ends));
  scene.saw(gone, "within a day of its end a record is deleted");
  TROTH_TRY(bool const found, day.finds(scene, email));
  scene.saw(!found, "a lookup does not find the deleted record");
  TROTH_TRY(must_read(scene, stays, "control: a record of a longer class is there"));
  TROTH_TRY(bool const still_found, year.finds(scene, email));
  scene.saw(still_found, "control: a lookup finds the record of the longer class");
  TROTH_TRY(search_files(scene, *twin, ends, stays));
  TROTH_TRY(scene.tenant().owner.expect(200, Method::del, restriction, R"({"reason":"settled"})"));
  return must_read(scene, held, "a restricted person's record waits for the restriction to be lifted");
}

constexpr std::string_view kMutants[] = {"retention-never-ends", "sweep-keeps-versions"};

}  // namespace

extern probe::Probe const te_12_2;
probe::Probe const te_12_2{
    .clause = "TE-12.2",
    .sentence =
        "Within {retention.delete_hours} of the end of its retention we delete a record whole, with its earlier "
        "versions and its index entries. Only the records of a restricted person wait, until the restriction is "
        "lifted.",
    .hypothesis =
        "Data stays after its end, in the service, in an index or in an earlier version; or what is not due goes too.",
    .attack =
        "On a twin records are written under a class of a day and one of a year, one of them is changed, and one "
        "person is restricted. The clock is moved to five minutes before the end, and to a minute before a day after "
        "it.",
    .oracle =
        "The records and the lookups before and after, and the files of the stopped twin, searched for the id of the "
        "deleted record.",
    .passes =
        "The record is there before its end and gone within a day of it, a lookup does not find it, and no file holds "
        "its id. The record of a year and the restricted person's are there.",
    .window = std::chrono::hours(24),
    .place = probe::Place::twin,
    .mutants = kMutants,
    .run = run};

}  // namespace troth::clauses
