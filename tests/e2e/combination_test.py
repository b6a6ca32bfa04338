#!/usr/bin/env python3
"""Combination over the socket: a tenant's word for who somebody is, links between two subjects and their undoing, and each of
their refusals.

usage: combination_test.py
"""
import hashlib
import hmac
import sys
import threading
import unittest

import suite
from cell import Cell
from second_reader import SecondReader

ABSENT = "01890a5d-ac96-774b-8cce-b302099a8057"
GROUND = {"ground": "accuracy-contested", "reason": "a doubt"}


def setUpModule():
    global cell, reader, owner, base, other
    cell = Cell()
    reader, owner, base = SecondReader(cell), cell.owner, cell.base
    made = cell.client(cell.admin_token)("POST", "/v1/cell/tenants", {"name": "beta-chat"}).json
    other = cell.client(made["token"])
    other.base = "/v1/tenants/" + made["tenant"]


def tearDownModule():
    cell.close()


def subject():
    return owner("POST", base + "/subjects").json["subject"]


def secret():
    answer = owner("PUT", base + "/identity-secret")
    assert answer.status == 201, answer.body
    return answer.json["secret"]


def mac(key, identity):
    return hmac.new(key.encode(), identity.encode(), hashlib.sha256).hexdigest()


def verify(who, identity, sent):
    return owner("POST", f"{base}/subjects/{who}/verify-identity", {"identity": identity, "hmac": sent})


def verified(key, identity):
    who = subject()
    answer = verify(who, identity, mac(key, identity))
    assert answer.status == 200, answer.body
    return who


def link(a, b, basis="person", client=None, **more):
    body = {"from": a, "into": b, "basis": basis, **({"reason": "the same voice"} if basis == "person" else {}), **more}
    return (client or owner)("POST", base + "/links", body)


def links_of(who):
    answer = owner("GET", f"{base}/subjects/{who}/links")
    assert answer.status == 200, answer.body
    return [entry["link"] for entry in answer.json["links"]]


class Case(unittest.TestCase):
    def refused(self, answer, status, at=None):
        self.assertEqual(answer.status, status, answer.body)
        if at is not None:
            self.assertEqual(answer.json.get("at", ""), at, answer.body)


class Identity(Case):
    def test_only_the_whole_right_hmac_verifies(self):
        who = subject()
        key = secret()
        right = mac(key, "customer-7")
        for sent in ("", right[:8], right[:32], right[:63], right + "0", right + right, right.upper(), "z" * 64, " " + right[1:]):
            if sent == right:
                continue
            self.refused(verify(who, "customer-7", sent), 400, "/hmac")
        for sent in (mac(key, "customer-8"), mac("", "customer-7"), mac(key[:32], "customer-7"), "0" * 64,
                     hashlib.sha256(b"customer-7").hexdigest(), right[:62] + ("00" if right[62:] != "00" else "11")):
            self.refused(verify(who, "customer-7", sent), 403, "/hmac")
        self.refused(verify(who, "", mac(key, "")), 400, "/identity")
        self.refused(verify(ABSENT, "customer-7", right), 404)
        self.assertEqual(verify(who, "customer-7", right).status, 200)
        self.assertNotIn(b"customer-7", cell.raw("data.db", "data.db-wal"), "the identity is kept as a token only")

    def test_without_a_secret_nobody_is_verified(self):
        who = other("POST", other.base + "/subjects").json["subject"]
        answer = other("POST", f"{other.base}/subjects/{who}/verify-identity", {"identity": "x", "hmac": "0" * 64})
        self.refused(answer, 409)

    def test_a_new_secret_ends_the_one_before_and_what_rested_on_it(self):
        old = secret()
        a, b = verified(old, "ada"), verified(old, "ada")
        new = secret()
        self.assertNotEqual(old, new)
        self.refused(verify(a, "ada", mac(old, "ada")), 403, "/hmac")
        self.refused(link(a, b, "identity"), 403, "/basis")
        for who in (a, b):
            self.assertEqual(verify(who, "ada", mac(new, "ada")).status, 200)
        self.assertEqual(link(a, b, "identity").status, 201)

    def test_the_secret_is_shown_once_and_lies_nowhere(self):
        key = secret()
        for text in (key.encode(), bytes.fromhex(key)):
            self.assertNotIn(text, cell.raw())
        desk = cell.client(owner("POST", base + "/principals", {"name": "desk", "permissions": ["combine"]}).json["token"])
        self.refused(desk("PUT", base + "/identity-secret"), 403)
        self.refused(owner("PUT", base + "/identity-secret", {"secret": "mine"}), 400)


class Links(Case):
    def test_identity_links_only_two_who_are_verified_for_the_same(self):
        key = secret()
        ada, again, bob, visitor = verified(key, "ada"), verified(key, "ada"), verified(key, "bob"), subject()
        for a, b in ((visitor, ada), (ada, visitor), (visitor, subject()), (ada, bob)):
            self.refused(link(a, b, "identity"), 403, "/basis")
        made = link(ada, again, "identity")
        self.assertEqual((made.status, made.json["basis"]), (201, "identity"))
        self.refused(verify(ada, "bob", mac(key, "bob")), 409, "/identity")
        self.assertEqual(verify(ada, "ada", mac(key, "ada")).status, 200)

    def test_a_persons_word_needs_a_reason_and_the_permission(self):
        a, b = subject(), subject()
        self.refused(link(a, b, reason=""), 400, "/reason")
        self.refused(link(a, b, reason="x" * 501), 413, "/reason")
        self.refused(owner("POST", base + "/links", {"from": a, "into": b, "basis": "person"}), 400, "/reason")
        self.refused(link(a, b, "guess"), 400, "/basis")
        self.refused(link(a, a), 400, "/into")
        desk = cell.client(owner("POST", base + "/principals", {"name": "desk", "permissions": ["consult", "record"]}).json["token"])
        self.refused(link(a, b, client=desk), 403, "combine")
        self.assertEqual(links_of(a), [])
        self.assertEqual(link(a, b).status, 201)

    def test_another_tenants_subject_is_absent(self):
        theirs = other("POST", other.base + "/subjects").json["subject"]
        a = subject()
        self.refused(link(theirs, a), 404, "/from")
        self.refused(link(a, theirs), 404, "/into")
        self.refused(link(ABSENT, a), 404, "/from")
        self.refused(link(a, "no id"), 404, "/into")
        made = link(a, subject()).json["link"]
        self.refused(other("DELETE", f"{other.base}/links/{made}", {"reason": "not mine"}), 404)
        self.refused(other("DELETE", f"{base}/links/{made}", {"reason": "not mine"}), 404)

    def test_a_subject_is_in_one_group_only(self):
        head, one, two, elsewhere = subject(), subject(), subject(), subject()
        self.assertEqual([link(who, head).status for who in (one, two)], [201, 201])
        self.refused(link(one, elsewhere), 409, "/from")
        self.refused(link(head, elsewhere), 409, "/from")
        self.refused(link(elsewhere, one), 409, "/into")
        self.assertEqual(len(links_of(head)), 2)
        self.assertEqual(len(links_of(one)), 1)

    def test_of_many_at_once_one_is_taken(self):
        a, heads, statuses = subject(), [subject() for _ in range(8)], []
        clients = [cell.client(cell.owner_token) for _ in heads]
        threads = [threading.Thread(target=lambda c=c, h=h: statuses.append(link(a, h, client=c).status)) for c, h in zip(clients, heads)]
        [t.start() for t in threads], [t.join() for t in threads]
        self.assertEqual(sorted(statuses), [201] + [409] * 7)
        self.assertEqual(len(links_of(a)), 1)

    def test_a_link_shows_no_content_and_each_keeps_its_own(self):
        a, record = cell.record("linked-a@example.com", "Ada Linked")
        b, _ = cell.record("linked-b@example.com", "Bea Linked")
        made = link(a, b)
        answer = owner("GET", f"{base}/subjects/{b}/links")
        self.assertNotIn(b"Linked", made.body + answer.body)
        self.assertEqual(owner("GET", f"{base}/subjects/{b}/records/contact/{record}", Purpose="support").status, 404)
        listed = owner("GET", f"{base}/subjects/{b}/records").json["records"]
        self.assertNotIn(record, [entry["record"] for entry in listed])
        found = owner("POST", base + "/lookup", {"collection": "contact", "field": "email", "value": "linked-a@example.com"}, Purpose="support")
        self.assertEqual([match["subject"] for match in found.json["matches"]], [a])

    def test_it_is_undone_with_a_reason_and_told_to_both(self):
        a, b = subject(), subject()
        made = link(a, b)
        at = made.headers["Location"]
        self.refused(owner("DELETE", at, {"reason": ""}), 400, "/reason")
        self.refused(owner("DELETE", at, {}), 400, "/reason")
        undone = owner("DELETE", at, {"reason": "two voices after all"})
        self.assertEqual(undone.status, 200, undone.body)
        self.refused(owner("DELETE", at, {"reason": "again"}), 404)
        self.assertEqual((links_of(a), links_of(b)), ([], []))
        told = [(e.type, e.whom["subject"]) for e in reader.events(cell.tenant) if e.what.get("link") == made.json["link"]]
        self.assertEqual(told, [("subject.combined", who) for who in (a, b, a, b)])
        self.assertEqual(link(b, a).status, 201, "both are free again")

    def test_the_restricted_and_the_erased_are_left_alone(self):
        a, b, c = subject(), subject(), subject()
        made = link(a, b).headers["Location"]
        self.assertEqual(owner("PUT", cell.path(b) + "/restriction", GROUND).status, 200)
        self.refused(link(c, b), 423, "/into")
        self.refused(link(b, c), 423)
        self.refused(owner("DELETE", made, {"reason": "wrong"}), 423)
        self.refused(verify(b, "x", "0" * 64), 423)
        self.refused(owner("GET", f"{base}/subjects/{b}/links"), 423)
        self.assertEqual(links_of(a), [], "who is restricted is not named")
        self.assertEqual(owner("DELETE", cell.path(b) + "/restriction", {"reason": "settled"}).status, 200)
        self.assertEqual(len(links_of(a)), 1)

    def test_who_is_special_is_named_to_nobody_without_the_permission(self):
        put = owner("PUT", base + "/labels/health", {"title": "Health", "class": "special"})
        self.assertEqual(put.status, 201, put.body)
        seer = lambda *more: cell.client(owner("POST", base + "/principals", {"name": "desk", "permissions": ["retrieve", *more]}).json["token"])
        desk, doctor = seer(), seer("read_special")
        listed = lambda client, who: [e["from"] for e in client("GET", f"{base}/subjects/{who}/links").json["links"]]
        head, plain, ill = subject(), subject(), subject()
        self.assertEqual([link(who, head).status for who in (plain, ill)], [201, 201])
        self.assertEqual(listed(desk, head), [plain, ill])
        self.assertEqual(owner("PUT", cell.path(ill) + "/labels/health").status, 200)
        self.assertEqual((listed(desk, head), listed(doctor, head)), ([plain], [plain, ill]))
        hidden, absent = (desk("GET", f"{base}/subjects/{who}/links") for who in (ill, ABSENT))
        self.assertEqual((hidden.status, hidden.body), (404, absent.body), "as one that is not there")
        self.assertEqual(listed(doctor, ill), [ill])

    def test_the_erasure_of_either_takes_the_link_and_the_identity(self):
        key = secret()
        for erased, stays in ((0, 1), (1, 0)):
            pair = [verified(key, "zoe"), verified(key, "zoe")]
            self.assertEqual(link(*pair, "identity").status, 201)
            answer = owner("POST", cell.path(pair[erased]) + "/erasure", {"ground": "consent-withdrawn"})
            cell.wait_job(answer.json["job"])
            self.assertEqual(links_of(pair[stays]), [])
            raw = bytes.fromhex(pair[erased].replace("-", ""))
            self.assertEqual(reader.rows("SELECT COUNT(*) FROM link WHERE subject_id = ? OR into_id = ?", raw, raw)[0][0], 0)
            self.assertEqual(reader.rows("SELECT COUNT(*) FROM subject_identity WHERE subject_id = ?", raw)[0][0], 0)
            self.refused(link(pair[stays], pair[erased]), 404, "/into")


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
