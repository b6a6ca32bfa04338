"""Counts cases and says so in the last line, which ./check reads."""
import sys

from ledger import PROMISES


class Cases:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, name, held, detail=""):
        self.passed, self.failed = self.passed + bool(held), self.failed + (not held)
        print(("ok      " if held else "FAILED  ") + name + (f": {detail}" if detail != "" and not held else ""), flush=True)
        return held

    def promises(self, ledger, suffix=""):
        """One case for each promise: nobody may have seen it broken."""
        for promise in PROMISES:
            broken = [detail for name, detail in ledger.violations if name == promise]
            self.check(f"never: {promise}{suffix}", not broken, f"{len(broken)} times, first {broken[:3]}")

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(self.failed > 0)
