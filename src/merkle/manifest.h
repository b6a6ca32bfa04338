#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "merkle/note.h"
#include "merkle/tree.h"

namespace troth::merkle {

/// Which planted bugs were seen to turn which probe red while the real build stayed green; the text of a signed note:
///   "troth-manifest/v1\n"
///   "key " vkey \n                  of whoever signs; a key nobody else vouches for says "self-signed build"
///   "commit " hex | "unknown" \n
///   "build " hex64 \n               SHA-256 of the program
///   "mutant-build " hex64 \n        of the same with its planted bugs compiled in
///   *( "pair " clause " " mutant " pass " ( "fail" | "error" ) \n )    on the build, on the mutant
struct Manifest {
  struct Pair {
    std::string clause, mutant;
    bool by_error = false;  ///< red, but because the probe could not be run to its end
    bool operator==(Pair const&) const = default;
  };
  std::string key, commit = "unknown";
  Hash build{}, mutant_build{};
  std::vector<Pair> pairs;

  /// invalid, `at` the line, for everything that `encode` would not write; the same pair twice too.
  static Result<Manifest> parse(std::string_view text);
  std::string encode() const;
};

struct SignedManifest {
  Manifest manifest;
  std::string signed_by;  ///< name of a trusted key; or "self-signed build": by the key that the text itself names
};

/// The text as a note, signed. The text names the key that signs.
std::string sign_manifest(Manifest manifest, SignerKey const& key);
/// A signed note whose signature is checked: by a trusted key, else by the one it names. corrupt if the signature does
/// not hold, invalid if the key it names did not sign.
Result<SignedManifest> read_manifest(std::string_view note, std::span<VerifierKey const> trusted = {});

}  // namespace troth::merkle
