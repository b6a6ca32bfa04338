#pragma once
#include "app/row.h"

namespace troth::app {

/// The list of categories of personal data, and the search for undeclared ones.
std::vector<Row> category_rows();

}  // namespace troth::app
