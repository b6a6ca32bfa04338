#include "app/row.h"

namespace troth::app {

std::vector<Row> link_rows() { return {}; }

}  // namespace troth::app
