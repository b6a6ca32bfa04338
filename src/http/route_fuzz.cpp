// A target is matched or refused; what is matched is decoded, clean, and known to allow() too.
#include <algorithm>

#include "base/bytes.h"
#include "base/check.h"
#include "http/route.h"

namespace {

bool is_clean(std::string const& text) {
  return troth::is_utf8(text) && std::none_of(text.begin(), text.end(),
                                              [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool is_segment(std::string const& text) {
  return is_clean(text) && !text.empty() && text != "." && text != ".." && text.find('/') == std::string::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace troth;
  using http::Method;
  static http::Router const router({{Method::get, "/"},
                                    {Method::get, "/v1/{a}"},
                                    {Method::put, "/v1/{b}"},
                                    {Method::get, "/v1/{a}/{b}/{c}"},
                                    {Method::post, "/v1/here/{x}/there"}});
  std::string_view const target = as_text({data, size});
  std::string const allow = router.allow(target);
  for (Method method : {Method::get, Method::put, Method::post, Method::del}) {
    auto const matched = router.match(method, target);
    if (!matched) continue;
    TROTH_CHECK(allow.find(http::name(method)) != std::string::npos);
    for (auto const& [name, value] : matched->path) TROTH_CHECK(is_segment(value));
    for (auto const& [name, value] : matched->query) TROTH_CHECK(!name.empty() && is_clean(name) && is_clean(value));
  }
  return 0;
}
