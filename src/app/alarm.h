#pragma once
#include <ostream>
#include <string>

namespace troth::app {

/// One line for whoever runs the cell, in one write: other threads write their lines to the same place. Any thread.
inline void alarm(std::ostream& out, std::string_view what) {
  out << "alarm: " + std::string(what) + "\n" << std::flush;
}

}  // namespace troth::app
