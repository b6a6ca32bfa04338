// expect: private
#include "keys/keyring.h"

troth::keys::SubjectKey make() { return troth::keys::SubjectKey(troth::keys::Arena::Held(), 1); }
