// TE-5.2 Encryption at rest: what was changed or moved in the database is refused, never shown.
#include "base/json_writer.h"
#include "clauses/attacks/again.h"
#include "clauses/attacks/envelopes.h"
#include "clauses/attacks/files.h"

namespace troth::clauses {
namespace {

using probe::Answer;
using probe::Scene;

struct Sealed {
  std::string path, record, name;
  std::size_t plaintext = 0;
};

Result<Sealed> record_of(Scene& scene, std::string const& records) {
  Sealed out;
  out.name = scene.canary("sealed");
  std::string const body =
      Json().object().member("display_name", out.name).end().text();  // one field: canonical already
  TROTH_TRY(Answer made, scene.tenant().owner.expect(201, http::Method::post, records, body));
  TROTH_TRY(out.record, made.text("record"));
  out.path = records + "/" + out.record;
  out.plaintext = body.size();
  return out;
}

Result<std::vector<Sealed>> records_of_new_person(Scene& scene, int count) {
  auto& tenant = scene.tenant();
  TROTH_TRY(Answer made, tenant.owner.expect(201, http::Method::post, tenant.base + "/subjects"));
  TROTH_TRY(std::string subject, made.text("subject"));
  std::vector<Sealed> out;
  for (int i = 0; i < count; ++i) {
    TROTH_TRY(Sealed one, record_of(scene, tenant.base + "/subjects/" + subject + "/records/contact"));
    out.push_back(std::move(one));
  }
  return out;
}

/// Bits of an envelope, one in each of its parts.
struct Flip {
  std::string_view what;
  std::size_t byte;
};
constexpr Flip kFlips[] = {{"the version of its form", 1},   {"its suite", 2},  {"its flags", 3},
                           {"the key's version", 7},         {"its nonce", 12}, {"its ciphertext", 24},
                           {"the end of its ciphertext", 50}};

Result<> flip(Envelopes& envelopes, Sealed const& sealed, std::size_t byte) {
  TROTH_TRY(std::string envelope, envelopes.of(sealed.record, sealed.plaintext));
  envelope[byte] = static_cast<char>(envelope[byte] ^ 2);
  return envelopes.put(sealed.record, envelope);
}

Result<> swap(Envelopes& envelopes, Sealed const& a, Sealed const& b) {
  TROTH_TRY(std::string const first, envelopes.of(a.record, a.plaintext));
  TROTH_TRY(std::string const second, envelopes.of(b.record, b.plaintext));
  TROTH_TRY(envelopes.put(a.record, second));
  return envelopes.put(b.record, first);
}

/// As corrupt; or as gone, where the row now names a key that the person never had.
Result<> must_refuse(Scene& scene, Sealed const& sealed, std::string const& what) {
  TROTH_TRY(Answer answer, scene.tenant().owner.get(sealed.path, kSupport));
  bool const shown = answer.body.find("canary-sealed-") != std::string::npos;
  scene.saw((answer.status == 500 || answer.status == 410) && !shown,
            what + ": " + std::to_string(answer.status) + (shown ? ", and content is shown" : ", no content is shown"));
  return {};
}

Result<> must_read(Scene& scene, Sealed const& sealed, std::string const& when) {
  TROTH_TRY(Answer answer, scene.tenant().owner.get(sealed.path, kSupport));
  scene.saw(answer.status == 200 && answer.body.find(sealed.name) != std::string::npos, "control: " + when);
  return {};
}

void count_nonces(Scene& scene, Envelopes const& envelopes, std::size_t least) {
  auto const nonces = envelopes.nonces();
  scene.saw(nonces.envelopes >= least && nonces.shared == 0,
            std::to_string(nonces.envelopes) +
                " envelopes have different nonces; pairs that share one: " + std::to_string(nonces.shared));
}

Result<> run(Scene& scene) {
  TROTH_TRY(probe::Twin * twin, scene.twin());
  TROTH_TRY(auto mine, records_of_new_person(scene, static_cast<int>(std::size(kFlips)) + 4));
  TROTH_TRY(auto theirs, records_of_new_person(scene, 1));
  auto const &control = mine[0], &first = mine[1], &second = mine[2], &moved = mine[3], &foreign = theirs[0];
  for (auto const& sealed : {control, first, foreign})
    TROTH_TRY(must_read(scene, sealed, "a record before the attack"));

  TROTH_TRY(twin->stop());
  auto const file = twin->data() / "data.db";
  TROTH_TRY(std::string bytes, read_whole(file));
  Envelopes envelopes(std::move(bytes));
  scene.saw(envelopes.database().find("canary-sealed-") == std::string::npos,
            "no content stands in the database in clear");
  count_nonces(scene, envelopes, mine.size() + theirs.size());
  for (std::size_t i = 0; i < std::size(kFlips); ++i) TROTH_TRY(flip(envelopes, mine[4 + i], kFlips[i].byte));
  TROTH_TRY(swap(envelopes, first, second));
  TROTH_TRY(swap(envelopes, moved, foreign));
  TROTH_TRY(write_whole(file, envelopes.database()));
  TROTH_TRY(twin->restart());

  for (std::size_t i = 0; i < std::size(kFlips); ++i)
    TROTH_TRY(must_refuse(scene, mine[4 + i], "one bit was changed in " + std::string(kFlips[i].what)));
  for (auto const& sealed : {first, second})
    TROTH_TRY(must_refuse(scene, sealed, "exchanged with another record of the same person"));
  for (auto const& sealed : {moved, foreign})
    TROTH_TRY(must_refuse(scene, sealed, "exchanged with a record of another person"));
  return must_read(scene, control, "a record that was not touched is read after the attack");
}

constexpr std::string_view kMutants[] = {"encryption-is-identity", "aad-not-bound", "nonce-repeats"};

}  // namespace

extern probe::Probe const te_5_2;
probe::Probe const te_5_2{
    .clause = "TE-5.2",
    .sentence =
        "The values of every record are sealed with AES-256-GCM and bound to their tenant, person, "
        "collection, record and version. A ciphertext that was changed or moved to another place is "
        "refused and never shown.",
    .hypothesis =
        "Records lie in the database readable, or sealed so loosely that who can write the disk changes them or "
        "puts one in the place of another.",
    .attack =
        "The twin is stopped. In data.db, single bits of sealed records are turned over: in the form's version, suite, "
        "flags, key version, nonce and ciphertext. Two records of one person change places, and one with another "
        "person's. The twin is started again and the records are asked for.",
    .oracle =
        "The answers for the changed records and for one that was left alone; the nonces of all envelopes in the file.",
    .passes =
        "Each of the 11 changed records is refused (500, or 410 for a key that never was) and nothing of any record is "
        "shown; the one that was "
        "left alone is read; no two envelopes share a nonce and no content stands in the file.",
    .window = std::chrono::hours(24),
    .place = probe::Place::twin,
    .mutants = kMutants,
    .run = run};

}  // namespace troth::clauses
