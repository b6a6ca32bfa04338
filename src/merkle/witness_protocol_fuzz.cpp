// A witness reads what anyone sends. Whatever the body: a ruling of the protocol, and never a cosignature for less than
// is on record. The second round signs the checkpoint with the trusted key, so that the rulings behind 403 are reached.
#include "base/check.h"
#include "merkle/witness_protocol.h"

using namespace troth;
using namespace troth::merkle;

namespace {

SignerKey const& log_key() {
  static SignerKey const key("example.com/log", KeyType::ed25519, Secret::copy_of(Bytes(32, 1)));
  return key;
}

void check_ruling(AddCheckpoint const& request, std::optional<Checkpoint> const& recorded) {
  auto ruling = judge(request, {&log_key().verifier(), 1}, recorded);
  auto known = recorded ? recorded->size : 0;
  switch (ruling.status) {
    case 200:
      TROTH_CHECK(request.old_size == known && ruling.head.size >= known);
      TROTH_CHECK(ruling.head.size != known || !recorded || ruling.head == *recorded);
      break;
    case 409:
      TROTH_CHECK(ruling.known == known && request.old_size != known);
      break;
    default:
      TROTH_CHECK(ruling.status == 400 || ruling.status == 403 || ruling.status == 404 || ruling.status == 422);
  }
  TROTH_CHECK(!ruling.why.empty());
}

void check_as_signed(AddCheckpoint request) {
  auto note = Note::parse(request.checkpoint);
  auto head = note ? Checkpoint::parse(note->text) : fail(Code::invalid, "no note");
  if (!head) return;
  head->origin = log_key().verifier().name();
  note->text = head->text();
  note->signatures = {log_key().sign(note->text)};
  request.checkpoint = note->encode();
  check_ruling(request, std::nullopt);
  check_ruling(request, *head);
  check_ruling(request, Checkpoint{head->origin, request.old_size, leaf_hash({})});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const body = as_text(ByteView(data, size));
  auto const request = AddCheckpoint::parse(body);
  if (!request) return 0;
  TROTH_CHECK(request->encode() == body);
  check_ruling(*request, std::nullopt);
  check_as_signed(*request);
  return 0;
}
