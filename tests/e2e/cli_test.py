"""The command line: exit codes (0 ok, 1 finding, 2 usage, 3 unreachable), machine-readable output, and messages that say what to do."""
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest

import suite
from cell import Cell


def setUpModule():
    global cell, root
    cell = Cell()
    root = tempfile.mkdtemp(prefix="troth-cli-")
    with open(root + "/owner", "w") as file:
        file.write(cell.owner_token + "\n")


def tearDownModule():
    cell.close()
    shutil.rmtree(root)


def folder(name):
    return tempfile.mkdtemp(prefix=name + "-", dir=root)


class Case(unittest.TestCase):
    def troth(self, code, *arguments, stdin=None):
        done = subprocess.run([cell.binary, *arguments], capture_output=True, text=True, timeout=60, input=stdin)
        self.assertEqual(done.returncode, code, (arguments, done.stdout, done.stderr))
        return done

    def said(self, code, *arguments, about):
        """A command that ends with `code` and names `about` on stderr, in one line that begins with `troth:`."""
        done = self.troth(code, *arguments)
        self.assertEqual(done.stdout, "")
        self.assertTrue(done.stderr.startswith("troth: "), done.stderr)
        self.assertIn(about, done.stderr)


class Init(Case):
    def test_says_what_comes_next(self):
        at = folder("new")
        done = self.troth(0, "init", "--data", at + "/data", "--seal", at + "/seal", "--cell", "eu-9", "--region", "eu-north")
        self.assertIn("troth serve --data " + at + "/data", done.stdout)
        self.assertIn("Keep " + at + "/seal apart", done.stdout)
        for name, mode in (("data", 0o700), ("seal", 0o700), ("data/first-admin", 0o600), ("data/cell.json", 0o600),
                           ("data/tls/key.pem", 0o600), ("seal/root.key", 0o600), ("data/data.db", 0o600), ("data/keys.db", 0o600)):
            self.assertEqual(stat.S_IMODE(os.stat(f"{at}/{name}").st_mode) & 0o077, 0, name)
            self.assertEqual(stat.S_IMODE(os.stat(f"{at}/{name}").st_mode) & 0o700, mode & 0o700, name)
        self.said(1, "init", "--data", at + "/data", "--seal", at + "/seal2", "--cell", "eu-9", "--region", "eu-north",
                  about="there is a cell in this folder already")
        self.assertFalse(os.path.exists(at + "/seal2"))

    def test_refuses_a_seal_beside_the_data(self):
        at = folder("apart")
        os.symlink(at, at + "/link")
        for data, seal in (("/d", "/d/seal"), ("/s/d", "/s"), ("/d", "/d"), ("/d", "/link/d/seal")):
            self.said(2, "init", "--data", at + data, "--seal", at + seal, "--cell", "eu-9", "--region", "eu-north",
                      about="must not lie in one folder")
            self.assertFalse(os.path.exists(at + data + "/cell.json"))

    def test_refuses_names_and_folders(self):
        at = folder("names")
        self.said(2, "init", "--data", at + "/d", "--seal", at + "/s", "--cell", "EU 9", "--region", "eu-north", about="--cell")
        self.said(2, "init", "--data", at + "/d", "--seal", at + "/s", "--cell", "eu-9", "--region", "", about="--region")
        with open(at + "/something", "w") as file:
            file.write("else")
        self.said(1, "init", "--data", at, "--seal", root + "/s9", "--cell", "eu-9", "--region", "eu-north", about="empty folder")
        self.assertEqual(self.troth(2, "init", "--data", at).stdout, "")


class Serve(Case):
    def test_without_a_cell(self):
        self.said(1, "serve", "--data", folder("empty"), about="make one with `troth init`")

    def test_a_folder_that_is_served_already(self):
        self.said(1, "serve", "--data", cell.data, "--listen", "127.0.0.1:0", about="process")

    def test_a_port_that_is_taken(self):
        at = folder("port")
        self.troth(0, "init", "--data", at + "/d", "--seal", at + "/s", "--cell", "eu-9", "--region", "eu-north")
        self.said(3, "serve", "--data", at + "/d", "--listen", f"127.0.0.1:{cell.port}", about="in use")
        for listen in ("nowhere", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:80x"):
            self.said(2, "serve", "--data", at + "/d", "--listen", listen, about=listen)

    def test_a_seal_that_others_can_read(self):
        at = folder("mode")
        self.troth(0, "init", "--data", at + "/d", "--seal", at + "/s", "--cell", "eu-9", "--region", "eu-north")
        os.chmod(at + "/s/root.key", 0o640)
        self.said(1, "serve", "--data", at + "/d", "--listen", "127.0.0.1:0", about="chmod")
        os.chmod(at + "/s/root.key", 0o600)
        os.chmod(at + "/s", 0o750)
        self.said(1, "serve", "--data", at + "/d", "--listen", "127.0.0.1:0", about="chmod")

    def test_another_cells_seal(self):
        at = folder("swap")
        for name in ("a", "b"):
            self.troth(0, "init", "--data", f"{at}/d{name}", "--seal", f"{at}/s{name}", "--cell", "eu-9", "--region", "eu-north")
        os.rename(at + "/sa", at + "/aside")
        os.rename(at + "/sb", at + "/sa")
        done = self.troth(1, "serve", "--data", at + "/da", "--listen", "127.0.0.1:0")
        self.assertTrue(done.stderr.startswith("troth: "), done.stderr)


class Calls(Case):
    def as_owner(self, *more):
        return ("--data", cell.data, "--token-file", root + "/owner", *more)

    def test_a_request_and_its_event(self):
        done = self.troth(0, "call", *self.as_owner("GET", cell.base))
        self.assertEqual(json.loads(done.stdout)["tenant"], cell.tenant)
        self.assertTrue(done.stderr.startswith("event "), done.stderr)
        quiet = self.troth(0, "call", *self.as_owner("--json", "GET", cell.base))
        self.assertEqual((json.loads(quiet.stdout)["name"], quiet.stderr), ("acme-chat", ""))

    def test_the_same_over_tls(self):
        remote = ("--server", f"https://localhost:{cell.port}", "--token-file", root + "/owner")
        done = self.troth(0, "call", *remote, "--ca", cell.data + "/tls/cert.pem", "GET", cell.base)
        self.assertEqual(json.loads(done.stdout)["name"], "acme-chat")
        self.assertNotEqual(subprocess.run([cell.binary, "call", *remote, "GET", cell.base], capture_output=True).returncode, 0)
        self.troth(2, "call", *remote, "--data", cell.data, "GET", cell.base)

    def test_headers_and_bodies(self):
        subject, record = cell.record("cli@example.com")
        done = self.troth(0, "call", *self.as_owner("--purpose", "support", "--reason", "ticket 1", "GET", cell.path(subject, record)))
        self.assertEqual(json.loads(done.stdout)["fields"]["email"], "cli@example.com")
        self.troth(0, "call", *self.as_owner("--if-match", '"1"', "--body", "-", "PATCH", cell.path(subject, record)),
                   stdin='{"email":"cli2@example.com"}')
        with open(root + "/body", "w") as file:
            file.write('{"email":"cli3@example.com"}')
        post = ("--idempotency-key", "k1", "--body", root + "/body", "POST", f"{cell.base}/subjects/{subject}/records/contact")
        self.troth(0, "call", *self.as_owner(*post))
        self.assertTrue(json.loads(self.troth(0, "call", *self.as_owner(*post)).stdout)["replayed"])

    def test_a_refusal_is_a_finding_that_names_the_mend(self):
        subject, record = cell.record("refused@example.com")
        done = self.troth(1, "call", *self.as_owner("GET", cell.path(subject, record)))
        self.assertEqual(done.stdout, "")
        self.assertIn("name the purpose of this act in the Purpose header (428, at Purpose)", done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 2)
        done = self.troth(1, "call", *self.as_owner("--json", "GET", cell.path(subject, record)))
        self.assertEqual((json.loads(done.stdout)["status"], done.stderr), (428, ""))

    def test_usage(self):
        for arguments in ((), ("dance",), ("call",), ("keys",), ("keys", "epoch"), ("call", "GET", "/"), ("serve",),
                          ("import", "--tenant", "x", "--collection", "contact", "--lines", "2001", "file"), ("call", "--sideways", "GET", "/")):
            self.troth(2, *arguments)
        self.said(2, "call", "--data", cell.data, "GET", cell.base, about="--token-file")
        self.said(2, "call", "--data", cell.data, "--token-file", root + "/none", "GET", cell.base, about=root + "/none")
        self.said(2, "call", *self.as_owner("FETCH", cell.base), about="FETCH")
        self.said(2, "call", *self.as_owner("--body", root + "/none", "POST", cell.base + "/collect"), about=root + "/none")
        self.said(2, "import", *self.as_owner("--tenant", cell.tenant, "--collection", "contact", root + "/none"), about=root + "/none")
        self.assertIn("troth ", self.troth(0, "--version").stdout)
        self.assertIn("first-admin", self.troth(0, "--help").stdout)

    def test_a_cell_that_does_not_answer(self):
        self.said(3, "call", "--data", folder("silent"), "--token-file", root + "/owner", "GET", "/v1/cell/keys", about="")
        self.said(3, "call", "--server", "https://localhost:1", "--ca", cell.data + "/tls/cert.pem", "--token-file", root + "/owner",
                  "GET", "/v1/cell/keys", about="")


class Administration(Case):
    def test_keys(self):
        admin = ("--data", cell.data, "--token-file", cell.root + "/admin")
        status = json.loads(self.troth(0, "keys", "status", *admin, "--json").stdout)
        done = self.troth(0, "keys", "epoch", "--now", *admin, "--json")
        after = json.loads(done.stdout)
        self.assertEqual((after["epoch"], after["last_destroyed"]), (status["epoch"] + 1, status["epoch"]))
        self.troth(1, "keys", "status", "--data", cell.data, "--token-file", root + "/owner")

    def test_the_first_administrator_is_made_once(self):
        self.assertEqual(stat.S_IMODE(os.stat(cell.root + "/admin").st_mode), 0o600)
        self.assertFalse(os.path.exists(cell.data + "/first-admin"), "used up")
        self.said(2, "first-admin", "--data", cell.data, "--out", root + "/again", about="first-admin")
        self.assertFalse(os.path.exists(root + "/again"))
        self.said(1, "first-admin", "--renew", "--data", cell.data, about="process")
        self.said(2, "first-admin", about="--data")

    def test_a_token_that_is_still_good_is_not_renewed(self):
        at = folder("renew")
        self.troth(0, "init", "--data", at + "/d", "--seal", at + "/s", "--cell", "eu-9", "--region", "eu-north")
        self.said(1, "first-admin", "--renew", "--data", at + "/d", about="still good")


class Imports(Case):
    def test_all_taken_and_some_refused(self):
        arguments = ("import", "--data", cell.data, "--token-file", root + "/owner", "--tenant", cell.tenant, "--collection", "contact", "--json")
        with open(root + "/all", "w") as file:
            file.write('{"new":"a","record":{"email":"a1@example.com"}}\n{"new":"b","record":{"email":"b1@example.com"}}\n')
        said = json.loads(self.troth(0, *arguments, root + "/all").stdout)
        self.assertEqual((said["accepted"], said["rejected"], said["chunks"]), (2, 0, 1))
        refused = '{"new":"c","record":{"phone":"+49"}}'
        with open(root + "/some", "w") as file:
            file.write('{"new":"a","record":{"email":"a2@example.com"}}\n' + refused + "\n")
        done = self.troth(1, *arguments, "--rejected", root + "/kept", root + "/some")
        self.assertEqual(json.loads(done.stdout)["rejected"], 1)
        self.assertIn("line 2: the collection does not declare this field (/phone)", done.stderr)
        self.assertEqual(open(root + "/kept").read(), refused + "\n")

    def test_empty_lines_are_no_refusals(self):
        with open(root + "/gaps", "w") as file:
            file.write('\n{"new":"a","record":{"email":"gap@example.com"}}\n\n')
        done = self.troth(0, "import", "--data", cell.data, "--token-file", root + "/owner", "--tenant", cell.tenant, "--collection",
                          "contact", "--json", root + "/gaps")
        self.assertEqual(json.loads(done.stdout)["rejected"], 0)

    def test_a_collection_that_is_not_there(self):
        done = self.troth(1, "import", "--data", cell.data, "--token-file", root + "/owner", "--tenant", cell.tenant, "--collection",
                          "nothing", root + "/owner")
        self.assertIn("404", done.stderr)


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
