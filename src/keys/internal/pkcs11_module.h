#pragma once
#include <p11-kit/pkcs11.h>

#include <filesystem>
#include <memory>

#include "base/mutex.h"
#include "base/result.h"

namespace troth::keys {

/// A PKCS #11 module in this process. The standard allows one initialisation each, so all tokens of a module share
/// this; it is finalised with the last. Whoever calls it holds its mutex: nobody may be inside while it begins anew.
class Pkcs11Module {
 public:
  static Result<std::shared_ptr<Pkcs11Module>> load(std::filesystem::path const& file);
  ~Pkcs11Module();
  Pkcs11Module(Pkcs11Module const&) = delete;
  Pkcs11Module& operator=(Pkcs11Module const&) = delete;

  Mutex mutex;

  CK_FUNCTION_LIST const& call() const { return *functions_; }
  /// The slot that holds this token now; unavailable if none does.
  Result<CK_SLOT_ID> slot_of(std::string_view label, std::string_view serial) const;
  /// Forgets what the module remembers of its tokens: some look at what is connected only when they begin, and answer
  /// from memory for what is not there any more. Every session of this process ends. Unavailable if it does not begin
  /// again, or somebody else in this process began it.
  Result<> restart() TROTH_REQUIRES(mutex);
  /// A session is good only in the life in which it was opened.
  std::uint64_t life() const TROTH_REQUIRES(mutex) { return life_; }

 private:
  Pkcs11Module(CK_FUNCTION_LIST const* functions, bool ours) : functions_(functions), ours_(ours) {}
  CK_FUNCTION_LIST const* functions_;
  bool const ours_;
  std::uint64_t life_ TROTH_GUARDED_BY(mutex) = 1;
};

}  // namespace troth::keys
