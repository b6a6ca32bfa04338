#include <iostream>

#include "app/rotate.h"
#include "base/json_writer.h"
#include "log.h"

namespace troth::cli {

int log_rotate(std::filesystem::path const& data, bool after_restore, bool json) {
  if (!after_restore)
    return report(
        fail(Code::invalid, "a log epoch ends after a restore only, and you say that it was one", "--after-restore"));
  auto outcome = app::rotate_log(data);
  if (!outcome) return report(outcome.error());
  if (json) {
    Json out;
    out.object().member("ended_epoch", outcome->from).member("epoch", outcome->to);
    out.member("signed_seals", outcome->signed_size).member("restored_seals", outcome->restored_size);
    out.member("logs", static_cast<std::uint64_t>(outcome->logs)).end();
    std::cout << out.text() << "\n";
    return kOk;
  }
  std::cout << "Log epoch " << outcome->from << " has ended, epoch " << outcome->to << " has begun in " << outcome->logs
            << " logs.\n"
            << "  signed before: " << outcome->signed_size << " seals; in the restored data: " << outcome->restored_size
            << "\n  What was logged after those is lost, and leaf 0 of every log says so, for good.\nNext:\n"
            << "  troth log fsck --data " << data.string() << "\n  troth serve --data " << data.string()
            << "\nWitnesses and policies that list the keys of the next epochs go on by themselves.\n";
  return kOk;
}

}  // namespace troth::cli
