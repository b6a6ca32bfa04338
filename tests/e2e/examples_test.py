"""The clients of examples/, run as their README says: against a real cell, and against a server that is busy and breaks off."""
import http.server
import json
import os
import shutil
import ssl
import subprocess
import sys
import threading
import unittest

import suite
from cell import Cell

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples")
PYTHON = """
import json, sys
from troth_client import Cell, Refused
url, token, ca, asked = sys.argv[1], sys.argv[2], sys.argv[3], json.loads(sys.argv[4])
cell, out = Cell(url, token, ca=ca), []
for method, path, body, headers in asked:
    try:
        out.append(cell(method, path, body, **headers))
    except Refused as refused:
        out.append({"status": refused.status, "at": refused.problem.get("at"), "words": str(refused)})
print(json.dumps(out))
"""
NODE = """
import { Cell, Refused } from "./troth_client.mjs";
const [url, token, ca, asked] = process.argv.slice(2);
const cell = new Cell(url, token, { ca }), out = [];
for (const [method, path, body, headers] of JSON.parse(asked)) {
  try {
    out.push(await cell.ask(method, path, body ?? undefined, headers));
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    out.push({ status: refused.status, at: refused.problem.at, words: refused.message });
  }
}
console.log(JSON.stringify(out));
"""


class Busy(http.server.BaseHTTPRequestHandler):
    """429, then an answer cut off before its first byte, then 503, then 201. Keeps what it was sent."""

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.keys.append(self.headers["Idempotency-Key"])
        turn = len(self.server.keys)
        if turn == 2:
            return self.connection.close()
        status, body = {1: (429, {"detail": "too often"}), 3: (503, {"detail": "busy"})}.get(turn, (201, {"subject": "made"}))
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Retry-After", "0")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def setUpModule():
    global cell, token
    cell = Cell()
    token = kept("owner", cell.owner_token)


def tearDownModule():
    cell.close()


def kept(name, text):
    path = f"{cell.root}/{name}.token"
    with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(text + "\n")
    return path


class Client:
    """What both clients have to do."""

    def ran(self, asked, port=None, ca=None):
        folder = shutil.copytree(os.path.join(EXAMPLES, self.folder), os.path.join(cell.root, self.folder), dirs_exist_ok=True)
        with open(os.path.join(folder, self.file), "w") as file:
            file.write(self.program)
        command = [*self.command, self.file, f"https://localhost:{port or cell.port}", token, ca or cell.data + "/tls/cert.pem", json.dumps(asked)]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)

    def answers(self, *asked, **more):
        done = self.ran(asked, **more)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_records_and_reads(self):
        subject = self.answers(["POST", cell.base + "/subjects", None, {}])[0]["subject"]
        at = cell.path(subject) + "/records/contact"
        (made,) = self.answers(["POST", at, {"email": "ada@example.com"}, {}])
        (shown,) = self.answers(["GET", f"{at}/{made['record']}", None, {"Purpose": "support"}])
        self.assertEqual(shown["fields"], {"email": "ada@example.com"})

    def test_tells_a_problem_with_its_place(self):
        subject, record = cell.record()
        (refused,) = self.answers(["GET", cell.path(subject, record), None, {}])
        self.assertEqual((refused["status"], refused["at"]), (428, "Purpose"))
        self.assertIn("Purpose header", refused["words"])

    def test_repeats_under_one_key_until_it_is_answered(self):
        server = http.server.HTTPServer(("localhost", 0), Busy)
        server.keys = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cell.data + "/tls/cert.pem", cell.data + "/tls/key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            (made,) = self.answers(["POST", "/v1/tenants/any/subjects", None, {}], port=server.server_port)
        finally:
            server.shutdown()
            server.server_close()
        self.assertEqual(made, {"subject": "made"})
        self.assertEqual((len(server.keys), len(set(server.keys))), (4, 1))
        self.assertTrue(server.keys[0])

    def test_talks_to_nobody_whose_certificate_another_signed(self):
        with Cell() as other:
            done = self.ran([["POST", cell.base + "/subjects", None, {}]], ca=other.data + "/tls/cert.pem")
        self.assertNotEqual(done.returncode, 0)
        self.assertRegex(done.stderr, "(?i)certificate")


class Python(Client, unittest.TestCase):
    folder, file, program, command = "python-client", "ask.py", PYTHON, [sys.executable]


class Node(Client, unittest.TestCase):
    folder, file, program, command = "node-client", "ask.mjs", NODE, ["node"]

    def setUp(self):
        if not shutil.which("node"):
            self.skipTest("node is not installed; ./check installs it")


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
