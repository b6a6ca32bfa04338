// expect: private
#include "keys/keyring.h"

troth::ByteView take(troth::keys::SubjectKey const& key) { return key.record_key({}); }
