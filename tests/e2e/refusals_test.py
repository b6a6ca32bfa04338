"""What must not work, and how it is said: each case sends what an attacker or a careless client would send to a real cell."""
import base64
import hashlib
import json
import sqlite3
import sys
import time
import unittest
import uuid

import suite
from cell import Cell, tempfile
from second_reader import CELL, SecondReader, f

NOTICE = {"version": "2026-11", "sha256": "ab" * 32, "choice": "accepted"}
ABSENT = "01890a5d-ac96-774b-bcce-b302099a8057"


def setUpModule():
    global cell, reader, owner, base, tenant, admin, other, other_base
    cell = Cell()
    reader, owner, base, tenant = SecondReader(cell), cell.owner, cell.base, cell.tenant
    admin = cell.client(cell.admin_token)
    made = admin("POST", "/v1/cell/tenants", {"name": "beta-chat"}).json
    other, other_base = cell.client(made["token"]), "/v1/tenants/" + made["tenant"]
    other.tenant = made["tenant"]


def tearDownModule():
    cell.close()


def principal(*permissions, who=None, at=None):
    """A client with a fresh principal, so that the budget of refusals that are logged singly is its own."""
    made = (who or owner)("POST", (at or base) + "/principals", {"name": "case", "permissions": list(permissions)}).json
    client = cell.client(made["token"])
    client.token_id, client.principal = made["token_id"], made["principal"]
    return client


def new_subject():
    return owner("POST", base + "/subjects").json["subject"]


class Case(unittest.TestCase):
    def refused(self, answer, status, at=None):
        self.assertEqual(answer.status, status, answer.body)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        problem = answer.json
        self.assertEqual(problem["status"], status)
        self.assertTrue(problem["detail"] and problem["next"])
        if at is not None:
            self.assertIn(at, problem.get("at", ""), problem)
        return problem

    def told(self, answer, code, log=None):
        """The refusal's event, in the log of whoever asked."""
        event = reader.event(log or tenant, answer.event)
        self.assertEqual((event.type, event.what["code"]), ("request.refused", code))
        return event


class Strangers(Case):
    def test_no_credential_opens_anything_and_none_is_logged_singly(self):
        tenant_id, token_id, secret = cell.owner_token.split(".")[1:4]

        def token(*parts):
            body = ".".join(("troth1", *parts))
            return "Bearer " + body + "." + hashlib.sha256(body.encode()).hexdigest()[:8]

        flipped = base64.urlsafe_b64encode(bytes([base64.urlsafe_b64decode(secret + "=")[0] ^ 1])
                                           + base64.urlsafe_b64decode(secret + "=")[1:]).decode().rstrip("=")
        elsewhere = base64.urlsafe_b64encode(uuid.UUID(other.tenant).bytes).decode().rstrip("=")
        unknown = base64.urlsafe_b64encode(uuid.UUID(ABSENT).bytes).decode().rstrip("=")
        good = "Bearer " + cell.owner_token
        before = reader.size(tenant), reader.size(CELL)
        stranger = cell.client()
        for header in ("", "Bearer ", "Bearer", "Basic " + cell.owner_token, cell.owner_token, good + "x", good[:-1],
                       "bearer " + cell.owner_token, good.replace("troth1", "troth2"), good + " ", token(tenant_id, token_id, flipped),
                       token(elsewhere, token_id, secret), token(tenant_id, unknown, secret), token(tenant_id, token_id, secret[:-1]),
                       token(tenant_id, token_id, secret + "="), "Bearer " + "A" * 5000, "Bearer troth1....", "Bearer ....."):
            answer = stranger("GET", base, Authorization=header)
            if header.strip() == good:  # optional white space around a field is no part of it
                self.assertEqual(answer.status, 200)
                before = (before[0] + 1, before[1])
                continue
            self.assertEqual(self.refused(answer, 401)["detail"], "send a live token as `Authorization: Bearer <token>`")
            self.assertIsNone(answer.event)
            self.assertEqual(answer.headers["WWW-Authenticate"], "Bearer")
        self.refused(stranger("GET", base), 401)
        self.assertEqual((reader.size(tenant), reader.size(CELL)), before)

    def test_routes_and_methods(self):
        self.refused(owner("GET", "/v1/nothing/here"), 404)
        self.refused(owner("GET", base + "/subjects/"), 400)
        answer = owner("GET", base + "/collect")
        self.assertEqual((answer.status, answer.headers["Allow"]), (405, "POST"))
        answer = owner("PUT", cell.path(ABSENT, ABSENT))
        self.assertEqual((answer.status, set(answer.headers["Allow"].split(", "))), (405, {"GET", "PATCH"}))
        self.refused(owner("GET", base + "/%2e%2e/cell/keys"), 400)
        self.refused(owner("GET", base + "?a=1&a=2"), 400)

    def test_a_body_over_the_limit(self):
        self.refused(owner("POST", base + "/collect", b"{" + b" " * (64 << 10) + b"}"), 413)
        self.refused(owner("POST", f"{base}/subjects/{ABSENT}/records/contact", b" " * ((1 << 20) + 1)), 413)


class OtherTenants(Case):
    def test_another_tenants_id_is_as_absent_as_none(self):
        spy = principal("consult", "retrieve", "record", "erase", "administer", "alter", "restrict", "state_storage",
                        who=other, at=other_base)
        subject, record = cell.record("private@example.com")
        absent_tenant = "/v1/tenants/" + str(uuid.uuid4())
        before = reader.size(tenant)
        for method, tail, body, headers in (
                ("GET", "", None, {}), ("GET", f"/subjects/{subject}/records", None, {}),
                ("GET", f"/subjects/{subject}/records/contact/{record}", None, {"Purpose": "support"}),
                ("PATCH", f"/subjects/{subject}/records/contact/{record}", {"email": "x@example.com"}, {"If_Match": '"1"'}),
                ("POST", f"/subjects/{subject}/records/contact", {"email": "x@example.com"}, {}),
                ("POST", f"/subjects/{subject}/erasure", {"ground": "objection"}, {}),
                ("PUT", f"/subjects/{subject}/restriction", {"ground": "legal-claims", "reason": "x"}, {}),
                ("GET", f"/subjects/{subject}/storage", None, {}), ("PUT", "/purposes/mine", {"title": "mine"}, {})):
            answers = [spy(method, tenant_base + tail, body, **headers) for tenant_base in (base, absent_tenant)]
            for answer in answers:
                self.refused(answer, 404)
                event = self.told(answer, "not_found", other.tenant)
                self.assertEqual(event.who["principal"], spy.principal)
                self.assertNotIn(subject, json.dumps([event.what, event.whom]))
            self.assertEqual(answers[0].body, answers[1].body)
            same = [{k: v for k, v in a.headers.items() if k not in ("Audit-Event", "Date")} for a in answers]
            self.assertEqual(same[0], same[1])
        self.assertEqual(reader.size(tenant), before, "the other tenant's log does not even grow")

    def test_foreign_ids_under_the_own_tenant(self):
        spy = principal("consult", "retrieve", "state_storage", "erase", who=other, at=other_base)
        subject, record = cell.record("private2@example.com")
        for path, headers in ((f"/subjects/{subject}/records", {}), (f"/subjects/{subject}/storage", {}),
                              (f"/subjects/{subject}/records/contact/{record}", {"Purpose": "support"})):
            foreign = spy("GET", other_base + path, **headers)
            absent = spy("GET", other_base + path.replace(subject, ABSENT), **headers)
            self.refused(foreign, 404)
            self.assertEqual(foreign.body, absent.body)
        self.refused(spy("POST", f"{other_base}/subjects/{subject}/erasure", {"ground": "objection"}), 404)
        self.refused(spy("GET", f"{other_base}/jobs/{ABSENT}"), 404)
        self.assertEqual(owner("GET", cell.path(subject, record), Purpose="support").status, 200)

    def test_one_subjects_record_does_not_open_under_another(self):
        first, record = cell.record("first@example.com")
        second = new_subject()
        self.refused(owner("GET", cell.path(second, record), Purpose="support"), 404)
        self.refused(owner("PATCH", cell.path(second, record), {"email": "x@example.com"}, If_Match='"1"'), 404)
        self.refused(owner("GET", cell.path(first, record, "message"), Purpose="support"), 404)

    def test_the_same_value_has_unrelated_tokens_in_two_tenants(self):
        field = {"name": "email", "type": "text", "sensitivity": "personal", "purposes": ["support"], "retention": "chat",
                 "index": "email"}
        other("PUT", other_base + "/purposes/support", {"title": "support"})
        other("PUT", other_base + "/retention/chat", {"days": 10, "ground": "support"})
        self.assertEqual(other("PUT", other_base + "/collections/contact", {"fields": [field]}).status, 201)
        subject = other("POST", other_base + "/subjects").json["subject"]
        self.assertEqual(other("POST", f"{other_base}/subjects/{subject}/records/contact", {"email": "twin@example.com"}).status, 201)
        mine, _ = cell.record("twin@example.com")
        tokens = [reader.rows("SELECT token FROM blind_index WHERE subject_id = ?", uuid.UUID(s).bytes) for s in (subject, mine)]
        self.assertEqual([len(t) for t in tokens], [1, 1])
        self.assertNotEqual(*tokens)
        found = other("POST", other_base + "/lookup", {"collection": "contact", "field": "email", "value": "twin@example.com"}, Purpose="support")
        self.assertEqual([m["subject"] for m in found.json["matches"]], [subject])


class Ids(Case):
    def test_a_client_cannot_choose_ids(self):
        for method, path, body in (("POST", "/subjects", {"subject": ABSENT}), ("PUT", f"/subjects/{ABSENT}", {}),
                                   ("PUT", f"/subjects/{new_subject()}/records/contact/{ABSENT}", {"email": "a@example.com"}),
                                   ("POST", "/collect", {"subject": ABSENT, "collection": "contact", "record": {}, "notice": NOTICE})):
            self.assertIn(owner(method, base + path, body).status, (400, 404, 405), path)
        self.assertEqual(reader.count("subject", subject_id=ABSENT), 0)

    def test_what_is_no_id_is_absent(self):
        for path in ("/subjects/ada/records", f"/subjects/{ABSENT.upper()}/records", "/subjects/1/storage", "/jobs/x", "/imports/x",
                     f"/subjects/{new_subject()}/records/Contact/x"):
            self.refused(owner("GET", base + path, Purpose="support"), 404)
        self.refused(owner("GET", "/v1/tenants/" + CELL), 404)
        self.refused(admin("GET", "/v1/tenants/" + CELL), 404)


class Permissions(Case):
    def test_each_operation_needs_its_own(self):
        subject, record = cell.record("perm@example.com")
        path = f"{base}/subjects/{subject}"
        acts = {"collect": ("POST", base + "/collect", {}), "record": ("POST", base + "/subjects", None),
                "structure": ("PUT", base + "/collections/x", {}), "state_storage": ("GET", path + "/storage", None),
                "retrieve": ("GET", path + "/records", None), "consult": ("GET", cell.path(subject, record), None),
                "restrict": ("PUT", path + "/restriction", {}), "erase": ("POST", path + "/erasure", {}),
                "alter": ("PATCH", cell.path(subject, record), {}), "administer": ("PUT", base + "/purposes/x", {}),
                "organise": ("PUT", path + "/labels/vip", None), "use_value": ("POST", path + "/use", {}),
                "disclose": ("POST", base + "/disclosures", {}), "combine": ("POST", base + "/links", {}),
                "destroy": ("POST", base + "/destruction", {}), "disseminate": ("POST", base + "/dissemination", {})}
        for held in acts:
            others = principal(*(p for p in acts if p != held))
            answer = others(*acts[held], Purpose="support")
            self.refused(answer, 403, at=held)
            self.told(answer, "denied")
        self.assertEqual(reader.count("subject", subject_id=subject), 1)

    def test_a_principal_of_a_tenant_gets_nothing_of_the_cell(self):
        for permission in ("administer_cell", "administer_keys"):
            self.refused(owner("POST", base + "/principals", {"name": "x", "permissions": [permission]}), 403)
        self.refused(owner("POST", base + "/principals", {"name": "x", "permissions": ["everything"]}), 400)
        self.refused(owner("POST", base + "/principals", {"name": "x", "permissions": []}), 400)
        self.refused(owner("POST", base + "/principals", {"name": "Big Boss", "permissions": ["consult"]}), 400, "/name")
        for method, path, body in (("GET", "/v1/cell/keys", None), ("POST", "/v1/cell/epochs", None),
                                   ("POST", "/v1/cell/tenants", {"name": "mine"})):
            self.refused(owner(method, path, body), 403)

    def test_an_administrator_of_the_cell_gets_no_content(self):
        subject, record = cell.record("secret@example.com")
        self.refused(admin("GET", cell.path(subject, record), Purpose="support"), 403)
        self.refused(admin("GET", f"{base}/subjects/{subject}/records"), 403)
        self.refused(admin("POST", base + "/lookup", {"collection": "contact", "field": "email", "value": "secret@example.com"}, Purpose="support"), 403)
        self.refused(admin("POST", f"{base}/subjects/{subject}/erasure", {"ground": "objection"}), 403)
        answer = admin("POST", base + "/principals", {"name": "x", "permissions": ["consult"]})
        self.refused(answer, 403)
        self.told(answer, "denied", CELL)
        self.refused(admin("POST", f"{base}/principals/{principal('consult').principal}/tokens", {"permissions": ["consult"]}), 403)

    def test_a_token_holds_at_most_what_its_principal_holds(self):
        low = principal("consult", "administer")
        path = f"{base}/principals/{low.principal}/tokens"
        self.refused(owner("POST", path, {"permissions": ["consult", "erase"]}), 403)
        self.refused(owner("POST", f"{base}/principals/{ABSENT}/tokens", {"permissions": ["consult"]}), 404)
        for days in (0, 91, -1, 1.5, "30"):
            self.refused(owner("POST", path, {"permissions": ["consult"], "days": days}), 400, "/days")
        self.assertEqual(owner("POST", path, {"permissions": ["consult"], "days": 90}).status, 201)

    def test_a_revoked_token_is_dead_at_once(self):
        subject, record = cell.record("revoked@example.com")
        reader_ = principal("consult")
        self.assertEqual(reader_("GET", cell.path(subject, record), Purpose="support").status, 200)
        self.assertEqual(owner("DELETE", f"{base}/tokens/{reader_.token_id}").status, 200)
        self.refused(reader_("GET", cell.path(subject, record), Purpose="support"), 401)
        self.refused(owner("DELETE", f"{base}/tokens/{reader_.token_id}"), 404)
        self.refused(other("DELETE", f"{other_base}/tokens/{owner_token_id()}"), 404)


def owner_token_id():
    raw = cell.owner_token.split(".")[2]
    return str(uuid.UUID(bytes=base64.urlsafe_b64decode(raw + "==")))


class Purposes(Case):
    def test_consultation_needs_one_that_reaches_the_fields(self):
        subject, record = cell.record("purpose@example.com")
        look = principal("consult")
        path = cell.path(subject, record)
        for headers, query, status, code, at in (
                ({}, "", 428, "required", "Purpose"), ({"Purpose": "marketing"}, "", 403, "denied", "Purpose"),
                ({"Purpose": "Support!"}, "", 403, "denied", "Purpose"), ({"Purpose": "quality"}, "?fields=email", 403, "denied", "fields"),
                ({"Purpose": "support"}, "?fields=email,score", 403, "denied", "fields"),
                ({"Purpose": "support"}, "?fields=salary", 400, "invalid", "salary")):
            answer = look("GET", path + query, **headers)
            self.refused(answer, status, at)
            self.told(answer, code)
        self.assertEqual(look("GET", path, Purpose="quality").json["fields"], {})
        find = principal("retrieve")
        body = {"collection": "contact", "field": "email", "value": "purpose@example.com"}
        for headers, status in (({}, 428), ({"Purpose": "marketing"}, 403), ({"Purpose": "quality"}, 403)):
            self.refused(find("POST", base + "/lookup", body, **headers), status, "Purpose")
        self.assertEqual(len(find("POST", base + "/lookup", body, Purpose="support").json["matches"]), 1)
        self.refused(look("GET", f"{base}/subjects/{subject}/records/message/{record}", Purpose="quality"), 403, "Purpose")
        self.refused(look("GET", path, Purpose="support", Reason="x" * 501), 400, "Reason")


class Content(Case):
    def test_records_that_break_their_structure(self):
        subject = new_subject()
        contact, message = (f"{base}/subjects/{subject}/records/{c}" for c in ("contact", "message"))
        for path, body, at in ((contact, {"email": "a@example.com", "shoe_size": 43}, "/shoe_size"), (message, {"conversation": "7"}, "/text"),
                               (contact, {"email": 7}, "/email"), (contact, {"score": "7"}, "/score"), (contact, {"score": 7.5}, "/score"),
                               (contact, {"email": "no address"}, "/email"), (contact, {"email": None}, "/email"), (contact, {}, ""),
                               (contact, {"score": True}, "/score"), (message, {"text": ["a"]}, "/text")):
            self.refused(owner("POST", path, body), 400, at)
        self.refused(owner("POST", message, {"text": "x" * 16385}), 413, "/text")
        self.refused(owner("POST", contact, ["email"]), 400)
        self.refused(owner("POST", f"{base}/subjects/{subject}/records/nothing", {"a": "b"}), 404)
        self.assertEqual(reader.count("record", subject_id=subject), 0)

    def test_card_numbers_are_not_taken_and_others_are(self):
        path = f"{base}/subjects/{new_subject()}/records/message"
        for text in ("4111111111111111", "my card is 4111 1111 1111 1111, thanks", "5500-0000-0000-0004", "Amex 378282246310005.",
                     "visa4111111111111111", "room 12 4111 1111 1111 1111", "6011000990139424", "2223 0031 2200 3222"):
            answer = owner("POST", path, {"text": text})
            self.assertEqual(answer.status, 400, text)
            self.assertNotIn("1111", json.dumps(self.refused(answer, 400, "/text")))
        for text in ("order 4111111111111112", "550e8400-e29b-41d4-a416-446655440000", "call +49 170 1234567", "+4111111111111111",
                     "order no. 20260000012345", "2026-11-22 2026-11-23", "tracking 00340434161094042557",
                     hashlib.sha256(b"x").hexdigest(), "1 2 3 4 5 6 7 8", "4111-1111-1111"):
            self.assertEqual(owner("POST", path, {"text": text}).status, 201, text)
        self.assertNotIn(b"4111 1111 1111 1111", cell.raw())

    def test_collection_without_an_accepted_notice(self):
        body = {"collection": "contact", "record": {"display_name": "Uninvited Guest"}, "notice": NOTICE}
        subjects = reader.count("subject", tenant_id=tenant)
        collect = lambda **change: owner("POST", base + "/collect", {**body, **change})
        self.refused(collect(notice={**NOTICE, "choice": "declined"}), 403, "/notice/choice")
        self.refused(collect(notice={**NOTICE, "choice": "prechecked"}), 403, "/notice/choice")
        for spoilt in ("", "ab", "zz" * 32, "ab" * 33):
            self.assertIn(collect(notice={**NOTICE, "sha256": spoilt}).status, (400, 413), spoilt)
        self.refused(collect(notice={"version": "1", "choice": "accepted"}), 400, "/notice/sha256")
        self.refused(collect(notice=None), 400, "/notice")
        self.refused(collect(extra=1), 400, "/extra")
        self.refused(collect(record={"nickname": "x"}), 400, "nickname")
        self.refused(collect(collection="nothing"), 404)
        self.assertEqual(reader.count("subject", tenant_id=tenant), subjects)

    def test_json_has_one_reading_or_none(self):
        path = f"{base}/subjects/{new_subject()}/records/contact"
        for body, at in ((b'{"email":"a@example.com","email":"b@example.com"}', "byte"), (b'{"score":9007199254740993}', "byte"),
                         (b'{"score":1e999}', "byte"), (b'{"email":"\xff@example.com"}', "byte"), (b'{"score":1}x', "byte"),
                         (b'{"email":"\\ud800"}', "byte"), (b'{"score":1,}', "byte"), (b"", "byte"), (b"{'a':1}", "byte"),
                         (b"\xef\xbb\xbf{}", "byte"), (b'{"score":01}', "byte"), (b'{"score":NaN}', "byte")):
            self.refused(owner("POST", path, body), 400, at)
        self.refused(owner("POST", path, b'{"score":' + b"[" * 17 + b"]" * 17 + b"}"), 413, "byte")

    def test_structures_that_say_too_little(self):
        whole = {"name": "note", "type": "text", "sensitivity": "personal", "purposes": ["support"], "retention": "chat"}
        put = lambda collection, **change: owner("PUT", f"{base}/collections/{collection}",
                                           {"fields": [{k: v for k, v in {**whole, **change}.items() if v is not None}]})
        for change, at in (({"purposes": None}, "purposes"), ({"purposes": []}, "purposes"), ({"retention": None}, "retention"),
                           ({"sensitivity": None}, "sensitivity"), ({"type": None}, "type"), ({"type": "blob"}, "type"),
                           ({"purposes": ["marketing"]}, "marketing"), ({"retention": "for-ever"}, "for-ever"),
                           ({"sensitivity": "secret"}, "sensitivity"), ({"type": "integer", "index": "exact"}, "index"),
                           ({"index": "soundex"}, "index"), ({"name": "Note"}, "name"), ({"surprise": 1}, "surprise")):
            self.refused(put("lacking", **change), 400, at)
        self.refused(owner("PUT", base + "/collections/lacking", {"fields": []}), 400, "/fields")
        self.refused(owner("PUT", base + "/collections/lacking", {"fields": [whole, whole]}), 400, "/fields/1/name")
        self.refused(owner("PUT", base + "/collections/Lacking", {"fields": [whole]}), 400)
        self.assertEqual(put("typed").status, 201)
        self.refused(put("typed", type="integer"), 400, "note")
        self.refused(put("typed", index="exact"), 400, "note")
        self.assertEqual(put("typed", name="other").status, 200)
        self.refused(put("typed", type="integer"), 400, "note")
        self.refused(owner("PUT", base + "/retention/long", {"days": 3651, "ground": "we like it"}), 400, "/days")
        self.refused(owner("PUT", base + "/retention/zero", {"days": 0, "ground": "none"}), 400, "/days")
        self.refused(owner("PUT", base + "/purposes/silent", {"title": ""}), 400, "/title")

    def test_lookups_find_whole_values_of_indexed_fields_only(self):
        cell.record("wild@example.com")
        ask = lambda field, value: owner("POST", base + "/lookup", {"collection": "contact", "field": field, "value": value}, Purpose="support")
        self.refused(ask("display_name", "Ada Example"), 400, "/field")
        self.refused(ask("nothing", "x"), 400, "/field")
        self.refused(ask("email", "no address"), 400)
        for value in ("*@example.com", "%@example.com", "wild@exampl_.com", "wild@example.co", "w*@example.com"):
            self.assertEqual(ask("email", value).json["matches"], [])

    def test_cursors_are_what_the_page_before_gave(self):
        subject = new_subject()
        for cursor in ("x", "contact", "contact/x", f"Contact/{ABSENT}", f"contact/{ABSENT}/x", "%27%20OR%201"):
            self.refused(owner("GET", f"{base}/subjects/{subject}/records?cursor={cursor}"), 400, "cursor")
        self.assertEqual(owner("GET", f"{base}/subjects/{subject}/records?cursor=contact/{ABSENT}").json, {"records": []})


class Conditions(Case):
    def test_if_match(self):
        subject, record = cell.record("match@example.com")
        patch = lambda **headers: owner("PATCH", cell.path(subject, record), {"display_name": "B"}, **headers)
        self.refused(patch(), 428, "If-Match")
        self.refused(patch(If_Match='"2"'), 412)
        self.refused(patch(If_Match='"one"'), 412)
        self.refused(patch(If_Match='"4294967297"'), 412)
        for malformed in ("1", 'W/"1"', "*", '"1', '"', '""'):
            self.assertEqual(patch(If_Match=malformed).status, 400, malformed)
        self.assertEqual(patch(If_Match='"1"').status, 200)
        self.refused(patch(If_Match='"1"'), 412)
        self.refused(owner("PATCH", cell.path(subject, record), {"salary": 1}, If_Match='"2"'), 400, "/salary")
        self.refused(owner("PATCH", cell.path(subject, record), {}, If_Match='"2"'), 400)

    def test_idempotency_keys(self):
        subject = new_subject()
        path, body = f"{base}/subjects/{subject}/records/contact", {"email": "once@example.com"}
        first = owner("POST", path, body, Idempotency_Key="key-1")
        again = owner("POST", path, body, Idempotency_Key="key-1")
        self.assertEqual((first.status, again.status), (201, 201))
        self.assertEqual(again.json, {"replayed": True, "event": first.event, "location": first.headers["Location"]})
        self.assertEqual(reader.event(tenant, again.event).type, "request.replayed")
        self.assertEqual(reader.event(tenant, again.event).what, {"event": first.event})
        self.assertEqual(reader.count("record", subject_id=subject), 1)
        self.refused(owner("POST", path, {"email": "twice@example.com"}, Idempotency_Key="key-1"), 409, "Idempotency-Key")
        self.refused(owner("POST", base + "/subjects", Idempotency_Key="key-1"), 409, "Idempotency-Key")
        self.refused(owner("POST", path, body, Idempotency_Key="key-1", Purpose="support"), 409, "Idempotency-Key")
        self.assertEqual(principal("record")("POST", path, body, Idempotency_Key="key-1").status, 201, "a key is its principal's")
        for malformed in ("", "a b", "k" * 129, "kéy"):
            self.refused(owner("POST", path, body, Idempotency_Key=malformed.encode("utf-8").decode("latin-1")), 400)
        self.refused(admin("POST", "/v1/cell/tenants", {"name": "gamma-chat"}, Idempotency_Key="key-1"), 400, "Idempotency-Key")
        self.assertEqual(reader.rows("SELECT COUNT(*) FROM tenant WHERE name = 'gamma-chat'"), [(0,)])
        self.assertNotIn(b"key-1", cell.raw())


class States(Case):
    def everything(self, subject, record):
        path = f"{base}/subjects/{subject}"
        return {"record": owner("POST", path + "/records/contact", {"email": "x@example.com"}),
                "list": owner("GET", path + "/records"), "consult": owner("GET", cell.path(subject, record), Purpose="support"),
                "alter": owner("PATCH", cell.path(subject, record), {"email": "x@example.com"}, If_Match='"1"'),
                "erase": owner("POST", path + "/erasure", {"ground": "objection"}), "label": owner("PUT", path + "/labels/vip"),
                "use": owner("POST", path + "/use", {})}

    def test_restricted_is_stored_only(self):
        subject, record = cell.record("frozen@example.com")
        path = f"{base}/subjects/{subject}/restriction"
        for body, at in (({"reason": "x"}, "/ground"), ({"ground": "because", "reason": "x"}, "/ground"),
                         ({"ground": "legal-claims"}, "/reason"), ({"ground": "legal-claims", "reason": ""}, "/reason")):
            self.refused(owner("PUT", path, body), 400, at)
        self.refused(owner("PUT", path, {"ground": "legal-claims", "reason": "x" * 501}), 413, "/reason")
        self.refused(owner("DELETE", path, {"reason": "not restricted"}), 409)
        self.assertEqual(owner("PUT", path, {"ground": "legal-claims", "reason": "a claim"}).status, 200)
        for name, answer in self.everything(subject, record).items():
            self.assertEqual(answer.status, 423, name)
        found = owner("POST", base + "/lookup", {"collection": "contact", "field": "email", "value": "frozen@example.com"}, Purpose="support")
        self.assertEqual(found.json["matches"], [], "nor is it found")
        self.assertEqual(owner("GET", f"{base}/subjects/{subject}/storage").status, 200)
        self.refused(owner("PUT", path, {"ground": "legal-claims", "reason": "again"}), 409)
        self.refused(owner("DELETE", path, {}), 400, "/reason")
        self.assertEqual(owner("DELETE", path, {"reason": "settled"}).status, 200)
        self.assertEqual(owner("GET", cell.path(subject, record), Purpose="support").status, 200)

    def test_erased_is_gone_for_everything(self):
        subject, record = cell.record("erased@example.com")
        path = f"{base}/subjects/{subject}"
        for body in ({}, {"ground": "because"}, {"ground": ""}):
            self.refused(owner("POST", path + "/erasure", body), 400, "/ground")
        self.assertEqual(owner("GET", path + "/storage").status, 200)
        job = owner("POST", path + "/erasure", {"ground": "unlawful-processing"}).json["job"]

        def all_gone(statuses):
            answers = self.everything(subject, record)
            answers["storage"] = owner("GET", path + "/storage")
            answers["restrict"] = owner("PUT", path + "/restriction", {"ground": "legal-claims", "reason": "too late"})
            for name, answer in answers.items():
                self.assertIn(answer.status, statuses, name)
            found = owner("POST", base + "/lookup", {"collection": "contact", "field": "email", "value": "erased@example.com"}, Purpose="support")
            self.assertEqual(found.json["matches"], [])
            chunks = base + "/imports/" + owner("POST", base + "/imports", {"collection": "contact"}).json["import"]
            line = json.dumps({"subject": subject, "record": {"email": "back@example.com"}})
            said = owner("PUT", chunks + "/chunks/0", line).json
            self.assertEqual((said["accepted"], [r["line"] for r in said["rejected"]]), (0, [1]))

        all_gone((404, 410))
        cell.wait_job(job)
        all_gone((404,))
        self.assertEqual(reader.count("record", subject_id=subject), 0)


class Budgets(Case):
    """With a cell of their own: they use up what the source or the principal has."""

    def test_what_is_counted_is_counted_exactly(self):
        own = Cell()
        try:
            second = SecondReader(own)
            made = own.owner("POST", own.base + "/principals", {"name": "loud", "permissions": ["consult"]}).json
            loud, stranger = own.client(made["token"]), own.client()
            answers = [loud("GET", own.base) for _ in range(75)]
            self.assertEqual({a.status for a in answers}, {403})
            self.assertEqual([a.event is not None for a in answers], [True] * 60 + [False] * 15)
            for _ in range(7):
                self.refused(stranger("GET", own.base), 401)
            for _ in range(3):
                self.refused(stranger("GET", "/nowhere"), 404)
            for _ in range(2):
                self.refused(own.owner("POST", own.base + "/collect", b" " * 70_000), 413)
            self.assertEqual(stranger("GET", "/healthz").status, 200)
            self.assertEqual(own.stop(), 0)
            log = second.events(own.tenant)
            mine = [e for e in log if e.who.get("principal") == made["principal"]]
            self.assertEqual(sum(e.type == "request.refused" for e in mine), 60)
            counted = [e.what for e in mine if e.type == "request.refusals_counted"]
            self.assertEqual(sum(c["refusals"] for c in counted), 15)
            self.assertLessEqual(counted[0]["first"], counted[0]["last"])
            strangers = [e.what for e in second.events(CELL) if e.type == "request.strangers_counted"]
            total = {name: sum(s[name] for s in strangers) for name in strangers[0]}
            self.assertEqual((total["unauthenticated"], total["no_route"], total["framing"], total["public_page"]), (7, 3, 2, 1))
        finally:
            own.close()

    def test_guessing_tokens_is_slowed_and_live_ones_are_not(self):
        own = Cell()
        try:
            stranger = own.client()
            statuses = [stranger("GET", own.base).status for _ in range(123)]
            self.assertEqual(statuses, [401] * 120 + [429] * 3)
            answer = stranger("GET", own.base)
            self.assertEqual((answer.status, "Retry-After" in answer.headers), (429, True))
            self.assertEqual(own.owner("GET", own.base).status, 200)
        finally:
            own.close()

    def test_lookups_have_a_budget(self):
        looker = principal("retrieve")
        body = {"collection": "contact", "field": "email", "value": "nobody@example.com"}
        began = time.time()
        statuses = [looker("POST", base + "/lookup", body, Purpose="support").status for _ in range(603)]
        if time.time() - began < 55:  # within one minute, as is usual
            self.assertEqual(statuses, [200] * 600 + [429] * 3)


class Unserved(Cell):
    """A new cell before its first administrator."""

    def __init__(self):
        self.root = tempfile.mkdtemp(prefix="troth-e2e-")
        self.binary, self.environment = cell.binary, cell.environment
        self.data, self.seal, self.process = self.root + "/data", self.root + "/seal", None
        self.serve = ()
        self.run("init", "--data", self.data, "--seal", self.seal, "--cell", "eu-2", "--region", "eu-central")
        self.start()
        self.owner = self.client()


class FirstAdministrator(Case):
    def test_its_token_works_once_and_for_this_only(self):
        own = Unserved()
        try:
            token = open(own.data + "/first-admin").read().strip()
            first = own.client(token)
            self.refused(first("GET", "/v1/cell/keys"), 401)
            self.refused(first("POST", "/v1/cell/tenants", {"name": "x"}), 401)
            self.refused(own.client()("POST", "/v1/cell/administrators"), 401)
            self.refused(own.client(cell.admin_token)("POST", "/v1/cell/administrators"), 401)
            made = first("POST", "/v1/cell/administrators")
            self.assertEqual(made.status, 201)
            self.refused(first("POST", "/v1/cell/administrators"), 401)
            self.refused(own.client(made.json["token"])("POST", "/v1/cell/administrators"), 401)
            self.assertEqual(own.client(made.json["token"])("GET", "/v1/cell/keys").status, 200)
            created = [e.what for e in SecondReader(own).events(CELL) if e.type == "principal.created"]
            self.assertEqual([c["permissions"] for c in created], [["administer", "administer_cell", "administer_keys"]])
        finally:
            own.close()


class ThievesOfTheDatabase(Case):
    def test_a_row_that_was_changed_makes_a_dead_token(self):
        own = Cell()
        try:
            made = own.owner("POST", own.base + "/principals", {"name": "low", "permissions": ["consult"]}).json
            low = {"widened": "permissions = -1", "prolonged": "expires = expires + 86400000000", "moved": "principal_id = x'00'"}
            for how, change in low.items():
                issued = own.owner("POST", f"{own.base}/principals/{made['principal']}/tokens", {"permissions": ["consult"]}).json
                if how == "moved":
                    (owner_id,), = SecondReader(own).rows("SELECT principal_id FROM principal WHERE name = 'owner'")
                    change = f"principal_id = x'{owner_id.hex()}'"
                own.stop()
                with sqlite3.connect(own.data + "/data.db") as database:
                    changed = database.execute(f"UPDATE token SET {change} WHERE token_id = ?", (uuid.UUID(issued["token_id"]).bytes,))
                    self.assertEqual(changed.rowcount, 1)
                database.close()
                own.start()
                own.owner = own.client(own.owner_token)
                self.refused(own.client(issued["token"])("GET", own.base), 401)
        finally:
            own.close()

    def test_a_record_copied_to_another_row_does_not_open(self):
        own = Cell()
        try:
            mine, record = own.record("mine@example.com")
            theirs, target = own.record("theirs@example.com")
            own.stop()
            with sqlite3.connect(own.data + "/data.db") as database:
                database.execute("UPDATE record SET envelope = (SELECT envelope FROM record WHERE record_id = ?) WHERE record_id = ?",
                                 (uuid.UUID(record).bytes, uuid.UUID(target).bytes))
            database.close()
            own.start()
            own.owner = own.client(own.owner_token)
            answer = own.owner("GET", own.path(theirs, target), Purpose="support")
            self.refused(answer, 500)
            self.assertNotIn(b"mine@example.com", answer.body)
            self.assertEqual(own.owner("GET", own.path(mine, record), Purpose="support").status, 200)
        finally:
            own.close()


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
