// expect: private
#include "keys/pass.h"

troth::keys::RecordPass make() { return troth::keys::RecordPass(); }
