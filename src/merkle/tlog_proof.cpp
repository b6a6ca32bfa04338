#include "merkle/tlog_proof.h"

#include "merkle/internal/text.h"
#include "merkle/note.h"

namespace troth::merkle {
namespace {

constexpr std::string_view kFirstLine = "c2sp.org/tlog-proof@v1";

}  // namespace

Result<TlogProof> TlogProof::parse(std::string_view bytes) {
  Lines lines(bytes);
  TlogProof out;
  if (lines.next() != kFirstLine) return bad_line("the file must begin with c2sp.org/tlog-proof@v1", 1);
  if (auto extra = lines.next("extra ")) {
    out.extra = from_base64(*extra);
    if (!out.extra) return bad_line("extra data must be base64", 2);
  }
  auto number = lines.line();
  auto index = parse_size(lines.next("index "));
  if (!index) return bad_line("the line must be: index, a space, the entry's index in decimal", number);
  out.index = *index;
  TROTH_TRY(out.hashes, read_proof(lines));
  if (lines.at_end()) return bad_line("the log's checkpoint is missing behind the proof", lines.line());
  out.checkpoint = behind_proof(bytes);
  return out;
}

std::string TlogProof::encode() const {
  std::string out(kFirstLine);
  out += "\n";
  if (extra) out += "extra " + base64(*extra) + "\n";
  out += "index " + std::to_string(index) + "\n";
  write_proof(out, hashes);
  return out + checkpoint;
}

Result<Checkpoint> TlogProof::head_of(Hash const& leaf) const {
  TROTH_TRY(auto note, Note::parse(checkpoint));
  TROTH_TRY(auto head, Checkpoint::parse(note.text));
  if (index >= head.size) return fail(Code::corrupt, "the proof is for an entry that the checkpoint's tree has not");
  if (!verify_inclusion(index, head.size, leaf, hashes, head.root))
    return fail(Code::corrupt, "the proof does not lead from this entry to the checkpoint's root");
  return head;
}

}  // namespace troth::merkle
