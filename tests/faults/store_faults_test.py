#!/usr/bin/env python3
"""Disks that fail and disks that fill: a failed fsync, death at each fsync, no space left; and folders not to be served.

usage: store_faults_test.py
  TROTH_FULL=1  every point of every act, not a choice of them

What a served cell syncs is learnt from an undisturbed run, so a new fsync in an act is a new point here by itself.
"""
import contextlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time

from cases import Cases
from kill_test import Cell, Harness, Stuck
from load import BROKEN_OFF, CONSULTED, RECORDED, Worker
from traced import ACTS, Traced

FULL = os.environ.get("TROTH_FULL") == "1"
STICKY = ("data/data.db-wal", "data/data.db", "data/keys.db-wal", "data/keys.db")
# What is given back must hold all that was written, as a log that is moved stands there twice, and the reserve and its slack.
DISK_MIB, BALLAST_MIB, RESERVE_MIB = 40, 20, 4
MOST_LOOKS = 4_000


def learn(traced):
    """{act: [(phase, call, path, n)]}. A start and a stop sync the same in all acts: the first act stands for them."""
    points = {act: traced.points(act) for act in ACTS}
    for _ in range(4):  # on a busy machine no seal may fall between the act and the stop
        if any(phase == "act" and "log-checkpoint" in path for phase, _, path, _ in points["seal"]):
            break
        points["seal"] = traced.points("seal")
    for act in ACTS[1:]:
        if not FULL:
            points[act] = [point for point in points[act] if point[0] == "act"]
    if not FULL:
        points["seal"] = around_the_signature(points["seal"])
    return points


def around_the_signature(points):
    """From the commit of a seal's entry to the signed head that is kept: the rest of that act is a consultation."""
    first = next(i for i, point in enumerate(points) if "log-checkpoint" in point[2])
    return points[max(first - 2, 0):first + 2]


# --- SIGKILL at each fsync

def kill_at_each(cases, traced, points):
    begun, missed = time.monotonic(), []
    for act, some in points.items():
        for point in some:
            # More than once where the pause between act and stop fell otherwise than in the undisturbed run.
            if not any(traced.run(act, "signal=SIGKILL", *point[1:]).code == -signal.SIGKILL for _ in range(5)):
                missed.append((act, *point))
    wanted = sum(map(len, points.values()))
    for point in missed:
        print("not met: the sync did not come again as in the undisturbed run:", *point)
    # A checkpoint of an idle moment falls now before, now after the stop begins: a point of it may not come in any try.
    cases.check(f"the server died at {wanted - len(missed)} of {wanted} fsyncs of {len(points)} acts, one by one "
                f"({time.monotonic() - begun:.0f} s)", wanted > 0 and len(missed) * 10 <= wanted, missed)
    cases.promises(traced.ledger, ", killed at an fsync")
    traced.ledger.violations.clear()


# --- EIO at one fsync

class Refusals:
    """What a client is answered after the fsync failed, as long as the server lives."""

    def __init__(self, traced):
        self.traced, self.writes, self.ready = traced, [], []

    def ask(self, run):
        try:
            self.writes.append(self.traced.cell.owner("POST", self.traced.cell.base + "/subjects").status)
            self.ready.append(self.traced.cell.client()("GET", "/readyz").status)
        except BROKEN_OFF:
            pass  # it has ended
        self.traced.wait_for_end(3)


def fail_fsyncs(cases, traced, points):
    """The store must not be believed after a failed fsync: nothing is acknowledged, and the process ends with 3."""
    refusals, codes, told = Refusals(traced), {}, []
    every = [(act, *point) for act, some in points.items() for phase, *point in some
             if phase == "act" and point[1] in STICKY]
    chosen = every if FULL else list({(act, path): (act, call, path, n) for act, call, path, n in every}.values())
    for act, call, path, n in chosen:
        before = dict(traced.ledger.told)
        for _ in range(5):  # until the sync of the undisturbed run comes again
            writes, ready = len(refusals.writes), len(refusals.ready)
            run = traced.run(act, "error=EIO", call, path, n, before_stop=refusals.ask)
            if "-1" in run.results:
                break
            del refusals.writes[writes:], refusals.ready[ready:]
        codes[act, path, n] = run.code
        now = [what for what, count in traced.ledger.told.items() if count > before.get(what, 0)]
        told.append((act, path, n, sorted(what for what in now if not what.startswith(("list", "consult 200")))))
    print("answers to acts whose fsync failed:", *told, sep="\n  ")
    cases.check(f"each of {len(chosen)} failed fsyncs ended the process with 3", set(codes.values()) == {3}, codes)
    cases.check("afterwards every write answered 503, until the end", set(refusals.writes) == {503}, refusals.writes)
    cases.check("afterwards /readyz answered 503, until the end", set(refusals.ready) == {503}, refusals.ready)
    cases.promises(traced.ledger, ", an fsync failed")
    traced.ledger.violations.clear()


def fail_at_start(cases, traced):
    run = traced.run("put", "error=EIO", "fdatasync", "data/data.db-wal", 1)
    cases.check("a cell whose first fsync fails does not serve and ends with 3", (run.served, run.code) == (False, 3), vars(run))


def fail_in_the_seal(cases, traced, points):
    """No store has failed here: the job repeats the step, all of it, so that what did not reach the disk does."""
    for phase, call, path, n in points["epoch"]:
        if (phase, call) == ("act", "fsync"):  # the store's are fdatasync
            undisturbed = sum(point[1:3] == (call, path) for point in points["epoch"])
            before = traced.open_epoch()
            run = traced.run("epoch", "error=EIO", call, path, n, before_stop=lambda _: time.sleep(0.3))
            cases.check(f"an epoch whose fsync {n} of {path} failed is ended all the same, and the fsync is repeated",
                        traced.open_epoch() == before + 1 and run.results.count("-1") == 1
                        and run.results.count("0") >= undisturbed, run.results)
    cases.promises(traced.ledger, ", an fsync of the seal failed")
    traced.ledger.violations.clear()


def fail_to_keep(cases, traced, points):
    """A head that cannot be kept is not shown: signing ends, the status says so, and the next start goes on."""
    for phase, call, path, n in points["seal"]:
        if (phase, call) == ("act", "fsync"):
            alarms = []
            traced.run("seal", "error=EIO", call, path, n, before_stop=lambda _: alarms.append(traced.alarm()))
            cases.check(f"a seal whose fsync {n} of {path} failed raises an alarm", any(alarms), alarms)
            cases.check("and the next start signs what there is", traced.kept_size() == traced.seals(),
                        (traced.kept_size(), traced.seals()))
    cases.promises(traced.ledger, ", a signed head could not be kept")
    traced.ledger.violations.clear()


def failing_disk(cases, traced):
    traced.cell.stop()
    try:
        points = learn(traced)
        kept = {path for some in points.values() for _, _, path, _ in some if "log-checkpoint" in path}
        cases.check("the syncs of the signed head are among the points", kept, points["seal"])
        kill_at_each(cases, traced, points)
        fail_fsyncs(cases, traced, points)
        fail_at_start(cases, traced)
        fail_in_the_seal(cases, traced, points)
        fail_to_keep(cases, traced, points)
    except Stuck:
        cases.promises(traced.ledger, ", in the run that ended here")


# --- no space left

class SmallDisk:
    """A tmpfs with a ballast file to give back."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="troth-small-")
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "tmpfs", self.path])
        if mounted.returncode != 0:
            os.rmdir(self.path)
            raise PermissionError("no small disk can be mounted here")
        self.ballast = self.path + "/ballast"
        with open(self.ballast, "wb") as file:
            file.write(bytes(BALLAST_MIB << 20))

    def close(self):
        subprocess.run(["umount", "-l", self.path], check=True)
        os.rmdir(self.path)


def fill(worker, path):
    """Writes messages, and then ever smaller answers, until nothing more fits. The statuses on the way."""
    seen = []
    for size in (15_000, 2_000, 1):
        for _ in range(5_000):
            answer = worker.tenant("POST", path + "/records/message", {"text": "x" * size})
            worker.ledger.acknowledge(worker.cell.tenant, answer, RECORDED, "message")
            seen.append(answer.status)
            if seen[-3:] == [507] * 3:
                break
    return seen


def no_space(cases):
    if os.geteuid() != 0:
        return print("left out: no space left (a tmpfs can be mounted by root only)")
    try:
        small = SmallDisk()
    except PermissionError as why:
        return print(f"left out: no space left ({why})")
    with contextlib.closing(small) as disk:
        tempfile.tempdir = disk.path
        try:
            harness = Harness()
        finally:
            tempfile.tempdir = None
        harness.cell.serve += ("--reserve-mib", str(RESERVE_MIB))
        with harness:
            on_full_disk(cases, harness, disk)


def looked_at(harness, owner, subject, id):
    """Looks at one record until one is refused, that one included."""
    looks = []
    while len(looks) < MOST_LOOKS and (not looks or looks[-1].status == 200):
        looks.append(owner("GET", harness.cell.path(subject.id, id), Purpose="support"))
        harness.ledger.acknowledge(harness.cell.tenant, looks[-1], CONSULTED, "consult")
    return looks


def on_full_disk(cases, harness, disk):
    worker = Worker(harness.cell, harness.ledger, [], {}, threading.Event(), 0)
    worker.tolerated += (507,)
    for _ in range(3):
        worker.put()
        worker.alter()
    subject, filler = worker.mine[0], harness.cell.owner("POST", harness.cell.base + "/subjects").json["subject"]
    id, record = next(iter(subject.records.items()))
    cell, owner = harness.cell, worker.tenant
    seen = fill(worker, cell.path(filler))
    cases.check("a full disk answers writes with 507, nothing else", set(seen) == {201, 507}, sorted(set(seen)))

    looks = looked_at(harness, owner, subject, id)
    last = looks[-1]
    cases.check(f"{len(looks) - 1} looks at content go on in the reserve, all of them shown",
                len(looks) > 50 and {look.status for look in looks[:-1]} == {200}, [look.status for look in looks[-3:]])
    cases.check("the look that cannot be logged any more is refused with 503", last.status == 503, last.status)
    cases.check("and shows nothing", record.versions[record.acked]["email"].encode() not in last.body, last.body)
    statuses = {name: owner(method, path, body, If_Match=f'"{record.acked}"').status for name, method, path, body in (
        ("alter", "PATCH", cell.path(subject.id, id), {"display_name": "Eve"}),
        ("subject", "POST", cell.base + "/subjects", None))}
    cases.check("alterations and new subjects are refused with 507", set(statuses.values()) == {507}, statuses)
    worker.mine = [subject]
    worker.erase()
    cases.check("an erasure is carried out all the same, in a reserve of its own", subject.erasure == "erased", subject.erasure)
    gone = owner("GET", cell.path(subject.id, id), Purpose="support").status
    cases.check("and nothing of it is shown", gone in (404, 410, 503, 507), gone)
    pages = [cell.client()("GET", path).status for path in ("/", "/healthz", "/readyz")]
    cases.check("public pages answer on a full disk", pages == [200] * 3, pages)

    os.remove(disk.ballast)
    begun, healed = time.monotonic(), False
    while not healed and time.monotonic() - begun < 5:
        time.sleep(0.05)
        worker.put()
        healed = harness.ledger.told["put 201"] > 3
    cases.check(f"writes work again without a restart ({time.monotonic() - begun:.1f} s)", healed)
    cases.check("a stop in order ends with 0", cell.stop() == 0)
    harness.checker.look()
    harness.start()
    harness.read_back(list(harness.ledger.subjects.values()))
    cases.promises(harness.ledger, ", on a full disk")


# --- folders that are not to be served, and the end in order

def refused(cell, *words):
    done = cell.run("serve", "--data", cell.data, "--listen", "127.0.0.1:0", check=False)
    said = done.stdout + done.stderr
    return done.returncode not in (0, None) and "serving" not in said and all(word in said for word in words), said


def not_served(cases, cell):
    held, said = refused(cell, "another process serves this folder")
    cases.check("a second process on the folder is refused and told why", held, said)
    cell.stop()
    for name in ("root.key", next(name for name in os.listdir(cell.seal) if name.startswith("epoch"))):
        os.chmod(f"{cell.seal}/{name}", 0o644)
        held, said = refused(cell, "chmod 600", name)
        which = re.sub("[0-9]+", "N", name)
        cases.check(f"a seal whose {which} others can read is refused, with the chmod that mends it", held, said)
        os.chmod(f"{cell.seal}/{name}", 0o600)
    os.chmod(cell.seal, 0o755)
    held, said = refused(cell, "chmod 700")
    cases.check("a seal folder that others can read is refused, with the chmod that mends it", held, said)
    os.chmod(cell.seal, 0o700)
    for database in ("data.db", "keys.db"):
        newer(cases, cell, database)
    cell.start()
    cases.check("the same folder is served again once it is in order", cell.client()("GET", "/readyz").status == 200)


def newer(cases, cell, database):
    kept = cell.root + "/kept"
    shutil.copytree(cell.data, kept)
    with sqlite3.connect(f"{cell.data}/{database}") as writable:
        writable.execute("UPDATE schema_version SET id = id + 1")
    writable.close()
    held, said = refused(cell, "newer version")
    cases.check(f"{database} of a newer schema is refused and says so", held, said)
    shutil.rmtree(cell.data)
    os.rename(kept, cell.data)


def end_under_load(cases):
    with Harness() as harness:
        begun = time.monotonic()
        touched = harness.load_and_kill(signal.SIGTERM, 0.5)
        seconds = time.monotonic() - begun - 0.5
        cases.check(f"SIGTERM under load ends with 0 within 10 s ({seconds:.1f} s)", harness.code == 0 and seconds < 10,
                    harness.code)
        harness.checker.look()
        harness.start()
        harness.finish_jobs()
        harness.read_back(touched)
        cases.promises(harness.ledger, ", ended under load")


def main():
    cases = Cases()
    if shutil.which("strace"):
        with Traced() as traced:
            failing_disk(cases, traced)
    else:
        print("left out: failing fsyncs and death at each fsync (strace is not installed)")
    no_space(cases)
    with Cell() as cell:
        not_served(cases, cell)
    end_under_load(cases)
    cases.end()


if __name__ == "__main__":
    main()
