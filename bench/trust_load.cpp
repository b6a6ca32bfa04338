// A reader of the trust pages: TLS, kept connections, one thread each.
#include <algorithm>
#include <thread>

#include "client/client.h"
#include "trust_parts.h"

namespace troth::bench {
namespace {

constexpr std::size_t kConnections[] = {1, 8};

/// Milliseconds of each request over one connection, after a few that do not count: they open it.
std::vector<double> asked(client::Target const& where, std::string const& target, std::size_t times) {
  constexpr std::size_t kWarm = 5;
  auto const client = must(client::connect(where));
  http::Request request;
  request.method = http::Method::get;
  request.target = target;
  std::vector<double> out;
  for (std::size_t i = 0; i < kWarm + times; ++i) {
    Stopwatch const watch;
    auto const response = must(client->send(request));
    if (i >= kWarm) out.push_back(watch.ms());
    if (response.status != 200)
      give_up(fail(Code::unavailable, "a page was refused", target, std::to_string(response.status)));
  }
  return out;
}

std::vector<double> asked_by_many(client::Target const& where, std::string const& target, std::size_t connections,
                                  std::size_t requests) {
  std::vector<std::vector<double>> each(connections);
  std::vector<std::thread> threads;
  for (auto& times : each) threads.emplace_back([&] { times = asked(where, target, requests / connections); });
  for (auto& thread : threads) thread.join();
  std::vector<double> out;
  for (auto const& times : each) out.insert(out.end(), times.begin(), times.end());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

void load_pages(std::string const& url, std::filesystem::path const& ca, std::vector<std::string> const& targets,
                Figures& figures) {
  client::Target const where{{}, url, ca};
  auto const requests = static_cast<std::size_t>(from_environment("TROTH_BENCH_REQUESTS", 2'000));
  for (auto const connections : kConnections)
    for (auto const& target : targets) {
      auto const times = asked_by_many(where, target, connections, requests);
      auto const name = target + " x" + std::to_string(connections) + " ";
      figures.add(name + "p50_ms", times[times.size() / 2]);
      figures.add(name + "p95_ms", times[times.size() * 95 / 100]);
      figures.add(name + "p99_ms", times[times.size() * 99 / 100]);
    }
}

}  // namespace troth::bench
