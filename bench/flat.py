"""One import that goes on and on: does a row cost the last hundred thousand what it cost the first, and does the server's memory
stay where it was?"""
import contextlib
import os
import statistics
import time

import house
from gdpr import cpu_seconds

ROWS, SLICE, PARTS = 5_000_000, 100_000, 10


def measure(plan):
    """All rows in one stream of chunks, one client. `import_flat` is of the tenths of the run: the slowest over the fastest, each the
    median of its slices; a pause of the machine in one slice is not the server's."""
    rows = int(os.environ.get("TROTH_BENCH_FLAT_ROWS", "500000" if plan.quick else str(ROWS)))
    size = min(SLICE, rows // PARTS)
    with contextlib.ExitStack() as stack:
        home = plan.house(stack)
        before = home.resident_mb()
        opened = home.expect(home.owner("POST", home.base + "/imports", {"collection": "plain"})).json["import"]
        stream = Stream(home, f"{home.base}/imports/{opened}")
        for number in range(rows // size):
            stream.slice(size)
            if (number + 1) % max(1, rows // size // PARTS) == 0:
                plan.say(f"flat: {(number + 1) * size} of {rows} rows, {stream.rates[-1]:.0f}/s, "
                         f"{stream.cpu[-1]:.0f} us of processor a row, {stream.most_mb:.0f} MB")
        home.expect(home.owner("POST", f"{home.base}/imports/{opened}/close"))
    for name, values in (("import_slice_rows", stream.rates), ("import_slice_cpu_us", stream.cpu)):
        for value in values:
            plan.samples.add(name, value)
    plan.samples.add("import_flat", flatness(stream.rates))
    plan.samples.add("import_flat_cpu", flatness([1 / micros for micros in stream.cpu]))
    plan.samples.add("import_rss_before_mb", before)
    plan.samples.add("import_rss_mb", stream.most_mb)


def flatness(rates):
    """The slowest tenth over the fastest."""
    size = len(rates) // PARTS
    parts = [statistics.median(rates[at:at + size]) for at in range(0, size * PARTS, size)]
    return min(parts) / max(parts)


class Stream:
    def __init__(self, home, path):
        self.home, self.path, self.chunk = home, path, 0
        self.rates, self.cpu, self.most_mb = [], [], 0.0  # rows per second and microseconds of the server per row, for each slice

    def slice(self, rows):
        """The clock stands while lines are made."""
        took, cpu, pid = 0.0, cpu_seconds(self.home.process.pid), self.home.process.pid
        for _ in range(rows // house.CHUNK_LINES):
            sent = "\n".join(self.home.lines(house.CHUNK_LINES))
            began = time.monotonic()
            answer = self.home.expect(self.home.owner("PUT", f"{self.path}/chunks/{self.chunk}", sent)).json
            took += time.monotonic() - began
            if answer["accepted"] != house.CHUNK_LINES:
                raise RuntimeError(f"of {house.CHUNK_LINES} lines the house took {answer['accepted']}")
            self.chunk += 1
            self.most_mb = max(self.most_mb, self.home.resident_mb())
        self.rates.append(rows / took)
        self.cpu.append((cpu_seconds(pid) - cpu) * 1e6 / rows)
