#pragma once
// A token of SoftHSM's for a test: in a folder of the test's own, with a PIN in a file.
#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

#include <fstream>

#include "keys/internal/testing.h"
#include "keys/pkcs11_uri.h"

namespace troth::keys::testing {

class SoftToken {
 public:
  static constexpr char kModule[] = "/usr/lib/softhsm/libsofthsm2.so";
  static bool here() { return fs::exists(kModule); }

  explicit SoftToken(fs::path folder) : folder_(std::move(folder)) {
    fs::create_directory(tokens());
    std::ofstream(folder_ / "softhsm2.conf")
        << "directories.tokendir = " << tokens().string() << "\nlog.level = ERROR\n";
    ::setenv("SOFTHSM2_CONF", (folder_ / "softhsm2.conf").c_str(), 1);
    initialise();
    write_pin("4711\n");
  }
  ~SoftToken() { ::unsetenv("SOFTHSM2_CONF"); }
  SoftToken(SoftToken const&) = delete;
  SoftToken& operator=(SoftToken const&) = delete;

  /// One more token, of the same label and PIN.
  void initialise() const {
    TROTH_CHECK(std::system("softhsm2-util --init-token --free --label troth --pin 4711 --so-pin 471100 >/dev/null") ==
                0);
  }
  void write_pin(std::string const& pin) const {
    std::ofstream(pin_file()) << pin;
    fs::permissions(pin_file(), fs::perms::owner_read | fs::perms::owner_write);
  }
  fs::path pin_file() const { return folder_ / "pin"; }
  fs::path tokens() const { return folder_ / "tokens"; }
  Pkcs11Uri uri(std::string const& name = "eu-1") const {
    return must(Pkcs11Uri::parse("pkcs11:token=troth;object=" + name + "?module-path=" + kModule +
                                 "&pin-source=file:" + pin_file().string()));
  }

  /// The functions that the code under test calls: a library is loaded once, and its list can be written.
  static CK_FUNCTION_LIST& functions() {
    CK_FUNCTION_LIST* out = nullptr;
    void* const library = ::dlopen(kModule, RTLD_NOW | RTLD_LOCAL);
    TROTH_CHECK(library != nullptr);
    TROTH_CHECK(reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library, "C_GetFunctionList"))(&out) == CKR_OK);
    return *out;
  }
  static CK_SLOT_ID slot() {
    CK_SLOT_ID slots[8];
    CK_ULONG count = 8;
    TROTH_CHECK(functions().C_GetSlotList(CK_TRUE, slots, &count) == CKR_OK && count > 0);
    return slots[0];
  }
  /// What another part of the process can do at any time: a logout ends that of every session.
  static void log_out() {
    CK_SESSION_HANDLE other = 0;
    TROTH_CHECK(functions().C_OpenSession(slot(), CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &other) ==
                CKR_OK);
    functions().C_Logout(other);
    functions().C_CloseSession(other);
  }
  static void close_sessions() { TROTH_CHECK(functions().C_CloseAllSessions(slot()) == CKR_OK); }

 private:
  fs::path const folder_;
};

/// Another function in the module's list until this ends.
template <class Function>
class Instead {
 public:
  Instead(Function& place, Function other) : place_(place), before_(place) { place_ = other; }
  ~Instead() { place_ = before_; }
  Instead(Instead const&) = delete;
  Instead& operator=(Instead const&) = delete;

 private:
  Function& place_;
  Function const before_;
};

}  // namespace troth::keys::testing
