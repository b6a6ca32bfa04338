#include "catalogue/entry.h"

#include <algorithm>

namespace troth::catalogue {
namespace {

/// A sentence goes into pages, mails and hashed lines: one line, and nothing a browser could take for markup.
bool plain(std::string_view text) {
  auto entity = text.find('&');
  while (entity != text.npos) {
    auto const end =
        text.find_first_not_of("#abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", entity + 1);
    if (end != text.npos && end > entity + 1 && text[end] == ';') return false;
    entity = text.find('&', entity + 1);
  }
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c != '<' && c != '>' && c != 0x7f && static_cast<unsigned char>(c) >= 0x20; });
}

}  // namespace

Error Entry::refused(std::string_view message, std::string_view key) const {
  return fail(Code::invalid, message, key.empty() ? place_ : place_ + ": " + std::string(key));
}

Value const* Entry::take(std::string_view key) {
  taken_.emplace(key);
  auto const found = table_.find(key);
  return found == table_.end() ? nullptr : &found->second;
}

Result<std::string> Entry::optional_text(std::string_view key) {
  auto const* value = take(key);
  if (!value) return std::string();
  if (!value->text()) return refused("this must be a text", key);
  if (!plain(*value->text())) return refused("a text is one line without HTML; write it with words", key);
  return *value->text();
}

Result<std::string> Entry::text(std::string_view key) {
  TROTH_TRY(auto out, optional_text(key));
  if (out.empty()) return refused("this text is missing", key);
  return out;
}

Result<Text> Entry::both(std::string_view key, bool required) {
  auto const* value = take(key);
  if (!value && !required) return Text{};
  if (!value || !value->table()) return refused("write this in both languages: {en = \"...\", de = \"...\"}", key);
  Entry languages(*value->table(), place_ + ": " + std::string(key));
  TROTH_TRY(auto en, languages.optional_text("en"));
  TROTH_TRY(auto de, languages.optional_text("de"));
  TROTH_TRY(languages.done());
  if (en.empty() != de.empty() || (required && en.empty()))
    return languages.refused("a language is missing; every text stands in both", en.empty() ? "en" : "de");
  return Text{std::move(en), std::move(de)};
}

Result<Text> Entry::texts(std::string_view key) { return both(key, true); }
Result<Text> Entry::optional_texts(std::string_view key) { return both(key, false); }

Result<std::int64_t> Entry::number(std::string_view key) {
  auto const* value = take(key);
  if (!value || !value->number() || *value->number() < 0)
    return refused("this must be a whole number, not negative", key);
  return *value->number();
}

Result<std::vector<std::string>> Entry::list(std::string_view key) {
  auto const* value = take(key);
  std::vector<std::string> out;
  if (!value) return out;
  if (!value->array()) return refused("this must be a list of texts", key);
  for (auto const& one : *value->array()) {
    if (!one.text() || one.text()->empty()) return refused("this must be a list of texts", key);
    if (std::find(out.begin(), out.end(), *one.text()) != out.end())
      return refused("the list names something twice", std::string(key) + ": " + *one.text());
    out.push_back(*one.text());
  }
  return out;
}

Result<std::vector<Value::Table const*>> Entry::tables(std::string_view key) {
  auto const* value = take(key);
  std::vector<Value::Table const*> out;
  if (!value) return out;
  if (!value->array()) return refused("this must be a list of tables", key);
  for (auto const& one : *value->array()) {
    if (!one.table()) return refused("this must be a list of tables", key);
    out.push_back(one.table());
  }
  return out;
}

Result<> Entry::done() const {
  for (auto const& [key, value] : table_)
    if (!taken_.contains(key)) return refused("unknown key; see catalogue.h for those that there are", key);
  return {};
}

}  // namespace troth::catalogue
