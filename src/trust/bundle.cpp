#include "trust/bundle.h"

#include <algorithm>

#include "inquiry/proving.h"
#include "inquiry/trees.h"
#include "trust/tom_text.h"

namespace troth::trust {
namespace {

using audit::kEvidenceLog;
using merkle::Bundle;

/// How many older verdicts of a clause are looked at for one that is sealed: a seal is seconds away.
constexpr std::size_t kOlder = 8;

bool is_covered(evidence::Latest const& verdict, audit::SealedHead const& head) {
  return verdict.record.cell == head.origin && verdict.index < head.size;
}

/// The newest sealed verdict of a clause; none if there is none.
Result<std::optional<evidence::Latest>> newest_sealed(store::Reader& snapshot, evidence::ClauseView const& view,
                                                      audit::SealedHead const& head) {
  if (!view.latest || is_covered(*view.latest, head)) return view.latest;
  TROTH_TRY(auto older, evidence::history(snapshot, view.clause->id, view.latest->number, kOlder));
  auto it = std::ranges::find_if(older, [&](auto const& one) { return is_covered(one, head); });
  return it == older.end() ? std::nullopt : std::optional(std::move(*it));
}

/// One making of one bundle.
class Making {
 public:
  Making(store::Reader& snapshot, audit::SealedHead const& head, audit::LogHead const& tree)
      : snapshot_(snapshot), head_(head), tiles_(snapshot, kEvidenceLog, tree) {}

  Result<std::vector<Bundle::Entry>> records(evidence::Board const& board) {
    std::vector<Bundle::Entry> out;
    for (auto const& view : board.clauses) {
      TROTH_TRY(auto verdict, newest_sealed(snapshot_, view, head_));
      if (!verdict) continue;
      // A promise that the running cell breaks: the page says so, and no earlier pass may speak for the clause here.
      if (!view.drifted.empty() && verdict->record.verdict == merkle::EvidenceRecord::Verdict::pass) continue;
      TROTH_TRY(auto entry, proven(verdict->index, verdict->record.encode()));
      out.push_back(std::move(entry));
    }
    std::ranges::sort(out, {}, &Bundle::Entry::index);
    return out;
  }

  Result<Bundle::Entry> publication(std::uint64_t index) {
    if (index >= head_.size) return fail(Code::not_found, "the document's entry has not been sealed yet");
    auto const bundle = index / merkle::kTileWidth;
    TROTH_TRY(auto entries, tiles_.entries({0, bundle, merkle::tile_width(0, bundle, head_.size), true}));
    return proven(index, std::string(as_text(entries.at(index % merkle::kTileWidth))));
  }

 private:
  Result<Bundle::Entry> proven(std::uint64_t index, std::string text) {
    TROTH_TRY(auto hashes, merkle::prove_inclusion(tiles_, index, head_.size));
    return Bundle::Entry{index, std::move(hashes), std::move(text)};
  }

  store::Reader& snapshot_;
  audit::SealedHead const& head_;
  audit::RowTiles tiles_;
};

Result<> add_seal(store::Reader& snapshot, inquiry::Seals const& seals, Bundle& out) {
  merkle::TlogProof head;
  TROTH_TRY(head.checkpoint, seals.sealer.checkpoint_of(*seals.head_of(kEvidenceLog)));
  TROTH_TRY(auto way, inquiry::prove_seal(snapshot, kEvidenceLog, seals, std::move(head)));
  out.slot = way.slot, out.slots = way.slots, out.salt = way.salt;
  out.slot_hashes = std::move(way.slot_hashes);
  out.seal = std::move(way.cell);
  out.checkpoint = std::move(way.tenant.checkpoint);
  return {};
}

/// What does not convince us is not shown to anybody.
Result<Bundle> checked(Bundle out, Time now) {
  if (out.records.empty()) return fail(Code::not_found, "no verdict has been sealed yet; ask again in a minute");
  auto const verdict = merkle::verify(out, nullptr, now);
  if (verdict.outcome != merkle::Outcome::failed) return out;
  return fail(Code::corrupt, "the evidence does not prove what it should; run troth log fsck", {},
              verdict.checks.back().name + ": " + verdict.checks.back().says);
}

}  // namespace

Result<BundleDocument> bundle_document(store::Reader& snapshot, Time now) {
  TROTH_TRY(auto version, effective(snapshot, now));
  if (version) return BundleDocument{std::move(version->text), version->index};
  Draft all;
  for (auto const& clause : catalogue::Catalogue::built_in().clauses()) {
    if (std::ranges::find(all.profiles, clause.profile) == all.profiles.end()) all.profiles.push_back(clause.profile);
    if (clause.stands == catalogue::EvidenceClass::not_covered) all.accepted.push_back(clause.id);
  }
  TROTH_TRY(auto text, TomText::compose(catalogue::Catalogue::built_in(), all, 0));
  return BundleDocument{text.encode(), std::nullopt};
}

Result<Bundle> make_bundle(store::Reader& snapshot, inquiry::Seals const& seals, evidence::Board const& board,
                           BundleDocument const& document, std::string policy) {
  auto const* head = seals.head_of(kEvidenceLog);
  if (!head || head->size == 0) return fail(Code::not_found, "no verdict has been sealed yet; ask again in a minute");
  TROTH_TRY(auto tree, inquiry::tree_at(snapshot, kEvidenceLog, seals.shown->epoch, head->size));
  if (!tree) return fail(Code::corrupt, "the rows of the evidence log do not reach its seal");
  Making making(snapshot, *head, *tree);
  Bundle out;
  out.cell = head->origin, out.made = board.now;
  out.document = document.text;
  if (document.index) {
    TROTH_TRY(out.tom, making.publication(*document.index));
  }
  TROTH_TRY(out.records, making.records(board));
  TROTH_TRY(add_seal(snapshot, seals, out));
  for (auto const& key : seals.sealer.verifiers()) out.keys += key.text() + "\n";
  out.policy = std::move(policy);
  return checked(std::move(out), board.now);
}

}  // namespace troth::trust
