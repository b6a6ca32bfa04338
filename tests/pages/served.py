"""A twin with clauses in every state that a page can show: a cell of the same binary whose clock can be moved."""
import datetime
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))

from cell import BINARY, Client  # noqa: E402

SCRIPT = "<script>document.title='taken'</script><b>Example Certification</b>"
CONTACT = {"company": "Chat <b>Example</b> GmbH", "security": "security@example.com", "dpo": "https://example.com/privacy",
           "trust_url": "https://trust.example.com"}


def rfc3339(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Served:
    def __init__(self, binary=BINARY, environment=None):
        self.binary, self.environment = binary, {**os.environ, **(environment or {})}
        self.root = tempfile.mkdtemp(prefix="troth-pages-")
        self.folder = self.root + "/twin"
        self.ahead = 0
        self.start()
        self.run("first-admin", "--data", self.folder + "/data", "--out", self.root + "/admin")
        self.admin = self.client(open(self.root + "/admin").read().strip())

    def start(self, *more):
        self.process = subprocess.Popen([self.binary, "twin", "--dir", self.folder, *more], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, env=self.environment)  # alarms go to the suite's own
        line = self.process.stdout.readline()
        assert line.startswith("twin on https://"), line
        self.process.stdout.readline()
        self.port = int(line.rsplit(":", 1)[1])
        self.base = f"https://localhost:{self.port}"

    def restart(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)
        self.start("--resume")

    def run(self, *arguments):
        done = subprocess.run([self.binary, *arguments], capture_output=True, text=True, timeout=300, env=self.environment)
        assert done.returncode in (0, 1), (arguments, done.stdout, done.stderr)
        return done

    def client(self, token=None):
        return Client(self.port, self.folder + "/data/tls/cert.pem", token)

    def get(self, path):
        return self.client()("GET", path)

    def advance(self, **by):
        seconds = int(datetime.timedelta(**by).total_seconds())
        self.process.stdin.write(f"advance {seconds}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline().startswith("now ")
        self.ahead += seconds

    def now(self):
        return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=self.ahead)

    def principal(self, name):
        made = self.admin("POST", "/v1/cell/principals", {"name": name, "permissions": ["run_probes", "publish_tom"]})
        assert made.status == 201, made.body
        return made.json["token"]

    # --- what is to be seen

    def set_contact(self):
        with open(self.folder + "/data/contact.json", "w", encoding="utf-8") as file:
            json.dump(CONTACT, file)
        self.restart()
        self.admin = self.client(open(self.root + "/admin").read().strip())

    def publish(self, author, approvers, effective, **promises):
        clauses = self.get("/trust/tom.json").json["clauses"]
        open_ones = [c["id"] for c in clauses if c["profile"] == "trueengage" and c["class"] == "not covered"]
        drafted = self.client(author)("POST", "/v1/cell/tom/versions", {
            "profiles": ["trueengage"], "promises": promises, "accepted": open_ones, "effective_from": rfc3339(effective)})
        assert drafted.status == 201, drafted.body
        number = drafted.json["version"]
        for approver in approvers:
            approved = self.client(approver)("POST", f"/v1/cell/tom/versions/{number}/approve")
            assert approved.status == 200, approved.body
        return number

    def attest(self, token):
        today = self.now().date()
        filed = self.client(token)("POST", "/v1/cell/attestations", {
            "clause": "TE-0.1", "scheme": "iso27001-2022", "issuer": SCRIPT, "scope": "the chat service <in> the EU & UK",
            "period_from": str(today - datetime.timedelta(days=200)), "period_to": str(today + datetime.timedelta(days=500)),
            "expires": str(today + datetime.timedelta(days=500)), "sha256": "a" * 64, "accreditation": "Example Accreditation"})
        assert filed.status == 201, filed.body

    def probe(self, token, *clauses):
        path = self.root + "/prober"
        with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(token)
        return self.run("probe", "run", *clauses, "--live", "--data", self.folder + "/data", "--token-file", path, "--url",
                        f"https://127.0.0.1:{self.port}")

    def fail(self, token, clause):
        """A verdict of failure, handed in as a probe does; clause-hash and cell as the log has them of the pass before."""
        client = self.client(token)
        run = client("POST", "/v1/cell/probe-runs", {"by": "operator"})
        assert run.status == 201, run.body
        entry = self.entry_of(clause)
        now = self.now()
        told = client("POST", f"/v1/cell/probe-runs/{run.json['run']}/evidence", {
            "clause": clause, "clause_hash": entry["clause-hash"], "build": entry["build"], "config": entry["config"],
            "cell": entry["cell"], "tom": entry["tom"], "place": "live", "started": rfc3339(now), "ended": rfc3339(now),
            "verdict": "fail", "samples": 1, "seed": entry["seed"],
            "observations": [{"held": False, "what": "<i>the promise was broken</i>"}]})
        assert told.status == 201, told.body
        assert client("POST", f"/v1/cell/probe-runs/{run.json['run']}/end").status == 200

    def entry_of(self, clause, verdict="pass"):
        """The newest record of a clause, out of the bundle, once it has this verdict: sealed, so it may take a moment."""
        deadline = time.time() + 20
        while time.time() < deadline:
            bundle = self.get("/trust/bundle").body.decode()
            found = re.search(rf"troth-evidence/v1\nclause {re.escape(clause)}\n(?:[a-z-]+ .*\n)+", bundle)
            record = dict(line.split(" ", 1) for line in found.group().splitlines()[1:]) if found else {}
            if record.get("verdict") == verdict:
                return record
            time.sleep(0.3)
        raise AssertionError(f"no sealed evidence of {clause}")

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(timeout=60)
        finally:
            self.process.kill()
            shutil.rmtree(self.root, ignore_errors=True)
