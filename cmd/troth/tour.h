#pragma once
#include <map>

#include "app/pool.h"
#include "base/mutex.h"
#include "net/listener.h"
#include "tour_stop.h"

namespace troth::cli {

/// The page /tour of a demo, served by the demo and not by its cell (docs/decisions/0013). Loopback only; a stop runs
/// when its form is sent from this very page, one at a time.
class Tour {
 public:
  /// Listens with the demo's certificate and writes DATA/tour-url, to which the cell sends those who ask it for /tour.
  static Result<std::unique_ptr<Tour>> start(TourCast cast);
  ~Tour();

  std::string const& url() const { return url_; }

 private:
  explicit Tour(TourCast cast) : cast_(std::move(cast)) {}
  void serve(http::Request request, net::Respond const& respond);
  http::Response answer(http::Request const& request);
  http::Response run(TourStop const& stop, http::Request const& request);
  bool from_this_page(http::Request const& request) const;

  TourCast cast_;
  std::string url_, origin_;
  Mutex mutex_;
  std::map<std::string, TourSeen> seen_ TROTH_GUARDED_BY(mutex_);
  app::Pool pool_{1};
  std::unique_ptr<net::Listener> listener_;
};

}  // namespace troth::cli
