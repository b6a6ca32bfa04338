#include "store/postgres/failure.h"

#include <libpq-fe.h>

#include "store/session.h"

namespace troth::store::postgres {
namespace {

std::string first_line(char const* text) {
  std::string_view const whole = text != nullptr ? text : "";
  return std::string(whole.substr(0, whole.find('\n')));
}

Error meant(std::string_view state, std::string detail) {
  auto const as = [&](Code code, std::string_view message, std::string at = {}) {
    return fail(code, message, std::move(at), std::move(detail));
  };
  auto const kind = state.substr(0, 2);
  if (state == "53100") return as(Code::storage_full, "no space is left");
  if (state == "23505") return as(Code::conflict, "it is there already");
  if (state == "40001" || state == "40P01")
    return as(Code::conflict, "two changes met and one gave way", std::string(kNoOrder));
  if (state == "42501") return as(Code::denied, "the database's role may not do that");
  if (state == "XX001" || state == "XX002") return as(Code::corrupt, "stored data fail their check");
  if (kind == "22" || kind == "23" || state == "42804") return as(Code::invalid, "a value breaks the schema");
  if (kind == "42") return as(Code::corrupt, "the stored schema is not the expected one");
  if (kind == "54") return as(Code::too_large, "a value is too large to store");
  return as(Code::unavailable, "the store does not answer");
}

}  // namespace

bool succeeded(pg_result const* result) {
  auto const status = PQresultStatus(result);
  return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

Error failure(pg_result const* result) {
  char const* const state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  char const* const message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  std::string const known = state != nullptr ? state : "";
  std::string detail = "postgresql " + known + ": " + first_line(message ? message : PQresultErrorMessage(result));
  return meant(known, std::move(detail));
}

Error lost(pg_conn const* connection) {
  return fail(Code::unavailable, "the store does not answer", {},
              "postgresql: " + first_line(connection ? PQerrorMessage(connection) : "the connection is gone"));
}

}  // namespace troth::store::postgres
