// read_elf over arbitrary bytes: it refuses them or gives lists of bounded length, whatever offsets and counts they
// hold.
#include "base/check.h"
#include "doctor/elf.h"
#include "doctor/sockets.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace troth;
  for (auto const& line : doctor::parse_net(as_text(ByteView(data, size))))
    TROTH_CHECK(!line.local.address.empty() && !line.inode.empty());
  auto const elf = doctor::read_elf(ByteView(data, size));
  if (!elf) return 0;
  TROTH_CHECK(elf->libraries.size() + elf->library_paths.size() <= 256 && elf->checked.size() <= 256);
  TROTH_CHECK(elf->dynamic || (elf->libraries.empty() && !elf->bind_now && !elf->stack_protector));
  for (auto const& path : elf->library_paths) TROTH_CHECK(path.size() <= 4096);
  return 0;
}
