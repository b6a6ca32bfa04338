#include "app/cell.h"

#include <iostream>

#include "app/alarm.h"
#include "app/by_clock.h"
#include "app/clock_brake.h"
#include "app/identity.h"
#include "app/indexer.h"
#include "app/measured.h"
#include "app/notary.h"
#include "app/open_seal.h"
#include "app/own_policy.h"
#include "app/reserve.h"
#include "app/schema.h"
#include "app/shell.h"
#include "app/tls_files.h"
#include "app/trust_pages.h"
#include "app/upkeep.h"
#include "audit/tenant_logs.h"
#include "base/json_writer.h"
#include "base/mutant.h"
#include "keys/harden.h"
#include "lifecycle/epoch_job.h"
#include "store/folder_lock.h"

namespace troth::app {
namespace {

/// Where programs on this machine reach the port, such as a probe that comes as a stranger does.
std::string local_url(std::string const& address, std::uint16_t port) {
  std::string host = address == "0.0.0.0" ? "127.0.0.1" : address == "::" ? "::1" : address;
  if (host.find(':') != host.npos) host = "[" + host + "]";
  return "https://" + host + ":" + std::to_string(port);
}

/// Everything of a served cell, built from the bottom up and taken down from the top: the listener first, so that
/// nothing new comes in; then the shell's pool; then the jobs; then the stores.
class ServedCell final : public Cell {
 public:
  explicit ServedCell(Clock const& clock) : clock_(clock) {}
  Result<> open(ServeOptions const& options) {
    TROTH_TRY(keys::harden_process());
    TROTH_TRY(identity_, read_identity(options.data));
    for (auto const& path : {options.data, options.data / "cell.json", options.data / "tls" / "key.pem"})
      if (!TROTH_MUTANT("loose-files-served")) TROTH_TRY(must_be_private(path));
    if (!identity_.demo) TROTH_TRY(keys::apart(identity_.seal, options.data));
    TROTH_TRY(seal_, open_seal(identity_, random_));
    TROTH_TRY(keep_reserve(options));
    TROTH_TRY(open_stores(options));
    store_->attach(logs_);
    TROTH_TRY(keyring_, keys::Keyring::open(store_->keys(), *seal_, clock_, random_, identity_.cell));
    TROTH_TRY(fences_, keys::FenceLedger::open(store_->keys(), *keyring_));
    TROTH_TRY(fences_->audit());
    scribe_.emplace(*keyring_, clock_, random_);
    shredder_.emplace(store_->keys(), *keyring_, *fences_);
    epochs_.emplace(store_->keys(), *seal_, *keyring_, clock_, random_, options.data / "keys.snapshot");
    state_.emplace(identity_.seal);
    sealer_.emplace(audit::Sealer::Wiring{*store_, *seal_, *state_, clock_, random_, identity_.log_name});
    TROTH_TRY(open_log(options));
    TROTH_TRY(measure(options));
    (void)keep_evidence({*store_, clock_, random_, *scribe_, *keyring_}, measured_.running);  // again each minute
    TROTH_TRY(contact_, read_contact(options.data));
    jobs_.emplace(
        lifecycle::Runner::Wiring{*store_, *keyring_, *scribe_, clock_, random_, {*shredder_, *epochs_}},
        [this] { tick(); }, options.tick);
    shell_.emplace(
        Shell::Wiring{*store_,
                      *keyring_,
                      *scribe_,
                      clock_,
                      random_,
                      {*epochs_, *seal_, *sealer_, standing_, measured_.running, contact_,
                       identity_.demo ? options.data / "tour-url" : std::filesystem::path(), identity_.stores()},
                      *jobs_,
                      identity_.place(options.data).remote(),
                      &*reserve_});
    TROTH_TRY(jobs_->resume());
    jobs_->start();
    notary_->start();
    indexer_.emplace(*store_, logs_).start();
    return listen(options);
  }

  ~ServedCell() override {
    listener_.reset();
    if (shell_) shell_->drain();
    if (shell_) (void)shell_->log_counts();  // best effort: the store may be the reason we end
    if (jobs_) jobs_->stop();                // its tick looks at everything below
    jobs_.reset();
    shell_.reset();
    if (scribe_ && store_) (void)tell(act::EventType::cell_stopped);
    indexer_.reset();
    notary_.reset();  // before the sealer and the store it looks at
  }

  std::uint16_t port() const override { return listener_->port(); }
  Result<> healthy() const override { return store_->healthy(); }
  std::string log_standing() const override {
    auto const sealed = sealer_->pending();
    auto const witnesses = merkle::Policy::parse(standing_.view().policy);
    std::size_t const asked = witnesses ? witnesses->witnesses.size() : 0;
    return "log epoch " + std::to_string(sealer_->epoch()) + ", " + std::to_string(sealed ? sealed->head.size : 0) +
           " seals as they were signed; " +
           (asked == 0 ? "no witnesses: a rollback by the operator is not excluded"
                       : std::to_string(asked) + " witnesses are asked");
  }

 private:
  /// Before anything is written, as a start on a full disk needs it; and only if nobody else serves the folder. Not for
  /// what is disposable, nor for stores elsewhere.
  Result<> keep_reserve(ServeOptions const& options) {
    bool const here = !identity_.demo && options.store.empty() && !identity_.place(options.data).remote();
    TROTH_TRY(auto ours, store::FolderLock::take(options.data));
    reserve_.emplace(options.data, here ? std::int64_t{options.reserve_mib} << 20 : 0, std::cerr).open();
    return {};
  }

  /// Where serve was told that the stores are, else where cell.json says.
  Result<> open_stores(ServeOptions const& options) {
    Identity const before = identity_;
    if (!options.store.empty()) identity_.store = options.store;
    if (!options.keys.empty()) identity_.keys = options.keys;
    TROTH_TRY(store_, store::open_stores(identity_.place(options.data), data_schema(), keys_schema()));
    bool const moved = identity_.store != before.store || identity_.keys != before.keys;
    return moved ? write_identity(options.data, identity_) : Result<>();
  }

  Result<> listen(ServeOptions const& options) {
    net::Options net;
    net.address = options.address;
    net.port = options.port;
    net.limits = options.limits;
    net.socket_path = (options.data / "admin.sock").string();
    TROTH_TRY(read_certificate(options.data, net));
    auto listener = net::listen(
        std::move(net),
        [this](http::Request request, net::Respond respond) { shell_->serve(std::move(request), std::move(respond)); },
        [this](int status, std::string const& peer) { shell_->count_refused(status, peer); });
    if (!listener) return std::move(listener).error();
    listener_ = std::move(*listener);
    return write_private_file(options.data / "url", local_url(options.address, listener_->port()) + "\n");
  }

  /// The signed log: compared with what was signed and witnessed before anything else is written.
  Result<> open_log(ServeOptions const& options) {
    TROTH_TRY(auto own, OwnPolicy::read(options.data));
    TROTH_TRY(std::string const kept, state_->checkpoint());
    TROTH_TRY(auto witnessed, own.newest_of(kept));
    TROTH_TRY(sealer_->open(witnessed));
    auto keys = sealer_->verifiers();
    keys.erase(keys.begin() + audit::Sealer::kEpochsAhead, keys.end());  // those of the cell log
    standing_.begin(policy_text(keys, own.policy), options.seal_seconds);
    Notary::Wiring wiring{
        *sealer_, standing_, clock_, std::move(own.policy), std::move(own.cosigners), options.seal_seconds, {}};
    wiring.overdue = [this](std::string const& what) {
      if (auto event =
              scribe_->write({kCell, act::EventType::witness_overdue, what, "{\"at\":\"the cell\"}", "{}", {}}))
        (void)store_->committer().commit(store::WriteSet(std::move(*event)), store::Lane::bulk);
    };
    notary_.emplace(std::move(wiring));
    return {};
  }

  /// What holds until the next start stands in the set that tells of this one.
  Result<> measure(ServeOptions const& options) {
    {
      TROTH_TRY(auto snapshot, store_->snapshot());
      TROTH_TRY(measured_, Measured::take(options, identity_, *sealer_, *snapshot, random_));
    }
    TROTH_TRY(auto started, telling(act::EventType::cell_started));
    return store_->committer().commit(evidence::CellFacts::keep(std::move(started), measured_.salt, measured_.running),
                                      store::Lane::interactive);
  }

  Result<> tell(act::EventType type) {
    TROTH_TRY(auto set, telling(type));
    return store_->committer().commit(std::move(set), store::Lane::interactive);
  }

  Result<store::WriteSet> telling(act::EventType type) {
    Json what;
    what.object().member("cell", identity_.cell.name).member("region", identity_.cell.region);
    what.member("seal", seal_->kind()).end();
    TROTH_TRY(auto event, scribe_->write({kCell, type, what.text(), "{\"at\":\"the console\"}", "{}", std::nullopt}));
    return store::WriteSet(std::move(event));
  }

  /// Every few seconds, on the jobs' thread: idle keys are zeroed. Once a minute: counts become events, and an epoch
  /// older than a day ends.
  void tick() {
    keyring_->sweep();
    auto const now = clock_.now();
    if (now >= last_minute_ && now - last_minute_ < std::chrono::minutes(1)) return;
    last_minute_ = now;
    (void)shell_->log_counts();
    (void)keep_evidence({*store_, clock_, random_, *scribe_, *keyring_}, measured_.running);
    (void)search_tenants({*store_, clock_, random_, *scribe_, *keyring_});
    if (now < last_hour_ || now - last_hour_ >= std::chrono::hours(1)) {
      last_hour_ = now;
      (void)expire_idempotency(*store_, *scribe_, clock_);
      if (clock_is_believed()) (void)sweep_retention({*store_, clock_, random_, *scribe_, *keyring_});
    }
    if (TROTH_MUTANT("epoch-never-ends")) return;
    if (auto status = epochs_->numbers(); status && clock_.now() - status->opened >= kEpochLength)
      (void)end_epoch(*status);
  }

  /// A twin's clock is moved on purpose.
  bool clock_is_believed() {
    if (identity_.demo) return true;
    bool const believed = brake_.holds();
    if (brake_.jumped()) {
      constexpr std::string_view kAlarm =
          "the clock has jumped: no retention is ended until a restart; erasures, epochs and tokens go on";
      alarm(std::cerr, kAlarm);
      Json what;
      what.object().member("alarm", kAlarm).end();
      if (auto event =
              scribe_->write({kCell, act::EventType::administered, what.text(), "{\"at\":\"the cell\"}", "{}", {}}))
        (void)store_->committer().commit(store::WriteSet(std::move(*event)), store::Lane::bulk);
    }
    return believed;
  }

  Result<> end_epoch(keys::EpochStatus const& status) {
    auto decide = [&]() -> Result<vault::Decision> {
      TROTH_TRY(auto snapshot, store_->snapshot());
      vault::Context const context{*snapshot, clock_, random_, *scribe_, *keyring_};
      TROTH_TRY(auto grant, access::authorise_job(kCell, act::Operation::administration, {}, clock_.now()));
      return lifecycle::intend_epoch(context, grant, status);
    };
    TROTH_TRY(auto decision, decide());
    TROTH_TRY(store_->committer().commit(std::move(decision.writes), store::Lane::bulk));
    jobs_->add(kCell, decision.job->id, {});
    return {};
  }

  Clock const& clock_;
  ClockBrake brake_{clock_};                       ///< owned by "jobs"
  Time last_minute_ = clock_.now(), last_hour_{};  // both owned by "jobs"
  SystemRandom random_;
  Identity identity_;
  Measured measured_;
  audit::TenantLogs logs_;
  std::unique_ptr<keys::Seal> seal_;
  std::optional<Reserve> reserve_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<keys::Keyring> keyring_;
  std::unique_ptr<keys::FenceLedger> fences_;
  std::optional<audit::Scribe> scribe_;
  std::optional<keys::Shredder> shredder_;
  std::optional<keys::Epochs> epochs_;
  std::optional<audit::SignedState> state_;
  std::optional<audit::Sealer> sealer_;
  LogStanding standing_;
  trust::Contact contact_;
  std::optional<Notary> notary_;
  std::optional<Indexer> indexer_;
  std::optional<lifecycle::Runner> jobs_;
  std::optional<Shell> shell_;
  std::unique_ptr<net::Listener> listener_;
};

}  // namespace

Result<std::unique_ptr<Cell>> Cell::serve(ServeOptions const& options) {
  static SystemClock const clock;
  return serve_by(clock, options);
}

Result<std::unique_ptr<Cell>> serve_by(Clock const& clock, ServeOptions const& options) {
  auto cell = std::make_unique<ServedCell>(clock);
  TROTH_TRY(cell->open(options));
  return std::unique_ptr<Cell>(std::move(cell));
}

}  // namespace troth::app
