#pragma once
#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "doctor/elf.h"
#include "doctor/served.h"
#include "doctor/sockets.h"

namespace troth::doctor {

/// What the kernel says of its clock (adjtimex).
struct ClockState {
  int state = 0, status = 0;
  std::int64_t error_us = 0;  ///< at most
};

/// The host, the build and the cell that are looked at. Plain facts, so that a test can make one up.
struct Patient {
  std::filesystem::path root = "/";  ///< below it lie proc/, sys/ and the rest; a test has a folder of its own
  std::filesystem::path data;        ///< empty: no cell is looked at, host and build only
  std::filesystem::path seal;
  bool demo = false;
  pid_t server = 0;     ///< who serves `data`; 0 if nobody does or it cannot be seen
  bool hidden = false;  ///< somebody serves it, but not where we can see
  std::filesystem::path binary;
  Time now{};
  Result<Elf> elf = fail(Code::unavailable, "the program was not read");
  Result<ClockState> clock = fail(Code::unavailable, "the clock was not asked");
  Result<Sockets> sockets = fail(Code::unavailable, "no cell is being served");
  Result<Served> served = fail(Code::unavailable, "no cell is being served");

  std::filesystem::path proc(std::string_view name) const { return root / "proc" / name; }
  /// /proc/PID/name of the server.
  std::filesystem::path process(std::string_view name) const { return root / "proc" / std::to_string(server) / name; }
};

/// Reads cell.json, finds the process behind DATA/admin.sock, reads its program, its sockets and its answers. Changes
/// nothing. `data` may be empty. Errors: gone (no cell there), invalid (cell.json is none).
Result<Patient> admit(std::filesystem::path const& data);

/// The process that listens on DATA/admin.sock, as the kernel tells whoever connects. gone if nobody does; unavailable
/// if it lives where we cannot see it, such as another container.
Result<pid_t> who_serves(std::filesystem::path const& data);

}  // namespace troth::doctor
