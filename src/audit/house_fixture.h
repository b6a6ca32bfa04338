#pragma once
// What the tests of audit and of the folders above it share: stores, keys and logs of a cell in a folder of the test's
// own.
#include <gtest/gtest.h>

#include <atomic>

#include "audit/scribe.h"
#include "audit/tables.h"
#include "audit/tenant_logs.h"
#include "keys/epochs.h"
#include "keys/shredder.h"
#include "keys/tables.h"
#include "store/store_fixture.h"

namespace troth::audit {

/// Time that stands still until the test moves it.
class HandClock final : public Clock {
 public:
  Time now() const override { return from_micros(micros_); }
  void pass(Duration by) { micros_ += by.count(); }

 private:
  std::atomic<std::int64_t> micros_ = 1'795'339'800'000'000;
};

template <class T>
T must(Result<T> result) {
  if (!result) ADD_FAILURE() << result.error().message << " " << result.error().at << " " << result.error().detail;
  return std::move(result).value();
}
inline void must(Result<> result) {
  if (!result) ADD_FAILURE() << result.error().message << " " << result.error().at << " " << result.error().detail;
}
template <class T>
std::optional<Code> refusal_of(Result<T> const& result) {
  return result ? std::nullopt : std::optional<Code>(result.error().code);
}

/// A cell without a server. `reopen` is what a restart finds: nothing but the files.
class House {
 public:
  explicit House(store::Schema const& more = {}) : data_schema_(schema()) {
    data_schema_.insert(data_schema_.end(), more.begin(), more.end());
    std::filesystem::create_directories(data());
    open();
  }
  ~House() { close(); }

  std::filesystem::path data() const { return folder_.path() / "data"; }
  std::filesystem::path seal_folder() const { return folder_.path() / "seal"; }
  store::Store& store() { return *store_; }
  keys::Seal& seal() { return *seal_; }
  keys::Keyring& keyring() { return *keyring_; }
  keys::FenceLedger& fences() { return *fences_; }
  keys::Shredder& shredder() { return *shredder_; }
  keys::Epochs& epochs() { return *epochs_; }
  Scribe const& scribe() { return *scribe_; }
  HandClock& clock() { return clock_; }
  Random& random() { return random_; }

  void reopen() {
    close();
    open();
  }

  std::unique_ptr<store::Reader> snapshot() { return must(store_->snapshot()); }
  Result<> commit(store::WriteSet set) { return store_->committer().commit(std::move(set), store::Lane::interactive); }
  store::Rows rows(store::Sql sql, store::Params const& params = {}) { return must(snapshot()->query(sql, params)); }
  std::int64_t count(store::Sql sql, store::Params const& params = {}) {
    return rows(sql, params).at(0).at(0).integer();
  }

  /// The keys of a tenant or a subject; their rows in the data store are the test's business.
  TenantId add_tenant() {
    auto const tenant = TenantId::make_random(random_);
    for (auto& row : must(keyring().new_tenant(tenant))) add_key(std::move(row));
    return tenant;
  }
  SubjectId add_subject(TenantId tenant) {
    auto const subject = SubjectId::make(clock_.now(), random_);
    auto fresh = must(keyring().new_subject(tenant, subject));
    add_key(std::move(fresh.row));
    return subject;
  }
  act::Event event(Telling const& telling) { return must(scribe_->write(telling)); }

 private:
  void open() {
    store_ = must(store::open_sqlite(data(), data_schema_, keys::schema()));
    store_->attach(logs_.emplace());
    bool const fresh = !std::filesystem::exists(seal_folder());
    seal_ = must(fresh ? keys::create_file_seal(seal_folder(), random_) : keys::open_file_seal(seal_folder(), random_));
    if (fresh) must(keys::Keyring::create(store_->keys(), *seal_, {"cell-1", "eu-central"}, clock_, random_));
    keyring_ = must(keys::Keyring::open(store_->keys(), *seal_, clock_, random_));
    fences_ = must(keys::FenceLedger::open(store_->keys(), *keyring_));
    scribe_.emplace(*keyring_, clock_, random_);
    shredder_.emplace(store_->keys(), *keyring_, *fences_);
    epochs_.emplace(store_->keys(), *seal_, *keyring_, clock_, random_, data() / "keys.snapshot");
  }
  void close() {
    epochs_.reset();
    shredder_.reset();
    scribe_.reset();
    fences_.reset();
    keyring_.reset();
    seal_.reset();
    store_.reset();
    logs_.reset();
  }
  void add_key(keys::KeyRow row) {
    must(store_->keys().apply({{store::Step::Kind::write, row.sql.sql(), {std::move(row.params)}}}));
  }

  store::TempFolder folder_;
  store::Schema data_schema_;
  SystemRandom random_;
  HandClock clock_;
  std::optional<TenantLogs> logs_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<keys::Seal> seal_;
  std::unique_ptr<keys::Keyring> keyring_;
  std::unique_ptr<keys::FenceLedger> fences_;
  std::optional<Scribe> scribe_;
  std::optional<keys::Shredder> shredder_;
  std::optional<keys::Epochs> epochs_;
};

}  // namespace troth::audit
