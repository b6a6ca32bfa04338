#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace troth::store::sqlite {

/// Our one SQL text as SQLite reads it: `$n` becomes `?n` (bound by position), BYTEA becomes BLOB and BIGINT becomes
/// INTEGER. Quoted text stays as it is; comments go.
std::string to_sqlite(std::string_view sql);

/// The statements of a migration, each through to_sqlite. Tables become STRICT, so that a value of another type is
/// refused here as it is by PostgreSQL.
std::vector<std::string> migration_statements(std::string_view script);

}  // namespace troth::store::sqlite
