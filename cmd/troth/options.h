#pragma once
#include <CLI/CLI.hpp>

#include "commands.h"
#include "log.h"
#include "words.h"

namespace troth::cli {

/// Where the cell is and who asks: the same for every command that asks one.
void connection_options(CLI::App* app, Connection& connection);
/// `troth log …`: the option tree.
void log_options(CLI::App& app, LogArguments& arguments, int& code);
/// The words of the operations.
void word_options(CLI::App& app, WordArguments& arguments, int& code);

}  // namespace troth::cli
