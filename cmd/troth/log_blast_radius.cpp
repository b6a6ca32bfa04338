#include <algorithm>
#include <iostream>

#include "base/clock.h"
#include "base/json_writer.h"
#include "log_api.h"
#include "log_table.h"

// Whom an access has touched: what has to be known within hours once a token is in wrong hands.

namespace troth::cli {
namespace {

using Object = http::JsonValue::Object;

Result<std::string> body_of(LogArguments const& a) {
  TROTH_TRY(std::string from, moment("--from", a.from));
  TROTH_TRY(std::string to, moment("--to", a.to));
  Json json;
  json.object();
  for (auto const& [name, id] : {std::pair{"actor", &a.actor}, {"token", &a.token}, {"session", &a.session}}) {
    TROTH_TRY(check_id(name == std::string_view("token") ? "--token" : name, *id));
    if (!id->empty()) json.member(name, *id);
  }
  json.member("from", from.empty() ? rfc3339(Time()) : from);
  return json.member("to", to.empty() ? rfc3339(SystemClock().now()) : to).end().text();
}

/// Names with how many of `what` each has, the greatest first.
void counts(Object const& answer, char const* name, char const* title, char const* what) {
  auto const* object = member(answer, name).object();
  if (!object || object->empty()) return;
  std::vector<std::pair<std::int64_t, std::string>> sorted;
  for (auto const& [key, count] : *object) sorted.emplace_back(count.integer() ? *count.integer() : 0, key);
  std::ranges::stable_sort(sorted, [](auto const& a, auto const& b) { return a.first > b.first; });
  Table table({title, what});
  for (auto const& [count, key] : sorted) table.row({shown(http::JsonValue(key)), std::to_string(count)});
  std::cout << "\n";
  table.print(std::cout);
}

void people(Object const& answer) {
  auto const* list = member(answer, "of").array();
  if (!list || list->empty()) return;
  Table table({"subject", "events", "fields"});
  for (auto const& value : *list) {
    if (!value.object()) continue;
    auto const& one = *value.object();
    bool const erased = truth(one, "erased");
    table.row({erased ? "erased " + (member(one, "handle").is_null() ? "" : shown(one, "handle").substr(0, 16) + "…")
                      : shown(one, "subject"),
               shown(one, "events"), shown(one, "fields")});
  }
  std::cout << "\n";
  table.print(std::cout);
}

Result<int> tell(Object const& answer) {
  auto const subjects = number(answer, "subjects"), listed = number(answer, "listed");
  std::cout << counted(subjects, "subject") << ", " << number(answer, "erased_since") << " erased since\n"
            << counted(number(answer, "events"), "event") << ", " << number(answer, "without_subject")
            << " of them without one subject (searches, imports, what is about nobody)\n";
  counts(answer, "fields", "field", "subjects");
  counts(answer, "types", "type", "events");
  people(answer);
  if (listed < subjects)
    std::cout << "\nNot listed: " << counted(subjects - listed, "subject")
              << "; they are counted above. A shorter time, --from and --to, lists them.\n";
  if (truth(answer, "complete")) return kOk;
  std::cerr << "troth: this is not all: the log was searched up to index " << number(answer, "searched_to")
            << "; ask again for the time behind that, with --from\n";
  return kFinding;
}

}  // namespace

int log_blast_radius(LogArguments const& arguments) {
  auto body = body_of(arguments);
  if (!body) return report(body.error());
  auto api = LogApi::open(arguments);
  if (!api) return report(api.error());
  return answer(api->post("/blast-radius", *body), arguments.connection.json, tell);
}

}  // namespace troth::cli
