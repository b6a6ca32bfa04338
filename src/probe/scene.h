#pragma once
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/secret.h"
#include "client/client.h"
#include "http/json.h"
#include "probe/probe.h"
#include "probe/traces.h"
#include "probe/twin.h"

namespace troth::probe {

using Headers = std::map<std::string, std::string>;

struct Answer {
  int status = 0;
  std::string body;
  std::map<std::string, std::string> headers;  ///< names in lower case

  std::string event() const;                         ///< Audit-Event, or empty
  Result<std::string> text(std::string_view) const;  ///< a text member of the JSON body
  Result<http::JsonValue::Object> object() const;
};

/// Somebody who asks: a token, or none. One connection, kept; one thread at a time.
class Caller {
 public:
  Caller(client::Target target, std::optional<Secret> token);
  /// Any status is an answer; an error only if no answer came.
  Result<Answer> ask(http::Method method, std::string const& path, std::string body = {}, Headers headers = {});
  Result<Answer> get(std::string const& path, Headers headers = {}) {
    return ask(http::Method::get, path, {}, headers);
  }
  Result<Answer> post(std::string const& path, std::string body = {}, Headers headers = {}) {
    return ask(http::Method::post, path, std::move(body), headers);
  }
  Result<Answer> put(std::string const& path, std::string body, Headers headers = {}) {
    return ask(http::Method::put, path, std::move(body), headers);
  }
  /// An error, with the answer's words, for every other status.
  Result<Answer> expect(int status, http::Method method, std::string const& path, std::string body = {},
                        Headers headers = {});
  /// Credential as sent, to look for it in files or to try it elsewhere.
  std::optional<Secret> const& token() const { return token_; }
  client::Target const& target() const { return target_; }
  /// Asks there from now on: a twin that was restarted may listen elsewhere.
  void follow(client::Target const& target);
  /// From then on every `ask` is an error: a probe that is over its time comes to its end.
  void end_at(std::chrono::steady_clock::time_point until) { until_ = until; }
  /// Every `ask` is then the error `denied` with these words, a literal: there is no such person in this run.
  void stay_out(std::string_view why) { why_not_ = why; }
  /// Keeps there whatever it makes that somebody has to clear away.
  void leave_traces(std::shared_ptr<Traces> traces) { traces_ = std::move(traces); }

 private:
  client::Target target_;
  std::optional<Secret> token_;
  std::chrono::steady_clock::time_point until_ = std::chrono::steady_clock::time_point::max();
  std::string_view why_not_;
  std::shared_ptr<Traces> traces_;
  std::unique_ptr<client::Client> client_;
};

/// A tenant of the probe's own, with two people to ask as. The kit has defined the purposes `support` and `quality`,
/// the retention class `chat` (365 days) and the collection `contact` {display_name text, email text indexed, score
/// integer (purpose quality)}, each field retention `chat`, purposes support unless said.
struct Tenant {
  std::string id;
  std::string base;  ///< "/v1/tenants/<id>"
  Caller owner;      ///< everything but reading the log
  Caller reader;     ///< reading the log, alone

  /// A new person with one contact record; ids.
  struct Person {
    std::string subject, record;
    std::string path;  ///< of the record
  };
  Result<Person> person(std::string const& display_name, std::string const& email);
  /// Waits for a job at `location` to be completed: 30 s at most.
  Result<> completed(std::string const& location);
};

struct Observation {
  bool held = false;
  std::string what;  ///< what was seen, one sentence; never a secret, and of data only made-up canaries
};

/// What one run of one probe sees of the cell it attacks, and what it says of it. One thread.
class Scene {
 public:
  struct Wiring;  ///< scene_wiring.h: for the runner
  explicit Scene(Wiring wiring);
  ~Scene();

  Place place() const;
  Tenant& tenant();     ///< the probe's own
  Tenant& neighbour();  ///< another one, foreign to the first; in a customer's run each of its people is an error
  Caller& stranger();   ///< without a token
  /// A further principal of the probe's tenant with these permissions.
  Result<Caller> principal(std::vector<std::string> const& permissions);
  /// Somebody with this token, as one of this run: asks no longer than it, and what they make is cleared away with it.
  Caller caller(std::string_view token) const;
  client::Target const& target() const;
  std::string const& host() const;  ///< for raw sockets: "127.0.0.1"
  std::uint16_t port() const;

  /// Unpredictable, made-up, different in each run: "canary-<label>-<20 letters>".
  std::string canary(std::string_view label);
  Random& random();

  /// Whether a customer runs this with a tenant of its own: there is no neighbour then, and there are no files.
  bool of_customer() const;
  /// The cell's data folder, never its seal. An error where this run may not see files.
  Result<std::filesystem::path> data() const;
  /// Where these bytes stand in any file of the data folder (its keys and tls folders too): file names. Databases,
  /// their logs, snapshots; for a cell on databases also their rows, one entry each. unimplemented where nobody can
  /// look there.
  Result<std::vector<std::string>> files_with(std::string_view needle) const;

  /// Only where `place() == Place::twin`; an error otherwise.
  Result<Twin*> twin();

  /// One sample: what must hold, and whether it did. The verdict is pass if there is at least one and all held.
  void saw(bool held, std::string what);
  /// The same for a status: `must` is what it has to be.
  void saw_status(Answer const& answer, int must, std::string const& what);
  std::vector<Observation> const& observations() const;

 private:
  void follow() const;
  std::unique_ptr<Wiring> wiring_;
};

}  // namespace troth::probe
