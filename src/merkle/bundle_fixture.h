#pragma once
#include "crypto/hash.h"
#include "merkle/bundle.h"
#include "merkle/log_fixture.h"
#include "merkle/memory_tiles.h"

namespace troth::merkle::fixture {

/// A cell whose evidence log holds the entry of a document and one record for each of three clauses, and its bundle.
/// Change the records or the document, then `make`.
struct BundleScene {
  static constexpr char kCell[] = "audit.example.com/eu1/cell/0f/1",
                        kEvidence[] = "audit.example.com/eu1/evidence/0f/1";
  static constexpr std::uint64_t kSlot = 1, kSeals = 7, kSeal = 5;

  SignerKey cell = signer(kCell, KeyType::ed25519, 1), evidence = signer(kEvidence, KeyType::ed25519, 2);
  SignerKey witness = signer("witness.example.org", KeyType::cosignature, 3);
  Time now = parse_rfc3339("2026-11-22T10:00:00Z").value();
  std::string document = "troth-tom/v1\nversion 3\neffective 2026-11-01T00:00:00.000000Z\n" +
                         clause("TE-1.2", "proven") + clause("TE-0.3", "proven") + clause("TE-2.1", "declared") +
                         clause("LB-T3", "measured");
  std::vector<EvidenceRecord> records = {record("TE-1.2"), record("TE-0.3"), record("LB-T3")};
  Bundle bundle;

  BundleScene() { make(); }

  static std::string canonical(std::string const& id) { return "troth-clause/v1\nid " + id + "\n"; }
  static std::string clause(std::string const& id, std::string const& stands) {
    auto const text = canonical(id);
    return "clause " + id + " " + std::to_string(text.size()) + " " + stands + "\n" + text;
  }
  EvidenceRecord record(std::string const& id) const {
    EvidenceRecord out;
    out.clause = id, out.clause_hash = crypto::sha256(as_bytes(canonical(id)));
    out.tom = hex(crypto::sha256(as_bytes(document)));
    out.manifest = "none", out.cell = kEvidence, out.place = "live", out.by = "operator";
    out.started = now - std::chrono::minutes(30), out.ended = now - std::chrono::minutes(29);
    out.expires = now + std::chrono::hours(12);
    out.verdict = EvidenceRecord::Verdict::pass, out.samples = 12, out.mutants = {"planted"};
    return out;
  }

  void make() {
    bundle = {};
    bundle.cell = kEvidence, bundle.made = now, bundle.document = document;
    std::vector<std::string> entries = {
        "older",
        TomEntry{3, hex(crypto::sha256(as_bytes(document))), parse_rfc3339("2026-11-01T00:00:00Z").value()}.encode()};
    for (auto const& one : records) entries.push_back(one.encode());
    MemoryTiles log;
    for (auto const& entry : entries) log.append(as_bytes(entry));
    auto const entry = [&](std::size_t i) {
      return Bundle::Entry{i, prove_inclusion(log, i, log.size()).value(), entries[i]};
    };
    bundle.tom = entry(1);
    for (std::size_t i = 2; i < entries.size(); ++i) bundle.records.push_back(entry(i));
    Checkpoint const head{kEvidence, log.size(), log.root()};
    bundle.checkpoint = signed_note(head.text(), {{evidence}}).encode();
    seal({kEvidence, head.size, head.root});
  }

  void seal(SlotHead head) {
    Bytes const seed(32, 0x5a);
    SlotTree const tree(seed, {{"audit.example.com/eu1/t/9f/1", 3, {}}, std::move(head), {}});
    bundle.slot = kSlot, bundle.slots = tree.slots();
    bundle.salt = slot_salt(seed, kSlot), bundle.slot_hashes = tree.prove(kSlot);
    MemoryTiles log;
    for (std::uint64_t i = 0; i < kSeals; ++i)
      i == kSeal ? log.append(slots_entry(tree.slots(), tree.root())) : log.append(as_bytes("filler"));
    auto const note = signed_note(Checkpoint{kCell, kSeals, log.root()}.text(), {{cell}, {witness, 1793000000}});
    bundle.seal = {std::nullopt, kSeal, prove_inclusion(log, kSeal, kSeals).value(), note.encode()};
  }

  Policy policy() const {
    return Policy::parse("log " + cell.verifier().text() + "\nlog " + evidence.verifier().text() + "\nwitness w1 " +
                         witness.verifier().text() +
                         " https://witness.example.org/\n#level w1 independent\nquorum w1\n")
        .value();
  }
};

}  // namespace troth::merkle::fixture
