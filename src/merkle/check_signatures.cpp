#include "merkle/receipt.h"

namespace troth::merkle {
namespace {

std::vector<VerifierKey> pinned_keys(Policy const& policy, std::string const& origin) {
  std::vector<VerifierKey> out;
  for (auto const& log : policy.logs)
    if (log.key.name() == origin) out.push_back(log.key);
  return out;
}

std::string says(Policy::Standing const& standing) {
  if (standing.witnesses.empty())
    return "the policy asks for no witness and none cosigned: a rollback or a fork is not excluded";
  std::string names;
  for (auto const& witness : standing.witnesses) names += (names.empty() ? "" : ", ") + witness;
  return "cosigned by " + names + "; level " + std::string(name(standing.level));
}

Check check_witnesses(Note const& checkpoint, Policy const& policy, std::optional<Policy::Standing>& standing) {
  auto judged = policy.judge(checkpoint);
  if (judged) {
    standing = std::move(*judged);
    return {"witnesses", true, says(*standing)};
  }
  if (judged.error().code == Code::corrupt)
    return {"witnesses", false,
            "the signature of " + judged.error().at +
                " is false: the checkpoint or this signature was altered after it was made"};
  return {"witnesses", false,
          "too few witnesses of the policy's quorum " + policy.quorum +
              " cosigned: that everybody sees this same log is not shown"};
}

}  // namespace

Check check_log_signature(std::string_view name, Note const& checkpoint, Policy const& policy) {
  auto refused = [&](std::string why) { return Check{std::string(name), false, std::move(why)}; };
  auto head = Checkpoint::parse(checkpoint.text);
  if (!head) return refused("the signed text is no checkpoint: " + std::string(head.error().message));
  auto keys = pinned_keys(policy, head->origin);
  if (keys.empty())
    return refused("the policy pins no key of the log " + head->origin +
                   ": this is another log, or the policy lacks it");
  auto found = signers(checkpoint, keys);
  if (!found)
    return refused("the signature of the pinned key of " + head->origin +
                   " is false: the checkpoint was altered after it was signed");
  if (found->empty())
    return refused("no pinned key of " + head->origin +
                   " signed the checkpoint: another key made it, or the policy is outdated");
  return {std::string(name), true, "the checkpoint is signed by the pinned key of " + head->origin};
}

std::vector<Check> check_signatures(Note const& checkpoint, Policy const& policy,
                                    std::optional<Policy::Standing>& standing) {
  std::vector<Check> out{check_log_signature("log signature", checkpoint, policy)};
  if (out.back().held) out.push_back(check_witnesses(checkpoint, policy, standing));
  return out;
}

}  // namespace troth::merkle
