#include "trust/read_text.h"

#include <deque>
#include <map>

#include "base/mutex.h"

// A page that lists a hundred versions reads a hundred texts of some 60 KiB; parsing and hashing them at each request
// would take longer than all the rest of the page.

namespace troth::trust {
namespace {

using Parsed = std::shared_ptr<TomText const>;

class KeptTexts {
 public:
  /// None unless these very bytes were read under this hash.
  Parsed find(std::string const& hash, std::string const& text) {
    Lock lock(mutex_);
    auto const it = kept_.find(hash);
    return it != kept_.end() && it->second.text == text ? it->second.parsed : nullptr;
  }
  void keep(std::string const& hash, std::string const& text, Parsed const& parsed) {
    constexpr std::size_t kMost = 256;
    Lock lock(mutex_);
    if (!kept_.emplace(hash, One{text, parsed}).second) return;
    order_.push_back(hash);
    if (order_.size() <= kMost) return;
    kept_.erase(order_.front());
    order_.pop_front();
  }

 private:
  struct One {
    std::string text;
    Parsed parsed;
  };
  Mutex mutex_;
  std::map<std::string, One> kept_ TROTH_GUARDED_BY(mutex_);
  std::deque<std::string> order_ TROTH_GUARDED_BY(mutex_);  ///< oldest first
};

KeptTexts& kept_texts() {
  static KeptTexts out;
  return out;
}

}  // namespace

Result<Parsed> read_text(std::string const& hash, std::string const& text) {
  if (auto known = kept_texts().find(hash, text)) return known;
  auto parsed = TomText::parse(text);
  if (!parsed || hash_of(text) != hash)
    return fail(Code::corrupt, "the text of a TOM version is not what its hash says");
  Parsed out = std::make_shared<TomText const>(std::move(*parsed));
  kept_texts().keep(hash, text, out);
  return out;
}

Result<Parsed> text_of(TomVersion const& version) {
  if (version.parsed) return version.parsed;
  TROTH_TRY(auto text, TomText::parse(version.text));
  return std::make_shared<TomText const>(std::move(text));
}

}  // namespace troth::trust
