#pragma once
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "base/private_file.h"
#include "base/secret.h"
#include "crypto/certificate.h"
#include "doctor/doctor.h"

namespace troth::doctor {

/// For tests: a port that behaves as a cell's does, or badly. It answers one knock a connection.
class FakePort {
 public:
  FakePort() {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof where;
    ::bind(listener_, reinterpret_cast<sockaddr*>(&where), size);
    ::listen(listener_, 8);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&where), &size);
    port_ = ntohs(where.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  FakePort(FakePort const&) = delete;
  FakePort& operator=(FakePort const&) = delete;
  ~FakePort() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  Door door() const { return {"127.0.0.1", port_, false}; }
  std::atomic<bool> speaks_clear = false;
  std::atomic<int> least_version = 0x0303;

 private:
  void serve() {
    for (int one = ::accept(listener_, nullptr, nullptr); one >= 0; one = ::accept(listener_, nullptr, nullptr)) {
      unsigned char got[512] = {};
      auto const size = ::recv(one, got, sizeof got, 0);
      int const version = got[9] << 8 | got[10];
      std::string answer;
      if (got[0] == 0x16 && size > 10) answer = version >= least_version ? "\x16\x03\x03" : "\x15\x03\x03";
      if (got[0] == 'G' && speaks_clear) answer = "HTTP/1.1 200 OK\r\n\r\n";
      (void)!::send(one, answer.data(), answer.size(), MSG_NOSIGNAL);
      ::close(one);
    }
  }
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

/// For tests: a machine made of files, with a cell on it that keeps every rule.
class Ward {
 public:
  static constexpr int kServer = 4242;

  Ward() {
    std::string path = (std::filesystem::temp_directory_path() / "troth-doctor-XXXXXX").string();
    root_ = ::mkdtemp(path.data());
    furnish_cell();
    furnish_process();
    furnish_host();
    patient.root = root_;
    patient.data = root_ / "data";
    patient.seal = root_ / "seal";
    patient.server = kServer;
    patient.binary = root_ / "bin" / "troth";
    patient.now = SystemClock().now();
    patient.elf = sound_program();
    patient.clock = ClockState{0, 0, 1'000};
    patient.sockets = Sockets{{port.door()}, {(patient.data / "admin.sock").string()}};
    patient.served = good_answers();
  }
  Ward(Ward const&) = delete;
  Ward& operator=(Ward const&) = delete;
  ~Ward() { std::filesystem::remove_all(root_); }

  std::filesystem::path at(std::string_view name) const { return root_ / name; }
  std::filesystem::path process(std::string_view name) const { return patient.process(name); }

  void write(std::filesystem::path const& path, std::string_view text, unsigned mode = 0600) const {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    chmod(path, mode);
  }
  static void chmod(std::filesystem::path const& path, unsigned mode) {
    std::filesystem::permissions(path, static_cast<std::filesystem::perms>(mode));
  }
  /// Replaces the first `from` in a file.
  void edit(std::filesystem::path const& path, std::string_view from, std::string_view to) const {
    auto text = read_file(path, 1u << 20).value();
    text.replace(text.find(from), from.size(), to);
    write(path, text);
  }
  void certificate(std::vector<std::string> const& names, int days) const {
    auto const made = crypto::self_signed(names, patient.now, days).value();
    write(at("data/tls/cert.pem"), made.pem);
    write(at("data/tls/key.pem"), as_text(made.private_key_pem.view()));
  }

  FakePort port;
  Patient patient;

 private:
  void furnish_cell() {
    patient.now = SystemClock().now();
    write(at("data/cell.json"), "{}");
    write(at("data/data.db"), "x");
    write(at("data/admin.sock"), "");
    write(at("seal/root.key"), "x");
    certificate({"cell.example.com"}, 90);
    for (auto const* folder : {"data", "data/tls", "seal"}) chmod(at(folder), 0700);
  }
  void furnish_process() {
    patient.root = root_;
    patient.server = kServer;
    write(process("status"),
          "Name:\ttroth\nUmask:\t0077\nTracerPid:\t0\nUid:\t1000\t1000\t1000\t1000\nVmLck:\t    1028 kB\n"
          "CapEff:\t0000000000000400\nNoNewPrivs:\t1\nSeccomp:\t2\n");
    write(process("limits"),
          "Limit                     Soft Limit           Hard Limit           Units     \n"
          "Max core file size        0                    0                    bytes     \n");
    auto const listen = "127.0.0.1:" + std::to_string(port.door().port);
    using namespace std::string_literals;
    write(process("cmdline"), "/usr/bin/troth\0serve\0--data\0/x\0--listen\0"s + listen + "\0"s);
    write(process("environ"), "HOME=/\0TROTH_TOKEN_FILE=/run/token\0"s);
    std::filesystem::create_directories(process("fd"));
    std::filesystem::create_symlink("/dev/null", process("fd/1"));
    std::filesystem::create_symlink("/dev/null", process("fd/2"));
    write(at("bin/troth"), "x", 0755);
    chmod(at("bin"), 0755);
    std::filesystem::create_symlink(at("bin/troth"), process("exe"));
  }
  void furnish_host() {
    for (auto const& [name, value] : {std::pair{"kernel/randomize_va_space", "2"},
                                      {"kernel/yama/ptrace_scope", "1"},
                                      {"kernel/kptr_restrict", "1"},
                                      {"kernel/dmesg_restrict", "1"},
                                      {"kernel/unprivileged_bpf_disabled", "2"},
                                      {"fs/protected_symlinks", "1"},
                                      {"fs/protected_hardlinks", "1"},
                                      {"fs/suid_dumpable", "2"}})
      write(at("proc/sys") / name, std::string(value) + "\n");
    write(at("proc/swaps"), "Filename  Type  Size  Used  Priority\n");
    write(at("var/lib/apt/lists/deb.example.com_InRelease"), "x");
    std::filesystem::create_directories(at("var/lib/dpkg"));
  }

  static Elf sound_program() {
    Elf out;
    out.x86 = out.dynamic = out.position_independent = out.relro = out.bind_now = true;
    out.stack_is_data = out.control_flow = out.stack_protector = true;
    out.checked = {"__memcpy_chk"};
    return out;
  }
  static Page page(std::string path, int status, std::string type) {
    Page out{std::move(path), {}};
    out.answer.status = status;
    out.answer.headers.add("Content-Type", std::move(type));
    out.answer.headers.add("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'");
    out.answer.headers.add("X-Content-Type-Options", "nosniff");
    out.answer.headers.add("Referrer-Policy", "no-referrer");
    out.answer.headers.add("Strict-Transport-Security", "max-age=63072000");
    return out;
  }
  static Served good_answers() {
    return {{page("/", 200, "text/html"), page("/v1/cell/keys", 401, "application/problem+json")},
            {page("/metrics", 404, "application/problem+json")},
            true,
            "https://127.0.0.1:8443",
            ""};
  }
  std::filesystem::path root_;
};

}  // namespace troth::doctor
