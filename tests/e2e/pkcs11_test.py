"""A cell whose keys are in a PKCS #11 token (SoftHSM's, in a folder of this test): its whole life, and what it says without the token."""
import os
import shutil
import subprocess
import sys
import time
import unittest

import suite
from cell import Cell

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "4711"


class TokenCell(Cell):
    """A cell on a token of its own; `uri` is what init was told."""

    def __init__(self):
        self.tokens = None
        super().__init__()

    def run(self, *arguments, check=True):
        if arguments[0] == "init" and self.tokens is None:
            self.begin_token()
            arguments = [self.uri if a == self.seal else a for a in arguments] + ["--seal-state", self.seal]
        return super().run(*arguments, check=check)

    def begin_token(self):
        self.tokens, self.pin = self.root + "/tokens", self.root + "/pin"
        os.mkdir(self.tokens)
        with open(self.root + "/softhsm2.conf", "w") as file:
            file.write(f"directories.tokendir = {self.tokens}\nlog.level = ERROR\n")
        self.environment["SOFTHSM2_CONF"] = self.root + "/softhsm2.conf"
        subprocess.run(["softhsm2-util", "--init-token", "--free", "--label", "troth", "--pin", PIN, "--so-pin", "471100"],
                       env=self.environment, check=True, capture_output=True)
        self.write_pin(PIN)
        self.uri = f"pkcs11:token=troth;object=eu-1?module-path={MODULE}&pin-source=file:{self.pin}"

    def write_pin(self, text):
        with open(os.open(self.pin, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text + "\n")

    def serve_fails(self):
        """What a serve that ends at once says."""
        done = self.run("serve", "--data", self.data, "--listen", "127.0.0.1:0", check=False)
        assert done.returncode != 0, done.stdout
        return done.stdout + done.stderr


def setUpModule():
    global cell
    if not os.path.exists(MODULE):
        raise unittest.SkipTest("the package softhsm2 is not here")
    cell = TokenCell()


def tearDownModule():
    cell.close()


class Token(unittest.TestCase):
    def objects(self):
        """The files of the token's objects."""
        return {name for _, _, names in os.walk(cell.tokens) for name in names if name.endswith(".object")}

    def end_epoch(self):
        admin = cell.client(cell.admin_token)
        job = admin("POST", "/v1/cell/epochs").json["job"]
        return admin, job

    def test_a_cell_lives_on_a_token(self):
        subject, record = cell.record("token@example.com")
        admin, job = self.end_epoch()
        cell.wait_job(job, admin, "/v1/cell")
        keys = admin("GET", "/v1/cell/keys").json
        self.assertEqual((keys["seal"], keys["epoch"], keys["last_destroyed"]), ("pkcs11", 2, 1))
        cell.restart()
        answer = cell.owner("GET", cell.path(subject, record), Purpose="support")
        self.assertEqual(answer.json["fields"]["email"], "token@example.com")
        self.assertEqual(sorted(os.listdir(cell.seal)), ["log-checkpoint"] if not os.path.exists(cell.seal + "/log-cosigned")
                         else ["log-checkpoint", "log-cosigned"])

    def test_an_erasure_is_final_when_the_object_is_destroyed(self):
        subject, _ = cell.record("final@example.com")
        receipt = cell.owner("POST", f"{cell.base}/subjects/{subject}/erasure", {"ground": "consent-withdrawn"}).json
        cell.wait_job(receipt["job"])
        admin, job = self.end_epoch()
        cell.wait_job(job, admin, "/v1/cell")
        receipt = cell.owner("GET", f"{cell.base}/jobs/{receipt['job']}").json
        self.assertEqual((receipt["seal"], receipt["final"]), ("pkcs11", True))

    def test_the_pin_is_in_no_argument_and_no_file_of_the_cell(self):
        self.assertNotIn(b"pin-value", cell.raw("cell.json"))
        refused = cell.run("init", "--data", cell.root + "/other", "--seal", "pkcs11:token=troth?module-path=/m&pin-value=4711",
                           "--seal-state", cell.root + "/state", "--cell", "eu-2", "--region", "eu-central", check=False)
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("pin-source=file:/FILE", refused.stdout + refused.stderr)

    def test_init_refuses_a_token_that_is_in_use_and_wants_a_folder(self):
        init = lambda *more: cell.run("init", "--data", cell.root + "/other", "--seal", cell.uri, "--cell", "eu-2",
                                      "--region", "eu-central", *more, check=False)
        self.assertIn("--seal-state", init().stderr)
        self.assertIn("object=NAME", init("--seal-state", cell.root + "/state").stderr)

    def test_a_wrong_pin_is_told_with_the_file_to_correct(self):
        cell.stop()
        try:
            cell.write_pin("0000")
            said = cell.serve_fails()
            self.assertIn("refuses the PIN", said)
            self.assertIn(cell.pin, said)
            os.chmod(cell.pin, 0o644)
            self.assertIn("chmod 600", cell.serve_fails())
        finally:
            cell.write_pin(PIN)
            os.chmod(cell.pin, 0o600)
            cell.start()
            cell.owner = cell.client(cell.owner_token)
        self.assertEqual(cell.owner("GET", cell.base).status, 200)

    def test_without_the_token_nothing_starts_and_nothing_is_opened(self):
        subject, record = cell.record("absent@example.com", "Absent Example")
        cell.stop()
        shutil.move(cell.tokens, cell.tokens + ".away")
        os.mkdir(cell.tokens)
        try:
            said = cell.serve_fails()
            self.assertIn("the seal's token is not there: connect it", said)
        finally:
            os.rmdir(cell.tokens)
            shutil.move(cell.tokens + ".away", cell.tokens)
            cell.start()
            cell.owner = cell.client(cell.owner_token)
        self.assertEqual(cell.owner("GET", cell.path(subject, record), Purpose="support").status, 200)

    def test_an_epoch_waits_for_a_token_that_goes_away_while_serving(self):
        """And is ended when it is back, without a new start: the key is destroyed then, not before, and not in name alone."""
        subject, record = cell.record("away@example.com")
        admin = cell.client(cell.admin_token)
        before = admin("GET", "/v1/cell/keys").json["epoch"]
        objects = self.objects()
        shutil.move(cell.tokens, cell.tokens + ".away")
        try:
            job = admin("POST", "/v1/cell/epochs").json["job"]
            time.sleep(1)
            self.assertNotEqual(admin("GET", f"/v1/cell/jobs/{job}").json["state"], "completed")
            told = admin("GET", "/v1/cell/keys")
            self.assertEqual(told.status, 503, told.body)
            self.assertEqual(cell.owner("GET", cell.path(subject, record), Purpose="support").status, 200, "its epoch's key is held")
        finally:
            shutil.move(cell.tokens + ".away", cell.tokens)
        self.assertEqual(self.objects(), objects)
        cell.wait_job(job, admin, "/v1/cell")
        keys = admin("GET", "/v1/cell/keys").json
        self.assertEqual((keys["epoch"], keys["last_destroyed"]), (before + 1, before))
        self.assertEqual(len(self.objects()), len(objects))
        self.assertEqual(len(self.objects() - objects), 1, "one made, one destroyed")
        cell.restart()
        self.assertEqual(cell.owner("GET", cell.path(subject, record), Purpose="support").status, 200)


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
