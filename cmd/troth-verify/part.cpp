#include <array>
#include <cstdio>

#include "arguments.h"
#include "base/clock.h"
#include "base/json_writer.h"
#include "commands.h"
#include "crypto/hash.h"
#include "files.h"

// leaf = version 01 | type u16 | minute u64 | c_what 32 | c_who 32 | c_whom 32            big-endian, 107 bytes
// c_i  = SHA-256("audit-part/v1" | i u8 | nonce r_i 32 | part)                             i = 1 what, 2 who, 3 whom
// Written down here anew, from docs/formats/event.md: a verifier that shares the writer's code shares its mistakes.

namespace troth::verify {
namespace {

constexpr std::size_t kLeaf = 107, kHead = 11, kHash = 32;
constexpr std::size_t kLargestPart = 16 << 20;
constexpr std::uint64_t kLastMinute = 4'223'371'679;  // of the year 9999
constexpr std::array kNames = {"what", "who", "whom"};

crypto::Digest commitment(std::uint8_t index, ByteView nonce, ByteView part) {
  return crypto::sha256({as_bytes("audit-part/v1"), ByteView(&index, 1), nonce, part});
}

ByteView committed(ByteView leaf, std::uint8_t index) { return leaf.subspan(kHead + kHash * (index - 1u), kHash); }

bool opens(ByteView leaf, std::uint8_t index, ByteView nonce, ByteView part) {
  return crypto::equal_constant_time(committed(leaf, index), commitment(index, nonce, part));
}

Result<std::uint8_t> parse_index(std::string_view text) {
  if (text.size() != 1 || text[0] < '1' || text[0] > '3')
    return fail(Code::invalid, "--index is 1 (what), 2 (who) or 3 (whom)", std::string(text));
  return static_cast<std::uint8_t>(text[0] - '0');
}

Result<Bytes> parse_leaf(std::string_view text) {
  TROTH_TRY(auto leaf, parse_hex(text, kLeaf));
  if (leaf[0] != 1) return fail(Code::invalid, "this leaf is not of version 1; take a newer troth-verify");
  return leaf;
}

/// Why a part does not open, as far as it can be found out by trying the likely slips.
std::string reason(ByteView leaf, std::uint8_t index, ByteView nonce, ByteView part) {
  for (std::uint8_t other = 1; other <= 3; ++other)
    if (other != index && opens(leaf, other, nonce, part))
      return "it is part " + std::to_string(other) + ", not " + std::to_string(index) + ": give --index " +
             std::to_string(other);
  if (!part.empty() && part.back() == '\n' && opens(leaf, index, nonce, part.first(part.size() - 1)))
    return "a line end was added to the part: give the file without it";
  return "the part, its nonce or the leaf is not what was committed to";
}

void print(bool as_json, ByteView leaf, std::uint8_t index, std::string const& why) {
  auto type = read_be<std::uint16_t>(leaf.subspan(1));
  auto minute = read_be<std::uint64_t>(leaf.subspan(3));
  auto const* verdict = why.empty() ? "match" : "mismatch";
  std::string time = minute > kLastMinute ? "beyond the year 9999" : rfc3339(Time(std::chrono::minutes(minute)));
  auto const* name = kNames[index - 1u];
  auto shown = hex(committed(leaf, index));
  if (!as_json) {
    std::printf("event    type %u at %s (full minute)\npart     %u, %s\nstated   %s\nverdict  %s%s%s\n", unsigned{type},
                time.c_str(), unsigned{index}, name, shown.c_str(), verdict, why.empty() ? "" : ": ", why.c_str());
    return;
  }
  Json json;
  json.object().member("verdict", verdict).member("why", why).member("type", int{type});
  json.key("minute").raw(std::to_string(minute));  // above 2^63 too
  json.member("index", int{index}).member("part", name).member("commitment", shown).end();
  std::puts(json.text().c_str());
}

}  // namespace

Result<Verdict> verify_part(std::span<char const* const> words) {
  TROTH_TRY(auto arguments, Arguments::parse(words, {"--leaf", "--index", "--nonce", "--part"}));
  TROTH_TRY(arguments.no_file());
  TROTH_TRY(auto leaf_text, arguments.option("--leaf"));
  TROTH_TRY(auto index_text, arguments.option("--index"));
  TROTH_TRY(auto nonce_text, arguments.option("--nonce"));
  TROTH_TRY(auto file, arguments.option("--part"));
  TROTH_TRY(auto leaf, parse_leaf(leaf_text));
  TROTH_TRY(auto index, parse_index(index_text));
  TROTH_TRY(auto nonce, parse_hex(nonce_text, kHash));
  TROTH_TRY(auto part, read_file(file, kLargestPart));
  auto why = opens(leaf, index, nonce, part) ? std::string() : reason(leaf, index, nonce, part);
  print(arguments.json(), leaf, index, why);
  return why.empty() ? Verdict::match : Verdict::mismatch;
}

}  // namespace troth::verify
