"""The tools of somebody who can write a cell's files and knows its formats, but cannot sign: folders copied, rows changed with
Python's sqlite3, and trees, heads and seals made anew so that they fit."""
import hashlib
import hmac
import json
import shutil
import sqlite3
import struct
import subprocess
import tempfile
import uuid

from cell import leaf_hash, tree_root

SEAL_LOG = bytes(15) + b"\1"
EVIDENCE_LOG = bytes(15) + b"\2"


def compact_range(hashes):
    """size u64 | the roots of the perfect subtrees, the largest first."""
    out, at = struct.pack(">Q", len(hashes)), 0
    for bit in reversed(range(64)):
        if len(hashes) >> bit & 1:
            out += tree_root(hashes[at:at + (1 << bit)])
            at += 1 << bit
    return out


def flipped(data, at=-1):
    out = bytearray(data)
    out[at] ^= 1
    return bytes(out)


def title(log):
    return "cell log" if log == SEAL_LOG else str(uuid.UUID(bytes=log))


class Copy:
    """The folders of a stopped cell, copied; `data` and `seal` may be of different times."""

    def __init__(self, data, seal, binary):
        self.binary, self.root = binary, tempfile.mkdtemp(prefix="troth-attack-")
        self.data, self.seal = self.root + "/data", self.root + "/seal"
        shutil.copytree(data, self.data, ignore=shutil.ignore_patterns("*.sock", "lock"))
        shutil.copytree(seal, self.seal)
        with open(self.data + "/cell.json") as file:
            identity = json.load(file)
        with open(self.data + "/cell.json", "w") as file:
            json.dump({**identity, "seal": self.seal}, file)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.root, ignore_errors=True)

    def sql(self, *statements):
        """Each a text or (text, parameters), in one transaction; the rows of the last."""
        database = sqlite3.connect(self.data + "/data.db")
        try:
            with database:
                for statement in statements:
                    text, values = (statement, ()) if isinstance(statement, str) else statement
                    rows = database.execute(text, values).fetchall()
            return rows
        finally:
            database.close()

    def fsck(self, *flags):
        """(exit code, the report as JSON)"""
        done = subprocess.run([self.binary, "log", "fsck", "--data", self.data, "--json", *flags], capture_output=True, text=True,
                              timeout=120)
        assert done.returncode in (0, 1) and done.stdout, (done.returncode, done.stdout, done.stderr)
        return done.returncode, json.loads(done.stdout)

    def serve(self):
        """What a start that must be refused says."""
        done = subprocess.run([self.binary, "serve", "--data", self.data, "--listen", "127.0.0.1:0"], capture_output=True,
                              text=True, timeout=60)
        return done.returncode, done.stderr + done.stdout

    # --- a log made anew by somebody who knows the formats

    def hashes(self, log):
        table, column = ("log_entry", "entry") if log == SEAL_LOG else ("event", "leaf")
        return [leaf_hash(row[0]) for row in self.sql((f"SELECT {column} FROM {table} WHERE tenant_id = ? ORDER BY seq", (log,)))]

    def remake_tree(self, log):
        """Head and tile hashes, as they follow from the rows there are. Gives size and root."""
        hashes = self.hashes(log)
        root, nodes = tree_root(hashes), [tree_root(hashes[i:i + 256]) for i in range(0, len(hashes) - 255, 256)]
        self.sql(("UPDATE log_head SET size = ?, range = ?, root = ? WHERE tenant_id = ?",
                  (len(hashes), compact_range(hashes), root, log)),
                 ("DELETE FROM log_node WHERE tenant_id = ?", (log,)),
                 *[("INSERT INTO log_node (tenant_id, epoch, level, idx, hash) VALUES (?, 1, 1, ?, ?)", (log, i, h))
                   for i, h in enumerate(nodes)])
        return len(hashes), root

    def remake_search(self, log, below):
        self.sql(("DELETE FROM event_search WHERE tenant_id = ? AND seq >= ?", (log, below)),
                 ("UPDATE search_progress SET upto = MIN(upto, ?) WHERE tenant_id = ?", (below, log)))

    def remake_sealed(self, log, size, root):
        self.sql(("UPDATE log_slot SET sealed_size = ?, sealed_root = ? WHERE tenant_id = ?", (size, root, log)))

    def remake_seal(self):
        """The newest seal, so that it commits to the sealed heads as they are now: row, entry and tree of the cell log."""
        with open(self.seal + "/log-checkpoint") as file:
            origin = file.readline().rstrip("\n")
        prefix = origin[:origin.index("/cell/")]
        (number, seed), = self.sql("SELECT number, seed FROM log_seal ORDER BY number DESC LIMIT 1")
        slots = {}
        for log, slot, handle, size, root in self.sql(
                ("SELECT tenant_id, slot, handle, sealed_size, sealed_root FROM log_slot WHERE tenant_id <> ?", (SEAL_LOG,))):
            kind = "evidence" if log == EVIDENCE_LOG else "t"
            name = f"{prefix}/{kind}/{handle.hex()}/1".encode()
            slots[slot] = (struct.pack(">H", len(name)) + name + struct.pack(">Q", size) + root) if size else b"\0\0"
        width = 1
        while width < max(slots) + 1:
            width *= 2
        salt = lambda slot: hmac.new(seed, struct.pack(">Q", slot), hashlib.sha256).digest()
        root = tree_root([leaf_hash(salt(i) + slots.get(i, b"\0\0")) for i in range(width)])
        entry = b"slots/v1" + struct.pack(">Q", width) + root
        self.sql(("UPDATE log_seal SET root = ?, slots = ? WHERE number = ?", (root, width, number)),
                 ("UPDATE log_entry SET entry = ? WHERE tenant_id = ? AND seq = ?", (entry, SEAL_LOG, number)))
        self.remake_tree(SEAL_LOG)
