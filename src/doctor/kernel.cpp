#include "doctor/checks.h"
#include "doctor/system.h"

// What the kernel keeps from one process about another, and from every process about itself.

namespace troth::doctor {
namespace {

/// A setting of the kernel that must be at least so and so.
Finding at_least(Patient const& patient, std::string_view name, std::int64_t least) {
  auto const value = setting(patient, name);
  if (!value) return cannot_tell(value.error());
  return judged(*value >= least, std::string(name) + " is " + std::to_string(*value));
}

Finding address_space(Patient const& patient) { return at_least(patient, "kernel/randomize_va_space", 2); }
Finding ptrace_scope(Patient const& patient) { return at_least(patient, "kernel/yama/ptrace_scope", 1); }
Finding kernel_pointers(Patient const& patient) { return at_least(patient, "kernel/kptr_restrict", 1); }
Finding kernel_messages(Patient const& patient) { return at_least(patient, "kernel/dmesg_restrict", 1); }
Finding unprivileged_bpf(Patient const& patient) { return at_least(patient, "kernel/unprivileged_bpf_disabled", 1); }

Finding links(Patient const& patient) {
  auto const symlinks = at_least(patient, "fs/protected_symlinks", 1);
  if (symlinks.outcome != Outcome::held) return symlinks;
  return at_least(patient, "fs/protected_hardlinks", 1);
}

/// proc(5): 1 lets any program that changes its user be dumped; 0 none, 2 readable by root only.
Finding suid_dumps(Patient const& patient) {
  auto const value = setting(patient, "fs/suid_dumpable");
  if (!value) return cannot_tell(value.error());
  return judged(*value != 1, "fs/suid_dumpable is " + std::to_string(*value));
}

constexpr Check kChecks[] = {
    {"addresses-randomised", "The kernel places stack, heap and programs at random.",
     "An attack that must guess addresses mostly ends in a crash.", "sysctl kernel.randomize_va_space=2", Level::must,
     address_space},
    {"ptrace-restricted", "A process can attach only to its own children.",
     "It keeps one program of a user out of another's memory.", "sysctl kernel.yama.ptrace_scope=1", Level::should,
     ptrace_scope},
    {"kernel-pointers-hidden", "The kernel shows its addresses to root only.",
     "They are what an attack on the kernel looks for first.", "sysctl kernel.kptr_restrict=1", Level::should,
     kernel_pointers},
    {"kernel-messages-hidden", "The kernel's messages are shown to root only.",
     "They tell of addresses, and of crashes that an attack caused.", "sysctl kernel.dmesg_restrict=1", Level::should,
     kernel_messages},
    {"links-protected", "Links in folders that all can write do not lead a process astray.",
     "Otherwise another user could make a program of ours write where it must not.",
     "sysctl fs.protected_symlinks=1 fs.protected_hardlinks=1", Level::should, links},
    {"no-suid-dumps", "A program that changed its user is not dumped for all to read.",
     "Its memory may hold what the first user must not see.", "sysctl fs.suid_dumpable=0", Level::should, suid_dumps},
    {"bpf-restricted", "Only root loads programs into the kernel.", "The checker of such programs has had many holes.",
     "sysctl kernel.unprivileged_bpf_disabled=1", Level::should, unprivileged_bpf},
};

}  // namespace

std::span<Check const> kernel_checks() { return kChecks; }

}  // namespace troth::doctor
