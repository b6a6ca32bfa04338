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

/// Claims a test every day only while that is so of every sentence that is to be tested.
std::string overview(Ground const& ground, Counts const& counts) {
  std::string const promises = "What " + (ground.contact.company.empty() ? "this service" : ground.contact.company) +
                               " promises about security is ";
  if (counts.tested.number == 0) return promises + "to be tested on the running system. No test counts at present.";
  if (counts.failing > 0)
    return promises + "tested on the running system. " + counted(counts.failing, "promise does", "promises do") +
           " not hold at present.";
  if (counts.stale.number > 0) return promises + "tested on the running system. Some tests have to be run again.";
  bool const daily = ground.board.now - *counts.tested.oldest <= std::chrono::hours(24);
  return promises + "tested " + (daily ? "every day, " : "") + "on the running system.";
}

}  // namespace troth::trust
