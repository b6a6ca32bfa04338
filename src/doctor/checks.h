#pragma once
#include "doctor/doctor.h"

namespace troth::doctor {

std::span<Check const> file_checks();
std::span<Check const> storage_checks();
std::span<Check const> process_checks();
std::span<Check const> surroundings_checks();
std::span<Check const> build_checks();
std::span<Check const> listener_checks();
std::span<Check const> tls_checks();
std::span<Check const> page_checks();
std::span<Check const> host_checks();
std::span<Check const> kernel_checks();

/// By the number that statfs gives; cannot tell for one that is in neither list.
Finding judge_file_system(std::uint32_t magic);
/// In bytes.
Finding judge_room(std::uint64_t free, std::uint64_t all);

}  // namespace troth::doctor
