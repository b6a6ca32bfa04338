#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>

#include "base/json_writer.h"
#include "words.h"

// From what was given on the command line to the request that it means.

namespace troth::cli {
namespace {

using Given = std::map<std::string, std::string, std::less<>>;

std::string option(std::string_view name) { return "--" + std::string(name); }

/// RFC 3986 section 2: whatever is not unreserved.
std::string encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (char c : text) {
    bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    auto const byte = static_cast<unsigned char>(c);
    if (plain) {
      out += c;
      continue;
    }
    out += '%';
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

std::string target_of(Way const& way, Given const& given) {
  std::string out = "/v1/tenants/" + encoded(given.find("tenant")->second) + std::string(way.path);
  for (auto name : placeholders_of(way.path)) {
    std::string const hole = "{" + std::string(name) + "}";
    out.replace(out.find(hole), hole.size(), encoded(given.find(name)->second));
  }
  char joint = '?';
  for (auto name : {"fields", "cursor"})
    if (auto const it = given.find(name); it != given.end()) {
      out += joint + std::string(name) + "=" + encoded(it->second);
      joint = '&';
    }
  return out;
}

/// "tenant,index" as ["tenant","index"].
void put_list(Json& json, std::string_view list) {
  json.array();
  while (!list.empty()) {
    auto const comma = list.find(',');
    json.value(list.substr(0, comma));
    list.remove_prefix(comma == list.npos ? list.size() : comma + 1);
  }
  json.end();
}

std::string members_of(Way const& way, Given const& given) {
  Json json;
  json.object();
  for (auto name : names_in(way.members)) {
    json.key(name == "until" ? "export_until" : name);
    if (name == "keys")
      put_list(json, given.find(name)->second);
    else
      json.value(given.find(name)->second);
  }
  return json.end().text();
}

Result<std::string> body_of(Way const& way, Given const& given) {
  if (way.sends == Sends::members) return members_of(way, given);
  if (way.sends == Sends::nothing) return std::string();
  std::string const& file = given.find("body")->second;
  if (file == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(Code::invalid, "the body file cannot be read", file);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

/// What the way cannot do without.
std::vector<std::string_view> needed(Way const& way) {
  auto out = placeholders_of(way.path);
  for (auto name : names_in(way.members)) out.push_back(name);
  if (way.sends == Sends::file) out.push_back("body");
  return out;
}

bool has_use_for(Way const& way, std::string_view name) {
  auto const among = [&](auto const& names) { return std::ranges::find(names, name) != names.end(); };
  return name == "tenant" || name == "idempotency-key" || (name == "cursor" && way.pages) || among(needed(way)) ||
         among(names_in(way.more)) || among(names_in(way.chosen_by));
}

}  // namespace

std::vector<std::string_view> names_in(std::string_view list) {
  std::vector<std::string_view> out;
  while (!list.empty()) {
    auto const space = list.find(' ');
    out.push_back(list.substr(0, space));
    list.remove_prefix(space == list.npos ? list.size() : space + 1);
  }
  return out;
}

std::vector<std::string_view> placeholders_of(std::string_view path) {
  std::vector<std::string_view> out;
  for (std::size_t open; (open = path.find('{')) != path.npos;) {
    auto const close = path.find('}');
    out.push_back(path.substr(open + 1, close - open - 1));
    path.remove_prefix(close + 1);
  }
  return out;
}

std::vector<std::string_view> options_of(Word const& word) {
  std::vector<std::string_view> out;
  auto const add = [&](std::vector<std::string_view> const& names) {
    for (auto name : names)
      if (std::ranges::find(out, name) == out.end()) out.push_back(name);
  };
  for (auto const& way : word.ways) {
    add(names_in(way.chosen_by));
    add(needed(way));
    add(names_in(way.more));
  }
  return out;
}

Result<Way const*> chosen(Word const& word, WordArguments const& arguments) {
  auto const given = [&](std::string_view name) { return arguments.given.contains(name); };
  auto const way = std::ranges::find_if(
      word.ways, [&](Way const& one) { return std::ranges::all_of(names_in(one.chosen_by), given); });
  if (way == word.ways.end())
    return fail(Code::invalid, "this needs to be told more: see --help", std::string(word.name));
  for (auto name : needed(*way))
    if (!given(name)) return fail(Code::invalid, "an option is missing", option(name));
  for (auto const& [name, value] : arguments.given)
    if (!has_use_for(*way, name))
      return fail(Code::invalid, "there is no use for this option beside the others", option(name));
  return &*way;
}

Result<http::Request> request_of(Way const& way, WordArguments const& arguments) {
  auto const& given = arguments.given;
  http::Request out;
  out.method = way.method;
  out.target = target_of(way, given);
  TROTH_TRY(out.body, body_of(way, given));
  auto const headers = names_in(way.more);
  auto const header = [&](std::string_view name, std::string field) {
    if (auto const it = given.find(name); it != given.end()) out.headers.add(std::move(field), it->second);
  };
  for (auto name : headers) {
    if (name == "purpose") header(name, "Purpose");
    if (name == "reason") header(name, "Reason");
    if (name == "if-match") header(name, "If-Match");
  }
  header("idempotency-key", "Idempotency-Key");
  return out;
}

}  // namespace troth::cli
