#include "witness/book.h"

#include <algorithm>

#include "base/mutant.h"
#include "base/private_file.h"
#include "crypto/hash.h"
#include "http/problem.h"

// What the witness answers; the folder itself is opened in book_folder.cpp.

namespace troth::witness {
namespace {

namespace fs = std::filesystem;
using http::Method;
using http::Response;

constexpr std::size_t kMostRecord = 128u << 10;
constexpr std::string_view kMonitored = "/checkpoint";

Response text(int status, std::string body, std::string type = "text/plain; charset=utf-8") {
  Response out{status, {}, std::move(body)};
  out.headers.add("Content-Type", std::move(type));
  out.headers.add("Cache-Control", "no-cache");
  return out;
}
Response sentence(int status, std::string_view why) { return text(status, std::string(why) + "\n"); }
Response not_found() { return sentence(404, "nothing is here"); }

bool is_hash(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// A signature as a line of its own, as the protocol answers it.
std::string line_of(merkle::NoteSignature signature) {
  return merkle::Note{"", {std::move(signature)}}.encode().substr(1);
}

/// The signatures worth keeping: those of the log itself, not whatever came beside them.
void keep_only(merkle::Note& note, std::vector<merkle::VerifierKey> const& keys) {
  std::erase_if(note.signatures, [&](merkle::NoteSignature const& signature) {
    return std::none_of(keys.begin(), keys.end(), [&](auto const& key) { return key.made(signature); });
  });
}

}  // namespace

fs::path Book::file_of(std::string_view origin) const {
  return folder_ / (hex(crypto::sha256(as_bytes(origin))) + ".checkpoint");
}

Result<std::optional<Book::Record>> Book::recorded(std::string const& origin) const {
  auto bytes = read_file(file_of(origin), kMostRecord);
  if (!bytes && bytes.error().code == Code::gone) return std::optional<Record>();
  if (!bytes) return std::move(bytes).error();
  TROTH_TRY(auto note, merkle::Note::parse(*bytes));
  TROTH_TRY(auto head, merkle::Checkpoint::parse(note.text));
  TROTH_TRY(auto by_us, merkle::signers(note, std::span(&signer_.verifier(), 1)));
  if (by_us.empty() || head.origin != origin)
    return fail(Code::corrupt, "a record is not what this witness wrote", file_of(origin).string());
  return std::optional(Record{std::move(head), by_us.front().seconds});
}

/// Records, and only then gives the cosignature away.
Result<std::string> Book::cosign(merkle::Note note, merkle::Checkpoint const& head, std::optional<Record> const& last) {
  auto const now = std::chrono::duration_cast<std::chrono::seconds>(clock_.now().time_since_epoch()).count();
  auto const seconds = std::max(now < 0 ? 0 : static_cast<std::uint64_t>(now), last ? last->seconds : 0);
  auto const cosignature = signer_.sign(note.text, seconds);
  keep_only(note, trusted_);
  note.signatures.push_back(cosignature);
  if (TROTH_MUTANT("witness-forgets")) return line_of(cosignature);
  if (auto kept = write_private_file(file_of(head.origin), note.encode()); !kept) {
    failed_ = true;
    return std::move(kept).error();
  }
  return line_of(cosignature);
}

Result<Response> Book::add(merkle::AddCheckpoint const& request) {
  Lock lock(mutex_);
  TROTH_TRY(healthy());
  std::optional<Record> last;
  if (auto origin = merkle::origin_of(request)) {
    TROTH_TRY(last, recorded(*origin));
  }
  auto const ruling = merkle::judge(request, trusted_, last ? std::optional(last->head) : std::nullopt);
  if (ruling.status == 409) return text(409, std::to_string(ruling.known) + "\n", "text/x.tlog.size");
  if (ruling.status != 200) return sentence(ruling.status, ruling.why);
  TROTH_TRY(auto note, merkle::Note::parse(request.checkpoint));
  TROTH_TRY(auto line, cosign(std::move(note), ruling.head, last));
  return text(200, std::move(line));
}

Response Book::add_checkpoint(http::Request const& request) {
  if (request.body.size() > kMostBody) return sentence(413, "a request has at most 64 KiB");
  auto parsed = merkle::AddCheckpoint::parse(request.body);
  if (!parsed) return sentence(400, parsed.error().message);
  auto answered = add(*parsed);
  if (answered) return *std::move(answered);
  return sentence(http::status_of(answered.error().code), answered.error().message);
}

Response Book::newest(std::string_view target) const {
  auto const hash = target.substr(1, target.size() - 1 - kMonitored.size());
  auto bytes = is_hash(hash) ? read_file(folder_ / (std::string(hash) + ".checkpoint"), kMostRecord)
                             : fail(Code::gone, "not the hash of an origin");
  if (bytes) return text(200, *std::move(bytes));
  if (bytes.error().code == Code::gone) return sentence(404, "no checkpoint of that origin was cosigned here");
  return sentence(503, bytes.error().message);
}

Response Book::front() {
  Lock lock(mutex_);
  return text(200, "witness " + name() + "\n" + vkey() + "\n" + std::to_string(trusted_.size()) + " logs\n");
}

Response Book::answer(http::Request const& request) {
  if (request.method == Method::post)
    return request.target == "/add-checkpoint" ? add_checkpoint(request) : not_found();
  if (request.method != Method::get) return not_found();
  if (request.target == "/") return front();
  bool const monitored = request.target.starts_with('/') && request.target.ends_with(kMonitored) &&
                         request.target.size() > kMonitored.size();
  return monitored ? newest(request.target) : not_found();
}

Result<> Book::healthy() const {
  if (!failed_) return {};
  return fail(Code::unavailable, "a checkpoint could not be recorded; mend the folder and restart the witness",
              folder_.string());
}

}  // namespace troth::witness
