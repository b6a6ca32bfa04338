"""The trust bundle of a real cell: made from what it publishes and from verdicts that are handed in, checked by troth-verify and by
the npm example, which share no code."""
import datetime
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time
import unittest

import suite
from cell import BINARY, Cell, held_status

ROOT = pathlib.Path(__file__).resolve().parents[2]
VERIFY = os.environ.get("TROTH_VERIFY_BINARY", os.path.join(os.path.dirname(BINARY), "troth-verify"))
EXAMPLE = ROOT / "examples/verify-npm/bin.mjs"
PASSED, FAILED = "TE-1.2", "TE-5.1"


def setUpModule():
    global cell, run, document
    cell = Cell(serve=("--seal-seconds", "1"))
    unittest.addModuleCleanup(cell.close)
    run, document = None, None


def moment(**ago):
    return (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(**ago)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def person(name, permission):
    made = cell.client(cell.admin_token)("POST", "/v1/cell/principals", {"name": name, "permissions": [permission]})
    assert made.status == 201, made.body
    return cell.client(made.json["token"])


def publish():
    """The text of version 1, published and in force."""
    author, other, path = person("author", "publish_tom"), person("approver", "publish_tom"), "/v1/cell/tom/versions"
    draft = {"profiles": ["trueengage"], "promises": {}, "accepted": [], "effective_from": moment(seconds=-2)}
    refused = author("POST", path, draft)
    draft["accepted"] = refused.json["at"].removeprefix("/accepted: ").split(",")
    assert author("POST", path, draft).status == 201
    assert other("POST", path + "/1/approve").status == 200
    time.sleep(2.5)
    return author("GET", path + "/1").json["text"]


def clause_hash(text, clause):
    size = int(re.search(rf"^clause {re.escape(clause)} (\d+) ", text, re.M).group(1))
    begin = text.encode().split(f"\nclause {clause} {size} ".encode(), 1)[1].split(b"\n", 1)[1]
    return hashlib.sha256(begin[:size]).hexdigest()


class Run:
    """A probe run of somebody who is named for it; hands in verdicts as a runner would."""

    def __init__(self):
        self.client = person("prober", "run_probes")
        made = self.client("POST", "/v1/cell/probe-runs", {"by": "operator"})
        assert made.status == 201, made.body
        self.facts = made.json

    def hand_in(self, clause, text, verdict):
        held = verdict == "pass"
        body = {"clause": clause, "clause_hash": clause_hash(text, clause), "started": moment(seconds=0), "ended": moment(seconds=0),
                "verdict": verdict, "samples": 1, "observations": [{"held": held, "what": "a change was looked for in the log"}],
                "seed": hashlib.sha256(bytes.fromhex(self.facts["checkpoint"]) + clause.encode()).hexdigest(),
                **{name: self.facts[name] for name in ("build", "config", "cell", "tom")}}
        answers = [self.client("POST", f"/v1/cell/probe-runs/{self.facts['run']}/evidence", {**body, "place": place})
                   for place in ("live", "twin")]
        made = [answer for answer in answers if answer.status == 201]
        assert made, [answer.body for answer in answers]


def fetch(name, *more):
    path = f"{cell.root}/{name}"
    return path, cell.run("trust", "bundle", "--data", cell.data, "--out", path, *more, check=False)


def verify(path, policy=True):
    """What troth-verify found, and the exit statuses of both."""
    file = f"{cell.root}/policy"
    pathlib.Path(file).write_bytes(cell.client()("GET", "/log/policy").body)
    ours = subprocess.run([VERIFY, "bundle", path, "--json", *(["--policy", file] if policy else [])], capture_output=True, text=True, timeout=60)
    theirs = subprocess.run(["node", EXAMPLE, path, *([file] if policy else [])], capture_output=True, text=True, timeout=60)
    return json.loads(ours.stdout or "null"), (ours.returncode, theirs.returncode), ours.stderr + theirs.stdout + theirs.stderr


def statuses(path):
    found, codes, said = verify(path)
    assert codes == (0, 0), said
    return {one["clause"]: one["status"] for one in found["clauses"]}


class Bundle(unittest.TestCase):
    def test_1_there_is_none_before_the_first_verdict(self):
        path, done = fetch("none")
        self.assertEqual((done.returncode, os.path.exists(path)), (1, False), done.stderr)
        self.assertIn("no verdict has been sealed", done.stderr)
        self.assertEqual(cell.client()("GET", "/trust/bundle").status, 404)

    def test_2_holds_the_published_document_and_each_newest_verdict(self):
        global run, document
        document = publish()
        run = Run()
        run.hand_in(PASSED, document, "pass")
        run.hand_in(FAILED, document, "fail")
        time.sleep(3)
        path, done = fetch("good")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("troth-verify bundle", done.stderr)
        found, codes, said = verify(path)
        self.assertEqual(codes, (0, 0), said)
        self.assertEqual(found["cell"], run.facts["cell"])
        self.assertIn("version 1", next(check["says"] for check in found["checks"] if check["name"] == "document"))
        by_clause = {one["clause"]: one for one in found["clauses"]}
        self.assertEqual((by_clause[PASSED]["status"], by_clause[FAILED]["status"]), (held_status(), "fail"))
        self.assertEqual(by_clause["TE-1.4"]["why"], "the bundle has no evidence for it")
        self.assertNotIn("LB-T3", by_clause)
        self.assertIn(document.encode(), pathlib.Path(path).read_bytes())

    def test_3_nobody_is_pinned_without_a_policy(self):
        found, codes, said = verify(cell.root + "/good", policy=False)
        self.assertEqual((codes, found["verdict"]), ((3, 3), "not pinned"), said)

    def test_4_a_newer_verdict_takes_the_place(self):
        run.hand_in(PASSED, document, "fail")
        path, _ = fetch("at-once")  # sealed or not: the clause never falls out of the bundle
        self.assertIn(statuses(path)[PASSED], (held_status(), "fail"))
        time.sleep(3)
        path, _ = fetch("newer")
        self.assertEqual(statuses(path)[PASSED], "fail")
        run.hand_in(PASSED, document, "pass")
        time.sleep(3)
        path, _ = fetch("newest")
        self.assertEqual(statuses(path)[PASSED], held_status())

    def test_5_one_letter_in_any_proven_line_is_found(self):
        good = pathlib.Path(cell.root + "/good").read_bytes()
        end, seen = good.index(b"\nsection keys "), 0
        changed = pathlib.Path(cell.root + "/changed")
        for at in range(100, end, max(1, end // 60)):
            if good[at:at + 1].isalnum() and not good[good.rindex(b"\n", 0, at) + 1:at].startswith(b"made "):
                changed.write_bytes(good[:at] + (b"y" if good[at] == ord("x") else b"x") + good[at + 1:])
                _, codes, said = verify(str(changed))
                self.assertEqual(codes[0], codes[1], (at, said))
                self.assertIn(codes[0], (1, 2), (at, good[at - 40:at + 20]))
                seen += 1
        self.assertGreater(seen, 30)

    def test_6_a_restarted_cell_makes_it_again(self):
        cell.restart()
        path, done = fetch("again")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(statuses(path)[FAILED], "fail")

    def test_7_serves_the_verifier_that_it_was_built_with(self):
        answer = cell.client()("GET", "/trust-verify.js")
        self.assertEqual((answer.status, answer.body), (200, (ROOT / "web/verify.mjs").read_bytes()))
        self.assertTrue(answer.headers["Content-Type"].startswith("text/javascript"))


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
