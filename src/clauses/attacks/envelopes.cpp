#include "clauses/attacks/envelopes.h"

#include <map>

#include "clauses/attacks/files.h"

namespace troth::clauses {
namespace {

/// magic D7 | version 01 | suite 01 | flags 00 | key version 1
constexpr std::string_view kHead("\xD7\x01\x01\x00\x00\x00\x00\x01", Envelopes::kHeader);
/// Between a record's id and its envelope stand three small numbers; SQLite takes at most nine bytes for each.
constexpr std::size_t kNearest = 27;
/// Enough of a ciphertext to tell two of them apart.
constexpr std::size_t kTold = 48;

}  // namespace

std::vector<std::size_t> Envelopes::places_of(std::string_view record) const {
  std::string const id = raw_id(record);
  std::vector<std::size_t> out;
  if (id.empty()) return out;
  for (std::size_t at = database_.find(id); at != std::string::npos; at = database_.find(id, at + 1)) {
    auto const row = std::string_view(database_).substr(at + id.size(), kNearest + kHead.size());
    if (auto const head = row.find(kHead); head != row.npos) out.push_back(at + id.size() + head);
  }
  return out;
}

Result<std::string> Envelopes::of(std::string_view record, std::size_t plaintext) const {
  auto const places = places_of(record);
  if (places.empty()) return fail(Code::not_found, "no envelope stands where the record's row should be");
  return database_.substr(places.front(), kHeader + kNonce + plaintext + kTag);
}

Result<> Envelopes::put(std::string_view record, std::string_view envelope) {
  auto const places = places_of(record);
  if (places.empty()) return fail(Code::not_found, "no envelope stands where the record's row should be");
  for (std::size_t at : places) database_.replace(at, envelope.size(), envelope);
  return {};
}

Envelopes::Nonces Envelopes::nonces() const {
  Nonces out;
  std::map<std::string_view, std::string_view> seen;  // nonce -> what it sealed; a page may hold an old copy of a row
  std::string_view const all = database_;
  for (std::size_t at = all.find(kHead); at != all.npos; at = all.find(kHead, at + 1)) {
    auto const nonce = all.substr(at + kHeader, kNonce), sealed = all.substr(at + kHeader + kNonce, kTold);
    auto const [it, first] = seen.emplace(nonce, sealed);
    if (!first && it->second != sealed) ++out.shared;
    if (first) ++out.envelopes;
  }
  return out;
}

}  // namespace troth::clauses
