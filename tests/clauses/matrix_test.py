#!/usr/bin/env python3
"""The matrix: on the real program every clause's probe passes, and each planted bug turns red the probes of exactly the
clauses that tests/mutants.json names for it. A probe that has never been red proves nothing; one that is red for any bug
says nothing about its own clause.

tests/mutants.json: {"bug": ["TE-5.2", "TE-1.2?"], "other-bug": "tests/…/suite.py"}. A clause with a question mark may be red
or not: the bug gets in its way at moments that nobody can choose. A bug that no probe names stands with the suite that
catches it.

usage: matrix_test.py [BUG...]
  TROTH_BINARY          the program, and the one that attacks (default build/release/troth)
  TROTH_MUTANT_BINARY   the build with planted bugs (default build/release/troth-mutant)
  TROTH_MATRIX_AT_ONCE  runs side by side (default 5: they mostly wait)
"""
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("TROTH_BINARY", str(ROOT / "build/release/troth"))
MUTANT = os.environ.get("TROTH_MUTANT_BINARY", str(ROOT / "build/release/troth-mutant"))
AT_ONCE = int(os.environ.get("TROTH_MATRIX_AT_ONCE", "5"))
LIMIT = 280  # seconds for one run of all clauses
CASES = {"passed": 0, "failed": 0}


def check(name, held, detail=""):
    CASES["passed" if held else "failed"] += 1
    print(("ok      " if held else "FAILED  ") + name + (f": {detail}" if detail and not held else ""), flush=True)


def probe(*arguments):
    """Clause -> verdict and what was seen that should not have been."""
    done = subprocess.run([BINARY, "probe", "run", "--twin", "--json", *arguments], capture_output=True, text=True, timeout=LIMIT)
    try:
        outcomes = json.loads(done.stdout)["outcomes"]
    except (ValueError, KeyError):
        raise SystemExit(f"probe run {' '.join(arguments)} gave no verdicts (exit {done.returncode}): {done.stderr[-500:]}")
    return {o["clause"]: (o["verdict"], [s["what"] for s in o["observations"] if not s["held"]][:2] + [" ".join(o[name] for name in ("error", "detail") if name in o)])
            for o in outcomes}


def red(outcomes):
    return {clause for clause, (verdict, _) in outcomes.items() if verdict != "pass"}


def run_mutant(bug, must, may):
    """All clauses once. What comes out otherwise than it stands in the table is run once more, alone: a machine that is busy
    with other runs can make a probe late."""
    begun = time.monotonic()
    outcomes = probe("--binary", MUTANT, "--mutant", bug)
    doubtful = (red(outcomes) - must - may) | (must - red(outcomes))
    if doubtful:
        print(f"          {bug}: once more: {', '.join(sorted(doubtful))}", flush=True)
        outcomes.update(probe(*sorted(doubtful), "--binary", MUTANT, "--mutant", bug))
    return red(outcomes), outcomes, time.monotonic() - begun


def judge_mutant(bug, table, result):
    must, may = table
    seen, outcomes, seconds = result
    more, less = sorted(seen - must - may), sorted(must - seen)
    why = "; ".join(f"{clause} is red: {outcomes[clause][1]}" for clause in more) + (f" not red: {', '.join(less)}" if less else "")
    check(f"{bug}: {', '.join(sorted(must))} ({seconds:.0f} s)", not more and not less, why)


def tables(listed):
    return {bug: ({c for c in clauses if not c.endswith("?")}, {c[:-1] for c in clauses if c.endswith("?")})
            for bug, clauses in listed.items() if isinstance(clauses, list)}


def look_at_list(listed, probes):
    """The table is whole: each planted bug is in it, each that a probe names with that probe's clause, each other with a suite
    that speaks of it."""
    planted = set()
    for file in (ROOT / "src").rglob("*.cpp"):
        planted |= set(re.findall(r'TROTH_MUTANT\("([^"]+)"\)', file.read_text()))
    check("tests/mutants.json names the bugs that are planted, and no others", set(listed) == planted, sorted(set(listed) ^ planted))
    for clause, one in probes.items():
        for bug in one["mutants"]:
            named = isinstance(listed.get(bug), list) and clause in listed[bug]
            check(f"{clause} names {bug}, which turns it red", named, "tests/mutants.json has it otherwise")
    named_by_probes = {bug for one in probes.values() for bug in one["mutants"]}
    for bug, suite in listed.items():
        if isinstance(suite, str):
            file = ROOT / suite
            check(f"{bug} is caught by {suite}", bug not in named_by_probes and file.is_file() and bug in file.read_text())
        else:
            check(f"a probe names {bug}", bug in named_by_probes)


def main():
    begun = time.monotonic()
    listed = json.loads((ROOT / "tests/mutants.json").read_text())
    probes = {one["clause"]: one for one in json.loads(subprocess.check_output([BINARY, "probe", "list", "--json"]))}
    look_at_list(listed, probes)
    wanted = {bug: table for bug, table in tables(listed).items() if len(sys.argv) == 1 or bug in sys.argv[1:]}
    for name, arguments in (("the program", []), ("the build with planted bugs, none chosen", ["--binary", MUTANT])):
        outcomes = probe(*arguments)
        for clause in sorted(set(probes) | set(outcomes)):
            verdict, why = outcomes.get(clause, ("no answer", ["the run gave no verdict of it"]))
            check(f"{clause} passes on {name}", clause in probes and verdict == "pass", why)
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        runs = {bug: pool.submit(run_mutant, bug, *table) for bug, table in wanted.items()}
        for bug, run in runs.items():
            judge_mutant(bug, wanted[bug], run.result())
    print(f"{len(wanted)} planted bugs, {len(probes)} probes, {time.monotonic() - begun:.0f} s")
    print(f"{CASES['passed']} passed, {CASES['failed']} failed")
    sys.exit(CASES["failed"] > 0)


if __name__ == "__main__":
    main()
