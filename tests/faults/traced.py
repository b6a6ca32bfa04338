"""A cell whose server runs under strace, so that the n-th fsync of one file can kill it or fail.

strace counts each thread's fsync and fdatasync by themselves; with its path filter that makes the n-th call for that file by
the first thread that gets so far, and an act of the scenario has one thread for each file. Before each run the server is
stopped in order: its logs are then truncated, and the same act syncs the same files in the same order.
"""
import contextlib
import os
import re
import signal
import subprocess
import tempfile
import threading
import time

from files import Copy
from invariants import SEAL_LOG
from kill_test import Harness
from load import BROKEN_OFF, Worker

SYNCS = "fdatasync,fsync"
LINE = re.compile(r"^(\d+) +(fsync|fdatasync)\(\d+<([^>]*)>(?:\) += (\S+)| <unfinished)")
RESUMED = re.compile(r"^(\d+) +<\.\.\. (?:fsync|fdatasync) resumed>\) += (\S+)")
ACTS = ("put", "consult", "alter", "erase", "epoch", "seal")
SEAL_AFTER = 1.5  # between the second and the third seal of a server that makes one each second: a failed one raises its alarm until then; in the other acts there is that of the start only
ACT_SECONDS = 0.4  # for the job behind an erasure or an epoch, and the pause after each act in which the logs are moved


def syncs_of(lines):
    """[thread, call, path, result] in the order in which they began. strace cuts a call in two where another thread's comes between;
    one that was begun and never returned has the result `?`."""
    found, open_of = [], {}
    for line in lines:
        if begun := LINE.match(line):
            found.append([*begun.groups(default="?")])
            open_of[begun[1]] = found[-1]
        elif resumed := RESUMED.match(line):
            open_of[resumed[1]][3] = resumed[2]
    return found


class Run:
    """One start, act and stop under strace: its fsyncs as (thread, call, path), what each returned, how the server ended."""

    def __init__(self):
        self.served, self.code, self.subjects, self.syncs, self.results = False, None, [], [], []
        self.until_act = self.until_stop = 0


class Traced(Harness):
    def run(self, act, injection=None, call=None, path=None, n=None, before_stop=None):
        """`injection` befalls the n-th `call` for `path`. `before_stop(run)` is called while the server may still live."""
        run = Run()
        mine, epoch = self.prepare(), self.open_epoch()
        self.cell.serve = ("--seal-seconds", "1" if act == "seal" else "10")
        inject = ["-P", self.actual(path, epoch), "-e", f"inject={call}:{injection}:when={n}"] if injection else []
        with tempfile.NamedTemporaryFile() as log:
            run.served = self.start_traced(log.name, *inject)
            run.until_act = len(self.read_syncs(run, log.name, epoch))
            run.subjects = self.act(act, mine) if run.served else mine
            run.until_stop = len(self.read_syncs(run, log.name, epoch))
            deadline = time.monotonic() + 3
            while "error" in (injection or "") and "-1" not in run.results and time.monotonic() < deadline:
                time.sleep(0.05)  # the job, or the pause in which the logs are moved, is still to come
                self.read_syncs(run, log.name, epoch)
            if before_stop and run.served:
                before_stop(run)
            run.code = self.end()
            self.read_syncs(run, log.name, epoch)
        self.settle(run.subjects)
        return run

    def points(self, act):
        """(phase, call, path, n) of each fsync of an undisturbed run."""
        run, seen, out = self.run(act), {}, {}
        assert run.code == 0, run.code
        for number, sync in enumerate(run.syncs):
            seen[sync] = seen.get(sync, 0) + 1
            phase = "start" if number < run.until_act else "act" if number < run.until_stop else "stop"
            out.setdefault((*sync[1:], seen[sync]), phase)
        return [(phase, *point) for point, phase in out.items()]

    def prepare(self):
        """A subject with a record for the act, made while nothing disturbs."""
        self.start()
        worker = self.worker([])
        worker.put()
        self.cell.stop()
        self.checker.look()  # remembers the subject's wrap
        return worker.mine

    def act(self, name, mine):
        """The subjects that took part, also when the server died meanwhile: what was acknowledged stays so."""
        worker = self.worker(mine)
        worker.tolerated += (503,)
        try:
            if name == "put":
                worker.subject()
            getattr(worker, "consult" if name == "seal" else name)(*(mine if name in ("consult", "seal") else ()))
        except BROKEN_OFF:
            pass
        time.sleep(SEAL_AFTER if name == "seal" else ACT_SECONDS)
        self.ask_for_head()
        return worker.mine

    def ask_for_head(self):
        with contextlib.suppress(BROKEN_OFF), contextlib.closing(self.checker.signed.client()) as client:
            self.checker.signed.ask(client)

    def seals(self):
        """How many are in the rows."""
        with Copy(self.cell.data, self.cell.seal) as copy:
            return copy.data.execute("SELECT COUNT(*) FROM log_entry WHERE tenant_id = ?", (SEAL_LOG,)).fetchone()[0]

    def alarm(self):
        with contextlib.suppress(BROKEN_OFF), contextlib.closing(self.checker.signed.client()) as client:
            return client("GET", "/log/status").json["alarm"]

    def worker(self, mine):
        return Worker(self.cell, self.ledger, mine, {}, threading.Event(), self.random.random())

    def settle(self, subjects):
        """After the end, however it came: the files, a start, the jobs, the API, and a stop in order."""
        self.checker.look()
        self.start()
        self.ask_for_head()
        self.finish_jobs()
        self.read_back(subjects)
        self.cell.stop()

    # Paths that mean the same in the next run: from the root of the cell, epochs counted from the open one.

    def open_epoch(self):
        with Copy(self.cell.data, self.cell.seal) as copy:
            return copy.keys.execute("SELECT number FROM epoch WHERE state = 'open'").fetchone()[0]

    def relative(self, path, epoch):
        return re.sub(r"epoch-(\d+)", lambda m: f"epoch-{int(m[1]) - epoch:+d}", os.path.relpath(path, self.cell.root))

    def actual(self, path, epoch):
        return os.path.join(self.cell.root, re.sub(r"epoch-([+-]\d+)", lambda m: f"epoch-{int(m[1]) + epoch}", path))

    def read_syncs(self, run, log, epoch):
        with open(log) as lines:
            found = syncs_of(lines)
        run.syncs = [(thread, call, self.relative(path, epoch)) for thread, call, path, _ in found]
        run.results = [result for *_, result in found]
        return found

    # The server's life: strace is its parent.

    def start_traced(self, log, *injections):
        """False if it ended before it served."""
        self.ledger.refusals, before = 0, self.kept_size()
        try:
            self.cell.start("strace", "-f", "-qq", "-y", "-o", log, "-e", f"trace={SYNCS}", *injections)
        except AssertionError:
            return False
        self.cell.owner = self.cell.client(self.cell.owner_token)
        deadline = time.monotonic() + 1
        while self.kept_size() == before and self.server() and time.monotonic() < deadline:
            time.sleep(0.01)  # the seal of the start belongs to the start, not to the act
        return True

    def kept_size(self):
        with open(self.cell.seal + "/log-checkpoint") as note:
            return int(note.read().split("\n")[1])

    def server(self):
        """Its process id; none once it has ended."""
        me = self.cell.process.pid
        try:
            with open(f"/proc/{me}/task/{me}/children") as children:
                return int(children.read().split()[0])
        except (IndexError, FileNotFoundError):
            return None

    def wait_for_end(self, seconds):
        """Gives the server its time to end by itself."""
        try:
            self.cell.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            pass

    def end(self):
        """The exit code after SIGTERM; None if it did not end by itself within 20 s."""
        process, server = self.cell.process, self.server()
        self.cell.process = None
        if server and process.poll() is None:
            os.kill(server, signal.SIGTERM)
        try:
            return process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.kill(server, signal.SIGKILL)
            process.wait()
            return None
