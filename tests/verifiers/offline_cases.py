"""What needs no server: the vectors, and logs that are made here and spoilt here."""
import base64
import pathlib
import shutil
import struct
import unittest

import log_format_test
import make_log
import tlog_builder as b
from tools import Tools, doctored

KEY = b.Key("audit.example.com/eu-1/t/0f/1", 7)


def setUpModule():
    global tools, example
    tools, example = Tools(), make_log.Example()


def tearDownModule():
    tools.close()


def log_of(size):
    return b.Log(KEY, [b.sha256(struct.pack(">Q", i)) * 3 for i in range(size)])


def mirror(name, size):
    folder = tools.folder / name
    shutil.rmtree(folder, ignore_errors=True)
    return log_of(size).mirror(folder)


def flip(path, at):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


class Receipts(unittest.TestCase):
    def test_all_vectors_as_they_say(self):
        for case in log_format_test.VECTORS["cases"] + log_format_test.VECTORS["must_fail"]:
            if case["step"] == "verify_receipt":
                with self.subTest(case=case["name"]):
                    codes, said = tools.receipt(**log_format_test.spoilt(case))
                    self.assertEqual(codes, (case["out"]["exit"] if "out" in case else case["exit"],) * 2, said)

    def test_the_stranger_agrees_on_every_doctored_copy(self):
        for what, may_pass, text in doctored(example.receipt):
            with self.subTest(what=what):
                (ours, stranger), said = tools.receipt(text, example.pins_tenant)
                self.assertEqual(ours, stranger, said)
                self.assertIn(ours, (0, 2) if may_pass else (1, 2), said)

    def test_the_outsider_who_had_the_page_alone_says_the_same(self):
        """It takes no ends of logs; what it was given besides must come out as the vectors say."""
        seen = 0
        for case in log_format_test.VECTORS["cases"] + log_format_test.VECTORS["must_fail"]:
            given = log_format_test.spoilt(case) if case["step"] == "verify_receipt" else {"ended": ""}
            if given.get("ended") is not None:
                continue
            with self.subTest(case=case["name"]):
                code, said = tools.outsider(given["receipt"], given.get("policy"))
                self.assertEqual(code, case["out"]["exit"] if "out" in case else case["exit"], said)
            seen += 1
        self.assertGreater(seen, 40)

    def test_an_origin_that_no_slot_can_hold(self):
        log = b.Log(b.Key("x" * 70000, 5), [example.leaf])
        made = b.Receipt("0190a5c0-0000-7000-8000-000000000001", example.leaf, [], 2, example.slots, log.proof(0), example.cell.proof(1))
        self.assertEqual(tools.receipt(made.text(), example.policy)[0], (1, 1))


class Shell(unittest.TestCase):
    def test_note(self):
        note, vkey = example.cell.checkpoint(), example.cell_key.vkey
        self.assertEqual(tools.note(note, vkey), 0)
        swapped = vkey.replace(example.cell_key.id.hex(), example.tenant_key.id.hex())
        for what, bad in {"size": (note.replace("\n2\n", "\n3\n"), vkey), "another key": (note, example.tenant_key.vkey),
                          "another id": (note, swapped), "the cosigner's key": (note, example.witness.vkey),
                          "extension line": (note.replace("\n\n", "\nmore\n\n"), vkey), "cut": (note[:note.index("—") + 90], vkey),
                          "no signature": (note[:note.index("—")], vkey), "empty": ("", vkey)}.items():
            self.assertNotEqual(tools.note(*bad), 0, what)


class Go(unittest.TestCase):
    def test_logs_of_every_shape(self):
        for size in (1, 2, 3, 255, 256, 257, 777):
            code, out = tools.go(mirror("good", size), KEY.vkey)
            self.assertEqual((code, size), (0, size), out)
            self.assertEqual((out["size"], out["inclusion"]), (size, size))

    def test_a_larger_log_still_holds_what_was_signed_before(self):
        older = [tools.file(f"older-{size}", log_of(size).checkpoint()) for size in (1, 256, 300, 777)]
        code, out = tools.go(mirror("good", 777), KEY.vkey, older=older)
        self.assertEqual((code, out["older"]), (0, 4))
        fork = b.Log(KEY, log_of(299).entries + [b"another"])
        self.assertEqual(tools.go(mirror("good", 777), KEY.vkey, older=[tools.file("fork", fork.checkpoint())])[0], 1)
        self.assertEqual(tools.go(mirror("rolled back", 256), KEY.vkey, older=older)[0], 1)

    def test_one_bit_anywhere(self):
        places = {"tile/0/000": 0, "tile/0/003.p/9": 9 * 32 - 1, "tile/1/000.p/3": 40, "tile/entries/000": 2, "tile/entries/001": 1,
                  "tile/entries/003.p/9": -1, "checkpoint": 35}
        for path, at in places.items():
            folder = mirror("spoilt", 777)
            flip(folder / path, at)
            self.assertEqual(tools.go(folder, KEY.vkey)[0], 1, path)

    def test_another_key_and_a_missing_tile(self):
        folder = mirror("good", 777)
        self.assertEqual(tools.go(folder, b.Key(KEY.name, 8).vkey)[0], 1)
        (folder / "tile/0/001").unlink()
        self.assertEqual(tools.go(folder, KEY.vkey)[0], 1)


class Npm(unittest.TestCase):
    def proofs(self, size):
        log = log_of(size)
        return [(base64.b64encode(log.entries[i]).decode(), log.proof(i)) for i in range(0, size, size // 15)][:15]

    def test_fifteen_proofs(self):
        code, out = tools.npm(KEY.vkey, self.proofs(777))
        self.assertEqual((code, out), (0, {"accepted": 15, "rejected": 75}))

    def test_a_log_of_another_key_and_a_false_proof(self):
        self.assertNotEqual(tools.npm(b.Key(KEY.name, 8).vkey, self.proofs(777))[0], 0)
        (first, _), (_, proof) = self.proofs(777)[:2]
        self.assertNotEqual(tools.npm(KEY.vkey, [(first, proof)])[0], 0)

    def test_the_lock_names_no_host(self):
        lock = (pathlib.Path(__file__).parent / "npm/package-lock.json").read_text()
        self.assertNotIn("resolved", lock)
        self.assertEqual(lock.count('"integrity": "sha512-'), lock.count('"node_modules/'))
