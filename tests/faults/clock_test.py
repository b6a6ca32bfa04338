#!/usr/bin/env python3
"""A clock that jumps while the cell serves: forward and back by a day, and by more than a year. Nobody is answered with a 5xx,
tokens are judged by the time that it is, the logs keep their order, and no retention is ended on the word of a clock that jumped; an
erasure that somebody asks for is carried out.

usage: clock_test.py
  TROTH_BINARY  the server (default build/release/troth); it runs under libfaketime, which moves its wall clock only
"""
import glob
import sys
import threading
import time

import files  # noqa: F401  (puts cell.py on the path)
import ledger
from cases import Cases
from cell import Cell
from ledger import Ledger
from load import BROKEN_OFF, Worker
from second_reader import CELL, SecondReader

LIBRARIES = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
ACTS = {"put": 4, "subject": 2, "consult": 5, "alter": 4, "erase": 1, "refused": 1}
WORKERS, JUMPS = 3, ("+1d", "-1d", "+0", "+1d", "+0")
YEAR = 400 * 86_400  # in seconds: more than a year
TICK = 5.0  # the cell looks at its clock about that often


class Watch:
    """The clock of a cell, from its next start on."""

    def __init__(self, cell):
        self.file = cell.root + "/clock"
        self.set("+0")
        cell.environment.update(LD_PRELOAD=LIBRARIES[0], FAKETIME_TIMESTAMP_FILE=self.file, FAKETIME_DONT_FAKE_MONOTONIC="1",
                                FAKETIME_NO_CACHE="1")

    def set(self, how):
        with open(self.file, "w") as file:
            file.write(how + "\n")


def jumping(cases, cell, watch):
    """Load from three connections while the clock jumps a day at a time."""
    told, ended = Ledger(), threading.Event()

    class Under(Worker):
        def run(self):
            self.tolerated += (401,)  # a grant of 30 s that a jump ended on the way is asked for again
            try:
                while not ended.is_set():
                    getattr(self, self.random.choices(*zip(*ACTS.items()))[0])()
            except BROKEN_OFF as error:
                told.broken(ledger.WRONG_ANSWER, f"the connection broke: {error!r}")
    workers = [Under(cell, told, [], ACTS, ended, seed) for seed in range(WORKERS)]
    for worker in workers:
        worker.start()
    for jump in JUMPS:
        time.sleep(0.7)
        watch.set(jump)
    time.sleep(0.7)
    ended.set()
    for worker in workers:
        worker.join()
    bad = [what for what in told.told if what.split()[-1][0] == "5"]
    cases.check(f"none of {sum(told.told.values())} answers is a 5xx", not bad, bad)
    cases.check("and every act is answered as at any time", not told.violations, told.violations[:3])
    again = sum(count for what, count in told.told.items() if what.endswith(" 401"))
    cases.check(f"but for {again} that were under way when the clock jumped", again <= len(JUMPS) * WORKERS, again)
    cases.check("reads, writes and erasures were among them", all(told.told[what] for what in ("put 201", "consult 200", "erase 200")),
                dict(told.told))


def order_of_the_log(cases, cell, reader):
    """The log's order is its own; its times are the clock's, so they go back only where the clock did."""
    for log in (cell.tenant, CELL):
        events = reader.events(log)
        back = sum(after.at + 1_000_000 < before.at for before, after in zip(events, events[1:]))
        most = len(JUMPS) * WORKERS  # who was under way at a jump may come to stand behind those who came after it
        cases.check(f"{len(events)} events stand in one order, their times went back {back} times", back <= most, (back, most))
        cases.check("without a hole", [event.seq for event in events] == list(range(len(events))))


def tokens(cases, cell, watch):
    """A token of a day is judged by the time that it is."""
    made = cell.owner("POST", cell.base + "/principals", {"name": "guest", "permissions": ["consult"], "days": 1})
    subject, record = cell.record()
    guest, told = cell.client(made.json["token"]), []
    for jump in ("+0", "+25h", "-1d", "+23h"):
        watch.set(jump)
        time.sleep(0.1)
        told.append(guest("GET", cell.path(subject, record), Purpose="support").status)
    cases.check("a token of a day ends with it and not before", told == [200, 401, 200, 200], told)


def retention(cases, cell, watch, reader):
    """What was recorded for a year is not deleted by a clock that says it is over; after a restart it is."""
    _, record = cell.record("kept@example.com")
    watch.set(f"+{YEAR}s")
    time.sleep(TICK + 2)
    there = reader.count("record", record_id=record)
    cases.check("a clock that jumps over a year ends no retention", there == 1, there)
    alarms = [event for event in reader.events(CELL) if "jumped" in str(event.what.get("alarm"))]
    cases.check("and the cell's log tells of it, once", len(alarms) == 1, len(alarms))
    told = [event.what["alarm"] for event in alarms]
    cases.check("saying what waits and what does not", all("no retention" in alarm and "erasures" in alarm for alarm in told), told)
    watch.set("+0")  # the owner's token is live again; the clock is not believed again
    erased, _ = cell.record("erased@example.com")
    job = cell.owner("POST", cell.path(erased) + "/erasure", {"ground": "consent-withdrawn"}).json["job"]
    cell.wait_job(job)
    cases.check("an erasure goes on meanwhile", reader.count("subject", subject_id=erased) == 0)
    watch.set(f"+{YEAR}s")
    cell.restart()
    watch.set(f"+{YEAR + 90}s")  # it sweeps with the first minute that has passed
    deadline = time.monotonic() + 3 * TICK
    while (there := reader.count("record", record_id=record)) and time.monotonic() < deadline:
        time.sleep(0.5)
    cases.check("an operator who restarts accepts the time: then it is deleted", there == 0, there)


def main():
    cases = Cases()
    if not LIBRARIES:
        return print("left out: a clock that jumps (apt-get install faketime)\n0 passed, 0 failed")
    with Cell() as cell:
        watch = Watch(cell)
        cell.restart()
        reader = SecondReader(cell)
        jumping(cases, cell, watch)
        order_of_the_log(cases, cell, reader)
        tokens(cases, cell, watch)
        retention(cases, cell, watch, reader)
        cases.check("it ends in order", cell.stop() == 0)
        watch.set("+0")
        done = cell.run("log", "fsck", "--data", cell.data, "--json", check=False)
        cases.check("and its log is whole", done.returncode == 0, done.stdout + done.stderr)
    cases.end()


if __name__ == "__main__":
    sys.exit(main())
