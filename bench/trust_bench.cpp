// The trust pages of a cell with years of evidence; driven by bench/trust.py.
//   trust_bench fill DATA VERDICTS       files verdicts into a stopped cell
//   trust_bench load URL CA TARGET...    asks a served cell for its pages
// Prints one JSON object: for each figure all its runs.
#include <signal.h>

#include <string_view>

#include "trust_parts.h"

int main(int argc, char** argv) {
  using namespace troth::bench;
  ::signal(SIGPIPE, SIG_IGN);
  std::vector<std::string> const words(argv + 1, argv + argc);
  Figures figures;
  if (words.size() == 3 && words[0] == "fill") {
    fill_evidence(words[1], std::atoll(words[2].c_str()), figures);
  } else if (words.size() > 3 && words[0] == "load") {
    load_pages(words[1], words[2], {words.begin() + 3, words.end()}, figures);
  } else {
    std::fprintf(stderr, "usage: trust_bench fill DATA VERDICTS | trust_bench load URL CA TARGET...\n");
    return 2;
  }
  std::printf("%s\n", figures.text().c_str());
  return 0;
}
