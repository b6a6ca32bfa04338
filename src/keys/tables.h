#pragma once
#include "store/store.h"

namespace troth::keys {

/// The key store's tables: cell_key, epoch, key_row, fence. All SQL of this folder is in tables.h and tables.cpp.
store::Schema schema();

namespace sql {

inline constexpr store::Sql kCellKey{"SELECT cell, region, wrap, created FROM cell_key"};
inline constexpr store::Sql kInsertCellKey{
    "INSERT INTO cell_key (id, cell, region, wrap, created) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"};

inline constexpr store::Sql kEpochs{"SELECT number, state, wrapped, opened, destroyed FROM epoch ORDER BY number"};
inline constexpr store::Sql kInsertEpoch{
    "INSERT INTO epoch (number, state, wrapped, opened, destroyed) VALUES ($1, 'open', $2, $3, NULL) "
    "ON CONFLICT DO NOTHING"};
inline constexpr store::Sql kCloseEpoch{"UPDATE epoch SET state = 'closed' WHERE number = $1 AND state = 'open'"};
inline constexpr store::Sql kMarkDestroyed{
    "UPDATE epoch SET state = 'destroyed', wrapped = NULL, destroyed = $1 WHERE number = $2 AND state = 'closed'"};

/// Misses when the row's epoch has closed, the subject is fenced, or the row is there already: nothing can be sealed
/// under an epoch that is about to end, and no key can come back after an erasure.
inline constexpr store::KeyInsert kInsertKey{
    "INSERT INTO key_row (tenant_id, kind, holder, version, epoch, wrap, created, wrapper) "
    "SELECT $1, $2, $3, $4, $5, $6, $7, $8 "
    "WHERE EXISTS (SELECT 1 FROM epoch WHERE number = $9 AND state = 'open') "
    "AND NOT EXISTS (SELECT 1 FROM fence WHERE token = $10) ON CONFLICT DO NOTHING"};
inline constexpr store::Sql kKey{
    "SELECT version, epoch, wrap, wrapper FROM key_row WHERE tenant_id = $1 AND kind = $2 AND holder = $3 AND version "
    "= $4"};
inline constexpr store::Sql kNewestKey{
    "SELECT version, epoch, wrap, wrapper FROM key_row WHERE tenant_id = $1 AND kind = $2 AND holder = $3 "
    "ORDER BY version DESC LIMIT 1"};
inline constexpr store::Sql kDeleteKeys{"DELETE FROM key_row WHERE tenant_id = $1 AND kind = $2 AND holder = $3"};
inline constexpr store::Sql kDeleteTenantKeys{"DELETE FROM key_row WHERE tenant_id = $1"};

inline constexpr store::Sql kCountKeys{
    "SELECT (SELECT COUNT(*) FROM key_row), (SELECT COUNT(*) FROM key_row WHERE epoch < $1)"};
inline constexpr store::Sql kOlderKeys{
    "SELECT tenant_id, kind, holder, version, epoch, wrap, wrapper FROM key_row WHERE epoch < $1 LIMIT $2"};
/// Only where the wrap is still the one that was read: a row erased or redone meanwhile stays as it is.
inline constexpr store::Sql kRewrapKey{
    "UPDATE key_row SET epoch = $1, wrap = $2, wrapper = $3 "
    "WHERE tenant_id = $4 AND kind = $5 AND holder = $6 AND version = $7 AND wrap = $8"};
inline constexpr store::Sql kKeysAfter{
    "SELECT tenant_id, kind, holder, version, epoch, wrap, created, wrapper FROM key_row "
    "WHERE (tenant_id, kind, holder, version) > ($1, $2, $3, $4) ORDER BY tenant_id, kind, holder, version LIMIT $5"};

inline constexpr store::Sql kVersions{
    "SELECT version, created FROM key_row WHERE tenant_id = $1 AND kind = $2 AND holder = $3 ORDER BY version DESC"};
inline constexpr store::Sql kWrappedBefore{
    "SELECT tenant_id, kind, holder, version, epoch, wrap, wrapper FROM key_row "
    "WHERE tenant_id = $1 AND kind = $2 AND wrapper < $3 LIMIT $4"};
inline constexpr store::Sql kCountWrapped{
    "SELECT wrapper, COUNT(*) FROM key_row WHERE tenant_id = $1 AND kind = $2 GROUP BY wrapper"};
inline constexpr store::Sql kHoldersAfter{
    "SELECT holder, MAX(version), MAX(created) FROM key_row WHERE tenant_id = $1 AND kind = $2 AND holder > $3 "
    "GROUP BY holder ORDER BY holder LIMIT $4"};
inline constexpr store::Sql kCountHolders{
    "SELECT COUNT(*), CAST(COALESCE(SUM(versions), 0) AS BIGINT), MIN(newest) FROM "
    "(SELECT COUNT(*) AS versions, MAX(created) AS newest "
    "FROM key_row WHERE tenant_id = $1 AND kind = $2 GROUP BY holder) AS held"};

inline constexpr store::Sql kFence{"SELECT seq FROM fence WHERE token = $1"};
inline constexpr store::Sql kFenceHead{"SELECT seq, chain FROM fence ORDER BY seq DESC LIMIT 1"};
inline constexpr store::Sql kInsertFence{
    "INSERT INTO fence (seq, kind, token, at, chain) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"};
inline constexpr store::Sql kFencesAfter{
    "SELECT seq, kind, token, at, chain FROM fence WHERE seq > $1 ORDER BY seq LIMIT $2"};

}  // namespace sql
}  // namespace troth::keys
