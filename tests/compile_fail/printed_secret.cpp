// expect: ostream
#include <iostream>

#include "base/secret.h"

void print(troth::Secret const& secret) { std::cout << secret; }
