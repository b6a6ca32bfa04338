#!/usr/bin/env python3
"""Runs troth-verify on logs and parts made here with hashlib: an implementation of RFC 6962 that shares no code with it.

usage: verify_test.py PATH-OF-TROTH-VERIFY
"""
import base64
import hashlib
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest

import tlog_builder
from tlog_builder import Key, b64

BINARY = ""


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def root_of(entries):
    """RFC 6962 section 2.1, as it is written there."""
    if not entries:
        return sha256()
    if len(entries) == 1:
        return sha256(b"\0", entries[0])
    k = 1
    while k * 2 < len(entries):
        k *= 2
    return sha256(b"\1", root_of(entries[:k]), root_of(entries[k:]))


def bundle(entries):
    return b"".join(struct.pack(">H", len(e)) + e for e in entries)


def run(*words, stdin=b""):
    done = subprocess.run([BINARY, *map(str, words)], input=stdin, capture_output=True, timeout=60)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="troth-verify-test.")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, content):
        path = self.folder / "input"
        path.write_bytes(content)
        return path

    def refused(self, hint, *words, stdin=b""):
        code, out, err = run(*words, stdin=stdin)
        self.assertEqual((code, out), (2, ""), err)
        self.assertTrue(err.startswith("troth-verify: "), err)
        self.assertIn(hint, err)


class Root(Case):
    entries = [f"entry {i}".encode() * (i % 5) for i in range(300)]

    def check(self, entries, size, root, *more):
        return run("root", self.file(bundle(entries)), "--size", size, "--root", root, *more)

    def test_matches_at_every_shape_of_tree(self):
        for size in (0, 1, 2, 3, 4, 7, 8, 255, 256, 257, 300):
            entries = self.entries[:size]
            root = root_of(entries)
            for text in (root.hex(), root.hex().upper(), base64.b64encode(root).decode()):
                code, out, err = self.check(entries, size, text)
                self.assertEqual((code, err), (0, ""), (size, out))
                self.assertIn(f"size     {size}\n", out)
                self.assertIn(root.hex(), out)
                self.assertIn(base64.b64encode(root).decode(), out)
                self.assertIn("verdict  match\n", out)

    def test_takes_the_largest_and_the_empty_entry_and_standard_input(self):
        entries = [b"\xff" * 65535, b"", b"x"]
        code, out, _ = run("root", "-", "--size=3", "--root", root_of(entries).hex(), stdin=bundle(entries))
        self.assertEqual(code, 0, out)

    def test_finds_one_changed_bit_in_any_entry(self):
        entries = self.entries[1:40]
        root = root_of(entries).hex()
        for i, entry in enumerate(entries):
            if entry:
                spoilt = entries[:i] + [entry[:-1] + bytes([entry[-1] ^ 1])] + entries[i + 1:]
                code, out, _ = self.check(spoilt, len(entries), root)
                self.assertEqual(code, 1, i)
                self.assertIn("mismatch: the entries are not those", out)

    def test_finds_exchanged_missing_and_added_entries(self):
        entries = self.entries[1:12]
        root = root_of(entries).hex()
        self.assertEqual(self.check(entries[1:2] + entries[:1] + entries[2:], 11, root)[0], 1)
        code, out, _ = self.check(entries[:-1], 11, root)
        self.assertEqual(code, 1)
        self.assertIn("entries are missing", out)
        code, out, _ = self.check(entries + [b"more"], 11, root)
        self.assertEqual(code, 1)
        self.assertIn("more entries than stated", out)

    def test_a_right_root_with_a_wrong_size_is_no_match(self):
        entries = self.entries[:8]
        for size in (0, 7, 9, 2**63 - 1):
            self.assertEqual(self.check(entries, size, root_of(entries).hex())[0], 1, size)

    def test_json_says_the_same(self):
        entries = self.entries[:5]
        root = root_of(entries).hex()
        code, out, _ = self.check(entries, 5, root, "--json")
        self.assertEqual((code, json.loads(out)), (0, {"verdict": "match", "why": "", "size": 5, "root": root,
                                                       "expected_size": 5, "expected_root": root}))
        code, out, _ = self.check(entries, 6, root, "--json")
        self.assertEqual((code, json.loads(out)["verdict"], json.loads(out)["expected_size"]), (1, "mismatch", 6))

    def test_a_file_cut_inside_an_entry_is_unreadable(self):
        whole = bundle([b"abc", b"defg"])
        for size in range(1, len(whole)):
            if size != 5:  # the border between the two entries
                self.refused("ends inside an entry", "root", self.file(whole[:size]), "--size", 2, "--root", "0" * 64)

    def test_refuses_what_it_cannot_read(self):
        good = ["--size", 0, "--root", sha256().hex()]
        self.refused("cannot be opened", "root", self.folder / "absent", *good)
        self.refused("cannot be read", "root", self.folder, *good)
        path = self.file(b"")
        for size in ("", "-1", "1x", "0x10", "99999999999999999999", 2**63):
            self.refused("decimal number", "root", path, "--size", size, "--root", "0" * 64)
        root = base64.b64encode(b"\xfb\xff" * 16).decode()
        for text in ("", "0" * 63, "0" * 66, "g" * 64, root[:-1], root + "=", root.replace("/", "_"), root[:-2] + "9="):
            self.refused("64 hex digits", "root", path, "--size", 0, "--root", text)

    def test_refuses_usage_it_does_not_know(self):
        path, size, root = self.file(b""), ["--size", 0], ["--root", "0" * 64]
        self.refused("--root", "root", path, *size)
        self.refused("--size", "root", path, *root)
        self.refused("name the file", "root", *size, *root)
        self.refused("one file only", "root", path, path, *size, *root)
        self.refused("not known here", "root", path, *size, *root, "--sise", 1)
        self.refused("not known here", "root", path, *size, *root, "--leaf", "00")
        self.refused("given twice", "root", path, *size, *size, *root)
        self.refused("needs a value", "root", path, *root, "--size")
        self.refused("root or part")
        self.refused("root or part", "rot", path, *size, *root)


class Part(Case):
    parts = [b'{"operation":"read"}', b'{"principal":"support desk"}', b'{"subject":"nora@example.com"}']
    nonces = [sha256(bytes([i])) for i in range(3)]

    def leaf(self, version=1, minute=29547000):
        commitments = [sha256(b"audit-part/v1", bytes([i + 1]), self.nonces[i], self.parts[i]) for i in range(3)]
        return struct.pack(">BHQ", version, 0x0102, minute) + b"".join(commitments)

    def check(self, index, nonce, part, leaf=None, *more):
        return run("part", "--leaf", (leaf or self.leaf()).hex(), "--index", index, "--nonce", nonce.hex(), "--part",
                   self.file(part), *more)

    def test_each_part_matches_its_commitment(self):
        for i, name in enumerate(("what", "who", "whom")):
            code, out, err = self.check(i + 1, self.nonces[i], self.parts[i])
            self.assertEqual((code, err), (0, ""), out)
            self.assertIn("type 258 at 2026-03-06T", out)
            self.assertIn(f"part     {i + 1}, {name}\n", out)
            self.assertIn("verdict  match\n", out)

    def test_json_says_the_same(self):
        code, out, _ = self.check(2, self.nonces[1], self.parts[1], None, "--json")
        said = json.loads(out)
        self.assertEqual((code, said["verdict"], said["type"], said["minute"], said["part"]),
                         (0, "match", 258, 29547000, "who"))
        self.assertEqual(said["commitment"], self.leaf()[43:75].hex())

    def test_finds_every_changed_bit(self):
        part, nonce = self.parts[2], self.nonces[2]
        for at in range(len(part)):
            self.assertEqual(self.check(3, nonce, part[:at] + bytes([part[at] ^ 1]) + part[at + 1:])[0], 1)
        self.assertEqual(self.check(3, nonce[:-1] + bytes([nonce[-1] ^ 1]), part)[0], 1)
        leaf = self.leaf()
        self.assertEqual(self.check(3, nonce, part, leaf[:-1] + bytes([leaf[-1] ^ 1]))[0], 1)
        for bad in (b"", part[:-1], part + b" "):
            self.assertEqual(self.check(3, nonce, bad)[0], 1)

    def test_a_byte_moved_between_nonce_and_part_is_no_match(self):
        part, nonce = self.parts[0], self.nonces[0]
        self.assertEqual(self.check(1, nonce[1:] + part[:1], part[1:])[0], 1)

    def test_names_the_likely_slip(self):
        code, out, _ = self.check(1, self.nonces[1], self.parts[1])
        self.assertEqual(code, 1)
        self.assertIn("give --index 2", out)
        code, out, _ = self.check(2, self.nonces[1], self.parts[1] + b"\n")
        self.assertEqual(code, 1)
        self.assertIn("a line end was added", out)

    def test_a_minute_beyond_all_calendars_is_printed_and_checked(self):
        code, out, _ = self.check(1, self.nonces[0], self.parts[0], self.leaf(minute=2**64 - 1))
        self.assertEqual(code, 0, out)
        self.assertIn("beyond the year 9999", out)
        _, out, _ = self.check(1, self.nonces[0], self.parts[0], self.leaf(minute=2**64 - 1), "--json")
        self.assertEqual(json.loads(out)["minute"], 2**64 - 1)

    def test_refuses_what_it_cannot_read(self):
        leaf, nonce, path = self.leaf().hex(), self.nonces[0].hex(), self.file(self.parts[0])
        good = {"--leaf": leaf, "--index": 1, "--nonce": nonce, "--part": path}
        words = lambda changed: [word for pair in {**good, **changed}.items() for word in pair]
        for leaf_text, hint in ((leaf[:-2], "wrong length"), (leaf + "00", "wrong length"), ("zz" * 107, "not hex"),
                                (self.leaf(version=2).hex(), "not of version 1")):
            self.refused(hint, "part", *words({"--leaf": leaf_text}))
        for index in ("0", "4", "", "11", "what"):
            self.refused("1 (what)", "part", *words({"--index": index}))
        self.refused("wrong length", "part", *words({"--nonce": nonce[2:]}))
        self.refused("cannot be opened", "part", *words({"--part": self.folder / "absent"}))
        self.refused("cannot be read", "part", *words({"--part": self.folder}))
        self.refused("belongs here", "part", *words({}), "word")
        for name in good:
            self.refused(name, "part", *[w for key, value in good.items() if key != name for w in (key, value)])

    def test_help_is_for_standard_output(self):
        for words in (["--help"], ["-h"], ["part", "--help"]):
            code, out, err = run(*words)
            self.assertEqual((code, err), (0, ""))
            self.assertIn("Exit status", out)

    def test_a_verdict_that_cannot_be_written_is_none(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([BINARY, "root", "-", "--size", "0", "--root", sha256().hex()], stdin=subprocess.DEVNULL,
                                  stdout=full, stderr=subprocess.PIPE, timeout=60)
        self.assertEqual(done.returncode, 2)


def flipped(data, bit=0):
    return data[:bit // 8] + bytes([data[bit // 8] ^ 1 << bit % 8]) + data[bit // 8 + 1:]


class Cell(tlog_builder.Cell):
    """Its log is in the first of its epochs."""
    origin = "audit.example.com/eu1/cell/5f/1"
    next = "audit.example.com/eu1/cell/5f/2"


class Signed(Case):
    """What the commands about signed logs share: a cell, its policy, and reading a report."""
    cell = Cell()

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def policy(self, *more, text=None):
        return ["--policy", self.write("policy", text or self.cell.policy(*more))]

    def report(self, *words):
        code, out, err = run(*words, "--json")
        self.assertEqual(err, "")
        said = json.loads(out)
        verdicts = {0: ["verified"], 1: ["failed"], 3: ["not pinned", "not proven"]}
        self.assertIn(said["verdict"], verdicts[code])
        checks = said["checks"]
        self.assertEqual([c["held"] for c in checks], [True] * (len(checks) - (code == 1)) + [False] * (code == 1))
        return code, said

    def fails(self, name, hint, *words):
        code, said = self.report(*words)
        last = said["checks"][-1]
        self.assertEqual((code, last["name"]), (1, name), said)
        self.assertIn(hint, last["says"])


class Receipt(Signed):
    def check(self, receipt, *more):
        text = receipt if isinstance(receipt, (str, bytes)) else receipt.text()
        return self.report("receipt", self.write("receipt", text), *more)

    def spoilt(self, name, hint, *more, **changes):
        receipt = self.cell.receipt()
        for field, value in changes.items():
            setattr(receipt, field, value)
        self.fails(name, hint, "receipt", self.write("receipt", receipt.text()), *more)

    def test_every_tenants_receipts_are_verified(self):
        policy = self.policy()
        for tenant in (0, 2, 3, 4):
            for index in (0, 7, 19 + tenant):
                self.assertEqual(self.check(self.cell.receipt(tenant, index), *policy)[0], 0)

    def test_a_report_says_who_when_and_what(self):
        path = self.write("receipt", self.cell.receipt().text())
        code, out, err = run("receipt", path, *self.policy())
        self.assertEqual((code, err), (0, ""), out)
        for line in ("event     0190a5c0-0000-7000-8000-000000000001 (", "type      258\n", "minute    29547000\n",
                     "time      2026-03-06T", "ok        entry: ", "ok        part what: ", "ok        part whom: ",
                     "ok        tenant proof: ", "ok        slot proof: ", "ok        cell proof: ", "ok        ended log: ",
                     "ok        log signature: ", "ok        witnesses: ", "level     same operator\n",
                     "witness   w0 cosigned at 2026-10-26T", "verdict   verified\n"):
            self.assertIn(line, out)
        _, said = self.report("receipt", path, *self.policy())
        self.assertEqual((said["type"], said["minute"], said["witness_level"]), (258, 29547000, "same operator"))
        self.assertEqual([(w["name"], w["seconds"]) for w in said["witnesses"]], [("w0", 1793000000), ("w1", 1793000000)])
        self.assertEqual([c["name"] for c in said["checks"]],
                         ["entry", "part what", "part whom", "tenant proof", "slot proof", "cell proof", "ended log",
                          "log signature", "witnesses"])

    def test_without_a_policy_nobody_is_pinned(self):
        code, said = self.check(self.cell.receipt())
        self.assertEqual((code, said["verdict"], said["witnesses"], said["witness_level"]), (3, "not pinned", [], None))

    def test_finds_a_flipped_bit_in_each_field(self):
        good = self.cell.receipt()
        for byte in range(1, 107):
            covered = {0: "part what", 1: "tenant proof", 2: "part whom"}.get((byte - 11) // 32, "tenant proof")
            self.spoilt(covered, "", entry=flipped(good.entry, byte * 8))
        self.spoilt("entry", "version 0", entry=flipped(good.entry))
        self.spoilt("entry", "106 bytes", entry=good.entry[:-1])
        (i, nonce, part), whom = good.parts
        self.spoilt("part what", "commits to", parts=[(i, flipped(nonce, 255), part), whom])
        self.spoilt("part what", "commits to", parts=[(i, nonce, flipped(part, 9)), whom])
        self.spoilt("part who", "commits to", parts=[(2, nonce, part), whom])
        self.spoilt("cell proof", "another root", salt=flipped(good.salt, 77))
        self.spoilt("cell proof", "another root", slot=3)
        self.spoilt("slot proof", "beyond", slot=8)
        self.spoilt("slot proof", "too few or too many", slots=16)
        self.spoilt("slot proof", "power of two", slots=7)
        for n in range(3):
            hashes = list(good.slot_hashes)
            hashes[n] = flipped(hashes[n], 13)
            self.spoilt("cell proof", "another root", slot_hashes=hashes)

    def test_finds_a_flipped_bit_in_each_line_of_a_proof(self):
        for field, name in (("tenant_proof", "tenant proof"), ("cell_proof", "cell proof")):
            lines = getattr(self.cell.receipt(), field).split("\n")
            hashes = [n for n in range(2, lines.index(""))]
            for n in hashes:
                changed = list(lines)
                changed[n] = b64(flipped(base64.b64decode(lines[n]), 100))
                self.spoilt(name, "another root", **{field: "\n".join(changed)})
            root = lines.index("") + 3
            changed = list(lines)
            changed[root] = b64(flipped(base64.b64decode(lines[root])))
            self.spoilt(name, "another root", **{field: "\n".join(changed)})
            self.spoilt(name, "entries", **{field: "\n".join(lines).replace(lines[1], "index 40", 1)})
            self.spoilt(name, "another root", **{field: "\n".join(lines).replace(lines[1], "index 3", 1)})
            changed = list(lines)
            changed.pop(hashes[-1])
            self.spoilt(name, "another root", **{field: "\n".join(changed)})

    def test_no_changed_character_passes(self):
        text, policy = self.cell.receipt().text(), self.policy(*[t.key for t in self.cell.tenants])
        start = text.index("entry ")  # the event's id is the receipt's own label
        passed = []
        for at in range(start, len(text), 7):
            other = "B" if text[at] == "A" else "A"
            code, _, _ = run("receipt", self.write("receipt", text[:at] + other + text[at + 1:]), *policy)
            if code not in (1, 2):
                passed.append((at, text[max(0, at - 20):at + 20]))
        # A signature by a key that nobody knows is skipped (C2SP signed-note): its id or name may change, if others carry.
        self.assertEqual(passed, [])

    def test_refuses_another_tenants_proof(self):
        other = self.cell.receipt(3, 7)
        self.spoilt("tenant proof", "another root", tenant_proof=other.tenant_proof)
        self.spoilt("tenant proof", "another root", entry=other.entry, parts=[])
        self.spoilt("cell proof", "another root", entry=other.entry, parts=[], tenant_proof=other.tenant_proof)

    def test_refuses_every_cut(self):
        text = self.cell.receipt().text().encode()
        for size in range(0, len(text), 41):
            self.refused("", "receipt", self.write("receipt", text[:size]))
        self.refused("bytes follow", "receipt", self.write("receipt", text + b"\n"))

    def test_refuses_keys_that_are_not_pinned(self):
        cell = self.cell
        stranger = cell.policy().replace(cell.key.vkey, Key(cell.origin, 9).vkey)
        path = self.write("receipt", cell.receipt().text())
        self.fails("log signature", "no pinned key", "receipt", path, *self.policy(text=stranger))
        elsewhere = cell.policy().replace(cell.key.vkey, Key("audit.example.com/eu2", 1).vkey)
        self.fails("log signature", "pins no key", "receipt", path, *self.policy(text=elsewhere))
        tenant = Key(cell.tenants[2].key.name, 99)
        self.fails("tenant signature", "no pinned key", "receipt", path, *self.policy(tenant))
        code, said = self.report("receipt", path, *self.policy(cell.tenants[2].key))
        self.assertEqual((code, said["checks"][-1]["name"]), (0, "tenant signature"))

    def test_refuses_too_few_witnesses_and_false_ones(self):
        cell, receipt = self.cell, self.cell.receipt()
        lines = receipt.cell_proof.split("\n")
        receipt.cell_proof = "\n".join(lines[:-2]) + "\n"  # without the second witness
        path = self.write("receipt", receipt.text())
        self.fails("witnesses", "too few", "receipt", path, *self.policy())
        code, said = self.report("receipt", path, *self.policy(text=cell.policy(least="any")))
        self.assertEqual((code, said["witness_level"]), (0, "independent"))
        text = tlog_builder.head_text(cell.origin, 9, cell.log.tree.root())
        forged = Key(cell.witnesses[1].name, 77, True)
        forged.id = cell.witnesses[1].id
        receipt.cell_proof += forged.line(text, 1793000000)
        self.fails("witnesses", "is false", "receipt", self.write("receipt", receipt.text()), *self.policy())
        forged = Key(cell.origin, 77)
        forged.id = cell.key.id
        lines[-4] = forged.line(text).rstrip()
        receipt.cell_proof = "\n".join(lines)
        self.fails("log signature", "is false", "receipt", self.write("receipt", receipt.text()), *self.policy())

    def ended(self, size, key=None, index=0, origin=Cell.origin, witnesses=None, changed=False):
        cell = self.cell
        entry = tlog_builder.epoch_entry(origin, size, cell.log.tree.root(size), size, cell.log.tree.root(size))
        entries = [entry, b"other"] if index == 0 else [b"other", entry]
        log = tlog_builder.Log(key or Key(cell.next, 5), entries,
                               cell.witnesses if witnesses is None else witnesses)
        extra = entry.replace(b"epoch/v1\n", b"epoch/v1\nx") if changed else entry
        return ["--ended", self.write("ended", log.proof(index, extra))], log.key

    def test_refuses_what_was_signed_after_the_end_of_the_log(self):
        path = self.write("receipt", self.cell.receipt().text())
        ended, key = self.ended(8)
        self.fails("ended log", "ended at size 8", "receipt", path, *ended)
        self.fails("ended log", "ended at size 8", "receipt", path, *ended, *self.policy(key))
        self.assertEqual(self.report("receipt", path, *self.ended(9)[0], *self.policy(key))[0], 0)
        code, said, err = run("receipt", path, *self.ended(8, origin="audit.example.com/us/cell/07/1")[0])
        self.assertEqual((code, "its own next epoch only" in err), (2, True), (said, err))

    def test_an_end_that_is_not_proven_ends_nothing(self):
        path = self.write("receipt", self.cell.receipt().text())
        self.refused("does not lead", "receipt", path, *self.ended(8, changed=True)[0])
        self.refused("index 0", "receipt", path, *self.ended(8, index=1)[0])
        self.refused("pins for this origin", "receipt", path, *self.ended(8)[0], *self.policy())
        ended, key = self.ended(8, witnesses=[])
        self.refused("too few witnesses", "receipt", path, *ended, *self.policy(key))
        proof = self.cell.log.proof(4)
        self.refused("epoch/v1", "receipt", path, "--ended", self.write("ended", proof))

    def test_refuses_what_it_cannot_read(self):
        path = self.write("receipt", self.cell.receipt().text())
        self.refused("name the file of the receipt", "receipt")
        self.refused("one file only", "receipt", path, path)
        self.refused("cannot be opened", "receipt", self.folder / "absent")
        self.refused("cannot be read", "receipt", self.folder)
        self.refused("no receipt", "receipt", self.write("empty", ""))
        self.refused("policy", "receipt", path, *self.policy(text="log nonsense\n"))
        self.refused("not known here", "receipt", path, "--size", 3)


class Log(Signed):
    def setUp(self):
        super().setUp()
        self.mirror = self.folder / "mirror"

    def log_of(self, count, key=None):
        entries = [f"entry {i}".encode() * (i % 5) for i in range(count)]
        return tlog_builder.Log(key or self.cell.key, entries, self.cell.witnesses)

    def change(self, name, bit):
        path = self.mirror / name
        path.write_bytes(flipped(path.read_bytes(), bit))

    def test_every_shape_of_log_is_verified(self):
        policy = self.policy()
        for count in (0, 1, 255, 256, 257, 700):
            mirror = self.log_of(count).mirror(self.folder / str(count))
            code, said = self.report("log", mirror, *policy)
            self.assertEqual((code, said["size"], said["origin"]), (0, count, self.cell.origin), said)
            self.assertEqual([c["name"] for c in said["checks"]],
                             ["files", "tiles", "checkpoint", "log signature", "witnesses"])
            self.assertEqual(self.report("log", mirror)[0], 3)

    def test_a_log_of_three_levels(self):
        self.log_of(70000).mirror(self.mirror)
        self.assertTrue((self.mirror / "tile/2/000.p/1").exists())
        self.assertEqual(self.report("log", self.mirror, *self.policy())[0], 0)
        self.change("tile/2/000.p/1", 0)
        self.fails("tiles", "hash 0 of tile/2/000.p/1 ", "log", self.mirror)
        self.change("tile/1/001.p/17", 16 * 256)
        self.fails("tiles", "hash 16 of tile/1/001.p/17 ", "log", self.mirror)

    def test_names_the_tile_the_entry_and_the_file(self):
        self.log_of(700).mirror(self.mirror)
        self.change("tile/0/001", 7 * 256 + 3)
        self.fails("tiles", "hash 7 of tile/0/001 is not that of entry 263 (number 7 in tile/entries/001), yet the entries "
                   "lead to the root", "log", self.mirror)
        self.change("tile/0/001", 7 * 256 + 3)
        self.change("tile/1/000.p/2", 300)
        self.fails("tiles", "hash 1 of tile/1/000.p/2 ", "log", self.mirror)
        self.change("tile/1/000.p/2", 300)
        self.change("tile/entries/002.p/188", 8 * 40)
        self.fails("entries", "entry 513 (number 1 in tile/entries/002.p/188), and the entries lead to another root", "log", self.mirror)
        self.change("tile/entries/002.p/188", 8 * 40)
        self.assertEqual(self.report("log", self.mirror)[0], 3)

    def test_names_what_is_missing_or_of_the_wrong_size(self):
        for name, hint in (("tile/0/001", "tile/0/001: this file is missing"),
                           ("tile/0/002.p/188", "tile/0/002.p/188: this file is missing"),
                           ("tile/1/000.p/2", "tile/1/000.p/2: this file is missing"),
                           ("tile/entries/000", "tile/entries/000: this file is missing")):
            mirror = self.log_of(700).mirror(self.folder / hashlib.sha256(name.encode()).hexdigest())
            (mirror / name).unlink()
            self.fails("files", hint, "log", mirror)
        self.log_of(700).mirror(self.mirror)
        for name, hint in (("tile/1/000.p/2", "63 bytes, not 64"), ("tile/entries/001", "ends inside an entry")):
            whole = (self.mirror / name).read_bytes()
            (self.mirror / name).write_bytes(whole[:-1])
            self.fails("files", hint, "log", self.mirror)
            (self.mirror / name).write_bytes(whole + b"\0\0")
            self.fails("files", name, "log", self.mirror)
            (self.mirror / name).write_bytes(whole)
        (self.mirror / "tile/0/000").unlink()
        (self.mirror / "tile/0/000").mkdir()
        self.fails("files", "cannot be read", "log", self.mirror)

    def test_finds_a_checkpoint_of_other_entries(self):
        log = self.log_of(300)
        log.mirror(self.mirror)
        other = tlog_builder.checkpoint(self.cell.key, 300, sha256(b"other"), self.cell.witnesses)
        (self.mirror / "checkpoint").write_text(other)
        self.fails("checkpoint", "lead to the root " + b64(log.tree.root()), "log", self.mirror, *self.policy())

    def test_asks_for_the_signatures_of_the_policy(self):
        self.log_of(20, Key(self.cell.origin, 6)).mirror(self.mirror)
        self.fails("log signature", "no pinned key", "log", self.mirror, *self.policy())
        text = self.log_of(20).checkpoint().split("\n")
        (self.mirror / "checkpoint").write_text("\n".join(text[:-2]) + "\n")
        self.fails("witnesses", "too few", "log", self.mirror, *self.policy())

    def test_refuses_what_it_cannot_read(self):
        self.refused("name the folder", "log")
        self.refused("cannot be opened", "log", self.folder / "absent")
        self.log_of(3).mirror(self.mirror)
        (self.mirror / "checkpoint").write_text("nonsense\n")
        self.refused("checkpoint", "log", self.mirror)
        self.refused("not known here", "log", self.mirror, "--log", "x")


class Checkpoints(Signed):
    def setUp(self):
        super().setUp()
        self.log = tlog_builder.Log(self.cell.key, [b"entry %d" % i for i in range(700)], self.cell.witnesses)
        self.mirror = ["--log", self.log.mirror(self.folder / "mirror")]

    def head(self, size, root=None, key=None):
        signed = tlog_builder.checkpoint(key or self.cell.key, size, root or self.log.tree.root(size), self.cell.witnesses)
        return self.write(f"checkpoint {size} {(root or b'').hex()}", signed)

    def test_proves_that_a_log_grew(self):
        for old in (0, 1, 255, 256, 257, 699, 700):
            for new in (n for n in (256, 300, 512, 700) if n >= old):
                heads = [self.head(old), self.head(new)]
                self.assertEqual(self.report("checkpoints", *heads, *self.mirror, *self.policy())[0], 0, (old, new))
                code, said = self.report("checkpoints", *heads, *self.mirror)
                self.assertEqual((code, said["verdict"], said["old_size"], said["new_size"]), (3, "not pinned", old, new))

    def test_two_heads_alone_prove_no_growth(self):
        code, said = self.report("checkpoints", self.head(300), self.head(700), *self.policy())
        self.assertEqual((code, said["verdict"]), (3, "not proven"))
        self.assertIn("takes --log", said["why"])
        self.assertEqual(self.report("checkpoints", self.head(300), self.head(300), *self.policy())[0], 0)
        self.assertEqual(self.report("checkpoints", self.head(0), self.head(300), *self.policy())[0], 0)

    def test_names_a_rollback_and_a_fork(self):
        self.fails("size", "rollback: NEW has 300 entries and OLD already had 700", "checkpoints", self.head(700),
                   self.head(300))
        fork = self.head(300, sha256(b"another history"))
        self.fails("size", "fork: both have 300 entries", "checkpoints", self.head(300), fork)
        self.fails("consistency", "fork: the first 300 entries of NEW", "checkpoints", fork, self.head(700), *self.mirror)
        self.fails("consistency", "not that of the empty log", "checkpoints", self.head(0, sha256(b"x")), self.head(700))

    def test_a_damaged_mirror_is_no_fork(self):
        path = self.folder / "mirror/tile/0/001"
        path.write_bytes(flipped(path.read_bytes(), 44 * 256))
        self.fails("consistency", "the mirror is damaged", "checkpoints", self.head(300), self.head(700), *self.mirror)
        self.fails("consistency", "the mirror is damaged", "checkpoints", self.head(300), self.head(700, sha256(b"y")),
                   *self.mirror)
        path.unlink()
        self.refused("cannot be opened", "checkpoints", self.head(300), self.head(700), *self.mirror)
        self.refused("older than NEW", "checkpoints", self.head(300), self.head(701, sha256(b"z")), *self.mirror)

    def test_heads_of_two_logs_are_not_compared(self):
        other = self.head(700, key=Key("audit.example.com/us", 4))
        self.fails("origin", "two logs", "checkpoints", self.head(300), other)
        log = tlog_builder.Log(Key("audit.example.com/us", 4), self.log.entries)
        self.refused("of another log", "checkpoints", self.head(300), self.head(700), "--log",
                     log.mirror(self.folder / "other"))

    def test_asks_for_the_signatures_of_both(self):
        stranger = Key(self.cell.origin, 6)
        good, forged = self.head(300), self.head(500, key=stranger)
        self.fails("log signature", "no pinned key", "checkpoints", good, forged, *self.policy())
        self.fails("old log signature", "no pinned key", "checkpoints", forged, self.head(700), *self.policy())

    def test_refuses_what_it_cannot_read(self):
        self.refused("name two files", "checkpoints", self.head(300))
        self.refused("name two files", "checkpoints", self.head(300), self.head(700), self.head(1))
        self.refused("cannot be opened", "checkpoints", self.head(300), self.folder / "absent")
        self.refused("signed note", "checkpoints", self.head(300), self.write("bad", "a\nb\n"))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    BINARY = sys.argv.pop(1)
    unittest.main()
