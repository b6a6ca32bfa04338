"""Each operation that is built: what it answers, what another process then finds in the files, and the event it left."""
import hashlib
import sys
import time
import unittest
import uuid

import suite
from cell import Cell, leaf_hash, tree_root
from second_reader import CELL, SecondReader, f

NOTICE = {"version": "2026-11", "sha256": hashlib.sha256(b"the notice").hexdigest(), "choice": "accepted"}


def setUpModule():
    global cell, reader, owner, base, tenant
    cell = Cell()
    reader, owner, base, tenant = SecondReader(cell), cell.owner, cell.base, cell.tenant


def tearDownModule():
    cell.close()


class Case(unittest.TestCase):
    def told(self, answer, type_, log=None):
        """The event the answer names, found in the log by the second reader, with the actor in its `who`."""
        self.assertLess(answer.status, 300, answer.body)
        event = reader.event(log or tenant, answer.event)
        self.assertIsNotNone(event, "the event is durable before the answer leaves")
        self.assertEqual(event.type, type_)
        self.assertEqual(set(event.who) - {"of"}, {"principal", "token"})
        return event


class Operations(Case):
    def test_collection_takes_in_with_the_notice_receipt(self):
        answer = owner("POST", base + "/collect", {"collection": "contact", "notice": NOTICE,
                                                   "record": {"display_name": "Cleo Example", "email": "cleo@example.com"}})
        made = answer.json
        event = self.told(answer, "subject.collected")
        self.assertEqual(answer.status, 201)
        self.assertEqual(event.whom, {"subject": made["subject"]})
        self.assertEqual(event.what["notice"], NOTICE)
        self.assertEqual(answer.headers["Location"], cell.path(made["subject"], made["record"]))
        self.assertEqual(reader.record(tenant, made["subject"], "contact", made["record"]),
                         (1, {"display_name": "Cleo Example", "email": "cleo@example.com"}))

    def test_recording_makes_a_subject_and_a_record(self):
        answer = owner("POST", base + "/subjects")
        subject = answer.json["subject"]
        self.assertEqual(self.told(answer, "record.recorded").whom, {"subject": subject})
        answer = owner("POST", f"{base}/subjects/{subject}/records/contact", {"email": "Rec@Example.com", "score": 7})
        record = answer.json["record"]
        event = self.told(answer, "record.recorded")
        self.assertEqual((event.subject, event.what["record"], event.what["version"]), (subject, record, 1))
        self.assertEqual(reader.record(tenant, subject, "contact", record), (1, {"email": "Rec@Example.com", "score": 7}))
        (envelope, retain), = reader.rows("SELECT envelope, retain_until - created FROM record WHERE record_id = ?",
                                          uuid.UUID(record).bytes)
        self.assertEqual(event.what["envelope_sha256"], hashlib.sha256(envelope).hexdigest())
        self.assertEqual(retain, 365 * 86400 * 1_000_000)
        index = f.blind_index(reader.key("index", tenant), "contact", "email", 1, "rec@example.com")
        self.assertEqual(reader.rows("SELECT token FROM blind_index WHERE record_id = ?", uuid.UUID(record).bytes), [(index,)])

    def test_retrieval_finds_by_value_and_lists_in_pages(self):
        subject, record = cell.record("find.me@example.com")
        answer = owner("POST", base + "/lookup", {"collection": "contact", "field": "email", "value": " FIND.ME@example.com "}, Purpose="support")
        self.assertEqual(answer.json["matches"], [{"subject": subject, "record": record}])
        event = self.told(answer, "subject.retrieved")
        self.assertEqual(event.what, {"collection": "contact", "field": "email", "purpose": "support", "found": 1})
        records = {record}
        for i in range(104):
            made = owner("POST", f"{base}/subjects/{subject}/records/message", {"text": f"message {i}"})
            records.add(made.json["record"])
        first = owner("GET", f"{base}/subjects/{subject}/records")
        self.assertEqual(self.told(first, "subject.retrieved").whom, {"subject": subject})
        self.assertEqual(len(first.json["records"]), 100)
        second = owner("GET", f"{base}/subjects/{subject}/records?cursor={first.json['next']}")
        self.assertNotIn("next", second.json)
        seen = [r["record"] for page in (first, second) for r in page.json["records"]]
        self.assertEqual((len(seen), set(seen)), (105, records))

    def test_consultation_shows_what_the_purpose_reaches(self):
        subject, record = cell.record("con@example.com", "Con Example")
        answer = owner("GET", cell.path(subject, record), Purpose="support", Reason="ticket 4711")
        self.assertEqual(answer.json["fields"], {"display_name": "Con Example", "email": "con@example.com"})
        event = self.told(answer, "record.consulted")
        self.assertEqual(event.whom, {"subject": subject, "reason": "ticket 4711"})
        self.assertEqual(event.what["purpose"], "support")
        self.assertEqual(event.what["fields"], ["display_name", "email"])
        narrowed = owner("GET", cell.path(subject, record) + "?fields=email", Purpose="support")
        self.assertEqual(narrowed.json["fields"], {"email": "con@example.com"})
        self.assertEqual(self.told(narrowed, "record.consulted").what["fields"], ["email"])
        self.assertEqual(narrowed.headers["Cache-Control"], "no-store")

    def test_alteration_keeps_the_version_before(self):
        subject, record = cell.record("old@example.com")
        path = cell.path(subject, record)
        answer = owner("PATCH", path, {"email": "new@example.com"}, If_Match='"1"')
        self.assertEqual((answer.json["version"], answer.headers["ETag"]), (2, '"2"'))
        event = self.told(answer, "record.altered")
        self.assertEqual((event.what["fields"], event.whom), (["email"], {"subject": subject}))
        self.assertEqual(reader.record(tenant, subject, "contact", record),
                         (2, {"display_name": "Ada Example", "email": "new@example.com"}))
        self.assertEqual(reader.count("record_history", subject_id=subject, record_id=record), 1)
        find = lambda value: owner("POST", base + "/lookup",
                                   {"collection": "contact", "field": "email", "value": value}, Purpose="support").json["matches"]
        self.assertEqual(find("old@example.com"), [])
        self.assertEqual(find("new@example.com"), [{"subject": subject, "record": record}])

    def test_alteration_of_a_record_from_before_a_field_was_dropped(self):
        plain = lambda name: {"name": name, "type": "text", "sensitivity": "personal", "purposes": ["support"],
                              "retention": "chat"}
        self.assertEqual(owner("PUT", base + "/collections/shrinking", {"fields": [plain("kept"), plain("dropped")]}).status, 201)
        subject = owner("POST", base + "/subjects").json["subject"]
        record = owner("POST", f"{base}/subjects/{subject}/records/shrinking", {"kept": "a", "dropped": "b"}).json["record"]
        self.assertEqual(owner("PUT", base + "/collections/shrinking", {"fields": [plain("kept")]}).status, 200)
        path = cell.path(subject, record, "shrinking")
        self.assertEqual(owner("GET", path, Purpose="support").json["fields"], {"kept": "a"})
        self.assertEqual(owner("PATCH", path, {"kept": "c"}, If_Match='"1"').status, 200)
        self.assertEqual(reader.record(tenant, subject, "shrinking", record), (2, {"kept": "c"}))

    def test_storage_is_stated_from_the_rows(self):
        subject, _ = cell.record("store@example.com")
        owner("POST", f"{base}/subjects/{subject}/records/message", {"text": "hello"})
        answer = owner("GET", f"{base}/subjects/{subject}/storage")
        said = answer.json
        self.assertEqual(self.told(answer, "storage.stated").whom, {"subject": subject})
        self.assertEqual((said["state"], said["region"], said["encryption"]["suite"]), ("active", "eu-central", "AES-256-GCM"))
        self.assertEqual([(c["collection"], c["records"]) for c in said["collections"]], [("contact", 1), ("message", 1)])

    def test_restriction_and_its_lifting(self):
        subject, record = cell.record("res@example.com")
        path = f"{base}/subjects/{subject}/restriction"
        answer = owner("PUT", path, {"ground": "accuracy-contested", "reason": "she says the name is wrong"})
        event = self.told(answer, "subject.restriction_changed")
        self.assertEqual(event.what, {"state": "restricted", "ground": "accuracy-contested"})
        self.assertEqual(event.whom, {"subject": subject, "reason": "she says the name is wrong"})
        stored = lambda: reader.rows("SELECT state, ground FROM subject WHERE subject_id = ?", uuid.UUID(subject).bytes)
        self.assertEqual(stored(), [("restricted", "accuracy-contested")])
        self.assertEqual(owner("GET", f"{base}/subjects/{subject}/storage").json["state"], "restricted")
        lifted = owner("DELETE", path, {"reason": "corrected"})
        self.assertEqual(self.told(lifted, "subject.restriction_changed").what, {"state": "active"})
        self.assertEqual(stored(), [("active", "")])
        self.assertEqual(owner("GET", cell.path(subject, record), Purpose="support").status, 200)

    def test_erasure_leaves_nothing_of_the_person(self):
        subject, record = cell.record("gone.for.good@example.com", "Gone Example")
        owner("PATCH", cell.path(subject, record), {"display_name": "Gone Again"}, If_Match='"1"')
        owner("GET", cell.path(subject, record), Purpose="support", Reason="a look before")
        before = [e for e in reader.events(tenant) if e.subject == subject]
        self.assertGreaterEqual(len(before), 4)
        answer = owner("POST", f"{base}/subjects/{subject}/erasure", {"ground": "consent-withdrawn"})
        receipt = answer.json
        self.assertEqual(answer.status, 200)
        self.assertIsNotNone(receipt["unreadable_since"])
        intended = reader.event(tenant, answer.event)
        self.assertEqual((intended.type, intended.what["ground"]), ("erasure.intended", "consent-withdrawn"))
        with self.assertRaises(f.FormatError):
            reader.key("subject", tenant, subject)
        cell.wait_job(receipt["job"])
        for table in ("subject", "record", "record_history", "blind_index", "import_label", "idempotency", "job", "event"):
            self.assertEqual(reader.count(table, subject_id=subject), 0, table)
        self.assertEqual(owner("GET", cell.path(subject, record), Purpose="support").status, 404)
        after = {e.id: e for e in reader.events(tenant)}
        for event in before:
            now = after[event.id]
            self.assertEqual(now.leaf, event.leaf)
            self.assertEqual(now.subject.replace("-", ""), receipt["handle"])
            self.assertEqual(now.parts[2], b"", "what was said of the person is gone from the row too")
            self.assertIn("principal", now.who)  # verifies its commitment in the leaf, too
        kinds = [e.type for e in after.values() if e.type.startswith("erasure.") and e.what.get("job") == receipt["job"]]
        self.assertEqual((kinds[0], kinds[1], kinds[-1]), ("erasure.intended", "erasure.unreadable", "erasure.completed"))

    def test_structuring_names_what_was_widened(self):
        plain = {"name": "note", "type": "text", "sensitivity": "internal", "purposes": ["support"], "retention": "chat"}
        answer = owner("PUT", base + "/collections/widening", {"fields": [plain]})
        self.assertEqual((answer.status, answer.json["version"]), (201, 1))
        self.assertEqual(self.told(answer, "collection.structured").what["widened"], [])
        answer = owner("PUT", base + "/collections/widening", {"fields": [{**plain, "purposes": ["support", "quality"]}]})
        self.assertEqual((answer.status, answer.json["version"]), (200, 2))
        self.assertEqual(self.told(answer, "collection.structured").what["widened"], ["note:quality"])


class Administration(Case):
    def test_a_tenant_is_described_and_its_rules_are_logged(self):
        answer = owner("GET", base)
        self.told(answer, "tenant.administered")
        self.assertEqual((answer.json["name"], answer.json["state"]), ("acme-chat", "active"))
        answer = owner("PUT", base + "/purposes/billing", {"title": "Billing"})
        self.assertEqual(self.told(answer, "tenant.administered").what,
                         {"purpose": "billing", "title": "Billing", "automated": False, "reason": "others"})
        answer = owner("PUT", base + "/retention/short", {"days": 30, "ground": "no reason to keep it"})
        self.assertEqual(self.told(answer, "tenant.administered").what["days"], 30)
        self.assertEqual(reader.rows("SELECT days FROM retention WHERE name = 'short'"), [(30,)])

    def test_principals_and_tokens(self):
        answer = owner("POST", base + "/principals", {"name": "desk", "permissions": ["consult", "retrieve"], "days": 30})
        made = answer.json
        event = self.told(answer, "principal.created")
        self.assertEqual((event.what["principal"], event.what["permissions"]), (made["principal"], ["retrieve", "consult"]))
        subject, record = cell.record("desk@example.com")
        desk = cell.client(made["token"])
        self.assertEqual(desk("GET", cell.path(subject, record), Purpose="support").status, 200)
        self.assertEqual(desk("GET", base).status, 403)
        answer = owner("POST", f"{base}/principals/{made['principal']}/tokens", {"permissions": ["consult"], "days": 1})
        self.assertEqual(self.told(answer, "token.issued").what["permissions"], ["consult"])
        self.assertEqual(cell.client(answer.json["token"])("GET", cell.path(subject, record), Purpose="support").status, 200)
        answer = owner("DELETE", f"{base}/tokens/{made['token_id']}")
        self.assertEqual(self.told(answer, "token.revoked").what, {"token_id": made["token_id"]})
        self.assertEqual(desk("GET", cell.path(subject, record), Purpose="support").status, 401)
        self.assertNotIn(made["token"].encode(), cell.raw(), "a token lies nowhere")

    def test_a_token_can_end_itself(self):
        made = owner("POST", base + "/principals", {"name": "leaver", "permissions": ["administer"]}).json
        leaver = cell.client(made["token"])
        self.assertEqual(leaver("DELETE", f"{base}/tokens/{made['token_id']}").status, 200)
        self.assertEqual(leaver("GET", base).status, 401)

    def test_the_cell_tells_of_its_keys_and_ends_an_epoch(self):
        admin = cell.client(cell.admin_token)
        answer = admin("GET", "/v1/cell/keys")
        self.told(answer, "keys.stated", CELL)
        epoch = answer.json["epoch"]
        subject, record = cell.record("survivor@example.com")
        answer = admin("POST", "/v1/cell/epochs")
        self.assertEqual((answer.status, self.told(answer, "tenant.administered", CELL).what["ends_epoch"]), (202, epoch))
        cell.wait_job(answer.json["job"], admin, "/v1/cell")
        after = admin("GET", "/v1/cell/keys").json
        self.assertEqual((after["epoch"], after["closed"], after["last_destroyed"]), (epoch + 1, [], epoch))
        self.assertEqual(owner("GET", cell.path(subject, record), Purpose="support").status, 200)
        self.assertEqual(reader.record(tenant, subject, "contact", record)[0], 1)
        types = [e.type for e in reader.events(CELL)]
        self.assertLess(types.index("epoch.opened"), types.index("epoch.destroyed"))

    def test_a_new_tenant_is_told_to_the_cell(self):
        answer = cell.client(cell.admin_token)("POST", "/v1/cell/tenants", {"name": "beta-chat"})
        self.assertEqual(self.told(answer, "tenant.created", CELL).what["tenant"], answer.json["tenant"])
        self.assertEqual(cell.client(answer.json["token"])("GET", "/v1/tenants/" + answer.json["tenant"]).status, 200)


class Log(Case):
    def test_every_leaf_is_in_the_head(self):
        """Recomputed by the definition of RFC 6962, over the leaves another process reads."""
        for log in (CELL, tenant):
            for attempt in range(20):  # the counts of the minute may fall between the two reads
                size, root = reader.head(log)
                events = reader.events(log)
                if len(events) == size:
                    break
                time.sleep(0.05)
            self.assertEqual([e.seq for e in events], list(range(size)))
            self.assertEqual(tree_root([leaf_hash(e.leaf) for e in events]), root)
            for event in events:
                self.assertEqual(f.parse_leaf(event.leaf).minute, event.at // 60_000_000)

    def test_public_pages_tell_nothing_of_a_tenant(self):
        stranger = cell.client()
        before = reader.size(tenant)
        for page, type_ in (("/", "text/html"), ("/healthz", "text/plain"), ("/readyz", "text/plain"), ("/style.css", "text/css")):
            answer = stranger("GET", page)
            self.assertEqual((answer.status, answer.headers["Content-Type"].split(";")[0]), (200, type_))
            self.assertNotIn(tenant.encode(), answer.body)
            self.assertIn("default-src 'self'", answer.headers["Content-Security-Policy"])
        self.assertEqual(reader.size(tenant), before)


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
