#include "merkle/bundle.h"

#include "merkle/internal/text.h"

// bundle  = "troth-bundle/v1" \n  section...            about document [tom-entry] *evidence slot cell-proof
//                                                       evidence-checkpoint keys policy, and nothing behind
// section = "section " name " " bytes \n  that many bytes  \n
// about   = "cell " origin \n "made " rfc3339 \n
// tom-entry, evidence = "index " n \n *63( base64 hash \n ) \n  the entry, to the end of the section
// slot    = slot " " slots " " base64 salt \n *63( base64 hash \n )

namespace troth::merkle {
namespace {

constexpr std::string_view kFirstLine = "troth-bundle/v1";
constexpr std::size_t kMostAbout = 4 << 10, kMostDocument = 4 << 20, kMostEntry = 64 << 10, kMostSlot = 4 << 10,
                      kMostProof = 1 << 20, kMostText = 256 << 10, kMostSlotHashes = 63;

/// The sections of a bundle, in their order; an error names the section that is not what the format has there.
class Sections {
 public:
  explicit Sections(std::string_view text) : lines_(text) {}

  Result<> first_line() {
    if (lines_.next() != kFirstLine) return wrong("this is no bundle: the first line must be troth-bundle/v1");
    return {};
  }

  /// The next section if it is called so.
  Result<std::optional<std::string_view>> maybe(std::string_view name, std::size_t most) {
    line_ = lines_.line(), name_ = name;
    auto stated = lines_.next("section " + std::string(name) + " ");
    if (!stated) return std::optional<std::string_view>();
    auto size = decimal(*stated);
    if (!size) return wrong("here stands the section's number of bytes, in decimal");
    if (*size > most) return wrong("this section is longer than its kind may be");
    auto bytes = lines_.take(*size);
    if (!bytes) return wrong("the bundle ends before this section does: it was cut; fetch it again, whole");
    if (lines_.take(1) != "\n") return wrong("a line feed must follow the bytes of this section");
    if (!is_utf8(*bytes)) return wrong("this section is not UTF-8");
    return bytes;
  }

  Result<std::string_view> need(std::string_view name, std::size_t most) {
    TROTH_TRY(auto bytes, maybe(name, most));
    if (!bytes) return wrong("this section is missing, or stands elsewhere");
    return *bytes;
  }

  Result<> end() {
    line_ = lines_.line(), name_ = "policy";
    if (!lines_.at_end()) return wrong("bytes follow the last section");
    return {};
  }

  Error wrong(std::string_view message) const {
    auto name = name_.empty() ? std::string() : "section " + std::string(name_) + ", ";
    return fail(Code::invalid, message, name + "line " + std::to_string(line_));
  }

 private:
  Lines lines_;
  std::size_t line_ = 1;
  std::string_view name_;
};

Result<> read_about(Sections& sections, Bundle& out) {
  TROTH_TRY(auto bytes, sections.need("about", kMostAbout));
  Lines lines(bytes);
  auto cell = lines.next("cell ");
  auto made_text = lines.next("made ");
  auto made = parse_rfc3339(made_text.value_or(""));
  if (!cell || cell->empty() || !is_note_text(*cell) || !made || rfc3339(*made) != *made_text || !lines.at_end())
    return sections.wrong("here stand `cell` and an origin, and `made` and a time with six decimals");
  out.cell = *cell, out.made = *made;
  return {};
}

Result<Bundle::Entry> entry_of(Sections const& sections, std::string_view bytes) {
  Lines lines(bytes);
  auto index = parse_size(lines.next("index "));
  if (!index) return sections.wrong("here stands `index` and the entry's index in decimal");
  auto hashes = read_proof(lines);
  if (!hashes || lines.at_end()) return sections.wrong("here stand at most 63 hashes, an empty line and the entry");
  return Bundle::Entry{*index, std::move(*hashes), std::string(behind_proof(bytes))};
}

Result<> read_records(Sections& sections, Bundle& out) {
  for (;;) {
    TROTH_TRY(auto bytes, sections.maybe("evidence", kMostEntry));
    if (!bytes) return {};
    if (out.records.size() == Bundle::kMostRecords) return sections.wrong("a bundle has at most 1024 records");
    TROTH_TRY(auto entry, entry_of(sections, *bytes));
    if (!out.records.empty() && out.records.back().index >= entry.index)
      return sections.wrong("the records must ascend by their index, each once");
    out.records.push_back(std::move(entry));
  }
}

Result<> read_slot(Sections& sections, Bundle& out) {
  TROTH_TRY(auto bytes, sections.need("slot", kMostSlot));
  Lines lines(bytes);
  auto line = lines.next().value_or("");
  auto first = line.find(' '), second = first == line.npos ? first : line.find(' ', first + 1);
  bool three = second != line.npos;
  auto slot = three ? decimal(line.substr(0, first)) : std::nullopt;
  auto slots = three ? decimal(line.substr(first + 1, second - first - 1)) : std::nullopt;
  auto salt = three ? hash_of_base64(line.substr(second + 1)) : std::nullopt;
  if (!slot || !slots || !salt)
    return sections.wrong("here stand slot, number of slots and 32 bytes of salt in base64");
  out.slot = *slot, out.slots = *slots, out.salt = *salt;
  while (!lines.at_end()) {
    auto hash = hash_of_base64(lines.next().value_or(""));
    if (!hash || out.slot_hashes.size() == kMostSlotHashes)
      return sections.wrong("behind the slot stand its hashes, 32 bytes in base64, at most 63");
    out.slot_hashes.push_back(*hash);
  }
  return {};
}

Result<> read_proofs(Sections& sections, Bundle& out) {
  TROTH_TRY(auto proof, sections.need("cell-proof", kMostProof));
  auto seal = TlogProof::parse(proof);
  if (!seal) return sections.wrong(seal.error().message);
  out.seal = std::move(*seal);
  TROTH_TRY(out.checkpoint, sections.need("evidence-checkpoint", kMostProof));
  TROTH_TRY(out.keys, sections.need("keys", kMostText));
  TROTH_TRY(out.policy, sections.need("policy", kMostText));
  return {};
}

}  // namespace

Result<Bundle> Bundle::parse(std::string_view bytes) {
  if (bytes.size() > kMostBytes) return fail(Code::too_large, "a bundle has at most 16 MiB");
  Sections sections(bytes);
  Bundle out;
  TROTH_TRY(sections.first_line());
  TROTH_TRY(read_about(sections, out));
  TROTH_TRY(out.document, sections.need("document", kMostDocument));
  TROTH_TRY(auto tom, sections.maybe("tom-entry", kMostEntry));
  if (tom) {
    TROTH_TRY(out.tom, entry_of(sections, *tom));
  }
  TROTH_TRY(read_records(sections, out));
  TROTH_TRY(read_slot(sections, out));
  TROTH_TRY(read_proofs(sections, out));
  TROTH_TRY(sections.end());
  return out;
}

}  // namespace troth::merkle
