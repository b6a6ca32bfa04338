#pragma once
#include <map>
#include <optional>

#include "base/mutex.h"
#include "witness/cosigners.h"

namespace troth::witness {

/// A witness's URL: where to connect, and the path that stands before the protocol's own.
struct Place {
  std::string base, path;
};
Place place_of(std::string const& url);

/// What a round asks every witness.
struct Question {
  std::string const& note;
  std::string const& text;
  merkle::Checkpoint const& head;
  Growth const& growth;
  Mutex mutex;  ///< held while `growth` runs

  /// From nothing, and to itself, there is nothing to prove.
  Result<std::vector<merkle::Hash>> proof_from(std::uint64_t old_size);
};

/// What a witness did in a round.
struct Outcome {
  std::optional<merkle::NoteSignature> cosignature;
  std::string trouble;
  std::optional<std::uint64_t> ahead;
};

/// One witness and the size of each of our logs that it has cosigned, as far as we know.
class Remote {
 public:
  explicit Remote(merkle::Policy::Witness witness) : witness_(std::move(witness)), path_(place_of(witness_.url).path) {}

  std::string const& name() const { return witness_.name; }
  /// One attempt, and a second one if the witness names another size than we thought.
  Outcome ask(Cosigners::Send const& send, Question& question);
  /// The newest checkpoint of an origin that it has, with its own cosignature.
  std::optional<std::string> newest(Cosigners::Send const& send, std::string const& origin) const;

 private:
  Result<http::Response> add(Cosigners::Send const& send, Question& question, std::uint64_t old_size) const;
  Outcome take(http::Response const& answer, Question const& question);

  merkle::Policy::Witness witness_;
  std::string path_;
  std::map<std::string, std::uint64_t> sizes_;  ///< by origin
};

}  // namespace troth::witness
