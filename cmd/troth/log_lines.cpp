#include "log_lines.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace troth::cli {

Lines::~Lines() {
  if (file_ > STDERR_FILENO) ::close(file_);
}

Result<Lines> Lines::open(std::string const& out, bool resume) {
  if (out == "-" && resume) return fail(Code::invalid, "--resume needs a file to append to: --out FILE");
  if (out == "-") return Lines(STDOUT_FILENO);
  int const file = ::open(out.c_str(), O_RDWR | O_CLOEXEC | (resume ? 0 : O_CREAT | O_EXCL), 0600);
  if (file < 0 && !resume && errno == EEXIST)
    return fail(Code::invalid, "this file is there already; append to it with --resume, or name another", out);
  if (file < 0)
    return fail(Code::invalid, resume ? "there is no export to resume" : "this file cannot be written", out);
  Lines lines(file);
  if (resume) TROTH_TRY(lines.find_end());
  return lines;
}

/// Counts whole lines and keeps the last one.
void Lines::note(std::string_view lines) {
  auto const count = std::ranges::count(lines, '\n');
  if (count == 0) return;
  count_ += static_cast<std::uint64_t>(count);
  lines = lines.substr(0, lines.rfind('\n'));
  auto const before = lines.rfind('\n');
  last_ = before == lines.npos ? lines : lines.substr(before + 1);
}

Result<> Lines::find_end() {
  constexpr std::size_t kPiece = 1u << 20, kMostLine = 1u << 20;
  std::string open_line;
  off_t whole = 0;  // bytes up to the end of the last whole line
  for (;;) {
    std::string piece(kPiece, '\0');
    auto const got = ::read(file_, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 || open_line.size() > kMostLine) return fail(Code::invalid, "this file is no export of a log");
    if (got == 0) break;
    open_line += piece.substr(0, static_cast<std::size_t>(got));
    note(open_line);
    auto const end = open_line.rfind('\n') + 1;  // npos + 1 is 0
    whole += static_cast<off_t>(end);
    open_line.erase(0, end);
  }
  if (::ftruncate(file_, whole) != 0 || ::lseek(file_, whole, SEEK_SET) < 0)
    return fail(Code::denied, "the export cannot be written");
  return {};
}

Result<> Lines::append(std::string_view lines) {
  for (auto left = lines; !left.empty();) {
    auto const written = ::write(file_, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return fail(Code::storage_full, "the lines cannot be written; make room and use --resume");
    left.remove_prefix(static_cast<std::size_t>(written));
  }
  if (file_ != STDOUT_FILENO && ::fdatasync(file_) != 0)
    return fail(Code::storage_full, "the lines cannot be written; make room and use --resume");
  note(lines);
  return {};
}

}  // namespace troth::cli
