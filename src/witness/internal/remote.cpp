#include "witness/internal/remote.h"

#include <algorithm>

#include "crypto/hash.h"
#include "merkle/lines.h"
#include "merkle/witness_protocol.h"

namespace troth::witness {
namespace {

using merkle::Checkpoint;

/// What a witness said in a refusal, made fit for a line of a log.
std::string shown(std::string_view text) {
  std::string out(text.substr(0, 120));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c < 0x20 || c > 0x7e; }, ' ');
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string shown(Error const& error) {
  return std::string(error.message) + (error.at.empty() ? "" : " (" + shown(error.at) + ")");
}

/// This witness's cosignature among the signature lines, over exactly this text.
Result<merkle::NoteSignature> cosignature_in(std::string const& lines, std::string const& text,
                                             merkle::VerifierKey const& key) {
  TROTH_TRY(auto note, merkle::Note::parse(text + "\n" + lines));
  if (note.text != text) return fail(Code::corrupt, "the answer holds more than signatures");
  for (auto& signature : note.signatures) {
    if (!key.made(signature)) continue;
    TROTH_TRY(key.verify(text, signature.blob));
    return std::move(signature);
  }
  return fail(Code::corrupt, "the answer holds no cosignature by the witness's key");
}

}  // namespace

Place place_of(std::string const& url) {
  auto const scheme = url.find("://");
  auto const slash = scheme == std::string::npos ? scheme : url.find('/', scheme + 3);
  if (slash == std::string::npos) return {url, ""};
  Place out{url.substr(0, slash), url.substr(slash)};
  while (out.path.ends_with('/')) out.path.pop_back();
  return out;
}

Result<std::vector<merkle::Hash>> Question::proof_from(std::uint64_t old_size) {
  if (old_size == 0 || old_size == head.size) return std::vector<merkle::Hash>();
  Lock lock(mutex);
  return growth(old_size);
}

Result<http::Response> Remote::add(Cosigners::Send const& send, Question& question, std::uint64_t old_size) const {
  TROTH_TRY(auto proof, question.proof_from(old_size));
  http::Request request;
  request.method = http::Method::post;
  request.target = path_ + "/add-checkpoint";
  request.headers.add("Content-Type", "text/plain; charset=utf-8");
  request.body = merkle::AddCheckpoint{old_size, std::move(proof), question.note}.encode();
  return send(witness_, request);
}

Outcome Remote::ask(Cosigners::Send const& send, Question& question) {
  auto& size = sizes_[question.head.origin];
  if (size > question.head.size) return {std::nullopt, "it has cosigned more of this log than we have", size};
  auto answer = add(send, question, size);
  if (answer && answer->status == 409) {
    auto const body = std::string_view(answer->body);
    auto const known = body.ends_with('\n') ? merkle::decimal(body.substr(0, body.size() - 1)) : std::nullopt;
    if (!known) return {std::nullopt, "it names no size in its answer 409", std::nullopt};
    if (*known > question.head.size) return {std::nullopt, "it has cosigned more of this log than we have", *known};
    size = *known;
    answer = add(send, question, size);
  }
  if (!answer) return {std::nullopt, shown(answer.error()), std::nullopt};
  return take(*answer, question);
}

Outcome Remote::take(http::Response const& answer, Question const& question) {
  if (answer.status != 200)
    return {std::nullopt, "it answered " + std::to_string(answer.status) + ": " + shown(answer.body), std::nullopt};
  auto cosignature = cosignature_in(answer.body, question.text, witness_.key);
  if (!cosignature) return {std::nullopt, shown(cosignature.error()), std::nullopt};
  sizes_[question.head.origin] = question.head.size;
  return {*std::move(cosignature), "", std::nullopt};
}

std::optional<std::string> Remote::newest(Cosigners::Send const& send, std::string const& origin) const {
  http::Request request;
  request.method = http::Method::get;
  request.target = path_ + "/" + hex(crypto::sha256(as_bytes(origin))) + "/checkpoint";
  auto answer = send(witness_, request);
  if (!answer || answer->status != 200) return std::nullopt;
  auto note = merkle::Note::parse(answer->body);
  auto head = note ? Checkpoint::parse(note->text) : Result<Checkpoint>(note.error());
  if (!head || head->origin != origin) return std::nullopt;
  auto by_it = merkle::signers(*note, std::span(&witness_.key, 1));
  if (!by_it || by_it->empty()) return std::nullopt;
  return std::move(answer->body);
}

}  // namespace troth::witness
