#include "demo_scene.h"

#include <algorithm>

namespace troth::cli {
namespace {

constexpr std::size_t kShown = 96;

/// Cut between characters, not inside one.
std::string cut(std::string text) {
  if (text.size() <= kShown) return text;
  std::size_t end = kShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + " …";
}

}  // namespace

std::string first_bytes(Bytes const& bytes, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < std::min(count, bytes.size()); i += 4) {
    auto const piece = ByteView(bytes).subspan(i, std::min<std::size_t>(4, bytes.size() - i));
    out += (i == 0 ? "" : " ") + hex(piece);
  }
  return out + (bytes.size() > count ? " …" : "");
}

std::string in_places(std::size_t count) { return "in " + std::to_string(count) + (count == 1 ? " place" : " places"); }

Scene::Scene(std::ostream& out, Observer const& observer, std::string name, std::string_view about)
    : out_(out), observer_(&observer), name_(std::move(name)) {
  out_ << "\n" << name_ << ": " << about << "\n";
}

Result<Answer> Scene::perform(Api& api, Secret const& token, Ask const& ask, int status, TenantId log,
                              act::EventType type, Extract const& extract) {
  TROTH_TRY(auto answer, api.ask(token, ask));
  out_ << "  call      " << ask.line() << "\n"
       << "  answer    " << answer.status << "  " << cut(extract ? extract(answer) : short_ids(answer.body)) << "\n";
  if (event_.empty()) event_ = answer.event;
  if (answer.status != status) saw(false, "the answer " + std::to_string(status) + " that has to come here");
  look_for_event(log, answer.event, type);
  return answer;
}

void Scene::look_for_event(TenantId log, std::string const& id, act::EventType type) {
  if (event_.empty()) event_ = id;
  auto event = observer_->event(log, id);
  bool const right = event && event->leaf_agrees && event->type == static_cast<std::int64_t>(type);
  std::string const where =
      event ? " (" + std::to_string(event->type) + "), leaf " + std::to_string(event->seq) : std::string();
  saw(right, "event " + short_ids(id) + "  " + std::string(act::name(type)) + where);
}

void Scene::saw(bool holds, std::string_view words) {
  ++looks_;
  all_held_ = all_held_ && holds;
  out_ << (holds ? "  seen      " : "  NOT SEEN  ") << words << std::endl;
}

void Scene::failed(Error const& error) {
  saw(false, std::string(error.message) + (error.at.empty() ? "" : " (" + error.at + ")") +
                 (error.detail.empty() ? "" : ": " + error.detail));
}

}  // namespace troth::cli
