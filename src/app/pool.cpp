#include "app/pool.h"

namespace troth::app {
namespace {
constexpr std::size_t kMostWaiting = 1'024;
}

Pool::Pool(unsigned threads) {
  for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { loop(); });
}

Pool::~Pool() {
  {
    Lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_) thread.join();
}

Result<> Pool::post(std::function<void()> work) {
  {
    Lock lock(mutex_);
    if (stopping_) return fail(Code::unavailable, "the server is stopping");
    if (queue_.size() >= kMostWaiting) return fail(Code::exhausted, "too much work is waiting; try again shortly");
    queue_.push_back(std::move(work));
  }
  wake_.notify_one();
  return {};
}

void Pool::loop() {
  for (;;) {
    std::function<void()> work;
    {
      Lock lock(mutex_);
      while (queue_.empty() && !stopping_) wake_.wait(lock);
      if (queue_.empty()) return;
      work = std::move(queue_.front());
      queue_.pop_front();
    }
    work();
  }
}

}  // namespace troth::app
