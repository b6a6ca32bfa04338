#include "app/tls_files.h"

#include "base/mutant.h"
#include "base/private_file.h"
#include "crypto/certificate.h"

namespace troth::app {

namespace fs = std::filesystem;

Result<> write_certificate(fs::path const& folder, Clock const& clock) {
  TROTH_TRY(make_private_folder(folder / "tls"));
  TROTH_TRY(auto certificate, crypto::self_signed({"localhost", "127.0.0.1", "::1"}, clock.now(), 365));
  TROTH_TRY(write_private_file(folder / "tls" / "key.pem", as_text(certificate.private_key_pem.view())));
  return write_private_file(folder / "tls" / "cert.pem", certificate.pem);
}

Result<> read_certificate(fs::path const& folder, net::Options& options) {
  if (!TROTH_MUTANT("loose-files-served")) TROTH_TRY(must_be_private(folder / "tls" / "key.pem"));
  TROTH_TRY(options.certificate_pem, read_file(folder / "tls" / "cert.pem", 1u << 20));
  TROTH_TRY(std::string key, read_file(folder / "tls" / "key.pem", 1u << 20));
  options.private_key_pem = Secret::copy_of(as_bytes(key));
  explicit_bzero(key.data(), key.size());
  return {};
}

}  // namespace troth::app
