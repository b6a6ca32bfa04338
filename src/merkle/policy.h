#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "merkle/note.h"

namespace troth::merkle {

/// How far a witness stands from the one it watches. Below independent, a rollback or a fork that the operator wants is
/// not excluded. `none`: nobody cosigned.
enum class WitnessLevel : std::uint8_t { none, same_host, same_operator, independent };
std::string_view name(WitnessLevel level);  ///< "none", "same host", "same operator", "independent"

/// A C2SP tlog-policy: whose signatures count. Lines `log <vkey> [url]`, `witness <name> <vkey> [url]`,
/// `group <name> <k|any|all> <member>...`, `quorum <name|none>`; `#` begins a comment. One comment is ours and
/// optional:
/// `#level <witness> same-host|same-operator|independent`, what the policy's author knows of a witness; without it a
/// witness with a loopback URL is on the same host and any other is of the same operator, never more.
struct Policy {
  struct Log {
    VerifierKey key;
    std::string url;
  };
  struct Witness {
    std::string name;
    VerifierKey key;
    std::string url;
    WitnessLevel level;
  };
  struct Group {
    std::string name;
    std::size_t least;
    std::vector<std::string> members;  ///< witnesses or earlier groups
  };
  std::vector<Log> logs;
  std::vector<Witness> witnesses;
  std::vector<Group> groups;
  std::string quorum = "none";

  /// invalid, with the line: an unknown word or name, a name twice, a group that could never be satisfied, no quorum
  /// line, a key of the wrong kind.
  static Result<Policy> parse(std::string_view text);

  /// What a checkpoint proves under this policy.
  struct Standing {
    std::string log;                     ///< the pinned key's name
    std::vector<std::string> witnesses;  ///< who cosigned
    std::uint64_t newest = 0;            ///< POSIX seconds of the newest cosignature; 0: none
    WitnessLevel level =
        WitnessLevel::none;  ///< what the quorum rests on: the best level it still has without all better
                             ///< ones, that is the highest level L for which cosigners of level >= L alone satisfy
                             ///< the quorum; for quorum none, the highest among those who cosigned
  };
  /// denied: no pinned log key signed (or one of another origin); denied with the quorum's name: too few witnesses;
  /// corrupt: a pinned key's signature is false. The note's text must be a checkpoint whose origin is the log key's
  /// name.
  Result<Standing> judge(Note const& checkpoint) const;
};

}  // namespace troth::merkle
