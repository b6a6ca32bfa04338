// The auditor's binary: checks a log and its opened parts offline, with nothing but hashing. It knows no server, no key
// and no database, and is small enough to be read in an hour.
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

Exit status: 0 it matches, 1 it does not, 2 nothing was checked (usage, unreadable input).
)";

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
  if (command == "root") return exit_code(troth::verify::verify_root(words.subspan(1)));
  if (command == "part") return exit_code(troth::verify::verify_part(words.subspan(1)));
  std::fprintf(stderr, "troth-verify: name what to check, root or part\n\n%s", kHelp);
  return 2;
}
