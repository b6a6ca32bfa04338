"""What the clients of bench/gdpr.py ask, each operation under the name that gdpr_mix.py gives it, and what the answer must be."""
import gdpr_mix
from gdpr_persons import fields, segment

REASON = "asked for by the person"


class Operations:
    """Of gdpr_client.Client, which draws the person."""

    # --- customer

    def consult(self, person, collection=None):
        collection = collection if collection is not None else self.chance.choice(list(person.records))
        answer = self.ask("GET", self.path(person, collection), Purpose=f"p{collection}")
        if collection in person.objected:
            self.judge("consult against an objection", answer.status, 423)
        elif self.status("consult", answer, person):
            version = person.records[collection][1]
            self.judge("consult", answer.json["fields"], fields(person.number, collection, self.clients, version))

    def ledger(self, person):
        answer = self.ask("GET", self.path(person) + "/disclosures")
        if self.status("ledger", answer, person):
            self.judge("ledger", sorted((d["record"], d["purpose"]) for d in answer.json["disclosures"]), sorted(person.disclosed))

    def copy(self, person):
        answer = self.ask("GET", self.path(person) + "/dsr", Reason=REASON)
        if self.status("copy", answer, person, restricted=200):
            current = {r["collection"]: r["fields"] for r in answer.json["records"] if r["current"]}
            self.judge("copy", current, {f"c{c}": fields(person.number, c, self.clients, version)
                                         for c, (_, version) in person.records.items()})

    def alter(self, person):
        collection = self.chance.choice(list(person.records))
        version = person.records[collection][1]
        sent = {"f1": fields(person.number, collection, self.clients, version + 1)["f1"]}
        if self.status("alter", self.ask("PATCH", self.path(person, collection), sent, If_Match=f'"{version}"'), person):
            person.records[collection][1] += 1

    def objection(self, person):
        collection = self.chance.choice(list(person.records))
        path, stands = f"{self.path(person)}/objections/p{collection}", collection in person.objected
        answer = self.ask("DELETE", path, {"reason": REASON}) if stands else self.ask("PUT", path)
        if self.status("objection", answer, person, restricted=200):
            (person.objected.remove if stands else person.objected.add)(collection)
            person.event = answer.event

    def restriction(self, person):
        path = self.path(person) + "/restriction"
        sent = {"reason": REASON} if person.restricted else {"reason": REASON, "ground": "accuracy-contested"}
        answer = self.ask("DELETE" if person.restricted else "PUT", path, sent)
        if self.status("restriction", answer, person, restricted=200):
            person.restricted, person.event = not person.restricted, answer.event

    def erase(self, person):
        if person.restricted:
            self.restriction(person)
        answer = self.ask("POST", self.path(person) + "/erasure", {"ground": "consent-withdrawn"})
        if self.status("erase", answer, person):
            self.erased.append((person, answer.json["job"]))
            at = self.persons.index(person)
            self.persons[at] = self.persons[-1]  # who is drawn often is drawn at random anew
            self.persons.pop()

    # --- processor

    def consult_purpose(self, person):
        """All that one purpose reaches of a segment: who has objected to it, or is restricted, is not among them."""
        collection = self.chance.choice(list(person.records))
        wanted = segment(person.number, collection, self.clients)
        answer = self.ask("POST", self.base + "/lookup", {"collection": f"c{collection}", "field": "segment", "value": wanted},
                          Purpose=f"p{collection}")
        reached = [p for p in self.persons if collection in p.records and not p.restricted and collection not in p.objected
                   and segment(p.number, collection, self.clients) == wanted]
        self.judge("lookup", sorted(m["record"] for m in answer.json.get("matches", [])), sorted(p.records[collection][0] for p in reached))
        for one in reached:
            self.consult(one, collection)

    def consult_person(self, person):
        answer = self.ask("GET", self.path(person) + "/records")
        if self.status("list", answer, person):
            self.judge("list", sorted(r["record"] for r in answer.json["records"]), sorted(r for r, _ in person.records.values()))
            for collection in person.records:
                self.consult(person, collection)

    # --- controller

    def record(self, person):
        collection = next((c for c in range(gdpr_mix.PURPOSES) if c not in person.records), None)
        if collection is None:
            return self.label(person)
        answer = self.ask("POST", f"{self.path(person)}/records/c{collection}", fields(person.number, collection, self.clients))
        if self.status("record", answer, person, held=201):
            person.records[collection] = [answer.json["record"], 1]

    def purpose(self, _):
        name, title = f"p{self.chance.randrange(gdpr_mix.PURPOSES)}", f"as client {self.number} has it"
        answer = self.ask("PUT", f"{self.base}/purposes/{name}", {"title": title, "reason": "never"})
        self.judge("purpose", (answer.status, answer.json.get("title")), (200, title))

    def label(self, person):
        answer = self.ask("DELETE" if person.label else "PUT", self.path(person) + "/labels/shared")
        if self.status("label", answer, person):
            person.label, person.event = not person.label, answer.event

    # --- regulator

    def storage(self, person):
        answer = self.ask("GET", self.path(person) + "/storage")
        if self.status("storage", answer, person, restricted=200):
            kept = {c["collection"]: c["records"] for c in answer.json["collections"]}
            self.judge("storage", (answer.json["state"], kept), ("restricted" if person.restricted else "active",
                                                                 {f"c{c}": 1 for c in person.records}))

    def search_log(self, person):
        answer = self.auditor("GET", f"{self.base}/log/events?subject={person.id}&limit=500")
        self.judge("log", answer.status, 200)
        found = {event["event"] for event in answer.json.get("events", [])}
        self.judge("log", found and person.event in found | {None}, True)

    def verify_deletion(self, _):
        if not self.erased:
            return
        person, job = self.chance.choice(self.erased)  # complete, so there is nothing; until then it is 410
        self.judge("storage of an erased person", self.ask("GET", self.path(person) + "/storage").status, 404)
        said = self.desk("GET", f"{self.base}/jobs/{job}").json
        self.judge("job", (said.get("state"), bool(said.get("unreadable_since"))), ("completed", True))
