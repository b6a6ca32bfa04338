#include "crypto/hash.h"
#include "trust/pages/json_parts.h"
#include "trust/pages/pages.h"

namespace troth::trust {
namespace {

constexpr std::string_view kCommand = "troth-verify bundle trust-bundle --policy cell.policy";

std::string digest(std::string_view script) { return hex(crypto::sha256(as_bytes(script))); }

Html steps(Ground const& ground) {
  Html take = Html::text("Take the ");
  take += link("/trust/bundle", "bundle");
  take += Html::text(" of this cell, or use one that somebody else took.");
  Html policy = Html::text("Keep a policy of your own: which keys and which witnesses count for you. The cell's ");
  policy += link("/log/policy", "own policy");
  policy += Html::text(" is where to begin; compare its keys with what you have from elsewhere.");
  Html run = Html::text("Check it on your own machine, with a program that you did not get from here:");
  std::string fetch = "curl -o trust-bundle " +
                      (ground.contact.trust_url.empty() ? "https://HOST" : ground.contact.trust_url) +
                      "/trust/bundle\n";
  run += listing("Commands", fetch + std::string(kCommand));
  return Html::element("ol", {Html::element("li", {take}), Html::element("li", {policy}), Html::element("li", {run})});
}

Html field(std::string_view id, std::string_view label, std::string_view hint) {
  Html out = Html::element("label", {{"for", id}}, {Html::text(label)});
  out += Html::element("input", {{"type", "file"}, {"id", id}, {"aria-describedby", std::string(id) + "-hint"}}, {});
  out += Html::element("p", {{"class", "quiet"}, {"id", std::string(id) + "-hint"}}, {Html::text(hint)});
  return classed("div", "field", out);
}

/// Stays hidden until the script is there: without it there is nothing that could check a file.
Html in_browser(std::string_view script) {
  Html form = field("bundle", "Bundle", "Choose the file, or drop it here. It does not leave this machine.");
  form += field("policy", "Your policy", "Without one nothing says whose signatures count.");
  Html out = Html::element(
      "p", {Html::text("A script that the checked party serves can say whatever that party likes. It is a "
                       "convenience; the command above is the proof. This script's SHA-256:")});
  out += Html::element("p", {{"class", "digest"}}, {code(digest(script))});
  out += Html::element("div", {{"id", "drop"}, {"class", "drop"}, {"hidden", ""}}, {form});
  out += Html::element("div", {{"id", "verdict"}, {"class", "verdict"}, {"role", "status"}}, {});
  out += Html::element("noscript", {classed("p", "quiet", "Scripts are off here. The command above needs none.")});
  return out;
}

}  // namespace

std::string verify_html(Ground const& ground, std::string_view script) {
  Html main = element("h1", "Check it yourself");
  main += classed("p", "lead",
                  "One file holds the newest verdict of each clause, the document, and the way of each to a signed "
                  "checkpoint. Checking it needs no network and no trust in this server.");
  main += section("Offline", steps(ground));
  main += section("In this browser", in_browser(script));
  return framed({"/trust/verify", "Verify", Language::en, {}, "/trust-verify-page.js"}, ground, main);
}

std::string verify_json(Ground const& ground, std::string_view script) {
  auto json = begun(ground);
  json.member("bundle", "/trust/bundle").member("policy", "/log/policy").member("command", kCommand);
  json.member("script", "/trust-verify.js").member("script_sha256", digest(script));
  return json.end().text() + "\n";
}

}  // namespace troth::trust
