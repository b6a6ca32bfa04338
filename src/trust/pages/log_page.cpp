#include <algorithm>

#include "merkle/note.h"
#include "trust/pages/json_parts.h"
#include "trust/pages/pages.h"

namespace troth::trust {
namespace {

struct Witness {
  std::string name;
  std::string_view level;
  bool cosigned = false;
};

/// Those of the policy, and whether they signed the checkpoint that is shown.
std::vector<Witness> witnesses_of(LogShown const& log) {
  std::vector<Witness> out;
  auto const policy = merkle::Policy::parse(log.policy);
  if (!policy) return out;
  auto const note = merkle::Note::parse(log.checkpoint);
  for (auto const& witness : policy->witnesses) {
    bool const signed_it = note && std::ranges::any_of(note->signatures, [&](auto const& signature) {
                             return witness.key.made(signature);
                           });
    out.push_back({witness.name, merkle::name(witness.level), signed_it});
  }
  return out;
}

Html standing(Ground const& ground) {
  auto const& log = ground.log;
  Html rows = fact("Epoch", std::to_string(log.epoch));
  rows += log.sealed ? fact("Newest seal", when(*log.sealed, ground.board.now)) : fact("Newest seal", "none yet");
  rows += fact("Seals", std::to_string(log.size) + ", at most one every " + std::to_string(log.seal_seconds) + " s");
  rows += fact("Evidence sealed", counted(log.evidence, "entry", "entries"));
  rows += fact("Witness level", merkle::name(ground.board.witness));
  if (log.cosigned_at) rows += fact("Last cosigned by a quorum", when(*log.cosigned_at, ground.board.now));
  if (!log.alarm.empty()) rows += fact("Alarm", log.alarm);
  return Html::element("dl", {rows});
}

Html witness_list(Ground const& ground) {
  auto const witnesses = witnesses_of(ground.log);
  if (witnesses.empty())
    return element("p",
                   "No witness is asked. Whoever runs this cell could roll the log back or show two histories, and "
                   "nobody would see it.");
  Html items;
  for (auto const& witness : witnesses) {
    Html line = Html::text(witness.name + " ");
    line += classed("span", "quiet",
                    std::string(witness.level) + ", " +
                        (witness.cosigned ? "signed this checkpoint" : "has not signed this checkpoint"));
    items += Html::element("li", {line});
  }
  return Html::element("ul", {items});
}

Html keys(std::vector<std::string> const& list) {
  Html items;
  for (auto const& key : list) items += Html::element("li", {code(key)});
  return Html::element("ol", {{"class", "keys"}}, {items});
}

Html addresses() {
  Html items;
  for (auto const& [address, text] :
       {std::pair("/log/cell/checkpoint", "checkpoint of the cell log"),
        std::pair("/log/evidence/checkpoint", "checkpoint of the evidence log"),
        std::pair("/log/policy", "the cell's own policy"), std::pair("/log/status", "status as JSON")})
    items += Html::element("li", {link(address, text)});
  return Html::element("ul", {items});
}

void put_keys(Json& json, std::string_view name, std::vector<std::string> const& list) {
  json.key(name).array();
  for (auto const& key : list) json.value(key);
  json.end();
}

}  // namespace

std::string log_html(Ground const& ground) {
  Html main = element("h1", "The log");
  main += classed("p", "lead",
                  "Every verdict is an entry of the evidence log, whose head goes into each seal of the cell log. "
                  "What is sealed cannot be taken back without being seen by whoever kept a checkpoint.");
  main += section("Standing", standing(ground));
  if (!ground.log.checkpoint.empty()) main += section("Checkpoint", listing("Checkpoint", ground.log.checkpoint));
  main += section("Witnesses", witness_list(ground));
  Html cell =
      classed("p", "quiet", "This epoch's, then the next two: pin them now, and a later change of key is no surprise.");
  cell += keys(ground.log.cell_keys);
  main += section("Keys of the cell log", cell);
  main += section("Keys of the evidence log", keys(ground.log.evidence_keys));
  main += section("For mirrors and witnesses", addresses());
  return framed({"/trust/log", "Log"}, ground, main);
}

std::string log_json(Ground const& ground) {
  auto const& log = ground.log;
  auto json = begun(ground);
  json.member("epoch", log.epoch);
  put_time(json, "sealed", log.sealed);
  json.member("seals", log.size).member("evidence_entries", log.evidence).member("cosigned", log.cosigned);
  put_time(json, "cosigned_at", log.cosigned_at);
  json.member("alarm", log.alarm).member("checkpoint", log.checkpoint).key("witnesses").array();
  for (auto const& witness : witnesses_of(log))
    json.object()
        .member("name", witness.name)
        .member("level", witness.level)
        .member("cosigned", witness.cosigned)
        .end();
  json.end();
  put_keys(json, "cell_keys", log.cell_keys);
  put_keys(json, "evidence_keys", log.evidence_keys);
  return json.end().text() + "\n";
}

}  // namespace troth::trust
