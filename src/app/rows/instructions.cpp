#include "app/row.h"

namespace troth::app {

std::vector<Row> instruction_rows() { return {}; }

}  // namespace troth::app
