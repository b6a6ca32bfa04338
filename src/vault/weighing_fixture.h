#pragma once
#include "vault/tenant_fixture.h"

namespace troth::vault {

/// Looks through another reader and weighs what one query gives: the bytes that are in memory at once.
class WeighingReader final : public store::Reader {
 public:
  explicit WeighingReader(store::Reader& of) : of_(of) {}
  Result<store::Rows> query(store::Sql sql, store::Params const& params) override {
    TROTH_TRY(auto rows, of_.query(sql, params));
    std::size_t weight = 0;
    for (auto const& row : rows)
      for (auto const& value : row)
        if (auto const* bytes = std::get_if<Bytes>(&value.variant())) weight += bytes->size();
    heaviest_ = std::max(heaviest_, weight);
    total_ += weight;
    return rows;
  }
  std::size_t heaviest() const { return heaviest_; }
  std::size_t total() const { return total_; }

 private:
  store::Reader& of_;
  std::size_t heaviest_ = 0, total_ = 0;
};

/// A tenant whose records have 50 fields of 16 KiB.
class HeavyHouse : public TenantHouse {
 public:
  static constexpr int kFields = 50;
  static constexpr std::size_t kText = 16u << 10;
  static constexpr std::size_t kRecord = kFields * kText;

  explicit HeavyHouse(int records, store::Schema const& more = {}) : TenantHouse(more) {
    std::string fields = field("email", R"(,"index":"email")");
    for (int i = 0; i < kFields; ++i) fields += "," + field("f" + std::to_string(i));
    structure_as("{\"fields\":[" + fields + "]}");
    http::JsonValue::Object members;
    for (int i = 0; i < kFields; ++i)
      members.emplace("f" + std::to_string(i), http::JsonValue(std::string(kText, 'x')));
    for (int i = 0; i < records; ++i) {
      auto const leave = grant(act::Operation::recording, add_subject());
      decided([&](Context const& c) { return record(c, leave, collection(), members); });
    }
  }
  /// Decides and weighs what it read.
  template <class Act>
  Decision weighed(Act const& act, std::size_t& heaviest, std::size_t& total) {
    auto snapshot = house().snapshot();
    WeighingReader reader(*snapshot);
    auto decision = must(act(Context{reader, house().clock(), house().random(), house().scribe(), house().keyring()}));
    heaviest = reader.heaviest();
    total = reader.total();
    return decision;
  }
};

}  // namespace troth::vault
