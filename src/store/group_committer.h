#pragma once
#include <atomic>
#include <thread>

#include "store/committer.h"
#include "store/journal.h"
#include "store/key_store.h"
#include "store/queue.h"

namespace troth::store {

/// The one thread that changes the data. The life of a group:
///   1. it is taken from the queue, interactive sets before bulk ones
///   2. the key rows of all its sets become durable in the key store; a set whose rows miss drops out
///   3. in one transaction of the data each set runs its steps and places its events, in a savepoint of its own
///   4. the journal writes its heads; COMMIT, one fsync
///   5. each submitter is told
///   6. the engine tidies up: SQLite shortens its write-ahead logs, when they have grown long or nothing else is to do
class GroupCommitter final : public Committer {
 public:
  GroupCommitter(std::unique_ptr<Session> data, KeyStore& keys, Health& health);
  /// Finishes what was submitted.
  ~GroupCommitter() override;

  Result<> submit(WriteSet set, Lane lane, Then then) override;
  void attach(Journal& journal) { journal_ = &journal; }

 private:
  void serve();
  void commit(std::vector<Pending> group);
  std::vector<Pending*> add_key_rows(std::vector<Pending>& group);
  bool tidy();

  KeyStore& keys_;
  Health& health_;
  Queue queue_;
  std::atomic<Journal*> journal_ = nullptr;
  std::unique_ptr<Session> data_;  ///< owned by thread_
  std::thread thread_;
};

}  // namespace troth::store
