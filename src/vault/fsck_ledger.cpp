#include "vault/fsck_ledger.h"

#include "crypto/hash.h"
#include "vault/tables.h"

namespace troth::vault {
namespace {

using act::EventType;
using http::JsonValue;

std::string text_of(JsonValue::Object const& object, std::string_view name) {
  auto const it = object.find(name);
  return it != object.end() && it->second.text() ? *it->second.text() : std::string();
}

std::int64_t number_of(JsonValue::Object const& object, std::string_view name) {
  auto const it = object.find(name);
  return it != object.end() && it->second.integer() ? *it->second.integer() : 0;
}

std::string seq_text(std::int64_t seq) { return "seq " + std::to_string(seq); }

std::string name_of(std::string const& collection, RecordId record) {
  return "record " + collection + "/" + record.text();
}

}  // namespace

struct FsckLedger::Stored {
  Bytes subject;
  std::string collection;
  RecordId record;
  std::int64_t version;
  std::string sha256;
};

void FsckLedger::told(std::int64_t seq, std::int64_t type, std::string_view what, std::optional<Bytes> const& whose) {
  auto const is = [&](EventType t) { return type == static_cast<std::int64_t>(t); };
  bool const write = is(EventType::recorded) || is(EventType::collected) || is(EventType::altered);
  bool const ended = is(EventType::retention_ended);
  if (!write && !ended && !is(EventType::import_chunk) && !is(EventType::erasure_intended)) return;
  auto const parsed = http::parse_json(what);
  if (!parsed || !parsed->object()) {
    findings_.add(tenant_, seq_text(seq), "the part what is no JSON object");
    return;
  }
  auto const& object = *parsed->object();
  if (is(EventType::erasure_intended)) {
    if (auto const handle = from_hex(text_of(object, "handle"))) erasures_.insert(*handle);
    if (whose) erasures_.insert(*whose);
  } else if (ended) {
    forget_ended(object);
  } else if (is(EventType::import_chunk)) {
    by_import_[text_of(object, "collection")] += number_of(object, "accepted");
  } else if (auto const record = RecordId::parse(text_of(object, "record")); records_ && record) {
    // What an alteration is the first to tell of came by an import.
    if (is(EventType::altered) && !writes_.contains(*record)) --by_import_[text_of(object, "collection")];
    writes_[*record] = {seq,
                        number_of(object, "version"),
                        text_of(object, "collection"),
                        text_of(object, "envelope_sha256"),
                        whose.value_or(Bytes()),
                        false};
  }
}

void FsckLedger::forget_ended(JsonValue::Object const& what) {
  auto const it = what.find("records");
  if (it == what.end() || !it->second.array()) return;
  for (auto const& value : *it->second.array())
    if (auto const record = value.text() ? RecordId::parse(*value.text()) : std::nullopt) writes_.erase(*record);
}

void FsckLedger::lost_whom(std::int64_t seq, std::optional<Bytes> const& whose) {
  auto& lost = lost_[whose.value_or(Bytes())];
  if (lost.times++ == 0) lost.first = seq;
}

std::uint64_t FsckLedger::explain_lost(bool later_epoch) {
  std::uint64_t explained = 0;
  for (auto const& [whose, lost] : lost_) {
    if (erased(whose) || (later_epoch && !whose.empty())) {
      explained += lost.times;
      continue;
    }
    std::string const others = lost.times > 1 ? " and in " + std::to_string(lost.times - 1) + " later events" : "";
    findings_.add(tenant_, seq_text(lost.first),
                  "the part whom cannot be opened here" + others +
                      ", and no erasure in this log says why: the part or the person's key was taken away");
  }
  return explained;
}

Result<> FsckLedger::compare_records(store::Reader& snapshot, PartsFsck::Outcome& outcome) {
  constexpr std::int64_t kPage = 500;
  store::Params where{tenant_, Bytes(), "", Bytes(), kPage};
  for (;;) {
    TROTH_TRY(auto rows, snapshot.query(sql::check_records, where));
    for (auto const& row : rows)
      compare(
          {row[0].bytes(), row[1].text(), row[2].id<RecordId>(), row[3].integer(), hex(crypto::sha256(row[4].bytes()))},
          outcome);
    if (rows.size() < static_cast<std::size_t>(kPage)) break;
    where = {tenant_, rows.back()[0], rows.back()[1], rows.back()[2], kPage};
  }
  name_missing();
  return {};
}

void FsckLedger::compare(Stored const& record, PartsFsck::Outcome& outcome) {
  std::string const where = name_of(record.collection, record.record);
  auto wrong = [&](std::string says) { findings_.add(tenant_, where, std::move(says)); };
  auto const it = writes_.find(record.record);
  if (it == writes_.end()) {  // of an import, as long as there are as many as imports took
    if (record.version == 1 && by_import_[record.collection]-- > 0)
      ++outcome.imported;
    else
      wrong("no event tells of it: it was written behind the log's back, or put back after its events were lost");
    return;
  }
  auto& write = it->second;
  write.seen = true;
  std::string const told = "the newest event of it (" + seq_text(write.seq) + ") ";
  if (erased(write.whose) && write.whose != record.subject)
    wrong("it belongs to a person who was erased: it was put back");
  else if (write.whose != record.subject || write.collection != record.collection)
    wrong(told + "has it with another person or in another collection: it was moved");
  else if (write.version != record.version)
    wrong(told + "is of version " + std::to_string(write.version) + ", here lies version " +
          std::to_string(record.version) + ": an older row was put back, or a newer one written behind the log's back");
  else if (write.envelope_sha256 != record.sha256)
    wrong(told + "names another envelope of version " + std::to_string(write.version) +
          " than lies here: it was changed, or an older one was put back");
  else
    ++outcome.records;
}

void FsckLedger::name_missing() {
  for (auto const& [record, write] : writes_)
    if (!write.seen && !erased(write.whose))
      findings_.add(tenant_, name_of(write.collection, record),
                    "its row is missing, and no erasure in this log says why: it was deleted behind the log's back");
}

}  // namespace troth::vault
