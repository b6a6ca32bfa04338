#pragma once
#include <functional>
#include <optional>

#include "keys/internal/pkcs11_module.h"
#include "keys/pkcs11_uri.h"

namespace troth::keys {

/// A session of one token, its user logged in. A token shows its private objects to nobody else, and any other session
/// of the process can log the user out: so each call is made between two looks at the session's state, and what a call
/// found without the user is never believed. Any thread.
class Pkcs11Session {
 public:
  using Call = std::function<CK_RV(CK_SESSION_HANDLE)>;

  Pkcs11Session(Pkcs11Uri uri, std::shared_ptr<Pkcs11Module> module)
      : uri_(std::move(uri)), module_(std::move(module)) {}
  ~Pkcs11Session();
  Pkcs11Session(Pkcs11Session const&) = delete;
  Pkcs11Session& operator=(Pkcs11Session const&) = delete;

  /// Errors: unavailable (no such token, or it does not answer), denied (the PIN or its file).
  Result<> begin();
  /// Does it; when that fails, once more in a new session and once more in a module that begins anew, as a token may
  /// have been taken out and put back. So `call` may be made again from its beginning, whatever of it was done.
  /// `what` is for the detail. Errors as of begin().
  Result<> run(std::string_view what, Call const& call);

  CK_FUNCTION_LIST const& pkcs11() const { return module_->call(); }
  /// OK only while the user is logged in; within a call.
  CK_RV logged_in(CK_SESSION_HANDLE session) const;
  Error refused(std::string_view what, CK_RV result) const;

 private:
  Result<> once(std::string_view what, Call const& call) TROTH_REQUIRES(module_->mutex);
  Result<> log_in() TROTH_REQUIRES(module_->mutex);
  void end() TROTH_REQUIRES(module_->mutex);

  Pkcs11Uri const uri_;
  std::shared_ptr<Pkcs11Module> const module_;
  CK_SESSION_HANDLE session_ TROTH_GUARDED_BY(module_->mutex) = 0;  ///< no session has this number
  std::uint64_t life_ TROTH_GUARDED_BY(module_->mutex) = 0;         ///< of the module, in which it was opened
  std::optional<Error> pin_refused_ TROTH_GUARDED_BY(module_->mutex);
};

}  // namespace troth::keys
