#include "merkle/receipt.h"

#include "base/id.h"
#include "crypto/hash.h"
#include "merkle/lines.h"

namespace troth::merkle {
namespace {

constexpr std::string_view kFirstLine = "troth-receipt/v1";
constexpr std::string_view kEvent = "event ", kEntry = "entry ", kPart = "part ", kSlot = "slot ",
                           kSlotHash = "slot-hash ", kTenant = "tenant-proof ", kCell = "cell-proof ";
constexpr std::size_t kMostSlotHashes = 63, kNonce = 32;

/// The fields of a line, one space between two.
std::vector<std::string_view> fields(std::string_view line) {
  std::vector<std::string_view> out;
  for (std::size_t at; (at = line.find(' ')) != line.npos; line.remove_prefix(at + 1))
    out.push_back(line.substr(0, at));
  out.push_back(line);
  return out;
}

/// The lines of a receipt, in their order; an error names the line that is not what the format has there.
class Reader {
 public:
  explicit Reader(std::string_view text) : lines_(text) {}

  Result<> first_line() {
    if (begin() != kFirstLine) return wrong("this is no receipt: the first line must be troth-receipt/v1");
    return {};
  }

  Result<std::string> event() {
    auto text = begin(kEvent);
    if (!text || !parse_uuid(*text)) return wrong("here stands `event` and a UUID in lower case");
    return std::string(*text);
  }

  Result<Bytes> entry() {
    auto bytes = from_base64(begin(kEntry).value_or("-"));
    if (!bytes) return wrong("here stands `entry` and its bytes in base64");
    return std::move(*bytes);
  }

  Result<std::vector<Receipt::Part>> parts() {
    std::vector<Receipt::Part> out;
    while (auto line = begin(kPart)) {
      auto field = fields(*line);
      auto nonce = from_base64(field.size() == 3 ? field[1] : "-");
      auto part = from_base64(field.size() == 3 ? field[2] : "-");
      bool known = field[0] == "1" || field[0] == "2" || field[0] == "3";
      if (!known || !nonce || nonce->size() != kNonce || !part)
        return wrong("here stands `part`, 1 to 3, a nonce of 32 bytes and the part, both in base64");
      unsigned index = static_cast<unsigned>(field[0][0] - '0');
      if (!out.empty() && out.back().index >= index) return wrong("the parts must ascend, each at most once");
      out.push_back({index, std::move(*nonce), std::move(*part)});
    }
    return out;
  }

  Result<> slot(Receipt& out) {
    auto line = begin(kSlot);
    auto field = fields(line.value_or(""));
    auto slot = decimal(field[0]), slots = decimal(field.size() == 3 ? field[1] : "");
    auto salt = hash_of_base64(field.back());
    if (!line || !slot || !slots || !salt)
      return wrong("here stands `slot`, its number, the number of slots and 32 bytes of salt in base64");
    out.slot = *slot, out.slots = *slots, out.salt = *salt;
    return {};
  }

  Result<std::vector<Hash>> slot_hashes() {
    std::vector<Hash> out;
    while (auto text = begin(kSlotHash)) {
      auto hash = hash_of_base64(*text);
      if (!hash || out.size() == kMostSlotHashes)
        return wrong("here stands `slot-hash` and 32 bytes in base64, at most 63 times");
      out.push_back(*hash);
    }
    return out;
  }

  Result<TlogProof> proof(std::string_view name) {
    auto size = decimal(begin(name).value_or(""));
    if (!size)
      return wrong(name == kTenant ? "here stands `tenant-proof` and its number of bytes"
                                   : "here stands `cell-proof` and its number of bytes");
    auto text = lines_.take(*size);
    if (!text) return wrong("the receipt ends before this proof does: it was cut; fetch it again, whole");
    auto proof = TlogProof::parse(*text);
    if (!proof)
      return fail(proof.error().code, proof.error().message, "the proof behind line " + std::to_string(line_));
    return std::move(*proof);
  }

  Result<> end() {
    line_ = lines_.line();
    if (!lines_.at_end()) return wrong("bytes follow the end of the receipt");
    return {};
  }

 private:
  std::optional<std::string_view> begin(std::string_view prefix = {}) {
    line_ = lines_.line();
    return lines_.next(prefix);
  }
  Error wrong(std::string_view message) const { return fail(Code::invalid, message, "line " + std::to_string(line_)); }

  Lines lines_;
  std::size_t line_ = 1;
};

void append_proof(std::string& out, std::string_view name, TlogProof const& proof) {
  auto text = proof.encode();
  out.append(name).append(std::to_string(text.size())).append("\n").append(text);
}

}  // namespace

Result<Receipt> Receipt::parse(std::string_view bytes) {
  Reader reader(bytes);
  Receipt out;
  TROTH_TRY(reader.first_line());
  TROTH_TRY(out.event, reader.event());
  TROTH_TRY(out.entry, reader.entry());
  TROTH_TRY(out.parts, reader.parts());
  TROTH_TRY(reader.slot(out));
  TROTH_TRY(out.slot_hashes, reader.slot_hashes());
  TROTH_TRY(out.tenant, reader.proof(kTenant));
  TROTH_TRY(out.cell, reader.proof(kCell));
  TROTH_TRY(reader.end());
  return out;
}

std::string Receipt::encode() const {
  std::string out(kFirstLine);
  out.append("\n").append(kEvent).append(event).append("\n").append(kEntry).append(base64(entry)).append("\n");
  for (Part const& part : parts)
    out.append(kPart).append(std::to_string(part.index)).append(" ").append(base64(part.nonce)).append(" ") +=
        base64(part.part) + "\n";
  out.append(kSlot).append(std::to_string(slot)).append(" ").append(std::to_string(slots)).append(" ") +=
      base64(salt) + "\n";
  for (Hash const& hash : slot_hashes) out.append(kSlotHash).append(base64(hash)).append("\n");
  append_proof(out, kTenant, tenant);
  append_proof(out, kCell, cell);
  return out;
}

Hash part_commitment(unsigned index, ByteView nonce, ByteView part) {
  auto number = static_cast<std::uint8_t>(index);
  return crypto::sha256({as_bytes("audit-part/v1"), ByteView(&number, 1), nonce, part});
}

}  // namespace troth::merkle
