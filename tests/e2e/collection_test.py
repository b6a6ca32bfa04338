"""Collection from a website (TE-1.1) and the categories of what is held (TE-1.14): what a page may send, what it may not, and
what is found beside the declarations."""
import datetime
import hashlib
import json
import sqlite3
import sys
import threading
import unittest
import uuid

import suite
from cell import Cell
from second_reader import SecondReader

SITE = "https://www.example.com"
CARD = "4111 1111 1111 1111"
TEXT_OF_NOTICE = hashlib.sha256(b"what we do with your data").hexdigest()
IBAN = "DE89 3704 0044 0532 0130 00"


def setUpModule():
    global cell, reader, owner, base, tenant, admin
    cell = Cell()
    reader, owner, base, tenant = SecondReader(cell), cell.owner, cell.base, cell.tenant
    admin = cell.client(cell.admin_token)
    plain = lambda name, **more: {"name": name, "type": "text", "sensitivity": "personal", "purposes": ["support"],
                                  "retention": "chat", **more}
    fields = [plain("email", index="email", category="contact"), plain("text", category="communication"),
              plain("number", type="integer"), plain("secret", purposes=["quality"])]
    assert owner("PUT", f"{base}/collections/lead", {"fields": fields}).status == 201


def tearDownModule():
    cell.close()


def at(seconds=0):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def notice(version="1", of=TEXT_OF_NOTICE, **more):
    return {"version": version, "sha256": of, "choice": "accepted", "shown_at": at(-5), **more}


def put_notice(name, version="1", of=TEXT_OF_NOTICE, who=None):
    return (who or owner)("PUT", f"{base}/notices/{name}", {"version": version, "sha256": of, "title": "Privacy notice"})


def form(**changes):
    out = {"collection": "lead", "purpose": "support", "fields": ["email", "text", "number"], "origins": [SITE], "notice": "site",
           "per_minute": 1000, "per_day": 10000, **changes}
    return {name: value for name, value in out.items() if value is not None}


def made_form(name, **changes):
    """A form of its own and a page with its token."""
    assert put_notice(changes.get("notice", "site")).status < 300
    answer = owner("PUT", f"{base}/forms/{name}", form(**changes))
    assert answer.status in (200, 201), answer.body
    return Page(name)


class Page:
    def __init__(self, name):
        self.name, self.made = name, owner("POST", f"{base}/forms/{name}/tokens", {"days": 1})
        assert self.made.status == 201, self.made.body
        self.client = cell.client(self.made.json["token"])

    def send(self, record=None, shown=None, origin=SITE, headers=None, **more):
        sent = {"Origin": origin} if origin else {}
        body = {"record": record or {"text": "hello"}, "notice": notice() if shown is None else shown, **more}
        return self.client("POST", f"{base}/forms/{self.name}/collect", body, **{**sent, **(headers or {})})


class Case(unittest.TestCase):
    def refused(self, answer, status, at_=None):
        self.assertEqual(answer.status, status, answer.body)
        self.assertIsNotNone(answer.event)
        self.assertEqual(reader.event(tenant, answer.event).type, "request.refused")
        if at_ is not None:
            self.assertEqual(answer.json.get("at", "").split(" (")[0], at_, answer.body)

    def told(self, answer, type_, status=None):
        self.assertEqual(answer.status, status or answer.status, answer.body)
        self.assertLess(answer.status, 300, answer.body)
        event = reader.event(tenant, answer.event)
        self.assertEqual(event.type, type_)
        return event


class Notices(Case):
    def test_each_version_is_kept_and_told_and_only_the_newest_is_in_force(self):
        first = put_notice("kept")
        self.assertEqual(first.json, {"notice": "kept", "number": 1, "version": "1", "sha256": TEXT_OF_NOTICE, "title": "Privacy notice"})
        self.assertEqual(self.told(first, "tenant.administered", 201).what, first.json)
        self.assertEqual((put_notice("kept").status, put_notice("kept").json["number"]), (200, 1))
        self.assertEqual(put_notice("kept", "2", "CD" * 32).json["sha256"], "cd" * 32)
        kept = reader.rows("SELECT version, sha256, number FROM notice_version WHERE name = 'kept' ORDER BY number")
        self.assertEqual(kept, [("1", TEXT_OF_NOTICE, 1), ("2", "cd" * 32, 2)])
        self.refused(put_notice("kept", "1"), 409, "/version")
        self.refused(put_notice("kept", "2", "ef" * 32), 409, "/sha256")

    def test_what_is_no_notice_is_refused(self):
        put = lambda body, name="odd": owner("PUT", f"{base}/notices/{name}", body)
        good = {"version": "1", "sha256": "ab" * 32, "title": "x"}
        for change, pointer in (({"version": ""}, "/version"), ({"sha256": "ab" * 31}, "/sha256"), ({"sha256": "zz" * 32}, "/sha256"),
                                ({"title": ""}, "/title"), ({"more": 1}, "/more")):
            self.refused(put({**good, **change}), 400, pointer)
        self.refused(put(good, "Odd"), 400, "{name}")
        desk = cell.client(owner("POST", base + "/principals", {"name": "desk", "permissions": ["collect"]}).json["token"])
        self.refused(put_notice("odd", who=desk), 403, "administer")


class Forms(Case):
    def test_a_form_says_what_it_takes_and_refuses_what_it_must_not(self):
        put_notice("site")
        put = lambda **changes: owner("PUT", f"{base}/forms/strict", form(**changes))
        for change, pointer in (
                ({"collection": "nothing"}, "/collection"), ({"purpose": "nothing"}, "/purpose"), ({"notice": "nothing"}, "/notice"),
                ({"fields": ["email", "shoe_size"]}, "/fields/1"), ({"fields": ["secret"]}, "/fields/0"), ({"fields": []}, "/fields"),
                ({"fields": ["email", "email"]}, "/fields/1"), ({"origins": []}, "/origins"), ({"origins": ["*"]}, "/origins/0"),
                ({"origins": [SITE, "https://*.example.com"]}, "/origins/1"), ({"origins": ["http://www.example.com"]}, "/origins/0"),
                ({"origins": [SITE + "/"]}, "/origins/0"), ({"origins": ["https://www.example.com:443"]}, "/origins/0"),
                ({"origins": ["https://user@www.example.com"]}, "/origins/0"), ({"origins": ["https://WWW.example.com"]}, "/origins/0"),
                ({"origins": ["https://localhost"]}, "/origins/0"), ({"origins": ["null"]}, "/origins/0"),
                ({"per_minute": 0}, "/per_minute"), ({"per_minute": None}, "/per_minute"), ({"per_day": 10_000_001}, "/per_day"),
                ({"cards": "keep"}, "/cards"), ({"ages": "all"}, "/ages"), ({"anything": True}, "/anything")):
            self.refused(put(**change), 400, pointer)
        self.refused(owner("PUT", f"{base}/forms/strict", form(collection="message", fields=["conversation"])), 400, "/fields")
        self.refused(owner("POST", f"{base}/forms/strict/tokens"), 404)
        first, second = put(), put(origins=[SITE, "https://shop.example.com:8443"])
        self.assertEqual((first.status, second.status, second.json["version"]), (201, 200, 2))
        self.assertEqual(self.told(second, "tenant.administered").what, second.json)
        self.assertEqual(second.json["definition"]["cards"], "refuse")
        self.assertEqual(first.json["principal"], second.json["principal"])

    def test_its_token_collects_through_it_and_nothing_else(self):
        page, other = made_form("bound"), made_form("unbound")
        event = self.told(page.made, "token.issued")
        self.assertEqual(event.what["form"], "bound")
        self.assertNotIn(page.made.json["token"], json.dumps(event.what))
        subject, record = cell.record("seen@example.com")
        for method, path, body in (
                ("GET", "", None), ("GET", "/categories", None), ("POST", "/discovery", None), ("POST", "/subjects", None),
                ("PUT", "/forms/bound", form()), ("POST", "/forms/bound/tokens", {}), ("PUT", "/notices/site", {}),
                ("POST", "/lookup", {}), ("GET", f"/subjects/{subject}/records", None), ("GET", f"/subjects/{subject}/receipts", None),
                ("GET", f"/subjects/{subject}/records/contact/{record}", None), ("POST", f"/subjects/{subject}/erasure", {}),
                ("POST", "/imports", {"collection": "lead"}), ("GET", "/log/events", None), ("POST", "/principals", {}),
                ("POST", "/collect", {"collection": "lead", "record": {"text": "x"}, "notice": {
                    "version": "1", "sha256": TEXT_OF_NOTICE, "choice": "accepted"}})):
            self.refused(page.client(method, base + path, body, Purpose="support"), 403)
        elsewhere = page.client("POST", f"{base}/forms/unbound/collect", {"record": {"text": "x"}, "notice": notice()}, Origin=SITE)
        absent = page.client("POST", f"{base}/forms/nowhere/collect", {"record": {"text": "x"}, "notice": notice()}, Origin=SITE)
        self.refused(elsewhere, 404)
        self.assertEqual(elsewhere.body, absent.body)
        backend = cell.client(owner("POST", base + "/principals", {"name": "desk", "permissions": ["collect"]}).json["token"])
        self.refused(backend("POST", f"{base}/forms/bound/collect", {"record": {"text": "x"}, "notice": notice()}, Origin=SITE), 404)
        self.assertEqual(other.send().status, 201)
        self.refused(owner("POST", f"{base}/forms/bound/tokens", {"days": 91}), 400, "/days")
        self.assertEqual(owner("DELETE", f"{base}/tokens/{page.made.json['token_id']}").status, 200)
        self.assertEqual(page.send().status, 401)


class Collection(Case):
    def test_takes_in_the_form_s_fields_with_a_sealed_receipt(self):
        page, marked = made_form("taking"), "canary-agent-" + uuid.uuid4().hex
        shown = notice()
        answer = page.send({"email": "Lea@example.com", "text": "hello"}, shown,
                           headers={"User-Agent": marked, "X-Forwarded-For": "198.51.100.7", "Referer": SITE + "/" + marked})
        made, event = answer.json, self.told(answer, "subject.collected", 201)
        self.assertEqual(reader.record(tenant, made["subject"], "lead", made["record"]), (1, {"email": "Lea@example.com", "text": "hello"}))
        self.assertEqual(event.whom, {"subject": made["subject"]})
        receipt = event.what["receipt"]
        self.assertEqual({k: receipt[k] for k in ("form", "purpose", "notice", "version", "sha256", "choice")},
                         {"form": "taking", "purpose": "support", "notice": "site", "version": "1", "sha256": TEXT_OF_NOTICE, "choice": "accepted"})
        self.assertEqual(receipt["shown_at"][:19], shown["shown_at"][:19])
        path = cell.path(made["subject"])
        listed = owner("GET", path + "/receipts")
        self.assertEqual(self.told(listed, "subject.retrieved", 200).what, {"receipts": 1})
        self.assertEqual(listed.json, {"receipts": [{"collection": "lead", "record": made["record"], "receipt": receipt}], "more": False})
        (envelope,), = reader.rows("SELECT envelope FROM receipt WHERE subject_id = ?", uuid.UUID(made["subject"]).bytes)
        self.assertNotIn(TEXT_OF_NOTICE.encode(), envelope)
        raw = cell.raw()
        for nothing in (marked.encode(), b"198.51.100.7", b"Lea@example.com"):
            self.assertNotIn(nothing, raw)
        job = owner("POST", path + "/erasure", {"ground": "consent-withdrawn"}).json["job"]
        cell.wait_job(job)
        self.assertEqual(reader.rows("SELECT 1 FROM receipt WHERE subject_id = ?", uuid.UUID(made["subject"]).bytes), [])
        self.assertIn(owner("GET", path + "/receipts").status, (404, 410))

    def test_a_receipt_of_a_special_record_is_not_there_without_the_permission(self):
        self.assertEqual(owner("PUT", base + "/labels/health", {"title": "Health", "class": "special"}).status, 201)
        made = made_form("ailing").send().json
        seer = lambda *more: cell.client(owner("POST", base + "/principals", {"name": "desk", "permissions": ["retrieve", *more]}).json["token"])
        desk, doctor = seer(), seer("read_special")
        path = cell.path(made["subject"])
        listed = lambda client: [r["record"] for r in client("GET", path + "/receipts").json["receipts"]]
        self.assertEqual(listed(desk), [made["record"]])
        self.assertEqual(owner("PUT", f"{path}/records/lead/{made['record']}/labels/health").status, 200)
        self.assertEqual((listed(desk), listed(doctor)), ([], [made["record"]]))
        self.assertEqual(owner("PUT", path + "/labels/health").status, 200)
        self.refused(desk("GET", path + "/receipts"), 404)
        self.assertEqual(listed(doctor), [made["record"]])

    def test_a_receipt_does_not_open_elsewhere(self):
        page = made_form("swapped")
        one, two = page.send().json, page.send().json
        ids = [uuid.UUID(x["subject"]).bytes for x in (one, two)]
        cell.stop()
        with sqlite3.connect(cell.data + "/data.db") as db:
            taken = dict(db.execute("SELECT subject_id, envelope FROM receipt WHERE subject_id IN (?, ?)", ids).fetchall())
            for own, foreign in (ids, ids[::-1]):
                db.execute("UPDATE receipt SET envelope = ? WHERE subject_id = ?", (taken[foreign], own))
        db.close()
        restart()
        answer = owner("GET", cell.path(one["subject"]) + "/receipts")
        self.assertEqual(answer.status, 500, answer.body)
        self.assertNotIn("accepted", answer.body.decode())

    def test_no_other_origin(self):
        page = made_form("origins")
        for origin in (None, "https://evil.example.net", "http://www.example.com", SITE + "/", SITE + ":443", "null",
                       "https://www.example.com.evil.example.net", SITE.upper(), SITE + ", https://evil.example.net"):
            self.refused(page.send(origin=origin), 403, "Origin")

    def test_a_browser_may_send_from_the_form_s_origins(self):
        page = made_form("browser")
        ask = lambda origin, path=f"{base}/forms/browser/collect", method="POST": cell.client()(
            "OPTIONS", path, Origin=origin, Access_Control_Request_Method=method)
        allowed = ask(SITE)
        self.assertEqual((allowed.status, allowed.body, allowed.headers["Access-Control-Allow-Origin"]), (204, b"", SITE))
        self.assertIn("Authorization", allowed.headers["Access-Control-Allow-Headers"])
        for refused in (ask("https://evil.example.net"), ask(SITE, method="DELETE"), ask(SITE, f"{base}/forms/nowhere/collect"),
                        ask(SITE, base + "/collect")):
            self.assertEqual(refused.status, 405)
            self.assertIsNone(refused.headers["Access-Control-Allow-Origin"])
        for answer in (page.send(), page.send({"shoe_size": "38"})):
            self.assertEqual(answer.headers["Access-Control-Allow-Origin"], SITE)
        self.assertIsNone(owner("GET", base, Origin=SITE).headers["Access-Control-Allow-Origin"])

    def test_only_the_notice_in_force_and_a_choice_of_one_s_own(self):
        page = made_form("informed", notice="changing")
        self.assertEqual(page.send().status, 201)
        put_notice("changing", "2", "cd" * 32)
        self.refused(page.send(shown=notice("1")), 409, "/notice/version")
        self.refused(page.send(shown=notice("3", "cd" * 32)), 409, "/notice/version")
        self.refused(page.send(shown=notice("2")), 403, "/notice/sha256")
        current = lambda **more: notice("2", "CD" * 32, **more)
        self.assertEqual(page.send(shown=current()).status, 201)
        self.refused(page.send(shown=current(prechecked=True)), 403, "/notice/prechecked")
        self.refused(page.send(shown=current(choice="declined")), 403, "/notice/choice")
        self.refused(page.send(shown=current(choice="")), 403, "/notice/choice")
        for moment in (at(3600), at(-90_000), "yesterday"):
            self.refused(page.send(shown=current(shown_at=moment)), 400, "/notice/shown_at")
        for member in ("version", "sha256", "choice", "shown_at"):
            self.refused(page.send(shown={k: v for k, v in current().items() if k != member}), 400, "/notice/" + member)
        self.refused(page.client("POST", f"{base}/forms/informed/collect", {"record": {"text": "x"}}, Origin=SITE), 400, "/notice")

    def test_no_other_field(self):
        page = made_form("narrow", fields=["text"])
        before = reader.rows("SELECT COUNT(*) FROM subject")
        for record, pointer in (({"text": "x", "shoe_size": "38"}, "/record/shoe_size"), ({"text": "x", "email": "a@example.com"}, "/record/email"),
                                ({"secret": "x"}, "/record/secret"), ({"text": 7}, "/record/text"), ({"text": {"a": 1}}, "/record/text")):
            self.refused(page.send(record), 400, pointer)
        self.refused(page.client("POST", f"{base}/forms/narrow/collect", {"record": {}, "notice": notice()}, Origin=SITE), 400)
        self.refused(page.send({"text": "x"}, ip="198.51.100.7"), 400, "/ip")
        self.assertEqual(reader.rows("SELECT COUNT(*) FROM subject"), before)

    def test_a_field_that_the_purpose_lost_is_not_taken_any_more(self):
        plain = {"type": "text", "sensitivity": "personal", "retention": "chat"}
        define = lambda purposes: owner("PUT", f"{base}/collections/shrinking", {"fields": [{"name": "text", "purposes": purposes, **plain}]})
        define(["support"])
        page = made_form("shrunk", collection="shrinking", fields=["text"])
        self.assertEqual(page.send().status, 201)
        define(["quality"])
        self.refused(page.send(), 400, "/record/text")

    def test_card_numbers(self):
        refusing, masking = made_form("refusing"), made_form("masking", cards="mask")
        for text in (CARD, "my card " + CARD.replace(" ", "-") + " thanks", CARD.replace(" ", "")):
            self.refused(refusing.send({"text": text}), 400, "/record/text")
            made = masking.send({"text": text}).json
            kept = reader.record(tenant, made["subject"], "lead", made["record"])[1]["text"]
            self.assertEqual(kept, text.replace(CARD[:-4], "**** **** **** ").replace(CARD[:-4].replace(" ", "-"), "****-****-****-")
                             .replace(CARD[:-4].replace(" ", ""), "*" * 12))
        for page in (refusing, masking):
            self.refused(page.send({"number": int(CARD.replace(" ", ""))}), 400, "/record/number")
        self.assertEqual(refusing.send({"text": "order 4111 1111 1111 1112", "number": 1_700_000_000_000}).status, 201)
        self.assertNotIn(CARD.encode(), cell.raw())
        self.assertNotIn(CARD.replace(" ", "").encode(), cell.raw())

    def test_ages(self):
        silent, adults, declared = made_form("silent"), made_form("grown", ages="adults"), made_form("asked", ages="declared")
        self.refused(silent.send(age="child"), 400, "/age")
        self.refused(silent.send(age="adult"), 400, "/age")
        self.refused(adults.send(), 400, "/age")
        self.refused(adults.send(age="child"), 403, "/age")
        self.refused(declared.send(), 400, "/age")
        self.refused(declared.send(age="17"), 400, "/age")
        self.assertEqual(adults.send(age="adult").status, 201)
        self.assertEqual(self.told(declared.send(age="child"), "subject.collected").what["receipt"]["age"], "child")

    def test_quotas_hold_exactly_under_many_at_once_and_the_day_s_after_a_restart(self):
        page = made_form("minute", per_minute=5)
        pages = [cell.client(page.made.json["token"]) for _ in range(8)]
        answers = []

        def send(client):
            for _ in range(3):
                answers.append(client("POST", f"{base}/forms/minute/collect", {"record": {"text": "x"}, "notice": notice()}, Origin=SITE))
        threads = [threading.Thread(target=send, args=(client,)) for client in pages]
        [t.start() for t in threads], [t.join() for t in threads]
        self.assertEqual(sorted(a.status for a in answers), [201] * 5 + [429] * 19, [a.body for a in answers])
        over = page.send()
        self.assertEqual((over.status, over.json["at"].split(":")[0]), (429, "per_minute"))
        self.assertTrue(50 <= int(over.headers["Retry-After"]) <= 60, over.headers["Retry-After"])
        day = made_form("day", per_day=2)
        self.assertEqual([day.send().status, day.send({"shoe_size": "1"}).status, day.send().status, day.send().status], [201, 400, 201, 429])
        restart()
        day.client = cell.client(day.made.json["token"])
        over = day.send()
        self.assertEqual((over.status, over.json["at"].split(":")[0]), (429, "per_day"))
        self.assertTrue(86_000 < int(over.headers["Retry-After"]) <= 86_400)

    def test_a_repeat_is_answered_to_its_own_origin_and_sixty_times_a_minute(self):
        page = made_form("repeated", per_minute=1)
        shown, key = notice(), {"Idempotency-Key": "once"}
        first = page.send(shown=shown, headers=key)
        self.told(first, "subject.collected", 201)
        self.refused(page.send(shown=shown, origin="https://evil.example.net", headers=key), 409, "Idempotency-Key")
        for _ in range(60):
            again = page.send(shown=shown, headers=key)
            self.assertEqual((again.status, again.json["event"]), (201, first.event), again.body)
        self.assertEqual(reader.event(tenant, again.event).type, "request.replayed")
        over = page.send(shown=shown, headers=key)
        self.refused(over, 429, "Idempotency-Key")
        self.assertTrue(0 < int(over.headers["Retry-After"]) <= 60)
        self.assertEqual(made_form("beside").send().status, 201)

    def test_a_trusted_back_end_shows_a_notice_in_force_where_there_are_any(self):
        made = admin("POST", "/v1/cell/tenants", {"name": "beta-chat"}).json
        other, path = cell.client(made["token"]), "/v1/tenants/" + made["tenant"]
        other("PUT", path + "/purposes/support", {"title": "x"})
        other("PUT", path + "/retention/chat", {"days": 3, "ground": "x"})
        other("PUT", path + "/collections/lead", {"fields": [{"name": "text", "type": "text", "sensitivity": "personal",
                                                              "purposes": ["support"], "retention": "chat"}]})
        body = lambda version, of: {"collection": "lead", "record": {"text": "x"}, "notice": {"version": version, "sha256": of, "choice": "accepted"}}
        self.assertEqual(other("POST", path + "/collect", body("any", "ab" * 32)).status, 201)
        for name in ("one", "two"):
            other("PUT", f"{path}/notices/{name}", {"version": name, "sha256": ("1" if name == "one" else "2") * 64, "title": "x"})
        self.assertEqual(other("POST", path + "/collect", body("one", "1" * 64)).status, 201)
        self.assertEqual(other("POST", path + "/collect", body("two", "2" * 64)).status, 201)
        for version, of, status, pointer in (("any", "ab" * 32, 409, "/notice/version"), ("one", "2" * 64, 403, "/notice/sha256")):
            answer = other("POST", path + "/collect", body(version, of))
            self.assertEqual((answer.status, answer.json["at"]), (status, pointer))
        self.assertEqual(admin("PUT", f"{path}/forms/outside", form(notice="one", fields=["text"])).status, 403)
        self.assertEqual(cell.owner("PUT", f"{path}/notices/one", {"version": "3", "sha256": "3" * 64, "title": "x"}).status, 404)


def restart():
    """The module's cell anew, for every client."""
    global owner, admin
    cell.restart()
    owner, admin = cell.owner, cell.client(cell.admin_token)


class Categories(Case):
    def test_are_listed_as_the_newest_definitions_have_them(self):
        listed = owner("GET", base + "/categories")
        self.assertEqual(self.told(listed, "tenant.administered", 200).what, {"read": "categories"})
        fields = {(f["collection"], f["field"]): (c["category"], f["kind"], f["sensitivity"]) for c in listed.json["categories"] for f in c["fields"]}
        self.assertEqual(fields[("lead", "email")], ("contact", "email", "personal"))
        self.assertEqual(fields[("lead", "text")], ("communication", "text", "personal"))
        without = {(f["collection"], f["field"]) for f in listed.json["without_category"]["fields"]}
        self.assertTrue({("lead", "number"), ("contact", "email")} <= without)
        wrong = {"name": "a", "type": "text", "sensitivity": "personal", "purposes": ["support"], "retention": "chat", "category": "misc"}
        self.refused(owner("PUT", f"{base}/collections/wrong", {"fields": [wrong]}), 400, "/fields/0/category")
        answer = owner("PUT", f"{base}/collections/wrong", {"fields": [{**wrong, "category": "health"}]})
        self.assertEqual(answer.status, 201)

    def test_values_of_undeclared_categories_are_found_and_not_told(self):
        field = lambda name, **more: {"name": name, "type": "text", "sensitivity": "personal", "purposes": ["support"],
                                      "retention": "chat", **more}
        define = lambda company: owner("PUT", f"{base}/collections/account", {"fields": [
            field("company", **company), field("phone", index="phone"), field("bank", category="financial"),
            field("note", category="communication"), field("illness", sensitivity="special")]})
        define({"category": "identity"})
        subject = owner("POST", base + "/subjects").json["subject"]
        record = lambda **values: self.assertEqual(owner("POST", f"{base}/subjects/{subject}/records/account", values).status, 201)
        record(company="Example GmbH, +49 30 901820", phone="+49 30 901821", bank=IBAN, note="write to ada@example.com", illness="diabetes")
        record(company="Beta GmbH, 0049 (30) 901820")
        record(company=f"Gamma GmbH {IBAN}", note="Ich bin krankgeschrieben.")
        record(company="Delta GmbH, 1970-01-01, order 0030 12, 12:30, v1.2.3", note="nothing of that kind")
        held = cell.record("restricted@example.com")[0]
        owner("POST", f"{base}/subjects/{held}/records/account", {"company": "call +49 30 555666777, max@example.com"})
        owner("PUT", f"{base}/subjects/{held}/restriction", {"ground": "legal-claims", "reason": "x"})
        found = owner("POST", base + "/discovery")
        event = self.told(found, "category.undeclared", 200)
        self.assertEqual(event.what, found.json)
        mine = {(f["field"], f["found"]): f["records"] for f in found.json["undeclared"] if f["collection"] == "account"}
        self.assertEqual(mine, {("company", "phone"): 2, ("company", "iban"): 1, ("note", "health"): 1})
        self.assertEqual(found.json["unread"], 0)
        for value in ("901820", "3704", "krank", "max@"):
            self.assertNotIn(value, found.body.decode() + json.dumps(event.what))
        listed = owner("GET", base + "/categories").json
        self.assertTrue({("company", "phone"), ("company", "iban")} <= {(f["field"], f["found"]) for f in listed["undeclared"]})
        self.assertEqual(listed["searched"]["records"], found.json["searched"])
        define({"category": "contact"})
        self.assertNotIn(("company", "phone"), {(f["field"], f["found"]) for f in owner("GET", base + "/categories").json["undeclared"]
                                                if f["collection"] == "account"})
        self.refused(owner("POST", base + "/discovery", {"collection": "account"}), 400)
        desk = cell.client(owner("POST", base + "/principals", {"name": "desk", "permissions": ["consult", "retrieve"]}).json["token"])
        self.refused(desk("POST", base + "/discovery"), 403, "administer")
        self.refused(desk("GET", base + "/categories"), 403, "administer")

    def test_nothing_found_is_told_too(self):
        made = admin("POST", "/v1/cell/tenants", {"name": "gamma-chat"}).json
        other = cell.client(made["token"])
        answer = other("POST", f"/v1/tenants/{made['tenant']}/discovery")
        self.assertEqual(answer.json, {"searched": 0, "unread": 0, "undeclared": [], "findings": 0, "more": False})
        self.assertEqual(reader.event(made["tenant"], answer.event).type, "tenant.administered")


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
