#include "app/own_policy.h"

#include "base/private_file.h"
#include "merkle/checkpoint.h"

namespace troth::app {

Result<OwnPolicy> OwnPolicy::read(std::filesystem::path const& data) {
  OwnPolicy out;
  auto const text = read_file(data / "policy", 256u << 10);
  if (!text && text.error().code == Code::gone) return out;
  if (!text) return text.error();
  TROTH_TRY(out.policy, merkle::Policy::parse(*text));
  out.policy.logs.clear();
  auto ca = data / "witness-ca.pem";
  std::error_code ignored;
  if (!std::filesystem::exists(ca, ignored)) ca.clear();
  TROTH_TRY(auto cosigners, witness::Cosigners::over_tls(out.policy, ca));
  out.cosigners = std::move(cosigners);
  return out;
}

Result<std::vector<std::string>> OwnPolicy::newest_of(std::string const& text) {
  if (text.empty() || !cosigners) return std::vector<std::string>();
  TROTH_TRY(auto note, merkle::Note::parse(text));
  TROTH_TRY(auto head, merkle::Checkpoint::parse(note.text));
  return cosigners->newest_of(head.origin);
}

}  // namespace troth::app
