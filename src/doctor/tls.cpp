#include <algorithm>

#include "base/private_file.h"
#include "base/secret.h"
#include "crypto/certificate_facts.h"
#include "doctor/checks.h"
#include "doctor/knock.h"
#include "doctor/system.h"

// The certificate that lies in DATA/tls, and what the port does with old handshakes.

namespace troth::doctor {
namespace {

constexpr std::size_t kMostPem = 1u << 20;
constexpr auto kWarning = std::chrono::days(21);
constexpr unsigned kTls10 = 0x0301, kTls11 = 0x0302, kTls12 = 0x0303;

Result<crypto::CertificateFacts> certificate_of(Patient const& patient) {
  if (patient.data.empty()) return fail(Code::gone, "no cell was named");
  TROTH_TRY(auto const pem, read_file(patient.data / "tls" / "cert.pem", kMostPem));
  return crypto::read_certificate(pem);
}

/// A certificate that does not name the address we come from is refused by us, and rightly: then nothing is told.
Finding handshake(Patient const& patient) {
  if (!patient.served) return cannot_tell(patient.served.error());
  if (patient.served->by_tls) return held(patient.served->where + " answers with the certificate in tls/cert.pem");
  auto const facts = certificate_of(patient);
  auto const door = tls_door(patient);
  bool const named = facts && door && std::ranges::find(facts->names, door->address) != facts->names.end();
  std::string const seen = "no verified connection: " + patient.served->why_not_tls;
  return named ? not_held(seen) : cannot_tell(seen);
}

/// Both sides of it: an old handshake gets no answer of a handshake, one of today does.
Finding old_versions(Patient const& patient) {
  auto const door = tls_door(patient);
  if (!door || door->port == 0) return cannot_tell("its port cannot be told");
  auto const today = knock(*door, client_hello(kTls12));
  if (!today) return cannot_tell(today.error());
  if (!today->starts_with('\x16')) return cannot_tell("the port does not answer a handshake of TLS 1.2 either");
  for (auto const& [version, word] : {std::pair{kTls10, "1.0"}, {kTls11, "1.1"}}) {
    auto const answer = knock(*door, client_hello(version));
    if (!answer) return cannot_tell(answer.error());
    if (answer->starts_with('\x16')) return not_held("a handshake of TLS " + std::string(word) + " is answered");
  }
  return held("TLS 1.0 and 1.1 are refused, 1.2 is answered");
}

Finding lives_on(Patient const& patient) {
  auto const facts = certificate_of(patient);
  if (!facts) return cannot_tell(facts.error());
  if (facts->not_before > patient.now) return not_held("it begins on " + rfc3339(facts->not_before));
  return judged(facts->not_after - patient.now >= kWarning, "it ends on " + rfc3339(facts->not_after));
}

Finding key_of_it(Patient const& patient) {
  if (patient.data.empty()) return cannot_tell("no cell was named");
  auto const pem = read_file(patient.data / "tls" / "cert.pem", kMostPem);
  auto text = read_file(patient.data / "tls" / "key.pem", kMostPem);
  if (!pem || !text) return cannot_tell(pem ? text.error() : pem.error());
  auto const key = Secret::copy_of(as_bytes(*text));
  explicit_bzero(text->data(), text->size());
  auto const fits = crypto::key_fits(*pem, as_text(key.view()));
  if (!fits) return cannot_tell(fits.error());
  return judged(*fits, *fits ? "the key belongs to the certificate" : "the key belongs to another certificate");
}

bool is_address(std::string_view name) { return name.find_first_not_of("0123456789abcdef.:") == name.npos; }

/// Where it listens on one address, that one or a name that leads there; where on all, anything that others can ask
/// for; on loopback only, any name.
bool serves(std::string const& name, Door const& door) {
  if (is_loopback(door.address)) return true;
  bool const all = door.address == "0.0.0.0" || door.address == "::";
  return name != "localhost" && !is_loopback(name) && (all || name == door.address || !is_address(name));
}

Finding names_it(Patient const& patient) {
  auto const facts = certificate_of(patient);
  if (!facts) return cannot_tell(facts.error());
  auto const door = tls_door(patient);
  if (!door) return cannot_tell("its port cannot be told");
  std::string const seen = facts->names.empty() ? "it names nothing" : "it names " + listed(facts->names);
  bool const one = std::ranges::any_of(facts->names, [&](auto const& name) { return serves(name, *door); });
  return judged(one, seen + "; the server listens on " + door->address);
}

Finding vouched_for(Patient const& patient) {
  auto const facts = certificate_of(patient);
  if (!facts) return cannot_tell(facts.error());
  return judged(!facts->self_issued, facts->self_issued ? "it vouches for itself" : "it was issued by another");
}

constexpr Check kChecks[] = {
    {"tls-answers", "The port answers over TLS with the certificate that lies in the folder.",
     "Another certificate there means that somebody else answers, or an old one is still in use.",
     "restart the server after the files in tls/ were changed", Level::should, handshake},
    {"old-tls-refused", "TLS below 1.2 is refused.", "Older versions can be broken into on the way.",
     "serve with an unchanged build; leave no proxy before it that accepts them", Level::must, old_versions},
    {"certificate-lives-on", "The certificate holds for 21 days at least.",
     "On the day it ends nobody reaches the cell, and some will switch off their checks.",
     "put a new one into tls/ and restart the server", Level::must, lives_on},
    {"certificate-key-fits", "TLS key and certificate belong together.", "Otherwise the next start fails.",
     "put both halves of one pair into tls/", Level::must, key_of_it},
    {"certificate-names-host", "The certificate names the host that is served.",
     "A client that checks names, as it should, would refuse it.", "have one issued for the name that clients use",
     Level::should, names_it},
    {"certificate-issued", "An authority issued the certificate.",
     "One that vouches for itself must be handed to each client by another way.", "have one issued", Level::info,
     vouched_for},
};

}  // namespace

std::span<Check const> tls_checks() { return kChecks; }

}  // namespace troth::doctor
