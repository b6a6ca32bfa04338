#include "keys/pkcs11_uri.h"

#include <map>

#include "base/bytes.h"

namespace troth::keys {
namespace {

constexpr std::size_t kMost = 2'048;
constexpr std::size_t kMostObject = 64;

using Attributes = std::map<std::string, std::string, std::less<>>;

Error wrong(std::string what) {
  return fail(Code::invalid, "name a token as pkcs11:token=LABEL?module-path=/FILE.so&pin-source=file:/FILE (RFC 7512)",
              std::move(what));
}

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// RFC 3986 section 2.1; control characters are in no label or path.
Result<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      int const high = i + 2 < text.size() ? digit(text[i + 1]) : -1;
      int const low = high < 0 ? -1 : digit(text[i + 2]);
      if (low < 0) return wrong("% is followed by two hexadecimal digits");
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return wrong("there is a control character in it");
    out.push_back(c);
  }
  return out;
}

Result<> read(std::string_view text, char separator, Attributes& out) {
  while (!text.empty()) {
    auto const end = text.find(separator);
    std::string_view const item = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    auto const equals = item.find('=');
    if (equals == item.npos || equals == 0) return wrong("an attribute is name=value");
    TROTH_TRY(std::string value, decoded(item.substr(equals + 1)));
    if (!out.emplace(item.substr(0, equals), std::move(value)).second)
      return wrong("it names this twice: " + std::string(item.substr(0, equals)));
  }
  return {};
}

std::string take(Attributes& from, std::string_view name) {
  auto const found = from.find(name);
  if (found == from.end()) return {};
  std::string out = std::move(found->second);
  from.erase(found);
  return out;
}

}  // namespace

Result<Pkcs11Uri> Pkcs11Uri::parse(std::string_view text) {
  if (!is_one(text) || text.size() > kMost) return wrong("it begins with pkcs11: and has at most 2,048 bytes");
  text.remove_prefix(std::string_view("pkcs11:").size());
  auto const question = text.find('?');
  Attributes path, query;
  TROTH_TRY(read(text.substr(0, question), ';', path));
  if (question != text.npos) TROTH_TRY(read(text.substr(question + 1), '&', query));
  if (query.contains("pin-value") || path.contains("pin-value"))
    return fail(Code::invalid, "a PIN does not stand in an argument: put it into a file of mode 0600 and name that",
                "pin-source=file:/FILE");
  Pkcs11Uri out;
  out.token = take(path, "token");
  out.serial = take(path, "serial");
  if (std::string object = take(path, "object"); !object.empty()) out.object = std::move(object);
  out.module = take(query, "module-path");
  std::string pin = take(query, "pin-source");
  if (pin.starts_with("file:")) pin.erase(0, 5);
  if (pin.starts_with("//")) pin.erase(0, 2);  // file:///FILE
  out.pin = pin;
  if (!path.empty()) return wrong("a seal is not chosen by this: " + path.begin()->first);
  if (!query.empty()) return wrong("a seal is not chosen by this: " + query.begin()->first);
  if (out.token.empty() || out.token.size() > 32) return wrong("token is a label of 1 to 32 bytes");
  if (out.object.size() > kMostObject || out.object.find('/') != out.object.npos)
    return wrong("object is a name of at most 64 bytes without /");
  if (!out.module.is_absolute()) return wrong("module-path is the absolute path of the module");
  if (!out.pin.is_absolute()) return wrong("pin-source is file: and the absolute path of the file with the PIN");
  return out;
}

}  // namespace troth::keys
