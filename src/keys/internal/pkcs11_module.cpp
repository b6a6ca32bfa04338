#include "keys/internal/pkcs11_module.h"

#include <dlfcn.h>

#include <map>
#include <vector>

namespace troth::keys {
namespace {

/// The standard pads fixed fields with spaces (PKCS #11 v2.40, CK_TOKEN_INFO).
template <std::size_t N>
std::string_view trimmed(unsigned char const (&field)[N]) {
  std::string_view text(reinterpret_cast<char const*>(field), N);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.remove_suffix(1);
  return text;
}

Error no_module(std::filesystem::path const& file, std::string detail) {
  return fail(Code::unavailable, "the PKCS #11 module cannot be loaded: install it, or mend module-path", file.string(),
              std::move(detail));
}

CK_RV begin(CK_FUNCTION_LIST const& functions) {
  CK_C_INITIALIZE_ARGS arguments{};
  arguments.flags = CKF_OS_LOCKING_OK;
  return functions.C_Initialize(&arguments);
}

}  // namespace

// Never unloaded: many modules do not survive that.
Result<std::shared_ptr<Pkcs11Module>> Pkcs11Module::load(std::filesystem::path const& file) {
  static Mutex mutex;
  static std::map<std::string, std::weak_ptr<Pkcs11Module>> loaded;
  Lock lock(mutex);
  auto& known = loaded[file.string()];
  if (auto module = known.lock()) return module;
  void* const library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return no_module(file, ::dlerror());
  auto const list = reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library, "C_GetFunctionList"));
  CK_FUNCTION_LIST* functions = nullptr;
  if (list == nullptr || list(&functions) != CKR_OK) return no_module(file, "no function list");
  CK_RV const begun = begin(*functions);
  if (begun != CKR_OK && begun != CKR_CRYPTOKI_ALREADY_INITIALIZED)
    return no_module(file, "C_Initialize: " + std::to_string(begun));
  std::shared_ptr<Pkcs11Module> module(new Pkcs11Module(functions, begun == CKR_OK));
  known = module;
  return module;
}

Pkcs11Module::~Pkcs11Module() {
  if (ours_) functions_->C_Finalize(nullptr);
}

Result<> Pkcs11Module::restart() {
  CK_RV result = CKR_CRYPTOKI_ALREADY_INITIALIZED;
  if (ours_) {
    ++life_;
    functions_->C_Finalize(nullptr);  // refused where the last restart could not begin it
    result = begin(*functions_);
  }
  if (result == CKR_OK) return {};
  return fail(Code::unavailable, "the PKCS #11 module does not begin again: see that its tokens are in order", {},
              "C_Initialize: " + std::to_string(result));
}

Result<CK_SLOT_ID> Pkcs11Module::slot_of(std::string_view label, std::string_view serial) const {
  CK_ULONG count = 0;
  std::vector<CK_SLOT_ID> slots;
  CK_RV result = functions_->C_GetSlotList(CK_TRUE, nullptr, &count);
  if (result == CKR_OK && count > 0) {
    slots.resize(count);
    result = functions_->C_GetSlotList(CK_TRUE, slots.data(), &count);
    slots.resize(count);
  }
  for (CK_SLOT_ID const slot : slots) {
    CK_TOKEN_INFO info{};
    if (result != CKR_OK || functions_->C_GetTokenInfo(slot, &info) != CKR_OK) continue;
    if (trimmed(info.label) == label && (serial.empty() || trimmed(info.serialNumber) == serial)) return slot;
  }
  return fail(Code::unavailable, "the seal's token is not there: connect it, or mend token= in the seal's URI",
              std::string(label), "C_GetSlotList: " + std::to_string(result));
}

}  // namespace troth::keys
