#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>

#include <algorithm>

#include "doctor/checks.h"
#include "doctor/system.h"

// Where data and seal lie, and what else lies there.

namespace troth::doctor {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLeastPercent = 5;

Finding no_cell() { return cannot_tell("no cell was named"); }

bool within(fs::path const& inner, fs::path const& outer) {
  return std::ranges::mismatch(outer, inner).in1 == outer.end();
}

/// A demo keeps both in one folder, and says so in cell.json.
Finding apart(Patient const& patient) {
  if (patient.data.empty()) return no_cell();
  std::error_code first, second;
  auto const data = fs::weakly_canonical(patient.data, first), seal = fs::weakly_canonical(patient.seal, second);
  if (first || second) return cannot_tell("the folders cannot be found from here");
  Finding out = judged(!within(seal, data) && !within(data, seal), "the seal is in " + seal.string());
  if (patient.demo) out.level = Level::info;
  return out;
}

Finding other_disk(Patient const& patient) {
  if (patient.data.empty()) return no_cell();
  struct stat data {
  }, seal{};
  if (::stat(patient.data.c_str(), &data) != 0 || ::stat(patient.seal.c_str(), &seal) != 0)
    return cannot_tell("one of the folders cannot be looked at");
  Finding out = judged(data.st_dev != seal.st_dev, data.st_dev == seal.st_dev ? "one file system" : "two file systems");
  if (patient.demo) out.level = Level::info;
  return out;
}

Finding local(Patient const& patient) {
  if (patient.data.empty()) return no_cell();
  struct statfs info {};
  if (::statfs(patient.data.c_str(), &info) != 0) return cannot_tell("the file system cannot be looked at");
  return judge_file_system(static_cast<std::uint32_t>(info.f_type));
}

Finding room(Patient const& patient) {
  if (patient.data.empty()) return no_cell();
  struct statvfs info {};
  if (::statvfs(patient.data.c_str(), &info) != 0) return cannot_tell("the file system does not tell its size");
  return judge_room(std::uint64_t{info.f_bavail} * info.f_frsize, std::uint64_t{info.f_blocks} * info.f_frsize);
}

bool is_copy(std::string const& name) {
  constexpr std::string_view kEnds[] = {".bak", ".old", ".orig", ".dump", ".sql", ".tar",  ".gz",      ".tgz",
                                        ".zst", ".xz",  ".zip",  ".7z",   "~",    ".copy", ".snapshot"};
  return name.starts_with("backup") || std::ranges::any_of(kEnds, [&](auto end) { return name.ends_with(end); });
}

Finding no_copies(Patient const& patient) {
  if (patient.data.empty()) return no_cell();
  std::error_code error;
  std::vector<std::string> copies;
  for (fs::directory_iterator at(patient.data, error), end; !error && at != end; at.increment(error))
    if (is_copy(at->path().filename().string())) copies.push_back(at->path().filename().string());
  if (error) return cannot_tell("the folder cannot be read");
  return copies.empty() ? held("none that is named like one") : not_held(listed(copies));
}

constexpr Check kChecks[] = {
    {"seal-apart", "The seal lies neither in the data folder nor around it.",
     "Whoever copies one folder, as every backup does, would have keys and data.",
     "stop the cell, move the seal, and change its path in cell.json", Level::must, apart},
    {"seal-on-other-disk", "Seal and data lie on two file systems.",
     "A disk that is stolen, sold or copied then has only one of them.", "mount another one for the seal",
     Level::should, other_disk},
    {"data-local", "The data lies on a disk of this machine.",
     "Over a network, locks and syncs are promises of somebody else; a database breaks over them.",
     "move the folder to a local disk", Level::must, local},
    {"disk-has-room", "More than 5 % of the data's disk is free.",
     "A cell without room takes nothing in, not even an erasure.", "make room", Level::must, room},
    {"backups-elsewhere", "No backup lies in the data folder.",
     "It is lost with the folder, and erased data lives on in it unseen.", "move it to where its days are counted",
     Level::should, no_copies},
};

}  // namespace

// linux/magic.h: those that live on another machine or in a user's program, and the common ones that do not.
Finding judge_file_system(std::uint32_t magic) {
  struct Kind {
    std::uint32_t magic;
    std::string_view name;
  };
  constexpr Kind kFar[] = {{0x6969, "NFS"},      {0xff534d42, "CIFS"},   {0xfe534d42, "SMB"}, {0x517b, "SMB"},
                           {0x01021997, "9P"},   {0x00c36400, "Ceph"},   {0x5346414f, "AFS"}, {0x65735546, "FUSE"},
                           {0x47504653, "GPFS"}, {0x0bd00bd0, "Lustre"}, {0x01161970, "GFS2"}};
  constexpr Kind kNear[] = {{0xef53, "ext4"},        {0x58465342, "XFS"},    {0x9123683e, "Btrfs"},
                            {0x2fc12fc1, "ZFS"},     {0xf2f52010, "F2FS"},   {0xca451a4e, "bcachefs"},
                            {0x794c7630, "overlay"}, {0x01021994, "memory"}, {0x858458f6, "memory"}};
  if (auto const* far = std::ranges::find(kFar, magic, &Kind::magic); far != std::end(kFar))
    return not_held("it is " + std::string(far->name));
  if (auto const* near = std::ranges::find(kNear, magic, &Kind::magic); near != std::end(kNear))
    return held("it is " + std::string(near->name));
  return cannot_tell("the kind of file system is not known here");
}

Finding judge_room(std::uint64_t free, std::uint64_t all) {
  if (all == 0) return cannot_tell("the file system does not tell its size");
  auto const percent = static_cast<std::uint64_t>(static_cast<double>(free) * 100 / static_cast<double>(all));
  return judged(percent > kLeastPercent, std::to_string(percent) + " % free, " + std::to_string(free >> 20) + " MiB");
}

std::span<Check const> storage_checks() { return kChecks; }

}  // namespace troth::doctor
