#include "log_house.h"

#include "access/tables.h"
#include "audit/tables.h"
#include "keys/tables.h"
#include "vault/tables.h"

namespace troth::bench {
namespace {

store::Schema data_schema() {
  store::Schema out = audit::schema();
  for (auto const& part : {access::schema(), vault::schema()}) out.insert(out.end(), part.begin(), part.end());
  out.push_back({"bench", 1,
                 "CREATE TABLE bench_row (tenant_id BYTEA NOT NULL, id BIGINT NOT NULL, body BYTEA NOT NULL,"
                 " PRIMARY KEY (tenant_id, id)) WITHOUT ROWID"});
  return out;
}

}  // namespace

void Flight::wait_below(std::size_t limit) {
  Lock lock(mutex_);
  while (flying_ >= limit) changed_.wait(lock);
}

void Flight::submit(store::WriteSet set, store::Lane lane) {
  wait_below(most_);
  {
    Lock lock(mutex_);
    ++flying_;
  }
  must(store_.committer().submit(std::move(set), lane, [this](Result<> fate) {
    must(std::move(fate));
    Lock lock(mutex_);
    --flying_;
    changed_.notify_one();
  }));
}

void Flight::land() { wait_below(1); }

LogHouse::LogHouse(std::filesystem::path folder, std::unique_ptr<store::Journal> journal)
    : folder_(std::move(folder)), journal_(std::move(journal)) {
  std::filesystem::create_directories(folder_ / "data");
  store_ = must(store::open_sqlite(folder_ / "data", data_schema(), keys::schema()));
  store_->attach(*journal_);
  seal_ = must(keys::create_file_seal(seal_folder(), random_));
  must(keys::Keyring::create(store_->keys(), *seal_, {"bench", "example"}, clock_, random_));
  keyring_ = must(keys::Keyring::open(store_->keys(), *seal_, clock_, random_));
  scribe_.emplace(*keyring_, clock_, random_);
}

LogHouse::~LogHouse() {
  scribe_.reset();
  keyring_.reset();
  seal_.reset();
  store_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

TenantId LogHouse::add_tenant() {
  auto const tenant = TenantId::make_random(random_);
  for (auto& row : must(keyring_->new_tenant(tenant)))
    must(store_->keys().apply({{store::Step::Kind::write, row.sql.sql(), {std::move(row.params)}}}));
  return tenant;
}

act::Event LogHouse::small_event(TenantId log) {
  act::Event event;
  event.log = log;
  event.type = act::EventType::recorded;
  event.at = clock_.now();
  event.id = EventId::make(event.at, random_);
  std::copy(event.id.view().begin(), event.id.view().end(), event.leaf.begin());
  event.parts.fill(Bytes(1));
  return event;
}

}  // namespace troth::bench
