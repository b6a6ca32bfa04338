#include "merkle/receipt.h"

#include <gtest/gtest.h>

#include "merkle/memory_tiles.h"

namespace troth::merkle {
namespace {

constexpr std::uint64_t kNow = 1793000000;

Secret seed(std::uint8_t byte) {
  Secret out(32);
  std::fill(out.span().begin(), out.span().end(), byte);
  return out;
}

/// A cell with one witness, a tenant in slot 2 and a receipt for one of its events.
struct Scene {
  SignerKey cell_key{"audit.example.com/eu1", KeyType::ed25519, seed(1)};
  SignerKey tenant_key{"audit.example.com/eu1/t/9f", KeyType::ed25519, seed(2)};
  SignerKey witness_key{"witness.example.org", KeyType::cosignature, seed(3)};
  Receipt receipt;

  Scene() {
    receipt.event = "0190a5c0-0000-7000-8000-000000000001";
    receipt.parts = {{1, Bytes(32, 0x11), to_bytes(as_bytes("{\"operation\":\"read\"}"))}, {3, Bytes(32, 0x33), {}}};
    receipt.entry = from_hex(
                        "01"
                        "0102"
                        "0000000001c2d9f8")
                        .value();
    append(receipt.entry, part_commitment(1, receipt.parts[0].nonce, receipt.parts[0].part));
    append(receipt.entry, Hash{});
    append(receipt.entry, part_commitment(3, receipt.parts[1].nonce, receipt.parts[1].part));
    auto tenant = proof_in(tenant_key, receipt.entry, 5, 11);
    receipt.tenant = tenant.first;
    seal_slot({tenant_key.verifier().name(), 11, tenant.second});
  }

  void seal_slot(SlotHead head) {
    Bytes slot_seed(32, 0x5a);
    SlotTree tree(slot_seed, {{"audit.example.com/eu1/c", 3, {}}, {}, std::move(head)});
    receipt.slot = 2, receipt.slots = tree.slots(), receipt.salt = slot_salt(slot_seed, 2);
    receipt.slot_hashes = tree.prove(2);
    receipt.cell = proof_in(cell_key, slots_entry(tree.slots(), tree.root()), 3, 7).first;
    cosign(witness_key);
  }

  /// `entry` at `index` of a log of `size` entries, under a checkpoint that `key` signed; and the log's root.
  static std::pair<TlogProof, Hash> proof_in(SignerKey const& key, ByteView entry, std::uint64_t index,
                                             std::uint64_t size) {
    MemoryTiles log;
    for (std::uint64_t i = 0; i < size; ++i) log.append(i == index ? entry : as_bytes("filler"));
    Note note{Checkpoint{key.verifier().name(), size, log.root()}.text(), {}};
    note.signatures.push_back(key.sign(note.text));
    return {{std::nullopt, index, prove_inclusion(log, index, size).value(), note.encode()}, log.root()};
  }

  void cosign(SignerKey const& witness) {
    auto note = Note::parse(receipt.cell.checkpoint).value();
    note.signatures.push_back(witness.sign(note.text, kNow));
    receipt.cell.checkpoint = note.encode();
  }

  std::string log_line(SignerKey const& key) const { return "log " + key.verifier().text() + "\n"; }
  Policy policy(std::string more_logs = "") const {
    return Policy::parse(log_line(cell_key) + more_logs + "witness w1 " + witness_key.verifier().text() +
                         " https://witness.example.org/\nquorum w1\n")
        .value();
  }
};

std::string last(Verdict const& verdict) { return verdict.checks.back().name; }

/// The check that fails is the named one, the last in the list, and the only one.
void expect_failure(Receipt const& receipt, std::string_view name, std::string_view says,
                    Policy const* policy = nullptr, std::vector<EpochEnd> const& ended = {}) {
  auto verdict = verify(receipt, policy, ended);
  EXPECT_EQ(verdict.outcome, Outcome::failed);
  EXPECT_EQ(last(verdict), name);
  EXPECT_NE(verdict.checks.back().says.find(says), std::string::npos) << verdict.checks.back().says;
  for (auto const& check : verdict.checks) EXPECT_EQ(check.held, &check != &verdict.checks.back()) << check.name;
  EXPECT_FALSE(verdict.standing);
}

TEST(Receipt, IsReadBackAsWritten) {
  Scene scene;
  auto text = scene.receipt.encode();
  auto again = Receipt::parse(text);
  ASSERT_TRUE(again) << again.error().message << " " << again.error().at;
  EXPECT_EQ(again->encode(), text);
  EXPECT_EQ(again->event, scene.receipt.event);
  EXPECT_EQ(again->parts.size(), 2u);
  EXPECT_EQ(again->parts[1].index, 3u);
  EXPECT_EQ(again->slot_hashes, scene.receipt.slot_hashes);
  EXPECT_EQ(again->cell.checkpoint, scene.receipt.cell.checkpoint);
}

TEST(Receipt, RefusesEveryCut) {
  auto text = Scene().receipt.encode();
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_FALSE(Receipt::parse(std::string_view(text).substr(0, size))) << size;
}

TEST(Receipt, NamesTheLineThatIsWrong) {
  auto good = Scene().receipt.encode();
  auto error = [&](std::string_view from, std::string_view to) {
    auto text = good;
    auto result = Receipt::parse(text.replace(text.find(from), from.size(), to));
    EXPECT_FALSE(result) << from;
    return result ? std::string() : result.error().at;
  };
  EXPECT_EQ(error("receipt/v1", "receipt/v2"), "line 1");
  EXPECT_EQ(error("event 0190a5c0", "event 0190A5C0"), "line 2");
  EXPECT_EQ(error("entry AQ", "entry A"), "line 3");
  EXPECT_EQ(error("part 1 ", "part 4 "), "line 4");
  EXPECT_EQ(error("part 1 ", "part 3 "), "line 5");
  EXPECT_EQ(error("part 3 ", "part 1 "), "line 5");
  EXPECT_EQ(error("part 3 ", "part 3  "), "line 5");
  EXPECT_EQ(error("slot 2 4 ", "slot 02 4 "), "line 6");
  EXPECT_EQ(error("slot 2 4 ", "slot 2 "), "line 6");
  EXPECT_EQ(error("slot-hash ", "slot-hash A"), "line 7");
  EXPECT_EQ(error("tenant-proof ", "tenant-proof -"), "line 9");
  EXPECT_EQ(error("tenant-proof ", "cell-proof "), "line 9");
  EXPECT_NE(error("index 5", "index 05"), "");
  EXPECT_FALSE(Receipt::parse(good + "\n"));
}

TEST(VerifyReceipt, HoldsUnderThePolicyThatPinsItsCell) {
  Scene scene;
  auto policy = scene.policy();
  auto verdict = verify(scene.receipt, &policy);
  EXPECT_EQ(verdict.outcome, Outcome::verified);
  std::vector<std::string> names;
  for (auto const& check : verdict.checks) names.push_back(check.name);
  EXPECT_EQ(names, (std::vector<std::string>{"entry", "part what", "part whom", "tenant proof", "slot proof",
                                             "cell proof", "ended log", "log signature", "witnesses"}));
  ASSERT_TRUE(verdict.standing);
  EXPECT_EQ(verdict.standing->newest, kNow);
  EXPECT_EQ(verdict.standing->level, WitnessLevel::same_operator);
}

TEST(VerifyReceipt, WithoutAPolicyNobodyIsPinned) {
  auto verdict = verify(Scene().receipt, nullptr);
  EXPECT_EQ(verdict.outcome, Outcome::not_pinned);
  EXPECT_EQ(last(verdict), "ended log");
  EXPECT_FALSE(verdict.standing);
}

TEST(VerifyReceipt, FindsAChangedEntryOrPart) {
  for (std::size_t at = 1; at < 107; ++at) {
    Scene scene;
    scene.receipt.entry[at] ^= 1;
    bool what = at >= 11 && at < 43, whom = at >= 75;
    expect_failure(scene.receipt,
                   what   ? "part what"
                   : whom ? "part whom"
                          : "tenant proof",
                   what || whom ? "not what the entry commits to" : "another root");
  }
  Scene scene;
  scene.receipt.entry[0] = 2;
  expect_failure(scene.receipt, "entry", "version 2");
  scene.receipt.entry.pop_back();
  expect_failure(scene.receipt, "entry", "106 bytes");
  Scene other_part;
  other_part.receipt.parts[0].part.push_back('\n');
  expect_failure(other_part.receipt, "part what", "not what the entry commits to");
  Scene other_nonce;
  other_nonce.receipt.parts[1].nonce[31] ^= 1;
  expect_failure(other_nonce.receipt, "part whom", "not what the entry commits to");
}

TEST(VerifyReceipt, FindsAProofOfAnotherEventOrLog) {
  Scene scene;
  scene.receipt.tenant.index = 4;
  expect_failure(scene.receipt, "tenant proof", "another root");
  scene.receipt.tenant.index = 11;
  expect_failure(scene.receipt, "tenant proof", "has only 11 entries");
  for (std::size_t i = 0; i < Scene().receipt.tenant.hashes.size(); ++i) {
    Scene bent;
    bent.receipt.tenant.hashes[i][7] ^= 0x80;
    expect_failure(bent.receipt, "tenant proof", "another root");
  }
  // Another tenant's log holds the same entry, but no slot commits to its head.
  Scene other;
  other.receipt.tenant = Scene::proof_in(other.cell_key, other.receipt.entry, 5, 11).first;
  expect_failure(other.receipt, "cell proof", "another root");
}

TEST(VerifyReceipt, FindsAWrongSlot) {
  auto changed = [](auto change, std::string_view name, std::string_view says) {
    Scene scene;
    change(scene.receipt);
    expect_failure(scene.receipt, name, says);
  };
  changed([](Receipt& r) { r.slot = 4; }, "slot proof", "beyond the number");
  changed([](Receipt& r) { r.slots = 5; }, "slot proof", "power of two");
  changed([](Receipt& r) { r.slots = 0; }, "slot proof", "power of two");
  changed([](Receipt& r) { r.slots = 8; }, "slot proof", "too few or too many");
  changed([](Receipt& r) { r.slot_hashes.push_back({}); }, "slot proof", "too few or too many");
  changed([](Receipt& r) { r.slot_hashes.push_back({}), r.slots = 8; }, "cell proof", "another root");
  changed([](Receipt& r) { r.slot = 3; }, "cell proof", "another root");
  changed([](Receipt& r) { r.salt[0] ^= 1; }, "cell proof", "another root");
  changed([](Receipt& r) { r.slot_hashes[1][31] ^= 1; }, "cell proof", "another root");
  changed([](Receipt& r) { r.cell.index = 7; }, "cell proof", "has only 7 entries");
  changed([](Receipt& r) { r.cell.hashes.pop_back(); }, "cell proof", "another root");
  changed([](Receipt& r) { r.cell.checkpoint = "nonsense"; }, "cell proof", "cannot be read");
  changed([](Receipt& r) { r.tenant.checkpoint = "nonsense"; }, "tenant proof", "cannot be read");
}

TEST(VerifyReceipt, RefusesAnOriginThatNoSlotCanHold) {
  Scene scene;
  SignerKey key(std::string(65536, 'o'), KeyType::ed25519, seed(4));
  scene.receipt.tenant = Scene::proof_in(key, scene.receipt.entry, 5, 11).first;
  expect_failure(scene.receipt, "slot proof", "longer than a slot can hold");
}

TEST(VerifyReceipt, RefusesHeadsBeyondTheEndOfTheirLog) {
  Scene scene;
  auto head = Checkpoint::parse(Note::parse(scene.receipt.cell.checkpoint).value().text).value();
  EpochEnd end{head.origin, 7, head.root, 7, head.root, kNow};
  EXPECT_EQ(verify(scene.receipt, nullptr, {end}).outcome, Outcome::not_pinned);
  end.size = 6;
  expect_failure(scene.receipt, "ended log", "ended at size 6", nullptr, {end});
  end.size = 7, end.root[0] ^= 1;
  expect_failure(scene.receipt, "ended log", "fork", nullptr, {end});
  EpochEnd of_tenant{scene.tenant_key.verifier().name(), 10, {}, 10, {}, UINT64_MAX};
  expect_failure(scene.receipt, "ended log", "9999", nullptr, {of_tenant});
  of_tenant.origin += "0";
  EXPECT_EQ(verify(scene.receipt, nullptr, {of_tenant}).outcome, Outcome::not_pinned);
}

TEST(VerifyReceipt, AsksForThePinnedKeyOfTheLog) {
  Scene scene;
  auto policy = scene.policy();
  Scene stranger;
  stranger.cell_key = SignerKey("audit.example.com/eu1", KeyType::ed25519, seed(9));
  stranger.seal_slot({stranger.tenant_key.verifier().name(), 11,
                      Checkpoint::parse(Note::parse(stranger.receipt.tenant.checkpoint).value().text).value().root});
  expect_failure(stranger.receipt, "log signature", "no pinned key", &policy);
  auto other_cell = Policy::parse(scene.log_line(scene.tenant_key) + "quorum none\n").value();
  expect_failure(scene.receipt, "log signature", "pins no key of the log audit.example.com/eu1:", &other_cell);
  auto note = Note::parse(scene.receipt.cell.checkpoint).value();
  note.signatures[0].blob[5] ^= 1;
  scene.receipt.cell.checkpoint = note.encode();
  expect_failure(scene.receipt, "log signature", "is false", &policy);
}

TEST(VerifyReceipt, AsksForTheWitnessesOfThePolicy) {
  Scene scene;
  auto policy = scene.policy();
  auto note = Note::parse(scene.receipt.cell.checkpoint).value();
  auto without = note;
  without.signatures.pop_back();
  scene.receipt.cell.checkpoint = without.encode();
  expect_failure(scene.receipt, "witnesses", "too few witnesses", &policy);
  note.signatures[1].blob[3] ^= 1;  // the time is signed too
  scene.receipt.cell.checkpoint = note.encode();
  expect_failure(scene.receipt, "witnesses", "is false", &policy);
}

TEST(VerifyReceipt, AsksForTheTenantsKeyOnlyIfItIsPinned) {
  Scene scene;
  auto pinned = scene.policy(scene.log_line(scene.tenant_key));
  auto verdict = verify(scene.receipt, &pinned);
  EXPECT_EQ(verdict.outcome, Outcome::verified);
  EXPECT_EQ(last(verdict), "tenant signature");
  SignerKey other(scene.tenant_key.verifier().name(), KeyType::ed25519, seed(8));
  auto another = scene.policy(scene.log_line(other));
  verdict = verify(scene.receipt, &another);
  EXPECT_EQ(verdict.outcome, Outcome::failed);
  EXPECT_EQ(last(verdict), "tenant signature");
  EXPECT_FALSE(verdict.checks.back().held);
}

// docs/formats/event.md, worked example.
TEST(PartCommitment, IsThatOfTheWorkedExample) {
  auto nonce = from_hex("271388c21bac25c927fdeb6f983b67bd6ef20e156b6d4bb3ccc5eb118971f0a9").value();
  EXPECT_EQ(hex(part_commitment(3, nonce, as_bytes(R"({"reason":"ticket 4711","subject":"nora@example.com"})"))),
            "8a86af12b8cd2f1bff12585ac9cae0d01e5597eb590e0ba7863c1c2d866d64bd");
}

}  // namespace
}  // namespace troth::merkle
