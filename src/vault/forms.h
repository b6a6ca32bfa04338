#pragma once
#include "vault/notices.h"
#include "vault/quota.h"

namespace troth::vault {

/// Collection from a website (TE-1.1): a form says which fields a page may send, for which purpose, from which origins,
/// under which notice and how much of it; a token that may stand in the page collects through its form and does nothing
/// else.

enum class Cards : std::uint8_t { refuse, mask };
/// What the form does with the age that a person declares. none: it takes no such statement. adults: only who says to
/// be grown up. declared: everybody says it, and the receipt keeps it.
enum class Ages : std::uint8_t { none, adults, declared };

struct Form {
  static constexpr std::size_t kMaxOrigins = 16;
  FormName name;
  std::uint32_t version = 1;
  PrincipalId principal;  ///< whose tokens are the form's
  CollectionName collection;
  PurposeName purpose;
  std::vector<std::string> fields;
  std::vector<std::string> origins;  ///< as a browser's Origin header has them (RFC 6454 section 6.1)
  NoticeName notice;
  Quota quota;
  Cards cards = Cards::refuse;
  Ages ages = Ages::none;

  bool takes(std::string_view field) const;
  bool answers(std::string_view origin) const;
};

/// {"collection","purpose","fields":[…],"origins":["https://www.example.com"…],"notice","per_minute","per_day","cards":
/// "refuse"|"mask","ages":"adults"|"declared"}, the last two optional. Refuses no field, no origin, and an origin that
/// is not the https origin of one host. What it refers to is not looked at.
Result<Form> parse_form(FormName name, std::uint32_t version, PrincipalId principal, std::string_view json);
/// The canonical text that is stored.
std::string form_text(Form const& form);
/// not_found if the tenant has none of this name.
Result<Form> load_form(store::Reader& snapshot, TenantId tenant, FormName const& name);
/// invalid unless the collection has every field of the form, the form's purpose reaches each, and no field that the
/// collection requires is left out.
Result<> fits(Form const& form, Collection const& collection);

/// A new version of a form; its first makes the principal that its tokens prove.
Result<Decision> define_form(Context const&, access::Grant const&, FormName const&, std::string_view definition);
/// A further token of the form, to be put into a page, for 1 to 90 days.
Result<Decision> issue_form_token(Context const&, access::Grant const&, FormName const&, std::int64_t days);

/// What a page sends.
struct Submission {
  http::JsonValue::Object record;
  Notice notice;
  Time shown_at{};          ///< when the person was shown the notice, by the clock of their device
  bool prechecked = false;  ///< whether the choice stood there before the person made one
  std::optional<std::string> age;
  std::string_view origin;
};
/// Takes one in for a new subject: the record and the receipt of the notice, sealed, in one set. not_found unless the
/// token is of this form.
Result<Decision> collect_by_form(Context const&, access::Grant const&, FormName const&, Submission);

/// The receipts of a subject, oldest first, at most 100.
Result<Decision> show_receipts(Context const&, access::Grant const&);
/// The name under which receipts are sealed and for which a grant must be; no collection's, as their schema is 0.
CollectionName receipt_place();

}  // namespace troth::vault
