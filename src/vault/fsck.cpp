#include "vault/fsck.h"

#include <algorithm>

#include "audit/part_of_person.h"
#include "audit/tables.h"
#include "vault/fsck_ledger.h"
#include "vault/tables.h"

namespace troth::vault {
namespace {

constexpr std::int64_t kPage = 500;
constexpr std::size_t kCommitments = 11, kHash = 32;
constexpr char const* kPartNames[] = {"", "what", "who", "whom"};

/// One row of event as it lies there.
struct EventRow {
  explicit EventRow(store::Row const& row)
      : seq(row[0].integer()),
        id(row[1].id<EventId>()),
        at(row[2].time()),
        type(row[3].integer()),
        leaf(row[4].bytes()),
        parts{row[5].bytes(), row[6].bytes(), row[7].bytes()} {
    auto const some = [&](std::size_t i) { return row[i].is_null() ? std::optional<Bytes>() : row[i].bytes(); };
    whose = some(8), actor = some(9), token = some(10);
  }
  std::int64_t seq;
  EventId id;
  Time at;
  std::int64_t type;
  Bytes leaf;
  std::array<Bytes, 3> parts;
  std::optional<Bytes> whose, actor, token;
};

class LogParts {
 public:
  LogParts(TenantId log, keys::Keyring& keyring, bool records, audit::Findings& findings, PartsFsck::Outcome& outcome)
      : log_(log), keyring_(keyring), findings_(findings), outcome_(outcome), ledger_(log, records, findings) {}

  Result<> row(EventRow const& row) {
    auto audit = keyring_.audit(log_);
    if (!audit) {
      if (audit.error().code != Code::gone) return std::move(audit).error();
      wrong(row, "its parts cannot be opened: the key of the tenant is gone");
      return {};
    }
    if (auto what = open(*audit, row, act::Part::what)) ledger_.told(row.seq, row.type, as_text(what->part), row.whose);
    if (auto who = open(*audit, row, act::Part::who)) compare_who(row, as_text(who->part));
    if (row.parts[2].empty()) return ledger_.lost_whom(row.seq, row.whose), Result<>();
    if (!row.whose) return open(*audit, row, act::Part::whom), Result<>();
    return whom(row);
  }

  Result<> finish(store::Reader& snapshot, bool later_epoch, bool records) {
    outcome_.erased += ledger_.explain_lost(later_epoch);
    return records ? ledger_.compare_records(snapshot, outcome_) : Result<>();
  }

 private:
  void wrong(EventRow const& row, std::string says) {
    findings_.add(log_, "seq " + std::to_string(row.seq), std::move(says));
  }

  Result<> whom(EventRow const& row) {
    auto const subject = SubjectId::from(*row.whose);
    if (!subject) throw store::CorruptRow();
    auto key = keyring_.subject(log_, *subject);
    if (key) return open_person(*subject, *key, row), Result<>();
    if (key.error().code == Code::gone) return ledger_.lost_whom(row.seq, row.whose), Result<>();
    if (key.error().code != Code::corrupt) return std::move(key).error();
    wrong(row, "the key of the person it tells of does not open: its row in keys.db was changed");
    return {};
  }

  template <class Key>
  std::optional<audit::OpenedPart> open(Key const& key, EventRow const& row, act::Part index) {
    auto const number = static_cast<std::size_t>(index);
    return judge(audit::PartCipher::open(key, {log_, row.id, index, row.at}, row.parts[number - 1]), row, index);
  }
  void open_person(SubjectId person, keys::SubjectKey const& newest, EventRow const& row) {
    audit::PartCipher::Place const place{log_, row.id, act::Part::whom, row.at};
    judge(audit::open_of_person(keyring_, person, newest, place, row.parts[2]), row, act::Part::whom);
  }
  std::optional<audit::OpenedPart> judge(Result<audit::OpenedPart> opened, EventRow const& row, act::Part index) {
    auto const number = static_cast<std::size_t>(index);
    std::string const part = std::string("the part ") + kPartNames[number];
    if (!opened) {
      wrong(row, part + " does not open: it, or the id, time or person in its row, was changed");
      return std::nullopt;
    }
    auto const commitment = audit::PartCipher::commitment(index, opened->nonce, opened->part);
    std::size_t const from = kCommitments + (number - 1) * kHash;
    if (row.leaf.size() != act::kLeafSize || !std::ranges::equal(ByteView(row.leaf).subspan(from, kHash), commitment)) {
      wrong(row, part + " is not the one that the leaf commits to: the leaf was changed, or the part was made anew");
      return std::nullopt;
    }
    ++outcome_.opened;
    return std::move(*opened);
  }

  /// What searches go by stands beside the leaf; the sealed part tells who it was.
  void compare_who(EventRow const& row, std::string_view who) {
    auto const parsed = http::parse_json(who);
    if (!parsed || !parsed->object()) return wrong(row, "the part who is no JSON object");
    compare_id<PrincipalId>(row, *parsed->object(), "principal", row.actor);
    compare_id<TokenId>(row, *parsed->object(), "token", row.token);
  }
  template <class SomeId>
  void compare_id(EventRow const& row, http::JsonValue::Object const& who, std::string_view name,
                  std::optional<Bytes> const& column) {
    auto const it = who.find(name);
    auto const id = it != who.end() && it->second.text() ? SomeId::parse(*it->second.text()) : std::nullopt;
    Bytes const told = id && *id != SomeId{} ? id->bytes() : Bytes();  // the cell itself has no id
    Bytes const here = column && *column != SomeId{}.bytes() ? *column : Bytes();
    if (told != here)
      wrong(row, "the " + std::string(name) + " in the row is not the one in the sealed part who: searches are misled");
  }

  TenantId log_;
  keys::Keyring& keyring_;
  audit::Findings& findings_;
  PartsFsck::Outcome& outcome_;
  FsckLedger ledger_;
};

Result<> check(store::Reader& snapshot, LogParts& parts, TenantId log, std::function<void(std::uint64_t)> const& seen) {
  auto from = std::numeric_limits<std::int64_t>::min();
  for (;;) {
    TROTH_TRY(auto rows, snapshot.query(audit::sql::check_parts, {log, from, kPage}));
    for (auto const& row : rows) TROTH_TRY(parts.row(EventRow(row)));
    seen(rows.size());
    if (rows.size() < static_cast<std::size_t>(kPage)) return {};
    from = rows.back()[0].integer() + 1;
  }
}

/// A destroyed tenant's parts are gone with its keys; its leaves are checked with all others.
Result<bool> destroyed(store::Reader& snapshot, keys::Keyring& keyring, TenantId log) {
  TROTH_TRY(auto row, snapshot.one(sql::select_tenant, {log}));
  if (!row || (*row)[2].text() != "destroyed") return false;
  auto const key = keyring.audit(log);
  return !key && key.error().code == Code::gone;
}

}  // namespace

Result<PartsFsck::Outcome> PartsFsck::run(store::Reader& snapshot, keys::Keyring& keyring, bool records,
                                          audit::Findings& findings, audit::CheckProgress const& progress) {
  Outcome out;
  TROTH_TRY(auto logs, snapshot.query(audit::sql::check_heads, {}));
  std::erase_if(logs, [](auto const& row) {
    return row[0].bytes() == audit::kSealLog.bytes() || row[0].bytes() == audit::kEvidenceLog.bytes();
  });
  std::uint64_t done = 0, of = 0;
  for (auto const& row : logs)
    of += static_cast<std::uint64_t>(std::max<std::int64_t>(row[2].integer() + row[3].integer(), 0));
  for (auto const& row : logs) {
    auto const log = row[0].id<TenantId>();
    TROTH_TRY(bool const over, destroyed(snapshot, keyring, log));
    if (over) continue;
    LogParts parts(log, keyring, records, findings, out);
    try {
      TROTH_TRY(check(snapshot, parts, log, [&](std::uint64_t rows) {
        done += rows;
        if (progress) progress(done, std::max(done, of));
      }));
      TROTH_TRY(parts.finish(snapshot, row[1].integer() > 1, records));
    } catch (store::CorruptRow const&) {
      findings.add(log, "rows", "one has not the shape of its table: it was written by somebody else");
    }
  }
  return out;
}

}  // namespace troth::vault
