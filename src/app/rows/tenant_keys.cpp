#include "app/row.h"

namespace troth::app {

std::vector<Row> tenant_key_rows() { return {}; }

}  // namespace troth::app
