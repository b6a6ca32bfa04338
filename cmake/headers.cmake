# troth_headers(target kind): with TROTH_PCH the target reads the standard headers as one precompiled header. The first target of a
# kind makes it, the others of that kind use it: `library` and `program` differ in how their code may be placed, `test` also has
# gtest. Headers of ours are not in it, as each change of one would then compile everything. A file must still include what it
# uses: the clang build, which has no precompiled header, fails where it does not.
set(troth_standard_headers
    <algorithm> <array> <atomic> <charconv> <chrono> <compare> <condition_variable> <cstddef> <cstdint> <cstdio> <cstdlib> <cstring>
    <filesystem> <functional> <initializer_list> <map> <memory> <mutex> <optional> <set> <span> <string> <string_view> <thread>
    <tuple> <unordered_map> <utility> <variant> <vector>)

function(troth_headers target kind)
  get_target_property(type ${target} TYPE)
  if(NOT TROTH_PCH OR type STREQUAL "INTERFACE_LIBRARY")
    return()
  endif()
  get_property(maker GLOBAL PROPERTY troth_headers_${kind})
  if(maker)
    target_precompile_headers(${target} REUSE_FROM ${maker})
    return()
  endif()
  set_property(GLOBAL PROPERTY troth_headers_${kind} ${target})
  set(headers ${troth_standard_headers})
  if(kind STREQUAL "test")
    list(APPEND headers <gtest/gtest.h>)
  endif()
  target_precompile_headers(${target} PRIVATE ${headers})
endfunction()
