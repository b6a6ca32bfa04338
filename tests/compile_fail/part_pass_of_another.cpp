// expect: private
// One class's pass is no other's: who encrypts records has no business with event parts.
#include "keys/keyring.h"

namespace troth::vault {
class RecordCipher {
 public:
  static ByteView secret(keys::SubjectKey const& key) { return key.audit_secret(keys::PartPass()); }
};
}  // namespace troth::vault
