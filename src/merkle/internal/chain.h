#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "merkle/checkpoint.h"
#include "merkle/note.h"

namespace troth::merkle {

// The links that receipts and bundles share: entry -> log -> slot -> seal -> cell log.

struct Head {
  Note note;
  Checkpoint checkpoint;
};
/// invalid if the signed note is none, or its text is no checkpoint.
Result<Head> read_head(std::string_view note);

/// "index 3 of 20 in audit.example.com/eu1/c"
std::string place(std::uint64_t index, Checkpoint const& head);
/// Message and place of an error, for a sentence.
std::string in_words(Error const& error);

/// Why `entry` does not stand at `index` of the head's tree; empty if it does. `what` is the entry's kind, `file` what
/// the proof came in: "event", "receipt".
std::string not_included(std::uint64_t index, ByteView entry, std::vector<Hash> const& proof, Checkpoint const& head,
                         std::string const& what, std::string const& file);

/// The root that a slot's hashes lead to; corrupt if there is no such slot, or the hashes do not fit the number of
/// slots.
Result<Hash> slot_root(std::uint64_t slot, std::uint64_t slots, std::vector<Hash> const& hashes, Hash leaf);

}  // namespace troth::merkle
