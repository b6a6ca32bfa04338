"""What a stopped (or killed) cell left on disk, read from a copy by nothing of ours: Python's own SQLite for the tables,
tests/formats/troth_formats.py for the bytes. The originals are opened for reading only, and only while no server runs.

Ids are 16 bytes here, as in the tables; `id_bytes` makes them of the text of the API.
"""
import contextlib
import glob
import hashlib
import hmac
import os
import shutil
import sqlite3
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../e2e"), os.path.join(HERE, "../formats")]
import postgres  # noqa: E402  (only now on the path)
import troth_formats as formats  # noqa: E402

CELL, REGION = "eu-1", "eu-central"  # as Cell.__init__ names them
KIND_SUBJECT = formats.KINDS["subject"]


def id_bytes(text):
    return bytes.fromhex(text.replace("-", ""))


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""


class Copy:
    """data.db and keys.db with their logs, copied and opened. A context manager; `raw` holds the bytes as they lay."""

    def __init__(self, data, seal):
        self.folder = tempfile.mkdtemp(prefix="troth-copy-")
        self.raw = {}
        elsewhere = dict(zip(("data.db", "keys.db"), postgres.urls_of(data)))
        for name in ("data.db", "keys.db"):
            for path in (name, name + "-wal"):
                self.raw[path] = read(os.path.join(data, path))
                with open(os.path.join(self.folder, path), "wb") as file:
                    file.write(self.raw[path])
        self.snapshot = read(os.path.join(data, "keys.snapshot"))
        self.seal = {os.path.basename(path): read(path) for path in glob.glob(seal + "/*")}
        self.data, self.keys = (postgres.as_sqlite(url) if url else sqlite3.connect(os.path.join(self.folder, name))
                                for name, url in elsewhere.items())
        for store in (self.data, self.keys):
            with contextlib.suppress(sqlite3.DatabaseError):  # a torn disk is found by who reads it
                store.execute("PRAGMA synchronous = OFF")  # its close moves the log, and nobody needs this copy on a disk
        if elsewhere["keys.db"]:
            self.raw["keys.db"] = postgres.values(self.keys)
        self.kek = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.data.close()
        self.keys.close()
        shutil.rmtree(self.folder)

    def seal_epochs(self):
        return {int(name[6:-4]) for name in self.seal if name.startswith("epoch-") and name.endswith(".key")}

    def subject_wraps(self):
        """{subject: wrap} of every subject that has a key."""
        return dict(self.keys.execute("SELECT holder, wrap FROM key_row WHERE kind = ?", (KIND_SUBJECT,)))

    # The second reader: seal -> cell KEK -> tenant KEK -> subject key -> record.

    def cell_kek(self):
        if self.kek is None:
            ((wrap,),) = self.keys.execute("SELECT wrap FROM cell_key")
            self.kek = formats.unwrap_inner(self.seal["root.key"], wrap, "cell", CELL, REGION, formats.ZERO_ID,
                                            formats.ZERO_ID, 1, formats.ZERO_ID)
        return self.kek

    def epoch_key(self, epoch):
        ((wrapped,),) = self.keys.execute("SELECT wrapped FROM epoch WHERE number = ?", (epoch,))
        return formats.unwrap_epoch(self.seal[f"epoch-{epoch}.key"], wrapped, CELL, REGION, epoch)

    def key(self, kek, wrapper, kind, tenant, holder=formats.ZERO_ID, version=1):
        """One key of key_row, unwrapped by `kek`, whose id is `wrapper`."""
        ((epoch, wrap),) = self.keys.execute(
            "SELECT epoch, wrap FROM key_row WHERE tenant_id = ? AND kind = ? AND holder = ? AND version = ?",
            (tenant, formats.KINDS[kind], holder, version))
        inner = formats.unwrap_outer(self.epoch_key(epoch), wrap, kind, CELL, REGION, tenant, holder, version, wrapper,
                                     epoch)
        return formats.unwrap_inner(kek, inner, kind, CELL, REGION, tenant, holder, version, wrapper)

    def subject_key(self, tenant, subject, version=1):
        tenant_kek = self.key(self.cell_kek(), key_id("cell", formats.ZERO_ID), "tenant", tenant)
        return self.key(tenant_kek, key_id("tenant", tenant), "subject", tenant, subject, version)

    def open_record(self, tenant, subject, collection, record):
        """(version, plaintext)"""
        ((version, schema, key_version, envelope),) = self.data.execute(
            "SELECT version, schema_version, key_version, envelope FROM record"
            " WHERE tenant_id = ? AND subject_id = ? AND collection = ? AND record_id = ?",
            (tenant, subject, collection, record))
        key = self.subject_key(tenant, subject, key_version)
        return version, formats.open_envelope(key, envelope, REGION, tenant, subject, collection, record, version, schema)

    def fence_token(self, tenant, subject):
        """The token of `subject_erased` (1), as src/keys/internal/live_keys.h has it."""
        key = hmac.digest(self.cell_kek(), b"troth/fence/v1", "sha256")
        return hmac.digest(key, formats.tlv({1: b"\x01", 2: tenant, 3: subject}), "sha256")


def key_id(kind, tenant, holder=formats.ZERO_ID, version=1):
    tlv = formats.tlv({1: bytes([formats.KINDS[kind]]), 4: tenant, 5: holder, 6: formats.u32(version)})
    return hashlib.sha256(tlv).digest()[:16]
