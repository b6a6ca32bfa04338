#!/usr/bin/env python3
"""`troth probe run --tenant`: a customer attacks its own tenant with its own tokens, and with nothing of the cell but its
address and its CA.

usage: customer_run_test.py
"""
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import unittest
import uuid
from datetime import datetime

import suite
from cell import BINARY, Cell

OWN = {"TE-1.3", "TE-1.4", "TE-1.8", "TE-1.11", "TE-5.1", "TE-12.1", "TE-1.9", "X-10"}
WITH_READER = OWN | {"TE-1.14", "TE-1.7", "TE-1.12", "TE-3.1", "TE-7.1", "TE-14c"}


class OfACustomer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cell = Cell(serve=("--seal-seconds", "1"))
        cls.ca = cls.cell.root + "/ca.pem"
        shutil.copy(cls.cell.data + "/tls/cert.pem", cls.ca)
        cls.files = 0

    @classmethod
    def tearDownClass(cls):
        cls.cell.close()

    def token_file(self, token):
        type(self).files += 1
        path = f"{self.cell.root}/token-{self.files}"
        with open(path, "w") as file:
            file.write(token + "\n")
        return path

    def new_tenant(self):
        made = self.cell.client(self.cell.admin_token)("POST", "/v1/cell/tenants", {"name": "customer"})
        self.assertEqual(made.status, 201, made.body)
        return made.json["tenant"], made.json["token"]

    def principal(self, tenant, owner, *permissions):
        made = self.cell.client(owner)("POST", f"/v1/tenants/{tenant}/principals", {"name": "some", "permissions": permissions})
        self.assertEqual(made.status, 201, made.body)
        return made.json["token"]

    def run_as(self, tenant, token, *more, reader=None):
        arguments = ["--tenant", tenant, "--token-file", self.token_file(token), "--ca", self.ca,
                     "--url", f"https://127.0.0.1:{self.cell.port}", *more]
        if reader:
            arguments += ["--reader-token-file", self.token_file(reader)]
        # From a folder and an environment in which nothing leads to the cell's files.
        return subprocess.run([BINARY, "probe", "run", *arguments], capture_output=True, text=True, timeout=400,
                              cwd="/", env={"PATH": os.environ["PATH"]})

    def test_every_clause_that_is_for_customers_passes_and_nobody_made_for_it_stays(self):
        tenant, owner = self.new_tenant()
        reader = self.principal(tenant, owner, "read_log")
        done = self.run_as(tenant, owner, "--json", reader=reader)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        told = json.loads(done.stdout)
        self.assertEqual((told["by"], told["handed_in"]), ("customer", False))
        self.assertEqual({one["clause"]: one["verdict"] for one in told["run"]["outcomes"]}, dict.fromkeys(WITH_READER, "pass"))
        self.assertEqual([one["clause"] for one in told["partly"]], ["TE-14c"])
        self.assertTrue({"TE-1.2", "TE-1.5", "TE-1.6"} <= {one["clause"] for one in told["not_for_customers"]})
        self.assert_nobody_is_left(tenant)

    def assert_nobody_is_left(self, tenant):
        """By the cell's own tables, which a customer does not see; an erasure deletes the rows a moment after its answer."""
        deadline = time.time() + 30
        while self.rows_of(tenant) != (0, 0) and time.time() < deadline:
            time.sleep(0.2)
        self.assertEqual(self.rows_of(tenant), (0, 0))

    def rows_of(self, tenant):
        database = sqlite3.connect(f"file:{self.cell.data}/data.db?mode=ro", uri=True)
        try:
            count = lambda table: database.execute(f"SELECT count(*) FROM {table} WHERE tenant_id = ?", (uuid.UUID(tenant).bytes,)).fetchone()[0]
            return count("record"), count("subject")
        finally:
            database.close()

    def test_without_a_reader_it_runs_what_reads_no_log_and_says_what_it_did_not(self):
        tenant, owner = self.new_tenant()
        done = self.run_as(tenant, owner)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual({line.split()[1] for line in done.stdout.splitlines() if line.startswith("pass")}, OWN)
        self.assertRegex(done.stdout, r"not for customers  TE-1\.7 +it reads the tenant's log")
        self.assertRegex(done.stdout, r"not for customers  TE-1\.2 +it runs on twins only")
        self.assertIn(f"{len(OWN)} passed, 0 failed, 0 without a verdict, by customer; nothing was handed in", done.stdout)

    def test_it_can_be_run_again(self):
        tenant, owner = self.new_tenant()
        for _ in range(2):
            done = self.run_as(tenant, owner, "TE-1.4")
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_a_clause_that_is_not_for_customers_is_refused_by_name(self):
        tenant, owner = self.new_tenant()
        for clause, why in (("TE-1.2", "on twins only"), ("TE-1.6", "a second tenant"), ("TE-1.7", "--reader-token-file")):
            done = self.run_as(tenant, owner, clause, "TE-1.4")
            self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
            self.assertIn(why, done.stderr)
            self.assertNotIn("pass", done.stdout)

    def test_too_few_permissions_give_no_verdict(self):
        tenant, owner = self.new_tenant()
        for permissions in (("consult",), ("administer",), ("administer", "retrieve", "collect")):
            done = self.run_as(tenant, self.principal(tenant, owner, *permissions), "--json", "TE-1.4", "TE-5.1")
            self.assertEqual(done.returncode, 1, done.stderr)
            outcomes = json.loads(done.stdout)["run"]["outcomes"]
            self.assertEqual([one["verdict"] for one in outcomes], ["error", "error"])
            self.assertIn("too few permissions", outcomes[0]["error"])
        self.assertEqual(self.run_as(tenant, owner, "TE-1.4").returncode, 0)  # none of them made anything

    def test_a_foreign_tenant_is_refused(self):
        _, owner = self.new_tenant()
        for tenant in (self.cell.tenant, str(uuid.uuid4())):
            done = self.run_as(tenant, owner, "TE-1.4")
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn("there is no such tenant", done.stderr)
        done = self.run_as(self.cell.tenant, owner[:-1] + ("A" if owner[-1] != "A" else "B"), "TE-1.4")
        self.assertEqual((done.returncode, done.stdout), (1, ""))

    def test_rules_of_the_tenants_own_are_refused_and_stay_as_they_are(self):
        done = self.run_as(self.cell.tenant, self.cell.owner_token, "TE-1.4")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("an empty tenant of yours", done.stderr)
        tenant, owner = self.new_tenant()
        client, base = self.cell.client(owner), f"/v1/tenants/{tenant}"
        client("PUT", base + "/purposes/service", {"title": "service"})
        client("PUT", base + "/retention/month", {"days": 30, "ground": "a month"})
        own = {"fields": [{"name": "phone", "type": "text", "sensitivity": "personal", "purposes": ["service"], "retention": "month"}]}
        self.assertEqual(client("PUT", base + "/collections/contact", own).status, 201)
        reader = self.cell.client(self.principal(tenant, owner, "read_log"))
        rules = lambda: [e["event"] for kind in ("collection.structured", "tenant.administered")
                         for e in reader("GET", f"{base}/log/events?limit=500&type={kind}").json["events"]
                         if "purpose" in str(reader("GET", f"{base}/log/events/{e['event']}").body)
                         or kind == "collection.structured"]
        before = rules()
        done = self.run_as(tenant, owner, "TE-1.4")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("collection contact", done.stderr)
        self.assertEqual(rules(), before)
        self.assertEqual(client("PUT", base + "/collections/contact", own).json["version"], 2)  # none came between

    def test_a_retention_class_of_its_own_keeps_its_days(self):
        tenant, owner = self.new_tenant()
        client, base = self.cell.client(owner), f"/v1/tenants/{tenant}"
        client("PUT", base + "/retention/chat", {"days": 7, "ground": "a week"})
        for _ in range(2):
            done = self.run_as(tenant, owner, "TE-1.4")
            self.assertEqual((done.returncode, done.stdout), (1, ""))
        own = {"fields": [{"name": "note", "type": "text", "sensitivity": "personal", "purposes": ["support"], "retention": "chat"}]}
        self.assertEqual(client("PUT", base + "/collections/note", own).status, 201)
        subject = client("POST", base + "/subjects").json["subject"]
        made = client("POST", f"{base}/subjects/{subject}/records/note", {"note": "hello"}).json
        since = client("GET", f"{base}/subjects/{subject}/storage").json["since"]
        self.assertEqual((datetime.fromisoformat(made["retain_until"][:19]) - datetime.fromisoformat(since[:19])).days, 7)

    def test_what_it_does_not_take_with_a_tenant_it_refuses(self):
        tenant, owner = self.new_tenant()
        for more in (("--data", self.cell.data), ("--live",), ("--twin",), ("--mutant", "x"), ("--by", "auditor")):
            self.assertEqual(self.run_as(tenant, owner, "TE-1.4", *more).returncode, 2, more)
        self.assertEqual(self.run_as("not-an-id", owner, "TE-1.4").returncode, 2)


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
