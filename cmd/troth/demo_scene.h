#pragma once
#include <functional>
#include <ostream>

#include "act/vocabulary.h"
#include "demo_api.h"
#include "demo_observer.h"

namespace troth::cli {

struct DemoOperation {
  std::string name;
  std::string event;  ///< the Audit-Event of its answer
  bool ok = false;
};

/// One operation as it is shown: the call, the answer, its event, and what the observer saw. It is ok once something
/// was seen and everything looked for was as it has to be; the status of the answer is one of these things and never
/// enough.
class Scene {
 public:
  /// What of an answer may stand on a screen; content of a conversation may not.
  using Extract = std::function<std::string(Answer const&)>;

  Scene(std::ostream& out, Observer const& observer, std::string name, std::string_view about);

  /// Sends, shows, and looks for the answer's event, of this type, in the log of `log`. The first one names the
  /// operation.
  Result<Answer> perform(Api& api, Secret const& token, Ask const& ask, int status, TenantId log, act::EventType type,
                         Extract const& extract = {});
  /// From now on another cell is looked at: that of `observer`, which has to live as long.
  void look_through(Observer const& observer) { observer_ = &observer; }
  void look_for_event(TenantId log, std::string const& id, act::EventType type);
  void saw(bool holds, std::string_view words);
  void failed(Error const& error);
  DemoOperation result() const { return {name_, event_, all_held_ && looks_ > 0}; }

 private:
  std::ostream& out_;
  Observer const* observer_;
  std::string name_, event_;
  bool all_held_ = true;
  int looks_ = 0;
};

/// "d7010100 00000001 5c1f…": the first bytes, in fours.
std::string first_bytes(Bytes const& bytes, std::size_t count = 24);
/// "in 1 place".
std::string in_places(std::size_t count);

}  // namespace troth::cli
