#include <charconv>

#include "app/row.h"
#include "http/json.h"
#include "trust/tom_describe.h"

// The TOM document: drafted by one person, approved by others. What is published is read by everybody, without a token,
// from the public pages.

namespace troth::app {
namespace {

using act::Operation;
using act::Permission;
using http::Method;

constexpr std::size_t kMostNames = 500;
constexpr std::size_t kLongestName = 60;

/// The TOM document is the cell's: for a tenant's principal it is not there.
Result<access::Facts> cell_facts(vault::Context const& context, Call const& call) {
  if (call.tenant != kCell) return fail(Code::not_found, "there is nothing here");
  return tenant_facts(context, call);
}

/// A version's number in its one decimal form; anything else is as absent as a version that was never made.
Result<std::int64_t> number_of(Call const& call) {
  std::string const& text = call.path("version");
  std::int64_t number = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || std::to_string(number) != text || number < 1)
    return fail(Code::not_found, "there is nothing here");
  return number;
}

/// {"parameter":number,…}
Result<catalogue::Promises> numbers(http::JsonReader& body, std::string const& name) {
  TROTH_TRY(auto value, body.any(name));
  auto const* members = value.object();
  if (!members) return fail(Code::invalid, "this is an object of parameters and their numbers", "/" + name);
  catalogue::Promises out;
  for (auto const& [id, number] : *members) {
    if (!number.integer()) return fail(Code::invalid, "a promise is a whole number", "/" + name + "/" + id);
    out.emplace(id, *number.integer());
  }
  return out;
}

Result<vault::Decision> draft(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  trust::Draft out;
  TROTH_TRY(out.profiles, body.texts("profiles", kMostNames, kLongestName));
  TROTH_TRY(out.promises, numbers(body, "promises"));
  TROTH_TRY(out.accepted, body.texts("accepted", kMostNames, kLongestName));
  TROTH_TRY(std::string const from, body.text("effective_from", 40));
  TROTH_TRY(body.done());
  auto const at = parse_rfc3339(from);
  if (!at) return fail(Code::invalid, "write a time like 2026-11-22T09:30:00Z", "/effective_from");
  out.effective_from = *at;
  return trust::draft(context, grant, out);
}

Result<vault::Decision> list(vault::Context const& context, access::Grant const& grant, Call const&) {
  return trust::describe_versions(context, grant);
}

Result<vault::Decision> show(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto number, number_of(call));
  return trust::describe_version(context, grant, number);
}

Result<vault::Decision> approve(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto number, number_of(call));
  return trust::approve(context, grant, number);
}

Result<vault::Decision> withdraw(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto number, number_of(call));
  return trust::withdraw(context, grant, number);
}

Result<vault::Decision> targets(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  TROTH_TRY(auto const wanted, numbers(body, "targets"));
  TROTH_TRY(body.done());
  return trust::set_targets(context, grant, wanted);
}

Row row(Method method, std::string_view pattern, Handler handler) {
  return {{method, pattern},
          Operation::administration,
          Permission::publish_tom,
          Where::pool,
          Needs::nothing,
          cell_facts,
          handler};
}

}  // namespace

std::vector<Row> tom_rows() {
  return {
      row(Method::post, "/v1/cell/tom/versions", draft),
      row(Method::get, "/v1/cell/tom/versions", list),
      row(Method::get, "/v1/cell/tom/versions/{version}", show),
      row(Method::post, "/v1/cell/tom/versions/{version}/approve", approve),
      row(Method::post, "/v1/cell/tom/versions/{version}/withdraw", withdraw),
      row(Method::put, "/v1/cell/tom/targets", targets),
  };
}

}  // namespace troth::app
