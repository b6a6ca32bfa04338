// expect: compiles
// The allowed way, so that the others fail for their reason and not for a missing header.
#include "base/secret.h"
#include "keys/keyring.h"

namespace troth::vault {
class RecordCipher {
 public:
  static ByteView key(keys::SubjectKey const& key) { return key.record_key(keys::RecordPass()); }
};
}  // namespace troth::vault

troth::Secret hand_on(troth::Secret secret) { return secret; }
troth::keys::SubjectKey hand_on(troth::keys::SubjectKey key) { return key; }
std::uint32_t version(troth::keys::SubjectKey const& key) { return key.version(); }
