// A row of the ledger, as it enters the chain (chain_0 is 32 zero bytes, seq begins at 1):
//   row     = TLV{1: seq u64, 2: kind u8, 3: token 32, 4: at u64, microseconds}
//   chain_n = SHA-256(chain_{n-1} | row_n)
#include "keys/fence.h"

#include <atomic>

#include "base/mutex.h"
#include "base/tlv.h"
#include "keys/internal/live_keys.h"
#include "keys/tables.h"

namespace troth::keys {
namespace {

struct Head {
  std::uint64_t seq = 0;
  Bytes chain = Bytes(32);
};

Head next(Head const& head, std::uint8_t kind, ByteView token, Time at) {
  Tlv row;
  row.put_u64(1, head.seq + 1).put(2, Bytes{kind}).put(3, token);
  row.put_u64(4, static_cast<std::uint64_t>(to_micros(at)));
  return {head.seq + 1, to_bytes(crypto::sha256({head.chain, row.view()}))};
}

class Ledger final : public FenceLedger {
 public:
  Ledger(store::KeyDatabase& database, LiveKeys const& live) : database_(database), live_(live) {}

  Result<> raise(Fence kind, TenantId tenant, ByteView id, Time at) override;
  Result<> stands(Fence kind, TenantId tenant, ByteView id) override;
  std::uint64_t size() const override { return size_; }
  Result<> audit() override;
  Result<Head> head();

 private:
  store::KeyDatabase& database_;
  LiveKeys const& live_;
  Mutex raising_;  ///< one row at a time: each needs the chain of the one before
  std::atomic<std::uint64_t> size_ = 0;
};

/// Read from the store each time: after a failed commit only the store knows which row is the last.
Result<Head> Ledger::head() {
  TROTH_TRY(auto rows, database_.query(sql::kFenceHead, {}));
  Head head;
  if (!rows.empty()) head = {static_cast<std::uint64_t>(rows[0][0].integer()), rows[0][1].bytes()};
  size_ = head.seq;
  return head;
}

Result<> Ledger::raise(Fence kind, TenantId tenant, ByteView id, Time at) {
  Lock lock(raising_);
  if (auto there = stands(kind, tenant, id); there || there.error().code != Code::not_found) return there;
  auto const token = fence_token(live_.cell_kek(), kind, tenant, id);
  TROTH_TRY(Head const last, head());
  Head const now = next(last, static_cast<std::uint8_t>(kind), token, at);
  store::Params row{static_cast<std::int64_t>(now.seq), static_cast<std::uint32_t>(kind), ByteView(token), at,
                    now.chain};
  TROTH_TRY(database_.apply({{store::Step::Kind::write, sql::kInsertFence, {std::move(row)}}}));
  size_ = now.seq;
  return {};
}

Result<> Ledger::stands(Fence kind, TenantId tenant, ByteView id) {
  auto const token = fence_token(live_.cell_kek(), kind, tenant, id);
  TROTH_TRY(auto rows, database_.query(sql::kFence, {ByteView(token)}));
  if (rows.empty()) return fail(Code::not_found, "no fence stands for this");
  return {};
}

Result<> Ledger::audit() {
  constexpr std::int64_t kPage = 1000;
  Head head;
  for (;;) {
    TROTH_TRY(auto rows, database_.query(sql::kFencesAfter, {static_cast<std::int64_t>(head.seq), kPage}));
    if (rows.empty()) return {};
    for (auto const& row : rows) {
      Head const expected = next(head, static_cast<std::uint8_t>(row[1].integer()), row[2].bytes(), row[3].time());
      if (static_cast<std::uint64_t>(row[0].integer()) != expected.seq || row[4].bytes() != expected.chain)
        return fail(Code::corrupt, "the fence ledger was changed", {}, "fence " + std::to_string(expected.seq));
      head = expected;
    }
  }
}

}  // namespace

Result<std::unique_ptr<FenceLedger>> FenceLedger::open(store::KeyDatabase& database, Keyring& keyring) {
  auto ledger = std::make_unique<Ledger>(database, keyring.live());
  TROTH_TRY(ledger->head());
  return std::unique_ptr<FenceLedger>(std::move(ledger));
}

}  // namespace troth::keys
