"""One import that goes on and on: does a row cost the last hundred thousand what it cost the first, and does the server's memory
stay where it was? Once with the persons at random, once with each person's rows together, as an export of conversations has them."""
import contextlib
import os
import statistics
import time

import house
from gdpr import cpu_seconds

ROWS, SLICE, PARTS = 5_000_000, 100_000, 10


def measure(plan):
    """All rows in one stream of chunks, one client, each order in a cell of its own. `import_flat` is of the tenths of the run: the
    slowest over the fastest, each the median of its slices; a pause of the machine in one slice is not the server's."""
    rows = int(os.environ.get("TROTH_BENCH_FLAT_ROWS", "500000" if plan.quick else str(ROWS)))
    run(plan, "import", rows, lambda home, row: None)
    run(plan, "import_by_person", rows, lambda home, row: home.subjects[row * len(home.subjects) // rows])


def run(plan, name, rows, person):
    """`person(home, row)`: whose row it is; None for anybody."""
    size = min(SLICE, rows // PARTS)
    with contextlib.ExitStack() as stack:
        home = plan.house(stack)
        before = home.resident_mb()
        opened = home.expect(home.owner("POST", home.base + "/imports", {"collection": "plain"})).json["import"]
        stream = Stream(home, f"{home.base}/imports/{opened}", person)
        for number in range(rows // size):
            stream.slice(size)
            if (number + 1) % max(1, rows // size // PARTS) == 0:
                plan.say(f"flat: {name}, {(number + 1) * size} of {rows} rows, {stream.rates[-1]:.0f}/s, "
                         f"{stream.cpu[-1]:.0f} us of processor a row, {stream.most_mb:.0f} MB")
        home.expect(home.owner("POST", f"{home.base}/imports/{opened}/close"))
    for what, values in (("slice_rows", stream.rates), ("slice_cpu_us", stream.cpu)):
        for value in values:
            plan.samples.add(f"{name}_{what}", value)
    plan.samples.add(name + "_flat", flatness(stream.rates))
    plan.samples.add(name + "_flat_cpu", flatness([1 / micros for micros in stream.cpu]))
    plan.samples.add(name + "_rss_before_mb", before)
    plan.samples.add(name + "_rss_mb", stream.most_mb)


def flatness(rates):
    """The slowest tenth over the fastest."""
    size = len(rates) // PARTS
    parts = [statistics.median(rates[at:at + size]) for at in range(0, size * PARTS, size)]
    return min(parts) / max(parts)


class Stream:
    def __init__(self, home, path, person):
        self.home, self.path, self.person, self.chunk = home, path, person, 0
        self.rates, self.cpu, self.most_mb = [], [], 0.0  # rows per second and microseconds of the server per row, for each slice

    def slice(self, rows):
        """The clock stands while lines are made."""
        took, cpu, pid = 0.0, cpu_seconds(self.home.process.pid), self.home.process.pid
        for _ in range(rows // house.CHUNK_LINES):
            first = self.chunk * house.CHUNK_LINES
            sent = "\n".join(line for row in range(first, first + house.CHUNK_LINES)
                             for line in self.home.lines(1, self.person(self.home, row)))
            began = time.monotonic()
            answer = self.home.expect(self.home.owner("PUT", f"{self.path}/chunks/{self.chunk}", sent)).json
            took += time.monotonic() - began
            if answer["accepted"] != house.CHUNK_LINES:
                raise RuntimeError(f"of {house.CHUNK_LINES} lines the house took {answer['accepted']}")
            self.chunk += 1
            self.most_mb = max(self.most_mb, self.home.resident_mb())
        self.rates.append(rows / took)
        self.cpu.append((cpu_seconds(pid) - cpu) * 1e6 / rows)
