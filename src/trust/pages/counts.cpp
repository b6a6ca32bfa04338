#include "trust/pages/counts.h"

#include "trust/pages/words.h"

namespace troth::trust {
namespace {

void widen(Counts::Group& group, std::optional<Time> at) {
  ++group.number;
  if (!at) return;
  if (!group.newest || *at > *group.newest) group.newest = at;
  if (!group.oldest || *at < *group.oldest) group.oldest = at;
}

}  // namespace

Counts Counts::of(evidence::Board const& board) {
  Counts out;
  for (auto const& view : board.clauses) {
    ++out.classes[view.stands];
    auto const tested = view.latest ? std::optional(view.latest->record.ended) : std::nullopt;
    if (auto const word = word_now(view); word == "stale")
      widen(out.stale, tested);
    else if (word == "tested")
      widen(out.tested, tested);
    else if (word == "on file")
      widen(out.on_file, view.attestation ? std::optional(view.attestation->recorded) : std::nullopt);
    else
      widen(out.only_stated, std::nullopt);
    out.failing += view.status == evidence::Status::fail;
    out.unproven += view.status == evidence::Status::unproven;
  }
  return out;
}

}  // namespace troth::trust
