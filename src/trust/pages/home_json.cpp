#include "trust/pages/counts.h"
#include "trust/pages/json_parts.h"
#include "trust/pages/pages.h"

namespace troth::trust {
namespace {

void put(Json& json, std::string_view name, Counts::Group const& group) {
  json.key(name).object().member("count", std::uint64_t{group.number});
  put_time(json, "newest", group.newest);
  put_time(json, "oldest", group.oldest);
  json.end();
}

}  // namespace

std::string home_json(Ground const& ground) {
  auto const counts = Counts::of(ground.board);
  auto json = begun(ground);
  json.member("company", ground.contact.company).member("sentence", overview(ground, counts));
  put(json, "tested", counts.tested);
  put(json, "on_file", counts.on_file);
  put(json, "only_stated", counts.only_stated);
  put(json, "stale", counts.stale);
  json.member("failing", std::uint64_t{counts.failing}).member("unproven", std::uint64_t{counts.unproven});
  json.key("classes").object();
  for (auto const of : kClasses) {
    auto const found = counts.classes.find(of);
    json.member(catalogue::name(of), std::uint64_t{found == counts.classes.end() ? 0 : found->second});
  }
  json.end().key("last_failure");
  if (ground.board.last_failure)
    put(json, *ground.board.last_failure, ground.board.now);
  else
    json.null();
  put_time(json, "sealed", ground.log.sealed);
  json.key("clauses").array();
  for (auto const& view : ground.board.clauses)
    json.object()
        .member("id", view.clause->id)
        .member("class", catalogue::name(view.stands))
        .member("status", evidence::name(view.status))
        .member("word", word_now(view))
        .end();
  return json.end().end().text() + "\n";
}

}  // namespace troth::trust
