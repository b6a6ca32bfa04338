#include <algorithm>
#include <array>

#include "doctor/elf.h"

// ELF, 64 bits, little endian (System V ABI, gABI chapters 4 and 5; numbers from there and from the GNU extensions):
//   header   0x7f 'E' 'L' 'F' 2 1 …; u16 type at 16, u16 machine at 18, u64 phoff at 32, u16 phentsize at 54, u16 phnum
//   at 56 segment  u32 type, u32 flags (1 run, 2 write), u64 offset, u64 vaddr, u64 paddr, u64 filesz, u64 memsz, u64
//   align dynamic  u64 tag, u64 value, until a tag 0 note     u32 name size, u32 size, u32 type, name, then properties:
//   u32 type, u32 size, bytes, to a multiple of 8

namespace troth::doctor {
namespace {

constexpr std::size_t kHeader = 64, kSegment = 56, kMostNames = 256, kLongestName = 4096;
enum SegmentType : std::uint64_t {
  kLoad = 1,
  kDynamic = 2,
  kStack = 0x6474e551,
  kRelro = 0x6474e552,
  kProperty = 0x6474e553
};
enum Tag : std::uint64_t {
  kNeeded = 1,
  kStrings = 5,
  kStringsSize = 10,
  kRpath = 15,
  kBindNow = 24,
  kRunpath = 29,
  kFlags = 30,
  kFlags1 = 0x6ffffffb
};

Error damaged() { return fail(Code::invalid, "the program's headers lead out of its file"); }

/// A number of `bytes` octets at `at`; what lies outside is 0, and whoever asks has looked at the range before.
std::uint64_t le(ByteView in, std::size_t at, std::size_t bytes) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < bytes && at + i < in.size(); ++i) out |= std::uint64_t{in[at + i]} << (8 * i);
  return out;
}

/// Without overflow, whatever the numbers are.
Result<ByteView> range(ByteView in, std::uint64_t from, std::uint64_t size) {
  if (from > in.size() || size > in.size() - from) return damaged();
  return in.subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(size));
}

struct Segment {
  std::uint64_t type, flags, offset, address, size;
};

Result<std::vector<Segment>> segments_of(ByteView file) {
  if (file.size() < kHeader || le(file, 0, 4) != 0x464c457f || file[4] != 2 || file[5] != 1)
    return fail(Code::invalid, "this is no 64-bit ELF program");
  auto const size = le(file, 54, 2), count = le(file, 56, 2);
  if (size != kSegment) return fail(Code::invalid, "the program's segments have another size");
  TROTH_TRY(auto const table, range(file, le(file, 32, 8), size * count));
  std::vector<Segment> out;
  for (std::size_t at = 0; at < table.size(); at += kSegment)
    out.push_back(
        {le(table, at, 4), le(table, at + 4, 4), le(table, at + 8, 8), le(table, at + 16, 8), le(table, at + 32, 8)});
  return out;
}

/// The bytes that are loaded at an address.
Result<ByteView> loaded(ByteView file, std::vector<Segment> const& segments, std::uint64_t address,
                        std::uint64_t size) {
  for (auto const& one : segments) {
    if (one.type != kLoad || address < one.address || address - one.address > one.size) continue;
    auto const inside = address - one.address;
    if (size > one.size - inside || one.offset > file.size()) return damaged();
    return range(file.subspan(static_cast<std::size_t>(one.offset)), inside, size);
  }
  return damaged();
}

std::string name_at(ByteView names, std::uint64_t at) {
  if (at >= names.size()) return {};
  auto const rest = as_text(names.subspan(static_cast<std::size_t>(at)));
  return std::string(rest.substr(0, std::min(rest.find('\0'), kLongestName)));
}

/// Our own imports are told by their names: the table of symbols has no length of its own.
void read_imports(ByteView names, Elf& out) {
  for (std::size_t at = 0; at < names.size();) {
    auto const rest = as_text(names.subspan(at));
    auto const name = rest.substr(0, rest.find('\0'));
    if (name == "__stack_chk_fail") out.stack_protector = true;
    if (name.starts_with("__") && name.ends_with("_chk") && out.checked.size() < kMostNames && name.size() < 100)
      out.checked.emplace_back(name);
    at += name.size() + 1;
  }
}

Result<> read_dynamic(ByteView file, std::vector<Segment> const& segments, Segment const& dynamic, Elf& out) {
  TROTH_TRY(auto const table, range(file, dynamic.offset, dynamic.size));
  std::uint64_t strings = 0, size = 0;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> named;
  for (std::size_t at = 0; at + 16 <= table.size(); at += 16) {
    auto const tag = le(table, at, 8), value = le(table, at + 8, 8);
    if (tag == 0) break;
    if (tag == kStrings) strings = value;
    if (tag == kStringsSize) size = value;
    if (tag == kBindNow || (tag == kFlags && (value & 8) != 0) || (tag == kFlags1 && (value & 1) != 0))
      out.bind_now = true;
    bool const is_name = tag == kNeeded || tag == kRpath || tag == kRunpath;
    if (is_name && named.size() < kMostNames) named.emplace_back(tag, value);
  }
  TROTH_TRY(auto const names, loaded(file, segments, strings, size));
  for (auto const& [tag, at] : named)
    (tag == kNeeded ? out.libraries : out.library_paths).push_back(name_at(names, at));
  read_imports(names, out);
  out.dynamic = true;
  return {};
}

/// Both bits of GNU_PROPERTY_X86_FEATURE_1_AND: indirect branch tracking and a shadow stack.
bool has_control_flow(ByteView note) {
  constexpr std::uint64_t kFeatures = 0xc0000002, kBoth = 3;
  for (std::size_t at = 16; at + 12 <= note.size();) {
    auto const size = le(note, at + 4, 4);
    if (le(note, at, 4) == kFeatures) return (le(note, at + 8, 4) & kBoth) == kBoth;
    if (size > note.size()) return false;
    at += 8 + static_cast<std::size_t>((size + 7) / 8 * 8);
  }
  return false;
}

/// The switch of planted bugs is an environment variable; only the test-only build asks for it. Its name is put
/// together here, so that this very file does not carry it.
bool asks_for_bugs(ByteView file) {
  std::array<char const*, 3> const syllables{"TROTH", "_", "MUTANT"};
  std::string mark(1, '\0');
  for (auto const* one : syllables) mark += one;
  mark += '\0';
  auto const text = as_text(file);
  return text.find(mark) != text.npos;
}

}  // namespace

Result<Elf> read_elf(ByteView file) {
  TROTH_TRY(auto const segments, segments_of(file));
  Elf out;
  out.position_independent = le(file, 16, 2) == 3;
  out.x86 = le(file, 18, 2) == 62;
  out.test_only = asks_for_bugs(file);
  for (auto const& one : segments) {
    if (one.type == kRelro) out.relro = true;
    if (one.type == kStack) out.stack_is_data = (one.flags & 1) == 0;
    if (one.type == kLoad && (one.flags & 3) == 3) out.writable_code = true;
    if (one.type == kDynamic && !out.dynamic) TROTH_TRY(read_dynamic(file, segments, one, out));
    if (one.type != kProperty) continue;
    TROTH_TRY(auto const note, range(file, one.offset, one.size));
    out.control_flow = has_control_flow(note);
  }
  return out;
}

}  // namespace troth::doctor
