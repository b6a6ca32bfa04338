#include "store/sqlite/fault_vfs.h"

#include <sqlite3.h>

#include <new>
#include <string_view>

#include "base/mutex.h"

namespace troth::store::sqlite {
namespace {

Mutex mutex;
Fault fault TROTH_GUARDED_BY(mutex);

/// Our file, with the system's own file object right behind it in the space SQLite gives.
struct FaultFile {
  sqlite3_file base;
  char const* name;  ///< SQLite keeps it while the file is open
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
FaultFile* ours(sqlite3_file* file) { return reinterpret_cast<FaultFile*>(file); }
sqlite3_file* real(sqlite3_file* file) { return ours(file)->real(); }

bool is_hit(sqlite3_file* file) TROTH_REQUIRES(mutex) {
  auto const* name = ours(file)->name;
  return name != nullptr && !fault.file.empty() && std::string_view(name).ends_with(fault.file);
}

int write(sqlite3_file* file, void const* bytes, int size, sqlite3_int64 at) {
  {
    Lock lock(mutex);
    if (is_hit(file)) {
      if (at + size > fault.most_bytes) return SQLITE_FULL;
      if (fault.failing_write > 0 && --fault.failing_write == 0) return SQLITE_IOERR_WRITE;
    }
  }
  return real(file)->pMethods->xWrite(real(file), bytes, size, at);
}

int sync(sqlite3_file* file, int flags) {
  {
    Lock lock(mutex);
    if (is_hit(file) && fault.failing_sync > 0 && --fault.failing_sync == 0) return SQLITE_IOERR_FSYNC;
  }
  return real(file)->pMethods->xSync(real(file), flags);
}

/// The rest goes straight through.
template <auto Method, class... Args>
int pass(sqlite3_file* file, Args... args) {
  return (real(file)->pMethods->*Method)(real(file), args...);
}
void barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }

using M = sqlite3_io_methods;
constexpr M kMethods = {
    2,
    &pass<&M::xClose>,
    &pass<&M::xRead, void*, int, sqlite3_int64>,
    &write,
    &pass<&M::xTruncate, sqlite3_int64>,
    &sync,
    &pass<&M::xFileSize, sqlite3_int64*>,
    &pass<&M::xLock, int>,
    &pass<&M::xUnlock, int>,
    &pass<&M::xCheckReservedLock, int*>,
    &pass<&M::xFileControl, int, void*>,
    &pass<&M::xSectorSize>,
    &pass<&M::xDeviceCharacteristics>,
    &pass<&M::xShmMap, int, int, int, void volatile**>,
    &pass<&M::xShmLock, int, int, int>,
    &barrier,
    &pass<&M::xShmUnmap, int>,
    nullptr,
    nullptr,
};

int open(sqlite3_vfs*, char const* name, sqlite3_file* file, int flags, int* out_flags) {
  auto* opened = new (file) FaultFile{{nullptr}, name};
  sqlite3_vfs* const system = sqlite3_vfs_find(nullptr);
  int const code = system->xOpen(system, name, opened->real(), flags, out_flags);
  if (opened->real()->pMethods != nullptr) opened->base.pMethods = &kMethods;
  return code;
}

}  // namespace

char const* fault_vfs() {
  // A copy of the system's VFS: its other calls know nothing of the file objects.
  static sqlite3_vfs vfs = [] {
    sqlite3_vfs copy = *sqlite3_vfs_find(nullptr);
    copy.zName = "fault";
    copy.szOsFile += static_cast<int>(sizeof(FaultFile));
    copy.xOpen = &open;
    return copy;
  }();
  static int const registered = sqlite3_vfs_register(&vfs, 0);
  return registered == SQLITE_OK ? vfs.zName : nullptr;
}

void set_fault(Fault next) {
  Lock lock(mutex);
  fault = std::move(next);
}

}  // namespace troth::store::sqlite
