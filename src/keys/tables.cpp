#include "keys/tables.h"

namespace troth::keys {

// A wrap stands in key_row only, never in an index: deleting the row and truncating the log leaves no second copy.
store::Schema schema() {
  return {{"keys", 1, R"sql(
CREATE TABLE cell_key (
  id BIGINT NOT NULL PRIMARY KEY,
  cell TEXT NOT NULL,
  region TEXT NOT NULL,
  wrap BYTEA NOT NULL,
  created BIGINT NOT NULL
);
CREATE TABLE epoch (
  number BIGINT NOT NULL PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'destroyed')),
  wrapped BYTEA,
  opened BIGINT NOT NULL,
  destroyed BIGINT
);
CREATE UNIQUE INDEX epoch_open ON epoch (state) WHERE state = 'open';
CREATE TABLE key_row (
  tenant_id BYTEA NOT NULL,
  kind BIGINT NOT NULL,
  holder BYTEA NOT NULL,
  version BIGINT NOT NULL,
  epoch BIGINT NOT NULL,
  wrap BYTEA NOT NULL,
  created BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, kind, holder, version)
);
CREATE INDEX key_row_epoch ON key_row (epoch);
CREATE TABLE fence (
  seq BIGINT NOT NULL PRIMARY KEY,
  kind BIGINT NOT NULL,
  token BYTEA NOT NULL UNIQUE,
  at BIGINT NOT NULL,
  chain BYTEA NOT NULL
)
)sql"},
          // wrapper: the version of the tenant KEK that made the inner wrap. The wrap's AAD holds it too, so a wrong
          // number opens nothing.
          {"keys", 2, R"sql(
ALTER TABLE key_row ADD COLUMN wrapper BIGINT NOT NULL DEFAULT 1;
CREATE INDEX key_row_wrapper ON key_row (tenant_id, kind, wrapper)
)sql"}};
}

}  // namespace troth::keys
