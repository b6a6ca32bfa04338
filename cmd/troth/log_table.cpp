#include "log_table.h"

#include <algorithm>

namespace troth::cli {
namespace {

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// C0, DEL and C1: what a terminal could take for a command.
bool has_controls(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto const c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 || c == 0x7f) return true;
    if (c == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0) return true;
  }
  return false;
}

/// Nothing that a terminal obeys is left: what JSON writes as it is, DEL and C1, becomes '?'.
std::string tamed(std::string text) {
  if (!has_controls(text)) return text;
  std::erase(text, '\xc2');
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f; }, '?');
  return text;
}

}  // namespace

void Table::print(std::ostream& out) const {
  std::vector<std::size_t> widths;
  for (auto const& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i == widths.size()) widths.push_back(0);
      widths[i] = std::max(widths[i], width_of(row[i]));
    }
  for (auto const& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::string const pad(widths[i] - width_of(row[i]), ' ');
      line += (i == 0 ? "" : "  ") + (head_ && is_number(row[i]) ? pad + row[i] : row[i] + pad);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << "\n";
  }
}

http::JsonValue const& member(http::JsonValue::Object const& object, std::string_view name) {
  static http::JsonValue const kNull;
  auto it = object.find(name);
  return it == object.end() ? kNull : it->second;
}

std::string shown(http::JsonValue const& value) {
  if (value.is_null()) return "-";
  if (value.text()) return has_controls(*value.text()) ? tamed(value.dump()) : *value.text();
  if (!value.array()) return tamed(value.dump());
  std::string out;
  for (auto const& one : *value.array()) out += (out.empty() ? "" : ", ") + shown(one);
  return out.empty() ? "-" : out;
}

std::string shown(http::JsonValue::Object const& object, std::string_view name) { return shown(member(object, name)); }

std::int64_t number(http::JsonValue::Object const& object, std::string_view name) {
  auto const* value = member(object, name).integer();
  return value ? *value : 0;
}

bool truth(http::JsonValue::Object const& object, std::string_view name) {
  auto const* value = member(object, name).boolean();
  return value && *value;
}

std::string counted(std::int64_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

}  // namespace troth::cli
