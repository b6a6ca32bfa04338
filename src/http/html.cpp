// What a page can hold is decided here: text is escaped, and names are checked so that no literal of ours can open a
// door (an event handler, a script, an address that runs). The Content-Security-Policy is the second lock, not the
// first.
#include "http/html.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace troth::http {
namespace {

constexpr std::array<std::string_view, 6> kVoid = {"br", "link", "meta", "img", "input", "hr"};
constexpr std::array<std::string_view, 7> kAddresses = {"href",   "src",  "action", "formaction",
                                                        "poster", "cite", "data"};
constexpr std::array<std::string_view, 3> kSchemes = {"http", "https", "mailto"};

template <std::size_t n>
bool contains(std::array<std::string_view, n> const& set, std::string_view name) {
  return std::find(set.begin(), set.end(), name) != set.end();
}

bool is_name(std::string_view name) {
  if (name.empty() || name.front() < 'a' || name.front() > 'z') return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

/// What stands before a ':' that no path, query or fragment has begun before, in lower case; empty if nothing does.
std::string scheme_of(std::string_view address) {
  std::size_t const end = address.find_first_of(":/?#");
  if (end == std::string_view::npos || address[end] != ':') return "";
  std::string scheme(address.substr(0, end));
  for (char& c : scheme)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return scheme;
}

/// A list of what is allowed, so that white space and control characters, which a browser skips inside a scheme (WHATWG
/// URL, basic URL parser), need no care: "java\nscript" is not on it.
bool is_safe_address(std::string_view address) {
  std::string const scheme = scheme_of(address);
  return scheme.empty() ? !address.starts_with(':') : contains(kSchemes, scheme);
}

void write_attribute(std::string& out, std::string_view name, std::string_view value) {
  TROTH_CHECK(is_name(name) && !name.starts_with("on") && name != "srcdoc");
  if (contains(kAddresses, name)) TROTH_CHECK(is_safe_address(value));
  out.append(" ").append(name).append("=\"").append(escape_html(value)).append("\"");
}

using Attribute = Html::Attributes::value_type;
bool is_new(Attribute const* first, Attribute const* attribute) {
  return std::none_of(first, attribute, [&](Attribute const& other) { return other.first == attribute->first; });
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out.push_back(c);
    }
  }
  return out;
}

Html Html::text(std::string_view text) {
  Html out;
  out.markup_ = escape_html(text);
  return out;
}

Html Html::element(std::string_view tag, Attributes attributes, std::initializer_list<Html> children) {
  TROTH_CHECK(is_name(tag));
  Html out;
  out.markup_.append("<").append(tag);
  for (auto const* attribute = attributes.begin(); attribute != attributes.end(); ++attribute) {
    TROTH_CHECK(is_new(attributes.begin(), attribute));
    write_attribute(out.markup_, attribute->first, attribute->second);
  }
  out.markup_ += '>';
  if (contains(kVoid, tag)) {
    TROTH_CHECK(children.size() == 0);
    return out;
  }
  TROTH_CHECK(children.size() == 0 || (tag != "script" && tag != "style"));  // there, escapes are not undone
  for (Html const& child : children) out.markup_ += child.markup_;
  out.markup_.append("</").append(tag).append(">");
  return out;
}

Html& Html::operator+=(Html const& more) {
  markup_ += more.markup_;
  return *this;
}

std::string html_page(std::string_view language, std::string_view title, std::string_view stylesheet,
                      Html const& body) {
  Html const head = Html::element(
      "head", {Html::element("meta", {{"charset", "utf-8"}}, {}),
               Html::element("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}}, {}),
               Html::element("title", {Html::text(title)}),
               Html::element("link", {{"rel", "stylesheet"}, {"href", stylesheet}}, {})});
  Html const page = Html::element("html", {{"lang", language}}, {head, Html::element("body", {body})});
  return "<!doctype html>\n" + page.markup() + "\n";
}

}  // namespace troth::http
