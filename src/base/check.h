#pragma once
#include <cstdio>
#include <cstdlib>

/// An invariant of our own code; always on, aborts. Never for input from users, network or disk: those get an Error.
#define TROTH_CHECK(condition)                                                               \
  do {                                                                                       \
    if (!(condition)) [[unlikely]] {                                                         \
      std::fprintf(stderr, "%s:%d: invariant broken: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                          \
    }                                                                                        \
  } while (false)
