#pragma once
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <future>
#include <memory>

#include "base/mutex.h"
#include "store/place.h"
#include "store/sqlite/open.h"

namespace troth::store {

/// A folder of its own that goes with the test.
class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "troth-store-XXXXXX").string();
    TROTH_CHECK(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  TempFolder(TempFolder const&) = delete;
  TempFolder& operator=(TempFolder const&) = delete;
  std::filesystem::path const& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Writes one row per event and remembers how it was called. Called by the committer's thread, asked by the test's.
class FakeJournal final : public Journal {
 public:
  Result<> place(Writer& writer, act::Event const& event) override {
    TROTH_TRY(writer.run("INSERT INTO event (id, log) VALUES ($1, $2)", {event.id, event.log}));
    Lock lock(mutex_);
    staged_.push_back(event.log);
    return {};
  }
  Result<> place(Writer& writer, LogEntry const& entry) override {
    TROTH_TRY(writer.run("INSERT INTO event (id, log) VALUES ($1, $2)", {entry.bytes, entry.log}));
    return {};
  }
  void keep_set() override {
    Lock lock(mutex_);
    group_.insert(group_.end(), staged_.begin(), staged_.end());
    staged_.clear();
  }
  void drop_set() override {
    Lock lock(mutex_);
    staged_.clear();
    ++drops_;
  }
  Result<> close(Writer& writer) override {
    TROTH_TRY(writer.run("UPDATE head SET groups = groups + 1", {}));
    return {};
  }
  void committed() override {
    Lock lock(mutex_);
    groups_.push_back(std::move(group_));
    group_.clear();
  }
  void discarded() override {
    Lock lock(mutex_);
    group_.clear();
    ++discards_;
  }

  /// The logs of the events of each committed group, in order.
  std::vector<std::vector<TenantId>> groups() const {
    Lock lock(mutex_);
    return groups_;
  }
  int drops() const {
    Lock lock(mutex_);
    return drops_;
  }
  int discards() const {
    Lock lock(mutex_);
    return discards_;
  }

 private:
  mutable Mutex mutex_;
  std::vector<TenantId> staged_ TROTH_GUARDED_BY(mutex_), group_ TROTH_GUARDED_BY(mutex_);
  std::vector<std::vector<TenantId>> groups_ TROTH_GUARDED_BY(mutex_);
  int drops_ TROTH_GUARDED_BY(mutex_) = 0, discards_ TROTH_GUARDED_BY(mutex_) = 0;
};

inline Schema data_schema() {
  return {{"test", 1,
           "CREATE TABLE item (tenant_id BYTEA NOT NULL, id BIGINT NOT NULL, body BYTEA NOT NULL, "
           "PRIMARY KEY (tenant_id, id));\n"
           "CREATE TABLE guard (id BIGINT NOT NULL PRIMARY KEY, revision BIGINT NOT NULL); -- a subject's revision;\n"
           "CREATE TABLE event (id BYTEA NOT NULL PRIMARY KEY, log BYTEA NOT NULL);\n"
           "CREATE TABLE head (groups BIGINT NOT NULL);\n"
           "INSERT INTO head (groups) VALUES (0)"}};
}
inline Schema key_schema() {
  return {{"test", 1,
           "CREATE TABLE key (id BIGINT NOT NULL PRIMARY KEY, wrap BYTEA NOT NULL);"
           "CREATE TABLE epoch (id BIGINT NOT NULL PRIMARY KEY, open BIGINT NOT NULL);"
           "INSERT INTO epoch (id, open) VALUES (1, 1)"}};
}

inline TenantId tenant(std::uint8_t number) {
  TenantId::Array bytes{};
  bytes[15] = number;
  return TenantId(bytes);
}
inline act::Event event_of(TenantId log) {
  SystemRandom random;
  auto const now = SystemClock().now();
  return {EventId::make(now, random), log, act::EventType::recorded, now, {}, {}, {}, {}, {}};
}
/// A set that adds one item of one tenant.
inline WriteSet adds_item(std::int64_t id, TenantId who = tenant(1), Bytes body = {1, 2, 3}) {
  return WriteSet(event_of(who))
      .then("INSERT INTO item (tenant_id, id, body) VALUES ($1, $2, $3)", {who, id, std::move(body)});
}

inline std::int64_t count(Result<Rows> const& rows) {
  if (!rows) return -1;
  return rows->at(0).at(0).integer();
}

/// Why it was refused; `unimplemented`, which no store answers, if it was not.
template <class T>
Code code_of(Result<T> const& result) {
  return result ? Code::unimplemented : result.error().code;
}

class StoreTest : public ::testing::Test {
 protected:
  void SetUp() override { open(); }

  void open(char const* vfs = nullptr, Schema const& data = data_schema(), Schema const& keys = key_schema()) {
    store_.reset();
    auto opened = sqlite::open_on(vfs, folder_.path(), data, keys);
    ASSERT_TRUE(opened) << opened.error().detail;
    store_ = std::move(*opened);
    store_->attach(journal_);
  }
  std::filesystem::path file(char const* name) const { return folder_.path() / name; }

  Result<> commit(WriteSet set, Lane lane = Lane::interactive) {
    return store_->committer().commit(std::move(set), lane);
  }
  Code refusal(WriteSet set) { return code_of(commit(std::move(set))); }
  std::future<Result<>> submit(WriteSet set, Lane lane = Lane::interactive) {
    auto fate = std::make_shared<std::promise<Result<>>>();
    auto known = fate->get_future();
    auto taken =
        store_->committer().submit(std::move(set), lane, [fate](Result<> r) { fate->set_value(std::move(r)); });
    if (!taken) fate->set_value(std::move(taken));
    return known;
  }
  std::int64_t items() { return count(snapshot()->query("SELECT count(*) FROM item", {})); }
  std::int64_t events() { return count(snapshot()->query("SELECT count(*) FROM event", {})); }
  std::int64_t key_rows() { return count(store_->keys().query("SELECT count(*) FROM key", {})); }
  std::unique_ptr<Reader> snapshot() {
    auto reader = store_->snapshot();
    TROTH_CHECK(reader.has_value());
    return std::move(*reader);
  }

  /// Keeps the committer's thread inside an answer until release(), so that what is submitted meanwhile is one group.
  class Hold {
   public:
    explicit Hold(StoreTest& test, std::int64_t id = 1'000'000) {
      auto taken = test.store_->committer().submit(adds_item(id, tenant(99)), Lane::interactive, [this](Result<> fate) {
        TROTH_CHECK(fate.has_value());
        held_.set_value();
        go_on_.get_future().wait();
        gone_.set_value();
      });
      TROTH_CHECK(taken.has_value());
      held_.get_future().wait();
    }
    ~Hold() { release(); }
    void release() {
      if (std::exchange(released_, true)) return;
      go_on_.set_value();
      gone_.get_future().wait();
    }

   private:
    std::promise<void> held_, go_on_, gone_;
    bool released_ = false;
  };

  TempFolder folder_;
  FakeJournal journal_;
  std::unique_ptr<Store> store_;
};

}  // namespace troth::store
