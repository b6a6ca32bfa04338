// One conversation:  handshake, then ( receive, call, deliver )*, then close.
#include "net/internal/session.h"

#include <utility>

#include "net/internal/response_writer.h"

namespace troth::net {
namespace {

using State = RequestReader::State;
using std::chrono::seconds;

constexpr auto kGoodbye = std::chrono::seconds(2);
constexpr auto kHurriedGoodbye = std::chrono::milliseconds(100);

/// The deadline of a phase runs from its beginning, however slowly the bytes drip.
void enter(Connection& connection, State phase) {
  auto const& limits = connection.shared.limits;
  connection.waiting = phase == State::idle;
  if (phase == State::idle) connection.within(seconds(limits.idle_seconds));
  if (phase == State::head) connection.within(seconds(limits.header_seconds));
  if (phase == State::body) connection.within(seconds(limits.body_seconds));
}

bool unfinished(State state) { return state != State::complete && state != State::refused; }

/// Over its source's share: the head has been read, so that the client is in a state to understand, but nothing more.
bool turned_away(Connection const& connection) {
  auto const state = connection.reader.state();
  return connection.place.admission() == Sources::Admission::too_many &&
         (state == State::body || state == State::complete);
}

Delivery delivery_of(Connection const& connection, bool to_head, bool keep_alive) {
  return {connection.tls, to_head, connection.reader.http11(), keep_alive, std::time(nullptr)};
}

Task<bool> invite_body(std::shared_ptr<Connection> c) {
  std::string const invitation = "HTTP/1.1 100 Continue\r\n\r\n";
  std::string const nothing;
  bool const sent = co_await c->wire.write(invitation, nothing);
  co_return sent;
}

/// Reads until the request is complete or refused; any other state means that the peer is gone.
Task<State> receive(std::shared_ptr<Connection> c) {
  State phase = State::idle;
  enter(*c, phase);
  c->begin_request();
  c->reader.feed(c->input);
  bool invited = false;
  while (unfinished(c->reader.state()) && !turned_away(*c)) {
    if (c->reader.state() != phase) enter(*c, phase = c->reader.state());
    if (phase == State::idle && c->shared.stopping) break;
    if (!invited && c->input.empty() && c->reader.wants_continue()) {
      invited = true;
      bool const sent = co_await invite_body(c);
      if (!sent) break;
    }
    auto const got = co_await c->wire.read(&c->input);
    if (got == 0 && c->wire.interrupted() && phase != State::idle) c->reader.refuse(408);
    if (got == 0) break;
    c->reader.feed(c->input);
  }
  c->waiting = false;
  if (turned_away(*c)) c->reader.refuse(429);
  co_return c->reader.state();
}

Task<void> refuse(std::shared_ptr<Connection> c) {
  int const status = c->reader.status();
  c->shared.refused(status, c->peer.text);
  c->within(kGoodbye);
  auto written = write_response(bare_problem(status), delivery_of(*c, false, false));
  co_await c->wire.write(std::move(written.first), std::move(written.rest));
}

Task<bool> answer(std::shared_ptr<Connection> c) {
  bool const asked_to_stay = c->reader.keep_alive();
  auto request = c->reader.take();
  bool const to_head = request.method == http::Method::head;
  c->take_your_time();
  auto const pending = c->call(std::move(request));
  if (!pending->over()) co_await Pending::wait(pending);
  auto response = pending->take();
  if (!response) co_return false;
  bool const stay = asked_to_stay && !c->shared.stopping;
  c->within(seconds(c->shared.limits.idle_seconds));  // for a peer that does not take its answer
  auto written = write_response(*std::move(response), delivery_of(*c, to_head, stay));
  bool const sent = co_await c->wire.write(std::move(written.first), std::move(written.rest));
  co_return sent&& stay;
}

Task<bool> exchange(std::shared_ptr<Connection> c) {
  auto const state = co_await receive(c);
  bool stay = false;
  if (state == State::complete) stay = co_await answer(c);
  if (state == State::refused) co_await refuse(c);
  co_return stay;
}

}  // namespace

Task<void> converse(std::shared_ptr<Connection> connection) {
  connection->within(seconds(connection->shared.limits.header_seconds));
  bool stay = co_await connection->wire.handshake();
  while (stay) stay = co_await exchange(connection);
  connection->waiting = true;
  if (connection->shared.stopping)
    connection->within(kHurriedGoodbye);
  else
    connection->within(kGoodbye);
  co_await connection->wire.close();
}

}  // namespace troth::net
