#include "app/row.h"

namespace troth::app {

std::vector<Row> retention_rows() { return {}; }

}  // namespace troth::app
