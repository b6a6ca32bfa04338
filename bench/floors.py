"""The floors: what the same machine does when almost nothing is asked of it. Programs of this folder."""
import os
import subprocess

from measure import load

BODY_BYTES = 600
THREADS = 2  # as many io threads as the house has


class Floor:
    """beast_floor or net_floor, with the certificate of a cell, so that the TLS is the same."""

    def __init__(self, program, folder, cell):
        self.process = subprocess.Popen([program, cell.data + "/tls/cert.pem", cell.data + "/tls/key.pem",
                                         str(BODY_BYTES), str(THREADS)], stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(os.path.basename(program) + " did not start")
        self.port = int(line)
        self.requests = f"{folder}/{os.path.basename(program)}.requests"
        self.headers = {"Authorization": "Bearer " + cell.owner_token, "Purpose": "support"}
        path = cell.path(cell.subjects[0], cell.subjects[0], "plain")  # as long as the path of a consultation
        with open(self.requests, "w") as file:
            file.write(f"GET\t{path}\t\n")

    def load(self, connections, seconds, warm=1):
        return load(self.port, self.requests, self.headers, connections, seconds, warm)

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=20)
        self.process.stdout.close()


def sqlite_rows(program, folder, rows, subjects):
    """Rows per second; the file grows from round to round, as the house's does."""
    done = subprocess.run([program, folder + "/floor.db", str(rows), str(subjects), str(BODY_BYTES)],
                          capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return float(done.stdout)
