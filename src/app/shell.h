#pragma once
#include <memory>

#include "app/exchange.h"
#include "app/pool.h"
#include "app/reserve.h"
#include "app/tally.h"
#include "lifecycle/runner.h"

namespace troth::app {

/// The way of one request (docs/tour.md): match a row, authenticate, load facts, get a Grant, run the handler,
/// commit its writes and events, and only then answer. A handler decides; nothing but the shell commits, and no answer
/// to a principal leaves before its event is durable. Any thread.
class Shell {
 public:
  struct Wiring {
    store::Store& store;
    keys::Keyring& keyring;
    audit::Scribe const& scribe;
    Clock const& clock;
    Random& random;
    Services services;
    lifecycle::Runner& jobs;
    bool remote = false;         ///< a query waits for another process: never on a thread that serves connections
    Reserve* reserve = nullptr;  ///< for when the disk is full; none: every set is tried
  };
  static constexpr int kRetries = 3;

  explicit Shell(Wiring wiring);

  void serve(http::Request request, net::Respond respond);
  /// A request the listener refused before it was one.
  void count_refused(int status, std::string const& peer);
  /// Waits until every request that came in has been answered. The listener must have ended.
  void drain() { in_flight_.wait_for_none(); }
  /// Writes what was only counted since the last call as events; once a minute and at the end.
  Result<> log_counts();
  std::vector<Row> const& rows() const { return rows_; }

 private:
  using ExchangePtr = std::shared_ptr<Exchange>;

  void show(http::Request request, net::Respond respond);
  void route(http::Request request, net::Respond respond);
  void decide(ExchangePtr exchange);
  Result<vault::Decision> attempt(vault::Context const& context, Exchange& exchange);
  Result<vault::Decision> attempt_first_admin(vault::Context const& context, Exchange& exchange, Call const& call);
  void submit(ExchangePtr exchange, vault::Decision decision);
  void try_for_room(ExchangePtr exchange, Error error);
  bool evict_and_answer(ExchangePtr exchange, http::Response reply, TenantId tenant);
  void settle(ExchangePtr exchange, http::Response reply, Result<> outcome, TenantId log,
              std::optional<vault::Decision::Job> job);
  void await(ExchangePtr exchange, http::Response reply, TenantId log, JobId job);
  void refuse(ExchangePtr exchange, Error error);
  Result<> log_event(audit::Telling const& telling);
  void answer_stranger(Exchange& exchange, Error const& error);

  Wiring wiring_;
  std::vector<Row> rows_;
  http::Router router_;
  Tally tally_;
  InFlight in_flight_;
  Pool pool_;
  Pool showing_;  ///< one thread, for the pages anybody may ask for
};

}  // namespace troth::app
