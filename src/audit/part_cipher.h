#pragma once
#include "act/event.h"
#include "base/random.h"
#include "keys/keyring.h"

namespace troth::audit {

/// A part that has been opened: what an auditor checks against the leaf with a hash of its own.
struct OpenedPart {
  std::array<std::uint8_t, 32> nonce;  ///< r_i
  Bytes part;
};

/// Seals and opens the parts of events (docs/formats/event.md):
///   commitment  c_i = SHA-256("audit-part/v1" | i u8 | r_i 32 | part)
///   sealed part = nonce 12 | AES-256-GCM(r_i 32 | part) | tag 16,  AAD = TLV{1: log, 2: event id, 3: i}
///   key         = HKDF-SHA256(holder's audit secret, info = TLV{1: "troth/audit-part/v1", 2: hour u64}), one per
///   holder and UTC hour
/// r_i is random and inside the seal: once its holder's key is destroyed, no guess of the part can be matched to c_i.
class PartCipher {
 public:
  struct Place {
    TenantId log;
    EventId event;
    act::Part index;
    Time at;
  };
  struct Sealed {
    act::Hash commitment;
    Bytes bytes;
  };

  /// A holder's key for the hour of `at`: derived once for all parts of an event that are the holder's.
  class HourKey {
   public:
    HourKey(keys::AuditKey const& holder, Time at) : HourKey(holder.secret(keys::PartPass()), at) {}
    HourKey(keys::SubjectKey const& holder, Time at) : HourKey(holder.audit_secret(keys::PartPass()), at) {}

   private:
    friend class PartCipher;
    HourKey(ByteView secret, Time at);
    Secret key_;
    std::uint64_t hour_;
  };

  /// The place is in the key's hour.
  static Sealed seal(HourKey const& key, Place const& place, ByteView part, Random& random);
  template <class Holder>
  static Sealed seal(Holder const& holder, Place const& place, ByteView part, Random& random) {
    return seal(HourKey(holder, place.at), place, part, random);
  }
  /// corrupt unless these are the bytes sealed at this place by this holder.
  static Result<OpenedPart> open(keys::AuditKey const& holder, Place const& place, ByteView sealed) {
    return open_under(holder.secret(keys::PartPass()), place, sealed);
  }
  static Result<OpenedPart> open(keys::SubjectKey const& holder, Place const& place, ByteView sealed) {
    return open_under(holder.audit_secret(keys::PartPass()), place, sealed);
  }

  static act::Hash commitment(act::Part index, ByteView nonce, ByteView part);

 private:
  static Result<OpenedPart> open_under(ByteView secret, Place const& place, ByteView sealed);
};

}  // namespace troth::audit
