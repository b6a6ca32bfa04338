#include "merkle/lines.h"
#include "merkle/slots.h"

namespace troth::merkle {
namespace {

constexpr std::string_view kFirstLine = "epoch/v1";

}  // namespace

// Lenient in reading the lines, strict in the whole: what is written anew must be the same bytes.
std::optional<EpochEnd> EpochEnd::parse(ByteView entry) {
  Lines lines(as_text(entry));
  auto head = lines.next();
  auto origin = lines.next();
  auto size = decimal(lines.next().value_or(""));
  auto root = hash_of_base64(lines.next().value_or(""));
  auto restored_size = decimal(lines.next().value_or(""));
  auto restored_root = hash_of_base64(lines.next().value_or(""));
  auto seconds = decimal(lines.next().value_or(""));
  if (head != kFirstLine || !origin || origin->empty() || !size || !root || !restored_size || !restored_root ||
      !seconds)
    return std::nullopt;
  EpochEnd out{std::string(*origin), *size, *root, *restored_size, *restored_root, *seconds};
  return out.encode() == to_bytes(entry) ? std::optional(std::move(out)) : std::nullopt;
}

Bytes EpochEnd::encode() const {
  std::string out(kFirstLine);
  for (auto const& line : {origin, std::to_string(size), base64(root), std::to_string(restored_size),
                           base64(restored_root), std::to_string(seconds)})
    out += "\n" + line;
  return to_bytes(as_bytes(out + "\n"));
}

}  // namespace troth::merkle
