#include <charconv>

#include "app/row.h"
#include "http/json.h"
#include "vault/import.h"

// Bulk recording: an import is a resource, its chunks are numbered, each is one set and one event.

namespace troth::app {
namespace {

using act::Operation;
using http::Method;

Result<ImportId> import_of(Call const& call) {
  auto id = ImportId::parse(call.path("import"));
  if (!id) return fail(Code::not_found, "there is nothing here");
  return *id;
}

Result<vault::Decision> open(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto body, http::JsonReader::object(call.request.body));
  TROTH_TRY(std::string text, body.text("collection", 40));
  TROTH_TRY(body.done());
  auto name = CollectionName::parse(text);
  if (!name) return fail(Code::not_found, "the tenant has no such collection", "/collection");
  return vault::open_import(context, grant, *name);
}

Result<vault::Decision> describe(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto id, import_of(call));
  return vault::describe_import(context, grant, id);
}

Result<vault::Decision> chunk(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto id, import_of(call));
  std::string const& text = call.path("number");
  std::int64_t number = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0)
    return fail(Code::invalid, "chunks are numbered 0, 1, 2 and so on", "{number}");
  return vault::import_chunk(context, grant, id, number, call.request.body);
}

Result<vault::Decision> close(vault::Context const& context, access::Grant const& grant, Call const& call) {
  TROTH_TRY(auto id, import_of(call));
  return vault::close_import(context, grant, id);
}

}  // namespace

std::vector<Row> import_rows() {
  return {
      {{Method::post, "/v1/tenants/{tenant}/imports"},
       Operation::recording,
       Where::io,
       Needs::nothing,
       tenant_facts,
       open},
      {{Method::get, "/v1/tenants/{tenant}/imports/{import}"},
       Operation::recording,
       Where::io,
       Needs::nothing,
       tenant_facts,
       describe},
      {{Method::put, "/v1/tenants/{tenant}/imports/{import}/chunks/{number}", 2u << 20},
       Operation::recording,
       Where::pool,
       Needs::nothing,
       tenant_facts,
       chunk},
      {{Method::post, "/v1/tenants/{tenant}/imports/{import}/close"},
       Operation::recording,
       Where::io,
       Needs::nothing,
       tenant_facts,
       close},
  };
}

}  // namespace troth::app
