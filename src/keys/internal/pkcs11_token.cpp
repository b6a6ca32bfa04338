#include "keys/internal/pkcs11_token.h"

#include "keys/internal/pkcs11_session.h"

namespace troth::keys {
namespace {

constexpr std::size_t kNonce = 12, kTag = 16, kMac = 32;
constexpr CK_ULONG kMostFound = 256;

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
  Token(Pkcs11Uri uri, std::shared_ptr<Pkcs11Module> module, std::string anchor)
      : session_(std::move(uri), std::move(module)), anchor_(std::move(anchor)) {}

  Result<> begin() { return session_.begin(); }
  Result<> make(std::string const& label, Use use) override;
  Result<> destroy(std::string const& label) override;
  Result<std::vector<std::string>> labels() override;
  Result<Bytes> encrypt(std::string const& label, ByteView nonce, ByteView aad, ByteView plaintext) override;
  Result<Secret> decrypt(std::string const& label, ByteView nonce, ByteView aad, ByteView sealed) override;
  Result<Secret> mac(std::string const& label, ByteView input) override;

 private:
  using Objects = std::vector<CK_OBJECT_HANDLE>;

  CK_FUNCTION_LIST const& pkcs11() const { return session_.pkcs11(); }
  /// Of one label, or of all.
  CK_RV search(CK_SESSION_HANDLE session, std::string const* label, Objects& out) const;
  /// The same, but finding nothing is an error where the anchor is not found either.
  CK_RV find(CK_SESSION_HANDLE session, std::string const& label, Objects& out) const;
  /// Does it with the object of this label; gone without one.
  Result<> with(std::string const& label, std::string_view what,
                std::function<CK_RV(CK_SESSION_HANDLE, CK_OBJECT_HANDLE)> const& call);
  CK_RV generate(CK_SESSION_HANDLE session, std::string const& label, Use use) const;

  Pkcs11Session session_;
  std::string const anchor_;
};

CK_RV Token::search(CK_SESSION_HANDLE session, std::string const* label, Objects& out) const {
  CK_OBJECT_CLASS const kind = CKO_SECRET_KEY;
  CK_BBOOL const yes = CK_TRUE;
  std::vector<CK_ATTRIBUTE> wanted{attribute(CKA_CLASS, &kind, sizeof kind), attribute(CKA_TOKEN, &yes, sizeof yes)};
  if (label) wanted.push_back(attribute(CKA_LABEL, label->data(), label->size()));
  CK_RV result = pkcs11().C_FindObjectsInit(session, wanted.data(), wanted.size());
  if (result != CKR_OK) return result;
  out.clear();
  CK_ULONG count = 0;
  do {
    Objects page(kMostFound);
    result = pkcs11().C_FindObjects(session, page.data(), kMostFound, &count);
    if (result == CKR_OK) out.insert(out.end(), page.begin(), page.begin() + static_cast<std::ptrdiff_t>(count));
  } while (result == CKR_OK && count > 0);
  CK_RV const ended = pkcs11().C_FindObjectsFinal(session);
  return result == CKR_OK ? ended : result;
}

CK_RV Token::find(CK_SESSION_HANDLE session, std::string const& label, Objects& out) const {
  CK_RV result = search(session, &label, out);
  if (result != CKR_OK || !out.empty() || label == anchor_) return result;
  Objects anchor;
  result = search(session, &anchor_, anchor);
  return result == CKR_OK && anchor.empty() ? CKR_TOKEN_NOT_RECOGNIZED : result;
}

Result<> Token::with(std::string const& label, std::string_view what,
                     std::function<CK_RV(CK_SESSION_HANDLE, CK_OBJECT_HANDLE)> const& call) {
  bool found = false;
  TROTH_TRY(session_.run(what, [&](CK_SESSION_HANDLE session) -> CK_RV {
    Objects objects;
    CK_RV const result = find(session, label, objects);
    found = result == CKR_OK && !objects.empty();
    return found ? call(session, objects.front()) : result;
  }));
  if (!found) return fail(Code::gone, "the seal no longer has this key", {}, label);
  return {};
}

Result<> Token::make(std::string const& label, Use use) {
  return session_.run("C_GenerateKey", [&](CK_SESSION_HANDLE session) -> CK_RV {
    Objects there;
    CK_RV const result = find(session, label, there);
    return result == CKR_OK && there.empty() ? generate(session, label, use) : result;
  });
}

CK_RV Token::generate(CK_SESSION_HANDLE session, std::string const& label, Use use) const {
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
  CK_OBJECT_HANDLE made = 0;
  return pkcs11().C_GenerateKey(session, &mechanism, object.data(), object.size(), &made);
}

// Looked for once more: what a token says it did and what it did are two things, and an erasure hangs on the second.
Result<> Token::destroy(std::string const& label) {
  Objects left;
  TROTH_TRY(session_.run("C_DestroyObject", [&](CK_SESSION_HANDLE session) -> CK_RV {
    Objects objects;
    CK_RV result = find(session, label, objects);
    for (auto const object : objects)
      if (result == CKR_OK) result = pkcs11().C_DestroyObject(session, object);
    return result == CKR_OK ? find(session, label, left) : result;
  }));
  if (!left.empty()) return fail(Code::unavailable, "the token still has a key that it says it destroyed", {}, label);
  return {};
}

Result<std::vector<std::string>> Token::labels() {
  std::vector<std::string> out;
  TROTH_TRY(session_.run("C_GetAttributeValue", [&](CK_SESSION_HANDLE session) -> CK_RV {
    out.clear();
    Objects objects;
    CK_RV result = search(session, nullptr, objects);
    for (auto const object : objects) {
      std::string label(kMostFound, '\0');
      CK_ATTRIBUTE wanted = attribute(CKA_LABEL, label.data(), label.size());
      if (result == CKR_OK) result = pkcs11().C_GetAttributeValue(session, object, &wanted, 1);
      if (result != CKR_OK) break;
      label.resize(wanted.ulValueLen);
      out.push_back(std::move(label));
    }
    return result;
  }));
  return out;
}

Result<Bytes> Token::encrypt(std::string const& label, ByteView nonce, ByteView aad, ByteView plaintext) {
  CK_GCM_PARAMS gcm{bytes_of(nonce), kNonce, kNonce * 8, bytes_of(aad), aad.size(), kTag * 8};
  CK_MECHANISM mechanism{CKM_AES_GCM, &gcm, sizeof gcm};
  Bytes out(plaintext.size() + kTag);
  CK_ULONG size = out.size();
  TROTH_TRY(with(label, "C_Encrypt", [&](CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key) {
    CK_RV const result = pkcs11().C_EncryptInit(session, &mechanism, key);
    return result == CKR_OK ? pkcs11().C_Encrypt(session, bytes_of(plaintext), plaintext.size(), out.data(), &size)
                            : result;
  }));
  if (size != out.size()) return session_.refused("C_Encrypt gave another size", CKR_OK);
  return out;
}

// Modules do not agree on how they refuse a wrong tag. What the session survives was about the bytes.
Result<Secret> Token::decrypt(std::string const& label, ByteView nonce, ByteView aad, ByteView sealed) {
  CK_GCM_PARAMS gcm{bytes_of(nonce), kNonce, kNonce * 8, bytes_of(aad), aad.size(), kTag * 8};
  CK_MECHANISM mechanism{CKM_AES_GCM, &gcm, sizeof gcm};
  if (sealed.size() <= kTag) return fail(Code::corrupt, "a wrapped key has a wrong size");
  Secret out(sealed.size());
  CK_ULONG size = 0;
  bool wrong = false;
  TROTH_TRY(with(label, "C_Decrypt", [&](CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key) -> CK_RV {
    size = out.size();
    CK_RV result = pkcs11().C_DecryptInit(session, &mechanism, key);
    if (result != CKR_OK) return result;
    result = pkcs11().C_Decrypt(session, bytes_of(sealed), sealed.size(), out.span().data(), &size);
    wrong = result != CKR_OK && !session_lost(result) && session_.logged_in(session) == CKR_OK;
    return wrong ? CKR_OK : result;
  }));
  if (wrong || size != sealed.size() - kTag) return fail(Code::corrupt, "a wrapped key does not open in the seal");
  return Secret::copy_of(out.view().first(size));
}

Result<Secret> Token::mac(std::string const& label, ByteView input) {
  CK_MECHANISM mechanism{CKM_SHA256_HMAC, nullptr, 0};
  Secret out(kMac);
  CK_ULONG size = 0;
  TROTH_TRY(with(label, "C_Sign", [&](CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key) {
    size = out.size();
    CK_RV const result = pkcs11().C_SignInit(session, &mechanism, key);
    return result == CKR_OK ? pkcs11().C_Sign(session, bytes_of(input), input.size(), out.span().data(), &size)
                            : result;
  }));
  if (size != kMac) return session_.refused("C_Sign gave another size", CKR_OK);
  return out;
}

}  // namespace

Result<std::unique_ptr<Pkcs11Token>> Pkcs11Token::open(Pkcs11Uri uri, std::string anchor) {
  TROTH_TRY(auto module, Pkcs11Module::load(uri.module));
  auto token = std::make_unique<Token>(std::move(uri), std::move(module), std::move(anchor));
  TROTH_TRY(token->begin());
  return std::unique_ptr<Pkcs11Token>(std::move(token));
}

}  // namespace troth::keys
