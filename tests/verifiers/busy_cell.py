"""A real cell whose tenant has a log of many events, and a reader who may see it."""
import os
import socket
import ssl
import threading
import time
import uuid

from cell import Cell
from second_reader import SecondReader

EVENTS = int(os.environ.get("TROTH_LOG_EVENTS", "70000"))
CONNECTIONS, WINDOW = 32, 16


def answered(stream):
    """The status of the next answer on a connection."""
    status, size = int(stream.readline().split()[1]), 0
    while (line := stream.readline()) != b"\r\n":
        if line.lower().startswith(b"content-length:"):
            size = int(line[15:])
    stream.read(size)
    return status


class BusyCell(Cell):
    def __init__(self):
        super().__init__(serve=("--seal-seconds", "1"))
        self.older = []  # checkpoints of the tenant's log as it grew

    def admit_reader(self):
        made = self.owner("POST", self.base + "/principals", {"name": "log-reader", "permissions": ["read_log"]})
        assert made.status == 201, made.body
        self.reader_token, self.log = made.json["token"], self.base + "/log"
        self.reader, self.files = self.client(self.reader_token), SecondReader(self)
        self.subject, self.record_id = self.record()
        self.keep_checkpoint(1)

    def url(self, path):
        return f"https://localhost:{self.port}{path}"

    def get(self, path, client=None):
        answer = (client or self.reader)("GET", path)
        assert answer.status == 200, (path, answer.status, answer.body)
        return answer.body.decode()

    def keep_checkpoint(self, least):
        """Waits until so many events are sealed and keeps the head."""
        until = time.time() + 60
        while time.time() < until:
            answer = self.reader("GET", self.log + "/checkpoint")
            if answer.status == 200 and int(answer.body.split(b"\n")[1]) >= least:
                return self.older.append(answer.body.decode())
            assert answer.status in (200, 404), answer.body
            time.sleep(0.2)
        raise AssertionError(f"{least} events were not sealed within a minute")

    def fill(self, events):
        """Many consultations of one record at once, each an event of the tenant's log."""
        failed = []
        share = [events // CONNECTIONS + (i < events % CONNECTIONS) for i in range(CONNECTIONS)]
        threads = [threading.Thread(target=self.consult, args=(count, failed)) for count in share]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failed, failed[0]

    def consult(self, count, failed):
        context = ssl.create_default_context(cafile=self.data + "/tls/cert.pem")
        request = (f"GET {self.path(self.subject, self.record_id)} HTTP/1.1\r\nHost: localhost\r\nPurpose: support\r\n"
                   f"Authorization: Bearer {self.owner_token}\r\n\r\n").encode()
        try:
            with context.wrap_socket(socket.create_connection(("localhost", self.port)), server_hostname="localhost") as peer:
                stream = peer.makefile("rb")
                while count > 0:
                    batch = min(WINDOW, count)
                    peer.sendall(request * batch)
                    statuses = {answered(stream) for _ in range(batch)}
                    assert statuses == {200}, statuses
                    count -= batch
        except Exception as error:  # of a thread: told to the one who waits
            failed.append(error)

    def rows(self, indexes):
        """[(index, event id, leaf)] out of the data file, not from the server."""
        marks = ",".join(map(str, indexes))
        found = self.files.rows(f"SELECT seq, event_id, leaf FROM event WHERE tenant_id = ? AND seq IN ({marks}) ORDER BY seq",
                                uuid.UUID(self.tenant).bytes)
        return [(seq, str(uuid.UUID(bytes=event)), leaf) for seq, event, leaf in found]
