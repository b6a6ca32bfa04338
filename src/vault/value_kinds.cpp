#include "vault/value_kinds.h"

#include <algorithm>

#include "vault/card_numbers.h"

namespace troth::vault {
namespace {

constexpr std::string_view kNames[] = {"email", "phone", "iban", "card", "health"};

/// Of conditions, treatment and leave; the beginning of a word, in lower case.
constexpr std::string_view kHealth[] = {
    "diagnos",        "diabet",      "asthma",     "cancer",         "krebs",       "depression",   "hiv",
    "pregnan",        "schwanger",   "epilep",     "chemother",      "insulin",     "allerg",       "migraine",
    "migräne",        "psychothera", "medikament", "medication",     "krankheit",   "krankschreib", "krankgeschrieben",
    "arbeitsunfähig", "sick leave",  "blutdruck",  "blood pressure", "herzinfarkt", "heart attack", "schlaganfall",
    "behinder",       "disabilit",   "operiert",   "surgery",        "hospitalis",  "hospitaliz"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_word(char c) { return is_digit(c) || is_letter(c) || (c & 0x80) != 0; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Something@host.tld around the sign at `at`.
bool is_address(std::string_view text, std::size_t at) {
  if (at == 0 || !(is_word(text[at - 1]) || text[at - 1] == '.' || text[at - 1] == '_' || text[at - 1] == '-'))
    return false;
  std::size_t end = at + 1;
  while (end < text.size() && (is_digit(text[end]) || is_letter(text[end]) || text[end] == '-' || text[end] == '.'))
    ++end;
  std::string_view host = text.substr(at + 1, end - at - 1);
  while (host.ends_with('.')) host.remove_suffix(1);  // of the sentence
  auto const dot = host.rfind('.');
  if (dot == host.npos || dot == 0) return false;
  auto const top = host.substr(dot + 1);
  return top.size() >= 2 && std::ranges::all_of(top, is_letter);
}

bool holds_address(std::string_view text) {
  for (auto at = text.find('@'); at != text.npos; at = text.find('@', at + 1))
    if (is_address(text, at)) return true;
  return false;
}

/// 8 to 15 digits from `at` on, as people group them; the first is no zero (E.164 country codes).
bool is_phone(std::string_view text, std::size_t at) {
  std::size_t digits = 0;
  bool separated = false;
  if (at >= text.size() || !is_digit(text[at]) || text[at] == '0') return false;
  for (; at < text.size(); ++at) {
    if (is_digit(text[at])) {
      ++digits;
      separated = false;
    } else if (text[at] == '(' || text[at] == ')') {
      separated = false;
    } else if ((text[at] == ' ' || text[at] == '-' || text[at] == '/' || text[at] == '.') && !separated) {
      separated = true;
    } else {
      break;
    }
  }
  return digits >= 8 && digits <= 15;
}

/// Whether no other digits go before, close by or as a group of the same number (an IBAN's).
bool begins_number(std::string_view text, std::size_t at) {
  if (at > 0 && (is_word(text[at - 1]) || text[at - 1] == '.' || text[at - 1] == ',')) return false;
  while (at > 0 && text[at - 1] == ' ') --at;
  return at == 0 || !is_digit(text[at - 1]);
}

bool holds_phone(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && is_phone(text, i + 1)) return true;
    if (text.substr(i, 2) == "00" && begins_number(text, i) && is_phone(text, i + 2)) return true;
  }
  return false;
}

/// ISO 7064 MOD 97-10 over letters as two digits, the first four characters last.
bool passes_mod97(std::string_view iban) {
  int rest = 0;
  for (std::size_t i = 0; i < iban.size(); ++i) {
    char const c = iban[(i + 4) % iban.size()];
    rest = is_digit(c) ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (lower(c) - 'a' + 10)) % 97;
  }
  return rest == 1;
}

/// Two letters, two digits, 11 to 30 letters and digits, in groups or not; the shortest that holds is enough, as words
/// may follow.
bool is_iban(std::string_view text, std::size_t at) {
  std::string iban;
  for (; at < text.size() && iban.size() < 34; ++at) {
    if (text[at] == ' ' && !iban.empty() && text[at - 1] != ' ') continue;
    bool const fits = iban.size() < 2 ? is_letter(text[at]) : iban.size() < 4 ? is_digit(text[at]) : is_word(text[at]);
    if (!fits || (text[at] & 0x80) != 0) return false;
    iban += text[at];
    bool const ends = at + 1 == text.size() || !is_word(text[at + 1]);
    if (iban.size() >= 15 && ends && passes_mod97(iban)) return true;
  }
  return false;
}

bool holds_iban(std::string_view text) {
  for (std::size_t i = 0; i + 15 <= text.size(); ++i)
    if (is_letter(text[i]) && (i == 0 || !is_word(text[i - 1])) && is_iban(text, i)) return true;
  return false;
}

bool holds_health(std::string_view text) {
  std::string small(text);
  for (char& c : small) c = lower(c);
  for (auto const word : kHealth)
    for (auto at = small.find(word); at != small.npos; at = small.find(word, at + 1))
      if (at == 0 || !is_word(small[at - 1])) return true;
  return false;
}

}  // namespace

std::string_view name(ValueKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

ValueKinds kinds_in(std::string_view text) {
  ValueKinds out = 0;
  if (holds_address(text)) out |= bit(ValueKind::email);
  if (holds_phone(text)) out |= bit(ValueKind::phone);
  if (holds_iban(text)) out |= bit(ValueKind::iban);
  if (!card_numbers(text).empty()) out |= bit(ValueKind::card);
  if (holds_health(text)) out |= bit(ValueKind::health);
  return out;
}

ValueKinds kinds_declared(Field const& field) {
  auto const in = [&](Category category) { return field.category == category; };
  auto const as = [&](Normaliser normaliser) { return field.indexed && field.normaliser == normaliser; };
  bool const reach = in(Category::contact) || in(Category::communication);
  ValueKinds out = 0;
  if (reach || as(Normaliser::email)) out |= bit(ValueKind::email);
  if (reach || as(Normaliser::phone)) out |= bit(ValueKind::phone);
  if (in(Category::financial)) out |= bit(ValueKind::iban);
  if (in(Category::financial)) out |= bit(ValueKind::card);
  if (in(Category::health) || field.sensitivity == Sensitivity::special) out |= bit(ValueKind::health);
  return out;
}

}  // namespace troth::vault
