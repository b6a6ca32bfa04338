#!/usr/bin/env python3
"""Writes tests/vectors/log.json: what docs/formats/log.md says, made from fixed inputs by tests/tlog_builder.py, and the spoilt
copies that must be refused.

Deterministic. log_format_test.py fails when the committed file differs from what this makes, so run it after a change of a format
and read the difference. Bytes are hex, texts are text.
"""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import make_log_refused as refused  # noqa: E402
import tlog_builder as b  # noqa: E402
import troth_formats as f  # noqa: E402
from make_vectors import case, fixed, to_json  # noqa: E402

FILE = HERE.parent / "vectors" / "log.json"
ORIGIN = "audit.example.com/eu-1"
# The leaves of transparency-dev/merkle, testonly/constants.go; it prints the roots that come out for 1, 2, 3, 7 and 8.
LEAVES = [bytes.fromhex(x) for x in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]
# C2SP signed-note, its example; C2SP tlog-cosignature as Sunlight's witness tests have it.
C2SP_VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
C2SP_NOTE = ("This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1E"
             "RYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n")
WITNESS_VKEY = "witness.example.org+b8a2cf20+BFLN3yikSfFkVAJtrnh/CiY3Zozkoy7clp+P7XB28qUN"
WITNESS_NOTE = ("rome2026h1.example.org\n300\nlCkHUpkmVBEms2r2T1K6Og69+wUuuN3MIEW1/ezu2v0=\n\n— witness.example.org uKLPIAAAAAB"
                "pVGeAhm2bOvKc3LaB9PFN1ruG19Y5yqslmcAAbhftnn1Zznmo0LXFZq4LGvqKqLX8jWlwLKasxEGTLIqAVusneCBmBw==\n")


def subproof(tree, first, end, begin=0, whole=True):
    """SUBPROOF of RFC 6962 section 2.1.2 from the leaves [begin, begin + first) to [begin, end)."""
    if begin + first == end:
        return [] if whole else [tree.mth(begin, end)]
    middle = tree.split(begin, end)
    if begin + first <= middle:
        return subproof(tree, first, middle, begin, whole) + [tree.mth(middle, end)]
    return subproof(tree, begin + first - middle, end, middle, False) + [tree.mth(begin, middle)]


def tree_cases():
    for size in (0, 1, 2, 3, 7, 8):
        yield case(f"tree of {size}", "tree_root", {"entries": LEAVES[:size]}, {"root": b.Tree(list(map(b.leaf_hash, LEAVES[:size]))).root()})
    tree = b.Tree([b.leaf_hash(fixed(f"entry {i}", 8)) for i in range(300)])
    for index, size in ((0, 1), (0, 7), (6, 7), (255, 256), (256, 257), (299, 300)):
        yield case(f"entry {index} of {size}", "inclusion",
                   {"index": index, "size": size, "leaf": tree.leaves[index], "hashes": tree.path(index, size), "root": tree.root(size)}, {})
    for first, second in ((1, 1), (1, 2), (3, 7), (4, 7), (255, 257), (256, 300), (299, 300)):
        yield case(f"from {first} to {second}", "consistency",
                   {"first": first, "second": second, "first_root": tree.root(first), "second_root": tree.root(second),
                    "hashes": subproof(tree, first, second)}, {})


class Example:
    """A cell of three tenants and one receipt of it; every text of the worked example."""

    def __init__(self):
        self.cell_key, self.tenant_key = (
            b.Key(f"{ORIGIN}/{log}/{fixed('handle of ' + log, 16).hex()}/1", seed) for log, seed in (("cell", 1), ("t", 2)))
        self.witness = b.Key("witness.example.org/w1", 3, cosigns=True)
        self.parts = [b'{"operation":"read","collection":"contacts"}', b'{"principal":"support desk"}',
                      b'{"reason":"ticket 4711","subject":"nora@example.com"}']
        self.nonces = [fixed(f"r of part {i}", 32) for i in (1, 2, 3)]
        self.leaf = b.event_leaf(self.parts, self.nonces)  # the leaf of event.md
        self.tenant = b.Log(self.tenant_key, [fixed("event 0", 107), fixed("event 1", 107), self.leaf])
        self.seed, self.heads = fixed("seed of the seal", 32), [self.head(0), None, (self.tenant_key.name, 3, self.tenant.tree.root())]
        self.slots = b.Slots(self.seed, self.heads)
        self.cell = b.Log(self.cell_key, [b"slots/v1" + f.u64(4) + fixed("root of seal 0", 32), self.slots.entry], [self.witness])
        self.receipt = b.Receipt("0190a5c0-0000-7000-8000-000000000001", self.leaf, [(1, self.nonces[0], self.parts[0])], 2,
                                 self.slots, self.tenant.proof(2), self.cell.proof(1)).text()
        self.policy = (f"log {self.cell_key.vkey}\nwitness w1 {self.witness.vkey} https://witness.example.org/\n"
                       "#level w1 independent\nquorum w1\n")
        self.pins_tenant = f"log {self.tenant_key.vkey}\n" + self.policy
        self.ended = b.epoch_entry(self.cell_key.name, 1, self.cell.tree.root(1), 1, self.cell.tree.root(1))
        self.next_key = b.Key(self.cell_key.name[:-1] + "2", 4)  # of the log that goes on
        self.end_proof = b.Log(self.next_key, [self.ended], [self.witness]).proof(0, self.ended)
        self.pins_next = f"log {self.next_key.vkey}\n" + self.policy

    @staticmethod
    def head(slot):
        return ORIGIN + f"/t/{slot:032x}/1", 9, fixed("root of another tenant", 32)


def text_cases(e):
    for key in (e.cell_key, e.witness):
        yield case("key " + key.name, "parse_vkey", {"vkey": key.vkey}, {"name": key.name, "id": key.id, "type": key.type, "public": key.public})
    signed = e.cell.checkpoint()
    yield case("C2SP's example of a note", "open_note", {"note": C2SP_NOTE, "vkey": C2SP_VKEY}, {"seconds": 0})
    yield case("a cosignature made by another program", "open_note", {"note": WITNESS_NOTE, "vkey": WITNESS_VKEY}, {"seconds": 1767139200})
    yield case("the log's signature", "open_note", {"note": signed, "vkey": e.cell_key.vkey}, {"seconds": 0})
    yield case("the witness's signature", "open_note", {"note": signed, "vkey": e.witness.vkey}, {"seconds": 1793000000})
    yield case("checkpoint", "parse_checkpoint", {"text": signed.partition("\n\n")[0] + "\n"},
               {"origin": e.cell_key.name, "size": 2, "root": e.cell.tree.root()})
    for level, index, width in ((0, 0, 256), (0, 1234067, 256), (1, 0, 17), (7, 999, 255), ("entries", 1000, 1), ("entries", 273, 112)):
        yield case(f"tile {level} {index} {width}", "parse_tile", {"path": f"{level}/" + b.tile_path(index, width)},
                   {"level": level, "index": index, "width": width})
    yield case("bundle", "parse_bundle", {"bundle": b"\0\3one\0\0\0\3two", "count": 3}, {"entries": [b"one", b"", b"two"]})
    for name, extra in (("tlog-proof", None), ("tlog-proof with extra", b"a note to the reader")):
        yield case(name, "proven", {"proof": e.tenant.proof(2, extra), "entry": e.leaf},
                   {"origin": e.tenant_key.name, "size": 3, "root": e.tenant.tree.root()})


def slot_cases(e):
    for slot, head in enumerate([*e.heads, None]):
        origin, size, root = head or ("", 0, bytes(32))
        yield case(f"slot {slot}" + ("" if head else ", vacant"), "slot_leaf",
                   {"salt": e.slots.salts[slot], "origin": origin, "size": size, "root": root}, {"leaf": e.slots.tree.leaves[slot]})
    yield case("salt", "slot_salt", {"seed": e.seed, "slot": 2}, {"salt": e.slots.salts[2]})
    yield case("slot 2 leads to the root", "slot_root", {"leaf": e.slots.tree.leaves[2], "slot": 2, "slots": 4,
                                                         "hashes": e.slots.tree.path(2, 4)}, {"root": e.slots.tree.root()})
    yield case("seal", "slots_entry", {"slots": 4, "root": e.slots.tree.root()}, {"entry": e.slots.entry})
    yield case("end of an epoch", "parse_epoch", {"entry": e.ended},
               {"origin": e.cell_key.name, "size": 1, "root": e.cell.tree.root(1), "restored_size": 1,
                "restored_root": e.cell.tree.root(1), "seconds": 1793000000})


def receipt_cases(e):
    yield case("receipt", "verify_receipt", {"receipt": e.receipt, "policy": e.policy}, {"exit": 0})
    yield case("receipt, tenant log pinned", "verify_receipt", {"receipt": e.receipt, "policy": e.pins_tenant}, {"exit": 0})
    yield case("receipt, nothing pinned", "verify_receipt", {"receipt": e.receipt}, {"exit": 3})
    grown = b.epoch_entry(e.cell_key.name, 2, e.cell.tree.root(), 2, e.cell.tree.root())
    yield case("receipt, its log ended there", "verify_receipt",
               {"receipt": e.receipt, "policy": e.pins_next, "ended": b.Log(e.next_key, [grown], [e.witness]).proof(0, grown)}, {"exit": 0})
    label = e.receipt.replace("event 0190a5c0", "event 0190a5c1")
    yield case("the event's id is a label", "verify_receipt", {"receipt": label, "policy": e.policy}, {"exit": 0})


def all_text():
    e = Example()
    cases = [*tree_cases(), *text_cases(e), *slot_cases(e), *receipt_cases(e)]
    body = {"format": "docs/formats/log.md", "cases": cases, "must_fail": list(refused.of(e, cases))}
    return json.dumps(to_json(body), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(all_text())
    made = json.loads(FILE.read_text())
    print(f"{FILE.name}: {len(made['cases'])} cases, {len(made['must_fail'])} must fail")
