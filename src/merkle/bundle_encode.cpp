#include "merkle/bundle.h"
#include "merkle/internal/text.h"

// The grammar stands in bundle.cpp, which reads what is written here.

namespace troth::merkle {
namespace {

void put(std::string& out, std::string_view name, std::string_view bytes) {
  out.append("section ").append(name).append(" ").append(std::to_string(bytes.size())).append("\n");
  out.append(bytes).append("\n");
}

std::string text_of(Bundle::Entry const& entry) {
  auto out = "index " + std::to_string(entry.index) + "\n";
  write_proof(out, entry.hashes);
  return out + entry.text;
}

}  // namespace

std::string Bundle::encode() const {
  std::string out = "troth-bundle/v1\n";
  put(out, "about", "cell " + cell + "\nmade " + rfc3339(made) + "\n");
  put(out, "document", document);
  if (tom) put(out, "tom-entry", text_of(*tom));
  for (Entry const& record : records) put(out, "evidence", text_of(record));
  auto in_slot = std::to_string(slot) + " " + std::to_string(slots) + " " + base64(salt) + "\n";
  for (Hash const& hash : slot_hashes) in_slot += base64(hash) + "\n";
  put(out, "slot", in_slot);
  put(out, "cell-proof", seal.encode());
  put(out, "evidence-checkpoint", checkpoint);
  put(out, "keys", keys);
  put(out, "policy", policy);
  return out;
}

}  // namespace troth::merkle
