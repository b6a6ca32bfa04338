#include "vault/import_lines.h"

#include <map>

#include "base/json_writer.h"
#include "vault/blind_index.h"
#include "vault/facts.h"
#include "vault/tables.h"

namespace troth::vault {
namespace {

constexpr std::size_t kMaxLabel = 100;

/// Seals lines one by one, remembering the subjects seen so that each is loaded and guarded once.
class Sealer {
 public:
  Sealer(Context const& context, access::Grant const& grant, Sealing const& sealing, ImportId import,
         std::vector<keys::IndexKey> const& labels_keys)
      : context_(context), grant_(grant), sealing_(sealing), import_(import), labels_keys_(labels_keys) {}

  Result<> line(std::string_view text) {
    TROTH_TRY(auto reader, http::JsonReader::object(text, {.depth = 8, .bytes = 256u << 10}));
    TROTH_TRY(auto subject, reader.maybe_text("subject", 36));
    TROTH_TRY(auto label, reader.maybe_text("new", kMaxLabel));
    TROTH_TRY(auto record, reader.any("record"));
    TROTH_TRY(reader.done());
    if (subject.has_value() == label.has_value())
      return fail(Code::invalid, "a line names either \"subject\" or \"new\"", "/subject");
    if (!record.object()) return fail(Code::invalid, "a record is an object", "/record");
    TROTH_TRY(auto members, check_record(sealing_.collection(), *record.object(), false));
    TROTH_TRY(Subject * whose, subject ? known(*subject) : labelled(*label));
    auto const id = RecordId::make(context_.clock.now(), context_.random);
    auto sealed = sealing_.seal(context_, grant_, whose->id, *whose->key, id, 1, members);
    if (!sealed) return std::move(sealed).error();
    take(*sealed);
    return {};
  }

  SealedLines finish(std::vector<SealedLines::Rejected> rejected) && {
    out_.rejected = std::move(rejected);
    out_.digest = crypto::sha256(hashes_);
    return std::move(out_);
  }

 private:
  struct Subject {
    SubjectId id;
    std::optional<keys::SubjectKey> key;
  };

  Result<Subject*> known(std::string const& text) {
    auto id = SubjectId::parse(text);
    if (!id) return fail(Code::invalid, "a subject is the id this cell gave", "/subject");
    if (auto it = subjects_.find(*id); it != subjects_.end()) return &it->second;
    TROTH_TRY(auto facts, subject_facts(context_.snapshot, grant_.tenant(), *id));
    if (facts.subject == access::SubjectState::restricted)
      return fail(Code::locked, "the subject is restricted: stored only", "/subject");
    if (facts.subject != access::SubjectState::active)
      return fail(Code::not_found, "there is no such subject", "/subject");
    TROTH_TRY(auto key, context_.keyring.subject(grant_.tenant(), *id));
    out_.guards.push_back({grant_.tenant(), *id, facts.subject_revision});
    return &subjects_.emplace(*id, Subject{*id, std::move(key)}).first->second;
  }

  /// The subject this import has made for the label, in this chunk or an earlier one, or a new one.
  Result<Subject*> labelled(std::string const& label) {
    if (auto it = labels_.find(label); it != labels_.end()) return &subjects_.at(it->second);
    std::optional<store::Row> row;
    for (auto key = labels_keys_.begin(); !row && key != labels_keys_.end(); ++key) {
      Bytes const mac = label_mac(*key, import_, label);
      TROTH_TRY(row, context_.snapshot.one(sql::select_label, {grant_.tenant(), import_, mac}));
    }
    if (!row) return fresh(label, label_mac(labels_keys_.front(), import_, label));
    auto const id = row->at(0).id<SubjectId>();
    TROTH_TRY(Subject * subject, known(id.text()));
    out_.made.push_back({label, id});
    labels_.emplace(label, id);
    return subject;
  }

  Result<Subject*> fresh(std::string const& label, Bytes const& mac) {
    auto const now = context_.clock.now();
    auto const id = SubjectId::make(now, context_.random);
    TROTH_TRY(auto made, context_.keyring.new_subject(grant_.tenant(), id));
    out_.keys.push_back(std::move(made.row));
    out_.subjects.push_back({grant_.tenant(), id, now});
    out_.labels.push_back({grant_.tenant(), import_, mac, id});
    out_.made.push_back({label, id});
    labels_.emplace(label, id);
    return &subjects_.emplace(id, Subject{id, std::move(made.key)}).first->second;
  }

  void take(SealedRecord const& sealed) {
    append(hashes_, sealed.envelope_hash);
    out_.records.push_back(record_row(sealed));
    for (auto& row : index_rows(sealed)) out_.indexes.push_back(std::move(row));
  }

  Context const& context_;
  access::Grant const& grant_;
  Sealing const& sealing_;
  ImportId import_;
  std::vector<keys::IndexKey> const& labels_keys_;  ///< newest first: new labels are kept under that one
  std::map<SubjectId, Subject> subjects_;
  std::map<std::string, SubjectId> labels_;
  Bytes hashes_;
  SealedLines out_;
};

/// A failure of the store or of a key is no property of the line: the whole chunk must be tried again.
bool is_about_the_line(Code code) {
  return code == Code::invalid || code == Code::too_large || code == Code::locked || code == Code::not_found;
}

}  // namespace

Bytes label_mac(keys::IndexKey const& key, ImportId import, std::string_view label) {
  return BlindIndex::body_mac(key, "import-label/" + import.text(), label);
}

Result<SealedLines> seal_lines(Context const& context, access::Grant const& grant, CollectionName const& collection,
                               ImportId import, std::string_view ndjson) {
  TROTH_TRY(auto sealing, Sealing::prepare(context, grant.tenant(), collection));
  TROTH_TRY(auto labels_keys, context.keyring.indexes(grant.tenant()));
  Sealer sealer(context, grant, sealing, import, labels_keys);
  std::vector<SealedLines::Rejected> rejected;
  std::size_t number = 0;
  while (!ndjson.empty()) {
    auto const end = ndjson.find('\n');
    std::string_view const line = ndjson.substr(0, end);
    ndjson.remove_prefix(end == ndjson.npos ? ndjson.size() : end + 1);
    if (++number > SealedLines::kMaxLines)
      return fail(Code::too_large, "a chunk holds at most 2,000 lines; send more chunks");
    if (line.empty()) continue;
    if (auto sealed = sealer.line(line); !sealed) {
      if (!is_about_the_line(sealed.error().code)) return std::move(sealed).error();
      rejected.push_back({number, std::move(sealed).error()});
    }
  }
  return std::move(sealer).finish(std::move(rejected));
}

store::WriteSet SealedLines::into(store::WriteSet set) && {
  for (auto& key : keys) set = std::move(set).key(key.sql, std::move(key.params));
  return std::move(set)
      .require_each(sql::guard_subject, std::move(guards))
      .then_each(sql::insert_subject, std::move(subjects))
      .then_each(sql::insert_label, std::move(labels))
      .then_each(sql::insert_record, std::move(records))
      .then_each(sql::insert_index, std::move(indexes));
}

std::string describe_lines(std::int64_t number, SealedLines const& lines) {
  Json json;
  json.object().member("chunk", number).member("accepted", std::int64_t(lines.records.size())).key("rejected").array();
  for (auto const& [line, problem] : lines.rejected) {
    json.object().member("line", std::int64_t(line)).member("problem", problem.message);
    if (!problem.at.empty()) json.member("at", problem.at);
    json.end();
  }
  json.end().key("made").object();
  for (auto const& made : lines.made) json.member(made.label, made.subject.text());
  return json.end().end().text();
}

}  // namespace troth::vault
