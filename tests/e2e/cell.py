"""A real cell for tests: the release binary on loopback, and a client of its own (http.client over TLS)."""
import hashlib
import http.client
import json
import os
import shutil
import signal
import ssl
import subprocess
import tempfile
import time

import postgres
from said import Said

BINARY = os.environ.get("TROTH_BINARY", os.path.join(os.path.dirname(__file__), "../../build/release/troth"))


def held_status():
    """What a clause reads after its probe passed: without a manifest of this very build nothing shows that it can fail."""
    manifest = os.path.join(os.path.dirname(os.path.realpath(BINARY)), "troth.manifest")
    lines = open(manifest).read().splitlines() if os.path.exists(manifest) else []
    with open(BINARY, "rb") as file:
        return "pass" if "build " + hashlib.sha256(file.read()).hexdigest() in lines else "unproven"


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def event(self):
        return self.headers.get("Audit-Event")


class Client:
    """One TLS connection with one token. Reconnects when the cell closed it, unless it has one attempt only."""

    def __init__(self, port, ca, token=None, attempts=2):
        self.port, self.token, self.attempts = port, token, attempts
        self.context = ssl.create_default_context(cafile=ca)
        self.connection = None

    def __call__(self, method, path, body=None, **headers):
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        if isinstance(body, str):
            body = body.encode()
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            sent.setdefault("Authorization", "Bearer " + self.token)
        for attempt in range(1, self.attempts + 1):
            if self.connection is None:
                self.connection = self.connect()
            try:
                self.connection.request(method, path, body, sent)
                response = self.connection.getresponse()
                return Answer(response.status, response.headers, response.read())
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.connection.close()
                self.connection = None
                if attempt == self.attempts:
                    raise

    def connect(self):
        return http.client.HTTPSConnection("localhost", self.port, context=self.context, timeout=30)

    def close(self):
        if self.connection:
            self.connection.close()


class Cell:
    """init, serve, first administrator, one tenant with purposes, retention and two collections."""

    def __init__(self, binary=BINARY, environment=None, serve=(), region="eu-central"):
        """`serve`: more arguments of `troth serve`."""
        self.binary, self.environment, self.serve = binary, {**os.environ, **(environment or {})}, serve
        self.root = tempfile.mkdtemp(prefix="troth-e2e-")
        self.data, self.seal = self.root + "/data", self.root + "/seal"
        self.process = None
        self.run("init", "--data", self.data, "--seal", self.seal, "--cell", "eu-1", "--region", region,
                 *postgres.arguments())
        self.start()
        self.run("first-admin", "--data", self.data, "--out", self.root + "/admin")
        self.admin_token = open(self.root + "/admin").read().strip()
        made = self.client(self.admin_token)("POST", "/v1/cell/tenants", {"name": "acme-chat"})
        assert made.status == 201, made.body
        self.tenant, self.owner_token = made.json["tenant"], made.json["token"]
        self.base = "/v1/tenants/" + self.tenant
        self.owner = self.client(self.owner_token)
        self.define()

    def define(self, owner=None, base=None):
        """The rules of the tests, in the cell's tenant or in another."""
        o, b = owner or self.owner, base or self.base
        for purpose in ("support", "quality"):
            assert o("PUT", f"{b}/purposes/{purpose}", {"title": purpose, "reason": "never"}).status == 200
        assert o("PUT", f"{b}/retention/chat", {"days": 365, "ground": "support history"}).status == 200
        field = lambda name, **more: {"name": name, "type": "text", "sensitivity": "personal",
                                      "purposes": ["support"], "retention": "chat", **more}
        contact = [field("display_name"), field("email", index="email"), field("score", type="integer", purposes=["quality"])]
        assert o("PUT", f"{b}/collections/contact", {"fields": contact}).status == 201
        message = [field("text", required=True), field("conversation", sensitivity="internal")]
        assert o("PUT", f"{b}/collections/message", {"fields": message}).status == 201

    def run(self, *arguments, check=True):
        done = subprocess.run([self.binary, *arguments], capture_output=True, text=True, env=self.environment, timeout=120)
        assert not check or done.returncode == 0, (arguments, done.stdout, done.stderr)
        return done

    def start(self, *under):
        """`under`: a command that runs the server, such as strace with its options."""
        self.process = subprocess.Popen([*under, self.binary, "serve", "--data", self.data, "--listen", "127.0.0.1:0", *self.serve],
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=self.environment)
        self.said = Said(self.process)
        line = self.said.line_with("serving on https://")  # alarms, which come the same way here, may go before it or be torn by it
        self.port = int(line[line.index("serving on"):].split()[2].rsplit(":", 1)[1])

    def stop(self, how=signal.SIGTERM):
        if self.process:
            self.process.send_signal(how)
            code = self.process.wait(timeout=60)
            self.process = None
            return code

    def restart(self):
        self.stop()
        self.start()
        self.owner = self.client(self.owner_token)

    def client(self, token=None):
        return Client(self.port, self.data + "/tls/cert.pem", token)

    def record(self, email="ada@example.com", name="Ada Example"):
        """A new subject with one contact record: (subject, record)."""
        subject = self.owner("POST", self.base + "/subjects").json["subject"]
        made = self.owner("POST", f"{self.base}/subjects/{subject}/records/contact", {"display_name": name, "email": email})
        assert made.status == 201, made.body
        return subject, made.json["record"]

    def path(self, subject, record=None, collection="contact"):
        return f"{self.base}/subjects/{subject}" + (f"/records/{collection}/{record}" if record else "")

    def wait_job(self, job, client=None, base=None):
        deadline = time.time() + 30
        while time.time() < deadline:
            answer = (client or self.owner)("GET", f"{base or self.base}/jobs/{job}")
            assert answer.status == 200, (job, answer.status, answer.body)
            if answer.json["state"] == "completed":
                return
            time.sleep(0.05)
        raise AssertionError("the job did not complete")

    def raw(self, *names):
        """The bytes of every file in the data folder (or the named ones), as a thief would copy them. Of databases elsewhere: of
        every row."""
        out = b"".join(postgres.values(postgres.as_sqlite(url)) for url in postgres.urls_of(self.data) if url and not names)
        for folder, _, files in os.walk(self.data):
            for name in files:
                if name.startswith("reserve"):  # 80 MiB of nothing, kept for a full disk
                    continue
                if not names or name in names:
                    path = os.path.join(folder, name)
                    out += open(path, "rb").read() if not name.endswith(".sock") else b""
        return out

    def close(self):
        self.owner.close()
        self.stop(signal.SIGKILL)
        shutil.rmtree(self.root, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def leaf_hash(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def tree_root(hashes):
    """RFC 6962 section 2.1, written from the definition: the second reader of the log."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return hashlib.sha256(b"\1" + tree_root(hashes[:split]) + tree_root(hashes[split:])).digest()
