#include "store/sqlite/statement.h"

#include <sqlite3.h>

#include "store/sqlite/failure.h"

namespace troth::store::sqlite {
namespace {

/// A statement that is not reset keeps its locks, so every way out resets. The bindings point into the caller's
/// parameters and go too.
class Reset {
 public:
  explicit Reset(sqlite3_stmt* statement) : statement_(statement) {}
  ~Reset() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
  Reset(Reset const&) = delete;
  Reset& operator=(Reset const&) = delete;

 private:
  sqlite3_stmt* statement_;
};

struct BindAt {
  sqlite3_stmt* statement;
  int at;
  int operator()(std::monostate) const { return sqlite3_bind_null(statement, at); }
  int operator()(std::int64_t number) const { return sqlite3_bind_int64(statement, at, number); }
  int operator()(std::string const& text) const {
    return sqlite3_bind_text64(statement, at, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  /// An empty vector's data() may be null, which SQLite would store as NULL.
  int operator()(Bytes const& bytes) const {
    return sqlite3_bind_blob64(statement, at, bytes.empty() ? "" : static_cast<void const*>(bytes.data()), bytes.size(),
                               SQLITE_STATIC);
  }
};

Result<Value> column(sqlite3_stmt* statement, int at) {
  auto const size = [&] { return static_cast<std::size_t>(sqlite3_column_bytes(statement, at)); };
  switch (sqlite3_column_type(statement, at)) {
    case SQLITE_NULL:
      return Value();
    case SQLITE_INTEGER:
      return Value(std::int64_t{sqlite3_column_int64(statement, at)});
    case SQLITE_TEXT: {
      auto const* text = reinterpret_cast<char const*>(sqlite3_column_text(statement, at));
      return Value(std::string(text, size()));
    }
    case SQLITE_BLOB: {
      auto const* bytes = static_cast<std::uint8_t const*>(sqlite3_column_blob(statement, at));
      return Value(Bytes(bytes, bytes + size()));
    }
    default:
      return fail(Code::corrupt, "stored data fail their check", {}, "a column holds a type we never store");
  }
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Result<Statement> Statement::prepare(sqlite3* db, std::string_view sqlite_text) {
  sqlite3_stmt* statement = nullptr;
  int const code = sqlite3_prepare_v3(db, sqlite_text.data(), static_cast<int>(sqlite_text.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return failure(db, code);
  TROTH_CHECK(statement != nullptr);
  return Statement(statement);
}

Result<Rows> Statement::rows(Params const& params) {
  Reset reset(statement_.get());
  TROTH_TRY(bind(params));
  Rows out;
  for (;;) {
    TROTH_TRY(bool more, step());
    if (!more) return out;
    TROTH_TRY(Row next, row());
    out.push_back(std::move(next));
  }
}

Result<> Statement::run(Params const& params) {
  Reset reset(statement_.get());
  TROTH_TRY(bind(params));
  for (;;) {
    TROTH_TRY(bool more, step());
    if (!more) return {};
  }
}

Result<> Statement::bind(Params const& params) {
  TROTH_CHECK(sqlite3_bind_parameter_count(statement_.get()) == static_cast<int>(params.size()));
  int at = 0;
  for (Value const& value : params) {
    int const code = std::visit(BindAt{statement_.get(), ++at}, value.variant());
    if (code != SQLITE_OK) return failure(sqlite3_db_handle(statement_.get()), code);
  }
  return {};
}

Result<bool> Statement::step() {
  int const code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return failure(sqlite3_db_handle(statement_.get()), code);
}

Result<Row> Statement::row() const {
  Row out;
  int const columns = sqlite3_column_count(statement_.get());
  out.reserve(static_cast<std::size_t>(columns));
  for (int at = 0; at < columns; ++at) {
    TROTH_TRY(Value value, column(statement_.get(), at));
    out.push_back(std::move(value));
  }
  return out;
}

}  // namespace troth::store::sqlite
