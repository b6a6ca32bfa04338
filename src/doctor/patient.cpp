#include "doctor/patient.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/timex.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/private_file.h"
#include "http/json.h"

namespace troth::doctor {
namespace {

namespace fs = std::filesystem;

class Fd {
 public:
  explicit Fd(int value) : value_(value) {}
  Fd(Fd const&) = delete;
  Fd& operator=(Fd const&) = delete;
  ~Fd() {
    if (value_ >= 0) ::close(value_);
  }
  int get() const { return value_; }

 private:
  int value_;
};

Result<> read_cell(Patient& patient) {
  auto const text = read_file(patient.data / "cell.json", 64u << 10);
  if (!text) return fail(Code::gone, "there is no cell in this folder, or it is closed to you", patient.data.string());
  TROTH_TRY(auto reader, http::JsonReader::object(*text));
  TROTH_TRY(patient.seal, reader.text("seal", 4096));
  TROTH_TRY(patient.demo, reader.boolean("demo", false));
  if (patient.seal.is_relative()) patient.seal = patient.data / patient.seal;
  return {};
}

/// The program of the server; our own if it cannot be seen, as it is the same build then unless somebody mixed two.
fs::path program_of(Patient const& patient) {
  std::error_code error;
  if (patient.server != 0)
    if (auto const link = fs::read_symlink(patient.process("exe"), error); !error) return patient.process("exe");
  return patient.proc("self") / "exe";
}

constexpr std::size_t kLargestProgram = 512u << 20;  // a build with all its debugging is half of that

Result<Elf> read_program(fs::path const& path) {
  TROTH_TRY(auto const bytes, read_file(path, kLargestProgram));
  return read_elf(as_bytes(bytes));
}

Result<ClockState> ask_clock() {
  timex asked{};
  int const state = ::adjtimex(&asked);
  if (state < 0) return fail(Code::denied, "the kernel does not tell about its clock here");
  return ClockState{state, asked.status, asked.maxerror};
}

}  // namespace

// Through the folder's own descriptor, since a socket's address has room for 107 bytes only.
Result<pid_t> who_serves(fs::path const& data) {
  Fd const folder(::open(data.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  Fd const socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un where{};
  where.sun_family = AF_UNIX;
  auto const path = "/proc/self/fd/" + std::to_string(folder.get()) + "/admin.sock";
  path.copy(where.sun_path, sizeof where.sun_path - 1);
  if (folder.get() < 0 || socket.get() < 0 ||
      ::connect(socket.get(), reinterpret_cast<sockaddr const*>(&where), sizeof where) != 0)
    return fail(Code::gone, "nobody answers behind admin.sock", data.string());
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(socket.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || peer.pid <= 0)
    return fail(Code::unavailable, "the server's process cannot be seen from here", data.string());
  return peer.pid;
}

Result<Patient> admit(fs::path const& data) {
  Patient out;
  out.now = SystemClock().now();
  if (!data.empty()) {
    out.data = fs::absolute(data);
    if (out.data.filename().empty()) out.data = out.data.parent_path();  // DATA/ is DATA, or a mode would be its link's
    TROTH_TRY(read_cell(out));
    auto const server = who_serves(out.data);
    if (server) out.server = *server;
    out.hidden = !server && server.error().code == Code::unavailable;
  }
  out.binary = program_of(out);
  out.elf = read_program(out.binary);
  out.clock = ask_clock();
  out.sockets = sockets_of(out);
  out.served = ask(out);
  return out;
}

}  // namespace troth::doctor
