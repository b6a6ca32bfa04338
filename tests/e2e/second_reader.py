"""What the files of a cell say, read by another process and another implementation: SQLite in read-only mode, keys unwrapped
from the seal's folder, event parts and envelopes opened by tests/formats/troth_formats.py. Nothing here asks the server.

Each query has a connection of its own, so that no snapshot keeps the server from truncating its logs.
"""
import json
import os
import re
import sqlite3
import sys
import uuid

import postgres

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../formats"))

import troth_formats as f  # noqa: E402

EVENTS = {int(number): name for number, name in
          re.findall(r'^TROTH_EVENT\(\w+, (\d+), "([^"]+)"[,)]', open(os.path.join(HERE, "../../src/act/events.def")).read(),
                     re.MULTILINE)}
CELL = str(uuid.UUID(int=0))


def raw_id(text):
    return uuid.UUID(text).bytes


class Event:
    """One row of a log. `what`, `who` and `whom` are opened on demand; a part whose key is gone raises FormatError."""

    def __init__(self, reader, log, row):
        self.reader, self.log = reader, log
        self.seq, id_, self.at, number, self.leaf, self.parts, subject = row[0], row[1], row[2], row[3], row[4], row[5:8], row[8]
        self.id, self.type = str(uuid.UUID(bytes=id_)), EVENTS[number]
        self.subject = str(uuid.UUID(bytes=subject)) if subject else None

    def part(self, index):
        leaf = f.parse_leaf(self.leaf)
        kind, holder = ("subject", self.subject) if index == 3 and self.subject else ("audit", None)
        for version in self.reader.versions(kind, self.log, holder):  # a part does not say which: the newest first
            secret = f.audit_secret(self.reader.key(kind, self.log, holder, version))
            try:
                nonce, part = f.open_part(secret, self.parts[index - 1], raw_id(self.log), raw_id(self.id), index,
                                          leaf.minute // 60)
                break
            except f.FormatError:
                if version == 1:
                    raise
        f.verify_commitment(self.leaf, index, nonce, part)
        return json.loads(part)

    what = property(lambda self: self.part(1))
    who = property(lambda self: self.part(2))
    whom = property(lambda self: self.part(3))


class SecondReader:
    def __init__(self, cell):
        self.data, self.seal = cell.data, cell.seal
        self.elsewhere = {file: postgres.Session(url) for file, url in zip(("data.db", "keys.db"), postgres.urls_of(cell.data))
                          if url}

    def rows(self, sql, *parameters, file="data.db"):
        if file in self.elsewhere:
            return self.elsewhere[file].rows(sql, *parameters)
        database = sqlite3.connect(f"file:{self.data}/{file}?mode=ro", uri=True, timeout=10)
        try:
            return database.execute(sql, parameters).fetchall()
        finally:
            database.close()

    def count(self, table, **columns):
        """Rows of the table whose id columns (given as text) hold these ids."""
        where = " AND ".join(f"{name} = ?" for name in columns) or "1"
        values = [raw_id(v) if name.endswith("_id") else v for name, v in columns.items()]
        return self.rows(f"SELECT COUNT(*) FROM {table} WHERE {where}", *values)[0][0]

    # --- the log

    def events(self, log, after=-1):
        found = self.rows("SELECT seq, event_id, at, type, leaf, what, who, whom, subject_id FROM event"
                          " WHERE tenant_id = ? AND seq > ? ORDER BY seq", raw_id(log), after)
        return [Event(self, log, row) for row in found]

    def size(self, log):
        return self.count("event", tenant_id=log)

    def event(self, log, event_id):
        """The event of an answer's Audit-Event, or None."""
        found = self.rows("SELECT seq, event_id, at, type, leaf, what, who, whom, subject_id FROM event"
                          " WHERE tenant_id = ? AND event_id = ?", raw_id(log), raw_id(event_id))
        return Event(self, log, found[0]) if found else None

    def head(self, log):
        """(size, root) as stored."""
        return self.rows("SELECT size, root FROM log_head WHERE tenant_id = ?", raw_id(log))[0]

    # --- keys, from the seal upwards

    def seal_key(self, name):
        with open(os.path.join(self.seal, name), "rb") as file:
            return file.read()

    def key_id(self, kind, tenant=f.ZERO_ID, holder=f.ZERO_ID, version=1):
        return f.sha256(f.tlv({1: bytes([f.KINDS[kind]]), 4: tenant, 5: holder, 6: f.u32(version)}))[:16]

    def versions(self, kind, tenant=CELL, holder=None):
        """Newest first; FormatError if there is none."""
        rows = self.rows("SELECT version FROM key_row WHERE tenant_id = ? AND kind = ? AND holder = ? ORDER BY version DESC",
                         raw_id(tenant), f.KINDS[kind], raw_id(holder) if holder else f.ZERO_ID, file="keys.db")
        f.refuse_unless(rows, "there is no such key")
        return [version for version, in rows]

    def key(self, kind, tenant=CELL, holder=None, version=None):
        """The key of 64 bytes, the newest or that version; FormatError if its row is not there."""
        (name, region, wrap), = self.rows("SELECT cell, region, wrap FROM cell_key", file="keys.db")
        cell_kek = f.unwrap_inner(self.seal_key("root.key"), wrap, "cell", name, region, f.ZERO_ID, f.ZERO_ID, 1, f.ZERO_ID)
        tenant_text, tenant, holder = tenant, raw_id(tenant), raw_id(holder) if holder else f.ZERO_ID
        rows = self.rows("SELECT version, epoch, wrap, wrapper FROM key_row WHERE tenant_id = ? AND kind = ? AND holder = ?"
                         " AND ? IN (version, 0) ORDER BY version DESC LIMIT 1", tenant, f.KINDS[kind], holder, version or 0,
                         file="keys.db")
        f.refuse_unless(rows, "there is no such key")
        version, epoch, wrap, by = rows[0]
        if kind == "subject":
            wrapper, wrapper_id = self.key("tenant", tenant_text, version=by), self.key_id("tenant", tenant, version=by)
        else:
            wrapper, wrapper_id = cell_kek, self.key_id("cell")
        sealed, = self.rows("SELECT wrapped FROM epoch WHERE number = ?", epoch, file="keys.db")
        epoch_key = f.unwrap_epoch(self.seal_key(f"epoch-{epoch}.key"), sealed[0], name, region, epoch)
        inner = f.unwrap_outer(epoch_key, wrap, kind, name, region, tenant, holder, version, wrapper_id, epoch)
        return f.unwrap_inner(wrapper, inner, kind, name, region, tenant, holder, version, wrapper_id)

    # --- records

    def record(self, tenant, subject, collection, record):
        """(version, members) of the record as it lies in the table."""
        region, = self.rows("SELECT region FROM cell_key", file="keys.db")[0]
        (version, schema, envelope), = self.rows(
            "SELECT version, schema_version, envelope FROM record WHERE tenant_id = ? AND subject_id = ? AND collection = ?"
            " AND record_id = ?", raw_id(tenant), raw_id(subject), collection, raw_id(record))
        key = self.key("subject", tenant, subject, int.from_bytes(envelope[4:8], "big"))
        plain = f.open_envelope(key, envelope, region, raw_id(tenant), raw_id(subject),
                                collection, raw_id(record), version, schema)
        return version, json.loads(plain)
