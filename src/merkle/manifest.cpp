#include "merkle/manifest.h"

#include <algorithm>

#include "merkle/lines.h"

namespace troth::merkle {
namespace {

constexpr std::string_view kVersion = "troth-manifest/v1\n";
constexpr std::size_t kMostPairs = 4096, kMostWord = 64;

Error wrong(Lines const& lines, std::string_view message) {
  return fail(Code::invalid, message, "line " + std::to_string(lines.line()));
}

std::optional<Hash> hash_of_hex(std::string_view text) {
  auto const bytes = from_hex(text);
  if (!bytes || bytes->size() != sizeof(Hash) || hex(*bytes) != text) return std::nullopt;
  Hash out;
  std::ranges::copy(*bytes, out.begin());
  return out;
}

bool is_word(std::string_view text) {
  auto const plain = [](char c) { return c > ' ' && c < 0x7f; };
  return !text.empty() && text.size() <= kMostWord && std::ranges::all_of(text, plain);
}

bool is_commit(std::string_view text) {
  auto const digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return text == "unknown" || ((text.size() == 40 || text.size() == 64) && std::ranges::all_of(text, digit));
}

/// "CLAUSE MUTANT pass fail".
std::optional<Manifest::Pair> pair_of(std::string_view text) {
  auto const first = text.find(' ');
  auto const second = first == text.npos ? text.npos : text.find(' ', first + 1);
  if (second == text.npos) return std::nullopt;
  Manifest::Pair out{std::string(text.substr(0, first)), std::string(text.substr(first + 1, second - first - 1))};
  auto const verdicts = text.substr(second);
  out.by_error = verdicts == " pass error";
  bool const known = out.by_error || verdicts == " pass fail";
  return known && is_word(out.clause) && is_word(out.mutant) ? std::optional(out) : std::nullopt;
}

Result<> read_pairs(Lines& lines, std::vector<Manifest::Pair>& out) {
  while (auto const line = lines.next("pair ")) {
    auto pair = pair_of(*line);
    if (!pair) return wrong(lines, "a pair is a clause, a planted bug, pass, and fail or error");
    auto const same = [&](auto const& other) { return other.clause == pair->clause && other.mutant == pair->mutant; };
    if (std::ranges::any_of(out, same)) return wrong(lines, "a pair stands twice");
    if (out.size() == kMostPairs) return wrong(lines, "too many pairs");
    out.push_back(std::move(*pair));
  }
  return lines.at_end() ? Result<>() : wrong(lines, "this line does not belong into a manifest");
}

}  // namespace

Result<Manifest> Manifest::parse(std::string_view text) {
  Lines lines(text);
  Manifest out;
  if (!lines.next(kVersion.substr(0, kVersion.size() - 1)) || !text.starts_with(kVersion))
    return wrong(lines, "no manifest of this version");
  auto const key = lines.next("key ");
  if (!key || !VerifierKey::parse(*key)) return wrong(lines, "a manifest names the key that signs it");
  out.key = *key;
  auto const commit = lines.next("commit ");
  if (!commit || !is_commit(*commit)) return wrong(lines, "a commit is a hash, or unknown");
  out.commit = *commit;
  for (auto const& [prefix, hash] : {std::pair{"build ", &out.build}, {"mutant-build ", &out.mutant_build}}) {
    auto const line = lines.next(prefix);
    auto const value = line ? hash_of_hex(*line) : std::nullopt;
    if (!value) return wrong(lines, "a build is a SHA-256 in hex");
    *hash = *value;
  }
  TROTH_TRY(read_pairs(lines, out.pairs));
  return out;
}

std::string Manifest::encode() const {
  std::string out = std::string(kVersion) + "key " + key + "\ncommit " + commit + "\nbuild " + hex(build) +
                    "\nmutant-build " + hex(mutant_build) + "\n";
  for (auto const& pair : pairs)
    out += "pair " + pair.clause + " " + pair.mutant + (pair.by_error ? " pass error\n" : " pass fail\n");
  return out;
}

std::string sign_manifest(Manifest manifest, SignerKey const& key) {
  manifest.key = key.verifier().text();
  Note note{manifest.encode(), {}};
  note.signatures.push_back(key.sign(note.text));
  return note.encode();
}

Result<SignedManifest> read_manifest(std::string_view bytes, std::span<VerifierKey const> trusted) {
  TROTH_TRY(auto const note, Note::parse(bytes));
  TROTH_TRY(auto manifest, Manifest::parse(note.text));
  TROTH_TRY(auto const vouched, signers(note, trusted));
  if (!vouched.empty()) return SignedManifest{std::move(manifest), trusted[vouched.front().key].name()};
  TROTH_TRY(auto own, VerifierKey::parse(manifest.key));
  if (own.type() != KeyType::ed25519) return fail(Code::invalid, "a manifest is signed by an Ed25519 key");
  TROTH_TRY(auto const signed_by, signers(note, std::span(&own, 1)));
  if (signed_by.empty()) return fail(Code::invalid, "the key that the manifest names did not sign it", own.name());
  return SignedManifest{std::move(manifest), "self-signed build"};
}

}  // namespace troth::merkle
