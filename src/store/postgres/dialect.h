#pragma once
#include <string>
#include <string_view>

namespace troth::store::postgres {

/// A script of our one SQL text as PostgreSQL reads it: statements are PostgreSQL's already, a migration loses what
/// only SQLite understands (WITHOUT ROWID). Quoted text stays as it is; comments go.
std::string to_postgres(std::string_view script);

}  // namespace troth::store::postgres
