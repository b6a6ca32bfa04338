#!/usr/bin/env python3
"""The OSCAL that a real cell exports, held against NIST's JSON Schemas and compliance-trestle: before there is any evidence,
with evidence, and with a version of the TOM in force. That the validators can say no is a case of its own.

usage: oscal_test.py
"""
import copy
import datetime
import hashlib
import json
import os
import pathlib
import re
import shutil
import sys
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../e2e")]

import suite  # noqa: E402
import validators  # noqa: E402
from cell import Cell  # noqa: E402

KINDS = {"catalogs": "catalog", "profiles": "profile", "component-definitions": "component-definition",
         "assessment-plans": "assessment-plan", "assessment-results": "assessment-results"}
TESTED = ["TE-1.4", "TE-1.6"]


def setUpModule():
    """One cell, three exports: with no evidence, with some, with a version in force."""
    global cell, trees, statuses
    validators.install()
    cell = Cell(serve=("--seal-seconds", "1"))
    trees, statuses = {}, {}
    export("nothing")
    prober = named("prober", "run_probes")
    cell.run("probe", "run", *TESTED, "--live", "--data", cell.data, "--url", f"https://127.0.0.1:{cell.port}", "--token-file", prober)
    export("tested")
    publish()
    export("published")


def tearDownModule():
    cell.close()


def named(name, permission):
    made = cell.client(cell.admin_token)("POST", "/v1/cell/principals", {"name": name, "permissions": [permission]})
    assert made.status == 201, made.body
    path = f"{cell.root}/{name}"
    with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(made.json["token"] + "\n")
    return path


def publish():
    """Version 1: the profile landbot, one promise other than by default."""
    author, approver = (cell.client(open(named(name, "publish_tom")).read().strip()) for name in ("author", "approver"))
    now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=2)
    drafted = author("POST", "/v1/cell/tom/versions", {
        "profiles": ["landbot"], "promises": {"backup.interval_hours": 12}, "effective_from": now.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "accepted": [one["id"] for one in listed() if one["id"].startswith("LB-") and one["class"] == "not covered"]})
    assert drafted.status == 201, drafted.body
    approved = approver("POST", "/v1/cell/tom/versions/1/approve", {})
    assert approved.status == 200, approved.body
    time.sleep(max(0, (now - datetime.datetime.now(datetime.timezone.utc)).total_seconds()) + 0.1)


def listed():
    return json.loads(cell.run("clause", "list", "--data", cell.data, "--profile", "all", "--json").stdout)


def export(name):
    folder = pathlib.Path(cell.root) / name
    cell.run("oscal", "export", "--data", cell.data, "--out", str(folder))
    trees[name] = folder
    statuses[name] = {one["id"]: one for one in listed()}


def texts(name):
    """[(kind, text)] of the five documents."""
    return [(KINDS[path.parent.parent.name], path.read_text()) for path in sorted(trees[name].glob("*/*/*.json"))]


def document(name, kind):
    (text,) = [text for is_, text in texts(name) if is_ == kind]
    return json.loads(text)[kind]


def controls(catalog):
    return {control["id"]: control for profile in catalog["groups"] for section in profile["groups"] for control in section["controls"]}


def valued(thing, name):
    return [prop["value"] for prop in thing.get("props", []) if prop["name"] == name]


class OtherPeoplesValidators(unittest.TestCase):
    def test_nists_schemas_take_every_document(self):
        for name in trees:
            given = texts(name)
            self.assertEqual(len(given), 5)
            for (kind, _), verdict in zip(given, validators.by_schemas(given), strict=True):
                self.assertIs(verdict, True, (name, kind, verdict))

    def test_the_schemas_are_those_of_1_2_1(self):
        for kind in KINDS.values():
            self.assertIn("/oscal/1.2.1/", json.loads(validators.schema(kind).read_text())["$id"])

    def test_trestle_takes_every_document(self):
        for name, folder in trees.items():
            code, said = validators.trestle(folder, "validate", "-a")
            self.assertEqual(code, 0, said)
            self.assertEqual(said.count("VALID: Model"), 5, said)

    def test_trestle_resolves_the_profile_with_its_numbers(self):
        folder = shutil.copytree(trees["published"], cell.root + "/resolved")
        code, said = validators.trestle(folder, "author", "profile-resolve", "-n", "troth-tom-v1", "-o", "promised", "--show-values")
        self.assertEqual(code, 0, said)
        text = open(f"{folder}/catalogs/promised/catalog.json").read()
        self.assertEqual(text.count('_smt"'), 20)
        self.assertIn("We make a backup every 12 hours", text)
        self.assertEqual(re.findall("insert: param.{40}", text), [])


class Doctored(unittest.TestCase):
    """Control: what the notes on OSCAL warn of is seen."""

    def refused(self, kind, change):
        thing = copy.deepcopy(document("tested", kind))
        change(thing)
        (verdict,) = validators.by_schemas([(kind, json.dumps({kind: thing}))])
        self.assertIsInstance(verdict, list)

    def test_schemas_refuse_what_is_no_oscal(self):
        first = lambda thing: thing["results"][0]
        self.refused("catalog", lambda t: t.update(uuid=t["uuid"][:14] + "7" + t["uuid"][15:]))
        self.refused("catalog", lambda t: t["groups"][0]["groups"][0]["controls"][0].update(id="1.2"))
        self.refused("catalog", lambda t: t["metadata"].update(props=[]))
        self.refused("profile", lambda t: t.update(imports=[]))
        self.refused("component-definition", lambda t: t["components"][0].update(title=None))
        self.refused("assessment-plan", lambda t: t.pop("import-ssp"))
        self.refused("assessment-results", lambda t: t.pop("import-ap"))
        self.refused("assessment-results", lambda t: first(t)["observations"][0].pop("collected"))
        self.refused("assessment-results", lambda t: first(t)["observations"][0].update(expires="2026-12-01T00:00:00"))
        self.refused("assessment-results", lambda t: first(t)["findings"][0]["target"]["status"].update(state="green"))

    def test_trestle_refuses_what_the_schemas_let_pass(self):
        changes = {"a root $schema": lambda whole: whole.update({"$schema": "http://json-schema.org/draft-07/schema"}),
                   "a uuid twice": lambda whole: whole["assessment-results"].update(
                       uuid=whole["assessment-results"]["results"][0]["observations"][0]["uuid"])}
        for what, change in changes.items():
            folder = shutil.copytree(trees["tested"], f"{cell.root}/{what}")
            path = f"{folder}/assessment-results/troth/assessment-results.json"
            whole = json.load(open(path))
            change(whole)
            json.dump(whole, open(path, "w"))
            self.assertNotEqual(validators.trestle(folder, "validate", "-a")[0], 0, what)


class WhatIsSaid(unittest.TestCase):
    def test_every_clause_is_a_control_with_its_class(self):
        found = controls(document("nothing", "catalog"))
        self.assertEqual(set(found), {clause.lower() for clause in statuses["nothing"]})
        for control in found.values():
            self.assertEqual([part["name"] for part in control["parts"]], ["statement", "assessment-objective", "assessment-method"])
        self.assertEqual(valued(found["te-2.1"], "evidence-class"), ["declared"])
        self.assertEqual(valued(found["te-1.4"], "max-evidence-age"), ["PT24H"])

    def test_without_evidence_nothing_is_found(self):
        result = document("nothing", "assessment-results")["results"][0]
        self.assertNotIn("observations", result)
        self.assertNotIn("findings", result)

    def test_findings_are_the_statuses_of_the_cell(self):
        for name in ("tested", "published"):
            findings = document(name, "assessment-results")["results"][0]["findings"]
            self.assertEqual([valued(one, "status") for one in findings], [[statuses[name][clause]["status"]] for clause in TESTED])
            for one, clause in zip(findings, TESTED, strict=True):
                self.assertEqual(one["target"]["target-id"], clause.lower() + "_obj")
                satisfied = one["target"]["status"]["state"] == "satisfied"
                self.assertEqual(satisfied, statuses[name][clause]["status"] == "pass")

    def test_a_new_version_makes_the_evidence_stale_and_nothing_satisfied(self):
        findings = document("published", "assessment-results")["results"][0]["findings"]
        self.assertEqual([one["target"]["status"]["state"] for one in findings], ["not-satisfied"] * len(TESTED))
        self.assertEqual([valued(one, "status") for one in findings], [["stale"]] * len(TESTED))

    def test_evidence_is_the_entry_of_the_public_log(self):
        results = document("tested", "assessment-results")
        tree = entries()
        resources = {one["uuid"]: one for one in results["back-matter"]["resources"]}
        for observation in results["results"][0]["observations"]:
            resource = resources[observation["relevant-evidence"][0]["href"].removeprefix("#")]
            link = resource["rlinks"][0]
            file = trees["tested"] / "assessment-results/troth" / link["href"]
            self.assertEqual(hashlib.sha256(file.read_bytes()).hexdigest(), link["hashes"][0]["value"])
            self.assertEqual(file.read_bytes(), tree[int(valued(resource, "log-index")[0])])

    def test_the_same_evidence_keeps_its_ids_in_the_next_result(self):
        one, other = (document(name, "assessment-results")["results"][0] for name in ("tested", "published"))
        self.assertNotEqual(one["uuid"], other["uuid"])
        self.assertEqual([o["uuid"] for o in one["observations"]], [o["uuid"] for o in other["observations"]])

    def test_the_plan_repeats_each_probe_within_its_window(self):
        plan = document("nothing", "assessment-plan")
        probes = json.loads(cell.run("probe", "list", "--json").stdout)
        self.assertEqual(len(plan["tasks"]), len(probes if isinstance(probes, list) else probes["probes"]))
        self.assertTrue(all(task["timing"]["at-frequency"]["period"] > 0 for task in plan["tasks"]))

    def test_tom_render_prints_the_profile_or_writes_all(self):
        printed = json.loads(cell.run("tom", "render", "--data", cell.data, "--format", "oscal").stdout)["profile"]
        self.assertEqual(printed["metadata"]["version"], "1")
        self.assertEqual(len(printed["imports"][0]["include-controls"][0]["with-ids"]), 20)
        self.assertIn({"param-id": "lb-t4_backup.interval_hours", "values": ["12 hours"]}, printed["modify"]["set-parameters"])
        results = cell.run("tom", "render", "--data", cell.data, "--format", "oscal", "--document", "assessment-results").stdout
        self.assertIn("assessment-results", json.loads(results))
        out = cell.root + "/rendered"
        self.assertEqual(cell.run("tom", "render", "--data", cell.data, "--format", "oscal", "--out", out).stdout, "")
        self.assertEqual(len(list(pathlib.Path(out).glob("*/*/*.json"))), 5)


def entries():
    """Every entry of the evidence log as anybody can read it (u16 length, bytes), once what was exported is sealed."""
    stranger = cell.client()
    deadline = time.time() + 20
    while time.time() < deadline:
        checkpoint = stranger("GET", "/log/evidence/checkpoint")
        size = int(checkpoint.body.decode().split("\n")[1]) if checkpoint.status == 200 else 0
        if size >= len(TESTED):
            break
        time.sleep(0.2)
    bundle, out = stranger("GET", f"/log/evidence/tile/entries/000.p/{size}").body, []
    while bundle:
        length = int.from_bytes(bundle[:2], "big")
        out.append(bundle[2:2 + length])
        bundle = bundle[2 + length:]
    return out


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
