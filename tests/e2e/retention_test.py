#!/usr/bin/env python3
"""The end of retention on a twin whose clock is moved, and a frozen tenant: what goes, what waits, what stays.

usage: retention_test.py
"""
import os
import sqlite3
import sys
import time
import unittest
import uuid

import suite
from twin_test import Twin

DAY = 24 * 3600


class Tenant:
    """A tenant of a twin with a class of a day and one of ten, and a collection of each."""

    def __init__(self, twin):
        self.twin, admin = twin, twin.client(twin.administrator())
        made = admin("POST", "/v1/cell/tenants", {"name": "acme-chat"}).json
        self.owner, self.base = twin.client(made["token"]), "/v1/tenants/" + made["tenant"]
        self.id = uuid.UUID(made["tenant"]).bytes
        self.ok("PUT", "/purposes/support", {"title": "support", "reason": "never"})
        self.classed("short", 1)
        self.classed("long", 10)
        for name in ("short", "long"):
            field = lambda f, **more: {"name": f, "type": "text", "sensitivity": "personal", "purposes": ["support"],
                                       "retention": name, **more}
            self.ok("PUT", f"/collections/{name}", {"fields": [field("email", index="email"), field("note")]})

    def ask(self, method, path, body=None, **headers):
        return self.owner(method, self.base + path, body, **headers)

    def ok(self, *request, **headers):
        answer = self.ask(*request, **headers)
        assert answer.status < 300, (request, answer.status, answer.body)
        return answer

    def classed(self, name, days, **more):
        return self.ask("PUT", f"/retention/{name}", {"days": days, "ground": "chat", **more})

    def record(self, collection, email, subject=None):
        subject = subject or self.ok("POST", "/subjects").json["subject"]
        made = self.ok("POST", f"/subjects/{subject}/records/{collection}", {"email": email, "note": "hello"}).json["record"]
        return subject, f"/subjects/{subject}/records/{collection}/{made}"

    def there(self, path):
        return self.ask("GET", path, Purpose="support").status == 200

    def found(self, collection, email):
        return self.ok("POST", "/lookup", {"collection": collection, "field": "email", "value": email}, Purpose="support").json["matches"]

    def pass_time(self, seconds):
        self.twin.say(f"advance {seconds}")

    def gone(self, path, seconds=25):
        until = time.time() + seconds
        while self.there(path) and time.time() < until:
            time.sleep(0.2)
        return not self.there(path)

    def rows(self, sql):
        at = sqlite3.connect(f"file:{self.twin.data}/data.db?mode=ro", uri=True)
        try:
            return at.execute(sql, (self.id,)).fetchone()[0]
        finally:
            at.close()


def setUpModule():
    global twin, tenant
    twin = Twin()
    tenant = Tenant(twin)


def tearDownModule():
    twin.end()


class Retention(unittest.TestCase):
    def test_what_is_past_its_end_goes_with_versions_and_index_and_nothing_else(self):
        _, ends = tenant.record("short", "ends@example.com")
        _, stays = tenant.record("long", "stays@example.com")
        tenant.ok("PATCH", ends, {"note": "changed"}, If_Match='"1"')
        subject, waits = tenant.record("short", "waits@example.com")
        tenant.ok("PUT", f"/subjects/{subject}/restriction", {"ground": "legal-claims", "reason": "a claim"})
        tenant.pass_time(DAY - 1800)
        time.sleep(2)  # a twin looks at its clock four times a second
        self.assertTrue(tenant.there(ends), "an hour too early nothing goes")
        tenant.pass_time(2 * 3600)
        self.assertTrue(tenant.gone(ends))
        self.assertTrue(tenant.there(stays))
        self.assertEqual(tenant.found("short", "ends@example.com"), [])
        self.assertEqual(len(tenant.found("long", "stays@example.com")), 1)
        self.assertEqual(tenant.rows("SELECT COUNT(*) FROM record_history WHERE tenant_id = ?"), 0)
        self.assertEqual(tenant.rows("SELECT COUNT(*) FROM record WHERE tenant_id = ? AND collection = 'short'"), 1, "a restricted person's waits")
        tenant.ok("DELETE", f"/subjects/{subject}/restriction", {"reason": "settled"})
        self.assertTrue(tenant.there(waits))
        tenant.pass_time(2 * 3600)
        self.assertTrue(tenant.gone(waits))

    def test_a_shorter_class_holds_for_what_lies_there_a_longer_one_for_what_comes(self):
        self.assertEqual(tenant.classed("mid", 5).status, 200)
        field = {"name": "note", "type": "text", "sensitivity": "personal", "purposes": ["support"], "retention": "mid"}
        tenant.ok("PUT", "/collections/mid", {"fields": [{**field, "name": "email"}, field]})
        _, lies = tenant.record("mid", "lies@example.com")
        self.assertEqual(tenant.classed("mid", 2).status, 200)
        self.assertIn("mid", tenant.ok("GET", "/retention").json["being_shortened"])
        refused = tenant.classed("mid", 9)
        self.assertEqual((refused.status, refused.json["at"]), (400, "/instruction"))
        tenant.pass_time(3 * 3600)
        until = time.time() + 25
        while tenant.ok("GET", "/retention").json["being_shortened"] and time.time() < until:
            time.sleep(0.2)
        self.assertEqual(tenant.classed("mid", 9, instruction="letter of the customer, 2026-11-20").status, 200)
        tenant.pass_time(2 * DAY)
        self.assertTrue(tenant.gone(lies), "a longer class does not lengthen what lies there")

    def test_the_classes_and_what_is_due_are_listed(self):
        listed = tenant.ok("GET", "/retention").json
        self.assertIn({"name": "short", "days": 1, "ground": "chat"}, listed["classes"])
        desk = twin.client(tenant.ok("POST", "/principals", {"name": "desk", "permissions": ["consult"]}).json["token"])
        self.assertEqual(desk("GET", tenant.base + "/retention").status, 403)


class Frozen(unittest.TestCase):
    def test_a_frozen_tenant_is_neither_read_nor_written_but_erased_and_thawed(self):
        subject, path = tenant.record("long", "frozen@example.com")
        gone, _ = tenant.record("long", "gone@example.com")
        refused = tenant.ask("PUT", "/freeze", {"reason": ""})
        self.assertEqual((refused.status, refused.json["at"]), (400, "/reason"))
        self.assertEqual(tenant.ask("DELETE", "/freeze", {"reason": "none"}).status, 409)
        tenant.ok("PUT", "/freeze", {"reason": "an attack is looked into"})
        for method, at, body in (("GET", path, None), ("GET", f"/subjects/{subject}/records", None), ("POST", "/subjects", None),
                                 ("POST", "/destruction", {"ground": "contract-ended"}), ("POST", "/links", {}),
                                 ("POST", "/lookup", {"collection": "long", "field": "email", "value": "frozen@example.com"})):
            answer = tenant.ask(method, at, body, Purpose="support")
            self.assertIn(answer.status, (423, 400), (method, at, answer.body))
            self.assertNotIn(b"frozen@", answer.body)
        self.assertEqual(tenant.ask("GET", path, Purpose="support").status, 423)
        self.assertEqual(tenant.ask("PUT", "/freeze", {"reason": "twice"}).status, 409)
        erased = tenant.ok("POST", f"/subjects/{gone}/erasure", {"ground": "consent-withdrawn"})
        self.assertIn("unreadable_since", erased.json)
        self.assertEqual(tenant.ok("GET", "").json["state"], "frozen")
        tenant.ok("DELETE", "/freeze", {"reason": "it was nothing"})
        self.assertTrue(tenant.there(path))


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
