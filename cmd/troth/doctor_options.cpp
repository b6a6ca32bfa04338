#include "doctor.h"

namespace troth::cli {

void doctor_options(CLI::App& app, DoctorArguments& arguments, int& code) {
  auto* doctor = app.add_subcommand("doctor", "holds host, build and cell against rules of hardening; changes nothing");
  doctor->add_option("--data", arguments.data, "folder of the cell (default: host and build only)");
  doctor->add_flag("--json", arguments.json, "machine-readable output");
  doctor->footer(
      "A rule holds, does not hold, or cannot be told from here; the last is never counted as held. Run it as the\n"
      "cell's user, or as root to see more. Exit 1 if a rule of level `must` does not hold.");
  doctor->callback([&] { code = cli::doctor(arguments); });
}

}  // namespace troth::cli
