#include "merkle/note.h"

#include "merkle/internal/text.h"

// note      = text "\n" 1*64signature           the last empty line parts them
// signature = "— " name " " base64(id u32 | blob) "\n"

namespace troth::merkle {
namespace {

constexpr std::size_t kMostBytes = 1'000'000, kMostSignatures = 64, kIdBytes = 4;
constexpr std::string_view kDash = "\xe2\x80\x94 ";  // U+2014

std::optional<NoteSignature> parse_signature(std::optional<std::string_view> line) {
  if (!line || !line->starts_with(kDash)) return std::nullopt;
  auto rest = line->substr(kDash.size());
  auto space = rest.find(' ');
  if (space == std::string_view::npos || !is_key_name(rest.substr(0, space))) return std::nullopt;
  auto bytes = from_base64(rest.substr(space + 1));
  if (!bytes || bytes->size() <= kIdBytes) return std::nullopt;
  ByteView view = *bytes;
  return NoteSignature{std::string(rest.substr(0, space)), read_be<std::uint32_t>(view),
                       to_bytes(view.subspan(kIdBytes))};
}

std::string encode_signature(NoteSignature const& signature) {
  Bytes bytes;
  append_be(bytes, signature.id);
  append(bytes, signature.blob);
  return std::string(kDash) + signature.name + " " + base64(bytes) + "\n";
}

}  // namespace

Result<Note> Note::parse(std::string_view bytes) {
  if (bytes.size() > kMostBytes) return fail(Code::invalid, "a signed note has at most 1 MB");
  if (!is_note_text(bytes)) return fail(Code::invalid, "a signed note is UTF-8 without control characters");
  auto blank = bytes.rfind("\n\n");
  if (blank == std::string_view::npos)
    return fail(Code::invalid, "a signed note needs an empty line before its signatures");
  Note out;
  out.text = bytes.substr(0, blank + 1);
  Lines lines(bytes.substr(blank + 2));
  do {
    auto number = lines.line();
    auto signature = parse_signature(lines.next());
    if (!signature)
      return fail(Code::invalid, "a signature line is: a dash, a name, base64; with a newline",
                  "signature line " + std::to_string(number));
    if (out.signatures.size() == kMostSignatures) return fail(Code::invalid, "a signed note has at most 64 signatures");
    out.signatures.push_back(*std::move(signature));
  } while (!lines.at_end());
  return out;
}

std::string Note::encode() const {
  std::string out = text + "\n";
  for (auto const& signature : signatures) out += encode_signature(signature);
  return out;
}

Result<std::vector<Signed>> signers(Note const& note, std::span<VerifierKey const> keys) {
  std::vector<Signed> out;
  for (auto const& signature : note.signatures) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (!keys[i].made(signature)) continue;
      auto seconds = keys[i].verify(note.text, signature.blob);
      if (!seconds) return fail(seconds.error().code, seconds.error().message, keys[i].name());
      out.push_back({i, *seconds});
    }
  }
  return out;
}

}  // namespace troth::merkle
