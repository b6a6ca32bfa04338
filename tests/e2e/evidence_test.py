#!/usr/bin/env python3
"""Evidence over a real cell: who may begin a probe run, what its tokens reach, which verdicts are refused, and how statuses
turn by themselves.

usage: evidence_test.py
"""
import datetime
import hashlib
import json
import subprocess
import sys
import unittest
import uuid

import suite
from cell import BINARY, Cell, Client, held_status
from second_reader import CELL, SecondReader
from twin_test import Twin

RUNS = "/v1/cell/probe-runs"
LIVE, TWIN_ONLY, UNPROBED = "TE-1.4", "TE-1.2", "TE-2.1"
OTHER = "a" * 64
EVIDENCE = uuid.UUID(int=2).bytes


def setUpModule():
    global cell, second, admin, prober, another, auditor, publisher
    cell = Cell(serve=("--seal-seconds", "1"))
    second = SecondReader(cell)
    admin = cell.client(cell.admin_token)
    prober, another, auditor = (named(name, "run_probes") for name in ("prober", "another", "auditor"))
    publisher = named("publisher", "publish_tom")


def tearDownModule():
    cell.close()


def named(name, permission, who=None, client=None):
    made = (who or admin)("POST", "/v1/cell/principals", {"name": name, "permissions": [permission]})
    assert made.status == 201, made.body
    return (client or cell.client)(made.json["token"])


def begun(who=None, by="operator"):
    made = (who or prober)("POST", RUNS, {"by": by})
    if made.status == 409:  # a principal has one at a time; the refusal says how to end it
        assert (who or prober)("POST", made.json["at"], {}).status == 200
        made = (who or prober)("POST", RUNS, {"by": by})
    assert made.status == 201, made.body
    return made.json


def now(seconds=0):
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def clause(name):
    done = subprocess.run([BINARY, "clause", "show", name, "--json"], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def verdict(run, name=LIVE, outcome="pass", **changes):
    """A body as a runner sends it; a change to None leaves a member out."""
    seed = hashlib.sha256(bytes.fromhex(run["checkpoint"]) + name.encode()).hexdigest()
    body = {"clause": name, "clause_hash": clause(name)["hash"], "build": run["build"], "config": run["config"],
            "cell": run["cell"], "tom": run["tom"], "place": "live" if name == LIVE else "twin", "started": now(), "ended": now(), "verdict": outcome,
            "samples": 1, "seed": seed, "observations": [{"held": outcome == "pass", "what": "an undeclared field was refused"}]}
    body.update(changes)
    return {member: value for member, value in body.items() if value is not None}


def filed(run, body, who=None):
    return (who or prober)("POST", f"{RUNS}/{run['run']}/evidence", body)


def end(run, who=None):
    return (who or prober)("POST", f"{RUNS}/{run['run']}/end", {})


def served_again(seal_seconds):
    cell.serve = ("--seal-seconds", seal_seconds)
    cell.restart()
    for client in (admin, prober, another, auditor, publisher):
        client.close()
        client.connection, client.port = None, cell.port


def listed(*arguments):
    done = cell.run("clause", "list", "--data", cell.data, "--json", *arguments)
    return {one["id"]: one for one in json.loads(done.stdout)}


class WhoMay(unittest.TestCase):
    def test_only_who_was_named_begins_a_run(self):
        self.assertEqual(cell.client()("POST", RUNS, {"by": "operator"}).status, 401)
        for who in (admin, cell.owner, publisher):
            answer = who("POST", RUNS, {"by": "operator"})
            self.assertEqual(answer.status, 403, answer.body)
        self.assertEqual(second.event(CELL, admin("POST", RUNS, {"by": "operator"}).event).type, "request.refused")

    def test_the_offices_are_the_cells_alone(self):
        for permission in ("run_probes", "publish_tom"):
            made = cell.owner("POST", cell.base + "/principals", {"name": "prober", "permissions": [permission]})
            self.assertEqual(made.status, 403, made.body)
        both = admin("POST", "/v1/cell/principals", {"name": "both", "permissions": ["run_probes", "read_log"]})
        self.assertEqual(both.status, 403, both.body)
        self.assertEqual(prober("POST", "/v1/cell/principals", {"name": "more", "permissions": ["run_probes"]}).status, 403)

    def test_a_prober_reaches_nobodys_content(self):
        subject, record = cell.record()
        for method, path in (("GET", cell.path(subject, record)), ("GET", cell.base), ("POST", cell.base + "/subjects"),
                             ("GET", cell.path(subject) + "/storage"), ("POST", cell.path(subject) + "/erasure"),
                             ("POST", "/v1/cell/tenants"), ("GET", "/v1/cell/keys")):
            answer = prober(method, path, {"name": "x"} if method == "POST" else None, Purpose="support")
            self.assertIn(answer.status, (403, 404), (path, answer.body))
        self.assertEqual(prober("GET", cell.base + "/log/events").status, 404)

    def test_tokens_of_a_run_reach_its_two_tenants_only(self):
        run = begun()
        subject, record = cell.record()
        self.assertEqual(len({one["tenant"] for one in run["tenants"]} - {cell.tenant}), 2)
        for at, one in enumerate(run["tenants"]):
            owner, reader = cell.client(one["owner"]), cell.client(one["reader"])
            self.assertEqual(owner("GET", "/v1/tenants/" + one["tenant"]).status, 200)
            self.assertEqual(reader("GET", f"/v1/tenants/{one['tenant']}/log/events").status, 200)
            self.assertEqual(owner("GET", "/v1/tenants/" + run["tenants"][1 - at]["tenant"]).status, 404)
            self.assertEqual(owner("GET", cell.path(subject, record), Purpose="support").status, 404)
            for path in (RUNS, f"{RUNS}/{run['run']}/end", "/v1/cell/tenants"):
                self.assertIn(owner("POST", path, {"by": "operator"}).status, (403, 404), path)
        end(run)


class Runs(unittest.TestCase):
    def test_the_tenants_are_kept_and_the_tokens_are_not(self):
        first, again = begun(), begun(another)
        self.assertEqual([one["tenant"] for one in first["tenants"]], [one["tenant"] for one in again["tenants"]])
        tokens = [one[who] for run in (first, again) for one in run["tenants"] for who in ("owner", "reader")]
        self.assertEqual(len(set(tokens)), 8)
        end(first), end(again, another)

    def test_a_principal_has_one_at_a_time(self):
        run = begun()
        answer = prober("POST", RUNS, {"by": "operator"})
        self.assertEqual(answer.status, 409, answer.body)
        self.assertEqual(answer.json["at"], f"{RUNS}/{run['run']}/end", "and is told how to end it")
        self.assertEqual(end(run).status, 200)

    def test_what_a_prober_spoiled_gives_way_to_a_fresh_pair(self):
        run = begun()
        self.assertEqual(prober("POST", RUNS, {"by": "operator", "fresh": True}).status, 409, "while a run goes on")
        self.assertEqual(end(run).status, 200)
        made = prober("POST", RUNS, {"by": "operator", "fresh": True})
        self.assertEqual(made.status, 201, made.body)
        self.assertNotIn(run["tenants"][0]["tenant"], [one["tenant"] for one in made.json["tenants"]])
        self.assertEqual(end(made.json).status, 200)
        again = begun()
        self.assertEqual([one["tenant"] for one in again["tenants"]], [one["tenant"] for one in made.json["tenants"]])
        end(again)

    def test_tokens_are_dead_after_the_end(self):
        run = begun()
        tenant = "/v1/tenants/" + run["tenants"][0]["tenant"]
        owner = cell.client(run["tenants"][0]["owner"])
        made = owner("POST", tenant + "/principals", {"name": "kept", "permissions": ["administer"], "days": 90})
        self.assertEqual(made.status, 201, made.body)
        self.assertEqual(end(run).status, 200)
        self.assertEqual(owner("GET", tenant).status, 401)
        self.assertEqual(cell.client(made.json["token"])("GET", tenant).status, 401, "nor what was handed on")
        self.assertEqual(end(run).status, 409)

    def test_begin_and_end_are_events(self):
        made = prober("POST", RUNS, {"by": "auditor"})
        self.assertEqual(second.event(CELL, made.event).type, "probe.run_begun")
        self.assertEqual(second.event(CELL, end(made.json).event).type, "probe.run_ended")

    def test_what_is_malformed_is_refused(self):
        for body in ({}, {"by": "customer"}, {"by": "operator", "more": 1}, [], {"by": 1}):
            self.assertEqual(prober("POST", RUNS, body).status, 400, body)
        for run in ("x", str(uuid.uuid4())):
            self.assertEqual(prober("POST", f"{RUNS}/{run}/end", {}).status, 404)
            self.assertEqual(prober("POST", f"{RUNS}/{run}/evidence", {}).status, 404)


class Verdicts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.run_ = begun()

    def refused(self, status, name=LIVE, outcome="pass", **changes):
        answer = filed(self.run_, verdict(self.run_, name, outcome, **changes))
        self.assertEqual(answer.status, status, (changes, answer.body))
        self.assertEqual(second.event(CELL, answer.event).type, "request.refused")

    def test_of_another_build_cell_or_configuration_are_refused(self):
        for member in ("build", "config", "tom", "clause_hash"):
            self.refused(409, **{member: OTHER})
        self.refused(409, cell="localhost/eu-2/evidence/00/1")

    def test_of_the_future_or_from_before_the_run_are_refused(self):
        self.refused(400, ended=now(60))
        self.refused(400, started=now(-3600))
        self.refused(400, started=now(1), ended=now(0))

    def test_that_show_nothing_are_no_pass(self):
        self.refused(400, samples=0)
        self.refused(400, samples=1000)
        self.refused(400, observations=[])
        self.refused(400, observations=[{"held": False, "what": "a field was taken"}])
        self.refused(400, seed=OTHER)

    def test_of_an_unknown_or_unprobed_clause_are_refused(self):
        self.refused(400, clause="TE-99")
        self.refused(400, name=UNPROBED)
        self.refused(400, name=TWIN_ONLY, place="live")
        self.refused(400, place="twin")

    def test_that_are_malformed_are_refused(self):
        for changes in ({"verdict": "skipped"}, {"samples": -1}, {"ended": "yesterday"}, {"more": 1}, {"place": "here"},
                        {"observations": [{"held": True}]}, {"seed": None}, {"build": "AA"}):
            self.refused(400, **changes)
        self.refused(413, observations=[{"held": True, "what": "x"}] * 257)
        self.refused(413, observations=[{"held": True, "what": "x" * 513}])

    def test_under_anothers_run_are_refused(self):
        self.assertEqual(filed(self.run_, verdict(self.run_), auditor).status, 404)
        self.assertEqual(end(self.run_, auditor).status, 404)

    def test_after_the_end_are_refused(self):
        run = begun(another)
        end(run, another)
        self.assertEqual(filed(run, verdict(run), another).status, 401)

    def test_of_one_test_twice_and_of_one_clause_four_times_are_refused(self):
        run = begun(another)
        once = verdict(run)
        self.assertEqual(filed(run, once, another).status, 201)
        self.assertEqual(filed(run, once, another).status, 409)
        for status in (201, 201, 409):
            self.assertEqual(filed(run, verdict(run), another).status, status)
        end(run, another)

    def test_that_read_as_something_else_are_refused(self):
        for what in ("held \u202eton", "a\nb", "\x1b[2J", "\x85"):
            self.refused(400, observations=[{"held": True, "what": what}])

    def test_are_events_and_entries_of_the_public_log(self):
        made = filed(self.run_, verdict(self.run_))
        self.assertEqual(made.status, 201, made.body)
        self.assertEqual(second.event(CELL, made.event).type, "evidence.recorded")
        (entry,), = second.rows("SELECT entry FROM log_entry WHERE tenant_id = ? AND seq = ?", EVIDENCE, made.json["number"] - 1)
        self.assertTrue(entry.startswith(b"troth-evidence/v1\nclause " + LIVE.encode() + b"\n"), entry)


class Statuses(unittest.TestCase):
    def test_turn_with_what_was_seen(self):
        run = begun()
        self.assertEqual(filed(run, verdict(run, outcome="fail")).status, 201)
        self.assertEqual(listed()[LIVE]["status"], "fail")
        self.assertEqual(filed(run, verdict(run)).status, 201)
        one = listed()[LIVE]
        self.assertEqual(one["status"], held_status(), one)
        self.assertLess(one["evidence_age_s"], 60)
        self.assertEqual(set(one), {"id", "class", "status", "mutant", "evidence_age_s"})
        end(run)

    def test_of_the_two_documents_are_ninety_nine(self):
        found = listed()
        self.assertEqual(len(found), 99)
        self.assertEqual(len(listed("--profile", "landbot")), 20)
        self.assertGreater(len(listed("--profile", "all")), 99)
        for one in found.values():
            self.assertNotEqual(one["status"], "pass" if one["evidence_age_s"] is None else "", one)

    def test_another_configuration_is_stale_at_once_and_a_weaker_one_red(self):
        run = begun()
        self.assertEqual(filed(run, verdict(run)).status, 201)
        end(run)
        served_again("60")
        found = listed()
        self.assertEqual(found[LIVE]["status"], "stale")
        self.assertEqual(found["TE-7.4"]["status"], "fail", "60 s where 10 s are promised")
        cell.stop()
        self.assertEqual(listed()["TE-7.4"]["status"], "fail", "and so it is read from the files of a stopped cell")
        served_again("1")
        self.assertEqual(listed()["TE-7.4"]["status"], "fail" if clause("TE-7.4")["probe"] else "stale",
                         "kept again: what stood in the log as a failure is mended by a test alone")


class Attestations(unittest.TestCase):
    BODY = {"clause": "TE-0.1", "scheme": "iso27001-2022", "issuer": "Sample Certification AG", "scope": "the service",
            "period_from": "2026-01-10", "period_to": "2028-12-01", "expires": "2028-12-01", "sha256": "b" * 64,
            "accreditation": "Sample Accreditation Body"}

    def ask(self, who=None, **changes):
        body = {**self.BODY, **changes}
        return (who or publisher)("POST", "/v1/cell/attestations", {k: v for k, v in body.items() if v is not None})

    def test_refused_and_filed(self):
        for changes in ({"expires": "2026-01-09"}, {"expires": "2026-02-01"}, {"scheme": "ISO/IEC 27001:2022"}, {"issuer": "eu-1"},
                        {"sha256": None}, {"sha256": "b"}, {"clause": LIVE}, {"accreditation": None}, {"more": "1"},
                        {"scheme": "soc2-type1", "clause": "TE-0.2"}, {"clause": "TE-0.2"},
                        {"scheme": "other"}, {"scheme": "other", "clause": "LB-0"}, {"issuer": "Sample\nAG"},
                        {"scheme": "soc2-type2", "clause": "TE-0.2", "period_from": "2026-08-01", "period_to": "2026-09-30"}):
            self.assertEqual(self.ask(**changes).status, 400, changes)
        for who in (admin, prober, cell.owner):
            self.assertEqual(self.ask(who).status, 403)
        self.assertEqual(listed()["TE-0.1"]["status"], "declared")
        made = self.ask()
        self.assertEqual(made.status, 201, made.body)
        self.assertEqual(second.event(CELL, made.event).type, "attestation.filed")
        self.assertEqual(listed()["TE-0.1"]["status"], "inherited")
        self.assertEqual(self.ask(expires="2028-12-24").status, 409, "a later end needs a new artefact")
        self.withdraws(made.json["attestation"])

    def withdraws(self, attestation):
        path = f"/v1/cell/attestations/{attestation}/withdraw"
        reason = {"reason": "the certifier revoked it"}
        for who in (admin, prober, cell.owner):
            self.assertEqual(who("POST", path, reason).status, 403)
        self.assertEqual(publisher("POST", path, {}).status, 400)
        made = publisher("POST", path, reason)
        self.assertEqual(made.status, 200, made.body)
        self.assertEqual(second.event(CELL, made.event).type, "attestation.withdrawn")
        self.assertEqual(listed()["TE-0.1"]["status"], "stale")
        self.assertEqual(publisher("POST", path, reason).status, 409)
        entries = [row[0] for row in second.rows("SELECT entry FROM log_entry WHERE tenant_id = ? ORDER BY seq", EVIDENCE)]
        told = [entry.decode() for entry in entries if entry.startswith(b"troth-attestation/v1\n")]
        self.assertEqual([one.split("\n")[1] for one in told], [f"filed {attestation}", f"withdrawn {attestation}"])
        self.assertIn("\nreason the certifier revoked it\n", told[1])


class Clock(unittest.TestCase):
    def test_a_run_ends_by_itself(self):
        twin = Twin()
        try:
            client = lambda token=None: Client(twin.port, twin.data + "/tls/cert.pem", token)
            who = named("prober", "run_probes", client(twin.administrator()), client)
            run = begun(who)
            tenant = "/v1/tenants/" + run["tenants"][0]["tenant"]
            owner = client(run["tenants"][0]["owner"])
            self.assertEqual(owner("GET", tenant).status, 200)
            twin.say("advance 899")
            self.assertEqual(owner("GET", tenant).status, 200)
            twin.say("advance 2")
            self.assertEqual(owner("GET", tenant).status, 401)
            self.assertEqual(filed(run, verdict(run), who).status, 401)
        finally:
            twin.end()


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
