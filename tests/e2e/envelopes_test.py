"""What somebody who can write the files cannot do: sealed records put elsewhere, of an older kind, or with the key store gone, are never shown."""
import os
import shutil
import sqlite3
import sys
import time
import unittest
import uuid

import suite
from cell import Cell

SECRET = "Secret Example"


def setUpModule():
    global cell
    cell = Cell()


def tearDownModule():
    cell.close()


def raw(text):
    return uuid.UUID(text).bytes


class Files(unittest.TestCase):
    def change(self, *statements):
        """In the stopped cell; what was read may be cached, so that nothing of it is left."""
        cell.stop()
        database = sqlite3.connect(cell.data + "/data.db")
        for sql, *parameters in statements:
            self.assertEqual(database.execute(sql, parameters).rowcount, 1, sql)
        database.commit()
        database.close()
        cell.start()
        cell.owner = cell.client(cell.owner_token)

    def envelope(self, record):
        database = sqlite3.connect(f"file:{cell.data}/data.db?mode=ro", uri=True)
        (value,), = database.execute("SELECT envelope FROM record WHERE record_id = ?", (raw(record),))
        database.close()
        return value

    def refused(self, subject, record, client=None, path=None):
        answer = (client or cell.owner)("GET", path or cell.path(subject, record), Purpose="support")
        self.assertEqual(answer.status, 500, answer.body)
        self.assertNotIn(SECRET.encode(), answer.body)

    def test_each_byte_of_the_header_is_held(self):
        people = [cell.record(f"byte-{i}@example.com", SECRET) for i in range(6)]
        changes = []
        # magic; version 0 and 2; suite 0 and 2; flags
        for (subject, record), (at, value) in zip(people, ((0, 0xD6), (1, 0), (1, 2), (2, 0), (2, 2), (3, 1))):
            bent = bytearray(self.envelope(record))
            bent[at] = value
            changes.append(("UPDATE record SET envelope = ? WHERE record_id = ?", bytes(bent), raw(record)))
        self.change(*changes)
        for subject, record in people:
            self.refused(subject, record)

    def test_a_key_version_that_is_not_there_opens_nothing(self):
        subject, record = cell.record("version@example.com", SECRET)
        bent = bytearray(self.envelope(record))
        bent[4:8] = (2).to_bytes(4, "big")
        self.change(("UPDATE record SET envelope = ?, key_version = 2 WHERE record_id = ?", bytes(bent), raw(record)))
        answer = cell.owner("GET", cell.path(subject, record), Purpose="support")
        self.assertGreaterEqual(answer.status, 400)
        self.assertNotIn(SECRET.encode(), answer.body)

    def test_an_envelope_opens_in_no_other_row(self):
        subject, first = cell.record("row-1@example.com", SECRET)
        second = cell.owner("POST", f"{cell.base}/subjects/{subject}/records/contact", {"display_name": SECRET}).json["record"]
        other, theirs = cell.record("row-2@example.com", SECRET)
        mine, same, foreign = (self.envelope(record) for record in (first, second, theirs))
        put = "UPDATE record SET envelope = ? WHERE record_id = ?"
        self.change((put, same, raw(first)), (put, foreign, raw(second)), (put, mine, raw(theirs)))
        for person, record in ((subject, first), (subject, second), (other, theirs)):
            self.refused(person, record)

    def test_a_record_opens_as_no_other_version_and_under_no_other_schema(self):
        subject, record = cell.record("old@example.com", SECRET)
        old = self.envelope(record)
        self.assertEqual(cell.owner("PATCH", cell.path(subject, record), {"email": "new@example.com"}, If_Match='"1"').status, 200)
        schema, other = cell.record("schema@example.com", SECRET)
        self.change(("UPDATE record SET envelope = ? WHERE record_id = ?", old, raw(record)),
                    ("UPDATE record SET schema_version = schema_version + 1 WHERE record_id = ?", raw(other)))
        self.refused(subject, record)
        self.refused(schema, other)

    def test_a_subject_moved_to_another_tenant_is_of_no_use_there(self):
        made = cell.client(cell.admin_token)("POST", "/v1/cell/tenants", {"name": "thief-chat"}).json
        thief, base = cell.client(made["token"]), "/v1/tenants/" + made["tenant"]
        thief("PUT", base + "/purposes/support", {"title": "support", "reason": "never"})
        thief("PUT", base + "/retention/chat", {"days": 365, "ground": "support history"})
        fields = [{"name": name, "type": "text", "sensitivity": "personal", "purposes": ["support"], "retention": "chat"}
                  for name in ("display_name", "email")]
        self.assertEqual(thief("PUT", base + "/collections/contact", {"fields": fields}).status, 201)
        victim, record = cell.record("victim@example.com", SECRET)
        mine = thief("POST", base + "/subjects").json["subject"]
        planted = thief("POST", f"{base}/subjects/{mine}/records/contact", {"display_name": "mine"}).json["record"]
        self.change(("UPDATE record SET envelope = ? WHERE record_id = ?", self.envelope(record), raw(planted)),
                    ("UPDATE subject SET tenant_id = ? WHERE subject_id = ?", raw(made["tenant"]), raw(victim)),
                    ("UPDATE record SET tenant_id = ? WHERE record_id = ?", raw(made["tenant"]), raw(record)))
        thief = cell.client(made["token"])
        self.refused(mine, planted, thief, f"{base}/subjects/{mine}/records/contact/{planted}")
        answer = thief("GET", f"{base}/subjects/{victim}/records/contact/{record}", Purpose="support")
        self.assertGreaterEqual(answer.status, 400)
        self.assertNotIn(SECRET.encode(), answer.body)


class KeyStore(unittest.TestCase):
    """The key store goes away under a running cell, just after a start: no key is cached."""

    def fresh(self):
        found = cell.record("gone@example.com", SECRET)
        cell.restart()
        return found

    def refused_all(self, subject, record, statuses):
        for answer in (cell.owner("GET", cell.path(subject, record), Purpose="support"),
                       cell.owner("POST", cell.base + "/subjects"),
                       cell.owner("POST", f"{cell.base}/subjects/{subject}/records/contact", {"display_name": SECRET})):
            self.assertIn(answer.status, statuses, answer.body)
            self.assertNotIn(SECRET.encode(), answer.body)

    def test_moved_away_it_is_503_until_it_is_back(self):
        subject, record = self.fresh()
        count = lambda: sqlite3.connect(f"file:{cell.data}/data.db?mode=ro", uri=True).execute("SELECT COUNT(*) FROM record").fetchone()
        before = count()
        shutil.move(cell.data + "/keys.db", cell.root + "/keys.away")
        try:
            self.refused_all(subject, record, (503,))
            self.assertEqual(count(), before, "nothing was written without its key")
        finally:
            shutil.move(cell.root + "/keys.away", cell.data + "/keys.db")
        answer = cell.owner("GET", cell.path(subject, record), Purpose="support")
        self.assertEqual(answer.json["fields"]["display_name"], SECRET)

    def test_swapped_for_an_older_copy_it_is_503(self):
        shutil.copy(cell.data + "/keys.db", cell.root + "/keys.copy")
        subject, record = self.fresh()
        shutil.move(cell.data + "/keys.db", cell.root + "/keys.away")
        shutil.copy(cell.root + "/keys.copy", cell.data + "/keys.db")
        try:
            self.refused_all(subject, record, (503,))
        finally:
            os.replace(cell.root + "/keys.away", cell.data + "/keys.db")
        self.assertEqual(cell.owner("GET", cell.path(subject, record), Purpose="support").status, 200)

    def test_unreadable_it_shows_nothing(self):
        subject, record = self.fresh()
        keep = open(cell.data + "/keys.db", "rb").read()
        size = len(keep)
        with open(cell.data + "/keys.db", "r+b") as file:
            file.write(os.urandom(size))
        try:
            self.refused_all(subject, record, (500, 503))
        finally:
            cell.stop(9)
            with open(cell.data + "/keys.db", "r+b") as file:
                file.write(keep)
            for name in ("keys.db-wal", "keys.db-shm"):
                if os.path.exists(f"{cell.data}/{name}"):
                    os.remove(f"{cell.data}/{name}")
            cell.start()
            cell.owner = cell.client(cell.owner_token)
        self.assertEqual(cell.owner("GET", cell.path(subject, record), Purpose="support").json["fields"]["display_name"], SECRET)


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
