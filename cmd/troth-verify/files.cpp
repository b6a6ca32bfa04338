#include "files.h"

#include <cerrno>
#include <fstream>

namespace troth::verify {
namespace {

constexpr std::size_t kLargestPolicy = 1 << 20, kLargestHead = 1 << 20;

/// The same failure, at the file that it is about.
Error in_file(Error const& error, std::filesystem::path const& name) {
  return fail(error.code, error.message, name.string() + (error.at.empty() ? "" : ": " + error.at));
}

}  // namespace

Result<Bytes> read_file(std::filesystem::path const& name, std::size_t most) {
  errno = 0;
  std::ifstream in(name, std::ios::binary);
  if (!in)
    return fail(errno == ENOENT || errno == ENOTDIR ? Code::not_found : Code::unavailable,
                "this file cannot be opened; check its name and your rights", name.string());
  Bytes out;
  for (std::size_t size = std::min<std::size_t>(most + 1, 64 << 10);; size = std::min(most + 1, size * 2)) {
    auto had = out.size();
    out.resize(size);
    in.read(reinterpret_cast<char*>(out.data() + had), static_cast<std::streamsize>(size - had));
    if (in.bad()) return fail(Code::unavailable, "this file cannot be read; is it a folder?", name.string());
    out.resize(had + static_cast<std::size_t>(in.gcount()));
    if (out.size() > most) return fail(Code::too_large, "this file is too large; is it the right one?", name.string());
    if (in.eof()) return out;
  }
}

Result<std::optional<merkle::Policy>> read_policy(Arguments const& arguments) {
  auto name = arguments.optional("--policy");
  if (!name) return std::optional<merkle::Policy>();
  TROTH_TRY(auto text, read_file(*name, kLargestPolicy));
  auto policy = merkle::Policy::parse(as_text(text));
  if (!policy) return in_file(policy.error(), *name);
  return std::optional(std::move(*policy));
}

Result<SignedHead> parse_head(std::string_view text) {
  TROTH_TRY(auto note, merkle::Note::parse(text));
  TROTH_TRY(auto head, merkle::Checkpoint::parse(note.text));
  return SignedHead{std::move(note), std::move(head)};
}

Result<SignedHead> read_head(std::filesystem::path const& name) {
  TROTH_TRY(auto text, read_file(name, kLargestHead));
  auto head = parse_head(as_text(text));
  if (!head) return in_file(head.error(), name);
  return head;
}

}  // namespace troth::verify
