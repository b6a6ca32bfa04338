"""The trust pages of a cell with ten years of evidence, and what attacking every promise costs."""
import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time

from house import House

PAGES = {"home": "/trust", "tom": "/trust/tom", "clause": "/trust/clauses/TE-1.2", "failures": "/trust/failures",
         "history": "/trust/tom/history", "home_json": "/trust.json", "tom_json": "/trust/tom.json"}
PROFILES = ("trueengage", "landbot")
TWINS = 9


class PublishedHouse(House):
    """Its document is published by two people of the cell."""

    def define(self):
        admin = self.client(self.admin_token)
        author, approver = (self.client(self.expect(admin("POST", "/v1/cell/principals", {
            "name": name, "permissions": ["publish_tom"]})).json["token"]) for name in ("author", "approver"))
        draft = {"profiles": PROFILES, "promises": {}, "accepted": [],
                 "effective_from": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
        refused = author("POST", "/v1/cell/tom/versions", draft).json  # names what has to be accepted by name
        draft["accepted"] = refused["at"].removeprefix("/accepted: ").split(",")
        version = self.expect(author("POST", "/v1/cell/tom/versions", draft)).json["version"]
        self.expect(approver("POST", f"/v1/cell/tom/versions/{version}/approve"))
        for client in (admin, author, approver):
            client.close()

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def data_mb(self):
        return os.path.getsize(self.data + "/data.db") / 2**20


def figures_of(program, *words):
    done = subprocess.run([program, *words], stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise RuntimeError("trust_bench failed")
    return {name: runs[0] for name, runs in json.loads(done.stdout).items()}


def pages(program, binary, verdicts, say):
    """{figure: value}; milliseconds are as a client sees them, _cpu_ms is the server's processor time per request."""
    requests = int(os.environ.get("TROTH_BENCH_REQUESTS", "2000"))
    with contextlib.ExitStack() as stack:
        house = stack.enter_context(PublishedHouse(binary))
        house.owner.close()
        house.stop()
        say(f"trust: {verdicts} verdicts")
        out = figures_of(program, "fill", house.data, str(verdicts))
        began = time.monotonic()
        house.start()
        out["trust_start_ms"] = (time.monotonic() - began) * 1000
        out["trust_data_mb"] = house.data_mb()
        for name, target in PAGES.items():
            say("trust: " + target)
            before = house.cpu_seconds()
            found = figures_of(program, "load", f"https://localhost:{house.port}", house.data + "/tls/cert.pem", target)
            for key, value in found.items():
                _, connections, which = key.split(" ")
                out[f"trust_{name}_{connections}_{which}"] = value
            out[f"trust_{name}_cpu_ms"] = (house.cpu_seconds() - before) * 1000 / (2 * requests)
        return out


def probe_run_s(binary):
    """Every clause that has a probe, each on a twin of its own; a clause that does not hold is an error."""
    began = time.monotonic()
    done = subprocess.run([binary, "probe", "run", "--twin"], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError("a probe did not pass: " + done.stdout[-2000:] + done.stderr[-500:])
    return time.monotonic() - began


def twin_start_ms(binary):
    """From the start of the process until it says where it serves."""
    folder = tempfile.mkdtemp(prefix="troth-twin-")
    try:
        began = time.monotonic()
        twin = subprocess.Popen([binary, "twin", "--dir", folder + "/t"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                text=True)
        line = twin.stdout.readline()
        took = (time.monotonic() - began) * 1000
        twin.communicate(timeout=30)
        if not line.startswith("twin on https://"):
            raise RuntimeError("a twin did not start: " + line)
        return took
    finally:
        shutil.rmtree(folder, ignore_errors=True)
