#include "demo_told.h"

#include <algorithm>

#include "base/json_writer.h"

namespace troth::cli {

bool Told::ok() const {
  return rest_held && proof.verified != false && trust.attacked && !operations.empty() &&
         std::ranges::all_of(operations, [](auto const& operation) { return operation.ok; });
}

std::string Told::event_of(std::string_view operation) const {
  auto it = std::ranges::find(operations, operation, &DemoOperation::name);
  return it == operations.end() ? std::string() : it->event;
}

std::string Told::as_json(double seconds) const {
  Json json;
  json.object().key("operations").array();
  for (auto const& operation : operations)
    json.object().member("name", operation.name).member("ok", operation.ok).member("event", operation.event).end();
  json.end()
      .key("imported")
      .object()
      .member("package", dataset.published() ? "chitchat-dataset" : "unknown")
      .member("version", dataset.published() ? "0.9.0" : "unknown");
  json.member("sha256", dataset.sha256).member("conversations", dataset.conversations);
  json.member("messages", messages).member("subjects", subjects).end();
  json.key("log").object().member("receipt", proof.receipt.string()).member("policy", proof.policy.string());
  json.member("witness_level", proof.witness_level).key("verified");
  proof.verified ? json.value(*proof.verified) : json.null();
  json.end().key("trust").object().member("version", trust.version).member("attacked", trust.attacked);
  json.key("statuses").object();
  for (auto const& [status, count] : trust.counts) json.member(status, static_cast<std::int64_t>(count));
  return json.end().end().member("seconds", seconds).end().text();
}

}  // namespace troth::cli
