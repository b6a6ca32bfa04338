#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "keys/address.h"

namespace troth::keys {

/// All live key material, in one locked allocation of fixed 64-byte slots: never swapped, never in a core dump, zeroed
/// on eviction. A slot is `pinned` while a Held exists and for at most 30 s otherwise. Any thread.
class Arena {
 public:
  static constexpr std::size_t kSlot = 64;
  static constexpr Duration kLife = std::chrono::seconds(30);

  /// A pinned slot. Short-lived: the length of one handler; eviction waits for it.
  class Held {
   public:
    Held() = default;
    Held(Held&& other) noexcept;
    Held& operator=(Held&& other) noexcept;
    ~Held();
    ByteView bytes() const;
    explicit operator bool() const { return arena_ != nullptr; }

   private:
    friend class Arena;
    Held(Arena* arena, std::size_t slot) : arena_(arena), slot_(slot) {}
    Arena* arena_ = nullptr;
    std::size_t slot_ = 0;
  };

  /// Fewer slots than asked if the memory lock limit says so (slots() tells); unavailable below 64.
  static Result<std::unique_ptr<Arena>> make(std::size_t slots);
  virtual ~Arena() = default;

  /// The cached bytes of `address`, pinned, or none if absent or older than kLife at `now`.
  virtual Held find(Address const& address, Time now) = 0;
  /// Copies 64 bytes in (replacing what stood there) and pins. The least recently used unpinned slot gives way;
  /// exhausted if all are pinned.
  virtual Result<Held> put(Address const& address, ByteView bytes, Time now) = 0;
  /// Zeroes every version of `address`; waits until nobody holds one (so never call it while holding one). Later puts
  /// of the same address are the caller's to prevent.
  virtual void evict(Address const& address) = 0;
  /// The same for every key of a tenant.
  virtual void evict_tenant(TenantId tenant) = 0;
  /// Zeroes every unpinned slot older than kLife.
  virtual void sweep(Time now) = 0;
  virtual std::size_t slots() const = 0;

 protected:
  virtual void release(std::size_t slot) = 0;
  virtual ByteView view(std::size_t slot) const = 0;
  Held pinned(std::size_t slot) { return Held(this, slot); }
};

}  // namespace troth::keys
