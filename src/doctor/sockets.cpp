#include "doctor/sockets.h"

#include <arpa/inet.h>

#include <charconv>
#include <set>

#include "doctor/patient.h"
#include "doctor/system.h"

namespace troth::doctor {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kListen = 0x0a, kUnconnected = 0x07;  // of TCP, of UDP
constexpr std::string_view kAccepting = "00010000";      // a unix socket that takes connections

std::optional<std::uint32_t> hex_number(std::string_view text) {
  std::uint32_t out = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), out, 16);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

/// "0100007F": groups of 32 bits, each in the byte order of the machine, which is little endian.
std::string address_of(std::string_view text) {
  in6_addr bytes{};
  for (std::size_t group = 0; group < text.size() / 8 && group < 4; ++group) {
    auto const value = hex_number(text.substr(8 * group, 8));
    if (!value) return {};
    for (std::size_t i = 0; i < 4; ++i) bytes.s6_addr[4 * group + i] = static_cast<std::uint8_t>(*value >> (8 * i));
  }
  char out[INET6_ADDRSTRLEN];
  bool const v4 = text.size() == 8;
  if (!v4 && text.size() != 32) return {};
  return ::inet_ntop(v4 ? AF_INET : AF_INET6, &bytes, out, sizeof out) != nullptr ? out : "";
}

/// The inodes of the sockets that the process has open.
Result<std::set<std::string>> inodes_of(Patient const& patient) {
  std::error_code error;
  std::set<std::string> out;
  for (fs::directory_iterator at(patient.process("fd"), error), end; !error && at != end; at.increment(error)) {
    std::error_code gone;
    auto const link = fs::read_symlink(at->path(), gone).string();
    if (link.starts_with("socket:[") && link.ends_with(']')) out.insert(link.substr(8, link.size() - 9));
  }
  if (error) return fail(Code::denied, "the server's open files are closed to this user; run the doctor as root");
  return out;
}

void add_doors(Sockets& out, std::string_view table, bool datagram, std::set<std::string> const& ours) {
  for (auto& line : parse_net(table)) {
    if (line.state != (datagram ? kUnconnected : kListen) || !ours.contains(line.inode)) continue;
    line.local.datagram = datagram;
    out.doors.push_back(std::move(line.local));
  }
}

/// Num RefCount Protocol Flags Type St Inode Path
void add_paths(Sockets& out, std::string_view table, std::set<std::string> const& ours) {
  for (std::size_t at = 0; at < table.size();) {
    auto const end = std::min(table.find('\n', at), table.size());
    auto const fields = words(table.substr(at, end - at));
    if (fields.size() >= 7 && fields[3] == kAccepting && ours.contains(fields[6]))
      out.paths.push_back(fields.size() > 7 ? fields[7] : "(without a name)");
    at = end + 1;
  }
}

}  // namespace

bool is_loopback(std::string_view address) {
  return address.starts_with("127.") || address == "::1" || address.starts_with("::ffff:127.");
}

std::string shown(Door const& door) {
  bool const v6 = door.address.find(':') != std::string::npos;
  return (v6 ? "[" : "") + door.address + (v6 ? "]" : "") + ":" + std::to_string(door.port) +
         (door.datagram ? " (udp)" : "");
}

// sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode …
std::vector<NetLine> parse_net(std::string_view table) {
  std::vector<NetLine> out;
  for (std::size_t at = 0; at < table.size();) {
    auto const end = std::min(table.find('\n', at), table.size());
    auto const fields = words(table.substr(at, end - at));
    at = end + 1;
    if (fields.size() < 10) continue;
    auto const colon = std::min(fields[1].find(':'), fields[1].size() - 1);
    auto const port = hex_number(std::string_view(fields[1]).substr(colon + 1)), state = hex_number(fields[3]);
    auto address = address_of(std::string_view(fields[1]).substr(0, colon));
    if (address.empty() || !port || *port > 0xffff || !state) continue;
    out.push_back({{std::move(address), static_cast<std::uint16_t>(*port), false}, *state, fields[9]});
  }
  return out;
}

Result<Sockets> sockets_of(Patient const& patient) {
  if (patient.server == 0) return fail(Code::gone, "the cell is not being served, or its process cannot be seen");
  TROTH_TRY(auto const ours, inodes_of(patient));
  Sockets out;
  for (auto const& [file, datagram] :
       {std::pair{"net/tcp", false}, {"net/tcp6", false}, {"net/udp", true}, {"net/udp6", true}}) {
    auto const table = text_of(patient.process(file));
    if (!table && table.error().code != Code::gone) return table.error();  // a kernel without IPv6 has no such file
    if (table) add_doors(out, *table, datagram, ours);
  }
  TROTH_TRY(auto const table, text_of(patient.process("net/unix")));
  add_paths(out, table, ours);
  return out;
}

}  // namespace troth::doctor
