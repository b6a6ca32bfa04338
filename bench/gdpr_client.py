"""One of the concurrent clients of bench/gdpr.py. The persons are divided among the clients, so each knows what every answer about
its own must be, and counts the answers that are otherwise."""
import bisect
import itertools
import random
import time

import gdpr_mix
import gdpr_operations

WRONG_SHOWN = 5  # how many wrong answers are told in full


class Rota:
    """Principals that take turns: the house lets one retrieve 600 times a minute and no more."""
    EACH = 400

    def __init__(self, clients):
        self.clients, self.asked = clients, 0

    def __call__(self, *request, **headers):
        self.asked += 1
        return self.clients[self.asked // self.EACH % len(self.clients)](*request, **headers)


class Client(gdpr_operations.Operations):
    """`ask` are cell.Clients with the permissions of the workload, `auditor` one that reads the log and nothing else, `desk` one that is
    shown the receipts of erasures."""

    def __init__(self, number, clients, cell, persons):
        self.number, self.clients, self.base = number, clients, cell.base
        self.chance = random.Random(number)
        self.persons, self.erased = persons, []
        self.begin()
        weights = [1 / rank ** gdpr_mix.ZIPF for rank in range(1, len(persons) + 1)]
        self.zipf = list(itertools.accumulate(weights))

    def begin(self):
        """A workload: its answers, right and wrong, and the milliseconds of each of its operations."""
        self.right, self.wrong, self.shown, self.times = 0, 0, [], {}

    def run(self, workload, count):
        draw, _, operations = gdpr_mix.WORKLOADS[workload]
        names = self.chance.choices(list(operations), [weight for weight, _ in operations.values()], k=count)
        for name in names:
            last = len(self.persons) - 1
            at = self.chance.randint(0, last) if draw == "uniform" else \
                bisect.bisect(self.zipf, self.chance.random() * self.zipf[last], 0, last)
            began = time.monotonic()
            getattr(self, name)(self.persons[at])
            self.times.setdefault(name, []).append((time.monotonic() - began) * 1000)

    def judge(self, what, seen, expected):
        if seen == expected:
            self.right += 1
            return
        self.wrong += 1
        if len(self.shown) < WRONG_SHOWN:
            self.shown.append(f"{what}: {str(seen)[:300]} in place of {str(expected)[:300]}")

    def path(self, person, collection=None):
        at = f"{self.base}/subjects/{person.id}"
        return at if collection is None else f"{at}/records/c{collection}/{person.records[collection][0]}"

    def status(self, what, answer, person, held=200, restricted=423):
        """Whether it went through, as it must unless the person is restricted."""
        self.judge(what, answer.status, restricted if person.restricted else held)
        return answer.status == held
