"""What must hold in the files of a cell at any moment, whoever killed it: checked before the restart, on a copy."""
import collections
import hashlib
import re

from cell import leaf_hash, tree_root
from files import Copy, formats, id_bytes
from ledger import (ALTERED, CHAIN, EPOCH_KEY_LEFT, EPOCH_TABLE, ERASURE_INTENDED, FENCE_MISSING, HALF_ERASED, KEY_LEFT,
                    LOG_BROKEN, LOG_FORKED, LOST, NO_EVENT, RECORDED, ROW_WITHOUT_EVENT, TORN, UNERASED, WRAP_LEFT)
from signed_log import SignedLog

COLLECTED = 1
SEAL_LOG = bytes(15) + b"\1"
LEAVES = ("SELECT tenant_id, seq, leaf FROM event UNION ALL SELECT tenant_id, seq, entry FROM log_entry ORDER BY 1, 2")
# What signs the log and remembers it, beside the keys of the data: it does not end with an epoch of those.
SIGNING = ("log-1.key", "log-2.key", "log-3.key", "log-checkpoint")
# A subject's wrap as key_row has it (docs/formats/wraps.md): so long, and with this head.
WRAP_BYTES, WRAP_HEAD = 124, bytes([1, formats.OUTER + formats.KINDS["subject"]])
BEGINS_A_WRAP = re.compile(b"(?=%s)" % re.escape(WRAP_HEAD))
# Every table that can hold a row about a subject, besides subject and job.
ABOUT_A_SUBJECT = (*(f"SELECT subject_id FROM {table}" for table in ("record", "record_history", "blind_index", "idempotency",
                                                                     "event")),
                   "SELECT key FROM event_search WHERE kind = 2")


def wraps_in(raw):
    """Everything in these bytes that can be a subject's wrap, wherever it begins."""
    return {raw[at.start():at.start() + WRAP_BYTES] for at in BEGINS_A_WRAP.finditer(raw)}


class Checker:
    """Of one cell through all its kills: it remembers the logs it saw and the wraps that subjects had."""

    def __init__(self, cell, ledger):
        self.cell, self.ledger = cell, ledger
        self.logs = {}
        self.signed = SignedLog(cell, ledger)
        self.wraps = collections.defaultdict(set)
        self.jobs = []  # unfinished ones as of the last look: (tenant, job)

    def look(self, settled=False):
        """`settled`: all jobs have had their time, so nothing may be under way."""
        with Copy(self.cell.data, self.cell.seal) as copy:
            self.jobs = list(copy.data.execute("SELECT tenant_id, job_id, kind FROM job WHERE state <> 'completed'"))
            self.check_pages(copy)
            self.check_logs(copy)
            self.signed.check(copy.seal["log-checkpoint"], self.logs[SEAL_LOG], everything=settled)
            self.check_events(copy)
            self.check_writes(copy)
            self.check_rows(copy)
            self.check_erased(copy, settled)
            self.check_epochs(copy, settled)
            if settled and self.jobs:
                self.broken(HALF_ERASED, f"{len(self.jobs)} jobs are not completed")
            for subject, wrap in copy.subject_wraps().items():
                assert len(wrap) == WRAP_BYTES and wrap.startswith(WRAP_HEAD), wrap  # or it could not be found again
                self.wraps[subject].add(wrap)

    def broken(self, promise, detail):
        self.ledger.broken(promise, detail)

    def check_pages(self, copy):
        """SQLite's own opinion of its trees; that it holds what it should is for the others to say."""
        for store in (copy.data, copy.keys):
            if (said := store.execute("PRAGMA integrity_check(3)").fetchall()) != [("ok",)]:
                self.broken(TORN, str(said))

    def check_logs(self, copy):
        leaves = collections.defaultdict(list)
        for log, seq, leaf in copy.data.execute(LEAVES):
            if seq != len(leaves[log]):
                self.broken(LOG_BROKEN, f"seq {seq} follows {len(leaves[log]) - 1}")
            leaves[log].append(leaf_hash(leaf))
        heads = {log: (size, root) for log, size, root in copy.data.execute("SELECT tenant_id, size, root FROM log_head")}
        for log in leaves.keys() | heads.keys():
            if heads.get(log) != (len(leaves[log]), tree_root(leaves[log])):
                self.broken(LOG_BROKEN, f"{log.hex()}: {len(leaves[log])} leaves, head {heads.get(log)}")
            before = self.logs.get(log, [])
            if leaves[log][:len(before)] != before:
                self.broken(LOG_FORKED, log.hex())
        self.logs = leaves

    def check_events(self, copy):
        stored = collections.defaultdict(list)
        for log, event, type in copy.data.execute("SELECT tenant_id, event_id, type FROM event"):
            stored[event].append((log, type))
        for log, event, type, what in self.ledger.events:
            if stored[id_bytes(event)] != [(id_bytes(log), type)]:
                self.broken(NO_EVENT, f"{what}, event {event}: found {stored[id_bytes(event)]}")

    def check_writes(self, copy):
        states = dict(copy.data.execute("SELECT subject_id, state FROM subject"))
        rows = {row[:2]: row[2] for row in copy.data.execute("SELECT subject_id, record_id, version FROM record")}
        for subject in self.ledger.live():
            if states.get(id_bytes(subject.id)) != "active":
                self.broken(LOST, f"subject {subject.id} is {states.get(id_bytes(subject.id))}")
            for id, record in subject.records.items():
                version = rows.get((id_bytes(subject.id), id_bytes(id)))
                if version is None or version < record.acked:
                    self.broken(LOST, f"record {id}: version {record.acked} was acknowledged, {version} is there")

    def check_rows(self, copy):
        """Whole or not at all: each row has its subject, its key, its event."""
        made, records, old, about = (collections.Counter() for _ in range(4))
        for subject, type, n in copy.data.execute("SELECT subject_id, type, COUNT(*) FROM event GROUP BY 1, 2"):
            about[subject, type] = n
        states = dict(copy.data.execute("SELECT subject_id, state FROM subject"))
        for table, counter in (("record", records), ("record_history", old)):
            counter.update(dict(copy.data.execute(f"SELECT subject_id, COUNT(*) FROM {table} GROUP BY 1")))
        keys, jobs = copy.subject_wraps(), {row[0] for row in copy.data.execute("SELECT subject_id FROM job")}
        for subject, state in states.items():
            made[subject] = about[subject, COLLECTED] + about[subject, RECORDED]
            new = 0 if about[subject, COLLECTED] else 1  # the event of the subject itself, without a record
            if state == "active" and (made[subject], about[subject, ALTERED]) != (records[subject] + new, old[subject]):
                self.broken(ROW_WITHOUT_EVENT, f"{subject.hex()}: {made[subject]} events made it, {records[subject]} records")
            if state == "active" and subject not in keys:
                self.broken(HALF_ERASED, f"{subject.hex()} is active and has no key")
            if state == "erasing" and subject not in jobs:
                self.broken(HALF_ERASED, f"{subject.hex()} is erasing and no job goes on with it")
            if state == "erasing" and subject in keys and not about[subject, ERASURE_INTENDED]:
                self.broken(ROW_WITHOUT_EVENT, f"the erasure of {subject.hex()}")
        for subject in (records.keys() | old.keys()) - states.keys():
            self.broken(HALF_ERASED, f"{subject.hex()} is gone and its records are not")
        lost = copy.data.execute("SELECT COUNT(*) FROM blind_index b WHERE NOT EXISTS (SELECT 1 FROM record r WHERE"
                                 " r.tenant_id = b.tenant_id AND r.subject_id = b.subject_id AND r.record_id = b.record_id)"
                                 " AND EXISTS (SELECT 1 FROM subject s WHERE s.subject_id = b.subject_id AND state = 'active')")
        if n := lost.fetchone()[0]:
            self.broken(HALF_ERASED, f"{n} index rows point at no record")

    def check_erased(self, copy, settled):
        """What an acknowledged erasure promises at once, and what it leaves when its job is done. The key snapshot follows
        with the end of the epoch: until then the receipt says that it is not final."""
        states = dict(copy.data.execute("SELECT subject_id, state FROM subject"))
        under_way = {row[0] for row in copy.data.execute("SELECT subject_id FROM job WHERE state <> 'completed'")}
        left = {row[0] for rows in ABOUT_A_SUBJECT for row in copy.data.execute(rows)}
        keys, tenant = copy.subject_wraps(), id_bytes(self.cell.tenant)
        fences = self.check_fences(copy)
        written = wraps_in(copy.raw["keys.db"] + copy.raw["keys.db-wal"] + (copy.snapshot if settled else b""))
        for subject in self.ledger.subjects.values():
            id = id_bytes(subject.id)
            if subject.erasure in ("intended", "erased") and states.get(id, "gone") not in ("erasing", "gone"):
                self.broken(UNERASED, f"{subject.id} is {states[id]}")
            if subject.erasure in ("asked", "intended", "erased") and id not in states and (id in left or id in keys):
                self.broken(HALF_ERASED, f"{subject.id} is gone and rows of it are left")
            if subject.erasure != "erased":
                continue
            if id in keys:
                self.broken(KEY_LEFT, subject.id)
            if not self.wraps[id].isdisjoint(written):
                self.broken(WRAP_LEFT, subject.id)
            if copy.fence_token(tenant, id) not in fences:
                self.broken(FENCE_MISSING, f"{subject.id}; {len(fences)} fences for {len(self.ledger.erased())} erasures")
            if id in states and id not in under_way:
                self.broken(HALF_ERASED, f"{subject.id} is erased and nothing goes on with its rows")

    def check_fences(self, copy):
        chain, seq, tokens = bytes(32), 0, set()
        for number, kind, token, at, stored in copy.keys.execute("SELECT seq, kind, token, at, chain FROM fence ORDER BY seq"):
            seq += 1
            row = formats.tlv({1: formats.u64(number), 2: bytes([kind]), 3: token, 4: formats.u64(at)})
            chain = hashlib.sha256(chain + row).digest()
            if (number, stored) != (seq, chain):
                self.broken(CHAIN, f"fence {number}")
            tokens.add(token)
        return tokens

    def check_epochs(self, copy, settled):
        epochs = dict(copy.keys.execute("SELECT number, state FROM epoch"))
        used = {row[0] for row in copy.keys.execute("SELECT DISTINCT epoch FROM key_row")}
        objects = copy.seal_epochs()
        open_ones = [number for number, state in epochs.items() if state == "open"]
        if len(open_ones) != 1 or (settled and "closed" in epochs.values()):
            self.broken(EPOCH_TABLE, str(epochs))
        for number in used:
            if epochs.get(number) not in ("open", "closed") or number not in objects:
                self.broken(EPOCH_TABLE, f"rows stand under epoch {number}, which is {epochs.get(number)}")
        if settled and used != set(open_ones):
            self.broken(EPOCH_TABLE, f"rows stand under {used}, open is {open_ones}")
        if settled and copy.seal.keys() != {"root.key", *SIGNING, *(f"epoch-{number}.key" for number in open_ones)}:
            self.broken(EPOCH_KEY_LEFT, f"the seal holds {sorted(copy.seal)}, open is {open_ones}")
        for number in objects & {number for number, state in epochs.items() if state == "destroyed"}:
            self.broken(EPOCH_KEY_LEFT, f"epoch {number}")
