"""The server against a second opinion of what it should be: a model of some hundred lines that knows subjects, records, labels, links
and objections as dictionaries. Random acts go to both; they must agree on every answer, and on all there is when it ends.

usage: model_test.py
  TROTH_OPS   how many acts (default 5000; 100000 by hand)      TROTH_SEED  repeats them
"""
import collections
import os
import random
import sys
import unittest

import suite
from cell import Cell

OPS, SEED = int(os.environ.get("TROTH_OPS", "5000")), os.environ.get("TROTH_SEED") or str(random.randrange(10**9))
LABELS, PURPOSES, NAMES = ("vip", "queue", "spam"), ("support", "quality"), ("ada", "bea", "cleo", "dora", "eve", "fay")
MOST_SUBJECTS, EACH_SHOWN = 40, 50
NEVER = "01890a5d-ac96-774b-8cce-b302099a8057"  # an id that nobody got
REASON = {"reason": "so it was decided"}


class Record:
    def __init__(self, fields):
        self.fields, self.version, self.labels = dict(fields), 1, set()


class Subject:
    def __init__(self):
        self.state, self.records, self.labels, self.objections = "active", {}, set(), set()


class Model:
    """What stands after each act, and what it answers: (status, content or None)."""

    def __init__(self):
        self.subjects, self.gone, self.links = {}, [], {}  # {link: (from, into)}

    def judged(self, id, while_restricted=False):
        """The status that the subject's state alone gives; None: go on."""
        if id not in self.subjects:
            return 404
        return 423 if self.subjects[id].state == "restricted" and not while_restricted else None

    def record(self, id, fields):
        return self.judged(id) or 201

    def consult(self, id, record):
        if status := self.judged(id) or (423 if "support" in self.subjects[id].objections else None):
            return status, None
        found = self.subjects[id].records.get(record)
        return (200, (found.version, found.fields)) if found else (404, None)

    def alter(self, id, record, version, fields):
        if status := self.judged(id):
            return status
        found = self.subjects[id].records.get(record)
        if not found or found.version != version:
            return 412 if found else 404
        found.fields.update(fields)
        found.version += 1
        return 200

    def listed(self, id):
        if status := self.judged(id):
            return status, None
        return 200, {(record, found.version) for record, found in self.subjects[id].records.items()}

    def lookup(self, email):
        return {(id, record) for id, subject in self.subjects.items()
                if subject.state == "active" and "support" not in subject.objections
                for record, found in subject.records.items() if found.fields.get("email") == email}

    def restrict(self, id, on):
        if status := self.judged(id, while_restricted=True):
            return status
        wanted = "restricted" if on else "active"
        if self.subjects[id].state == wanted:
            return 409
        self.subjects[id].state = wanted
        return 200

    def erase(self, id):
        if status := self.judged(id):
            return status
        del self.subjects[id]
        self.gone.append(id)
        self.links = {link: ends for link, ends in self.links.items() if id not in ends}
        return 200

    def label(self, id, record, label, on):
        if status := self.judged(id):
            return status
        at = self.subjects[id] if record is None else self.subjects[id].records.get(record)
        if not at:
            return 404
        at.labels = at.labels | {label} if on else at.labels - {label}
        return 200

    def labels(self, id, record):
        if status := self.judged(id):
            return status, None
        at = self.subjects[id] if record is None else self.subjects[id].records.get(record)
        return (200, sorted(at.labels)) if at else (404, None)

    def object(self, id, purpose, on):
        if status := self.judged(id, while_restricted=True):
            return status
        objections = self.subjects[id].objections
        if on == (purpose in objections):
            return 200 if on else 409
        self.subjects[id].objections = objections | {purpose} if on else objections - {purpose}
        return 200

    def link(self, start, into):
        if status := self.judged(start) or self.judged(into):
            return status
        ends = self.links.values()
        busy = any(start in pair for pair in ends) or any(into == pair[0] for pair in ends)
        return 400 if start == into else 409 if busy else 201

    def unlink(self, link):
        if link not in self.links:
            return 404
        if any(self.subjects[end].state == "restricted" for end in self.links[link]):
            return 423
        del self.links[link]
        return 200


class Run:
    """Acts, each with its weight; `expect` compares and counts."""

    WEIGHTS = {"subject": 4, "record": 9, "consult": 12, "alter": 9, "listed": 5, "lookup": 5, "restrict": 2, "lift": 4, "erase": 2,
               "label": 5, "labels": 4, "object": 2, "link": 3, "unlink": 2}

    def __init__(self, cell, seed):
        self.cell, self.owner, self.random, self.model = cell, cell.owner, random.Random(seed), Model()
        self.done, self.trail = collections.Counter(), collections.deque(maxlen=12)

    def expect(self, what, answer, wanted):
        self.trail.append(f"{what}: {answer.status}")
        self.done[f"{what} {answer.status}"] += 1
        assert answer.status == wanted, f"{what}: {answer.status} {answer.body!r}, the model says {wanted}; before: {list(self.trail)}"

    def agree(self, what, shown, wanted):
        assert shown == wanted, f"{what}: {shown}, the model says {wanted}; before: {list(self.trail)}"

    def any_subject(self):
        """Mostly one that is there; now and then one that was, or never was."""
        r, ids = self.random, list(self.model.subjects)
        if not ids or r.random() < 0.06:
            return r.choice([*self.model.gone[-20:], NEVER])
        return r.choice(ids)

    def any_record(self, id):
        records = list(self.model.subjects[id].records) if id in self.model.subjects else []
        return self.random.choice(records) if records and self.random.random() < 0.95 else NEVER

    def fields(self):
        name = self.random.choice(NAMES)
        return {"display_name": name, "email": f"{name}{self.random.randrange(4)}@example.com"}

    def subject(self):
        if len(self.model.subjects) >= MOST_SUBJECTS:
            return self.consult()
        answer = self.owner("POST", self.cell.base + "/subjects")
        self.expect("subject", answer, 201)
        self.model.subjects[answer.json["subject"]] = Subject()

    def record(self):
        id, fields = self.any_subject(), self.fields()
        wanted = self.model.record(id, fields)
        answer = self.owner("POST", self.cell.path(id) + "/records/contact", fields)
        self.expect("record", answer, wanted)
        if wanted == 201:
            self.model.subjects[id].records[answer.json["record"]] = Record(fields)

    def consult(self, id=None, record=None):
        id = id or self.any_subject()
        record = record or self.any_record(id)
        wanted, content = self.model.consult(id, record)
        answer = self.owner("GET", self.cell.path(id, record), Purpose="support")
        self.expect("consult", answer, wanted)
        if content:
            self.agree("consult", (answer.json["version"], answer.json["fields"]), content)

    def alter(self):
        id = self.any_subject()
        record, fields = self.any_record(id), self.fields()
        found = self.model.subjects[id].records.get(record) if id in self.model.subjects else None
        version = (found.version if found else 1) + self.random.choice((0, 0, 0, 0, 1))
        wanted = self.model.alter(id, record, version, fields)
        self.expect("alter", self.owner("PATCH", self.cell.path(id, record), fields, If_Match=f'"{version}"'), wanted)

    def listed(self, id=None):
        id = id or self.any_subject()
        wanted, records = self.model.listed(id)
        answer = self.owner("GET", self.cell.path(id) + "/records?limit=100")
        self.expect("listed", answer, wanted)
        if records is not None and len(records) <= 100:
            self.agree("listed", {(one["record"], one["version"]) for one in answer.json["records"]}, records)

    def lookup(self):
        email = self.fields()["email"]
        wanted = {"collection": "contact", "field": "email", "value": self.random.choice((email, email.upper(), f" {email} "))}
        answer = self.owner("POST", self.cell.base + "/lookup", wanted, Purpose="support")
        if answer.status == 429:  # 600 a minute
            return
        self.expect("lookup", answer, 200)
        self.agree("lookup", {(one["subject"], one["record"]) for one in answer.json["matches"]}, self.model.lookup(email))

    def restrict(self, on=True):
        id = self.any_subject()
        body = {**REASON, **({"ground": "legal-claims"} if on else {})}
        answer = self.owner("PUT" if on else "DELETE", self.cell.path(id) + "/restriction", body)
        self.expect("restrict" if on else "lift", answer, self.model.restrict(id, on))

    def lift(self):
        self.restrict(on=False)

    def erase(self):
        id = self.any_subject()
        wanted = self.model.erase(id)
        answer = self.owner("POST", self.cell.path(id) + "/erasure", {"ground": "consent-withdrawn"})
        self.expect("erase", answer, wanted)
        if wanted == 200:
            self.cell.wait_job(answer.json["job"])

    def label_path(self):
        id = self.any_subject()
        record = self.any_record(id) if self.random.random() < 0.5 else None
        return id, record, self.cell.path(id, record) + "/labels"

    def label(self):
        (id, record, path), label, on = self.label_path(), self.random.choice(LABELS), self.random.random() < 0.7
        wanted = self.model.label(id, record, label, on)
        self.expect("label" if on else "unlabel", self.owner("PUT" if on else "DELETE", f"{path}/{label}"), wanted)

    def labels(self):
        id, record, path = self.label_path()
        wanted, labels = self.model.labels(id, record)
        answer = self.owner("GET", path)
        self.expect("labels", answer, wanted)
        if labels is not None:
            self.agree("labels", sorted(answer.json["labels"]), labels)

    def object(self):
        id, purpose, on = self.any_subject(), self.random.choice(PURPOSES), self.random.random() < 0.6
        wanted = self.model.object(id, purpose, on)
        path = f"{self.cell.path(id)}/objections/{purpose}"
        self.expect("object" if on else "unobject", self.owner("PUT" if on else "DELETE", path, None if on else REASON), wanted)

    def link(self):
        start, into = self.any_subject(), self.any_subject()
        if start == into:
            return self.consult()
        wanted = self.model.link(start, into)
        answer = self.owner("POST", self.cell.base + "/links", {"from": start, "into": into, "basis": "person", **REASON})
        self.expect("link", answer, wanted)
        if wanted == 201:
            self.model.links[answer.json["link"]] = (start, into)

    def unlink(self):
        link = self.random.choice([*self.model.links, NEVER])
        wanted = self.model.unlink(link)
        self.expect("unlink", self.owner("DELETE", f"{self.cell.base}/links/{link}", REASON), wanted)

    def everything(self):
        """All that the model knows is there, and nothing else."""
        for id, subject in self.model.subjects.items():
            self.listed(id)
            for record in subject.records:
                self.consult(id, record)
        for id in self.model.gone[-100:]:
            self.listed(id)


class ModelTest(unittest.TestCase):
    def test_agrees_with_the_server_after_every_act(self):
        print(f"TROTH_SEED={SEED}", flush=True)
        with Cell() as cell:
            for label in LABELS:
                assert cell.owner("PUT", f"{cell.base}/labels/{label}", {"title": label, "class": "internal"}).status == 201
            run = Run(cell, SEED)
            acts, weights = zip(*Run.WEIGHTS.items())
            part = min(OPS // 4 + 1, 2_000)  # a restart in each; more acts than that in a minute would be told 429
            for number in range(OPS):
                getattr(run, run.random.choices(acts, weights)[0])()
                if number % part == part // 2:
                    cell.restart()
                    run.owner = cell.owner
            run.everything()
        print(dict(sorted(run.done.items())))
        for what in ("record 201", "consult 200", "consult 423", "alter 412", "restrict 200", "restrict 409", "lift 200", "erase 200",
                     "erase 423", "label 200", "link 201", "link 409", "unlink 200", "object 200", "lookup 200", "consult 404"):
            self.assertGreater(run.done[what], 0, what)


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
