#include <iostream>

#include "app/cell.h"
#include "commands.h"
#include "foreground.h"

namespace troth::cli {
int init(app::InitOptions const& options) {
  auto made = app::init_cell(options);
  if (!made) return report(made.error());
  std::cout << "The cell is made. Next:\n"
            << "  troth serve --data " << options.data.string() << "\n"
            << "  troth first-admin --data " << options.data.string() << "   (within the hour, on this machine)\n"
            << "Keep " << (options.token.empty() ? options.seal.string() : "the token and its PIN")
            << " apart from backups of " << options.data.string()
            << ": who has both has everything; who loses it loses everything.\n";
  return kOk;
}

int serve(ServeArguments const& arguments) {
  auto endpoint = Endpoint::parse(arguments.listen);
  if (!endpoint) return report(endpoint.error());
  app::ServeOptions options;
  options.data = arguments.data;
  options.seal_seconds = arguments.seal_seconds;
  options.reserve_mib = arguments.reserve_mib;
  options.store = arguments.store;
  options.keys = arguments.keys;
  options.address = endpoint->address;
  options.port = endpoint->port;
  hold_signals();
  auto cell = app::Cell::serve(options);
  if (!cell) return report(cell.error());
  std::cout << "serving on " << endpoint->url((*cell)->port()) << " and " << (options.data / "admin.sock").string()
            << "\n"
            << (*cell)->log_standing() << std::endl;
  if (auto ended = serve_until_signal([&] { return (*cell)->healthy(); }); !ended) {
    report(ended.error());
    return kUnreachable;  // the store has failed: restart decides
  }
  std::cout << "stopping" << std::endl;
  auto const healthy = (*cell)->healthy();
  cell->reset();
  return healthy ? kOk : report(healthy.error());
}

}  // namespace troth::cli
