#include <csignal>
#include <ctime>
#include <iostream>

#include "app/cell.h"
#include "commands.h"

namespace troth::cli {
namespace {

/// "ADDRESS:PORT" or "[v6]:PORT".
Result<app::ServeOptions> parse(ServeArguments const& arguments) {
  app::ServeOptions out;
  out.data = arguments.data;
  auto const colon = arguments.listen.rfind(':');
  if (colon == std::string::npos) return fail(Code::invalid, "--listen takes ADDRESS:PORT", arguments.listen);
  out.address = arguments.listen.substr(0, colon);
  if (out.address.size() > 2 && out.address.front() == '[') out.address = out.address.substr(1, out.address.size() - 2);
  std::string const port = arguments.listen.substr(colon + 1);
  if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != port.npos || std::stoi(port) > 65'535)
    return fail(Code::invalid, "a port is a number up to 65535", arguments.listen);
  out.port = static_cast<std::uint16_t>(std::stoi(port));
  return out;
}

}  // namespace

int init(std::filesystem::path const& data, std::filesystem::path const& seal, std::string const& cell,
         std::string const& region) {
  auto made = app::init_cell({data, seal, cell, region, false});
  if (!made) return report(made.error());
  std::cout << "The cell is made. Next:\n"
            << "  troth serve --data " << data.string() << "\n"
            << "  troth first-admin --data " << data.string() << "   (within the hour, on this machine)\n"
            << "Keep " << seal.string() << " apart from backups of " << data.string()
            << ": who has both has everything; who loses it loses everything.\n";
  return kOk;
}

int serve(ServeArguments const& arguments) {
  auto options = parse(arguments);
  if (!options) return report(options.error());
  // Before any thread exists, so that every thread inherits the mask and only sigtimedwait below sees the signals.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  auto cell = app::Cell::serve(*options);
  if (!cell) return report(cell.error());
  bool const v6 = options->address.find(':') != std::string::npos;
  std::cout << "serving on https://" << (v6 ? "[" : "") << options->address << (v6 ? "]" : "") << ":" << (*cell)->port()
            << " and " << (options->data / "admin.sock").string() << std::endl;
  timespec const second{1, 0};
  for (;;) {
    if (sigtimedwait(&ends, nullptr, &second) > 0) break;
    if (auto healthy = (*cell)->healthy(); !healthy) {
      report(healthy.error());
      return kUnreachable;  // the store has failed: restart decides
    }
  }
  std::cout << "stopping" << std::endl;
  auto const healthy = (*cell)->healthy();
  cell->reset();
  return healthy ? kOk : report(healthy.error());
}

}  // namespace troth::cli
