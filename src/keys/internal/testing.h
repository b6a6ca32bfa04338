#pragma once
// What the tests of this folder share: a cell on disk that can be closed, copied and opened again.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>

#include "keys/epochs.h"
#include "keys/shredder.h"
#include "keys/tables.h"

// The users of the passes, as their own folders will define them; here each gives out the bytes to the test.
namespace troth::vault {
class RecordCipher {
 public:
  static Bytes key(keys::SubjectKey const& from) { return to_bytes(from.record_key(keys::RecordPass())); }
};
class BlindIndex {
 public:
  static Bytes key(keys::IndexKey const& from) { return to_bytes(from.secret(keys::IndexPass())); }
};
}  // namespace troth::vault
namespace troth::audit {
class PartCipher {
 public:
  static Bytes key(keys::SubjectKey const& from) { return to_bytes(from.audit_secret(keys::PartPass())); }
  static Bytes key(keys::AuditKey const& from) { return to_bytes(from.secret(keys::PartPass())); }
};
}  // namespace troth::audit
namespace troth::access {
class TokenMac {
 public:
  static Bytes key(keys::AccessKey const& from) { return to_bytes(from.secret(keys::TokenPass())); }
};
}  // namespace troth::access

namespace troth::keys::testing {

namespace fs = std::filesystem;

/// In memory where there is a file system in memory: these tests sync often, and none of them cuts the power.
class TempFolder {
 public:
  TempFolder() {
    fs::path const base = ::access("/dev/shm", W_OK) == 0 ? fs::path("/dev/shm") : fs::temp_directory_path();
    std::string name = (base / "troth-keys-XXXXXX").string();
    TROTH_CHECK(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~TempFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  fs::path const& path() const { return path_; }

 private:
  fs::path path_;
};

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
std::optional<Code> code_of(Result<T> const& result) {
  return result ? std::nullopt : std::optional<Code>(result.error().code);
}
#define EXPECT_REFUSED(expected, ...) EXPECT_EQ(::troth::keys::testing::code_of(__VA_ARGS__), std::optional(expected))

/// A file as another process sees it: opening it here would drop the store's POSIX locks.
inline Bytes seen_from_outside(fs::path const& file) {
  FILE* pipe = ::popen(("cat '" + file.string() + "' 2>/dev/null").c_str(), "r");
  Bytes out(64 << 10), all;
  for (std::size_t n; (n = std::fread(out.data(), 1, out.size(), pipe)) > 0;) append(all, ByteView(out).first(n));
  ::pclose(pipe);
  return all;
}
inline bool holds(Bytes const& haystack, ByteView needle) {
  return as_text(haystack).find(as_text(needle)) != std::string_view::npos;
}

inline Cell const kTestCell{"cell-1.example.com", "eu-central"};

/// One cell: folder/data, folder/seal, folder/keys.snapshot. Opened twice, it is the same cell after a restart.
class TestCell {
 public:
  explicit TestCell(fs::path folder) : folder_(std::move(folder)) {
    fs::create_directories(data());
    store_ = must(store::open_sqlite(data(), {}, schema()));
    bool const fresh = !fs::exists(seal_folder());
    seal_ = must(fresh ? create_file_seal(seal_folder(), random_) : open_file_seal(seal_folder(), random_));
    if (fresh) must(Keyring::create(database(), seal(), kTestCell, clock_, random_));
    open();
  }

  fs::path data() const { return folder_ / "data"; }
  fs::path seal_folder() const { return folder_ / "seal"; }
  fs::path snapshot_file() const { return folder_ / "keys.snapshot"; }
  store::KeyDatabase& database() { return store_->keys(); }
  Seal& seal() { return *seal_; }
  HandClock& clock() { return clock_; }
  Random& random() { return random_; }
  Keyring& keyring() { return *keyring_; }
  FenceLedger& fences() { return *fences_; }
  Epochs epochs() { return {database(), seal(), keyring(), clock_, random_, snapshot_file()}; }
  Shredder shredder() { return {database(), keyring(), fences()}; }

  /// Keyring and ledger anew: what a restart finds.
  void open() {
    fences_.reset();
    keyring_.reset();
    keyring_ = must(Keyring::open(database(), seal(), clock_, random_, kTestCell));
    fences_ = must(FenceLedger::open(database(), keyring()));
  }

  Result<> commit(KeyRow row) {
    return database().apply({{store::Step::Kind::write, row.sql.sql(), {std::move(row.params)}}});
  }
  TenantId add_tenant() {
    auto const tenant = TenantId::make_random(random_);
    for (auto& row : must(keyring().new_tenant(tenant))) must(commit(std::move(row)));
    return tenant;
  }
  SubjectId add_subject(TenantId tenant) {
    auto const subject = SubjectId::make_random(random_);
    auto made = must(keyring().new_subject(tenant, subject));
    must(commit(std::move(made.row)));
    return subject;
  }
  Bytes record_key(TenantId tenant, SubjectId subject) {
    return vault::RecordCipher::key(must(keyring().subject(tenant, subject)));
  }
  Bytes wrap_of(TenantId tenant, SubjectId subject) {
    auto rows = must(database().query(sql::kKey, {tenant, static_cast<std::uint32_t>(Kind::subject), subject, 1}));
    return rows.at(0).at(2).bytes();
  }
  void turn_epoch() {
    auto job = epochs();
    must(job.open_after(must(job.status()).current));
    while (must(job.rewrap(100)) > 0) continue;
    must(job.snapshot());
    must(job.destroy_closed());
  }
  /// What a backup tool that knows nothing of us would take (with the log empty, so that no checkpoint falls into the
  /// copy).
  void copy_data_to(fs::path const& to) {
    must(database().scrub());
    std::string const command = "cp -r '" + data().string() + "' '" + to.string() + "'";
    TROTH_CHECK(std::system(command.c_str()) == 0);
  }

 private:
  fs::path folder_;
  SystemRandom random_;
  HandClock clock_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<Seal> seal_;
  std::unique_ptr<Keyring> keyring_;
  std::unique_ptr<FenceLedger> fences_;
};

/// The key store with something happening just before or after a call: a race, or a crash.
class EventfulDatabase final : public store::KeyDatabase {
 public:
  explicit EventfulDatabase(store::KeyDatabase& real) : real_(real) {}
  std::function<void(store::Sql)> after_query = [](store::Sql) {};
  std::function<Result<>(bool before)> around_apply = [](bool) { return Result<>(); };

  Result<store::Rows> query(store::Sql sql, store::Params const& params) override {
    auto rows = real_.query(sql, params);
    after_query(sql);
    return rows;
  }
  Result<> apply(std::vector<store::Step> const& steps) override {
    TROTH_TRY(around_apply(true));
    TROTH_TRY(real_.apply(steps));
    return around_apply(false);
  }
  Result<> scrub() override { return real_.scrub(); }

 private:
  store::KeyDatabase& real_;
};

/// Another process that has a read transaction open on a database file until this ends.
class OutsideReader {
 public:
  explicit OutsideReader(fs::path const& file) {
    int in[2], out[2];
    TROTH_CHECK(::pipe2(in, O_CLOEXEC) == 0 && ::pipe2(out, O_CLOEXEC) == 0);
    static char const script[] =
        "import sqlite3,sys\n"
        "db=sqlite3.connect(sys.argv[1],isolation_level=None)\n"
        "db.execute('BEGIN');db.execute('SELECT count(*) FROM key_row').fetchall()\n"
        "sys.stdout.write('r');sys.stdout.flush();sys.stdin.read()\n";
    std::string path = file.string(), code = script;
    char python[] = "python3", flag[] = "-c";
    char* argv[] = {python, flag, code.data(), path.data(), nullptr};
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, in[0], 0);
    ::posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    TROTH_CHECK(::posix_spawnp(&child_, "python3", &actions, nullptr, argv, environ) == 0);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(in[0]);
    ::close(out[1]);
    hold_ = in[1];
    char ready = 0;
    TROTH_CHECK(::read(out[0], &ready, 1) == 1);
    ::close(out[0]);
  }
  ~OutsideReader() {
    ::close(hold_);
    int status = 0;
    ::waitpid(child_, &status, 0);
  }

 private:
  pid_t child_ = -1;
  int hold_ = -1;
};

}  // namespace troth::keys::testing
