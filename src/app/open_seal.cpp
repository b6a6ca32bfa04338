#include "app/open_seal.h"

namespace troth::app {

namespace fs = std::filesystem;

Result<std::unique_ptr<keys::Seal>> open_seal(Identity const& identity, Random& random) {
  if (identity.token.empty()) return keys::open_file_seal(identity.seal, random);
  TROTH_TRY(auto uri, keys::Pkcs11Uri::parse(identity.token));
  TROTH_TRY(must_be_private(identity.seal));
  return keys::open_pkcs11_seal(uri, random);
}

Result<std::unique_ptr<keys::Seal>> create_seal(fs::path const& folder, std::string const& token, Random& random) {
  if (token.empty()) return keys::create_file_seal(folder, random);
  TROTH_TRY(auto uri, keys::Pkcs11Uri::parse(token));
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_empty(folder, error))
    return fail(Code::conflict, "the folder for what was signed last is not empty", folder.string());
  TROTH_TRY(make_private_folder(folder));
  return keys::create_pkcs11_seal(uri, random);
}

}  // namespace troth::app
