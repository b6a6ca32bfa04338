"""Clients under load: each thread with a connection of its own, its own subjects to write, everybody's to read."""
import http.client
import itertools
import random
import threading
import uuid

from cell import Client
from ledger import (ADMINISTERED, ALTERED, CONSULTED, ERASURE_INTENDED, LOST, READABLE, RECORDED, UNREADABLE,
                    WRONG_ANSWER, Record, Subject)

CELL_LOG = str(uuid.UUID(int=0))
WEIGHTS = {"put": 5, "subject": 3, "consult": 5, "alter": 4, "erase": 2, "refused": 1, "epoch": 0.5}
BROKEN_OFF = (OSError, http.client.HTTPException)
serial = itertools.count()


class Worker(threading.Thread):
    def __init__(self, cell, ledger, mine, weights, killed, seed):
        super().__init__(daemon=True)
        self.cell, self.ledger, self.mine, self.killed = cell, ledger, list(mine), killed
        self.weights, self.random = weights, random.Random(seed)
        self.tenant = self.client(cell.owner_token)
        self.administrator = self.client(cell.admin_token)
        self.tolerated = (429,)  # besides what each act expects; a test that breaks the disk adds to them

    def client(self, token):
        return Client(self.cell.port, self.cell.data + "/tls/cert.pem", token, attempts=1)

    def run(self):
        names, weights = zip(*self.weights.items())
        while not self.killed.is_set():
            try:
                getattr(self, self.random.choices(names, weights)[0])()
            except BROKEN_OFF as error:
                if not self.killed.wait(0.5):
                    self.ledger.broken(WRONG_ANSWER, f"the connection broke while the cell lived: {error!r}")
                return

    def expect(self, answer, what, *statuses):
        """True for the first of them; an answer that is none of them is a violation."""
        if answer.status not in (*statuses, *self.tolerated):
            self.ledger.broken(WRONG_ANSWER, f"{what}: {answer.status} {answer.body!r}")
        return answer.status == statuses[0]

    def fields(self):
        n = next(serial)
        return {"display_name": f"Ada {n}", "email": f"ada{n}@example.com"}

    def own(self):
        mine = [subject for subject in self.mine if subject.erasure is None]
        return self.random.choice(mine) if mine else self.subject()

    def subject(self):
        answer = self.tenant("POST", self.cell.base + "/subjects")
        self.ledger.acknowledge(self.cell.tenant, answer, RECORDED, "subject")
        if not self.expect(answer, "subject", 201):
            return None
        made = Subject(answer.json["subject"])
        self.ledger.subjects[made.id] = made
        self.mine.append(made)
        return made

    def put(self):
        if not (subject := self.own()):
            return
        fields = self.fields()
        subject.pending.append(("put", fields))
        key = {"Idempotency-Key": str(uuid.uuid4())} if self.random.random() < 0.5 else {}
        answer = self.tenant("POST", self.cell.path(subject.id) + "/records/contact", fields, **key)
        self.ledger.acknowledge(self.cell.tenant, answer, RECORDED, "put")
        if self.expect(answer, "put", 201):
            subject.records[answer.json["record"]] = Record(fields)
        elif answer.status == 404:
            self.ledger.broken(LOST, f"the acknowledged subject {subject.id} is not there")
        self.settle(subject, answer)

    def alter(self):
        subject = self.own()
        if not subject or not subject.records:
            return
        id, record = self.random.choice(list(subject.records.items()))
        fields = {**record.versions[record.acked], "display_name": f"Ada {next(serial)}"}
        subject.pending.append(("alter", id, fields))
        answer = self.tenant("PATCH", self.cell.path(subject.id, id), {"display_name": fields["display_name"]},
                             If_Match=f'"{record.acked}"')
        self.ledger.acknowledge(self.cell.tenant, answer, ALTERED, "alter")
        if self.expect(answer, "alter", 200):
            record.versions[record.acked + 1] = fields
            record.acked += 1
        elif answer.status in (404, 412):
            self.ledger.broken(LOST, f"record {id} is not of its acknowledged version {record.acked}")
        self.settle(subject, answer)

    def settle(self, subject, answer):
        """After a failed fsync (503) nobody knows what the disk holds: then the next start decides."""
        if answer.status != 503:
            subject.pending.clear()

    def consult(self, subject=None):
        """Any subject, whosever it is: what was acknowledged before the question must show in the answer."""
        everybody = list(self.ledger.subjects.values())
        subject = subject or (self.random.choice(everybody) if everybody else None)
        if not subject or not subject.records:
            return
        id, record = self.random.choice(list(subject.records.items()))
        erased, version = subject.erasure == "erased", record.acked
        answer = self.tenant("GET", self.cell.path(subject.id, id), Purpose="support")
        self.ledger.acknowledge(self.cell.tenant, answer, CONSULTED, "consult")
        self.judge(subject, record, answer, erased, version)

    def judge(self, subject, record, answer, erased, version):
        if erased and answer.status not in (404, 410, *self.tolerated):
            self.ledger.broken(READABLE, f"{subject.id}: {answer.status}")
        if answer.status == 200:
            known = [*record.versions.values(), *(pending[-1] for pending in list(subject.pending))]
            if answer.json["fields"] not in known or answer.json["version"] < version:
                self.ledger.broken(LOST, f"{subject.id} was shown as {answer.body!r}")
        elif self.expect(answer, "consult", 404, 410) and subject.erasure is None:
            self.ledger.broken(UNREADABLE, f"{subject.id}: {answer.body!r}")

    def erase(self):
        if not (subject := self.own()):
            return
        subject.erasure = "asked"
        answer = self.tenant("POST", self.cell.path(subject.id) + "/erasure", {"ground": "consent-withdrawn"})
        self.ledger.acknowledge(self.cell.tenant, answer, ERASURE_INTENDED, "erase")
        if self.expect(answer, "erase", 200, 202):
            subject.erasure = "erased"
        elif answer.status == 202:
            subject.erasure = "intended"
        elif answer.status != 503:
            subject.erasure = None

    def refused(self):
        everybody = list(self.ledger.subjects.values())
        if everybody:
            answer = self.tenant("GET", self.cell.path(self.random.choice(everybody).id, str(uuid.uuid4())))
            self.ledger.acknowledge(self.cell.tenant, answer, CONSULTED, "refused")
            self.expect(answer, "refused", 428, 404, 410)

    def epoch(self):
        answer = self.administrator("POST", "/v1/cell/epochs")
        self.ledger.acknowledge(CELL_LOG, answer, ADMINISTERED, "epoch")
        self.expect(answer, "epoch", 202, 409)
