#include "keys/harden.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TROTH_UNDER_ASAN_
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define TROTH_UNDER_ASAN_
#endif

namespace troth::keys {

Result<> harden_process() {
  rlimit const none{0, 0};
  if (::setrlimit(RLIMIT_CORE, &none) != 0) return fail(Code::unavailable, "core dumps cannot be switched off");
#if !defined(TROTH_UNDER_ASAN_)
  // The leak checker of a sanitized build attaches to its own process; a served binary has no such need.
  if (::prctl(PR_SET_DUMPABLE, 0) != 0) return fail(Code::unavailable, "the process cannot be closed to debuggers");
#endif
  return {};
}

}  // namespace troth::keys
