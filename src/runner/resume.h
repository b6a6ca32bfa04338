#pragma once
#include <filesystem>
#include <map>

#include "runner/outcome.h"

namespace troth::runner {

/// Verdicts of a run that was cut off, a JSON line each: {"of":"<build and planted bug>","outcome":{…}}. Lines of
/// another build or bug, and a last line that was cut, count for nothing. Mode 0600: what was seen is not for
/// everybody. One process at a time.
class ResumeFile {
 public:
  /// Reads what is there, if anything. `of` names what was attacked: the digest of the build and the planted bug.
  static Result<ResumeFile> open(std::filesystem::path path, std::string of);
  Outcome const* find(std::string_view clause) const;
  /// Appends a line. An error leaves the run as it is: it only could not be resumed from here.
  Result<> keep(Outcome const& outcome);

 private:
  std::filesystem::path path_;
  std::string of_;
  std::map<std::string, Outcome, std::less<>> done_;
};

}  // namespace troth::runner
