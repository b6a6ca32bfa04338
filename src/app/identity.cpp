#include "app/identity.h"

#include "base/json_writer.h"
#include "http/json.h"

namespace troth::app {

namespace fs = std::filesystem;

Result<> write_identity(fs::path const& data, Identity const& identity) {
  Json json;
  json.object().member("format", 1).member("cell", identity.cell.name).member("region", identity.cell.region);
  json.member("seal", identity.seal.string()).member("demo", identity.demo).member("log_name", identity.log_name);
  if (!identity.store.empty()) json.member("store", identity.store);
  if (!identity.keys.empty()) json.member("keys", identity.keys);
  if (identity.keys_same_cluster) json.member("keys_same_cluster", true);
  if (!identity.token.empty()) json.member("token", identity.token);
  json.end();
  TROTH_TRY(mark_build(data));
  return write_private_file(data / "cell.json", json.text() + "\n");
}

Result<Identity> read_identity(fs::path const& data) {
  auto text = read_file(data / "cell.json", 64u << 10);
  if (!text) return fail(Code::gone, "there is no cell in this folder; make one with `troth init`", data.string());
  TROTH_TRY(must_be_our_build(data));
  TROTH_TRY(auto reader, http::JsonReader::object(*text));
  TROTH_TRY(auto format, reader.integer("format", 1, 1'000'000));
  if (format != 1) return fail(Code::conflict, "a newer version of troth made this cell; use that one", data.string());
  Identity out;
  TROTH_TRY(out.cell.name, reader.text("cell", 40));
  TROTH_TRY(out.cell.region, reader.text("region", 40));
  TROTH_TRY(std::string seal, reader.text("seal", 4096));
  TROTH_TRY(out.demo, reader.boolean("demo", false));
  TROTH_TRY(auto log_name, reader.maybe_text("log_name", 200));
  out.log_name = log_name.value_or("localhost/" + out.cell.name);
  out.seal = seal;
  TROTH_TRY(auto store, reader.maybe_text("store", 4096));
  TROTH_TRY(auto keys, reader.maybe_text("keys", 4096));
  out.store = store.value_or("");
  out.keys = keys.value_or("");
  TROTH_TRY(out.keys_same_cluster, reader.boolean("keys_same_cluster", false));
  TROTH_TRY(auto token, reader.maybe_text("token", 2048));
  out.token = token.value_or("");
  return out;
}

}  // namespace troth::app
