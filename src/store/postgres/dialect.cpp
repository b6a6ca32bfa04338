#include "store/postgres/dialect.h"

#include "store/tokens.h"

namespace troth::store::postgres {

std::string to_postgres(std::string_view script) {
  std::string out;
  out.reserve(script.size());
  while (!script.empty()) {
    auto const token = take_token(script);
    if (token.starts_with("--")) continue;
    if (token == "ROWID" && out.ends_with("WITHOUT ")) {
      out.resize(out.size() - std::string_view("WITHOUT ").size());
      continue;
    }
    out += token;
  }
  return out;
}

}  // namespace troth::store::postgres
