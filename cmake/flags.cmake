# Flags every target shares: warnings, hardening, sanitizers.
add_library(troth_flags INTERFACE)
target_compile_options(troth_flags INTERFACE -Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor -fstack-protector-strong)
if(TROTH_WERROR)
  target_compile_options(troth_flags INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(troth_flags INTERFACE -fstack-clash-protection)
  # g++ 12 sees uninitialised reads in moved std::variant members that are not there; the sanitized build looks for real ones.
  target_compile_options(troth_flags INTERFACE -Wno-maybe-uninitialized)
  if(TROTH_SANITIZE)  # so it is with the other warnings that only an optimiser gives; the sanitizers look at what really happens
    target_compile_options(troth_flags INTERFACE -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread
      -Wno-stringop-truncation -Wno-restrict -Wno-dangling-pointer -Wno-use-after-free -Wno-free-nonheap-object -Wno-nonnull)
  endif()
else()
  target_compile_options(troth_flags INTERFACE -Wthread-safety)
  if(TROTH_SANITIZE MATCHES "undefined")  # clang 14 cannot place the check's data beside coroutine frames
    target_compile_options(troth_flags INTERFACE -fno-sanitize=function)
  endif()
endif()
target_compile_definitions(troth_flags INTERFACE _GLIBCXX_ASSERTIONS BOOST_ALLOW_DEPRECATED_HEADERS)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(troth_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()
target_link_options(troth_flags INTERFACE -Wl,-z,relro,-z,now)
if(TROTH_SANITIZE)
  target_compile_options(troth_flags INTERFACE -fsanitize=${TROTH_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(troth_flags INTERFACE -fsanitize=${TROTH_SANITIZE})
endif()
