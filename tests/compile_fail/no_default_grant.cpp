// expect: no matching
// There is no empty leave to be filled in later.
#include "access/grant.h"

troth::access::Grant nobody() { return troth::access::Grant(); }
