#pragma once
#include "options.h"

namespace troth::cli {

struct DoctorArguments {
  std::filesystem::path data;  ///< empty: host and build only
  bool json = false;
};
/// Holds host, build and cell against the rules of hardening; kFinding if one that must hold does not.
int doctor(DoctorArguments const& arguments);
void doctor_options(CLI::App& app, DoctorArguments& arguments, int& code);

}  // namespace troth::cli
