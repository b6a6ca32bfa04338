#include "witness/cosigners.h"

#include <algorithm>
#include <map>
#include <thread>

#include "witness/internal/remote.h"

namespace troth::witness {
namespace {

constexpr unsigned kSeconds = 5;  // for a witness's answer: a round waits for the slowest

using merkle::Checkpoint;
using merkle::Policy;

/// The same work for all of them, a thread each.
template <class All, class Work>
void at_once(All const& all, Work const& work) {
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < all.size(); ++i) threads.emplace_back([&work, i] { work(i); });
  for (auto& thread : threads) thread.join();
}

}  // namespace

Cosigners::Cosigners(Policy policy, Send send) : policy_(std::move(policy)), send_(std::move(send)) {
  for (auto const& witness : policy_.witnesses)
    if (!witness.url.empty()) witnesses_.push_back(std::make_shared<Remote>(witness));
}

Result<Cosigners> Cosigners::over_tls(Policy policy, std::filesystem::path const& ca) {
  using Clients = std::map<std::string, std::unique_ptr<client::Client>>;
  auto clients = std::make_shared<Clients>();
  for (auto const& witness : policy.witnesses) {
    if (witness.url.empty()) continue;
    TROTH_TRY((*clients)[witness.name], client::connect({"", place_of(witness.url).base, ca, kSeconds}));
  }
  return Cosigners(std::move(policy), [clients](Policy::Witness const& witness, http::Request const& request) {
    return clients->at(witness.name)->send(request);
  });
}

Round Cosigners::ask(std::string const& signed_note, Checkpoint const& head, Growth const& growth) {
  std::string const text = head.text();
  Question question{signed_note, text, head, growth, {}};
  std::vector<Outcome> outcomes(witnesses_.size());
  at_once(witnesses_, [&](std::size_t i) { outcomes[i] = witnesses_[i]->ask(send_, question); });
  Round out;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    auto& [cosignature, trouble, ahead] = outcomes[i];
    if (cosignature) out.cosignatures.push_back(*std::move(cosignature));
    if (!trouble.empty()) out.troubles.push_back(witnesses_[i]->name() + ": " + trouble);
    out.ahead = out.ahead || ahead.has_value();
    out.ahead_size = std::max(out.ahead_size, ahead.value_or(0));
  }
  out.quorum = quorum(head, out.cosignatures);
  return out;
}

/// The policy judges a note that a log has signed. Whether the log is the right one is no question here, as the log is
/// ourselves: a key that anyone may know stands for it.
bool Cosigners::quorum(Checkpoint const& head, std::vector<merkle::NoteSignature> const& cosignatures) const {
  merkle::SignerKey const stand_in(head.origin, merkle::KeyType::ed25519, Secret(crypto::kEd25519Seed));
  merkle::Note note{head.text(), {stand_in.sign(head.text())}};
  note.signatures.insert(note.signatures.end(), cosignatures.begin(), cosignatures.end());
  Policy policy = policy_;
  policy.logs = {{stand_in.verifier(), ""}};
  return policy.judge(note).has_value();
}

std::vector<std::string> Cosigners::newest_of(std::string const& origin) {
  std::vector<std::optional<std::string>> found(witnesses_.size());
  at_once(witnesses_, [&](std::size_t i) { found[i] = witnesses_[i]->newest(send_, origin); });
  std::vector<std::string> out;
  for (auto& note : found)
    if (note) out.push_back(*std::move(note));
  return out;
}

}  // namespace troth::witness
