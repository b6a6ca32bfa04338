#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "evidence/board.h"
#include "inquiry/answer.h"
#include "merkle/bundle.h"

namespace troth::trust {

/// The TOM document as a bundle carries it.
struct BundleDocument {
  std::string text;                    ///< of the version, byte by byte
  std::optional<std::uint64_t> index;  ///< of its entry in the evidence log; none in a rehearsal
};
/// The version that holds at `now`; before the first publication the whole catalogue as version 0.
Result<BundleDocument> bundle_document(store::Reader& snapshot, Time now);

/// What GET /trust/bundle answers: of each clause the newest verdict that the newest shown seal covers, with the whole
/// way to the witnessed cell log. `policy` is the cell's own (information only). The bundle has passed its own
/// verification. not_found while no verdict has been sealed; corrupt if rows do not reach the seal or do not prove.
Result<merkle::Bundle> make_bundle(store::Reader& snapshot, inquiry::Seals const& seals, evidence::Board const& board,
                                   BundleDocument const& document, std::string policy);

/// web/verify.mjs as it was at the build: what GET /trust-verify.js answers (text/javascript).
std::string_view verify_script();

}  // namespace troth::trust
