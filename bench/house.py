"""The house under measurement: a served cell of the release binary with one tenant and 10^4 subjects."""
import concurrent.futures
import json
import os
import random
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "e2e"))
import cell  # noqa: E402
from measure import load  # noqa: E402

SUBJECTS = 10_000
BODY_BYTES = 600
CHUNK_LINES = 1_000
NAMES = ("ada", "bela", "cem", "dana", "emre", "freya", "goran", "hanna")


def body(number, chance):
    """A contact as one JSON object of exactly BODY_BYTES; every one is another."""
    name = NAMES[number % len(NAMES)]
    out = {"display_name": f"{name.title()} Example", "email": f"{name}.{number}@example.com",
           "phone": f"+49301{number:07d}", "city": "Example City", "note": ""}
    out["note"] = "".join(chance.choices("abcdefghijklmnop ", k=BODY_BYTES - len(compact(out))))
    return compact(out)


def compact(value):
    return json.dumps(value, separators=(",", ":"))


class House(cell.Cell):
    """Two collections of the same fields: `plain`, and `indexed` with two blind fields."""

    def __init__(self, binary, **how):
        try:
            super().__init__(binary=binary, **how)
        except BaseException:  # nobody else could end what has been started
            if getattr(self, "process", None):
                self.process.kill()
                self.process.wait()
            raise

    def define(self):
        put = lambda path, sent: self.expect(self.owner("PUT", self.base + path, sent))  # noqa: E731
        put("/purposes/support", {"title": "support", "reason": "never"})
        put("/retention/chat", {"days": 365, "ground": "support history"})
        for name, blind in (("plain", {}), ("indexed", {"email": "email", "phone": "phone"})):
            put("/collections/" + name, {"fields": [
                {"name": field, "type": "text", "sensitivity": "personal", "purposes": ["support"], "retention": "chat",
                 **({"index": blind[field]} if field in blind else {})}
                for field in ("display_name", "email", "phone", "city", "note")]})
        self.chance = random.Random(1)
        self.bodies = [body(i, self.chance) for i in range(SUBJECTS)]
        made, _ = self.import_lines([f'{{"new":"s{i}","record":{b}}}' for i, b in enumerate(self.bodies)])
        self.subjects = list(made.values())
        self.records = len(self.subjects)

    @staticmethod
    def expect(answer):
        if answer.status >= 300:
            raise RuntimeError(f"the house answered {answer.status}: {answer.body[:300]}")
        return answer

    def import_lines(self, lines, chunk_lines=CHUNK_LINES):
        """One client, one chunk after the other: (ids of the subjects that were made, seconds)."""
        chunks = ["\n".join(lines[i:i + chunk_lines]).encode() for i in range(0, len(lines), chunk_lines)]
        opened = self.expect(self.owner("POST", self.base + "/imports", {"collection": "plain"})).json["import"]
        path, made, accepted = f"{self.base}/imports/{opened}", {}, 0
        began = time.monotonic()
        for number, chunk in enumerate(chunks):
            answer = self.expect(self.owner("PUT", f"{path}/chunks/{number}", chunk)).json
            accepted += answer["accepted"]
            made.update(answer["made"])
        took = time.monotonic() - began
        self.expect(self.owner("POST", path + "/close"))
        if accepted != len(lines):
            raise RuntimeError(f"of {len(lines)} lines the house took {accepted}")
        return made, took

    def lines(self, count, subject=None):
        """Records of random subjects, or of one."""
        pick = self.chance.choice
        return [f'{{"subject":"{subject or pick(self.subjects)}","record":{pick(self.bodies)}}}' for _ in range(count)]

    def write_requests(self, collection):
        path = f"{self.root}/writes-{collection}"
        with open(path, "w") as file:
            for subject, sent in zip(self.subjects, self.bodies):
                file.write(f"POST\t{self.path(subject)}/records/{collection}\t{sent}\n")
        return path

    def consult_requests(self, count=SUBJECTS):
        """One record of its own for each of `count` subjects, and a file of the GETs that read them back."""
        def record(part):
            client = self.client(self.owner_token)
            made = [self.expect(client("POST", f"{self.path(subject)}/records/plain", sent)).headers["Location"]
                    for subject, sent in part]
            client.close()
            return made
        whole = list(zip(self.subjects, self.bodies))[:count]
        with concurrent.futures.ThreadPoolExecutor(4) as threads:
            locations = [at for made in threads.map(record, (whole[i::4] for i in range(4))) for at in made]
        self.records += count
        seen = self.expect(self.owner("GET", locations[0], Purpose="support"))
        if seen.json["fields"] != json.loads(self.bodies[0]) or not seen.event:
            raise RuntimeError("a consultation did not give back what was written, with its event")
        path = self.root + "/consults"
        with open(path, "w") as file:
            file.writelines(f"GET\t{at}\t\n" for at in locations)
        return path

    def load(self, requests, connections, seconds, warm=1, **headers):
        return load(self.port, requests, {"Authorization": "Bearer " + self.owner_token, **headers}, connections, seconds,
                    warm)

    def erase(self, subject):
        """(milliseconds until the answer that the subject is unreadable, the job that goes on deleting)."""
        began = time.monotonic()
        answer = self.expect(self.owner("POST", self.path(subject) + "/erasure", {"ground": "consent-withdrawn"}))
        took = (time.monotonic() - began) * 1000
        if answer.status != 200:  # 202: the cell gave up waiting, and what it took means nothing
            raise RuntimeError(f"the erasure was not done when it was answered: {answer.status}")
        gone = self.owner("GET", self.path(subject) + "/storage")
        if gone.status not in (404, 410):
            raise RuntimeError(f"the erased subject still answers: {gone.status}")
        return took, answer.json["job"]

    def wait_erased(self, job):
        deadline = time.monotonic() + 300
        while self.expect(self.owner("GET", f"{self.base}/jobs/{job}")).json["state"] != "completed":
            if time.monotonic() > deadline:
                raise RuntimeError("an erasure did not complete in five minutes")
            time.sleep(0.1)

    def restart_timed(self):
        """Milliseconds from the start of the process until it serves, on files that are in the page cache."""
        self.owner.close()
        self.stop()
        began = time.monotonic()
        self.start()
        took = (time.monotonic() - began) * 1000
        self.owner = self.client(self.owner_token)
        self.expect(self.owner("GET", self.base))
        return took

    def resident_mb(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:")) / 1024
