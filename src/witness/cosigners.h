#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "client/client.h"
#include "http/message.h"
#include "merkle/checkpoint.h"
#include "merkle/note.h"
#include "merkle/policy.h"

namespace troth::witness {

/// What one round of asking for cosignatures gave.
struct Round {
  std::vector<merkle::NoteSignature> cosignatures;  ///< verified, over the note's text, in the policy's order
  bool quorum = false;                              ///< together they satisfy the policy
  std::vector<std::string> troubles;                ///< "<witness>: <why>", for the operator; printable ASCII, bounded
  bool ahead = false;                               ///< a witness says that it has cosigned more than this head
  std::uint64_t ahead_size = 0;                     ///< the most it says
};

/// The proof from a size to the head of the round. Called from the witnesses' threads, but never twice at a time.
using Growth = std::function<Result<std::vector<merkle::Hash>>(std::uint64_t old_size)>;

class Remote;  // internal/remote.h

/// The witnesses that a policy names with a URL, as a log sees them. Used by one thread; each round asks all of them at
/// the same time, a thread each, so that a dead one delays the others by its time limit and stops nobody.
class Cosigners {
 public:
  /// Sends one request to a witness. Called from several threads at once, but never twice at a time for one witness.
  using Send = std::function<Result<http::Response>(merkle::Policy::Witness const&, http::Request const&)>;

  Cosigners(merkle::Policy policy, Send send);
  /// Over TLS: `ca` is a PEM file, and then nothing else is trusted; empty: the system's. invalid if a URL is none or
  /// the file cannot be read.
  static Result<Cosigners> over_tls(merkle::Policy policy, std::filesystem::path const& ca);

  /// Asks for cosignatures of our checkpoint: `signed_note` holds `head` and our signature, which is not checked here.
  /// A witness that remembers another size than we thought is asked once more, from that size.
  Round ask(std::string const& signed_note, merkle::Checkpoint const& head, Growth const& growth);

  /// The newest checkpoints of an origin that witnesses have, one each, for a log that starts. Each carries its
  /// witness's cosignature, which is checked; the log's own signature is for the caller to check. A witness that does
  /// not answer or has none gives nothing.
  std::vector<std::string> newest_of(std::string const& origin);

 private:
  using Witnesses = std::vector<std::shared_ptr<Remote>>;
  bool quorum(merkle::Checkpoint const& head, std::vector<merkle::NoteSignature> const& cosignatures) const;

  merkle::Policy policy_;
  Send send_;
  Witnesses witnesses_;
};

}  // namespace troth::witness
