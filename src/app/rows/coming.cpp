#include "app/row.h"

namespace troth::app {

/// Operations of Art. 4(2) that are named and permitted, but not built yet: none.
std::vector<Row> coming_rows() { return {}; }

}  // namespace troth::app
