#!/usr/bin/env python3
"""The end of a tenant, on twins whose clock is moved: the window, the two people, the export, what is left of it in the files,
the certificate, and each refusal.

usage: destruction_test.py
"""
import datetime
import json
import sqlite3
import sys
import time
import unittest
import uuid

import suite
from twin_test import Twin

DAY = 24 * 3600
ASKED = {"ground": "contract-ended"}


class Customer:
    """A tenant with a person, two principals who may destroy, and one who may export."""

    def __init__(self, twin, admin, name="acme-chat"):
        self.twin, self.admin = twin, admin
        made = admin("POST", "/v1/cell/tenants", {"name": name}).json
        self.id, self.base = made["tenant"], "/v1/tenants/" + made["tenant"]
        self.owner = twin.client(made["token"])
        self.second, self.taker = self.principal("destroy", "erase"), self.principal("export_data")
        self.ok("PUT", "/purposes/support", {"title": "support", "reason": "never"})
        self.ok("PUT", "/retention/chat", {"days": 365, "ground": "chat"})
        field = {"name": "email", "type": "text", "sensitivity": "personal", "purposes": ["support"], "retention": "chat"}
        self.ok("PUT", "/collections/contact", {"fields": [{**field, "index": "email"}, {**field, "name": "note"}]})

    def principal(self, *permissions):
        made = self.owner("POST", self.base + "/principals", {"name": "one", "permissions": list(permissions)})
        assert made.status == 201, made.body
        return self.twin.client(made.json["token"])

    def ask(self, method, path, body=None, by=None, **headers):
        return (by or self.owner)(method, self.base + path, body, **headers)

    def ok(self, *request, **more):
        answer = self.ask(*request, **more)
        assert answer.status < 300, (request, answer.status, answer.body)
        return answer

    def person(self, email):
        subject = self.ok("POST", "/subjects").json["subject"]
        record = self.ok("POST", f"/subjects/{subject}/records/contact", {"email": email, "note": "hello"}).json["record"]
        return subject, f"/subjects/{subject}/records/contact/{record}"

    def export(self):
        lines, cursor, pages = [], "", 0
        while True:
            answer = self.ok("GET", "/export" + (f"?cursor={cursor}" if cursor else ""), by=self.taker)
            lines += [json.loads(line) for line in answer.body.splitlines()]
            cursor, pages = answer.headers.get("Next-Cursor"), pages + 1
            if not cursor:
                return lines, pages

    def state(self):
        return self.ok("GET", "").json["state"]


def rows(twin, sql, *parameters, file="data.db"):
    at = sqlite3.connect(f"file:{twin.data}/{file}?mode=ro", uri=True, timeout=10)
    try:
        return at.execute(sql, parameters).fetchall()
    finally:
        at.close()


def now_of(twin):
    return datetime.datetime.fromisoformat(twin.say("advance 0").split(" ")[-1].replace("Z", "+00:00"))


def setUpModule():
    global twin, admin
    twin = Twin()
    admin = twin.client(twin.administrator())


def tearDownModule():
    twin.end()


class Case(unittest.TestCase):
    def refused(self, answer, status, at=None):
        self.assertEqual(answer.status, status, answer.body)
        if at is not None:
            self.assertIn(at, answer.json.get("at", ""), answer.body)


class Asking(Case):
    def test_a_ground_and_at_least_thirty_days(self):
        customer = Customer(twin, admin)
        for body, at in (({}, "/ground"), ({"ground": "because"}, "/ground"), ({**ASKED, "export_until": "tomorrow"}, "/export_until"),
                         ({**ASKED, "export_until": (now_of(twin) + datetime.timedelta(days=29)).strftime("%Y-%m-%dT%H:%M:%SZ")}, "/export_until"),
                         ({**ASKED, "export_until": (now_of(twin) + datetime.timedelta(days=400)).strftime("%Y-%m-%dT%H:%M:%SZ")}, "/export_until"),
                         ({**ASKED, "now": True}, "/now")):
            self.refused(customer.ask("POST", "/destruction", body), 400, at)
        desk = customer.principal("consult", "administer", "export_data")
        self.refused(customer.ask("POST", "/destruction", ASKED, by=desk), 403, "destroy")
        for method, path in (("POST", "/destruction/confirm"), ("DELETE", "/destruction"), ("GET", "/destruction")):
            self.refused(customer.ask(method, path), 409)
        self.assertEqual(customer.state(), "active")

    def test_while_it_waits_data_is_only_taken_out_and_it_can_be_withdrawn(self):
        customer = Customer(twin, admin)
        subject, path = customer.person("ada@example.com")
        gone, _ = customer.person("gone@example.com")
        asked = customer.ask("POST", "/destruction", ASKED)
        self.assertEqual((asked.status, asked.json["state"]), (202, "closing"))
        self.refused(customer.ask("POST", "/destruction", ASKED), 409)
        for method, at, body in (("GET", path, None), ("POST", "/subjects", None), ("PATCH", path, {"note": "x"}),
                                 ("POST", f"/subjects/{subject}/records/contact", {"email": "new@example.com"}),
                                 ("PUT", "/collections/other", {"fields": []}), ("POST", "/imports", {"collection": "contact"})):
            self.refused(customer.ask(method, at, body, Purpose="support", If_Match='"1"'), 410)
        self.assertEqual(len(customer.export()[0]), 2)
        customer.ok("GET", f"/subjects/{subject}/records")
        customer.ok("POST", f"/subjects/{gone}/erasure", {"ground": "consent-withdrawn"})
        self.refused(customer.ask("PUT", "/freeze", {"reason": "x"}), 409)
        self.assertEqual(customer.ok("GET", "/destruction").json["ground"], "contract-ended")
        self.assertEqual(customer.ok("DELETE", "/destruction", by=customer.second).json["state"], "active")
        customer.ok("GET", path, Purpose="support")
        self.refused(customer.ask("POST", "/destruction/confirm", by=customer.second), 409)

    def test_the_export_is_whole_paged_and_needs_its_permission(self):
        customer = Customer(twin, admin)
        held, _ = customer.person("held@example.com")
        opened = customer.ok("POST", "/imports", {"collection": "contact"}).json["import"]
        chunk = "".join(json.dumps({"new": str(i), "record": {"email": f"p{i}@example.com"}}) + "\n" for i in range(620))
        customer.ok("PUT", f"/imports/{opened}/chunks/0", chunk)
        customer.ok("PUT", f"/subjects/{held}/restriction", {"ground": "legal-claims", "reason": "a claim"})
        self.refused(customer.ask("GET", "/export"), 403, "export_data")
        for cursor in ("x", "a/b/c", f"{held}/contact", f"{held}/Contact/{held}"):
            self.refused(customer.ask("GET", f"/export?cursor={cursor}", by=customer.taker), 400, "cursor")
        lines, pages = customer.export()
        self.assertEqual((len(lines), pages), (621, 2))
        self.assertEqual(sorted(line["fields"]["email"] for line in lines if "fields" in line),
                         sorted(f"p{i}@example.com" for i in range(620)))
        self.assertEqual([(line["subject"], line["state"]) for line in lines if "fields" not in line], [(held, "restricted")])


class Ending(Case):
    def test_two_people_after_the_window_and_then_nothing_is_left(self):
        own = Twin()
        try:
            self.end_of_a_tenant(own)
        finally:
            own.end()

    def end_of_a_tenant(self, own):
        administrator = own.client(own.administrator())
        customer, neighbour = Customer(own, administrator), Customer(own, administrator, "beta-chat")
        _, path = customer.person("ada@example.com")
        held, _ = customer.person("held@example.com")
        other, other_path = neighbour.person("bob@example.com")
        customer.ok("PUT", f"/subjects/{held}/restriction", {"ground": "legal-claims", "reason": "a claim"})
        customer.ok("POST", "/destruction", ASKED)
        self.refused(customer.ask("POST", "/destruction/confirm"), 409)
        self.refused(customer.ask("POST", "/destruction/confirm", by=customer.second), 409, "export_until")
        own.say(f"advance {30 * DAY - 60}")
        self.refused(customer.ask("POST", "/destruction/confirm", by=customer.second), 409, "export_until")
        own.say("advance 120")
        self.refused(customer.ask("POST", "/destruction/confirm"), 409)
        self.refused(customer.ask("POST", "/destruction/confirm", by=customer.taker), 403, "destroy")
        self.refused(customer.ask("POST", "/destruction/confirm", by=customer.second), 409)  # somebody is restricted
        customer.ok("DELETE", f"/subjects/{held}/restriction", {"reason": "settled"})
        self.refused(customer.ask("POST", "/destruction/confirm", {"really": True}, by=customer.second), 400)
        done = customer.ask("POST", "/destruction/confirm", by=customer.second)
        self.assertEqual(done.status, 200, done.body)
        self.assertTrue(done.json["unreadable_since"])
        self.nothing_is_left(own, customer, path)
        neighbour.ok("GET", other_path, Purpose="support")
        self.certified(own, administrator, customer, done.json["job"])

    def nothing_is_left(self, own, customer, path):
        tenant = uuid.UUID(customer.id).bytes
        self.assertEqual(rows(own, "SELECT COUNT(*) FROM key_row WHERE tenant_id = ?", tenant, file="keys.db"), [(0,)])
        for method, at in (("GET", path), ("GET", ""), ("GET", "/export"), ("DELETE", "/destruction")):
            self.assertIn(customer.ask(method, at, Purpose="support").status, (401, 410))
        until = time.time() + 30
        while rows(own, "SELECT state FROM tenant WHERE tenant_id = ?", tenant) != [("destroyed",)] and time.time() < until:
            time.sleep(0.1)
        tables = [name for (name,) in rows(own, "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%tenant_id%'")]
        self.assertGreater(len(tables), 30)
        left = {name for name in tables if rows(own, f"SELECT COUNT(*) FROM {name} WHERE tenant_id = ?", tenant) != [(0,)]}
        self.assertEqual(left - {"event_search", "log_node", "log_slot", "search_progress"}, {"tenant", "destruction", "event", "log_head"})
        self.assertEqual(rows(own, "SELECT COUNT(*) FROM event WHERE tenant_id = ? AND (LENGTH(what) + LENGTH(who) + LENGTH(whom) > 0 OR"
                                   " subject_id IS NOT NULL OR actor_id IS NOT NULL OR token_id IS NOT NULL)", tenant), [(0,)])

    def certified(self, own, administrator, customer, job):
        at = "/v1/cell/destructions/" + job
        certificate = administrator("GET", at).json
        # Not yet `final`, or already: the window's end moved the clock by more than a day, so the epoch is ending by itself.
        self.assertEqual((certificate["tenant"], certificate["state"]), (customer.id, "completed"))
        self.assertEqual((certificate["counts"]["subjects"], certificate["counts"]["records"]), (2, 2))
        self.assertEqual([event["type"] for event in certificate["events"]],
                         ["destruction.intended", "destruction.confirmed", "destruction.unreadable", "destruction.completed"])
        auditor = own.client(administrator("POST", "/v1/cell/principals", {"name": "auditor", "permissions": ["read_log"]}).json["token"])
        until = time.time() + 30
        for event in certificate["events"]:
            while (proof := auditor("GET", event["proof"])).status != 200 and time.time() < until:
                time.sleep(0.3)
            self.assertEqual(proof.status, 200, proof.body)
            self.assertIn(b"tlog-proof", proof.body)
            told = auditor("GET", "/v1/cell/log/events/" + event["event"]).json
            self.assertIn(certificate["handle"], json.dumps(told))
        self.refused(administrator("GET", "/v1/cell/destructions/" + customer.id), 404)
        self.refused(auditor("GET", at), 403)
        own.say(f"advance {25 * 3600}")  # the epoch that wrapped the keys ends, and they are final
        until = time.time() + 30
        while not administrator("GET", at).json["final"] and time.time() < until:
            time.sleep(0.3)
        self.assertTrue(administrator("GET", at).json["final"])


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
