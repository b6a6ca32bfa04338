#include "net/listener.h"

#include "net/internal/asio.h"

#include <netinet/tcp.h>

#include <algorithm>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <thread>
#include <vector>

#include "net/internal/bind.h"
#include "net/internal/session.h"
#include "net/internal/tls.h"

namespace troth::net {
namespace {

using Acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol, Strand>;
using std::chrono::steady_clock;

constexpr auto kRecheck = std::chrono::seconds(1);
constexpr auto kPause =
    std::chrono::milliseconds(50);  // before the next accept, when the process is out of descriptors

/// One bound address and what is spoken there.
struct Door {
  Door(asio::io_context& io, Bound bound_in)
      : bound(std::move(bound_in)), tls(!bound.is_unix()), port(bound.port()), acceptor(asio::make_strand(io)) {
    acceptor.assign(asio::generic::stream_protocol(tls ? AF_INET : AF_UNIX, 0), bound.release());
  }
  Bound bound;  // keeps the unix socket's file
  bool const tls;
  std::uint16_t const port;
  Acceptor acceptor;  // owned by its strand once the threads run
};

class Server final : public Listener {
 public:
  Server(Options const& options, Serve serve, Refused refused, TlsContext tls)
      : shared_(options.limits, std::move(serve), std::move(refused)), tls_(tls.release()) {}
  ~Server() override;
  std::uint16_t port() const override { return doors_.front()->port; }

  void open(Bound bound) { doors_.push_back(std::make_unique<Door>(io_, std::move(bound))); }
  void run(unsigned threads);

 private:
  void keep_accepting(Door& door);
  static Task<void> accept(Server* server, Door* door);
  void welcome(Door const& door, Socket socket);
  bool empty_by(steady_clock::time_point deadline);
  template <class Visit>
  void each_connection(Visit visit) {
    Lock lock(shared_.mutex);
    for (auto const& connection : shared_.live) visit(*connection);
  }

  Shared shared_;
  asio::ssl::context tls_;
  asio::io_context io_;
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
  std::vector<std::unique_ptr<Door>> doors_;
  std::vector<std::thread> threads_;
};

void Server::run(unsigned threads) {
  for (auto const& door : doors_) keep_accepting(*door);
  for (unsigned i = 0; i < std::max(threads, 1u); ++i) threads_.emplace_back([this] { io_.run(); });
}

/// A loop that ended for want of memory begins again.
void Server::keep_accepting(Door& door) {
  asio::co_spawn(door.acceptor.get_executor(), accept(this, &door), [this, &door](std::exception_ptr failure) {
    if (failure) keep_accepting(door);
  });
}

Task<void> Server::accept(Server* server, Door* door) {
  Timer pause(door->acceptor.get_executor());
  while (door->acceptor.is_open()) {
    error_code ec;
    Socket socket(asio::make_strand(server->io_));
    co_await door->acceptor.async_accept(socket, asio::redirect_error(kAwait, ec));
    if (!ec) server->welcome(*door, std::move(socket));
    if (!ec || ec == asio::error::connection_aborted || !door->acceptor.is_open()) continue;
    pause.expires_after(kPause);
    co_await pause.async_wait(asio::redirect_error(kAwait, ec));
  }
}

/// Nothing here may end the accept loop: what fails for one connection, memory too, is that connection's misfortune.
void Server::welcome(Door const& door, Socket socket) try {
  sockaddr_storage address = {};
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::getpeername(socket.native_handle(), generic, &size) != 0) return;
  auto peer = peer_of(generic, size);
  auto place = shared_.sources.admit(peer.source);
  if (place.admission() != Sources::Admission::welcome && !door.tls) return;
  if (place.admission() == Sources::Admission::closed) return shared_.refused(429, peer.text);
  int const on = 1;
  if (door.tls) ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  auto const strand = socket.get_executor();
  auto const connection = std::make_shared<Connection>(shared_, std::move(socket), door.tls ? &tls_ : nullptr,
                                                       std::move(peer), std::move(place));
  {
    Lock lock(shared_.mutex);
    if (shared_.stopping) return;
    shared_.live.insert(connection);
  }
  asio::co_spawn(strand, converse(connection), [connection](std::exception_ptr) { connection->finish(); });
} catch (std::exception const&) {
}

bool Server::empty_by(steady_clock::time_point deadline) {
  Lock lock(shared_.mutex);
  while (!shared_.live.empty())
    if (shared_.emptied.wait_until(lock, deadline) == std::cv_status::timeout) return shared_.live.empty();
  return true;
}

// 1. no new connections; 2. idle ones end, running requests get their time; 3. what is left is cut off; 4. the threads
// run out of work. Every handler runs, none is dropped, so nothing outlives the io_context.
Server::~Server() {
  shared_.stopping = true;
  for (auto const& door : doors_) {
    door->bound.remove_file();
    asio::post(door->acceptor.get_executor(), [&acceptor = door->acceptor] {
      error_code ignored;
      acceptor.close(ignored);
    });
  }
  each_connection([](Connection& connection) { connection.stop(); });
  auto const grace = std::chrono::seconds(shared_.limits.stop_seconds);
  if (!threads_.empty() && !empty_by(steady_clock::now() + grace)) {
    each_connection([](Connection& connection) { connection.abort(); });
    while (!empty_by(steady_clock::now() + kRecheck)) {
    }
  }
  work_.reset();
  for (auto& thread : threads_) thread.join();
}

}  // namespace

Result<std::unique_ptr<Listener>> listen(Options options, Serve serve, Refused refused) try {
  TROTH_TRY(auto tls, make_tls(options.certificate_pem, options.private_key_pem));
  auto server = std::make_unique<Server>(options, std::move(serve), std::move(refused), std::move(tls));
  TROTH_TRY(auto port, bind_tcp(options.address, options.port));
  server->open(std::move(port));
  if (!options.socket_path.empty()) {
    TROTH_TRY(auto socket, bind_unix(options.socket_path));
    server->open(std::move(socket));
  }
  server->run(options.threads);
  return std::unique_ptr<Listener>(std::move(server));
} catch (std::exception const& failure) {
  return fail(Code::unavailable, "the listener cannot start", {}, failure.what());
}

}  // namespace troth::net
