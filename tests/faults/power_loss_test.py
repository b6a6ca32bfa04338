#!/usr/bin/env python3
"""The power fails at any call that a cell makes to its disk: what was synced is there, of the rest nothing, all, some writes or
some sectors of them. Each such disk must open, hold what was acknowledged until then, and have no log of another history.

usage: power_loss_test.py
  TROTH_BINARY         the server (default build/release/troth)
  TROTH_MUTANT_BINARY  the build with planted bugs that only lost power shows (default build/release/troth-mutant)
  TROTH_IMAGES         how many disks (default 2000)      TROTH_SEED  repeats the choices
"""
import concurrent.futures
import copy
import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time

import ledger as promises
from cases import Cases
from controls_test import BINARY as MUTANT_BINARY
from disk_tape import MODES, Disk, strace
from files import Copy
from invariants import SEAL_LOG, Checker
from kill_test import BINARY, Cell
from ledger import FSCK_FOUND, LOG_FORKED, STUCK, TORN, Ledger
from load import WEIGHTS, Worker
from signed_log import SignedLog

IMAGES, SERVED = int(os.environ.get("TROTH_IMAGES", "2000")), 20
ACTS = {**WEIGHTS, "erase": 4, "epoch": 0}
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

# Planted bugs that no kill shows, as the kernel keeps what a killed process has written. Each breaks a promise of its own.
CONTROLS = {
    "no-fsync-before-ack": promises.NO_EVENT,
    "torn-page-accepted": TORN,
    "key-row-after-data": promises.HALF_ERASED,
    "cut-not-synced": promises.WRAP_LEFT,
}


class Moment:
    """What the client knew from `at` on: a copy of its ledger, and the size of the newest signed head it was shown."""

    def __init__(self, ledger, shown):
        self.at, self.shown = time.time(), shown
        self.subjects, self.events = copy.deepcopy(ledger.subjects), len(ledger.events)


class Taped:
    """A cell whose disk calls are on a tape, under a scenario of some sixty acts, one after the other."""

    def __init__(self, binary, mutant, seed, acts=60):
        self.random, self.ledger, self.moments = random.Random(seed), Ledger(), []
        self.cell = Cell(binary, serve=("--seal-seconds", "1"))
        if mutant:
            self.cell.environment["TROTH_MUTANT"] = mutant
        self.cell.stop()
        self.disk = Disk(self.cell.data, self.cell.seal)
        self.tape = self.cell.root + "/tape"
        self.cell.start(*strace(self.tape))
        self.signed = SignedLog(self.cell, self.ledger)
        self.run(acts)
        self.end()
        self.calls = sum(1 for _ in copy.deepcopy(self.disk).play(self.tape))

    def end(self):
        """In order: strace is the server's parent, and ends with it."""
        me = self.cell.process.pid
        with open(f"/proc/{me}/task/{me}/children") as children:
            os.kill(int(children.read().split()[0]), signal.SIGTERM)
        self.cell.process.wait(timeout=30)
        self.cell.process = None

    def run(self, acts):
        worker = Worker(self.cell, self.ledger, [], ACTS, threading.Event(), self.random.random())
        onlooker, send = self.signed.client(), worker.tenant

        def tenant(*arguments, **headers):
            self.remember()  # what is asked for now may happen or not
            return send(*arguments, **headers)
        worker.tenant = tenant
        names, weights = zip(*ACTS.items())
        for act in range(acts):
            getattr(worker, "subject" if act == 0 else self.random.choices(names, weights)[0])()
            self.signed.ask(onlooker)
            self.remember()
            if act == acts // 3:
                worker.epoch()
            if act % 15 == 14:
                time.sleep(0.4)  # the pause in which the logs are moved

    def remember(self):
        self.moments.append(Moment(self.ledger, self.signed.shown))

    def places(self):
        """Of each call that changes the disk: (the newest moment before it, the path that was just synced)."""
        known = 0
        for at, synced in self.disk.play(self.tape):
            while known < len(self.moments) and self.moments[known].at <= at:
                known += 1
            if known:
                yield self.moments[known - 1], synced

    def ledger_at(self, moment):
        out = Ledger()
        out.subjects, out.events, out.violations = moment.subjects, self.ledger.events[:moment.events], self.ledger.violations
        return out


class Images(Checker):
    """Disks that a power loss may have left of one taped cell, each written into a folder and held to what was known."""

    def __init__(self, taped):
        super().__init__(taped.cell, taped.ledger)
        self.taped, self.made, self.modes, self.served, self.digests = taped, 0, dict.fromkeys(MODES, 0), 0, set()
        with Copy(self.cell.data, self.cell.seal) as end:
            self.check_logs(end)
        self.final = self.logs

    def write(self, image):
        root = tempfile.mkdtemp(prefix="troth-image-", dir=MEMORY)
        for folder in ("data", "data/tls", "seal"):
            os.makedirs(f"{root}/{folder}", mode=0o700)
        for path, content in image.items():
            name = f"{root}/{os.path.relpath(path, self.cell.root)}"
            if name.endswith("cell.json"):
                content = json.dumps({**json.loads(content), "seal": root + "/seal"}).encode()
            with open(os.open(name, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
                file.write(content)
        return root

    def check(self, root, moment):
        self.ledger = self.taped.ledger_at(moment)
        self.signed = SignedLog(self.cell, self.ledger)
        self.signed.vkey, self.signed.shown = self.taped.signed.vkey, moment.shown
        with Copy(root + "/data", root + "/seal") as disk:
            try:
                self.logs = {}
                self.check_pages(disk)
                self.check_logs(disk)
                for log, leaves in self.logs.items():
                    if self.final[log][:len(leaves)] != leaves:
                        self.broken(LOG_FORKED, log.hex())
                self.signed.check(disk.seal["log-checkpoint"], self.logs.get(SEAL_LOG, []), everything=True)
                for look in (self.check_events, self.check_writes, self.check_rows):
                    look(disk)
                for look in (self.check_erased, self.check_epochs):
                    look(disk, settled=False)
                for subject, wrap in disk.subject_wraps().items():
                    self.wraps[subject].add(wrap)
            except (sqlite3.DatabaseError, TypeError, ValueError, AttributeError) as error:  # rows that are none
                self.broken(TORN, repr(error))

    def fsck(self, root, moment):
        """The server's own store, and what the product has to say of it. Opens, and changes, the files."""
        cell = self.cell
        done = subprocess.run([cell.binary, "log", "fsck", "--data", root + "/data", "--json"], env=cell.environment, text=True,
                              capture_output=True, timeout=60)
        if done.returncode != 0 or json.loads(done.stdout)["found"] != 0:
            self.taped.ledger.broken(FSCK_FOUND if done.stdout else STUCK, f"{done.returncode}: {done.stdout} {done.stderr}")

    def serve(self, root, moment):
        """It starts, and shows all that was acknowledged."""
        cell = copy.copy(self.cell)
        cell.root, cell.data, cell.seal, cell.process = root, root + "/data", root + "/seal", None
        ledger = self.taped.ledger_at(moment)
        ledger.refusals = 0
        try:
            cell.start()
        except AssertionError as error:
            return ledger.broken(STUCK, str(error))
        reader = Worker(cell, ledger, [], {}, threading.Event(), 0)
        for subject in [*ledger.live(), *ledger.erased()]:
            reader.consult(subject)
        reader.tenant.close()
        cell.stop()
        self.served += 1

    def take(self, moment, mode, pool):
        image = self.taped.disk.image(mode, self.taped.random)
        # The moment counts too: the same disk may be right before an answer and wrong after it.
        digest = hashlib.sha256(repr((moment.at, sorted((path, hashlib.sha256(data).digest()) for path, data in image.items()
                                                        ))).encode()).digest()
        if digest in self.digests:
            return None
        self.digests.add(digest)
        self.made, self.modes[mode] = self.made + 1, self.modes[mode] + 1
        root = self.write(image)
        self.check(root, moment)
        look = self.serve if self.made % max(IMAGES // SERVED, 1) == 0 else self.fsck

        def open_it():
            try:
                look(root, moment)
            finally:
                shutil.rmtree(root)
        return pool.submit(open_it)

    def take_all(self, most, until=lambda: False):
        """Spread over all calls of the tape, denser where something was just synced; what was looked at already is left out."""
        share = most / self.taped.calls * 1.5
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            opened = []
            for moment, synced in self.taped.places():
                due = share * (2 if synced else 0.8)
                for _ in range(int(due) + (self.taped.random.random() < due % 1)):
                    opened += filter(None, [self.take(moment, self.taped.random.choice(MODES), pool)])
                    while len(opened) > 8:
                        opened.pop(0).result()
                if until():
                    break
            for one in opened:
                one.result()


def clean(cases, seed):
    begun, taped = time.monotonic(), Taped(BINARY, None, seed)
    try:
        images = Images(taped)
        images.take_all(IMAGES * 4 // 3, until=lambda: len(taped.ledger.violations) > 50)
        seconds = time.monotonic() - begun
        print(f"{images.made} different disks at {taped.calls} calls: {images.modes}; {images.served}"
              f" served; {len(taped.ledger.events)} acknowledged events, {len(taped.ledger.erased())} erasures; {seconds:.0f} s")
        cases.promises(taped.ledger, ", power lost")
        cases.check("disks of every kind were looked at", min(images.modes.values()) * 100 >= images.made, images.modes)
        cases.check(f"{IMAGES} disks, more or less, were opened", images.made * 5 >= IMAGES * 4, images.made)
        told = taped.ledger.told
        cases.check("puts, alterations and erasures were among what was acknowledged",
                    all(told[what] for what in ("put 201", "alter 200", "erase 200", "epoch 202")), dict(told))
    finally:
        taped.cell.close()


def caught(cases, mutant, promise, seed):
    begun, taped = time.monotonic(), Taped(MUTANT_BINARY, mutant, seed, acts=40)
    try:
        def seen():
            return {broken for broken, _ in taped.ledger.violations}
        images = Images(taped)
        images.take_all(IMAGES, until=lambda: promise in seen())
        cases.check(f"{mutant} is caught: {promise} ({images.made} disks, {time.monotonic() - begun:.1f} s)", promise in seen(),
                    sorted(seen()))
        print(f"          all that was seen broken: {'; '.join(sorted(seen())) or 'nothing'}")
    finally:
        taped.cell.close()


def main():
    cases, seed = Cases(), os.environ.get("TROTH_SEED") or str(random.randrange(10**9))
    print(f"TROTH_SEED={seed}")
    if not shutil.which("strace"):
        return print("left out: power losses (strace is not installed)\n0 passed, 0 failed")
    clean(cases, seed)
    for mutant, promise in CONTROLS.items():
        caught(cases, mutant, promise, seed)
    cases.end()


if __name__ == "__main__":
    main()
