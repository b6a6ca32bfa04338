#include "http/html.h"

#include <gtest/gtest.h>

namespace troth::http {
namespace {

Html link(std::string_view href) { return Html::element("a", {{"href", href}}, {Html::text("x")}); }

TEST(Html, TextNeverBecomesMarkup) {
  EXPECT_EQ(Html::text("<script>alert('1' & \"2\")</script>").markup(),
            "&lt;script&gt;alert(&#39;1&#39; &amp; &quot;2&quot;)&lt;/script&gt;");
  EXPECT_EQ(Html::text("&lt;").markup(), "&amp;lt;");
  EXPECT_EQ(Html::element("p", {Html::text("</p><img src=x onerror=alert(1)>")}).markup(),
            "<p>&lt;/p&gt;&lt;img src=x onerror=alert(1)&gt;</p>");
}

TEST(Html, AttributesCannotBeLeft) {
  EXPECT_EQ(Html::element("input", {{"value", "\" autofocus onfocus=\"alert(1)"}}, {}).markup(),
            "<input value=\"&quot; autofocus onfocus=&quot;alert(1)\">");
  EXPECT_EQ(Html::element("i", {{"title", "'><b>"}}, {}).markup(), "<i title=\"&#39;&gt;&lt;b&gt;\"></i>");
}

TEST(Html, NestsAndJoins) {
  Html list = Html::element("li", {Html::text("a")});
  list += Html::element("li", {{"class", "k"}}, {Html::text("b"), Html::element("br", {})});
  EXPECT_EQ(Html::element("ul", {list}).markup(), "<ul><li>a</li><li class=\"k\">b<br></li></ul>");
  EXPECT_EQ(Html::element("td", {}).markup(), "<td></td>");
}

TEST(Html, VoidElementsHaveNoEndTag) {
  for (std::string_view tag : {"br", "link", "meta", "img", "input", "hr"})
    EXPECT_EQ(Html::element(tag, {}).markup(), "<" + std::string(tag) + ">");
}

TEST(Html, TakesOrdinaryAddresses) {
  for (auto href : {"/a?b=c:d", "a/b", "#part", "?q=javascript:x", "", "https://example.com/", "HTTP://example.com",
                    "mailto:a@example.com", "./javascript:x"})
    EXPECT_EQ(link(href).markup(), "<a href=\"" + escape_html(href) + "\">x</a>");
}

TEST(HtmlDeathTest, AddressesThatRunAreAnInvariantViolation) {
  for (auto href : {"javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:x", "\x01javascript:x", "java\nscript:x",
                    "java\tscript\r:x", "data:text/html,x", "vbscript:x", "file:///x", ":x"})
    EXPECT_DEATH(link(href), "is_safe_address") << href;
  EXPECT_DEATH(Html::element("img", {{"src", "javascript:x"}}, {}), "is_safe_address");
  EXPECT_DEATH(Html::element("form", {{"action", "javascript:x"}}, {}), "is_safe_address");
}

TEST(HtmlDeathTest, NamesAreOurOwn) {
  for (auto tag : {"", "1a", "p onclick=x", "P", "p>", "-p"}) EXPECT_DEATH(Html::element(tag, {}), "is_name") << tag;
  for (auto name : {"", "a b", "a=b", "\"", "Class", "a>"})
    EXPECT_DEATH(Html::element("p", {{name, "x"}}, {}), "is_name") << name;
  EXPECT_DEATH(Html::element("p", {{"onclick", "x"}}, {}), "on");
  EXPECT_DEATH(Html::element("iframe", {{"srcdoc", "x"}}, {}), "srcdoc");
  EXPECT_DEATH(Html::element("p", {{"id", "a"}, {"id", "b"}}, {}), "is_new");
}

TEST(HtmlDeathTest, ChildrenStayWhereEscapesWork) {
  EXPECT_DEATH(Html::element("br", {Html::text("x")}), "invariant");
  EXPECT_DEATH(Html::element("script", {Html::text("x")}), "invariant");
  EXPECT_DEATH(Html::element("style", {Html::text("x")}), "invariant");
  EXPECT_EQ(Html::element("script", {{"src", "/app.js"}}, {}).markup(), "<script src=\"/app.js\"></script>");
}

TEST(Html, APageEscapesItsTitleToo) {
  EXPECT_EQ(html_page("en", "A & </title>", "/style.css", Html::element("main", {})),
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
            "content=\"width=device-width, initial-scale=1\"><title>A &amp; &lt;/title&gt;</title><link "
            "rel=\"stylesheet\" href=\"/style.css\"></head><body><main></main></body></html>\n");
}

}  // namespace
}  // namespace troth::http
