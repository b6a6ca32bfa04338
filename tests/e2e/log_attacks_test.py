"""Somebody who can write the files of a cell, but cannot sign, changes its past: each attack is found and named, and the
same cell without the attack passes. The files are doctored with Python's sqlite3, in copies of a stopped cell."""
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import suite  # noqa: E402
from cell import BINARY, Cell, leaf_hash, tree_root  # noqa: E402
from log_forger import EVIDENCE_LOG, SEAL_LOG, Copy, flipped, title  # noqa: E402
from said import Said  # noqa: E402
from second_reader import SecondReader, f, raw_id  # noqa: E402

VERIFY = os.path.join(os.path.dirname(BINARY), "troth-verify")
PERSON, REASON = "ada@example.com", "call from "
CANDIDATES = [f"{name}@example.com" for name in ("bob", "eve", "ada", "grace", "mallory")]


def populate(cell, people):
    """Each with a record that was consulted for a reason: three events a person."""
    made = []
    for i in range(people):
        subject, record = cell.record(f"p{i}@example.com", f"Person {i}")
        answer = cell.owner("GET", cell.path(subject, record), None, Purpose="support", Reason=f"{REASON}p{i}@example.com")
        assert answer.status == 200, answer.body
        made.append((subject, record))
    return made


def wait_sealed(cell):
    """Until everything of the tenants is sealed and can be searched: the logs of tenants stand still by then."""
    reader, deadline = SecondReader(cell), time.time() + 60
    while time.time() < deadline:
        behind = reader.rows("SELECT 1 FROM log_head h LEFT JOIN log_slot s ON s.tenant_id = h.tenant_id LEFT JOIN search_progress p"
                             " ON p.tenant_id = h.tenant_id WHERE h.tenant_id > ? AND (h.size <> COALESCE(s.sealed_size, 0)"
                             " OR h.base + h.size <> COALESCE(p.upto, 0))", EVIDENCE_LOG)
        if not behind:
            return
        time.sleep(0.1)
    raise AssertionError("the logs were not sealed")


class LogAttacks(unittest.TestCase):
    """One cell, made once: yesterday's folders, and today's after more events, an alteration and an erasure."""

    @classmethod
    def setUpClass(cls):
        cls.cell = cell = Cell(serve=("--seal-seconds", "1"))
        cls.a = raw_id(cell.tenant)
        made = cell.client(cell.admin_token)("POST", "/v1/cell/tenants", {"name": "other-chat"})
        assert made.status == 201, made.body
        cls.b, other = raw_id(made.json["tenant"]), cell.client(made.json["token"])
        for i in range(20):
            assert other("PUT", f"/v1/tenants/{made.json['tenant']}/purposes/p{i}", {"title": "one"}).status == 200
        populate(cell, 25)
        cls.person, cls.record = cell.record(PERSON, "Ada Example")
        consulted = cell.owner("GET", cell.path(cls.person, cls.record), None, Purpose="support", Reason=REASON + PERSON)
        assert consulted.status == 200, consulted.body
        cls.told = consulted.event
        wait_sealed(cell)
        cls.whom = cls.open_whom()
        cell.stop()
        cls.yesterday = Copy(cell.data, cell.seal, cell.binary)
        cls.today(populate)

    @classmethod
    def today(cls, more):
        cell = cls.cell
        cell.start()
        cell.owner = cell.client(cell.owner_token)
        cls.altered = more(cell, 60)[0]
        subject, record = cls.altered
        changed = cell.owner("PATCH", cell.path(subject, record), {"display_name": "Another Name"}, If_Match='"1"')
        assert changed.status == 200, changed.body
        erased = cell.owner("POST", cell.path(cls.person) + "/erasure", {"ground": "consent-withdrawn"})
        assert erased.status in (200, 202), erased.body
        cell.wait_job(erased.json["job"])
        wait_sealed(cell)
        cls.mirror = cell.root + "/mirror"
        cls.mirrored = cell.run("log", "mirror", "--data", cell.data, "--public", "cell", "--out", cls.mirror, check=False)
        cell.stop()

    @classmethod
    def tearDownClass(cls):
        cls.cell.close()
        shutil.rmtree(cls.yesterday.root, ignore_errors=True)

    @classmethod
    def open_whom(cls):
        """(r, part, c_whom) of the consultation, while the person's key lives."""
        reader = SecondReader(cls.cell)
        event = reader.event(cls.cell.tenant, cls.told)
        secret = f.audit_secret(reader.key("subject", event.log, event.subject))
        leaf = f.parse_leaf(event.leaf)
        nonce, part = f.open_part(secret, event.parts[2], raw_id(event.log), raw_id(event.id), 3, leaf.minute // 60)
        return nonce, part, leaf.commitments[2]

    def copy(self):
        return Copy(self.cell.data, self.cell.seal, self.cell.binary)

    def assert_named(self, copy, log, where, says, *flags):
        """fsck finds it, in this log, and says so."""
        code, report = copy.fsck(*flags)
        self.assertEqual(code, 1, report)
        found = [x for x in report["findings"] if x["log"] == title(log) and where in x["where"] and says in x["says"]]
        self.assertTrue(found, report)
        return report

    def leaf(self, copy, log, seq):
        return copy.sql(("SELECT leaf FROM event WHERE tenant_id = ? AND seq = ?", (log, seq)))[0][0]

    # --- the control

    def test_the_undoctored_copies_pass(self):
        with self.copy() as copy:
            code, report = copy.fsck("--parts", "--records")
            self.assertEqual((code, report["findings"]), (0, []))
            self.assertGreater(report["leaves"], 300)
            self.assertGreaterEqual(report["seals"], 2)
            self.assertGreater(report["parts"]["opened"], 800)
            self.assertGreater(report["parts"]["erased"], 2)
            self.assertEqual(report["records"]["compared"], 85)
            self.assertEqual(copy.fsck()[0], 0)
        with Copy(self.yesterday.data, self.yesterday.seal, self.cell.binary) as old:
            code, report = old.fsck("--records")
            self.assertEqual((code, report["findings"]), (0, []))

    def test_a_tree_made_anew_from_untouched_rows_is_the_one_that_was_there(self):
        """The attacker's tools of this file are right: what they remake of an honest log passes."""
        with self.copy() as copy:
            for log in (self.a, self.b, SEAL_LOG):
                copy.remake_tree(log)
            copy.remake_seal()
            code, report = copy.fsck()
            self.assertEqual((code, report["findings"]), (0, []))

    # --- one byte

    def test_a_byte_of_a_leaf(self):
        for seq, where in ((3, "seq 0 to 255"), (None, "head")):
            with self.subTest(where), self.copy() as copy:
                seq = seq if seq is not None else len(copy.hashes(self.a)) - 1
                copy.sql(("UPDATE event SET leaf = ? WHERE tenant_id = ? AND seq = ?",
                          (flipped(self.leaf(copy, self.a, seq)), self.a, seq)))
                self.assert_named(copy, self.a, where, "changed")

    def test_a_byte_of_each_part(self):
        for part in ("what", "who", "whom"):
            with self.subTest(part), self.copy() as copy:
                sealed = copy.sql((f"SELECT {part} FROM event WHERE tenant_id = ? AND seq = 12", (self.a,)))[0][0]
                copy.sql((f"UPDATE event SET {part} = ? WHERE tenant_id = ? AND seq = 12", (flipped(sealed), self.a)))
                self.assertEqual(copy.fsck()[0], 0, "without keys nobody can tell")
                self.assert_named(copy, self.a, "seq 12", f"the part {part} does not open", "--parts")

    def test_a_part_that_was_taken_out(self):
        with self.copy() as copy:
            (seq,), *_ = copy.sql(("SELECT seq FROM event WHERE tenant_id = ? AND subject_id = ? ORDER BY seq",
                                   (self.a, raw_id(self.altered[0]))))
            copy.sql(("UPDATE event SET whom = x'', subject_id = randomblob(16) WHERE tenant_id = ? AND seq = ?", (self.a, seq)))
            self.assert_named(copy, self.a, f"seq {seq}", "no erasure in this log says why", "--parts")

    def test_a_byte_of_a_tile_hash(self):
        with self.copy() as copy:
            copy.sql(("UPDATE log_node SET hash = ? WHERE tenant_id = ? AND idx = 0", (bytes(32), self.a)))
            self.assert_named(copy, self.a, "tile 1/000, hash 0", "the hash was changed, the leaves were not")

    def test_a_byte_of_a_head(self):
        with self.copy() as copy:
            root, = copy.sql(("SELECT root FROM log_head WHERE tenant_id = ?", (self.b,)))[0]
            copy.sql(("UPDATE log_head SET root = ? WHERE tenant_id = ?", (flipped(root), self.b)))
            self.assert_named(copy, self.b, "head", "the head was changed")

    def test_a_byte_of_a_sealed_head(self):
        with self.copy() as copy:
            root, = copy.sql(("SELECT sealed_root FROM log_slot WHERE tenant_id = ?", (self.b,)))[0]
            copy.sql(("UPDATE log_slot SET sealed_root = ? WHERE tenant_id = ?", (flipped(root), self.b)))
            self.assert_named(copy, self.b, "sealed head", "another root than the newest seal committed to")
            self.assert_start_refused(copy, "not those that were sealed")

    def assert_start_refused(self, copy, why):
        code, said = copy.serve()
        self.assertEqual(code, 1, said)
        self.assertIn(why, said)
        return said

    # --- rows

    def test_the_newest_row_is_deleted(self):
        with self.copy() as copy:
            last = len(copy.hashes(self.a)) - 1
            copy.sql(("DELETE FROM event WHERE tenant_id = ? AND seq = ?", (self.a, last)))
            copy.remake_search(self.a, last)
            self.assert_named(copy, self.a, f"seq {last}", "the log was cut")
            size, root = copy.remake_tree(self.a)
            self.assert_named(copy, self.a, "sealed head", "it was cut after it was sealed")
            copy.remake_sealed(self.a, size, root)
            self.assert_named(copy, SEAL_LOG, "seal", "not those that the newest seal committed to")
            self.assert_start_refused(copy, "not those that were sealed")
            copy.remake_seal()
            report = self.assert_named(copy, SEAL_LOG, "signed state", "the log was rewritten")
            self.assertEqual(len(report["findings"]), 1, "all else is consistent: only the signature outside tells")
            self.assert_start_refused(copy, "it was rewritten")

    def test_a_row_in_the_middle_is_deleted(self):
        with self.copy() as copy:
            copy.sql(("DELETE FROM event WHERE tenant_id = ? AND seq = 100", (self.a,)))
            self.assert_named(copy, self.a, "seq 100", "events were deleted")

    def test_the_tail_is_cut_and_the_tree_made_anew(self):
        with self.copy() as copy:
            size = len(copy.hashes(self.a)) - 30
            copy.sql(("DELETE FROM event WHERE tenant_id = ? AND seq >= ?", (self.a, size)))
            copy.remake_search(self.a, size)
            copy.remake_tree(self.a)
            self.assert_named(copy, self.a, "sealed head", "it was cut after it was sealed")

    def test_a_whole_log_is_replaced_by_one_made_anew(self):
        with self.copy() as copy:
            for seq in range(len(copy.hashes(self.b))):
                copy.sql(("UPDATE event SET leaf = ? WHERE tenant_id = ? AND seq = ?",
                          (flipped(self.leaf(copy, self.b, seq)), self.b, seq)))
            size, root = copy.remake_tree(self.b)
            self.assert_named(copy, self.b, "sealed head", "another root than the newest seal committed to")
            copy.remake_sealed(self.b, size, root)
            self.assert_named(copy, SEAL_LOG, "seal", "not those that the newest seal committed to")

    def test_two_tenants_rows_are_swapped(self):
        with self.copy() as copy:
            move = "UPDATE event SET tenant_id = ?, seq = ? WHERE tenant_id = ? AND seq = ?"
            copy.sql((move, (self.b, 9999, self.a, 5)), (move, (self.a, 5, self.b, 5)), (move, (self.b, 5, self.b, 9999)))
            self.assert_named(copy, self.a, "seq 0 to 255", "one of them was changed")
            self.assert_named(copy, self.b, "head", "the leaves are not those that the head was made of")
            self.assert_named(copy, self.b, "seq 5", "does not open", "--parts")

    def test_an_event_is_ascribed_to_somebody_else(self):
        with self.copy() as copy:
            copy.sql(("UPDATE event SET actor_id = randomblob(16) WHERE tenant_id = ? AND seq = 12", (self.a,)))
            self.assert_named(copy, self.a, "seq 12", "the principal in the row", "--parts")

    def test_a_search_row_is_taken_away(self):
        with self.copy() as copy:
            copy.sql(("DELETE FROM event_search WHERE tenant_id = ? AND kind = 1 AND seq = 12", (self.a,)))
            self.assert_named(copy, self.a, "search index by actor", "blast radii are wrong")

    # --- states

    def test_yesterdays_database_is_not_served(self):
        with Copy(self.yesterday.data, self.cell.seal, self.cell.binary) as copy:
            self.assert_named(copy, SEAL_LOG, "signed state", "the data was restored or cut")
            said = self.assert_start_refused(copy, "older than what this cell has signed")
            self.assertIn("troth log rotate --after-restore", said)

    def test_after_a_rotation_a_restored_cell_passes_again(self):
        with Copy(self.yesterday.data, self.cell.seal, self.cell.binary) as copy:
            done = subprocess.run([copy.binary, "log", "rotate", "--after-restore", "--data", copy.data], capture_output=True,
                                  text=True, timeout=60)
            self.assertEqual(done.returncode, 0, done.stderr)
            code, report = copy.fsck("--records")
            self.assertEqual((code, report["findings"]), (0, []))

    def test_a_signed_state_that_was_deleted(self):
        with self.copy() as copy:
            os.remove(copy.seal + "/log-checkpoint")
            self.assert_named(copy, SEAL_LOG, "signed state", "log-checkpoint is missing")
            self.assert_start_refused(copy, "log-checkpoint")

    def test_a_served_cell_is_checked_without_keys(self):
        with self.copy() as copy:
            server = subprocess.Popen([copy.binary, "serve", "--data", copy.data, "--listen", "127.0.0.1:0"],
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            try:
                Said(server).line_with("serving on")
                code, report = copy.fsck()
                self.assertEqual((code, report["findings"], report["served"]), (0, [], True))
                done = subprocess.run([copy.binary, "log", "fsck", "--data", copy.data, "--records"], capture_output=True,
                                      text=True, timeout=60)
                self.assertEqual(done.returncode, 1)
                self.assertIn("stop the server first", done.stderr)
            finally:
                server.terminate()
                server.wait(timeout=60)

    # --- records

    def test_a_record_is_put_back_to_an_older_envelope(self):
        subject, record = map(raw_id, self.altered)
        name = "record contact/" + self.altered[1]
        old = "(SELECT {} FROM record_history h WHERE h.tenant_id = record.tenant_id AND h.record_id = record.record_id)"
        with self.copy() as copy:
            copy.sql((f"UPDATE record SET envelope = {old.format('envelope')}, version = 1 WHERE tenant_id = ? AND record_id = ?",
                      (self.a, record)))
            self.assertEqual(copy.fsck("--parts")[0], 0)
            self.assert_named(copy, self.a, name, "an older row was put back", "--records")
        with self.copy() as copy:
            copy.sql((f"UPDATE record SET envelope = {old.format('envelope')} WHERE tenant_id = ? AND record_id = ?", (self.a, record)))
            self.assert_named(copy, self.a, name, "names another envelope", "--records")
        with self.copy() as copy:
            copy.sql(("DELETE FROM record WHERE tenant_id = ? AND record_id = ?", (self.a, record)))
            self.assert_named(copy, self.a, name, "its row is missing, and no erasure", "--records")
        with self.copy() as copy:
            copy.sql(("UPDATE record SET record_id = ? WHERE tenant_id = ? AND record_id = ?", (flipped(record), self.a, record)))
            self.assert_named(copy, self.a, "record contact/", "no event tells of it", "--records")

    def test_a_record_of_an_erased_person_is_put_back(self):
        columns = ("tenant_id, subject_id, collection, record_id, version, schema_version, key_version, envelope, created, altered,"
                   " retain_until")
        row, = self.yesterday.sql((f"SELECT {columns} FROM record WHERE record_id = ?", (raw_id(self.record),)))
        with self.copy() as copy:
            copy.sql((f"INSERT INTO record ({columns}) VALUES ({', '.join('?' * 11)})", row))
            self.assert_named(copy, self.a, "record contact/" + self.record, "a person who was erased: it was put back", "--records")

    # --- erasure

    def test_after_an_erasure_every_proof_holds_and_no_guess_can_be_matched(self):
        nonce, part, committed = self.whom
        with self.copy() as copy:
            reader = SecondReader(copy)
            event = reader.event(self.cell.tenant, self.told)
            hashes = copy.hashes(self.a)
            self.assertEqual(hashes[event.seq], leaf_hash(event.leaf))
            (size, root), = copy.sql(("SELECT sealed_size, sealed_root FROM log_slot WHERE tenant_id = ?", (self.a,)))
            self.assertGreater(size, event.seq)
            self.assertEqual(tree_root(hashes[:size]), root, "the sealed tree still has the leaf of the erased person")
            self.assertEqual(f.parse_leaf(event.leaf).commitments[2], committed)
            self.assertEqual(event.parts[2], b"")
            self.assertNotEqual(event.subject, self.person)
            with self.assertRaises(f.FormatError):
                reader.key("subject", self.cell.tenant, self.person)

        guess = lambda address: part.replace(PERSON.encode(), address.encode())
        self.assertIn(PERSON.encode(), part)
        with_r = [a for a in CANDIDATES if f.commitment(3, nonce, guess(a)) == committed]
        self.assertEqual(with_r, [PERSON], "who had r before the erasure could try addresses")
        wrong = [bytes(32), committed, *(os.urandom(32) for _ in range(200))]
        without_r = [a for a in CANDIDATES for r in wrong if f.commitment(3, r, guess(a)) == committed]
        self.assertEqual(without_r, [], "r went with the key; without it nothing can be tried")

    # --- mirrors

    def test_a_mirrored_tile_or_entry_that_was_changed_is_named(self):
        self.assertEqual(self.mirrored.returncode, 0, self.mirrored.stderr)
        check = lambda folder: subprocess.run([VERIFY, "log", folder], capture_output=True, text=True, timeout=60)
        self.assertEqual(check(self.mirror).returncode, 3, "it holds together; without a policy nobody's signature counts")
        for kind, named in (("tile/0", "this tile was changed"), ("tile/entries", "an entry was changed")):
            with self.subTest(kind), tempfile.TemporaryDirectory() as folder:
                doctored = shutil.copytree(self.mirror, folder + "/m")
                path, = [os.path.join(at, name) for at, _, names in os.walk(os.path.join(doctored, kind)) for name in names]
                with open(path, "rb") as file:
                    data = file.read()
                os.chmod(path, 0o600)
                with open(path, "wb") as file:
                    file.write(flipped(data))
                done = check(doctored)
                self.assertEqual(done.returncode, 1, done.stdout)
                self.assertIn(named, done.stdout)


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
