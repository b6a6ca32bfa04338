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


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    BINARY = sys.argv.pop(1)
    unittest.main()
