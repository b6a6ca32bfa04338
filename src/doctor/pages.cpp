#include <algorithm>

#include "doctor/checks.h"
#include "doctor/system.h"

// What the public pages allow a browser to do, and what the server shows that it should not.

namespace troth::doctor {
namespace {

bool is_html(Page const& page) { return page.answer.headers.get("Content-Type").value_or("").starts_with("text/html"); }
bool is_any(Page const&) { return true; }

/// Every page of a kind, and there must be one, has the header and it is as it should be.
template <class Kind, class Good>
Finding each(Patient const& patient, Kind kind, std::string_view header, Good good) {
  if (!patient.served) return cannot_tell(patient.served.error());
  std::vector<std::string> bad;
  std::size_t seen = 0;
  for (auto const& page : patient.served->pages) {
    if (!kind(page)) continue;
    ++seen;
    auto const value = page.answer.headers.get(header);
    if (!value || !good(*value)) bad.push_back(page.path + (value ? ": " + std::string(*value) : " has none"));
  }
  if (seen == 0) return cannot_tell("there was no such page");
  return bad.empty() ? held(std::to_string(seen) + " pages") : not_held(listed(bad));
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

Finding content_policy(Patient const& patient) {
  return each(patient, is_html, "Content-Security-Policy", [](std::string_view value) {
    bool const closed = has(value, "default-src 'self'") || has(value, "default-src 'none'");
    return closed && !has(value, "unsafe-") && !has(value, "*") && !has(value, "http:");
  });
}

Finding framing(Patient const& patient) {
  return each(patient, is_html, "Content-Security-Policy", [](std::string_view value) {
    return has(value, "frame-ancestors 'none'") || has(value, "frame-ancestors 'self'");
  });
}

Finding no_sniffing(Patient const& patient) {
  return each(patient, is_any, "X-Content-Type-Options", [](std::string_view value) { return value == "nosniff"; });
}

Finding referrer(Patient const& patient) {
  return each(patient, is_html, "Referrer-Policy", [](std::string_view value) {
    return value == "no-referrer" || value == "same-origin" || value == "strict-origin";
  });
}

Finding transport(Patient const& patient) {
  if (patient.served && !patient.served->by_tls)
    return cannot_tell("no verified connection: " + patient.served->why_not_tls);
  return each(patient, is_any, "Strict-Transport-Security", [](std::string_view value) {
    constexpr std::string_view kAge = "max-age=";
    constexpr std::uint64_t kYear = 31'536'000;
    auto const at = value.find(kAge);
    if (at == value.npos) return false;
    auto const text = value.substr(at + kAge.size());
    return number(text.substr(0, text.find_first_of("; "))).value_or(0) >= kYear;
  });
}

Finding no_cookies(Patient const& patient) {
  if (!patient.served) return cannot_tell(patient.served.error());
  for (auto const& page : patient.served->pages)
    if (page.answer.headers.count("Set-Cookie") != 0) return not_held(page.path + " sets one");
  return held(std::to_string(patient.served->pages.size()) + " pages");
}

Finding no_banner(Patient const& patient) {
  if (!patient.served) return cannot_tell(patient.served.error());
  for (auto const& page : patient.served->pages)
    for (auto const* header : {"Server", "X-Powered-By"})
      if (page.answer.headers.count(header) != 0) return not_held(page.path + " has the header " + header);
  return held("neither Server nor X-Powered-By");
}

/// 400 is for a path that no route of ours could have, such as one that ends in a slash.
Finding no_debugging(Patient const& patient) {
  if (!patient.served) return cannot_tell(patient.served.error());
  std::vector<std::string> there;
  for (auto const& page : patient.served->debugs)
    if (page.answer.status != 404 && page.answer.status != 400)
      there.push_back(page.path + " answers " + std::to_string(page.answer.status));
  return there.empty() ? held(std::to_string(patient.served->debugs.size()) + " paths, nothing at any")
                       : not_held(listed(there));
}

Finding closed_api(Patient const& patient) {
  if (!patient.served) return cannot_tell(patient.served.error());
  for (auto const& page : patient.served->pages)
    if (page.path.starts_with("/v1/"))
      return judged(page.answer.status == 401, page.path + " answers " + std::to_string(page.answer.status));
  return cannot_tell("no such path was asked");
}

constexpr Check kChecks[] = {
    {"content-policy", "Pages load nothing from elsewhere and run no script that stands in them.",
     "Text of others that slips into a page then stays text.",
     "serve with an unchanged build; look at the proxy before it", Level::must, content_policy},
    {"no-framing", "No other site can put the pages into a frame.", "A frame makes people press what they do not see.",
     "serve with an unchanged build; look at the proxy before it", Level::must, framing},
    {"no-sniffing", "A browser takes each answer for what it says it is.", "Otherwise a record could be run as a page.",
     "serve with an unchanged build; look at the proxy before it", Level::must, no_sniffing},
    {"no-referrer", "Pages do not tell other sites where somebody came from.", "Paths carry ids.",
     "serve with an unchanged build; look at the proxy before it", Level::should, referrer},
    {"transport-remembered", "Browsers are told to use TLS only, for a year at least.",
     "It keeps the first request of the next visit from going in clear.",
     "serve with an unchanged build; look at the proxy before it", Level::must, transport},
    {"no-cookies", "The public pages set no cookie.", "Reading them is nobody's business.",
     "look at the proxy before the cell", Level::should, no_cookies},
    {"no-banner", "Answers do not name the server and its version.", "It saves an attacker the search.",
     "look at the proxy before the cell", Level::should, no_banner},
    {"no-debugging", "There is nothing at the paths where servers show their inside.",
     "Such pages show environments, stacks and keys.", "serve with an unchanged build; look at the proxy before it",
     Level::must, no_debugging},
    {"api-closed", "The API refuses whoever has no token.", "There is no account that is there from the start.",
     "serve with an unchanged build", Level::must, closed_api},
};

}  // namespace

std::span<Check const> page_checks() { return kChecks; }

}  // namespace troth::doctor
