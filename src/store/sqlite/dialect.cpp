#include "store/sqlite/dialect.h"

#include <algorithm>

#include "store/tokens.h"

namespace troth::store::sqlite {
namespace {

void append_token(std::string& out, std::string_view token) {
  if (token == "BYTEA") {
    out += "BLOB";
  } else if (token == "BIGINT") {
    out += "INTEGER";
  } else if (token[0] == '$') {
    (out += '?') += token.substr(1);
  } else if (!token.starts_with("--")) {
    out += token;
  }
}

void trim(std::string& text) {
  constexpr char const* kBlank = " \t\r\n";
  text.erase(0, std::min(text.find_first_not_of(kBlank), text.size()));
  text.erase(text.find_last_not_of(kBlank) + 1);
}

void finish_statement(std::vector<std::string>& out, std::string& statement) {
  trim(statement);
  if (statement.starts_with("CREATE TABLE")) statement += statement.ends_with("ROWID") ? ", STRICT" : " STRICT";
  if (!statement.empty()) out.push_back(std::move(statement));
  statement.clear();
}

}  // namespace

std::string to_sqlite(std::string_view sql) {
  std::string out;
  out.reserve(sql.size());
  while (!sql.empty()) append_token(out, take_token(sql));
  return out;
}

std::vector<std::string> migration_statements(std::string_view script) {
  std::vector<std::string> out;
  std::string statement;
  while (!script.empty()) {
    auto token = take_token(script);
    if (token == ";")
      finish_statement(out, statement);
    else
      append_token(statement, token);
  }
  finish_statement(out, statement);
  return out;
}

}  // namespace troth::store::sqlite
