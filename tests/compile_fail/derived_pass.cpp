// expect: private
#include "keys/keyring.h"

struct Mine : troth::keys::RecordPass {
  Mine() : troth::keys::RecordPass() {}
};
troth::ByteView take(troth::keys::SubjectKey const& key) { return key.record_key(Mine()); }
