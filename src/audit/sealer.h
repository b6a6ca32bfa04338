#pragma once
#include <set>

#include "audit/sealed.h"
#include "audit/signed_state.h"
#include "base/mutex.h"
#include "base/random.h"
#include "keys/seal.h"
#include "merkle/note.h"
#include "store/store.h"

namespace troth::audit {

/// Makes seals: one entry in the cell log that commits to the head of every log of the cell, signed, kept by
/// compare-and-swap outside the data, then shown. `open`, `seal` and `show` belong to one thread ("sealer"); `newest`
/// and `sign` to any.
class Sealer {
 public:
  struct Wiring {
    store::Store& store;
    keys::Seal& seal;
    SignedState& state;
    Clock const& clock;
    Random& random;
    std::string prefix;  ///< of all origins
  };
  explicit Sealer(Wiring wiring) : wiring_(std::move(wiring)) {}

  /// Once, in a new cell: the keys of the first epochs and the signed head of an empty log.
  Result<> create();
  /// Start-up: compares the data with what was signed and, if given, with a checkpoint that a witness has (a signed
  /// note). conflict if the data is behind or another history: it was restored or rewritten, and must not be signed
  /// again
  /// (`at` names the mend).
  Result<> open(std::vector<std::string> const& witnessed = {});

  /// conflict if this note is a head of the cell log that we signed, and the data is behind it or another history. Any
  /// thread.
  Result<> agree(std::string const& text) const;

  /// One seal; false when no log has grown since the last. Nothing is shown until `show`.
  Result<bool> seal();
  /// The newest seal becomes what readers see, with cosignature lines for its note. `quorum`: they satisfy the policy.
  Result<> show(std::vector<merkle::NoteSignature> const& cosignatures, bool quorum);

  SealedPtr newest() const;   ///< what is shown; null before the first seal
  SealedPtr pending() const;  ///< sealed and signed, perhaps not shown yet
  /// The proof of growth that witnesses ask for: from `old_size` to the pending head.
  Result<std::vector<merkle::Hash>> growth(std::uint64_t old_size);

  /// The checkpoint of a log at its sealed head, signed by its own key.
  Result<std::string> checkpoint_of(SealedHead const& head) const;
  /// The public keys of this epoch and the next two: of the cell log, then of the evidence log.
  std::vector<merkle::VerifierKey> const& verifiers() const { return verifiers_; }
  Result<std::vector<merkle::VerifierKey>> verifiers_of(SealedHead const& head) const;
  std::uint64_t epoch() const { return epoch_; }
  std::string const& cell_origin() const { return origin_; }
  static constexpr std::uint64_t kEpochsAhead = 3;  ///< whose keys there are: this one and the next two

 private:
  struct Slots;
  Result<merkle::SignerKey> signer(std::string const& origin, std::uint64_t epoch) const;
  Result<> give_slots(store::Reader& snapshot, Slots& next);
  Result<> follows(store::Reader& snapshot, TenantId log, SealedHead const& sealed);
  Result<> commit(Slots slots);
  Result<> sign(std::shared_ptr<Sealed> next);
  Result<> derive_verifiers();
  // sealer_open.cpp
  Result<std::string> prefix_in(std::string const& origin) const;
  Result<> compare(store::Reader& snapshot, merkle::Note const& note, std::string_view whose) const;
  Result<> agree(store::Reader& snapshot, std::string const& text) const;
  // sealer_recall.cpp
  using Heads = std::unordered_map<TenantId, SealedHead>;
  Result<std::shared_ptr<Sealed>> rebuild(store::Reader& snapshot, std::uint64_t number, Heads heads) const;
  Result<> covered(store::Reader& snapshot, Sealed const& seal, merkle::Checkpoint const& by) const;
  Result<> recall(store::Reader& snapshot, merkle::Checkpoint const& signed_head);
  Result<> take_up(store::Reader& snapshot, Heads now, std::uint64_t first);

  Wiring wiring_;
  // Fixed by open, read by any thread afterwards.
  std::uint64_t epoch_ = 1;
  std::string prefix_, origin_;
  Bytes handle_, evidence_handle_;
  std::vector<merkle::VerifierKey> verifiers_;
  // Owned by "sealer".
  std::string state_;                 // the note in SignedState
  std::uint64_t size_ = 0;            // of the cell log
  std::shared_ptr<Sealed> unsigned_;  // whose entry stands, and whose signature could not be kept yet
  std::set<TenantId> checked_;        // logs seen to go on from what was sealed of them
  mutable Mutex mutex_;
  SealedPtr pending_ TROTH_GUARDED_BY(mutex_), shown_ TROTH_GUARDED_BY(mutex_);
};

}  // namespace troth::audit
