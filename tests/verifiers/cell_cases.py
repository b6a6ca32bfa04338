"""The log of a real cell, over HTTPS, in the eyes of each verifier."""
import base64
import unittest

from busy_cell import EVENTS, BusyCell
from tools import Tools, doctored


def setUpModule():
    global tools, cell, verifier, ca, token, size
    tools, cell = Tools(), BusyCell()
    unittest.addModuleCleanup(tools.close)
    unittest.addModuleCleanup(cell.close)
    cell.admit_reader()
    cell.fill(EVENTS // 3)
    cell.keep_checkpoint(EVENTS // 3)
    cell.fill(EVENTS - EVENTS // 3)
    cell.keep_checkpoint(EVENTS)
    verifier = cell.get(cell.log + "/verifier").split()[0]
    ca, token = cell.data + "/tls/cert.pem", tools.file("token", cell.reader_token)
    size = int(cell.older[-1].split("\n")[1])


def cell_verifier():
    return next(line.split()[1] for line in cell.get("/log/policy").split("\n") if line.startswith("log "))


class Go(unittest.TestCase):
    def test_every_event_of_the_tenants_log(self):
        older = [tools.file(f"older-{i}", note) for i, note in enumerate(cell.older)]
        code, out = tools.go(cell.url(cell.log), verifier, ca, token, older)
        self.assertEqual(code, 0, out)
        self.assertGreaterEqual(out["size"], EVENTS)
        self.assertEqual((out["inclusion"], out["older"]), (out["size"], 3))
        self.assertGreater(out["rejected"], out["size"])

    def test_every_seal_of_the_public_log(self):
        code, out = tools.go(cell.url("/log/cell"), cell_verifier(), ca)
        self.assertEqual(code, 0, out)
        self.assertEqual(out["inclusion"], out["size"])

    def test_the_tenants_log_is_for_its_readers_only(self):
        other = tools.file("other-token", cell.owner_token)
        for wrong in (None, other):
            self.assertEqual(tools.go(cell.url(cell.log), verifier, ca, wrong)[0], 1)


class Npm(unittest.TestCase):
    def test_fifteen_events(self):
        wanted = sorted({0, 1, 2, 255, 256, 257, 511, 512, size // 3, size // 2, size // 2 + 1, size - 257, size - 256, size - 2, size - 1})
        rows = cell.rows(wanted)
        self.assertEqual([index for index, _, _ in rows], wanted)
        proofs = [(base64.b64encode(leaf).decode(), cell.get(f"{cell.log}/events/{event}/proof")) for _, event, leaf in rows]
        self.assertEqual([p.split("\n")[1] for _, p in proofs], [f"index {index}" for index in wanted])
        code, out = tools.npm(verifier, proofs)
        self.assertEqual((code, out), (0, {"accepted": 15, "rejected": 75}))


class Shell(unittest.TestCase):
    def test_notes_of_both_logs(self):
        for note, vkey in ((cell.older[-1], verifier), (cell.get("/log/cell/checkpoint"), cell_verifier())):
            self.assertEqual(tools.note(note, vkey), 0)
            head, sealed, rest = note.split("\n", 2)
            self.assertNotEqual(tools.note(f"{head}\n{int(sealed) + 1}\n{rest}", vkey), 0)
        self.assertNotEqual(tools.note(cell.older[-1], cell_verifier()), 0)


class Receipts(unittest.TestCase):
    def receipt(self, parts=""):
        _, event, leaf = cell.rows([size - 1])[0]
        text = cell.get(f"{cell.log}/events/{event}/receipt{parts}")
        self.assertIn(f"event {event}\nentry {base64.b64encode(leaf).decode()}\n", text)
        return text

    def test_a_stranger_verifies_one(self):
        policy = cell.get("/log/policy")
        for parts, shown in (("", 0), ("?parts=what", 1), ("?parts=what,who,whom", 3)):
            receipt = self.receipt(parts)
            self.assertEqual(receipt.count("\npart "), shown)
            for given, status in ((policy, 0), (None, 3), (f"log {verifier}\n{policy}", 0)):
                codes, said = tools.receipt(receipt, given)
                self.assertEqual(codes, (status, status), said)

    def test_every_doctored_copy_fails_for_both(self):
        policy = f"log {verifier}\n{cell.get('/log/policy')}"
        for what, may_pass, text in doctored(self.receipt("?parts=what,who,whom")):
            with self.subTest(what=what):
                (ours, stranger), said = tools.receipt(text, policy)
                self.assertEqual(ours, stranger, said)
                self.assertIn(ours, (0, 2) if may_pass else (1, 2), said)
