"""Reading the log over a real cell: who may, what each route answers, and that every answer left its event."""
import base64
import datetime
import hashlib
import json
import sys
import time
import unittest
import uuid

import suite
from cell import Cell, leaf_hash
from second_reader import SecondReader

ABSENT = "01890a5d-ac96-774b-bcce-b302099a8057"
ROUTES = [("GET", "/checkpoint"), ("GET", "/verifier"), ("GET", "/tile/0/000.p/1"), ("GET", "/tile/entries/000.p/1"), ("GET", "/events"),
          ("GET", "/events/{event}"), ("GET", "/events/{event}/proof"), ("GET", "/events/{event}/receipt"),
          ("GET", "/events/{event}/receipt?parts=what,who"), ("POST", "/blast-radius"), ("GET", "/export")]
TOLD = {"/checkpoint": "log.read", "/verifier": "log.read", "/tile/0/000.p/1": "log.read", "/tile/entries/000.p/1": "log.read",
        "/events": "log.searched", "/events/{event}": "log.opened", "/events/{event}/proof": "log.read",
        "/events/{event}/receipt": "log.read", "/events/{event}/receipt?parts=what,who": "log.opened",
        "/blast-radius": "log.blast_radius", "/export": "log.exported"}


def named_reader(who, base):
    made = who("POST", base + "/principals", {"name": "auditor", "permissions": ["read_log"]})
    assert made.status == 201, made.body
    client = cell.client(made.json["token"])
    client.principal, client.token_id = made.json["principal"], made.json["token_id"]
    return client


def setUpModule():
    global cell, second, owner, base, log, auditor, admin, other, other_base, event, subject
    cell = Cell()
    second, owner, base = SecondReader(cell), cell.owner, cell.base
    log = base + "/log"
    admin = cell.client(cell.admin_token)
    made = admin("POST", "/v1/cell/tenants", {"name": "beta-chat"}).json
    owner_of_other, other_base = cell.client(made["token"]), "/v1/tenants/" + made["tenant"]
    auditor, other = named_reader(owner, base), named_reader(owner_of_other, other_base)
    subject, record = cell.record()
    shown = owner("GET", cell.path(subject, record), Purpose="support")
    assert shown.status == 200, shown.body
    event = shown.event
    wait_for_seal()


def tearDownModule():
    cell.close()


def wait_for_seal():
    deadline = time.time() + 40
    while time.time() < deadline:
        if auditor("GET", f"{log}/events/{event}/proof").status == 200:
            return
        time.sleep(0.5)
    raise AssertionError("no seal came")


def body_of(method):
    now = datetime.datetime.now(datetime.timezone.utc)
    span = lambda seconds: (now + datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"actor": auditor.principal, "from": span(-3600), "to": span(60)} if method == "POST" else None


class Routes(unittest.TestCase):
    def ask(self, client, where, method, route):
        return client(method, where + route.replace("{event}", event), body_of(method))

    def test_answer_the_entitled_and_leave_their_event(self):
        for method, route in ROUTES:
            answer = self.ask(auditor, log, method, route)
            self.assertEqual(answer.status, 200, (route, answer.body))
            self.assertEqual(second.event(cell.tenant, answer.event).type, TOLD[route], route)

    def test_deny_the_owner_who_was_not_named(self):
        for method, route in ROUTES:
            answer = self.ask(owner, log, method, route)
            self.assertEqual(answer.status, 403, (route, answer.body))
            self.assertEqual(second.event(cell.tenant, answer.event).type, "request.refused")

    def test_are_not_there_for_another_tenant_and_the_cells_administrator(self):
        for client in (other, admin):
            for method, route in ROUTES:
                foreign = self.ask(client, log, method, route)
                absent = self.ask(client, f"/v1/tenants/{uuid.uuid4()}/log", method, route)
                self.assertEqual((foreign.status, foreign.json), (404, absent.json), route)

    def test_walking_the_ids_of_another_tenant_finds_nothing(self):
        found = auditor("GET", f"{log}/events?limit=500").json["events"]
        for one in found[:20]:
            for what in ("", "/proof", "/receipt"):
                answer = other("GET", f"{other_base}/log/events/{one['event']}{what}")
                self.assertEqual(answer.status, 404, answer.body)
                self.assertEqual(answer.json, other("GET", f"{other_base}/log/events/{ABSENT}{what}").json)

    def test_of_the_cell_answer_its_own_and_nobody_else(self):
        own = named_reader_of_cell()
        for method, route in ROUTES:
            if "{event}" in route:
                continue
            self.assertEqual(self.ask(auditor, "/v1/cell/log", method, route).status, 404, route)
            self.assertEqual(self.ask(admin, "/v1/cell/log", method, route).status, 403, route)
            answer = self.ask(own, "/v1/cell/log", method, route)
            self.assertEqual(answer.status, 200, (route, answer.body))
            self.assertEqual(self.ask(own, log, method, route).status, 404, route)

    def test_refuse_what_is_malformed(self):
        for query in ("cursor=-1", "cursor=x", "cursor=01", "cursor=99999999", "limit=0", "limit=501", "actor=me", "type=nothing",
                      "from=yesterday", "page=2"):
            self.assertEqual(auditor("GET", f"{log}/events?{query}").status, 400, query)
        for query in ("cursor=x", "cursor=99999999", "limit=0", "limit=1000000", "format=csv"):
            self.assertEqual(auditor("GET", f"{log}/export?{query}").status, 400, query)
        for tile in ("0/999", "0/000.p/256", "0/000.p/0", "0/0", "9/000", "entries/999", "x"):
            self.assertEqual(auditor("GET", f"{log}/tile/{tile}").status, 404, tile)
        for name in (ABSENT, "x"):
            self.assertEqual(auditor("GET", f"{log}/events/{name}").status, 404, name)
        for body in ({}, {"actor": auditor.principal}, {**body_of("POST"), "token": auditor.token_id}, {**body_of("POST"), "more": 1}):
            self.assertEqual(auditor("POST", f"{log}/blast-radius", body).status, 400, body)


def named_reader_of_cell():
    made = admin("POST", "/v1/cell/principals", {"name": "auditor", "permissions": ["read_log"]})
    assert made.status == 201, made.body
    return cell.client(made.json["token"])


class Contents(unittest.TestCase):
    def test_an_opened_event_hashes_to_its_leaf(self):
        shown = auditor("GET", f"{log}/events/{event}").json
        leaf = base64.b64decode(shown["leaf"])
        self.assertEqual(leaf_hash(leaf).hex(), shown["leaf_hash"])
        self.assertEqual(shown["whom"]["subject"], subject)
        nonce = base64.b64decode(shown["nonces"]["what"])
        part = json.dumps(shown["what"], separators=(",", ":"), ensure_ascii=False).encode()
        self.assertEqual(hashlib.sha256(b"audit-part/v1\x01" + nonce + part).digest(), leaf[11:43])

    def test_a_search_finds_an_event_as_soon_as_its_answer_left(self):
        for _ in range(3):
            one = owner("POST", base + "/subjects")
            found = auditor("GET", f"{log}/events?subject={one.json['subject']}&limit=500").json
            self.assertIn(one.event, [e["event"] for e in found["events"]])

    def test_whoever_was_erased_is_named_nowhere(self):
        gone, record = cell.record("bob@example.com")
        shown = owner("GET", cell.path(gone, record), Purpose="support")
        done = owner("POST", cell.path(gone) + "/erasure", {"ground": "consent-withdrawn"})
        self.assertIn(done.status, (200, 202), done.body)
        cell.wait_job(done.json["job"])
        opened = auditor("GET", f"{log}/events/{shown.event}").json
        self.assertTrue(opened["erased"])
        self.assertIsNone(opened["whom"])
        self.assertEqual(auditor("GET", f"{log}/events?subject={gone}").json["events"], [])
        self.assertNotIn(gone, auditor("GET", f"{log}/export?limit=2000").body.decode())

    def test_the_public_pages_show_the_seal(self):
        anyone = cell.client()
        note = anyone("GET", "/log/cell/checkpoint")
        self.assertEqual((note.status, note.headers["Content-Type"]), (200, "text/plain; charset=utf-8"))
        size = int(note.body.split(b"\n")[1])
        self.assertEqual(anyone("GET", f"/log/cell/tile/0/000.p/{size}").status, 200)
        self.assertEqual(anyone("GET", f"/log/cell/tile/0/000.p/{size + 200}").status, 404)
        status = anyone("GET", "/log/status").json
        self.assertEqual(len(status["verifiers"]), 3)
        policy = anyone("GET", "/log/policy").body.decode()
        for key in status["verifiers"]:
            self.assertIn("log " + key, policy)
        self.assertEqual(anyone("GET", "/log/evidence/checkpoint").status, 404)
        self.assertEqual(anyone("GET", "/log/nothing").status, 404)


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
