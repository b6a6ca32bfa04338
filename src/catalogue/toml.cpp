#include "catalogue/toml.h"

#include <cstdio>
#include <optional>
#include <stdexcept>

#include "base/bytes.h"

namespace {
constexpr void expected_by_the_parser(bool truth) {
  if (!truth) throw std::logic_error("the parser did not expect this");
}
}  // namespace

// toml++ 3.3 takes some guesses about its input for granted: "[[[" is undefined behaviour in a release build and an
// abort in a debug build. Here each becomes an exception, and with it a refusal. No other file includes it.
#undef NDEBUG
#define TOML_ASSERT(expression) expected_by_the_parser(static_cast<bool>(expression))
#include <toml++/toml.h>

namespace troth::catalogue {
namespace {

std::string place(std::string_view file, toml::source_position at) {
  return std::string(file) + " line " + std::to_string(at.line);
}

/// The character that begins at `at` as "\U0000XXXX"; moves `at` to its last byte. The text is well-formed UTF-8.
std::string escaped(std::string_view text, std::size_t& at) {
  auto const lead = static_cast<unsigned char>(text[at]);
  int const more = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
  unsigned code = lead & (0x3fu >> more);
  for (int i = 0; i < more; ++i) code = code << 6 | (static_cast<unsigned char>(text[++at]) & 0x3fu);
  char out[11];
  std::snprintf(out, sizeof out, "\\U%08X", code);
  return out;
}

/// The same TOML in ASCII, because toml++ has undefined behaviour on letters such as an umlaut where it expects none:
/// those of "texts" become escapes, those of comments are dropped. Nothing if one stands elsewhere or a text has
/// several lines.
std::optional<std::string> in_ascii(std::string_view text) {
  std::string out;
  char inside = 0;  // the quote or '#' that is open
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto const c = text[at];
    bool const ascii = static_cast<unsigned char>(c) < 0x80;
    if (!ascii && inside == '"') out += escaped(text, at);
    if (!ascii && inside != '"' && inside != '#') return std::nullopt;
    if (!ascii) continue;
    out += c;
    if (inside == '"' && c == '\\') {
      if (++at == text.size() || static_cast<unsigned char>(text[at]) >= 0x80) return std::nullopt;
      out += text[at];
      continue;
    }
    if (inside != 0 && (c == '\n' || (inside == c && c != '#')))
      inside = 0;
    else if (inside == 0 && (c == '"' || c == '\'' || c == '#'))
      inside = c;
    auto const three = text.substr(at, 3);
    if (inside != '#' && (three == "\"\"\"" || three == "\'\'\'")) return std::nullopt;
  }
  return out;
}

Result<Value::Table> taken(toml::table const& table, std::string_view file);

Result<Value> taken(toml::node const& node, std::string_view file) {
  if (auto const* text = node.as_string()) return Value{text->get()};
  if (auto const* number = node.as_integer()) return Value{number->get()};
  if (auto const* table = node.as_table()) {
    TROTH_TRY(auto members, taken(*table, file));
    return Value{std::move(members)};
  }
  auto const* array = node.as_array();
  if (!array)
    return fail(Code::invalid, "only texts, whole numbers, lists and tables have a place in the catalogue",
                place(file, node.source().begin));
  Value::Array out;
  for (auto const& one : *array) {
    TROTH_TRY(auto value, taken(one, file));
    out.push_back(std::move(value));
  }
  return Value{std::move(out)};
}

Result<Value::Table> taken(toml::table const& table, std::string_view file) {
  Value::Table out;
  for (auto const& [key, node] : table) {
    TROTH_TRY(auto value, taken(node, file));
    out.emplace(std::string(key.str()), std::move(value));
  }
  return out;
}

}  // namespace

Result<Value::Table> parse_toml(Catalogue::Source const& source) {
  auto const text = is_utf8(source.text) ? in_ascii(source.text) : std::nullopt;
  if (!text)
    return fail(Code::invalid, "a catalogue file is UTF-8, ASCII outside of \"texts\", and a text is one line",
                std::string(source.file));
  try {
    return taken(toml::parse(std::string_view(*text)), source.file);
  } catch (toml::parse_error const& error) {
    return fail(Code::invalid, "the catalogue file is not TOML", place(source.file, error.source().begin),
                std::string(error.description()));
  } catch (std::exception const& error) {
    return fail(Code::invalid, "the catalogue file is not TOML", std::string(source.file), error.what());
  }
}

}  // namespace troth::catalogue
