#include "trust/read_text.h"
#include "trust/tables.h"

// Versions as they lie in the store. What a version says is read from its text, never from columns beside it.

namespace troth::trust {
namespace {

using State = TomVersion::State;

/// What its text promises otherwise than the catalogue of this build.
catalogue::Promises promises_of(TomText const& text) {
  catalogue::Promises out;
  for (auto const& parameter : text.parameters) {
    auto const* known = catalogue::Catalogue::built_in().parameter(parameter.id);
    if (known && known->value != parameter.value) out.emplace(parameter.id, parameter.value);
  }
  return out;
}

State stored_state(std::string_view text) {
  if (text == "published") return State::approved;
  return text == "draft" ? State::draft : State::withdrawn;
}

std::optional<Time> maybe_time(store::Value const& value) {
  return value.is_null() ? std::nullopt : std::optional(value.time());
}

Result<TomVersion> read(store::Reader& snapshot, store::Row const& row) {
  TomVersion out;
  out.number = row[0].integer();
  out.state = stored_state(row[1].text());
  out.author = row[2].id<PrincipalId>().text();
  out.created = row[3].time();
  out.holds_from = maybe_time(row[4]);
  out.published = maybe_time(row[5]);
  if (!row[6].is_null()) out.index = static_cast<std::uint64_t>(row[6].integer());
  out.hash = row[7].text();
  out.text = row[8].text();
  TROTH_TRY(out.parsed, read_text(out.hash, out.text));
  auto const& text = *out.parsed;
  if (text.number != out.number) return fail(Code::corrupt, "the text of a TOM version is another version's");
  out.profiles = text.profiles;
  out.accepted = text.accepted;
  out.promises = promises_of(text);
  out.effective_from = text.effective_from;
  TROTH_TRY(auto approvals, snapshot.query(sql::select_approvals, {kCell, out.number}));
  for (auto const& approval : approvals) out.approvers.push_back(approval[0].id<PrincipalId>().text());
  if (!out.holds_from) return out;
  TROTH_TRY(auto next, snapshot.one(sql::select_next_start, {kCell, *out.holds_from}));
  if (next) out.holds_until = maybe_time((*next)[0]);
  return out;
}

Result<std::optional<TomVersion>> read_one(store::Reader& snapshot, store::Sql sql, store::Value key) {
  TROTH_TRY(auto row, snapshot.one(sql, {kCell, std::move(key)}));
  if (!row) return std::optional<TomVersion>();
  TROTH_TRY(auto out, read(snapshot, *row));
  return std::optional(std::move(out));
}

}  // namespace

State state_at(TomVersion const& version, Time now) {
  if (!version.holds_from) return version.state;
  if (now < *version.holds_from) return State::approved;
  return version.holds_until && *version.holds_until <= now ? State::superseded : State::effective;
}

std::string_view name(State state) {
  switch (state) {
    case State::draft:
      return "draft";
    case State::approved:
      return "approved";
    case State::effective:
      return "effective";
    case State::superseded:
      return "superseded";
    case State::withdrawn:
      return "withdrawn";
  }
  return "withdrawn";
}

Result<std::optional<TomVersion>> effective(store::Reader& snapshot, Time now) {
  TROTH_TRY(auto out, read_one(snapshot, sql::select_in_force, now));
  if (out) out->state = State::effective;
  return out;
}

Result<std::optional<TomVersion>> version(store::Reader& snapshot, std::int64_t number) {
  return read_one(snapshot, sql::select_version, number);
}

Result<std::vector<TomVersion>> versions(store::Reader& snapshot, std::size_t most) {
  TROTH_TRY(auto rows, snapshot.query(sql::select_versions, {kCell, static_cast<std::int64_t>(most)}));
  std::vector<TomVersion> out;
  for (auto const& row : rows) {
    TROTH_TRY(auto one, read(snapshot, row));
    out.push_back(std::move(one));
  }
  return out;
}

Result<std::optional<TomVersion>> before(store::Reader& snapshot, TomVersion const& version) {
  return read_one(snapshot, sql::select_before, version.holds_from.value_or(from_micros(INT64_MAX)));
}

Result<std::vector<TomVersion>> standing(store::Reader& snapshot, Time now) {
  std::vector<TomVersion> out;
  TROTH_TRY(auto one, before(snapshot, TomVersion{}));
  while (one) {
    out.push_back(std::move(*one));
    if (*out.back().holds_from <= now) break;
    TROTH_TRY(one, before(snapshot, out.back()));
  }
  return out;
}

}  // namespace troth::trust
