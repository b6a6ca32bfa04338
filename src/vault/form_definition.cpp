#include <algorithm>

#include "base/json_writer.h"
#include "base/mutant.h"
#include "vault/forms.h"
#include "vault/forms_tables.h"

namespace troth::vault {
namespace {

constexpr std::string_view kCards[] = {"refuse", "mask"};
constexpr std::string_view kAges[] = {"", "adults", "declared"};
constexpr std::size_t kNameBytes = 40, kOriginBytes = 300;

template <class SomeName>
Result<SomeName> name_in(http::JsonReader& reader, std::string_view member) {
  TROTH_TRY(std::string text, reader.text(member, kNameBytes));
  auto name = SomeName::parse(text);
  if (!name)
    return fail(Code::invalid, "a name is a to z, 0 to 9, _ and -, starts with a letter, at most 40",
                "/" + std::string(member));
  return *name;
}

bool is_label(std::string_view label) {
  auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, fits);
}

/// A host name of two labels and more.
bool is_host(std::string_view host) {
  std::size_t labels = 0;
  for (bool more = true; more; ++labels) {
    auto const dot = host.find('.');
    if (!is_label(host.substr(0, dot))) return false;
    more = dot != host.npos;
    if (more) host.remove_prefix(dot + 1);
  }
  return labels >= 2;
}

/// A port as a browser writes it; 443 is the one it leaves out.
bool is_port(std::string_view port) {
  if (port.empty() || port.size() > 5 || port.front() == '0' || port == "443") return false;
  int number = 0;
  for (char c : port) {
    if (c < '0' || c > '9') return false;
    number = number * 10 + (c - '0');
  }
  return number <= 65'535;
}

Result<> check_origin(std::string_view origin, std::string const& at) {
  constexpr std::string_view kScheme = "https://";
  if (!origin.starts_with(kScheme))
    return fail(Code::invalid, "an origin is https; what is sent over http can be read on the way", at);
  origin.remove_prefix(kScheme.size());
  if (origin.find('*') != origin.npos) return fail(Code::invalid, "name each origin; a wildcard names everybody", at);
  auto const colon = origin.find(':');
  if (is_host(origin.substr(0, colon)) && (colon == origin.npos || is_port(origin.substr(colon + 1)))) return {};
  return fail(Code::invalid, "an origin is like https://www.example.com: no path, and no port that browsers leave out",
              at);
}

Result<std::vector<std::string>> fields_in(http::JsonReader& reader) {
  TROTH_TRY(auto out, reader.texts("fields", Collection::kMaxFields, kNameBytes));
  if (out.empty()) return fail(Code::invalid, "a form names the fields it takes, one at least", "/fields");
  for (std::size_t i = 0; i < out.size(); ++i)
    if (std::find(out.begin(), out.begin() + std::ptrdiff_t(i), out[i]) != out.begin() + std::ptrdiff_t(i))
      return fail(Code::invalid, "the field is there twice", "/fields/" + std::to_string(i));
  return out;
}

Result<std::vector<std::string>> origins_in(http::JsonReader& reader) {
  TROTH_TRY(auto out, reader.texts("origins", Form::kMaxOrigins, kOriginBytes));
  if (out.empty()) return fail(Code::invalid, "a form names the origins it answers, one at least", "/origins");
  for (std::size_t i = 0; i < out.size(); ++i) TROTH_TRY(check_origin(out[i], "/origins/" + std::to_string(i)));
  return out;
}

Result<Cards> cards_in(http::JsonReader& reader) {
  TROTH_TRY(auto word, reader.maybe_text("cards", kNameBytes));
  if (!word || *word == kCards[0]) return Cards::refuse;
  if (*word == kCards[1]) return Cards::mask;
  return fail(Code::invalid, "card numbers are refused or masked", "/cards (one of refuse, mask)");
}

Result<Ages> ages_in(http::JsonReader& reader) {
  TROTH_TRY(auto word, reader.maybe_text("ages", kNameBytes));
  if (!word) return Ages::none;
  if (*word == kAges[1]) return Ages::adults;
  if (*word == kAges[2]) return Ages::declared;
  return fail(Code::invalid, "a form takes adults only, or every declared age", "/ages (one of adults, declared)");
}

}  // namespace

Result<Form> parse_form(FormName name, std::uint32_t version, PrincipalId principal, std::string_view json) {
  TROTH_TRY(auto reader, http::JsonReader::object(json));
  Form out;
  out.name = std::move(name);
  out.version = version;
  out.principal = principal;
  TROTH_TRY(out.collection, name_in<CollectionName>(reader, "collection"));
  TROTH_TRY(out.purpose, name_in<PurposeName>(reader, "purpose"));
  TROTH_TRY(out.fields, fields_in(reader));
  TROTH_TRY(out.origins, origins_in(reader));
  TROTH_TRY(out.notice, name_in<NoticeName>(reader, "notice"));
  TROTH_TRY(out.quota.per_minute, reader.integer("per_minute", 1, Quota::kMostPerMinute));
  TROTH_TRY(out.quota.per_day, reader.integer("per_day", 1, Quota::kMostPerDay));
  TROTH_TRY(out.cards, cards_in(reader));
  TROTH_TRY(out.ages, ages_in(reader));
  TROTH_TRY(reader.done());
  return out;
}

std::string form_text(Form const& form) {
  Json json;
  json.object().member("collection", form.collection.text()).member("purpose", form.purpose.text());
  json.key("fields").array();
  for (auto const& field : form.fields) json.value(field);
  json.end().key("origins").array();
  for (auto const& origin : form.origins) json.value(origin);
  json.end().member("notice", form.notice.text()).member("per_minute", form.quota.per_minute);
  json.member("per_day", form.quota.per_day).member("cards", kCards[static_cast<std::size_t>(form.cards)]);
  if (form.ages != Ages::none) json.member("ages", kAges[static_cast<std::size_t>(form.ages)]);
  return json.end().text();
}

Result<Form> load_form(store::Reader& snapshot, TenantId tenant, FormName const& name) {
  TROTH_TRY(auto row, snapshot.one(sql::select_form, {tenant, name.text()}));
  if (!row) return fail(Code::not_found, "there is nothing here");
  return parse_form(name, static_cast<std::uint32_t>((*row)[0].integer()), (*row)[1].id<PrincipalId>(),
                    (*row)[2].text());
}

bool Form::takes(std::string_view field) const {
  return std::ranges::find(fields, field) != fields.end() || TROTH_MUTANT("form-field-taken");
}

bool Form::answers(std::string_view origin) const {
  return std::ranges::find(origins, origin) != origins.end() || TROTH_MUTANT("origin-not-checked");
}

}  // namespace troth::vault
