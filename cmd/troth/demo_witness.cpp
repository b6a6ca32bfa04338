#include "demo_witness.h"

#include "app/tls_files.h"
#include "base/private_file.h"

namespace troth::cli {

Result<std::unique_ptr<DemoWitness>> DemoWitness::start(std::filesystem::path const& data) {
  auto const folder = data / "demo-witness";
  SystemRandom random;
  SystemClock const clock;
  TROTH_TRY(witness::Book::create(folder, "demo-witness", random));
  TROTH_TRY(app::write_certificate(folder, clock));
  std::unique_ptr<DemoWitness> out(new DemoWitness);
  Endpoint const endpoint{"127.0.0.1", 0};
  TROTH_TRY(out->server_.open(folder, endpoint));
  TROTH_TRY(std::string ca, read_file(folder / "tls" / "cert.pem", 1u << 20));
  TROTH_TRY(write_private_file(data / "witness-ca.pem", ca));
  TROTH_TRY(write_private_file(data / "policy", "witness demo " + out->server_.book().vkey() + " " +
                                                    endpoint.url(out->server_.port()) + "\nquorum demo\n"));
  return out;
}

Result<> DemoWitness::trust_cell(Api& api) {
  TROTH_TRY(std::string status, api.look("/log/status"));
  TROTH_TRY(auto members, http::JsonReader::object(status));
  TROTH_TRY(auto keys, members.texts("verifiers", 16, 1'000));
  for (auto const& key : keys) TROTH_TRY(server_.book().trust(key));
  return {};
}

}  // namespace troth::cli
