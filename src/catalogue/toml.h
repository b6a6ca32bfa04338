#pragma once
#include <map>
#include <variant>

#include "catalogue/catalogue.h"

namespace troth::catalogue {

/// What a catalogue file may hold: texts, whole numbers, lists and tables. Nothing of the parser shows outside
/// toml.cpp.
struct Value {
  using Array = std::vector<Value>;
  using Table = std::map<std::string, Value, std::less<>>;
  std::variant<std::string, std::int64_t, Array, Table> held;

  std::string const* text() const { return std::get_if<std::string>(&held); }
  std::int64_t const* number() const { return std::get_if<std::int64_t>(&held); }
  Array const* array() const { return std::get_if<Array>(&held); }
  Table const* table() const { return std::get_if<Table>(&held); }
};

/// TOML 1.0. invalid, with file and line in `at`: no TOML, or a float, truth value or date in it.
Result<Value::Table> parse_toml(Catalogue::Source const& source);

}  // namespace troth::catalogue
