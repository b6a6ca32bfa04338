#pragma once
#include "vault/context.h"

namespace troth::vault {

/// What the cell adds to a tenant's record of processing: its routes, and who runs it (GDPR Art. 30(2)(a)).
struct CellAccount {
  struct Served {
    act::Operation operation;
    std::string route;  ///< "POST /v1/tenants/{tenant}/collect"
  };
  std::vector<Served> served;
  std::string processor, contact, data_protection_officer;
};

/// The record of processing of GDPR Art. 30(2), made from what is there: the role and the newest instruction, the
/// structures with their purposes and periods, the recipients and their countries, and which operations the log has
/// seen, since when and how often. A call counts at most 100,000 events further and says how far it is.
Result<Decision> processing_record(Context const&, access::Grant const&, CellAccount const&);

}  // namespace troth::vault
