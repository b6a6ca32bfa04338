// TE-5.3 Key management: the keys' keys lie in the seal alone, and the end of an epoch is the end of its key.
#include <thread>

#include "clauses/attacks/again.h"
#include "clauses/attacks/files.h"
#include "clauses/attacks/key_store.h"

namespace troth::clauses {
namespace {

namespace fs = std::filesystem;
using probe::Answer;
using probe::Scene;
using probe::Twin;

constexpr auto kEpoch = std::chrono::hours(24);

Result<> search_data(Scene& scene, SealKeys const& seal, std::string const& subject, std::string const& when) {
  TROTH_TRY(auto control, scene.files_with(raw_id(subject)));
  scene.saw(!control.empty(), "control, " + when + ": the same search finds the id of a person in the data folder");
  std::size_t hits = 0;
  for (auto const& [name, key] : seal)
    for (auto const& form : {key, key.substr(0, 32), key.substr(32), hex(as_bytes(key))}) {
      TROTH_TRY(auto files, scene.files_with(form));
      hits += files.size();
    }
  scene.saw(hits == 0, when + ": of " + std::to_string(seal.size()) + " keys in the seal, " + std::to_string(hits) +
                           " places in the data folder hold one or a half of one");
  return {};
}

Result<std::int64_t> number_in(Answer const& answer, std::string_view member) {
  TROTH_TRY(auto const object, answer.object());
  auto const it = object.find(member);
  if (it == object.end() || !it->second.integer()) return fail(Code::invalid, "the state of the keys lacks a number");
  return *it->second.integer();
}

/// A day later, with nobody asking for it. The cell looks at its clock every few seconds.
Result<> wait_for_next_epoch(Scene& scene, Twin& twin) {
  probe::Caller admin(twin.target(), Secret::copy_of(as_bytes(twin.admin_token())));
  auto const state = [&] { return admin.expect(200, http::Method::get, "/v1/cell/keys"); };
  TROTH_TRY(Answer first, state());
  TROTH_TRY(auto const old, number_in(first, "epoch"));
  TROTH_TRY(twin.advance(kEpoch + std::chrono::minutes(1)));
  auto const until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  std::int64_t destroyed = 0;
  while (destroyed != old && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    TROTH_TRY(Answer now, state());
    TROTH_TRY(destroyed, number_in(now, "last_destroyed"));
  }
  scene.saw(destroyed == old,
            "a day later the cell has begun another epoch by itself and destroyed the key of the last");
  return {};
}

void compare_seals(Scene& scene, SealKeys const& before, SealKeys const& after) {
  std::size_t kept = 0, fresh = 0;
  for (auto const& [name, key] : after) {
    bool const epoch = name.starts_with("epoch-");
    if (epoch && !before.contains(name)) ++fresh;
    for (auto const& [old_name, old_key] : before) kept += epoch && old_name.starts_with("epoch-") && key == old_key;
  }
  scene.saw(fresh == 1, "the new epoch has a key of its own in the seal");
  scene.saw(kept == 0, "keys of ended epochs that are still in the seal: " + std::to_string(kept));
}

Result<> must_read(Scene& scene, probe::Tenant::Person const& person, std::string const& name,
                   std::string const& when) {
  TROTH_TRY(Answer answer, scene.tenant().owner.get(person.path, kSupport));
  scene.saw(answer.status == 200 && answer.body.find(name) != std::string::npos, "the record is read " + when);
  return {};
}

/// With the seal away, or one that is another's, there is nothing to serve.
Result<> try_without_seal(Scene& scene, Twin& twin) {
  fs::path const away = twin.seal().string() + ".away";
  std::error_code error;
  fs::rename(twin.seal(), away, error);
  bool const served = twin.restart().has_value();
  scene.saw(!served, "the data folder alone, without the seal, is not served");
  if (served) TROTH_TRY(twin.stop());
  fs::rename(away, twin.seal(), error);

  fs::path const root = twin.seal() / "root.key";
  TROTH_TRY(std::string const key, read_whole(root));
  auto const other = scene.random().bytes<64>();
  TROTH_TRY(write_whole(root, as_text(other)));
  bool const opened = twin.restart().has_value();
  scene.saw(!opened, "with another root key in the seal the data folder is not served");
  if (opened) TROTH_TRY(twin.stop());
  return write_whole(root, key);
}

/// A copy of the keys from before the epoch's end is worth nothing to who has the seal of today.
Result<> try_old_keys(Scene& scene, Twin& twin, KeyStore const& old, probe::Tenant::Person const& person) {
  TROTH_TRY(twin.stop());
  TROTH_TRY(KeyStore const now, copy_keys(twin));
  TROTH_TRY(put_keys(twin, old));
  bool read = false;
  if (twin.restart()) {
    TROTH_TRY(Answer answer, scene.tenant().owner.get(person.path, kSupport));
    read = answer.status == 200;
    TROTH_TRY(twin.stop());
  }
  scene.saw(!read, "a copy of keys.db from before the end of the epoch opens nothing");
  TROTH_TRY(put_keys(twin, now));
  return twin.restart();
}

Result<> run(Scene& scene) {
  TROTH_TRY(Twin * twin, scene.twin());
  std::string const name = scene.canary("kept");
  TROTH_TRY(auto person, scene.tenant().person(name, name + "@example.com"));
  TROTH_TRY(SealKeys const before, keys_of_seal(*twin));
  TROTH_TRY(search_data(scene, before, person.subject, "in the first epoch"));
  TROTH_TRY(twin->stop());
  TROTH_TRY(KeyStore const old_keys, copy_keys(*twin));
  TROTH_TRY(try_without_seal(scene, *twin));
  TROTH_TRY(twin->restart());
  TROTH_TRY(must_read(scene, person, name, "once the seal is back"));

  TROTH_TRY(wait_for_next_epoch(scene, *twin));
  TROTH_TRY(SealKeys const after, keys_of_seal(*twin));
  compare_seals(scene, before, after);
  TROTH_TRY(must_read(scene, person, name, "in the next epoch"));
  TROTH_TRY(search_data(scene, before, person.subject, "after the epoch, for the old keys"));
  TROTH_TRY(search_data(scene, after, person.subject, "after the epoch, for the new keys"));
  TROTH_TRY(try_old_keys(scene, *twin, old_keys, person));
  return must_read(scene, person, name, "after all attacks");
}

constexpr std::string_view kMutants[] = {"epoch-keeps-old-key", "epoch-never-ends"};

}  // namespace

extern probe::Probe const te_5_3;
probe::Probe const te_5_3{
    .clause = "TE-5.3",
    .sentence =
        "Every key that opens data, down to the one of each person, is stored wrapped; the seal that "
        "unwraps them lies outside the data folder. A running cell begins a new key epoch every "
        "{epoch.hours}, wraps all living keys anew and destroys the key of the old epoch.",
    .hypothesis =
        "The data folder holds what it takes to open itself; or the key of an ended epoch stays, so that an old "
        "copy of the keys brings back what was erased.",
    .attack =
        "On a twin: the data folder is searched for the keys of the seal. It is started without the seal and with "
        "another root key. Its clock is moved by a day and a minute; after the epoch's end a copy of keys.db from "
        "before is "
        "put back beside the seal of today.",
    .oracle = "The bytes of all files of data folder and seal, whether the twin starts, and what it reads.",
    .passes =
        "No key of the seal, nor half of one, lies in the data folder; without its own seal nothing is served; a new "
        "epoch begins by itself, the key of the old one is gone from the seal and the old copy opens nothing, while "
        "records are read before, in "
        "between and after.",
    .window = std::chrono::hours(24),
    .place = probe::Place::twin,
    .mutants = kMutants,
    .run = run};

}  // namespace troth::clauses
