// expect: cannot convert
// No plaintext without leave: who has key, place and envelope still has to be granted the act.
#include "access/grant.h"
#include "vault/record_cipher.h"

using namespace troth;
Result<Secret> peek(access::Actor const& actor, keys::Cell const& cell, keys::SubjectKey const& key,
                    vault::RecordPlace const& place, ByteView envelope) {
  return vault::RecordCipher::open(actor, cell, key, place, 1, envelope);
}
