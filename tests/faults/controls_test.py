#!/usr/bin/env python3
"""Negative controls: the kill harness must notice each planted bug of the test-only build, and name the promise it breaks.
A harness that has never been red proves nothing.

usage: controls_test.py
  TROTH_MUTANT_BINARY  the build with planted bugs (default build/release/troth-mutant)
"""
import os
import shutil
import sqlite3
import time

import ledger
from cases import Cases
from kill_test import Harness, Stuck
from load import WEIGHTS

BINARY = os.environ.get("TROTH_MUTANT_BINARY", os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                                            "../../build/release/troth-mutant"))
MOST_KILLS, CLEAN_KILLS = 15, 10
ERASING = {**WEIGHTS, "subject": 6, "erase": 8}
ENDING = {**WEIGHTS, "epoch": 4}

# Planted bug -> the load that gets into its window, the promise that it must be seen to break, and the answer to kill at where
# the window is too short for chance (`seal`: a little after the next seal, before the log it stands in is copied).
CONTROLS = {
    "ack-before-commit": (WEIGHTS, ledger.NO_EVENT),
    "event-in-second-transaction": (WEIGHTS, ledger.ROW_WITHOUT_EVENT),
    "tombstone-after-reply": (ERASING, ledger.UNERASED, "erase"),
    "insecure-delete": (ERASING, ledger.WRAP_LEFT),
    "shred-forgets-fence": (ERASING, ledger.FENCE_MISSING),
    "epoch-keeps-old-key": (ENDING, ledger.EPOCH_KEY_LEFT),
    "state-not-kept": (WEIGHTS, ledger.HEAD_NOT_KEPT),
    "log-forgotten-at-start": (WEIGHTS, ledger.STUCK, "seal"),  # what it signed tells on it
}


def catch(cases, mutant, weights, promise, aim=None):
    """A violation of `promise` must be found in time. The files are looked at before every restart: a planted bug may
    well keep the cell from starting again."""
    begun = time.monotonic()
    with Harness(BINARY, mutant, weights, None if aim == "seal" else aim) as harness:
        while harness.kills < MOST_KILLS:
            harness.load_and_kill(seconds=harness.seconds_to_seal() + 0.01 if aim == "seal" else None)
            harness.checker.look()
            seen = sorted({broken for broken, _ in harness.ledger.violations})
            if promise in seen:
                break
            try:
                harness.start()
            except Stuck:
                break
            harness.finish_jobs()
        seen = sorted({broken for broken, _ in harness.ledger.violations})
    seconds = time.monotonic() - begun
    cases.check(f"{mutant} is caught: {promise} ({harness.kills} kills, {seconds:.1f} s)", promise in seen)
    print(f"          all that was seen broken: {'; '.join(seen) or 'nothing'}")


def tampered(cases):
    """No bug does these: a state put back to an older one, and a log of seals without its last entry."""
    harness = Harness(BINARY)
    note = harness.cell.seal + "/log-checkpoint"
    shutil.copy(note, harness.cell.root + "/older")
    with harness:
        harness.load_and_kill(seconds=0.4)
        harness.checker.look()
        held = not harness.ledger.violations
        shutil.copy(harness.cell.root + "/older", note)
        with sqlite3.connect(harness.cell.data + "/data.db") as writable:
            writable.execute("DELETE FROM log_entry WHERE seq = (SELECT MAX(seq) FROM log_entry)")
        writable.close()
        harness.checker.look(settled=True)
        harness.fsck()
    seen = {broken for broken, _ in harness.ledger.violations}
    for promise in (ledger.HEAD_WENT_BACK, ledger.HEAD_FALSE, ledger.LOG_FORKED, ledger.FSCK_FOUND):
        cases.check(f"tampering is caught: {promise}", held and promise in seen, sorted(seen))


def clean(cases):
    """The same binary without a bug chosen: what the controls catch is the bug, not the build."""
    with Harness(BINARY) as harness:
        while harness.kills < CLEAN_KILLS and harness.round():
            pass
        harness.final_epoch()
    cases.check(f"without a bug chosen the same binary passes ({harness.kills} kills)", not harness.ledger.violations,
                harness.ledger.violations[:5])


def main():
    cases = Cases()
    for mutant, control in CONTROLS.items():
        catch(cases, mutant, *control)
    tampered(cases)
    clean(cases)
    cases.end()


if __name__ == "__main__":
    main()
