#pragma once
#include <filesystem>

#include "log_figures.h"

// The parts of log_bench. Each adds its figures; databases and mirrors are made under `folder` and removed.

namespace troth::bench {

struct Setting {
  std::filesystem::path folder;    ///< on the disk to be measured
  std::filesystem::path programs;  ///< where troth-verify is
  std::int64_t rounds = 5;
  std::int64_t events = 0;  ///< of the large log
};

void measure_tree_share(Setting const& setting, Figures& figures);
void measure_hashing(Setting const& setting, Figures& figures);
void measure_verify(Setting const& setting, Figures& figures);
void measure_seals(Setting const& setting, Figures& figures);
void measure_reading(Setting const& setting, Figures& figures);

}  // namespace troth::bench
