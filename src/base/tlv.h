#pragma once
#include "base/bytes.h"

namespace troth {

/// Canonical TLV, the input of every AAD, MAC and commitment (docs/formats/tlv.md):
///   tlv   = *item
///   item  = tag u8 | length u32 big-endian | value
/// Tags ascend strictly, so one set of facts has one encoding and no two sets share one.
class Tlv {
 public:
  Tlv& put(std::uint8_t tag, ByteView value);
  Tlv& put(std::uint8_t tag, std::string_view text) { return put(tag, as_bytes(text)); }
  Tlv& put_u32(std::uint8_t tag, std::uint32_t value);
  Tlv& put_u64(std::uint8_t tag, std::uint64_t value);
  ByteView view() const { return out_; }

 private:
  Bytes out_;
  int last_ = -1;
};

}  // namespace troth
