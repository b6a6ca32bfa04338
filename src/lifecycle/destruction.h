#pragma once
#include "lifecycle/job.h"

namespace troth::lifecycle {

/// How long a customer has to take its data out (destruction.export_days; Data Act Art. 25 asks for as much).
inline constexpr auto kExportWindow = std::chrono::days(30);

/// The end of a tenant (GDPR Art. 28(3)(g)), which takes two people and a window of time:
///   closing     asked for by one: data is taken out, people keep their rights, nothing new comes in
///   destroying  confirmed by another when the window has ended; the way back is closed
///   unreadable  fence raised, every key of the tenant destroyed, key store checkpointed with truncation, caches
///   evicted destroyed   rows gone in chunks, parts of its events blanked; the leaves stay, and with them every proof
/// What the cell must be able to show later stands in the cell's own log and in the row `destruction`.

struct DestructionWish {
  std::string ground;
  std::optional<Time> export_until;  ///< none: when the window ends
};
/// invalid for a window shorter than kExportWindow, or no ground of the list; conflict unless the tenant is active.
Result<vault::Decision> intend_destruction(vault::Context const&, access::Grant const&, DestructionWish const&);
/// By another principal than the one who asked. conflict before the window has ended, while a job of the tenant is
/// under way, and while somebody is restricted: that data may be needed by the person (Art. 18(1)(c)).
Result<vault::Decision> confirm_destruction(vault::Context const&, access::Grant const&);
/// Until it is confirmed.
Result<vault::Decision> withdraw_destruction(vault::Context const&, access::Grant const&);
Result<vault::Decision> describe_destruction(vault::Context const&, access::Grant const&);

Result<std::optional<store::WriteSet>> advance_destruction(vault::Context const&, Effects const&, access::Grant const&,
                                                           JobRow const&);

/// The certificate as of the job's state, for the cell's administrator: {tenant, handle, ground, times, counts,
/// unreadable_since, final, events with the paths of their proofs in the cell's log}. not_found for another kind of
/// job.
Result<vault::Decision> certify_destruction(vault::Context const&, access::Grant const&, JobId id,
                                            keys::EpochStatus const& epochs, std::string_view seal_kind);

}  // namespace troth::lifecycle
