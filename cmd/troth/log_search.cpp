#include <algorithm>
#include <iostream>

#include "log_api.h"
#include "log_table.h"

// Events by who, whom, what and when.

namespace troth::cli {
namespace {

using Object = http::JsonValue::Object;

Result<std::string> query_of(LogArguments const& a, std::size_t limit, std::string const& cursor) {
  for (auto const& [option, id] : {std::pair{"--actor", &a.actor}, {"--token", &a.token}, {"--subject", &a.subject}})
    TROTH_TRY(check_id(option, *id));
  TROTH_TRY(std::string from, moment("--from", a.from));
  TROTH_TRY(std::string to, moment("--to", a.to));
  return query({{"actor", a.actor},
                {"token", a.token},
                {"subject", a.subject},
                {"type", a.type},
                {"from", from},
                {"to", to},
                {"limit", std::to_string(limit)},
                {"cursor", cursor}});
}

std::string subject_of(Object const& event) { return truth(event, "erased") ? "erased" : shown(event, "subject"); }

/// Pages are put together until there are `limit` events: one may be short, or empty, and not the last.
class Search {
 public:
  explicit Search(LogArguments const& arguments) : arguments_(arguments), cursor_(arguments.cursor) {}

  int run(LogApi& api) {
    do {
      auto target = query_of(arguments_, arguments_.limit - found_, cursor_);
      if (!target) return report(target.error());
      auto response = api.get("/events" + *target);
      int const code = answer(response, arguments_.connection.json, [this](Object const& page) { return take(page); });
      if (code != kOk || arguments_.connection.json) return code;
    } while (!cursor_.empty() && found_ < arguments_.limit);
    if (found_ > 0) table_.print(std::cout);
    std::cerr << counted(static_cast<std::int64_t>(found_), "event") << "\n";
    if (!cursor_.empty()) std::cerr << "  There may be more: repeat with --cursor " << cursor_ << "\n";
    return kOk;
  }

 private:
  Result<int> take(Object const& page) {
    auto const* events = member(page, "events").array();
    if (!events) return fail(Code::corrupt, "the answer has no list of events");
    for (auto const& value : *events) {
      if (!value.object()) return fail(Code::corrupt, "an event of the answer is no object");
      auto const& event = *value.object();
      std::string const index = shown(event, "epoch") + "/" + shown(event, "index");
      table_.row({index, shown(event, "at"), shown(event, "type"), shown(event, "event"), shown(event, "actor"),
                  shown(event, "token"), subject_of(event)});
      ++found_;
    }
    cursor_ = member(page, "next").is_null() ? "" : shown(page, "next");
    return kOk;
  }

  LogArguments const& arguments_;
  std::string cursor_;
  std::size_t found_ = 0;
  Table table_{{"epoch/index", "at", "type", "event", "actor", "token", "subject"}};
};

/// "what" and its members, one a line.
void part(Object const& event, std::string_view name) {
  auto const& value = member(event, name);
  std::cout << "\n" << name << "\n";
  if (!value.object()) {
    bool const gone = value.is_null() && truth(event, "erased");
    std::cout << "  " << (gone ? "erased: nobody can open it any more" : shown(value)) << "\n";
    return;
  }
  Table table;
  if (value.object()->empty()) table.row({"  nothing"});
  for (auto const& [key, content] : *value.object()) table.row({"  " + key, shown(content)});
  table.print(std::cout);
}

Result<int> tell_event(Object const& event) {
  Table table;
  table.row({"event", shown(event, "event")});
  table.row({"type", shown(event, "type")});
  table.row({"at", shown(event, "at")});
  table.row({"log epoch", shown(event, "epoch") + ", leaf " + shown(event, "index")});
  table.row({"leaf hash", shown(event, "leaf_hash")});
  table.print(std::cout);
  for (auto name : {"what", "who", "whom"}) part(event, name);
  return kOk;
}

}  // namespace

int log_search(LogArguments const& arguments) {
  if (auto usable = query_of(arguments, arguments.limit, ""); !usable) return report(usable.error());
  auto api = LogApi::open(arguments);
  return api ? Search(arguments).run(*api) : report(api.error());
}

int log_show(LogArguments const& arguments) {
  if (auto id = check_id("EVENT", arguments.event); !id) return report(id.error());
  auto api = LogApi::open(arguments);
  if (!api) return report(api.error());
  return answer(api->get("/events/" + arguments.event), arguments.connection.json, tell_event);
}

}  // namespace troth::cli
