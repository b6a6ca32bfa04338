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

}  // namespace troth::doctor
