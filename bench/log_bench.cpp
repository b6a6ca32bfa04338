// The log by itself, without a server: what its tree, seals, proofs and questions cost.
//   log_bench FOLDER [PART...]      parts: tree hash verify seals reading; without one all of them
// Prints one JSON object: for each figure all its runs. FOLDER lies on the disk to be measured and is left as it was.
//   TROTH_BENCH_EVENTS   events of the large log (10,000,000: 2.9 GB and its index)
//   TROTH_BENCH_ROUNDS   rounds (5)
//   TROTH_BENCH_SETS     write sets in a round of `tree` (15,000)
#include <algorithm>
#include <string_view>

#include "log_parts.h"

namespace {

using namespace troth::bench;

struct Part {
  std::string_view name;
  void (*measure)(Setting const&, Figures&);
};
constexpr Part kParts[] = {{"tree", measure_tree_share},
                           {"hash", measure_hashing},
                           {"verify", measure_verify},
                           {"seals", measure_seals},
                           {"reading", measure_reading}};

bool is_part(std::string_view name) {
  return std::any_of(std::begin(kParts), std::end(kParts), [&](Part const& part) { return part.name == name; });
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string_view> const wanted(argv + std::min(argc, 2), argv + argc);
  if (argc < 2 || !std::all_of(wanted.begin(), wanted.end(), is_part)) {
    std::fprintf(stderr, "usage: log_bench FOLDER [tree|hash|verify|seals|reading]...\n");
    return 2;
  }
  Setting const setting{argv[1], std::filesystem::canonical("/proc/self/exe").parent_path(),
                        from_environment("TROTH_BENCH_ROUNDS", 5), from_environment("TROTH_BENCH_EVENTS", 10'000'000)};
  Figures figures;
  for (auto const& part : kParts) {
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), part.name) == wanted.end()) continue;
    std::fprintf(stderr, "%s\n", std::string(part.name).c_str());
    part.measure(setting, figures);
  }
  std::printf("%s\n", figures.text().c_str());
  return 0;
}
