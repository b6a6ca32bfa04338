#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "merkle/checkpoint.h"
#include "merkle/note.h"

namespace troth::merkle {

/// The body of `POST <witness>/add-checkpoint` (C2SP tlog-witness): `old <size>\n`, at most 63 lines of base64 hashes,
/// an empty line, the signed checkpoint.
struct AddCheckpoint {
  std::uint64_t old_size = 0;
  std::vector<Hash> proof;
  std::string checkpoint;

  static Result<AddCheckpoint> parse(std::string_view body);
  std::string encode() const;
};

/// What a witness answers, before anything is stored.
struct Ruling {
  int status = 200;         ///< 200, 400, 403, 404, 409, 422
  std::string_view why;     ///< for people
  std::uint64_t known = 0;  ///< with 409: the size on record
  Checkpoint head;          ///< with 200: what to record and cosign
};
/// `trusted`: the log keys this witness knows, whose names are origins. `recorded`: the newest head it has cosigned for
/// the checkpoint's origin. Pure; recording must be atomic and durable before the cosignature leaves.
Ruling judge(AddCheckpoint const& request, std::span<VerifierKey const> trusted,
             std::optional<Checkpoint> const& recorded);

/// The origin a request is about, so that its record can be loaded; invalid as in judge.
Result<std::string> origin_of(AddCheckpoint const& request);

}  // namespace troth::merkle
