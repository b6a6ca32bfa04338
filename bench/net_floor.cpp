// Our own listener with a handler that does nothing: what src/net costs above Beast, and the house above src/net.
//   net_floor CERT.pem KEY.pem BODY_BYTES THREADS     prints its port, serves until SIGTERM
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "net/listener.h"

namespace {

std::string contents(char const* path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

int main(int argc, char** argv) {
  using namespace troth;
  if (argc != 5) return std::fputs("usage: net_floor CERT KEY BODY_BYTES THREADS\n", stderr), 2;
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);

  net::Options options;
  options.certificate_pem = contents(argv[1]);
  options.private_key_pem = Secret::copy_of(as_bytes(contents(argv[2])));
  options.threads = static_cast<unsigned>(std::atoi(argv[4]));
  std::string const body(std::strtoul(argv[3], nullptr, 10), 'x');
  auto const answer = [&body](http::Request const&, net::Respond const& respond) {
    http::Response response;
    response.headers.add("Content-Type", "application/json");
    response.body = body;
    respond(std::move(response));
  };
  auto listener = net::listen(std::move(options), answer, [](int, std::string const&) {});
  if (!listener) return std::fputs("net_floor: cannot listen\n", stderr), 1;
  std::printf("%u\n", unsigned{(*listener)->port()});
  std::fflush(stdout);
  int signal = 0;
  sigwait(&stop, &signal);
  return 0;
}
