#!/usr/bin/env python3
"""`troth doctor` over a real cell: it finds the process, its port and its answers; it sees each file that is opened to others, names
the mend, and never counts as held what it cannot tell; it changes nothing.

usage: doctor_test.py
"""
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest

import suite
from cell import BINARY, Cell


def setUpModule():
    global cell
    cell = Cell()


def tearDownModule():
    cell.close()


def troth(*arguments):
    return subprocess.run([BINARY, "doctor", *arguments], capture_output=True, text=True, timeout=60)


class Report:
    def __init__(self, *arguments):
        done = troth(*arguments, "--json")
        self.code, self.whole = done.returncode, json.loads(done.stdout)
        self.checks = {check["id"]: check for check in self.whole["checks"]}

    def outcome(self, name):
        return self.checks[name]["outcome"]

    def broken(self):
        return {name for name, check in self.checks.items() if check["outcome"] == "not held" and check["level"] == "must"}


def modes(folder):
    """Every file below, with its mode and size: what a command that only looks leaves as it is."""
    out = {}
    for at, _, names in os.walk(folder):
        for name in names + [""]:
            info = os.lstat(os.path.join(at, name))
            out[os.path.join(at, name)] = (info.st_mode, info.st_uid)
    return out


class DoctorTest(unittest.TestCase):
    def test_a_served_cell(self):
        before = modes(cell.root)
        report = Report("--data", cell.data)
        self.assertGreaterEqual(len(report.checks), 40)
        self.assertEqual(report.code, 1 if report.broken() else 0)
        self.assertEqual(report.whole["must_failed"], len(report.broken()))
        for name in ("data-folder-closed", "tls-key-closed", "seal-files-closed", "one-owner", "seal-apart", "served",
                     "no-core-dumps", "keys-locked", "not-traced", "no-secret-arguments", "full-relro", "stack-not-executable",
                     "certificate-lives-on", "certificate-key-fits", "content-policy", "no-framing", "no-sniffing", "no-debugging",
                     "api-closed", "old-tls-refused"):
            self.assertEqual(report.outcome(name), "held", report.checks[name])
        self.assertIn(str(cell.process.pid), report.checks["served"]["seen"])
        self.assertEqual(modes(cell.root), before)

    def test_its_port_and_its_transport(self):
        report = Report("--data", cell.data)
        if report.outcome("ports-as-declared") == "cannot tell":  # its open files are closed to whoever is not root
            self.assertNotEqual(os.geteuid(), 0)
            return
        self.assertIn(f"127.0.0.1:{cell.port}", report.checks["ports-as-declared"]["seen"])
        for name in ("ports-as-declared", "sockets-as-declared", "no-clear-text", "tls-answers", "transport-remembered"):
            self.assertEqual(report.outcome(name), "held", report.checks[name])

    def test_what_is_opened_is_seen_and_mended(self):
        for rule, path, loose, tight in (("tls-key-closed", "/data/tls/key.pem", 0o644, 0o600),
                                         ("tls-key-closed", "/data/tls/key.pem", 0o640, 0o600),
                                         ("data-folder-closed", "/data", 0o755, 0o700),
                                         ("cell-json-closed", "/data/cell.json", 0o604, 0o600),
                                         ("data-files-closed", "/data/data.db", 0o644, 0o600),
                                         ("admin-socket-closed", "/data/admin.sock", 0o666, 0o600),
                                         ("seal-folder-closed", "/seal", 0o750, 0o700),
                                         ("seal-files-closed", "/seal/root.key", 0o644, 0o600)):
            with self.subTest(rule=rule, path=path, mode=oct(loose)):
                path = cell.root + path
                os.chmod(path, loose)
                try:
                    report = Report("--data", cell.data)
                    self.assertEqual((report.outcome(rule), report.code), ("not held", 1), report.checks[rule])
                    mend = report.checks[rule]["mend"]
                    self.assertTrue(mend.startswith("chmod "), mend)
                    human = troth("--data", cell.data)
                    self.assertEqual(human.returncode, 1)
                    self.assertTrue(human.stdout.startswith("NOT HELD"), human.stdout[:200])
                    self.assertIn("mend: " + mend, human.stdout)
                    subprocess.run(mend.split(), check=True)
                finally:
                    mended = stat.S_IMODE(os.stat(path).st_mode)
                    os.chmod(path, tight)
                self.assertEqual(mended & 0o077, 0)
                self.assertEqual(Report("--data", cell.data).outcome(rule), "held")

    def test_a_backup_in_the_folder(self):
        with open(cell.data + "/data.db.bak", "w", opener=lambda path, flags: os.open(path, flags, 0o600)):
            pass
        try:
            self.assertEqual(Report("--data", cell.data).outcome("backups-elsewhere"), "not held")
        finally:
            os.remove(cell.data + "/data.db.bak")

    def test_another_key(self):
        shutil.copy(cell.data + "/tls/key.pem", cell.root + "/kept")
        key = subprocess.run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout"], capture_output=True, check=True).stdout
        try:
            with open(cell.data + "/tls/key.pem", "wb") as file:
                file.write(key)
            report = Report("--data", cell.data)
            self.assertEqual((report.outcome("certificate-key-fits"), report.outcome("tls-key-closed")), ("not held", "held"))
        finally:
            with open(cell.root + "/kept", "rb") as kept, open(cell.data + "/tls/key.pem", "wb") as file:
                file.write(kept.read())

    def test_a_secret_in_the_environment_is_named_and_not_shown(self):
        other = Cell(environment={"EXAMPLE_API_KEY": "hunter2"})
        try:
            report = Report("--data", other.data)
            check = report.checks["no-secret-variables"]
            if check["outcome"] != "cannot tell" or os.geteuid() == 0:
                self.assertEqual((check["outcome"], check["level"]), ("not held", "should"))
                self.assertIn("EXAMPLE_API_KEY", check["seen"])
            self.assertNotIn("hunter2", json.dumps(report.whole))
            other.stop()
            report = Report("--data", other.data)
            self.assertEqual(report.outcome("served"), "not held")
            for name in ("no-core-dumps", "keys-locked", "ports-as-declared", "tls-answers", "content-policy",
                         "admin-socket-closed"):
                self.assertEqual(report.outcome(name), "cannot tell", name)
            self.assertEqual(report.outcome("tls-key-closed"), "held")
        finally:
            other.close()

    def test_without_a_cell(self):
        report = Report()
        self.assertEqual(report.outcome("full-relro"), "held")
        self.assertEqual(report.outcome("data-folder-closed"), "cannot tell")
        with tempfile.TemporaryDirectory() as empty:
            done = troth("--data", empty, "--json")
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertTrue(done.stderr.startswith("troth: "), done.stderr)


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
