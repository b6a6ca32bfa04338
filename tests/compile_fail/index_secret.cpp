// expect: private
#include "keys/keyring.h"

troth::ByteView take(troth::keys::IndexKey const& key) { return key.secret({}); }
