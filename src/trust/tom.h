#pragma once
#include <memory>
#include <optional>

#include "catalogue/catalogue.h"
#include "store/reader.h"
#include "vault/context.h"

namespace troth::trust {

struct TomText;

/// One version of the TOM document: which profiles, what each parameter promises, from when. Its text is canonical and
/// its hash stands in the evidence log.
struct TomVersion {
  enum class State : std::uint8_t { draft, approved, effective, superseded, withdrawn };
  std::int64_t number = 0;
  State state = State::draft;
  std::vector<std::string> profiles;
  catalogue::Promises promises;       ///< differing from the catalogue's defaults
  std::vector<std::string> accepted;  ///< clauses accepted as not covered, by name
  Time created{}, effective_from{};
  std::string author;                     ///< principal id
  std::vector<std::string> approvers;     ///< principal ids, other than the author
  std::string hash;                       ///< SHA-256 of `text`, hex
  std::string text;                       ///< canonical, English and German
  std::shared_ptr<TomText const> parsed;  ///< of `text`; none where it was not read from the store
  std::uint64_t index = 0;                ///< in the evidence log, once published
  std::optional<Time> published;          ///< when the last approval came
  std::optional<Time> holds_from;         ///< the later of effective_from and published; none until published
  std::optional<Time> holds_until;        ///< when the next published version begins
};
/// As of `now`, from the times: `approved` is published and does not hold yet.
TomVersion::State state_at(TomVersion const& version, Time now);
std::string_view name(TomVersion::State state);  ///< "draft", "approved", "effective", "superseded", "withdrawn"

struct Degradation {
  std::string clause, what;  ///< "TE-12.1", "retention.days_max is weaker: 30 d, was 7 d"
};
/// What `to` takes away from `from`: a clause left out, a weaker parameter, a weaker class, a clause newly accepted as
/// not covered, other words.
std::vector<Degradation> degradations(TomVersion const& from, TomVersion const& to);

/// The version that holds at `now`, today or at any past or future moment; none while there is only a rehearsal. Its
/// text is the same bytes for ever, and so is the answer for a moment that has passed. corrupt if the text is not what
/// its hash says.
Result<std::optional<TomVersion>> effective(store::Reader& snapshot, Time now);
/// `state` of these is draft, withdrawn or, once published, approved: what holds when is `state_at`'s to say.
Result<std::optional<TomVersion>> version(store::Reader& snapshot, std::int64_t number);
Result<std::vector<TomVersion>> versions(store::Reader& snapshot, std::size_t most);  ///< newest first
/// The published version that `version` follows or, for a draft, would follow.
Result<std::optional<TomVersion>> before(store::Reader& snapshot, TomVersion const& version);
/// What customers have been told and may rely on: the version that holds, and those that are published and yet to come;
/// newest first.
Result<std::vector<TomVersion>> standing(store::Reader& snapshot, Time now);

/// Drafts a version. invalid: unknown profile, parameter or clause, a value beyond its bound (bounds.h), an effective
/// date in the past or more than two years ahead, a clause that is not covered and not accepted. conflict: another
/// version takes effect at the same moment.
struct Draft {
  std::vector<std::string> profiles;
  catalogue::Promises promises;
  std::vector<std::string> accepted;
  Time effective_from{};
};
Result<vault::Decision> draft(vault::Context const&, access::Grant const&, Draft const& draft);
/// One approval by somebody else than the author and the earlier approvers. The last that is needed (one; two where it
/// degrades, and then the longest notice that a standing version promises before it takes effect) publishes: the text's
/// hash goes into the evidence log.
Result<vault::Decision> approve(vault::Context const&, access::Grant const&, std::int64_t number);
Result<vault::Decision> withdraw(vault::Context const&, access::Grant const&, std::int64_t number);

}  // namespace troth::trust
