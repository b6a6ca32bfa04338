#pragma once
#include "audit/part_cipher.h"

namespace troth::audit {

/// Opens a part that one of the versions of a person's key sealed: the part does not say which. `newest` is tried
/// first, then those before it.
inline Result<OpenedPart> open_of_person(keys::Keyring& keyring, SubjectId person, keys::SubjectKey const& newest,
                                         PartCipher::Place const& place, ByteView sealed) {
  auto opened = PartCipher::open(newest, place, sealed);
  for (std::uint32_t version = newest.version() - 1; !opened && version > 0; --version) {
    if (opened.error().code != Code::corrupt) return opened;
    auto older = keyring.subject(place.log, person, version);
    if (!older && older.error().code != Code::gone) return std::move(older).error();
    if (older) opened = PartCipher::open(*older, place, sealed);
  }
  return opened;
}

}  // namespace troth::audit
