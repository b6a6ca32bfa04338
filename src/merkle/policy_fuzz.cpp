// Policy::parse over arbitrary text: every name in what it took is known, every group can be satisfied, and a
// checkpoint that none of its logs signed stands nowhere.
#include <set>

#include "base/check.h"
#include "merkle/policy.h"

using namespace troth;

namespace {

void check_names(merkle::Policy const& policy) {
  std::set<std::string> names{"none"};
  for (auto const& witness : policy.witnesses) {
    TROTH_CHECK(names.insert(witness.name).second);
    TROTH_CHECK(witness.level != merkle::WitnessLevel::none);
  }
  for (auto const& group : policy.groups) {
    TROTH_CHECK(group.least >= 1 && group.least <= group.members.size());
    for (auto const& member : group.members) TROTH_CHECK(names.contains(member));
    TROTH_CHECK(names.insert(group.name).second);
  }
  TROTH_CHECK(names.contains(policy.quorum));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const policy = merkle::Policy::parse(as_text(ByteView(data, size)));
  if (!policy) return 0;
  check_names(*policy);
  merkle::Note note{"example.com/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", {}};
  TROTH_CHECK(!policy->judge(note));
  for (auto const& log : policy->logs) note.signatures.push_back({log.key.name(), log.key.id(), Bytes(64, 1)});
  TROTH_CHECK(!policy->judge(note));
  return 0;
}
