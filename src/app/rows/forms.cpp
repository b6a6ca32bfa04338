#include "app/row.h"

namespace troth::app {

std::vector<Row> form_rows() { return {}; }

}  // namespace troth::app
