#pragma once
#include "store/postgres/cluster_fixture.h"
#include "store/store_fixture.h"

namespace troth::store {

enum class Engine { sqlite, postgres };
inline constexpr Engine kEngines[] = {Engine::sqlite, Engine::postgres};
inline std::string engine_name(testing::TestParamInfo<Engine> const& info) {
  return info.param == Engine::sqlite ? "sqlite" : "postgres";
}

/// Without PostgreSQL's programs the tests of that adapter are left out, and say so; ./check, which installs them, sets
/// TROTH_NEED_POSTGRES, and then they fail.
#define TROTH_NEED_CLUSTER()                                                                         \
  if (postgres::Cluster::programs().empty()) {                                                       \
    if (::getenv("TROTH_NEED_POSTGRES")) FAIL() << "no PostgreSQL here: apt-get install postgresql"; \
    GTEST_SKIP() << "no PostgreSQL here: apt-get install postgresql";                                \
  }

/// The promises of the interface, which each engine keeps.
class EngineTest : public StoreTest, public testing::WithParamInterface<Engine> {
 protected:
  void SetUp() override {
    place_.folder = folder_.path();
    if (GetParam() == Engine::postgres) {
      TROTH_NEED_CLUSTER();
      cluster_ = std::make_unique<postgres::Cluster>();
      place_.data = cluster_->fresh();
      place_.keys = cluster_->fresh();
      place_.keys_same_cluster = true;
    }
    open();
  }
  void TearDown() override {
    store_.reset();
    cluster_.reset();
  }

  void open(Schema const& data = data_schema(), Schema const& keys = key_schema()) {
    store_.reset();
    auto opened = open_stores(place_, data, keys);
    ASSERT_TRUE(opened) << opened.error().message << " " << opened.error().detail;
    store_ = std::move(*opened);
    store_->attach(journal_);
  }

  Place place_;
  std::unique_ptr<postgres::Cluster> cluster_;
};

}  // namespace troth::store
