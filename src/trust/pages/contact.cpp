#include "http/json.h"
#include "trust/pages/ground.h"

namespace troth::trust {
namespace {

constexpr std::size_t kLongest = 300;

bool printable(std::string_view text) {
  for (char c : text)
    if (c <= ' ' || c >= 0x7f || c == '<' || c == '>' || c == '"') return false;
  return true;
}

bool is_https(std::string_view text) { return text.starts_with("https://") && text.size() > 8 && printable(text); }

bool is_mail(std::string_view text) {
  auto const at = text.find('@');
  return printable(text) && at != 0 && at != std::string_view::npos &&
         text.find('@', at + 1) == std::string_view::npos && at + 1 < text.size() &&
         text.find_first_of(":/?#%&,;") == std::string_view::npos;
}

Result<std::string> member(http::JsonReader& in, std::string_view name, bool (*good)(std::string_view),
                           std::string_view wanted) {
  TROTH_TRY(auto text, in.maybe_text(name, kLongest));
  if (!text || text->empty()) return std::string();
  if (!good(*text)) return fail(Code::invalid, wanted, "/" + std::string(name));
  return std::move(*text);
}

}  // namespace

Result<Contact> Contact::parse(std::string_view json) {
  auto const reachable = [](std::string_view text) { return is_mail(text) || is_https(text); };
  auto const origin = [](std::string_view text) { return is_https(text) && text.find_first_of("/?#", 8) == text.npos; };
  TROTH_TRY(auto in, http::JsonReader::object(json));
  Contact out;
  TROTH_TRY(out.company, member(
                             in, "company", [](std::string_view) { return true; }, "a name"));
  TROTH_TRY(out.security, member(in, "security", reachable, "an e-mail address or an https address"));
  TROTH_TRY(out.dpo, member(in, "dpo", reachable, "an e-mail address or an https address"));
  TROTH_TRY(out.trust_url, member(in, "trust_url", origin, "https:// and a host, nothing behind it"));
  TROTH_TRY(in.done());
  return out;
}

std::string Contact::address(std::string_view contact) {
  return contact.starts_with("https://") ? std::string(contact) : "mailto:" + std::string(contact);
}

}  // namespace troth::trust
