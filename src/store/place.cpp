#include "store/place.h"

#include "store/postgres/open.h"
#include "store/postgres/search.h"

namespace troth::store {

Result<std::unique_ptr<Store>> open_stores(Place const& place, Schema const& data, Schema const& keys) {
  if (!place.data.empty()) return postgres::open(place, data, keys);
  if (!place.keys.empty())
    return fail(Code::invalid, "keys in a database of their own go with data in one: name it by --store", "--keys");
  return open_sqlite(place.folder, data, keys);
}

Result<std::unique_ptr<Reader>> observe(Place const& place, Which which) {
  auto const& url = which == Which::data ? place.data : place.keys;
  if (!url.empty()) return postgres::observe(url);
  return observe_sqlite(place.folder, which == Which::data ? "data.db" : "keys.db");
}

Result<std::size_t> rows_holding(Place const& place, ByteView needle) {
  std::size_t found = 0;
  for (auto const& url : {place.data, place.keys}) {
    if (url.empty()) continue;
    TROTH_TRY(std::size_t rows, postgres::rows_holding(url, needle));
    found += rows;
  }
  return found;
}

}  // namespace troth::store
