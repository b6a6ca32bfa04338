#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace troth {

/// Microseconds since 1970-01-01 UTC. What the store keeps (BIGINT) and what events carry.
using Time = std::chrono::sys_time<std::chrono::microseconds>;
using Duration = std::chrono::microseconds;

inline std::int64_t to_micros(Time at) { return at.time_since_epoch().count(); }
inline Time from_micros(std::int64_t micros) { return Time(Duration(micros)); }

std::string rfc3339(Time at);                              ///< 2026-11-22T09:30:00.123456Z
std::optional<Time> parse_rfc3339(std::string_view text);  ///< UTC ("Z") only

/// Where "now" comes from. Safe from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
};

/// The host's real-time clock, the only clock of a served cell.
class SystemClock final : public Clock {
 public:
  Time now() const override {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
  }
};

}  // namespace troth
