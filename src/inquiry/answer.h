#pragma once
#include "audit/sealer.h"
#include "vault/context.h"

namespace troth::inquiry {

/// What was shown with the newest seal, taken before the request's snapshot, so that the rows of it are there.
struct Seals {
  audit::SealedPtr shown;  ///< null before the first seal
  audit::Sealer const& sealer;

  audit::SealedHead const* head_of(TenantId log) const { return shown ? shown->head_of(log) : nullptr; }
};

/// denied unless the grant is of one who was given `read_log`; expired after its time. The first line of every reading:
/// a grant for something else opens no log.
Result<> may_read(vault::Context const& context, access::Grant const& grant);

http::Response text_answer(std::string body);
http::Response bytes_answer(Bytes const& body);
/// What is not there yet and will be with the next seal: the problem of `code` with Retry-After.
http::Response not_sealed_yet(Code code, std::string_view message);

}  // namespace troth::inquiry
