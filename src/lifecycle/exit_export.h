#pragma once
#include "vault/context.h"

namespace troth::lifecycle {

/// A page of everything a tenant has (GDPR Art. 28(3)(g); Data Act Art. 25), NDJSON, one record a line:
///   {"subject","state","collection","record","version","recorded","altered","retain_until","fields":{…}}
/// at most 500 lines and about 4 MiB, in the order of ids; the header Next-Cursor while there is more. Each record is
/// opened under a grant of its own, for its person and collection, and the page is one event. A restricted person's
/// lines have no fields: that data is stored, and nothing else, until the restriction is lifted.
Result<vault::Decision> export_tenant(vault::Context const&, access::Grant const&, std::string_view cursor);

}  // namespace troth::lifecycle
