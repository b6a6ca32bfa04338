#include "app/bundle_page.h"

#include "http/problem.h"
#include "trust/bundle.h"

namespace troth::app {
namespace {

http::Response page(std::string type, std::string body) {
  http::Response out;
  out.headers.add("Content-Type", std::move(type));
  out.headers.add("Cache-Control", "no-cache");
  out.headers.add("X-Content-Type-Options", "nosniff");
  out.body = std::move(body);
  return out;
}

Result<std::string> bundle(store::Store& store, Services const& services, Time now) {
  inquiry::Seals const seals{services.sealer.newest(),
                             services.sealer};  // before the snapshot, so that its rows are there
  try {
    TROTH_TRY(auto snapshot, store.snapshot());
    TROTH_TRY(auto board, evidence::read_board(*snapshot, services.running(), now));
    TROTH_TRY(auto document, trust::bundle_document(*snapshot, now));
    TROTH_TRY(auto made, trust::make_bundle(*snapshot, seals, board, document, services.standing.view().policy));
    return made.encode();
  } catch (store::CorruptRow const& row) {
    return fail(Code::corrupt, "stored data has been damaged", {}, row.what());
  }
}

}  // namespace

std::optional<http::Response> bundle_page(std::string_view target, store::Store& store, Services const& services,
                                          Clock const& clock) {
  if (target == "/trust-verify.js") return page("text/javascript; charset=utf-8", std::string(trust::verify_script()));
  if (target != "/trust/bundle") return std::nullopt;
  auto text = bundle(store, services, clock.now());
  return text ? page("text/plain; charset=utf-8", std::move(*text)) : http::problem(text.error());
}

}  // namespace troth::app
