#pragma once
#include <filesystem>

#include "options.h"

namespace troth::cli {

struct TwinArguments {
  std::filesystem::path dir, like;
  bool resume = false;
};
/// Serves a twin until standard input ends (its folder goes) or a signal comes (a folder that was named stays).
int twin(TwinArguments const& arguments);
void twin_options(CLI::App& app, TwinArguments& arguments, int& code);

}  // namespace troth::cli
