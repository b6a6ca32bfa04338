#include "tour_page.h"

namespace troth::cli {

std::string tour_command(TourStop const& stop, TourCast const& cast) {
  std::string const data = cast.data.string(), name = stop.name;
  std::string const log =
      " --data " + data + " --token-file " + data + "/tokens/auditor --tenant " + cast.tenant.id.text();
  if (name == "import") return "troth tom import examples/tom/brightdesk-toms.md examples/tom/brightdesk-help.html";
  if (name == "visitor")
    return "troth call GET " + cast.tenant.path("/subjects/SUBJECT/records/contact/RECORD") +
           " --purpose support --data " + data + " --token-file " + data + "/tokens/desk";
  if (name == "thief") return "troth log blast-radius --actor PRINCIPAL" + log;
  if (name == "tamper") return "troth log fsck --data " + data;
  return "troth probe run --twin --binary " + cast.mutant_binary.string() + " --mutant restriction-ignored";
}

}  // namespace troth::cli
