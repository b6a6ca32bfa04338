#include "app/schema.h"

#include "access/tables.h"
#include "audit/tables.h"
#include "evidence/tables.h"
#include "keys/tables.h"
#include "lifecycle/destruction_tables.h"
#include "lifecycle/rotation_tables.h"
#include "lifecycle/tables.h"
#include "trust/tables.h"
#include "vault/categories_tables.h"
#include "vault/forms_tables.h"
#include "vault/instructions_tables.h"
#include "vault/labels_tables.h"
#include "vault/ledger_tables.h"
#include "vault/links_tables.h"
#include "vault/retention_tables.h"
#include "vault/tables.h"
#include "vault/use_tables.h"

namespace troth::app {

store::Schema data_schema() {
  store::Schema out;
  for (auto const& schema :
       {audit::schema(), access::schema(), vault::schema(), vault::labels_schema(), vault::use_schema(),
        vault::ledger_schema(), vault::instructions_schema(), lifecycle::schema(), evidence::schema(), trust::schema(),
        vault::forms_schema(), vault::categories_schema(), vault::links_schema(), vault::retention_schema(),
        lifecycle::destruction_schema(), lifecycle::rotation_schema()})
    out.insert(out.end(), schema.begin(), schema.end());
  return out;
}

store::Schema keys_schema() { return keys::schema(); }

}  // namespace troth::app
