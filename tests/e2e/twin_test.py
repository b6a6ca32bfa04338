#!/usr/bin/env python3
"""`troth twin`: a disposable cell. Starts fast (reported), its clock moves and all of it sees that, it leaves nothing behind,
comes back after a kill with its data and its clock, and takes no folder that is not its own.

usage: twin_test.py
"""
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest
from datetime import datetime, timedelta, timezone

import suite
from cell import BINARY, Client


class Twin:
    def __init__(self, *arguments):
        began = time.monotonic()
        self.process = subprocess.Popen([BINARY, "twin", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        first = self.process.stdout.readline()
        self.took = time.monotonic() - began
        assert first.startswith("twin on https://127.0.0.1:"), first
        self.port = int(first.rsplit(":", 1)[1])
        self.folder = self.process.stdout.readline().split(" ", 1)[1].rstrip("\n")
        self.data = self.folder + "/data"

    def say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().rstrip("\n")

    def client(self, token=None):
        return Client(self.port, self.data + "/tls/cert.pem", token)

    def administrator(self):
        with open(self.data + "/first-admin") as file:
            made = self.client(file.read().strip())("POST", "/v1/cell/administrators")
        assert made.status == 201, made.body
        return made.json["token"]

    def end(self, how=None):
        """The end of standard input, or a signal; the exit code."""
        if how:
            self.process.send_signal(how)
        else:
            self.process.stdin.close()
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        if how:
            self.process.stdin.close()
        return code


def moment(text):
    return datetime.fromisoformat(text.split(" ")[-1].replace("Z", "+00:00"))


class TwinTest(unittest.TestCase):
    def test_it_starts_fast_and_leaves_nothing(self):
        twin = Twin()
        print(f"a twin took {twin.took * 1000:.0f} ms to start", file=sys.stderr)
        self.assertEqual(stat.S_IMODE(os.stat(twin.folder).st_mode), 0o700)
        if os.path.isdir("/dev/shm"):
            self.assertTrue(twin.folder.startswith("/dev/shm/"), twin.folder)
        self.assertEqual(twin.client()("GET", "/healthz").status, 200)
        self.assertEqual(twin.end(), 0)
        self.assertFalse(os.path.exists(twin.folder))

    def test_a_signal_ends_it_in_order_and_its_own_folder_goes(self):
        twin = Twin()
        self.assertEqual(twin.end(signal.SIGTERM), 0)
        self.assertFalse(os.path.exists(twin.folder))

    def test_a_token_expires_when_the_clock_is_moved(self):
        twin = Twin()
        try:
            admin = twin.client(twin.administrator())
            tenant = admin("POST", "/v1/cell/tenants", {"name": "acme-chat"}).json
            base = "/v1/tenants/" + tenant["tenant"]
            owner = twin.client(tenant["token"])
            made = owner("POST", base + "/principals", {"name": "desk", "permissions": ["administer"], "days": 1})
            desk = twin.client(made.json["token"])
            self.assertEqual(desk("GET", base).status, 200)
            before = moment(twin.say("advance 0"))
            after = moment(twin.say("advance 86000"))
            self.assertLess(abs(after - before - timedelta(seconds=86000)), timedelta(seconds=5))
            self.assertEqual(desk("GET", base).status, 200)
            twin.say("advance 500")
            self.assertEqual(desk("GET", base).status, 401)
            self.assertEqual(owner("GET", base).status, 200)  # 90 days
        finally:
            twin.end()

    def test_it_does_not_take_another_line_for_an_order(self):
        twin = Twin()
        try:
            for line in ("advance", "advance -1", "advance x", "advance 1 2", "advance 99999999999", "go"):
                self.assertTrue(twin.say(line).startswith("error: "), line)
            now = moment(twin.say("advance 0"))
            self.assertLess(abs(now - datetime.now(timezone.utc)), timedelta(seconds=5))
        finally:
            twin.end()

    def test_a_killed_twin_comes_back_with_data_clock_and_port(self):
        folder = tempfile.mkdtemp(prefix="troth-e2e-twin-")
        try:
            twin = Twin("--dir", folder)
            token = twin.administrator()
            made = twin.client(token)("POST", "/v1/cell/tenants", {"name": "acme-chat"})
            self.assertEqual(made.status, 201)
            twin.say("advance 3600")
            twin.end(signal.SIGKILL)
            back = Twin("--dir", folder, "--resume")
            self.assertEqual(back.port, twin.port)
            self.assertEqual(back.client(made.json["token"])("GET", "/v1/tenants/" + made.json["tenant"]).status, 200)
            ahead = moment(back.say("advance 0")) - datetime.now(timezone.utc)
            self.assertLess(abs(ahead - timedelta(hours=1)), timedelta(seconds=5))
            self.assertEqual(back.end(signal.SIGTERM), 0)
            self.assertTrue(os.path.exists(folder + "/data/cell.json"))  # named by its owner: stays for --resume
            again = Twin("--dir", folder, "--resume")
            self.assertEqual(again.end(), 0)
            self.assertFalse(os.path.exists(folder))  # its owner is gone
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def test_it_takes_the_names_of_a_cell_and_nothing_else(self):
        root = tempfile.mkdtemp(prefix="troth-e2e-twin-")
        try:
            subprocess.run([BINARY, "init", "--data", root + "/data", "--seal", root + "/seal", "--cell", "eu-7", "--region",
                            "eu-north", "--log-name", "log.example.com/eu-7"], check=True, capture_output=True)
            twin = Twin("--like", root + "/data")
            with open(twin.data + "/cell.json") as file:
                identity = json.load(file)
            self.assertEqual((identity["cell"], identity["region"]), ("eu-7", "eu-north"))
            self.assertEqual(identity["log_name"], "twin/log.example.com/eu-7")
            self.assertTrue(identity["seal"].startswith(twin.folder))
            with open(twin.data + "/tls/cert.pem") as theirs, open(root + "/data/tls/cert.pem") as ours:
                self.assertNotEqual(theirs.read(), ours.read())
            self.assertEqual(twin.end(), 0)
            self.assertTrue(os.path.exists(root + "/data/cell.json"))
        finally:
            shutil.rmtree(root)

    def test_it_refuses_every_folder_that_is_not_its_own(self):
        root = tempfile.mkdtemp(prefix="troth-e2e-twin-")
        try:
            run = lambda *arguments: subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=30,
                                                    stdin=subprocess.DEVNULL)
            made = run("init", "--data", root + "/data", "--seal", root + "/seal", "--cell", "eu-7", "--region", "eu-north")
            self.assertEqual(made.returncode, 0)
            self.assertEqual(run("twin", "--data", root + "/data").returncode, 2)
            for folder in (root, root + "/data"):
                for more in ((), ("--resume",)):
                    refused = run("twin", "--dir", folder, *more)
                    self.assertEqual(refused.returncode, 1, (folder, more, refused.stdout))
                    self.assertIn("twin", refused.stderr)
            self.assertTrue(os.path.exists(root + "/data/cell.json"))
            self.assertEqual(run("twin", "--resume").returncode, 2)
        finally:
            shutil.rmtree(root)


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
