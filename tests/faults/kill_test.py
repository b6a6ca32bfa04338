#!/usr/bin/env python3
"""Kills a cell under load again and again and holds it to what it acknowledged.

usage: kill_test.py
  TROTH_BINARY  the server (default build/release/troth)      TROTH_KILLS  how often (default 300), 100 times a cell
  TROTH_SEED    repeats the choices of a run; its interleaving is the machine's

Each round: load from several connections, SIGKILL 0 to 400 ms later or when the log's next seal is due, the files checked
on a copy before anything touches them again, restart, the rest checked through the API. Every promise of ledger.py is one
case.
"""
import collections
import concurrent.futures
import json
import os
import random
import signal
import threading
import time
import uuid

import files  # also puts cell.py on the path
from cases import Cases
from cell import BINARY, Cell
from invariants import Checker
from ledger import (CONSULTED, FSCK_FOUND, LOST, READABLE, RETRIEVED, SLOW, STUCK, UNREADABLE, WRONG_ANSWER, Ledger, Record)
from load import WEIGHTS, Worker
from signed_log import Onlooker

THREADS, LOAD_SECONDS, MOST_AIM_SECONDS, MOST_READY_SECONDS = 4, 0.4, 3.0, 10.0
SEAL_SECONDS, SEAL_EVERY, FSCK_EVERY = 1, 8, 10  # of so many kills one is aimed at a seal, and one is followed by fsck
SURVIVORS = 24  # subjects of earlier rounds that take part in the next
KILLS_OF_A_CELL, CELLS_AT_ONCE = 100, 3  # they mostly wait


class Stuck(Exception):
    """The cell does not start any more, so this run is over."""


class Harness:
    """One cell, killed many times."""

    def __init__(self, binary=BINARY, mutant=None, weights=WEIGHTS, aim=None, seed=None):
        """`aim`: kill as soon as an act of this name is answered, not at random."""
        self.random = random.Random(seed)
        self.weights, self.aim, self.ledger = weights, aim, Ledger()
        # Made without the planted bug: some of them would not get through the setting up.
        self.cell = Cell(binary, serve=("--seal-seconds", str(SEAL_SECONDS)))
        if mutant:
            self.cell.environment["TROTH_MUTANT"] = mutant
        self.cell.stop()
        self.checker = Checker(self.cell, self.ledger)
        self.checker.look()
        self.ready, self.kills, self.fscks, self.jobs_hit = [], 0, 0, collections.Counter()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.cell.close()

    def start(self):
        begun = time.monotonic()
        self.ledger.refusals = 0
        try:
            self.cell.start()
        except AssertionError as error:
            self.ledger.broken(STUCK, str(error).strip())
            raise Stuck from error
        self.started = time.monotonic()
        self.ready.append(self.started - begun)
        if self.ready[-1] > MOST_READY_SECONDS:
            self.ledger.broken(SLOW, f"{self.ready[-1]:.1f} s")
        self.cell.owner = self.cell.client(self.cell.owner_token)

    def round(self):
        """True while no promise is broken."""
        touched = self.load_and_kill()
        self.checker.look()
        if self.kills % FSCK_EVERY == 0:
            self.fsck()
        self.jobs_hit.update({kind for _, _, kind in self.checker.jobs})
        self.start()
        self.finish_jobs()
        self.read_back(touched)
        return not self.ledger.violations

    def fsck(self):
        """What the product itself has to say about a cell that does not run. After `look`: it may move the stores' logs."""
        done = self.cell.run("log", "fsck", "--data", self.cell.data, "--json", check=False)
        if done.returncode != 0 or json.loads(done.stdout)["found"] != 0:
            self.ledger.broken(FSCK_FOUND, f"{done.returncode}: {done.stdout} {done.stderr}")
        self.fscks += 1

    def load_seconds(self):
        """Mostly any time at all; now and then so that the kill meets the seal that comes next."""
        if self.kills % SEAL_EVERY != SEAL_EVERY - 1:
            return self.random.uniform(0, LOAD_SECONDS)
        return self.seconds_to_seal() + self.random.uniform(-0.02, 0.05)

    def seconds_to_seal(self):
        return SEAL_SECONDS - (time.monotonic() - self.started) % SEAL_SECONDS

    def load_and_kill(self, how=signal.SIGKILL, seconds=None):
        """The subjects that took part. The exit code is in `code`."""
        live = self.ledger.live()
        old = self.random.sample(live, min(SURVIVORS, len(live)))
        known = set(self.ledger.subjects)
        killed = threading.Event()
        workers = [Worker(self.cell, self.ledger, old[i::THREADS], self.weights, killed, self.random.random())
                   for i in range(THREADS)] + [Onlooker(self.checker.signed, killed)]
        if self.aim:
            self.ledger.at_answer = lambda what: what == self.aim and (killed.set(), self.cell.process.send_signal(how))
        for worker in workers:
            worker.start()
        killed.wait(MOST_AIM_SECONDS if self.aim else self.load_seconds() if seconds is None else seconds)
        killed.set()
        self.ledger.at_answer = lambda what: None
        self.code = self.cell.stop(how)
        self.kills += 1
        for worker in workers:
            worker.join()
        return old + [subject for id, subject in list(self.ledger.subjects.items()) if id not in known]

    def finish_jobs(self):
        administrator = self.cell.client(self.cell.admin_token)
        for tenant, job, kind in self.checker.jobs:
            id = str(uuid.UUID(bytes=job))
            client, base = (administrator, "/v1/cell") if kind == "epoch" else (self.cell.owner, self.cell.base)
            if client("GET", f"{base}/jobs/{id}").status == 404:  # it stood in the files before the start
                self.ledger.broken(LOST, f"{kind} job {id}")
            else:
                self.cell.wait_job(id, client, base)
        for subject in self.ledger.subjects.values():
            if subject.erasure == "intended":
                subject.erasure = "erased"

    def read_back(self, subjects):
        with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda some: Reader(self.cell, self.ledger).read(some), [subjects[i::THREADS] for i in range(THREADS)]))

    def read_all(self):
        """Every record of every survivor, and one of each erased subject."""
        reader = Reader(self.cell, self.ledger)
        for subject in self.ledger.live():
            for id in list(subject.records):
                reader.consult(subject, id)
        for subject in self.ledger.erased():
            for id in list(subject.records)[:1]:
                answer = reader.client("GET", self.cell.path(subject.id, id), Purpose="support")
                reader.judge_gone(subject, answer)

    def final_epoch(self):
        """Ends the epoch, waits, stops the cell in order, and looks at the settled files."""
        administrator = self.cell.client(self.cell.admin_token)
        answer = administrator("POST", "/v1/cell/epochs")
        assert answer.status == 202, answer.body
        self.cell.wait_job(answer.json["job"], administrator, "/v1/cell")
        code = self.cell.stop()
        if code != 0:
            self.ledger.broken(WRONG_ANSWER, f"a stop in order ended with {code}")
        self.checker.look(settled=True)
        self.fsck()

    def read_by_others(self, most=10):
        """How many surviving records the second reader opens, from the files and the seal alone."""
        opened, tenant = 0, files.id_bytes(self.cell.tenant)
        candidates = [(subject, id) for subject in self.ledger.live() for id in subject.records]
        with files.Copy(self.cell.data, self.cell.seal) as copy:
            for subject, id in self.random.sample(candidates, min(most, len(candidates))):
                version, plain = copy.open_record(tenant, files.id_bytes(subject.id), "contact", files.id_bytes(id))
                if json.loads(plain) == subject.records[id].versions[version]:
                    opened += 1
        return opened


class Reader:
    """Reads subjects back through the API after a restart and settles what was in flight: either way, but whole."""

    def __init__(self, cell, ledger):
        self.cell, self.ledger, self.client = cell, ledger, cell.client(cell.owner_token)

    def read(self, subjects):
        for subject in subjects:
            answer = self.client("GET", self.cell.path(subject.id) + "/records")
            self.ledger.acknowledge(self.cell.tenant, answer, RETRIEVED, "list")
            if answer.status == 200:
                self.judge_shown(subject, {row["record"] for row in answer.json["records"]})
            else:
                self.judge_gone(subject, answer)
            subject.pending.clear()

    def judge_gone(self, subject, answer):
        if answer.status == 200:
            self.ledger.broken(READABLE, f"{subject.id}: {answer.body!r}")
        elif answer.status not in (404, 410):
            self.ledger.broken(WRONG_ANSWER, f"{subject.id}: {answer.status} {answer.body!r}")
        elif subject.erasure is None:
            self.ledger.broken(UNREADABLE, f"{subject.id}: {answer.status}")
        elif subject.erasure == "asked":
            subject.erasure = "erased"  # it happened: from now on held to it

    def judge_shown(self, subject, shown):
        if subject.erasure == "erased":
            return self.ledger.broken(READABLE, f"{subject.id} lists {len(shown)} records")
        subject.erasure = None  # it did not happen, so nothing of it may have
        for id in subject.records.keys() - shown:
            self.ledger.broken(LOST, f"record {id} is not listed")
        for id in shown:
            self.consult(subject, id)

    def consult(self, subject, id):
        answer = self.client("GET", self.cell.path(subject.id, id), Purpose="support")
        self.ledger.acknowledge(self.cell.tenant, answer, CONSULTED, "consult")
        if answer.status != 200:
            return self.ledger.broken(UNREADABLE, f"{subject.id}, record {id}: {answer.status} {answer.body!r}")
        version, fields = answer.json["version"], answer.json["fields"]
        record = subject.records.get(id)
        if record and record.versions.get(version) == fields and version == record.acked:
            return
        if record and version == record.acked + 1 and ("alter", id, fields) in subject.pending:
            record.versions[version] = fields
            record.acked = version
        elif not record and version == 1 and ("put", fields) in subject.pending:
            subject.records[id] = Record(fields)
        else:
            self.ledger.broken(LOST, f"record {id} reads version {version}: {fields}")


class History:
    """What is left to tell of one cell, or of several, once they are gone: the counts of its harness, and its ledger's violations."""

    def __init__(self, kills=0, fscks=0, opened=0, unsigned=0, heads=0, events=0, subjects=0, erased=0):
        self.kills, self.fscks, self.opened, self.unsigned, self.heads = kills, fscks, opened, unsigned, heads
        self.events, self.subjects, self.erased = events, subjects, erased
        self.ready, self.violations, self.jobs_hit, self.told = [], [], collections.Counter(), collections.Counter()

    @classmethod
    def of(cls, harness, opened):
        ledger, signed = harness.ledger, harness.checker.signed
        out = cls(harness.kills, harness.fscks, opened, signed.unsigned, len(signed.roots), len(ledger.events), len(ledger.subjects),
                  len(ledger.erased()))
        out.ready, out.violations, out.jobs_hit, out.told = harness.ready, ledger.violations, harness.jobs_hit, ledger.told
        return out

    def __iadd__(self, other):
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)
        return self


def one_cell(kills, seed):
    """The history of a cell that is killed so often; its databases, if it has any, end with it."""
    opened = 0
    try:
        with Harness(seed=seed) as harness:
            try:
                while harness.kills < kills and harness.round():
                    pass
                harness.read_all()
                harness.final_epoch()
                opened = harness.read_by_others()
            except Stuck:
                pass  # it is on record as a broken promise
            return History.of(harness, opened)
    finally:
        for cluster in files.postgres.clusters:
            cluster.close()


def cells(kills, seed):
    """The histories of as many cells as it takes, side by side: one that has lived through more kills checks more at each."""
    parts = [min(KILLS_OF_A_CELL, kills - at) for at in range(0, kills, KILLS_OF_A_CELL)]
    if len(parts) == 1:
        return [one_cell(kills, seed)]
    with concurrent.futures.ProcessPoolExecutor(CELLS_AT_ONCE) as pool:
        return list(pool.map(one_cell, parts, [f"{seed}/{number}" for number in range(len(parts))]))


def summary(whole, seconds):
    ready = sorted(whole.ready)
    print(f"{whole.kills} kills in {seconds:.0f} s; {sum(whole.told.values())} answers, {whole.events} acknowledged"
          f" events, {whole.subjects} subjects, {whole.erased} erased; ready after"
          f" {ready[len(ready) // 2] * 1000:.0f} ms (median), {ready[-1] * 1000:.0f} ms (most)")
    print(f"{whole.heads} signed heads seen, {whole.unsigned} kills between a seal's entry and its signature; fsck {whole.fscks} times")
    print(f"kills with a job under way: {dict(whole.jobs_hit)}; answers: {dict(sorted(whole.told.items()))}")


def main():
    kills, seed = int(os.environ.get("TROTH_KILLS", "300")), os.environ.get("TROTH_SEED") or str(random.randrange(10**9))
    print(f"TROTH_SEED={seed}", flush=True)
    begun, whole = time.monotonic(), History()
    histories = cells(kills, seed)
    for history in histories:
        whole += history
    summary(whole, time.monotonic() - begun)
    cases = Cases()
    cases.promises(whole)
    cases.check(f"{kills} kills were done", whole.kills == kills, whole.kills)
    killed = ("put 201", "alter 200", "consult 200", "erase 200", "epoch 202", "refused 428")
    cases.check("puts, alterations, consultations, erasures, epochs and refusals were all among what was killed",
                all(history.told[what] for history in histories for what in killed))
    cases.check("new signed heads were seen all along", whole.heads * 2 > kills, whole.heads)
    cases.check("fsck was asked after each tenth kill, and at the end",
                whole.fscks == sum(history.kills // FSCK_EVERY + 1 for history in histories), whole.fscks)
    cases.check("10 surviving records of each cell open for a second reader",
                [history.opened for history in histories] == [10] * len(histories), [history.opened for history in histories])
    cases.end()


if __name__ == "__main__":
    main()
