#include <sys/stat.h>
#include <sys/timex.h>

#include "doctor/checks.h"
#include "doctor/system.h"

// The machine around the cell: its clock, its swap, its updates.

namespace troth::doctor {
namespace {

namespace fs = std::filesystem;

constexpr auto kFresh = std::chrono::days(7);

/// adjtimex(2): the kernel knows whether somebody keeps its clock.
Finding synchronised(Patient const& patient) {
  if (!patient.clock) return cannot_tell(patient.clock.error());
  bool const kept = patient.clock->state != TIME_ERROR && (patient.clock->status & STA_UNSYNC) == 0;
  return judged(kept, kept ? "within " + std::to_string(patient.clock->error_us / 1000) + " ms" : "nobody keeps it");
}

enum class Swap { encrypted, open, unknown };

/// Compressed memory is no disk; a device-mapper volume tells by its id whether it is encrypted.
Swap kind_of(Patient const& patient, std::string const& device) {
  auto const name = fs::path(device).filename().string();
  if (name.starts_with("zram")) return Swap::encrypted;
  if (!name.starts_with("dm-")) return device.starts_with("/dev/") ? Swap::open : Swap::unknown;
  auto const id = text_of(patient.root / "sys" / "block" / name / "dm" / "uuid");
  if (!id) return Swap::unknown;
  return id->starts_with("CRYPT-") ? Swap::encrypted : Swap::open;
}

Finding swap(Patient const& patient) {
  auto const table = text_of(patient.proc("swaps"));
  if (!table) return cannot_tell(table.error());
  std::vector<std::string> open, unknown;
  std::size_t all = 0;
  for (auto at = table->find('\n'); at != std::string::npos; at = table->find('\n', at + 1)) {
    auto const fields = words(std::string_view(*table).substr(at + 1, table->find('\n', at + 1) - at - 1));
    if (fields.empty()) continue;
    ++all;
    auto const kind = kind_of(patient, fields[0]);
    if (kind == Swap::open) open.push_back(fields[0]);
    if (kind == Swap::unknown) unknown.push_back(fields[0]);
  }
  if (!open.empty()) return not_held(listed(open) + " is not encrypted");
  if (!unknown.empty()) return cannot_tell("whether " + listed(unknown) + " is encrypted");
  return held(all == 0 ? "there is none" : std::to_string(all) + ", encrypted or in memory");
}

/// How long ago the lists of packages were fetched; whether something waits in them needs the network.
Finding lists_fresh(Patient const& patient) {
  std::error_code error;
  std::optional<Time> newest;
  for (fs::directory_iterator at(patient.root / "var/lib/apt/lists", error), end; !error && at != end;
       at.increment(error)) {
    struct stat info {};
    if (::stat(at->path().c_str(), &info) != 0 || !S_ISREG(info.st_mode) || info.st_size == 0) continue;
    newest = std::max(newest.value_or(Time{}), Time(std::chrono::seconds(info.st_mtime)));
  }
  if (error || !newest) return cannot_tell("there are no lists of packages here");
  return judged(patient.now - *newest <= kFresh, "fetched last on " + rfc3339(*newest));
}

Finding no_restart_due(Patient const& patient) {
  std::error_code error;
  if (!fs::exists(patient.root / "var/lib/dpkg", error)) return cannot_tell("this system does not tell");
  bool const due = fs::exists(patient.root / "run/reboot-required", error);
  return judged(!due, due ? "/run/reboot-required is there" : "none is asked for");
}

constexpr Check kChecks[] = {
    {"clock-synchronised", "Somebody keeps the clock of the machine.",
     "Every event, every expiry and every seal carries its time.", "install chrony or systemd-timesyncd", Level::should,
     synchronised},
    {"swap-encrypted", "There is no swap, or it is encrypted.",
     "Keys are locked in memory; records that are being answered are not.", "swapoff -a, or swap on dm-crypt",
     Level::should, swap},
    {"packages-listed", "The lists of packages were fetched within a week.",
     "A hole that is known is mended by an update that somebody fetches.", "apt-get update, and look what waits",
     Level::info, lists_fresh},
    {"no-restart-due", "No update waits for a restart of the machine.",
     "Until then the old kernel and libraries are in use.", "restart the machine", Level::should, no_restart_due},
};

}  // namespace

std::span<Check const> host_checks() { return kChecks; }

}  // namespace troth::doctor
