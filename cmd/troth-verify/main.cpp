// The auditor's binary: checks a log, receipts and opened parts offline, with nothing but hashing and the public keys
// of a policy. It knows no server, no secret and no database, and is small enough to be read in an hour.
#include <cstdio>
#include <string_view>

#include "commands.h"

namespace {

constexpr char kHelp[] =
    R"(troth-verify checks what a Troth log says, offline.

  troth-verify root FILE --size N --root ROOT [--json]
      Recomputes the RFC 6962 root over the entries in FILE (- for standard input), each a big-endian u16 length and
      that many bytes, and compares size and root with those of a checkpoint. ROOT is base64 or hex.

  troth-verify part --leaf HEX --index 1|2|3 --nonce HEX --part FILE [--json]
      Checks an opened part of an event (1 what, 2 who, 3 whom) against the commitment in the event's leaf.
      FILE holds the exact bytes of the part.

  troth-verify receipt FILE [--policy FILE] [--ended FILE] [--json]
      Checks a receipt: the event in its log, that log in a seal, the seal in the cell log and who signed and cosigned
      it. --ended is a proof (.tlog-proof) whose extra data tells where a log had to end; what was signed beyond is
      refused.

  troth-verify bundle FILE [--policy FILE] [--now RFC3339] [--json]
      Checks what a cell's clauses rest on (a trust bundle): each record in the evidence log, that log in a seal, the seal
      in the cell log, who signed and cosigned it, and the document that is promised. Says of each clause whether its
      test passed, failed or is too old, as of --now (default: this machine's clock).

  troth-verify log DIR [--policy FILE] [--json]
      Recomputes a mirrored log (DIR/checkpoint, DIR/tile/..., DIR/tile/entries/...) from its entries and compares
      every tile and the checkpoint. Names the first thing that is wrong.

  troth-verify checkpoints OLD NEW [--log DIR] [--policy FILE] [--json]
      Compares two checkpoints of one log: a rollback, a fork, or growth. With a mirror of the log it proves that NEW
      extends OLD.

FILE of --policy is a C2SP tlog-policy: the keys of the logs and witnesses that you trust.

Exit status: 0 it matches or is verified, 1 it does not or failed, 2 nothing was checked (usage, unreadable input),
3 all holds together, but no policy says whose signatures count (or, for checkpoints, growth is not proven).
)";

struct Command {
  std::string_view name;
  troth::Result<troth::verify::Verdict> (*verify)(std::span<char const* const>);
};
constexpr Command kCommands[] = {
    {"root", troth::verify::verify_root},       {"part", troth::verify::verify_part},
    {"receipt", troth::verify::verify_receipt}, {"bundle", troth::verify::verify_bundle},
    {"log", troth::verify::verify_log},         {"checkpoints", troth::verify::verify_checkpoints}};

int not_checked(troth::Error const& error) {
  std::fprintf(stderr, "troth-verify: %.*s%s%s\n", static_cast<int>(error.message.size()), error.message.data(),
               error.at.empty() ? "" : ": ", error.at.c_str());
  return 2;
}

int exit_code(troth::Result<troth::verify::Verdict> const& result) {
  if (!result) return not_checked(result.error());
  // A verdict that nobody could read is none: a full disk behind standard output must not look like a pass.
  if (std::fflush(stdout) != 0)
    return not_checked(troth::fail(troth::Code::storage_full, "the result could not be written"));
  return static_cast<int>(*result);
}

}  // namespace

int main(int argc, char** argv) {
  auto words = std::span<char const* const>(argv, static_cast<std::size_t>(argc)).subspan(argc > 0 ? 1 : 0);
  std::string_view command = words.empty() ? "" : words.front();
  for (std::string_view word : words)
    if (word == "--help" || word == "-h") return std::fputs(kHelp, stdout), 0;
  for (auto const& [name, verify] : kCommands)
    if (command == name) return exit_code(verify(words.subspan(1)));
  std::fprintf(stderr, "troth-verify: name what to check: root or part, receipt, bundle, log or checkpoints\n\n%s",
               kHelp);
  return 2;
}
