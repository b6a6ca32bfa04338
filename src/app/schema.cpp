#include "app/schema.h"

#include "access/tables.h"
#include "audit/tables.h"
#include "evidence/tables.h"
#include "keys/tables.h"
#include "lifecycle/tables.h"
#include "trust/tables.h"
#include "vault/tables.h"

namespace troth::app {

store::Schema data_schema() {
  store::Schema out;
  for (auto const& schema :
       {audit::schema(), access::schema(), vault::schema(), lifecycle::schema(), evidence::schema(), trust::schema()})
    out.insert(out.end(), schema.begin(), schema.end());
  return out;
}

store::Schema keys_schema() { return keys::schema(); }

}  // namespace troth::app
