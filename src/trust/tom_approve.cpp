#include <algorithm>

#include "base/mutant.h"
#include "evidence/log_place.h"
#include "merkle/bundle.h"
#include "trust/degradation.h"
#include "trust/read_text.h"
#include "trust/tables.h"
#include "trust/tom_describe.h"

// Approving. The last approval that a version needs publishes it: from then on its row never changes, and its hash
// stands in the public evidence log, put there by the same transaction.

namespace troth::trust {
namespace {

using State = TomVersion::State;

/// A draft as it is now, and what was decided on: guarded in the set, so that of two people who approve at once the
/// second decides again.
struct Case {
  TomVersion version;
  std::optional<TomVersion> base;
  std::vector<Degradation> found;
  std::int64_t published = 0, targets = 0;
};

Result<TomVersion> open_draft(store::Reader& snapshot, std::int64_t number) {
  TROTH_TRY(auto found, version(snapshot, number));
  if (!found) return fail(Code::not_found, "there is nothing here");
  if (found->state != State::draft)
    return fail(Code::conflict, "only a draft can be approved or withdrawn; a published version stands for ever",
                std::string(name(found->state)));
  return std::move(*found);
}

Result<Case> open_case(vault::Context const& context, std::int64_t number) {
  Case out;
  TROTH_TRY(out.version, open_draft(context.snapshot, number));
  TROTH_TRY(out.base, before(context.snapshot, out.version));
  out.found = taken_away(out.base, out.version);
  TROTH_TRY(auto row, context.snapshot.one(sql::count_published, {kCell}));
  out.published = row ? (*row)[0].integer() : 0;
  TROTH_TRY(row, context.snapshot.one(sql::sum_targets, {kCell}));
  out.targets = row ? (*row)[0].integer() : 0;
  return out;
}

Result<> check_approver(TomVersion const& version, std::string const& approver) {
  if (approver == version.author)
    return fail(Code::conflict, "nobody approves what they drafted: somebody else has to", "author");
  if (std::ranges::find(version.approvers, approver) != version.approvers.end())
    return fail(Code::conflict, "you have approved this version: the next approval is somebody else's", "approver");
  return {};
}

/// A target may have been set, or set lower, since it was drafted.
Result<> check_targets(store::Reader& snapshot, Case const& at) {
  TROTH_TRY(auto const text, text_of(at.version));
  return keep_targets(snapshot, *text, Code::conflict);
}

/// Customers hear of what is taken from them before it is: by the longest notice that they rely on. A version that is
/// published and yet to come and promises a shorter one shortens nothing before it holds. Before the first they have
/// read the rehearsal, the catalogue's own numbers, and hear of weaker ones 30 days ahead.
Result<> check_notice(store::Reader& snapshot, Case const& at, Time now) {
  if (at.found.empty()) return {};
  TROTH_TRY(auto const versions, standing(snapshot, now));
  Duration notice{};  // none for the first: nobody was promised more
  for (auto const& version : versions) {
    TROTH_TRY(auto const text, text_of(version));
    notice = std::max(notice, notice_of(*text));
  }
  if (at.version.effective_from >= now + notice) return {};
  return fail(Code::conflict, "a weaker promise needs its days of notice after the last approval: draft a later date",
              "/effective_from: not before " + rfc3339(now + notice));
}

std::string entry_text(TomVersion const& version) {
  return merkle::TomEntry{static_cast<std::uint64_t>(version.number), version.hash, version.effective_from}.encode();
}

/// The row, and the entry at the place in the log that the row names.
Result<store::WriteSet> published(vault::Context const& context, Case const& at, store::WriteSet set) {
  TROTH_TRY(auto const place, evidence::next_place(context.snapshot));
  auto const now = context.clock.now();
  set = std::move(set)
            .require(sql::guard_published, {kCell, at.published})
            .require(sql::guard_targets, {kCell, at.targets})
            .then(sql::publish_version, {std::max(at.version.effective_from, now), now,
                                         static_cast<std::int64_t>(place.index), kCell, at.version.number});
  return evidence::append_entry(evidence::require_place(std::move(set), place), entry_text(at.version));
}

std::string outcome(Case const& at, bool publishes, Time now) {
  auto const state = !publishes ? State::draft : at.version.effective_from <= now ? State::effective : State::approved;
  Json json;
  json.object().member("version", at.version.number).member("state", name(state)).member("hash", at.version.hash);
  json.member("approvals", static_cast<std::int64_t>(at.version.approvers.size() + 1));
  json.member("approvals_needed", static_cast<std::int64_t>(approvals_needed(at.found)));
  json.member("effective_from", rfc3339(at.version.effective_from));
  add_degradations(json, at.found);
  return json.end().text();
}

#if defined(TROTH_MUTANTS)
/// A silent edit: what was published is made to have promised something else, row and hash alike.
store::WriteSet rewritten(store::WriteSet set, TomVersion const& base) {
  auto text = *text_of(base).value();
  text.parameters.front().value += 1;
  std::string const forged = text.encode();
  return std::move(set).then(sql::rewrite_text, {hash_of(forged), forged, kCell, base.number});
}
#endif

}  // namespace

Result<vault::Decision> approve(vault::Context const& context, access::Grant const& grant, std::int64_t number) {
  TROTH_TRY(auto at, open_case(context, number));
  TROTH_TRY(check_approver(at.version, grant.actor().principal.text()));
  auto const now = context.clock.now();
  TROTH_TRY(check_start(at.version, at.base, now));
  auto const approvals = at.version.approvers.size();
  bool const publishes = approvals + 1 >= approvals_needed(at.found);
  if (publishes) {
    TROTH_TRY(check_targets(context.snapshot, at));
    TROTH_TRY(check_notice(context.snapshot, at, now));
  }

  Json what;
  what.object().member("version", number).member("hash", at.version.hash).member("published", publishes).end();
  TROTH_TRY(auto event, vault::tell(context, grant, act::EventType::tom_approved, what.text()));
  auto set = store::WriteSet(std::move(event))
                 .require(sql::guard_draft, {kCell, number})
                 .require(sql::guard_approvals, {kCell, number, static_cast<std::int64_t>(approvals)})
                 .then(sql::insert_approval, {kCell, number, grant.actor().principal, now});
  if (publishes) {
    TROTH_TRY(set, published(context, at, std::move(set)));
  }
#if defined(TROTH_MUTANTS)
  if (at.base && TROTH_MUTANT("tom-text-rewritten")) set = rewritten(std::move(set), *at.base);
#endif
  return vault::Decision{std::move(set), vault::reply(200, outcome(at, publishes, now))};
}

Result<vault::Decision> withdraw(vault::Context const& context, access::Grant const& grant, std::int64_t number) {
  TROTH_TRY(auto found, open_draft(context.snapshot, number));
  Json what;
  what.object().member("version", number).member("hash", found.hash).end();
  Json answer;
  answer.object().member("version", number).member("state", name(State::withdrawn)).end();
  TROTH_TRY(auto event, vault::tell(context, grant, act::EventType::tom_withdrawn, what.text()));
  auto set = store::WriteSet(std::move(event)).then(sql::withdraw_version, {kCell, number});
  return vault::Decision{std::move(set), vault::reply(200, answer.text())};
}

}  // namespace troth::trust
