// TE-1.6 Retrieval: another tenant's data cannot be reached by any route, nor told from what does not exist.
#include <algorithm>

#include "base/id.h"
#include "clauses/attacks/again.h"
#include "clauses/attacks/doors.h"
#include "clauses/attacks/files.h"
#include "clauses/attacks/lookup.h"

namespace troth::clauses {
namespace {

using probe::Answer;
using probe::Caller;
using probe::Scene;

/// A neighbour with everything that has an id: a person with a record, an import, a job, an event.
Result<Ids> furnished(probe::Tenant& neighbour, probe::Tenant::Person const& person) {
  Ids ids{neighbour.base, person.subject, person.record, {}, {}, {}};
  TROTH_TRY(Answer import, neighbour.owner.expect(201, http::Method::post, neighbour.base + "/imports",
                                                  R"({"collection":"contact"})"));
  TROTH_TRY(ids.import, import.text("import"));
  TROTH_TRY(auto leaver, neighbour.person("Lee Example", "lee@example.com"));
  TROTH_TRY(Answer erased, neighbour.owner.post(neighbour.base + "/subjects/" + leaver.subject + "/erasure",
                                                R"({"ground":"consent-withdrawn"})"));
  TROTH_TRY(ids.job, erased.text("job"));
  ids.event = import.event();
  return ids;
}

std::string fresh_id(Scene& scene) { return Id<struct AbsentTag>::make_random(scene.random()).text(); }

Ids absent_ids(Scene& scene, std::string base) {
  return {std::move(base), fresh_id(scene), fresh_id(scene), fresh_id(scene), fresh_id(scene), fresh_id(scene)};
}

/// Knocks at the same door twice, with ids of the neighbour and with ids of nobody.
Result<> compare(Scene& scene, Caller& owner, Caller& reader, Ids const& real, Ids const& none,
                 std::string const& how) {
  auto const real_doors = doors(real), no_doors = doors(none);
  for (std::size_t i = 0; i < real_doors.size(); ++i) {
    auto const &door = real_doors[i], &nothing = no_doors[i];
    bool const names_tenant_only = real.base == none.base && door.path == nothing.path;
    if (names_tenant_only) continue;  // the caller's own door
    Caller& who = door.log ? reader : owner;
    TROTH_TRY(Answer foreign, who.ask(door.method, door.path, door.body, door.headers));
    TROTH_TRY(Answer absent, who.ask(door.method, nothing.path, door.body, door.headers));
    bool const same = foreign.status == 404 && absent.status == 404 && foreign.body == absent.body;
    scene.saw(same, how + ", " + std::string(door.what) + ": " + std::to_string(foreign.status) +
                        ", for nobody's ids " + std::to_string(absent.status) +
                        (foreign.body == absent.body ? ", same body" : ", other body"));
  }
  return {};
}

/// The same address is known to both: each finds its own person and no other.
Result<> look_up(Scene& scene, std::string const& email, std::string const& own, std::string const& foreign) {
  auto &tenant = scene.tenant(), &neighbour = scene.neighbour();
  TROTH_TRY(bool const mine, finds(tenant, email, own));
  TROTH_TRY(bool const theirs, finds(neighbour, email, foreign));
  scene.saw(mine && theirs, "control: each tenant finds its own person by the address both know");
  TROTH_TRY(bool const crossed, finds(tenant, email, foreign));
  TROTH_TRY(bool const back, finds(neighbour, email, own));
  scene.saw(!crossed && !back, "a lookup finds nobody of the other tenant by the same address");
  return {};
}

/// The 16 bytes that stand for the address in the table of indexes, before the person's id.
std::string index_value(std::string const& database, std::string const& subject) {
  constexpr std::string_view kBefore = "contactemail";
  std::string const id = raw_id(subject);
  for (auto at = database.find(kBefore); at != database.npos; at = database.find(kBefore, at + 1))
    if (database.compare(at + kBefore.size() + 16, id.size(), id) == 0) return database.substr(at + kBefore.size(), 16);
  return {};
}

Result<> compare_indexes(Scene& scene, std::string const& own, std::string const& foreign) {
  TROTH_TRY(probe::Twin * twin, scene.twin());
  TROTH_TRY(twin->stop());
  TROTH_TRY(std::string const database, read_whole(twin->data() / "data.db"));
  TROTH_TRY(twin->restart());
  auto const mine = index_value(database, own), theirs = index_value(database, foreign);
  scene.saw(!mine.empty() && !theirs.empty(), "control: both index values are found in the database");
  scene.saw(mine != theirs, "the same address has different index values in the two tenants");
  return {};
}

Result<> run(Scene& scene) {
  auto &tenant = scene.tenant(), &neighbour = scene.neighbour();
  std::string const email = scene.canary("both") + "@example.com", name = scene.canary("neighbour");
  TROTH_TRY(auto own, tenant.person("Ada Example", email));
  TROTH_TRY(auto foreign, neighbour.person(name, email));
  TROTH_TRY(Ids const ids, furnished(neighbour, foreign));
  Ids const nobody = absent_ids(scene, "/v1/tenants/" + fresh_id(scene));
  TROTH_TRY(compare(scene, tenant.owner, tenant.reader, ids, nobody, "in the neighbour's name"));
  Ids smuggled = ids, absent = absent_ids(scene, tenant.base);
  smuggled.base = tenant.base;
  TROTH_TRY(compare(scene, tenant.owner, tenant.reader, smuggled, absent, "in the own name"));

  std::string const list = tenant.base + "/subjects/" + own.subject + "/records?cursor=";
  TROTH_TRY(Answer moved, tenant.owner.get(list + "contact/" + foreign.record));
  scene.saw(moved.status == 200 && moved.body.find(foreign.record) == std::string::npos,
            "a cursor that names the neighbour's record leads to nothing of it");
  TROTH_TRY(Answer bent, tenant.owner.get(list + "contact"));
  scene.saw_status(bent, 400, "a cursor that no page gave");
  TROTH_TRY(look_up(scene, email, own.subject, foreign.subject));
  TROTH_TRY(Answer kept, neighbour.owner.get(foreign.path, kSupport));
  scene.saw(kept.status == 200 && kept.body.find(name) != std::string::npos,
            "control: the neighbour reads its record, unchanged after all attacks");
  return scene.place() == probe::Place::twin ? compare_indexes(scene, own.subject, foreign.subject) : Result<>();
}

constexpr std::string_view kMutants[] = {"tenant-not-compared", "index-key-shared"};

}  // namespace

extern probe::Probe const te_1_6;
probe::Probe const te_1_6{
    .clause = "TE-1.6",
    .sentence =
        "Only a tenant's own token finds its data, by an id or by the keyed index of a declared field. "
        "Another tenant's id gets the same answer as one that does not exist.",
    .hypothesis =
        "Who knows an id of another tenant reaches what it names by one of the routes; or the answer betrays "
        "that it exists; or the same address has the same index value in two tenants.",
    .attack =
        "The owner and the log's reader of one tenant send the ids of another tenant, of its person, record, import, "
        "job and event, to every route that takes such an id: under the other tenant's path and under their own. A "
        "cursor is bent. Both tenants know the same address and look it up.",
    .oracle =
        "Each answer, beside the one for ids that nobody has; the lookups; the neighbour's record afterwards; on a "
        "twin the index values in data.db.",
    .passes =
        "Every foreign id is answered with 404 and the very body that an id of nobody gets. Lookups find the own "
        "person only, and the index values differ.",
    .window = std::chrono::hours(24),
    .place = probe::Place::live,
    .mutants = kMutants,
    .run = run};

}  // namespace troth::clauses
