#pragma once
#include "trust/degradation.h"
#include "trust/pages/bar.h"
#include "trust/pages/ground.h"

// The public pages: each as HTML for people and as JSON for programs. Pure functions; all text is escaped.

namespace troth::trust {

std::string home_html(Ground const& ground);
std::string home_json(Ground const& ground);

/// The document. `version`: another than the one in force, or null for that one (or the rehearsal).
struct TomPage {
  TomVersion const* version = nullptr;  ///< null: a rehearsal
  bool in_force = true;                 ///< whether `version` is what holds now; else statuses are not shown
  Language language = Language::en;
};
std::string tom_html(Ground const& ground, TomPage const& page, Weeks const& weeks);
std::string tom_json(Ground const& ground, TomPage const& page);

/// A verdict with its observations, once they may be shown.
struct Listed {
  evidence::Latest verdict;
  std::optional<evidence::Opened> seen;
};
/// One clause with all that is known of it.
struct ClausePage {
  evidence::ClauseView const* view = nullptr;
  std::vector<evidence::Day> days;
  std::vector<Listed> history;           ///< newest first
  std::optional<evidence::Opened> seen;  ///< of the verdict that counts
  evidence::Failures failures = {};
};
std::string clause_html(Ground const& ground, ClausePage const& page);
std::string clause_json(Ground const& ground, ClausePage const& page);

/// A published version and what it took away from the one before.
struct Published {
  TomVersion version;
  std::vector<Degradation> degradations;
};
std::string versions_html(Ground const& ground, std::vector<Published> const& versions);  ///< newest first
std::string versions_json(Ground const& ground, std::vector<Published> const& versions);

struct Difference {
  std::int64_t from = 0, to = 0;
  std::vector<Degradation> degradations, changes;
};
std::string diff_html(Ground const& ground, Difference const& difference);
std::string diff_json(Ground const& ground, Difference const& difference);

std::string failures_html(Ground const& ground, evidence::Failures const& failures);
std::string failures_json(Ground const& ground, evidence::Failures const& failures);

std::string log_html(Ground const& ground);
std::string log_json(Ground const& ground);

/// `script`: the module that checks bundles in the browser, whose digest is shown.
std::string verify_html(Ground const& ground, std::string_view script);
std::string verify_json(Ground const& ground, std::string_view script);

std::string duties_html(Ground const& ground, Weeks const& weeks);
std::string duties_json(Ground const& ground);

std::string contact_html(Ground const& ground);
std::string contact_json(Ground const& ground);
/// RFC 9116; none while no contact is set. Needs nothing of the store.
std::optional<std::string> security_txt(Contact const& contact, Time now);

/// What stands where nothing is.
std::string absent_html(Ground const& ground);

std::string_view page_style();     ///< /trust.css
std::string_view verify_module();  ///< /trust-verify-page.js: takes a file, calls the verifier, shows what it says

}  // namespace troth::trust
