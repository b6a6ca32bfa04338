#include "app/row.h"

namespace troth::app {

std::vector<Row> disclosure_rows() { return {}; }

}  // namespace troth::app
