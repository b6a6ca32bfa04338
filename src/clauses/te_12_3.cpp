// TE-12.3 Retention set by the customer: shorter at once and for all, longer by instruction and for what comes.
#include "clauses/attacks/kept_record.h"

namespace troth::clauses {
namespace {

using probe::Answer;
using probe::Scene;

Result<> try_longer(Scene& scene, Keeping const& keeping) {
  for (std::string const more : {"", R"(,"instruction":"")"}) {
    TROTH_TRY(Answer answer, keeping.set_days(scene, 30, more));
    scene.saw_status(answer, 400, "a longer period without an instruction");
  }
  auto& tenant = scene.tenant();
  TROTH_TRY(probe::Caller desk, scene.principal({"consult", "record", "structure"}));
  TROTH_TRY(Answer usurped,
            desk.put(tenant.base + "/retention/" + keeping.name, R"({"days":1,"ground":"chat history"})"));
  scene.saw_status(usurped, 403, "a period set by who may not");
  TROTH_TRY(Answer legal, keeping.set_days(scene, 30, R"(,"instruction":"letter of 20 November, section 3")"));
  scene.saw_status(legal, 200, "control: a longer period with its instruction");
  return {};
}

Result<> run(Scene& scene) {
  TROTH_TRY(probe::Twin * twin, scene.twin());
  Keeping const shorter{scene.canary("shorter")}, same{scene.canary("same")};
  TROTH_TRY(shorter.make(scene, 365));
  TROTH_TRY(same.make(scene, 365));
  TROTH_TRY(auto lies, shorter.person(scene, "lies@example.com"));
  TROTH_TRY(auto other, same.person(scene, "other@example.com"));
  TROTH_TRY(twin->advance(kDay * 2));
  TROTH_TRY(must_read(scene, lies, "control: a record of two days under a class of a year is there"));
  TROTH_TRY(Answer set, shorter.set_days(scene, 1));
  scene.saw_status(set, 200, "control: the class is made shorter, a single day");
  TROTH_TRY(twin->advance(kDay - std::chrono::minutes(1)));
  TROTH_TRY(bool const gone, goes(scene, lies));
  scene.saw(gone, "within a day the shorter period holds for what lay there: the record is deleted");
  TROTH_TRY(must_read(scene, other, "control: a record of another class is there"));
  TROTH_TRY(auto later, shorter.person(scene, "later@example.com"));
  TROTH_TRY(try_longer(scene, shorter));
  TROTH_TRY(twin->advance(kDay * 2));
  TROTH_TRY(bool const went, goes(scene, later));
  scene.saw(went, "a longer period does not lengthen what lay there");
  TROTH_TRY(auto fresh, shorter.person(scene, "fresh@example.com"));
  TROTH_TRY(twin->advance(kDay * 2));
  return must_read(scene, fresh, "control: what is written under the longer period is kept for it");
}

constexpr std::string_view kMutants[] = {"shorter-for-new-data-only", "longer-without-instruction"};

}  // namespace

extern probe::Probe const te_12_3;
probe::Probe const te_12_3{
    .clause = "TE-12.3",
    .sentence =
        "A customer sets shorter retention for its own data, down to a single day, and it holds for existing data "
        "within {retention.apply_hours}. A longer one takes a written instruction with its ground, and holds for new "
        "data only.",
    .hypothesis =
        "A shorter period leaves the data that is there as it was, or a longer one is set by the way, or keeps what "
        "should have gone.",
    .attack =
        "On a twin a class of a year is made one of a day while a record of two days lies under it, and the clock is "
        "moved by a day; then it is made longer without an instruction, by who may not, and as it should be.",
    .oracle = "The answers, and which records are there after the clock was moved.",
    .passes =
        "The record is gone within a day, that of another class is there; the 3 wrong changes are refused; what was "
        "written before the longer period ends as it would have, what is written after it stays.",
    .window = std::chrono::hours(24),
    .place = probe::Place::twin,
    .mutants = kMutants,
    .run = run};

}  // namespace troth::clauses
