#include "keys/internal/pkcs11_token.h"

#include <functional>
#include <optional>

#include "base/mutex.h"
#include "base/private_file.h"
#include "keys/internal/pkcs11_module.h"

namespace troth::keys {
namespace {

constexpr std::size_t kNonce = 12, kTag = 16, kMac = 32, kMostPin = 256;
constexpr CK_ULONG kMostFound = 256;

Result<Secret> read_pin(std::filesystem::path const& file) {
  TROTH_TRY(must_be_private(file));
  auto text = read_file(file, kMostPin);
  if (!text)
    return fail(Code::unavailable, "the file with the token's PIN cannot be read: mend pin-source", file.string());
  std::string_view pin = *text;
  while (!pin.empty() && (pin.back() == '\n' || pin.back() == '\r')) pin.remove_suffix(1);
  Secret out = Secret::copy_of(as_bytes(pin));
  explicit_bzero(text->data(), text->size());
  if (out.empty()) return fail(Code::denied, "the file with the token's PIN is empty", file.string());
  return out;
}

/// The session is of no more use: a token that was taken out and put back wants a new one.
bool session_lost(CK_RV result) {
  return result == CKR_SESSION_HANDLE_INVALID || result == CKR_SESSION_CLOSED || result == CKR_USER_NOT_LOGGED_IN ||
         result == CKR_DEVICE_ERROR || result == CKR_DEVICE_REMOVED || result == CKR_TOKEN_NOT_PRESENT ||
         result == CKR_TOKEN_NOT_RECOGNIZED || result == CKR_OBJECT_HANDLE_INVALID || result == CKR_KEY_HANDLE_INVALID;
}

CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, void const* value, std::size_t size) {
  return {type, const_cast<void*>(value), static_cast<CK_ULONG>(size)};
}
/// The standard's pointers are not const; nothing is written through them.
unsigned char* bytes_of(ByteView view) { return const_cast<unsigned char*>(view.data()); }

class Token final : public Pkcs11Token {
 public:
  Token(Pkcs11Uri uri, std::shared_ptr<Pkcs11Module> module) : uri_(std::move(uri)), module_(std::move(module)) {}
  ~Token() override {
    Lock lock(mutex_);
    end_session();
  }

  Result<> begin() {
    Lock lock(mutex_);
    return log_in();
  }
  Result<> make(std::string const& label, Use use) override;
  Result<> destroy(std::string const& label) override;
  Result<std::vector<std::string>> labels() override;
  Result<Bytes> encrypt(std::string const& label, ByteView nonce, ByteView aad, ByteView plaintext) override;
  Result<Secret> decrypt(std::string const& label, ByteView nonce, ByteView aad, ByteView sealed) override;
  Result<Secret> mac(std::string const& label, ByteView input) override;

 private:
  using Objects = std::vector<CK_OBJECT_HANDLE>;
  using Call = std::function<CK_RV()>;

  CK_FUNCTION_LIST const& pkcs11() const { return module_->call(); }
  Result<> log_in() TROTH_REQUIRES(mutex_);
  void end_session() TROTH_REQUIRES(mutex_);
  /// Does it in a session that is logged in, and once more in a new one if that had ended.
  Result<> run(std::string_view what, Call const& call) TROTH_REQUIRES(mutex_);
  Error refused(std::string_view what, CK_RV result) const;
  /// Of one label, or of all.
  CK_RV find(std::string const* label, Objects& out) TROTH_REQUIRES(mutex_);
  /// Does it with the object of this label; gone without one.
  Result<> with(std::string const& label, std::string_view what, std::function<CK_RV(CK_OBJECT_HANDLE)> const& call)
      TROTH_REQUIRES(mutex_);
  Result<> generate(std::string const& label, Use use) TROTH_REQUIRES(mutex_);

  Pkcs11Uri const uri_;
  std::shared_ptr<Pkcs11Module> const module_;
  Mutex mutex_;
  CK_SESSION_HANDLE session_ TROTH_GUARDED_BY(mutex_) = 0;  // no session has this number
  std::optional<Error> pin_refused_ TROTH_GUARDED_BY(mutex_);
};

void Token::end_session() {
  if (session_ != 0) pkcs11().C_CloseSession(session_);
  session_ = 0;
}

Result<> Token::log_in() {
  if (pin_refused_) return *pin_refused_;
  TROTH_TRY(CK_SLOT_ID const slot, module_->slot_of(uri_.token, uri_.serial));
  TROTH_TRY(Secret const pin, read_pin(uri_.pin));
  CK_RV result = pkcs11().C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &session_);
  if (result != CKR_OK) return session_ = 0, refused("C_OpenSession", result);
  result = pkcs11().C_Login(session_, CKU_USER, bytes_of(pin.view()), static_cast<CK_ULONG>(pin.size()));
  if (result == CKR_OK || result == CKR_USER_ALREADY_LOGGED_IN) return {};
  end_session();
  if (result == CKR_PIN_INCORRECT || result == CKR_PIN_INVALID || result == CKR_PIN_LEN_RANGE)
    pin_refused_ =
        fail(Code::denied, "the token refuses the PIN: correct its file, then start again (it is not tried twice)",
             uri_.pin.string());
  if (result == CKR_PIN_LOCKED)
    pin_refused_ = fail(Code::denied, "the token has locked its PIN: its security officer sets a new one", uri_.token);
  return pin_refused_ ? *pin_refused_ : refused("C_Login", result);
}

Error Token::refused(std::string_view what, CK_RV result) const {
  return fail(Code::unavailable,
              "the seal's token does not do its work: see that it is connected, initialised and in order", uri_.token,
              std::string(what) + ": " + std::to_string(result));
}

Result<> Token::run(std::string_view what, Call const& call) {
  for (bool again = false;; again = true) {
    if (session_ == 0) TROTH_TRY(log_in());
    CK_RV const result = call();
    if (result == CKR_OK) return {};
    if (again || !session_lost(result)) return refused(what, result);
    end_session();
  }
}

CK_RV Token::find(std::string const* label, Objects& out) {
  CK_OBJECT_CLASS const kind = CKO_SECRET_KEY;
  CK_BBOOL const yes = CK_TRUE;
  std::vector<CK_ATTRIBUTE> wanted{attribute(CKA_CLASS, &kind, sizeof kind), attribute(CKA_TOKEN, &yes, sizeof yes)};
  if (label) wanted.push_back(attribute(CKA_LABEL, label->data(), label->size()));
  CK_RV result = pkcs11().C_FindObjectsInit(session_, wanted.data(), wanted.size());
  if (result != CKR_OK) return result;
  out.clear();
  CK_ULONG count = 0;
  do {
    Objects page(kMostFound);
    result = pkcs11().C_FindObjects(session_, page.data(), kMostFound, &count);
    if (result == CKR_OK) out.insert(out.end(), page.begin(), page.begin() + static_cast<std::ptrdiff_t>(count));
  } while (result == CKR_OK && count > 0);
  CK_RV const ended = pkcs11().C_FindObjectsFinal(session_);
  return result == CKR_OK ? ended : result;
}

Result<> Token::with(std::string const& label, std::string_view what,
                     std::function<CK_RV(CK_OBJECT_HANDLE)> const& call) {
  bool found = false;
  TROTH_TRY(run(what, [&]() -> CK_RV {
    Objects objects;
    CK_RV const result = find(&label, objects);
    found = result == CKR_OK && !objects.empty();
    return found ? call(objects.front()) : result;
  }));
  if (!found) return fail(Code::gone, "the seal no longer has this key", {}, label);
  return {};
}

Result<> Token::make(std::string const& label, Use use) {
  Lock lock(mutex_);
  Objects there;
  TROTH_TRY(run("C_FindObjects", [&] { return find(&label, there); }));
  return there.empty() ? generate(label, use) : Result<>();
}

Result<> Token::generate(std::string const& label, Use use) {
  bool const wraps = use == Use::wrap;
  CK_OBJECT_CLASS const kind = CKO_SECRET_KEY;
  CK_KEY_TYPE const type = wraps ? CKK_AES : CKK_GENERIC_SECRET;
  CK_ULONG const size = 32;
  CK_BBOOL const yes = CK_TRUE, no = CK_FALSE;
  CK_BBOOL const &seals = wraps ? yes : no, &signs = wraps ? no : yes;
  std::vector<CK_ATTRIBUTE> object{
      attribute(CKA_CLASS, &kind, sizeof kind),     attribute(CKA_KEY_TYPE, &type, sizeof type),
      attribute(CKA_VALUE_LEN, &size, sizeof size), attribute(CKA_LABEL, label.data(), label.size()),
      attribute(CKA_TOKEN, &yes, sizeof yes),       attribute(CKA_PRIVATE, &yes, sizeof yes),
      attribute(CKA_SENSITIVE, &yes, sizeof yes),   attribute(CKA_EXTRACTABLE, &no, sizeof no),
      attribute(CKA_ENCRYPT, &seals, sizeof seals), attribute(CKA_DECRYPT, &seals, sizeof seals),
      attribute(CKA_SIGN, &signs, sizeof signs),    attribute(CKA_VERIFY, &no, sizeof no),
      attribute(CKA_WRAP, &no, sizeof no),          attribute(CKA_UNWRAP, &no, sizeof no)};
  CK_MECHANISM mechanism{wraps ? CKM_AES_KEY_GEN : CKM_GENERIC_SECRET_KEY_GEN, nullptr, 0};
  return run("C_GenerateKey", [&] {
    CK_OBJECT_HANDLE made = 0;
    return pkcs11().C_GenerateKey(session_, &mechanism, object.data(), object.size(), &made);
  });
}

Result<> Token::destroy(std::string const& label) {
  Lock lock(mutex_);
  return run("C_DestroyObject", [&]() -> CK_RV {
    Objects objects;
    CK_RV result = find(&label, objects);
    for (auto const object : objects)
      if (result == CKR_OK) result = pkcs11().C_DestroyObject(session_, object);
    return result;
  });
}

Result<std::vector<std::string>> Token::labels() {
  Lock lock(mutex_);
  std::vector<std::string> out;
  TROTH_TRY(run("C_GetAttributeValue", [&]() -> CK_RV {
    out.clear();
    Objects objects;
    CK_RV result = find(nullptr, objects);
    for (auto const object : objects) {
      std::string label(kMostFound, '\0');
      CK_ATTRIBUTE wanted = attribute(CKA_LABEL, label.data(), label.size());
      if (result == CKR_OK) result = pkcs11().C_GetAttributeValue(session_, object, &wanted, 1);
      if (result != CKR_OK) break;
      label.resize(wanted.ulValueLen);
      out.push_back(std::move(label));
    }
    return result;
  }));
  return out;
}

Result<Bytes> Token::encrypt(std::string const& label, ByteView nonce, ByteView aad, ByteView plaintext) {
  Lock lock(mutex_);
  CK_GCM_PARAMS gcm{bytes_of(nonce), kNonce, kNonce * 8, bytes_of(aad), aad.size(), kTag * 8};
  CK_MECHANISM mechanism{CKM_AES_GCM, &gcm, sizeof gcm};
  Bytes out(plaintext.size() + kTag);
  CK_ULONG size = out.size();
  TROTH_TRY(with(label, "C_Encrypt", [&](CK_OBJECT_HANDLE key) {
    CK_RV const result = pkcs11().C_EncryptInit(session_, &mechanism, key);
    return result == CKR_OK ? pkcs11().C_Encrypt(session_, bytes_of(plaintext), plaintext.size(), out.data(), &size)
                            : result;
  }));
  if (size != out.size()) return refused("C_Encrypt gave another size", CKR_OK);
  return out;
}

// Modules do not agree on how they refuse a wrong tag. What the session survives was about the bytes.
Result<Secret> Token::decrypt(std::string const& label, ByteView nonce, ByteView aad, ByteView sealed) {
  Lock lock(mutex_);
  CK_GCM_PARAMS gcm{bytes_of(nonce), kNonce, kNonce * 8, bytes_of(aad), aad.size(), kTag * 8};
  CK_MECHANISM mechanism{CKM_AES_GCM, &gcm, sizeof gcm};
  if (sealed.size() <= kTag) return fail(Code::corrupt, "a wrapped key has a wrong size");
  Secret out(sealed.size());
  CK_ULONG size = 0;
  bool wrong = false;
  TROTH_TRY(with(label, "C_Decrypt", [&](CK_OBJECT_HANDLE key) -> CK_RV {
    size = out.size();
    CK_RV result = pkcs11().C_DecryptInit(session_, &mechanism, key);
    if (result != CKR_OK) return result;
    result = pkcs11().C_Decrypt(session_, bytes_of(sealed), sealed.size(), out.span().data(), &size);
    CK_SESSION_INFO info{};
    wrong = result != CKR_OK && !session_lost(result) && pkcs11().C_GetSessionInfo(session_, &info) == CKR_OK;
    return wrong ? CKR_OK : result;
  }));
  if (wrong || size != sealed.size() - kTag) return fail(Code::corrupt, "a wrapped key does not open in the seal");
  return Secret::copy_of(out.view().first(size));
}

Result<Secret> Token::mac(std::string const& label, ByteView input) {
  Lock lock(mutex_);
  CK_MECHANISM mechanism{CKM_SHA256_HMAC, nullptr, 0};
  Secret out(kMac);
  CK_ULONG size = 0;
  TROTH_TRY(with(label, "C_Sign", [&](CK_OBJECT_HANDLE key) {
    size = out.size();
    CK_RV const result = pkcs11().C_SignInit(session_, &mechanism, key);
    return result == CKR_OK ? pkcs11().C_Sign(session_, bytes_of(input), input.size(), out.span().data(), &size)
                            : result;
  }));
  if (size != kMac) return refused("C_Sign gave another size", CKR_OK);
  return out;
}

}  // namespace

Result<std::unique_ptr<Pkcs11Token>> Pkcs11Token::open(Pkcs11Uri uri) {
  TROTH_TRY(auto module, Pkcs11Module::load(uri.module));
  auto token = std::make_unique<Token>(std::move(uri), std::move(module));
  TROTH_TRY(token->begin());
  return std::unique_ptr<Pkcs11Token>(std::move(token));
}

}  // namespace troth::keys
