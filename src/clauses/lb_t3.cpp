// LB-T3 Encryption at rest and in transit: records are sealed, tokens are hashes, and the wire is TLS.
#include "clauses/attacks/again.h"
#include "clauses/attacks/client_hello.h"
#include "clauses/attacks/files.h"
#include "clauses/attacks/tokens.h"
#include "probe/wire.h"

namespace troth::clauses {
namespace {

using probe::Answer;
using probe::Scene;

Result<Reply> offer(Scene& scene, ClientHello const& hello) {
  auto const random = scene.random().bytes<64>();
  TROTH_TRY(std::string const answer,
            probe::exchange(scene.host(), scene.port(), client_hello(hello, as_text(random))));
  return kind_of(answer);
}

Result<> try_wire(Scene& scene) {
  std::vector<std::uint16_t> const cbc = {0xc009, 0xc00a, 0xc013, 0xc014, 0x002f};
  std::vector<std::uint16_t> const gcm = {0xc02b, 0xc02c, 0xc02f, 0xc030};
  std::pair<std::string_view, ClientHello> const old[] = {{"TLS 1.0", {0x0301, cbc}}, {"TLS 1.1", {0x0302, cbc}}};
  for (auto const& [what, hello] : old) {
    TROTH_TRY(Reply const reply, offer(scene, hello));
    scene.saw(reply == Reply::alert || reply == Reply::closed,
              std::string(what) + " is answered with " + std::string(name(reply)));
  }
  TROTH_TRY(Reply const legal, offer(scene, {0x0303, gcm}));
  scene.saw(legal == Reply::server_hello, "control: TLS 1.2 is answered with " + std::string(name(legal)));
  return {};
}

/// A record of the size of a name, and one of the size of a letter.
Result<> try_files(Scene& scene) {
  auto& tenant = scene.tenant();
  std::string const word = scene.canary("kept"), letter = scene.canary("letter");
  std::string text;
  for (int i = 0; i < 100; ++i) text += letter + " ";
  TROTH_TRY(auto person, tenant.person(word, word + "@example.com"));
  TROTH_TRY(auto writer, tenant.person(text, letter + "@example.com"));
  TROTH_TRY(auto const control, scene.files_with(raw_id(person.subject)));
  scene.saw(!control.empty(), "control: the person's id, kept in clear, is found in the files");
  for (auto const& typed : {word, letter})
    for (auto const& spelling : spellings(typed)) {
      TROTH_TRY(auto const hits, scene.files_with(spelling));
      scene.saw(hits.empty(), "what was recorded lies readable in " + (hits.empty() ? "no file" : hits.front()));
    }
  TROTH_TRY(Answer const read, tenant.owner.get(writer.path, kSupport));
  scene.saw(read.status == 200 && read.body.find(letter) != std::string::npos, "control: its owner reads the record");
  return {};
}

Result<> run(Scene& scene) {
  TROTH_TRY(try_wire(scene));
  TROTH_TRY(try_files(scene));
  TROTH_TRY(auto const issued, issue(scene, "kept-as-hash", 1));
  return search_files(scene, issued);
}

constexpr std::string_view kMutants[] = {"tls-1.1-allowed", "encryption-is-identity", "token-kept-in-clear"};

}  // namespace

extern probe::Probe const lb_t3;
probe::Probe const lb_t3{
    .clause = "LB-T3",
    .sentence =
        "The values of records are stored under AES-256-GCM with a key per person and cross the network only under "
        "{tls.floor} or newer. Of the access tokens of customers only keyed hashes are kept, from which nobody can "
        "read one back.",
    .hypothesis =
        "Who listens on the network, or copies the disk, reads what people wrote, or takes a customer's token and "
        "comes back with it.",
    .attack =
        "ClientHellos of TLS 1.0 and 1.1 made by hand. Two records with random words, one short and one long, and a "
        "fresh token; then every file of the data folder is searched for the words and for the token's secret.",
    .oracle = "The first bytes that come back on the wire, and the bytes of all files of the data folder.",
    .passes =
        "No old version gets a ServerHello, no file holds a word or the secret in any spelling, while TLS 1.2 is "
        "spoken, the same search finds the ids that are kept in clear, and the owner reads the record.",
    .window = std::chrono::hours(24),
    .place = probe::Place::live,
    .mutants = kMutants,
    .run = run};

}  // namespace troth::clauses
