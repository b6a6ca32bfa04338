#include "clauses/attacks/public_log.h"

#include <thread>

#include "merkle/checkpoint.h"
#include "merkle/note.h"
#include "merkle/tile.h"

namespace troth::clauses {
namespace {

using http::Method;
using probe::Answer;

constexpr auto kPatience = std::chrono::seconds(10);

Result<Entries> look(probe::Scene& scene, std::string_view text) {
  Entries out;
  TROTH_TRY(Answer shown, scene.stranger().get("/log/evidence/checkpoint"));
  if (shown.status != 200) return out;  // nothing has been sealed yet
  TROTH_TRY(auto const note, merkle::Note::parse(shown.body));
  TROTH_TRY(auto const head, merkle::Checkpoint::parse(note.text));
  if (head.size == 0 || head.size > merkle::kTileWidth)
    return fail(Code::invalid, "the evidence log has no entries, or more than one bundle");
  merkle::TileId const bundle{0, 0, static_cast<unsigned>(head.size), true};
  TROTH_TRY(Answer answer, scene.stranger().expect(200, Method::get, "/log/evidence/tile/" + bundle.path()));
  TROTH_TRY(auto const entries, merkle::parse_bundle(as_bytes(answer.body), bundle.width));
  merkle::CompactRange range;
  for (auto const& entry : entries) {
    range.append(merkle::leaf_hash(entry));
    out.found = out.found || as_text(entry).find(text) != std::string_view::npos;
  }
  out.under_head = range.root() == head.root;
  return out;
}

}  // namespace

Result<Entries> wait_for_entry(probe::Scene& scene, std::string_view text) {
  auto const until = std::chrono::steady_clock::now() + kPatience;
  for (;;) {
    TROTH_TRY(Entries out, look(scene, text));
    if (out.found || std::chrono::steady_clock::now() > until) return out;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

}  // namespace troth::clauses
