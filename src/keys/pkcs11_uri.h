#pragma once
#include <filesystem>
#include <string>

#include "base/result.h"

namespace troth::keys {

/// Which token of which module is a seal, as a PKCS #11 URI (RFC 7512):
///   pkcs11:token=LABEL[;serial=SERIAL][;object=NAME]?module-path=/FILE.so&pin-source=file:/FILE
/// The PIN is in a file of its own; a pin-value is refused, as an argument is read by every process.
struct Pkcs11Uri {
  std::string token;
  std::string serial;            ///< empty: the label is enough
  std::string object = "troth";  ///< begins the label of each object, so that cells can share a token
  std::filesystem::path module, pin;

  static bool is_one(std::string_view text) { return text.starts_with("pkcs11:"); }
  /// invalid, with what is wrong, for anything else than the grammar above.
  static Result<Pkcs11Uri> parse(std::string_view text);
};

}  // namespace troth::keys
