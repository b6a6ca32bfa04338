#include <charconv>

#include "base/json_writer.h"
#include "base/private_file.h"
#include "probe/files.h"
#include "probe/scene_wiring.h"

namespace troth::probe {
namespace {

/// Host and port of "https://127.0.0.1:8443" or "https://[::1]:8443"; 443 if it names none.
void take_apart(std::string_view url, std::string& host, std::uint16_t& port) {
  if (auto const scheme = url.find("://"); scheme != url.npos) url.remove_prefix(scheme + 3);
  auto const colon = url.rfind(':');
  bool const named = colon != url.npos && url.find(']', colon) == url.npos;
  port = 443;
  if (named) std::from_chars(url.data() + colon + 1, url.data() + url.size(), port);
  if (named) url = url.substr(0, colon);
  if (url.starts_with('[') && url.ends_with(']')) url = url.substr(1, url.size() - 2);
  host = url;
}

}  // namespace

Scene::Scene(Wiring wiring) : wiring_(std::make_unique<Wiring>(std::move(wiring))) {
  wiring_->salt = wiring_->random.bytes<16>();
  for (auto* caller : wiring_->callers()) {
    caller->end_at(wiring_->until);
    caller->leave_traces(wiring_->traces);
  }
  if (wiring_->customer)
    for (auto* foreign : {&wiring_->neighbour.owner, &wiring_->neighbour.reader})
      foreign->stay_out("a customer's run has no second tenant");
  take_apart(wiring_->stranger.target().url, wiring_->host, wiring_->port);
}
Scene::~Scene() = default;

Place Scene::place() const { return wiring_->place; }
Random& Scene::random() { return wiring_->random; }
std::vector<Observation> const& Scene::observations() const { return wiring_->seen; }

/// A twin that came back may listen on another port: whoever is asked for next knows it.
void Scene::follow() const {
  if (wiring_->twin == nullptr) return;
  auto const& now = wiring_->twin->target();
  for (auto* caller : wiring_->callers()) caller->follow(now);
  take_apart(now.url, wiring_->host, wiring_->port);
}

Tenant& Scene::tenant() {
  follow();
  return wiring_->tenant;
}
Tenant& Scene::neighbour() {
  follow();
  return wiring_->neighbour;
}
Caller& Scene::stranger() {
  follow();
  return wiring_->stranger;
}
client::Target const& Scene::target() const {
  follow();
  return wiring_->stranger.target();
}
std::string const& Scene::host() const {
  follow();
  return wiring_->host;
}
std::uint16_t Scene::port() const {
  follow();
  return wiring_->port;
}

Result<Caller> Scene::principal(std::vector<std::string> const& permissions) {
  Json body;
  body.object().member("name", "probe-" + std::to_string(++wiring_->principals)).key("permissions").array();
  for (auto const& permission : permissions) body.value(permission);
  body.end().member("days", 1).end();
  auto& own = tenant();
  TROTH_TRY(auto const answer, own.owner.expect(201, http::Method::post, own.base + "/principals", body.text()));
  TROTH_TRY(auto const token, answer.text("token"));
  return caller(token);
}

Caller Scene::caller(std::string_view token) const {
  Caller out(target(), Secret::copy_of(as_bytes(token)));
  out.end_at(wiring_->until);
  out.leave_traces(wiring_->traces);
  return out;
}

bool Scene::of_customer() const { return wiring_->customer; }

std::string Scene::canary(std::string_view label) {
  std::string const number = std::to_string(wiring_->canaries++);
  auto const digest = crypto::sha256({wiring_->seed, wiring_->salt, as_bytes(label), as_bytes(number)});
  std::string word = hex(ByteView(digest).first(10));
  for (char& c : word)
    if (c >= '0' && c <= '9') c = static_cast<char>(c - '0' + 'g');  // no run of digits is taken for a card number
  return "canary-" + std::string(label) + "-" + word;
}

Result<std::filesystem::path> Scene::data() const {
  if (wiring_->data.empty() || wiring_->customer)
    return fail(Code::denied, "this run sees no files of the cell; run it on the cell's machine with --data");
  return wiring_->data;
}

Result<std::vector<std::string>> Scene::files_with(std::string_view needle) const {
  TROTH_TRY(auto const folder, data());
  TROTH_TRY(std::string const cell, read_file(folder / "cell.json", 64u << 10));
  if (cell.find("\":\"postgres") == cell.npos) return files_that_hold(folder, wiring_->seal, needle);
  if (!wiring_->rows)
    return fail(Code::unimplemented, "the cell's rows lie in a database and not in its folder: attack a twin of it");
  TROTH_TRY(auto out, files_that_hold(folder, wiring_->seal, needle));
  TROTH_TRY(auto const rows, wiring_->rows(needle));
  for (std::size_t row = 0; row < rows; ++row) out.push_back("a row of the database");
  return out;
}

Result<Twin*> Scene::twin() {
  if (wiring_->twin == nullptr) return fail(Code::denied, "this probe attacks a served cell, which is no twin");
  return wiring_->twin;
}

void Scene::saw(bool held, std::string what) { wiring_->seen.push_back({held, std::move(what)}); }

void Scene::saw_status(Answer const& answer, int must, std::string const& what) {
  saw(answer.status == must, what + ": " + std::to_string(answer.status) +
                                 (answer.status == must ? "" : " instead of " + std::to_string(must)));
}

}  // namespace troth::probe
