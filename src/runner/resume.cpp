#include "runner/resume.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json_writer.h"
#include "base/private_file.h"

namespace troth::runner {
namespace {

constexpr std::size_t kMostBytes = 16u << 20;

/// The outcome of a line that is ours, or nothing.
std::optional<Outcome> of_line(std::string_view line, std::string_view of) {
  auto const value = http::parse_json(line);
  if (!value || value->object() == nullptr) return std::nullopt;
  auto const& members = *value->object();
  auto const whose = members.find("of"), what = members.find("outcome");
  if (whose == members.end() || what == members.end()) return std::nullopt;
  if (whose->second.text() == nullptr || *whose->second.text() != of) return std::nullopt;
  auto outcome = outcome_of_json(what->second);
  return outcome ? std::optional(std::move(*outcome)) : std::nullopt;
}

/// Private from its first byte on, whatever the umask, and also if it was there and was not.
bool append(std::filesystem::path const& path, std::string const& line) {
  int const file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return false;
  bool const whole =
      ::fchmod(file, 0600) == 0 && ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  return ::close(file) == 0 && whole;
}

}  // namespace

Result<ResumeFile> ResumeFile::open(std::filesystem::path path, std::string of) {
  ResumeFile out;
  out.path_ = std::move(path);
  out.of_ = std::move(of);
  auto const text = read_file(out.path_, kMostBytes);
  if (!text && text.error().code != Code::gone) return text.error();
  if (!text) return out;
  std::string_view rest = *text;
  for (auto end = rest.find('\n'); end != rest.npos; end = rest.find('\n')) {
    if (auto outcome = of_line(rest.substr(0, end), out.of_)) out.done_.insert_or_assign(outcome->clause, *outcome);
    rest.remove_prefix(end + 1);
  }
  return out;
}

Outcome const* ResumeFile::find(std::string_view clause) const {
  auto const it = done_.find(clause);
  return it == done_.end() ? nullptr : &it->second;
}

Result<> ResumeFile::keep(Outcome const& outcome) {
  Json json;
  json.object().member("of", of_).key("outcome").raw(as_json(outcome)).end();
  return append(path_, json.text() + "\n")
             ? Result<>()
             : fail(Code::unavailable, "the file for resuming cannot be written", path_.string());
}

}  // namespace troth::runner
