#pragma once
#include <time.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "base/result.h"

namespace troth::bench {

/// A measurement that met an error measures nothing: it ends the program.
[[noreturn]] inline void give_up(Error const& error) {
  std::fprintf(stderr, "bench: %s %s %s\n", std::string(error.message).c_str(), error.at.c_str(), error.detail.c_str());
  std::exit(1);
}
template <class T>
T must(Result<T> result) {
  if (!result) give_up(result.error());
  return std::move(result).value();
}
inline void must(Result<> result) {
  if (!result) give_up(result.error());
}

/// Processor time of all threads of this process: what other programs do at the same time is not in it.
inline double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(Steady::now() - began_).count(); }
  double ms() const { return seconds() * 1000; }
  double cpu() const { return cpu_seconds() - cpu_; }

 private:
  using Steady = std::chrono::steady_clock;
  Steady::time_point began_ = Steady::now();
  double cpu_ = cpu_seconds();
};

/// A whole number from the environment, or what holds without it.
inline std::int64_t from_environment(char const* name, std::int64_t otherwise) {
  char const* text = std::getenv(name);
  return text ? std::atoll(text) : otherwise;
}

/// All runs of each figure, by name. Whoever reads them takes the median.
class Figures {
 public:
  void add(std::string const& name, double value) {
    std::fprintf(stderr, "  %s %.4g\n", name.c_str(), value);
    runs_[name].push_back(value);
  }
  std::string text() const {
    Json json;
    json.object();
    for (auto const& [name, runs] : runs_) {
      json.key(name).array();
      for (double run : runs) json.value(run);
      json.end();
    }
    return json.end().text();
  }

 private:
  std::map<std::string, std::vector<double>> runs_;
};

}  // namespace troth::bench
