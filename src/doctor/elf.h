#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace troth::doctor {

/// What the hardening of a program shows itself by, as its headers and its dynamic section say it. 64 bits, little
/// endian: what troth is built for.
struct Elf {
  bool x86 = false;
  bool dynamic = false;               ///< it has imports, by which the last three show
  bool test_only = false;             ///< asks for planted bugs
  bool position_independent = false;  ///< ET_DYN
  bool relro = false, bind_now = false;
  bool stack_is_data = false;              ///< GNU_STACK is there and not executable
  bool writable_code = false;              ///< a segment is both
  bool control_flow = false;               ///< x86: IBT and SHSTK in its GNU property note
  std::vector<std::string> library_paths;  ///< RPATH, RUNPATH
  std::vector<std::string> libraries;      ///< NEEDED
  std::vector<std::string> checked;        ///< imported names that end in _chk
  bool stack_protector = false;            ///< imports __stack_chk_fail
};

/// Over any bytes: an offset or a count that leads out of them is an Error, never believed. invalid if it is no such
/// program.
Result<Elf> read_elf(ByteView file);

}  // namespace troth::doctor
