#include "base/json_writer.h"
#include "trust/bounds.h"
#include "trust/degradation.h"
#include "trust/tables.h"
#include "trust/tom_describe.h"

// A version begins as a draft: its text is made here, once. Nobody changes it afterwards; what is wrong is withdrawn.

namespace troth::trust {
namespace {

using catalogue::Catalogue;

constexpr Duration kTolerance = std::chrono::minutes(1);
constexpr std::int64_t kMostVersions = 10'000;

Result<std::int64_t> next_number(store::Reader& snapshot) {
  TROTH_TRY(auto row, snapshot.one(sql::select_newest, {kCell}));
  std::int64_t const newest = row && !(*row)[0].is_null() ? (*row)[0].integer() : 0;
  if (newest >= kMostVersions) return fail(Code::exhausted, "a cell has at most 10,000 versions of its TOM document");
  return newest + 1;
}

}  // namespace

Result<> check_start(TomVersion const& version, std::optional<TomVersion> const& base, Time now) {
  auto const code = version.number ? Code::conflict : Code::invalid;
  if (version.effective_from < now - kTolerance)
    return fail(code, "the day it was to take effect has passed: nothing holds in retrospect, draft it again",
                "/effective_from");
  if (version.effective_from > now + kFurthestStart)
    return fail(code, "a version takes effect within two years: until it does no other can begin before it",
                "/effective_from: not after " + rfc3339(now + kFurthestStart));
  if (base && version.effective_from <= *base->holds_from)
    return fail(Code::conflict, "a published version takes effect then or later; choose a later moment",
                "/effective_from: version " + std::to_string(base->number) + " from " + rfc3339(*base->holds_from));
  return {};
}

Result<vault::Decision> draft(vault::Context const& context, access::Grant const& grant, Draft const& draft) {
  TomVersion made;
  made.effective_from = draft.effective_from;
  TROTH_TRY(auto base, before(context.snapshot, made));
  auto const now = context.clock.now();
  TROTH_TRY(check_start(made, base, now));
  TROTH_TRY(made.number, next_number(context.snapshot));
  TROTH_TRY(auto text, TomText::compose(Catalogue::built_in(), draft, made.number));
  TROTH_TRY(keep_targets(context.snapshot, text, Code::invalid));
  made.text = text.encode();
  made.hash = hash_of(made.text);
  auto const found = taken_away(base, made);

  Json what;
  what.object().member("version", made.number).member("hash", made.hash);
  what.member("effective_from", rfc3339(made.effective_from));
  what.member("degradations", static_cast<std::int64_t>(found.size())).end();
  Json answer;
  answer.object().member("version", made.number).member("state", "draft").member("hash", made.hash);
  add_degradations(answer, found);
  answer.member("approvals_needed", static_cast<std::int64_t>(approvals_needed(found))).end();
  TROTH_TRY(auto event, vault::tell(context, grant, act::EventType::tom_drafted, what.text()));
  auto set = store::WriteSet(std::move(event))
                 .then(sql::insert_version,
                       {kCell, made.number, grant.actor().principal, now, made.effective_from, made.hash, made.text});
  return vault::Decision{std::move(set),
                         vault::reply(201, answer.text(), "/v1/cell/tom/versions/" + std::to_string(made.number))};
}

}  // namespace troth::trust
