"""A ciphertext is of its region. Somebody who can write the disks of two cells, one in each region, moves what lies on them: a
person's rows, the whole key store with its seal, and, with the seal's root key in hand, every key sealed anew for the other region.
None of it is ever shown in the other region, and the log says that it was asked for.
"""
import json
import shutil
import sqlite3
import sys
import tempfile
import unittest
import uuid

import suite
from cell import Cell
from second_reader import SecondReader, raw_id

import troth_formats as f  # on the path of second_reader
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

SECRET, HERE, THERE = "Secret Example", "eu-central", "us-east"


def write(path, *statements):
    """Each changes or adds exactly one row."""
    database = sqlite3.connect(path)
    for sql, *parameters in statements:
        assert database.execute(sql, parameters).rowcount == 1, sql
    database.commit()
    database.close()


def copy_row(source, target, table, **replaced):
    """One row of a table, from one file to another, with some columns replaced; its id columns say which."""
    where = {name: value for name, (value, _) in replaced.items()}
    database = sqlite3.connect(source)
    database.row_factory = sqlite3.Row
    row, = database.execute(f"SELECT * FROM {table} WHERE {' AND '.join(n + ' = ?' for n in where)}", list(where.values())).fetchall()
    database.close()
    values = {**dict(row), **{name: new for name, (_, new) in replaced.items()}}
    write(target, (f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})", *values.values()))


class Copy:
    """A stopped cell's folders, copied to another disk, where they are changed and served."""

    def __init__(self, cell):
        self.root = tempfile.mkdtemp(prefix="troth-e2e-moved-")
        self.cell, self.data, self.seal = cell, self.root + "/data", self.root + "/seal"
        shutil.copytree(cell.data, self.data, ignore=shutil.ignore_patterns("*.sock"))
        shutil.copytree(cell.seal, self.seal)
        self.identity(seal=self.seal)

    def identity(self, **changed):
        path = self.data + "/cell.json"
        with open(path) as file:
            found = json.load(file)
        with open(path, "w") as file:
            json.dump({**found, **changed}, file)

    def seal_anew(self, region):
        """Every wrap under the same keys, for another region: what only the holder of the seal's root key can do."""
        reader, keys = SecondReader(self), self.data + "/keys.db"
        (name, old), = reader.rows("SELECT cell, region FROM cell_key", file="keys.db")
        root = reader.seal_key("root.key")
        wrap, = reader.rows("SELECT wrap FROM cell_key", file="keys.db")[0]
        none = f.ZERO_ID, f.ZERO_ID, 1, f.ZERO_ID
        kek = f.unwrap_inner(root, wrap, "cell", name, old, *none)
        change = [("UPDATE cell_key SET region = ?, wrap = ?", region, inner(root, kek, "cell", name, region, *none))]
        epochs = {}
        for number, sealed in reader.rows("SELECT number, wrapped FROM epoch WHERE wrapped IS NOT NULL", file="keys.db"):
            held = reader.seal_key(f"epoch-{number}.key")
            epochs[number] = f.unwrap_epoch(held, sealed, name, old, number)
            anew = sealed[:10] + AESSIV(held).encrypt(epochs[number], [f.epoch_aad(sealed[:2], name, region, number)])
            change.append(("UPDATE epoch SET wrapped = ? WHERE number = ?", anew, number))
        kinds = {number: kind for kind, number in f.KINDS.items()}
        for tenant, kind, holder, version, epoch, by in reader.rows(
                "SELECT tenant_id, kind, holder, version, epoch, wrapper FROM key_row", file="keys.db"):
            whose, held = str(uuid.UUID(bytes=tenant)), str(uuid.UUID(bytes=holder)) if holder != f.ZERO_ID else None
            person = kinds[kind] == "subject"
            wrapper = reader.key("tenant", whose, version=by) if person else kek
            wrapper_id = reader.key_id("tenant", tenant, version=by) if person else reader.key_id("cell")
            key = reader.key(kinds[kind], whose, held, version)
            context = kinds[kind], name, region, tenant, holder, version, wrapper_id
            anew = outer(epochs[epoch], inner(wrapper, key, *context), *context, epoch)
            change.append(("UPDATE key_row SET wrap = ? WHERE tenant_id = ? AND kind = ? AND holder = ? AND version = ?",
                           anew, tenant, kind, holder, version))
        write(keys, *change)

    def served(self):
        """The cell's own object, pointed at the copy and started."""
        moved = Cell.__new__(Cell)
        moved.__dict__.update(self.cell.__dict__, root=self.root, data=self.data, seal=self.seal, process=None)
        moved.start()
        moved.owner = moved.client(moved.owner_token)
        return moved

    def refusal(self):
        """What a start says that is none."""
        done = self.cell.run("serve", "--data", self.data, "--listen", "127.0.0.1:0", check=False)
        assert done.returncode in (1, 2) and not done.stdout, (done.returncode, done.stdout, done.stderr)
        return done.stderr

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.root, ignore_errors=True)


def inner(wrapping_key, key, kind, cell, region, tenant, holder, version, wrapper):
    head = bytes([1, f.KINDS[kind]])
    return head + wrapper + AESSIV(wrapping_key).encrypt(key, [f.wrap_aad(head, cell, region, tenant, holder, version, wrapper)])


def outer(epoch_key, wrapped, kind, cell, region, tenant, holder, version, wrapper, epoch):
    head = bytes([1, f.OUTER + f.KINDS[kind]])
    aad = f.wrap_aad(head, cell, region, tenant, holder, version, wrapper, epoch)
    return head + f.u64(epoch) + AESSIV(epoch_key).encrypt(wrapped, [aad])


def setUpModule():
    global here, there, victim, record
    here, there = Cell(region=HERE), Cell(region=THERE)
    victim, record = here.record("victim@example.com", SECRET)
    here.stop()
    there.stop()


def tearDownModule():
    here.close()
    there.close()


class Regions(unittest.TestCase):
    def shown_nothing(self, cell, path):
        """500, a problem without the text, and an event of the refusal in the tenant's log."""
        answer = cell.owner("GET", path, Purpose="support")
        self.assertEqual((answer.status, answer.headers["Content-Type"]), (500, "application/problem+json"), answer.body)
        self.assertEqual(answer.json["type"], "/problems/corrupt")
        self.assertNotIn(SECRET.encode(), answer.body)
        self.assertNotIn(SECRET.encode(), cell.raw())
        event = SecondReader(cell).event(cell.tenant, answer.event)
        self.assertEqual((event.type, event.what["code"]), ("request.refused", "corrupt"))

    def test_a_persons_rows_open_in_no_cell_of_another_region(self):
        with Copy(there) as copy:
            tenant = raw_id(here.tenant), raw_id(there.tenant)
            for file, table, more in (("data.db", "subject", {"subject_id": raw_id(victim)}),
                                      ("data.db", "record", {"record_id": raw_id(record)}),
                                      ("keys.db", "key_row", {"holder": raw_id(victim), "kind": f.KINDS["subject"]})):
                copy_row(f"{here.data}/{file}", f"{copy.data}/{file}", table, tenant_id=tenant,
                         **{name: (value, value) for name, value in more.items()})
            moved = copy.served()
            try:
                self.shown_nothing(moved, moved.path(victim, record))
            finally:
                moved.stop()

    def test_the_key_store_and_its_seal_serve_no_cell_of_another_region(self):
        with Copy(there) as copy:
            shutil.copy(here.data + "/keys.db", copy.data + "/keys.db")
            shutil.copytree(here.seal, copy.seal, dirs_exist_ok=True)
            self.assertIn("another cell or region", copy.refusal())

    def test_a_cell_whose_region_was_written_over_does_not_start(self):
        with Copy(here) as copy:
            copy.identity(region=THERE)
            self.assertIn("another cell or region", copy.refusal())
            write(copy.data + "/keys.db", ("UPDATE cell_key SET region = ?", THERE))
            self.assertIn("wrapped key fails its check", copy.refusal())

    def test_an_envelope_opens_in_its_region_alone_even_with_keys_sealed_for_the_other(self):
        with Copy(here) as copy:
            copy.seal_anew(THERE)
            copy.identity(region=THERE)
            write(copy.data + "/data.db", ("UPDATE tenant SET region = ? WHERE tenant_id = ?", THERE, raw_id(here.tenant)))
            moved = copy.served()
            try:
                self.assertEqual(moved.owner("GET", moved.base).json["region"], THERE)
                self.shown_nothing(moved, moved.path(victim, record))
                again = moved.owner("POST", f"{moved.base}/subjects/{victim}/records/contact", {"display_name": "here"})
                self.assertEqual(again.status, 201, "the person's key is the right one: it seals and opens what is of this region")
                path = moved.path(victim, again.json["record"])
                self.assertEqual(moved.owner("GET", path, Purpose="support").json["fields"]["display_name"], "here")
            finally:
                moved.stop()

    def test_sealed_anew_for_its_own_region_it_opens(self):
        """The control: the copy and the second sealing are right, and it is the region that keeps the others shut."""
        with Copy(here) as copy:
            copy.seal_anew(HERE)
            moved = copy.served()
            try:
                answer = moved.owner("GET", moved.path(victim, record), Purpose="support")
                self.assertEqual(answer.json["fields"]["display_name"], SECRET)
            finally:
                moved.stop()


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
