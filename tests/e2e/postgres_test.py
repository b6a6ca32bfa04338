#!/usr/bin/env python3
"""The whole server on PostgreSQL: what is refused, the other suites on a cell whose stores are databases, the demo.

Data and keys lie in two clusters of the test's own (tests/e2e/postgres.py). tests/faults/postgres_test.py kills them.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unittest

import postgres
import suite
from cell import BINARY, Cell

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import sql_lint  # noqa: E402  (only now on the path)


def setUpModule():
    global data, keys
    data, keys = postgres.Postgres(), postgres.Postgres()


def tearDownModule():
    data.close()
    keys.close()


class Statements(unittest.TestCase):
    """Every statement of the tree against every table of it: what the unit tests do not reach is read here too."""

    def prepared(self, folder_of_keys):
        session, waiting, texts = postgres.Session(data.fresh()), [], []
        for path in sorted((pathlib.Path(HERE) / "../../src").resolve().rglob("*tables.*")):
            if (path.parent.name == "keys") == folder_of_keys:
                code = sql_lint.uncommented(path.read_text())
                waiting += [s.replace(" WITHOUT ROWID", "") for s in sql_lint.schema_of(code)]
                texts += [(name, text) for name, text in sql_lint.statements(code)]
        while waiting:  # files are not in the order of their arrows
            left = [s for s in waiting if any(line.startswith("ERROR") for line in session.lines(s))]
            self.assertLess(len(left), len(waiting), left)
            waiting = left
        wrong = [(name, line) for name, text in texts for line in session.lines(f"PREPARE {name} AS {text}") if line.startswith("ERROR")]
        session.close()
        self.assertEqual(wrong, [])
        return len(texts)

    def test_all_of_the_data(self):
        self.assertGreater(self.prepared(False), 100)


class Refusals(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="troth-e2e-")
        self.addCleanup(self.folder.cleanup)

    def init(self, name, *stores):
        return subprocess.run([BINARY, "init", "--data", f"{self.folder.name}/{name}", "--seal", f"{self.folder.name}/{name}-seal",
                               "--cell", "eu-1", "--region", "eu-central", *stores], capture_output=True, text=True, timeout=120)

    def refused(self, word, *stores):
        done = self.init("refused-" + str(len(os.listdir(self.folder.name))), *stores)
        self.assertNotEqual(done.returncode, 0, done)
        self.assertIn(word, done.stderr)
        self.assertNotIn("hunter2", done.stderr)

    def test_what_is_no_place_for_a_store(self):
        self.refused("createdb --template template0 --lc-collate C --encoding UTF8",
                     "--store", data.fresh("LC_COLLATE 'C.UTF-8' ENCODING 'UTF8'"))
        self.refused("password", "--store", "postgres://troth:hunter2@/x?host=/tmp")
        self.refused("sslmode=verify-full", "--store", "postgres://troth@db.example.com/x")
        self.refused("--store", "--keys", keys.fresh())
        one = data.fresh()
        self.refused("two databases", "--store", one, "--keys", one, "--keys-same-cluster")
        self.refused("--keys-same-cluster", "--store", data.fresh(), "--keys", data.fresh())

    def test_a_database_holds_one_cell_for_one_process(self):
        place = ("--store", data.fresh(), "--keys", keys.fresh())
        self.assertEqual(self.init("first", *place).returncode, 0)
        second = self.init("second", *place)
        self.assertEqual(second.returncode, 1)
        self.assertIn("a cell in this database", second.stderr)

        served = subprocess.Popen([BINARY, "serve", "--data", self.folder.name + "/first", "--listen", "127.0.0.1:0"],
                                  stdout=subprocess.PIPE, text=True)
        try:
            self.assertIn("serving on", served.stdout.readline())
            third = self.init("third", *place)
            self.assertEqual(third.returncode, 1)
            self.assertIn("another process serves this database", third.stderr)
        finally:
            served.terminate()
            served.wait(timeout=30)
            served.stdout.close()


def cell_on(*stores):
    os.environ.pop("TROTH_TEST_STORE", None)
    arguments, postgres.arguments = postgres.arguments, lambda: list(stores)
    try:
        return Cell()
    finally:
        postgres.arguments = arguments


class Fitness(unittest.TestCase):
    """A server that comes back with other settings: nothing goes to it, nothing comes from it, and /readyz says why."""

    def held_until_mended(self, cell, cluster, setting, word, *requests):
        def restart_with(statement):
            cluster.sql(statement)
            cluster.stop()
            cluster.start()

        new_subject = ("POST", cell.base + "/subjects")
        restart_with(f"ALTER SYSTEM SET {setting}")
        for client, *request in ((cell.owner, *new_subject), *requests):
            answer = client(*request, Purpose="support")
            self.assertEqual(answer.status, 503, (request, answer.body))
        ready = cell.client()("GET", "/readyz")
        self.assertEqual(ready.status, 503)
        self.assertIn(word, ready.body.decode())
        restart_with(f"ALTER SYSTEM RESET {setting.split()[0]}")
        deadline = time.monotonic() + 15
        while (answer := cell.owner(*new_subject)).status != 201 and time.monotonic() < deadline:
            time.sleep(0.1)
        self.assertEqual(answer.status, 201, answer.body)
        self.assertEqual(cell.client()("GET", "/readyz").status, 200)

    def test_of_the_keys_and_of_the_data(self):
        with postgres.Postgres() as own_keys, postgres.Postgres() as own_data, \
                cell_on("--store", own_data.fresh(), "--keys", own_keys.fresh()) as cell:
            subject, record = cell.record()
            consult = ("GET", cell.path(subject, record))
            made = cell.owner("POST", cell.base + "/principals", {"name": "key-keeper", "permissions": ["rotate_keys"]})
            keeper = cell.client(made.json["token"])
            before = own_data.sql("SELECT COUNT(*) FROM subject", "db1"), own_keys.sql("SELECT COUNT(*) FROM key_row", "db1")
            self.held_until_mended(cell, own_keys, "archive_mode = on", "archive_mode", (keeper, "GET", cell.base + "/keys"))
            self.held_until_mended(cell, own_data, "fsync = off", "fsync", (cell.owner, *consult))
            after = own_data.sql("SELECT COUNT(*) FROM subject", "db1"), own_keys.sql("SELECT COUNT(*) FROM key_row", "db1")
            self.assertEqual([int(b) - int(a) for a, b in zip(before, after)], [2, 2], "of each the one that was answered 201")
            self.assertEqual(cell.owner(*consult, Purpose="support").status, 200)
            self.assertEqual(cell.stop(), 0)


class Stores(unittest.TestCase):
    def test_the_keys_may_stay_in_the_folder(self):
        with cell_on("--store", data.fresh()) as cell:
            self.assertTrue(os.path.exists(cell.data + "/keys.db"))
            self.assertFalse(os.path.exists(cell.data + "/data.db"))
            subject, record = cell.record()
            cell.restart()
            shown = cell.owner("GET", cell.path(subject, record), Purpose="support")
            self.assertEqual(shown.json["fields"]["email"], "ada@example.com")
            self.assertEqual(cell.owner("POST", cell.path(subject) + "/erasure", {"ground": "consent-withdrawn"}).status, 200)
            self.assertIn(cell.owner("GET", cell.path(subject, record), Purpose="support").status, (404, 410))
            cell.stop()
            self.assertEqual(json.loads(cell.run("log", "fsck", "--data", cell.data, "--records", "--json").stdout)["found"], 0)

    def test_a_cell_follows_its_databases_to_another_place(self):
        first, second = data.fresh(), data.fresh()
        with cell_on("--store", first, "--keys", keys.fresh()) as cell:
            subject, record = cell.record()
            cell.stop()
            data.sql(f"DROP DATABASE {postgres.database_of(second)}")
            data.sql(f"ALTER DATABASE {postgres.database_of(first)} RENAME TO {postgres.database_of(second)}")
            lost = cell.run("serve", "--data", cell.data, "--listen", "127.0.0.1:0", check=False)
            self.assertEqual(lost.returncode, 3, lost)
            cell.serve = ("--store", second)
            cell.start()
            cell.serve = ()
            cell.restart()  # it keeps where they are
            self.assertEqual(cell.owner("GET", cell.path(subject, record), Purpose="support").status, 200)

    def test_fsck_and_observers_of_a_served_cell(self):
        with cell_on("--store", data.fresh(), "--keys", keys.fresh()) as cell:
            cell.record()
            self.assertEqual(json.loads(cell.run("log", "fsck", "--data", cell.data, "--json").stdout)["found"], 0)
            shown = cell.run("tom", "render", "--data", cell.data, check=False)
            self.assertEqual(shown.returncode, 0, shown.stderr)


class OtherSuites(unittest.TestCase):
    """Word for word as on files."""

    def held(self, name):
        done = subprocess.run([sys.executable, f"{HERE}/{name}.py"], capture_output=True, text=True, timeout=1200,
                              env={**os.environ, "TROTH_TEST_STORE": "postgres"})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertRegex(done.stdout.splitlines()[-1], r"^[1-9]\d* passed, 0 failed$")

    def test_operations(self):
        self.held("operations_test")

    def test_races(self):
        self.held("races_test")

    def test_imports(self):
        self.held("import_test")

    def test_the_log(self):
        self.held("log_test")


class Demo(unittest.TestCase):
    def test_each_operation_is_seen_to_do_what_it_says(self):
        with tempfile.TemporaryDirectory() as folder:
            message = lambda speaker, n: {"text": f"Message number {n} of a conversation, long enough to be looked for.",
                                          "sender": f"speaker-{speaker}", "timestamp": f"2026-01-01 00:{n % 60:02}:00+00:00"}
            talks = {str(talk): {"messages": [[message(2 * talk + turn % 2, talk * 40 + turn)] for turn in range(20)]}
                     for talk in range(20)}
            with open(folder + "/dataset.json", "w") as file:
                json.dump(talks, file)
            done = subprocess.run([BINARY, "demo", "--once", "--json", "--listen", "127.0.0.1:0", "--dataset", folder + "/dataset.json",
                                   "--store", data.fresh(), "--keys", keys.fresh()], capture_output=True, text=True, timeout=600)
            told = json.loads(done.stdout)
            self.assertEqual(len(told["operations"]), 15, done.stderr)
            self.assertEqual([operation["name"] for operation in told["operations"] if not operation["ok"]], [], done.stderr)
            # The clauses that search the cell's files search its rows too.
            self.assertEqual(re.findall(r"^(?:error|fail) +(\S+)", done.stderr, re.M), [], done.stderr)


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
