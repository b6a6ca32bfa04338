"""A real witness over TLS, asked by a log written here: its keys, notes, trees and proofs are this file's own."""
import base64
import concurrent.futures
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import suite
from cell import BINARY, Client, leaf_hash, tree_root

MUTANT = os.environ.get("TROTH_MUTANT_BINARY", os.path.join(os.path.dirname(__file__), "../../build/release/troth-mutant"))
NAME, FORGETS = "witness.example.com", "witness-forgets"


def b64(data):
    return base64.b64encode(data).decode()


def key_id(name, kind, public):
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def split_of(size):
    split = 1
    while split * 2 < size:
        split *= 2
    return split


def consistency(old, hashes, whole=True):
    """RFC 6962 section 2.1.2, written from the definition: SUBPROOF."""
    if old == len(hashes):
        return [] if whole else [tree_root(hashes)]
    split = split_of(len(hashes))
    if old <= split:
        return consistency(old, hashes[:split], whole) + [tree_root(hashes[split:])]
    return consistency(old - split, hashes[split:], False) + [tree_root(hashes[:split])]


class Log:
    """A log with a key of its own: what is asked of the witness about it."""

    def __init__(self, origin, entries=()):
        self.origin, self.key = origin, Ed25519PrivateKey.generate()
        self.public = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.id = key_id(origin, 1, self.public)
        self.hashes = [leaf_hash(entry) for entry in entries]

    @property
    def vkey(self):
        return f"{self.origin}+{self.id.hex()}+{b64(bytes([1]) + self.public)}"

    def fork(self, *entries):
        """The same log, with another history from here on."""
        other = Log(self.origin)
        other.key, other.public, other.id, other.hashes = self.key, self.public, self.id, list(self.hashes)
        return other.grow(*entries)

    def grow(self, *entries):
        self.hashes += [leaf_hash(entry) for entry in entries]
        return self

    def text(self, size=None):
        size = len(self.hashes) if size is None else size
        return f"{self.origin}\n{size}\n{b64(tree_root(self.hashes[:size]))}\n"

    def note(self, size=None):
        text = self.text(size)
        return f"{text}\n— {self.origin} {b64(self.id + self.key.sign(text.encode()))}\n"

    def request(self, old, size=None, proof=None):
        size = len(self.hashes) if size is None else size
        if proof is None:
            proof = consistency(old, self.hashes[:size]) if 0 < old <= size else []
        return f"old {old}\n" + "".join(b64(one) + "\n" for one in proof) + "\n" + self.note(size)

    @property
    def monitored(self):
        return f"/{hashlib.sha256(self.origin.encode()).hexdigest()}/checkpoint"


class Witness:
    """A folder and, while it runs, its server."""

    def __init__(self, binary=BINARY, environment=None):
        self.binary, self.environment = binary, {**os.environ, **(environment or {})}
        self.root = tempfile.mkdtemp(prefix="troth-witness-")
        self.dir, self.process = self.root + "/w", None
        self.vkey = self.run("init", "--dir", self.dir, "--name", NAME).stdout.strip()

    def run(self, *arguments, code=0):
        done = subprocess.run([self.binary, "witness", *arguments], capture_output=True, text=True, env=self.environment, timeout=60)
        assert done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
        return done

    def trust(self, *logs):
        return self.run("trust", "--dir", self.dir, *(log.vkey for log in logs))

    def start(self):
        self.process = subprocess.Popen([self.binary, "witness", "serve", "--dir", self.dir, "--listen", "127.0.0.1:0"],
                                        stdout=subprocess.PIPE, text=True, env=self.environment)
        self.first, self.second = self.process.stdout.readline(), self.process.stdout.readline()
        assert self.first.startswith(f"witness {NAME} on https://127.0.0.1:"), self.first + self.second
        self.port = int(self.first.rsplit(":", 1)[1])
        return self

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        self.process = None
        return code

    def client(self):
        return Client(self.port, self.dir + "/tls/cert.pem")

    def ask(self, method, path, body=None):
        client = self.client()
        try:
            return client(method, path, body)
        finally:
            client.close()

    def add(self, body):
        return self.ask("POST", "/add-checkpoint", body)

    def close(self):
        if self.process:
            self.stop(signal.SIGKILL)
        shutil.rmtree(self.root, ignore_errors=True)


def cosigned_at(vkey, text, lines):
    """The time of the witness's cosignature over the text among the lines; raises if there is none that is good."""
    name, identity, key = vkey.split("+", 2)
    key = base64.b64decode(key)
    assert key[0] == 4 and key_id(name, 4, key[1:]).hex() == identity
    for line in lines.splitlines():
        dash, who, blob = line.split(" ")
        blob = base64.b64decode(blob)
        if dash != "—" or who != name or blob[:4].hex() != identity:
            continue
        seconds = int.from_bytes(blob[4:12], "big")
        Ed25519PublicKey.from_public_bytes(key[1:]).verify(blob[12:], f"cosignature/v1\ntime {seconds}\n{text}".encode())
        return seconds
    raise AssertionError(f"no cosignature by {name} in {lines!r}")


def setUpModule():
    global witness
    witness = Witness()


def tearDownModule():
    witness.close()


def entries(begin, end, kind="entry"):
    return [f"{kind} {i}".encode() for i in range(begin, end)]


class Protocol(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.log, cls.strict, cls.dead = (Log(f"example.com/log/{i}", entries(0, 5)) for i in range(3))
        cls.racing = [Log(f"example.com/race/{i}", entries(0, 3)) for i in range(10)]
        witness.trust(cls.log, cls.strict, cls.dead, *cls.racing)
        witness.start()

    @classmethod
    def tearDownClass(cls):
        assert witness.stop() == 0

    def said(self, answer, status, kind="text/plain; charset=utf-8"):
        self.assertEqual(answer.status, status, answer.body)
        self.assertEqual(answer.headers["Content-Type"], kind)
        return answer.body.decode()

    def cosigned(self, answer, log, size=None):
        seconds = cosigned_at(witness.vkey, log.text(size), self.said(answer, 200))
        self.assertLess(abs(seconds - time.time()), 60)

    def test_it_introduces_itself(self):
        self.assertEqual(witness.second.strip(), witness.vkey)
        self.assertIn(witness.vkey, self.said(witness.ask("GET", "/"), 200))

    def test_a_transcript_of_growth(self):
        log = self.log
        self.said(witness.ask("GET", log.monitored), 404)
        self.cosigned(witness.add(log.request(0)), log)
        for old, size in ((5, 6), (6, 13), (13, 64), (64, 64), (64, 257), (257, 300)):
            log.grow(*entries(len(log.hashes), size))
            self.cosigned(witness.add(log.request(old)), log)
        note = self.said(witness.ask("GET", log.monitored), 200)
        text, signatures = note.rsplit("\n\n", 1)
        self.assertEqual(text + "\n", log.text())
        cosigned_at(witness.vkey, log.text(), signatures)
        self.assertIn(f"— {log.origin} ", signatures)

    def test_refusals(self):
        log, add = self.strict, witness.add
        self.cosigned(add(log.request(0)), log)
        log.grow(*entries(5, 9))
        good = log.request(5)
        for nonsense in ("", "old\n", "old 05\n\n" + log.note(), "old 5\nxx\n\n" + log.note(), "old 5\n\nnot a note\n", good[:-1]):
            self.said(add(nonsense), 400)
        self.said(add(log.request(7, 6, [])), 400)  # older than what it says it extends
        self.said(add(Log("example.com/unknown", entries(0, 2)).request(0)), 404)
        impostor = Log(log.origin, entries(0, 9))
        self.said(add(impostor.request(5)), 403)
        self.said(add(good.replace("\n9\n", "\n8\n")), 403)
        for old in (0, 3, 6):
            self.assertEqual(self.said(add(log.request(old)), 409, "text/x.tlog.size"), "5\n")
        proof = consistency(5, log.hashes)
        for bad in (proof[:-1], proof + [bytes(32)], proof[::-1], [], [bytes(32), *proof[1:]]):
            self.said(add(log.request(5, proof=bad)), 422)
        fork = log.fork()
        fork.hashes = [leaf_hash(entry) for entry in entries(0, 5, "forged")]
        self.said(add(fork.request(5)), 422)
        self.said(add(fork.grow(*entries(5, 9)).request(5)), 422)
        self.cosigned(add(good), log)  # none of it has moved the record
        self.said(witness.ask("GET", "/add-checkpoint"), 404)
        self.assertEqual(add("old 0\n" + "x" * 70_000).status, 413)

    def test_a_kill_keeps_the_record(self):
        log = self.dead
        self.cosigned(witness.add(log.request(0)), log)
        for size in range(6, 12):
            log.grow(*entries(size - 1, size))
            self.cosigned(witness.add(log.request(size - 1)), log)
            witness.stop(signal.SIGKILL)
            witness.start()
            fork = log.fork()
            fork.hashes[-1] = leaf_hash(b"another history")
            self.said(witness.add(fork.request(size, size)), 422)
            self.assertEqual(self.said(witness.add(fork.request(0)), 409, "text/x.tlog.size"), f"{size}\n")
            self.assertTrue(self.said(witness.ask("GET", log.monitored), 200).startswith(log.text()))

    def test_of_two_forks_at_once_one_is_cosigned(self):
        for log in self.racing:
            self.cosigned(witness.add(log.request(0)), log)
            forks = [log.fork(*entries(0, 4, side)) for side in ("left", "right")]
            clients = [witness.client() for _ in forks]
            for client in clients:
                client("GET", "/")  # connected, so that both are under way
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                answers = list(pool.map(lambda one: one[0]("POST", "/add-checkpoint", one[1].request(3)), zip(clients, forks)))
            for client in clients:
                client.close()
            self.assertEqual(sorted(answer.status for answer in answers), [200, 409])
            winner = forks[[answer.status for answer in answers].index(200)]
            self.assertTrue(witness.ask("GET", log.monitored).body.decode().startswith(winner.text()))


class Commands(unittest.TestCase):
    def setUp(self):
        self.witness = Witness()
        self.addCleanup(self.witness.close)

    def test_a_folder_is_made_once_and_is_private(self):
        self.assertIn("empty folder", self.witness.run("init", "--dir", self.witness.dir, "--name", NAME, code=1).stderr)
        self.witness.run("init", "--dir", self.witness.root + "/x", "--name", "two words", code=2)
        self.assertEqual(os.stat(self.witness.dir).st_mode & 0o777, 0o700)
        self.assertEqual(os.stat(self.witness.dir + "/key").st_mode & 0o777, 0o600)
        self.assertIn("witness init", self.witness.run("serve", "--dir", self.witness.root + "/x", code=1).stderr)
        self.witness.run("serve", "--dir", self.witness.dir, "--listen", "here", code=2)
        os.chmod(self.witness.dir + "/key", 0o640)
        self.assertIn("chmod 600", self.witness.run("serve", "--dir", self.witness.dir, code=1).stderr)

    def test_trust_by_key_and_by_policy(self):
        first, second = Log("example.com/log"), Log("example.com/other")
        policy = self.witness.root + "/policy"
        with open(policy, "w", encoding="utf-8") as file:
            file.write(f"log {first.vkey}\nlog {second.vkey}\nwitness w {self.witness.vkey}\nquorum w\n")
        self.assertIn("2 logs", self.witness.run("trust", "--dir", self.witness.dir, "--policy", policy).stdout)
        self.witness.trust(first)
        self.assertIn("new origin", self.witness.run("trust", "--dir", self.witness.dir, Log(first.origin).vkey, code=1).stderr)
        for wrong in ((), ("nonsense",), (self.witness.vkey,), ("--policy", self.witness.root + "/none")):
            self.witness.run("trust", "--dir", self.witness.dir, *wrong, code=2)
        self.witness.start()
        self.assertIn("2 logs", self.witness.ask("GET", "/").body.decode())
        self.assertIn("stop it first", self.witness.run("trust", "--dir", self.witness.dir, first.vkey, code=1).stderr)
        self.assertIn("stop it first", self.witness.run("serve", "--dir", self.witness.dir, code=1).stderr)
        self.assertEqual(self.witness.stop(), 0)


def carries(binary, name):
    return os.path.exists(binary) and name.encode() in open(binary, "rb").read()


class Control(unittest.TestCase):
    """The tests above must be able to go red."""

    @unittest.skipUnless(carries(MUTANT, FORGETS), "no build with the planted bug")
    def test_a_witness_that_forgets_is_seen_to_cosign_a_fork(self):
        for bug, expected in ((FORGETS, 200), ("", 422)):
            forgetful = Witness(MUTANT, {"TROTH_MUTANT": bug})
            self.addCleanup(forgetful.close)
            log = Log("example.com/log", entries(0, 5))
            forgetful.trust(log)
            forgetful.start()
            cosigned_at(forgetful.vkey, log.text(), forgetful.add(log.request(0)).body.decode())
            fork = log.fork()
            fork.hashes[-1] = leaf_hash(b"another history")
            old = 5 if expected == 422 else 0
            answer = forgetful.add(fork.request(old, 5, []))
            self.assertEqual(answer.status, expected, answer.body)
            if expected == 200:
                cosigned_at(forgetful.vkey, fork.text(), answer.body.decode())

    def test_a_cosignature_over_something_else_is_noticed(self):
        other = Log("example.com/log", entries(0, 5))
        name, identity, key = witness.vkey.split("+", 2)
        line = f"— {name} {b64(bytes.fromhex(identity) + bytes(72))}\n"
        with self.assertRaises(InvalidSignature):
            cosigned_at(witness.vkey, other.text(), line)


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
