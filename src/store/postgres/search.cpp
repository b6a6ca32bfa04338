#include "store/postgres/search.h"

#include "store/postgres/readers.h"

namespace troth::store::postgres {
namespace {

/// One condition for each column that can hold bytes; the needle is still to come, as hexadecimal digits.
constexpr char const* kColumns =
    "SELECT format('SELECT count(*) FROM %I WHERE position(decode(''', table_name),"
    " format(''', ''hex'') IN ' || CASE data_type WHEN 'bytea' THEN '%I' ELSE 'convert_to(%I, ''UTF8'')' END || ') > "
    "0',"
    " column_name) FROM information_schema.columns"
    " WHERE table_schema = current_schema() AND data_type IN ('bytea', 'text')";

}  // namespace

Result<std::size_t> rows_holding(std::string const& url, ByteView needle) {
  TROTH_TRY(Address address, Address::parse(url));
  TROTH_TRY(Connection connection, Connection::open(address));
  TROTH_TRY(pin(connection));
  TROTH_TRY(Rows columns, connection.once(kColumns));
  std::size_t found = 0;
  for (Row const& column : columns) {
    TROTH_TRY(Rows counted, connection.once(column[0].text() + hex(needle) + column[1].text()));
    found += static_cast<std::size_t>(std::stoull(counted.at(0).at(0).text()));
  }
  return found;
}

}  // namespace troth::store::postgres
