#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace troth::cli {

/// What the commands of `troth witness` are told; each looks at its own.
struct WitnessArguments {
  std::filesystem::path dir;
  std::string name;                       ///< init
  std::vector<std::string> vkeys;         ///< trust
  std::filesystem::path policy;           ///< trust: its log lines
  std::string listen = "127.0.0.1:8444";  ///< serve
};

int witness_init(WitnessArguments const& arguments);
int witness_trust(WitnessArguments const& arguments);
int witness_serve(WitnessArguments const& arguments);
/// `troth witness …`: the option tree.
void witness_options(CLI::App& app, WitnessArguments& arguments, int& code);

}  // namespace troth::cli
