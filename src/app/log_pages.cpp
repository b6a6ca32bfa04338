#include "app/log_pages.h"

#include "base/json_writer.h"
#include "http/problem.h"
#include "inquiry/trees.h"
#include "merkle/tlog_proof.h"

namespace troth::app {
namespace {

constexpr char kFresh[] = "no-cache";
constexpr char kForEver[] = "public, max-age=31536000, immutable";

http::Response page(std::string type, std::string caching, std::string body) {
  http::Response out;
  out.headers.add("Content-Type", std::move(type));
  out.headers.add("Cache-Control", std::move(caching));
  out.headers.add("X-Content-Type-Options", "nosniff");
  out.body = std::move(body);
  return out;
}

http::Response text(std::string body) { return page("text/plain; charset=utf-8", kFresh, std::move(body)); }
http::Response absent() { return http::problem(fail(Code::not_found, "nothing is here")); }

/// One of the two public logs as the newest seal shows it.
struct Public {
  TenantId log;
  std::uint64_t epoch, size;
};

http::Response tile_page(Public const& shown, store::Store& store, std::string_view path) {
  auto const bytes = [&]() -> Result<std::optional<Bytes>> {
    try {
      TROTH_TRY(auto snapshot, store.snapshot());
      TROTH_TRY(auto tree, inquiry::tree_at(*snapshot, shown.log, shown.epoch, shown.size));
      if (!tree) return fail(Code::corrupt, "the rows of a log do not reach its seal");
      return inquiry::tile_bytes(*snapshot, shown.log, *tree, path);
    } catch (store::CorruptRow const& row) {
      return fail(Code::corrupt, "stored data has been damaged", {}, row.what());
    }
  }();
  if (!bytes) return http::problem(bytes.error());
  if (!*bytes) return absent();
  return page("application/octet-stream", kForEver, std::string(as_text(**bytes)));
}

/// Why the present epoch of the cell log began: its leaf 0 with a proof, for `troth-verify receipt --ended`.
http::Response ended_page(store::Store& store, audit::Sealed const& sealed) {
  if (sealed.epoch < 2) return absent();
  auto const proof = [&]() -> Result<std::string> {
    try {
      TROTH_TRY(auto snapshot, store.snapshot());
      TROTH_TRY(auto tree, inquiry::tree_at(*snapshot, audit::kSealLog, sealed.epoch, sealed.head.size));
      if (!tree) return fail(Code::corrupt, "the rows of a log do not reach its seal");
      audit::RowTiles tiles(*snapshot, audit::kSealLog, *tree);
      TROTH_TRY(auto first, tiles.entries({0, 0, 1, true}));
      TROTH_TRY(auto hashes, merkle::prove_inclusion(tiles, 0, sealed.head.size));
      return merkle::TlogProof{std::move(first.front()), 0, std::move(hashes), sealed.checkpoint}.encode();
    } catch (store::CorruptRow const& row) {
      return fail(Code::corrupt, "stored data has been damaged", {}, row.what());
    }
  }();
  return proof ? text(*proof) : http::problem(proof.error());
}

http::Response cell_page(std::string_view rest, store::Store& store, audit::Sealed const& sealed) {
  if (rest == "checkpoint") return text(sealed.checkpoint);
  if (rest == "ended") return ended_page(store, sealed);
  if (!rest.starts_with("tile/")) return absent();
  return tile_page({audit::kSealLog, sealed.epoch, sealed.head.size}, store, rest.substr(5));
}

http::Response evidence_page(std::string_view rest, store::Store& store, audit::Sealed const& sealed,
                             audit::Sealer const& sealer) {
  auto const* head = sealed.head_of(audit::kEvidenceLog);
  if (!head || head->size == 0) return absent();
  if (rest == "checkpoint") {
    auto note = sealer.checkpoint_of(*head);
    return note ? text(std::move(*note)) : http::problem(note.error());
  }
  if (!rest.starts_with("tile/")) return absent();
  return tile_page({audit::kEvidenceLog, sealed.epoch, head->size}, store, rest.substr(5));
}

void put_time(Json& json, std::string_view name, std::optional<Time> const& at) {
  json.key(name);
  if (at)
    json.value(rfc3339(*at));
  else
    json.null();
}

/// The keys of the cell log come first, then those of the evidence log.
void put_keys(Json& json, std::string_view name, std::vector<merkle::VerifierKey> const& keys, std::size_t first) {
  json.key(name).array();
  for (std::size_t i = first; i < first + audit::Sealer::kEpochsAhead && i < keys.size(); ++i)
    json.value(keys[i].text());
  json.end();
}

http::Response status_page(audit::SealedPtr const& sealed, audit::Sealer const& sealer, LogStanding::View const& view) {
  auto const& keys = sealer.verifiers();
  Json json;
  json.object().member("epoch", sealer.epoch()).key("seal");
  if (sealed)
    json.value(sealed->number);
  else
    json.null();
  put_time(json, "sealed_at", sealed ? std::optional(sealed->at) : std::nullopt);
  json.member("cosigned", sealed && sealed->cosigned);
  put_time(json, "cosigned_at", view.cosigned_at);
  json.member("witness_level", merkle::name(view.level));
  json.member("seal_seconds", std::uint64_t{view.seal_seconds}).key("alarm");
  if (view.alarm.empty())
    json.null();
  else
    json.value(view.alarm);
  put_keys(json, "verifiers", keys, 0);
  put_keys(json, "evidence_verifiers", keys, audit::Sealer::kEpochsAhead);
  return page("application/json", kFresh, json.end().text());
}

}  // namespace

std::optional<http::Response> log_page(std::string_view target, store::Store& store, audit::Sealer const& sealer,
                                       LogStanding const& standing) {
  constexpr std::string_view kCellLog = "/log/cell/", kEvidence = "/log/evidence/";
  auto const sealed = sealer.newest();  // before the snapshot, so that its rows are there
  if (target == "/log/policy") return text(standing.view().policy);
  if (target == "/log/status") return status_page(sealed, sealer, standing.view());
  bool const cell = target.starts_with(kCellLog);
  if (!cell && !target.starts_with(kEvidence)) return std::nullopt;
  if (!sealed) return absent();
  return cell ? cell_page(target.substr(kCellLog.size()), store, *sealed)
              : evidence_page(target.substr(kEvidence.size()), store, *sealed, sealer);
}

}  // namespace troth::app
