#include "app/row.h"

namespace troth::app {

std::vector<Row> label_rows() { return {}; }

}  // namespace troth::app
