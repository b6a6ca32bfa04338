#include "doctor/checks.h"

namespace troth::doctor {

std::span<Topic const> topics() {
  static Topic const all[] = {{"keys and files", file_checks()},
                              {"storage", storage_checks()},
                              {"process", process_checks()},
                              {"its surroundings", surroundings_checks()},
                              {"program", build_checks()},
                              {"listeners", listener_checks()},
                              {"TLS", tls_checks()},
                              {"public pages", page_checks()},
                              {"host", host_checks()},
                              {"kernel", kernel_checks()}};
  return all;
}

}  // namespace troth::doctor
