#include "keys/internal/pkcs11_session.h"

#include "base/private_file.h"
#include "base/secret.h"

namespace troth::keys {
namespace {

constexpr std::size_t kMostPin = 256;

Result<Secret> read_pin(std::filesystem::path const& file) {
  auto const ours = must_be_private(file);  // gone where it is not there, which must not read as if a key were gone
  if (!ours && ours.error().code != Code::gone) return ours.error();
  auto text = read_file(file, kMostPin);
  if (!ours || !text)
    return fail(Code::unavailable, "the file with the token's PIN cannot be read: mend pin-source", file.string());
  std::string_view pin = *text;
  while (!pin.empty() && (pin.back() == '\n' || pin.back() == '\r')) pin.remove_suffix(1);
  Secret out = Secret::copy_of(as_bytes(pin));
  explicit_bzero(text->data(), text->size());
  if (out.empty()) return fail(Code::denied, "the file with the token's PIN is empty", file.string());
  return out;
}

bool wrong_pin(CK_RV result) {
  return result == CKR_PIN_INCORRECT || result == CKR_PIN_INVALID || result == CKR_PIN_LEN_RANGE;
}

}  // namespace

Pkcs11Session::~Pkcs11Session() {
  Lock lock(module_->mutex);
  end();
}

Result<> Pkcs11Session::begin() {
  Lock lock(module_->mutex);
  return log_in();
}

void Pkcs11Session::end() {
  if (session_ != 0 && life_ == module_->life()) pkcs11().C_CloseSession(session_);
  session_ = 0;
}

Result<> Pkcs11Session::log_in() {
  if (pin_refused_) return *pin_refused_;
  TROTH_TRY(CK_SLOT_ID const slot, module_->slot_of(uri_.token, uri_.serial));
  TROTH_TRY(Secret const pin, read_pin(uri_.pin));
  CK_RV result = pkcs11().C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &session_);
  if (result != CKR_OK) return session_ = 0, refused("C_OpenSession", result);
  life_ = module_->life();
  auto* const text = const_cast<unsigned char*>(pin.view().data());  // the standard's pointer is not const
  result = pkcs11().C_Login(session_, CKU_USER, text, static_cast<CK_ULONG>(pin.size()));
  if (result == CKR_OK || result == CKR_USER_ALREADY_LOGGED_IN) return {};
  end();
  if (wrong_pin(result))
    pin_refused_ =
        fail(Code::denied, "the token refuses the PIN: correct its file, then start again (it is not tried twice)",
             uri_.pin.string());
  if (result == CKR_PIN_LOCKED)
    pin_refused_ = fail(Code::denied, "the token has locked its PIN: its security officer sets a new one", uri_.token);
  return pin_refused_ ? *pin_refused_ : refused("C_Login", result);
}

CK_RV Pkcs11Session::logged_in(CK_SESSION_HANDLE session) const {
  CK_SESSION_INFO info{};
  CK_RV const result = pkcs11().C_GetSessionInfo(session, &info);
  if (result != CKR_OK) return result;
  return info.state == CKS_RW_USER_FUNCTIONS ? CKR_OK : CKR_USER_NOT_LOGGED_IN;
}

Error Pkcs11Session::refused(std::string_view what, CK_RV result) const {
  return fail(Code::unavailable,
              "the seal's token does not do its work: see that it is connected, initialised and in order", uri_.token,
              std::string(what) + ": " + std::to_string(result));
}

Result<> Pkcs11Session::once(std::string_view what, Call const& call) {
  if (session_ == 0 || life_ != module_->life()) TROTH_TRY(log_in());
  CK_RV result = logged_in(session_);
  if (result == CKR_OK) result = call(session_);
  if (result == CKR_OK) result = logged_in(session_);
  if (result != CKR_OK) return refused(what, result);
  return {};
}

Result<> Pkcs11Session::run(std::string_view what, Call const& call) {
  Lock lock(module_->mutex);
  auto const failed = [](Result<> const& done) { return !done && done.error().code == Code::unavailable; };
  auto done = once(what, call);
  if (!failed(done)) return done;
  end();
  done = once(what, call);
  if (failed(done) && module_->restart()) done = once(what, call);
  return done;
}

}  // namespace troth::keys
