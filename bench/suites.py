"""What is measured, in which order. Each round runs a pair's two sides one after the other, every second round in the
other order, so that a slow minute of the machine or a warm cache favours neither."""
import contextlib
import json
import os
import statistics
import subprocess
import time

import beside
import flat
import floors
import gdpr
import house
import log_witnessed
import pg_peers
import trust as trust_pages
from measure import disk_pace

SETTLE = 0.4  # the house tidies its write-ahead log after 0.2 s without work


class Plan:
    """One run: how long, how often, where, with which binaries; and what it has found so far."""

    def __init__(self, args, folder, binaries, samples, say):
        self.quick, self.folder, self.binaries = args.quick, folder, binaries
        self.rounds = 3 if args.quick else 5
        self.seconds = 2 if args.quick else 3
        self.samples, self.say, self.missing = samples, say, []

    def program(self, name):
        return f"{self.binaries}/{name}"

    def house(self, stack):
        return stack.enter_context(house.House(binary=self.program("troth")))

    def each_round(self, name, steps):
        for number in range(self.rounds):
            self.samples.add("disk_pace", disk_pace(self.folder))
            for label, step in steps if number % 2 == 0 else reversed(steps):
                self.say(f"{name}: round {number + 1} of {self.rounds}, {label}")
                step()
                time.sleep(SETTLE)

    def loaded(self, name, run):
        """A step that keeps rate and p99 of a wrk run."""
        def step():
            out = run()
            self.samples.add(name, out["rate"])
            self.samples.add(name + "_p99_ms", out["p99_ms"])
        return name, step

    def kept(self, name, run):
        return name, lambda: self.samples.add(name, run())

    def peers(self, stack, *names):
        if not pg_peers.programs():
            self.missing.append(f"{', '.join(names)}: no PostgreSQL {pg_peers.VERSION} (./bench/run --install)")
            return []
        server = stack.enter_context(contextlib.closing(pg_peers.Postgres(self.folder + "/pg-" + names[0])))
        out = []
        for name in names:
            if "pgaudit" in name and not pg_peers.has_pgaudit():
                self.missing.append(f"{name}: no pgaudit (./bench/run --install)")
            else:
                out.append(self.kept(name, lambda n=name: server.load(n, 32, self.seconds)))
        return out


def write(plan):
    with contextlib.ExitStack() as stack:
        home = plan.house(stack)
        peers = plan.peers(stack, "pgcrypto_write", "pgcrypto_write_one_statement", "pgp_pgaudit_write")
        plain, indexed = home.write_requests("plain"), home.write_requests("indexed")
        ours = [plan.loaded("write_32", lambda: home.load(plain, 32, plan.seconds)),
                plan.loaded("write_64", lambda: home.load(plain, 64, plan.seconds)),
                plan.loaded("write_blind_32", lambda: home.load(indexed, 32, plan.seconds))]
        plan.each_round("write", peers[:1] + ours[:1] + peers[1:] + ours[1:])


def consult(plan):
    with contextlib.ExitStack() as stack:
        home = plan.house(stack)
        asked = home.consult_requests()
        steps = plan.peers(stack, "pgp_consult")
        steps.append(plan.loaded("consult_32", lambda: home.load(asked, 32, plan.seconds, Purpose="support")))
        for name in ("beast_floor", "net_floor"):
            floor = stack.enter_context(contextlib.closing(floors.Floor(plan.program(name), plan.folder, home)))
            steps.append(plan.loaded(name, lambda f=floor: f.load(32, plan.seconds)))
        plan.each_round("consult", steps)


def bulk(plan, wanted):
    """import, erase and start share one cell, which grows."""
    with contextlib.ExitStack() as stack:
        home = plan.house(stack)
        for name, suite in (("import", import_rows), ("erase", erase), ("start", start)):
            if name in wanted:
                suite(plan, home)


def import_rows(plan, home):
    rows = 20_000 if plan.quick else 100_000

    def ours():
        lines = home.lines(rows)
        home.records += rows
        return rows / home.import_lines(lines)[1]

    def floor():
        return floors.sqlite_rows(plan.program("sqlite_floor"), plan.folder, rows, house.SUBJECTS)
    plan.each_round("import", [plan.kept("import_rows", ours), plan.kept("sqlite_rows", floor)])


def erase(plan, home):
    def subject_with(count):
        subject = home.expect(home.owner("POST", home.base + "/subjects")).json["subject"]
        home.import_lines(home.lines(count, subject))
        return subject

    def small():
        times = []
        for subject in [subject_with(1) for _ in range(9)]:
            took, job = home.erase(subject)
            home.wait_erased(job)
            times.append(took)
        return statistics.median(times)

    def large():
        subject = subject_with(100_000)
        time.sleep(SETTLE)
        took, job = home.erase(subject)
        home.wait_erased(job)
        return took
    plan.each_round("erase", [plan.kept("erase_1_ms", small), plan.kept("erase_100k_ms", large)])


def start(plan, home, goal=1_000_000):
    while home.records < goal:
        count = min(goal - home.records, 100_000)
        plan.say(f"start: {home.records} of {goal} records")
        home.import_lines(home.lines(count))
        home.records += count
    asked = home.consult_requests(2_000)
    for _ in range(plan.rounds):
        plan.samples.add("start_ms_1m", home.restart_timed())
        plan.samples.add("rss_mb_1m_idle", home.resident_mb())
        home.load(asked, 32, plan.seconds, Purpose="support")
        plan.samples.add("rss_mb_1m", home.resident_mb())


def log(plan):
    """The log by itself (log_bench prints all its runs), then acts until a witness has cosigned them."""
    environment = dict(os.environ)
    if plan.quick:
        environment = {"TROTH_BENCH_EVENTS": "200000", "TROTH_BENCH_ROUNDS": "3", "TROTH_BENCH_SETS": "5000", **environment}
    plan.say("log: log_bench")
    done = subprocess.run([plan.program("log_bench"), plan.folder], stdout=subprocess.PIPE, text=True, env=environment)
    if done.returncode != 0:
        raise RuntimeError("log_bench failed")
    for name, runs in json.loads(done.stdout).items():
        for value in runs:
            plan.samples.add(name, value)
    plan.say("log: acts until they are witnessed")
    times = log_witnessed.measure(plan.program("troth"), 10 if plan.quick else 30)
    for name, value in log_witnessed.percentiles(times).items():
        plan.samples.add(name, value)


def trust(plan):
    """The trust pages over ten years of evidence, a run of every probe, and the start of a twin."""
    verdicts = int(os.environ.get("TROTH_BENCH_VERDICTS", "100000" if plan.quick else "3000000"))
    binary = plan.program("troth")
    for name, value in trust_pages.pages(plan.program("trust_bench"), binary, verdicts, plan.say).items():
        plan.samples.add(name, value)
    plan.say("trust: twins")
    for _ in range(trust_pages.TWINS):
        plan.samples.add("twin_start_ms", trust_pages.twin_start_ms(binary))
    plan.say("trust: every probe")
    plan.samples.add("probe_run_s", trust_pages.probe_run_s(binary))


APART = {"gdpr": gdpr.measure, "flat": flat.measure, "beside": beside.measure}
