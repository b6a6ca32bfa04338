#include <sys/stat.h>

#include "doctor/checks.h"
#include "doctor/system.h"

// Whose the keys and files of the cell are, and who else gets at them.

namespace troth::doctor {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFiles = 10'000;

struct Mode {
  uid_t owner;
  mode_t bits;
  bool link, folder;
};

Result<Mode> mode_of(fs::path const& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) == 0)
    return Mode{info.st_uid, info.st_mode & 07777u, S_ISLNK(info.st_mode), S_ISDIR(info.st_mode)};
  if (errno == ENOENT) return fail(Code::gone, "there is no such file", path.string());
  return fail(Code::denied, "the file cannot be looked at; run the doctor as the cell's user or as root",
              path.string());
}

std::string octal(mode_t bits) {
  std::string out = "0000";
  for (std::size_t i = 0; i < 4; ++i) out[3 - i] = static_cast<char>('0' + (bits >> (3 * i) & 7));
  return out;
}

/// Nobody but its owner gets at it, and it is no link to what somebody else could exchange.
Finding closed(fs::path const& path) {
  auto const mode = mode_of(path);
  if (!mode) return cannot_tell(mode.error());
  if (mode->link) return not_held(path.string() + " is a link", "put the file itself in the place of " + path.string());
  std::string const seen = path.string() + " has mode " + octal(mode->bits);
  if ((mode->bits & 077) == 0) return held(seen);
  return not_held(seen, std::string("chmod ") + (mode->folder ? "700 " : "600 ") + path.string());
}

Finding no_cell() { return cannot_tell("no cell was named"); }

/// Everything below a folder, at most so and so many.
Finding all_closed(fs::path const& folder) {
  std::error_code error;
  std::vector<std::string> open;
  std::size_t seen = 0;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (++seen > kMostFiles) return cannot_tell("there are more than 10000 files below " + folder.string());
    auto const one = closed(at->path());
    if (one.outcome == Outcome::not_held) open.push_back(one.seen);
  }
  if (error) return cannot_tell(folder.string() + " cannot be read: " + error.message());
  if (open.empty()) return held(std::to_string(seen) + " files, none open to others");
  return not_held(listed(open), "chmod -R go= " + folder.string());
}

Finding data_folder(Patient const& patient) { return patient.data.empty() ? no_cell() : closed(patient.data); }
Finding data_files(Patient const& patient) { return patient.data.empty() ? no_cell() : all_closed(patient.data); }
Finding cell_json(Patient const& patient) {
  return patient.data.empty() ? no_cell() : closed(patient.data / "cell.json");
}
Finding tls_key(Patient const& patient) {
  return patient.data.empty() ? no_cell() : closed(patient.data / "tls" / "key.pem");
}
Finding admin_socket(Patient const& patient) {
  return patient.data.empty() ? no_cell() : closed(patient.data / "admin.sock");
}
Finding seal_folder(Patient const& patient) { return patient.seal.empty() ? no_cell() : closed(patient.seal); }
Finding seal_files(Patient const& patient) { return patient.seal.empty() ? no_cell() : all_closed(patient.seal); }

Finding one_owner(Patient const& patient) {
  if (patient.data.empty()) return no_cell();
  auto const data = mode_of(patient.data);
  if (!data) return cannot_tell(data.error());
  for (auto const& path : {patient.data / "cell.json", patient.data / "tls" / "key.pem", patient.seal}) {
    auto const mode = mode_of(path);
    if (!mode) return cannot_tell(mode.error());
    if (mode->owner != data->owner)
      return not_held(path.string() + " belongs to user " + std::to_string(mode->owner) + ", the data to " +
                          std::to_string(data->owner),
                      "chown " + std::to_string(data->owner) + " " + path.string());
  }
  return held("all belong to user " + std::to_string(data->owner));
}

/// A first-admin file is used once; afterwards, and after an hour, it is of no use to its owner.
Finding first_admin(Patient const& patient) {
  if (patient.data.empty()) return no_cell();
  auto const mode = mode_of(patient.data / "first-admin");
  if (mode) return not_held((patient.data / "first-admin").string() + " is still there");
  return mode.error().code == Code::gone ? held("there is none") : cannot_tell(mode.error());
}

constexpr Check kChecks[] = {
    {"data-folder-closed", "Only the cell's user can enter the data folder.",
     "Whoever can list or change it can copy every record, sealed as they are, or exchange the cell's state.",
     "chmod 700 on the folder", Level::must, data_folder},
    {"data-files-closed", "No file in the data folder is open to others.",
     "A folder that is opened for an afternoon would open these with it.", "chmod 600 on the files", Level::must,
     data_files},
    {"cell-json-closed", "Only the cell's user can read or change cell.json.",
     "It says where the seal is; whoever changes it points the cell at another.", "chmod 600 on the file", Level::must,
     cell_json},
    {"tls-key-closed", "Only the cell's user can read the TLS key.", "Whoever has it can pass for the cell.",
     "chmod 600 on the file, and make a new key if others could read it", Level::must, tls_key},
    {"admin-socket-closed", "Only the cell's user can reach admin.sock.",
     "It is the door by which the first administrator is made.",
     "chmod 600 on the socket; start the cell if there is none", Level::must, admin_socket},
    {"seal-folder-closed", "Only the cell's user can enter the seal.",
     "It holds the keys of everything; with a copy of the data it opens every record.", "chmod 700 on the folder",
     Level::must, seal_folder},
    {"seal-files-closed", "No file of the seal is open to others.", "Each of them is a key.", "chmod 600 on the files",
     Level::must, seal_files},
    {"one-owner", "Data, TLS key and seal belong to one user.",
     "What belongs to another user can be opened by that user at any time.", "chown to the cell's user", Level::must,
     one_owner},
    {"first-admin-gone", "No token for a first administrator lies about.",
     "Until it is used or an hour old, whoever reads it becomes the administrator.",
     "troth first-admin --data DATA, or delete the file", Level::should, first_admin},
};

}  // namespace

std::span<Check const> file_checks() { return kChecks; }

}  // namespace troth::doctor
