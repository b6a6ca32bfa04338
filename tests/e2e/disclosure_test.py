"""Disclosure by transmission: who can be a recipient, what the gate refuses, what only the recipient's key opens, and the ledger."""
import base64
import datetime
import hashlib
import json
import sqlite3
import sys
import time
import unittest
import uuid

import jose_tool
import suite
from cell import Cell
from second_reader import SecondReader

ABSENT = "01890a5d-ac96-774b-bcce-b302099a8057"


def setUpModule():
    global cell, reader, owner, base, tenant, keys, other
    jose_tool.install()
    keys = dict(zip(("P-256", "X25519", "other"), jose_tool.ask(*({"make": {"crv": c}} for c in ("P-256", "X25519", "P-256")))))
    cell = Cell()
    reader, owner, base, tenant = SecondReader(cell), cell.owner, cell.base, cell.tenant


def tearDownModule():
    cell.close()


def in_days(days):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def recipient(**more):
    return {"title": "Mailer GmbH", "country": "DE", "basis": "processor", "transfer": "eea", "purposes": ["support"],
            "contract": {"sha256": "ab" * 32, "expires": in_days(30)}, "key": keys["P-256"]["public"], **more}


def define(name, **more):
    answer = owner("PUT", f"{base}/recipients/{name}", recipient(**more))
    assert answer.status in (200, 201), answer.body
    return answer


def asking(name, subject, record, *fields, **more):
    return {"recipient": name, "subject": subject, "collection": "contact", "record": record, "fields": list(fields or ["email"]), **more}


def disclose(name, subject, record, *fields, who=None, purpose="support", **more):
    return (who or owner)("POST", base + "/disclosures", asking(name, subject, record, *fields, **more), Purpose=purpose)


def principal(*permissions):
    made = cell.owner("POST", base + "/principals", {"name": "case", "permissions": list(permissions)}).json
    return cell.client(made["token"])


class Case(unittest.TestCase):
    def setUp(self):
        """Each case asks as somebody of its own, who has sixty refusals a minute that are logged singly."""
        global owner
        owner = principal("administer", "record", "retrieve", "alter", "restrict", "erase", "disclose", "disseminate")

    def refused(self, answer, status, at=""):
        self.assertEqual(answer.status, status, answer.body)
        self.assertIn(at, answer.json.get("at", ""), answer.body)
        self.assertEqual(reader.event(tenant, answer.event).type, "request.refused")

    def rows(self, subject):
        return reader.rows("SELECT recipient, recipient_version, fields, purpose, payload_sha256, record_version FROM disclosure"
                           " WHERE subject_id = ? ORDER BY disclosure_id", uuid.UUID(subject).bytes)


class Recipients(Case):
    def put(self, **more):
        return owner("PUT", base + "/recipients/refused", recipient(**more))

    def test_a_recipient_is_kept_in_versions(self):
        first, second = define("versions"), define("versions", title="Mailer AG")
        self.assertEqual((first.status, second.status), (201, 200))
        self.assertEqual([a.json["version"] for a in (first, second)], [1, 2])
        self.assertEqual(second.json["definition"]["title"], "Mailer AG")
        self.assertEqual(first.json["definition"]["key"]["kid"], keys["P-256"]["thumbprint"])
        suspended = owner("DELETE", base + "/recipients/versions")
        self.assertEqual((suspended.json["state"], suspended.json["version"]), ("suspended", 3))
        self.refused(owner("DELETE", base + "/recipients/versions"), 409)
        self.refused(owner("DELETE", base + "/recipients/nobody"), 404)
        self.assertEqual(define("versions").json["state"], "active")
        listed = {r["recipient"]: r for r in owner("GET", base + "/recipients").json["recipients"]}
        self.assertEqual(listed["versions"]["version"], 4)
        self.assertEqual(reader.rows("SELECT COUNT(*) FROM recipient WHERE name = 'versions'"), [(4,)])
        self.assertEqual(reader.event(tenant, second.event).what["recipient"], "versions")

    def test_no_contract_or_an_expired_one(self):
        self.refused(self.put(contract={"sha256": "ab" * 32, "expires": in_days(-1)}), 400, "/contract/expires")
        self.refused(self.put(contract={"sha256": "ab" * 32, "expires": "soon"}), 400, "/contract/expires")
        self.refused(self.put(contract={"sha256": "ab", "expires": in_days(1)}), 400, "/contract/sha256")
        for basis in ("processor", "controller"):
            body = recipient(basis=basis)
            del body["contract"]
            self.refused(owner("PUT", base + "/recipients/refused", body), 400, "/contract")
        body = recipient(basis="authority")
        del body["contract"]
        self.assertEqual(owner("PUT", base + "/recipients/court", body).status, 201)

    def test_countries_and_what_a_transfer_rests_on(self):
        for country, transfer in (("US", "none"), ("US", "eea"), ("BR", "adequacy"), ("DE", "adequacy"), ("DE", "scc")):
            self.refused(self.put(country=country, transfer=transfer), 400, "/transfer")
        for country in ("XX", "de", "Germany", ""):
            self.refused(self.put(country=country), 400, "/country")
        self.refused(self.put(transfer="trust"), 400, "/transfer")
        self.refused(self.put(basis="friend"), 400, "/basis")
        for name, country, transfer in (("us", "US", "scc"), ("ch", "CH", "adequacy"), ("no", "NO", "none"), ("fr", "FR", "eea")):
            self.assertEqual(define("in-" + name, country=country, transfer=transfer).status, 201)

    def test_purposes_are_defined_ones(self):
        self.refused(self.put(purposes=["support", "curiosity"]), 400, "/purposes/1")
        self.refused(self.put(purposes=["Not A Name"]), 400, "/purposes/0")
        self.refused(self.put(purposes=[]), 400, "/purposes")

    def test_keys(self):
        good, okp = keys["P-256"]["public"], keys["X25519"]["public"]
        low = base64.urlsafe_b64encode(bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")).decode().rstrip("=")
        for key, at in (({**good, "d": "AAAA"}, "/key/d"), (keys["P-256"]["private"], "/key/d"), (keys["X25519"]["private"], "/key/d"),
                        ({"kty": "oct", "k": "AAAA"}, "/key/k"), ({"kty": "RSA", "n": "AQAB", "e": "AQAB", "crv": "x"}, "/key/crv"),
                        ({**good, "crv": "P-384"}, "/key/crv"), ({**good, "crv": "secp256k1"}, "/key/crv"),
                        ({**okp, "crv": "Ed25519"}, "/key/crv"), ({**good, "y": good["x"]}, "/key/x"),
                        ({**good, "x": good["x"][:-2]}, "/key/x"), ({**good, "x": good["x"] + "="}, "/key/x"),
                        ({**okp, "x": low}, "/key/x"), ({**okp, "x": "A" * 43}, "/key/x"), ({**okp, "y": okp["x"]}, "/key/y"),
                        ({**good, "use": "sig"}, "/key/use"), ({**good, "alg": "RSA-OAEP"}, "/key/alg"), ({**good, "x5c": []}, "/key/x5c"),
                        ("a key", "/key")):
            self.refused(self.put(key=key), 400, at)
        self.assertEqual(reader.rows("SELECT COUNT(*) FROM recipient WHERE name = 'refused'"), [(0,)])

    def test_they_are_for_administrators_to_lay_down(self):
        desk = principal("disclose", "retrieve")
        self.refused(desk("PUT", base + "/recipients/mine", recipient()), 403, "administer")
        self.refused(desk("DELETE", base + "/recipients/mine"), 403, "administer")
        self.refused(desk("GET", base + "/recipients"), 403, "administer")
        self.refused(owner("PUT", base + "/recipients/Not%20A%20Name", recipient()), 400, "{name}")


class Disclosures(Case):
    def test_only_the_recipients_key_opens_it(self):
        for crv in ("P-256", "X25519"):
            name = "opens-" + crv.lower()
            define(name, key={**keys[crv]["public"], "kid": "key-1", "use": "enc", "alg": "ECDH-ES"})
            subject, record = cell.record("tell@example.com", "Tell Example")
            answer = disclose(name, subject, record, "email")
            self.assertEqual(answer.status, 201, answer.body)
            jwe = answer.json["jwe"]
            for clear in (b"tell@example.com", b"Tell Example", base64.b64encode(b"tell@example.com")[:-2]):
                self.assertNotIn(clear, answer.body)
            opened, by_another, by_other_curve = jose_tool.ask(*({"open": {"key": keys[k]["private"], "jwe": jwe}} for k in (crv, "other", "X25519" if crv == "P-256" else "P-256")))
            self.assertIn("error", by_another)
            self.assertIn("error", by_other_curve)
            header = opened["header"]
            self.assertEqual((header["alg"], header["enc"], header["kid"], header["epk"]["crv"]), ("ECDH-ES", "A256GCM", "key-1", crv))
            said = json.loads(opened["text"])
            self.assertEqual(said["fields"], {"email": "tell@example.com"})
            self.assertEqual((said["tenant"], said["subject"], said["record"], said["collection"], said["version"], said["purpose"], said["recipient"], said["disclosure"]),
                             (tenant, subject, record, "contact", 1, "support", name, answer.json["disclosure"]))
            digest = hashlib.sha256(jwe.encode()).digest()
            self.assertEqual(answer.json["payload_sha256"], digest.hex())
            self.assertEqual(self.rows(subject), [(name, 1, '["email"]', "support", digest, 1)])
            event = reader.event(tenant, answer.event)
            self.assertEqual((event.type, event.subject, event.whom), ("record.disclosed", subject, {"subject": subject}))
            self.assertEqual((event.what["recipient"], event.what["fields"], event.what["payload_sha256"]), (name, ["email"], digest.hex()))

    def test_an_altered_letter_is_found(self):
        define("letters")
        subject, record = cell.record()
        jwe = disclose("letters", subject, record).json["jwe"].split(".")
        flip = lambda i: ".".join(("A" if p[0] != "A" else "B") + p[1:] if i == j else p for j, p in enumerate(jwe))
        whole, *altered = jose_tool.ask(*({"open": {"key": keys["P-256"]["private"], "jwe": text}} for text in (".".join(jwe), flip(0), flip(2), flip(3), flip(4))))
        self.assertIn("text", whole)
        self.assertEqual([sorted(a) for a in altered], [["error"]] * 4)

    def test_the_gate(self):
        subject, record = cell.record()
        define("gate")
        self.assertEqual(disclose("gate", subject, record).status, 201)
        self.refused(disclose("nobody", subject, record), 403, "/recipient")
        self.refused(disclose("Not A Name", subject, record), 403, "/recipient")
        self.refused(disclose("gate", subject, record, "score", purpose="quality"), 403, "Purpose")
        self.refused(disclose("gate", subject, record, "score"), 403, "fields")
        self.refused(disclose("gate", subject, record, "email", "score"), 403, "fields")
        self.refused(disclose("gate", subject, record, purpose="curiosity"), 403, "Purpose")
        self.refused(owner("POST", base + "/disclosures", asking("gate", subject, record)), 428, "Purpose")
        self.refused(disclose("gate", subject, record, "shoe"), 400, "fields")
        self.refused(disclose("gate", subject, record, fields=[]), 400, "/fields")
        self.refused(disclose("gate", subject, record, to="me"), 400, "/to")
        self.refused(disclose("gate", ABSENT, record), 404)
        self.refused(disclose("gate", "ada", record), 404, "/subject")
        self.refused(disclose("gate", subject, ABSENT), 404, "/record")
        another, _ = cell.record()
        self.refused(disclose("gate", another, record), 404, "/record")
        self.refused(disclose("gate", subject, record, who=principal("consult", "retrieve")), 403, "disclose")
        owner("DELETE", base + "/recipients/gate")
        self.refused(disclose("gate", subject, record), 403, "/recipient")
        self.assertEqual(len(self.rows(subject)), 1, "nothing that was refused stands in the ledger")

    def test_a_contract_that_ran_out_closes_the_gate(self):
        subject, record = cell.record()
        soon = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=2)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        define("shortly", contract={"sha256": "cd" * 32, "expires": soon})
        self.assertEqual(disclose("shortly", subject, record).status, 201)
        time.sleep(2.1)
        self.refused(disclose("shortly", subject, record), 403, "/recipient")

    def test_a_restricted_and_an_erased_person(self):
        define("late")
        subject, record = cell.record()
        path = cell.path(subject)
        self.assertEqual(disclose("late", subject, record).status, 201)
        restricted = owner("PUT", path + "/restriction", {"ground": "accuracy-contested", "reason": "a doubt"})
        self.assertEqual([r["recipient"] for r in restricted.json["recipients"]], ["late"])
        self.refused(disclose("late", subject, record), 423)
        owner("DELETE", path + "/restriction", {"reason": "settled"})
        erased = owner("POST", path + "/erasure", {"ground": "consent-withdrawn"})
        self.assertIn(disclose("late", subject, record).status, (404, 410))
        cell.wait_job(erased.json["job"])

    def test_a_thousand_an_hour(self):
        define("busy")
        subject, record = cell.record()
        desk = principal("disclose")
        self.assertEqual(disclose("busy", subject, record, who=desk).status, 201)
        cell.stop()
        with sqlite3.connect(cell.data + "/data.db") as data:
            hour = int(time.time() // 3600)
            rows = data.execute("SELECT tenant_id, principal_id FROM disclosure_budget WHERE used = 1 ORDER BY principal_id DESC LIMIT 1").fetchall()
            data.execute("UPDATE disclosure_budget SET used = 999, hour = ? WHERE principal_id = ?", (hour, rows[0][1]))
        data.close()
        global owner
        cell.start()
        cell.owner, owner, desk = (cell.client(who.token) for who in (cell.owner, owner, desk))
        if int(time.time() // 3600) != hour:
            self.skipTest("the hour turned")
        self.assertEqual(disclose("busy", subject, record, who=desk).status, 201)
        self.refused(disclose("busy", subject, record, who=desk), 429)
        self.assertEqual(disclose("busy", subject, record).status, 201, "another principal has a budget of its own")

    def test_the_same_request_again_discloses_nothing_anew(self):
        define("again")
        subject, record = cell.record()
        answers = [owner("POST", base + "/disclosures", asking("again", subject, record), Purpose="support", Idempotency_Key="d-1") for _ in range(2)]
        self.assertEqual([a.status for a in answers], [201, 201])
        self.assertNotIn("jwe", answers[1].json)
        self.assertEqual(len(self.rows(subject)), 1)


class Ledger(Case):
    def test_a_person_is_told_of_every_recipient(self):
        define("first"), define("second", title="Second AG", purposes=["support", "quality"])
        subject, record = cell.record()
        owner("PATCH", cell.path(subject, record), {"score": 7}, If_Match='"1"')
        made = [disclose("first", subject, record), disclose("second", subject, record, "display_name", "email"), disclose("second", subject, record, "score", purpose="quality")]
        self.assertEqual([a.status for a in made], [201] * 3, [a.body for a in made])
        answer = owner("GET", cell.path(subject) + "/disclosures")
        self.assertEqual([(r["recipient"], r["title"], r["disclosures"]) for r in answer.json["recipients"]], [("first", "Mailer GmbH", 1), ("second", "Second AG", 2)])
        self.assertEqual([(d["disclosure"], d["recipient"], d["fields"], d["purpose"], d["record"], d["record_version"], d["payload_sha256"]) for d in answer.json["disclosures"]],
                         [(a.json["disclosure"], name, fields, purpose, record, 2, a.json["payload_sha256"]) for a, (name, fields, purpose) in
                          zip(made, (("first", ["email"], "support"), ("second", ["display_name", "email"], "support"), ("second", ["score"], "quality")))])
        self.assertEqual(reader.event(tenant, answer.event).type, "subject.retrieved")
        rest = owner("GET", cell.path(subject) + "/disclosures?cursor=" + made[1].json["disclosure"])
        self.assertEqual([d["disclosure"] for d in rest.json["disclosures"]], [made[2].json["disclosure"]])
        self.refused(owner("GET", cell.path(subject) + "/disclosures?cursor=x"), 400, "cursor")
        self.refused(principal("disclose")("GET", cell.path(subject) + "/disclosures"), 403, "retrieve")
        altered = owner("PATCH", cell.path(subject, record), {"score": 8}, If_Match='"2"')
        self.assertEqual([r["recipient"] for r in altered.json["recipients"]], ["first", "second"])

    def test_what_is_special_is_told_to_nobody_without_the_permission(self):
        define("everyday"), define("clinic")
        self.assertEqual(cell.owner("PUT", base + "/labels/health", {"title": "Health", "class": "special"}).status, 201)
        subject, plain = cell.record()
        ill = cell.owner("POST", cell.path(subject) + "/records/contact", {"email": "ill@example.com"}).json["record"]
        for name, record in (("everyday", plain), ("clinic", ill), ("everyday", ill)):
            self.assertEqual(disclose(name, subject, record).status, 201)
        desk, doctor = principal("retrieve"), principal("retrieve", "read_special")

        def told(client):
            answer = client("GET", cell.path(subject) + "/disclosures").json
            return [(r["recipient"], r["disclosures"]) for r in answer["recipients"]], [d["record"] for d in answer["disclosures"]]
        whole = ([("clinic", 1), ("everyday", 2)], [plain, ill, ill])
        self.assertEqual(told(desk), whole)
        self.assertEqual(cell.owner("PUT", cell.path(subject, ill) + "/labels/health").status, 200)
        self.assertEqual((told(desk), told(doctor)), (([("everyday", 1)], [plain]), whole))
        restricted = owner("PUT", cell.path(subject) + "/restriction", {"ground": "legal-claims", "reason": "a claim"})
        self.assertEqual([r["disclosures"] for r in restricted.json["recipients"]], [1, 2], "all are to be told (Art. 19)")
        self.assertEqual(owner("DELETE", cell.path(subject) + "/restriction", {"reason": "settled"}).status, 200)
        self.assertEqual(cell.owner("PUT", cell.path(subject) + "/labels/health").status, 200)
        self.refused(desk("GET", cell.path(subject) + "/disclosures"), 404)
        self.assertEqual(told(doctor), whole)

    def test_erasure_takes_the_ledger_and_leaves_the_recipients_with_its_receipt(self):
        define("told")
        subject, record = cell.record()
        disclose("told", subject, record)
        answer = owner("POST", cell.path(subject) + "/erasure", {"ground": "consent-withdrawn"})
        self.assertEqual(reader.event(tenant, answer.event).what["recipients"], ["told"])
        cell.wait_job(answer.json["job"])
        self.assertEqual(self.rows(subject), [])
        receipt = owner("GET", f"{base}/jobs/{answer.json['job']}").json
        self.assertEqual([(r["recipient"], r["disclosures"]) for r in receipt["recipients"]], [("told", 1)])
        plain, _ = cell.record()
        self.assertEqual(owner("POST", cell.path(plain) + "/erasure", {"ground": "consent-withdrawn"}).json["recipients"], [])


class Dissemination(Case):
    def test_is_refused_to_everybody(self):
        for client in (owner, principal("disseminate"), principal("disseminate", "disclose", "administer")):
            answer = client("POST", base + "/dissemination", {"collection": "contact"})
            self.refused(answer, 403)
            self.assertIn("disclosures", answer.json["detail"])
            self.assertEqual(reader.event(tenant, answer.event).what["operation"], "dissemination")
        self.refused(principal("disclose")("POST", base + "/dissemination", {}), 403, "disseminate")


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
