#pragma once
#include <optional>
#include <string>

#include "trust/render_document.h"

// Times and counts as people say them.

namespace troth::trust {

using catalogue::Language;

/// The one of two texts that the page's language asks for.
std::string_view say(Language language, std::string_view english, std::string_view german);

/// "just now", "14 min ago", "in 6 h"; from two days on "3 d ago".
std::string ago(Time at, Time now, Language language = Language::en);
/// "14 min", "3 h 10 min", "2 d 4 h": the two largest parts.
std::string span(Duration length);
/// "1 sentence", "12 sentences".
std::string counted(std::size_t number, std::string_view one, std::string_view many);

/// Since when a status is stale: the end of the newest verdict's window, or of the attestation; where the program or
/// the document changed, the time of the newest verdict, as nothing is known since. None: never tested.
std::optional<Time> stale_since(evidence::ClauseView const& view, Time now);

/// What stands on the badge, and its tone: "ok", "bad", "warn" or "plain". The one place that picks it.
struct Badge {
  std::string_view word, tone;
};
Badge badge_of(evidence::ClauseView const& view);

/// The word for a reader in a hurry, now: "tested", "on file", "only stated", or "stale" for what has no evidence left.
std::string_view word_now(evidence::ClauseView const& view);

}  // namespace troth::trust
