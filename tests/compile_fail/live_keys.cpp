// expect: private
#include "keys/keyring.h"

troth::keys::LiveKeys& take(troth::keys::Keyring& ring) { return ring.live(); }
