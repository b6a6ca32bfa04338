#!/usr/bin/env python3
"""`troth probe` and `troth manifest`: verdicts on twins, with a planted bug, against a served cell; what is refused.
Which clauses hold is for each probe to say; this is about the commands.

usage: probe_run_test.py
  TROTH_MUTANT_BINARY  the build with planted bugs (default build/release/troth-mutant)
"""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import suite
from cell import BINARY, Cell

MUTANT = os.environ.get("TROTH_MUTANT_BINARY", os.path.join(os.path.dirname(__file__), "../../build/release/troth-mutant"))
CLAUSE, BUG = "TE-1.4", "undeclared-field-taken"


def troth(*arguments):
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=300)


class OnTwins(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp(prefix="troth-e2e-probe-")

    def tearDown(self):
        shutil.rmtree(self.root)

    def test_a_verdict_has_a_line_and_a_summary_without_a_percentage(self):
        done = troth("probe", "run", CLAUSE, "--twin")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertRegex(done.stdout.splitlines()[0], rf"^pass +{CLAUSE} +twin +\d+ samples +\d+ ms$")
        self.assertEqual(done.stdout.splitlines()[-1], "1 passed, 0 failed, 0 without a verdict")
        self.assertNotIn("%", done.stdout)

    def test_a_planted_bug_turns_it_red(self):
        done = troth("probe", "run", CLAUSE, "--twin", "--binary", MUTANT, "--mutant", BUG)
        self.assertEqual(done.returncode, 1)
        self.assertIn("did not hold: ", done.stdout)
        green = troth("probe", "run", CLAUSE, "--twin", "--binary", MUTANT)
        self.assertEqual(green.returncode, 0, green.stdout)

    def test_a_program_that_is_no_cell_is_never_a_pass(self):
        done = troth("probe", "run", CLAUSE, "--twin", "--binary", "/bin/true", "--json")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(json.loads(done.stdout)["outcomes"][0]["verdict"], "error")

    def test_finished_verdicts_are_not_run_again_unless_the_build_is_another(self):
        kept = self.root + "/kept"
        once = json.loads(troth("probe", "run", CLAUSE, "--twin", "--json", "--resume", kept).stdout)
        again = json.loads(troth("probe", "run", CLAUSE, "--twin", "--json", "--resume", kept).stdout)
        self.assertEqual(once, again)
        other = json.loads(troth("probe", "run", CLAUSE, "--twin", "--json", "--resume", kept, "--binary", MUTANT).stdout)
        self.assertNotEqual(once["outcomes"][0]["started"], other["outcomes"][0]["started"])

    def test_what_it_does_not_know_it_refuses(self):
        for arguments in (["run", CLAUSE], ["run", CLAUSE, "--twin", "--live"], ["run", "TE-99", "--twin"],
                          ["run", CLAUSE, "--live"], ["run", CLAUSE, "--live", "--mutant", BUG],
                          ["run", CLAUSE, "--twin", "--binary", "/nonexistent"]):
            self.assertEqual(troth("probe", *arguments).returncode, 2, arguments)

    def test_a_runner_that_is_killed_leaves_no_twin_behind(self):
        runner = subprocess.Popen([BINARY, "probe", "run", "TE-1.2", "--twin"], stdout=subprocess.DEVNULL)
        deadline = time.time() + 20
        pid = str(runner.pid)
        mine = lambda: [p for p in os.listdir("/proc") if p.isdigit() and parent(p) == pid]
        while not mine() and time.time() < deadline:
            time.sleep(0.01)
        twins = mine()
        self.assertTrue(twins)
        folders = [argument for twin in twins for argument in command(twin) if "troth-twin-" in argument]
        runner.kill()
        runner.wait()
        while any(os.path.exists(folder) for folder in folders) and time.time() < deadline:
            time.sleep(0.05)
        self.assertEqual([folder for folder in folders if os.path.exists(folder)], [])


def parent(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[1]
    except OSError:
        return None


def command(pid):
    try:
        with open(f"/proc/{pid}/cmdline") as file:
            return file.read().split("\0")
    except OSError:
        return []


class OnACell(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cell = Cell(serve=("--seal-seconds", "1"))
        made = cls.cell.client(cls.cell.admin_token)("POST", "/v1/cell/principals", {"name": "prober", "permissions": ["run_probes"]})
        assert made.status == 201, made.body
        cls.token = cls.cell.root + "/prober"
        with open(cls.token, "w") as file:
            file.write(made.json["token"] + "\n")

    @classmethod
    def tearDownClass(cls):
        cls.cell.stop()
        shutil.rmtree(cls.cell.root)

    def options(self, **other):
        chosen = {"data": self.cell.data, "url": f"https://127.0.0.1:{self.cell.port}", "token-file": self.token, **other}
        return [part for name, value in chosen.items() for part in (f"--{name}", value)]

    def test_live_and_twin_verdicts_are_handed_in(self):
        done = troth("probe", "run", CLAUSE, "TE-1.2", "--live", "--json", *self.options())
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        places = {one["clause"]: one["place"] for one in json.loads(done.stdout)["outcomes"]}
        self.assertEqual(places, {CLAUSE: "live", "TE-1.2": "twin"})

    def test_a_spoiled_pair_of_tenants_gives_way_to_a_fresh_one(self):
        with open(self.token) as file:
            prober = self.cell.client(file.read().strip())
        run = prober("POST", "/v1/cell/probe-runs", {"by": "operator"}).json
        tenant = run["tenants"][0]
        base, owner = "/v1/tenants/" + tenant["tenant"], self.cell.client(tenant["owner"])
        for kind, name, body in (("purposes", "support", {"title": "Support"}), ("retention", "chat", {"days": 9, "ground": "short"})):
            self.assertEqual(owner("PUT", f"{base}/{kind}/{name}", body).status, 200)
        field = {"name": "email", "type": "text", "sensitivity": "personal", "purposes": ["support"], "retention": "chat", "index": "email"}
        self.assertEqual(owner("PUT", base + "/collections/contact", {"fields": [field]}).status, 200)
        self.assertEqual(prober("POST", f"/v1/cell/probe-runs/{run['run']}/end").status, 200)
        done = troth("probe", "run", CLAUSE, "--live", *self.options())
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        after = prober("POST", "/v1/cell/probe-runs", {"by": "operator"}).json
        self.assertNotEqual(after["tenants"][0]["tenant"], tenant["tenant"])
        prober("POST", f"/v1/cell/probe-runs/{after['run']}/end")

    def test_who_may_not_run_probes_is_refused(self):
        done = troth("probe", "run", CLAUSE, "--live", *self.options(**{"token-file": self.cell.root + "/admin"}))
        self.assertEqual(done.returncode, 1)
        self.assertIn("403", done.stderr)

    def test_another_build_than_the_serving_one_gives_no_evidence(self):
        done = troth("probe", "run", CLAUSE, "--live", *self.options(binary="/bin/true"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("another build serves this cell", done.stderr)

    def test_a_schedule_begins_at_once_and_ends_with_a_signal(self):
        process = subprocess.Popen([BINARY, "probe", "schedule", CLAUSE, *self.options()], stdout=subprocess.PIPE, text=True)
        self.assertTrue(process.stdout.readline().startswith("pass"))
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=60), 0)
        process.stdout.close()


class Manifests(unittest.TestCase):
    def test_one_that_was_changed_is_refused(self):
        seeds = os.path.join(os.path.dirname(__file__), "../../fuzz/corpus/manifest")
        good = troth("manifest", "show", seeds + "/note", "--json")
        self.assertEqual(good.returncode, 0, good.stderr)
        self.assertEqual(json.loads(good.stdout)["signed_by"], "self-signed build")
        self.assertEqual(troth("manifest", "show", seeds + "/note_changed").returncode, 1)
        self.assertEqual(troth("manifest", "show", seeds + "/absent").returncode, 2)


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
