#include <algorithm>
#include <set>

#include "crypto/hash.h"
#include "merkle/bundle.h"
#include "merkle/internal/bundle_clauses.h"
#include "merkle/internal/chain.h"

// The chain of a bundle: records and document -> evidence log -> slot -> seal -> cell log -> signatures. Each link is
// checked with nothing but what the bundle holds; only whose signatures count has to be known beforehand.

namespace troth::merkle {
namespace {

constexpr std::string_view kRehearsal = "rehearsal";

/// One verification. Each step appends its check and answers whether to go on.
class Run {
 public:
  Run(Bundle const& bundle, Policy const* policy, Time now) : bundle_(bundle), policy_(policy), now_(now) {}

  BundleVerdict verdict() && {
    bool held = head() && records() && evidence_proof() && document() && seal() && (policy_ == nullptr || signatures());
    out_.outcome = !held ? Outcome::failed : policy_ == nullptr ? Outcome::not_pinned : Outcome::verified;
    if (!held) {
      out_.standing.reset();
      return std::move(out_);
    }
    out_.clauses = standing(document_, std::move(records_), tom_, now_);
    state_open();
    return std::move(out_);
  }

 private:
  bool held(std::string_view name, std::string says) { return add(name, true, std::move(says)); }
  bool failed(std::string_view name, std::string says) { return add(name, false, std::move(says)); }
  bool add(std::string_view name, bool holds, std::string says) {
    out_.checks.push_back({std::string(name), holds, std::move(says)});
    return holds;
  }

  bool head() {
    auto head = read_head(bundle_.checkpoint);
    if (!head)
      return failed("evidence head", "the evidence log's checkpoint cannot be read: " + in_words(head.error()));
    evidence_ = std::move(*head);
    auto const& origin = evidence_.checkpoint.origin;
    if (origin != bundle_.cell)
      return failed("evidence head", "the bundle is of " + bundle_.cell + " and its checkpoint of " + origin +
                                         ": it was put together from two cells");
    return held("evidence head", "the checkpoint is of " + origin);
  }

  bool records() {
    if (bundle_.records.empty()) return failed("records", "there is no record in it: it proves nothing of any clause");
    std::set<std::string, std::less<>> seen;
    for (Bundle::Entry const& entry : bundle_.records) {
      auto const at = "the record at index " + std::to_string(entry.index);
      auto record = EvidenceRecord::parse(entry.text);
      if (!record) return failed("records", at + " cannot be read: " + in_words(record.error()));
      if (record->cell != bundle_.cell)
        return failed("records", at + " (" + record->clause + ") is of " + record->cell + ", not of this cell");
      if (!seen.insert(record->clause).second)
        return failed("records", at + " is a second one of " + record->clause + ": a bundle has one of each clause");
      records_.push_back({entry.index, std::move(*record)});
    }
    return held("records", std::to_string(records_.size()) + " records of this cell, one for each clause");
  }

  bool evidence_proof() {
    for (std::size_t i = 0; i < records_.size(); ++i) {
      auto why = missing(bundle_.records[i], "record of " + records_[i].record.clause);
      if (!why.empty()) return failed("evidence proof", std::move(why));
    }
    return held("evidence proof",
                "all records stand in the evidence log of " + std::to_string(evidence_.checkpoint.size) + " entries");
  }

  bool document() {
    auto clauses = clauses_of(bundle_.document);
    if (!clauses) return failed("document", "the document cannot be read: " + in_words(clauses.error()));
    document_ = std::move(*clauses);
    return bundle_.tom ? published(*bundle_.tom) : rehearsed();
  }

  bool rehearsed() {
    for (auto const& [index, record] : records_)
      if (record.tom != kRehearsal)
        return failed("document", "the record of " + record.clause +
                                      " was made under a published document, and this bundle does not hold its entry");
    return held("document", "a rehearsal: no document has been published, and no entry names this text");
  }

  bool published(Bundle::Entry const& at) {
    auto entry = TomEntry::parse(at.text);
    if (!entry) return failed("document", "the entry for the document cannot be read: " + in_words(entry.error()));
    auto why = missing(at, "entry for the document");
    if (!why.empty()) return failed("document", std::move(why));
    if (hex(crypto::sha256(as_bytes(bundle_.document))) != entry->hash)
      return failed("document", "the document is not the one that the entry names: one of them was changed");
    tom_ = entry->hash;
    return held("document", "the document is version " + std::to_string(entry->version) + " of " +
                                rfc3339(entry->effective) + ", as the evidence log has it");
  }

  bool seal() {
    auto const& [origin, size, root] = evidence_.checkpoint;
    if (origin.size() > UINT16_MAX)
      return failed("slot proof", "the origin of the evidence log is longer than a slot can hold: no seal has it");
    auto leaf = slot_leaf(bundle_.salt, {origin, size, root});
    auto sealed = slot_root(bundle_.slot, bundle_.slots, bundle_.slot_hashes, leaf);
    if (!sealed) return failed("slot proof", in_words(sealed.error()));
    held("slot proof", "the head of the evidence log in slot " + std::to_string(bundle_.slot) + " of " +
                           std::to_string(bundle_.slots) + " leads to one seal");
    auto cell = read_head(bundle_.seal.checkpoint);
    if (!cell) return failed("cell proof", "the cell log's checkpoint cannot be read: " + in_words(cell.error()));
    auto why = not_included(bundle_.seal.index, slots_entry(bundle_.slots, *sealed), bundle_.seal.hashes,
                            cell->checkpoint, "seal", "bundle");
    if (!why.empty()) return failed("cell proof", std::move(why));
    cell_ = std::move(*cell);
    return held("cell proof", "that seal stands at " + place(bundle_.seal.index, cell_.checkpoint));
  }

  bool signatures() {
    auto checks = check_signatures(cell_.note, *policy_, out_.standing);
    auto is_of_evidence = [this](auto const& log) { return log.key.name() == evidence_.checkpoint.origin; };
    if (checks.back().held && std::ranges::any_of(policy_->logs, is_of_evidence))
      checks.push_back(check_log_signature("evidence signature", evidence_.note, *policy_));
    out_.checks.insert(out_.checks.end(), checks.begin(), checks.end());
    return checks.back().held;
  }

  std::string missing(Bundle::Entry const& entry, std::string const& what) const {
    return not_included(entry.index, as_bytes(entry.text), entry.hashes, evidence_.checkpoint, what, "bundle");
  }

  void state_open() {
    if (policy_ == nullptr) out_.open.emplace_back("whose signatures these are: no policy says which keys count");
    if (!out_.standing || out_.standing->level != WitnessLevel::independent)
      out_.open.emplace_back(
          "that everybody sees this same log: below an independent witness a rollback or a fork is not excluded");
    if (!bundle_.tom) out_.open.emplace_back("the document: in a rehearsal no entry of the log names it");
    out_.open.emplace_back("that these are the newest verdicts: mirror the evidence log and look");
  }

  Bundle const& bundle_;
  Policy const* policy_;
  Time now_;
  Head evidence_, cell_;
  std::vector<LoggedRecord> records_;
  std::vector<DocumentClause> document_;
  std::string tom_{kRehearsal};
  BundleVerdict out_;
};

}  // namespace

BundleVerdict verify(Bundle const& bundle, Policy const* policy, Time now) {
  return Run(bundle, policy, now).verdict();
}

}  // namespace troth::merkle
