#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace troth::clauses {

/// The sealed records in the bytes of a data.db, found by their form alone (docs/formats/envelope.md): magic, version
/// and suite, behind the 16 bytes of the record's id in its row.
class Envelopes {
 public:
  static constexpr std::size_t kHeader = 8, kNonce = 12, kTag = 16;
  explicit Envelopes(std::string database) : database_(std::move(database)) {}

  /// The whole envelope of a record whose plaintext is `plaintext` bytes long; not_found if it lies nowhere.
  Result<std::string> of(std::string_view record, std::size_t plaintext) const;
  /// Puts `envelope` where the record's own lies, in each copy there is. It must be as long.
  Result<> put(std::string_view record, std::string_view envelope);
  /// How many envelopes there are, and how many pairs of different ones share a nonce.
  struct Nonces {
    std::size_t envelopes = 0, shared = 0;
  };
  Nonces nonces() const;

  std::string const& database() const { return database_; }

 private:
  std::vector<std::size_t> places_of(std::string_view record) const;
  std::string database_;
};

}  // namespace troth::clauses
