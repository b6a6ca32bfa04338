"""GDPRbench's customer, processor, controller and regulator against a served cell, over HTTPS, with the house's own operations.

One process a client, so that they wait for the cell and not for each other. Every answer is compared with what its client knows:
one wrong answer and there are no figures.
"""
import contextlib
import multiprocessing
import os
import statistics
import threading
import time

import gdpr_client
import gdpr_mix
from gdpr_cell import Cell, Sizes
from gdpr_persons import Person, fields

DISCLOSED = 20  # one person in so many has a disclosure in the ledger


def known(client, cell):
    """What import does not tell: the records' ids; and a disclosure for some."""
    for place, person in enumerate(client.persons):
        listed = cell.expect(client.ask("GET", client.path(person) + "/records")).json["records"]
        person.records = {int(r["collection"][1:]): [r["record"], r["version"]] for r in listed}
        if place % DISCLOSED == 0:
            collection, (record, _) = next(iter(person.records.items()))
            sent = {"recipient": "mailer", "subject": person.id, "collection": f"c{collection}", "record": record, "fields": ["f0"]}
            cell.expect(client.ask("POST", cell.base + "/disclosures", sent, Purpose=f"p{collection}"))
            person.disclosed.append((record, f"p{collection}"))


def serve_client(client, cell, sizes, tokens, gate, out):
    """The life of one process: learns of its persons, then does its part of each workload between two gates."""
    rota = lambda name: gdpr_client.Rota([cell.client(token) for token in tokens[name]])  # noqa: E731
    try:
        client.ask, client.auditor, client.desk = rota("known"), rota("auditor"), rota("desk")
        known(client, cell)
        done = {}
        for workload in gdpr_mix.WORKLOADS:
            client.ask = rota(workload)
            if workload == "regulator" and client.erased:
                wait_for(client.desk, f"{cell.base}/jobs/{client.erased[-1][1]}")
            gate.wait()
            client.run(workload, sizes.operations // sizes.clients)
            gate.wait()
            done[workload] = (client.right, client.wrong, client.shown, client.times)
            client.begin()
        out.put((done, sum(len(person.records) for person in client.persons), len(client.erased)))
    except threading.BrokenBarrierError:
        pass  # another one has ended, and told why
    except BaseException as error:
        out.put(f"a client ended: {error!r}")
        gate.abort()


def wait_for(ask, job):
    deadline = time.monotonic() + 300
    while ask("GET", job).json["state"] != "completed":
        if time.monotonic() > deadline:
            raise RuntimeError("an erasure did not complete in five minutes")
        time.sleep(0.1)


def cpu_seconds(pid):
    """Of the whole process, user and system."""
    with open(f"/proc/{pid}/stat") as stat:
        user, system = stat.read().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def measure(plan):
    sizes = Sizes(plan.quick)
    with contextlib.closing(Cell(binary=plan.program("troth"))) as cell:
        began = time.monotonic()
        ids = cell.load(sizes, plan.say)
        plan.samples.add("gdpr_load_s", time.monotonic() - began)
        personal = sum(map(len, fields(0, 0, sizes.clients).values())) * sizes.records
        plan.samples.add("gdpr_space_factor", cell.bytes_on_disk() / personal)
        workers(plan, cell, sizes, ids)


def workers(plan, cell, sizes, ids):
    fork = multiprocessing.get_context("fork")
    gate, out = fork.Barrier(sizes.clients + 1, timeout=900), fork.Queue()
    needs = {"known": ("retrieve", "disclose"), "auditor": ("read_log",), "desk": ("erase",),
             **{name: permissions for name, (_, permissions, _) in gdpr_mix.WORKLOADS.items()}}
    turns = 1 + max(sizes.persons, sizes.operations) // sizes.clients // gdpr_client.Rota.EACH
    processes = []
    for n in range(sizes.clients):
        mine = [Person(i, ids[i]) for i in range(n, sizes.persons, sizes.clients)]
        tokens = {name: [cell.principal(*permissions) for _ in range(turns)] for name, permissions in needs.items()}
        args = (gdpr_client.Client(n, sizes.clients, cell, mine), cell, sizes, tokens, gate, out)
        processes.append(fork.Process(target=serve_client, args=args, daemon=True))
    try:
        for process in processes:
            process.start()
        for workload in gdpr_mix.WORKLOADS:
            timed(plan, cell, sizes, gate, workload)
        judged(plan, cell, [out.get(timeout=60) for _ in processes])
    except threading.BrokenBarrierError:
        raise RuntimeError("gdpr: " + out.get(timeout=5)) from None
    finally:
        for process in processes:
            process.kill()
            process.join()


def timed(plan, cell, sizes, gate, workload):
    """Seconds from when all clients are ready until the last has done its part."""
    gate.wait()
    plan.say(f"gdpr: {workload}, {sizes.operations} operations")
    began, cpu = time.monotonic(), cpu_seconds(cell.process.pid)
    gate.wait()
    took, done = time.monotonic() - began, sizes.operations // sizes.clients * sizes.clients
    for name, value in (("s", took), ("ops", done / took), ("cpu_ms", (cpu_seconds(cell.process.pid) - cpu) * 1000 / done)):
        plan.samples.add(f"gdpr_{workload}_{name}", value)


def judged(plan, cell, clients):
    """No figures where an answer was wrong, or where the cell has kept another number of records than its clients know of."""
    for workload in gdpr_mix.WORKLOADS:
        right, wrong = (sum(done[workload][which] for done, *_ in clients) for which in (0, 1))
        plan.samples.add(f"gdpr_{workload}_correct", right / (right + wrong))
        for name in gdpr_mix.WORKLOADS[workload][2]:
            times = [took for done, *_ in clients for took in done[workload][3].get(name, [])]
            if times:
                plan.samples.add(f"gdpr_{workload}_{name}_ms", statistics.median(times))
        plan.say(f"gdpr: {workload}, {right} of {right + wrong} checks of answers hold")
        if wrong:
            shown = [line for done, *_ in clients for line in done[workload][2]]
            raise RuntimeError(f"gdpr, {workload}: answers that cannot be:\n  " + "\n  ".join(shown[:10]))
    records, erased = (sum(client[which] for client in clients) for which in (1, 2))
    kept = sum(c["records"] for c in cell.expect(cell.owner("GET", cell.base + "/retention")).json["collections"])
    if kept != records:
        raise RuntimeError(f"gdpr: the cell has {kept} records, its clients know of {records}")
    plan.say(f"gdpr: {records} records are left, {erased} persons were erased, as the clients know")
