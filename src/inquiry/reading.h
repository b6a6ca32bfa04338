#pragma once
#include "inquiry/answer.h"
#include "merkle/tlog_proof.h"

namespace troth::inquiry {

// The log itself, for whoever may read it: what any client of the tlog formats takes. Each answer is an event of that
// same log first. Before the first seal: 404 with Retry-After.

/// The log's signed note at its sealed size.
Result<vault::Decision> checkpoint(vault::Context const&, access::Grant const&, Seals const&);
/// Its verifier key, and those of the next two epochs, one a line.
Result<vault::Decision> verifier(vault::Context const&, access::Grant const&, Seals const&);
/// "0/x001/067.p/17", "entries/000": within the sealed size; else not_found.
Result<vault::Decision> tile(vault::Context const&, access::Grant const&, Seals const&, std::string_view path);
/// The tlog-proof of one event's leaf in the sealed checkpoint; 409 with Retry-After while it is beyond.
Result<vault::Decision> proof(vault::Context const&, access::Grant const&, Seals const&, std::string_view event);
/// The troth-receipt/v1 of one event, with the parts of `parts` ("what,who,whom", or empty) opened. gone for the `whom`
/// of somebody who was erased.
Result<vault::Decision> receipt(vault::Context const&, access::Grant const&, Seals const&, std::string_view event,
                                std::string_view parts);

}  // namespace troth::inquiry
