#include <fstream>

#include "base/private_file.h"
#include "commands.h"
#include "probe/scene.h"
#include "store/store.h"
#include "tour_stop.h"

// Somebody with root edits one byte of the log, in a twin, and the checker names the log.

namespace troth::cli {
namespace {

using http::Method;

/// A few acts worth hiding.
Result<TenantId> act(probe::Twin& twin) {
  probe::Caller admin(twin.target(), Secret::copy_of(as_bytes(twin.admin_token())));
  TROTH_TRY(auto made, admin.expect(201, Method::post, "/v1/cell/tenants", R"({"name":"quiet-harbour"})"));
  TROTH_TRY(auto const id, made.text("tenant"));
  TROTH_TRY(auto const token, made.text("token"));
  probe::Caller owner(twin.target(), Secret::copy_of(as_bytes(token)));
  for (int i = 0; i < 5; ++i) TROTH_TRY(owner.expect(201, Method::post, "/v1/tenants/" + id + "/subjects"));
  auto const tenant = TenantId::parse(id);
  if (!tenant) return fail(Code::invalid, "the answer's tenant is no id");
  return *tenant;
}

Result<Bytes> newest_leaf(probe::Twin& twin, TenantId tenant) {
  TROTH_TRY(auto reader, store::observe_sqlite(twin.data()));
  TROTH_TRY(auto rows,
            reader->query("SELECT leaf FROM event WHERE tenant_id = $1 ORDER BY seq DESC LIMIT 1", {tenant}));
  if (rows.size() != 1) return fail(Code::not_found, "the twin's log is empty");
  return rows[0][0].bytes();
}

/// Flips the lowest bit of the last byte of `leaf`, wherever it stands in the file.
Result<> flip(std::filesystem::path const& file, Bytes const& leaf) {
  TROTH_TRY(std::string bytes, read_file(file, 256u << 20));
  std::size_t const at = bytes.find(std::string(as_text(leaf)));
  if (at == bytes.npos) return fail(Code::not_found, "the row is not in the file", file.string());
  std::fstream out(file, std::ios::in | std::ios::out | std::ios::binary);
  out.seekp(static_cast<std::streamoff>(at + leaf.size() - 1));
  out.put(static_cast<char>(bytes[at + leaf.size() - 1] ^ 1));
  return out.flush() ? Result<>() : fail(Code::unavailable, "the file cannot be written", file.string());
}

Result<std::string> check(probe::Twin& twin, int code) {
  return twin.run({"log", "fsck", "--data", twin.data().string()}, code);
}

/// Whether it was found where it was done, and for what it is: an error of another kind is no find.
bool names(std::string const& said, TenantId log) {
  return said.find(log.text()) != said.npos && said.find("changed") != said.npos;
}

}  // namespace

Result<TourSeen> tour_tamper(TourCast const& cast, std::string const&) {
  TROTH_TRY(auto twin, probe::Twin::start({cast.binary, "", cast.data}));
  TROTH_TRY(auto const tenant, act(*twin));
  TROTH_TRY(Bytes const leaf, newest_leaf(*twin, tenant));
  TROTH_TRY(twin->stop());
  TROTH_TRY(auto const before, check(*twin, kOk));
  TROTH_TRY(flip(twin->data() / "data.db", leaf));
  auto const after = check(*twin, kFinding);

  TourSeen out;
  out.held = before.ends_with("nothing found\n") && after && names(*after, tenant);
  out.summary = out.held ? "One bit of one row was changed, and the check says so and names the log."
                         : "The check did not find the changed row. That must not be.";
  out.details = tour_said("The row as it was, " + std::to_string(leaf.size()) + " bytes", hex(leaf));
  out.details += tour_said("The check before", before);
  out.details += tour_said("The check after", after ? *after : after.error().detail);
  return out;
}

}  // namespace troth::cli
