#include "app/identity.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/json_writer.h"
#include "base/mutant.h"
#include "http/json.h"

namespace troth::app {
namespace {

namespace fs = std::filesystem;

/// A file descriptor that closes itself.
struct Fd {
  int value;
  ~Fd() {
    if (value >= 0) ::close(value);
  }
};

Error io_error(std::string_view message, fs::path const& path) {
  return fail(Code::unavailable, message, path.string(), std::strerror(errno));
}

Result<> write_all(int fd, std::string_view bytes, fs::path const& path) {
  while (!bytes.empty()) {
    ssize_t const n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return io_error("a file cannot be written", path);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  if (::fsync(fd) != 0) return io_error("a file cannot be made durable", path);
  return {};
}

fs::path marker(fs::path const& data) { return data / "test-only"; }

}  // namespace

Result<> write_private_file(fs::path const& path, std::string_view bytes) {
  fs::path const temporary = path.string() + ".tmp";
  {
    ::unlink(temporary.c_str());  // what a crash left; O_EXCL then makes a file of ours, with our mode
    Fd file{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (file.value < 0) return io_error("a file cannot be created", temporary);
    TROTH_TRY(write_all(file.value, bytes, temporary));
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) return io_error("a file cannot be put in place", path);
  Fd folder{::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (folder.value < 0 || ::fsync(folder.value) != 0)
    return io_error("a folder cannot be made durable", path.parent_path());
  return {};
}

Result<std::string> read_file(fs::path const& path, std::size_t most_bytes) {
  Fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.value < 0) return fail(errno == ENOENT ? Code::gone : Code::denied, "a file cannot be read", path.string());
  std::string out;
  char block[4096];
  for (;;) {
    ssize_t const n = ::read(file.value, block, sizeof block);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return io_error("a file cannot be read", path);
    if (n == 0) return out;
    out.append(block, static_cast<std::size_t>(n));
    if (out.size() > most_bytes) return fail(Code::too_large, "a file is longer than it can be", path.string());
  }
}

Result<> write_identity(fs::path const& data, Identity const& identity) {
  Json json;
  json.object().member("format", 1).member("cell", identity.cell.name).member("region", identity.cell.region);
  json.member("seal", identity.seal.string()).member("demo", identity.demo).end();
  if (kMutantBuild)
    TROTH_TRY(write_private_file(marker(data), "made by a build with planted bugs; never for real data\n"));
  return write_private_file(data / "cell.json", json.text() + "\n");
}

Result<Identity> read_identity(fs::path const& data) {
  auto text = read_file(data / "cell.json", 64u << 10);
  if (!text) return fail(Code::gone, "there is no cell in this folder; make one with `troth init`", data.string());
  std::error_code ignored;
  if (fs::exists(marker(data), ignored) != kMutantBuild)
    return fail(Code::conflict,
                kMutantBuild ? "this build carries planted bugs and opens only folders that it made itself"
                             : "this folder was made by a build with planted bugs; never serve it",
                data.string());
  TROTH_TRY(auto reader, http::JsonReader::object(*text));
  TROTH_TRY(auto format, reader.integer("format", 1, 1'000'000));
  if (format != 1) return fail(Code::conflict, "a newer version of troth made this cell; use that one", data.string());
  Identity out;
  TROTH_TRY(out.cell.name, reader.text("cell", 40));
  TROTH_TRY(out.cell.region, reader.text("region", 40));
  TROTH_TRY(std::string seal, reader.text("seal", 4096));
  TROTH_TRY(out.demo, reader.boolean("demo", false));
  out.seal = seal;
  return out;
}

Result<> must_be_private(fs::path const& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return fail(Code::gone, "a file of the cell is missing", path.string());
  if (S_ISLNK(info.st_mode))
    return fail(Code::denied, "a file of the cell is a link; put the file itself there", path.string());
  if (info.st_uid != ::geteuid())
    return fail(Code::denied, "a file of the cell belongs to another user", path.string());
  if ((info.st_mode & 077) == 0) return {};
  return fail(Code::denied, "others can get at a file of the cell",
              std::string("chmod ") + (S_ISDIR(info.st_mode) ? "700 " : "600 ") + path.string());
}

}  // namespace troth::app
