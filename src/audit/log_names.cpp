#include "audit/log_names.h"

#include <charconv>

namespace troth::audit {

std::string origin_of(std::string const& prefix, TenantId log, ByteView handle, std::uint64_t epoch) {
  char const* const kind = log == kSealLog ? "cell" : log == kEvidenceLog ? "evidence" : "t";
  return prefix + "/" + kind + "/" + hex(handle) + "/" + std::to_string(epoch);
}

std::optional<std::uint64_t> epoch_of(std::string_view origin) {
  auto const slash = origin.rfind('/');
  if (slash == origin.npos) return std::nullopt;
  std::string_view const text = origin.substr(slash + 1);
  std::uint64_t epoch = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), epoch);
  if (error != std::errc() || end != text.data() + text.size() || std::to_string(epoch) != text) return std::nullopt;
  return epoch;
}

}  // namespace troth::audit
