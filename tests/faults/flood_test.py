#!/usr/bin/env python3
"""A cell among too many: strangers, a principal that is refused all the time, connections that say nothing or say it slowly, and
a neighbour's import. What is counted is counted exactly, the logs stay short, and whoever behaves is served. No time is judged.

usage: flood_test.py
  TROTH_BINARY       the server (default build/release/troth)
  TROTH_CONNECTIONS  how many stay open at once (default 500; 10000 needs `ulimit -n 32000`)
"""
import concurrent.futures
import json
import os
import resource
import socket
import ssl
import sys
import threading
import time

import files  # noqa: F401  (puts cell.py on the path)
from cases import Cases
from cell import Cell
from second_reader import CELL, SecondReader

CONNECTIONS = int(os.environ.get("TROTH_CONNECTIONS", "500"))
THREADS, EACH = 16, 250
CHUNKS, LINES = 24, 400


def in_threads(count, work):
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count)))


def strangers(cases, cell, reader):
    """Four thousand requests of nobody, at once, are a handful of leaves, with exact numbers in them."""
    before = len(reader.events(CELL))

    def work(thread):
        client = cell.client("no-such-token" if thread % 2 else None)
        path = cell.base if thread % 4 < 2 else f"/nowhere/{thread}"
        return [client("GET", path).status for _ in range(EACH)]
    statuses = [status for some in in_threads(THREADS, work) for status in some]
    cell.stop()
    told = [event for event in reader.events(CELL)[before:] if event.type == "request.strangers_counted"]
    sums = {name: sum(event.what.get(name, 0) for event in told) for name in ("unauthenticated", "no_route", "rate_limited")}
    cases.check("every stranger was answered 401, 404 or 429", set(statuses) <= {401, 404, 429}, sorted(set(statuses)))
    cases.check("and counted, exactly", sums == {"unauthenticated": statuses.count(401), "no_route": statuses.count(404),
                                                 "rate_limited": statuses.count(429)}, sums)
    grown = len(reader.events(CELL)) - before
    cases.check(f"{len(statuses)} of them made {grown} leaves", grown <= 10, grown)
    cell.restart()


def refused(cases, cell, reader):
    """One principal, eight connections: sixty refusals one by one, however they race, and the rest as a number."""
    made = cell.owner("POST", cell.base + "/principals", {"name": "loud", "permissions": ["consult"]}).json

    def work(_):
        client = cell.client(made["token"])
        return [client("GET", cell.base) for _ in range(EACH // 2)]
    answers = [answer for some in in_threads(8, work) for answer in some]
    events = [answer.event for answer in answers if answer.event]
    cell.stop()
    mine = [event for event in reader.events(cell.tenant) if event.who.get("principal") == made["principal"]]
    single = [event.id for event in mine if event.type == "request.refused"]
    counted = sum(event.what["refusals"] for event in mine if event.type == "request.refusals_counted")
    minutes = 1 + len(single) // 61  # the load may pass from one minute into the next
    cases.check("each refusal that is an event is named in its answer", sorted(single) == sorted(events), len(events))
    cases.check("sixty a minute are events", 60 <= len(single) <= 60 * minutes, len(single))
    cases.check("all of them are accounted for", len(single) + counted == len(answers), (len(single), counted, len(answers)))
    cell.restart()


class Crowd:
    """Connections from many loopback addresses, as a source may have 1,024 only."""

    def __init__(self, cell, count):
        self.cell, self.open = cell, []
        self.context = ssl.create_default_context(cafile=cell.data + "/tls/cert.pem")
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft < count + 200:
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(count + 200, hard), hard))
        for number in range(count):
            self.open.append(self.connect(number))

    def connect(self, number):
        """Every fourth has shaken hands and waits; the others have not begun, or stopped in the middle of a head."""
        plain = socket.create_connection(("127.0.0.1", self.cell.port), 30, (f"127.0.{1 + number // 500}.1", 0))
        if number % 4 == 0:
            plain = self.context.wrap_socket(plain, server_hostname="localhost")
        if number % 8 == 0:
            plain.sendall(b"GET /healthz HTTP/1.1\r\nHost: lo")
        return plain

    def trickle(self):
        """One more byte of a head that never ends."""
        alive = 0
        for number in range(0, len(self.open), 8):
            try:
                self.open[number].sendall(b"x")
                alive += 1
            except OSError:
                pass
        return alive

    def close(self):
        for one in self.open:
            one.close()


def crowded(cases, cell):
    subject, record = cell.record()
    crowd = Crowd(cell, CONNECTIONS)
    begun, statuses, alive = time.monotonic(), [], None
    while alive != 0 and time.monotonic() - begun < 40:
        alive = crowd.trickle()
        fresh = cell.client(cell.owner_token)
        statuses.append(fresh("GET", cell.path(subject, record), Purpose="support").status)
        fresh.close()
        time.sleep(0.25)
    crowd.close()
    cases.check(f"with {CONNECTIONS} connections that say nothing, each of {len(statuses)} new clients is served", set(statuses) == {200},
                sorted(set(statuses)))
    cases.check("heads that never end are cut off", alive == 0, alive)


def neighbours(cases, cell):
    """Two lanes: while one tenant imports with all its might, the acts of another are not kept waiting behind its chunks."""
    made = cell.client(cell.admin_token)("POST", "/v1/cell/tenants", {"name": "neighbour"}).json
    subject, record = cell.record("b@example.com", "Bea Example")
    other = "/v1/tenants/" + made["tenant"]
    importer = cell.client(made["token"])
    assert importer("PUT", other + "/purposes/support", {"title": "support"}).status == 200
    assert importer("PUT", other + "/retention/chat", {"days": 365, "ground": "support history"}).status == 200
    field = {"name": "text", "type": "text", "sensitivity": "personal", "purposes": ["support"], "retention": "chat"}
    assert importer("PUT", other + "/collections/message", {"fields": [field]}).status == 201
    ended, done, acts = threading.Event(), [], []

    def chunks(thread):
        client = cell.client(made["token"])
        job = client("POST", other + "/imports", {"collection": "message"}).json["import"]
        lines = "".join(json.dumps({"new": f"v{thread}.{i}", "record": {"text": "hello " * 20}}) + "\n" for i in range(LINES))
        for number in range(CHUNKS // 4):
            answer = client("PUT", f"{other}/imports/{job}/chunks/{number}", lines)
            done.append((answer.status, answer.json.get("accepted")))

    def meanwhile():
        client = cell.client(cell.owner_token)
        while not ended.is_set():
            acts.append((client("GET", cell.path(subject, record), Purpose="support").status, len(done)))
    watcher = threading.Thread(target=meanwhile)
    watcher.start()
    in_threads(4, chunks)
    ended.set()
    watcher.join()
    cases.check(f"{CHUNKS} chunks of a neighbour's import were taken whole", set(done) == {(200, LINES)}, set(done))
    cases.check("and every act beside it was answered", {status for status, _ in acts} == {200}, acts[:3])
    # With a lane of its own an act waits for the chunk that is being stored, and for the one that shares its group: two of them.
    # In one line with four importers it would wait for all of theirs, twice.
    cases.check(f"{len(acts)} acts were done while {CHUNKS} chunks were: one for three at least", 3 * len(acts) >= CHUNKS, len(acts))


def main():
    cases = Cases()
    with Cell() as cell:
        reader = SecondReader(cell)
        strangers(cases, cell, reader)
        refused(cases, cell, reader)
        neighbours(cases, cell)
        crowded(cases, cell)
        cases.check("the server lived through it, and ends in order", cell.stop() == 0)
    cases.end()


if __name__ == "__main__":
    sys.exit(main())
