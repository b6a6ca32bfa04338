#include <sys/stat.h>

#include "doctor/checks.h"
#include "doctor/system.h"

// How the program was built, and who can exchange it.

namespace troth::doctor {
namespace {

namespace fs = std::filesystem;

/// A judgement over the program's headers, or why there is none.
template <class Judge>
Finding of(Patient const& patient, Judge judge) {
  return patient.elf ? judge(*patient.elf) : cannot_tell(patient.elf.error());
}

Finding position_independent(Patient const& patient) {
  return of(patient, [](Elf const& elf) {
    return judged(elf.position_independent, elf.position_independent ? "it is" : "it has a fixed address");
  });
}

Finding relro(Patient const& patient) {
  return of(patient, [](Elf const& elf) {
    return judged(elf.relro && elf.bind_now, std::string(elf.relro ? "RELRO" : "no RELRO") +
                                                 (elf.bind_now ? ", bound at the start" : ", bound when first called"));
  });
}

Finding stack(Patient const& patient) {
  return of(patient, [](Elf const& elf) {
    return judged(elf.stack_is_data, elf.stack_is_data ? "GNU_STACK without X" : "the stack can be run");
  });
}

Finding segments(Patient const& patient) {
  return of(patient,
            [](Elf const& elf) { return judged(!elf.writable_code, elf.writable_code ? "one is" : "none is"); });
}

Finding stack_protector(Patient const& patient) {
  return of(patient, [](Elf const& elf) {
    if (!elf.dynamic) return cannot_tell("it has no imports to tell by");
    return judged(elf.stack_protector, elf.stack_protector ? "imports __stack_chk_fail" : "no __stack_chk_fail");
  });
}

Finding fortified(Patient const& patient) {
  return of(patient, [](Elf const& elf) {
    if (!elf.dynamic) return cannot_tell("it has no imports to tell by");
    return judged(!elf.checked.empty(), elf.checked.empty() ? "imports no _chk function" : listed(elf.checked));
  });
}

Finding library_paths(Patient const& patient) {
  return of(patient, [](Elf const& elf) {
    return judged(elf.library_paths.empty(), elf.library_paths.empty() ? "none" : listed(elf.library_paths));
  });
}

Finding control_flow(Patient const& patient) {
  return of(patient, [](Elf const& elf) {
    if (!elf.x86) return cannot_tell("it is not built for x86");
    return judged(elf.control_flow, elf.control_flow ? "IBT and SHSTK" : "not marked for IBT and SHSTK");
  });
}

Finding no_planted_bugs(Patient const& patient) {
  std::error_code error;
  if (!patient.data.empty() && fs::exists(patient.data / "test-only", error))
    return not_held("the folder was made by a build with planted bugs");
  return of(patient, [](Elf const& elf) {
    return judged(!elf.test_only, elf.test_only ? "the program carries planted bugs" : "no mark of them");
  });
}

/// The file and its folder: whoever may write to either puts another program there.
Finding not_replaceable(Patient const& patient) {
  std::error_code error;
  auto const program = fs::canonical(patient.binary, error);
  if (error) return cannot_tell("its file cannot be found from here");
  for (auto const& path : {program, program.parent_path()}) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return cannot_tell(path.string() + " cannot be looked at");
    bool const kept = (info.st_mode & S_ISVTX) != 0 && path != program;  // a sticky folder keeps others' files
    if ((info.st_mode & 022) != 0 && !kept)
      return not_held(path.string() + " can be written by others", "chmod go-w " + path.string());
  }
  return held(program.string());
}

/// After an update on disk the old program serves on until it is restarted.
Finding current(Patient const& patient) {
  if (patient.server == 0) return cannot_tell("no process was found");
  std::error_code error;
  auto const link = fs::read_symlink(patient.process("exe"), error);
  if (error) return cannot_tell("its program is not shown to this user; run the doctor as root");
  return judged(!link.string().ends_with(" (deleted)"), link.string());
}

constexpr Check kChecks[] = {
    {"position-independent", "The program can be loaded at any address.",
     "Without it the kernel cannot place it at random.", "build with -fPIE -pie, as CMakeLists.txt does", Level::must,
     position_independent},
    {"full-relro", "The table of foreign functions is closed before the program starts.",
     "A single stray write into it would be a call of the attacker's choice.", "link with -z relro -z now", Level::must,
     relro},
    {"stack-not-executable", "The stack holds data, never code.", "What is written there by an attack cannot be run.",
     "link with -z noexecstack", Level::must, stack},
    {"no-writable-code", "No part of the program can be written and run.", "It would be the place to put an attack.",
     "link without segments that are both", Level::must, segments},
    {"stack-protector", "A guard stands before each return address.",
     "An overflow ends the process before it ends in a jump.", "build with -fstack-protector-strong", Level::must,
     stack_protector},
    {"fortified", "Copies of the C library check their bounds.", "An overflow ends the process.",
     "build with -O2 -D_FORTIFY_SOURCE=2: the release preset", Level::should, fortified},
    {"no-library-paths", "The program names no folder of its own to load libraries from.",
     "Whoever can write there decides what it runs.", "link without -rpath", Level::must, library_paths},
    {"control-flow-marked", "The program is marked for the processor's own guard of jumps.",
     "Where processor and kernel have it, jumps into the middle of code fail.", "build with -fcf-protection",
     Level::info, control_flow},
    {"no-planted-bugs", "This is no test-only build, and none made the folder.",
     "Such a build can be told to break a promise.", "serve with the release build a folder that it made", Level::must,
     no_planted_bugs},
    {"program-not-replaceable", "Only its owner can change the program and its folder.",
     "Whoever can exchange the program has everything at the next start.", "chmod go-w on the file and its folder",
     Level::must, not_replaceable},
    {"program-current", "The program that runs is the one on the disk.",
     "An update protects only once the server was restarted.", "restart the server", Level::should, current},
};

}  // namespace

std::span<Check const> build_checks() { return kChecks; }

}  // namespace troth::doctor
