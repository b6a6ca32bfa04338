#include <sys/stat.h>

#include <algorithm>

#include "doctor/checks.h"
#include "doctor/system.h"

// The process that serves the cell: what it may do, and what others may do to it.

namespace troth::doctor {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kHarmlessCapabilities = "0000000000004400";  // bind low ports (10), lock memory (14)

Finding served(Patient const& patient) {
  if (patient.data.empty()) return cannot_tell("no cell was named");
  if (patient.hidden) return cannot_tell("the process lives where it cannot be seen from here, such as a container");
  if (patient.server == 0) return not_held("nobody answers behind admin.sock");
  return held("process " + std::to_string(patient.server));
}

Finding core_dumps(Patient const& patient) {
  auto const most = limit(patient, "Max core file size");
  if (!most) return cannot_tell(most.error());
  if (!*most) return not_held("core files of any size");
  return judged(**most == 0, "core files of at most " + std::to_string(**most) + " bytes");
}

/// proc(5): what cannot be dumped belongs to root there, whoever runs it.
Finding dumpable(Patient const& patient) {
  auto const user = status(patient, "Uid");
  if (!user) return cannot_tell(user.error());
  auto const ids = words(*user);
  if (ids.size() < 2) return cannot_tell("the process has no user");
  if (ids[1] == "0") return cannot_tell("it runs as root, whose processes look the same either way");
  struct stat info {};
  if (::stat(patient.process("").c_str(), &info) != 0) return cannot_tell("the process cannot be looked at");
  return judged(info.st_uid == 0, "its folder in /proc belongs to user " + std::to_string(info.st_uid));
}

Finding not_root(Patient const& patient) {
  auto const user = status(patient, "Uid");
  if (!user) return cannot_tell(user.error());
  auto const ids = words(*user);
  return judged(!ids.empty() && std::ranges::find(ids, "0") == ids.end(), "user " + listed(ids));
}

Finding capabilities(Patient const& patient) {
  auto const all = status(patient, "CapEff");
  if (!all) return cannot_tell(all.error());
  bool more = all->size() != kHarmlessCapabilities.size();
  for (std::size_t i = 0; i < all->size() && !more; ++i) {
    auto const digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    more = (digit((*all)[i]) & ~digit(kHarmlessCapabilities[i])) != 0;
  }
  return judged(!more, "capabilities " + *all);
}

Finding no_new_privileges(Patient const& patient) {
  auto const flag = status(patient, "NoNewPrivs");
  return flag ? judged(*flag == "1", "NoNewPrivs " + *flag) : cannot_tell(flag.error());
}

Finding seccomp(Patient const& patient) {
  auto const mode = status(patient, "Seccomp");
  return mode ? judged(*mode == "1" || *mode == "2", "Seccomp " + *mode) : cannot_tell(mode.error());
}

Finding umask_closed(Patient const& patient) {
  auto const mask = status(patient, "Umask");
  if (!mask) return cannot_tell(mask.error());
  return judged(mask->ends_with("77"), "umask " + *mask);
}

Finding keys_locked(Patient const& patient) {
  auto const locked = status(patient, "VmLck");
  if (!locked) return cannot_tell(locked.error());
  return judged(!locked->starts_with("0 "), *locked + " are locked");
}

Finding not_traced(Patient const& patient) {
  auto const tracer = status(patient, "TracerPid");
  if (!tracer) return cannot_tell(tracer.error());
  return judged(*tracer == "0", *tracer == "0" ? "nobody is attached" : "process " + *tracer + " is attached");
}

constexpr Check kChecks[] = {
    {"served", "A process serves the cell, and the doctor sees it.",
     "Without it half of the rules below cannot be told.", "start it with `troth serve --data DATA`", Level::info,
     served},
    {"no-core-dumps", "The server leaves no core dump.",
     "A core dump is its memory on a disk, with the keys that are open.",
     "start it as `troth serve` does by itself; LimitCORE=0 in its unit", Level::must, core_dumps},
    {"not-dumpable", "No process of the same user can read the server's memory.",
     "Another program of that user, once taken over, could lift the keys out of it.",
     "start it as `troth serve` does by itself, under a user of its own", Level::must, dumpable},
    {"not-root", "The server does not run as root.", "A hole in it would be a hole in the whole machine.",
     "give it a user of its own: User= in its unit", Level::should, not_root},
    {"few-capabilities", "The server has no capability beyond low ports and locked memory.",
     "Each one is a piece of root.", "CapabilityBoundingSet= in its unit, empty or CAP_NET_BIND_SERVICE CAP_IPC_LOCK",
     Level::should, capabilities},
    {"no-new-privileges", "The server can gain no privilege by starting a program.",
     "It closes the way by which a hole becomes root.", "NoNewPrivileges=yes in its unit", Level::should,
     no_new_privileges},
    {"system-calls-filtered", "A filter takes system calls from the server that it never needs.",
     "What cannot be called cannot be misused.", "SystemCallFilter=@system-service in its unit", Level::should,
     seccomp},
    {"umask-closed", "What the server makes is its own by default.",
     "It makes its files 0600 by itself; libraries it uses might not.", "UMask=0077 in its unit", Level::should,
     umask_closed},
    {"keys-locked", "The server's keys are in memory that is never written to swap.",
     "A key on a swap partition outlives its erasure.", "raise LimitMEMLOCK in its unit", Level::must, keys_locked},
    {"not-traced", "No debugger is attached to the server.", "A debugger reads and changes everything.",
     "end the process that is attached", Level::must, not_traced},
};

}  // namespace

std::span<Check const> process_checks() { return kChecks; }

}  // namespace troth::doctor
