#include "witness_server.h"

#include "app/tls_files.h"
#include "http/problem.h"
#include "keys/harden.h"

namespace troth::cli {

Result<> WitnessServer::open(std::filesystem::path const& folder, Endpoint const& endpoint) {
  TROTH_TRY(keys::harden_process());
  TROTH_TRY(book_, witness::Book::open(folder, clock_));
  net::Options options;
  options.address = endpoint.address;
  options.port = endpoint.port;
  options.limits.body_bytes = witness::Book::kMostBody;
  TROTH_TRY(app::read_certificate(folder, options));
  TROTH_TRY(listener_, net::listen(
                           std::move(options),
                           [this](http::Request request, net::Respond respond) { serve(std::move(request), respond); },
                           [](int, std::string const&) {}));
  return {};
}

void WitnessServer::serve(http::Request request, net::Respond const& respond) {
  auto posted = pool_.post([this, request = std::move(request), respond] { respond(book_->answer(request)); });
  if (!posted) respond(http::problem(posted.error()));
}

}  // namespace troth::cli
