"""The closed list of events: what each route and each duty of the cell must write, compared with what a real cell wrote.

The table below is the promise. The routes are read from the served home page, called once each, and the event their answer
names is looked up in the file by its number in events.def. What is unlisted, vanished or told otherwise fails.
"""
import datetime
import hashlib
import hmac
import html
import itertools
import os
import re
import shutil
import sys
import time
import unittest

import suite
import destruction_test as destruction
import evidence_test as evidence
from cell import Cell
from second_reader import CELL, EVENTS, HERE, SecondReader, raw_id

TENANT = "/v1/tenants/{tenant}"
SUBJECT = TENANT + "/subjects/{subject}"
RECORD = SUBJECT + "/records/{collection}/{record}"
LATER = "request.unimplemented"
RECIPIENT = {"title": "Mailer", "country": "DE", "basis": "authority", "transfer": "eea", "purposes": ["support"],
             "key": {"kty": "OKP", "crv": "X25519", "x": "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo"}}

ROUTES = {
    "POST /v1/cell/administrators": "principal.created",
    "POST /v1/cell/tenants": "tenant.created",
    "POST /v1/cell/principals": "principal.created",
    "POST /v1/cell/probe-runs": "probe.run_begun",
    "POST /v1/cell/probe-runs/{run}/evidence": "evidence.recorded",
    "POST /v1/cell/probe-runs/{run}/end": "probe.run_ended",
    "POST /v1/cell/attestations": "attestation.filed",
    "POST /v1/cell/attestations/{attestation}/withdraw": "attestation.withdrawn",
    "POST /v1/cell/tom/versions": "tom.drafted",
    "GET /v1/cell/tom/versions": "tenant.administered",
    "GET /v1/cell/tom/versions/{version}": "tenant.administered",
    "POST /v1/cell/tom/versions/{version}/approve": "tom.approved",
    "POST /v1/cell/tom/versions/{version}/withdraw": "tom.withdrawn",
    "PUT /v1/cell/tom/targets": "tenant.administered",
    "GET /v1/cell/keys": "keys.stated",
    "POST /v1/cell/epochs": "tenant.administered",
    "GET /v1/cell/jobs/{job}": "tenant.administered",
    f"GET {TENANT}": "tenant.administered",
    f"POST {TENANT}/principals": "principal.created",
    f"POST {TENANT}/principals/{{principal}}/tokens": "token.issued",
    f"DELETE {TENANT}/tokens/{{token}}": "token.revoked",
    f"PUT {TENANT}/purposes/{{name}}": "tenant.administered",
    f"PUT {TENANT}/retention/{{name}}": "tenant.administered",
    f"PUT {TENANT}/collections/{{name}}": "collection.structured",
    f"POST {TENANT}/collect": "subject.collected",
    f"POST {TENANT}/subjects": "record.recorded",
    f"POST {TENANT}/lookup": "subject.retrieved",
    f"GET {SUBJECT}/records": "subject.retrieved",
    f"GET {SUBJECT}/storage": "storage.stated",
    f"PUT {SUBJECT}/restriction": "subject.restriction_changed",
    f"DELETE {SUBJECT}/restriction": "subject.restriction_changed",
    f"POST {SUBJECT}/erasure": "erasure.intended",
    f"POST {SUBJECT}/records/{{collection}}": "record.recorded",
    f"GET {RECORD}": "record.consulted",
    f"PATCH {RECORD}": "record.altered",
    f"POST {TENANT}/imports": "import.opened",
    f"GET {TENANT}/imports/{{import}}": "tenant.administered",
    f"PUT {TENANT}/imports/{{import}}/chunks/{{number}}": "import.chunk",
    f"POST {TENANT}/imports/{{import}}/close": "import.closed",
    f"GET {TENANT}/jobs/{{job}}": "tenant.administered",
    f"PUT {TENANT}/notices/{{name}}": "tenant.administered",
    f"PUT {TENANT}/forms/{{name}}": "tenant.administered",
    f"POST {TENANT}/forms/{{name}}/tokens": "token.issued",
    f"POST {TENANT}/forms/{{name}}/collect": "subject.collected",
    f"GET {SUBJECT}/receipts": "subject.retrieved",
    f"GET {TENANT}/categories": "tenant.administered",
    f"POST {TENANT}/discovery": "category.undeclared",
    f"PUT {TENANT}/labels/{{name}}": "tenant.administered",
    f"PUT {SUBJECT}/labels/{{label}}": "record.organised",
    f"DELETE {SUBJECT}/labels/{{label}}": "record.organised",
    f"GET {SUBJECT}/labels": "subject.retrieved",
    f"PUT {RECORD}/labels/{{label}}": "record.organised",
    f"DELETE {RECORD}/labels/{{label}}": "record.organised",
    f"GET {RECORD}/labels": "subject.retrieved",
    f"PUT {SUBJECT}/assignee": "record.organised",
    f"DELETE {SUBJECT}/assignee": "record.organised",
    f"GET {TENANT}/classes": "tenant.administered",
    f"POST {SUBJECT}/use": "record.used",
    f"POST {TENANT}/use/count": "record.used",
    f"PUT {TENANT}/use/budgets": "tenant.administered",
    f"PUT {SUBJECT}/objections/{{purpose}}": "subject.objection_changed",
    f"DELETE {SUBJECT}/objections/{{purpose}}": "subject.objection_changed",
    f"PUT {TENANT}/recipients/{{name}}": "tenant.administered",
    f"DELETE {TENANT}/recipients/{{name}}": "tenant.administered",
    f"GET {TENANT}/recipients": "tenant.administered",
    f"POST {TENANT}/disclosures": "record.disclosed",
    f"GET {SUBJECT}/disclosures": "subject.retrieved",
    f"GET {SUBJECT}/dsr": "subject.exported",
    f"PUT {TENANT}/role": "tenant.administered",
    f"GET {TENANT}/role": "tenant.administered",
    f"POST {TENANT}/instructions": "tenant.administered",
    f"GET {TENANT}/instructions": "tenant.administered",
    f"GET {TENANT}/processing-record": "tenant.administered",
    f"PUT {TENANT}/identity-secret": "tenant.administered",
    f"POST {SUBJECT}/verify-identity": "subject.combined",
    f"POST {TENANT}/links": "subject.combined",
    f"DELETE {TENANT}/links/{{link}}": "subject.combined",
    f"GET {SUBJECT}/links": "subject.retrieved",
    f"GET {TENANT}/retention": "tenant.administered",
    f"PUT {TENANT}/freeze": "tenant.frozen",
    f"DELETE {TENANT}/freeze": "tenant.thawed",
    f"GET {TENANT}/export": "tenant.exported",
    f"POST {TENANT}/destruction": "destruction.intended",
    f"GET {TENANT}/destruction": "tenant.administered",
    f"DELETE {TENANT}/destruction": "destruction.withdrawn",
    f"POST {TENANT}/destruction/confirm": "request.refused",
    "GET /v1/cell/destructions/{job}": "request.refused",
    f"GET {TENANT}/keys": "keys.stated",
    f"POST {TENANT}/keys/rotation": "keys.rotation_begun",
    f"POST {TENANT}/dissemination": "request.refused",
}
for log in (TENANT + "/log", "/v1/cell/log"):
    ROUTES |= {
        f"GET {log}/checkpoint": "log.read",
        f"GET {log}/verifier": "log.read",
        f"GET {log}/tile/{{tile...}}": "log.read",
        f"GET {log}/events": "log.searched",
        f"GET {log}/events/{{event}}": "log.opened",
        f"GET {log}/events/{{event}}/proof": "log.read",
        f"GET {log}/events/{{event}}/receipt": "log.read",
        f"GET {log}/events/{{event}}/receipt?parts=what": "log.opened",
        f"POST {log}/blast-radius": "log.blast_radius",
        f"GET {log}/export": "log.exported",
    }

# What the cell writes that is not the success of a route, in the order of the log; the same type twice in a row counts once.
# Not here: the expiry of idempotency keys after 24 hours, a tenant.administered.
DUTIES = {
    "making and first serving a cell": ["cell.created", "cell.started"],
    "ending and serving again": ["cell.stopped", "cell.started"],
    "erasure": ["erasure.intended", "erasure.unreadable", "erasure.progressed", "erasure.completed"],
    "end of a key epoch": ["tenant.administered", "epoch.opened", "epoch.destroyed"],
    "refusal": ["request.refused"],
    "refusals beyond sixty a minute": ["request.refused", "request.refusals_counted"],
    "strangers": ["request.strangers_counted"],
    "the same request again": ["request.replayed"],
    "the same chunk again": ["request.replayed"],
    "witnesses that do not answer": ["log.witness_overdue"],
    "a promise that is broken and kept again": ["promise.broken"],
    "rotation after a restore": ["log.epoch_begun"],
    "destruction of a tenant": ["destruction.intended", "destruction.confirmed", "destruction.unreadable", "destruction.progressed",
                                "destruction.completed"],
    "the end of retention": ["retention.ended"],
    "new keys for a tenant": ["keys.rotation_begun", "keys.rotation_progressed", "keys.rotation_completed"],
}


EARLY = {f"POST {TENANT}/destruction/confirm": 409, "GET /v1/cell/destructions/{job}": 404}  # a duty below has them, in 30 days
REFUSED = f"POST {TENANT}/dissemination"  # to everybody: nothing is made public, and its own event is never written


def differences(promised, seen):
    """Each key that is on one side only, or was told otherwise than promised."""
    return [f"{key}: promised {promised.get(key, 'nothing')}, seen {seen.get(key, 'nothing')}"
            for key in sorted(promised.keys() | seen.keys()) if promised.get(key) != seen.get(key)]


# --- the catalogue

def definitions(name):
    with open(os.path.join(HERE, "../../src/act", name)) as file:
        return file.read()


def event_lines(text):
    """(type, number, name, sensitivity, retention, OCSF class, OCSF activity) of each line; a malformed one as its text."""
    form = re.compile(r'TROTH_EVENT\((\w+), (\d+), "([^"]*)", (\w+), (\w+), (\d+), (\d+)\)')
    for line in text.splitlines():
        if line.strip() and not line.startswith("//"):
            match = form.fullmatch(line)
            yield (match[1], int(match[2]), match[3], match[4], match[5], int(match[6]), int(match[7])) if match else line


def faults(text):
    """What is wrong with a catalogue of events. The OCSF 1.3 activities are those that events.def names."""
    ocsf = {6003: {1, 2, 3, 4, 99}, 6005: {1, 2, 4, 5, 6, 7}, 3001: {1}, 3005: {1, 2}}
    found, seen, last = [], set(), 0
    for line in event_lines(text):
        if isinstance(line, str):
            found.append(f"malformed: {line}")
            continue
        type_, number, name, sensitivity, retention, class_, activity = line
        found += [f"{name}: {what}" for what, wrong in (
            ("type twice", ("type", type_) in seen), ("name twice", ("name", name) in seen),
            ("number not above the one before", not last < number < 1 << 16),
            ("form of the name", not re.fullmatch(r"[a-z]+\.[a-z_]+", name)),
            ("sensitivity", sensitivity not in ("none", "service", "personal")),
            ("retention", retention not in ("security", "processing", "operation")),
            ("OCSF", activity not in ocsf.get(class_, ()))) if wrong]
        seen |= {("type", type_), ("name", name)}
        last = max(last, number)
    return found


def operations():
    """Operation -> the name of its event, from operations.def."""
    names = {line[0]: line[2] for line in event_lines(definitions("events.def"))}
    return {op: names[type_] for op, type_ in
            re.findall(r'^TROTH_OPERATION\((\w+), \w+, (\w+), "\w+"\)', definitions("operations.def"), re.MULTILINE)}


class Catalogue(unittest.TestCase):
    def test_is_complete(self):
        text = definitions("events.def")
        self.assertEqual(faults(text), [])
        self.assertEqual(len(list(event_lines(text))), len(re.findall(r"^TROTH_EVENT\(", text, re.MULTILINE)))

    def test_with_a_fault_is_found(self):
        text = definitions("events.def")
        good = 'TROTH_EVENT(used, 8, "record.used", personal, processing, 6005, 1)'
        self.assertIn(good, text)
        for old, new, fault in (("used, 8", "used, 7", "number"), ("used, 8", "recorded, 8", "type twice"), ("used, 8", "used, 65536", "number"),
                                ("record.used", "record.recorded", "name twice"), ("record.used", "Used", "form"),
                                ("personal", "secret", "sensitivity"), ("processing", "forever", "retention"), ("6005, 1", "6005, 99", "OCSF"),
                                ("6005, 1", "4001, 1", "OCSF"), (", 6005, 1", "", "malformed")):
            self.assertIn(fault, "\n".join(faults(text.replace(good, good.replace(old, new)))), (old, new))

    def test_holds_nothing_but_what_routes_duties_and_coming_operations_tell(self):
        later = {operations()[operation] for route, operation in served.items() if ROUTES.get(route) == LATER}
        told = set(ROUTES.values()) | set(itertools.chain(*DUTIES.values()))
        self.assertEqual(told & later, set(), "an operation that is not built tells nothing of its own")
        never = {operations()["dissemination"]} | ({LATER} - set(ROUTES.values()))  # every operation is built
        self.assertEqual(told & never, set())
        self.assertEqual({line[2] for line in event_lines(definitions("events.def"))}, told | later | never)

    def test_says_personal_of_every_event_that_tells_of_a_person(self):
        sensitivity = {line[2]: line[3] for line in event_lines(definitions("events.def"))}
        of_persons = {e.type for log in (CELL, cell.tenant) for e in reader.events(log) if e.parts[2] and e.whom}
        self.assertIn("record.consulted", of_persons)
        self.assertEqual({sensitivity[type_] for type_ in of_persons}, {"personal"}, of_persons)


# --- every route, once

class Witnessed(Cell):
    """A cell whose first administrator is made by the route itself, so that its answer can be looked at."""

    def run(self, *arguments, **more):
        if arguments[0] != "first-admin":
            return super().run(*arguments, **more)
        with open(self.data + "/first-admin") as file:
            self.first = self.client(file.read().strip())("POST", "/v1/cell/administrators")
        with open(self.root + "/admin", "w") as file:
            file.write(self.first.json["token"])


def setUpModule():
    global cell, reader, admin, auditors, principals, told, served, seen, offices
    cell = Witnessed(serve=("--seal-seconds", "1"))
    reader, admin = SecondReader(cell), cell.client(cell.admin_token)
    offices = {name: office(permission) for name, permission in
               (("prober", "run_probes"), ("author", "publish_tom"), ("approver", "publish_tom"))}
    named = {"name": "auditor", "permissions": ["read_log"]}
    made = {CELL: admin("POST", "/v1/cell/principals", named), cell.tenant: cell.owner("POST", cell.base + "/principals", named)}
    auditors = {log: cell.client(answer.json["token"]) for log, answer in made.items()}
    principals = {log: answer.json["principal"] for log, answer in made.items()}
    told = {log: answer.event for log, answer in made.items()}
    served = routes_of(cell.client()("GET", "/").body.decode())
    for log, base in ((CELL, "/v1/cell/log"), (cell.tenant, cell.base + "/log")):
        until(lambda: auditors[log]("GET", f"{base}/events/{told[log]}/proof").status == 200, "no seal came")
    asked = [route for route in ROUTES if route.split("?")[0] in served]
    seen = {route: "served, not listed" for route in served} | {route: call(route) for route in asked}


def tearDownModule():
    cell.close()


def office(permission):
    return cell.client(admin("POST", "/v1/cell/principals", {"name": "office", "permissions": [permission]}).json["token"])


def draft():
    """A version of the document; the refusal of an empty list names every clause that has to be accepted."""
    body = {"profiles": ["trueengage"], "promises": {}, "accepted": [], "effective_from": evidence.now(3600)}
    refused = offices["author"]("POST", "/v1/cell/tom/versions", body)
    return {**body, "accepted": refused.json["at"].removeprefix("/accepted: ").split(",")}


def until(true, otherwise, seconds=40):
    deadline = time.time() + seconds
    while not true():
        assert time.time() < deadline, otherwise
        time.sleep(0.3)


def routes_of(page):
    """Route -> operation, from the rows of the home page's table."""
    rows = re.findall(r"<tr><td><code>(.*?)</code></td><td>(.*?)</td>", page, re.DOTALL)
    assert len(rows) == page.count("<tr>") - 1, "a row of the table was not understood"
    return {html.unescape(route): html.unescape(operation) for route, operation in rows}


def values(route):
    """What stands for the placeholders: made for this route alone, so that no call disturbs another."""
    log = CELL if " /v1/cell/" in route else cell.tenant
    out = {"tenant": cell.tenant, "collection": "contact", "name": "made", "number": "0", "tile...": "0/000.p/1", "event": told[log]}
    if "{subject}" in route:
        out["subject"], out["record"] = cell.record()
    if "{principal}" in route or "{token}" in route:
        made = cell.owner("POST", cell.base + "/principals", {"name": "one", "permissions": ["consult"]}).json
        out["principal"], out["token"] = made["principal"], made["token_id"]
    if "{run}" in route:
        offices["run"] = evidence.begun(offices["prober"])
        out["run"] = offices["run"]["run"]
    if "{attestation}" in route:
        filed = offices["author"]("POST", "/v1/cell/attestations", {**evidence.Attestations.BODY, "sha256": "c" * 64})
        out["attestation"] = filed.json["attestation"]
    if "{version}" in route:
        out["version"] = str(offices["author"]("POST", "/v1/cell/tom/versions", draft()).json["version"])
    if "{import}" in route:
        out["import"] = cell.owner("POST", cell.base + "/imports", {"collection": "contact"}).json["import"]
    if "/forms/{name}" in route:
        form_of_a_page(cell)
    if route == f"POST {TENANT}/discovery":
        cell.record(name="Ada Example, +49 30 90182055")
    if "{link}" in route:
        out["link"] = linked()["link"]
    if "{job}" in route:
        out["job"] = end_epoch(cell, admin) if log == CELL else erase(cell)
    if route == f"DELETE {TENANT}/recipients/{{name}}":
        out["name"] = "leaver"
        cell.owner("PUT", cell.base + "/recipients/leaver", RECIPIENT)
    if "{label}" in route:
        out["label"] = "made"
        cell.owner("PUT", cell.base + "/labels/made", {"title": "Made", "class": "internal"})
    if "{purpose}" in route:
        out["purpose"] = "support"
    if route == f"DELETE {SUBJECT}/objections/{{purpose}}":
        cell.owner("PUT", cell.path(out["subject"]) + "/objections/support")
    if route == f"DELETE {SUBJECT}/restriction":
        cell.owner("PUT", cell.path(out["subject"]) + "/restriction", {"ground": "accuracy-contested", "reason": "a doubt"})
    return out


NOTICE = {"version": "2026-11", "sha256": hashlib.sha256(b"the notice").hexdigest()}
FORM = {"collection": "contact", "purpose": "support", "fields": ["email"], "origins": ["https://www.example.com"], "notice": "made",
        "per_minute": 10, "per_day": 10}


def form_of_a_page(at):
    """Puts the form in place and a page of it among the offices."""
    for path, body in (("/notices/made", {**NOTICE, "title": "The notice"}), ("/forms/made", FORM)):
        assert at.owner("PUT", at.base + path, body).status in (200, 201)
    offices["page"] = at.client(at.owner("POST", at.base + "/forms/made/tokens").json["token"])


def linked(send=True):
    body = {"from": cell.record()[0], "into": cell.record()[0], "basis": "person", "reason": "the same voice"}
    return cell.owner("POST", cell.base + "/links", body).json if send else body


def body(route):
    field = {"name": "note", "type": "text", "sensitivity": "internal", "purposes": ["support"], "retention": "chat"}
    now = datetime.datetime.now(datetime.timezone.utc)
    notice = {**NOTICE, "choice": "accepted"}
    bodies = {
        "POST /v1/cell/tenants": {"name": "beta-chat"},
        "POST /v1/cell/probe-runs": {"by": "operator"},
        "POST /v1/cell/attestations": evidence.Attestations.BODY,
        "POST /v1/cell/attestations/{attestation}/withdraw": {"reason": "the certifier revoked it"},
        "PUT /v1/cell/tom/targets": {"targets": {"log.seal_seconds": 5}},
        "POST /v1/cell/principals": {"name": "another", "permissions": ["read_log"]},
        f"POST {TENANT}/principals": {"name": "desk", "permissions": ["consult"]},
        f"POST {TENANT}/principals/{{principal}}/tokens": {"permissions": ["consult"]},
        f"PUT {TENANT}/purposes/{{name}}": {"title": "Made"},
        f"PUT {TENANT}/retention/{{name}}": {"days": 30, "ground": "no reason to keep it"},
        f"PUT {TENANT}/collections/{{name}}": {"fields": [field]},
        f"POST {TENANT}/collect": {"collection": "contact", "notice": notice, "record": {"email": "cleo@example.com"}},
        f"POST {TENANT}/lookup": {"collection": "contact", "field": "email", "value": "ada@example.com"},
        f"PUT {SUBJECT}/restriction": {"ground": "accuracy-contested", "reason": "a doubt"},
        f"DELETE {SUBJECT}/restriction": {"reason": "settled"},
        f"POST {SUBJECT}/erasure": {"ground": "consent-withdrawn"},
        f"POST {SUBJECT}/records/{{collection}}": {"email": "eve@example.com"},
        f"PATCH {RECORD}": {"display_name": "Another Name"},
        f"PUT {TENANT}/notices/{{name}}": {**NOTICE, "title": "The notice"},
        f"PUT {TENANT}/forms/{{name}}": FORM,
        f"POST {TENANT}/forms/{{name}}/collect": {"record": {"email": "page@example.com"},
                                                  "notice": {**notice, "shown_at": now.strftime("%Y-%m-%dT%H:%M:%SZ")}},
        f"PUT {TENANT}/labels/{{name}}": {"title": "Made", "class": "internal"},
        f"PUT {SUBJECT}/assignee": {"principal": principals[cell.tenant]},
        f"POST {TENANT}/use/count": {"collection": "contact", "field": "email", "value": "ada@example.com"},
        f"PUT {TENANT}/use/budgets": {"per_principal": 600, "per_subject": 20},
        f"DELETE {SUBJECT}/objections/{{purpose}}": {"reason": "a change of mind"},
        f"PUT {TENANT}/recipients/{{name}}": RECIPIENT,
        f"PUT {TENANT}/role": {"role": "controller"},
        f"POST {TENANT}/instructions": {"text_sha256": "ab" * 32, "summary": "all of it", "operations": sorted(set(operations()) - {"administration"})},
        f"POST {TENANT}/imports": {"collection": "contact"},
        f"DELETE {TENANT}/links/{{link}}": {"reason": "two people after all"},
        f"PUT {TENANT}/freeze": {"reason": "a question"},
        f"DELETE {TENANT}/freeze": {"reason": "answered"},
        f"POST {TENANT}/destruction": {"ground": "contract-ended"},
        f"POST {TENANT}/keys/rotation": {"keys": EVERY_KEY},
        f"PUT {TENANT}/imports/{{import}}/chunks/{{number}}": '{"record":{"email":"line@example.com"}}\n',
    }
    if route == f"POST {TENANT}/disclosures":
        subject, record = cell.record()
        cell.owner("PUT", cell.base + "/recipients/mailer", RECIPIENT)
        return {"recipient": "mailer", "subject": subject, "collection": "contact", "record": record, "fields": ["email"]}
    if route == f"POST {TENANT}/links":
        return linked(send=False)
    if route.endswith("/verify-identity"):
        secret = cell.owner("PUT", cell.base + "/identity-secret").json["secret"]
        return {"identity": "ada", "hmac": hmac.new(secret.encode(), b"ada", hashlib.sha256).hexdigest()}
    if "/tom/versions" in route:
        return draft() if route == "POST /v1/cell/tom/versions" else None
    if route.endswith("/evidence"):
        return evidence.verdict(offices["run"])
    if route.endswith("/blast-radius"):
        span = lambda hours: (now + datetime.timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {"actor": principals[CELL if " /v1/cell/" in route else cell.tenant], "from": span(-1), "to": span(1)}
    return {} if ROUTES[route] == LATER else bodies.get(route)


def client_of(route):
    log = CELL if " /v1/cell/" in route else cell.tenant
    if "/log/" in route:
        return auditors[log]
    if route.endswith(("/dsr", "/export")) and "/log/" not in route:
        return cell.client(cell.owner("POST", cell.base + "/principals", {"name": "rights", "permissions": ["export_data"]}).json["token"])
    if route.startswith((f"GET {TENANT}/keys", f"POST {TENANT}/keys")):
        return keeper_of(cell)
    if "/probe-runs" in route:
        return offices["prober"]
    if "/tom/" in route or "/attestations" in route:
        return offices["approver" if route.endswith("/approve") else "author"]
    if route.endswith("/forms/{name}/collect"):
        return offices["page"]
    return admin if log == CELL else cell.owner


def call(route):
    """The type of the event that the route's answer names and that its log got by it; else what came instead."""
    log = CELL if " /v1/cell/" in route else cell.tenant
    if route == "POST /v1/cell/administrators":
        before, answer = 0, cell.first
    else:
        method, pattern = route.split(" ")
        filled = values(route)
        path = re.sub(r"\{(.*?)\}", lambda match: filled[match[1]], pattern)
        headers = {"If_Match": '"1"'} if method == "PATCH" else {}
        headers |= {"Origin": FORM["origins"][0]} if "/forms/" in route else {}
        if route in (f"GET {RECORD}", f"POST {TENANT}/lookup"):
            headers["Purpose"] = "support"
        if route in (f"POST {TENANT}/disclosures", f"POST {SUBJECT}/use", f"POST {TENANT}/use/count"):
            headers["Purpose"] = "support"
        if route.endswith("/dsr"):
            headers["Reason"] = "she asked for it"
        client, sent = client_of(route), body(route)
        if route == f"POST {SUBJECT}/use":
            sent = {"collection": "contact", "record": filled["record"], "field": "email", "act": "verify", "value": "ada@example.com"}
        before, answer = reader.size(log), client(method, path, sent, **headers)
    if route == "POST /v1/cell/epochs" and answer.status == 202:  # until it is done, there is no second one
        cell.wait_job(answer.json["job"], admin, "/v1/cell")
    if route.endswith("/rotation") and answer.status == 202:
        cell.wait_job(answer.json["job"])
    if route.endswith("/erasure") and answer.status < 300:  # until it is done, its rows tell of somebody whose key is gone
        cell.wait_job(answer.json["job"])
    if not (answer.status == EARLY[route] if route in EARLY else answer.status == 403 if route == REFUSED else answer.status == 501 if ROUTES[route] == LATER else answer.status < 300):
        return f"{answer.status} {answer.body.decode()}"
    event = answer.event and reader.event(log, answer.event)
    return event.type if event and event.seq >= before else "no event of its own"


class Routes(unittest.TestCase):
    def test_each_tells_what_it_must_and_none_is_unlisted(self):
        self.assertEqual({route.split("?")[0] for route in ROUTES}, served.keys())
        self.assertEqual(differences(ROUTES, seen), [])

    def test_told_otherwise_unlisted_or_vanished_are_found(self):
        for route, type_ in ROUTES.items():
            other = "record.recorded" if type_ != "record.recorded" else "record.consulted"
            self.assertEqual(len(differences({**ROUTES, route: other}, seen)), 1, route)
            self.assertEqual(len(differences({r: t for r, t in ROUTES.items() if r != route}, seen)), 1, route)
        self.assertEqual(differences({**ROUTES, "GET /v1/gone": "record.recorded"}, seen),
                         ["GET /v1/gone: promised record.recorded, seen nothing"])


# --- every duty

def erase(at):
    subject, _ = at.record("gone@example.com")
    job = at.owner("POST", at.path(subject) + "/erasure", {"ground": "consent-withdrawn"}).json["job"]
    at.wait_job(job)
    return job


EVERY_KEY = ["tenant", "subjects", "index"]


def keeper_of(at):
    named = {"name": "keeper", "permissions": ["rotate_keys"]}
    return at.client(at.owner("POST", at.base + "/principals", named).json["token"])


def end_epoch(at, administrator):
    job = administrator("POST", "/v1/cell/epochs").json["job"]
    at.wait_job(job, administrator, "/v1/cell")
    return job


def in_order(types):
    return [type_ for type_, _ in itertools.groupby(types)]


def destroyed():
    """What the cell's log has of the end of a tenant, on a twin whose clock is moved."""
    twin = destruction.Twin()
    try:
        administrator = twin.client(twin.administrator())
        customer = destruction.Customer(twin, administrator)
        customer.person("ada@example.com")
        customer.ok("POST", "/destruction", destruction.ASKED)
        twin.say(f"advance {31 * destruction.DAY}")
        job = customer.ok("POST", "/destruction/confirm", by=customer.second).json["job"]
        at = "/v1/cell/destructions/" + job
        until(lambda: administrator("GET", at).json["state"] == "completed", "the tenant was not destroyed")
        return in_order(type_ for type_ in types_of(twin, CELL) if type_.startswith("destruction."))
    finally:
        twin.end()


def retention_ended():
    twin = destruction.Twin()
    try:
        customer = destruction.Customer(twin, twin.client(twin.administrator()))
        customer.ok("PUT", "/retention/chat", {"days": 1, "ground": "chat"})
        customer.person("ada@example.com")
        twin.say(f"advance {2 * destruction.DAY}")
        ended = lambda: [type_ for type_ in types_of(twin, customer.id) if type_.startswith("retention.")]
        until(ended, "retention did not end")
        return ended()
    finally:
        twin.end()


def types_of(twin, log):
    sql = "SELECT type FROM event WHERE tenant_id = ? ORDER BY seq"
    return [EVENTS[number] for (number,) in destruction.rows(twin, sql, raw_id(log))]


class Performer:
    """Has a cell of its own do each duty; each function gives the types that the log got by it."""

    def __init__(self, own):
        self.own, self.reader = own, SecondReader(own)
        self.duties = dict(zip(DUTIES, (self.first, self.restart, self.erasure, self.epoch, self.refusal, self.refusals, self.strangers,
                                        self.request, self.chunk, self.witnesses, self.promise, self.rotation,
                                        destroyed, retention_ended, self.new_keys)))

    def job(self, log, job):
        """Of a job, without the polls that waited for it."""
        whats = [(e.type, e.what) for e in self.reader.events(log)]
        return in_order(type_ for type_, what in whats if what.get("job") == job and "read" not in what)

    def first(self):
        return [e.type for e in self.reader.events(CELL)[:2]]

    def since(self, size, family, log=CELL):
        return in_order(e.type for e in self.reader.events(log, size - 1) if e.type.startswith(family))

    def restart(self):
        size = self.reader.size(CELL)
        self.own.restart()
        return self.since(size, "cell.")

    def erasure(self):
        return self.job(self.own.tenant, erase(self.own))

    def epoch(self):
        return self.job(CELL, end_epoch(self.own, self.own.client(self.own.admin_token)))

    def new_keys(self):
        job = keeper_of(self.own)("POST", self.own.base + "/keys/rotation", {"keys": EVERY_KEY}).json["job"]
        self.own.wait_job(job)
        return self.job(self.own.tenant, job)

    def deny(self, times):
        made = self.own.owner("POST", self.own.base + "/principals", {"name": "loud", "permissions": ["consult"]}).json
        loud = self.own.client(made["token"])
        answers = [loud("GET", self.own.base) for _ in range(times)]
        assert {a.status for a in answers} == {403}
        return made["principal"], answers

    def refusal(self):
        _, (answer,) = self.deny(1)
        return [self.reader.event(self.own.tenant, answer.event).type]

    def refusals(self):
        principal, answers = self.deny(61)
        assert answers[59].event and not answers[60].event
        self.own.restart()
        return in_order(e.type for e in self.reader.events(self.own.tenant) if e.who.get("principal") == principal)

    def strangers(self):
        size = self.reader.size(CELL)
        assert self.own.client()("GET", self.own.base).status == 401
        self.own.restart()
        return self.since(size, "request.")

    def request(self):
        answers = [self.own.owner("POST", self.own.base + "/subjects", Idempotency_Key="key-1") for _ in range(2)]
        return [self.reader.event(self.own.tenant, answers[1].event).type]

    def chunk(self):
        path = self.own.base + "/imports/" + self.own.owner("POST", self.own.base + "/imports", {"collection": "contact"}).json["import"]
        answers = [self.own.owner("PUT", path + "/chunks/0", '{"record":{"email":"line@example.com"}}\n') for _ in range(2)]
        return [self.reader.event(self.own.tenant, answers[1].event).type]

    def witnesses(self):
        """The policy names one witness, on a port where nobody listens. Its key is the one of tests/vectors/log.json."""
        size = self.reader.size(CELL)
        self.own.stop()
        with open(self.own.data + "/policy", "w") as file:
            file.write("witness w1 witness.example.org/w1+42e79f14+BO1JKMYo0cLG6ukDOJBZlWEpWSc6XGP5NjbBRhSshzfR https://localhost:1/\n"
                       "quorum w1\n")
        self.own.restart()
        until(lambda: self.since(size, "log."), "nobody missed the witness")
        self.own.stop()
        os.remove(self.own.data + "/policy")
        self.own.restart()
        return self.since(size, "log.")

    def promise(self):
        """A seal a minute is weaker than the ten seconds that the document promises."""
        size, own = self.reader.size(CELL), self.own.serve
        self.own.serve = ("--seal-seconds", "60")
        self.own.restart()
        (told,) = (e.what for e in self.reader.events(CELL, size - 1) if e.type == "promise.broken")
        assert "log.seal_seconds" in str(told["broken"]), told
        self.own.serve = own
        self.own.restart()
        return self.since(size, "promise.")

    def rotation(self):
        newest = lambda: self.reader.rows("SELECT COALESCE(MAX(number), 0) FROM log_seal")[0][0]
        self.own.stop()
        backup, sealed = self.own.root + "/backup", newest()
        shutil.copytree(self.own.data, backup, ignore=shutil.ignore_patterns("*.sock"))
        self.own.restart()
        self.own.owner("POST", self.own.base + "/subjects")
        until(lambda: newest() > sealed, "no seal came")
        self.own.stop()
        shutil.rmtree(self.own.data)
        os.rename(backup, self.own.data)
        sizes = {log: self.reader.size(log) for log in (CELL, self.own.tenant)}
        self.own.run("log", "rotate", "--after-restore", "--data", self.own.data)
        self.own.restart()
        begun = [self.since(size, "log.", log) for log, size in sizes.items()]
        assert begun[0] == begun[1], begun
        return begun[0]


class Duties(unittest.TestCase):
    def test_each_tells_what_it_must_and_an_altered_promise_is_found(self):
        with Cell(serve=("--seal-seconds", "1")) as own:
            done = {duty: perform() for duty, perform in Performer(own).duties.items()}
        self.assertEqual(differences(DUTIES, done), [])
        for duty, types in DUTIES.items():
            self.assertEqual(len(differences({**DUTIES, duty: types[:-1]}, done)), 1, duty)
            self.assertEqual(len(differences({**DUTIES, duty: types[:-1] + ["record.recorded"]}, done)), 1, duty)


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
