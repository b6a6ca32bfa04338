"""The copy of everything that is kept of one person, on whose word data is processed, and the record of processing."""
import datetime
import hashlib
import json
import sys
import unittest

import suite
from cell import Cell
from second_reader import SecondReader

ABSENT = "01890a5d-ac96-774b-bcce-b302099a8057"
NOTICE = {"version": "2026-11", "sha256": hashlib.sha256(b"the notice").hexdigest(), "choice": "accepted"}
KEY = {"kty": "OKP", "crv": "X25519", "x": "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo"}
REASON = "she asked for a copy"


def setUpModule():
    global cell, reader, owner, base, tenant, rights
    cell = Cell()
    reader, owner, base, tenant = SecondReader(cell), cell.owner, cell.base, cell.tenant
    rights = principal("export_data")


def tearDownModule():
    cell.close()


def principal(*permissions):
    made = owner("POST", base + "/principals", {"name": "case", "permissions": list(permissions)}).json
    return cell.client(made["token"])


def copy(subject, cursor="", who=None, **headers):
    query = "?cursor=" + cursor if cursor else ""
    return (who or rights)("GET", f"{base}/subjects/{subject}/dsr{query}", **(headers or {"Reason": REASON}))


class Case(unittest.TestCase):
    def refused(self, answer, status, at="", log=None):
        self.assertEqual(answer.status, status, answer.body)
        self.assertIn(at, answer.json.get("at", ""), answer.body)
        self.assertEqual(reader.event(log or tenant, answer.event).type, "request.refused")


class Copies(Case):
    def test_holds_all_of_one_person_and_nothing_of_another(self):
        cell.record("other@example.com", "Other Example")
        subject, record = cell.record("all@example.com", "All Example")
        owner("PATCH", cell.path(subject, record), {"display_name": "All Anew", "score": 7}, If_Match='"1"')
        note = owner("POST", f"{base}/subjects/{subject}/records/message", {"text": "a note", "conversation": "c-1"}).json["record"]
        owner("PUT", base + "/recipients/mailer", {"title": "Mailer", "country": "DE", "basis": "authority", "transfer": "eea", "purposes": ["support"], "key": KEY})
        self.assertEqual(owner("POST", base + "/disclosures", {"recipient": "mailer", "subject": subject, "collection": "contact", "record": record, "fields": ["email"]}, Purpose="support").status, 201)
        answer = copy(subject)
        said = answer.json
        self.assertEqual([(r["collection"], r["record"], r["version"], r["current"], r["fields"]) for r in said["records"]],
                         [("contact", record, 1, False, {"display_name": "All Example", "email": "all@example.com"}),
                          ("contact", record, 2, True, {"display_name": "All Anew", "email": "all@example.com", "score": 7}),
                          ("message", note, 1, True, {"text": "a note", "conversation": "c-1"})])
        self.assertNotIn(b"other@example.com", answer.body)
        self.assertNotIn("next", said)
        self.assertEqual((said["subject"], said["tenant"], said["state_of_subject"]["state"]), (subject, tenant, "active"))
        self.assertEqual([(r["recipient"], r["disclosures"]) for r in said["recipients"]], [("mailer", 1)])
        kept = said["kept"]
        self.assertEqual([c["collection"] for c in kept["collections"]], ["contact", "message"])
        self.assertEqual(({p["purpose"] for p in kept["purposes"]}, {(r["retention"], r["days"]) for r in kept["retention"]}), ({"support", "quality"}, {("chat", 365)}))
        for r in said["records"]:
            self.assertLess(r["at"], r["retain_until"])
        event = reader.event(tenant, answer.event)
        self.assertEqual((event.type, event.subject, event.whom), ("subject.exported", subject, {"subject": subject, "reason": REASON}))
        self.assertEqual(event.what, {"copy": "first page", "versions": {"contact": 2, "message": 1}, "more": False})

    def test_holds_what_stands_beside_the_records(self):
        subject, record = cell.record("beside@example.com")
        twin, _ = cell.record("beside.too@example.com")
        path = cell.path(subject)
        owner("PUT", base + "/labels/vip", {"title": "Very important", "class": "internal"})
        for target in (path, cell.path(subject, record)):
            self.assertLess(owner("PUT", target + "/labels/vip").status, 300)
        self.assertLess(owner("PUT", path + "/objections/quality").status, 300)
        link = owner("POST", base + "/links", {"from": subject, "into": twin, "basis": "person", "reason": "the same voice"})
        self.assertEqual(link.status, 201, link.body)
        said = copy(subject).json
        self.assertEqual([(l["label"], l.get("record")) for l in said["labels"]], [("vip", None), ("vip", record)])
        self.assertEqual([o["purpose"] for o in said["objections"]], ["quality"])
        for one in (said, copy(twin).json):
            self.assertEqual([(l["link"], l["from"], l["into"]) for l in one["links"]], [(link.json["link"], subject, twin)])
        self.assertNotIn("beside.too", json.dumps(said), "the linked one has a copy of its own")

    def test_holds_the_receipt_of_the_notice(self):
        shown = {"version": "2026-11", "sha256": NOTICE["sha256"]}
        form = {"collection": "contact", "purpose": "support", "fields": ["email"], "origins": ["https://www.example.com"], "notice": "shown",
                "per_minute": 10, "per_day": 10}
        owner("PUT", base + "/notices/shown", {**shown, "title": "The notice"})
        owner("PUT", base + "/forms/page", form)
        page = cell.client(owner("POST", base + "/forms/page/tokens").json["token"])
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        sent = page("POST", base + "/forms/page/collect", {"record": {"email": "page@example.com"}, "notice": {**NOTICE, "shown_at": now}},
                    Origin="https://www.example.com")
        self.assertEqual(sent.status, 201, sent.body)
        found = owner("POST", base + "/lookup", {"collection": "contact", "field": "email", "value": "page@example.com"}, Purpose="support").json
        (receipt,) = copy(found["matches"][0]["subject"]).json["notices"]
        self.assertEqual((receipt["receipt"]["version"], receipt["receipt"]["choice"], receipt["receipt"]["sha256"]), ("2026-11", "accepted", NOTICE["sha256"]))

    def test_says_which_import_named_the_person(self):
        made = owner("POST", base + "/imports", {"collection": "contact"}).json["import"]
        owner("PUT", f"{base}/imports/{made}/chunks/0", '{"new":"a","record":{"email":"line@example.com"}}\n')
        found = owner("POST", base + "/lookup", {"collection": "contact", "field": "email", "value": "line@example.com"}, Purpose="support").json
        said = copy(found["matches"][0]["subject"]).json
        self.assertEqual([(i["import"], i["collection"]) for i in said["imports"]], [(made, "contact")])

    def test_comes_in_pages_each_with_its_event(self):
        subject, _ = cell.record()
        made = {owner("POST", f"{base}/subjects/{subject}/records/message", {"text": f"message {i}"}).json["record"] for i in range(104)}
        first = copy(subject)
        self.assertEqual(len(first.json["records"]), 100)
        second = copy(subject, first.json["next"])
        self.assertNotIn("next", second.json)
        self.assertNotIn("kept", second.json)
        seen = [r["record"] for page in (first, second) for r in page.json["records"] if r["collection"] == "message"]
        self.assertEqual((len(seen), set(seen)), (104, made))
        self.assertNotEqual(first.event, second.event)
        self.assertEqual(reader.event(tenant, second.event).what["copy"], "further page")

    def test_large_records_make_smaller_pages(self):
        subject = owner("POST", base + "/subjects").json["subject"]
        for i in range(80):
            made = owner("POST", f"{base}/subjects/{subject}/records/message", {"text": "x" * 16_000})
            self.assertEqual(made.status, 201, made.body)
        sizes, cursor = [], ""
        while True:
            answer = copy(subject, cursor)
            sizes.append(len(answer.json["records"]))
            self.assertLess(len(answer.body), 1_100_000)
            if "next" not in answer.json:
                break
            cursor = answer.json["next"]
        self.assertEqual(sizes, [65, 15])

    def test_is_for_who_may_export_and_says_why(self):
        subject, _ = cell.record()
        self.refused(copy(subject, who=owner), 403, "export_data")
        self.refused(copy(subject, who=principal("retrieve", "consult")), 403, "export_data")
        self.refused(rights("GET", f"{base}/subjects/{subject}/dsr"), 428, "Reason")
        self.refused(copy(subject, Reason="x" * 501), 400, "Reason")
        self.refused(copy(ABSENT), 404)
        for cursor in ("x", "contact", "contact/x/1", f"contact/{ABSENT}/one", f"Contact/{ABSENT}/1"):
            self.refused(copy(subject, cursor), 400, "cursor")

    def test_a_restricted_person_gets_one_too(self):
        subject, record = cell.record("frozen@example.com")
        path = cell.path(subject)
        owner("PUT", path + "/restriction", {"ground": "accuracy-contested", "reason": "a doubt"})
        self.assertEqual(owner("GET", cell.path(subject, record), Purpose="support").status, 423)
        answer = copy(subject)
        self.assertEqual((answer.status, answer.json["state_of_subject"]["state"]), (200, "restricted"))
        self.assertIn(b"frozen@example.com", answer.body)
        owner("DELETE", path + "/restriction", {"reason": "settled"})

    def test_an_erased_one_gets_none(self):
        subject, _ = cell.record()
        cell.wait_job(owner("POST", cell.path(subject) + "/erasure", {"ground": "objection"}).json["job"])
        self.refused(copy(subject), 404)

    def test_a_version_from_before_a_field_was_dropped_is_shown_whole(self):
        plain = lambda name: {"name": name, "type": "text", "sensitivity": "personal", "purposes": ["support"], "retention": "chat"}
        owner("PUT", base + "/collections/shrinking", {"fields": [plain("kept"), plain("dropped")]})
        subject = owner("POST", base + "/subjects").json["subject"]
        owner("POST", f"{base}/subjects/{subject}/records/shrinking", {"kept": "a", "dropped": "b"})
        owner("PUT", base + "/collections/shrinking", {"fields": [plain("kept")]})
        self.assertEqual(copy(subject).json["records"][0]["fields"], {"kept": "a", "dropped": "b"})


class Instructions(Case):
    """Each in a tenant of its own, as an instruction binds all that is done in one."""

    def setUp(self):
        made = cell.client(cell.admin_token)("POST", "/v1/cell/tenants", {"name": "gamma-chat"}).json
        self.tenant, self.base, self.owner = made["tenant"], "/v1/tenants/" + made["tenant"], cell.client(made["token"])

    def instruct(self, *operations, **more):
        return self.owner("POST", self.base + "/instructions", {"text_sha256": "ab" * 32, "summary": "chats only", "operations": list(operations), **more})

    def wrong(self, answer, status, at=""):
        self.refused(answer, status, at, self.tenant)

    def test_the_role_is_kept_in_versions(self):
        self.wrong(self.owner("GET", self.base + "/role"), 404)
        put = lambda **body: self.owner("PUT", self.base + "/role", body)
        self.assertEqual(put(role="controller").json["version"], 1)
        second = put(role="processor", controller={"name": "Example AG", "contact": "privacy@example.com"})
        self.assertEqual((second.json["version"], second.json["controller"]["name"]), (2, "Example AG"))
        self.assertEqual(self.owner("GET", self.base + "/role").json["role"], "processor")
        self.wrong(put(role="owner"), 400, "/role")
        self.wrong(put(role="processor"), 400, "/controller")
        self.wrong(put(role="processor", controller={}), 400, "/controller/name")
        self.wrong(put(role="processor", controller={"name": ""}), 400, "/controller/name")
        self.wrong(put(role="processor", controller={"name": "Example AG", "dog": "Rex"}), 400, "/controller/dog")

    def test_what_the_newest_does_not_name_is_refused(self):
        self.assertEqual(self.owner("POST", self.base + "/subjects").status, 201, "before there is any, nothing is outside")
        made = self.instruct("recording", "storage", "erasure")
        self.assertEqual((made.status, made.json["version"], made.json["operations"]), (201, 1, ["recording", "storage", "erasure"]))
        subject = self.owner("POST", self.base + "/subjects").json["subject"]
        listing = lambda: self.owner("GET", f"{self.base}/subjects/{subject}/records")
        self.wrong(listing(), 403, "retrieval")
        self.assertIn("outside the controller's instructions", listing().json["detail"])
        self.assertEqual(self.owner("GET", f"{self.base}/subjects/{subject}/storage").status, 200)
        self.assertEqual(self.owner("PUT", self.base + "/purposes/support", {"title": "support"}).status, 200)
        self.assertEqual(self.instruct("retrieval").json["version"], 2)
        self.assertEqual(listing().status, 200)
        self.wrong(self.owner("POST", self.base + "/subjects"), 403, "recording")
        self.assertEqual(self.instruct().status, 201)
        self.wrong(listing(), 403, "retrieval")
        said = self.owner("GET", self.base + "/instructions").json["instructions"]
        self.assertEqual([(i["version"], i["operations"]) for i in said], [(3, []), (2, ["retrieval"]), (1, ["recording", "storage", "erasure"])])
        self.assertEqual(owner("POST", base + "/subjects").status, 201, "another tenant is not bound by it")

    def test_what_is_no_instruction(self):
        self.wrong(self.instruct("reading"), 400, "/operations/0")
        self.wrong(self.instruct("retrieval", "administration"), 400, "/operations/1")
        self.wrong(self.instruct(text_sha256="ab"), 400, "/text_sha256")
        self.wrong(self.instruct(summary=""), 400, "/summary")
        self.wrong(self.instruct(summary="two\nlines"), 400, "/summary")
        self.wrong(self.instruct(more=1), 400, "/more")
        self.wrong(self.owner("GET", self.base + "/instructions?cursor=x"), 400, "cursor")

    def test_only_administrators_give_one(self):
        made = self.owner("POST", self.base + "/principals", {"name": "desk", "permissions": ["consult"]}).json
        desk = cell.client(made["token"])
        for method, path in (("POST", "/instructions"), ("GET", "/instructions"), ("PUT", "/role"), ("GET", "/role"), ("GET", "/processing-record")):
            self.wrong(desk(method, self.base + path, {} if method != "GET" else None), 403, "administer")


class ProcessingRecord(Case):
    def test_is_made_of_what_was_done(self):
        made = cell.client(cell.admin_token)("POST", "/v1/cell/tenants", {"name": "delta-chat"}).json
        b, o = "/v1/tenants/" + made["tenant"], cell.client(made["token"])
        record = lambda: o("GET", b + "/processing-record")
        times = lambda said: {e["operation"]: e["times"] for e in said["operations"]}
        self.assertEqual((record().json["role"], record().json["instruction"], set(times(record().json).values())), (None, None, {0}))
        o("PUT", b + "/purposes/support", {"title": "support"})
        o("PUT", b + "/retention/chat", {"days": 30, "ground": "history"})
        o("PUT", b + "/collections/note", {"fields": [{"name": "text", "type": "text", "sensitivity": "personal", "purposes": ["support"], "retention": "chat"}]})
        o("PUT", b + "/role", {"role": "processor", "controller": {"name": "Example AG"}})
        o("PUT", b + "/recipients/us", {"title": "US Mailer", "country": "US", "basis": "authority", "transfer": "scc", "purposes": ["support"], "key": KEY})
        subjects = [o("POST", b + "/subjects").json["subject"] for _ in range(3)]
        o("GET", f"{b}/subjects/{subjects[0]}/storage")
        answer = record()
        said = answer.json
        self.assertEqual(len(said["operations"]), 15)
        self.assertEqual({k: v for k, v in times(said).items() if v}, {"recording": 3, "structuring": 1, "storage": 1})
        self.assertEqual({k: v for k, v in times(record().json).items() if v}, {"recording": 3, "structuring": 1, "storage": 1}, "counted once")
        o("POST", b + "/subjects")
        self.assertEqual(times(record().json)["recording"], 4)
        told = {e["operation"]: e for e in said["operations"]}
        self.assertLess(told["recording"]["first"], told["recording"]["last"])
        self.assertIn("POST /v1/tenants/{tenant}/subjects", told["recording"]["routes"])
        self.assertNotIn("first", told["erasure"])
        self.assertEqual((said["role"]["controller"]["name"], said["security_measures"]), ("Example AG", "/trust/tom"))
        self.assertEqual(([p["name"] for p in said["purposes"]], [r["days"] for r in said["retention"]]), (["support"], [30]))
        self.assertEqual([c["collection"] for c in said["categories_of_data"]], ["note"])
        self.assertEqual(said["transfers_to_third_countries"], [{"recipient": "us", "country": "US"}])
        self.assertEqual(said["counted"]["events"], said["counted"]["of"])
        self.assertEqual(reader.event(made["tenant"], answer.event).type, "tenant.administered")


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
