#pragma once
#include <p11-kit/pkcs11.h>

#include <filesystem>
#include <memory>

#include "base/result.h"

namespace troth::keys {

/// A PKCS #11 module in this process. The standard allows one initialisation each, so all tokens of a module share
/// this; it is finalised with the last.
class Pkcs11Module {
 public:
  static Result<std::shared_ptr<Pkcs11Module>> load(std::filesystem::path const& file);
  ~Pkcs11Module();
  Pkcs11Module(Pkcs11Module const&) = delete;
  Pkcs11Module& operator=(Pkcs11Module const&) = delete;

  CK_FUNCTION_LIST const& call() const { return *functions_; }
  /// The slot that holds this token now; unavailable if none does.
  Result<CK_SLOT_ID> slot_of(std::string_view label, std::string_view serial) const;

 private:
  Pkcs11Module(CK_FUNCTION_LIST const* functions, bool ours) : functions_(functions), ours_(ours) {}
  CK_FUNCTION_LIST const* functions_;
  bool ours_;
};

}  // namespace troth::keys
