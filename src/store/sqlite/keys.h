#pragma once
#include <filesystem>

#include "base/mutex.h"
#include "store/key_store.h"
#include "store/sqlite/gaps.h"
#include "store/sqlite/owner.h"

namespace troth::store::sqlite {

/// keys.db: one connection for all writes and checkpoints, one for reads, each behind its mutex. A read never waits for
/// a write, and holds no snapshot when it returns.
class Keys final : public KeyStore {
 public:
  static Result<std::unique_ptr<Keys>> open(std::filesystem::path const& file, Schema const& schema, Health& health,
                                            char const* vfs);
  ~Keys() override;

  Result<Rows> query(Sql sql, Params const& params) override;
  Result<> apply(std::vector<Step> const& steps) override;
  Result<> scrub() override;

  Fates add(std::span<std::vector<Step> const* const> sets) override;
  bool tidy() override;

 private:
  Keys(std::unique_ptr<Owner> writer, Connection reader, Health& health)
      : health_(health), writer_(std::move(writer)), gaps_(writer_->connection(), health), reader_(std::move(reader)) {}
  Result<> truncate() TROTH_REQUIRES(write_);

  Health& health_;
  Mutex write_;  ///< taken before read_
  Mutex read_;
  std::unique_ptr<Owner> writer_ TROTH_GUARDED_BY(write_);
  Gaps gaps_ TROTH_GUARDED_BY(write_);
  Connection reader_ TROTH_GUARDED_BY(read_);
};

}  // namespace troth::store::sqlite
