#include "trust/pages/json_parts.h"
#include "trust/pages/pages.h"

namespace troth::trust {
namespace {

Html address(std::string_view label, std::string const& contact) {
  return contact.empty() ? Html() : fact(label, link(Contact::address(contact), contact));
}

/// RFC 9116 section 2.5.5 asks for less than a year; a file that nobody looks after should die sooner.
constexpr auto kLives = std::chrono::days(180);

}  // namespace

std::string contact_html(Ground const& ground) {
  auto const& contact = ground.contact;
  Html main = element("h1", "Contact");
  if (contact.security.empty())
    main += classed("p", "banner",
                    "No security contact is set for this cell, and so there is no security.txt. Whoever runs it puts "
                    "one into contact.json in the data folder and starts it again.");
  Html rows = contact.company.empty() ? Html() : fact("Company", contact.company);
  rows += address("Report a weakness", contact.security);
  rows += address("Data protection officer", contact.dpo);
  if (!contact.security.empty()) rows += fact("For programs", link("/.well-known/security.txt", "security.txt"));
  if (!rows.markup().empty()) main += Html::element("dl", {rows});
  return framed({"/trust/contact", "Contact"}, ground, main);
}

std::string contact_json(Ground const& ground) {
  auto json = begun(ground);
  auto const put_text = [&](std::string_view name, std::string const& text) {
    json.key(name);
    text.empty() ? json.null() : json.value(text);
  };
  put_text("company", ground.contact.company);
  put_text("security", ground.contact.security);
  put_text("dpo", ground.contact.dpo);
  put_text("trust_url", ground.contact.trust_url);
  return json.end().text() + "\n";
}

std::optional<std::string> security_txt(Contact const& contact, Time now) {
  if (contact.security.empty()) return std::nullopt;
  auto const expires = rfc3339(now + kLives);
  std::string out = "Contact: " + Contact::address(contact.security) + "\n";
  out += "Expires: " + expires.substr(0, 19) + "Z\n";
  out += "Preferred-Languages: en, de\n";
  if (!contact.trust_url.empty()) out += "Canonical: " + contact.trust_url + "/.well-known/security.txt\n";
  return out;
}

std::string absent_html(Ground const& ground) {
  Html main = element("h1", "Nothing is here");
  Html line = Html::text("There is no such page, clause or published version. ");
  line += link("/trust", "Begin with the overview");
  line += Html::text(".");
  main += Html::element("p", {line});
  return framed({"/trust/absent", "Nothing is here", Language::en, "/trust.json"}, ground, main);
}

}  // namespace troth::trust
