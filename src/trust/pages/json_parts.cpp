#include "trust/pages/json_parts.h"

#include "trust/pages/words.h"

namespace troth::trust {

Json begun(Ground const& ground) {
  Json json;
  json.object().member("as_of", rfc3339(ground.board.now)).member("cell", ground.board.origin);
  json.key("tom").object().member("version", ground.board.tom_version).member("hash", ground.board.tom).end();
  json.member("build", hex(ground.board.build)).member("manifest", ground.board.manifest);
  json.member("witness", merkle::name(ground.board.witness));
  return json;
}

void put_time(Json& json, std::string_view name, std::optional<Time> const& at) {
  json.key(name);
  at ? json.value(rfc3339(*at)) : json.null();
}

void put(Json& json, evidence::Failure const& failure, Time now) {
  json.object().member("clause", failure.clause).member("from", rfc3339(failure.begun));
  put_time(json, "to", failure.ended);
  json.member("seconds", std::int64_t{(failure.ended.value_or(now) - failure.begun) / std::chrono::seconds(1)});
  json.member("first_index", failure.first_index).end();
}

void put(Json& json, evidence::ClauseView const& view, Ground const& ground) {
  json.member("id", view.clause->id).member("profile", view.clause->profile).member("section", view.clause->section);
  json.member("class", catalogue::name(view.stands)).member("status", evidence::name(view.status));
  json.member("word", word_now(view)).member("why", view.why);
  if (view.status == evidence::Status::stale) put_time(json, "stale_since", stale_since(view, ground.board.now));
  put_time(json, "tested", view.latest ? std::optional(view.latest->record.ended) : std::nullopt);
  put_time(json, "expires", view.latest ? std::optional(view.latest->record.expires) : std::nullopt);
  json.key("index");
  view.latest ? json.value(view.latest->index) : json.null();
}

}  // namespace troth::trust
