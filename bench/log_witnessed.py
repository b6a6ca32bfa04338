"""How long after its answer an act is in a head of the cell that a witness has cosigned: a served cell that seals every
second, a witness beside it, acts at a steady pace."""
import base64
import contextlib
import datetime
import os
import shutil
import subprocess
import tempfile
import threading
import time

from house import House, cell

PACE = 20  # acts a second
POLL = 0.01
COVERED = datetime.timedelta(milliseconds=20)  # a seal is dated a little after it was decided what it covers
WITNESS = "witness.example.com"


class Witness:
    """`troth witness serve` in a folder of its own."""

    def __init__(self, binary, keys):
        self.root = tempfile.mkdtemp(prefix="troth-witness-")
        self.folder, self.process = self.root + "/w", None
        try:
            run = lambda *words: subprocess.run([binary, "witness", *words], check=True, text=True,  # noqa: E731
                                                capture_output=True, timeout=60).stdout
            self.vkey = run("init", "--dir", self.folder, "--name", WITNESS).strip()
            run("trust", "--dir", self.folder, *keys)
            self.process = subprocess.Popen([binary, "witness", "serve", "--dir", self.folder, "--listen", "127.0.0.1:0"],
                                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            line = self.process.stdout.readline()
            if " on https://" not in line:
                raise RuntimeError("the witness did not start: " + line)
            self.url = line.split(" on ")[1].strip()
        except BaseException:
            self.close()
            raise

    def close(self):
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=20)
            self.process.stdout.close()
        shutil.rmtree(self.root, ignore_errors=True)


class WitnessedHouse(House):
    """Seals every second. It runs once without a witness, so that its log has keys to be trusted."""

    def __init__(self, binary):
        super().__init__(binary, serve=("--seal-seconds", "1"))

    def define(self):
        for path, sent in (("/purposes/support", {"title": "support"}),
                           ("/retention/chat", {"days": 365, "ground": "support history"})):
            self.expect(self.owner("PUT", self.base + path, sent))
        self.subject = self.expect(self.owner("POST", self.base + "/subjects")).json["subject"]

    def status(self, client):
        return self.expect(client("GET", "/log/status")).json

    def name_witness(self, witness):
        self.owner.close()
        self.stop()
        shutil.copy(witness.folder + "/tls/cert.pem", self.data + "/witness-ca.pem")
        with open(self.data + "/policy", "w", encoding="ascii") as file:
            file.write(f"witness w {witness.vkey} {witness.url}\nquorum w\n")
        os.chmod(self.data + "/policy", 0o600)
        self.start()
        self.owner = self.client(self.owner_token)


class Watch(threading.Thread):
    """Every cosigned seal that /log/status shows: when it was seen first, and when it was made."""

    def __init__(self, house):
        super().__init__(daemon=True)
        self.house, self.client, self.seen, self.done, self.error = house, house.client(), [], threading.Event(), None

    def run(self):
        try:
            while not self.done.wait(POLL):
                status = self.house.status(self.client)
                if status["cosigned"] and (not self.seen or self.seen[-1][0] != status["seal"]):
                    made = datetime.datetime.fromisoformat(status["sealed_at"].replace("Z", "+00:00"))
                    self.seen.append((status["seal"], datetime.datetime.now(datetime.timezone.utc), made))
        except Exception as error:  # told where the acts are waited for
            self.error = error

    def witnessed(self, answered):
        """When the first seal that was made after the answer was seen with its cosignature."""
        return next((seen for _, seen, made in self.seen if made >= answered + COVERED), None)


def act_steadily(house, seconds):
    """The times of the answers."""
    answered, began = [], time.monotonic()
    for number in range(seconds * PACE):
        time.sleep(max(0, began + number / PACE - time.monotonic()))
        house.expect(house.owner("GET", house.path(house.subject) + "/storage"))
        answered.append(datetime.datetime.now(datetime.timezone.utc))
    return answered


def check_cosigned(house, witness, client):
    """That `cosigned` means what it says: the public checkpoint bears a line of this witness."""
    note = house.expect(client("GET", "/log/cell/checkpoint")).body.decode()
    lines = [line for line in note.rsplit("\n\n", 1)[1].splitlines() if line.startswith(f"— {WITNESS} ")]
    identity = bytes.fromhex(witness.vkey.split("+")[1])
    if not any(base64.b64decode(line.split(" ")[2])[:4] == identity for line in lines):
        raise RuntimeError("the checkpoint of the cell bears no cosignature of its witness")


def measure(binary, seconds=30):
    """Milliseconds for each act, sorted."""
    with contextlib.ExitStack() as stack:
        house = stack.enter_context(WitnessedHouse(binary))
        witness = stack.enter_context(contextlib.closing(Witness(binary, house.status(house.owner)["verifiers"])))
        house.name_witness(witness)
        watch = Watch(house)
        watch.start()
        answered = act_steadily(house, seconds)
        deadline = time.monotonic() + 20
        while watch.witnessed(answered[-1]) is None:
            if watch.error or time.monotonic() > deadline:
                raise RuntimeError(f"the last act was not witnessed: {watch.error or house.status(house.owner)}")
            act_steadily(house, 1)  # a cell that does nothing makes no seal
        watch.done.set()
        watch.join()
        check_cosigned(house, witness, watch.client)
        watch.client.close()
        return sorted((watch.witnessed(at) - at).total_seconds() * 1000 for at in answered)


def percentiles(times):
    return {"witnessed_p50_ms": times[len(times) // 2], "witnessed_p99_ms": times[len(times) * 99 // 100]}


if __name__ == "__main__":
    print(percentiles(measure(cell.BINARY)))
