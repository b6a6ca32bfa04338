#include "base/tlv.h"

#include "base/check.h"

namespace troth {

Tlv& Tlv::put(std::uint8_t tag, ByteView value) {
  TROTH_CHECK(tag > last_);
  TROTH_CHECK(value.size() <= 0xffffffffu);
  last_ = tag;
  out_.push_back(tag);
  append_be(out_, static_cast<std::uint32_t>(value.size()));
  append(out_, value);
  return *this;
}

Tlv& Tlv::put_u32(std::uint8_t tag, std::uint32_t value) {
  Bytes bytes;
  append_be(bytes, value);
  return put(tag, bytes);
}

Tlv& Tlv::put_u64(std::uint8_t tag, std::uint64_t value) {
  Bytes bytes;
  append_be(bytes, value);
  return put(tag, bytes);
}

}  // namespace troth
