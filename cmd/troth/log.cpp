#include <iostream>

#include "log_api.h"
#include "log_table.h"

// What a log says of itself, and what one takes along from it: status, checkpoint, receipt.

namespace troth::cli {
namespace {

Result<int> tell_status(http::JsonValue::Object const& status) {
  Table table;
  table.row({"log epoch", shown(status, "epoch")});
  table.row({"newest seal", shown(status, "seal") + ", " + shown(status, "sealed_at")});
  table.row({"seals every", shown(status, "seal_seconds") + " s, if anything has happened"});
  table.row({"cosigned", truth(status, "cosigned") ? "yes, " + shown(status, "cosigned_at") : "no"});
  table.row({"witnesses", shown(status, "witness_level")});
  table.row({"alarm", shown(status, "alarm")});
  for (auto const& [name, title] : {std::pair{"verifiers", "cell log keys"}, {"evidence_verifiers", "evidence keys"}})
    if (auto const* keys = member(status, name).array())
      for (auto const& key : *keys) table.row({&key == &keys->front() ? title : "", shown(key)});
  table.print(std::cout);
  return member(status, "alarm").is_null() ? kOk : kFinding;
}

}  // namespace

int log_status(LogArguments const& arguments) {
  auto api = LogApi::open_public(arguments);
  if (!api) return report(api.error());
  return answer(api->get("/status"), arguments.connection.json, tell_status);
}

int log_checkpoint(LogArguments const& arguments) {
  auto api = LogApi::open(arguments);
  if (!api) return report(api.error());
  auto response = api->get("/checkpoint");
  if (!response) return report(response.error());
  if (response->status >= 400) return refused(*response, arguments.connection.json);
  if (auto written = put_out("-", response->body); !written) return report(written.error());
  if (!arguments.connection.json) say_event(*response);
  return kOk;
}

int log_receipt(LogArguments const& arguments) {
  if (auto id = check_id("EVENT", arguments.event); !id) return report(id.error());
  auto api = LogApi::open(arguments);
  if (!api) return report(api.error());
  std::string parts;
  for (auto const& part : arguments.parts) parts += (parts.empty() ? "" : ",") + part;
  auto response = api->get("/events/" + arguments.event + "/receipt" + (parts.empty() ? "" : "?parts=" + parts));
  if (!response) return report(response.error());
  if (response->status >= 400) return refused(*response, arguments.connection.json);
  if (auto written = put_out(arguments.out, response->body); !written) return report(written.error());
  if (arguments.connection.json || arguments.out == "-") return kOk;
  std::cerr << "The receipt is in " << arguments.out << (parts.empty() ? "" : ", its opened parts in clear")
            << ". Check it with a policy that you have from somebody you trust:\n"
            << "  troth-verify receipt " << arguments.out << " --policy FILE\n";
  say_event(*response);
  return kOk;
}

}  // namespace troth::cli
