#include "keys/arena.h"

#include <sodium.h>

#include <algorithm>
#include <condition_variable>
#include <list>
#include <unordered_map>
#include <vector>

#include "base/mutex.h"

namespace troth::keys {

Arena::Held::Held(Held&& other) noexcept : arena_(std::exchange(other.arena_, nullptr)), slot_(other.slot_) {}

Arena::Held& Arena::Held::operator=(Held&& other) noexcept {
  if (this != &other) {
    if (arena_ != nullptr) arena_->release(slot_);
    arena_ = std::exchange(other.arena_, nullptr);
    slot_ = other.slot_;
  }
  return *this;
}

Arena::Held::~Held() {
  if (arena_ != nullptr) arena_->release(slot_);
}

ByteView Arena::Held::bytes() const {
  TROTH_CHECK(arena_ != nullptr);
  return arena_->view(slot_);
}

namespace {

struct AddressHash {
  std::size_t operator()(Address const& a) const noexcept {
    std::size_t const place = static_cast<std::size_t>(a.kind) << 8 ^ a.version;
    return (std::hash<SubjectId>{}(a.holder) * 31 + std::hash<TenantId>{}(a.tenant)) * 31 + place;
  }
};

bool same_holder(Address const& a, Address const& b) {
  return a.kind == b.kind && a.tenant == b.tenant && a.holder == b.holder;
}

class LockedArena final : public Arena {
 public:
  LockedArena(std::uint8_t* memory, std::size_t slots) : memory_(memory), count_(slots), slots_(slots) {
    sodium_memzero(memory_, slots * kSlot);
    for (std::size_t i = 0; i < slots; ++i) slots_[i].place = lists_[free].insert(lists_[free].end(), i);
  }
  ~LockedArena() override {
    TROTH_CHECK(lists_[busy].empty());
    sodium_free(memory_);  // zeroes first
  }

  Held find(Address const& address, Time now) override;
  Result<Held> put(Address const& address, ByteView bytes, Time now) override;
  void evict(Address const& address) override {
    evict_each([&](Address const& a) { return same_holder(a, address); });
  }
  void evict_tenant(TenantId tenant) override {
    evict_each([&](Address const& a) { return a.tenant == tenant; });
  }
  void sweep(Time now) override;
  std::size_t slots() const override { return count_; }

 private:
  /// free: zeroed. idle: cached, in the order of last use. busy: pinned.
  enum Where : std::size_t { free, idle, busy };
  struct Slot {
    Address address{};
    Time stored{};
    std::uint32_t pins = 0;
    bool listed = false;  ///< find() sees it; an unlisted busy slot is zeroed by its last holder
    Where where = free;
    std::list<std::size_t>::iterator place;
  };

  void release(std::size_t slot) override;
  ByteView view(std::size_t slot) const override { return {memory_ + slot * kSlot, kSlot}; }
  static bool expired(Slot const& slot, Time now) { return now < slot.stored || now - slot.stored > kLife; }

  void move(std::size_t slot, Where to) TROTH_REQUIRES(mutex_) {
    Slot& s = slots_[slot];
    lists_[to].splice(lists_[to].end(), lists_[s.where], s.place);
    s.where = to;
  }
  void wipe(std::size_t slot) TROTH_REQUIRES(mutex_) {
    sodium_memzero(memory_ + slot * kSlot, kSlot);
    move(slot, free);
  }
  void unlist(std::size_t slot) TROTH_REQUIRES(mutex_) {
    index_.erase(slots_[slot].address);
    slots_[slot].listed = false;
    if (slots_[slot].where == idle) wipe(slot);
  }
  template <class Chosen>
  bool any_held(std::vector<std::size_t> const& slots, Chosen const& chosen) const TROTH_REQUIRES(mutex_) {
    for (std::size_t slot : slots)
      if (slots_[slot].where == busy && chosen(slots_[slot].address)) return true;
    return false;
  }
  template <class Chosen>
  void evict_each(Chosen const& chosen) {
    Lock lock(mutex_);
    std::vector<std::size_t> held;
    for (std::size_t slot = 0; slot < count_; ++slot) {
      if (slots_[slot].where == free || !chosen(slots_[slot].address)) continue;
      if (slots_[slot].listed) unlist(slot);
      if (slots_[slot].where == busy) held.push_back(slot);
    }
    while (any_held(held, chosen)) released_.wait(lock);
  }

  std::uint8_t* const memory_;  ///< a slot's bytes are written under the mutex before it is listed, then only read
  std::size_t const count_;
  Mutex mutex_;
  std::condition_variable_any released_;
  std::vector<Slot> slots_ TROTH_GUARDED_BY(mutex_);
  std::list<std::size_t> lists_[3] TROTH_GUARDED_BY(mutex_);
  std::unordered_map<Address, std::size_t, AddressHash> index_ TROTH_GUARDED_BY(mutex_);
};

Arena::Held LockedArena::find(Address const& address, Time now) {
  Lock lock(mutex_);
  auto found = index_.find(address);
  if (found == index_.end()) return Held();
  std::size_t const slot = found->second;
  if (expired(slots_[slot], now)) {
    unlist(slot);
    return Held();
  }
  if (slots_[slot].pins++ == 0) move(slot, busy);
  return pinned(slot);
}

Result<Arena::Held> LockedArena::put(Address const& address, ByteView bytes, Time now) {
  TROTH_CHECK(bytes.size() == kSlot);
  Lock lock(mutex_);
  if (auto old = index_.find(address); old != index_.end()) unlist(old->second);
  if (lists_[free].empty() && !lists_[idle].empty()) unlist(lists_[idle].front());
  if (lists_[free].empty()) return fail(Code::exhausted, "too many keys are in use at once");
  std::size_t const slot = lists_[free].front();
  std::ranges::copy(bytes, memory_ + slot * kSlot);
  move(slot, busy);
  Slot& s = slots_[slot];
  s.address = address;
  s.stored = now;
  s.pins = 1;
  s.listed = true;
  index_.emplace(address, slot);
  return pinned(slot);
}

void LockedArena::release(std::size_t slot) {
  Lock lock(mutex_);
  if (--slots_[slot].pins > 0) return;
  if (slots_[slot].listed) return move(slot, idle);
  wipe(slot);
  released_.notify_all();
}

void LockedArena::sweep(Time now) {
  Lock lock(mutex_);
  for (auto it = lists_[idle].begin(); it != lists_[idle].end();) {
    std::size_t const slot = *it++;  // unlist moves the node to another list
    if (expired(slots_[slot], now)) unlist(slot);
  }
}

}  // namespace

Result<std::unique_ptr<Arena>> Arena::make(std::size_t slots) {
  if (sodium_init() < 0) return fail(Code::unavailable, "locked memory is not available");
  for (std::size_t count = slots; count >= 64; count /= 2) {
    auto* memory = static_cast<std::uint8_t*>(sodium_allocarray(count, kSlot));
    if (memory == nullptr) continue;
    // sodium_allocarray does not say whether its own lock succeeded; locking again does, and is harmless.
    if (sodium_mlock(memory, count * kSlot) == 0)
      return std::unique_ptr<Arena>(std::make_unique<LockedArena>(memory, count));
    sodium_free(memory);
  }
  return fail(Code::unavailable, "the limit of locked memory is too low for keys", "ulimit -l");
}

}  // namespace troth::keys
