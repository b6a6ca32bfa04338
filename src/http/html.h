#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace troth::http {

/// Escaped text for HTML content and quoted attributes.
std::string escape_html(std::string_view text);

/// A piece of HTML. Text becomes HTML only through `text()` or an attribute, which escape; markup only through
/// `element()`.
class Html {
 public:
  using Attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;
  Html() = default;
  static Html text(std::string_view text);
  /// Invariants, because all of these are our own literals and never input: `tag` and attribute names are
  /// [a-z][a-z0-9-]*, none begins with "on" or is srcdoc; void elements, script and style have no children; an
  /// attribute is given once. An attribute that holds an address (href, src, action, formaction, poster, cite, data)
  /// must be relative, http, https or mailto: `javascript:` and the like are an invariant violation too, so check an
  /// address that comes from people before.
  static Html element(std::string_view tag, Attributes attributes, std::initializer_list<Html> children);
  static Html element(std::string_view tag, std::initializer_list<Html> children) { return element(tag, {}, children); }
  Html& operator+=(Html const& more);
  std::string const& markup() const { return markup_; }

 private:
  std::string markup_;
};

/// A whole document: <!doctype html>, language, title, one stylesheet link, `body` as what <body> contains.
std::string html_page(std::string_view language, std::string_view title, std::string_view stylesheet, Html const& body);

}  // namespace troth::http
