#include "merkle/witness_protocol.h"

#include <algorithm>

#include "base/check.h"
#include "merkle/internal/text.h"

namespace troth::merkle {
namespace {

Ruling refuse(int status, std::string_view why, std::uint64_t known = 0) { return {status, why, known, {}}; }

struct Submitted {
  Note note;
  Checkpoint head;
};
Result<Submitted> submitted(AddCheckpoint const& request) {
  TROTH_TRY(auto note, Note::parse(request.checkpoint));
  TROTH_TRY(auto head, Checkpoint::parse(note.text));
  return Submitted{std::move(note), std::move(head)};
}

/// Log keys only: a cosignature, whoever made it, is not the log's own word.
std::vector<VerifierKey> keys_of(std::string_view origin, std::span<VerifierKey const> trusted) {
  std::vector<VerifierKey> out;
  auto of_log = [&](VerifierKey const& key) { return key.name() == origin && key.type() == KeyType::ed25519; };
  std::copy_if(trusted.begin(), trusted.end(), std::back_inserter(out), of_log);
  return out;
}

/// Whether `head` extends `last` and `proof` shows it; `last.size` is what the request calls old. Empty: it does.
std::string_view flaw(Checkpoint const& last, Checkpoint const& head, std::vector<Hash> const& proof) {
  if (head.size == last.size && head.root != last.root) return "another tree of the same size was cosigned before";
  if (last.size == 0) return proof.empty() ? "" : "from size 0 the proof must be empty";
  if (!verify_consistency(last.size, head.size, last.root, head.root, proof))
    return "the proof does not show that this tree extends the one cosigned before";
  return "";
}

}  // namespace

Result<AddCheckpoint> AddCheckpoint::parse(std::string_view body) {
  Lines lines(body);
  AddCheckpoint out;
  auto old_size = parse_size(lines.next("old "));
  if (!old_size) return bad_line("the line must be: old, a space, a tree size in decimal", 1);
  out.old_size = *old_size;
  TROTH_TRY(out.proof, read_proof(lines));
  if (lines.at_end()) return bad_line("the log's checkpoint is missing behind the proof", lines.line());
  out.checkpoint = behind_proof(body);
  return out;
}

std::string AddCheckpoint::encode() const {
  std::string out = "old " + std::to_string(old_size) + "\n";
  write_proof(out, proof);
  return out + checkpoint;
}

Ruling judge(AddCheckpoint const& request, std::span<VerifierKey const> trusted,
             std::optional<Checkpoint> const& recorded) {
  auto parsed = submitted(request);
  if (!parsed) return refuse(400, parsed.error().message);
  auto const& head = parsed->head;
  auto keys = keys_of(head.origin, trusted);
  if (keys.empty()) return refuse(404, "this witness knows no log of that origin");
  auto signed_by = signers(parsed->note, keys);
  if (!signed_by || signed_by->empty()) return refuse(403, "no key trusted for the origin has signed the checkpoint");
  if (request.old_size > head.size) return refuse(400, "the old size is above the checkpoint's");
  auto last = recorded.value_or(Checkpoint{head.origin, 0, empty_root()});
  TROTH_CHECK(last.origin == head.origin);
  if (request.old_size != last.size) return refuse(409, "the old size is not the one on record", last.size);
  if (auto why = flaw(last, head, request.proof); !why.empty()) return refuse(422, why);
  return {200, "the checkpoint extends what is on record", 0, head};
}

Result<std::string> origin_of(AddCheckpoint const& request) {
  TROTH_TRY(auto parsed, submitted(request));
  return std::move(parsed.head.origin);
}

}  // namespace troth::merkle
