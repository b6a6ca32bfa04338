"""A tenant that behaves, alone and beside neighbours: one who imports with all its might, one who sends what nobody should send.

What is asked for is the server's fairness, so the neighbours' own processes are nice: they take what is left of the two cores, and
what they make the server do has the same rank as everything it does.
"""
import contextlib
import itertools
import multiprocessing
import os
import sys
import time

import house
from house import cell as e2e

CONNECTIONS, NICE, IMPORTED_SUBJECTS = 8, 10, 1_000


def malformed_requests():
    """The generator of tests/faults/malformed_test.py. It needs python3-cryptography, which no other part of the bench does."""
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "faults"))
    import malformed_test
    return malformed_test


class Neighbour(e2e.Cell):
    """Another tenant of the same cell, with the collections of the tests."""

    def __init__(self, home):  # the cell is the house's: nothing is made or started here
        for name in ("binary", "data", "port", "admin_token", "process"):
            setattr(self, name, getattr(home, name))
        made = home.expect(home.client(home.admin_token)("POST", "/v1/cell/tenants", {"name": "neighbour"})).json
        self.tenant, self.owner_token = made["tenant"], made["token"]
        self.base, self.owner = "/v1/tenants/" + self.tenant, self.client(made["token"])
        self.define()

    def imports(self, done):
        """Chunks without end, of new persons at first and of these again."""
        ask = self.client(self.owner_token)
        opened = house.House.expect(ask("POST", self.base + "/imports", {"collection": "contact"})).json["import"]
        known = []
        for number in itertools.count():
            lines = [house.compact({**({"subject": known[i]} if known else {"new": str(i)}),
                                    "record": {"display_name": "Ada Example " * 20, "email": f"ada.{number}.{i}@example.com"}})
                     for i in range(IMPORTED_SUBJECTS)]
            answer = house.House.expect(ask("PUT", f"{self.base}/imports/{opened}/chunks/{number}", "\n".join(lines))).json
            known = known or list(answer["made"].values())
            done.value += answer["accepted"]

    def malforms(self, done):
        """Most over the socket, some over TLS. None may be answered with a 500."""
        malformed = malformed_requests()
        self.owner = self.client(self.owner_token)  # of this process: a connection cannot be shared
        sender = malformed.Sender(self, "bench")
        made = sender.made[0]
        for number in itertools.count():
            for status in malformed.send(sender.connect(number % malformed.OVER_TLS == 0), made.request()):
                if status != "cut off" and status >= 500 and status not in malformed.SAYS_SO:
                    raise RuntimeError(f"a malformed request was answered with {status}")
            done.value += 1


@contextlib.contextmanager
def going_on(plan, name, work):
    """`work` in a process of its own while the body runs; afterwards its pace is kept, and it must have lived."""
    fork = multiprocessing.get_context("fork")
    done = fork.Value("q", 0)

    def run():
        os.nice(NICE)
        work(done)
    process = fork.Process(target=run, daemon=True)
    process.start()
    began = time.monotonic()
    try:
        yield
        took, count = time.monotonic() - began, done.value
        if not process.is_alive() or not count:
            raise RuntimeError(f"beside: the neighbour that {name} came to an end, or to nothing")
        plan.samples.add(f"beside_{name}_per_s", count / took)
    finally:
        process.kill()
        process.join()


def requests(home):
    """Consultations and writes in turn, of the tenant that behaves."""
    path = home.root + "/both"
    with open(home.consult_requests(2_000)) as consults, open(home.write_requests("plain")) as writes, open(path, "w") as out:
        for pair in zip(consults, writes):
            out.writelines(pair)
    return path


def measure(plan):
    with contextlib.ExitStack() as stack:
        home = plan.house(stack)
        neighbour, asked = Neighbour(home), requests(home)

        def run():
            return home.load(asked, CONNECTIONS, plan.seconds, Purpose="support")

        def beside(name, work):
            def loaded():
                with going_on(plan, name, work):
                    return run()
            return plan.loaded("beside_" + name, loaded)
        plan.each_round("beside", [plan.loaded("beside_nobody", run), beside("import", neighbour.imports),
                                   beside("malformed", neighbour.malforms)])
        if home.process.poll() is not None:
            raise RuntimeError("the server did not live through it")
