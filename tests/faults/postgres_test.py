#!/usr/bin/env python3
"""Kills a cell whose stores are PostgreSQL, and kills PostgreSQL under it, and holds it to what it acknowledged.

usage: postgres_test.py
  TROTH_BINARY  the server (default build/release/troth)      TROTH_KILLS  a twelfth as often each, 15 at least (default 300: 25)

First kill_test.py as it is, on databases. Then, in each round, one of the two clusters crashes (SIGQUIT to its server), or loses
one of its sessions (SIGKILL to a backend, at which PostgreSQL ends all and recovers), while the cell is under load; the cell lives
through it; then it is killed too, and looked at as kill_test.py does.
"""
import os
import random
import signal
import subprocess
import sys
import threading
import time

os.environ["TROTH_TEST_STORE"] = "postgres"

import kill_test  # noqa: E402  (only now may a cell be made)
import load  # noqa: E402
from cases import Cases  # noqa: E402
from kill_test import Harness, Stuck  # noqa: E402
import postgres  # noqa: E402  (kill_test has put it on the path)

HERE = os.path.dirname(os.path.abspath(__file__))
LOAD_SECONDS, MOST_DOWN_SECONDS = 5.0, 0.5


class Patient(load.Worker):
    """While a database is down the cell says 503, and nobody holds that against it."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.tolerated = (429, 503)


class Crashes(Harness):
    def __init__(self, seed):
        super().__init__(seed=seed)
        self.crashes, self.came_back = {"server": 0, "backend": 0}, 0

    def load_and_kill(self, how=signal.SIGKILL, seconds=None):
        trouble = threading.Thread(target=self.crash, args=(self.random.choice(postgres.clusters), self.kills % 2))
        trouble.start()
        took_part = super().load_and_kill(how, LOAD_SECONDS)
        trouble.join()
        return took_part

    def crash(self, cluster, backend):
        time.sleep(self.random.uniform(0.1, 1.0))
        if backend:
            self.crashes["backend"] += 1
            busiest = cluster.sql("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
                                  " ORDER BY xact_start DESC NULLS LAST LIMIT 1")
            os.kill(int(busiest), signal.SIGKILL)
            time.sleep(0.3)
            cluster.ready()
        else:
            self.crashes["server"] += 1
            cluster.stop(signal.SIGQUIT)
            time.sleep(self.random.uniform(0, MOST_DOWN_SECONDS))
            cluster.start()
        self.wait_for_cell()

    def wait_for_cell(self):
        """It writes again by itself, before it is killed."""
        client = self.cell.client(self.cell.owner_token)
        while self.cell.process:
            try:
                answer = client("POST", self.cell.base + "/subjects")
            except load.BROKEN_OFF:
                return
            self.ledger.acknowledge(self.cell.tenant, answer, load.RECORDED, "subject")
            if answer.status == 201:
                self.ledger.subjects[answer.json["subject"]] = load.Subject(answer.json["subject"])
                self.came_back += 1
                return
            time.sleep(0.05)


def crash_rounds(cases, rounds, seed):
    kill_test.Worker, kill_test.MOST_READY_SECONDS = Patient, 10.0  # PostgreSQL may still recover when the cell starts
    with Crashes(seed) as harness:
        try:
            while harness.kills < rounds and harness.round():
                pass
            harness.read_all()
            harness.final_epoch()
        except Stuck:
            pass  # it is on record as a broken promise
        print(f"{harness.crashes} crashes; {dict(sorted(harness.ledger.told.items()))}")
        cases.promises(harness.ledger, " (PostgreSQL crashes)")
        cases.check(f"{rounds} rounds were done", harness.kills == rounds, harness.kills)
        cases.check("the cell wrote again by itself after most crashes", harness.came_back * 2 > rounds, harness.came_back)


def main():
    rounds = max(int(os.environ.get("TROTH_KILLS", "300")) // 12, 15)
    seed = os.environ.get("TROTH_SEED") or str(random.randrange(10**9))
    print(f"TROTH_SEED={seed}", flush=True)
    cases = Cases()
    done = subprocess.run([sys.executable, HERE + "/kill_test.py"], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env={**os.environ, "TROTH_KILLS": str(rounds)})
    cases.check(f"kill_test.py with {rounds} kills, on databases", done.returncode == 0, "\n" + done.stdout)
    crash_rounds(cases, rounds, seed)
    cases.end()


if __name__ == "__main__":
    main()
