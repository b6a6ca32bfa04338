#include "probe/traces.h"

#include <vector>

#include "probe/scene.h"

namespace troth::probe {
namespace {

using http::JsonValue;
using http::Method;

void keep_text(JsonValue::Object const& members, std::string_view name, std::set<std::string>& out) {
  auto const it = members.find(name);
  if (it != members.end() && it->second.text() != nullptr) out.insert(*it->second.text());
}

/// The people that a chunk of an import has made, by label.
void keep_made(JsonValue::Object const& members, std::set<std::string>& out) {
  auto const it = members.find("made");
  if (it == members.end() || it->second.object() == nullptr) return;
  for (auto const& [label, id] : *it->second.object())
    if (id.text() != nullptr) out.insert(*id.text());
}

bool is_gone(int status) { return status == 404 || status == 410; }

/// A person whose restriction a probe did not come to lift cannot be erased.
Result<bool> erased(Caller& owner, std::string const& subject) {
  std::string const erasure = subject + "/erasure", ground = R"({"ground":"objection"})";
  TROTH_TRY(Answer answer, owner.post(erasure, ground));
  if (answer.status == 423) {
    TROTH_TRY(owner.ask(Method::del, subject + "/restriction", R"({"reason":"the probe is over"})"));
    TROTH_TRY(answer, owner.post(erasure, ground));
  }
  return answer.status == 200 || answer.status == 202 || is_gone(answer.status);
}

Result<bool> ended(Caller& owner, std::string const& token) {
  TROTH_TRY(Answer const answer, owner.ask(Method::del, token));
  return answer.status == 200 || answer.status == 409 || is_gone(answer.status);  // 409: ended before
}

}  // namespace

void Traces::note(std::string_view path, std::string const& body) {
  path = path.substr(0, path.find('?'));
  bool const person = path.ends_with("/subjects") || path.ends_with("/collect");
  bool const token = path.ends_with("/principals") || path.ends_with("/tokens");
  bool const chunk = path.find("/chunks/") != path.npos;
  if (!person && !token && !chunk) return;
  auto const value = http::parse_json(body);
  if (!value || value->object() == nullptr) return;
  if (person) keep_text(*value->object(), "subject", people_);
  if (token) keep_text(*value->object(), "token_id", tokens_);
  if (chunk) keep_made(*value->object(), people_);
}

Result<> Traces::clear(Caller& owner, std::string const& base) {
  std::string left;
  auto const sweep = [&](std::set<std::string>& ids, auto const& act, std::string const& folder) {
    std::erase_if(ids, [&](std::string const& id) {
      auto const done = act(owner, base + folder + id);
      if (!done || !*done) left += (left.empty() ? "" : ", ") + id;
      return done && *done;
    });
  };
  sweep(people_, erased, "/subjects/");
  sweep(tokens_, ended, "/tokens/");
  if (left.empty()) return {};
  return fail(Code::conflict, "made-up people or tokens of the probes are left; erase or end them yourself", left);
}

}  // namespace troth::probe
