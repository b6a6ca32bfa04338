#include "merkle/internal/chain.h"

#include <bit>

namespace troth::merkle {

Result<Head> read_head(std::string_view text) {
  TROTH_TRY(auto note, Note::parse(text));
  TROTH_TRY(auto checkpoint, Checkpoint::parse(note.text));
  return Head{std::move(note), std::move(checkpoint)};
}

std::string place(std::uint64_t index, Checkpoint const& head) {
  return "index " + std::to_string(index) + " of " + std::to_string(head.size) + " in " + head.origin;
}

std::string in_words(Error const& error) {
  return std::string(error.message) + (error.at.empty() ? "" : " (" + error.at + ")");
}

std::string not_included(std::uint64_t index, ByteView entry, std::vector<Hash> const& proof, Checkpoint const& head,
                         std::string const& what, std::string const& file) {
  if (index >= head.size)
    return "the proof names index " + std::to_string(index) + ", but the checkpoint of " + head.origin + " has only " +
           std::to_string(head.size) + " entries: the " + file + " was altered, or its checkpoint is older than the " +
           what;
  if (!verify_inclusion(index, head.size, leaf_hash(entry), proof, head.root))
    return "the proof leads to another root than the checkpoint of " + head.origin + " states: the " + what +
           " is not in this log, or the " + file + " was put together from two logs";
  return {};
}

Result<Hash> slot_root(std::uint64_t slot, std::uint64_t slots, std::vector<Hash> const& hashes, Hash leaf) {
  if (!std::has_single_bit(slots))
    return fail(Code::corrupt, "the number of slots is no power of two: no seal has such a number");
  if (slot >= slots) return fail(Code::corrupt, "the slot lies beyond the number of slots");
  if (hashes.size() != static_cast<std::size_t>(std::countr_zero(slots)))
    return fail(Code::corrupt, "the slot hashes are too few or too many for the number of slots: they were altered");
  for (std::size_t i = 0; i < hashes.size(); ++i)
    leaf = slot >> i & 1 ? node_hash(hashes[i], leaf) : node_hash(leaf, hashes[i]);
  return leaf;
}

}  // namespace troth::merkle
